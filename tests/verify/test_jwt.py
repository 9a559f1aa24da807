"""Tokens before the whole verifier: good ones are valid, each rule broken once fails by its check and code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.carrier.pictures import element, itxt, png, svg
from tests.proof.tokens import (
    NAMES,
    SUBJECT,
    Json,
    changed,
    credential,
    drop,
    make,
    parts,
    private,
    put,
    token,
)
from tests.university import AT, CREATED, INDEX, ISSUER, LIST_URL, METHOD, University, key

from mcissue.codes import CODES
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver, did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Outcome, Policy, Report, Verdict

BOTH = [TokenProfile.OPEN_BADGES, TokenProfile.VC]
STRANGER = PrivateKey.from_seed(b"a key of somebody in these tests")


def report_of(data: str | bytes, uni: University | None = None, **options: Any) -> Report:
    return (uni or University()).verifier(**options).verify(data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize("profile", BOTH)
@pytest.mark.parametrize("algorithm", list(NAMES))
def test_good_tokens_are_valid(algorithm: str, profile: TokenProfile) -> None:
    """All four answers pass, for every kind of key and both profiles."""
    uni = University()
    by = private(algorithm)
    keys = [PublishedKey(public_key=by.public_key, fragment="key-1")]
    uni.did_documents = {ISSUER: did_document(ISSUER, keys=keys)}
    uni.lists = [dict.clear] if algorithm != "Ed25519" else []
    report = report_of(token(profile, by), uni, policy=Policy.RECOGNISED)
    for check in ("carrier", "format", "json_ld", "proof", "issuer_binding", "validity", "issuer_registry"):
        assert report.check(check).outcome is Outcome.PASSED, report.check(check)
    assert report.verdict is (Verdict.VALID if algorithm == "Ed25519" else Verdict.INDETERMINATE)
    assert report.credential.format == "open_badges_3_0"
    (proof,) = report.credential.proofs
    assert (proof.cryptosuite, proof.role) == (f"JWT {NAMES[algorithm]}", "issuer")
    assert proof.created == "2026-06-16T09:00:00Z"
    assert report.check("carrier").detail["carrier"] == "jws"


@pytest.mark.parametrize("kind", ["png", "svg", "plain"])
def test_a_token_travels_in_pictures(kind: str) -> None:
    """Baked as a badge is, or in a file with white space at its end: one and the same verdict."""
    text = token().encode()
    data = {
        "png": png(itxt(text)),
        "svg": svg(element(b"", b' verify="' + text + b'"')),
        "plain": text + b" \r\n",
    }[kind]
    assert report_of(data).verdict is Verdict.VALID


def test_a_revoked_token_is_invalid() -> None:
    """The status list is asked as for every other form."""
    uni = University()
    uni.revoked = {INDEX}
    report = report_of(token(), uni)
    assert report.check("status").code == "revoked"
    assert report.verdict is Verdict.INVALID


def test_an_expired_token_says_what_expired() -> None:
    """In an Open Badge it is the credential, in the profile of the W3C `exp` is the signature's end."""
    past = "2026-06-19T00:00:00Z"
    assert report_of(token(validUntil=past)).check("validity").code == "expired"
    early = changed(token(TokenProfile.VC), payload=put("exp", int(AT.timestamp()) - 1))
    assert report_of(early).check("validity").code == "proof_expired"
    late = changed(token(TokenProfile.VC), payload=put("nbf", int(AT.timestamp()) + 61))
    assert report_of(late).check("validity").code == "token_not_yet_valid"
    future = changed(token(TokenProfile.VC), payload=put("iat", int(AT.timestamp()) + 61))
    assert report_of(future).check("validity").code == "created_in_future"


# One change, signed again by the issuer himself unless it says otherwise (threats, section 3).

