"""The sixteen elements in any Open Badges 3.0 document: ours or a stranger's, VCDM 2.0 or 1.1.

What counts, and why (`docs/standards/annex-i.md` has it element by element):

- *present*: the document states it under a name of its own: a property of Open Badges, an alignment by the
  conventions of `mcissue.formats.conventions`, or a dialect known here (edubadges, 1EdTech extensions).
  The Annex asks that the information be given, not that it be coded: words under the right name are enough.
- *partly*: it has to be looked for in other text, or a part that gives it meaning is lacking (a number of
  credits without a unit), or the document contradicts itself.
- *missing*: nothing of it is there, or only values of a wrong type.

Nothing is checked here that another check of a report answers: signatures, dates, schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex import _open_badges_award as award
from mcissue.annex import _open_badges_offer as offer
from mcissue.annex import _open_badges_scale as scale
from mcissue.annex._answers import DOCUMENT
from mcissue.annex._open_badges import find_badge
from mcissue.annex.elements import ELEMENTS

if TYPE_CHECKING:
    from mcissue.annex.result import Element
    from mcissue.jsonld.reading import JsonValue

__all__ = ["elements_of_document", "why_no_achievement"]


def elements_of_document(document: JsonValue) -> tuple[Element, ...]:
    """Find the sixteen elements of Annex I in an Open Badges document.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised.

    Returns:
        Sixteen elements in the order of `mcissue.annex.elements.ELEMENTS`. If the document awards no
        achievement (`why_no_achievement`), all are missing and say so.
    """
    badge = find_badge(document)
    if isinstance(badge, str):
        return tuple(DOCUMENT.missing(element.id, note=badge) for element in ELEMENTS)
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


def why_no_achievement(document: JsonValue) -> str | None:
    """One sentence on why a document awards no achievement (an endorsement, say); None if it does award one.

    Args:
        document: the document as JSON data; whatever it is, nothing is raised.
    """
    badge = find_badge(document)
    return badge if isinstance(badge, str) else None
