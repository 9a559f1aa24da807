"""The lists of keys that everybody has."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from mcissue.proof.keys import PrivateKey, PublicKey, is_published_test_key, is_sample_key
from mcissue.proof.keys.known import (
    PUBLISHED_TEST_KEYS,
    PUBLISHED_TEST_THUMBPRINTS,
    SAMPLE_KEY_NAMES,
    sample_keys,
    sample_seed,
)
from mcissue.proof.multibase import decode_base58btc, encode_base64url

RFC_8032 = (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
)
SEEDS = {
    "all zeros": bytes(32),
    "all ones": b"\x01" * 32,
    "all FF": b"\xff" * 32,
    "counting from 0": bytes(range(32)),
    "counting from 1": bytes(range(1, 33)),
    **{f"did:key vector {number}": bytes(31) + bytes([number]) for number in range(1, 6)},
    **{f"RFC 8032 {seed[:8]}": bytes.fromhex(seed) for seed in RFC_8032},
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_keys_of_printed_seeds_are_known(seed: bytes) -> None:
    """Whoever types such a seed, or copies it from a standard, is recognised."""
    key = PrivateKey.from_seed(seed).public_key
    assert is_published_test_key(key)
    assert not is_sample_key(key)


@pytest.mark.parametrize("name", ["P-256", "P-384", "P-521"])
def test_typed_numbers_are_known_on_every_curve(name: str) -> None:
    """1, 2, 3, bytes of 01, counting up: no secret on any curve."""
    curve = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}[name]
    size = (curve.key_size + 7) // 8
    typed = (b"\x01" * size, bytes(range(size)), bytes(range(1, size + 1)))
    for number in (1, 2, 3, *(int.from_bytes(text, "big") for text in typed)):
        point = ec.derive_private_key(number, curve).public_key().public_numbers()
        x, y = (encode_base64url(value.to_bytes(size, "big")) for value in (point.x, point.y))
        assert is_published_test_key(PublicKey.from_jwk({"kty": "EC", "crv": name, "x": x, "y": y})), number


def test_the_keys_of_the_jwk_standard_are_known() -> None:
    """RFC 7517, appendix A.2, prints both private keys."""
    elliptic = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    }
    assert is_published_test_key(PublicKey.from_jwk(elliptic))
    assert "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" in PUBLISHED_TEST_THUMBPRINTS


def test_every_listed_key_is_a_key() -> None:
    """A typing error in the list would make it useless: each entry is a Multikey in its one spelling."""
    assert all(PublicKey.from_multikey(text).multikey == text for text in PUBLISHED_TEST_KEYS)


@pytest.mark.parametrize("name", SAMPLE_KEY_NAMES)
def test_sample_keys_come_from_their_names(name: str) -> None:
    """The seed of a sample key is a digest that everybody can compute, and its key is recognised."""
    assert sample_seed(name) == sha256(b"mcissue sample key: " + name.encode()).digest()
    key = PrivateKey.from_seed(sample_seed(name)).public_key
    assert is_sample_key(key)
    assert sample_keys()[key.multikey] == name
    assert not is_published_test_key(key)


def test_there_is_no_sample_key_of_another_name() -> None:
    """A name that is not on the list gives no seed, so no unmarked sample key can arise."""
    with pytest.raises(ValueError, match="nobody"):
        sample_seed("nobody")


def test_a_new_key_is_neither() -> None:
    """A key that was just made is known to nobody."""
    key = PrivateKey.generate().public_key
    assert not is_sample_key(key)
    assert not is_published_test_key(key)


def test_the_table_of_samples_cannot_be_changed() -> None:
    """No caller can make a key a sample, or a sample a key."""
    with pytest.raises(TypeError):
        sample_keys()["z6Mk"] = "mine"  # type: ignore[index]


@pytest.mark.reference
def test_keys_of_the_published_vectors_are_known(reference: Path) -> None:
    """Every key whose private half lies in the published vectors is on the list."""
    found = set()
    for file in (reference / "w3c/eddsa-vectors").glob("*.json"):
        found.add(json.loads(file.read_text("utf-8"))["keyPair"]["publicKeyMultibase"])
    pairs = json.loads(
        (reference / "w3c/eddsa-vectors/proof-set-chain/multiKeyPairs.json").read_text("utf-8")
    )
    found |= {pair["publicKeyMultibase"] for pair in pairs.values()}
    for name in ("ob", "clr"):
        file = reference / f"openbadges/test-vectors/{name}-eddsa-rdfc-2022-intermediate.json"
        found.add(json.loads(file.read_text("utf-8"))["publicKeyMultibase"])
    dids = json.loads((reference / "w3c/did-key/ed25519-x25519.json").read_text("utf-8"))
    found |= {did.removeprefix("did:key:") for did in dids}
    jwk = json.loads((reference / "w3c/jose-cose/test-suite-inputs/vm-ed25519.json").read_text("utf-8"))
    found.add(PublicKey.from_jwk(jwk["publicKeyJwk"]).multikey)
    assert found <= PUBLISHED_TEST_KEYS


@pytest.mark.reference
def test_the_secret_multikeys_of_the_vectors_fit_their_public_ones(reference: Path) -> None:
    """The list holds keys whose private half really is published."""
    for file in (reference / "w3c/eddsa-vectors").glob("*.json"):
        pair = json.loads(file.read_text("utf-8"))["keyPair"]
        secret = decode_base58btc(pair["privateKeyMultibase"], length=34)
        assert PrivateKey.from_seed(secret[2:]).public_key.multikey == pair["publicKeyMultibase"]


@pytest.mark.reference
def test_rfc_8032_keys_agree_with_wycheproof(reference: Path) -> None:
    """The seeds of RFC 8032 typed above give keys that Wycheproof holds too."""
    suite = json.loads((reference / "w3c/wycheproof/ed25519_test.json").read_text("utf-8"))
    keys = {group["publicKey"]["pk"] for group in suite["testGroups"]}
    ours = [PrivateKey.from_seed(bytes.fromhex(seed)).public_key.raw.hex() for seed in RFC_8032]
    assert set(ours[:4]) <= keys


@pytest.mark.reference
def test_published_keys_of_other_algorithms_are_known(reference: Path) -> None:
    """P-256, P-384, P-521 and RSA keys whose private half lies in the published files."""
    folder = reference / "w3c"
    jwks = [
        json.loads(file.read_text("utf-8"))["publicKeyJwk"]
        for file in (folder / "jose-cose/test-suite-inputs").glob("vm-*.json")
    ]
    suite = json.loads((folder / "wycheproof/json_web_signature_test.json").read_text("utf-8"))
    jwks += [group["public"] for group in suite["testGroups"] if "public" in group]
    form = ("kty", "crv", "x", "y", "n", "e")
    found = [PublicKey.from_jwk({name: jwk[name] for name in form if name in jwk}) for jwk in jwks]
    found += [
        PublicKey.from_multikey(did.removeprefix("did:key:"))
        for did in json.loads((folder / "did-key/nist-curves.json").read_text("utf-8"))
    ]
    assert {key.algorithm for key in found} == {"Ed25519", "P-256", "P-384", "P-521", "RSA"}
    assert all(is_published_test_key(key) for key in found)
