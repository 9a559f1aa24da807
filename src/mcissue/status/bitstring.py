"""The bits of a status list and their compressed text (Bitstring Status List v1.0, sections 2.2, 3.3, 3.4).

Index 0 is the left-most bit: the most significant bit of byte 0. The text is the multibase header `u`, then
base64url without padding of the GZIP of the bits.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mcissue.errors import DocumentError, StatusListError
from mcissue.proof.multibase import decode_base64url, encode_base64url

__all__ = ["MAX_BYTES", "MAX_ENCODED_LENGTH", "MAX_STATUS_SIZE", "MIN_ENTRIES", "Bitstring"]

MIN_ENTRIES: Final = 131_072
"""Entries of the smallest list: 16 KiB of single bits, the crowd that hides one learner (section 2.2)."""

MAX_BYTES: Final = 8 * 1024 * 1024
"""Bytes of the largest list, 67,108,864 bits: the maximum proposed in w3c/vc-bitstring-status-list issue 208.
A few bytes of GZIP can hold gigabytes, so inflating stops here."""

MAX_ENCODED_LENGTH: Final = 5_000_000
"""Characters of the longest compressed text: no document is larger than 5 MB (DESIGN section 4)."""

MAX_STATUS_SIZE: Final = 8
"""Bits of the widest entry: 256 messages, more than any published list has; the section sets no maximum."""

_HEADER = "u"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
"""zlib's way to say: a GZIP header and trailer are required, a bare deflate or zlib stream is refused."""

_GZIP_HEADER = bytes.fromhex("1f8b0800000000 0002ff")
"""Magic, deflate, no flags, time 0, best compression, unknown operating system (RFC 1952, section 2.3)."""


