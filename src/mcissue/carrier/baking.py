"""Baking: a signed Open Badge goes into a picture, byte for byte, and the picture stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.carrier import table
from mcissue.carrier.payload import MAX_CARRIED_BYTES, is_compact_jws
from mcissue.carrier.reading import extract, find_carrier
from mcissue.errors import CarrierError, McissueError
from mcissue.formats.detect import detect_format
from mcissue.formats.open_badges import OPEN_BADGES_3_0, OPEN_BADGES_3_0_VC11
from mcissue.jsonld.read import read_json, read_json_object
from mcissue.proof.multibase import decode_base64url

if TYPE_CHECKING:
    from mcissue.carrier.payload import CarrierKind
    from mcissue.jsonld.read import JsonValue

__all__ = ["Baked", "bake"]

_BADGES: Final = frozenset({OPEN_BADGES_3_0, OPEN_BADGES_3_0_VC11})
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Baked:
    """A picture with a credential in it.

    Attributes:
        data: the bytes of the picture.
        carrier: what kind of picture it is.
        content: the bytes that `mcissue.carrier.reading.extract` takes out again.
    """

    data: bytes
    carrier: CarrierKind
    content: bytes


def bake(credential: bytes, picture: bytes, *, replace: bool = False) -> Baked:
    """Bake a credential into a picture (Open Badges 3.0 section 5.3).

    The credential is neither verified nor changed; only a byte order mark, or white space around a JWS, is
    left out.

    Args:
        credential: a signed Open Badge 3.0: its JSON document, or a compact JWS.
        picture: a PNG or SVG picture.
        replace: whether badges that are in the picture already are taken out first, of whatever standard.

    Raises:
        CarrierError: `bake_not_open_badge`, `bake_unsigned`, `bake_not_a_picture`, `bake_credential_present`,
            `bake_not_expressible`, `carrier_too_large`; and for a picture that can't be read as `extract`.
        DocumentError: the credential is no strict JSON.
    """
    content = _content(credential)
    carrier = find_carrier(picture)
    if carrier is None or carrier.bake is None:
        raise _not_bakeable()
    data = carrier.bake(picture, content, replace=replace)
    # Whoever gets the picture must find in it exactly what was baked.
    if extract(data).content != content:
        raise CarrierError("the credential does not read back as it was", code="bake_not_expressible")
    return Baked(data, carrier.kind, content)


def _not_bakeable() -> CarrierError:
    titles = [carrier.kind.title for carrier in table.CARRIERS if carrier.bake is not None]
    return CarrierError(
        f"this is neither {' nor '.join(titles)}",
        code="bake_not_a_picture",
        mend=f"Save it as {' or '.join(titles)}; the name of the file does not matter, its content does.",
    )


def _content(credential: bytes) -> bytes:
    """The bytes to bake, if they are a signed Open Badge."""
    if is_compact_jws(credential):
        content = credential.strip()
        _require_badge(_payload(content))
        return content
    content = credential.removeprefix(_BYTE_ORDER_MARK)
    document = read_json_object(content)
    _require_badge(document)
    if not document.get("proof"):
        raise CarrierError(
            "the credential is not signed, so nobody could rely on the picture",
            code="bake_unsigned",
            mend="Sign it first: `mcissue issue` does.",
        )
    return content


def _payload(token: bytes) -> JsonValue:
    """What a token says, as far as it can be read; the credential itself, or in a member (VCDM 1.1)."""
    try:
        payload = read_json(decode_base64url(token.split(b".")[1].decode(), max_length=MAX_CARRIED_BYTES))
    except McissueError:
        return None
    return payload.get("vc", payload) if isinstance(payload, dict) else None


def _require_badge(document: JsonValue) -> None:
    found = detect_format(document)
    if found not in _BADGES:
        raise CarrierError(
            f"only an Open Badge 3.0 is baked into a picture, and this is {found.title}",
            code="bake_not_open_badge",
            mend="Give the credential as `mcissue issue` writes it.",
            detail={"format": found.id},
        )
