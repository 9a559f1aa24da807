"""The letters of the page image: a grid of five by seven dots, and marks above and below it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from mcissue.formats.page_letters import ALIKE, LETTERS

__all__ = ["GLYPH_HEIGHT", "GLYPH_WIDTH", "glyph"]

GLYPH_WIDTH: Final = 5
GLYPH_HEIGHT: Final = 12
"""Three rows for marks above, seven for the letter, two for tails and marks below."""

_TOP = 3
_FIRST = 0x20
# Five columns for each character from blank to tilde; the lowest bit is the uppermost dot.
_ASCII: Final = bytes.fromhex(
    """
    0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649562050 0008070300
    001C224100 0041221C00 2A1C7F1C2A 08083E0808 0080703000 0808080808 0000606000 2010080402
    3E5149453E 00427F4000 7249494946 2141494D33 1814127F10 2745454539 3C4A494931 4121110907
    3649494936 464949291E 0000140000 0040340000 0008142241 1414141414 0041221408 0201590906
    3E415D594E 7C1211127C 7F49494936 3E41414122 7F4141413E 7F49494941 7F09090901 3E41415173
    7F0808087F 00417F4100 2040413F01 7F08142241 7F40404040 7F021C027F 7F0408107F 3E4141413E
    7F09090906 3E4151215E 7F09192946 2649494932 03017F0103 3F4040403F 1F2040201F 3F4038403F
    6314081463 0304780403 6159494D43 007F414141 0204081020 004141417F 0402010204 4040404040
    0003070800 2054547840 7F28444438 3844444428 384444287F 3854545418 00087E0902 18A4A49C78
    7F08040478 00447D4000 2040403D00 7F10284400 00417F4000 7C04780478 7C08040478 3844444438
    FC18242418 18242418FC 7C08040408 4854545424 04043F4424 3C4040207C 1C2040201C 3C4030403C
    4428102844 4C9090907C 4464544C44 0008364100 0000770000 0041360800 0201020402
    """
)
_SPECIAL: Final = {
    "ß": "7E015A5A24", "æ": "2454785458", "Æ": "7E097F4949", "ø": "3864544C38", "Ø": "3E6149433E",
    "ł": "00497F4800", "Ł": "087F444040", "đ": "384444AC7F", "Đ": "087F49413E", "þ": "FE24242418",
    "Þ": "7F12121A0C", "ð": "3045474D3A", "ı": "00447C4000", "ȷ": "2040403C00", "œ": "3844385458",
    "Œ": "3E417F4949", "·": "0000080000", "–": "0808080808", "—": "0808080808", "’": "0000040300",
    "‘": "0003040000", "“": "0304030400", "”": "0403040300", "º": "0015151F00", "ª": "0012151F00",
    "¡": "00007D0000", "¿": "3048454020", "ŋ": "7C080484F8", "«": "0814221422", "»": "2214221408",
}  # fmt: skip
# Mark -> its first row and its rows of dots, above (rows 0 to 2) or below (rows 10 and 11): `x` is a dot.
_MARKS: Final[dict[str, tuple[int, tuple[str, ...]]]] = {
    "\u0300": (0, (" x   ", "  x  ")), "\u0301": (0, ("   x ", "  x  ")), "\u0302": (0, ("  x  ", " x x ")),
    "\u0303": (0, (" x  x", "x xx ")), "\u0304": (1, (" xxx ",)), "\u0306": (0, (" x x ", "  x  ")),
    "\u0307": (1, ("  x  ",)), "\u0308": (1, (" x x ",)), "\u0309": (0, (" xx  ", "  x  ")),
    "\u030a": (0, ("  x  ", " x x ", "  x  ")),
    "\u030b": (0, ("  x x", " x x ")), "\u030c": (0, (" x x ", "  x  ")),
    "\u031b": (1, ("    x", "   x ")), "\u0323": (11, ("  x  ",)), "\u0327": (10, ("  x  ", " xx  ")),
    "\u0328": (10, ("  x  ", "  xx ")), "\u0326": (10, ("  x  ", " x   ")),
}  # fmt: skip
_TALL: Final = "bdfhklβδζθλξбђћґ"
_DOTLESS: Final = {"i": "ı", "j": "ȷ", "і": "ı"}


@lru_cache(maxsize=1024)
def glyph(character: str) -> tuple[int, ...] | None:
    """The rows of a character, each as bits with the leftmost dot highest; None if it can't be drawn.

    A letter with marks is drawn with all of them or not at all: a misspelt name would be worse than none.

    Args:
        character: one character.
    """
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    if any(mark not in _MARKS for mark in marks):
        return None
    if any(_MARKS[mark][0] < _TOP for mark in marks):
        base = _DOTLESS.get(base, base)
    columns = _columns(base)
    if columns is None:
        return None
    rows = [0] * GLYPH_HEIGHT
    raised = base.isupper() or base in _TALL
    for x, column in enumerate(columns):
        for y in range(8):
            if column >> y & 1:
                rows[_TOP + y] |= 1 << (GLYPH_WIDTH - 1 - x)
    for mark in marks:
        first, dots = _MARKS[mark]
        lower = 0 if raised or first > _TOP else 1  # marks sit closer to small letters
        for y, row in enumerate(dots):
            rows[first + lower + y] |= sum(
                1 << (GLYPH_WIDTH - 1 - x) for x, dot in enumerate(row) if dot == "x"
            )
    return tuple(rows)


def _columns(base: str) -> bytes | None:
    base = ALIKE.get(base, base)
    special = _SPECIAL.get(base) or LETTERS.get(base)
    if special is not None:
        return bytes.fromhex(special)
    place = ord(base) - _FIRST
    if not 0 <= place < len(_ASCII) // GLYPH_WIDTH:
        return None
    return _ASCII[place * GLYPH_WIDTH : (place + 1) * GLYPH_WIDTH]
