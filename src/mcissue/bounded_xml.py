"""XML that is handed to expat piece by piece, so that a tag of a million attributes is noticed early.

Expat tells of a tag when it is whole: by then its attributes have been read, and a dictionary was made of
them. What is still unfinished can be counted before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.parsers.expat import XMLParserType

__all__ = ["MAX_ATTRIBUTES", "TooManyAttributesError", "feed", "require_few"]

MAX_ATTRIBUTES: Final = 1_000
"""Attributes and namespaces of one tag. Drawing programs and spreadsheets write some fifty."""


class TooManyAttributesError(Exception):
    """A tag has more attributes than `MAX_ATTRIBUTES`."""


def feed(parser: XMLParserType, pieces: Iterable[bytes]) -> None:
    """Parse a document that comes in pieces.

    Args:
        parser: a fresh parser, with its handlers.
        pieces: the bytes, each piece at most some hundred kilobytes.

    Raises:
        TooManyAttributesError: before a tag that goes over several pieces is handed on.
        xml.parsers.expat.ExpatError: it is not well-formed.
    """
    fed, pending = 0, b""
    for piece in pieces:
        parser.Parse(piece, False)  # noqa: FBT003 - expat's signature
        fed += len(piece)
        unfinished = fed - max(parser.CurrentByteIndex, 0)
        pending = (pending + piece)[-unfinished:] if unfinished > 0 else b""
        # Every attribute has an equals sign; a picture inside of an attribute (base64) has two at the most.
        if pending.count(b"=") > MAX_ATTRIBUTES and pending.startswith(b"<"):
            raise TooManyAttributesError
    parser.Parse(b"", True)  # noqa: FBT003


def require_few(attributes: dict[str, str]) -> None:
    """Refuse a tag that came whole in one piece.

    Args:
        attributes: what expat made of it.

    Raises:
        TooManyAttributesError: it has more than `MAX_ATTRIBUTES`.
    """
    if len(attributes) > MAX_ATTRIBUTES:
        raise TooManyAttributesError
