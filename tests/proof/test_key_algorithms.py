"""P-256, P-384, P-521 and RSA keys: text forms, signatures, and the keys that are refused."""

from __future__ import annotations

import contextlib
import json
import pickle
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.proof.key_material import KEY_ALGORITHMS, key_of, rsa_pem

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import (
    SIGNATURE_ALGORITHMS,
    PrivateKey,
    PublicKey,
    Signer,
    is_published_test_key,
    is_sample_key,
    signature_algorithm_of,
)
from mcissue.proof.keys import elliptic as _elliptic
from mcissue.proof.keys import rsa as _rsa
from mcissue.proof.multibase import decode_base64url, encode_base64url

CURVES = ("P-256", "P-384", "P-521")
OTHERS = (*CURVES, "RSA")


def refused(code: str, *, indeterminate: bool = False) -> pytest.RaisesExc[KeyMaterialError]:
    """A context that wants an error with this code."""
    return pytest.RaisesExc(
        KeyMaterialError, check=lambda error: (error.code, error.indeterminate) == (code, indeterminate)
    )


@pytest.mark.parametrize("algorithm", KEY_ALGORITHMS)
def test_every_form_of_a_key_gives_it_back(algorithm: str) -> None:
    """JWK, Multikey (not RSA), PEM with and without a passphrase, a copy in another process."""
    key = key_of(algorithm)
    assert (key.algorithm, key.public_key.algorithm) == (algorithm, algorithm)
    assert PublicKey.from_jwk(key.public_key.jwk) == key.public_key
    assert PrivateKey.from_pem(key.to_pem(None)) == key
    assert PrivateKey.from_pem(key.to_pem(b"open sesame"), b"open sesame") == key
    assert pickle.loads(pickle.dumps(key)).sign(b"x", algorithm=None) is not None
    if algorithm == "RSA":
        with refused("key_algorithm_unsupported"):
            _ = key.public_key.multikey
        assert key.public_key.text == f"JWK thumbprint {key.public_key.thumbprint}"
    else:
        assert PublicKey.from_multikey(key.public_key.multikey) == key.public_key
        assert key.public_key.text == key.public_key.multikey


@pytest.mark.parametrize(
    ("algorithm", "start", "size"), [("P-256", "zDn", 35), ("P-384", "z82L", 51), ("P-521", "z2J9", 69)]
)
def test_multikeys_begin_as_the_standards_say(algorithm: str, start: str, size: int) -> None:
    """The first characters follow from header and length; both parities of y and any x have them."""
    for _ in range(4):
        multikey = PrivateKey.generate(algorithm).public_key.multikey
        assert multikey.startswith(start)
    curve = _elliptic.CURVES[algorithm]
    assert len(key_of(algorithm).public_key.raw) + 2 == size == curve.size + 3


@pytest.mark.parametrize("scheme", sorted(SIGNATURE_ALGORITHMS))
def test_signatures_hold_and_every_changed_byte_breaks_them(scheme: str) -> None:
    """One bit of each byte of the signature, of the message, another key: none verifies."""
    algorithm = SIGNATURE_ALGORITHMS[scheme]
    key = key_of(algorithm)
    message = b"a message of some length"
    signature = key.sign(message, algorithm=scheme)
    assert key.public_key.verify(signature, message, algorithm=scheme)
    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1 << place % 8
        assert not key.public_key.verify(bytes(changed), message, algorithm=scheme)
    for place in range(len(message)):
        other = bytearray(message)
        other[place] ^= 1
        assert not key.public_key.verify(signature, bytes(other), algorithm=scheme)
    for wrong in (b"", signature[:-1], signature + b"\0", b"\0" + signature, bytes(len(signature))):
        assert not key.public_key.verify(wrong, message, algorithm=scheme)
    if algorithm != "RSA":
        stranger = PrivateKey.generate(algorithm).public_key
        assert not stranger.verify(signature, message, algorithm=scheme)


def test_the_two_ways_of_rsa_are_not_one() -> None:
    """A signature under RS256 is none under PS256, and the other way round; RS256 is the default."""
    key = key_of("RSA")
    one, two = key.sign(b"x"), key.sign(b"x", algorithm="PS256")
    assert key.public_key.verify(one, b"x")
    assert not key.public_key.verify(one, b"x", algorithm="PS256")
    assert not key.public_key.verify(two, b"x", algorithm="RS256")


@pytest.mark.parametrize("algorithm", [*CURVES, "Ed25519"])
def test_the_same_bytes_get_the_same_signature(algorithm: str) -> None:
    """RFC 6979 and RFC 8032: no randomness in a signature (DESIGN section 8)."""
    assert key_of(algorithm).sign(b"x") == key_of(algorithm).sign(b"x")


