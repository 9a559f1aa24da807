"""Tags of languages (BCP 47, RFC 5646).

Documents of others may use any tag that is well formed; what people write here, and what is written out,
is language, script and region in their usual letter case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "PLAIN_LANGUAGE_TAG",
    "best_tag",
    "is_language_key",
    "is_language_tag",
    "is_plain_language_tag",
    "usual_spelling",
]

_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

PLAIN_LANGUAGE_TAG: Final = r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
"""Tags as Open Badges 3.0 allows them in `inLanguage`, as JSON Schema takes a pattern: `fi`, `sr-Latn`,
`pt-BR`."""

_PLAIN: Final = re.compile(PLAIN_LANGUAGE_TAG.removesuffix("$"))

_KEY: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")

_SPELLED: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


def is_language_tag(value: object) -> bool:
    """Whether a value is a well-formed tag: subtags of one to eight letters or digits, the first of letters.

    That is what RDF and JSON-LD ask for (RFC 4647 section 2.1, JSON-LD 1.1 section 4.2.4); the registry of
    subtags is not asked.

    Args:
        value: anything that stands where a tag belongs.
    """
    return isinstance(value, str) and _TAG.fullmatch(value) is not None


def is_plain_language_tag(value: object) -> bool:
    """Whether a value is a tag of language, script and region in its usual letter case.

    Args:
        value: anything that stands where a tag belongs.
    """
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None


def usual_spelling(text: str) -> str | None:
    """A tag in its usual letter case (RFC 5646 section 2.1.1), of one that is written otherwise.

    Args:
        text: what a person wrote or a document holds: `EN`, `pt-br`, `SR-latn`.

    Returns:
        As in `en`, `pt-BR`, `sr-Latn`; None if it is not a tag of language, script and region.
    """
    found = _SPELLED.fullmatch(text)
    if found is None:
        return None
    language, script, region = found.groups()
    parts = (language.lower(), script and script.capitalize(), region and region.upper())
    return "-".join(part for part in parts if part)


def is_language_key(key: object) -> bool:
    """Whether the key of a JSON object looks like a tag, so that the object is meant as texts by language.

    `id` is Indonesian, but in a credential it is an identifier.

    Args:
        key: a key of an object that nothing else explains.
    """
    return isinstance(key, str) and key != "id" and _KEY.fullmatch(key) is not None


def best_tag(tags: Collection[str], *languages: str) -> str:
    """The language in which a text of several is read: a wanted one, else English, else its first.

    Args:
        tags: the languages of the text, one at least.
        languages: the wanted ones, the best first.
    """
    return next((tag for tag in (*languages, "en") if tag in tags), next(iter(tags)))
