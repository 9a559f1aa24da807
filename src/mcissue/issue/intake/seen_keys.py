"""Who was seen in which row: exact enough to find doubles, small enough for a million rows."""

from __future__ import annotations

import hashlib
from array import array
from typing import Final

__all__ = ["SeenKeys"]

_FIRST_SIZE: Final = 1 << 12
_FULLEST: Final = 0.6


class SeenKeys:
    """The first row of each key.

    Keys are kept as digests of 64 bits in a flat table: 12 bytes for each place instead of some 150 for each
    entry of a dictionary of texts. Among a million keys two share a digest with a probability of 1 in 30
    million; a row would then be refused as a double, and never issued as somebody else's.
    """

    def __init__(self) -> None:
        self._resize(_FIRST_SIZE)
        self._count = 0

    def first_row(self, key: str, row: int) -> int:
        """The row in which a key was seen first: this one, if it is new.

        Args:
            key: any text.
            row: the row where it stands now, from 1.
        """
        # 0 marks a free place.
        data = key.encode("utf-8", "surrogatepass")
        digest = int.from_bytes(hashlib.blake2b(data, digest_size=8).digest()) or 1
        place = self._place(digest)
        if self._digests[place]:
            return self._rows[place]
        self._digests[place], self._rows[place] = digest, row
        self._count += 1
        if self._count > _FULLEST * len(self._digests):
            self._grow()
        return row

    def _place(self, digest: int) -> int:
        place = digest & self._mask
        while self._digests[place] not in {0, digest}:
            place = (place + 1) & self._mask
        return place

    def _resize(self, size: int) -> None:
        self._digests = array("Q", bytes(8 * size))
        self._rows = array("L", bytes(array("L").itemsize * size))
        self._mask = size - 1

    def _grow(self) -> None:
        digests, rows = self._digests, self._rows
        self._resize(2 * len(digests))
        for digest, row in zip(digests, rows, strict=True):
            if digest:
                place = self._place(digest)
                self._digests[place], self._rows[place] = digest, row
