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

__all__ = [
    "PUBLISHED_TEST_KEYS",
    "PUBLISHED_TEST_THUMBPRINTS",
    "SAMPLE_KEY_NAMES",
    "sample_keys",
    "sample_seed",
]

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
        # Project Wycheproof, the first key of its Ed25519 vectors, and those of its JWS vectors.
        "z6MkntPA4KLa1KhTXhwwJyhqCofVeAaAf5rhMvsXrpjzUgKb",
        "zDnaeefdL9P5zKmyNeFGHeTZ3GMfC4WJXHhuugbabcx7qecFf",
        # W3C Data Integrity ECDSA Cryptosuites 1.0, appendix A; the P-256 one is also that of RFC 6979.
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
        # The did:key method: its vectors for P-256, P-384 and P-521.
        "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
        "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "zDnaeTiq1PdzvZXUaMdezchcMJQpBdH2VN4pgrrEhMCCbmwSb",
        "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
        "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54",
        "z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7",
        "z2J9gcGdb2nEyMDmzQYv2QZQcM1vXktvy1Pw4MduSWxGabLZ9XESSWLQgbuPhwnXN7zP7HpTzWqrMTzaY5zWe6hpzJ2jnw4f",
        # W3C VC-JOSE-COSE test suite: P-256, P-384 and P-521.
        "zDnaeoiSHF2r8fVaUotggkLw78cxuvEYztmKyYS5rzW5x28dR",
        "z82Lkx7boSqAirsUQukqSTiMvvjKv4bGv3USEZGjMmDWkQb6yqY74RJxYhQZJFb8gywBZUy",
        "z2J9gaZDs43YD6Twynir9LCLzPTDTduBUJa2PyjXjCSF1ZTquseeQpZKphC2QhaRSyNHhTKWS8BZQgzdyqaeXEdVqQdRNBnn",
        # RFC 7515, appendix A.3 (P-256); RFC 7520, section 3.1 (P-521).
        "zDnaerGBD7Zxzau2fdfEFaaaTDYBu5XEBYdGV2BmERp3MDSov",
        "z2J9gcGQPMTQWKebqntzJGKY6dEB3pWLcKXoFGcDp2CpdLsvvuACGdgspVJN92nKBN89BZJyTw2TtsuKgEzP6ixqC2DtUk9i",
        # RFC 7515, appendix A.4 (P-521); RFC 7517, appendix A.2 (P-256); RFC 6979, appendix A.2.7 (P-521).
        "z2J9gaZGAB3uwGAhk98mDqMH2x1Ux9J9MeXNzdxsNbKug4asjv2zfXTu1FTNvdX5USaXAKNsogdBX5EVSyJNatCyAQUGRChy",
        "zDnaekw6iisW1j4ronMuZagbvVehJK4unit6kvZ8UqJ2LSG1j",
        "z2J9gcGpyfttNr55oU86KgnTs7fdPe5Mnzp7UCbVprhB2oTEHLUEbw2KetYCtK96vZvVE13A5bU17Mk91JWaRyUiZ9Rjfo3h",
        # The page jwt.io, whose keys many copy: ES256.
        "zDnaeRbigGEkkahguPMt1FCCEnTunKqfkh2GosgsPzJz8DtNq",
        # Private numbers that people type, P-256: 1, 2, 3; bytes of 01; counting up from 00 and from 01.
        "zDnaepsL7AXenJkVYdkh5KuKsSU7Ykh7kyXaLLU7auN9FWSiZ",
        "zDnaer52RTwabaBeMkKYYwZmEFqPabLW78cRK62iovMUQhFif",
        "zDnaeWp1hEZZ97SCZmeqok6kPDWfzHWcvaE5zredZ6Qj1mzzX",
        "zDnaeXxvmFHMHjqgQTbadpWG7gPHwnga1i7SMwxrV2BSdUjAD",
        "zDnaeYfZfiffsp9P613kuCTYTMCH8YcyedYrhVajvhGxLasUM",
        "zDnaeVuZeVRqvscGkiEoR9PFFra2xZUMp97ZPuGFK1VLU7iYN",
        # Private numbers that people type, P-384: 1, 2, 3; bytes of 01; counting up from 00 and from 01.
        "z82Lm2Abz3bgMqXh7vPbTuaCgzL8Mxx3KcZ2ZyAEYtCMhYXCYE9yhBvpQ1F78faLDX6hpQN",
        "z82LkkqxGGZgccdBefCohXoWewX9ocK97HCDzmAD8rXXL1ESQ322bhnJbgR4DRDE8trtAun",
        "z82LkvBhH99NtRrHRGcftSXYXZTcrShkJwGEMi3JvbvwrmVmLzmHNF8oZmoM6uP4T3YEqhi",
        "z82Lko1Zih46DTosihLwjGn62DKdad1NeJ8TuTfxQX3yQ1zVbMvGJKxdVmNMjceJqCgjRiA",
        "z82LktxpWLRoFb1vWQHwXh6gqDZtLRCXaJ6zBLendq4oKfDSmwPYXQ8VeFo2DAeEsdXKWbU",
        "z82Lm3E6hNMpCovkE3i4zDhcCkxkNZzkXfy5wS6gm66h42E8K3hPuDuJRfao8731HJ5hwBm",
        # Private numbers that people type, P-521: 1, 2, 3; bytes of 01; counting up from 00 and from 01.
        "z2J9gaYpWcN3Wt6SWUKnDAk8mNBXHjC5abWErgypriqEn6ptkS93b4ikF9pwPifpgvGDYExJzGWboq3JmUu5f7HA1tyUqZTK",
        "z2J9gaYcvegWLZscgCrSjdgZkUf2mwyYk5mED3vKDZkXLChxCDwQY33s6fWN5UyQQYTmQ5CbVFKMEMCtXWmYWRdGiAYywWYL",
        "z2J9gcGsd4GMVdwFVzhnpV6iHoxB37hQgkeiT8uvanuNY9ZinTv5NCnTmXNKGHrZQucv6ks8tyHYwwjhkhQc1zGME4g61uw2",
        "z2J9gaYx93AxCxJAiDWmPVFxnJ7HV55Y7XzSpwARvuXrtMFxdLc6SAsfLQjEa4VHed4mrLVn7BULqKEu4MZiQFYQrJgjDCMX",
        "z2J9gcGgJXwCWofXBQos7gYQvsfYvhsZCKtH9kNFdkuAKANpWPNWXQJW3T5PpmAWEyTFa41Q59eq6VbHX86omNtdAXdZ4H5f",
        "z2J9gaYXHwALa9SCKdTU7hMJoW7K6oBrDtiRTC8XF8dia9XZ5fsEw3ZnZgEiBqzPY6gzGmVgPaJTh671xMZvu8gNnK77BVzU",
    }
)
"""Published test keys of others, refused as issuer keys (DESIGN section 8)."""

PUBLISHED_TEST_THUMBPRINTS = frozenset(
    {
        # RFC 7515, appendix A.2; RFC 7520, section 3.3.
        "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8",
        "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI",
        # RFC 7517, appendix A.2 (also of RFC 7638); the page jwt.io, RS256.
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        "oGDmHqCJ7yzMkWEkrlZVHkvrHIyQwtlDmeq5ForUHeY",
        # Project Wycheproof, the keys of its JWS vectors.
        "hKoe1YKmJxChuUJIUBuWgD3Kc_DtVa-vpjuCNmmDQh8",
        "eLx7cyKbcDMHSL_1LbVriUzfZG-p_W2rjxLJrg9teck",
        "ZiLSoDuPfDc8rxPl05LxD9nV_EzK3XJ8t6qpTXJCtvw",
        "RgVR5H6vvCLajavO3NKXafnQJXfbDa0gFBXhfKcyeMQ",
    }
)
"""The RSA keys among them, by JWK thumbprint (RFC 7638): they have no Multikey."""

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
    "seal",
    "authority",
)
"""Names of the sample keys: sample institutions, the sample registry operator, those who misbehave, a sample
seal and the authority behind it."""


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
