"""What all reading of documents shares: a cursor that knows its place and remembers what was read.

Every member that becomes part of the record, or that follows from it, is marked as used. What is left
unmarked at the end is what the record cannot hold; so a stranger's member is listed, never dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from mcissue.formats.losses import Loss, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["Cursor", "Found", "Tree", "prune", "unread", "unwrap"]

Tree = Any
"""Data for a record whose leaves are `Found`, in dicts and lists."""

_EVERYWHERE = frozenset({"@context", "type"})
_ENVELOPE = frozenset({"proof", "credentialSchema", "credentialStatus"})
"""Members that say how this document is kept, not what its record is; each new document gets its own."""


class Found(NamedTuple):
    """A value with its place in the document."""

    value: JsonValue
    steps: Steps


@dataclass(frozen=True, slots=True)
class Cursor:
    """One object of the document.

    Attributes:
        value: the object.
        steps: its place.
        used: the places of all members that were read, shared by all cursors of a document.
    """

    value: JsonObject
    steps: Steps
    used: set[Steps]

    def use(self, *keys: str) -> None:
        """Mark members as read."""
        self.used.update((*self.steps, key) for key in keys)

    def peek(self, key: str) -> str | None:
        """A member's text without marking it; None if it is no text."""
        value = self.value.get(key)
        return value if isinstance(value, str) else None

    def text(self, key: str) -> Found | None:
        """A member's text; None if it is absent or no text."""
        value = self.value.get(key)
        if not isinstance(value, str):
            return None
        self.use(key)
        return Found(value, (*self.steps, key))

    def number(self, key: str) -> Found | None:
        """A member's number; None if it is absent or no number."""
        value = self.value.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        self.use(key)
        return Found(value, (*self.steps, key))

    def object(self, key: str) -> Cursor | None:
        """A member that is an object."""
        value = self.value.get(key)
        return Cursor(value, (*self.steps, key), self.used) if isinstance(value, dict) else None

    def objects(self, key: str) -> Iterator[Cursor]:
        """The objects of a member that is one object or an array of them."""
        value = self.value.get(key)
        if isinstance(value, dict):
            yield Cursor(value, (*self.steps, key), self.used)
        for place, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, dict):
                yield Cursor(item, (*self.steps, key, place), self.used)


def unwrap(tree: Tree, steps: Steps = ()) -> tuple[JsonValue, dict[Steps, Steps]]:
    """Plain data of a tree, and for each place in the record's data its place in the document."""
    if isinstance(tree, Found):
        return tree.value, {steps: tree.steps}
    places: dict[Steps, Steps] = {}
    if isinstance(tree, dict):
        data: Any = {}
        for key, item in tree.items():
            data[key], below = unwrap(item, (*steps, key))
            places |= below
    elif isinstance(tree, list):
        data = []
        for index, item in enumerate(tree):
            value, below = unwrap(item, (*steps, index))
            data.append(value)
            places |= below
    else:
        return tree, {}
    if places:
        places.setdefault(steps, next(iter(places.values()))[:-1])
    return data, places


def unread(document: JsonObject, used: set[Steps]) -> list[Loss]:
    """List what was not read, each as the largest part of the document of which nothing was read."""
    losses: list[Loss] = []
    _unread(document, (), used, losses)
    return losses


def _unread(value: JsonValue, steps: Steps, used: set[Steps], losses: list[Loss]) -> bool:
    """Add what was not read below a place; true if something was read there."""
    if steps in used:
        return True
    if isinstance(value, dict):
        aside = _EVERYWHERE if steps else _EVERYWHERE | _ENVELOPE
        below = [(key, item) for key, item in value.items() if key not in aside]
    elif isinstance(value, list):
        below = list(enumerate(value))
    else:
        below = []
    found: list[Loss] = []
    read = [_unread(item, (*steps, key), used, found) for key, item in below]
    if any(read) or (isinstance(value, list) and value):  # the items of a list are listed one by one
        losses += found
        return any(read)
    hashed = isinstance(value, dict) and value.get("hashed") is True
    why = "nobody can tell what was hashed" if hashed else "a record has no place for it"
    losses.append(Loss(steps=steps, what="a hash" if hashed else _kind(value), why=why))
    return False


def _kind(value: JsonValue) -> str:
    """What kind of value it is, not what it says: a report is no place for personal data."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
    return kinds.get(type(value), "a number")


def prune(tree: dict[str, Tree]) -> Tree:
    """Leave out what was not found."""
    return {key: value for key, value in tree.items() if value is not None and value not in ([], {})}
