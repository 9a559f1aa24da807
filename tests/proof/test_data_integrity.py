"""Proofs: what we sign, what we accept, and that every change is noticed with a code of its own."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clock import within

from mcissue.codes import CODES
from mcissue.errors import ContextError, DocumentError, McissueError, ProofError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.proof.data_integrity import (
    CRYPTOSUITES,
    ProofView,
    add_proof,
    is_supported,
    previous_proofs,
    proofs_of,
    verify_proof,
)
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.multibase import decode_base58btc, encode_base58btc, encode_base64url

FOLDER = Path(__file__).parents[1] / "vectors/proof"
NAMES = ("badge-rdfc", "badge-jcs", "plain-jcs")
VECTORS: dict[str, dict[str, Any]] = {
    name: json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in NAMES
}
CHAIN: dict[str, Any] = json.loads((FOLDER / "badge-chain.json").read_text("utf-8"))["signed"]
KEY = PrivateKey.from_seed(sample_seed("kymi"))
OTHER = PrivateKey.from_seed(sample_seed("impostor"))
SIGNER = KEY.signer(did_key_method(KEY.public_key))
CREATED = datetime(2026, 6, 1, 8, tzinfo=UTC)
ORDER = 2**252 + 27742317777372353535851937790883648493


def signed(name: str) -> dict[str, Any]:
    """A fresh copy of a signed vector."""
    return copy.deepcopy(VECTORS[name]["signed"])


def the_proof(document: dict[str, Any]) -> dict[str, Any]:
    """Its one proof, to be changed."""
    proof = document["proof"]
    found: dict[str, Any] = proof[0] if isinstance(proof, list) else proof
    return found


def verify(document: dict[str, Any], key: PrivateKey = KEY, index: int = 0) -> None:
    """Verify one proof of a document."""
    verify_proof(document, proofs_of(document)[index], public_key=key.public_key)


def error_of(document: dict[str, Any], key: PrivateKey = KEY) -> McissueError:
    """The error of a verification that fails."""
    with pytest.raises(McissueError) as caught:
        verify(document, key)
    return caught.value


def code_of(document: dict[str, Any], key: PrivateKey = KEY) -> str:
    """Its code."""
    return error_of(document, key).code


# What we sign.


@pytest.mark.parametrize("name", NAMES)
def test_the_pinned_bytes_are_signed_again(name: str) -> None:
    """Same document, key and time: the same bytes as ever, member for member."""
    vector = VECTORS[name]
    expires = datetime(2036, 6, 1, 8, tzinfo=UTC) if "expires" in vector else None
    again = add_proof(
        vector["document"],
        signer=SIGNER,
        created=CREATED,
        cryptosuite=vector["cryptosuite"],
        expires=expires,
        as_array=isinstance(vector["signed"]["proof"], list),
    )
    assert json.dumps(again) == json.dumps(vector["signed"])


@pytest.mark.parametrize("name", NAMES)
def test_hash_data_is_the_two_digests_proof_first(name: str) -> None:
    """The 64 bytes are SHA-256 of the canonical proof, then of the canonical document; the signature is over them."""
    vector = VECTORS[name]
    options = {member: value for member, value in the_proof(signed(name)).items() if member != "proofValue"}
    suite = CRYPTOSUITES[vector["cryptosuite"]]
    data = _hash_data(suite, vector["document"], options)
    digests = [sha256(vector[form].encode()).digest() for form in ("canonicalProof", "canonicalDocument")]
    assert data == b"".join(digests) == bytes.fromhex(vector["hashDataHex"])
    assert KEY.sign(data).hex() == vector["signatureHex"]
    assert encode_base58btc(KEY.sign(data)) == the_proof(signed(name))["proofValue"]


def _hash_data(suite: Any, document: Any, options: Any) -> bytes:
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.limits import CREDENTIAL_LIMITS

    found: bytes = suite.hash_data(
        document, options, contexts=bundled_contexts(), policy=ContextPolicy.STRICT, limits=CREDENTIAL_LIMITS
    )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_is_signed_verifies(name: str) -> None:
    """The pinned documents verify with their key, and with no other."""
    verify(signed(name))
    assert code_of(signed(name), OTHER) == "signature_invalid"


def test_signing_does_not_change_the_document() -> None:
    """A new document is returned, the old one is as it was."""
    document = copy.deepcopy(VECTORS["badge-jcs"]["document"])
    add_proof(document, signer=SIGNER, created=CREATED, cryptosuite="eddsa-jcs-2022")
    assert document == VECTORS["badge-jcs"]["document"]


def test_open_badges_get_an_array_and_others_an_object() -> None:
    """The strict schema of Open Badges wants a list; a registry has one proof and no list."""
    document = VECTORS["plain-jcs"]["document"]
    for as_array, kind in ((True, list), (False, dict)):
        found = add_proof(
            document, signer=SIGNER, created=CREATED, cryptosuite="eddsa-jcs-2022", as_array=as_array
        )
        assert isinstance(found["proof"], kind)
        verify(found)


def test_the_contexts_are_published_in_jcs_proofs_only() -> None:
    """eddsa-jcs-2022 signs and shows them in the proof; eddsa-rdfc-2022 signs them and shows nothing."""
    assert the_proof(signed("badge-jcs"))["@context"] == VECTORS["badge-jcs"]["document"]["@context"]
    assert "@context" not in the_proof(signed("badge-rdfc"))
    assert "@context" not in the_proof(signed("plain-jcs"))


def test_times_in_a_proof_are_in_utc() -> None:
    """Another zone is converted."""
    there = datetime(2026, 6, 1, 11, tzinfo=timezone(timedelta(hours=3)))
    found = add_proof(
        {"a": 1}, signer=SIGNER, created=there, cryptosuite="eddsa-jcs-2022", purpose="authentication"
    )
    assert the_proof(found)["created"] == "2026-06-01T08:00:00Z"
    assert proofs_of(found)[0].purpose == "authentication"


class _Broken:
    """A hardware module with a fault."""

    key_id = "did:web:example.edu#key-1"
    algorithm = "Ed25519"
    public_key = KEY.public_key

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def sign(self, data: bytes) -> bytes:
        found: bytes = self.answer(data)
        return found


@pytest.mark.parametrize(
    "answer",
    [
        lambda data: bytes(64),
        lambda data: b"",
        lambda data: KEY.sign(data)[:-1],
        lambda data: KEY.sign(data + b"x"),
        lambda data: KEY.sign(sha256(data).digest()),
        OTHER.sign,
    ],
    ids=["zeros", "nothing", "short", "other data", "hashed again", "other key"],
)
def test_a_broken_signer_produces_no_credential(answer: Any) -> None:
    """Each answer is checked with the public key before it becomes a proof."""
    with pytest.raises(ProofError) as caught:
        add_proof({"a": 1}, signer=_Broken(answer), created=CREATED, cryptosuite="eddsa-jcs-2022")
    assert caught.value.code == "signer_broken"


def test_a_signer_of_another_algorithm_is_refused() -> None:
    """The suite says which keys go with it, not the signer."""
    signer = _Broken(KEY.sign)
    signer.algorithm = "P-256"
    with pytest.raises(ProofError) as caught:
        add_proof({"a": 1}, signer=signer, created=CREATED, cryptosuite="eddsa-jcs-2022")
    assert caught.value.code == "signer_mismatch"


@pytest.mark.parametrize("proof", [None, [], {}, [{}], "x"])
def test_a_document_with_a_proof_is_not_signed_again(proof: Any) -> None:
    """Whatever stands there: it would be lost or signed over."""
    with pytest.raises(ProofError) as caught:
        add_proof({"proof": proof}, signer=SIGNER, created=CREATED, cryptosuite="eddsa-jcs-2022")
    assert caught.value.code == "proof_already_present"


@pytest.mark.parametrize(
    ("suite", "code"),
    [
        ("", "cryptosuite_unsupported"),
        ("EDDSA-RDFC-2022", "cryptosuite_unsupported"),
        ("ecdsa-sd-2023", "cryptosuite_unsupported"),
        ("bbs-2023", "cryptosuite_unsupported"),
        ("eddsa-2022", "cryptosuite_verify_only"),
        ("Ed25519Signature2020", "cryptosuite_verify_only"),
        ("ecdsa-rdfc-2019", "signer_mismatch"),
        ("ecdsa-jcs-2019", "signer_mismatch"),
    ],
)
def test_only_our_suites_sign(suite: str, code: str) -> None:
    """An unknown name is an error and never another suite; old suites are read only."""
    with pytest.raises(ProofError) as caught:
        add_proof({"a": 1}, signer=SIGNER, created=CREATED, cryptosuite=suite)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", "\x07", (1, 2), {1: 2}, object(), b"x"],
    ids=["nan", "infinity", "large", "small", "half", "bell", "tuple", "number key", "object", "bytes"],
)
@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_values_that_readers_disagree_on_are_not_signed(suite: str, value: Any) -> None:
    """Nothing is signed that strict JSON does not hold, and only our exception leaves."""
    document = copy.deepcopy(VECTORS["badge-rdfc"]["document"])
    document["name"] = value
    with pytest.raises(DocumentError):
        add_proof(document, signer=SIGNER, created=CREATED, cryptosuite=suite)


def test_a_document_without_end_is_not_signed() -> None:
    """A value inside itself meets the depth limit, and not Python's stack."""
    document: dict[str, Any] = {}
    document["again"] = document
    with pytest.raises(DocumentError) as caught:
        add_proof(document, signer=SIGNER, created=CREATED, cryptosuite="eddsa-jcs-2022")
    assert caught.value.code == "limit_depth"


