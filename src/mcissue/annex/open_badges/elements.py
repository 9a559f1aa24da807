"""The sixteen elements of an Open Badge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mcissue.annex.open_badges import award, offer, scale
from mcissue.annex.open_badges.badge import find_badge

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.annex.open_badges.badge import Badge
    from mcissue.annex.result import Element

__all__ = ["find"]


def find(document: object, path: str) -> Callable[[], tuple[Element, ...]] | str:
    """Lay a document out: what gives its sixteen elements, or a sentence that says why it awards nothing.

    Args:
        document: the credential, without what is wrapped around it.
        path: where it stands in its file.
    """
    found = find_badge(document, path)
    return found if isinstance(found, str) else partial(_of_badge, found)


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
