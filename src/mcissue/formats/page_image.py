"""The picture of a certificate's page that a European Digital Credential must carry, drawn by us.

A PNG of four colours, without any library for images and the same bytes on every computer (compressed by our
own few lines: what `zlib` makes depends on its edition). It is a plain stand-in for people who open the
credential in a viewer; what counts is the data. Latin, Greek and Cyrillic letters are drawn, long texts in
smaller ones; a text with a character that cannot be drawn is left out whole, never misspelt.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from mcissue.formats.page_font import GLYPH_HEIGHT, GLYPH_WIDTH, glyph

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HEIGHT", "WIDTH", "PageText", "page_image"]

WIDTH: Final = 560
HEIGHT: Final = 396
"""Dots; the shape of a sheet of A4 on its side."""

_WHITE, _BLUE, _GOLD, _GREY = range(4)
_PALETTE: Final = bytes.fromhex("FFFFFF1B3A6BC9A2275A6472")
_MARGIN: Final = 36
_TOP: Final = 78
"""Dots above the first line, for the seal."""
_MOST_LINES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The lines of a page; an empty one is not drawn.

    Attributes:
        title: of the microcredential.
        learner: who achieved it.
        issuer: who stands behind it.
        date: when it was awarded.
    """

    title: str
    learner: str
    issuer: str
    date: str


