"""Seals: what holds, what does not, and that nothing unsigned is ever used."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.proof import sealers
from tests.proof.sealers import SEALED_AT, SINCE, UNTIL, Json, resigned, root, sealed, sealer, trust

from mcissue.codes import CODES
from mcissue.errors import KeyMaterialError, McissueError, ProofError
from mcissue.jsonld.read import read_json
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base64url
from mcissue.proof.seals.jades import (
    Seal,
    read_anchors,
    read_seals,
)
from mcissue.proof.seals.sealed_file import MAX_SEALS, SEALED_FILE_LIMITS, is_sealed, read_sealed
from mcissue.proof.seals.sealing import Sealer, read_pkcs12, seal
from mcissue.proof.seals.x509 import MAX_CERTIFICATE_BYTES

SAMPLES = "elm/samples-signed"
OFFICIAL = (
    "Sample-CertOfPart-signed",
    "Sample-MC-Annex1-signed",
    "elm-support-AA-Annex1-MC-signed",
    "elm-support-Sample-MastersDegree-signed",
    "mynextid-edc-dc-signed",
    "mynextid-edc-mc-signed",
)


def one_seal(file: Json) -> Seal:
    (found,) = read_seals(read_sealed(file))
    return found


def code_of(file: Json) -> str | None:
    error = one_seal(file).error
    assert error is None or error.code in CODES
    return None if error is None else error.code


def official(reference: Path, name: str) -> Json:
    data = (reference / SAMPLES / f"{name}.jsonld").read_bytes()
    found: Json = read_json(data, limits=SEALED_FILE_LIMITS)
    return found


# What others sealed.


@pytest.mark.reference
@pytest.mark.parametrize("name", OFFICIAL)
def test_official_files_are_intact(reference: Path, name: str) -> None:
    """Every published sealed file holds, with the facts of its certificate and the time that it names."""
    found = one_seal(official(reference, name))
    assert found.intact, found.error
    assert found.algorithm == "RS256"
    assert found.certificate is not None
    assert found.sealed_at is not None
    assert found.certificate.covers(found.sealed_at)
    number = "NTREE-17207834" if name.startswith("mynextid") else "VATES-A00000000"
    assert found.certificate.organisation_identifier == number
    assert found.certificate.statements == ("qualified", "for_seals")
    assert "sigTst" in found.unsigned


@pytest.mark.reference
def test_a_flip_anywhere_in_payload_header_or_signature_breaks_the_seal(reference: Path) -> None:
    """One other character, at many places of the three signed texts: never intact, and never unknown."""
    file = official(reference, "mynextid-edc-dc-signed")
    entry = file["signatures"][0]
    for member, text in (
        ("payload", file["payload"]),
        *((each, entry[each]) for each in ("protected", "signature")),
    ):
        places = sorted({*range(0, len(text), max(1, len(text) // 60)), len(text) - 1})
        for place in places:
            changed = copy.deepcopy(file)
            other = "A" if text[place] != "A" else "B"
            new = text[:place] + other + text[place + 1 :]
            (changed if member == "payload" else changed["signatures"][0])[member] = new
            error = one_seal(changed).error
            assert error is not None, (member, place)
            assert not error.indeterminate, (member, place, error)


@pytest.mark.reference
def test_a_payload_written_again_is_not_what_was_sealed(reference: Path) -> None:
    """The seal is over the bytes: the same JSON in other bytes is not sealed."""
    file = official(reference, "Sample-MC-Annex1-signed")
    file["payload"] = json.dumps(json.loads(file["payload"]), indent=1)
    assert code_of(file) == "seal_broken"


# What we seal.


@pytest.mark.parametrize("algorithm", ["P-256", "P-384", "P-521", "Ed25519", "RSA"])
def test_every_kind_of_key_seals(algorithm: str) -> None:
    """A seal by each kind of key holds, and names its algorithm."""
    private = sealers.seal_key(algorithm) if algorithm != "RSA" else PrivateKey.generate("RSA")
    found = one_seal(sealed(by=sealer(private=private)))
    assert found.intact
    names = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA", "RSA": "RS256"}
    assert found.algorithm == names[algorithm]
    assert found.sealed_at == SEALED_AT


def test_a_foreign_program_checks_the_seal_in_ten_lines() -> None:
    """What we make needs nothing of ours to be checked: plain `cryptography` says that it holds."""
    text = json.dumps({"name": "Työ", "n": [1, 2]}, ensure_ascii=False)
    file = json.loads(json.dumps(sealed(text)))
    entry = file["signatures"][0]
    pad = "=" * (-len(entry["protected"]) % 4)
    header = json.loads(base64.urlsafe_b64decode(entry["protected"] + pad))
    leaf = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
    message = entry["protected"].encode() + b"." + file["payload"].encode("utf-8")
    signature = base64.urlsafe_b64decode(entry["signature"] + "==")
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    public = leaf.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    assert file["payload"] == text
    assert header["b64"] is False
    assert header["crit"] == ["b64", "sigT"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(leaf.public_bytes(Encoding.DER)).digest())
    assert header["x5t#S256"] == digest.decode().rstrip("=")


def test_rsa_as_official_seals_have_it() -> None:
    """RS256 is the padding of PKCS #1 version 1.5 over the same bytes."""
    private = PrivateKey.generate("RSA")
    by = sealer(private=private)
    file = sealed(by=by)
    entry = file["signatures"][0]
    message = entry["protected"].encode() + b"." + file["payload"].encode()
    signature = base64.urlsafe_b64decode(entry["signature"] + "==")
    by.certificate.loaded.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[call-arg, union-attr]


