"""The text forms of public keys: Multikey and JWK, read strictly and written.

What is read here is a form; whether the bytes are a usable key is judged by `mcissue.proof.keys.PublicKey`.
Multikey: Controlled Identifiers 1.0, section 2.2.2, and for P-521 the did:key method and the multicodec
table. JWK: RFC 7517, RFC 7518 (section 6), RFC 8037.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.proof.keys import elliptic as _elliptic
from mcissue.proof.keys import rsa as _rsa
from mcissue.proof.keys.curve import KEY_BYTES
from mcissue.proof.keys.known import MULTIKEY_ED25519_PUBLIC
from mcissue.proof.multibase import (
    decode_base58btc,
    decode_base64url,
    encode_base58btc,
    encode_base64url,
    read_base58btc,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ED25519", "RSA", "jwk_of", "multikey_of", "read_jwk", "read_multikey", "secret_exposed"]

ED25519 = "Ed25519"
RSA = "RSA"

_HEADERS: Mapping[str, bytes] = MappingProxyType(
    {
        ED25519: MULTIKEY_ED25519_PUBLIC,
        "P-256": bytes.fromhex("8024"),
        "P-384": bytes.fromhex("8124"),
        "P-521": bytes.fromhex("8224"),
    }
)
"""Multicodec headers. RSA has none here: no standard of this family defines a Multikey for it."""

# The first characters of Multikeys, which follow from their headers and lengths: they say how many bytes to
# expect, before anything is decoded. What is no algorithm of ours is there for a helpful message only.
_STARTS = (
    ("z6Mk", ED25519),
    ("zDn", "P-256"),
    ("z82L", "P-384"),
    ("z2J9", "P-521"),
    ("z3u2", "a SECRET Ed25519 key"),
    ("z42t", "a SECRET P-256 key"),
    ("z42u", "a SECRET P-256 key"),
    ("z2fa", "a SECRET P-384 key"),
    ("zJp", "a SECRET P-521 key"),
    ("z6LS", "an X25519 key"),
    ("zQ3s", "a secp256k1 key"),
    ("zUC7", "a BLS12-381 key"),
)

_OTHERS: Mapping[bytes, str] = MappingProxyType(
    {
        bytes.fromhex("8524"): "a Multikey of an RSA key",
        bytes.fromhex("d1d603"): "a Multikey that holds a JWK (jwk_jcs-pub)",
        bytes.fromhex("8324"): "a Multikey of an Ed448 key",
    }
)
"""Headers of the multicodec table that are no algorithm of ours, for a helpful message only."""

_JWK_ALGORITHMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # RFC 8037 and its successor RFC 9864.
        ED25519: ("EdDSA", "Ed25519"),
        **{curve.name: (curve.signature_algorithm,) for curve in _elliptic.CURVES.values()},
        RSA: tuple(_rsa.PADDINGS),
    }
)
"""What `alg` of a JWK may say."""

_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of private and symmetric JWKs (RFC 7518, sections 6.2.2, 6.3.2 and 6.4)."""