HEADER: list[tuple[str, Callable[[Json], object], str, str]] = [
    *((f"header {name}", put(name, True), "failed", "token_header_forbidden") for name in ("crit", "b64", "zip", "jku", "x5u", "x5c")),
    ("alg none", put("alg", "none"), "failed", "token_algorithm_forbidden"),
    ("alg NoNe", put("alg", "NoNe"), "failed", "token_algorithm_forbidden"),
    ("alg HS256", put("alg", "HS256"), "failed", "token_algorithm_forbidden"),
    ("alg of another key", put("alg", "ES256"), "failed", "token_algorithm_mismatch"),
    ("alg unknown", put("alg", "XY256"), "indeterminate", "token_algorithm_unsupported"),
    ("alg not checked here", put("alg", "ES256K"), "indeterminate", "token_algorithm_unsupported"),
    ("access token", put("typ", "at+jwt"), "failed", "token_type_unknown"),
    ("presentation's type", put("typ", "vp+jwt"), "failed", "token_type_unknown"),
    ("jwk with the private key", put("jwk", {**key("kymi").public_key.jwk, "d": "AA"}), "failed", "key_secret_exposed"),
    ("jwk of a stranger beside kid", put("jwk", STRANGER.public_key.jwk), "failed", "token_key_conflict"),
    ("kid as a path", put("kid", "../key-1"), "failed", "token_key_missing"),
    ("kid as an address", put("kid", "https://kymi.example/key"), "indeterminate", "token_key_not_fetched"),
]  # fmt: skip

CLAIMS: list[tuple[str, Callable[[Json], object], str]] = [
    ("iss of another", put("iss", "did:web:other.example"), "token_claim_mismatch"),
    ("jti of another", put("jti", "urn:uuid:0"), "token_claim_mismatch"),
    ("sub of another", put("sub", "urn:uuid:0"), "token_claim_mismatch"),
    ("nbf earlier", put("nbf", 1781517599), "token_claim_mismatch"),
    ("exp later", put("exp", 1939284001), "token_claim_mismatch"),
    ("nbf as a text", put("nbf", "1781517600"), "token_claim_malformed"),
    ("exp as a truth value", put("exp", True), "token_claim_malformed"),
    ("no sub", drop("sub"), "token_claim_missing"),
    ("no iss", drop("iss"), "token_claim_missing"),
    ("no nbf", drop("nbf"), "token_claim_missing"),
    ("no jti", drop("jti"), "token_claim_missing"),
    ("a second credential", put("vc", credential()), "token_two_credentials"),
]


@pytest.mark.parametrize(
    ("change", "outcome", "code"), [each[1:] for each in HEADER], ids=[each[0] for each in HEADER]
)
def test_one_change_of_the_header(change: Callable[[Json], object], outcome: str, code: str) -> None:
    """The check `proof` notices it, whatever the token holds; what it holds is still shown."""
    report = report_of(changed(token(), header=change))
    check = report.check("proof")
    assert (check.outcome.value, check.code) == (outcome, code)
    assert code in CODES
    assert report.verdict is (Verdict.INVALID if outcome == "failed" else Verdict.INDETERMINATE)
    assert report.credential.title == "Research data management"


