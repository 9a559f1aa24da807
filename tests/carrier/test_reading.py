"""The door: carriers are told by their content, and whatever the bytes are, only our errors come out."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carrier.pictures import CREDENTIAL, JWT, baked_png, baked_svg, chunk, itxt, png, svg

from mcissue.carrier.payload import CarriedCredential, CarrierKind
from mcissue.carrier.plain import JSON, JWS
from mcissue.carrier.png import PNG, PNG_SIGNATURE
from mcissue.carrier.reading import detect, extract
from mcissue.carrier.svg_walk import SVG
from mcissue.carrier.unopened import HTML, PDF
from mcissue.errors import CarrierError

GOOD = [baked_png(), baked_svg(), baked_png(JWT), CREDENTIAL, JWT]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), PNG),
        (PNG_SIGNATURE, PNG),
        (svg(), SVG),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?><!-- <html> --><!DOCTYPE svg SYSTEM 'a'> <svg/>",
            SVG,
        ),
        (b"<!--" + b"-" * 50_000 + b"--><a.b:svg>", SVG),
        (b"<!DOCTYPE svg [<!ENTITY a '>'>]><svg>", SVG),
        (JWT, JWS),
        (CREDENTIAL, JSON),
        (b"\xef\xbb\xbf\n {", JSON),
        (b"", None),
        (b"[]", None),
        (b"<svga/>", None),
        (b"<html><svg></svg></html>", HTML),
        (b"%PDF-1.7", PDF),
        (b"<!-- <svg> -->", None),
        (b"GIF89a", None),
    ],
)
def test_a_carrier_is_told_by_its_first_bytes(data: bytes, kind: CarrierKind | None) -> None:
    """Whether it is whole, or holds anything, is another question."""
    assert detect(data) is kind


def test_documents_and_tokens_carry_themselves() -> None:
    """They come out as they are."""
    assert extract(CREDENTIAL) == CarriedCredential(carrier=JSON, content=CREDENTIAL, is_jws=False)
    assert extract(JWT) == CarriedCredential(carrier=JWS, content=JWT, is_jws=True)
    with pytest.raises(CarrierError) as caught:
        extract(b"GIF89a")
    assert caught.value.code == "carrier_no_credential"


def only_ours(data: bytes) -> None:
    with contextlib.suppress(CarrierError):
        assert isinstance(extract(data).content, bytes)


_PIECES = st.sampled_from(
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'", b">", b"/>", b"</svg>", b"<![CDATA[", b"]]>", b"{}", b"&#13;",
        b" xmlns:openbadges='https://purl.imsglobal.org/ob/v3p0'", b"<openbadges:credential", b" verify='ey.e.'",
        b"</openbadges:credential>", b"<!DOCTYPE svg", b" SYSTEM 'x'", b" [", b"]", b"<!ENTITY a 'b'", b"&a;", b"<?",
        b"?>", b"<!--", b"-->", b"\xff", b"\0", b"\xef\xbb\xbf", b"<g", b"<script/>", b" onload='x'", b" xmlns='x'",
    ]
)  # fmt: skip
_CHUNKS = st.builds(
    chunk,
    st.sampled_from([b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tEXt", b"zTXt", b"iTXt", b"teXt"]),
    st.one_of(
        st.binary(max_size=30),
        st.builds(
            lambda head, text: b"openbadgecredential" + head + text,
            st.binary(max_size=6),
            st.binary(max_size=20),
        ),
    ),
)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_credential_or_our_error(data: bytes) -> None:
    """Noise, and noise that begins like a picture."""
    only_ours(data)
    only_ours(PNG_SIGNATURE + data)
    only_ours(b"<svg " + data)


@given(st.lists(_CHUNKS, max_size=8))
def test_any_sound_chunks_give_a_credential_or_our_error(chunks: list[bytes]) -> None:
    """Chunks with good checksums, in any order."""
    only_ours(PNG_SIGNATURE + b"".join(chunks))
    only_ours(png(*chunks))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_text_chunk_gives_a_credential_or_our_error(head: bytes, text: bytes) -> None:
    """In the right chunk with the right keyword, anything."""
    only_ours(png(itxt(text, head=head)))
    only_ours(png(itxt(text)))


@given(st.lists(_PIECES, max_size=14))
def test_any_pieces_of_xml_give_a_credential_or_our_error(pieces: list[bytes]) -> None:
    """Pieces of hostile pictures, in any order."""
    only_ours(b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"".join(pieces))
    only_ours(svg(b"".join(pieces)))
    only_ours(b"".join(pieces))


@given(st.sampled_from(GOOD), st.data())
def test_a_damaged_carrier_gives_a_credential_or_our_error(good: bytes, data: st.DataObject) -> None:
    """One stretch of a good one is exchanged for noise."""
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    only_ours(good[:start] + data.draw(st.binary(max_size=20)) + good[end:])
