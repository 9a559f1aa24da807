"""The published vectors of W3C and 1EdTech reproduce exactly: canonical forms, hashes, signatures, verdicts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from mcissue.errors import McissueError, ProofError
from mcissue.jsonld.contexts import ContextStore, bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.proof import verify_document
from mcissue.proof.data_integrity import CRYPTOSUITES, add_proof, proofs_of, verify_proof
from mcissue.proof.did import Resolver, did_document, retrieve_verification_method
from mcissue.proof.did.documents import PublishedKey
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.multibase import decode_base58btc, encode_base58btc

pytestmark = pytest.mark.reference

EXTRA_CONTEXTS = {
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.jsonld",
}
W3C = ("eddsa-rdfc-2022-alumni", "eddsa-rdfc-2022-employment", "eddsa-jcs-2022-alumni")


def load(file: Path) -> Any:
    """A published JSON file."""
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def contexts(reference: Path) -> ContextStore:
    """Our contexts, and those that only the vectors need."""
    store = bundled_contexts()
    for url, name in EXTRA_CONTEXTS.items():
        store = store.with_context(url, load(reference / "w3c/contexts" / name))
    return store


def seed_of(vector: dict[str, Any]) -> bytes:
    """The seed in a secret Multikey."""
    return decode_base58btc(vector["keyPair"]["privateKeyMultibase"], length=34)[2:]


def without(proof: dict[str, Any], *members: str) -> dict[str, Any]:
    """A proof without some of its members."""
    return {member: value for member, value in proof.items() if member not in members}


@pytest.mark.parametrize("name", W3C)
def test_w3c_vector_step_by_step(reference: Path, contexts: ContextStore, name: str) -> None:
    """Canonical forms, both digests, the 64 bytes, the signature and its text are those of the standard."""
    vector = load(reference / f"w3c/eddsa-vectors/{name}.json")
    forms = []
    for value in (vector["proofConfig"], vector["unsecuredDocument"]):
        if "jcs" in name:
            forms.append(rfc8785.dumps(value))
        else:
            forms.append(canonical_form(value, contexts=contexts, policy=ContextPolicy.PINNED))
    assert [form.decode() for form in forms] == [vector["canonicalProofConfig"], vector["canonicalDocument"]]
    hashes = [sha256(form).hexdigest() for form in forms]
    assert hashes == [vector["proofConfigHashHex"], vector["documentHashHex"]]
    data = CRYPTOSUITES[vector["cryptosuite"]].hash_data(
        vector["unsecuredDocument"],
        without(vector["signedDocument"]["proof"], "proofValue"),
        contexts=contexts,
        policy=ContextPolicy.PINNED,
        limits=CREDENTIAL_LIMITS,
    )
    assert data.hex() == vector["hashDataHex"] == "".join(hashes)
    signature = PrivateKey.from_seed(seed_of(vector)).sign(data)
    assert signature.hex() == vector["signatureHex"]
    assert encode_base58btc(signature) == vector["proofValue"]


@pytest.mark.parametrize("name", W3C)
def test_w3c_documents_are_signed_identically(reference: Path, contexts: ContextStore, name: str) -> None:
    """Signing the vector's document with the vector's key gives the vector's signed document."""
    vector = load(reference / f"w3c/eddsa-vectors/{name}.json")
    proof = vector["signedDocument"]["proof"]
    signed = add_proof(
        vector["unsecuredDocument"],
        signer=PrivateKey.from_seed(seed_of(vector)).signer(proof["verificationMethod"]),
        created=datetime.fromisoformat(proof["created"]),
        cryptosuite=vector["cryptosuite"],
        contexts=contexts,
        policy=ContextPolicy.PINNED,
        as_array=False,
    )
    assert signed == vector["signedDocument"]


