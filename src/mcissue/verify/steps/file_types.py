"""Files that are no credential: an honest name for each, and what their owner can do.

Told by their content, never by their name. Nothing is unpacked: what an archive holds is read off the names
in it, which stand there uncompressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Stranger", "recognise_stranger"]


@dataclass(frozen=True, slots=True)
class Stranger:
    """What a file is that is no credential.

    Attributes:
        name: what it is called in a sentence, with its article.
        mend: what can be done.
    """

    name: str
    mend: str | None = None


_SPREADSHEET: Final = (
    "Credentials are issued from such a table (mcissue issue). Give the credential itself that came of it."
)
_DOCUMENT: Final = (
    "A document can only tell of a credential. Ask its issuer or learner for the credential itself."
)
_ARCHIVE: Final = "Unpack it, and give the files that are in it."
_PICTURE: Final = (
    "A picture of this kind holds no credential: what one held is lost when it is saved anew. Ask for the "
    "PNG or SVG picture, or the JSON file, as the issuer gave it."
)

_PLAIN: Final = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Stranger("an old Office file", _DOCUMENT)),
    (re.compile(rb"\x1f\x8b"), Stranger("a GZIP archive", _ARCHIVE)),
    (re.compile(rb"\xff\xd8\xff"), Stranger("a JPEG picture", _PICTURE)),
    (re.compile(rb"GIF8[79]a"), Stranger("a GIF picture", _PICTURE)),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Stranger("a WebP picture", _PICTURE)),
    (re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"), Stranger("a private key (give it to nobody)")),
    (re.compile(rb"-----BEGIN "), Stranger("a key or certificate")),
    (re.compile(rb"\s*<\?xml"), Stranger("an XML document")),
)

_HEAD: Final = 4_096
"""Bytes that are looked at to tell what a file is."""

_ODF: Final = b"application/vnd.oasis.opendocument."
_ZIP: Final = b"PK\x03\x04"
_EDGE: Final = 70_000
"""Bytes at both ends of an archive that are looked at: the list of its content, and a comment of 65,535."""

_IN_ARCHIVES: Final = (
    (b"xl/workbook.", Stranger("a spreadsheet (Excel)", _SPREADSHEET)),
    (
        _ODF + b"spreadsheet",
        Stranger("a spreadsheet (OpenDocument)", _SPREADSHEET),
    ),
    (b"word/document.", Stranger("a text document (Word)", _DOCUMENT)),
    (_ODF + b"text", Stranger("a text document (OpenDocument)", _DOCUMENT)),
    (b"ppt/presentation.", Stranger("a slide show (PowerPoint)", _DOCUMENT)),
    (b"[Content_Types].xml", Stranger("an Office file", _DOCUMENT)),
)


def recognise_stranger(data: bytes) -> Stranger | None:
    """Tell what a file is that can't be a credential; None if its first bytes don't say so.

    Args:
        data: the bytes of a file.
    """
    head = data[:_HEAD]
    for pattern, stranger in _PLAIN:
        if pattern.match(head):
            return stranger
    if not data.startswith(_ZIP):
        return None
    edges = data[:_EDGE] + data[-_EDGE:]
    return next((found for name, found in _IN_ARCHIVES if name in edges), Stranger("a ZIP archive", _ARCHIVE))
