"""Makes the answers: one `Element` with its flag, its short value and the mend that fits its home."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.annex.elements import ELEMENT_BY_ID, ELEMENTS
from mcissue.annex.result import Element, State, short_text
from mcissue.words import is_placeholder, says_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DOCUMENT", "EDC", "RECORD", "Answers"]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers about one kind of source, which differ in how a person mends it.

    Attributes:
        mends: how each element is supplied there.
    """

    mends: Mapping[str, str]

    def present(self, id_: str, path: str, value: str, convention: str, *, note: str = "") -> Element:
        """The element is stated, as that element; a placeholder states nothing."""
        if id_ != _GRADE and value and says_nothing(value):  # "+" and "***" are grades
            return self.missing(id_, note=_PLACEHOLDER)
        if id_ in _OF_SOMEBODY and is_placeholder(value):
            return self.partly(id_, path, value, convention, note=_PLACEHOLDER)
        return self._make(id_, State.PRESENT, path=path, value=value, convention=convention, note=note)

    def partly(
        self, id_: str, path: str, value: str, convention: str, *, note: str, mend: str = ""
    ) -> Element:
        """Something of the element is there, but not enough to count; the note says why."""
        return self._make(
            id_, State.PARTLY, path=path, value=value, convention=convention, note=note, mend=mend
        )

    def missing(self, id_: str, *, note: str = "", mend: str = "") -> Element:
        """Nothing of the element is there."""
        return self._make(id_, State.MISSING, note=note, mend=mend)

    def not_applicable(self, id_: str, path: str | None, value: str, convention: str, note: str) -> Element:
        """The source says that the element does not apply, or it comes only later."""
        return self._make(id_, State.NOT_APPLICABLE, path=path, value=value, convention=convention, note=note)

    def _make(
        self,
        id_: str,
        state: State,
        *,
        path: str | None = None,
        value: str = "",
        convention: str = "",
        note: str = "",
        mend: str = "",
    ) -> Element:
        standard = ELEMENT_BY_ID[id_]
        if state in {State.PRESENT, State.NOT_APPLICABLE}:
            mend = ""
        elif not mend:
            mend = self.mends[id_]
        return Element(
            id=id_,
            mandatory=standard.mandatory,
            state=state,
            path=path,
            value=short_text(value),
            convention=convention,
            note=note,
            mend=mend,
        )


_GRADE: Final = "grade"

_OF_SOMEBODY: Final = frozenset({"learner", "title", "awarding_body", "learning_outcomes"})
"""Elements that a placeholder can't be the true value of, as "none" is of the prerequisites."""

_PLACEHOLDER: Final = "It is a placeholder, which tells nobody anything."


RECORD = Answers(MappingProxyType({standard.id: standard.mend_record for standard in ELEMENTS}))
DOCUMENT = Answers(MappingProxyType({standard.id: standard.mend_document for standard in ELEMENTS}))
EDC = Answers(MappingProxyType({standard.id: standard.mend_edc for standard in ELEMENTS}))
