"""Tokens: the strict form, the keys, the claims, each rule broken by one change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jwt as pyjwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.proof.tokens import (
    MADE,
    NAMES,
    SUBJECT,
    changed,
    credential,
    drop,
    make,
    parts,
    private,
    put,
    token,
    vc_1_1,
)
from tests.university import ISSUER, METHOD, key

from mcissue.codes import CODES
from mcissue.errors import KeyMaterialError, McissueError, ProofError
from mcissue.proof.did import Resolver, did_jwk, did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.jwt import (
    MAX_TOKEN_CHARACTERS,
    TokenProfile,
    check_claims,
    completed,
    find_key,
    read_jws,
    read_token,
    sign_token,
    verify_jws,
    verify_token,
)
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.multibase import encode_base64url

Json = dict[str, Any]
BOTH = [TokenProfile.OPEN_BADGES, TokenProfile.VC]
RESOLVER = Resolver(
    {ISSUER: did_document(ISSUER, keys=[PublishedKey(public_key=key("kymi").public_key, fragment="key-1")])}
)


def code_of(text: str | bytes, public_key: PublicKey | None = None) -> str | None:
    """Read a token as strictly as can be and check its signature and claims; the code of the fault, if any."""
    try:
        verify_token(completed(read_token(text)), public_key=public_key or key("kymi").public_key)
    except McissueError as error:
        assert error.code in CODES  # noqa: PT017 - whichever it is
        return error.code
    return None


# What we make.


@pytest.mark.parametrize("profile", BOTH)
@pytest.mark.parametrize("algorithm", list(NAMES))
def test_every_key_makes_tokens_that_pyjwt_takes(algorithm: str, profile: TokenProfile) -> None:
    """Whoever knows JWTs only can check ours, with nothing of ours."""
    by = private(algorithm)
    text = token(profile, by)
    header, payload = parts(text)
    assert header["alg"] == NAMES[algorithm]
    assert header["kid"] == METHOD
    public = by._loaded.public_key()
    options: Any = {"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    assert pyjwt.decode(text, key=public, algorithms=[NAMES[algorithm]], options=options) == payload
    assert code_of(text, by.public_key) is None


def test_the_open_badges_profile() -> None:
    """Open Badges 3.0 section 8.2: four claims repeat the credential, and `exp` if it ends; no other headers."""
    header, payload = parts(token())
    assert header == {"alg": "EdDSA", "kid": METHOD, "typ": "JWT"}
    document = credential()
    assert {name: payload[name] for name in document} == document
    assert payload["iss"] == ISSUER
    assert payload["jti"] == document["id"]
    assert payload["sub"] == SUBJECT
    assert payload["nbf"] == 1781517600
    assert payload["exp"] == 1939284000
    assert payload["iat"] == int(MADE.timestamp())
    endless = credential()
    del endless["validUntil"]
    assert "exp" not in parts(sign_token(endless, signer=private("P-256").signer(METHOD), created=MADE))[1]


def test_the_profile_of_the_w3c() -> None:
    """Securing VCs using JOSE and COSE: its types, and no claims that could be taken for the credential's dates."""
    header, payload = parts(token(TokenProfile.VC))
    assert header == {"alg": "EdDSA", "kid": METHOD, "typ": "vc+jwt", "cty": "vc"}
    assert payload == {**credential(), "iss": ISSUER, "iat": int(MADE.timestamp())}


def test_presentations_become_tokens() -> None:
    """By their holder, or by nobody in particular; tokens of the older form are not made."""
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}
    signer = private("P-256").signer(METHOD)
    text = sign_token({**document, "holder": ISSUER}, signer=signer, created=MADE, profile=TokenProfile.VP)
    header, payload = parts(text)
    assert (header["typ"], header["cty"], payload["iss"]) == ("vp+jwt", "vp", ISSUER)
    assert "iss" not in parts(sign_token(document, signer=signer, created=MADE, profile=TokenProfile.VP))[1]
    with pytest.raises(ValueError, match="vc_1_1"):
        sign_token(credential(), signer=signer, created=MADE, profile=TokenProfile.VC_1_1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: c["credentialSubject"].pop("id"), "token_claim_missing"),
        (lambda c: c.pop("id"), "token_claim_missing"),
        (lambda c: c.pop("validFrom"), "token_claim_missing"),
        (lambda c: c.pop("issuer"), "token_claim_missing"),
        (lambda c: c.update(validFrom="2026-06-15T10:00:00.5Z"), "token_claim_malformed"),
        (lambda c: c.update(validUntil="2031"), "token_claim_malformed"),
        (lambda c: c.update(proof={}), "proof_already_present"),
        (lambda c: c.update(iss="x"), "token_claim_malformed"),
        (lambda c: c.update(vc={}), "token_two_credentials"),
    ],
)
def test_what_can_not_become_a_token(change: Any, code: str) -> None:
    """What the claims must repeat has to be there, to the second."""
    document = credential()
    change(document)
    with pytest.raises(ProofError) as caught:
        sign_token(document, signer=private("Ed25519").signer(METHOD), created=MADE)
    assert caught.value.code == code


