"""Which characters a reader sees, and how those are shown that nobody sees: one table for both."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = [
    "MAX_SHOWN",
    "clean_text",
    "first_hidden",
    "is_blank",
    "is_placeholder",
    "says_nothing",
    "unprintable",
    "visible",
    "visible_name",
]

MAX_SHOWN: Final = 400
"""Characters of one foreign text in a report for people; the JSON report has all of it."""

MAX_NAME: Final = 120
"""Characters of a file's name: more could pose as lines of their own."""

MAX_MARKS: Final = 3
"""Marks on one letter: Vietnamese and Tibetan need three; floods of them cover the lines around (UTR 36)."""

# --- The table: what nobody sees ---

_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"})
"""Control, format (direction marks, zero width, tags), half characters, ends of lines, not assigned, and
private use, which each font draws as it likes."""

_HIDDEN_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
"""Letters, signs and marks, by their category, that no font draws, such as the fillers of Hangul."""

_SELECTORS: Final = frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Variation selectors (Unicode 23.4): marks that choose a drawing, and can carry a hidden text."""

_SPACES: Final = frozenset({"Zs"})
"""Blanks of any width: beside each other they could end a line, and begin one of their own."""

_MARKS: Final = frozenset({"Mn", "Me"})

_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and many Indian languages are misspelt without them, and they move nothing; one is enough."""

_OF_A_WORD: Final = ("L", "N")
"""Categories of letters and digits."""

_PLACEHOLDERS: Final = frozenset({
    "n/a", "n.a.", "n.a", "n. a.", "n.n.", "n. n.", "n.n", "tbd", "t.b.d.", "tba", "t.b.a.", "xxx",
    "unknown", "not known", "none", "null", "no name", "no title", "untitled", "not applicable",
    "not available", "anonymous",
})  # fmt: skip
"""What people and programs write where they know nothing, as a whole text, in small letters."""


def _is_hidden(character: str) -> bool:
    return (
        unicodedata.category(character) in _HIDDEN_CATEGORIES
        or character in _HIDDEN_LETTERS
        or character in _SELECTORS
    )


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text.

    Args:
        text: any text; an empty one is blank.
    """
    return all(
        _is_hidden(character) or unicodedata.category(character) in {*_SPACES, "Mn"} for character in text
    )


def says_nothing(text: str) -> bool:
    """Whether a text has no letter and no digit that is seen, such as "-" or "?".

    Args:
        text: any text.
    """
    return not any(
        unicodedata.category(character).startswith(_OF_A_WORD) and not _is_hidden(character)
        for character in text
    )


def is_placeholder(text: str) -> bool:
    """Whether a whole text stands for one that nobody wrote, such as "n/a"; also one that says nothing.

    Args:
        text: any text.
    """
    return says_nothing(text) or " ".join(text.split()).casefold() in _PLACEHOLDERS


def first_hidden(text: str) -> str | None:
    """The first character of a text that nobody sees, if it has any; joiners and selectors spell words.

    Args:
        text: any text; tabs and ends of lines count.
    """
    if text.isascii() and text.isprintable():
        return None
    return next(
        (
            character
            for character in text
            if _is_hidden(character) and character not in _JOINERS and character not in _SELECTORS
        ),
        None,
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


def visible(text: str, *, limit: int | None = None, middle: bool = False) -> str:
    r"""A foreign text as one line, with every character that could mislead as `\u....`.

    Blanks of any kind are one plain blank, and of more than three marks on a letter the rest is counted.

    Args:
        text: any text.
        limit: how many characters are shown; by default `MAX_SHOWN`.
        middle: whether a longer text is cut in its middle, as a file name is, whose end says its kind.
    """
    limit = MAX_SHOWN if limit is None else limit
    if text.isascii() and text.isprintable() and "  " not in text:
        return _cut(text, limit, middle=middle)
    shown = _SPACE_RUN.sub(" ", "".join(map(_visible, _cut(text, limit, middle=middle))))
    shown = _JOINER_RUN.sub(lambda found: found[0][0] + "".join(map(_number, found[0][1:])), shown)
    return _without_floods(shown)


_SPACE_RUN: Final = re.compile(" {2,}")
_JOINER_RUN: Final = re.compile("[\u200c\u200d]{2,}")


def visible_name(name: str) -> str:
    """The name of a file as one short line: a long one is cut in its middle, since its end says its kind.

    Args:
        name: any name or path.
    """
    return visible(name, limit=MAX_NAME, middle=True)


def with_short_words(text: str) -> str:
    """A sentence whose longest words are cut in their middle: some addresses hold a whole document.

    Args:
        text: a sentence that may repeat what a document says.
    """
    if len(text) <= MAX_WORD:
        return text
    return _LONG_WORD.sub(lambda word: _cut(word[0], MAX_WORD, middle=True), text)


MAX_WORD: Final = 200
"""Characters of one word of a sentence: more than any address that a person compares."""

_LONG_WORD: Final = re.compile(rf"\S{{{MAX_WORD + 1},}}")


def _cut(text: str, limit: int, *, middle: bool) -> str:
    if len(text) <= limit:
        return text
    if not middle:
        return text[:limit] + "..."
    half = limit // 2
    return f"{text[: limit - half]}...{text[-half:]}"


def _visible(character: str) -> str:
    if character in "\t\n\r" or unicodedata.category(character) in _SPACES:
        return " "
    return _number(character) if character not in _JOINERS and _is_hidden(character) else character


def _number(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits


def _without_floods(text: str) -> str:
    """The text with at most so many marks in a row, and the number of those left out."""
    parts: list[str] = []
    row = 0
    for character in f"{text}\0":
        if unicodedata.category(character) in _MARKS:
            row += 1
            if row <= MAX_MARKS:
                parts.append(character)
            continue
        if row > MAX_MARKS:
            parts.append(f"[{row - MAX_MARKS} more marks]")
        row = 0
        parts.append(character)
    return "".join(parts[:-1])