def test_a_certificate_that_is_over_seals_nothing() -> None:
    """A seal is refused before it is made, not found bad afterwards."""
    with pytest.raises(KeyMaterialError) as caught:
        sealed(at=UNTIL + timedelta(days=1))
    assert caught.value.code == "seal_certificate_expired"


def test_a_key_must_be_the_certificates() -> None:
    """A key with the certificate of another one is refused."""
    good = sealer()
    with pytest.raises(KeyMaterialError) as caught:
        Sealer(signer=PrivateKey.generate("P-256").signer("urn:x"), certificate=good.certificate)
    assert caught.value.code == "seal_key_mismatch"


def _p12(passphrase: bytes | None) -> tuple[bytes, Sealer]:
    by = sealer(chain=(sealers.authority_below(root(), "Middle"),))
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    above = [each.loaded for each in by.chain] + [root().certificate]
    data = pkcs12.serialize_key_and_certificates(
        b"seal",
        sealers.seal_key()._loaded,
        by.certificate.loaded,
        above,
        lock,  # type: ignore[arg-type]
    )
    return data, by


def test_a_pkcs12_file_gives_key_and_chain() -> None:
    """Key, certificate and the authorities between come from the file; the root stays at home."""
    data, by = _p12(b"sesame")
    read = read_pkcs12(data, b"sesame")
    assert read.certificate == by.certificate
    assert [each.subject for each in read.chain] == [each.subject for each in by.chain]
    assert code_of(sealed(by=read)) is None


@pytest.mark.parametrize(
    ("data", "passphrase"), [(None, b"open"), (None, None), (b"", None), (b"\x30\x80", b"x")]
)
def test_an_unusable_pkcs12_file_is_named(data: bytes | None, passphrase: bytes | None) -> None:
    """A wrong passphrase and a wrong file are told with what to give instead."""
    with pytest.raises(KeyMaterialError) as caught:
        read_pkcs12(_p12(b"sesame")[0] if data is None else data, passphrase, path="seal.p12")
    assert caught.value.code == "seal_file_unusable"
    assert caught.value.path == "seal.p12"
    assert caught.value.mend


# One change in what is signed, each signed anew by the sealer himself, so that only the rule decides.