def test_a_signer_that_lies_is_found_out() -> None:
    """What a signer gives is checked before it leaves the house."""

    class Broken:
        key_id, algorithm, public_key = METHOD, "Ed25519", key("kymi").public_key

        def sign(self, data: bytes) -> bytes:
            return bytes(64)

    with pytest.raises(KeyMaterialError) as caught:
        sign_token(credential(), signer=Broken(), created=MADE)
    assert caught.value.code == "signer_broken"


# The form: each a good token with one change, signed again by its issuer (threats, section 3).


@pytest.mark.parametrize("name", ["crit", "b64", "zip", "jku", "x5u", "x5c"])
def test_headers_that_have_no_place_are_refused_by_presence(name: str) -> None:
    """Threats 3.3: whatever their value, even a harmless one."""
    for value in ("", None, ["b64"], True):
        assert code_of(changed(token(), header=put(name, value))) == "token_header_forbidden"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("none", "token_algorithm_forbidden"),
        ("None", "token_algorithm_forbidden"),
        ("NONE", "token_algorithm_forbidden"),
        ("HS256", "token_algorithm_forbidden"),
        ("hs512", "token_algorithm_forbidden"),
        ("eddsa", "token_algorithm_unsupported"),
        ("ES256K", "token_algorithm_unsupported"),
        ("RS1", "token_algorithm_unsupported"),
        ("ES256", "token_algorithm_mismatch"),
        ("PS256", "token_algorithm_mismatch"),
        (None, "token_malformed"),
        (["EdDSA"], "token_malformed"),
        ({}, "token_malformed"),
    ],
)
def test_the_algorithm_follows_from_the_key(name: Any, code: str) -> None:
    """Threats 3.1: no `none`, no HMAC with a public key, nothing but the algorithm of the issuer's key."""
    assert code_of(changed(token(), header=put("alg", name))) == code


def test_a_token_under_the_public_key_as_a_password_is_refused() -> None:
    """Threats 3.1: HMAC keyed with what everybody has."""
    import hashlib
    import hmac

    head, body = parts(token())
    signed = ".".join(
        encode_base64url(json.dumps(part).encode()) for part in ({**head, "alg": "HS256"}, body)
    )
    mac = hmac.new(key("kymi").public_key.raw, signed.encode(), hashlib.sha256).digest()
    assert code_of(f"{signed}.{encode_base64url(mac)}") == "token_algorithm_forbidden"


def test_both_names_of_ed25519_are_read() -> None:
    """RFC 8037 and RFC 9864."""
    assert code_of(changed(token(), header=put("alg", "Ed25519"))) is None


def test_rsa_in_both_ways() -> None:
    """RS256 and PS256; a signature of one is none of the other."""
    by = private("RSA")
    head, body = parts(token(by=by))
    assert code_of(make({**head, "alg": "PS256"}, body, by, "PS256"), by.public_key) is None
    assert code_of(make({**head, "alg": "PS256"}, body, by, "RS256"), by.public_key) == "signature_invalid"
    assert code_of(make(head, body, by, "PS256"), by.public_key) == "signature_invalid"


@pytest.mark.parametrize("name", ["at+jwt", "JWS", "dpop+jwt", "vc+sd-jwt", "", 1, None, "application/jwt"])
def test_a_token_for_something_else_is_no_credential(name: Any) -> None:
    """Threats 3.6: an access token by the same key."""
    assert code_of(changed(token(), header=put("typ", name))) == "token_type_unknown"


