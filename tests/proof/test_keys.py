"""Public and private keys: their text forms, and the keys and signatures that are refused."""

from __future__ import annotations

import json
import pickle
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import PrivateKey, PublicKey, Signer
from mcissue.proof.keys.curve import scalar_is_reduced
from mcissue.proof.multibase import encode_base58btc

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
KEY = PrivateKey.from_seed(sha256(b"test_keys").digest())

SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
"""The eight points of small order (y little-endian, sign of x in the top bit)."""


def code_of(action: Any, *arguments: Any) -> str:
    """The code of the error that a call raises."""
    with pytest.raises(KeyMaterialError) as caught:
        action(*arguments)
    return caught.value.code


def point(raw: bytes) -> tuple[int, int]:
    """Decode a point the long way, as RFC 8032 section 5.1.3 says."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0, "not on the curve"
    return (P - x if x % 2 != sign else x) % P, y


def add(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    """Add two points of edwards25519."""
    (x1, y1), (x2, y2) = one, two
    k = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


@pytest.mark.parametrize("raw", SMALL_ORDER)
def test_points_of_small_order_are_refused(raw: str) -> None:
    """Each of the eight points is the identity when multiplied by eight, and none is a key."""
    double = point(bytes.fromhex(raw))
    for _ in range(3):
        double = add(double, double)
    assert double == (0, 1)
    assert code_of(PublicKey, bytes.fromhex(raw)) == "key_weak"


def test_the_identity_key_would_accept_a_forgery() -> None:
    """The library alone takes a signature that nobody made: our refusal is what stands in between."""
    forged = bytes.fromhex(SMALL_ORDER[0]) + bytes(32)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(SMALL_ORDER[0])).verify(forged, b"anything")


@pytest.mark.parametrize("offset", range(19))
@pytest.mark.parametrize("sign", [0, 1])
def test_encodings_that_are_not_reduced_are_refused(offset: int, sign: int) -> None:
    """All y of p and above, with either sign, are a second name for another point."""
    raw = (P + offset | sign << 255).to_bytes(32, "little")
    assert code_of(PublicKey, raw) == "key_noncanonical"


def test_the_identity_with_a_sign_is_refused() -> None:
    """x = 0 has no sign: RFC 8032 section 5.1.3 step 4."""
    assert code_of(PublicKey, (1 | 1 << 255).to_bytes(32, "little")) == "key_weak"


def test_bytes_that_are_no_point_are_refused() -> None:
    """About half of all y have no x."""
    assert code_of(PublicKey, (2).to_bytes(32, "little")) == "key_not_on_curve"


@given(st.binary(min_size=32, max_size=32))
def test_the_keys_of_all_seeds_are_accepted(seed: bytes) -> None:
    """No honest key is refused, and its text forms give it back."""
    key = PrivateKey.from_seed(seed).public_key
    assert PublicKey.from_multikey(key.multikey) == key == PublicKey.from_jwk(key.jwk)
    assert key.multikey.startswith("z6Mk")


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_keys_and_seeds_have_32_bytes(size: int) -> None:
    """Another length is another thing."""
    assert code_of(PublicKey, bytes(size)) == "key_malformed"
    assert code_of(PrivateKey.from_seed, bytes(size)) == "key_malformed"


@pytest.mark.parametrize(
    ("header", "size", "code"),
    [
        ("8024", 33, "key_malformed"),
        ("8124", 49, "key_malformed"),
        ("e701", 33, "key_algorithm_unsupported"),
        ("ec01", 32, "key_algorithm_unsupported"),
        ("8026", 32, "key_secret_exposed"),
        ("ed02", 32, "key_algorithm_unsupported"),
        ("ed01", 31, "key_malformed"),
        ("ed01", 33, "key_malformed"),
        ("", 32, "key_malformed"),
    ],
)
def test_other_multikeys_are_named(header: str, size: int, code: str) -> None:
    """A key of another algorithm, a secret key, and a mutilated key are told apart."""
    text = encode_base58btc(bytes.fromhex(header) + b"\x21" * size)
    assert code_of(PublicKey.from_multikey, text) == code


@pytest.mark.parametrize("change", ["strip", "space", "line", "upper", "none"])
def test_a_multikey_has_one_spelling(change: str) -> None:
    """Blanks, a missing header, other letter case: refused."""
    text = KEY.public_key.multikey
    changed: Any = {
        "strip": text[1:],
        "space": " " + text,
        "line": text + "\n",
        "upper": text.upper(),
        "none": None,
    }[change]
    assert code_of(PublicKey.from_multikey, changed) == "key_malformed"


def test_the_error_of_a_bad_key_says_where_it_stands() -> None:
    """The place in the document travels with the error, also of a weak key."""
    weak = encode_base58btc(bytes.fromhex("ed01") + bytes(32))
    with pytest.raises(KeyMaterialError) as caught:
        PublicKey.from_multikey(weak, path="$.verificationMethod[0].publicKeyMultibase")
    assert caught.value.path == "$.verificationMethod[0].publicKeyMultibase"
    assert caught.value.code == "key_weak"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"d": "AAAA"}, "key_secret_exposed"),
        ({"kty": "EC"}, "key_algorithm_unsupported"),
        ({"crv": "X25519"}, "key_algorithm_unsupported"),
        ({"crv": ["Ed25519"]}, "key_algorithm_unsupported"),
        ({"alg": "ES256"}, "key_algorithm_unsupported"),
        ({"alg": ["EdDSA"]}, "key_algorithm_unsupported"),
        ({"use": "enc"}, "key_malformed"),
        ({"key_ops": ["sign"]}, "key_malformed"),
        ({"key_ops": "verify"}, "key_malformed"),
        ({"x": None}, "key_malformed"),
        ({"x": 7}, "key_malformed"),
        ({"x": ""}, "key_malformed"),
        ({"x": "AAAA"}, "key_malformed"),
        ({"x": KEY.public_key.jwk["x"] + "="}, "key_malformed"),
        ({"x": "A" * 43}, "key_weak"),
    ],
)
def test_bad_jwks_are_refused(change: dict[str, Any], code: str) -> None:
    """Each member that matters is judged, with a code for the kind of fault."""
    assert code_of(PublicKey.from_jwk, {**KEY.public_key.jwk, **change}) == code


@pytest.mark.parametrize(
    "change", [{"alg": "EdDSA"}, {"alg": "Ed25519"}, {"use": "sig"}, {"kid": 7}, {"key_ops": ["verify"]}]
)
def test_members_that_do_no_harm_are_read_over(change: dict[str, Any]) -> None:
    """Both names of the algorithm, the right use, and members that do not matter."""
    assert PublicKey.from_jwk({**KEY.public_key.jwk, **change}) == KEY.public_key


@pytest.mark.parametrize("value", [None, [], "x", 7])
def test_a_jwk_is_an_object(value: Any) -> None:
    """Any other JSON value gives our error."""
    assert code_of(PublicKey.from_jwk, value) == "key_malformed"


def test_signatures_verify_and_every_changed_bit_breaks_them() -> None:
    """The signature holds for its message, and for none that differs in one bit anywhere."""
    signature = KEY.sign(b"message")
    assert KEY.public_key.verify(signature, b"message")
    assert not KEY.public_key.verify(signature, b"messagf")
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not KEY.public_key.verify(bytes(changed), b"message")


def test_a_signature_has_one_text() -> None:
    """S + L would be the same signature again; it is refused, and so are other lengths."""
    signature = KEY.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little")
    for multiple in (1, 2, 15):
        twin = signature[:32] + ((scalar + multiple * ORDER) % 2**256).to_bytes(32, "little")
        assert not KEY.public_key.verify(twin, b"message")
    for other in (b"", signature[:63], signature + b"\0", signature * 2):
        assert not KEY.public_key.verify(other, b"message")


def test_the_range_of_s_is_judged_by_ourselves() -> None:
    """S < L, whatever the library behind it thinks."""
    for scalar, reduced in ((0, True), (ORDER - 1, True), (ORDER, False), (2**256 - 1, False)):
        assert scalar_is_reduced(bytes(32) + scalar.to_bytes(32, "little")) is reduced


def test_a_private_key_does_not_show_itself() -> None:
    """Neither the repr of a key nor that of a signer holds the seed, in any notation."""
    seed = bytes(range(50, 82))
    key = PrivateKey.from_seed(seed)
    for text in (repr(key), str(key), repr(key.signer("did:web:x.org#k")), f"{key}"):
        assert seed.hex() not in text
        assert repr(seed)[2:10] not in text


def test_a_key_from_a_file_is_a_signer() -> None:
    """The protocol is fulfilled, and the signer signs as its key."""
    signer = KEY.signer("did:web:example.edu#key-1")
    assert isinstance(signer, Signer)
    assert (signer.key_id, signer.algorithm) == ("did:web:example.edu#key-1", "Ed25519")
    assert signer.public_key.verify(signer.sign(b"x"), b"x")


def test_signers_travel_to_worker_processes() -> None:
    """A batch signs in several processes, so a signer can be pickled."""
    signer = pickle.loads(pickle.dumps(KEY.signer("did:web:example.edu#key-1")))
    assert signer.sign(b"x") == KEY.sign(b"x")


def test_the_fingerprint_is_the_digest_of_the_raw_key() -> None:
    """People compare it, so it must not depend on a text form."""
    assert KEY.public_key.fingerprint == sha256(KEY.public_key.raw).hexdigest()


def test_another_algorithm_is_refused() -> None:
    """The class holds keys of the algorithms that are listed, and nothing else."""
    assert code_of(PublicKey, KEY.public_key.raw, "secp256k1") == "key_algorithm_unsupported"
    assert code_of(PublicKey, KEY.public_key.raw, "P-256") == "key_malformed"


def test_generated_keys_differ() -> None:
    """Two new keys are two keys."""
    assert PrivateKey.generate() != PrivateKey.generate()


@pytest.mark.reference
def test_wycheproof(reference: Path) -> None:
    """All 151 vectors give the expected answer: known bugs of other implementations are not ours."""
    suite = json.loads((reference / "w3c/wycheproof/ed25519_test.json").read_text("utf-8"))
    count = 0
    for group in suite["testGroups"]:
        key = PublicKey(bytes.fromhex(group["publicKey"]["pk"]))
        for case in group["tests"]:
            holds = key.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert holds == (case["result"] == "valid"), case["comment"]
            count += 1
    assert count == suite["numberOfTests"] == 151


@pytest.mark.reference
@pytest.mark.parametrize("name", ["vm-ed25519", "vm-did-ed25519"])
def test_published_jwks(reference: Path, name: str) -> None:
    """The public JWK of the W3C test suite is read, its secret twin refused."""
    method = json.loads((reference / f"w3c/jose-cose/test-suite-inputs/{name}.json").read_text("utf-8"))
    key = PublicKey.from_jwk(method["publicKeyJwk"])
    assert key.jwk["x"] == method["publicKeyJwk"]["x"]
    assert code_of(PublicKey.from_jwk, method["secretKeyJwk"]) == "key_secret_exposed"