def _change(**members: Any) -> Any:
    def change(header: Json) -> None:
        for name, value in members.items():
            if value is KeyError:
                del header[name]
            else:
                header[name] = value

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change(crit=["b64", "sigT", "exp"], exp=1), "seal_critical_unknown"),
        (_change(crit=["b64", "sigT", "sigD"], sigD={}), "seal_critical_unknown"),
        (_change(crit=["b64", "sigT", "adoTst"]), "seal_malformed"),
        (_change(crit=["b64", "b64"]), "seal_malformed"),
        (_change(crit=[]), "seal_malformed"),
        (_change(crit="b64"), "seal_malformed"),
        (_change(crit=["sigT"]), "seal_malformed"),
        (_change(crit=KeyError), "seal_malformed"),
        (_change(b64=True), "seal_malformed"),
        (_change(b64=KeyError, crit=["sigT"]), "seal_malformed"),
        (_change(b64="false"), "seal_malformed"),
        (_change(sigT="yesterday"), "seal_malformed"),
        (_change(sigT="2026-06-16T09:00:00"), "seal_malformed"),
        (_change(sigT=1), "seal_malformed"),
        (_change(sigT=KeyError, crit=["b64"]), "seal_malformed"),
        (_change(iat=1), "seal_malformed"),
        (_change(sigT=KeyError, crit=["b64"], iat=True), "seal_malformed"),
        (_change(sigT=KeyError, crit=["b64"], iat=10**15), "seal_malformed"),
        (_change(x5c=KeyError), "seal_malformed"),
        (_change(x5c=[]), "seal_malformed"),
        (_change(x5c=["%%%"]), "seal_malformed"),
        (_change(x5c=["QUJD"], **{"x5t#S256": KeyError}), "certificate_malformed"),
        (_change(x5c=["QUJD"] * 9), "seal_malformed"),
        (_change(**{"x5t#S256": "A" * 43}), "seal_certificate_mismatch"),
        (_change(alg="RS256"), "signature_algorithm_mismatch"),
        (_change(alg="ES384"), "signature_algorithm_mismatch"),
        (_change(alg="none"), "seal_algorithm_unsupported"),
        (_change(alg="HS256"), "seal_algorithm_unsupported"),
        (_change(alg="ES512K"), "seal_algorithm_unsupported"),
        (_change(alg=1), "seal_malformed"),
        (_change(alg=KeyError), "seal_malformed"),
    ],
)
def test_one_change_of_the_header(change: Any, code: str) -> None:
    """Each rule of a seal's header, broken by its own sealer: the seal does not hold, for that reason."""
    error = one_seal(resigned(sealed(), change)).error
    assert error is not None
    assert error.code == code
    assert not error.indeterminate
    assert code in CODES


def test_an_algorithm_that_is_real_but_not_checked_is_no_failure() -> None:
    """Not knowing an algorithm of the register is not knowing, and said as such."""
    error = one_seal(resigned(sealed(), _change(alg="RS512"))).error
    assert error is not None
    assert error.code == "seal_algorithm_unsupported"
    assert error.indeterminate


def test_what_may_change_in_a_header() -> None:
    """Members that are not critical do not matter; `iat` may stand for `sigT`."""
    assert code_of(resigned(sealed(), _change(kid="anything", typ="JOSE+JSON", extra=[1]))) is None
    seconds = int(SEALED_AT.timestamp())
    assert code_of(resigned(sealed(), _change(iat=seconds))) is None
    found = one_seal(resigned(sealed(), _change(sigT=KeyError, crit=["b64"], iat=seconds)))
    assert found.intact
    assert found.sealed_at == SEALED_AT


@pytest.mark.parametrize(
    "protected", ["", "!", "e30", "W10", encode_base64url(b'{"alg":"ES256","alg":"ES256"}')]
)
def test_a_header_that_is_none(protected: str) -> None:
    """An empty header, one that is no object, one with a member twice."""
    assert code_of(sealers.signed_with(sealed(), protected)) == "seal_malformed"


def test_a_signature_has_one_text() -> None:
    """Padding, spare bits, another half of zeros, nothing at all."""
    file = sealed()
    entry = file["signatures"][0]
    text = entry["signature"]
    spare = text[:-1] + chr(ord(text[-1]) + 1)
    for changed, code in (
        (text + "=", "seal_malformed"),
        (spare, "seal_malformed"),
        ("", "seal_malformed"),
        (None, "seal_malformed"),
        (encode_base64url(bytes(64)), "seal_broken"),
        (encode_base64url(bytes(63)), "seal_broken"),
    ):
        assert code_of({**file, "signatures": [{**entry, "signature": changed}]}) == code, changed


def test_the_unsigned_header_is_never_used() -> None:
    """Whatever lawfully stands there: the seal is what it was."""
    file = sealed()
    entry = file["signatures"][0]
    before = one_seal(file)
    for header in (
        {"etsiU": [encode_base64url(b'{"xVals": []}')]},
        {"etsiU": ["%", 1, None]},
        {"jku": "https://evil.example/", "note": "x", "kid": "mine"},
        {},
    ):
        after = one_seal({**file, "signatures": [{**entry, "header": header}]})
        assert after.intact
        assert (after.certificate, after.sealed_at) == (before.certificate, before.sealed_at)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"}, {"alg": "ES256"}, {"x5c": []}, {"crit": ["x"]}, {"crit": []}, {"b64": True},
        {"b64": False, "etsiU": []}, [1], [], "", 0, False, None,
    ],
)  # fmt: skip
def test_an_unsigned_header_repeats_nothing_that_is_signed(header: Any) -> None:
    """It is an object, of other names than the signed one, without crit and b64; else there is no seal."""
    file = sealed()
    entry = file["signatures"][0]
    assert code_of({**file, "signatures": [{**entry, "header": header}]}) == "seal_malformed"
    flat = {"payload": file["payload"], **entry, "header": header}
    assert code_of(flat) == "seal_malformed"


