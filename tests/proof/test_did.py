"""From the name of a key to the key: every step of Controlled Identifiers 1.0, section 3.3, one thing wrong at a time."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.codes import CODES
from mcissue.errors import KeyMaterialError
from mcissue.proof.did import (
    RELATIONSHIPS,
    PublishedKey,
    Resolver,
    did_document,
    did_jwk,
    did_key,
    did_key_method,
    did_web_url,
    load_did_documents,
    retrieve_verification_method,
)
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.multibase import encode_base58btc, encode_base64url

KEY = PrivateKey.from_seed(b"test_did-test_did-test_did-test_").public_key
OTHER = PrivateKey.from_seed(b"test_did-other-test_did-other-te").public_key
DID = "did:web:example.edu"
METHOD = f"{DID}#key-1"


def document(**changes: Any) -> dict[str, Any]:
    """A good controller document, with members changed."""
    entry = {"id": METHOD, "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.multikey}
    return {"id": DID, "verificationMethod": [entry], "assertionMethod": [METHOD], **changes}


def entry(**changes: Any) -> dict[str, Any]:
    """The good method, with members changed; a value of `...` takes the member out."""
    changed = {**document()["verificationMethod"][0], **changes}
    return {member: value for member, value in changed.items() if value is not ...}


def retrieve(given: Any, method: Any = METHOD, relationship: str = "assertionMethod") -> Any:
    """Retrieve a method from a given document."""
    return retrieve_verification_method(method, relationship=relationship, resolver=Resolver({DID: given}))


def error_of(given: Any, method: Any = METHOD, relationship: str = "assertionMethod") -> KeyMaterialError:
    """The error of a retrieval that fails, whose code is in the table."""
    with pytest.raises(KeyMaterialError) as caught:
        retrieve(given, method, relationship)
    assert caught.value.code in CODES
    return caught.value


def test_a_good_document_gives_its_key() -> None:
    """The key, its controller, its full name and where the document came from."""
    found = retrieve(document())
    assert (found.id, found.controller, found.public_key) == (METHOD, DID, KEY)
    assert (found.expires, found.revoked, found.source) == (None, None, "given")


@pytest.mark.parametrize(
    "good",
    [
        document(assertionMethod=["#key-1"]),
        document(verificationMethod=[entry(id="#key-1")]),
        document(verificationMethod=[], assertionMethod=[entry()]),
        document(verificationMethod=[], assertionMethod=[entry(id="#key-1")]),
        document(verificationMethod=[entry(type="Ed25519VerificationKey2020")]),
        document(
            verificationMethod=[entry(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk=dict(KEY.jwk))]
        ),
        document(
            verificationMethod=[
                entry(type="JsonWebKey2020", publicKeyMultibase=..., publicKeyJwk=dict(KEY.jwk))
            ]
        ),
        document(verificationMethod=[entry(id=f"{DID}#key-2"), entry()]),
        document(verificationMethod=[{"id": "did:web:example.edu#x", "type": "Unknown"}, entry()]),
        document(service=[{"id": "#s", "type": "T", "serviceEndpoint": "https://x.org"}], authentication=[]),
    ],
)
def test_all_permitted_shapes_are_read(good: dict[str, Any]) -> None:
    """Embedded or referenced, absolute or relative, Multikey or JWK; what does not concern us is not judged."""
    assert retrieve(good).public_key == KEY


MUTATIONS: list[tuple[str, Any, str]] = [
    # step 4: the document conforms
    ("document is a list", [document()], "controller_document_malformed"),
    ("document is a text", "hello", "controller_document_malformed"),
    ("document without id", {"verificationMethod": [entry()], "assertionMethod": [METHOD]}, "controller_document_malformed"),
    ("id is a list", document(id=[DID]), "controller_document_malformed"),
    ("methods are an object", document(verificationMethod=entry()), "controller_document_malformed"),
    ("a method is a text", document(verificationMethod=[METHOD]), "controller_document_malformed"),
    ("a method is null", document(verificationMethod=[None]), "controller_document_malformed"),
    ("relationship is a text", document(assertionMethod=METHOD), "controller_document_malformed"),
    ("relationship holds a number", document(assertionMethod=[7]), "controller_document_malformed"),
    ("methods without end", document(authentication=["#x"] * 1001), "controller_document_too_large"),
    # step 5: it is about the controller
    ("another id", document(id="did:web:evil.example"), "controller_document_id_mismatch"),
    ("id in capitals", document(id="did:web:EXAMPLE.edu"), "controller_document_id_mismatch"),
    ("id with a slash", document(id=DID + "/"), "controller_document_id_mismatch"),
    # steps 6 and 8: the method is there, once, under its full name
    ("no methods", document(verificationMethod=[]), "verification_method_not_found"),
    ("no list of methods", {"id": DID, "assertionMethod": [METHOD]}, "verification_method_not_found"),
    ("another fragment", document(verificationMethod=[entry(id=f"{DID}#key-2")]), "verification_method_not_found"),
    ("another document's", document(verificationMethod=[entry(id="did:web:x.org#key-1")]), "verification_method_not_found"),
    ("bare fragment", document(verificationMethod=[entry(id="key-1")]), "verification_method_not_found"),
    ("id is a number", document(verificationMethod=[entry(id=1)]), "verification_method_not_found"),
    ("twice", document(verificationMethod=[entry(), entry()]), "verification_method_duplicate"),
    ("twice with another key", document(verificationMethod=[entry(), entry(publicKeyMultibase=OTHER.multikey)]), "verification_method_duplicate"),
    ("absolute and relative", document(verificationMethod=[entry(), entry(id="#key-1")]), "verification_method_duplicate"),
    ("listed and embedded", document(assertionMethod=[entry(publicKeyMultibase=OTHER.multikey)]), "verification_method_duplicate"),
    ("embedded twice", document(verificationMethod=[], assertionMethod=[entry()], authentication=[entry()]), "verification_method_duplicate"),
    # step 7: the method conforms
    ("no type", document(verificationMethod=[entry(type=...)]), "verification_method_malformed"),
    ("type is a list", document(verificationMethod=[entry(type=["Multikey"])]), "verification_method_malformed"),
    ("no controller", document(verificationMethod=[entry(controller=...)]), "verification_method_malformed"),
    ("controller is a list", document(verificationMethod=[entry(controller=[DID])]), "verification_method_malformed"),
    ("no key", document(verificationMethod=[entry(publicKeyMultibase=...)]), "verification_method_malformed"),
    ("key is a number", document(verificationMethod=[entry(publicKeyMultibase=7)]), "verification_method_malformed"),
    ("key twice", document(verificationMethod=[entry(publicKeyJwk=dict(OTHER.jwk))]), "verification_method_malformed"),
    ("JWK in a Multikey", document(verificationMethod=[entry(publicKeyMultibase=..., publicKeyJwk=dict(KEY.jwk))]), "verification_method_malformed"),
    ("Multikey in a JWK", document(verificationMethod=[entry(type="JsonWebKey")]), "verification_method_malformed"),
    ("JWK is a text", document(verificationMethod=[entry(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk="x")]), "verification_method_malformed"),
    ("secret beside it", document(verificationMethod=[entry(secretKeyMultibase="z3u2")]), "key_secret_exposed"),
    ("secret JWK", document(verificationMethod=[entry(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk={**KEY.jwk, "d": "x"})]), "key_secret_exposed"),
    ("another type", document(verificationMethod=[entry(type="EcdsaSecp256k1VerificationKey2019")]), "verification_method_type_unsupported"),
    ("2018 type", document(verificationMethod=[entry(type="Ed25519VerificationKey2018", publicKeyBase58="x")]), "verification_method_type_unsupported"),
    ("another algorithm", document(verificationMethod=[entry(publicKeyMultibase=encode_base58btc(b"\xe7\x01\x02" + bytes(32)))]), "key_algorithm_unsupported"),
    ("small-order key", document(verificationMethod=[entry(publicKeyMultibase=encode_base58btc(b"\xed\x01\x01" + bytes(31)))]), "key_weak"),
    ("unreadable expiry", document(verificationMethod=[entry(expires="2030-01-01")]), "verification_method_malformed"),
    ("expiry null", document(verificationMethod=[entry(expires=None)]), "verification_method_malformed"),
    ("unreadable revocation", document(verificationMethod=[entry(revoked="soon")]), "verification_method_malformed"),
    # step 9: it names its document as controller
    ("foreign controller", document(verificationMethod=[entry(controller="did:web:evil.example")]), "verification_method_controller_mismatch"),
    # step 10: it is listed for the purpose
    ("not listed", document(assertionMethod=[]), "verification_method_not_authorized"),
    ("no such list", {"id": DID, "verificationMethod": [entry()]}, "verification_method_not_authorized"),
    ("listed elsewhere", document(assertionMethod=[], authentication=[METHOD]), "verification_method_not_authorized"),
    ("embedded elsewhere", {"id": DID, "keyAgreement": [entry()]}, "verification_method_not_authorized"),
    ("another embedded", document(assertionMethod=[entry(id=f"{DID}#key-2")]), "verification_method_not_authorized"),
    ("another listed", document(assertionMethod=["#key-2"]), "verification_method_not_authorized"),
    ("bare fragment listed", document(assertionMethod=["key-1"]), "verification_method_not_authorized"),
    ("foreign fragment listed", document(assertionMethod=["did:web:x.org#key-1"]), "verification_method_not_authorized"),
]  # fmt: skip

INDETERMINATE = {
    "controller_document_too_large",
    "controller_document_malformed",
    "controller_document_id_mismatch",
    "verification_method_duplicate",
    "verification_method_malformed",
    "verification_method_type_unsupported",
    "key_algorithm_unsupported",
}


@pytest.mark.parametrize(("bad", "code"), [row[1:] for row in MUTATIONS], ids=[row[0] for row in MUTATIONS])
def test_one_thing_wrong_is_one_code(bad: Any, code: str) -> None:
    """Each step of the retrieval refuses with its own code; a document that can't be used says nothing."""
    error = error_of(bad)
    assert error.code == code
    assert error.indeterminate == (code in INDETERMINATE)


