"""Public and private Ed25519 keys, and the protocol of whatever can sign.

A `Signer` is all that signing needs, so a key in a file, in a hardware module or in a cloud service fit
alike.
Algorithms: RFC 8032. Text forms: Multikey (Controlled Identifiers 1.0, section 2.2.2) and JWK (RFC 7517, RFC
8037).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.proof import _pkcs8
from mcissue.proof._curve import KEY_BYTES, SIGNATURE_BYTES, flaw_of_public_key, scalar_is_reduced
from mcissue.proof._known_keys import MULTIKEY_ED25519_PUBLIC, PUBLISHED_TEST_KEYS, sample_keys
from mcissue.proof.multibase import decode_base58btc, decode_base64url, encode_base58btc, encode_base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ED25519",
    "KeySigner",
    "PrivateKey",
    "PublicKey",
    "Signer",
    "is_published_test_key",
    "is_sample_key",
]

ED25519 = "Ed25519"
"""The one algorithm of this module, as `algorithm` names it."""

_FLAWS = {
    "noncanonical": ("key_noncanonical", "the public key is not in its one canonical encoding"),
    "small_order": ("key_weak", "the public key is a point of small order: anybody can sign for it"),
    "not_on_curve": ("key_not_on_curve", "the public key is no point of the curve"),
}

# The first characters of other Multikeys, which follow from their headers and lengths: for a helpful message
# only.
_OTHER_MULTIKEYS = (
    ("z3u2", "a SECRET Ed25519 key"),
    ("z6LS", "an X25519 key"),
    ("zDn", "a P-256 key"),
    ("z82L", "a P-384 key"),
    ("z2J9", "a P-521 key"),
    ("zQ3s", "a secp256k1 key"),
    ("zUC7", "a BLS12-381 key"),
    ("z4MX", "an RSA key"),
)

_JWK_ALGORITHMS = ("EdDSA", "Ed25519")
"""Names of Ed25519 in `alg`: RFC 8037 and its successor RFC 9864. Both are read."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key that passed the checks of `mcissue.proof._curve`.

    Attributes:
        raw: the 32 bytes of RFC 8032, section 5.1.5.
        algorithm: always `Ed25519`.
    """

    raw: bytes
    algorithm: str = ED25519

    def __post_init__(self) -> None:
        """Refuse what is no key, or a key that anybody could sign for.

        Raises:
            KeyMaterialError: `key_malformed`, `key_noncanonical`, `key_weak` or `key_not_on_curve`.
        """
        if self.algorithm != ED25519:
            raise _unsupported(f"the algorithm {self.algorithm!r}", None)
        if len(self.raw) != KEY_BYTES:
            raise KeyMaterialError(f"an Ed25519 public key has {KEY_BYTES} bytes", code="key_malformed")
        flaw = flaw_of_public_key(self.raw)
        if flaw is not None:
            code, message = _FLAWS[flaw]
            raise KeyMaterialError(message, code=code, mend="Make a new key with: mcissue keys new")

    @classmethod
    def from_multikey(cls, text: str, *, path: str | None = None) -> PublicKey:
        """Read a Multikey: `z`, then base58btc of the header ed01 and 32 bytes.

        Args:
            text: the Multikey.
            path: its place in a document, for the error.

        Raises:
            KeyMaterialError: `key_malformed`, `key_algorithm_unsupported`, `key_secret_exposed` or a flaw of
                the key.
        """
        if isinstance(text, str):
            for start, what in _OTHER_MULTIKEYS:
                if text.startswith(start):
                    raise _secret(path) if "SECRET" in what else _unsupported(what, path)
        try:
            data = decode_base58btc(text, length=len(MULTIKEY_ED25519_PUBLIC) + KEY_BYTES)
        except DocumentError as error:
            message = f"this is no Multikey of an Ed25519 public key: {error.message}"
            raise KeyMaterialError(message, code="key_malformed", path=path) from error
        if not data.startswith(MULTIKEY_ED25519_PUBLIC):
            raise _unsupported(f"a Multikey with the header {data[:2].hex()}", path)
        return _public_key(data[len(MULTIKEY_ED25519_PUBLIC) :], path)

    @property
    def multikey(self) -> str:
        """The key as a Multikey, `z6Mk...`."""
        return encode_base58btc(MULTIKEY_ED25519_PUBLIC + self.raw)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any], *, path: str | None = None) -> PublicKey:
        """Read a public JWK of RFC 8037.

        Members that do not matter here (`kid`, `x5t`, ...) are ignored, as RFC 7517, section 4 asks.

        Args:
            jwk: the parsed JSON object.
            path: its place in a document, for the error.

        Raises:
            KeyMaterialError: `key_malformed`, `key_algorithm_unsupported`, `key_secret_exposed` or a flaw of
                the key.
        """
        if not isinstance(jwk, dict):
            raise KeyMaterialError("a JWK is a JSON object", code="key_malformed", path=path)
        if "d" in jwk:
            raise _secret(path)
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", ED25519):
            raise _unsupported(f"a JWK with kty {jwk.get('kty')!r} and crv {jwk.get('crv')!r}", path)
        if jwk.get("alg", "EdDSA") not in _JWK_ALGORITHMS:
            raise _unsupported(f"a JWK for the algorithm {jwk['alg']!r}", path)
        operations = jwk.get("key_ops", ["verify"])
        if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
            message = "the JWK is not meant for checking signatures (use, key_ops)"
            raise KeyMaterialError(message, code="key_malformed", path=path)
        try:
            raw = decode_base64url(jwk.get("x", ""), max_length=43)
        except DocumentError as error:
            message = f"the member x of the JWK is not usable: {error.message}"
            raise KeyMaterialError(message, code="key_malformed", path=path) from error
        return _public_key(raw, path)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a public JWK (RFC 8037, section 2)."""
        return {"kty": "OKP", "crv": ED25519, "x": encode_base64url(self.raw)}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the 32 bytes, as 64 hexadecimal digits: for people to compare."""
        return sha256(self.raw).hexdigest()

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's over the message (RFC 8032, section 5.1.7, with S < L).

        Args:
            signature: exactly 64 bytes; any other length is simply not a signature.
            message: the signed bytes.
        """
        if len(signature) != SIGNATURE_BYTES or not scalar_is_reduced(signature):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@runtime_checkable