@pytest.mark.parametrize("name", W3C)
def test_w3c_documents_verify(reference: Path, contexts: ContextStore, name: str) -> None:
    """Through the DID that the proof names; a changed document does not verify."""
    document = load(reference / f"w3c/eddsa-vectors/{name}.json")["signedDocument"]
    view = proofs_of(document)[0]
    method = retrieve_verification_method(
        view.verification_method, relationship=view.purpose, resolver=Resolver()
    )
    arguments: dict[str, Any] = {
        "public_key": method.public_key,
        "contexts": contexts,
        "policy": ContextPolicy.PINNED,
    }
    verify_proof(document, view, **arguments)
    document["validFrom"] = "2023-01-01T00:00:01Z"
    with pytest.raises(ProofError) as caught:
        verify_proof(document, view, **arguments)
    assert caught.value.code == "signature_invalid"


@pytest.mark.parametrize("kind", ["ob", "clr"])
def test_the_vectors_of_1edtech(reference: Path, kind: str) -> None:
    """Those of the OB 3.0 implementation guide and of CLR 2.0, under the strict lists of contexts."""
    folder = reference / "openbadges/test-vectors"
    facts = load(folder / f"{kind}-eddsa-rdfc-2022-intermediate.json")
    unsigned = load(folder / f"{kind}-eddsa-rdfc-2022-unsigned.json")
    signed = load(folder / f"{kind}-eddsa-rdfc-2022-signed.json")
    proof = facts["proof"][0] if isinstance(facts["proof"], list) else facts["proof"]
    config = {"@context": unsigned["@context"], **without(proof, "proofValue")}
    contexts = bundled_contexts()
    forms = [canonical_form(value, contexts=contexts) for value in (config, unsigned)]
    assert forms[0] == (folder / f"{kind}-proof-canon.nq").read_bytes()
    assert forms[1] == (folder / f"{kind}-document-canon.nq").read_bytes()
    assert [sha256(form).hexdigest() for form in forms] == [facts["proofHashHex"], facts["documentHashHex"]]
    data = b"".join(sha256(form).digest() for form in forms)
    assert data.hex() == facts["dataToSignHex"]
    key = PrivateKey.from_seed(bytes.fromhex(facts["privateKeyHex_seed_then_public"])[:32])
    assert key.public_key.raw.hex() == facts["publicKeyHex"]
    assert key.public_key.multikey == facts["publicKeyMultibase"]
    assert key.sign(data).hex() == facts["signatureHex"]
    again = add_proof(
        unsigned,
        signer=key.signer(proof["verificationMethod"]),
        created=datetime.fromisoformat(proof["created"]),
        as_array=isinstance(signed["proof"], list),
    )
    assert again == signed


def test_the_open_badges_vector_verifies_through_an_https_controller(reference: Path) -> None:
    """Its issuer is an https URL; with the controller document at hand, the key is found and holds."""
    document = load(reference / "openbadges/test-vectors/ob-eddsa-rdfc-2022-signed.json")
    issuer = document["issuer"]["id"]
    view = proofs_of(document)[0]
    key = PublicKey.from_multikey(view.verification_method.partition("#")[2])
    resolver = Resolver({issuer: did_document(issuer, keys=[PublishedKey(public_key=key)])})
    method = retrieve_verification_method(
        view.verification_method, relationship=view.purpose, resolver=resolver
    )
    verify_proof(document, view, public_key=method.public_key)
    assert method.controller == issuer


def verdicts(document: dict[str, Any], contexts: ContextStore, policy: ContextPolicy) -> list[bool]:
    """Which proofs hold by the keys that they name themselves."""
    found = []
    for view in proofs_of(document):
        key = PublicKey.from_multikey(view.verification_method.partition("#")[2])
        try:
            verify_proof(document, view, public_key=key, contexts=contexts, policy=policy)
        except ProofError:
            found.append(False)
        else:
            found.append(True)
    return found


@pytest.mark.parametrize(
    ("name", "count"),
    [("signedProofSet1", 1), ("signedProofSet2", 2), ("signedProofChain1", 3), ("signedProofChain2", 4)],
)
def test_proof_sets_and_chains(reference: Path, contexts: ContextStore, name: str, count: int) -> None:
    """Every proof of the published sets and chains holds."""
    document = load(reference / f"w3c/eddsa-vectors/proof-set-chain/{name}.json")
    assert verdicts(document, contexts, ContextPolicy.PINNED) == [True] * count


