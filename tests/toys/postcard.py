"""A carrier that is no part of mcissue: a text, and a credential behind a null character.

What it takes to add a carrier: this module, and its line in `mcissue.carrier.table`.
"""

from __future__ import annotations

from typing import Final

from mcissue.carrier.payload import (
    MAX_CARRIED_BYTES,
    CarriedCredential,
    Carrier,
    CarrierKind,
    carried,
    no_credential,
    require_size,
    too_large,
    two_credentials,
)
from mcissue.errors import CarrierError

__all__ = ["BLANK", "CARRIER", "POSTCARD"]

POSTCARD: Final = CarrierKind(
    id="postcard", title="a postcard", media_types=("text/x-postcard",), suffixes=(".postcard",)
)

_BEGIN: Final = b"POSTCARD\n"

BLANK: Final = _BEGIN + b"Greetings from Kouvola!\n"


def read_postcard(data: bytes) -> CarriedCredential:
    """Take the one credential off a postcard."""
    require_size(data, carrier=POSTCARD)
    _, *texts = data.split(b"\0")
    if not texts:
        raise no_credential(POSTCARD)
    if len(texts) > 1:
        raise two_credentials(POSTCARD, len(texts))
    if len(texts[0]) > MAX_CARRIED_BYTES:
        raise too_large(POSTCARD, "bytes of credential", MAX_CARRIED_BYTES)
    return carried(texts[0], carrier=POSTCARD)


def bake_postcard(picture: bytes, content: bytes, *, replace: bool = False) -> bytes:
    """Put a credential on a postcard."""
    require_size(picture, carrier=POSTCARD)
    if len(content) > MAX_CARRIED_BYTES:
        raise too_large(POSTCARD, "bytes of credential", MAX_CARRIED_BYTES)
    text, *former = picture.split(b"\0")
    if former and not replace:
        raise CarrierError("there is a credential already", code="bake_credential_present")
    return text + b"\0" + content


CARRIER: Final = Carrier(
    kind=POSTCARD,
    detect=lambda data: data.startswith(_BEGIN),
    extract=read_postcard,
    bake=bake_postcard,
)
