"""ZIP archives: the files in them, one after the other, within limits that hold for the archive as a whole.

An archive is a way to hand over many files, and signs nothing: its names are shown and never used. Nothing in
it is written to disk; an archive inside an archive is not opened.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mcissue.carrier.payload import MAX_PICTURE_BYTES, CarrierKind, too_large
from mcissue.errors import CarrierError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_MEMBERS", "MAX_RATIO", "MAX_UNPACKED", "ZIP", "Member", "is_archive", "read_archive"]

MAX_MEMBERS: Final = 10_000
"""Files in an archive: a large run of an institution, in both formats."""

MAX_UNPACKED: Final = 250_000_000
"""Bytes of all files in an archive together: 5,000 credentials of the larger format."""

MAX_RATIO: Final = 100
"""How much larger the files may be than the archive, from `_FREE_BYTES` on. JSON shrinks to a tenth; a text
that shrinks to a hundredth says nothing."""

_FREE_BYTES: Final = 10_000_000
"""Bytes that an archive may hold whatever its ratio: they are no burden."""

_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""The first file of an archive, or the end of an empty one (APPNOTE.TXT sections 4.3.7 and 4.3.16)."""

_ENTRY: Final = b"PK\x01\x02"
"""Begins each line of an archive's list of files (section 4.3.12)."""

_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every program writes; other methods ask for much more memory than they give bytes."""

_ENCRYPTED: Final = 0x1
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)

ZIP: Final = CarrierKind(
    id="zip", title="a ZIP archive", media_types=("application/zip",), suffixes=(".zip",)
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: what the archive calls it; shown, never used as a path.
        data: its bytes; None if it can't be opened.
        reason: why not, in a few words.
    """

    name: str
    data: bytes | None
    reason: str | None = None


def is_archive(data: bytes) -> bool:
    """Whether bytes begin like a ZIP archive. Office files are such archives too.

    Args:
        data: the bytes of a file.
    """
    return data.startswith(_MAGIC)


def read_archive(data: bytes) -> Iterator[Member]:
    """Give the files in an archive, one after the other, each in memory only while it is looked at.

    Args:
        data: the bytes of the archive.

    Raises:
        CarrierError: before the first file is given: `carrier_payload_malformed`, `carrier_too_large`
            (both indeterminate).
    """
    # The list of files is bounded before anything is made of it.
    if data.count(_ENTRY) > MAX_MEMBERS:
        raise too_large(ZIP, "files", MAX_MEMBERS)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _UNREADABLE as error:
        raise CarrierError(
            "this is a ZIP archive that is damaged",
            code="carrier_payload_malformed",
            mend="Ask for the archive again; it may have been cut off on the way.",
            detail={"carrier": ZIP.id},
            indeterminate=True,
        ) from error
    files = [info for info in archive.infolist() if not info.is_dir()]
    # No more than what the list says is ever unpacked of a file.
    unpacked = sum(info.file_size for info in files)
    if unpacked > MAX_UNPACKED:
        raise too_large(ZIP, "bytes in its files", MAX_UNPACKED)
    if unpacked > max(_FREE_BYTES, MAX_RATIO * len(data)):
        raise too_large(ZIP, "times its own size in its files", MAX_RATIO)
    return (_member(archive, info) for info in files)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = info.filename
    if info.flag_bits & _ENCRYPTED:
        return Member(name, None, "locked with a password")
    if info.compress_type not in _METHODS:
        return Member(name, None, "packed in an unusual way")
    if info.file_size > MAX_PICTURE_BYTES:
        return Member(name, None, f"larger than {MAX_PICTURE_BYTES:,} bytes")
    try:
        with archive.open(info) as stream:
            data = stream.read(MAX_PICTURE_BYTES + 1)
    except _UNREADABLE:
        return Member(name, None, "damaged")
    if is_archive(data):
        return Member(name, None, "an archive in the archive")
    return Member(name, data)