W3C_TYPES = {
    "verification_method_url_invalid": "INVALID_VERIFICATION_METHOD_URL",
    "controller_document_malformed": "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
    "controller_document_id_mismatch": "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "verification_method_malformed": "INVALID_VERIFICATION_METHOD",
    "verification_method_controller_mismatch": "INVALID_VERIFICATION_METHOD",
    "verification_method_not_authorized": "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
}


@pytest.mark.parametrize("code", W3C_TYPES)
def test_the_w3c_name_of_each_refusal_is_in_the_table(code: str) -> None:
    """The problem types are those that Controlled Identifiers 1.0 names in the algorithm."""
    assert CODES[code].problem_type == "https://w3id.org/security#" + W3C_TYPES[code]


@pytest.mark.parametrize(
    "method",
    [
        "",
        DID,
        DID + "#",
        "#key-1",
        "key-1",
        METHOD + "#key-1",
        DID + "?versionId=1#key-1",
        DID + "/path#key-1",
        DID + ";service=x#key-1",
        METHOD + " ",
        METHOD + "\n",
        DID + "#key%201",
        "did:#key-1",
        "did:web:#key-1",
        "DID:web:example.edu#key-1",
        "did:Web:example.edu#key-1",
        "http://example.edu/issuer#key-1",
        "https://user@example.edu/issuer#key-1",
        "https://example.edu\\@evil.org/#key-1",
        "https://EXAMPLE.edu/issuer#key-1",
        "https://exämple.edu/issuer#key-1",
        "https://127.0.0.1/issuer#key-1",
        "https://0x7f000001/issuer#key-1",
        "https://[::1]/issuer#key-1",
        "https://example.edu:0/issuer#key-1",
        "https://example.edu:65536/issuer#key-1",
        "https://example.edu/a/../issuer#key-1",
        "https://example.edu/%2e%2e/issuer#key-1",
        "https://example.edu/\r\nHost: x#key-1",
        "urn:uuid:1#key-1",
        "did:web:" + "a" * 3000 + "#key-1",
        None,
        7,
        {"id": METHOD, "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.multikey},
        [METHOD],
    ],
)
def test_names_that_are_no_method_urls_are_refused(method: Any) -> None:
    """Objects with a key inside, bare DIDs, queries, paths, addresses, tricks with the host: one code."""
    assert error_of(document(), method).code == "verification_method_url_invalid"


@pytest.mark.parametrize("relationship", ["", "assertionmethod", "verificationMethod", "id", "publicKey"])
def test_a_purpose_that_is_no_relationship_is_refused(relationship: str) -> None:
    """A proof can't choose any other list of the document as its permission."""
    given = document(**{relationship or "x": [METHOD] if relationship != "id" else DID})
    if relationship == "verificationMethod":
        given = document()
    assert error_of(given, relationship=relationship).code == "verification_method_not_authorized"


@pytest.mark.parametrize("relationship", RELATIONSHIPS)
def test_each_relationship_is_its_own_list(relationship: str) -> None:
    """Listed under one, a key is not listed under the others."""
    given = {"id": DID, "verificationMethod": [entry()], relationship: [METHOD]}
    assert retrieve(given, relationship=relationship).public_key == KEY
    for other in set(RELATIONSHIPS) - {relationship}:
        assert error_of(given, relationship=other).code == "verification_method_not_authorized"


def test_ends_of_keys_are_read() -> None:
    """`expires` and `revoked` come out as instants, for the verifier to judge."""
    changed = entry(expires="2030-01-01T00:00:00Z", revoked="2029-06-01T02:00:00+02:00")
    found = retrieve(document(verificationMethod=[changed]))
    assert found.expires == datetime(2030, 1, 1, tzinfo=UTC)
    assert found.revoked == datetime(2029, 6, 1, tzinfo=UTC)


def test_an_https_controller_works_like_a_did() -> None:
    """The document of an https issuer is taken from what was given, under its exact URL."""
    url = "https://example.edu/issuers/565049"
    given = json.loads(json.dumps(document()).replace(DID, url))
    resolver = Resolver({url: given})
    found = retrieve_verification_method(f"{url}#key-1", relationship="assertionMethod", resolver=resolver)
    assert (found.public_key, found.controller) == (KEY, url)


@pytest.mark.parametrize("url", [DID, "https://example.edu/issuer"])
def test_a_document_that_is_not_at_hand_is_not_a_failure(url: str) -> None:
    """What could not be found out is indeterminate, and the message says how to supply it."""
    with pytest.raises(KeyMaterialError) as caught:
        Resolver().resolve(url)
    assert (caught.value.code, caught.value.indeterminate) == ("controller_document_unavailable", True)
    assert "--did-documents" in str(caught.value)


def test_other_did_methods_are_not_a_failure() -> None:
    """A method that we don't know may be good: indeterminate, even if a document was given."""
    with pytest.raises(KeyMaterialError) as caught:
        Resolver({"did:ebsi:zabc": document(id="did:ebsi:zabc")}).resolve("did:ebsi:zabc")
    assert (caught.value.code, caught.value.indeterminate) == ("did_method_unsupported", True)


def test_a_resolver_does_not_change_with_its_source() -> None:
    """The mapping is copied; with_documents makes a new resolver."""
    given: dict[str, Any] = {}
    resolver = Resolver(given)
    given[DID] = document()
    assert not resolver.documents
    assert resolver.with_documents(given).resolve(DID).document == document()
    assert not resolver.documents


def test_did_key_is_computed() -> None:
    """The key of a did:key is in its name; it is listed for signing and not for encryption."""
    found = retrieve_verification_method(
        did_key_method(KEY), relationship="assertionMethod", resolver=Resolver()
    )
    assert (found.public_key, found.controller, found.source) == (KEY, did_key(KEY), "computed")
    with pytest.raises(KeyMaterialError):
        retrieve_verification_method(did_key_method(KEY), relationship="keyAgreement", resolver=Resolver())


def test_a_given_document_does_not_replace_a_computed_one() -> None:
    """Nobody can hand in a document that gives a did:key another key."""
    did = did_key(KEY)
    forged = json.loads(json.dumps(document()).replace(DID, did))
    forged["verificationMethod"][0]["publicKeyMultibase"] = OTHER.multikey
    resolver = Resolver({did: forged})
    found = retrieve_verification_method(
        did_key_method(KEY), relationship="assertionMethod", resolver=resolver
    )
    assert found.public_key == KEY


@pytest.mark.parametrize(
    ("method", "code"),
    [
        (did_key(KEY), "verification_method_url_invalid"),
        (f"{did_key(KEY)}#{OTHER.multikey}", "verification_method_not_found"),
        (f"{did_key(KEY)}#key-1", "verification_method_not_found"),
        (f"{did_key(KEY)}?a=b#{KEY.multikey}", "verification_method_url_invalid"),
        (f"did:key:1.1:{KEY.multikey}#{KEY.multikey}", "key_malformed"),
        ("did:key:z6Mk#z6Mk", "key_malformed"),
        ("did:key:" + "z" * 1900 + "#k", "key_malformed"),
        ("did:key:zDn" + "a" * 46 + "#k", "key_algorithm_unsupported"),
        (f"did:key:u{encode_base64url(bytes.fromhex('ed01') + KEY.raw)}#k", "key_malformed"),
    ],
)
def test_bad_did_keys_are_refused(method: str, code: str) -> None:
    """No bare did:key, no foreign fragment, no version, no other encoding."""
    assert error_of(document(), method).code == code


def jwk_did(text: str) -> str:
    """A did:jwk of any JSON text."""
    return "did:jwk:" + encode_base64url(text.encode())


@pytest.mark.parametrize(
    ("did", "code"),
    [
        (jwk_did(json.dumps({**KEY.jwk, "d": "AAAA"})), "key_secret_exposed"),
        (jwk_did(json.dumps({**KEY.jwk, "use": "enc"})), "key_malformed"),
        (jwk_did(json.dumps({**KEY.jwk, "crv": "X25519"})), "key_algorithm_unsupported"),
        (jwk_did(json.dumps(KEY.jwk)[:-1] + ', "x": "' + OTHER.jwk["x"] + '"}'), "did_invalid"),
        (jwk_did("[]"), "did_invalid"),
        (jwk_did("{"), "did_invalid"),
        (jwk_did("{}" + " " * 1450), "did_invalid"),
        ("did:jwk:e30=", "controller_url_invalid"),
        ("did:jwk:e31", "did_invalid"),
        ("did:jwk:_", "did_invalid"),
    ],
)
def test_bad_did_jwks_are_refused(did: str, code: str) -> None:
    """Private keys, doubled members, other JSON, stray bits."""
    with pytest.raises(KeyMaterialError) as caught:
        Resolver().resolve(did)
    assert caught.value.code == code


def test_did_jwk_is_computed() -> None:
    """The one method of a did:jwk is #0."""
    did = did_jwk(KEY)
    found = retrieve_verification_method(f"{did}#0", relationship="assertionMethod", resolver=Resolver())
    assert (found.public_key, found.controller) == (KEY, did)
    assert error_of(document(), f"{did}#1").code == "verification_method_not_found"


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:example.edu", "https://example.edu/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:xn--fa-hia.de", "https://xn--fa-hia.de/.well-known/did.json"),
        ("did:web:example.edu:a.b:c-d_E", "https://example.edu/a.b/c-d_E/did.json"),
        ("did:web:example.edu:...", "https://example.edu/.../did.json"),
    ],
)
def test_did_web_says_where_its_document_lies(did: str, url: str) -> None:
    """The examples of the method, and what else is plain."""
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:key:z6Mk",
        "did:web:",
        "did:web::a",
        "did:web:example.edu:",
        "did:web:example.edu::a",
        "did:web:example.edu:..:..",
        "did:web:example.edu:.",
        "did:web:example.edu:a:..",
        "did:web:example.edu:%2e%2e",
        "did:web:example.edu:a%2Fb",
        "did:web:example.edu%2Fpath",
        "did:web:example.edu%3a3000",
        "did:web:example.edu%3A",
        "did:web:example.edu%3A0",
        "did:web:example.edu%3A080",
        "did:web:example.edu%3A65536",
        "did:web:example.edu%3A80%3A80",
        "did:web:example.edu%3Ax",
        "did:web:user%40example.edu",
        "did:web:Example.edu",
        "did:web:faß.de",
        "did:web:example..edu",
        "did:web:example.edu.",
        "did:web:-example.edu",
        "did:web:exa_mple.edu",
        "did:web:" + "a" * 64 + ".edu",
        "did:web:" + "a.b." * 70 + "edu",
        "did:web:127.0.0.1",
        "did:web:127.1",
        "did:web:2130706433",
        "did:web:0x7f.1",
        "did:web:0x7f000001",
        "did:web:%5B%3A%3A1%5D",
        "did:web:example.edu#key-1",
        "did:web:example.edu?x=y",
        "did:web:example.edu/path",
        "did:web:example.edu\n",
        "did:web:example.edu%0d%0a",
        "did:web:example.edu:" + "a" * 2048,
    ],
)
def test_tricky_did_webs_are_refused(did: str) -> None:
    """Dot segments, slashes in disguise, addresses in every notation, Unicode, ports out of range."""
    with pytest.raises(KeyMaterialError) as caught:
        did_web_url(did)
    assert caught.value.code == "did_invalid"