@pytest.mark.parametrize("algorithm", CURVES)
def test_r_and_s_lie_between_zero_and_the_order(algorithm: str) -> None:
    """Zero, the order and above are no halves of a signature; DER is no signature (CVE-2022-21449)."""
    key, curve = key_of(algorithm), _elliptic.CURVES[algorithm]
    good = key.sign(b"x")
    r, s = good[: curve.size], good[curve.size :]
    for bad in (0, curve.order, curve.order + 1, 2 ** (8 * curve.size) - 1):
        half = bad.to_bytes(curve.size, "big")
        assert not key.public_key.verify(half + s, b"x")
        assert not key.public_key.verify(r + half, b"x")
    # The same numbers with a zero in front are another text.
    assert not key.public_key.verify(r + b"\0" + s, b"x")
    assert not key.public_key.verify(b"\0" + r + s, b"x")
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    assert not key.public_key.verify(der, b"x")


@pytest.mark.parametrize("algorithm", KEY_ALGORITHMS)
@pytest.mark.parametrize("scheme", [*SIGNATURE_ALGORITHMS, "none", "HS256", "RS512", "es256", ""])
def test_only_the_algorithms_of_a_key_go_with_it(algorithm: str, scheme: str) -> None:
    """A fixed table of key and algorithm, judged before anything is computed (RFC 8725, section 3.1)."""
    key = key_of(algorithm)
    if SIGNATURE_ALGORITHMS.get(scheme) == algorithm:
        assert key.public_key.verify(key.sign(b"x", algorithm=scheme), b"x", algorithm=scheme)
        return
    known = scheme in SIGNATURE_ALGORITHMS
    code = "signature_algorithm_mismatch" if known else "signature_algorithm_unsupported"
    with refused(code, indeterminate=not known):
        key.public_key.verify(b"x" * 64, b"x", algorithm=scheme)
    with refused(code, indeterminate=not known):
        key.sign(b"x", algorithm=scheme)
    with refused(code, indeterminate=not known):
        key.signer("did:web:example.edu#k", algorithm=scheme)


def test_alg_of_a_jwk_restricts_the_key() -> None:
    """An RSA JWK for PS256 verifies no RS256, and is still the same key."""
    key = key_of("RSA")
    restricted = PublicKey.from_jwk({**key.public_key.jwk, "alg": "PS256"})
    assert restricted == key.public_key
    assert restricted.verify(key.sign(b"x", algorithm="PS256"), b"x", algorithm="PS256")
    with refused("signature_algorithm_mismatch"):
        restricted.verify(key.sign(b"x"), b"x", algorithm="RS256")
    edwards = PublicKey.from_jwk({**key_of("Ed25519").public_key.jwk, "alg": "EdDSA"})
    assert edwards.verify(key_of("Ed25519").sign(b"x"), b"x", algorithm="Ed25519")


@pytest.mark.parametrize("algorithm", KEY_ALGORITHMS)
def test_every_key_is_a_signer(algorithm: str) -> None:
    """The protocol is fulfilled; the signature verifies under the algorithm that the signer names."""
    signer = key_of(algorithm).signer("did:web:example.edu#key-1")
    assert isinstance(signer, Signer)
    scheme = signature_algorithm_of(signer)
    assert SIGNATURE_ALGORITHMS[scheme] == signer.algorithm == algorithm
    assert signer.public_key.verify(signer.sign(b"x"), b"x", algorithm=scheme)


def test_an_rsa_signer_has_a_choice() -> None:
    """PS256 by wish, RS256 otherwise; a signer from elsewhere without a word signs by default."""
    key = key_of("RSA")
    assert signature_algorithm_of(key.signer("did:web:x.org#k", algorithm="PS256")) == "PS256"
    assert signature_algorithm_of(key.signer("did:web:x.org#k")) == "RS256"

    class Elsewhere:
        key_id, algorithm, public_key = "did:web:x.org#k", "RSA", key.public_key
        sign = staticmethod(key.sign)

    assert signature_algorithm_of(Elsewhere()) == "RS256"
    Elsewhere.algorithm = "secp256k1"
    with refused("key_algorithm_unsupported"):
        signature_algorithm_of(Elsewhere())


def changed_jwk(algorithm: str, **change: Any) -> dict[str, Any]:
    """A public JWK with other or fewer members."""
    merged = {**key_of(algorithm).public_key.jwk, **change}
    return {member: value for member, value in merged.items() if value is not ...}