@pytest.mark.parametrize("name", ["jwt", "JWT"])
def test_names_of_types_know_no_case(name: str) -> None:
    """RFC 7515, section 4.1.9."""
    assert code_of(changed(token(), header=put("typ", name))) is None
    assert code_of(changed(token(), header=drop("typ"))) is None
    assert code_of(changed(token(TokenProfile.VC), header=put("typ", "application/VC+JWT"))) is None


def test_the_content_must_be_what_the_type_says() -> None:
    """`cty` of a vc+jwt is `vc`."""
    assert code_of(changed(token(TokenProfile.VC), header=put("cty", "vp"))) == "token_type_unknown"
    assert code_of(changed(token(TokenProfile.VC), header=put("cty", "bad+cty"))) == "token_type_unknown"
    assert code_of(changed(token(TokenProfile.VC), header=drop("cty"))) is None


def test_a_private_key_in_the_header_is_loud() -> None:
    """Threats 3.4: everybody has it now."""
    jwk = {**key("kymi").public_key.jwk, "d": "A" * 43}
    with pytest.raises(KeyMaterialError) as caught:
        read_token(changed(token(), header=put("jwk", jwk)))
    assert caught.value.code == "key_secret_exposed"
    assert "PRIVATE" in caught.value.message
    assert caught.value.mend


@pytest.mark.parametrize("profile", BOTH)
@pytest.mark.parametrize("name", ["vc", "vp"])
def test_a_token_holds_one_credential(profile: TokenProfile, name: str) -> None:
    """Threats 3.8: one in a claim and one beside it."""
    assert code_of(changed(token(profile), payload=put(name, credential()))) == "token_two_credentials"


def test_selective_disclosure_is_not_judged() -> None:
    """Threats 3.11: named as not supported, never as invalid."""
    for text in (token() + "~WyJhIl0~", changed(token(), payload=put("_sd_alg", "sha-256"))):
        with pytest.raises(ProofError) as caught:
            read_token(text)
        assert caught.value.code == "token_selective_disclosure"
        assert caught.value.indeterminate


def test_a_token_has_one_text() -> None:
    """Threats 3.9: padding, spare bits, blanks, a fourth part, a signature in DER or of zeros."""
    text = token(by=private("P-256"))
    public = private("P-256").public_key
    head, body, signature = text.split(".")
    spare = signature[:-1] + chr(ord(signature[-1]) + 1)
    for bad in (
        f"{head}.{body}.{signature}=",
        f"{head}.{body}.{spare}",
        f"{head}.{body}.{signature[:-1]}+",
        f"{head}. {body}.{signature}",
        f"{head}.{body}.{signature}.",
        f"{head}.{body}.",
        f"{head}..{signature}",
        f".{body}.{signature}",
        f"{head}.{body}",
        "",
        "é",
    ):
        assert code_of(bad, public) == "token_malformed", bad[-20:]
    der = b"\x30\x44\x02\x20" + b"\x01" * 32 + b"\x02\x20" + b"\x01" * 32
    for signed in (der, bytes(64), b"\xff" * 64, bytes(63)):
        assert code_of(f"{head}.{body}.{encode_base64url(signed)}", public) == "signature_invalid"
    assert code_of(f" \n{text}\r\n", public) is None


def test_members_twice_are_refused() -> None:
    """Two programs would read two tokens."""
    head, body = parts(token())
    twice = json.dumps(head)[:-1] + ', "alg": "none"}'
    assert code_of(make(twice.encode(), body)) == "token_malformed"
    assert code_of(make(head, (json.dumps(body)[:-1] + ', "iss": "x"}').encode())) == "token_malformed"
    for payload in (b"[]", b'"x"', b"null", b"{", b"\xff", b'{"iss": NaN}', b'{"nbf": 1e30}'):
        assert code_of(make(head, payload)) == "token_malformed"
    for header in (b"[]", b"{", b"{}"):
        assert code_of(make(header, body)) == "token_malformed"


def test_a_token_beyond_the_limit_is_not_read() -> None:
    """Size shows no harm by itself."""
    with pytest.raises(ProofError) as caught:
        read_token("a" * (MAX_TOKEN_CHARACTERS + 1))
    assert caught.value.code == "token_too_large"
    assert caught.value.indeterminate


