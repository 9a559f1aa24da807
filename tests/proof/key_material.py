"""Keys that several test modules use; making an RSA key takes a moment, so it is made once."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mcissue.proof.keys import KEY_ALGORITHMS, PrivateKey

__all__ = ["KEY_ALGORITHMS", "key_of", "rsa_pem"]


def rsa_pem(bits: int, exponent: int = 65537) -> bytes:
    """A new RSA key as PKCS#8 PEM."""
    key = rsa.generate_private_key(exponent, bits)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def key_of(algorithm: str) -> PrivateKey:
    """One key of an algorithm, the same within a test run; the RSA key has 2048 bits."""
    if algorithm == "RSA":
        return PrivateKey.from_pem(rsa_pem(2048))
    return PrivateKey.generate(algorithm)
