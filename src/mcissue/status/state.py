"""What a user's machine remembers of status lists: the newest date seen of each list.

Without this memory anybody who can hand over files could hand over last month's list, in which a credential
is not revoked yet. Only the command line uses this module; the verifier does no input or output.

A list is known by its issuer and its address together: somebody else's list of the same address can't make
the true one look old. One small file for each list, named by a digest of the two and by the date; the latest
date in the folder is the truth, so two programs that write at once cannot undo each other's work.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from mcissue.errors import StatusListError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["StatusListState"]

_NAME: Final = re.compile(r"(?P<list>[0-9a-f]{64})-(?P<date>[0-9]{1,18})", re.ASCII)
_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class StatusListState(Mapping[tuple[str, str], datetime]):
    """The memory of status lists in one state folder: (issuer, address) -> the newest `validFrom` seen.

    Only digests of issuers and addresses are kept, so its keys can be asked for, and not be listed.
    """

    __slots__ = ("_folder",)

    def __init__(self, directory: Path) -> None:
        """Use a state folder; nothing is read or made yet.

        Args:
            directory: the folder, usually `mcissue.registry.state.state_directory()`.
        """
        self._folder = directory / "status-lists"

    def __getitem__(self, key: tuple[str, str]) -> datetime:
        """The newest date of a list.

        Raises:
            KeyError: none was seen.
            StatusListError: `status_state_unreadable` (indeterminate) if the folder can't be read.
        """
        dates = self._files(key)
        if not dates:
            raise KeyError(key)
        return _BEGINNING + max(dates) * _MICROSECOND

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Nothing: what was verified is not kept in words."""
        return iter(())

    def __len__(self) -> int:
        """How many lists can be listed: none."""
        return 0

    def remember(self, issuer: str, url: str, valid_from: datetime) -> None:
        """Keep the date of a list that was found proven.

        Args:
            issuer: who issued the list.
            url: its address.
            valid_from: its date, with a time zone.

        Raises:
            StatusListError: indeterminate each: `status_state_unreadable`, `status_state_unwritable`.
        """
        number = (valid_from - _BEGINNING) // _MICROSECOND
        files = self._files((issuer, url))
        if number <= max(files, default=-1):
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / f"{_digest((issuer, url))}-{number}").touch(mode=0o600)
        except OSError as error:
            raise StatusListError(
                f"the memory of status lists seen before can't be written: {error.strerror or error}",
                code="status_state_unwritable",
                path=str(self._folder),
                mend="Let the environment variable MCISSUE_STATE_DIR name a folder that you may write to.",
                indeterminate=True,
            ) from error
        for file in files.values():
            with contextlib.suppress(OSError):
                file.unlink()

    def _files(self, key: tuple[str, str]) -> dict[int, Path]:
        digest, found = _digest(key), {}
        try:
            for file in self._folder.iterdir():
                match = _NAME.fullmatch(file.name)
                if match is not None and match["list"] == digest:
                    found[int(match["date"])] = file
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StatusListError(
                f"the memory of status lists seen before can't be read: {error.strerror or error}",
                code="status_state_unreadable",
                path=str(self._folder),
                mend="Mend it, or verify with --no-state; an older list would then be accepted.",
                indeterminate=True,
            ) from error
        return found


def _digest(key: tuple[str, str]) -> str:
    issuer, url = key
    return hashlib.sha256(f"{issuer}\n{url}".encode()).hexdigest()
