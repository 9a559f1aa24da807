"""Baking: signed Open Badges only, byte for byte, and foreign programs read what was baked."""

from __future__ import annotations

import base64
import io
import json
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from tests.carrier.pictures import JWT, OB_NS, png, svg
from tests.university import University

from mcissue.carrier.baking import bake
from mcissue.carrier.payload import MAX_CARRIED_BYTES
from mcissue.carrier.png import PNG
from mcissue.carrier.reading import extract
from mcissue.carrier.svg_walk import SVG
from mcissue.errors import CarrierError, DocumentError

GOOD = University().data()
PICTURES = {PNG: png(), SVG: svg()}


def token(payload: object) -> bytes:
    """A compact JWS, not signed by anybody."""
    parts = (json.dumps(part).encode() for part in ({"alg": "EdDSA"}, payload))
    return b".".join((*(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts), b"c2ln"))


@pytest.fixture(params=list(PICTURES), ids=str)
def picture(request: pytest.FixtureRequest) -> bytes:
    return PICTURES[request.param]


def test_what_was_baked_comes_out_byte_for_byte(picture: bytes) -> None:
    """Indentation, last line feed and letters of every script included."""
    baked = bake(GOOD, picture)
    found = extract(baked.data)
    assert found.content == baked.content == GOOD
    assert (found.carrier, found.is_jws, found.remarks) == (baked.carrier, False, ())


@given(
    text=st.text(st.sampled_from("]>[<&;'\"\\ä\u2028\U0001f600\t x")),
    blanks=st.text(st.sampled_from(" \t\r\n")),
)
def test_any_text_comes_out_byte_for_byte(text: str, blanks: str) -> None:
    """Ends of sections, references and carriage returns, in a text or between members."""
    document = {"type": ["OpenBadgeCredential"], "name": text, "proof": {}}
    data = json.dumps({**document, "proof": [{}]}, ensure_ascii=False).encode()
    data = blanks.encode() + data.replace(b", ", b"," + blanks.encode()) + blanks.encode()
    for picture in PICTURES.values():
        assert extract(bake(data, picture).data).content == data


def test_a_byte_order_mark_is_left_out(picture: bytes) -> None:
    """The first character must be the curly brace, by which readers tell JSON from a token."""
    assert extract(bake(b"\xef\xbb\xbf" + GOOD, picture).data).content == GOOD


def test_a_token_is_baked_without_the_white_space_around_it(picture: bytes) -> None:
    """Of both data models: the credential is the payload, or a member of it."""
    for payload in ({"type": ["OpenBadgeCredential"]}, {"vc": {"type": ["OpenBadgeCredential"]}}):
        found = extract(bake(b" " + token(payload) + b"\n", picture).data)
        assert (found.content, found.is_jws) == (token(payload), True)


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (b"{}", "bake_not_open_badge"),
        (b'{"type": ["EuropeanDigitalCredential"], "proof": [{}]}', "bake_not_open_badge"),
        (b'{"type": ["ClrCredential"], "proof": [{}]}', "bake_not_open_badge"),
        (JWT, "bake_not_open_badge"),
        (b"eyJh.e30x.c2ln", "bake_not_open_badge"),
        (token([1]), "bake_not_open_badge"),
        (b'{"type": ["OpenBadgeCredential"]}', "bake_unsigned"),
        (b'{"type": ["OpenBadgeCredential"], "proof": []}', "bake_unsigned"),
        (GOOD + b" " * MAX_CARRIED_BYTES, "carrier_too_large"),
    ],
)
def test_only_a_signed_open_badge_is_baked(credential: bytes, code: str, picture: bytes) -> None:
    """Whoever shows the picture should be able to rely on what is in it."""
    with pytest.raises(CarrierError) as caught:
        bake(credential, picture)
    assert caught.value.code == code


def test_only_strict_json_is_baked(picture: bytes) -> None:
    """What two readers read differently does not get into a picture."""
    with pytest.raises(DocumentError) as caught:
        bake(GOOD.replace(b'"id":', b'"id": "urn:uuid:1", "id":', 1), picture)
    assert caught.value.code == "json_duplicate_member"


@pytest.mark.parametrize("data", [b"", GOOD, JWT, b"GIF89a", b"%PDF-1.7", b"<html></html>"])
def test_only_pictures_are_baked_into(data: bytes) -> None:
    """By content, not by name."""
    with pytest.raises(CarrierError) as caught:
        bake(GOOD, data)
    assert caught.value.code == "bake_not_a_picture"


def test_pillow_reads_our_png() -> None:
    """Its text is the credential, in the keyword of the standard, and no pixel is another."""
    buffer = io.BytesIO()
    Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 50).convert("RGBA").save(buffer, "PNG")
    baked = bake(GOOD, buffer.getvalue()).data
    with Image.open(io.BytesIO(baked)) as ours, Image.open(buffer) as plain:
        ours.load()
        assert ours.text == {"openbadgecredential": GOOD.decode()}
        assert (ours.tobytes(), ours.mode) == (plain.tobytes(), plain.mode)


def test_xml_libraries_read_our_svg() -> None:
    """Two foreign parsers find one element right after the start tag, with the credential as its text."""
    data = GOOD.replace(b"\n", b"\r\n").replace(b"Aino", b"]]>Aino")
    baked = bake(data, svg(b"<g/>")).data
    first = etree.fromstring(baked)[0]
    assert first.tag == f"{{{OB_NS.decode()}}}credential"
    assert (first.text or "").encode() == data
    node = minidom.parseString(baked).documentElement.firstChild
    assert node.tagName == "openbadges:credential"
    assert "".join(part.data for part in node.childNodes).encode() == data


def test_pictures_of_foreign_programs_are_read() -> None:
    """Pillow and lxml bake too, each in its own manner."""
    from PIL.PngImagePlugin import PngInfo

    for compressed in (False, True):
        info, buffer = PngInfo(), io.BytesIO()
        info.add_itxt("openbadgecredential", GOOD.decode(), zip=compressed)
        Image.new("P", (5, 5)).save(buffer, "PNG", pnginfo=info)
        assert extract(buffer.getvalue()).content == GOOD
    root = etree.fromstring(svg(b"<g/>"))
    place = etree.SubElement(root, f"{{{OB_NS.decode()}}}credential")
    place.text = etree.CDATA(GOOD.decode())
    assert extract(etree.tostring(root, xml_declaration=True, encoding="UTF-8")).content == GOOD


def test_an_image_program_drops_the_credential() -> None:
    """Why the command's help says: bake last."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(bake(GOOD, png()).data)) as picture:
        picture.save(buffer, "PNG")
    with pytest.raises(CarrierError) as caught:
        extract(buffer.getvalue())
    assert caught.value.code == "carrier_no_credential"
