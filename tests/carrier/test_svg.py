"""SVG pictures: one good form, nothing is followed or fetched, and two readings are none."""

from __future__ import annotations

import pytest
from tests.carrier.pictures import CREDENTIAL, JWT, OB_NS, SVG_NS, baked_svg, element, svg
from tests.clock import within

from mcissue.carrier.payload import MAX_CARRIED_BYTES, MAX_PICTURE_BYTES
from mcissue.carrier.svg import bake_svg, read_svg
from mcissue.carrier.svg_walk import MAX_DEPTH, MAX_ELEMENTS, SVG
from mcissue.errors import CarrierError

GOOD = baked_svg()
CDATA = b"<![CDATA[" + CREDENTIAL + b"]]>"
EXTERNAL = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
)


def code_of(data: bytes) -> tuple[str, bool]:
    with pytest.raises(CarrierError) as caught:
        read_svg(data)
    assert caught.value.detail["carrier"] == "svg"
    return caught.value.code, caught.value.indeterminate


def declared(subset: bytes, inner: bytes = element(CDATA)) -> bytes:
    return svg(inner, before=b"<!DOCTYPE svg [" + subset + b"]>")


LAUGHS = b'<!ENTITY a0 "lol">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)

CLR = b'<c:credential xmlns:c="https://purl.imsglobal.org/clr/v2p0">' + CDATA + b"</c:credential>"

FAILED = {
    "cut": (GOOD[:-10], "svg_malformed"),
    "more after the end": (GOOD + GOOD, "svg_malformed"),
    "a bare ampersand": (svg(element(b'{"a": "&"}')), "svg_malformed"),
    "an undeclared prefix": (GOOD.replace(b"xmlns:openbadges", b"xmlns:badges"), "svg_malformed"),
    "a byte that is no UTF-8": (GOOD.replace(b"\xc3\x84", b"\xc4"), "svg_malformed"),
    "a NUL": (GOOD.replace(b"ino", b"in\0"), "svg_malformed"),
    "half a character": (GOOD.replace(b"\xc3\x84", b"\xed\xa0\x80"), "svg_malformed"),
    "billion laughs": (declared(LAUGHS, element(b"&a9;")), "svg_declaration_refused"),
    "billion laughs, not used": (declared(LAUGHS), "svg_declaration_refused"),
    "quadratic blow-up": (declared(b'<!ENTITY a "' + b"a" * 50_000 + b'">', element(b"&a;" * 50_000)), "svg_declaration_refused"),
    "a file of the machine": (declared(b'<!ENTITY f SYSTEM "file:///etc/passwd">', element(b"&f;")), "svg_declaration_refused"),
    "an address": (declared(b'<!ENTITY % f SYSTEM "http://a.example/x.dtd"> %f;'), "svg_declaration_refused"),
    "an attribute by declaration": (declared(b'<!ATTLIST openbadges:credential verify CDATA "' + JWT + b'">'), "svg_declaration_refused"),
    "an empty declaration": (declared(b""), "svg_declaration_refused"),
    "an entity of the external DTD": (svg(element(b"&x;" + CDATA), before=EXTERNAL), "svg_declaration_refused"),
    "an entity elsewhere": (svg(element(CDATA) + b"<g>&x;</g>", before=EXTERNAL), "svg_declaration_refused"),
    "an entity in the attribute": (svg(element(b"", b' verify="&x;' + JWT + b'"'), before=EXTERNAL), "svg_credential_malformed"),
    "the namespace of the contexts": (GOOD.replace(OB_NS, b"https://purl.imsglobal.org/spec/ob/v3p0"), "svg_namespace_wrong"),
    "no namespace": (svg(b"<credential xmlns=''>" + CDATA + b"</credential>"), "svg_namespace_wrong"),
    "the namespace of SVG": (svg(b"<credential>" + CDATA + b"</credential>"), "svg_namespace_wrong"),
    "another element": (GOOD.replace(b"openbadges:credential", b"openbadges:assertion"), "carrier_no_credential"),
    "other letters": (GOOD.replace(b"openbadges:credential", b"openbadges:Credential"), "carrier_no_credential"),
    "in a comment": (svg(b"<!--" + element(CDATA) + b"-->"), "carrier_no_credential"),
    "a mere picture": (svg(), "carrier_no_credential"),
    "another root": (GOOD.replace(b"<svg", b"<s").replace(b"</svg", b"</s"), "carrier_no_credential"),
    "a root of another namespace": (GOOD.replace(SVG_NS, b"http://www.w3.org/1999/xhtml"), "carrier_no_credential"),
    "a second credential": (svg(element(CDATA) * 2), "carrier_two_credentials"),
    "a second one at the end": (GOOD.replace(b"</svg>", element(b"{}") + b"</svg>"), "carrier_two_credentials"),
    "a second one elsewhere": (svg(element(CDATA) + b"<credential/>"), "carrier_two_credentials"),
    "a badge and a learner record": (svg(element(CDATA) + CLR), "carrier_two_credentials"),
    "one inside the other": (svg(element(CDATA + element(CDATA))), "carrier_two_credentials"),
    "an element inside": (svg(element(CDATA + b"<g/>")), "svg_credential_malformed"),
    "a comment inside": (svg(element(b"<!-- -->" + CDATA)), "svg_credential_malformed"),
    "an instruction inside": (svg(element(CDATA + b"<?a b?>")), "svg_credential_malformed"),
    "text before the section": (svg(element(b"{}" + CDATA)), "svg_credential_malformed"),
    "text after the section": (svg(element(CDATA + b"{}")), "svg_credential_malformed"),
    "token and text": (svg(element(CDATA, b' verify="' + JWT + b'"')), "svg_credential_malformed"),
    "a token that is none": (svg(element(b"", b' verify="https://kymi.example/1"')), "svg_credential_malformed"),
    "an empty token": (svg(element(b"", b' verify=""')), "svg_credential_malformed"),
    "nothing": (svg(element(b"")), "carrier_payload_malformed"),
    "an address as text": (svg(element(b"https://kymi.example/1")), "carrier_payload_malformed"),
}  # fmt: skip