@given(st.text(alphabet="abA09.:%3A2F-_~@/#?[] \n\u00df", max_size=25))
def test_a_did_web_never_leads_elsewhere(rest: str) -> None:
    """Whatever follows did:web:, the URL is a plain https URL of did.json, or our error."""
    try:
        url = did_web_url("did:web:" + rest)
    except KeyMaterialError:
        return
    assert url.startswith("https://")
    assert url.endswith("/did.json")
    assert not set(url) & set("@#?%[] \n\\")
    assert "/../" not in url
    assert "/./" not in url


@given(st.text(max_size=60))
def test_any_text_as_a_method_gives_our_error(text: str) -> None:
    """No other exception leaves, whatever a proof names as its key."""
    for method in (text, f"did:key:{text}#x", f"did:jwk:{text}#0", f"did:web:{text}#k", f"https://{text}#k"):
        with pytest.raises(KeyMaterialError):
            retrieve_verification_method(method, relationship="assertionMethod", resolver=Resolver())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "kty", "x", "expires"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", [None, 1, [], {}])
def test_a_second_method_without_a_type_does_no_harm(kind: Any) -> None:
    """Who looks for other names of a key meets methods of any kind; one without a type holds no key."""
    second = {"id": f"{DID}#second", "controller": DID, "type": kind, "revoked": "2026-01-01T00:00:00Z"}
    whole = document()
    whole["verificationMethod"].append({name: value for name, value in second.items() if value is not None})
    assert retrieve(whole).public_key == KEY


