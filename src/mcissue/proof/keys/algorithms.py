"""Which algorithms keys and signatures have, and which go together."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import elliptic, rsa
from mcissue.proof.keys.forms import ED25519, RSA

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DEFAULTS", "KEY_ALGORITHMS", "SIGNATURE_ALGORITHMS", "canonical_name", "mismatch", "scheme_of"]

KEY_ALGORITHMS = (ED25519, *elliptic.CURVES, RSA)
"""What `algorithm` of a key may be: Ed25519, P-256, P-384, P-521, RSA."""

SIGNATURE_ALGORITHMS: Mapping[str, str] = MappingProxyType(
    {
        "EdDSA": ED25519,
        "Ed25519": ED25519,
        **{curve.signature_algorithm: curve.name for curve in elliptic.CURVES.values()},
        **dict.fromkeys(rsa.PADDINGS, RSA),
    }
)
"""Name of a signature algorithm in JWS -> the algorithm of the keys that it goes with. Nothing else is signed
or verified: no `none`, no HMAC (RFC 7518, RFC 8037, RFC 9864)."""

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        ED25519: "EdDSA",
        **{curve.name: curve.signature_algorithm for curve in elliptic.CURVES.values()},
        RSA: "RS256",
    }
)
"""How a key signs if nobody says how: for RSA the way that everybody who reads JWTs knows."""


def scheme_of(key_algorithm: str, name: str | None) -> str:
    """How to sign with a key; judged before anything is computed (RFC 8725, section 3.1).

    Args:
        key_algorithm: one of `KEY_ALGORITHMS`.
        name: a signature algorithm in JWS, or None for the usual one of the key.

    Raises:
        KeyMaterialError: `signature_algorithm_unsupported` (indeterminate), `signature_algorithm_mismatch`.
    """
    if name is None:
        return DEFAULTS[key_algorithm]
    if name not in SIGNATURE_ALGORITHMS:
        raise KeyMaterialError(
            f"the signature algorithm {name!r} is not supported",
            code="signature_algorithm_unsupported",
            mend="Supported are: " + ", ".join(SIGNATURE_ALGORITHMS) + ".",
            indeterminate=True,
        )
    if SIGNATURE_ALGORITHMS[name] != key_algorithm:
        raise mismatch(f"the key is of the algorithm {key_algorithm}", name)
    return name


def canonical_name(name: str) -> str:
    """The older of the two names that a signature by an Ed25519 key has (RFC 9864)."""
    return "EdDSA" if name == ED25519 else name


def mismatch(what: str, name: str) -> KeyMaterialError:
    """The error for a key and a signature algorithm that do not go together."""
    message = f"{what}, and does not go with {name}"
    return KeyMaterialError(message, code="signature_algorithm_mismatch")
