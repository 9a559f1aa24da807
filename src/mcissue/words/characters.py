"""Which characters a reader sees."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["is_blank"]

_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs, by their category, that no font draws: fillers of Hangul, an empty Braille cell, ..."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Zl", "Zp", "Zs"})


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text.

    Args:
        text: any text; an empty one is blank.
    """
    return all(
        character in _BLANK_LETTERS or unicodedata.category(character) in _INVISIBLE for character in text
    )