@pytest.mark.parametrize(("change", "code"), [each[1:] for each in CLAIMS], ids=[each[0] for each in CLAIMS])
def test_one_change_of_the_claims(change: Callable[[Json], object], code: str) -> None:
    """Rightly signed and saying two things: the check `proof` fails."""
    report = report_of(changed(token(), payload=change))
    check = report.check("proof")
    assert (check.outcome, check.code) == (Outcome.FAILED, code)
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_flip_anywhere_is_never_valid(part: int) -> None:
    """One other character in header, payload or signature; in the name of a key it may lead to nobody known."""
    uni = University()
    verifier = uni.verifier()
    texts = token().split(".")
    length = len(texts[part])
    for place in sorted({*range(0, length, max(1, length // 40)), length - 1}):
        old = texts[part][place]
        flipped = texts.copy()
        flipped[part] = texts[part][:place] + ("A" if old != "A" else "B") + texts[part][place + 1 :]
        report = verifier.verify(".".join(flipped).encode())
        # The first letters make it a token at all.
        if report.check("carrier").outcome is Outcome.PASSED:
            check = report.check("proof")
            nowhere = {"controller_document_unavailable", "did_method_unsupported", "proof_key_unavailable"}
            nobody = part == 0 and check.code in nowhere
            assert check.outcome is Outcome.FAILED or nobody, (place, check)
        assert report.verdict is not Verdict.VALID


def test_a_key_that_the_token_brings_along_is_not_the_issuers() -> None:
    """Threats 3.4: the signature holds, and nothing says that the key is the issuer's."""
    head, body = parts(token())
    del head["kid"]
    report = report_of(make({**head, "jwk": STRANGER.public_key.jwk}, body, STRANGER))
    assert report.check("proof").outcome is Outcome.PASSED
    check = report.check("issuer_binding")
    assert (check.outcome, check.code) == (Outcome.FAILED, "issuer_not_bound")
    assert report.verdict is Verdict.INVALID
    unknown = report_of(make({**head, "jwk": STRANGER.public_key.jwk}, body, STRANGER), resolver=Resolver())
    check = unknown.check("issuer_binding")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "controller_document_unavailable")


def test_the_issuers_own_key_as_a_hint_is_fine() -> None:
    """Open Badges 3.0 allows `jwk` alone."""
    head, body = parts(token())
    del head["kid"]
    report = report_of(make({**head, "jwk": key("kymi").public_key.jwk}, body))
    assert report.verdict is Verdict.VALID
    assert report.check("issuer_binding").path == "header.kid"


def test_a_stranger_under_his_own_name_is_not_the_issuer() -> None:
    """A good signature by a key that belongs to somebody else."""
    method = f"{did_key(STRANGER.public_key)}#{STRANGER.public_key.multikey}"
    text = sign_token(credential(), signer=STRANGER.signer(method), created=CREATED)
    report = report_of(text)
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.check("issuer_binding").code in {"issuer_not_bound", "published_test_key"}
    assert report.verdict is Verdict.INVALID


def test_an_unknown_issuer_is_not_known_to_be_good() -> None:
    """Without the issuer's document neither signature nor binding can be judged."""
    report = report_of(token(), resolver=Resolver())
    assert (report.check("proof").outcome, report.check("proof").code) == (
        Outcome.INDETERMINATE,
        "proof_key_unavailable",
    )
    assert report.check("issuer_binding").code == "controller_document_unavailable"
    assert report.verdict is Verdict.INDETERMINATE


def test_a_key_for_other_purposes_signs_no_credential() -> None:
    """The issuer lists it for authentication only."""
    uni = University()
    document = uni.did_documents[ISSUER]
    document["authentication"] = document.pop("assertionMethod")
    report = report_of(token(), uni)
    assert report.check("issuer_binding").code == "verification_method_not_authorized"
    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize("when", ["expires", "revoked"])
def test_a_key_that_was_over_is_refused(when: str) -> None:
    """The period of a key is held against `iat`."""
    uni = University()
    uni.did_method[when] = "2026-06-01T00:00:00Z"
    assert report_of(token(), uni).check("issuer_binding").code in {"key_expired", "key_revoked"}


def test_undefined_words_are_signed_and_mean_nothing() -> None:
    """Threats 3.10: a word without a meaning is nobody's claim; that it is signed makes it no forgery."""
    report = report_of(changed(token(), payload=put("maliciousField", "x")))
    check = report.check("format")
    assert (check.outcome, check.code) == (Outcome.FAILED, "undefined_term")
    assert "means nothing" in check.message
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.verdict is Verdict.VALID


def test_an_extra_header_is_said() -> None:
    """Open Badges 3.0 allows four headers; a harmless fifth one is told."""
    report = report_of(changed(token(), header=put("cty", "JSON")))
    assert "token_header_extra" in {note.code for note in report.notes}
    assert report.verdict is Verdict.VALID


def test_a_proof_inside_a_token_must_hold_too() -> None:
    """Open Badges 3.0 section 8: both may be there; then both are checked."""
    signed = add_proof(credential(), signer=key("kymi").signer(METHOD), created=CREATED)
    head, body = parts(token())
    both = make(head, {**body, "proof": signed["proof"]})
    report = report_of(both)
    assert report.verdict is Verdict.VALID, report.check("proof")
    assert [proof.role for proof in report.credential.proofs] == ["issuer", "cosigner"]
    broken = json.loads(json.dumps(signed["proof"]).replace("2026-06-16", "2026-06-17"))
    report = report_of(make(head, {**body, "proof": broken}))
    assert (report.check("proof").outcome, report.check("proof").code) == (
        Outcome.FAILED,
        "signature_invalid",
    )


def test_a_token_that_is_no_credential() -> None:
    """An access token of somebody is named as no credential, and never valid."""
    report = report_of(make({"alg": "EdDSA", "typ": "JWT", "kid": METHOD}, {"iss": ISSUER, "scope": "admin"}))
    assert report.check("format").code == "format_no_credential"
    assert report.verdict is Verdict.NO_CREDENTIAL


def test_the_learner_of_a_token_is_its_sub() -> None:
    """The subject's id is what the claim repeats."""
    assert parts(token())[1]["sub"] == SUBJECT


# What else holds tokens.

HOLDER = PrivateKey.from_seed(b"the key of a holder of two token")


def presentation(**changes: Any) -> str:
    """A presentation as a token, by its holder, with one credential as a token in it."""
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token(TokenProfile.VC)}",
    }
    payload = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_key(HOLDER.public_key),
        "verifiableCredential": [enveloped],
        "aud": "https://reader.example",
        "nonce": "n-1",
        **changes,
    }
    header = {"alg": "EdDSA", "typ": "vp+jwt", "cty": "vp", "kid": did_key_method(HOLDER.public_key)}
    return make(header, {name: value for name, value in payload.items() if value is not None}, HOLDER)


