"""What others sign is accepted here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.interop.documents import CREDENTIAL_MAKERS, DOCUMENTS, KEY_ID, NOW, SEED, directed
from tests.interop.node import Node

from mcissue.errors import ProofError
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.read import JsonObject, read_json_object
from mcissue.proof.data_integrity import proofs_of, verify_proof
from mcissue.proof.did import Resolver, retrieve_verification_method

pytestmark = pytest.mark.interop

KEY = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}


def signed_there(node: Node, credential: dict[str, Any], cryptosuite: str) -> JsonObject:
    """Digital Bazaar's signature, read by our own strict reader."""
    answer = node.ask("issue", credential=credential, cryptosuite=cryptosuite, now=NOW, **KEY)
    assert "document" in answer, answer
    return read_json_object(json.dumps(answer["document"]).encode())


@pytest.mark.parametrize("cryptosuite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_what_they_sign_verifies_here(name: str, cryptosuite: str, node: Node) -> None:
    """Credentials issued by Digital Bazaar's libraries hold under our proof check, in both suites."""
    document = signed_there(node, CREDENTIAL_MAKERS[name](), cryptosuite)
    (view,) = proofs_of(document)
    assert (view.cryptosuite, view.purpose) == (cryptosuite, "assertionMethod")
    method = retrieve_verification_method(
        view.verification_method, relationship=view.purpose, resolver=Resolver(DOCUMENTS)
    )
    verify_proof(document, view, public_key=method.public_key)


def test_directions_and_types_that_are_urls_are_read_alike(node: Node) -> None:
    """What they sign of a text's direction is what is checked here."""
    document = signed_there(node, directed(), "eddsa-rdfc-2022")
    (view,) = proofs_of(document)
    method = retrieve_verification_method(
        view.verification_method, relationship=view.purpose, resolver=Resolver(DOCUMENTS)
    )
    verify_proof(document, view, public_key=method.public_key, policy=ContextPolicy.PINNED)
    document["description"][0]["@direction"] = "rtl"
    with pytest.raises(ProofError) as caught:
        verify_proof(document, view, public_key=method.public_key, policy=ContextPolicy.PINNED)
    assert caught.value.code == "signature_invalid"
