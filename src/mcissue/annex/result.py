"""What was found of one element, and when the sixteen together are complete."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mcissue.annex.elements import ELEMENT_BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["AT_ISSUING", "Element", "State", "is_complete", "missing_mandatory", "short_text"]

MAX_VALUE = 200
"""Characters of a value in a report: a line or two; the document itself has the rest."""

AT_ISSUING = "given at issuing"
"""Convention of the elements that a course alone cannot have: they come with the learner or the issuer."""

_ELLIPSIS = " ..."
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class State(StrEnum):
    """How much of an element is there."""

    PRESENT = "present"
    PARTLY = "partly"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Element:
    """What a record, a course or a document says of one standard element.

    Attributes:
        id: which element, one of the ids of `mcissue.annex.elements.ELEMENTS`.
        mandatory: whether Annex I lists it among the mandatory ones.
        state: how much of it is there.
        path: where it was read: a JSON path in the document, a field path in the record; None if missing.
        value: what it says, short, for people; empty if missing.
        convention: by which convention it was read, e.g. `open badges`, `eu concept`, `text`.
        note: why it is only partly there, not applicable, or what else to know.
        mend: how to supply it, if it is missing or partly there.
    """

    id: str
    mandatory: bool
    state: State
    path: str | None = None
    value: str = ""
    convention: str = ""
    note: str = ""
    mend: str = ""

    @property
    def title(self) -> str:
        """The element's name in the words of Annex I."""
        return ELEMENT_BY_ID[self.id].title

    @property
    def settled(self) -> bool:
        """Whether nothing more is asked: present, or not applicable where the Annex allows that.

        The Annex says "if applicable" of the level alone (M8). In the elements of a course, those that come
        with the learner (`AT_ISSUING`) are settled too.
        """
        if self.state is State.NOT_APPLICABLE:
            return self.id == "level" or self.convention == AT_ISSUING
        return self.state is State.PRESENT


def missing_mandatory(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The mandatory elements that are missing or only partly there, in the order given."""
    return tuple(element for element in elements if element.mandatory and not element.settled)


def is_complete(elements: Iterable[Element]) -> bool:
    """Whether all eleven mandatory elements are there and settled; fewer than eleven are never complete."""
    mandatory = [element for element in elements if element.mandatory]
    expected = {element.id for element in ELEMENT_BY_ID.values() if element.mandatory}
    return {element.id for element in mandatory} == expected and all(element.settled for element in mandatory)


def short_text(text: str) -> str:
    """A text as a report shows it: one line, no control characters, at most `MAX_VALUE` characters.

    Direction overrides are taken out, since they let a document write over the report around it
    (Unicode Technical Report 36, section 3.4); joiners stay, since names need them.
    """
    head = text[: 10 * MAX_VALUE]  # enough for the value even if most of it is white space
    kept = "".join(_shown(character) for character in head)
    line = " ".join(kept.split())
    return line if len(line) <= MAX_VALUE else line[: MAX_VALUE - len(_ELLIPSIS)].rstrip() + _ELLIPSIS


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"  # half a surrogate pair can be in JSON, but not in any output
    if category == "Cc":
        return " "
    return "" if character in _BIDI_CONTROLS else character
