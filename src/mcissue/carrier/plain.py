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


_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""What some editors put before any text that they save; no signature covers it (RFC 8259, section 8.1)."""


def _begins_like_an_object(data: bytes) -> bool:
    return data.removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n").startswith(b"{")


JSON_CARRIER: Final = Carrier(
    kind=JSON,
    detect=_begins_like_an_object,
    extract=lambda data: CarriedCredential(carrier=JSON, content=data, is_jws=False),
)

JWS_CARRIER: Final = Carrier(
    kind=JWS,
    detect=lambda data: is_compact_jws(data.removeprefix(_BYTE_ORDER_MARK)),
    extract=lambda data: CarriedCredential(
        carrier=JWS, content=data.removeprefix(_BYTE_ORDER_MARK), is_jws=True
    ),
)