@given(JSON, st.sampled_from(["id", "verificationMethod", "assertionMethod", "authentication"]))
def test_any_json_in_a_document_gives_our_error(value: Any, member: str) -> None:
    """No other exception leaves, whatever a document holds."""
    for given_document in (value, document(**{member: value}), document(verificationMethod=[value])):
        try:
            retrieve(given_document)
        except KeyMaterialError as error:
            code = error.code
        else:
            continue
        assert code in CODES


def test_a_did_document_is_read_by_ourselves() -> None:
    """What did_document writes, retrieve_verification_method accepts, ended keys included."""
    old = PublishedKey(public_key=OTHER, fragment="key-2024", expires=datetime(2025, 1, 1, tzinfo=UTC))
    written = did_document(DID, keys=[PublishedKey(public_key=KEY), old])
    assert written["@context"] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    new = retrieve(copy.deepcopy(written), f"{DID}#{KEY.multikey}")
    former = retrieve(written, f"{DID}#key-2024")
    assert (new.public_key, new.expires) == (KEY, None)
    assert (former.public_key, former.expires) == (OTHER, datetime(2025, 1, 1, tzinfo=UTC))


def test_a_revoked_key_stays_listed_for_old_credentials_only() -> None:
    """It is named under assertionMethod with its end, and nobody can log in with it."""
    lost = PublishedKey(public_key=OTHER, fragment="lost", revoked=datetime(2025, 1, 1, tzinfo=UTC))
    written = did_document(DID, keys=[PublishedKey(public_key=KEY, fragment="good"), lost])
    assert written["verificationMethod"][1]["revoked"] == "2025-01-01T00:00:00Z"
    assert written["assertionMethod"] == [f"{DID}#good", f"{DID}#lost"]
    assert written["authentication"] == [f"{DID}#good"]


