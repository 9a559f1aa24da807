"""The picture of a certificate's page is a sound PNG, the same everywhere, and never misspells a name."""

from __future__ import annotations

import hashlib
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.formats._page_font import glyph
from mcissue.formats.page_image import HEIGHT, WIDTH, PageText, page_image

TEXT = PageText(
    title="Research data management", learner="Aino Virtanen", issuer="Kymijoki UAS", date="2026-06-15"
)


def pixels(png: bytes) -> list[list[int]]:
    """Decode our kind of PNG with zlib, checking every chunk."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        chunks[kind] = body
        at += 12 + size
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    data, above, rows = zlib.decompress(chunks[b"IDAT"]), bytes(WIDTH // 4), []
    for start in range(0, len(data), WIDTH // 4 + 1):
        assert data[start] == 2
        row = data[start + 1 : start + WIDTH // 4 + 1]
        above = bytes((now + then) & 0xFF for now, then in zip(row, above, strict=True))
        rows.append([byte >> shift & 3 for byte in above for shift in (6, 4, 2, 0)])
    assert len(rows) == HEIGHT
    return rows


def test_it_is_a_sound_picture() -> None:
    """It decodes to the announced size, with a frame, and text in two colours inside."""
    rows = pixels(page_image(TEXT))
    assert rows[0] == [0] * WIDTH
    assert rows[12][WIDTH // 2] == 1
    inside = {dot for row in rows[70:340] for dot in row[40:-40]}
    assert inside == {0, 1, 3}


def test_the_bytes_are_pinned() -> None:
    """The same text gives the same bytes, whatever computer and version of Python drew it."""
    digest = hashlib.sha256(page_image(TEXT)).hexdigest()
    assert digest == "fa164a51254e0070608bca67b5e6356f8d86d279d84dc963286b51c3ac119aa6"


@settings(max_examples=50)
@given(st.builds(PageText, title=st.text(), learner=st.text(), issuer=st.text(), date=st.text()))
def test_any_text_gives_a_sound_picture(text: PageText) -> None:
    """Whatever the text, the picture is sound and small."""
    picture = page_image(text)
    pixels(picture)
    assert len(picture) < 20_000


@pytest.mark.parametrize("name", ["Мария", "数据", "مرحبا", "a\u0361b", "Ảino ☃"])
def test_a_name_that_cannot_be_drawn_is_left_out_whole(name: str) -> None:
    """Half a name would be another name."""
    empty = PageText(title="", learner="", issuer="", date="")
    assert page_image(PageText(title="", learner=name, issuer="", date="")) == page_image(empty)


@pytest.mark.parametrize("letter", "åäöÅÄÖéèêëñçşğİışčřžůőűłøæœßðþÞăâîșțķļņģāēīūąęėįųżźćńśđ")
def test_letters_of_european_languages_are_drawn(letter: str) -> None:
    """Letters with marks differ from those without."""
    assert glyph(letter) is not None
    assert glyph(letter) not in {
        glyph(plain) for plain in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }
