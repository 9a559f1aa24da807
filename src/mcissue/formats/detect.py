"""Which format a JSON document is of, by what it contains: its contexts and types, never its file name.

Detection judges nothing. A document that claims to be an Open Badge and is a bad one is still detected as
one, so that the checks of that format can say what is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.formats import table
from mcissue.formats.format import Format, Nature, Signs, Surface, names_in
from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["UNKNOWN", "detect_format", "formats_named", "title_of_format"]

UNKNOWN: Final = Format(
    id="unknown",
    title="a document of an unknown format",
    signs=Signs(),
    explanation="Nothing in it says that it is a credential: it has no context and no type that is known "
    "here. Ask its issuer or learner for the credential itself.",
    nature=Nature.NO_CREDENTIAL,
)
"""What is of no format of the table."""


def detect_format(document: JsonValue) -> Format:
    """Tell which format a document is of.

    Types go before contexts, and the more special before the more general: an Open Badge with a wrong context
    is a bad Open Badge, not an unknown document.

    Args:
        document: JSON data of any kind; whatever it is, nothing is raised.

    Returns:
        A line of the table, or `UNKNOWN`.
    """
    if not isinstance(document, dict):
        return UNKNOWN
    contexts = names_in(document.get("@context"))
    surface = Surface(
        document=document,
        types=names_in(document.get("type")),
        contexts=contexts,
        of_model_1=CREDENTIALS_V1 in contexts and CREDENTIALS_V2 not in contexts,
    )
    lines = table.FORMATS
    for line in lines:
        if line.signs.in_types(surface):
            return line
    for line in lines:
        if line.signs.in_looks(surface):
            return line
    return next((line for line in lines if line.signs.in_members(surface)), UNKNOWN)


def formats_named(document: JsonObject) -> tuple[str, ...]:
    """What a document says by its types that it is, by title: one, if it is well written.

    Args:
        document: any JSON object.
    """
    value = document.get("type")
    types = value if isinstance(value, list) else [value]
    found = (
        next((line.title for line in table.FORMATS if name in line.signs.types), None)
        for name in types
        if isinstance(name, str)
    )
    return tuple(dict.fromkeys(title for title in found if title is not None))


def title_of_format(format_id: str) -> str:
    """What documents of a format are called in a sentence, with their article.

    Args:
        format_id: its id, as it stands in reports.
    """
    return next((line.title for line in table.FORMATS if line.id == format_id), UNKNOWN.title)