_MAX_MODULUS_TEXT = (_rsa.MAX_BITS // 8 * 4 + 2) // 3
_MAX_EXPONENT_TEXT = (_rsa.MAX_EXPONENT_BITS // 8 * 4 + 2) // 3


def read_multikey(text: object, *, path: str | None) -> tuple[str, bytes]:
    """Read a Multikey: `z`, then base58btc of a header and the key.

    Returns:
        The algorithm, and the key as `PublicKey.raw` holds it.

    Raises:
        KeyMaterialError: `key_malformed`, `key_secret_exposed`; `key_algorithm_unsupported` (indeterminate)
            for a key of another kind.
    """
    algorithm = _algorithm_named(text, path) if isinstance(text, str) else ED25519
    header = _HEADERS[algorithm]
    size = KEY_BYTES if algorithm == ED25519 else _elliptic.CURVES[algorithm].size + 1
    try:
        data = decode_base58btc(text, length=len(header) + size)  # type: ignore[arg-type]
    except DocumentError as error:
        message = f"this is no Multikey of a public key ({algorithm}): {error.message}"
        raise KeyMaterialError(message, code="key_malformed", path=path) from error
    if not data.startswith(header):
        raise _unsupported(f"a Multikey with the header {data[:2].hex()}", path)
    return algorithm, data[len(header) :]


def _algorithm_named(text: str, path: str | None) -> str:
    """The algorithm by the first characters of a Multikey; what is none of ours is refused with its name."""
    found = next((what for start, what in _STARTS if text.startswith(start)), None)
    if found is not None and "SECRET" in found:
        raise secret_exposed(path)
    if found is not None and found in _HEADERS:
        return found
    try:
        data = read_base58btc(text, path=path)
    except DocumentError as error:
        message = f"this is no Multikey: {error.message}"
        raise KeyMaterialError(message, code="key_malformed", path=path) from error
    if found is not None:
        raise _unsupported(found, path)
    named = next((name for name, header in _HEADERS.items() if data.startswith(header)), None)
    if named is None and len(data) < len(MULTIKEY_ED25519_PUBLIC) + KEY_BYTES:
        message = "this is no Multikey: it is shorter than a header and any key"
        raise KeyMaterialError(message, code="key_malformed", path=path)
    if named is None:
        other = next((what for header, what in _OTHERS.items() if data.startswith(header)), None)
        raise _unsupported(other or f"a Multikey with the header {data[:2].hex()}", path)
    return named


def multikey_of(algorithm: str, raw: bytes) -> str:
    """Write a Multikey.

    Raises:
        KeyMaterialError: `key_algorithm_unsupported` for an RSA key.
    """
    header = _HEADERS.get(algorithm)
    if header is None:
        raise KeyMaterialError(
            f"an {algorithm} key has no form as a Multikey",
            code="key_algorithm_unsupported",
            mend="Publish it as a JsonWebKey, as mcissue keys did-document does.",
        )
    return encode_base58btc(header + raw)


def read_jwk(jwk: object, *, path: str | None) -> tuple[str, bytes, str | None]:
    """Read a public JWK; members that do not matter here (`kid`, `x5t`, ...) are read over.

    Returns:
        The algorithm, the key as `PublicKey.raw` holds it, and what `alg` restricts the key to, if it is
        there.

    Raises:
        KeyMaterialError: `key_malformed`, `key_algorithm_unsupported`, `key_secret_exposed`,
            `key_not_on_curve`.
    """
    if not isinstance(jwk, dict):
        raise KeyMaterialError("a JWK is a JSON object", code="key_malformed", path=path)
    if _SECRET_MEMBERS & jwk.keys():
        raise secret_exposed(path)
    algorithm = _algorithm_of(jwk, path)
    if jwk.get("alg", _JWK_ALGORITHMS[algorithm][0]) not in _JWK_ALGORITHMS[algorithm]:
        # RFC 7517 section 4.4: what a key says of its own use is the controller's word.
        shown = str(jwk["alg"])[:40]
        raise _unsupported(f"an {algorithm} JWK for the algorithm {shown!r}", path, known=True)
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        message = "the JWK is not meant for checking signatures (use, key_ops)"
        raise KeyMaterialError(message, code="key_malformed", path=path)
    return algorithm, _raw_of(jwk, algorithm, path), jwk.get("alg")


def jwk_of(algorithm: str, raw: bytes) -> dict[str, str]:
    """Write a public JWK with the members that RFC 7638 asks for, and no others."""
    if algorithm == ED25519:
        return {"kty": "OKP", "crv": ED25519, "x": encode_base64url(raw)}
    if algorithm == RSA:
        key = _rsa.load_der(raw)
        if key is None:  # pragma: no cover - PublicKey has checked it
            raise KeyMaterialError("this is no RSA key", code="key_malformed")
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _text_of_number(numbers.n), "e": _text_of_number(numbers.e)}
    x, y = _elliptic.coordinates(_elliptic.CURVES[algorithm], raw)
    return {"kty": "EC", "crv": algorithm, "x": encode_base64url(x), "y": encode_base64url(y)}


def secret_exposed(path: str | None) -> KeyMaterialError:
    """The error of a private key in a public place."""
    return KeyMaterialError(
        "a private key stands where a public key belongs; it must be taken as stolen",
        code="key_secret_exposed",
        path=path,
        mend="Remove it, revoke the key and make a new one.",
    )


def _algorithm_of(jwk: dict[str, Any], path: str | None) -> str:
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if kind == RSA:
        return RSA
    if (kind, curve) == ("OKP", ED25519):
        return ED25519
    if kind == "EC" and isinstance(curve, str) and curve in _elliptic.CURVES:
        return curve
    if not isinstance(kind, str) or kind == "oct" or (kind in {"EC", "OKP"} and not isinstance(curve, str)):
        # A secret shared with the reader proves nothing; the others are no keys at all.
        raise _unsupported(f"a JWK with kty {str(kind)[:40]!r} and crv {str(curve)[:40]!r}", path, known=True)
    raise _unsupported(f"a JWK with kty {str(kind)[:40]!r} and crv {str(curve)[:40]!r}", path)


def _raw_of(jwk: dict[str, Any], algorithm: str, path: str | None) -> bytes:
    if algorithm == ED25519:
        return _octets(jwk, "x", 43, path)
    if algorithm == RSA:
        modulus = _number(jwk, "n", _MAX_MODULUS_TEXT, path)
        exponent = _number(jwk, "e", _MAX_EXPONENT_TEXT, path)
        return _rsa.der_of_numbers(modulus, exponent, path=path)
    curve = _elliptic.CURVES[algorithm]
    longest = (curve.size * 4 + 2) // 3
    x, y = (_octets(jwk, member, longest, path) for member in ("x", "y"))
    if len(x) != curve.size or len(y) != curve.size:
        message = f"a coordinate of a {algorithm} key has {curve.size} bytes"
        raise KeyMaterialError(message, code="key_malformed", path=path)
    raw = _elliptic.point_of(curve, x, y)
    if raw is None:
        message = "the public key is no point of the curve"
        raise KeyMaterialError(message, code="key_not_on_curve", path=path)
    return raw


def _octets(jwk: dict[str, Any], member: str, longest: int, path: str | None) -> bytes:
    try:
        return decode_base64url(jwk.get(member, ""), max_length=longest)
    except DocumentError as error:
        message = f"the member {member} of the JWK is not usable: {error.message}"
        raise KeyMaterialError(message, code="key_malformed", path=path) from error


def _number(jwk: dict[str, Any], member: str, longest: int, path: str | None) -> int:
    """A number in as few bytes as it needs (RFC 7518, section 2: Base64urlUInt)."""
    data = _octets(jwk, member, longest, path)
    if not data or data[0] == 0:
        message = f"the member {member} of the JWK is no number in its shortest form"
        raise KeyMaterialError(message, code="key_malformed", path=path)
    return int.from_bytes(data, "big")


def _text_of_number(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _unsupported(what: str, path: str | None, *, known: bool = False) -> KeyMaterialError:
    """The error of a key of another kind; `known` if it is certain that it can't sign a credential."""
    return KeyMaterialError(
        f"{what} is not supported here: Ed25519, P-256, P-384, P-521 and RSA public keys are",
        code="key_algorithm_unsupported",
        path=path,
        mend="Ask the issuer for the credential with a signature by one of these, or use a verifier that "
        "its issuer names.",
        indeterminate=not known,
    )
