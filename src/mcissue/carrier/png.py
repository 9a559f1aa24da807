"""Badges baked into PNG pictures: one text chunk beside the pixels, which are never decoded.

Open Badges 3.0 section 5.3.1: the credential is the text of one uncompressed `iTXt` chunk with the keyword
`openbadgecredential`; that of a learner record (CLR 2.0) has the keyword `clrcredential`. The chunk walker is
our own, because image libraries mend what they read, and decode what is not needed (docs/threats.md 7.1); its
rules are those of PNG (third edition) 5.2 to 5.6 and 11.3.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

from mcissue.carrier.payload import (
    MAX_CARRIED_BYTES,
    PICTURE_CAUTION,
    CarriedCredential,
    Carrier,
    CarrierKind,
    Remark,
    carried,
    no_credential,
    other_badge,
    require_size,
    too_large,
    two_credentials,
)
from mcissue.errors import CarrierError
from mcissue.formats.open_badges import OPEN_BADGES_2

__all__ = ["CARRIER", "KEYWORD", "MAX_CHUNKS", "PNG", "PNG_SIGNATURE", "bake_png", "read_png"]

PNG: Final = CarrierKind(
    id="png",
    title="a PNG picture",
    media_types=("image/png",),
    suffixes=(".png",),
    caution=PICTURE_CAUTION,
)

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

KEYWORD: Final = b"openbadgecredential"

MAX_CHUNKS: Final = 10_000
"""Chunks of one picture. One at the limit of size, in pieces of 8 kB as most programs write, has 1,300."""

_KEYWORDS: Final = frozenset({KEYWORD, b"clrcredential"})
"""Of a badge, which is what we bake, and of a learner record, which is only read."""

_OLD_KEYWORD: Final = b"openbadges"
_TEXT_CHUNKS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_HEADER_LENGTH: Final = 13
_FRAME: Final = 12
"""Bytes around the data of a chunk: its length, its type, its checksum."""

_MAX_KEYWORD: Final = 79


@dataclass(frozen=True, slots=True)
class _Chunk:
    """One chunk: its type, where it begins and ends in the file (length and checksum included), its data."""

    type: bytes
    start: int
    end: int
    data: memoryview

    @property
    def keyword(self) -> bytes:
        return bytes(self.data[: _MAX_KEYWORD + 1]).partition(b"\0")[0]

    @property
    def holds_badge(self) -> bool:
        return self.type in _TEXT_CHUNKS and (self.keyword in {*_KEYWORDS, _OLD_KEYWORD})


def read_png(data: bytes) -> CarriedCredential:
    """Take the one credential out of a PNG picture.

    Args:
        data: the bytes of the picture.

    Raises:
        CarrierError: `png_truncated`, `png_checksum_wrong`, `png_malformed` for a damaged picture;
            `png_text_chunk_wrong` for a credential in a chunk of the wrong kind, `png_text_malformed` for a
            broken one; `carrier_two_credentials`, `carrier_payload_malformed`, `carrier_no_credential`;
            `carrier_open_badges_2` and `carrier_too_large` (indeterminate).
    """
    badges = [chunk for chunk in _chunks(data) if chunk.holds_badge]
    ours = [chunk for chunk in badges if chunk.keyword in _KEYWORDS]
    if not ours:
        raise other_badge(PNG) if badges else no_credential(PNG)
    if len(ours) > 1:
        raise two_credentials(PNG, len(ours))
    text, remarks = _text_of(ours[0])
    if len(badges) > len(ours):
        other = f"The picture also holds {OPEN_BADGES_2.title}, which was not looked at."
        remarks.append(Remark("carrier_other_badge", other))
    return carried(text, carrier=PNG, remarks=tuple(remarks))


def bake_png(picture: bytes, content: bytes, *, replace: bool = False) -> bytes:
    """Put a credential into a PNG picture, right before its end; all other bytes stay as they are.

    Args:
        picture: the bytes of the picture.
        content: the credential: JSON in UTF-8, or a compact JWS.
        replace: whether badges that are in the picture already are taken out first, of whatever standard.

    Raises:
        CarrierError: `bake_credential_present` if there is a badge and `replace` is false;
            `carrier_too_large` for the picture or the credential; and for a damaged picture as `read_png`.
    """
    if len(content) > MAX_CARRIED_BYTES:
        raise too_large(PNG, "bytes of credential", MAX_CARRIED_BYTES)
    chunks = _chunks(picture)
    badges = [chunk for chunk in chunks if chunk.holds_badge]
    if badges and not replace:
        raise CarrierError(
            "the picture holds a badge already",
            code="bake_credential_present",
            mend="Take a picture without one, or say that it is to be replaced.",
            detail={"carrier": PNG.id, "count": len(badges)},
        )
    kept = [picture[chunk.start : chunk.end] for chunk in chunks if not chunk.holds_badge]
    # Keyword, no compression, method 0, no language, no translated keyword, text.
    text = KEYWORD + b"\0\0\0\0\0" + content
    return b"".join((PNG_SIGNATURE, *kept[:-1], _frame(b"iTXt", text), kept[-1]))


def _frame(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _chunks(data: bytes) -> list[_Chunk]:
    """All chunks, in sound frames and in order."""
    require_size(data, carrier=PNG)
    if not data.startswith(PNG_SIGNATURE):
        raise _broken("png_malformed", "this does not begin like a PNG picture", 0)
    view, at = memoryview(data), len(PNG_SIGNATURE)
    chunks: list[_Chunk] = []
    while at < len(data):
        if len(chunks) >= MAX_CHUNKS:
            raise too_large(PNG, "chunks", MAX_CHUNKS)
        chunk = _chunk_at(view, at)
        chunks.append(chunk)
        at = chunk.end
        if chunk.type == b"IEND":
            break
    _require_order(chunks, at)
    if at < len(data):
        # A reader that goes on may find another credential there.
        raise _broken("png_malformed", "there are bytes after the end of the PNG picture", at)
    return chunks


def _chunk_at(view: memoryview, at: int) -> _Chunk:
    rest = len(view) - at
    if rest < _FRAME:
        raise _broken("png_truncated", "the PNG picture ends in the middle of a chunk", at)
    length, kind = struct.unpack_from(">I4s", view, at)
    if not (kind.isalpha() and kind.isascii()):
        raise _broken("png_malformed", "a chunk of the PNG picture has a type that is not four letters", at)
    if length > rest - _FRAME:
        raise _broken(
            "png_truncated",
            "a chunk of the PNG picture reaches past the end of the file",
            at,
            chunk=kind.decode(),
            expected=length,
            got=rest - _FRAME,
        )
    body, end = at + 8, at + _FRAME + length
    (checksum,) = struct.unpack_from(">I", view, end - 4)
    if zlib.crc32(view[at + 4 : end - 4]) != checksum:
        raise _broken("png_checksum_wrong", "the checksum of a chunk is wrong", at, chunk=kind.decode())
    return _Chunk(kind, at, end, view[body : end - 4])


def _require_order(chunks: list[_Chunk], at: int) -> None:
    """Header first, palette before the pixels, pixels in one run, end last (PNG section 5.6)."""
    kinds = [chunk.type for chunk in chunks]
    # An unknown chunk with a capital letter means that nothing after it can be understood (section 5.4).
    foreign = next(
        (chunk for chunk in chunks if chunk.type[:1].isupper() and chunk.type not in _CRITICAL), None
    )
    if foreign is not None:
        name = foreign.type.decode()
        raise _broken("png_malformed", f"the PNG picture has a chunk of unknown kind, {name}", foreign.start)
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") != 1 or len(chunks[0].data) != _HEADER_LENGTH:
        raise _broken("png_malformed", "the PNG picture does not begin with one header", len(PNG_SIGNATURE))
    if kinds[-1] != b"IEND":
        raise _broken("png_truncated", "the PNG picture has no end", at)
    if len(chunks[-1].data):
        raise _broken("png_malformed", "the end of the PNG picture is not empty", chunks[-1].start)
    pixels = [place for place, kind in enumerate(kinds) if kind == b"IDAT"]
    if not pixels or pixels[-1] - pixels[0] + 1 != len(pixels):
        raise _broken("png_malformed", "the pixels of the PNG picture are not in one run of chunks", at)
    palettes = [place for place, kind in enumerate(kinds) if kind == b"PLTE"]
    if len(palettes) > 1 or (palettes and palettes[0] > pixels[0]):
        raise _broken("png_malformed", "the PNG picture has a palette in a wrong place", at)


def _text_of(chunk: _Chunk) -> tuple[bytes, list[Remark]]:
    """The text of the badge's chunk (PNG section 11.3.3.4), and what is odd about it."""
    if chunk.type != b"iTXt":
        name = chunk.type.decode()
        raise CarrierError(
            f"the credential stands in a {name} chunk, whose letters are not UTF-8, and not in an iTXt chunk",
            code="png_text_chunk_wrong",
            mend="Ask the issuer to bake the picture anew.",
            detail={"carrier": PNG.id, "chunk": name, "offset": chunk.start},
        )
    rest = chunk.data[len(chunk.keyword) :]
    if len(rest) < 3 or rest[0] != 0 or rest[1] not in {0, 1} or rest[2] != 0:  # noqa: PLR2004 - NUL, flag, method
        raise _text_broken(chunk, "it does not begin as such a chunk must")
    language, first, tail = bytes(rest[3:]).partition(b"\0")
    _, second, text = tail.partition(b"\0")
    if not (first and second and language.isascii()):
        raise _text_broken(chunk, "its language and its text are not told apart")
    if rest[1] == 1:
        text = _inflate(chunk, text)
        message = "The credential is compressed in the PNG picture, against the Open Badges standard."
        return text, [Remark("png_text_compressed", message)]
    if len(text) > MAX_CARRIED_BYTES:
        raise too_large(PNG, "bytes of credential", MAX_CARRIED_BYTES)
    return text, []


def _inflate(chunk: _Chunk, text: bytes) -> bytes:
    """Decompress, but never more than a credential may have."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(text, MAX_CARRIED_BYTES + 1)
    except zlib.error as error:
        raise _text_broken(chunk, "it can't be decompressed") from error
    if len(plain) > MAX_CARRIED_BYTES:
        raise too_large(PNG, "bytes of credential", MAX_CARRIED_BYTES)
    if not stream.eof or stream.unused_data:
        raise _text_broken(chunk, "its compressed text does not end where the chunk does")
    return plain


def _text_broken(chunk: _Chunk, what: str) -> CarrierError:
    return _broken("png_text_malformed", f"the chunk with the credential is broken: {what}", chunk.start)


def _broken(code: str, message: str, offset: int, **detail: Any) -> CarrierError:
    return CarrierError(
        message,
        code=code,
        mend="The file was damaged or altered on its way: ask for it again.",
        detail={"carrier": PNG.id, "offset": offset, **detail},
    )


CARRIER: Final = Carrier(
    kind=PNG, detect=lambda data: data.startswith(PNG_SIGNATURE), extract=read_png, bake=bake_png
)
