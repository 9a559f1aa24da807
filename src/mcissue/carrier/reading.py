"""The door to every carrier: what a file is by its content, and the one credential that it holds."""

from __future__ import annotations

import re
from typing import Final

from mcissue.carrier.payload import CarriedCredential, CarrierKind, is_compact_jws
from mcissue.carrier.png import PNG_SIGNATURE, read_png
from mcissue.carrier.svg import read_svg
from mcissue.errors import CarrierError

__all__ = ["detect", "extract"]

_HEAD: Final = 65_536
"""Bytes that are looked at for the root element of an SVG picture: drawing programs write long comments."""

# Possessive and atomic throughout: a hostile file must not make the search slow.
_SVG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s*+(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>))*+\s*+"
    rb"<(?:[A-Za-z_][\w.-]*+:)?+svg[\s/>]",
    re.DOTALL,
)


def detect(data: bytes) -> CarrierKind | None:
    """Tell how a credential travels in these bytes, never by a file name.

    Args:
        data: the bytes of a file.

    Returns:
        The kind of carrier by its first bytes, whether it holds a credential or not; None for anything else.
    """
    if data.startswith(PNG_SIGNATURE):
        return CarrierKind.PNG
    if _SVG.match(data[:_HEAD]):
        return CarrierKind.SVG
    if is_compact_jws(data):
        return CarrierKind.JWS
    if data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"{"):
        return CarrierKind.JSON
    return None


def extract(data: bytes) -> CarriedCredential:
    """Take the one credential out of whatever carries it, byte for byte; it is not judged.

    A JSON document or a compact JWS carries itself.

    Args:
        data: the bytes of a file.

    Raises:
        CarrierError: as `read_png` and `read_svg`; `carrier_no_credential` for anything that is no carrier.
    """
    kind = detect(data)
    if kind is CarrierKind.PNG:
        return read_png(data)
    if kind is CarrierKind.SVG:
        return read_svg(data)
    if kind is None:
        raise CarrierError(
            "this is no file in which a credential travels",
            code="carrier_no_credential",
            mend="Give a PNG or SVG picture into which a badge was baked.",
        )
    return CarriedCredential(carrier=kind, content=data, is_jws=kind is CarrierKind.JWS)
