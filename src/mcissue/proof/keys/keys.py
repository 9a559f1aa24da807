"""Public and private keys, and the protocol of whatever can sign.

A `Signer` is all that signing needs, so a key in a file, in a hardware module or in a cloud service fit
alike. Ed25519 is what mcissue makes unless asked for something else; P-256, P-384, P-521 and RSA are there
for JWTs and for the proofs of others.
Algorithms: RFC 8032, FIPS 186-5 (ECDSA), RFC 8017 (RSA). Text forms: Multikey (Controlled Identifiers 1.0,
section 2.2.2) and JWK (RFC 7517, RFC 7518, RFC 8037).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import elliptic as _elliptic
from mcissue.proof.keys import pkcs8
from mcissue.proof.keys import rsa as _rsa
from mcissue.proof.keys.algorithms import (
    DEFAULTS,
    KEY_ALGORITHMS,
    SIGNATURE_ALGORITHMS,
    canonical_name,
    mismatch,
    scheme_of,
)
from mcissue.proof.keys.curve import KEY_BYTES, SIGNATURE_BYTES, flaw_of_public_key, scalar_is_reduced
from mcissue.proof.keys.forms import ED25519, RSA, jwk_of, multikey_of, read_jwk, read_multikey
from mcissue.proof.keys.known import PUBLISHED_TEST_KEYS, PUBLISHED_TEST_THUMBPRINTS, sample_keys
from mcissue.proof.multibase import encode_base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ED25519",
    "KEY_ALGORITHMS",
    "RSA",
    "SIGNATURE_ALGORITHMS",
    "KeySigner",
    "PrivateKey",
    "PublicKey",
    "Signer",
    "is_published_test_key",
    "is_sample_key",
    "public_key_of",
    "signature_algorithm_of",
]

_FLAWS = {
    "noncanonical": ("key_noncanonical", "the public key is not in its one canonical encoding"),
    "small_order": ("key_weak", "the public key is a point of small order: anybody can sign for it"),
    "not_on_curve": ("key_not_on_curve", "the public key is no point of the curve"),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that passed the checks of its algorithm.

    Attributes:
        raw: Ed25519: the 32 bytes of RFC 8032, section 5.1.5. P-256, P-384, P-521: the compressed point (SEC
            1, section 2.3.3). RSA: the RSAPublicKey structure in DER (RFC 8017, appendix A.1.1).
        algorithm: one of `KEY_ALGORITHMS`.
        restricted_to: the only signature algorithm that the key is meant for, if its JWK said so in `alg`.
            Two keys that differ in it only are equal.
    """

    raw: bytes
    algorithm: str = ED25519
    restricted_to: str | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no key, or a key that anybody could sign for.

        Raises:
            KeyMaterialError: `key_malformed`, `key_noncanonical`, `key_weak`, `key_not_on_curve`,
                `key_algorithm_unsupported`; or, indeterminate: `key_too_large`.
        """
        if self.algorithm == ED25519:
            _check_ed25519(self.raw)
        elif self.algorithm == RSA:
            loaded = _rsa.load_der(self.raw)
            if loaded is None:
                raise KeyMaterialError("these bytes are no RSA public key", code="key_malformed")
            numbers = loaded.public_numbers()
            _rsa.check_numbers(numbers.n, numbers.e)
        elif self.algorithm in _elliptic.CURVES:
            _check_point(self.algorithm, self.raw)
        else:
            message = f"keys of the algorithm {self.algorithm!r} are not supported here"
            raise KeyMaterialError(message, code="key_algorithm_unsupported", indeterminate=True)

    @classmethod
    def from_multikey(cls, text: str, *, path: str | None = None) -> PublicKey:
        """Read a Multikey: `z`, then base58btc of a header and the key. RSA keys have none.

        Args:
            text: the Multikey.
            path: its place in a document, for the error.

        Raises:
            KeyMaterialError: `key_malformed`, `key_algorithm_unsupported`, `key_secret_exposed` or a flaw of
                the key.
        """
        algorithm, raw = read_multikey(text, path=path)
        return _public_key(raw, algorithm, path)

    @property
    def multikey(self) -> str:
        """The key as a Multikey, `z6Mk...`.

        Raises:
            KeyMaterialError: `key_algorithm_unsupported` for an RSA key, which has none.
        """
        return multikey_of(self.algorithm, self.raw)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any], *, path: str | None = None) -> PublicKey:
        """Read a public JWK (RFC 7517, RFC 7518, RFC 8037).

        Members that do not matter here (`kid`, `x5t`, ...) are ignored, as RFC 7517, section 4 asks.

        Args:
            jwk: the parsed JSON object.
            path: its place in a document, for the error.

        Raises:
            KeyMaterialError: `key_malformed`, `key_algorithm_unsupported`, `key_secret_exposed` or a flaw of
                the key.
        """
        algorithm, raw, restricted_to = read_jwk(jwk, path=path)
        return _public_key(raw, algorithm, path, restricted_to)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a public JWK with the members that it must have, and no others."""
        return jwk_of(self.algorithm, self.raw)

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint with SHA-256, as base64url (RFC 7638): one short name for any key."""
        canonical = json.dumps(self.jwk, separators=(",", ":"), sort_keys=True)
        return encode_base64url(sha256(canonical.encode("ascii")).digest())

    @property
    def text(self) -> str:
        """The key in one text: its Multikey, or for an RSA key, which has none, its thumbprint."""
        return f"JWK thumbprint {self.thumbprint}" if self.algorithm == RSA else self.multikey

    @property
    def default_name(self) -> str:
        """What the key is called in a controller document unless somebody calls it otherwise.

        Its Multikey, or for an RSA key its thumbprint: neither ever changes.
        """
        return self.thumbprint if self.algorithm == RSA else self.multikey

    @property
    def fingerprint(self) -> str:
        """SHA-256 of `raw`, as 64 hexadecimal digits: for people to compare."""
        return sha256(self.raw).hexdigest()

    def verify(self, signature: bytes, message: bytes, *, algorithm: str | None = None) -> bool:
        """Whether the signature is this key's over the message.

        Ed25519: RFC 8032, section 5.1.7, with S < L. P-256, P-384, P-521: ECDSA with SHA-256, SHA-384,
        SHA-512, the signature r followed by s. RSA: as the algorithm says.

        Args:
            signature: as JWS writes it; one of another length is simply not a signature.
            message: the signed bytes.
            algorithm: a key of `SIGNATURE_ALGORITHMS`; by default the one of the key (`RS256` for RSA).

        Raises:
            KeyMaterialError: `signature_algorithm_mismatch` if the key is not for this algorithm, and,
                indeterminate, `signature_algorithm_unsupported`. Never for any signature or message.
        """
        if self.algorithm == ED25519 and algorithm is None:
            return _verify_ed25519(self.raw, signature, message)
        scheme = scheme_of(self.algorithm, algorithm)
        if self.restricted_to is not None and canonical_name(self.restricted_to) != canonical_name(scheme):
            raise mismatch(f"the key is for {self.restricted_to} only", scheme)
        if self.algorithm == ED25519:
            return _verify_ed25519(self.raw, signature, message)
        if self.algorithm == RSA:
            return _rsa.verify(self.raw, signature, message, scheme)
        return _elliptic.verify(_elliptic.CURVES[self.algorithm], self.raw, signature, message)


@runtime_checkable
class Signer(Protocol):
    """Whatever can sign: a key from a file, a hardware module, a cloud service.

    An RSA signer may have one more attribute, `signature_algorithm`, that says how it signs; without it, it
    signs as `RS256`. See `signature_algorithm_of`.
    """

    @property
    def key_id(self) -> str:
        """The URL of the verification method, e.g. `did:web:example.edu#key-1`."""

    @property
    def algorithm(self) -> str:
        """The algorithm of the key, `Ed25519`: one of `KEY_ALGORITHMS`."""

    @property
    def public_key(self) -> PublicKey:
        """The public half; every signature is checked with it before it is used."""

    def sign(self, data: bytes) -> bytes:
        """Sign bytes and return the signature, in the form that `PublicKey.verify` takes."""


def signature_algorithm_of(signer: Signer) -> str:
    """How a signer signs, as `alg` of a JWS names it: a key of `SIGNATURE_ALGORITHMS`.

    Raises:
        KeyMaterialError: `signature_algorithm_mismatch`, `signature_algorithm_unsupported` if the signer
            names one that does not fit its key; `key_algorithm_unsupported`.
    """
    if signer.algorithm not in DEFAULTS:
        message = f"keys of the algorithm {signer.algorithm!r} are not supported here"
        raise KeyMaterialError(message, code="key_algorithm_unsupported")
    return scheme_of(signer.algorithm, getattr(signer, "signature_algorithm", None))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key. Its `repr` and its errors never show the secret.

    Attributes:
        algorithm: one of `KEY_ALGORITHMS`.
        public_key: the public half.
    """

    # Ed25519: the seed. Others: PKCS#8 in DER.
    _secret: bytes = field(repr=False)
    algorithm: str = ED25519
    public_key: PublicKey = field(init=False)
    # Loading the key takes as long as signing with it, so it is loaded once.
    _loaded: Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Derive the public key.

        Raises:
            KeyMaterialError: `key_malformed` if the bytes are no key of the algorithm, or a flaw of the key.
        """
        loaded = _load_private(self._secret, self.algorithm)
        object.__setattr__(self, "_loaded", loaded)
        object.__setattr__(self, "public_key", _public_half(loaded))
        if self.public_key.algorithm != self.algorithm:
            message = f"the key is of the algorithm {self.public_key.algorithm}, not {self.algorithm}"
            raise KeyMaterialError(message, code="key_malformed")

    def __reduce__(self) -> tuple[type[PrivateKey], tuple[bytes, str]]:
        """Copies and worker processes load the key anew."""
        return (PrivateKey, (self._secret, self.algorithm))

    @classmethod
    def generate(cls, algorithm: str = ED25519) -> PrivateKey:
        """Make a new key from the operating system's randomness; RSA with 3072 bits.

        Args:
            algorithm: one of `KEY_ALGORITHMS`.

        Raises:
            KeyMaterialError: `key_algorithm_unsupported`.
        """
        if algorithm == ED25519:
            return cls(Ed25519PrivateKey.generate().private_bytes_raw())
        if algorithm == RSA:
            key = rsa.generate_private_key(public_exponent=65537, key_size=_rsa.NEW_KEY_BITS)
            return cls(pkcs8.der_of(key), RSA)
        if algorithm in _elliptic.CURVES:
            curve = _elliptic.CURVES[algorithm].curve
            return cls(pkcs8.der_of(ec.generate_private_key(curve)), algorithm)
        raise KeyMaterialError(
            f"no keys of the algorithm {algorithm!r} are made here",
            code="key_algorithm_unsupported",
            mend="Known are: " + ", ".join(KEY_ALGORITHMS) + ".",
        )

    @classmethod
    def from_seed(cls, seed: bytes) -> PrivateKey:
        """Make the Ed25519 key of a 32-byte seed (RFC 8032, section 5.1.5)."""
        return cls(seed)

    def sign(self, data: bytes, *, algorithm: str | None = None) -> bytes:
        """Sign bytes; except under PS256, the same bytes always get the same signature.

        Args:
            data: the bytes to sign.
            algorithm: a key of `SIGNATURE_ALGORITHMS`; by default the one of the key (`RS256` for RSA).

        Raises:
            KeyMaterialError: `signature_algorithm_mismatch`, `signature_algorithm_unsupported`.
        """
        loaded = self._loaded
        if algorithm is not None or not isinstance(loaded, Ed25519PrivateKey):
            scheme = scheme_of(self.algorithm, algorithm)
            if isinstance(loaded, rsa.RSAPrivateKey):
                return _rsa.sign(loaded, data, scheme)
            if isinstance(loaded, ec.EllipticCurvePrivateKey):
                return _elliptic.sign(_elliptic.CURVES[self.algorithm], loaded, data)
        return loaded.sign(data)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Write the key as PKCS#8 PEM, encrypted with scrypt and AES-256 if there is a passphrase.

        Args:
            passphrase: 1 to 1023 bytes, or None for a plain key.

        Raises:
            KeyMaterialError: `passphrase_unusable`.
        """
        return pkcs8.encode(pkcs8.der_of(self._loaded), passphrase)

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None = None, *, path: str | None = None) -> PrivateKey:
        """Read a PKCS#8 PEM.

        Args:
            pem: the text of the file.
            passphrase: the passphrase of an encrypted key; not looked at for a plain one.
            path: the file, for the error.

        Raises:
            KeyMaterialError: `key_file_not_a_key`, `key_file_is_public`, `key_algorithm_unsupported`,
                `passphrase_missing`, `passphrase_wrong`, or a flaw of the key.
        """
        loaded = pkcs8.decode(pem, passphrase, path=path)
        try:
            algorithm = _public_half(loaded).algorithm
        except KeyMaterialError as error:
            error.path = path
            raise
        if isinstance(loaded, Ed25519PrivateKey):
            return cls(loaded.private_bytes_raw())
        return cls(pkcs8.der_of(loaded), algorithm)

    def signer(self, key_id: str, *, algorithm: str | None = None) -> Signer:
        """This key as a `Signer`.

        Args:
            key_id: the URL of the verification method that the proofs will name.
            algorithm: how to sign, a key of `SIGNATURE_ALGORITHMS`: only an RSA key has a choice, and signs
                as `RS256` without it.

        Raises:
            KeyMaterialError: `signature_algorithm_mismatch`, `signature_algorithm_unsupported`.
        """
        scheme_of(self.algorithm, algorithm)
        return KeySigner(key_id, self, algorithm)