class Signer(Protocol):
    """Whatever can sign: a key from a file, a hardware module, a cloud service."""

    @property
    def key_id(self) -> str:
        """The URL of the verification method, e.g. `did:web:example.edu#key-1`."""

    @property
    def algorithm(self) -> str:
        """The name of the algorithm, `Ed25519`."""

    @property
    def public_key(self) -> PublicKey:
        """The public half; every signature is checked with it before it is used."""

    def sign(self, data: bytes) -> bytes:
        """Sign bytes and return the 64-byte signature."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An Ed25519 private key. Its `repr` and its errors never show the secret.

    Attributes:
        public_key: the public half.
    """

    _seed: bytes = field(repr=False)
    public_key: PublicKey = field(init=False)
    # Loading the key takes as long as signing with it, so it is loaded once.
    _loaded: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive the public key.

        Raises:
            KeyMaterialError: `key_malformed` if the seed has not 32 bytes.
        """
        if len(self._seed) != KEY_BYTES:
            raise KeyMaterialError(f"the seed of an Ed25519 key has {KEY_BYTES} bytes", code="key_malformed")
        loaded = Ed25519PrivateKey.from_private_bytes(self._seed)
        object.__setattr__(self, "_loaded", loaded)
        object.__setattr__(self, "public_key", PublicKey(loaded.public_key().public_bytes_raw()))

    def __reduce__(self) -> tuple[type[PrivateKey], tuple[bytes]]:
        """Copies and worker processes load the key anew."""
        return (PrivateKey, (self._seed,))

    @classmethod
    def generate(cls) -> PrivateKey:
        """Make a new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> PrivateKey:
        """Make the key of a 32-byte seed (RFC 8032, section 5.1.5)."""
        return cls(seed)

    def sign(self, data: bytes) -> bytes:
        """Sign bytes; the same bytes always get the same 64-byte signature."""
        return self._loaded.sign(data)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Write the key as PKCS#8 PEM (RFC 8410), encrypted with scrypt and AES-256 if there is a passphrase.

        Args:
            passphrase: 1 to 1023 bytes, or None for a plain key.

        Raises:
            KeyMaterialError: `passphrase_unusable`.
        """
        return _pkcs8.encode(self._seed, passphrase)

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None = None, *, path: str | None = None) -> PrivateKey:
        """Read a PKCS#8 PEM.

        Args:
            pem: the text of the file.
            passphrase: the passphrase of an encrypted key; not looked at for a plain one.
            path: the file, for the error.

        Raises:
            KeyMaterialError: `key_file_not_a_key`, `key_file_is_public`, `key_algorithm_unsupported`,
                `passphrase_missing` or `passphrase_wrong`.
        """
        return cls(_pkcs8.decode(pem, passphrase, path=path))

    def signer(self, key_id: str) -> Signer:
        """This key as a `Signer`.

        Args:
            key_id: the URL of the verification method that the proofs will name.
        """
        return KeySigner(key_id, self)


@dataclass(frozen=True, slots=True)
class KeySigner:
    """A `Signer` whose private key is in this process."""

    key_id: str
    _key: PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        """The name of the algorithm."""
        return self._key.public_key.algorithm

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return self._key.public_key

    def sign(self, data: bytes) -> bytes:
        """Sign bytes."""
        return self._key.sign(data)


def is_published_test_key(key: PublicKey) -> bool:
    """Whether the private half of this key is printed in a standard or a test suite (DESIGN section 8)."""
    return key.multikey in PUBLISHED_TEST_KEYS


def is_sample_key(key: PublicKey) -> bool:
    """Whether this is a sample key of mcissue, whose private half everybody has (DESIGN section 8)."""
    return key.multikey in sample_keys()


def _public_key(raw: bytes, path: str | None) -> PublicKey:
    try:
        return PublicKey(raw)
    except KeyMaterialError as error:
        error.path = path
        raise


def _unsupported(what: str, path: str | None) -> KeyMaterialError:
    return KeyMaterialError(
        f"{what} is not supported here: Ed25519 public keys are",
        code="key_algorithm_unsupported",
        path=path,
    )


def _secret(path: str | None) -> KeyMaterialError:
    return KeyMaterialError(
        "a private key stands where a public key belongs; it must be taken as stolen",
        code="key_secret_exposed",
        path=path,
        mend="Remove it, revoke the key and make a new one.",
    )
