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
from mcissue.annex.elm import award as elm_award
from mcissue.annex.elm import offer as elm_offer
from mcissue.annex.elm import scale as elm_scale
from mcissue.annex.elm.document import Edc, find_edc
from mcissue.annex.open_badges import award, offer, scale
from mcissue.annex.open_badges.badge import Badge, find_badge
from mcissue.annex.result import short_text
from mcissue.errors import DocumentError
from mcissue.formats.detect import Format, detect_format
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from mcissue.annex.result import Element
    from mcissue.jsonld.read import JsonValue

_EUROPEAN = frozenset({Format.EDC, Format.EDC_UPLOAD, Format.EDC_SEALED})

__all__ = ["elements_of_document", "why_no_achievement"]


def elements_of_document(document: JsonValue) -> tuple[Element, ...]:
    """Find the sixteen elements of Annex I in an Open Badge or a European Digital Credential.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised. What the European tools wrap
            around a credential (for upload, or with a seal) is taken off.

    Returns:
        Sixteen elements in the order of `mcissue.annex.elements.ELEMENTS`. If the document awards no
        achievement (`why_no_achievement`), all are missing and say so.
    """
    found = _laid_out(document)
    if isinstance(found, Badge):
        return _of_badge(found)
    if isinstance(found, Edc):
        return _of_edc(found)
    return tuple(DOCUMENT.missing(element.id, note=found) for element in ELEMENTS)


def why_no_achievement(document: JsonValue) -> str | None:
    """One sentence on why a document awards no achievement (an endorsement, say); None if it does award one.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised.
    """
    found = _laid_out(document)
    return found if isinstance(found, str) else None


def _laid_out(document: JsonValue) -> Badge | Edc | str:
    if not isinstance(document, dict) or detect_format(document) not in _EUROPEAN:
        return find_badge(document)
    try:
        inner = inner_credential(document)
    except DocumentError as error:
        return f"What is sealed in this document can't be read: {short_text(error.message)}."
    return find_edc(inner.document, inner.path)


def _of_badge(badge: Badge) -> tuple[Element, ...]:
    return (
        award.learner(badge),
        offer.title(badge),
        award.country(badge),
        award.awarding_body(badge),
        award.date_of_issuing(badge),
        offer.learning_outcomes(badge),
        scale.workload(badge),
        scale.level(badge),
        offer.assessment_type(badge),
        offer.participation_form(badge),
        offer.quality_assurance(badge),
        offer.prerequisites(badge),
        offer.supervision(badge),
        award.grade(badge),
        offer.stackability(badge),
        award.further_information(badge),
    )


def _of_edc(edc: Edc) -> tuple[Element, ...]:
    return (
        elm_award.learner(edc),
        elm_offer.title(edc),
        elm_award.country(edc),
        elm_award.awarding_body(edc),
        elm_award.date_of_issuing(edc),
        elm_offer.learning_outcomes(edc),
        elm_scale.workload(edc),
        elm_scale.level(edc),
        elm_offer.assessment_type(edc),
        elm_offer.participation_form(edc),
        elm_offer.quality_assurance(edc),
        elm_offer.prerequisites(edc),
        elm_offer.supervision(edc),
        elm_award.grade(edc),
        elm_offer.stackability(edc),
        elm_award.further_information(edc),
    )
