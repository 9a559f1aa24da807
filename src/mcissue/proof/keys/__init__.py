"""Public and private keys, and the protocol of whatever can sign."""

from __future__ import annotations

from mcissue.proof.keys.keys import (
    ED25519,
    KEY_ALGORITHMS,
    RSA,
    SIGNATURE_ALGORITHMS,
    KeySigner,
    PrivateKey,
    PublicKey,
    Signer,
    is_published_test_key,
    is_sample_key,
    public_key_of,
    signature_algorithm_of,
)

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