OLD = b'<b:assertion xmlns:b="http://openbadges.org" verify="https://a.example"/>'

UNKNOWN = {
    "an Open Badge 2.0": (svg(OLD), "carrier_open_badges_2"),
    "Latin-1": (b'<?xml version="1.0" encoding="iso-8859-1"?>' + GOOD, "svg_encoding_unsupported"),
    "XML 1.1": (b'<?xml version="1.1"?>' + GOOD, "svg_encoding_unsupported"),
    "no known encoding": (b'<?xml version="1.0" encoding="x"?>' + GOOD, "svg_encoding_unsupported"),
    "deep": (svg(element(CDATA) + b"<g>" * MAX_DEPTH + b"</g>" * MAX_DEPTH), "carrier_too_large"),
    "very deep": (svg(b"<g>" * 1_000_000), "carrier_too_large"),
    "a long namespace, often": (svg(b'<g xmlns:x="' + b"u" * 100_000 + b'">' + b'<x:a x:b=""/>' * 90_000 + b"</g>"), "carrier_too_large"),
    "many elements": (svg(element(CDATA) + b"<g/>" * MAX_ELEMENTS), "carrier_too_large"),
    "many attributes": (svg(b"<g " + b" ".join(b'a%d=""' % i for i in range(400_000)) + b"/>"), "carrier_too_large"),
    "some too many attributes": (svg(b"<g " + b" ".join(b'a%d=""' % i for i in range(1_001)) + b"/>"), "carrier_too_large"),
    "many namespaces": (svg(b"<g " + b" ".join(b'xmlns:a%d="u"' % i for i in range(180_000)) + b"/>"), "carrier_too_large"),
    "large": (svg(element(CDATA) + b" " * MAX_PICTURE_BYTES), "carrier_too_large"),
    "a long text": (svg(element(b"{" + b" " * MAX_CARRIED_BYTES)), "carrier_too_large"),
    "a long text of long letters": (svg(element(b"{" + b"\xc3\x84" * (MAX_CARRIED_BYTES // 2))), "carrier_too_large"),
}  # fmt: skip


def test_the_good_picture_gives_its_credential() -> None:
    """Its bytes as they are, and nothing to remark."""
    found = read_svg(GOOD)
    assert (found.content, found.carrier, found.is_jws, found.remarks) == (
        CREDENTIAL,
        SVG,
        False,
        (),
    )


def test_a_learner_record_is_taken_out_too() -> None:
    """CLR 2.0 bakes as Open Badges 3.0 does, in a namespace of its own; as JSON or as a token."""
    assert (read_svg(svg(CLR)).content, read_svg(svg(CLR)).is_jws) == (CREDENTIAL, False)
    token = CLR.replace(CDATA, b"").replace(b'v2p0"', b'v2p0" verify="' + JWT + b'"')
    assert (read_svg(svg(token)).content, read_svg(svg(token)).is_jws) == (JWT, True)


@pytest.mark.parametrize("name", FAILED)
def test_one_change_makes_it_fail(name: str) -> None:
    """Hostile, ambiguous, damaged or empty: each has its code, quickly, and none is a mere doubt."""
    data, code = FAILED[name]
    with within(1):
        assert code_of(data) == (code, False)


@pytest.mark.parametrize("name", UNKNOWN)
def test_one_change_makes_it_unknown(name: str) -> None:
    """Another standard or encoding, or beyond a limit: nothing is known to be wrong."""
    data, code = UNKNOWN[name]
    with within(2):
        assert code_of(data) == (code, True)


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n' + EXTERNAL + GOOD, CREDENTIAL),
        (b"\xef\xbb\xbf" + GOOD, CREDENTIAL),
        (b"<!--" + b" " * 3_000 + b"-->\n<?a b?>" + GOOD, CREDENTIAL),
        (GOOD.replace(b"openbadges", b"b"), CREDENTIAL),
        (svg(element(b"\n  <![CDATA[\n " + CREDENTIAL + b"\n]]>\n")), b"\n " + CREDENTIAL + b"\n"),
        (svg(element(b" " + CREDENTIAL + b"\n")), CREDENTIAL),
        (svg(element(b'{"a": "&lt;&#228;"}')), '{"a": "<ä"}'.encode()),
        (svg(element(b'<![CDATA[{"a": "]]]]><![CDATA[>"}]]>')), b'{"a": "]]>"}'),
        (svg(b"<g>" + element(CDATA) + b"</g>"), CREDENTIAL),
        (svg(b"<g/>" * (MAX_ELEMENTS - 3) + element(CDATA)), CREDENTIAL),
        (svg(b"<!--" + b" " * 2_500_000 + b"-->" + element(CDATA)), CREDENTIAL),
        (svg(b'<image href="data:image/png;base64,' + b"A" * 3_000_000 + b'=="/>' + element(CDATA)), CREDENTIAL),
        (svg(b"<g " + b" ".join(b'a%d=""' % i for i in range(1_000)) + b"/>" + element(CDATA)), CREDENTIAL),
        (svg(element(b" ", b' verify="' + JWT + b'"')), JWT),
        (svg(b'<openbadges:credential verify="' + JWT + b'"/>'), JWT),
    ],
    ids=[
        "external DTD", "byte order mark", "long comment", "another prefix", "indented", "without a section",
        "written with references", "a divided section", "in a group", "as many elements as allowed",
        "far from the start", "a picture inside", "as many attributes as allowed", "token", "token in an empty element",
    ],
)  # fmt: skip
def test_what_the_standards_allow_is_read(data: bytes, content: bytes) -> None:
    """An external DTD is named and never fetched; forms of XML that mean the same are the same."""
    assert read_svg(data).content == content


@pytest.mark.parametrize(
    "inner",
    [
        b"<script>alert(1)</script>",
        b'<g onload="alert(1)"/>',
        b"<foreignObject/>",
        b'<image href="https://a.example/pixel.png"/>',
        b'<image xmlns:x="http://www.w3.org/1999/xlink" x:href="//a.example/pixel.png"/>',
    ],
)
def test_a_picture_that_does_something_is_said(inner: bytes) -> None:
    """It does no harm to the credential, and may to whoever opens it."""
    assert [remark.code for remark in read_svg(svg(inner + element(CDATA))).remarks] == ["svg_active_content"]


def test_links_within_the_picture_are_not_active() -> None:
    """Honest badges use their own parts and pictures."""
    inner = b'<use href="#a"/><image href="data:image/png;base64,AA=="/><a href="https://a.example"/>'
    assert read_svg(svg(inner + element(CDATA))).remarks == ()


def test_a_badge_of_another_standard_beside_is_said() -> None:
    """It is not looked at, and a reader should know that there is one."""
    found = read_svg(svg(OLD + element(CDATA)))
    assert [remark.code for remark in found.remarks] == ["carrier_other_badge"]


def test_baking_adds_one_element_after_the_start_tag() -> None:
    """Every other byte is as it was, and the element is the one of the standard."""
    plain = b'<?xml version="1.0"?>\n' + EXTERNAL + b'<svg\n a=">" xmlns="' + SVG_NS + b'">\r\n<g/>\n</svg>\n'
    declaration = b' xmlns:openbadges="' + OB_NS + b'"'
    baked = bake_svg(plain, CREDENTIAL)
    assert baked == plain.replace(b"<svg", b"<svg" + declaration).replace(
        b'">\r', b'">' + element(CDATA) + b"\r"
    )
    assert baked.replace(declaration, b"").replace(element(CDATA), b"") == plain


@pytest.mark.parametrize(
    "plain",
    [
        b'<svg xmlns="' + SVG_NS + b'"/>',
        b'<s:svg xmlns:s="' + SVG_NS + b'" />',
        svg(),
        b'<svg xmlns="' + SVG_NS + b'" xmlns:openbadges="http://openbadges.org"/>',
        b"\xef\xbb\xbf<!-- <svg> -->" + svg(),
    ],
    ids=["no content", "no content, prefixed", "declared", "declared as another", "byte order mark"],
)
@pytest.mark.parametrize("content", [CREDENTIAL, JWT], ids=["JSON", "token"])
def test_whatever_the_start_tag_it_reads_back(plain: bytes, content: bytes) -> None:
    """Without content, with a prefix, or with the old meaning of our prefix."""
    found = read_svg(bake_svg(plain, content))
    assert (found.content, found.is_jws) == (content, content == JWT)


def test_a_badge_is_replaced_only_when_asked() -> None:
    """A badge in the picture may be somebody else's; all of them go, of whatever standard."""
    old = svg(element(CDATA) + b"<g>" + OLD + b"</g><x>" + element(b"{}" + element(b"")) + b"</x>")
    with pytest.raises(CarrierError, match="already") as caught:
        bake_svg(old, CREDENTIAL)
    assert caught.value.code == "bake_credential_present"
    assert bake_svg(old, b"{}", replace=True) == svg(element(b"<![CDATA[{}]]>") + b"<g></g><x></x>")


@pytest.mark.parametrize("content", ['{"a": "\ufffe"}'.encode(), b'{"a": "\xff"}'])
def test_what_xml_has_no_character_for_is_refused(content: bytes) -> None:
    """Better no picture than one that holds something else."""
    with pytest.raises(CarrierError) as caught:
        bake_svg(svg(), content)
    assert caught.value.code == "bake_not_expressible"


def test_nothing_too_large_is_baked() -> None:
    """Nobody could take it out again."""
    with pytest.raises(CarrierError) as caught:
        bake_svg(svg(), b"{" + b" " * MAX_CARRIED_BYTES)
    assert caught.value.code == "carrier_too_large"