@dataclass(frozen=True, slots=True)
class Bitstring:
    """An unchanging row of bits, read and written by index.

    Make one with `Bitstring.empty` or `Bitstring.decode`; `with_values` gives a changed copy.

    Attributes:
        data: the bits, eight to a byte, most significant bit first; 16 KiB to 8 MiB.
    """

    data: bytes

    def __post_init__(self) -> None:
        """Hold the limits of the length.

        Raises:
            StatusListError: `status_list_too_short` or `status_list_too_large` (both indeterminate: a list of
                another length proves nothing against a credential).
        """
        if len(self.data) * 8 < MIN_ENTRIES:
            raise _too_short(len(self.data) * 8, size=1)
        if len(self.data) > MAX_BYTES:
            raise _too_large()

    @classmethod
    def empty(cls, *, entries: int = MIN_ENTRIES, size: int = 1) -> Bitstring:
        """Make a list whose entries are all 0.

        Args:
            entries: how many entries it holds, at least 131,072; rounded up to whole bytes.
            size: bits of one entry, 1 to 8 (`statusSize`).

        Raises:
            StatusListError: `status_list_too_short`, `status_list_too_large` or `status_size_unsupported`.
        """
        _check_size(size)
        if entries < MIN_ENTRIES:
            raise _too_short(entries * size, size=size)
        if entries * size > MAX_BYTES * 8:
            raise _too_large()
        return cls(bytes((entries * size + 7) // 8))

    @property
    def bits(self) -> int:
        """How many bits there are."""
        return len(self.data) * 8

    def entries(self, *, size: int = 1) -> int:
        """How many entries of `size` bits there are."""
        _check_size(size)
        return self.bits // size

    def get(self, index: int, *, size: int = 1) -> int:
        """Read the entry at an index (section 3.2, steps 10 to 12).

        Args:
            index: the place of the entry, from 0.
            size: bits of one entry, 1 to 8; the left-most bit of an entry is its most significant one.

        Raises:
            StatusListError: `status_list_too_short` if there are fewer than 131,072 entries of this size
                (indeterminate), `status_index_out_of_range`, `status_size_unsupported` (indeterminate).
        """
        if self.entries(size=size) < MIN_ENTRIES:
            raise _too_short(self.bits, size=size)
        first = self._position(index, size)
        value = 0
        for position in range(first, first + size):
            value = value << 1 | (self.data[position >> 3] >> (7 - (position & 7)) & 1)
        return value

    def with_values(self, values: Mapping[int, int], *, size: int = 1) -> Bitstring:
        """Give a copy in which some entries have new values.

        Args:
            values: index -> value, 0 to 2**size - 1.
            size: bits of one entry, 1 to 8.

        Raises:
            StatusListError: `status_index_out_of_range`, `status_value_out_of_range`,
                `status_size_unsupported` (indeterminate).
        """
        _check_size(size)
        changed = bytearray(self.data)
        for index, value in values.items():
            if not 0 <= value < 1 << size:
                raise StatusListError(
                    f"the value {value} does not fit into {size} bit(s)",
                    code="status_value_out_of_range",
                    mend=f"Write 0 to {(1 << size) - 1}.",
                    detail={"value": value, "size": size},
                )
            first = self._position(index, size)
            for offset in range(size):
                position, bit = first + offset, value >> (size - 1 - offset) & 1
                mask = 0x80 >> (position & 7)
                changed[position >> 3] = changed[position >> 3] & ~mask | (mask if bit else 0)
        return Bitstring(bytes(changed))

    def set_indexes(self, *, size: int = 1) -> Iterator[int]:
        """Walk over the indexes of the entries that are not 0, in rising order."""
        last = -1
        for place, byte in enumerate(self.data):
            if not byte:
                continue
            for position in range(place * 8, place * 8 + 8):
                index = position // size
                if byte >> (7 - (position & 7)) & 1 and index > last:
                    last = index
                    yield index

    def encode(self) -> str:
        """Write the bits as `encodedList` (section 3.3); the same bits give the same text with the same zlib.

        Other builds of zlib may compress to other bytes: compare bits, never texts.
        """
        # By hand: `gzip.compress` writes the operating system into the header, so that the same list would
        # have other bytes, and another signature, on another machine.
        deflate = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        body = deflate.compress(self.data) + deflate.flush()
        trailer = struct.pack("<II", zlib.crc32(self.data), len(self.data))
        return _HEADER + encode_base64url(_GZIP_HEADER + body + trailer)

    @classmethod
    def decode(cls, text: object, *, path: str | None = None, multibase: bool = True) -> Bitstring:
        """Read an `encodedList` (section 3.4).

        Args:
            text: the value as it stands in the list credential.
            path: its place, for the error.
            multibase: whether it begins with `u`; a Status List 2021 has plain base64 of either alphabet,
                with or without padding, as its publishers differ.

        Raises:
            StatusListError: `status_list_encoding` (header or base64url), `status_list_compression` (no
                GZIP, several members, bytes after it, a wrong checksum), `status_list_too_short`,
                `status_list_too_large`. All are indeterminate: an unreadable list says nothing about a
                credential.
        """
        if not multibase:
            text = _as_multibase(text)
        if not isinstance(text, str) or text[:1] != _HEADER:
            raise StatusListError(
                "the encoded list does not begin with 'u', the multibase header of base64url"
                if multibase
                else "the encoded list is no text",
                code="status_list_encoding",
                path=path,
                mend="The publisher of the list must write 'u' and then base64url without padding.",
                indeterminate=True,
            )
        try:
            compressed = decode_base64url(text[1:], max_length=MAX_ENCODED_LENGTH)
        except DocumentError as error:
            raise StatusListError(
                f"the encoded list is no base64url text: {error.message}",
                code="status_list_encoding",
                path=path,
                mend="The publisher of the list must write 'u' and then base64url without padding.",
                indeterminate=True,
            ) from error
        try:
            return cls(_inflate(compressed))
        except StatusListError as error:
            error.path = path
            raise

    def _position(self, index: int, size: int) -> int:
        """The place of an entry's first bit."""
        if not 0 <= index < self.bits // size:
            raise StatusListError(
                f"index {index} is outside of the list, which has {self.bits // size} entries",
                code="status_index_out_of_range",
                detail={"index": index, "entries": self.bits // size},
            )
        return index * size


_TO_BASE64URL = str.maketrans("+/", "-_")


def _as_multibase(text: object) -> object:
    """Plain base64 as the one form that is decoded; a text of both alphabets at once stays wrong."""
    if not isinstance(text, str):
        return text
    bare = text[:-2] if text.endswith("==") else text.removesuffix("=")
    if "-" in bare or "_" in bare:
        return _HEADER + bare
    return _HEADER + bare.translate(_TO_BASE64URL)


def _inflate(compressed: bytes) -> bytes:
    """Decompress exactly one GZIP member, and never more than the limit plus one byte."""
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = stream.decompress(compressed, MAX_BYTES + 1)
    except zlib.error as error:
        raise _no_gzip("the encoded list cannot be decompressed") from error
    if len(data) > MAX_BYTES:
        raise _too_large()
    if not stream.eof:
        raise _no_gzip("the encoded list breaks off before its GZIP data end")
    if stream.unused_data:
        # Readers differ on what follows the first member: some append it to the bits, some ignore it.
        raise _no_gzip("the encoded list holds bytes after its GZIP data")
    return data


def _check_size(size: int) -> None:
    if not 1 <= size <= MAX_STATUS_SIZE:
        raise StatusListError(
            f"entries of {size} bits are not supported (1 to {MAX_STATUS_SIZE} are)",
            code="status_size_unsupported",
            detail={"size": size, "limit": MAX_STATUS_SIZE},
            indeterminate=True,
        )


def _no_gzip(message: str) -> StatusListError:
    return StatusListError(
        message,
        code="status_list_compression",
        mend="The publisher of the list must compress it with GZIP, as one member.",
        indeterminate=True,
    )


def _too_short(bits: int, *, size: int) -> StatusListError:
    return StatusListError(
        f"the list has {bits // size} entries, fewer than the {MIN_ENTRIES} that protect learners",
        code="status_list_too_short",
        mend=f"The publisher must make the list at least {MIN_ENTRIES} entries long.",
        detail={"entries": bits // size, "minimum": MIN_ENTRIES},
        indeterminate=True,
    )


def _too_large() -> StatusListError:
    return StatusListError(
        f"the list is larger than {MAX_BYTES} bytes",
        code="status_list_too_large",
        mend="The publisher must spread its entries over several lists.",
        detail={"limit": MAX_BYTES},
        indeterminate=True,
    )
