"""Any document signed and checked: both data models, presentations, sets; every change and every loss noticed."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from tests.proof.key_material import key_of

import mcissue.proof
from mcissue.errors import DocumentError, McissueError
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof import sign_document, verify_document
from mcissue.proof.data_integrity import proofs_of
from mcissue.proof.did import Resolver, did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.documents import VerifiedDocument, with_proof_context
from mcissue.proof.multibase import encode_base58btc
from mcissue.proof.terms import Terms

CREATED = datetime(2026, 6, 1, 8, tzinfo=UTC)
AT = datetime(2026, 6, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
DI1, DI2 = "https://w3id.org/security/data-integrity/v1", "https://w3id.org/security/data-integrity/v2"
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
]
Json = dict[str, Any]


def credential(base: str = V2) -> Json:
    """A small credential of a data model."""
    dates = {"validFrom": "2026-01-01T00:00:00Z"} if base == V2 else {"issuanceDate": "2026-01-01T00:00:00Z"}
    return {
        "@context": [base],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential"],
        "issuer": "did:web:somebody.example",
        **dates,
        "credentialSubject": {"id": "did:web:learner.example"},
        "evidence": [{"id": "urn:x:1", "type": ["VerifiableCredential"]}],
    }


def signer(algorithm: str = "Ed25519") -> Any:
    """A key that is its own controller."""
    key = key_of(algorithm)
    return key.signer(did_key_method(key.public_key))


def signed(document: Json | None = None, suite: str | None = None, **options: Any) -> Json:
    """A document with a proof."""
    algorithm = options.pop("algorithm", "Ed25519")
    return sign_document(
        document or credential(), signer(algorithm), created=CREATED, cryptosuite=suite, **options
    )


def presentation(base: str = V2, **options: Any) -> Json:
    """A presentation of one signed credential, made for one reader."""
    document = {
        "@context": [base],
        "type": ["VerifiablePresentation"],
        "holder": did_key(key_of("Ed25519").public_key),
        "verifiableCredential": [signed(credential(base))],
    }
    return signed(document, domain=["reader.example"], challenge="c-1", **options)


def check(document: Any, **options: Any) -> VerifiedDocument:
    """Verify at the reference time."""
    return verify_document(document, at=options.pop("at", AT), **options)


def code_of(document: Any, **options: Any) -> str:
    """The code of a document that does not verify."""
    with pytest.raises(McissueError) as caught:
        check(document, **options)
    return caught.value.code


def changed(document: Json, *steps: Any, value: Any) -> Json:
    """A copy with another value at a place; `...` takes it away."""
    copied = copy.deepcopy(document)
    place: Any = copied
    for step in steps[:-1]:
        place = place[step]
    if value is ...:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return copied


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    """Every text in a document, with its place."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*path, index))]
    return [(path, value)]


@pytest.mark.parametrize(("suite", "algorithm"), SUITES)
@pytest.mark.parametrize("base", [V1, V2])
def test_a_credential_of_either_model_is_signed_and_verified(suite: str, algorithm: str, base: str) -> None:
    """With every suite; one character changed anywhere, and it no longer verifies."""
    document = signed(credential(base), suite, algorithm=algorithm)
    found = check(document)
    assert [proof.view.cryptosuite for proof in found.proofs] == [suite]
    assert found.proofs[0].method.public_key == key_of(algorithm).public_key
    assert "proof" not in found.document
    for path, text in leaves(document):
        other = text[:-1] + chr(ord(text[-1]) ^ 1)
        assert code_of(changed(document, *path, value=other))


@pytest.mark.parametrize(
    ("algorithm", "suite"), [("Ed25519", "eddsa-rdfc-2022"), ("P-384", "ecdsa-rdfc-2019")]
)
def test_the_key_names_the_suite(algorithm: str, suite: str) -> None:
    """Nobody has to say it; a key that goes with no suite is refused."""
    assert signed(algorithm=algorithm)["proof"]["cryptosuite"] == suite
    for other in ("P-521", "RSA"):
        key = key_of(other)
        with pytest.raises(McissueError) as caught:
            sign_document(credential(), key.signer("did:web:x.org#k"), created=CREATED)
        assert caught.value.code == "signer_mismatch"


