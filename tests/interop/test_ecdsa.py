"""ECDSA proofs go both ways: Digital Bazaar's suite takes ours, and we take its."""

from __future__ import annotations

from typing import Any

import pytest
from tests.interop.documents import CREATED, CREDENTIAL_MAKERS, ISSUER, KEY_ID, NOW, controller
from tests.interop.node import Node

from mcissue.errors import ProofError
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.did import Resolver, did_document, retrieve_verification_method
from mcissue.proof.did.documents import PublishedKey
from mcissue.proof.keys import PrivateKey

pytestmark = pytest.mark.interop

CURVES = ["P-256", "P-384"]


def check(document: dict[str, Any], documents: dict[str, Any]) -> None:
    """Verify the first proof with the key that the controller document gives."""
    view = proofs_of(document)[0]
    method = retrieve_verification_method(
        view.verification_method, relationship=view.purpose, resolver=Resolver(documents)
    )
    verify_proof(document, view, public_key=method.public_key)


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_what_we_sign_verifies_there(name: str, curve: str, node: Node) -> None:
    """With the hash of the curve, also where anonymous nodes are ordered; one word changed, and it fails."""
    key = PrivateKey.generate(curve)
    documents = {
        ISSUER: did_document(ISSUER, keys=[PublishedKey(public_key=key.public_key, fragment="key-2026")])
    }
    signed = add_proof(
        CREDENTIAL_MAKERS[name](), signer=key.signer(KEY_ID), created=CREATED, cryptosuite="ecdsa-rdfc-2019"
    )
    job = {"documents": documents, "now": NOW}
    answer = node.ask("verifyCredential", credential=signed, **job)
    assert answer["verified"], answer
    signed["issuer"]["name"] = "Another University"
    assert not node.ask("verifyCredential", credential=signed, **job)["verified"]


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_what_they_sign_verifies_here(name: str, curve: str, node: Node) -> None:
    """Their key is read from their Multikey; one word changed, and it fails."""
    answer = node.ask(
        "issueEcdsa",
        credential=CREDENTIAL_MAKERS[name](),
        curve=curve,
        keyId=KEY_ID,
        created="2026-06-15T12:00:00Z",
        now=NOW,
    )
    assert "document" in answer, answer
    documents = {ISSUER: controller(multikey=answer["publicKeyMultibase"])}
    check(answer["document"], documents)
    answer["document"]["issuer"]["name"] = "Another University"
    with pytest.raises(ProofError) as caught:
        check(answer["document"], documents)
    assert caught.value.code == "signature_invalid"
