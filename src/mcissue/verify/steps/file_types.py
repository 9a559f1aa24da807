"""Files that can't be opened as a credential: an honest name for each, and what their reader can do.

Told by their content, never by their name. Nothing is unpacked: what an Office file is is read off the names
in it, which stand there uncompressed.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Stranger", "recognise_stranger"]


@dataclass(frozen=True, slots=True)
class Stranger:
    """What a file is that can't be opened as a credential.

    Attributes:
        name: what it is called in a sentence, with its article.
        mend: what its reader can do.
        credential: whether it is, or may hold, a credential of a kind that can't be judged here.
    """

    name: str
    mend: str | None = None
    credential: bool = False


_SPREADSHEET: Final = (
    "Credentials are issued from such a table (mcissue issue). Give the credential itself that came of it."
)
_DOCUMENT: Final = (
    "A document can only tell of a credential. Ask its issuer or learner for the credential itself."
)
_ARCHIVE: Final = "Unpack it, and give the files that are in it."
_PICTURE: Final = (
    "A picture of this kind holds no credential: what one held is lost when it is saved by another program. "
    "Ask for the PNG or SVG picture, or the JSON file, as the issuer gave it."
)
_WALLET: Final = (
    "Only a wallet opens such a link. Ask for the credential itself: the file that the wallet exports, or "
    "the one that the issuer sent."
)
_ADDRESS: Final = (
    "Nothing is fetched from it. Open it in a browser, save what the issuer offers there (a JSON file, a "
    "token or a picture), and verify that file."
)
_EDCI: Final = (
    "It is of 2021 to 2023, sealed with XAdES, and can't be checked here. Open it in the viewer of Europass, "
    "or ask the issuer for the credential in its present form (JSON)."
)
_ELMO: Final = (
    "Universities exchange transcripts in this form (EMREX). Ask the institution named in it to confirm it, "
    "or the learner for a European Digital Credential or an Open Badge."
)
_MDOC: Final = (
    "Wallets keep and show credentials in this form (ISO/IEC 18013-5). Ask its holder to show it to a "
    "verifier of that kind, or the issuer for the credential as a JSON file or a VC-JWT."
)
_COSE: Final = (
    "Ask its issuer for the credential as a JSON file or a VC-JWT, or for the verifier that it names."
)

_PLAIN: Final = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Stranger("an old Office file", _DOCUMENT)),
    (re.compile(rb"\x1f\x8b"), Stranger("a GZIP archive", _ARCHIVE)),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), Stranger("a 7z archive", _ARCHIVE)),
    (re.compile(rb"Rar!\x1a\x07"), Stranger("a RAR archive", _ARCHIVE)),
    (re.compile(rb"\xff\xd8\xff"), Stranger("a JPEG picture", _PICTURE)),
    (re.compile(rb"GIF8[79]a"), Stranger("a GIF picture", _PICTURE)),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Stranger("a WebP picture", _PICTURE)),
    (re.compile(rb".{4}ftyp(?:heic|heix|mif1|avif)", re.DOTALL), Stranger("a HEIF picture", _PICTURE)),
    (re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"), Stranger("a private key (give it to nobody)")),
    (re.compile(rb"-----BEGIN "), Stranger("a key or certificate")),
    (
        re.compile(rb"\s*openid-credential-offer:", re.IGNORECASE),
        Stranger("a wallet's link to an offer", _WALLET),
    ),
    (
        re.compile(
            rb"\s*(?:openid4vp|haip|haip-vp|haip-vci|eudi-openid4vp|mdoc-openid4vp|openid-vc):", re.IGNORECASE
        ),
        Stranger("a wallet's link to a request", _WALLET),
    ),
    (
        re.compile(rb"\s*https?://[^\s<>\"{}]+\s*\Z", re.IGNORECASE),
        Stranger("the address of a web page", _ADDRESS),
    ),
)

_HEAD: Final = 4_096
"""Bytes that are looked at to tell what a file is; a multiple of four, as base64 has it."""

_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|[A-Za-z_])")
_ROOTS: Final = (
    (
        re.compile(rb"<(?:[\w.-]+:)?europass(?:Credential|Presentation)\b"),
        Stranger("a Europass Digital Credential of the older form (EDCI, XML)", _EDCI, credential=True),
    ),
    (
        re.compile(rb"<(?:[\w.-]+:)?elmo\b"),
        Stranger("a transcript of records (ELMO, XML)", _ELMO, credential=True),
    ),
)

_MDOC_SIGNS: Final = (b"issuerSigned", b"issuerAuth", b"nameSpaces", b"deviceSigned")
_CBOR_MDOC: Final = Stranger("an mdoc (ISO/IEC 18013-5, CBOR)", _MDOC, credential=True)
_CBOR_COSE: Final = Stranger(
    "a credential or another message signed with COSE (CBOR)", _COSE, credential=True
)
_CBOR_LD: Final = Stranger("a credential in CBOR-LD", _COSE, credential=True)
_COSE_START: Final = re.compile(
    # RFC 9052 section 2 (tags 18 and 98), RFC 8392 section 6 (tag 61), RFC 9052 section 4.2 without a tag: an
    # array of four, the protected header as bytes first, that begins with the algorithm (label 1).
    rb"(?:\xd9\xd9\xf7)?(?:\xd8\x3d)?"
    rb"(?:\xd2\x84|\xd8\x62\x84|\x84[\x43-\x57][\xa1-\xa4]\x01|\x84\x58.[\xa1-\xa4]\x01)",
    re.DOTALL,
)
_CBOR_LD_START: Final = re.compile(rb"\xd9(?:\x05\x00|\x05\x01|\x06[\x00-\xff]|\xcb\x1d)", re.DOTALL)
_CBOR_MAP: Final = re.compile(rb"(?:\xd9\xd9\xf7)?(?:\xd8\x18.{1,4})?[\xa1-\xb9\xbf]", re.DOTALL)
_BASE64: Final = re.compile(rb"\s*([A-Za-z0-9_-]{40,}|[A-Za-z0-9+/]{40,})={0,2}\s*")

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
    """Tell what a file is that can't be opened as a credential; None if its first bytes don't say so.

    Args:
        data: the bytes of a file.
    """
    head = data[:_HEAD]
    for pattern, stranger in _PLAIN:
        if pattern.match(head):
            return stranger
    if data.startswith(_ZIP):
        edges = data[:_EDGE] + data[-_EDGE:]
        return next((found for name, found in _IN_ARCHIVES if name in edges), None)
    if _XML.match(head):
        return next(
            (found for root, found in _ROOTS if root.search(head)), Stranger("an XML document", _DOCUMENT)
        )
    return _in_cbor(head) or _in_base64(head, whole=len(data) <= _HEAD)


def _in_cbor(head: bytes) -> Stranger | None:
    if _CBOR_LD_START.match(head):
        return _CBOR_LD
    if _COSE_START.match(head):
        return _CBOR_COSE
    return _CBOR_MDOC if _CBOR_MAP.match(head) and any(sign in head for sign in _MDOC_SIGNS) else None


def _in_base64(head: bytes, *, whole: bool) -> Stranger | None:
    """What is sent as text: base64url (or base64) of the same."""
    found = _BASE64.fullmatch(head) if whole else _BASE64.match(head)
    if found is None:
        return None
    text = found[1][: len(found[1]) // 4 * 4]
    try:
        return _in_cbor(base64.b64decode(text.translate(bytes.maketrans(b"-_", b"+/"))))
    except binascii.Error:
        return None