@pytest.mark.parametrize(
    ("contexts", "expected"),
    [
        ([V1], [V1, DI2]),
        (V1, [V1, DI2]),
        ([V1, DI1], [V1, DI1]),
        ([V1, DI2], [V1, DI2]),
        ([V2], [V2]),
        (V2, V2),
        ([V1, {"a": "urn:a"}], [V1, {"a": "urn:a"}, DI2]),
    ],
)
def test_the_context_of_the_proof_is_put_in_where_it_lacks(contexts: Any, expected: Any) -> None:
    """Data Integrity 1.0, section 2.4.2: the model 2.0 has the words, the model 1.1 has not."""
    before = {"@context": contexts}
    assert with_proof_context(before) == {"@context": expected}
    assert before == {"@context": contexts}
    assert with_proof_context({"a": 1}) == {"a": 1}


LOSSES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("undefined member", ("nonsense",), "x"),
    ("undefined member deep", ("credentialSubject", "nonsense"), "x"),
    ("undefined type", ("type",), ["VerifiableCredential", "NobodyKnows"]),
    ("relative id", ("credentialSubject", "id"), "learner"),
    ("relative type", ("type",), ["VerifiableCredential", "/x"]),
    ("base of its own", ("@context",), [V2, {"@base": "https://x.org/"}]),
    ("vocabulary of its own", ("@context",), [V2, {"@vocab": "https://x.org/"}]),
    ("unknown context", ("@context",), [V2, "https://unknown.example/v1"]),
    ("context with a blank", ("@context",), [V2, "https://unknown .example/v1"]),
    ("number as context", ("@context",), [V2, 7]),
    ("no context at all", ("@context",), []),
    ("protected term", ("@context",), [V2, {"issuer": "https://x.org/issuer"}]),
]


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize(("what", "steps", "value"), LOSSES, ids=[loss[0] for loss in LOSSES])
def test_data_loss_is_an_error_at_both_ends(
    suite: str, what: str, steps: tuple[Any, ...], value: Any
) -> None:
    """What JSON-LD would drop or change is neither signed nor verified, also by the suites over JSON."""
    with pytest.raises(McissueError) as caught:
        signed(changed(credential(), *steps, value=value), suite)
    code = code_of(changed(signed(suite=suite), *steps, value=value))
    # A document without contexts gets that of the proof, and is then refused for what it says.
    assert code == ("context_list_not_allowed" if not value else caught.value.code), what


def test_a_document_without_contexts_is_signed_as_json() -> None:
    """It means nothing but itself; over RDF it can't be signed."""
    document = signed({"hello": ["world", 7]}, "eddsa-jcs-2022")
    assert check(document).document == {"hello": ["world", 7]}
    assert code_of(changed(document, "hello", value=["world", 8])) == "signature_invalid"


def test_what_the_caller_checks_is_checked_before_signing() -> None:
    """A document that does not conform is not signed; the function sees it as it was given."""
    seen: list[Any] = []

    def conforms(document: Json) -> None:
        seen.append(document)
        if "issuer" not in document:
            raise DocumentError("no issuer", code="schema_mismatch")

    signed(check=conforms)
    with pytest.raises(DocumentError, match="no issuer"):
        signed(changed(credential(), "issuer", value=...), check=conforms)
    assert seen[0] == credential()


@pytest.mark.parametrize("value", [None, [], "x", 7])
def test_only_objects_are_signed_and_verified(value: Any) -> None:
    """Our error for anything else."""
    with pytest.raises(McissueError):
        sign_document(value, signer(), created=CREATED)
    assert code_of(value) == "proof_malformed"


@pytest.mark.parametrize("proof", [..., None, [], {}, "x", [[]]])
def test_a_document_without_a_proof_is_not_verified(proof: Any) -> None:
    """Nothing there is nothing signed."""
    document = changed(signed(), "proof", value=proof)
    assert code_of(document) in {"proof_missing", "proof_member_missing", "proof_malformed"}


