"""The values that differ within a batch: how each is checked and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld.batch.spine import Misfit
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.meaning import is_its_one_form
from mcissue.jsonld.quads import literal
from mcissue.jsonld.read.errors import string_fault
from mcissue.words import ABSOLUTE_IRI

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MARK", "MARK_LENGTH", "Slot", "slots_of", "takes_any_text"]

#: How marks begin: ids and texts that no document holds, for the word is made up.
MARK: Final = "urn:mcissue-batch-plan:"
#: A mark with its six digits and the colon behind them.
MARK_LENGTH: Final = len(MARK) + 7
# What surely may follow in an id.
_REST: Final = re.compile(r"[A-Za-z0-9._~/?#:@!$&'()*+,;=%-]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that differs.

    Attributes:
        mark: what stands there while the plan is made.
        start: how ids there begin: the scheme, and the slashes of an authority; empty if texts stand there.
        common: what the first two ids have in common from there on; most others have it too.
    """

    mark: str
    start: str
    common: str = ""

    def written(self, value: Any) -> str:
        """A value as it stands in N-Quads.

        Raises:
            Misfit: the value is no string, or not one that a plan takes.
        """
        if type(value) is not str:
            raise Misfit("no text")
        if self.start:
            # What a scheme means is the context's to say, so only the one that was learned is taken.
            if self.common and value.startswith(self.common):
                if _REST.fullmatch(value, len(self.common)):
                    return value
            elif value.startswith(self.start) and value.isprintable() and ABSOLUTE_IRI.fullmatch(value):
                return value
            raise Misfit("no id of the kind that was learned")
        if value.isprintable() and '"' not in value and "\\" not in value:
            return value
        if string_fault(value, None, CREDENTIAL_LIMITS) is not None:
            raise Misfit("a text that must be looked at")
        return literal(value)[1:-1]


def slots_of(pairs: Sequence[tuple[str, str]]) -> tuple[list[Slot], list[int]]:
    """Slots for places, each with the values of two documents.

    Returns:
        The slots, and the number of the slot of each place: ids that are the same in both documents share
        one, because they name one node.
    """
    slots: list[Slot] = []
    numbers: dict[tuple[str, str], int] = {}
    slot_of_place = []
    for pair in pairs:
        start = _start(*pair)
        number = numbers.get(pair) if start else None
        if number is None:
            number = numbers[pair] = len(slots)
            slots.append(Slot(f"{MARK}{number:06d}:", start, _common(*pair) if start else ""))
        slot_of_place.append(number)
    return slots, slot_of_place


def takes_any_text(close: str) -> bool:
    """Whether any text may stand before this end of a line, or the rule is particular about its datatype."""
    datatype = close.removeprefix('"^^<').removesuffix("> .\n")
    return datatype == close or all(is_its_one_form(text, datatype) for text in ("true", "1", "1.0E0"))


def _start(first: str, second: str) -> str:
    """The scheme of two ids, with the slashes of an authority if both have one; empty if they are texts."""
    if not (ABSOLUTE_IRI.fullmatch(first) and ABSOLUTE_IRI.fullmatch(second)):
        return ""
    scheme, _, rest = first.partition(":")
    start = f"{scheme}://" if rest.startswith("//") else f"{scheme}:"
    return start if second.startswith(start) else ""


def _common(first: str, second: str) -> str:
    """How two texts begin alike."""
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return first[:length]
