"""The curves of NIST and ECDSA over them: points, and signatures as r followed by s.

A public key is held as its compressed point (SEC 1, section 2.3.3), the form that Multikeys carry; a point
that is not on the curve never becomes a key. Signatures have the fixed length that JWS (RFC 7518, section
3.4) and the ECDSA cryptosuites (Data Integrity ECDSA Cryptosuites 1.0, section 3) share; DER is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COMPRESSED",
    "CURVES",
    "Curve",
    "compress",
    "coordinates",
    "load_point",
    "point_of",
    "sign",
    "verify",
]

COMPRESSED = (2, 3)
"""First byte of a compressed point: the parity of y."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve, and what goes with it.

    Attributes:
        name: as `crv` of a JWK names it.
        size: bytes of a coordinate, and of r and s.
        order: the order of the base point; r and s are below it.
        curve: the curve of `cryptography`.
        digest: the hash that ES256, ES384 and ES512 use with it.
        signature_algorithm: the name of that in JWS.
    """

    name: str
    size: int
    order: int
    curve: ec.EllipticCurve
    digest: hashes.HashAlgorithm
    signature_algorithm: str


_ALL = (
    Curve(
        "P-256",
        32,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        ec.SECP256R1(),
        hashes.SHA256(),
        "ES256",
    ),
    Curve(
        "P-384",
        48,
        2**384 - 1388124618062372383947042015309946732620727252194336364173,
        ec.SECP384R1(),
        hashes.SHA384(),
        "ES384",
    ),
    Curve(
        "P-521",
        66,
        2**521 - 657877501894328237357444332315020117536923257219387276263472201219398408051703,
        ec.SECP521R1(),
        hashes.SHA512(),
        "ES512",
    ),
)

CURVES: Mapping[str, Curve] = MappingProxyType({curve.name: curve for curve in _ALL})
"""The supported curves by name (FIPS 186-5; NIST SP 800-186)."""


def load_point(curve: Curve, raw: bytes) -> ec.EllipticCurvePublicKey | None:
    """The key of a compressed point; None if it is no point of the curve in its one compressed form."""
    if len(raw) != curve.size + 1 or raw[0] not in COMPRESSED:
        return None
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, raw)
    except ValueError:
        return None


def point_of(curve: Curve, x: bytes, y: bytes) -> bytes | None:
    """The compressed point of two coordinates; None if there is no such point."""
    if len(x) != curve.size or len(y) != curve.size:
        return None
    try:
        return compress(ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, b"\x04" + x + y))
    except ValueError:
        return None


def compress(key: ec.EllipticCurvePublicKey) -> bytes:
    """The compressed point of a key."""
    encoding = serialization.Encoding.X962
    return key.public_bytes(encoding, serialization.PublicFormat.CompressedPoint)


def coordinates(curve: Curve, raw: bytes) -> tuple[bytes, bytes]:
    """Both coordinates of a point that `load_point` takes, each of `curve.size` bytes."""
    numbers = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, raw).public_numbers()
    return numbers.x.to_bytes(curve.size, "big"), numbers.y.to_bytes(curve.size, "big")


def verify(curve: Curve, raw: bytes, signature: bytes, message: bytes) -> bool:
    """Whether r followed by s is a signature over the message by the key of a point."""
    key = load_point(curve, raw)
    if key is None or len(signature) != 2 * curve.size:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[: curve.size], signature[curve.size :]))
    # CVE-2022-21449: zero is a signature over everything where nobody looks.
    if not (0 < r < curve.order and 0 < s < curve.order):
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(curve.digest))
    except InvalidSignature:
        return False
    return True


def sign(curve: Curve, key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign bytes: r followed by s.

    Where the library can, the nonce is derived from key and message (RFC 6979): the same bytes get the same
    signature, and no bad random number gives the key away.
    """
    try:
        der = key.sign(data, ec.ECDSA(curve.digest, deterministic_signing=True))
    except UnsupportedAlgorithm:  # pragma: no cover - only with an OpenSSL before 3.2
        der = key.sign(data, ec.ECDSA(curve.digest))
    r, s = decode_dss_signature(der)
    return r.to_bytes(curve.size, "big") + s.to_bytes(curve.size, "big")