# Purpose, reader and time.


@pytest.mark.parametrize("base", [V1, V2])
def test_a_presentation_answers_its_reader(base: str) -> None:
    """Purpose authentication, domain and challenge as asked for; its credential is verified too."""
    document = presentation(base)
    found = check(document, domain=["reader.example"], challenge="c-1")
    assert found.proofs[0].view.purpose == "authentication"
    assert [inner.document["type"] for inner in found.credentials] == [["VerifiableCredential"]]
    assert check(document).credentials
    assert check(document, domain="reader.example")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"domain": ["other.example"]}, "proof_domain_wrong"),
        ({"domain": ["reader.example", "other.example"]}, "proof_domain_wrong"),
        ({"domain": []}, "proof_domain_wrong"),
        ({"challenge": "c-2"}, "proof_challenge_wrong"),
        ({"challenge": ""}, "proof_challenge_wrong"),
        ({"purpose": "assertionMethod"}, "proof_purpose_wrong"),
        ({"at": CREATED - DAY}, "created_in_future"),
    ],
)
def test_a_presentation_for_somebody_else_is_refused(options: Json, code: str) -> None:
    """Each expectation alone, with the code of it."""
    assert code_of(presentation(), **options) == code


@pytest.mark.parametrize("member", ["domain", "challenge"])
def test_what_is_asked_for_must_be_there(member: str) -> None:
    """A presentation without domain or challenge answers nobody."""
    bare = signed({"@context": [V2], "type": ["VerifiablePresentation"]})
    expected = {"domain": ["reader.example"]} if member == "domain" else {"challenge": "c"}
    assert check(bare)
    assert code_of(bare, **expected) == f"proof_{member}_wrong"


def test_a_credential_is_for_everybody() -> None:
    """A proof for one reader, or for authentication, is none of a credential."""
    assert code_of(signed(challenge="c")) == "proof_purpose_wrong"
    assert code_of(signed(domain=["x"])) == "proof_purpose_wrong"
    assert code_of(signed(purpose="authentication")) == "proof_purpose_wrong"
    assert check(signed(purpose="authentication"), purpose="authentication")


def test_the_set_of_domains_is_compared_without_order() -> None:
    """The same texts, in any order (Data Integrity 1.0, section 4.4)."""
    document = signed({"@context": [V2], "type": ["VerifiablePresentation"]}, domain=["a", "b"])
    view = proofs_of(document)[0]
    assert Terms(purpose="authentication", domain={"b", "a"}).fault(view) is None
    fault = Terms(purpose="authentication", domain="a").fault(view)
    assert fault is not None
    assert fault.code == "proof_domain_wrong"


def test_a_proof_ends() -> None:
    """At its last instant it still counts, and later no more."""
    document = signed(expires=AT)
    assert check(document)
    assert code_of(document, at=AT + timedelta(seconds=1)) == "proof_expired"


