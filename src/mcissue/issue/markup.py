"""HTML in which a text can't become a tag: parts are escaped where they are put together."""

from __future__ import annotations

import html
import unicodedata
from typing import Final

__all__ = ["Markup", "join", "raw", "tag", "visible", "void"]

MAX_SHOWN: Final = 1_000
"""Characters of one foreign text on a page."""

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})
_KEPT: Final = frozenset("\u200c\u200d")  # joiners, which names of some scripts need


class Markup(str):
    """Finished markup; every other text is escaped when it is put into a tag."""

    __slots__ = ()


def visible(text: str) -> str:
    """A foreign text as one line, with characters that could mislead written by their number.

    Args:
        text: any text.
    """
    cut = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
    return "".join(_visible(character) for character in cut)


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character not in _KEPT and unicodedata.category(character) in _HIDDEN:
        return f"\\u{ord(character):04x}"
    return character


def tag(name: str, /, *parts: str, **attributes: str) -> Markup:
    """An element; parts that are no markup yet, and all attributes, are escaped.

    Args:
        name: the element.
        parts: its content.
        attributes: underscores stand for hyphens; `class_` is `class`.
    """
    return Markup(f"<{name}{_attributes(attributes)}>{join(*parts)}</{name}>")


def void(name: str, /, **attributes: str) -> Markup:
    """An element without content.

    Args:
        name: the element.
        attributes: as in `tag`.
    """
    return Markup(f"<{name}{_attributes(attributes)}>")


def join(*parts: str) -> Markup:
    """Parts one behind the other; those that are no markup are escaped."""
    return Markup("".join(part if isinstance(part, Markup) else html.escape(part) for part in parts))


def raw(text: str) -> Markup:
    """A text of ours that is markup already."""
    return Markup(text)


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items()
    )
