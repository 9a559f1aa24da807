"""A bounded memory: what is used stays, what is not used goes, and strangers cannot make it grow."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

__all__ = ["BoundedCache"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class BoundedCache(Generic[_Key, _Value]):
    """A cache in two generations, close to least-recently-used at the price of one dictionary look-up.

    When the young generation is full it becomes the old one, and what was the old one goes. Whatever is
    asked for moves back to the young generation, so it stays.

    Args:
        size: entries of one generation; at most twice as many are kept.

    Attributes:
        young: the entries in use, for a first look without a call.
    """

    __slots__ = ("_old", "_size", "young")

    def __init__(self, size: int) -> None:
        self._size: Final = size
        self.young: dict[_Key, _Value] = {}
        self._old: dict[_Key, _Value] = {}

    def __len__(self) -> int:
        return len(self.young) + len(self._old)

    def get(self, key: _Key) -> _Value | None:
        """Give what is kept under a key; None if nothing is."""
        value = self.young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: _Key, value: _Value) -> None:
        """Keep a value under a key."""
        if len(self.young) >= self._size:
            self._old = self.young
            self.young = {}
        self.young[key] = value
