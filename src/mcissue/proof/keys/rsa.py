"""RSA keys and the two ways to sign with them that JWS calls RS256 and PS256.

A public key is held as its RSAPublicKey structure in DER (RFC 8017, appendix A.1.1). Keys that are too
short, have an exponent that does not protect, or come from the generator of CVE-2017-15361 are refused.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mcissue.errors import KeyMaterialError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding

__all__ = [
    "MAX_BITS",
    "MAX_EXPONENT_BITS",
    "MIN_BITS",
    "NEW_KEY_BITS",
    "PADDINGS",
    "check_numbers",
    "der_of",
    "der_of_numbers",
    "load_der",
    "sign",
    "verify",
]

MIN_BITS = 2048
"""RFC 7518, section 3.3: shorter moduli must not be used."""

MAX_BITS = 8192
"""Longer moduli only cost time: a verification takes the square of the length."""

NEW_KEY_BITS = 3072
"""Strength of 128 bits, like P-256 and Ed25519 (NIST SP 800-57 part 1, table 2)."""

MIN_EXPONENT = 3
MAX_EXPONENT_BITS = 64
"""OpenSSL's own limit for long moduli; a longer exponent only makes each verification slower."""

PADDINGS: Mapping[str, AsymmetricPadding] = MappingProxyType(
    {
        "RS256": padding.PKCS1v15(),
        # RFC 7518, section 3.5: the salt is as long as the digest, no other length is one of PS256.
        "PS256": padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size),
    }
)

_ROCA_GENERATOR = 65537
# Primes for which the powers of 65537 are few: the primes of the broken generator are such powers modulo
# each of them (Nemec and others, "The Return of Coppersmith's Attack", 2017).
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)
_ROCA_POWERS = MappingProxyType(
    {prime: frozenset(pow(_ROCA_GENERATOR, power, prime) for power in range(prime)) for prime in _ROCA_PRIMES}
)


def check_numbers(modulus: int, exponent: int, *, path: str | None = None) -> None:
    """Return if the two numbers are a public key that can protect something.

    Raises:
        KeyMaterialError: `key_weak`, `key_malformed`; or, indeterminate: `key_too_large`.
    """
    bits = modulus.bit_length()
    if bits > MAX_BITS:
        message = f"the RSA key has {bits} bits, and at most {MAX_BITS} are checked"
        raise KeyMaterialError(message, code="key_too_large", path=path, indeterminate=True)
    if bits < MIN_BITS:
        raise _weak(f"the RSA key has {bits} bits, and {MIN_BITS} are the least that protects", path)
    if exponent < MIN_EXPONENT or exponent % 2 == 0 or exponent.bit_length() > MAX_EXPONENT_BITS:
        message = f"the exponent of the RSA key is not an odd number of {MIN_EXPONENT} or more, or too long"
        raise _weak(message, path)
    if modulus % 2 == 0:
        message = "the modulus of the RSA key is an even number"
        raise KeyMaterialError(message, code="key_malformed", path=path)
    if all(modulus % prime in powers for prime, powers in _ROCA_POWERS.items()):
        raise _weak("the RSA key comes from the broken generator of CVE-2017-15361", path)


def der_of_numbers(modulus: int, exponent: int, *, path: str | None = None) -> bytes:
    """The RSAPublicKey structure of a modulus and an exponent that `check_numbers` takes.

    Raises:
        KeyMaterialError: as `check_numbers`.
    """
    check_numbers(modulus, exponent, path=path)
    return der_of(rsa.RSAPublicNumbers(exponent, modulus).public_key())


def der_of(key: rsa.RSAPublicKey) -> bytes:
    """The RSAPublicKey structure of a key."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)


def load_der(raw: bytes) -> rsa.RSAPublicKey | None:
    """The key of an RSAPublicKey structure; None if the bytes are not the one DER of one."""
    try:
        key = serialization.load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) and der_of(key) == raw else None


def verify(raw: bytes, signature: bytes, message: bytes, scheme: str) -> bool:
    """Whether this is a signature over the message under `RS256` or `PS256`."""
    key = load_der(raw)
    if key is None or len(signature) != (key.key_size + 7) // 8:
        return False
    try:
        key.verify(signature, message, PADDINGS[scheme], hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def sign(key: rsa.RSAPrivateKey, data: bytes, scheme: str) -> bytes:
    """Sign bytes under `RS256`, or `PS256` with a fresh salt."""
    return key.sign(data, PADDINGS[scheme], hashes.SHA256())


def _weak(message: str, path: str | None) -> KeyMaterialError:
    mend = "Make a new key with: mcissue keys new --algorithm rsa"
    return KeyMaterialError(message, code="key_weak", path=path, mend=mend)
