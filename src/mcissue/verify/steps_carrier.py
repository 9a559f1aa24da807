"""Step 1: from bytes to one JSON object, and an honest name for bytes that are something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mcissue.errors import CarrierError, DocumentError
from mcissue.jsonld.reading import read_json

if TYPE_CHECKING:
    from mcissue.jsonld.reading import JsonObject

__all__ = ["read_carrier"]

_HEAD: Final = 4_096
"""Bytes that are looked at to tell what a file is; an SVG may begin with a long comment."""

# Possessive and atomic throughout: a hostile file must not make the search slow.
_PROLOGUE: Final = rb"(?>\s*+(?><\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>))*+\s*+"
_JWS: Final = re.compile(
    rb"\s*+e[yw][A-Za-z0-9_-]*+\.[A-Za-z0-9_-]++\.[A-Za-z0-9_-]*+(?:~[A-Za-z0-9_.~-]*+)?\s*+"
)
"""Compact JWS or SD-JWT: the first part is a JSON object in base64url, so it begins with e and y or w."""

# What carries credentials elsewhere, and cannot be opened yet: not knowing is not failing.
_CONTAINERS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "a PNG picture, in which a badge may be baked"),
    (re.compile(rb"%PDF-"), "a PDF file, to which a credential may be attached"),
    (
        re.compile(_PROLOGUE + rb"<svg\b", re.DOTALL | re.IGNORECASE),
        "an SVG picture, in which a badge may be baked",
    ),
    (
        re.compile(_PROLOGUE + rb"<html\b", re.DOTALL | re.IGNORECASE),
        "a web page, which may hold a credential",
    ),
)

# What carries none.
_STRANGERS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"PK\x03\x04.*\[Content_Types\]\.xml", re.DOTALL), "an Office file such as a spreadsheet"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Office file"),
    (re.compile(rb"\x1f\x8b"), "a GZIP archive"),
    (re.compile(rb"\xff\xd8\xff"), "a JPEG picture"),
    (re.compile(rb"GIF8[79]a"), "a GIF picture"),
    (re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a PRIVATE KEY: keep it to yourself"),
    (re.compile(rb"-----BEGIN "), "a key or certificate"),
    (re.compile(rb"\s*<\?xml"), "an XML document"),
)

_MEND: Final = "Give the credential itself: a JSON file that begins with a curly brace."


def read_carrier(data: bytes) -> JsonObject:
    """Take the one JSON object out of the bytes.

    Args:
        data: the bytes of a file.

    Raises:
        CarrierError: `carrier_unsupported` for a container that may hold a credential (indeterminate),
            `carrier_no_credential` for anything else that is no JSON object.
        DocumentError: from strict reading, if the bytes are meant to be a JSON object.
    """
    head = data[:_HEAD]
    for pattern, name in _CONTAINERS:
        if pattern.match(head):
            raise _unsupported(name)
    if _JWS.fullmatch(data):
        raise _unsupported("a credential in compact JWS form (VC-JWT or SD-JWT)")
    for pattern, name in _STRANGERS:
        if pattern.match(head):
            raise _no_credential(f"this is {name}, not a credential")
    if not data.strip():
        raise _no_credential("the file is empty")
    value = _read(data, head)
    if not isinstance(value, dict):
        raise _no_credential("this is JSON, but not a JSON object, so no credential")
    return value


def _read(data: bytes, head: bytes) -> object:
    try:
        return read_json(data)
    except DocumentError as error:
        # A truncated credential is a damaged credential; a text file never was one.
        if error.code in {"json_malformed", "json_not_utf8", "limit_size"} and not _looks_like_json(head):
            raise _no_credential("these bytes are no JSON, so no credential", detail=error.detail) from error
        raise


def _looks_like_json(head: bytes) -> bool:
    """Whether the bytes begin like a JSON object or array, in UTF-8 or (wrongly) in UTF-16."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[")


def _unsupported(name: str) -> CarrierError:
    return CarrierError(
        f"this is {name}; it can't be opened yet",
        code="carrier_unsupported",
        mend=_MEND,
        detail={"kind": name},
        indeterminate=True,
    )


def _no_credential(message: str, detail: dict[str, object] | None = None) -> CarrierError:
    return CarrierError(message, code="carrier_no_credential", mend=_MEND, detail=detail)
