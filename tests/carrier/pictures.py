"""Pictures made by hand: every byte of them is known, so that a test can change exactly one thing."""

from __future__ import annotations

import struct
import zlib

from mcissue.carrier.png import KEYWORD, PNG_SIGNATURE

__all__ = ["CREDENTIAL", "JWT", "SVG_NS", "baked_png", "baked_svg", "chunk", "itxt", "png", "svg"]

CREDENTIAL = b'{"name": "\xc3\x84ino"}'
JWT = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6d2ViOmEuZXhhbXBsZSJ9.c2lnbmF0dXJl"
SVG_NS = b"http://www.w3.org/2000/svg"
OB_NS = b"https://purl.imsglobal.org/ob/v3p0"

HEADER = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
PIXELS = zlib.compress(b"\0\x0a\x3c\x78\x0a\x3c\x78" * 2)


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A sound chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def itxt(text: bytes = CREDENTIAL, *, keyword: bytes = KEYWORD, head: bytes = b"\0\0\0\0\0") -> bytes:
    """A text chunk; `head` stands between keyword and text."""
    return chunk(b"iTXt", keyword + head + text)


def png(*extra: bytes, pixels: tuple[bytes, ...] = (PIXELS,), after: bytes = b"") -> bytes:
    """A picture of two by two pixels, with more chunks before its end."""
    body = b"".join(chunk(b"IDAT", piece) for piece in pixels)
    return PNG_SIGNATURE + chunk(b"IHDR", HEADER) + body + b"".join(extra) + chunk(b"IEND") + after


def baked_png(text: bytes = CREDENTIAL) -> bytes:
    """A picture with a credential, as the standard wants it."""
    return png(itxt(text))


def svg(inner: bytes = b"", *, before: bytes = b"", attributes: bytes = b"") -> bytes:
    """A picture of a circle, with more inside."""
    declared = b' xmlns="' + SVG_NS + b'" xmlns:openbadges="' + OB_NS + b'"' + attributes
    return before + b"<svg" + declared + b">" + inner + b'<circle r="5"/></svg>\n'


def element(inner: bytes, attributes: bytes = b"") -> bytes:
    """The element of a credential."""
    return b"<openbadges:credential" + attributes + b">" + inner + b"</openbadges:credential>"


def baked_svg(text: bytes = CREDENTIAL) -> bytes:
    """A picture with a credential, as the standard wants it."""
    return svg(element(b"<![CDATA[" + text + b"]]>"))