def test_an_https_controller_document_has_its_own_context() -> None:
    """At an https URL it is a controlled identifier document, and no DID document."""
    written = did_document("https://example.edu/issuer", keys=[PublishedKey(public_key=KEY)])
    assert written["@context"] == ["https://www.w3.org/ns/cid/v1"]


@pytest.mark.parametrize(
    ("did", "keys", "code"),
    [
        (did_key(KEY), [PublishedKey(public_key=KEY)], "did_method_unsupported"),
        ("did:web:127.0.0.1", [PublishedKey(public_key=KEY)], "did_invalid"),
        ("example.edu", [PublishedKey(public_key=KEY)], "controller_url_invalid"),
        (DID, [], "verification_method_not_found"),
        (DID, [PublishedKey(public_key=KEY, fragment="a#b")], "verification_method_url_invalid"),
        (DID, [PublishedKey(public_key=KEY, fragment="")], "verification_method_url_invalid"),
        (DID, [PublishedKey(public_key=KEY, fragment="k"), PublishedKey(public_key=OTHER, fragment="k")], "verification_method_duplicate"),
        (DID, [PublishedKey(public_key=KEY, fragment="k"), PublishedKey(public_key=KEY, fragment="l")], "verification_method_duplicate"),
    ],
)  # fmt: skip
def test_a_did_document_that_would_not_work_is_not_written(
    did: str, keys: list[PublishedKey], code: str
) -> None:
    """Bad DIDs, bad names, no key, one name or key twice."""
    with pytest.raises(KeyMaterialError) as caught:
        did_document(did, keys=keys)
    assert caught.value.code == code