@given(
    st.binary(max_size=60)
    | st.text(max_size=60)
    | st.lists(st.text("eyJ0A-_=", max_size=12), min_size=2, max_size=4).map(".".join)
)
@settings(max_examples=200)
def test_whatever_is_given_only_our_errors_leave(data: bytes | str) -> None:
    """Any bytes and any text are refused by name."""
    with pytest.raises(McissueError) as caught:
        read_token(data)
    assert caught.value.code in CODES


@given(
    st.dictionaries(
        st.sampled_from(["alg", "typ", "kid", "jwk", "cty", "crit", "x"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.lists(st.text(max_size=3))
        | st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
        max_size=4,
    ),
    st.dictionaries(
        st.sampled_from(
            [
                "iss",
                "sub",
                "exp",
                "nbf",
                "iat",
                "vc",
                "vp",
                "id",
                "issuer",
                "@context",
                "credentialSubject",
                "holder",
            ]
        ),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=5)
        | st.lists(st.text(max_size=3))
        | st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
        max_size=5,
    ),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_signed_only_our_errors_leave(header: Json, payload: Json) -> None:
    """Any header and payload, rightly signed: in order, or refused by name; keys are looked for without a crash."""
    text = make({"alg": "EdDSA", **header}, payload)
    code_of(text)
    try:
        found = find_key(
            read_token(text), issuer_id=ISSUER, relationship="assertionMethod", resolver=RESOLVER
        )
    except McissueError:
        return
    assert found.error is None or found.error.code in CODES


# The claims.


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("iss", "did:web:other.example"), "token_claim_mismatch"),
        (put("jti", "urn:uuid:0"), "token_claim_mismatch"),
        (put("sub", "did:web:other.example"), "token_claim_mismatch"),
        (put("nbf", 1781517601), "token_claim_mismatch"),
        (put("exp", 1939284001), "token_claim_mismatch"),
        (drop("iss"), "token_claim_missing"),
        (drop("jti"), "token_claim_missing"),
        (drop("sub"), "token_claim_missing"),
        (drop("nbf"), "token_claim_missing"),
        (drop("exp"), "token_claim_missing"),
        (drop("validUntil"), "token_claim_mismatch"),
        (drop("id"), "token_claim_mismatch"),
        (put("nbf", "1781517600"), "token_claim_malformed"),
        (put("nbf", True), "token_claim_malformed"),
        (put("exp", -1), "token_claim_malformed"),
        (put("exp", 10**15), "token_claim_malformed"),
        (put("iat", "2026-06-16T09:00:00Z"), "token_claim_malformed"),
        (put("iss", 1), "token_claim_malformed"),
        (put("sub", ["x"]), "token_claim_malformed"),
    ],
)
def test_claims_of_an_open_badge(change: Any, code: str) -> None:
    """Threats 3.7: what stands there twice says the same, and is there."""
    assert code_of(changed(token(), payload=change)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("iss", "did:web:other.example"), "token_claim_mismatch"),
        (put("jti", "urn:uuid:0"), "token_claim_mismatch"),
        (put("sub", "did:web:other.example"), "token_claim_mismatch"),
        (put("exp", "soon"), "token_claim_malformed"),
        (put("iat", "yesterday"), "token_claim_malformed"),
        (put("iat", "2026-06-16T09:00:00Z"), None),
        (put("exp", 1), None),
        (put("nbf", 1), None),
        (drop("iss"), None),
        (drop("iat"), None),
    ],
)
def test_claims_in_the_profile_of_the_w3c(change: Any, code: str | None) -> None:
    """They may be missing, must not conflict, and their times are the signature's, not the credential's."""
    assert code_of(changed(token(TokenProfile.VC), payload=change)) == code


def test_fractions_of_a_second_in_the_credential_do_not_conflict() -> None:
    """A claim has whole seconds; the credential of somebody else may have more."""
    assert code_of(changed(token(), payload=put("validFrom", "2026-06-15T10:00:00.250Z"))) is None


def test_the_older_form_is_completed_from_its_claims() -> None:
    """Verifiable Credentials 1.1 section 6.3.1: what only the claims say becomes part of the credential."""
    made = completed(read_token(vc_1_1()))
    assert made.profile is TokenProfile.VC_1_1
    assert made.document["issuer"] == {"id": ISSUER, "name": "Kymi"}
    assert made.document["credentialSubject"]["id"] == SUBJECT
    assert made.document["issuanceDate"] == "2026-06-15T10:00:00Z"
    assert made.document["expirationDate"] == "2031-06-15T10:00:00Z"
    check_claims(made)
    assert code_of(vc_1_1()) is None