@pytest.mark.parametrize(
    "contexts", [None, ["https://www.w3.org/2018/credentials/v1"], "https://example.org/x", [], [{}]]
)
def test_rdf_is_not_signed_under_other_contexts(contexts: Any) -> None:
    """The strict list of contexts holds when signing too."""
    document = {**VECTORS["badge-rdfc"]["document"], "@context": contexts}
    if contexts is None:
        del document["@context"]
    with pytest.raises((ContextError, DocumentError)):
        add_proof(document, signer=SIGNER, created=CREATED)


# What we accept: the mathematics.


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all strings, numbers and truth values of a document."""
    if isinstance(value, dict):
        return [leaf for member in value for leaf in leaves(value[member], (*path, member))]
    if isinstance(value, list):
        return [leaf for index in range(len(value)) for leaf in leaves(value[index], (*path, index))]
    return [path]


def change(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put a value at a path."""
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


@pytest.mark.parametrize("name", NAMES)
def test_every_changed_leaf_is_noticed(name: str) -> None:
    """Each string, number and truth value of the document is covered by the signature."""
    for path in leaves(VECTORS[name]["document"]):
        document = signed(name)
        old = VECTORS[name]["document"]
        for step in path:
            old = old[step]
        new = {str: f"{old}x", int: 77, float: 0.25, bool: not old, type(None): 0}[type(old)]
        change(document, path, new)
        with pytest.raises(McissueError):
            verify(document)