def folder(tmp_path: Path, index: Any, **files: bytes) -> Path:
    """A folder of controller documents."""
    data = index if isinstance(index, bytes) else json.dumps(index).encode()
    (tmp_path / "index.json").write_bytes(data)
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_bytes(content)
    return tmp_path


def test_a_folder_of_documents_is_loaded(tmp_path: Path) -> None:
    """The index says which file is whose; the resolver then finds them."""
    where = folder(tmp_path, {DID: "a.json"}, a=json.dumps(document()).encode())
    resolver = Resolver(load_did_documents(where))
    assert (
        retrieve_verification_method(METHOD, relationship="assertionMethod", resolver=resolver).public_key
        == KEY
    )


GOOD = json.dumps(document()).encode()


@pytest.mark.parametrize(
    ("index", "content", "code", "where"),
    [
        (b"", GOOD, "did_documents_malformed", "index.json"),
        (b"[]", GOOD, "did_documents_malformed", "index.json"),
        (
            b'{"did:web:a.org": "a.json", "did:web:a.org": "a.json"}',
            GOOD,
            "did_documents_malformed",
            "index.json",
        ),
        ({"not a did": "a.json"}, GOOD, "did_documents_malformed", "not a did"),
        ({DID: 7}, GOOD, "did_documents_malformed", DID),
        ({DID: "../a.json"}, GOOD, "did_documents_malformed", DID),
        ({DID: "/etc/passwd"}, GOOD, "did_documents_malformed", DID),
        ({DID: ".."}, GOOD, "did_documents_malformed", DID),
        ({DID: "sub/a.json"}, GOOD, "did_documents_malformed", DID),
        ({DID: "a\\b.json"}, GOOD, "did_documents_malformed", DID),
        ({DID: "c:a.json"}, GOOD, "did_documents_malformed", DID),
        ({DID: ""}, GOOD, "did_documents_malformed", DID),
        ({DID: "b.json"}, GOOD, "did_documents_unreadable", "b.json"),
        ({DID: "a.json"}, b"{", "did_documents_malformed", "a.json"),
        ({DID: "a.json"}, b"[]", "did_documents_malformed", "a.json"),
        ({DID: "a.json"}, b'{"id": "x", "id": "y"}', "did_documents_malformed", "a.json"),
        ({DID: "a.json"}, b'{"id": "' + b"x" * 300_000 + b'"}', "did_documents_malformed", "a.json"),
    ],
)
def test_a_bad_folder_is_refused_with_the_place(
    tmp_path: Path, index: Any, content: bytes, code: str, where: str
) -> None:
    """Ways out of the folder, doubled names, broken or huge files: the message says where."""
    with pytest.raises(KeyMaterialError) as caught:
        load_did_documents(folder(tmp_path, index, a=content))
    assert caught.value.code == code
    assert where in (caught.value.path or "")


