"""Looking into a document that somebody else wrote: whatever stands where, nothing is raised.

A value of the wrong type reads as if it were not there; what is there but cannot be used is for the caller
to see (`Node.exists`). Every step keeps its JSON path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from mcissue.errors import DocumentError
from mcissue.words import is_blank, is_language_key, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Node", "is_date", "is_plain_amount"]

MAX_AMOUNT = 100_000
"""Credits or hours of one offer: beyond a working life of hours it is an error, not a workload."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document and where it stands.

    Attributes:
        value: any JSON value; None also where there is nothing.
        path: its JSON path.
    """

    value: object
    path: str = "$"

    def __getitem__(self, name: str) -> Node:
        """A member of an object; of anything else a node without value."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}.{name}")

    @property
    def exists(self) -> bool:
        """Whether anything stands here: not nothing, null, an empty string, array or object."""
        return self.value is not None and self.value not in ("", [], {})

    @property
    def is_object(self) -> bool:
        """Whether this is a JSON object."""
        return isinstance(self.value, dict)

    def entries(self) -> Iterator[Node]:
        """The entries of an array, or the one value: JSON-LD means the same by both (JSON-LD 1.1, 4.3.2)."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(value, f"{self.path}[{index}]")
        elif self.value is not None:
            yield self

    def objects(self) -> Iterator[Node]:
        """The entries that are objects."""
        return (entry for entry in self.entries() if entry.is_object)

    @property
    def types(self) -> frozenset[str]:
        """The names in `type`."""
        return frozenset(entry.value for entry in self["type"].entries() if isinstance(entry.value, str))

    @property
    def text(self) -> str:
        """A plain text, or the text of a JSON-LD value object; empty for all else, and where nothing is seen.

        An array of one text is that text; of several none is the one that was meant.
        """
        value = self.value
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("@value")
        return value.strip() if isinstance(value, str) and not is_blank(value) else ""

    @property
    def language_map(self) -> str:
        """The texts of an object like `{"en": "..."}`; empty for everything else.

        The published schemas of Open Badges allow it, but no context gives it a meaning: it is neither signed
        by a Data Integrity proof nor seen by other software.
        """
        if not isinstance(self.value, dict) or "@value" in self.value:
            return ""
        texts = [text for key, text in self.value.items() if isinstance(text, str) and is_language_key(key)]
        return " / ".join(text.strip() for text in texts if not is_blank(text))

    @property
    def amount(self) -> int | float | None:
        """A positive number of sensible size, given as a number; None for everything else."""
        return self.value if is_plain_amount(self.value) else None


def is_plain_amount(value: object) -> TypeGuard[int | float]:
    """Whether a value is a positive number of sensible size (not true, not NaN, not infinite)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MAX_AMOUNT


def is_date(text: str) -> bool:
    """Whether a text begins with a day that exists; its time and zone are another check's business."""
    try:
        parse_day(text[:10])
    except DocumentError:
        return False
    return text[10:11] in {"", "T", "Z", "+", "-"}