@pytest.mark.parametrize("name", NAMES)
def test_every_member_taken_out_is_noticed(name: str) -> None:
    """No member can be left out, at the top or below."""
    for path in {
        leaf[: length + 1] for leaf in leaves(VECTORS[name]["document"]) for length in range(len(leaf))
    }:
        document = signed(name)
        target: Any = document
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]
        with pytest.raises(McissueError):
            verify(document)


@pytest.mark.parametrize("name", ["badge-jcs", "plain-jcs"])
def test_a_member_put_in_is_noticed(name: str) -> None:
    """eddsa-jcs-2022 covers every member, whether it means something or not."""
    document = signed(name)
    document["extra"] = "x"
    assert code_of(document) == "signature_invalid"


def test_an_undefined_member_is_noticed_in_rdf() -> None:
    """RDF drops what no context defines, so such a member is refused before the mathematics."""
    document = signed("badge-rdfc")
    document["grade"] = "excellent"
    with pytest.raises(DocumentError):
        verify(document)


def test_order_of_members_is_not_signed() -> None:
    """Another order of members is the same document."""
    for name in NAMES:
        document = dict(reversed(list(signed(name).items())))
        verify(document)


PROOF_CHANGES: list[tuple[str, Any, str]] = [
    ("type", "Ed25519Signature2020", "proof_malformed"),
    ("type", "Ed25519Signature2018", "cryptosuite_unsupported"),
    ("type", "JsonWebSignature2020", "cryptosuite_unsupported"),
    ("type", "dataintegrityproof", "cryptosuite_unsupported"),
    ("type", ["DataIntegrityProof"], "proof_malformed"),
    ("type", None, "proof_malformed"),
    ("type", ..., "proof_member_missing"),
    ("cryptosuite", "ecdsa-rdfc-2019", "cryptosuite_key_mismatch"),
    ("cryptosuite", "ecdsa-jcs-2019", "cryptosuite_key_mismatch"),
    ("cryptosuite", "ecdsa-sd-2023", "cryptosuite_unsupported"),
    ("cryptosuite", "bbs-2023", "cryptosuite_unsupported"),
    ("cryptosuite", "", "cryptosuite_unsupported"),
    ("cryptosuite", ["eddsa-jcs-2022"], "proof_malformed"),
    ("cryptosuite", ..., "proof_member_missing"),
    ("created", "2026-06-01T08:00:01Z", "signature_invalid"),
    ("created", "2026-06-01T10:00:00+02:00", "signature_invalid"),
    ("created", "2026-06-01T08:00:00", "proof_created_malformed"),
    ("created", "2026-02-30T08:00:00Z", "proof_created_malformed"),
    ("created", "2026-06-01", "proof_created_malformed"),
    ("created", "", "proof_created_malformed"),
    ("created", None, "proof_created_malformed"),
    ("created", 1780300800, "proof_created_malformed"),
    ("created", ..., "signature_invalid"),
    ("expires", "2046-01-01T00:00:00Z", "signature_invalid"),
    ("expires", "never", "proof_malformed"),
    ("verificationMethod", "did:web:evil.example#key", "signature_invalid"),
    ("verificationMethod", {"id": "did:web:x.org#k", "publicKeyMultibase": OTHER.public_key.multikey}, "proof_malformed"),
    ("verificationMethod", [did_key_method(KEY.public_key)], "proof_malformed"),
    ("verificationMethod", ..., "proof_member_missing"),
    ("proofPurpose", "authentication", "signature_invalid"),
    ("proofPurpose", ["assertionMethod"], "proof_malformed"),
    ("proofPurpose", ..., "proof_member_missing"),
    ("proofValue", ..., "proof_member_missing"),
    ("proofValue", None, "proof_malformed"),
    ("proofValue", "", "proof_value_malformed"),
    ("proofValue", "z", "proof_value_malformed"),
    ("proofValue", encode_base58btc(bytes(64)), "signature_invalid"),
    ("proofValue", encode_base58btc(bytes(63)), "proof_value_malformed"),
    ("proofValue", encode_base58btc(b"\x01" * 65), "proof_value_malformed"),
    ("challenge", "x", "signature_invalid"),
    ("challenge", 7, "proof_malformed"),
    ("domain", "example.edu", "signature_invalid"),
    ("domain", ["a", "b"], "signature_invalid"),
    ("domain", [7], "proof_malformed"),
    ("nonce", "x", "signature_invalid"),
    ("nonce", {}, "proof_malformed"),
    ("id", "urn:uuid:00000000-0000-4000-8000-000000000000", "signature_invalid"),
    ("id", "456321", "proof_malformed"),
    ("id", ["urn:x:y"], "proof_malformed"),
    ("previousProof", 456321, "proof_malformed"),
    ("previousProof", ["urn:x:y", 7], "proof_malformed"),
    ("previousProof", "urn:x:y", "previous_proof_unknown"),
    ("previousProof", ["urn:x:y"], "previous_proof_unknown"),
    ("previousProof", ["urn:x:y", "urn:x:y"], "proof_malformed"),
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("member", "value", "code"), PROOF_CHANGES, ids=lambda value: str(value)[:30])
def test_every_change_in_the_proof_has_its_code(name: str, member: str, value: Any, code: str) -> None:
    """Each member of the proof is judged for its form, and covered by the signature."""
    document = signed(name)
    proof = the_proof(document)
    proof[member] = value
    if value is ...:
        del proof[member]
    error = error_of(document)
    assert error.code == code
    assert error.code in CODES
    assert (error.path or "").startswith("$.proof")
    assert error.indeterminate == (code == "cryptosuite_unsupported")