def test_a_published_chain_breaks_without_its_links(reference: Path, contexts: ContextStore) -> None:
    """Without the rule of previous proofs the last two proofs of the chain would not hold."""
    document = load(reference / "w3c/eddsa-vectors/proof-set-chain/signedProofChain2.json")
    for proof in document["proof"]:
        proof.pop("previousProof", None)
    assert verdicts(document, contexts, ContextPolicy.PINNED) == [True, True, False, False]


FIXTURES = ("ArrayMissingFail", "ArrayOk", "MissingFail", "NotStringFail", "StringMissingFail", "StringOk")


@pytest.mark.parametrize("version", ["1.1", "2.0"])
@pytest.mark.parametrize("name", FIXTURES)
def test_previous_proof_fixtures(reference: Path, contexts: ContextStore, version: str, name: str) -> None:
    """Of the fixtures of the W3C suite for proof chains, exactly those called Ok verify."""
    file = (
        reference / f"w3c/eddsa-vectors/proof-chain-fixtures/{version}-previousProof{name}-SimpleSigned2.json"
    )
    document = load(file)
    # They define their terms inside of the document, which only the widest policy allows, and wrap them in one
    # @context too many, which JSON-LD does not know. Unwrapped they mean the same, so the RDF proofs still hold.
    document["@context"] = [
        item["@context"] if isinstance(item, dict) else item for item in document["@context"]
    ]
    if name.endswith("Ok"):
        assert verdicts(document, contexts, ContextPolicy.PINNED_WITH_INLINE) == [True, True]
        return
    with pytest.raises(ProofError) as caught:
        proofs_of(document)
    assert caught.value.code in {"previous_proof_unknown", "proof_malformed"}


@pytest.mark.parametrize("version", ["1.1", "2.0"])
@pytest.mark.parametrize("name", FIXTURES)
def test_previous_proof_fixtures_as_they_are(reference: Path, version: str, name: str) -> None:
    """Judged as any document, with inline contexts by opt-in: exactly those called Ok verify."""
    file = (
        reference / f"w3c/eddsa-vectors/proof-chain-fixtures/{version}-previousProof{name}-SimpleSigned2.json"
    )
    options: dict[str, Any] = {"at": datetime(2026, 6, 1, tzinfo=UTC)}
    with pytest.raises(McissueError) as caught:
        verify_document(load(file), **options)
    assert caught.value.code in {"inline_context_not_allowed", "previous_proof_unknown", "proof_malformed"}
    options["policy"] = ContextPolicy.PINNED_WITH_INLINE
    if name.endswith("Ok"):
        assert len(verify_document(load(file), **options).proofs) == 2
        return
    with pytest.raises(ProofError) as refused:
        verify_document(load(file), **options)
    assert refused.value.code in {"previous_proof_unknown", "proof_malformed"}


@pytest.mark.parametrize(
    "name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"]
)
def test_published_sets_and_chains_as_any_document(
    reference: Path, contexts: ContextStore, name: str
) -> None:
    """Through the keys that their proofs name; a change in any proof fails."""
    document = load(reference / f"w3c/eddsa-vectors/proof-set-chain/{name}.json")
    resolver = Resolver(
        {
            url: did_document(url, keys=[PublishedKey(public_key=PublicKey.from_multikey(multikey))])
            for url, _, multikey in (view.verification_method.partition("#") for view in proofs_of(document))
            if url.startswith("https:")
        }
    )
    options: dict[str, Any] = {
        "at": datetime(2026, 6, 1, tzinfo=UTC),
        "contexts": contexts,
        "resolver": resolver,
    }
    listed = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    assert len(verify_document(document, **options).proofs) == len(listed)
    for proof in listed:
        created = proof["created"]
        proof["created"] = "2023-02-26T22:06:39Z"
        with pytest.raises(ProofError):
            verify_document(document, **options)
        proof["created"] = created
