"""The sixteen elements of a European Digital Credential."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mcissue.annex.elm import award, offer, scale
from mcissue.annex.elm.document import find_edc

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.annex.elm.document import Edc
    from mcissue.annex.result import Element

__all__ = ["find"]


def find(document: object, path: str) -> Callable[[], tuple[Element, ...]] | str:
    """Lay a document out: what gives its sixteen elements, or a sentence that says why it awards nothing.

    Args:
        document: the credential, without what is wrapped around it.
        path: where it stands in its file.
    """
    found = find_edc(document, path)
    return found if isinstance(found, str) else partial(_of_edc, found)


def _of_edc(edc: Edc) -> tuple[Element, ...]:
    return (
        award.learner(edc),
        offer.title(edc),
        award.country(edc),
        award.awarding_body(edc),
        award.date_of_issuing(edc),
        offer.learning_outcomes(edc),
        scale.workload(edc),
        scale.level(edc),
        offer.assessment_type(edc),
        offer.participation_form(edc),
        offer.quality_assurance(edc),
        offer.prerequisites(edc),
        offer.supervision(edc),
        award.grade(edc),
        offer.stackability(edc),
        award.further_information(edc),
    )