def test_a_changed_suite_does_not_verify() -> None:
    """An rdfc proof relabelled as jcs, and the other way round, is a bad signature or a bad context."""
    document = signed("badge-rdfc")
    the_proof(document)["cryptosuite"] = "eddsa-jcs-2022"
    assert code_of(document) == "signature_invalid"
    document = signed("badge-jcs")
    the_proof(document)["cryptosuite"] = "eddsa-rdfc-2022"
    assert code_of(document) == "signature_invalid"


def _respelt(value: str, how: str) -> str:
    raw = decode_base58btc(value, length=64)
    scalar = (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")
    return {
        "base64url": "u" + encode_base64url(raw),
        "no header": value[1:],
        "hex": "f" + raw.hex(),
        "line end": value + "\n",
        "blank in front": " " + value,
        "blank after": value + " ",
        "blank inside": value[:20] + " " + value[20:],
        "leading zero": "z1" + value[1:],
        "another digit": value[:20] + ("2" if value[20] != "2" else "3") + value[21:],
        "S + L": encode_base58btc(raw[:32] + scalar),
        "public key appended": encode_base58btc(raw + KEY.public_key.raw),
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "base64url",
        "no header",
        "hex",
        "line end",
        "blank in front",
        "blank after",
        "blank inside",
        "leading zero",
        "another digit",
        "S + L",
        "public key appended",
    ],
)
def test_a_signature_has_one_spelling(how: str) -> None:
    """What other libraries take as the same signature is refused here."""
    document = signed("plain-jcs")
    proof = the_proof(document)
    proof["proofValue"] = _respelt(proof["proofValue"], how)
    wanted = "signature_invalid" if how in {"another digit", "S + L"} else "proof_value_malformed"
    assert code_of(document) == wanted


