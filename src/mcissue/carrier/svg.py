"""Badges baked into SVG pictures: one element right after the start tag of the picture.

Open Badges 3.0 section 5.3.2: `<openbadges:credential>` in the namespace of Open Badges 3.0 holds the JSON of
the credential as its text, in a CDATA section; or a compact JWS in its attribute `verify`, and no text. A
learner record (CLR 2.0) stands there in the same way, in a namespace of its own; it is only read. Where
two readers could take out two different texts, the picture is refused.
"""

from __future__ import annotations

import re
from typing import Final

from mcissue.carrier.payload import (
    MAX_CARRIED_BYTES,
    PROLOGUE,
    CarriedCredential,
    Carrier,
    Remark,
    carried,
    is_compact_jws,
    no_credential,
    other_badge,
    too_large,
    two_credentials,
)
from mcissue.carrier.svg_walk import (
    BADGE_NAMESPACES,
    OPEN_BADGES_2,
    OPEN_BADGES_3,
    SVG,
    BadgeElement,
    Walk,
    start_tag_at,
    walk,
)
from mcissue.errors import CarrierError
from mcissue.formats import open_badges

__all__ = ["CARRIER", "bake_svg", "read_svg"]

_HEAD: Final = 65_536
"""Bytes that are looked at for the root element of a picture: drawing programs write long comments."""

# Possessive throughout: a hostile file must not make the search slow.
_BEGIN: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?" + PROLOGUE + rb"<(?:[A-Za-z_][\w.-]*+:)?+svg[\s/>]", re.DOTALL
)

_PREFIX: Final = "openbadges"
_DECLARATION: Final = f' xmlns:{_PREFIX}="{OPEN_BADGES_3}"'.encode()

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write (section 2.2)."""


def read_svg(data: bytes) -> CarriedCredential:
    """Take the one credential out of an SVG picture.

    Args:
        data: the bytes of the picture.

    Raises:
        CarrierError: `svg_malformed`, `svg_declaration_refused`; `svg_namespace_wrong` for a credential in a
            foreign namespace, `svg_credential_malformed` for one that two readers could read differently;
            `carrier_two_credentials`, `carrier_payload_malformed`, `carrier_no_credential`;
            `svg_encoding_unsupported`, `carrier_open_badges_2` and `carrier_too_large` (indeterminate).
    """
    found = walk(data)
    old = [badge for badge in found.badges if badge.namespace == OPEN_BADGES_2]
    places = [badge for badge in found.badges if badge.namespace != OPEN_BADGES_2]
    if len(places) > 1:
        raise two_credentials(SVG, len(places))
    if not places:
        raise other_badge(SVG) if old else no_credential(SVG)
    place = places[0]
    if place.namespace not in BADGE_NAMESPACES:
        raise _malformed(
            "svg_namespace_wrong",
            f"the credential stands in the namespace {place.namespace[:100]!r}, not in {OPEN_BADGES_3}",
        )
    return carried(_text_of(place), carrier=SVG, remarks=_remarks(found, has_old=bool(old)))


def _text_of(place: BadgeElement) -> bytes:
    """The text of the credential's element, if there is only one way to read it."""
    if place.flaws:
        raise _malformed(
            "svg_credential_malformed", f"the element with the credential is doubtful: {place.flaws[0]}"
        )
    if place.verify is None:
        return place.text.encode()
    if place.text.strip():
        raise _malformed(
            "svg_credential_malformed",
            "the element with the credential is doubtful: it has an attribute `verify`, and text besides",
        )
    token = place.verify.encode()
    if not is_compact_jws(token):
        raise _malformed(
            "svg_credential_malformed", "the attribute `verify` of the credential is no compact JWS"
        )
    return token


