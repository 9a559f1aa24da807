"""Archives of many files: which of them hold a credential, so that each is verified by itself.

The rest is named, and does not count: an office packs its report and its keys' document with the credentials.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.carrier.members import ZIP, read_archive
from mcissue.errors import CarrierError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Beside", "files_with_credentials", "refused"]

_SHOWN: Final = 20
"""Files without a credential that are named; of the others the number is said."""


@dataclass(slots=True)
class Beside:
    """What else is in an archive: the files without a credential, and those that could not be opened.

    Attributes:
        names: the first ones, with the reason.
        count: how many there are.
        closed: how many of them could not be opened.
    """

    names: list[str]
    count: int = 0
    closed: int = 0

    def add(self, name: str, reason: str | None = None) -> None:
        """Count one more."""
        self.count += 1
        self.closed += reason is not None
        if len(self.names) < _SHOWN:
            self.names.append(f"{name[:200]} ({reason})" if reason else name[:200])

    @property
    def text(self) -> str | None:
        """What is said of them, in a sentence; None if there are none."""
        if not self.count:
            return None
        more = f" and {self.count - len(self.names)} more" if self.count > len(self.names) else ""
        return f"In the same archive, without a credential that was verified: {', '.join(self.names)}{more}."


def files_with_credentials(
    data: bytes, beside: Beside, *, holds: Callable[[bytes], bool]
) -> Iterator[tuple[str, bytes]]:
    """Give the files of an archive that hold a credential, with their names; none if it can't be opened.

    Args:
        data: the bytes of the archive.
        beside: learns of the others; it is complete at the end.
        holds: whether the bytes of a file hold a credential.
    """
    # What verifies the archive as one file says why (`refused`).
    with contextlib.suppress(CarrierError):
        yield from _files(data, beside, holds)


def refused(data: bytes, holds: Callable[[bytes], bool]) -> CarrierError:
    """Why an archive is no credential: it has none, or several, or can't be opened.

    Args:
        data: the bytes of the archive.
        holds: whether the bytes of a file hold a credential.
    """
    beside = Beside([])
    try:
        count = sum(1 for _ in _files(data, beside, holds))
    except CarrierError as error:
        return error
    if not count and not beside.closed:
        return CarrierError(
            "this is a ZIP archive with no credential in it",
            code="carrier_no_credential",
            mend="Ask for the credential itself: a JSON file, a token, or a PNG or SVG picture.",
            detail={"carrier": ZIP.id, "files": beside.count},
        )
    what = (
        f"{count} files that hold a credential"
        if count
        else f"files that can't be opened ({beside.names[0]})"
    )
    return CarrierError(
        f"this is a ZIP archive with {what}",
        code="carrier_unsupported",
        mend="Give it to mcissue verify, which verifies each file in it; or unpack it, and give the files."
        if count
        else "Unpack it, and give the files.",
        detail={"carrier": ZIP.id, "credentials": count, "closed": beside.closed},
        indeterminate=True,
    )


def _files(data: bytes, beside: Beside, holds: Callable[[bytes], bool]) -> Iterator[tuple[str, bytes]]:
    for member in read_archive(data):
        if member.data is None:
            beside.add(member.name, member.reason)
        elif holds(member.data):
            yield member.name, member.data
        else:
            beside.add(member.name)