def flipped(text: str) -> str:
    """Base64url of bytes with one other bit at the end."""
    data = bytearray(decode_base64url(text, max_length=4096))
    data[-1] ^= 1
    return encode_base64url(bytes(data))


@pytest.mark.parametrize("algorithm", CURVES)
def test_a_point_must_lie_on_its_curve(algorithm: str) -> None:
    """One other bit in a coordinate, the point of another curve, the point at infinity: no key."""
    jwk = key_of(algorithm).public_key.jwk
    with refused("key_not_on_curve"):
        PublicKey.from_jwk({**jwk, "y": flipped(jwk["y"])})
    size = _elliptic.CURVES[algorithm].size
    zero = encode_base64url(bytes(size))
    with refused("key_not_on_curve"):
        PublicKey.from_jwk({**jwk, "x": zero, "y": zero})
    short = encode_base64url(decode_base64url(jwk["x"], max_length=200)[1:])
    long = encode_base64url(b"\0" + decode_base64url(jwk["x"], max_length=200))
    for text in (short, long):
        with refused("key_malformed"):
            PublicKey.from_jwk({**jwk, "x": text})
    other = next(name for name in CURVES if name != algorithm)
    with refused("key_malformed"):
        PublicKey.from_jwk({**jwk, "crv": other})


@pytest.mark.parametrize("algorithm", CURVES)
def test_about_half_of_all_x_have_no_point(algorithm: str) -> None:
    """A compressed point whose x is not on the curve is refused; so are other forms of points."""
    size = _elliptic.CURVES[algorithm].size
    codes = set()
    for x in range(1, 12):
        try:
            PublicKey(b"\2" + x.to_bytes(size, "big"), algorithm)
        except KeyMaterialError as error:
            codes.add(error.code)
    assert codes == {"key_not_on_curve"}
    raw = key_of(algorithm).public_key.raw
    for bad in (b"\4" + raw[1:], b"\0" + raw[1:], raw[1:], raw + b"\0", b"\0", b""):
        with refused("key_malformed"):
            PublicKey(bad, algorithm)


@pytest.mark.parametrize("algorithm", OTHERS)
@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_private_members_are_refused_loudly(algorithm: str, member: str) -> None:
    """Whatever member of a private key there is, the key is out: its own code, before anything else."""
    with refused("key_secret_exposed"):
        PublicKey.from_jwk(changed_jwk(algorithm, **{member: "AAAA"}))


@pytest.mark.parametrize("algorithm", OTHERS)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alg": "EdDSA"}, "key_algorithm_unsupported"),
        ({"alg": "HS256"}, "key_algorithm_unsupported"),
        ({"alg": 7}, "key_algorithm_unsupported"),
        ({"use": "enc"}, "key_malformed"),
        ({"key_ops": ["sign"]}, "key_malformed"),
        ({"kty": "oct"}, "key_algorithm_unsupported"),
        ({"kty": ["EC"]}, "key_algorithm_unsupported"),
    ],
)
def test_jwks_for_something_else_are_refused(algorithm: str, change: dict[str, Any], code: str) -> None:
    """Other algorithms, encryption keys, other kinds."""
    with refused(code):
        PublicKey.from_jwk(changed_jwk(algorithm, **change))


@pytest.mark.parametrize("algorithm", OTHERS)
def test_every_needed_member_of_a_jwk_is_needed(algorithm: str) -> None:
    """Without one of them, with a number, padding or stray bits in its place, it is no key."""
    for member in set(key_of(algorithm).public_key.jwk) - {"kty", "crv"}:
        for value in (..., None, 7, "", "AA==", "*", key_of(algorithm).public_key.jwk[member] + "="):
            with refused("key_malformed"):
                PublicKey.from_jwk(changed_jwk(algorithm, **{member: value}))


def number(value: int) -> str:
    """Base64urlUInt."""
    return encode_base64url(value.to_bytes((value.bit_length() + 7) // 8 or 1, "big"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"e": number(1)}, "key_weak"),
        ({"e": number(2)}, "key_weak"),
        ({"e": number(65536)}, "key_weak"),
        ({"e": "AAEAAQ"}, "key_malformed"),
        ({"e": number(2**64 + 1)}, "key_malformed"),
        ({"n": number(2**2047 - 1)}, "key_weak"),
        ({"n": number(2**1023 + 1)}, "key_weak"),
        ({"n": number(2**2047)}, "key_malformed"),
        ({"n": number(2**8192 + 1)}, "key_malformed"),
    ],
)
def test_weak_and_odd_rsa_keys_are_refused(change: dict[str, Any], code: str) -> None:
    """Exponents that protect nothing, moduli too short, too long or even, numbers in a longer form."""
    with refused(code):
        PublicKey.from_jwk(changed_jwk("RSA", **change))


