"""The European standard elements that a toy diploma has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.toys.diploma.view import DiplomaView

from mcissue.annex.answers import DOCUMENT
from mcissue.annex.elements import ELEMENTS
from mcissue.annex.result import Element

__all__ = ["find"]


def find(document: Any, path: str) -> Callable[[], tuple[Element, ...]] | str:
    """Learner, title and school; a diploma without a study awards nothing."""
    view = DiplomaView(document)
    title = view.title()
    if title is None:
        return "This diploma names no study."
    learner = next(view.learner(), None)
    said = {
        "title": (f"{path}.credentialSubject.study.studyTitle", title),
        "learner": (f"{path}.credentialSubject.fullName", learner.value if learner else ""),
        "awarding_body": (f"{path}.issuer.schoolName", view.issuer_name() or ""),
    }

    def elements() -> tuple[Element, ...]:
        return tuple(
            DOCUMENT.present(element.id, *said[element.id], "toy")
            if said.get(element.id, ("", ""))[1]
            else DOCUMENT.missing(element.id)
            for element in ELEMENTS
        )

    return elements