def test_a_folder_without_index_is_told_how_one_looks(tmp_path: Path) -> None:
    """The message shows an example of index.json."""
    for where in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(KeyMaterialError, match=r'\{"did:web:example\.edu"') as caught:
            load_did_documents(where)
        assert caught.value.code == "did_documents_unreadable"


@pytest.mark.reference
def test_published_did_keys(reference: Path) -> None:
    """For each vector: the DID, its method, its key bytes and its relationships are ours too."""
    vectors = json.loads((reference / "w3c/did-key/ed25519-x25519.json").read_text("utf-8"))
    assert len(vectors) == 5
    for did, vector in vectors.items():
        key = PrivateKey.from_seed(bytes.fromhex(vector["seed"])).public_key
        assert did_key(key) == did
        pair = vector["verificationKeyPair"]
        assert pair.get("publicKeyBase58", encode_base58btc(key.raw)[1:]) == encode_base58btc(key.raw)[1:]
        assert pair.get("publicKeyJwk", key.jwk) == key.jwk
        ours = Resolver().resolve(did).document
        assert ours["id"] == vector["didDocument"]["id"]
        for relationship in set(RELATIONSHIPS) - {"keyAgreement"}:
            assert ours[relationship] == vector["didDocument"][relationship]


@pytest.mark.reference
def test_did_keys_of_other_algorithms_are_named(reference: Path) -> None:
    """X25519 keys are refused as another algorithm, not as garbage."""
    vectors = json.loads((reference / "w3c/did-key/x25519.json").read_text("utf-8"))
    dids = list(vectors["didDocument"])
    assert dids
    for did in dids:
        with pytest.raises(KeyMaterialError) as caught:
            Resolver().resolve(did)
        assert caught.value.code == "key_algorithm_unsupported"


@pytest.mark.reference
def test_did_keys_of_the_nist_curves(reference: Path) -> None:
    """P-256, P-384 and P-521: the key computed from the DID is the published one, and finds its method."""
    vectors = json.loads((reference / "w3c/did-key/nist-curves.json").read_text("utf-8"))
    found = set()
    for did, vector in vectors.items():
        published = vector["didDocument"]["verificationMethod"][0]
        method = retrieve_verification_method(
            f"{did}#{did.removeprefix('did:key:')}", relationship="assertionMethod", resolver=Resolver()
        )
        assert did_key(method.public_key) == did
        jwk = published.get("publicKeyJwk")
        if jwk is not None:
            assert method.public_key.jwk == jwk
            assert PublicKey.from_jwk(jwk) == method.public_key
        found.add(method.public_key.algorithm)
    assert (len(vectors), found) == (7, {"P-256", "P-384", "P-521"})
