"""What we sign is accepted by software that we did not write."""

from __future__ import annotations

from typing import Any

import pytest
from tests.interop.documents import (
    CREATED,
    CREDENTIAL_MAKERS,
    DOCUMENTS,
    ISSUER,
    KEY_ID,
    MULTIKEY,
    NOW,
    SEED,
    directed,
    full,
    minimal,
)
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import both  # noqa: F401 - a fixture

from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)


def sign(document: dict[str, Any], **options: Any) -> dict[str, Any]:
    return add_proof(document, signer=KEY.signer(KEY_ID), created=CREATED, **options)


def test_the_key_of_a_seed_is_the_same_key_there(bare_node: Node) -> None:
    """A seed gives the same public key, written the same way, in Ed25519Multikey and here."""
    answer = bare_node.ask("publicKey", seed=SEED.hex(), keyId=KEY_ID)
    assert answer == {"publicKeyMultibase": KEY.public_key.multikey} == {"publicKeyMultibase": MULTIKEY}


@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_what_we_sign_verifies_there(name: str, node: Node, pyld: PyldVerifier) -> None:
    """Credentials with hard texts and numbers, small and full ones, verify in Node and with PyLD alone."""
    signed = sign(CREDENTIAL_MAKERS[name]())
    assert node.ask("verifyCredential", credential=signed, documents=DOCUMENTS, now=NOW) == {
        "verified": True,
        "statuses": [],
        "errors": [],
    }
    assert pyld.verify(signed, DOCUMENTS)


def test_directions_and_types_that_are_urls_are_signed_alike(node: Node) -> None:
    """The cryptosuites leave the form of a direction open; ours is theirs, and it is covered."""
    signed = sign(directed(), policy=ContextPolicy.PINNED)
    asked = {"documents": DOCUMENTS, "now": NOW}
    assert node.ask("verifyCredential", credential=signed, **asked)["verified"]
    signed["name"]["@direction"] = "ltr"
    assert not node.ask("verifyCredential", credential=signed, **asked)["verified"]


def test_a_single_proof_object_verifies_there(node: Node, pyld: PyldVerifier) -> None:
    """A proof that is no list, as other credentials have it, is accepted too."""
    signed = sign(full(), as_array=False)
    assert isinstance(signed["proof"], dict)
    assert node.ask("verifyCredential", credential=signed, documents=DOCUMENTS, now=NOW)["verified"]
    assert pyld.verify(signed, DOCUMENTS)


def test_a_proof_with_an_end_verifies_there(node: Node, pyld: PyldVerifier) -> None:
    """The optional member `expires` is signed the same way there."""
    signed = sign(minimal(), expires=CREATED.replace(year=2046))
    assert signed["proof"][0]["expires"] == "2046-06-15T12:00:00Z"
    assert node.ask("verifyCredential", credential=signed, documents=DOCUMENTS, now=NOW)["verified"]
    assert pyld.verify(signed, DOCUMENTS)


@pytest.mark.parametrize("issuer", [ISSUER, "https://kymi.example/issuer"])
def test_our_controller_documents_are_read_there(issuer: str, node: Node, pyld: PyldVerifier) -> None:
    """A did.json or https controller document that we write is enough for them to verify with."""
    document = did_document(issuer, keys=[PublishedKey(public_key=KEY.public_key, fragment="key-2026")])
    credential = minimal()
    credential["issuer"]["id"] = issuer
    signed = add_proof(credential, signer=KEY.signer(f"{issuer}#key-2026"), created=CREATED)
    answer = node.ask("verifyCredential", credential=signed, documents={issuer: document}, now=NOW)
    assert answer["verified"], answer
    assert pyld.verify(signed, {issuer: document})


def test_our_computed_did_key_documents_are_read_there(node: Node, pyld: PyldVerifier) -> None:
    """The document that we compute for a did:key is enough for them to verify with."""
    did = f"did:key:{MULTIKEY}"
    credential = minimal()
    credential["issuer"]["id"] = did
    signed = add_proof(credential, signer=KEY.signer(f"{did}#{MULTIKEY}"), created=CREATED)
    documents = {did: Resolver().resolve(did).document}
    answer = node.ask("verifyCredential", credential=signed, documents=documents, now=NOW)
    assert answer["verified"], answer
    assert pyld.verify(signed, documents)


def test_a_key_under_another_issuer_is_refused_there(node: Node) -> None:
    """The issuer must control the key: theirs is the same rule as ours, so our bindings are what they need."""
    credential = minimal()
    credential["issuer"]["id"] = "did:web:other.example"
    answer = node.ask("verifyCredential", credential=sign(credential), documents=DOCUMENTS, now=NOW)
    assert not answer["verified"]
    assert any("issuer must match the verification method controller" in error for error in answer["errors"])