@pytest.mark.parametrize(
    ("member", "value"),
    [("issuer", "did:web:other.example"), ("id", "urn:uuid:0"), ("issuanceDate", "2020-01-01T00:00:00Z")],
)
def test_the_older_form_may_not_contradict_its_claims(member: str, value: str) -> None:
    """What stands in both must be the same there as well."""
    head, body = parts(vc_1_1())
    body["vc"][member] = value
    assert code_of(make(head, body)) == "token_claim_mismatch"


# The key.


def found_code(text: str, resolver: Resolver = RESOLVER, issuer: str | None = ISSUER) -> str | None:
    found = find_key(read_token(text), issuer_id=issuer, relationship="assertionMethod", resolver=resolver)
    return None if found.error is None else found.error.code


def test_a_key_is_found_by_every_name_that_standards_know() -> None:
    """The full id, its fragment, the kid or thumbprint of the JWK, the JWK itself, the only key there is."""
    public = key("kymi").public_key
    jwk_document = {
        "@context": "https://www.w3.org/ns/did/v1",
        "id": ISSUER,
        "verificationMethod": [
            {
                "id": "#key-1",
                "type": "JsonWebKey",
                "controller": ISSUER,
                "publicKeyJwk": {**public.jwk, "kid": "my-key"},
            }
        ],
        "assertionMethod": ["#key-1"],
    }
    resolver = Resolver({ISSUER: jwk_document})
    for change in (
        put("kid", METHOD),
        put("kid", "#key-1"),
        put("kid", "key-1"),
        put("kid", "my-key"),
        put("kid", public.thumbprint),
        lambda header: (header.pop("kid"), header.update(jwk=public.jwk)),
        put("jwk", public.jwk),
        drop("kid"),
    ):
        made = read_token(changed(token(), header=change))
        found = find_key(made, issuer_id=ISSUER, relationship="assertionMethod", resolver=resolver)
        assert found.error is None
        assert found.public_key == public
        assert found.method_id == METHOD


def test_computed_documents_give_keys_too() -> None:
    """did:key and did:jwk are their own document."""
    public = private("P-256").public_key
    for name in (did_key(public), did_jwk(public)):
        method = did_key_method(public) if name.startswith("did:key") else f"{name}#0"
        text = changed(token(), header=put("kid", method))
        assert found_code(text, Resolver(), name) is None
        assert found_code(changed(token(), header=drop("kid")), Resolver(), name) == "token_key_missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("kid", f"{ISSUER}#key-2"), "verification_method_not_found"),
        (put("kid", "key-2"), "token_key_missing"),
        (put("kid", "../../etc/passwd"), "token_key_missing"),
        (put("kid", "' OR 1=1 --"), "token_key_missing"),
        (put("kid", "https://kymi.example/keys/1"), "token_key_not_fetched"),
        (put("kid", "http://127.0.0.1/"), "token_key_not_fetched"),
        (put("kid", "did:web:other.example#key-1"), "controller_document_unavailable"),
        (put("kid", "file:///etc/passwd#x"), "verification_method_url_invalid"),
        (put("jwk", PrivateKey.from_seed(bytes(range(32))).public_key.jwk), "token_key_conflict"),
        (put("jwk", {"kty": "oct", "k": "AAAA"}), "key_secret_exposed"),
        (put("jwk", {"kty": "OKP"}), "key_algorithm_unsupported"),
    ],
)
def test_names_that_lead_to_no_key(change: Any, code: str) -> None:
    """Threats 3.4 and 3.5: exact lookup among the ids of the issuer's document; a JWK must agree with it."""
    assert found_code(changed(token(), header=change)) == code
    assert code in CODES