def test_an_endless_signature_is_refused_at_once() -> None:
    """A megabyte of base58 costs nothing."""
    document = signed("plain-jcs")
    the_proof(document)["proofValue"] = "z" + "2" * 1_000_000
    with within(0.5):
        assert code_of(document) == "proof_value_malformed"


# Contexts in the proof.


def test_contexts_of_a_jcs_proof_cannot_be_changed_or_removed() -> None:
    """They are signed: no other list, no shorter one, none at all."""
    contexts = VECTORS["badge-jcs"]["document"]["@context"]
    for changed in (
        contexts[:1],
        [*contexts, "https://example.org/x"],
        list(reversed(contexts)),
        [],
        contexts[0],
    ):
        document = signed("badge-jcs")
        the_proof(document)["@context"] = changed
        assert code_of(document) in {"signature_invalid", "proof_context_mismatch"}
    document = signed("badge-jcs")
    del the_proof(document)["@context"]
    assert code_of(document) == "signature_invalid"


def test_contexts_of_the_document_must_begin_with_the_proofs() -> None:
    """Changed, reordered, or put in front: mismatch. Appended: the signature holds (vc-di-eddsa 3.3.2)."""
    contexts = VECTORS["badge-jcs"]["document"]["@context"]
    for changed in (
        None,
        contexts[:1],
        contexts[1:],
        list(reversed(contexts)),
        ["https://example.org/x", *contexts],
    ):
        document = signed("badge-jcs")
        document["@context"] = changed
        assert code_of(document) == "proof_context_mismatch"
    document = signed("badge-jcs")
    document["@context"] = [*contexts, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    verify(document)


def test_a_jcs_proof_without_contexts_is_accepted_too() -> None:
    """Some signers do not copy the contexts into the proof; what they sign is still all of the document."""
    document = VECTORS["badge-jcs"]["document"]
    options = {
        member: value
        for member, value in the_proof(signed("badge-jcs")).items()
        if member not in {"proofValue", "@context"}
    }
    data = _hash_data(CRYPTOSUITES["eddsa-jcs-2022"], document, options)
    own = {**document, "proof": {**options, "proofValue": encode_base58btc(KEY.sign(data))}}
    verify(own)
    own["@context"] = [*own["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    assert code_of(own) == "signature_invalid"


def test_contexts_in_an_rdfc_proof_are_the_documents_or_none() -> None:
    """They would not be covered, so others are refused; the same ones do no harm."""
    document = signed("badge-rdfc")
    the_proof(document)["@context"] = list(document["@context"])
    verify(document)
    the_proof(document)["@context"] = [*document["@context"], "https://example.org/x"]
    assert code_of(document) == "proof_context_mismatch"


def test_an_undefined_member_of_an_rdfc_proof_is_refused_at_its_place() -> None:
    """It would be dropped and so not signed; the error points into the proof."""
    document = signed("badge-rdfc")
    the_proof(document)["comment"] = "trust me"
    with pytest.raises(DocumentError) as caught:
        verify(document)
    assert (caught.value.path or "").startswith("$.proof[0]")


# No proof, many proofs, chains.


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (..., "proof_missing"),
        (None, "proof_missing"),
        ([], "proof_missing"),
        ({}, "proof_member_missing"),
        ([{}], "proof_member_missing"),
        ([[]], "proof_malformed"),
        ([None], "proof_malformed"),
        ("DataIntegrityProof", "proof_malformed"),
        (["z58"], "proof_malformed"),
        (7, "proof_malformed"),
        (True, "proof_malformed"),
        (False, "proof_malformed"),
        (0, "proof_malformed"),
    ],
    ids=str,
)
def test_what_is_no_proof_is_refused(proof: Any, code: str) -> None:
    """Nothing, null, empty, and other JSON: a document without a proof is signed by nobody."""
    document = signed("plain-jcs")
    document["proof"] = proof
    if proof is ...:
        del document["proof"]
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert caught.value.code == code


def test_a_proof_under_another_name_or_deeper_is_none() -> None:
    """`Proof`, or a proof inside of the subject, is not a proof of the document."""
    document = signed("plain-jcs")
    proof = document.pop("proof")
    for hidden in ({**document, "Proof": proof}, {**document, "credentialSubject": {"proof": proof}}):
        with pytest.raises(ProofError) as caught:
            proofs_of(hidden)
        assert caught.value.code == "proof_missing"


def test_at_most_eight_proofs_are_looked_at() -> None:
    """Each costs a canonicalization; more is a limit and shows no harm by itself."""
    document = signed("plain-jcs")
    document["proof"] = [document["proof"]] * 8
    assert len(proofs_of(document)) == 8
    document["proof"] *= 2
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert (caught.value.code, caught.value.indeterminate) == ("proof_limit", True)


def test_the_view_holds_what_the_verifier_asks() -> None:
    """All members come out read: times as instants, lists as tuples."""
    document = signed("badge-jcs")
    the_proof(document).update(
        id="urn:uuid:1", domain=["a", "b"], challenge="c", expires="2036-06-01T08:00:00Z"
    )
    view = proofs_of(document)[0]
    assert (view.index, view.path, view.type) == (0, "$.proof[0]", "DataIntegrityProof")
    assert (view.cryptosuite, view.purpose) == ("eddsa-jcs-2022", "assertionMethod")
    assert view.verification_method == did_key_method(KEY.public_key)
    assert (view.created, view.expires) == (CREATED, datetime(2036, 6, 1, 8, tzinfo=UTC))
    assert (view.id, view.domain, view.challenge, view.previous) == ("urn:uuid:1", ("a", "b"), "c", ())


def test_foreign_proofs_are_listed_and_do_not_disturb() -> None:
    """A proof of another kind beside ours is shown, is not supported, and leaves ours as it is."""
    document = signed("plain-jcs")
    foreign = {"type": "Ed25519Signature2018", "proofValue": 7}
    unknown = {**document["proof"], "cryptosuite": "bbs-2023"}
    document["proof"] = [foreign, document["proof"], unknown]
    views = proofs_of(document)
    assert [is_supported(view) for view in views] == [False, True, False]
    verify(document, index=1)
    for index in (0, 2):
        with pytest.raises(ProofError) as caught:
            verify(document, index=index)
        assert (caught.value.code, caught.value.indeterminate) == ("cryptosuite_unsupported", True)
        assert caught.value.path == f"$.proof[{index}]"


def test_each_proof_of_a_set_covers_the_bare_document() -> None:
    """Two issuers sign independently; the order of their proofs does not matter."""
    document = signed("plain-jcs")
    second = add_proof(
        VECTORS["plain-jcs"]["document"],
        signer=OTHER.signer(did_key_method(OTHER.public_key)),
        created=CREATED,
        cryptosuite="eddsa-jcs-2022",
        as_array=False,
    )["proof"]
    document["proof"] = [second, document["proof"]]
    verify(document, OTHER, 0)
    verify(document, KEY, 1)
    assert code_of(document, KEY) == "signature_invalid"


def chain_keys(document: dict[str, Any]) -> list[PublicKey]:
    """The keys that the proofs of the chain name."""
    return [PublicKey.from_multikey(view.verification_method.split("#")[1]) for view in proofs_of(document)]


def holds(document: dict[str, Any], index: int) -> bool:
    """Whether one proof of the chain verifies."""
    try:
        view = proofs_of(document)[index]
        verify_proof(document, view, public_key=chain_keys(document)[index])
    except ProofError:
        return False
    return True


def test_a_chain_verifies_in_every_link() -> None:
    """Two proofs, a third over both, a fourth over the third; the views say what builds on what."""
    assert [holds(CHAIN, index) for index in range(4)] == [True] * 4
    views = proofs_of(CHAIN)
    assert previous_proofs(CHAIN, views[0]) == ()
    assert previous_proofs(CHAIN, views[2]) == views[:2]
    assert previous_proofs(CHAIN, views[3]) == (views[2],)


def test_a_chain_breaks_where_a_link_is_changed() -> None:
    """A proof covers the proofs it names, whole, with their values; those before them only through these."""
    document = copy.deepcopy(CHAIN)
    document["proof"][0]["created"] = "2026-06-01T08:00:01Z"
    assert [holds(document, index) for index in range(4)] == [False, True, False, True]
    document = copy.deepcopy(CHAIN)
    document["proof"][1]["proofValue"] = document["proof"][0]["proofValue"]
    assert [holds(document, index) for index in range(4)] == [True, False, False, True]
    document = copy.deepcopy(CHAIN)
    document["proof"][2]["previousProof"].pop()
    assert [holds(document, index) for index in range(4)] == [True, True, False, False]
    document = copy.deepcopy(CHAIN)
    del document["proof"][3]["previousProof"]
    assert [holds(document, index) for index in range(4)] == [True, True, True, False]


def test_a_chain_without_its_beginning_is_refused() -> None:
    """A proof that builds on one that is not there can't be judged."""
    document = copy.deepcopy(CHAIN)
    del document["proof"][0]
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert (caught.value.code, caught.value.path) == ("previous_proof_unknown", "$.proof[1].previousProof")


def test_the_order_of_a_chain_in_the_list_does_not_matter() -> None:
    """The links go by id."""
    document = copy.deepcopy(CHAIN)
    document["proof"].reverse()
    assert [holds(document, index) for index in range(4)] == [True] * 4


@pytest.mark.parametrize("links", [{0: [0]}, {0: [2]}, {0: [1], 1: [0]}, {0: [1, 2]}])
def test_circles_are_refused(links: dict[int, list[int]]) -> None:
    """No proof builds on itself, over others or directly."""
    document = copy.deepcopy(CHAIN)
    for index, previous in links.items():
        document["proof"][index]["previousProof"] = [document["proof"][other]["id"] for other in previous]
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert caught.value.code == "previous_proof_cycle"


def test_two_proofs_with_one_id_are_refused() -> None:
    """Which of them a third builds on would be a guess."""
    document = copy.deepcopy(CHAIN)
    document["proof"][1]["id"] = document["proof"][0]["id"]
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert caught.value.code == "proof_id_duplicate"


def test_a_view_of_another_document_is_refused() -> None:
    """A good proof of one document says nothing about another, and a changed view is none of the document's."""
    view = proofs_of(signed("plain-jcs"))[0]
    with pytest.raises(ProofError) as caught:
        verify_proof(signed("badge-jcs"), view, public_key=KEY.public_key)
    assert caught.value.code == "proof_foreign"
    with pytest.raises(ProofError) as caught:
        verify_proof(signed("plain-jcs"), replace(view, purpose="authentication"), public_key=KEY.public_key)
    assert caught.value.code == "proof_foreign"


def test_a_key_of_another_algorithm_is_never_tried() -> None:
    """The suite says which keys go with it, not the key."""

    class Foreign:
        algorithm = "P-256"

        def verify(self, signature: bytes, message: bytes) -> bool:
            return True

    document = signed("plain-jcs")
    with pytest.raises(ProofError) as caught:
        verify_proof(document, proofs_of(document)[0], public_key=Foreign())  # type: ignore[arg-type]
    assert caught.value.code == "cryptosuite_key_mismatch"


# Garbage.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = (
    "type",
    "id",
    "cryptosuite",
    "created",
    "expires",
    "verificationMethod",
    "proofPurpose",
    "proofValue",
    "previousProof",
    "domain",
    "challenge",
    "nonce",
    "@context",
)