@dataclass(frozen=True, slots=True)
class KeySigner:
    """A `Signer` whose private key is in this process.

    Attributes:
        key_id: the URL of the verification method.
        signature_algorithm: how it signs, as JWS names it; None for the default of the key.
    """

    key_id: str
    _key: PrivateKey = field(repr=False)
    signature_algorithm: str | None = None

    @property
    def algorithm(self) -> str:
        """The algorithm of the key."""
        return self._key.public_key.algorithm

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return self._key.public_key

    def sign(self, data: bytes) -> bytes:
        """Sign bytes."""
        return self._key.sign(data, algorithm=self.signature_algorithm)


def is_published_test_key(key: PublicKey) -> bool:
    """Whether the private half of this key is printed in a standard or a test suite (DESIGN section 8)."""
    if key.algorithm == RSA:
        return key.thumbprint in PUBLISHED_TEST_THUMBPRINTS
    return key.multikey in PUBLISHED_TEST_KEYS


def is_sample_key(key: PublicKey) -> bool:
    """Whether this is a sample key of mcissue, whose private half everybody has (DESIGN section 8)."""
    return key.algorithm == ED25519 and key.multikey in sample_keys()


def _verify_ed25519(raw: bytes, signature: bytes, message: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES or not scalar_is_reduced(signature):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _check_ed25519(raw: bytes) -> None:
    if len(raw) != KEY_BYTES:
        raise KeyMaterialError(f"an Ed25519 public key has {KEY_BYTES} bytes", code="key_malformed")
    flaw = flaw_of_public_key(raw)
    if flaw is not None:
        code, message = _FLAWS[flaw]
        raise KeyMaterialError(message, code=code, mend="Make a new key with: mcissue keys new")


def _check_point(algorithm: str, raw: bytes) -> None:
    curve = _elliptic.CURVES[algorithm]
    if len(raw) != curve.size + 1 or raw[0] not in _elliptic.COMPRESSED:
        message = f"a {algorithm} public key is a compressed point of {curve.size + 1} bytes"
        raise KeyMaterialError(message, code="key_malformed")
    if _elliptic.load_point(curve, raw) is None:
        raise KeyMaterialError("the public key is no point of the curve", code="key_not_on_curve")


def _load_private(
    secret: bytes, algorithm: str
) -> Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    if algorithm == ED25519:
        if len(secret) != KEY_BYTES:
            raise KeyMaterialError(f"the seed of an Ed25519 key has {KEY_BYTES} bytes", code="key_malformed")
        return Ed25519PrivateKey.from_private_bytes(secret)
    try:
        loaded = load_der_private_key(secret, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("these bytes are no private key", code="key_malformed") from error
    if not isinstance(loaded, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise KeyMaterialError(f"this is no {algorithm} private key", code="key_malformed")
    return loaded


def _public_half(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> PublicKey:
    if isinstance(key, Ed25519PrivateKey):
        return PublicKey(key.public_key().public_bytes_raw())
    if isinstance(key, rsa.RSAPrivateKey):
        return PublicKey(_rsa.der_of(key.public_key()), RSA)
    return public_key_of(key.public_key())


def public_key_of(key: object) -> PublicKey:
    """A public key of `cryptography` as one of ours.

    Raises:
        KeyMaterialError: `key_algorithm_unsupported`, or a flaw of the key.
    """
    if isinstance(key, Ed25519PublicKey):
        return PublicKey(key.public_bytes_raw())
    if isinstance(key, rsa.RSAPublicKey):
        return PublicKey(_rsa.der_of(key), RSA)
    if isinstance(key, ec.EllipticCurvePublicKey):
        for curve in _elliptic.CURVES.values():
            if isinstance(key.curve, type(curve.curve)):
                return PublicKey(_elliptic.compress(key), curve.name)
        what = f"a key on the curve {key.curve.name}"
    else:
        what = "a key of another algorithm"
    message = f"{what} is not supported here: {', '.join(KEY_ALGORITHMS)} keys are"
    raise KeyMaterialError(message, code="key_algorithm_unsupported")


def _public_key(raw: bytes, algorithm: str, path: str | None, restricted_to: str | None = None) -> PublicKey:
    try:
        return PublicKey(raw, algorithm, restricted_to)
    except KeyMaterialError as error:
        error.path = path
        raise
