"""The sixteen elements in any Open Badge 3.0 or European Digital Credential: ours or a stranger's.

What counts, and why (`docs/standards/annex-i.md` has it element by element):

- *present*: the document states it under a name of its own: a property of Open Badges or of the European
  Learning Model, an alignment or note by the conventions of `mcissue.formats`, or a dialect known here
  (edubadges, 1EdTech extensions).
  The Annex asks that the information be given, not that it be coded: words under the right name are enough.
- *partly*: it has to be looked for in other text, or a part that gives it meaning is lacking (a number of
  credits without a unit), or the document contradicts itself.
- *missing*: nothing of it is there, or only values of a wrong type.

Nothing is checked here that another check of a report answers: signatures, dates, schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex.answers import DOCUMENT
from mcissue.annex.elements import ELEMENTS
from mcissue.annex.result import short_text
from mcissue.errors import DocumentError
from mcissue.formats.detect import detect_format
from mcissue.formats.format import opened
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.annex.result import Element
    from mcissue.jsonld.read import JsonValue

__all__ = ["elements_of_document", "elements_or_reason", "why_no_achievement"]


def elements_of_document(document: JsonValue) -> tuple[Element, ...]:
    """Find the sixteen elements of Annex I in an Open Badge or a European Digital Credential.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised. What the European tools wrap
            around a credential (for upload, or with a seal) is taken off.

    Returns:
        Sixteen elements in the order of `mcissue.annex.elements.ELEMENTS`. If the document awards no
        achievement (`why_no_achievement`), all are missing and say so.
    """
    found = elements_or_reason(document)
    if not isinstance(found, str):
        return found
    return tuple(DOCUMENT.missing(element.id, note=found) for element in ELEMENTS)


def elements_or_reason(document: JsonValue) -> tuple[Element, ...] | str:
    """The same sixteen elements, or one sentence on why the document awards no achievement.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised.
    """
    found = _laid_out(document)
    return found if isinstance(found, str) else found()


def why_no_achievement(document: JsonValue) -> str | None:
    """One sentence on why a document awards no achievement (an endorsement, say); None if it does award one.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised.
    """
    found = _laid_out(document)
    return found if isinstance(found, str) else None


def _laid_out(document: JsonValue) -> Callable[[], tuple[Element, ...]] | str:
    inner, path = document, "$"
    if isinstance(document, dict):
        try:
            found = inner_credential(document)
        except DocumentError as error:
            return f"What is sealed in this document can't be read: {short_text(error.message)}."
        inner, path = found.document, found.path
    laid_out: Callable[[], tuple[Element, ...]] | str
    laid_out = opened(detect_format(document).elements)(inner, path)
    return laid_out