@lru_cache(maxsize=256)
def page_image(text: PageText) -> bytes:
    """Draw a page.

    Args:
        text: what stands on it.

    Returns:
        A PNG, about two thousand bytes.
    """
    rows = [bytearray(row) for row in _frame()]
    y = _TOP
    for block in _fitting(
        [
            _Block(words=text.title, scale=3, colour=_BLUE, gap=24),
            _Block(words=text.learner, scale=3, colour=_GREY, gap=20),
            _Block(words=text.issuer, scale=2, colour=_BLUE, gap=8),
            _Block(words=text.date, scale=2, colour=_GREY, gap=0),
        ]
    ):
        for line in block.lines:
            _line(rows, line, y, block.scale, block.colour)
            y += block.line_height
        y += block.gap
    return _png(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """One text of the page: its words, the size of a dot, its colour, and the room below it."""

    words: str
    scale: int
    colour: int
    gap: int

    @property
    def lines(self) -> list[str]:
        """The text in lines that are not too wide; none if a character of it can't be drawn."""
        most = (WIDTH - 2 * _MARGIN) // ((GLYPH_WIDTH + 1) * self.scale)
        return _wrapped(self.words, most)

    @property
    def line_height(self) -> int:
        return (GLYPH_HEIGHT + 1) * self.scale

    @property
    def height(self) -> int:
        return len(self.lines) * self.line_height + self.gap


def _fitting(blocks: list[_Block]) -> list[_Block]:
    """The texts in the largest letters with which all fit; one that is too long for any is left out whole."""
    drawable = [block if _drawable(block.words) else replace(block, words="") for block in blocks]
    fitting = [_narrowed(block) for block in drawable]
    while sum(block.height for block in fitting) > HEIGHT - _MARGIN - _TOP:
        largest = max((block for block in fitting if block.scale > 1), key=lambda block: block.height)
        fitting[fitting.index(largest)] = _narrowed(replace(largest, scale=largest.scale - 1))
    return fitting


def _narrowed(block: _Block) -> _Block:
    """A text in letters with which it has few enough lines."""
    while len(block.lines) > _MOST_LINES:
        if block.scale == 1:
            return replace(block, words="")
        block = replace(block, scale=block.scale - 1)
    return block


def _drawable(words: str) -> bool:
    return all(glyph(character) is not None for word in words.split() for character in word)


@lru_cache(maxsize=1)
def _frame() -> tuple[bytes, ...]:
    """An empty page: two lines around it, and a seal."""
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    for inset, width, colour in ((10, 4, _BLUE), (18, 2, _GOLD)):
        for y in (*range(inset, inset + width), *range(HEIGHT - inset - width, HEIGHT - inset)):
            rows[y][inset : WIDTH - inset] = bytes([colour]) * (WIDTH - 2 * inset)
        for row in rows[inset : HEIGHT - inset]:
            row[inset : inset + width] = row[WIDTH - inset - width : WIDTH - inset] = bytes([colour]) * width
    for y in range(40, 64):  # a seal: a filled circle
        half = int((12**2 - (y - 51.5) ** 2) ** 0.5)
        middle = WIDTH // 2
        rows[y][middle - half : middle + half] = bytes([_GOLD]) * (2 * half)
    return tuple(bytes(row) for row in rows)


def _wrapped(words: str, most: int) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.extend(_pieces(word, most))
    return lines


def _pieces(word: str, most: int) -> Iterator[str]:
    """A word that is wider than a line, broken behind a hyphen if it has one."""
    while len(word) > most:
        end = word.rfind("-", 0, most) + 1 or most
        yield word[:end]
        word = word[end:]
    yield word


def _line(rows: list[bytearray], line: str, top: int, scale: int, colour: int) -> None:
    left = (WIDTH - len(line) * (GLYPH_WIDTH + 1) * scale) // 2
    drawn = [_drawn(character, scale, colour) for character in line]
    for number in range(GLYPH_HEIGHT):
        dots = b"".join(character[number] for character in drawn)
        for y in range(top + number * scale, top + (number + 1) * scale):
            rows[y][left : left + len(dots)] = dots


@lru_cache(maxsize=2048)
def _drawn(character: str, scale: int, colour: int) -> tuple[bytes, ...]:
    """The rows of a character with the gap behind it, each dot as one byte."""
    dots = (bytes(scale), bytes([colour]) * scale)
    return tuple(
        b"".join(dots[bits >> (GLYPH_WIDTH - 1 - column) & 1] for column in range(GLYPH_WIDTH)) + dots[0]
        for bits in glyph(character) or [0] * GLYPH_HEIGHT
    )


# --- PNG (ISO/IEC 15948) ------------------------------------------------------------------------------------


def _png(rows: list[bytearray]) -> bytes:
    """Two bits a dot, each row as its difference from the one above (filter type 2)."""
    data, bits = [], _Bits()
    bits.put(0b011, 3)  # the last block, fixed codes
    last, above = bytearray(WIDTH), bytes(WIDTH // 4)
    for row in rows:
        packed = above if row == last else _packed(row)
        filtered, code, count = _filtered_row(packed, above)
        data.append(filtered)
        bits.put(code, count)
        last, above = row, packed
    bits.put(*_symbol(256))
    check = struct.pack(">I", zlib.adler32(b"".join(data)))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    body_of_data = b"\x78\x01" + bits.bytes() + check
    chunks = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", body_of_data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _packed(row: bytearray) -> bytes:
    """Four dots in each byte, the leftmost highest; whole rows at once, as large numbers."""
    quarters = (int.from_bytes(row[place::4], "big") << 6 - 2 * place for place in range(4))
    return sum(quarters).to_bytes(WIDTH // 4, "big")


@lru_cache(maxsize=2048)
def _filtered_row(packed: bytes, above: bytes) -> tuple[bytes, int, int]:
    """A row as its difference from the one above, and its code; pages of one course share nearly all rows."""
    filtered = b"\x02" + bytes((now - then) & 0xFF for now, then in zip(packed, above, strict=True))
    return filtered, *_deflated(filtered)


# First and last value, the code of the first, bits.
_FIXED_CODES: Final = ((0, 143, 0x30, 8), (144, 255, 0x190, 9), (256, 279, 0, 7), (280, 287, 0xC0, 8))


class _Bits:
    """Bits as RFC 1951 packs them: the first one lowest."""

    def __init__(self) -> None:
        self._done = bytearray()
        self._open = 0
        self._count = 0

    def put(self, value: int, count: int) -> None:
        self._open |= value << self._count
        self._count += count
        whole, self._count = divmod(self._count, 8)
        if whole:
            self._done += (self._open & ((1 << 8 * whole) - 1)).to_bytes(whole, "little")
            self._open >>= 8 * whole

    def bytes(self) -> bytes:
        return bytes(self._done) + (bytes([self._open]) if self._count else b"")


def _deflated(data: bytes) -> tuple[int, int]:
    """A row in runs of one byte and the fixed codes of RFC 1951, section 3.2.6: its bits, and how many.

    No run goes on into the next row: that one begins with its filter type, and dots at the edges are white.
    """
    code = count = 0
    for byte, run in groupby(data):
        length = len(list(run))
        pieces = [_symbol(byte)]
        length -= 1
        while length >= 3:  # noqa: PLR2004 - the shortest run that has a code
            pieces += _length(min(length, 258))
            length -= min(length, 258)
        pieces += [_symbol(byte)] * length
        for value, bits in pieces:
            code |= value << count
            count += bits
    return code, count


@lru_cache(maxsize=288)
def _symbol(value: int) -> tuple[int, int]:
    """The fixed code of a literal or length, turned round for packing, and its number of bits."""
    code, count = next(
        (code + value - first, count) for first, last, code, count in _FIXED_CODES if first <= value <= last
    )
    return int(f"{code:0{count}b}"[::-1], 2), count


def _length(length: int) -> list[tuple[int, int]]:
    """RFC 1951, section 3.2.5: the table of lengths, as a rule; then the distance 1, all zeros."""
    if length == 258:  # noqa: PLR2004 - it has a code of its own
        return [_symbol(285), (0, 5)]
    extra = max((length - 3).bit_length() - 3, 0)
    rest = (length - 3) & ((1 << extra) - 1)
    return [_symbol(257 + 4 * extra + ((length - 3) >> extra)), (rest, extra), (0, 5)]