def test_an_rsa_key_with_the_smallest_exponent_is_a_key() -> None:
    """Three is allowed; the DER of it is the one that `raw` takes, and no other bytes are."""
    public = PublicKey.from_jwk(changed_jwk("RSA", e=number(3)))
    assert public.jwk["e"] == "Aw"
    assert PublicKey(public.raw, "RSA") == public
    # The other structure of the same key, which the library reads as well.
    loaded = _rsa.load_der(public.raw)
    assert loaded is not None
    wrapped = loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for bad in (public.raw + b"\0", public.raw[:-1], b"", b"\x30\x00", wrapped):
        with refused("key_malformed"):
            PublicKey(bad, "RSA")


def test_an_rsa_key_that_is_too_long_could_not_be_judged() -> None:
    """A limit without proof of harm is not a refusal."""
    with refused("key_too_large", indeterminate=True):
        _rsa.check_numbers(2**8192 + 1, 65537)


def test_weak_private_keys_are_refused_too() -> None:
    """A file with 1024 bits is no key of an issuer."""
    with refused("key_weak"):
        PrivateKey.from_pem(rsa_pem(1024))


def test_the_broken_generator_is_recognised() -> None:
    """Moduli whose rests are all powers of 65537 (CVE-2017-15361); an honest one is not like that."""
    product = 1
    for prime in _rsa._ROCA_PRIMES:
        product *= prime
    modulus = pow(65537, 5, product) + product * 2 * (2**2047 // (2 * product))
    if modulus % 2 == 0:
        modulus += product
    with refused("key_weak"):
        _rsa.check_numbers(modulus | 0 if modulus.bit_length() >= 2048 else modulus + 2 * product, 65537)
    for _ in range(3):
        numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        _rsa.check_numbers(numbers.n, numbers.e)


@pytest.mark.parametrize("algorithm", OTHERS)
def test_private_keys_do_not_show_themselves(algorithm: str) -> None:
    """Neither the repr of a key nor that of a signer holds a byte of the secret."""
    key = key_of(algorithm)
    for text in (repr(key), str(key), repr(key.signer("did:web:x.org#k"))):
        assert repr(key._secret)[2:12] not in text
        assert key._secret.hex()[:20] not in text


def test_a_private_key_of_another_algorithm_is_not_one_of_this() -> None:
    """The bytes decide: a P-256 key is no P-384 key, and garbage is none at all."""
    for secret, algorithm in ((key_of("P-256")._secret, "P-384"), (b"x" * 40, "P-256"), (b"x" * 32, "RSA")):
        with refused("key_malformed"):
            PrivateKey(secret, algorithm)
    with refused("key_algorithm_unsupported"):
        PrivateKey.generate("secp256k1")


@pytest.mark.parametrize("algorithm", OTHERS)
def test_a_new_key_is_nobodys(algorithm: str) -> None:
    """It is on neither list of keys that everybody has."""
    assert not is_published_test_key(key_of(algorithm).public_key)
    assert not is_sample_key(key_of(algorithm).public_key)


def test_new_rsa_keys_have_3072_bits() -> None:
    """The strength of the other algorithms."""
    modulus = decode_base64url(PrivateKey.generate("RSA").public_key.jwk["n"], max_length=600)
    assert len(modulus) * 8 == 3072


def test_the_thumbprint_of_rfc_7638() -> None:
    """Section 3.1 prints this RSA key and its thumbprint."""
    jwk = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebW"
        "KRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSq"
        "zs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G"
        "_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    assert PublicKey.from_jwk(jwk).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.reference
@pytest.mark.parametrize("name", ["p256", "p384", "p521"])
def test_published_jwks(reference: Path, name: str) -> None:
    """The public JWKs of the W3C test suite are read, their secret twins refused."""
    method = json.loads((reference / f"w3c/jose-cose/test-suite-inputs/vm-{name}.json").read_text("utf-8"))
    key = PublicKey.from_jwk(method["publicKeyJwk"])
    assert key.jwk == {member: method["publicKeyJwk"][member] for member in ("kty", "crv", "x", "y")}
    with refused("key_secret_exposed"):
        PublicKey.from_jwk(method["secretKeyJwk"])


def wycheproof_signature(jws: str) -> tuple[dict[str, Any], bytes, bytes] | None:
    """Header, signature and signed bytes of a compact JWS; None if it is not even formed as one."""
    parts = jws.split(".")
    if len(parts) != 3:
        return None
    try:
        decoded = [decode_base64url(part, max_length=10_000) for part in parts]
        header = json.loads(decoded[0])
    except (KeyMaterialError, ValueError):
        return None
    except Exception as error:
        if getattr(error, "code", "") == "base64url_malformed":
            return None
        raise
    return header, decoded[2], f"{parts[0]}.{parts[1]}".encode()


@pytest.mark.reference
def test_wycheproof_signatures_with_our_algorithms(reference: Path) -> None:
    """ES256, RS256 and PS256: each signature of the suite gets the expected answer by the key alone."""
    suite = json.loads((reference / "w3c/wycheproof/json_web_signature_test.json").read_text("utf-8"))
    counts = {"valid": 0, "invalid": 0}
    for group in suite["testGroups"]:
        jwk = group.get("public")
        if jwk is None or SIGNATURE_ALGORITHMS.get(jwk.get("alg")) not in OTHERS:
            continue
        key = PublicKey.from_jwk(jwk)
        for case in group["tests"]:
            parts = wycheproof_signature(case["jws"]) if isinstance(case["jws"], str) else None
            holds = False
            if parts is not None and parts[0].get("alg") == jwk["alg"]:
                holds = key.verify(parts[1], parts[2], algorithm=jwk["alg"])
            # One case of RFC 7520 gives a key for PS256 with a signature under PS384, which is not ours.
            expected = case["result"] == "valid" and case["comment"] != "Figure20"
            assert holds == expected, case["comment"]
            counts[case["result"]] += 1
    assert counts == {"valid": 18, "invalid": 304}


@pytest.mark.reference
def test_wycheproof_keys(reference: Path) -> None:
    """Of the asymmetric keys of the suite, those that must not be used are refused as keys."""
    suite = json.loads((reference / "w3c/wycheproof/json_web_key_test.json").read_text("utf-8"))
    refusals = {}
    for group in suite["testGroups"]:
        for jwk in group["public"]["keys"] if "public" in group else ():
            if jwk["kty"] not in {"EC", "RSA"}:
                continue
            case = group["tests"][0]
            try:
                PublicKey.from_jwk(jwk)
            except KeyMaterialError as error:
                refusals[case["tcId"]] = error.code
            else:
                assert case["tcId"] in {1, 5}, case["comment"]
    assert refusals == {
        6: "key_algorithm_unsupported",
        7: "key_weak",
        8: "key_weak",
        9: "key_weak",
        19: "key_algorithm_unsupported",
        20: "key_algorithm_unsupported",
        21: "key_malformed",
        22: "key_not_on_curve",
        23: "key_algorithm_unsupported",
        24: "key_algorithm_unsupported",
    }


def test_other_software_reads_our_keys() -> None:
    """The base64url that we write is that of everybody."""
    jwk = key_of("P-256").public_key.jwk
    assert len(urlsafe_b64decode(jwk["x"] + "=")) == len(urlsafe_b64decode(jwk["y"] + "=")) == 32


MEMBERS = ["kty", "crv", "x", "y", "n", "e", "alg", "use", "key_ops"]
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=6)
    | st.sampled_from(["EC", "RSA", "OKP", "P-256", "P-521", "ES256", "AQAB", "AA", "____"])
    | st.lists(st.text(max_size=3), max_size=2)
)


