"""Which characters a reader sees, and how those are shown that nobody sees."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["MAX_SHOWN", "clean_text", "is_blank", "unprintable", "visible"]

MAX_SHOWN: Final = 400
"""Characters of one foreign text in a report for people; the JSON report has all of it."""

_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs, by their category, that no font draws: fillers of Hangul, an empty Braille cell, ..."""

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})
"""Control, format (direction marks, zero width), half characters, ends of lines, not assigned."""

_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and many Indian languages are misspelt without them, and they move nothing."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Zl", "Zp", "Zs"})


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text.

    Args:
        text: any text; an empty one is blank.
    """
    return all(
        character in _BLANK_LETTERS or unicodedata.category(character) in _INVISIBLE for character in text
    )


def clean_text(text: str) -> str:
    """A text in one form: NFC, one kind of line end, no blanks at its ends.

    Args:
        text: any text, as people or documents have it.
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unprintable(text: str) -> str | None:
    """The first character of a text that belongs in no text (control, half, not assigned), if it has any.

    Args:
        text: any text; tabs and ends of lines may stand in it.
    """
    if text.isprintable():  # nearly every text is, and this is fast
        return None
    return next(
        (
            character
            for character in text
            if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs", "Cn"}
        ),
        None,
    )


def visible(text: str, *, limit: int | None = None) -> str:
    r"""A foreign text as one line, with every character that could mislead as `\u....`.

    Args:
        text: any text.
        limit: how many characters are shown; by default `MAX_SHOWN`.
    """
    limit = MAX_SHOWN if limit is None else limit
    shown = "".join(_visible(character) for character in text[:limit])
    return shown + ("..." if len(text) > limit else "")


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character not in _JOINERS and unicodedata.category(character) in _HIDDEN:
        number = ord(character)
        return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits
    return character