def test_several_seals_are_each_judged() -> None:
    """Two good seals hold; if one is bad, that one is found bad."""
    first, second = sealed(), sealed(by=sealer(number="VATFI-99999999", private=PrivateKey.generate("P-256")))
    both = {**first, "signatures": [first["signatures"][0], second["signatures"][0]]}
    seals = read_seals(read_sealed(both))
    assert [each.intact for each in seals] == [True, True]
    assert [each.path for each in seals] == ["$.signatures[0]", "$.signatures[1]"]
    both["signatures"][1] = {**both["signatures"][1], "signature": both["signatures"][0]["signature"]}
    assert [each.intact for each in read_seals(read_sealed(both))] == [True, False]


def test_the_flattened_form_is_the_same_seal() -> None:
    """RFC 7515, section 7.2.2: one signature may stand beside the payload."""
    file = sealed()
    flat = {"payload": file["payload"], **file["signatures"][0]}
    assert is_sealed(flat)
    assert code_of(flat) is None


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ({"payload": "{}", "signatures": []}, "proof_missing"),
        ({"payload": "{}", "signatures": {}}, "seal_malformed"),
        ({"payload": "{}", "signatures": [{}] * (MAX_SEALS + 1)}, "proof_limit"),
        ({"payload": "{}", "signatures": [{}], "signature": "x"}, "seal_malformed"),
        ({"payload": "e30", "signatures": [{}]}, "seal_malformed"),
        ({"payload": 1, "signatures": [{}]}, "seal_malformed"),
    ],
)
def test_files_without_the_form_of_one(file: Json, code: str) -> None:
    """What is no sealed file, or one without a seal, is named."""
    with pytest.raises(ProofError) as caught:
        read_sealed(file)
    assert caught.value.code == code


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["payload", "signatures", "protected", "signature", "header", "etsiU"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
@settings(max_examples=150)
def test_whatever_is_given_only_our_errors_leave(value: Any) -> None:
    """Any JSON value is no sealed file, or one whose seals have an error of ours."""
    if not is_sealed(value):
        return
    try:
        seals = read_seals(read_sealed(value))
    except McissueError as error:
        assert error.code in CODES  # noqa: PT017 - whichever it is
        return
    assert all(each.error is not None and each.error.code in CODES for each in seals)


# Whose seal it is: chains to what the user trusts.


def _chain_code(by: Sealer, *anchors: sealers.Authority, at: Any = SEALED_AT) -> str | None:
    try:
        trust(*anchors).chain(by.certificate, by.chain, at=at, path="$")
    except McissueError as error:
        assert error.code in CODES  # noqa: PT017 - whichever it is
        return error.code
    return None


def test_chains_that_lead_to_a_trusted_authority() -> None:
    """By the root itself, over authorities of the header, to an authority in the middle, to the seal itself."""
    middle = sealers.authority_below(root(), "Middle")
    low = sealers.authority_below(middle, "Low")
    assert _chain_code(sealer(), root()) is None
    assert _chain_code(sealer(low, chain=(middle, low)), root()) is None
    assert _chain_code(sealer(low), low) is None
    by = sealer(low)
    itself = sealers.Authority(root().name, root().key, by.certificate.loaded)
    assert _chain_code(by, itself) is None


def test_chains_that_prove_nothing() -> None:
    """An unknown root, a missing link, an authority of the same name, one that is none, one that signed nothing."""
    other = root("Other Root")
    middle = sealers.authority_below(root(), "Middle")
    own = sealer(other, chain=(other,))
    assert _chain_code(own, root()) == "seal_not_anchored"
    assert _chain_code(sealer(sealers.authority_below(middle, "Low")), root()) == "seal_not_anchored"
    namesake = sealers.Authority(
        root().name,
        sealers.key("namesake"),
        sealers.certificate(
            root().name,
            sealers.key("namesake").public_key(),
            root().name,
            sealers.key("namesake"),
            authority=True,
        ),
    )
    assert _chain_code(sealer(namesake), root()) == "seal_not_anchored"
    leaf = sealer()
    false = sealers.Authority(leaf.certificate.loaded.subject, sealers.key("x"), leaf.certificate.loaded)
    below = sealers.certificate(
        sealers._name("Deep"), sealers.seal_key()._loaded.public_key(), false.name, sealers.seal_key()._loaded
    )
    deep = Sealer(
        signer=sealers.seal_key().signer("urn:x"),
        certificate=sealers.Certificate.read(below.public_bytes(Encoding.DER)),
        chain=(leaf.certificate,),
    )
    assert _chain_code(deep, root()) == "seal_not_anchored"


def test_a_chain_is_judged_at_the_time_of_the_seal() -> None:
    """An authority that was over, or not yet begun, when the seal was made stands behind nothing."""
    middle = sealers.authority_below(root(), "Middle", until=SEALED_AT - timedelta(days=1))
    by = sealer(middle, chain=(middle,))
    assert _chain_code(by, root()) == "seal_chain_not_then"
    assert _chain_code(by, root(), at=SINCE + timedelta(days=1)) is None


def test_limits_of_an_authority_hold() -> None:
    """A path length and a name constraint that we can't judge: no chain leads over them."""
    short = sealers.certificate(
        sealers._name("Short"), sealers.key("Short").public_key(), root().name, root().key, authority=True,
        extensions=((x509.NameConstraints([x509.DNSName("a.example")], None), True),),
    )  # fmt: skip
    limited = sealers.Authority(sealers._name("Short"), sealers.key("Short"), short)
    assert _chain_code(sealer(limited, chain=(limited,)), root()) == "seal_not_anchored"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key_usage": sealers.usage(key_encipherment=True)}, "certificate_not_for_sealing"),
        ({"authority": True}, "certificate_not_for_sealing"),
        (
            {
                "extensions": (
                    (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
                )
            },
            "certificate_extension_unknown",
        ),
    ],
)
def test_certificates_that_may_not_seal(changes: Json, code: str) -> None:
    """A key for other uses, an authority's own, one with a condition that nobody here understands."""
    with pytest.raises(KeyMaterialError) as caught:
        sealer(**changes)
    assert caught.value.code == code
    assert code in CODES