def test_a_purpose_must_be_listed_for_the_key() -> None:
    """A key that its controller lists for assertions only signs no presentation."""
    key = key_of("Ed25519")
    did = "did:web:holder.example"
    document = did_document(did, keys=[PublishedKey(public_key=key.public_key, fragment="k")])
    document["authentication"] = []
    bare = {"@context": [V2], "type": ["VerifiablePresentation"]}
    made = sign_document(bare, key.signer(f"{did}#k"), created=CREATED)
    resolver = Resolver({did: document})
    assert code_of(made, resolver=resolver) == "verification_method_not_authorized"
    credential_of = sign_document(credential(), key.signer(f"{did}#k"), created=CREATED)
    assert check(credential_of, resolver=resolver)
    assert code_of(credential_of) == "controller_document_unavailable"


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ({}, None),
        ({"expires": CREATED}, None),
        ({"expires": CREATED - DAY}, "key_expired"),
        ({"revoked": CREATED - DAY}, "key_revoked"),
        ({"revoked": CREATED + DAY}, "date_unproven"),
        ({"revoked": AT + DAY}, None),
    ],
)
def test_the_key_was_in_use_when_the_proof_was_made(ends: Json, code: str | None) -> None:
    """An expired key keeps what it signed; a revoked one does not, whatever date the proof says."""
    key, did = key_of("Ed25519"), "did:web:somebody.example"
    document = did_document(did, keys=[PublishedKey(public_key=key.public_key, fragment="k", **ends)])
    made = sign_document(credential(), key.signer(f"{did}#k"), created=CREATED)
    if code is None:
        assert check(made, resolver=Resolver({did: document}))
        return
    with pytest.raises(McissueError) as caught:
        check(made, resolver=Resolver({did: document}))
    assert (caught.value.code, caught.value.indeterminate) == (code, code == "date_unproven")


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ({}, None),
        ({"expires": AT + DAY}, None),
        ({"expires": AT}, "key_time_unknown"),
        ({"revoked": AT}, "key_revoked"),
    ],
)
def test_a_proof_need_not_say_when_it_was_made(ends: Json, code: str | None) -> None:
    """`created` is optional; but then nobody knows whether an ended key was still in use."""
    key, did = key_of("Ed25519"), "did:web:somebody.example"
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": f"{did}#k",
        "proofPurpose": "assertionMethod",
    }
    data = sha256(rfc8785.dumps(options)).digest() + sha256(rfc8785.dumps(credential())).digest()
    document = {**credential(), "proof": {**options, "proofValue": encode_base58btc(key.sign(data))}}
    listed = did_document(did, keys=[PublishedKey(public_key=key.public_key, fragment="k", **ends)])
    if code is None:
        assert check(document, resolver=Resolver({did: listed})).proofs[0].view.created is None
        return
    with pytest.raises(McissueError) as caught:
        check(document, resolver=Resolver({did: listed}))
    assert (caught.value.code, caught.value.indeterminate) == (code, code == "key_time_unknown")


# Inside of presentations.


def test_every_credential_inside_counts() -> None:
    """One that was changed, has lost its proof, is a text or an envelope, fails the whole, with its place."""
    good = presentation()
    inner = good["verifiableCredential"][0]
    forged = changed(inner, "id", value="urn:uuid:another")
    cases = [
        ([inner, forged], "signature_invalid", "$.verifiableCredential[1].proof"),
        ([changed(inner, "proof", value=...)], "proof_missing", "$.verifiableCredential[0]"),
    ]
    for listed, code, path in cases:
        document = changed(good, "verifiableCredential", value=listed)
        del document["proof"]
        again = signed(document)
        with pytest.raises(McissueError) as caught:
            check(again)
        assert (caught.value.code, caught.value.path) == (code, path)


def test_a_credential_in_an_envelope_is_not_judged_here() -> None:
    """The whole verifier opens it; here it could not be determined."""
    envelope = {
        "@context": V2,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,eyJhbGciOiJub25lIn0.e30.",
    }
    document = signed(
        {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [envelope]}
    )
    with pytest.raises(McissueError) as caught:
        check(document)
    assert (caught.value.code, caught.value.indeterminate) == ("cryptosuite_unsupported", True)
    assert caught.value.path == "$.verifiableCredential[0]"


def test_a_presentation_of_too_many_credentials_is_not_judged() -> None:
    """A limit without proof of harm; one fewer, and each is judged."""
    for count, code in ((101, "proof_limit"), (100, "proof_missing")):
        inner = [{**credential(), "id": f"urn:x:{number}"} for number in range(count)]
        document = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": inner}
        with pytest.raises(McissueError) as caught:
            check(signed(document))
        assert (caught.value.code, caught.value.indeterminate) == (code, code == "proof_limit")


# Sets and chains.


