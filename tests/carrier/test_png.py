"""PNG pictures: one good form, and every way of being another one has its own code."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import pytest
from tests.carrier.pictures import CREDENTIAL, HEADER, JWT, PIXELS, baked_png, chunk, itxt, png
from tests.clock import within

from mcissue.carrier.payload import MAX_CARRIED_BYTES, MAX_PICTURE_BYTES
from mcissue.carrier.png import KEYWORD, MAX_CHUNKS, PNG, PNG_SIGNATURE, bake_png, read_png
from mcissue.errors import CarrierError

GOOD = baked_png()
END = chunk(b"IEND")
COMPRESSED = b"\0\1\0\0\0"


def code_of(data: bytes) -> tuple[str, bool]:
    with pytest.raises(CarrierError) as caught:
        read_png(data)
    assert caught.value.detail["carrier"] == "png"
    return caught.value.code, caught.value.indeterminate


def in_place_of(kind: bytes, replacement: bytes) -> bytes:
    """The good picture with one chunk exchanged."""
    start = GOOD.index(kind) - 4
    (length,) = struct.unpack_from(">I", GOOD, start)
    return GOOD[:start] + replacement + GOOD[start + 12 + length :]


FAILED = {
    "cut in a chunk": (GOOD[:-30], "png_truncated"),
    "cut after a chunk": (GOOD[: -len(END)], "png_truncated"),
    "cut to the signature": (PNG_SIGNATURE, "png_malformed"),
    "one byte short": (GOOD[:-1], "png_truncated"),
    "a length past the end": (GOOD.replace(struct.pack(">I", len(PIXELS)) + b"IDAT", b"\0\xff\xff\xffIDAT"), "png_truncated"),
    "the largest length": (GOOD.replace(struct.pack(">I", len(PIXELS)) + b"IDAT", b"\xff\xff\xff\xffIDAT"), "png_truncated"),
    "one bit of the text": (GOOD.replace(b"ino", b"inp"), "png_checksum_wrong"),
    "one bit of the pixels": (GOOD.replace(PIXELS, PIXELS[:-1] + bytes([PIXELS[-1] ^ 1])), "png_checksum_wrong"),
    "a checksum": (GOOD[:-1] + b"\0", "png_checksum_wrong"),
    "no signature": (GOOD[1:], "png_malformed"),
    "a type that is no word": (png(chunk(b"a1bc"), itxt()), "png_malformed"),
    "an unknown chunk that must be understood": (png(chunk(b"ABCD"), itxt()), "png_malformed"),
    "no header": (in_place_of(b"IHDR", b""), "png_malformed"),
    "a short header": (in_place_of(b"IHDR", chunk(b"IHDR", HEADER[:-1])), "png_malformed"),
    "two headers": (png(chunk(b"IHDR", HEADER), itxt()), "png_malformed"),
    "text before the header": (PNG_SIGNATURE + itxt() + png()[len(PNG_SIGNATURE) :], "png_malformed"),
    "no pixels": (png(itxt(), pixels=()), "png_malformed"),
    "pixels in two places": (png(itxt(), chunk(b"IDAT", PIXELS)), "png_malformed"),
    "a palette after the pixels": (png(chunk(b"PLTE", b"\0\0\0"), itxt()), "png_malformed"),
    "two palettes": (PNG_SIGNATURE + chunk(b"IHDR", HEADER) + chunk(b"PLTE", b"\0\0\0") * 2 + png(itxt())[33:], "png_malformed"),
    "an end that is not empty": (in_place_of(b"IEND", chunk(b"IEND", b"x")), "png_malformed"),
    "a credential after the end": (GOOD + itxt(), "png_malformed"),
    "two ends": (GOOD + END, "png_malformed"),
    "a byte after the end": (GOOD + b"\n", "png_malformed"),
    "a second credential": (png(itxt(), itxt()), "carrier_two_credentials"),
    "a second, other credential": (png(itxt(), itxt(b"{}")), "carrier_two_credentials"),
    "a second credential in tEXt": (png(itxt(), chunk(b"tEXt", KEYWORD + b"\0{}")), "carrier_two_credentials"),
    "a badge and a learner record": (png(itxt(), itxt(b"{}", keyword=b"clrcredential")), "carrier_two_credentials"),
    "a learner record in tEXt": (png(chunk(b"tEXt", b"clrcredential\0{}")), "png_text_chunk_wrong"),
    "a learner record, cut": (png(itxt(b"", head=b"\0", keyword=b"clrcredential")), "png_text_malformed"),
    "in tEXt": (png(chunk(b"tEXt", KEYWORD + b"\0" + CREDENTIAL)), "png_text_chunk_wrong"),
    "in zTXt": (png(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(CREDENTIAL))), "png_text_chunk_wrong"),
    "a flag of 2": (png(itxt(head=b"\0\2\0\0\0")), "png_text_malformed"),
    "a method of 1": (png(itxt(head=b"\0\0\1\0\0")), "png_text_malformed"),
    "only a keyword": (png(itxt(b"", head=b"")), "png_text_malformed"),
    "no flag": (png(itxt(b"", head=b"\0")), "png_text_malformed"),
    "no end of the language": (png(itxt(b"", head=b"\0\0\0")), "png_text_malformed"),
    "no end of the translated keyword": (png(itxt(b"", head=b"\0\0\0\0")), "png_text_malformed"),
    "compressed, and not": (png(itxt(head=COMPRESSED)), "png_text_malformed"),
    "compressed, and cut": (png(itxt(zlib.compress(CREDENTIAL)[:-1], head=COMPRESSED)), "png_text_malformed"),
    "compressed, and more": (png(itxt(zlib.compress(CREDENTIAL) + b"{}", head=COMPRESSED)), "png_text_malformed"),
    "no text": (png(itxt(b"")), "carrier_payload_malformed"),
    "an address": (png(itxt(b"https://kymi.example/1")), "carrier_payload_malformed"),
    "another keyword": (png(itxt(keyword=b"OpenBadgeCredential")), "carrier_no_credential"),
    "a longer keyword": (png(itxt(keyword=KEYWORD + b"s")), "carrier_no_credential"),
    "a mere picture": (png(), "carrier_no_credential"),
}  # fmt: skip

UNKNOWN = {
    "an Open Badge 2.0": (png(itxt(keyword=b"openbadges")), "carrier_open_badges_2"),
    "an address of an Open Badge 1": (png(chunk(b"tEXt", b"openbadges\0https://a.example")), "carrier_open_badges_2"),
    "a bomb": (png(itxt(zlib.compress(b" " * 50_000_000), head=COMPRESSED)), "carrier_too_large"),
    "a long text": (png(itxt(b"{" + b" " * MAX_CARRIED_BYTES)), "carrier_too_large"),
    "a large picture": (png(chunk(b"teXt", bytes(MAX_PICTURE_BYTES)), itxt()), "carrier_too_large"),
    "many chunks": (png(*[chunk(b"teXt")] * 50_000, itxt()), "carrier_too_large"),
}  # fmt: skip


def test_the_good_picture_gives_its_credential() -> None:
    """Its bytes as they are, and nothing to remark."""
    found = read_png(GOOD)
    assert (found.content, found.carrier, found.is_jws, found.remarks) == (
        CREDENTIAL,
        PNG,
        False,
        (),
    )


@pytest.mark.parametrize("name", FAILED)
def test_one_change_makes_it_fail(name: str) -> None:
    """Damaged, out of order, ambiguous or empty: each has its code, and none is a mere doubt."""
    data, code = FAILED[name]
    assert code_of(data) == (code, False)


@pytest.mark.parametrize("name", UNKNOWN)
def test_one_change_makes_it_unknown(name: str) -> None:
    """Another standard, or beyond a limit: nothing is known to be wrong."""
    data, code = UNKNOWN[name]
    with within(1):
        assert code_of(data) == (code, True)


@pytest.mark.parametrize(
    "data",
    [
        png(chunk(b"teXt", b"hello"), itxt(), chunk(b"tIME", bytes(7))),
        png(itxt(), pixels=(PIXELS[:5], b"", PIXELS[5:])),
        png(itxt(head=b"\0\0\0en\0badge\0")),
        png(*[chunk(b"teXt")] * (MAX_CHUNKS - 4), itxt()),
        PNG_SIGNATURE + chunk(b"IHDR", HEADER) + itxt() + chunk(b"PLTE", b"\0\0\0") + png()[33:],
    ],
    ids=["among others", "pixels in pieces", "with a language", "as many as allowed", "before the pixels"],
)
def test_what_the_standards_allow_is_read(data: bytes) -> None:
    """Other chunks, and a place before the pixels, do no harm."""
    assert read_png(data).content == CREDENTIAL


def test_the_largest_credential_is_read() -> None:
    """A limit is the last allowed size."""
    text = b"{" + b" " * (MAX_CARRIED_BYTES - 1)
    assert read_png(png(itxt(text))).content == text
    assert read_png(png(itxt(zlib.compress(text), head=COMPRESSED))).content == text


def test_a_bomb_is_not_unpacked() -> None:
    """No more is decompressed than a credential may have."""
    bomb = png(itxt(zlib.compress(b" " * 50_000_000), head=COMPRESSED))
    tracemalloc.start()
    try:
        assert code_of(bomb) == ("carrier_too_large", True)
        assert tracemalloc.get_traced_memory()[1] < 6 * MAX_CARRIED_BYTES
    finally:
        tracemalloc.stop()


def test_a_byte_order_mark_is_allowed() -> None:
    """As in a file; strict reading leaves it out."""
    assert not read_png(baked_png(b"\xef\xbb\xbf" + CREDENTIAL)).is_jws


def test_a_compressed_text_is_read_and_said() -> None:
    """The standard forbids it, and it does no harm."""
    found = read_png(png(itxt(zlib.compress(CREDENTIAL), head=COMPRESSED)))
    assert (found.content, [remark.code for remark in found.remarks]) == (CREDENTIAL, ["png_text_compressed"])


def test_a_badge_of_another_standard_beside_is_said() -> None:
    """It is not looked at, and a reader should know that there is one."""
    found = read_png(png(chunk(b"tEXt", b"openbadges\0{}"), itxt()))
    assert [remark.code for remark in found.remarks] == ["carrier_other_badge"]


@pytest.mark.parametrize("content", [CREDENTIAL, JWT])
def test_a_learner_record_is_taken_out_too(content: bytes) -> None:
    """CLR 2.0 bakes as Open Badges 3.0 does, with a keyword of its own."""
    found = read_png(png(itxt(content, keyword=b"clrcredential")))
    assert (found.content, found.is_jws, found.remarks) == (content, content == JWT, ())


def test_a_token_is_told_from_json() -> None:
    """Without a curly brace it is a compact JWS."""
    found = read_png(baked_png(JWT + b"\n"))
    assert (found.content, found.is_jws) == (JWT, True)


def test_baking_adds_one_chunk_before_the_end() -> None:
    """Every other byte is as it was, and the chunk is the one of the standard."""
    plain = png(chunk(b"tEXt", b"Author\0Aino"))
    assert bake_png(plain, CREDENTIAL) == plain[: -len(END)] + itxt() + END


def test_a_badge_is_replaced_only_when_asked() -> None:
    """A badge in the picture may be somebody else's; all of them go, of whatever standard."""
    old = png(itxt(b"{}"), chunk(b"tEXt", b"openbadges\0{}"), chunk(b"tEXt", b"Author\0Aino"))
    with pytest.raises(CarrierError, match="already") as caught:
        bake_png(old, CREDENTIAL)
    assert caught.value.code == "bake_credential_present"
    assert bake_png(old, CREDENTIAL, replace=True) == png(chunk(b"tEXt", b"Author\0Aino"), itxt())


def test_nothing_is_baked_into_a_damaged_picture() -> None:
    """It would look whole afterwards."""
    with pytest.raises(CarrierError) as caught:
        bake_png(png()[:-1], CREDENTIAL)
    assert caught.value.code == "png_truncated"
    with pytest.raises(CarrierError) as caught:
        bake_png(png(), b"{" + b" " * MAX_CARRIED_BYTES)
    assert caught.value.code == "carrier_too_large"