def test_anchors_come_in_both_forms() -> None:
    """PEM with several certificates, DER with one; the same certificate twice is one."""
    pem = b"".join(each.certificate.public_bytes(Encoding.PEM) for each in (root(), root("Other Root")))
    der = root().certificate.public_bytes(Encoding.DER)
    assert len(read_anchors([("a.pem", pem), ("b.der", der)]).anchors) == 2


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("note.txt", b"hello")],
        [("empty.pem", b"")],
        [("a.pem", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")],
        [("big.der", b"\x30" * (MAX_CERTIFICATE_BYTES + 1))],
    ],
)
def test_anything_else_is_no_anchor(files: list[tuple[str, bytes]]) -> None:
    """A file that holds no certificate is named, so that a typo does not silently trust nobody."""
    with pytest.raises(KeyMaterialError) as caught:
        read_anchors(files)
    assert caught.value.code == "seal_trust_malformed"


def test_a_signer_that_lies_is_found_out() -> None:
    """What a signer gives is checked before it leaves the house."""
    by = sealer()

    class Broken:
        key_id, algorithm, public_key = "urn:x", "P-256", by.signer.public_key

        def sign(self, data: bytes) -> bytes:
            return bytes(64)

    with pytest.raises(KeyMaterialError) as caught:
        seal(b"{}", sealer=Sealer(signer=Broken(), certificate=by.certificate), at=SEALED_AT)
    assert caught.value.code == "signer_broken"


def test_a_damaged_certificate_is_read_or_named(recwarn: pytest.WarningsRecorder) -> None:
    """One other byte anywhere in it: whatever comes of it is an answer or an error of ours."""
    der = sealer().certificate.der
    outcomes = set()
    for place in range(0, len(der), 3):
        for other in (0, 0xFF, der[place] ^ 1):
            data = der[:place] + bytes([other]) + der[place + 1 :]
            try:
                read = sealers.Certificate.read(data)
                read.require_sealing("$")
                read.public_key()
                trust().chain(read, (read,), at=SEALED_AT, path="$")
                assert read.to_json()
                outcomes.add(None)
            except McissueError as error:
                assert error.code in CODES  # noqa: PT017 - whichever it is
                outcomes.add(error.code)
    assert {None, "certificate_malformed", "seal_not_anchored"} <= outcomes
    assert not recwarn.list