def test_a_second_proof_covers_the_bare_document() -> None:
    """Two signers, two suites; each must hold."""
    first = signed(as_array=True)
    both = sign_document(first, signer("P-256"), created=CREATED, previous=[])
    found = check(both)
    assert [proof.view.cryptosuite for proof in found.proofs] == ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"]
    for index in (0, 1):
        broken = changed(both, "proof", index, "created", value="2026-06-01T08:00:01Z")
        with pytest.raises(McissueError) as caught:
            check(broken)
        assert (caught.value.code, caught.value.path) == ("signature_invalid", f"$.proof[{index}]")
        assert check(changed(both, "proof", index, value=...))


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_chain_covers_the_proof_before(suite: str) -> None:
    """Without that proof, with another one, or with an unknown name, the later one does not hold."""
    first = signed(suite=suite, proof_id="urn:x:first")
    chain = sign_document(
        first,
        signer(),
        created=CREATED + DAY,
        cryptosuite=suite,
        proof_id="urn:x:second",
        previous=["urn:x:first"],
    )
    assert len(check(chain).proofs) == 2
    assert code_of(changed(chain, "proof", 0, value=...)) == "previous_proof_unknown"
    assert code_of(changed(chain, "proof", 1, "previousProof", value=...)) == "signature_invalid"
    other = signed(suite=suite, proof_id="urn:x:first", expires=AT + DAY)["proof"]
    with pytest.raises(McissueError) as caught:
        check(changed(chain, "proof", 0, value=other))
    assert (caught.value.code, caught.value.path) == ("signature_invalid", "$.proof[1]")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"previous": ["urn:x:nobody"]}, "previous_proof_unknown"),
        ({"previous": [], "proof_id": "urn:x:first"}, "proof_id_duplicate"),
        ({}, "proof_already_present"),
    ],
)
def test_a_set_that_could_not_be_read_is_not_made(options: Json, code: str) -> None:
    """What comes out of signing is what verifying takes."""
    first = signed(proof_id="urn:x:first")
    with pytest.raises(McissueError) as caught:
        sign_document(first, signer(), created=CREATED, **options)
    assert caught.value.code == code


def test_unsupported_proofs_are_listed_and_do_not_count() -> None:
    """Beside a good one they are shown; alone they leave the answer open; under a good one as well."""
    document = signed(as_array=True)
    strange = {**document["proof"][0], "cryptosuite": "bbs-2023", "id": "urn:x:bbs"}
    both = changed(document, "proof", value=[*document["proof"], strange])
    found = check(both)
    assert ([len(found.proofs)], [view.cryptosuite for view in found.unsupported]) == ([1], ["bbs-2023"])
    with pytest.raises(McissueError) as caught:
        check(changed(document, "proof", value=[strange]))
    assert (caught.value.code, caught.value.indeterminate) == ("cryptosuite_unsupported", True)
    bare = changed(document, "proof", value=[strange])
    chain = sign_document(bare, signer(), created=CREATED, previous=["urn:x:bbs"])
    with pytest.raises(McissueError) as caught:
        check(chain)
    assert (caught.value.code, caught.value.indeterminate) == ("previous_proof_unverified", True)


def test_the_same_proof_twice_is_refused() -> None:
    """A copy would look like a second signature."""
    document = signed(as_array=True)
    assert code_of(changed(document, "proof", value=document["proof"] * 2)) == "proof_repeated"


def test_inline_contexts_need_the_widest_policy() -> None:
    """Words that a document defines itself are signed and verified by opt-in only."""
    document = credential()
    document["@context"].append({"hobby": "https://x.org/hobby"})
    document["credentialSubject"]["hobby"] = "chess"
    with pytest.raises(McissueError) as caught:
        signed(document)
    assert caught.value.code == "inline_context_not_allowed"
    made = signed(document, policy=ContextPolicy.PINNED_WITH_INLINE)
    assert code_of(made) == "inline_context_not_allowed"
    assert check(made, policy=ContextPolicy.PINNED_WITH_INLINE)


def test_the_room_names_what_it_offers() -> None:
    """The two functions are reachable from the room, and nothing else is made up."""
    assert mcissue.proof.sign_document is sign_document
    with pytest.raises(AttributeError):
        _ = mcissue.proof.nothing