def test_a_presentation_as_a_token_is_its_holders() -> None:
    """Its signature, its reader, its challenge, and each credential in it."""
    report = report_of(presentation(), domain="https://reader.example", challenge="n-1")
    assert report.check("proof").outcome is Outcome.PASSED
    (part,) = report.parts
    assert part.report.verdict is Verdict.VALID
    assert part.report.credential.proofs[0].cryptosuite == "JWT EdDSA"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"nonce": "n-0"}, "proof_challenge_wrong", "payload.nonce"),
        ({"aud": "https://other.example"}, "proof_domain_wrong", "payload.aud"),
        ({"aud": None}, "proof_domain_wrong", "header"),
        ({"iss": "did:web:other.example"}, "token_claim_mismatch", "payload.iss"),
    ],
)
def test_a_presentation_for_somebody_else_is_none(changes: Json, code: str, path: str) -> None:
    """What was made for another reader or another time, or says two holders."""
    report = report_of(presentation(**changes), domain="https://reader.example", challenge="n-1")
    check = report.check("proof")
    assert (check.outcome, check.code, check.path) == (Outcome.FAILED, code, path)


def test_a_presentation_may_be_over() -> None:
    """`exp` of it is the end of its signature."""
    report = report_of(presentation(exp=int(AT.timestamp()) - 1))
    check = report.check("validity")
    assert (check.code, check.path) == ("proof_expired", "payload.exp")


def test_a_token_in_an_envelope_of_json_is_verified() -> None:
    """VCDM 2.0 section 4.12.1: the credential stands in a `data:` URL."""
    enveloped = json.loads(json.dumps(parts(presentation())[1]["verifiableCredential"][0]))
    assert report_of(json.dumps(enveloped)).verdict is Verdict.VALID


def _list_token(uni: University, by: PrivateKey, **changes: Any) -> bytes:
    document = {name: value for name, value in uni.status_list().items() if name != "proof"} | changes
    created = uni.list_created
    return sign_token(document, signer=by.signer(METHOD), created=created, profile=TokenProfile.VC).encode()


def test_a_status_list_may_be_a_token() -> None:
    """Others publish theirs so; it is proven as strictly as one with a proof inside."""
    uni = University()
    uni.lists = [lambda lists: lists.update({LIST_URL: _list_token(uni, key("kymi"))})]
    assert report_of(token(), uni).check("status").outcome is Outcome.PASSED
    uni.revoked = {INDEX}
    assert report_of(token(), uni).check("status").code == "revoked"
    uni.lists = [lambda lists: lists.update({LIST_URL: _list_token(uni, STRANGER)})]
    check = report_of(token(), uni).check("status")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "status_list_not_authentic")
    assert check.detail["reason"] == "signature_invalid"
    uni.lists = [lambda lists: lists.update({LIST_URL: b"eyJhbGciOiJub25lIn0.e30."})]
    assert report_of(token(), uni).check("status").outcome is Outcome.INDETERMINATE
