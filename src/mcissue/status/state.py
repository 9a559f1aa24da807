"""The memory of status lists: the newest date seen of each list.

A list is known by its address and the institution whose credentials point there: somebody else's list of the
same address can't make the true one look old. An institution has several ids, and delegates who keep its
lists: the date is kept under each, and asked for under each, so that a change of ids is no way back. The
number that is kept is the date, in microseconds since the year 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from mcissue.errors import StatusListError
from mcissue.seen import Memory

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["StatusListState"]

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class StatusListState(Mapping[tuple[str, str], datetime]):
    """The memory of status lists in one state folder: (id, address) -> the newest date seen.

    The id is one of the institution: the issuer's, another one of its entry in the registry, or that of a
    delegate who keeps its lists. Only digests are kept, so its keys can be asked for, and not be listed.
    """

    __slots__ = ("_memory",)

    def __init__(self, directory: Path) -> None:
        """Use a state folder; nothing is read or made yet.

        Args:
            directory: the folder, usually `mcissue.seen.state_directory()`.
        """
        self._memory = Memory(
            folder=directory / "status-lists",
            suffix="",
            what="status lists",
            error=StatusListError,
            unreadable="status_state_unreadable",
            unwritable="status_state_unwritable",
            mend="Mend it, or verify with --no-state; an older list would then be accepted.",
        )

    def __getitem__(self, key: tuple[str, str]) -> datetime:
        """The newest date of a list.

        Raises:
            KeyError: none was seen.
            StatusListError: `status_state_unreadable` (indeterminate) if the folder can't be read.
        """
        dates = self._memory.numbers(_digest(key))
        if not dates:
            raise KeyError(key)
        return _BEGINNING + max(dates) * _MICROSECOND

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Nothing: what was verified is not kept in words."""
        return iter(())

    def __len__(self) -> int:
        """How many lists can be listed: none."""
        return 0

    def remember(self, institution: str, url: str, dated: datetime) -> None:
        """Keep the date of a list that was found proven.

        Args:
            institution: one of the ids under which the report remembers it (`Source.institution`).
            url: its address.
            dated: its date, with a time zone (`Source.dated`).

        Raises:
            StatusListError: indeterminate each: `status_state_unreadable`, `status_state_unwritable`.
        """
        name, number = _digest((institution, url)), (dated - _BEGINNING) // _MICROSECOND
        if number > max(self._memory.numbers(name), default=-1):
            self._memory.keep(name, number)


def _digest(key: tuple[str, str]) -> str:
    institution, url = key
    return hashlib.sha256(f"{institution}\n{url}".encode()).hexdigest()
