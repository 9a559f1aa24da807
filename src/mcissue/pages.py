"""Web pages in which no text can become markup: parts are escaped where they are put together.

A page is whole in itself: no script, no picture, no font, no address that anything is loaded from, and a
Content Security Policy (Level 3, W3C) that forbids all of that, so that it stays harmless whatever is said on
it. Text is escaped by whoever puts an element together, so that no caller can forget it.
"""

from __future__ import annotations

import base64
import hashlib
import html

from mcissue.words import visible

__all__ = ["Markup", "breakable", "join", "page", "said", "tag", "void"]


class Markup(str):
    """Finished markup; every other text is escaped when it is put into a tag."""

    __slots__ = ()


def page(*, title: str, style: str, body: Markup) -> str:
    """A whole HTML document, to be stored as UTF-8; the same parts give the same page.

    Args:
        title: what stands in the browser's head line.
        style: the style sheet, a text of ours: it is raw text in HTML, and the policy's digest is of it.
        body: the element `body`.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=policy),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="referrer", content="no-referrer"),
        # A page names a person: no search engine should list it.
        void("meta", name="robots", content="noindex"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


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


def said(text: str | None, *, limit: int | None = None) -> Markup:
    """A foreign text: its language is not known, and its direction is its own (HTML, section 4.5.24).

    Args:
        text: any text; nothing comes of an empty one.
        limit: how many characters are shown; by default as `visible` has it.
    """
    return tag("bdi", visible(text, limit=limit), dir="auto", lang="") if text else Markup("")


def breakable(text: str, *, before: str = "", after: str = "") -> Markup:
    """A foreign text without blanks, such as a path, that may be broken into lines at certain characters.

    Args:
        text: any text.
        before: characters before which a line may end.
        after: characters after which a line may end.
    """
    shown = html.escape(visible(text))
    for character in before:
        shown = shown.replace(character, f"<wbr>{character}")
    for character in after:
        shown = shown.replace(character, f"{character}<wbr>")
    return Markup(shown)


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items()
    )
