"""The picture of a certificate's page is a sound PNG, the same everywhere, and never misspells a name."""

from __future__ import annotations

import hashlib
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.formats.page_font import glyph
from mcissue.formats.page_image import HEIGHT, WIDTH, PageText, _pieces, page_image

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


@pytest.mark.parametrize("name", ["ნინო", "数据", "مرحبا", "a\u0361b", "Ảino ☃", "x" * 300])
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


GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΆΈΉΊΌΎΏ"
BULGARIAN = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюя"
OTHER_CYRILLIC = "ЂЈЉЊЋЏђјљњћџЃЌЅѓќѕЄІЇҐєіїґЁЫЭёыэ"


@pytest.mark.parametrize("alphabet", [GREEK, BULGARIAN, OTHER_CYRILLIC], ids=["el", "bg", "other"])
def test_the_other_scripts_of_the_union_are_drawn(alphabet: str) -> None:
    """Every letter is drawn, and no two of one alphabet alike."""
    drawn = [glyph(letter) for letter in alphabet]
    assert None not in drawn
    assert len(set(drawn)) == len(alphabet)


def rows_of_colour(png: bytes, colour: int) -> list[int]:
    """The rows of the inside of a page in which something of a colour is drawn."""
    return [y for y, row in enumerate(pixels(png)) if 70 <= y < 372 and colour in row[40:-40]]


@pytest.mark.parametrize(
    ("title", "learner", "issuer"),
    [
        ("Sound", "Eleonora-Maximiliana Wilhelmina Konstantinopolskaja-Hohenzollern-Sigmaringen van den Broeck", "ROC"),
        ("A very long title that needs more than three lines of large letters, as some titles of courses do", "Aino", "UAS"),
        ("One two three four five six seven eight nine ten eleven twelve", "A name of three lines in large letters, which is long", "An alliance of " * 6),
    ],
    ids=["name", "title", "all"],
)  # fmt: skip
def test_long_texts_are_drawn_in_smaller_letters(title: str, learner: str, issuer: str) -> None:
    """Title, learner, awarding bodies and date stand on the page, whole, and none runs over the frame."""
    whole = page_image(PageText(title=title, learner=learner, issuer=issuer, date="2026-06-15"))
    for without in ("title", "learner", "issuer", "date"):
        texts = {"title": title, "learner": learner, "issuer": issuer, "date": "2026-06-15", without: ""}
        assert page_image(PageText(**texts)) != whole
    assert rows_of_colour(whole, 3)
    assert max(rows_of_colour(whole, 3)) < HEIGHT - 30


def test_a_long_name_is_broken_behind_a_hyphen() -> None:
    """Where a word is wider than a line, it is not cut in the middle of a part."""
    long = "Konstantinopolskaja-Hohenzollern-Sigmaringen"
    assert list(_pieces(long, 40)) == ["Konstantinopolskaja-Hohenzollern-", "Sigmaringen"]
    assert list(_pieces("x" * 50, 40)) == ["x" * 40, "x" * 10]