def test_a_key_of_the_tokens_own_is_said_to_be_that() -> None:
    """Threats 3.4: its signature may hold; that it is the issuer's nobody says."""
    own = PrivateKey.from_seed(bytes(range(32)))
    head, body = parts(token())
    del head["kid"]
    text = make({**head, "jwk": own.public_key.jwk}, body, own)
    found = find_key(read_token(text), issuer_id=ISSUER, relationship="assertionMethod", resolver=RESOLVER)
    assert found.public_key == own.public_key
    assert found.method is None
    assert found.error is not None
    assert found.error.code == "token_key_missing"
    assert found.method_id.startswith("urn:ietf:params:oauth:jwk-thumbprint:sha-256:")


def test_two_keys_are_no_key() -> None:
    """A token that does not say which of two keys it means is not guessed at; two names of one key are one."""
    other = PrivateKey.from_seed(bytes(range(32))).public_key
    keys = [
        PublishedKey(public_key=each, fragment=name)
        for name, each in (("a", key("kymi").public_key), ("b", other))
    ]
    document = did_document(ISSUER, keys=keys)
    unnamed = changed(token(), header=drop("kid"))
    assert found_code(unnamed, Resolver({ISSUER: document})) == "token_key_ambiguous"
    methods = document["verificationMethod"]
    methods[1]["publicKeyMultibase"] = methods[0]["publicKeyMultibase"]
    assert found_code(unnamed, Resolver({ISSUER: document})) is None


@pytest.mark.parametrize(
    "member",
    ["credentialStatus", "validUntil", "expirationDate", "issuanceDate", "validFrom", "proof", "issuer"],
)
def test_nothing_stands_beside_a_credential_in_a_claim(member: str) -> None:
    """An end or a status beside the claim `vc` would be signed, and read by nobody."""
    text = vc_1_1()
    read_token(text)
    assert code_of(changed(text, payload=put(member, "2026-06-15T10:00:00Z"))) == "token_two_credentials"


# What others made.


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "key_name", "code"),
    [
        ("credential-jose-minimal", "vm-p256", None),
        ("credential-issuer-match-signed", None, None),
        ("credential-jose-unknown-extensions", "vm-p521", None),
        ("credential-jose-bad-signature", "vm-ed25519", "signature_invalid"),
        ("credential-jose-bad-media-type", "vm-ed25519", "token_type_unknown"),
        ("credential-jose-vc-vp-claims", "vm-ed25519", "token_two_credentials"),
        ("presentation-jose-multiple", "vm-p384", None),
        ("presentation-jose-bad-media-type", "vm-ed25519", "token_type_unknown"),
    ],
)
def test_inputs_of_the_w3c_suite(reference: Path, name: str, key_name: str | None, code: str | None) -> None:
    """What must verify does; what must not is refused for its own reason."""
    folder = reference / "w3c" / "jose-cose" / "test-suite-inputs"
    text = (folder / f"{name}.txt").read_bytes()
    named = read_jws(text).header["kid"] if code != "token_type_unknown" else None
    for file in sorted(folder.glob("vm-*.json")):
        method = json.loads(file.read_bytes())["publicKeyJwk"]
        if file.stem == key_name or (key_name is None and method["kid"] == named):
            assert code_of(text, PublicKey.from_jwk(method)) == code
            return
    pytest.fail("no such key")


@pytest.mark.reference
def test_wycheproof(reference: Path) -> None:
    """Every vector for signatures that we read: good ones hold if their form is one of a token, bad ones never."""
    data = json.loads((reference / "w3c" / "wycheproof" / "json_web_signature_test.json").read_bytes())
    held = refused = 0
    strict: dict[str, int] = {}
    for group in data["testGroups"]:
        for test in group["tests"]:
            try:
                public = PublicKey.from_jwk(group.get("public", group["private"]))
                verify_jws(read_jws(test["jws"]), public_key=public)
            except McissueError as error:
                assert error.code in CODES  # noqa: PT017 - whichever it is
                refused += 1
                if test["result"] == "valid":
                    strict[error.code] = strict.get(error.code, 0) + 1
            else:
                assert test["result"] == "valid", (group["comment"], test)
                held += 1
    assert held + refused == data["numberOfTests"]
    assert held == 14
    # Valid elsewhere, not here: symmetric keys, longer hashes, no payload, keys whose JWK contradicts itself.
    assert set(strict) <= {
        "key_secret_exposed", "key_algorithm_unsupported", "token_algorithm_unsupported", "token_algorithm_forbidden",
        "token_malformed", "token_type_unknown",
    }, strict  # fmt: skip