@given(
    st.sampled_from(KEY_ALGORITHMS), st.dictionaries(st.sampled_from(MEMBERS), VALUES, min_size=1, max_size=3)
)
def test_any_member_of_a_jwk_gives_a_key_or_our_error(algorithm: str, change: dict[str, Any]) -> None:
    """No other exception leaves, and what is read is the key that was there."""
    try:
        key = PublicKey.from_jwk({**key_of(algorithm).public_key.jwk, **change})
    except KeyMaterialError:
        return
    assert PublicKey.from_jwk(key.jwk) == key


@given(st.binary(max_size=80), st.sampled_from(KEY_ALGORITHMS))
def test_any_bytes_are_a_key_or_our_error(raw: bytes, algorithm: str) -> None:
    """As a public key, as a private key, as a signature: never another exception."""
    with contextlib.suppress(KeyMaterialError):
        PublicKey(raw, algorithm)
    with contextlib.suppress(KeyMaterialError):
        PrivateKey(raw, algorithm)
    assert not key_of(algorithm).public_key.verify(raw, b"message")


@given(st.sampled_from(["z6Mk", "zDn", "z82L", "z2J9", "z4MX", "z", ""]), st.text(max_size=90))
def test_any_text_is_a_multikey_or_our_error(start: str, rest: str) -> None:
    """Whatever follows a start that is known."""
    with contextlib.suppress(KeyMaterialError):
        assert PublicKey.from_multikey(start + rest).multikey == start + rest