@given(member=st.sampled_from(MEMBERS), value=JSON)
def test_any_json_in_a_proof_gives_our_error_or_no_effect(member: str, value: Any) -> None:
    """No other exception leaves, and nothing but the old value verifies."""
    document = signed("plain-jcs")
    proof = the_proof(document)
    same = member in proof and proof[member] == value
    proof[member] = value
    try:
        verify(document)
    except McissueError as error:
        code = error.code
        assert not same
    else:
        assert same
        return
    assert code in CODES


@given(value=JSON)
def test_any_json_as_proofs_gives_our_error(value: Any) -> None:
    """proofs_of never raises anything else."""
    for proof in (value, [value], {"type": "DataIntegrityProof", "x": value}):
        with pytest.raises(McissueError):
            verify({"a": 1, "proof": proof})


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    document=st.dictionaries(st.text(max_size=8), JSON, max_size=5).filter(lambda value: "proof" not in value)
)
def test_any_json_is_signed_or_refused(document: dict[str, Any]) -> None:
    """eddsa-jcs-2022 signs any strict JSON object so that it verifies, also after a way over text."""
    try:
        found = add_proof(document, signer=SIGNER, created=CREATED, cryptosuite="eddsa-jcs-2022")
    except DocumentError:
        return
    verify(json.loads(json.dumps(found)))


def test_views_are_plain_values() -> None:
    """They compare by content and can be put into sets."""
    one, two = proofs_of(signed("plain-jcs"))[0], proofs_of(signed("plain-jcs"))[0]
    assert one == two
    assert len({one, two}) == 1
    assert isinstance(one, ProofView)
