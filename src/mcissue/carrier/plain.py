"""Credentials that carry themselves: a JSON document, and a compact JWS.

Their media types are those of Verifiable Credentials 2.0 and of "Securing Verifiable Credentials using JOSE
and COSE"; what is neither is served as JSON-LD.
"""

from __future__ import annotations

from typing import Final

from mcissue.carrier.payload import CarriedCredential, Carrier, CarrierKind, is_compact_jws

__all__ = ["JSON", "JSON_CARRIER", "JWS", "JWS_CARRIER"]

JSON: Final = CarrierKind(
    id="json",
    title="a JSON document",
    media_types=("application/vc", "application/ld+json", "application/json"),
    suffixes=(".json", ".jsonld"),
    carries_itself=True,
)

JWS: Final = CarrierKind(
    id="jws",
    title="a credential in compact JWS form (VC-JWT or SD-JWT)",
    media_types=("application/vc+jwt", "application/jwt"),
    suffixes=(".jwt", ".jws"),
    carries_itself=True,
)


def _begins_like_an_object(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"{")


JSON_CARRIER: Final = Carrier(
    kind=JSON,
    detect=_begins_like_an_object,
    extract=lambda data: CarriedCredential(carrier=JSON, content=data, is_jws=False),
)

JWS_CARRIER: Final = Carrier(
    kind=JWS,
    detect=is_compact_jws,
    extract=lambda data: CarriedCredential(carrier=JWS, content=data, is_jws=True),
)