def _remarks(found: Walk, *, has_old: bool) -> tuple[Remark, ...]:
    remarks = []
    if has_old:
        text = f"The picture also holds {open_badges.OPEN_BADGES_2.title}, which was not looked at."
        remarks.append(Remark("carrier_other_badge", text))
    if found.is_active:
        text = "The SVG picture holds scripts, or loads something when it is opened: open it with care."
        remarks.append(Remark("svg_active_content", text))
    return tuple(remarks)


def bake_svg(picture: bytes, content: bytes, *, replace: bool = False) -> bytes:
    """Put a credential into an SVG picture, right after its start tag; all other bytes stay as they are.

    The start tag gets the declaration of the namespace, as the standard wants it; a picture without content
    gets an end tag.

    Args:
        picture: the bytes of the picture.
        content: the credential: JSON in UTF-8, or a compact JWS.
        replace: whether badges that are in the picture already are taken out first, of whatever standard.

    Raises:
        CarrierError: `bake_credential_present` if there is a badge and `replace` is false;
            `bake_not_expressible` for a character that XML does not have; `carrier_too_large` for the picture
            or the credential; and for a picture that can't be read as `read_svg`.
    """
    if len(content) > MAX_CARRIED_BYTES:
        raise too_large(SVG, "bytes of credential", MAX_CARRIED_BYTES)
    found = walk(picture)
    if found.badges and not replace:
        raise CarrierError(
            "the picture holds a badge already",
            code="bake_credential_present",
            mend="Take a picture without one, or say that it is to be replaced.",
            detail={"carrier": SVG.id, "count": len(found.badges)},
        )
    begin, end = found.root
    tag = start_tag_at(picture, begin)
    declared = found.prefixes.get(_PREFIX)
    element = _element(content, declare=declared not in {None, OPEN_BADGES_3})
    if tag.endswith(b"/>"):
        name = _name_of(tag)
        tag = tag[:-2] + b">"
        element += b"</" + name + b">"
    if declared is None:
        name = _name_of(tag)
        tag = b"<" + name + _DECLARATION + tag[1 + len(name) :]
    return b"".join((picture[:begin], tag, element, _without(picture, found.badges, begin=end)))


def _name_of(tag: bytes) -> bytes:
    return re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]


def _without(picture: bytes, badges: tuple[BadgeElement, ...], *, begin: int) -> bytes:
    """The bytes from a place on, without the badges; one inside another goes with it."""
    kept, at = [], begin
    for badge in badges:
        if badge.start >= at:
            kept.append(picture[at : badge.start])
            at = badge.end
    return b"".join((*kept, picture[at:]))


def _element(content: bytes, *, declare: bool) -> bytes:
    """The element with the credential; its text reads back byte for byte."""
    start = f"<{_PREFIX}:credential".encode() + (_DECLARATION if declare else b"")
    end = f"</{_PREFIX}:credential>".encode()
    if is_compact_jws(content):
        return start + b' verify="' + content.strip() + b'">' + end
    if not _is_xml_text(content):
        raise CarrierError(
            "the credential has a character that XML, and so an SVG picture, can't hold",
            code="bake_not_expressible",
            mend="Bake it into a PNG picture.",
        )
    # A section can't hold its own end (XML 1.0 section 2.7), and XML reads a bare carriage return as a line
    # feed (section 2.11).
    text = content.replace(b"]]>", b"]]]]><![CDATA[>").replace(b"\r", b"]]>&#13;<![CDATA[")
    return start + b"><![CDATA[" + text + b"]]>" + end


def _is_xml_text(content: bytes) -> bool:
    try:
        return _NOT_XML.search(content.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False


def _malformed(code: str, message: str) -> CarrierError:
    return CarrierError(
        message,
        code=code,
        mend="Ask the issuer to bake the picture anew, or for the credential itself as a JSON file.",
        detail={"carrier": SVG.id},
    )


CARRIER: Final = Carrier(
    kind=SVG,
    detect=lambda data: _BEGIN.match(data[:_HEAD]) is not None,
    extract=read_svg,
    bake=bake_svg,
)
