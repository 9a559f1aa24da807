"""Keys whose private half everybody has: published test keys of others, and the sample keys of mcissue.

Public keys only, as Multikeys. Seeds that a standard prints are named, so that the list can be recomputed; a
test does so. A credential by such a key proves nothing: anybody can make one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mcissue.proof.multibase import encode_base58btc

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PUBLISHED_TEST_KEYS", "SAMPLE_KEY_NAMES", "sample_keys", "sample_seed"]

MULTIKEY_ED25519_PUBLIC = bytes.fromhex("ed01")
"""Multicodec header of an Ed25519 public key (Controlled Identifiers 1.0, section 2.2.2)."""

PUBLISHED_TEST_KEYS: frozenset[str] = frozenset(
    {
        # Seeds that people type: 32 bytes of 00, of 01, of FF; counting up from 00 and from 01.
        "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX",
        "z6MknSLrJoTcukLrE435hVNQT4JUhbvWLX4kUzqkEStBU8Vi",
        "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd",
        "z6MkneMkZqwqRiU5mJzSG3kDwzt9P8C59N4NGTfBLfSGE7c7",
        # The did:key method, test vectors (seeds 00...01 to 00...05) and the examples in its text.
        "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",
        "z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf",
        "z6MkvqoYXQfDDJRv8L4wKzxYeuKyVZBfi9Qo6Ro8MiLH3kDQ",
        "z6MkwW6aqMnjgrhJXFUko3NnZPGzVpkNzhYK7yEhnsibmLwL",
        "z6MkwYMhwTvsq376YBAcJHy3vyRWzBgn5vKfVqqDCgm7XVKU",
        "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
        # RFC 8032, section 7.1: tests 1, 2, 3, 1024 and SHA(abc). Test 1 is also the key of RFC 8037.
        "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        "z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT",
        "z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME",
        "z6Mkh7U7jBwoMro3UeHmXes4tKtFbZhMRWejbtunbU4hhvjP",
        "z6MkvLrkgkeeWeRwktZGShYPiB5YuPkhN2yi3MqMKZMFMgWr",
        # W3C Data Integrity EdDSA Cryptosuites 1.0, appendix B: the vectors, and the proof sets and chains.
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7",
        "z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E",
        "z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
        "z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT",
        # W3C Controlled Identifiers 1.0 and DIDs 1.1: the examples of Multikeys, public and secret.
        "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu",
        "z6MkqpGaBtBuqpZJGxoncSiSAfRbX7SRV78XZrJ5q2DnmUzm",
        # W3C VC-JOSE-COSE test suite, and the issuer of the examples in Bitstring Status List 1.0.
        "z6Mki9nreZk8rBG3GmpoNv1c235EATnNRQJ71nBuYZ8e1khf",
        "z6MkeVw6bAm59CopQquZcVLUpapvEEELqfpdWfHkSont8HR6",
        # 1EdTech Open Badges 3.0 and CLR 2.0: the key of the published vectors.
        "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        # Project Wycheproof, the first key of its Ed25519 vectors.
        "z6MkntPA4KLa1KhTXhwwJyhqCofVeAaAf5rhMvsXrpjzUgKb",
    }
)
"""Published test keys of others, refused as issuer keys (DESIGN section 8)."""

SAMPLE_KEY_NAMES: tuple[str, ...] = (
    "kymi",
    "levante",
    "consortium",
    "operator",
    "impostor",
    "withdrawn",
    "expired",
    "otherfield",
    "rotated",
)
"""Names of the sample keys: sample institutions, the sample registry operator, and those who misbehave."""


def sample_seed(name: str) -> bytes:
    """The 32-byte seed of a sample key. Everybody can compute it: that is what marks these keys as samples.

    Args:
        name: one of `SAMPLE_KEY_NAMES`.
    """
    if name not in SAMPLE_KEY_NAMES:
        raise ValueError(f"no sample key is called {name!r}")
    return sha256(b"mcissue sample key: " + name.encode("utf-8")).digest()


@lru_cache(maxsize=1)
def sample_keys() -> Mapping[str, str]:
    """The sample keys: Multikey of the public key -> name."""
    keys = {}
    for name in SAMPLE_KEY_NAMES:
        raw = Ed25519PrivateKey.from_private_bytes(sample_seed(name)).public_key().public_bytes_raw()
        keys[encode_base58btc(MULTIKEY_ED25519_PUBLIC + raw)] = name
    return MappingProxyType(keys)
