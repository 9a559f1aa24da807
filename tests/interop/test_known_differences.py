"""Where the two sides do not agree, and that it is still so: each line of the table in README.md is a test here.

All credentials of this page are accepted by Digital Bazaar's libraries and refused by us, but for the last.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from tests.interop.documents import CREATED, DOCUMENTS, ISSUER, KEY_ID, NOW, SEED, controller, minimal
from tests.interop.node import Node
from tests.interop.pyld_verifier import base58btc

from mcissue.errors import McissueError
from mcissue.jsonld.read import read_json_object
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.did import Resolver, retrieve_verification_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base58btc

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
Signed = dict[str, Any]


def signed(document: Signed) -> Signed:
    return add_proof(document, signer=KEY.signer(KEY_ID), created=CREATED)


def fault(document: Signed, documents: Signed) -> str | None:
    """The code with which our proof check, with its key look-up, refuses a document."""
    try:
        document = read_json_object(json.dumps(document).encode())
        for view in proofs_of(document):
            method = retrieve_verification_method(
                view.verification_method, relationship=view.purpose, resolver=Resolver(documents)
            )
            verify_proof(document, view, public_key=method.public_key)
    except McissueError as error:
        return error.code
    return None


def accepted_there(document: Signed, documents: Signed, node: Node) -> bool:
    answer = node.ask("verifyCredential", credential=document, documents=documents, now=NOW)
    return answer.get("verified", False)


def _base64_value(one: Signed) -> None:
    value = base58btc(one["proof"][0]["proofValue"])
    one["proof"][0]["proofValue"] = "u" + base64.urlsafe_b64encode(value).decode().rstrip("=")


def _broken_second_proof(one: Signed) -> None:
    second = deepcopy(one["proof"][0])
    second["created"] = "2026-06-16T12:00:00Z"
    one["proof"].append(second)


def _null(one: Signed) -> None:
    one["description"] = None


def _keyword(one: Signed) -> None:
    achievement = one["credentialSubject"]["achievement"]
    achievement["@id"] = achievement.pop("id")


def _iri_as_key(one: Signed) -> None:
    achievement = one["credentialSubject"]["achievement"]
    achievement["https://schema.org/name"] = achievement.pop("name")


CHANGES: dict[str, tuple[Callable[[Signed], None], str]] = {
    "proof value in base64url": (_base64_value, "proof_value_malformed"),
    "one of two proofs is broken": (_broken_second_proof, "signature_invalid"),
    "a member is null": (_null, "value_dropped"),
    "a JSON-LD keyword as member": (_keyword, "keyword_not_allowed"),
    "an IRI as member": (_iri_as_key, "iri_as_key"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_that_only_we_notice(name: str, node: Node) -> None:
    """The signature still fits, and the JSON says other things than at signing, or says them doubtfully."""
    change, code = CHANGES[name]
    document = signed(minimal())
    change(document)
    assert accepted_there(document, DOCUMENTS, node)
    assert fault(document, DOCUMENTS) == code


def test_a_number_beside_itself_as_text(node: Node) -> None:
    """One statement in two JSON forms has two lines there: their signature over it is theirs alone."""
    document = minimal()
    document["credentialSubject"]["creditsEarned"] = [2, "2"]
    lines = node.ask("canonize", document=document)["nquads"].splitlines()
    assert len(lines) == len(set(lines)) + 1
    key = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}
    answer = node.ask("issue", credential=document, cryptosuite="eddsa-rdfc-2022", now=NOW, **key)
    assert accepted_there(answer["document"], DOCUMENTS, node)
    assert fault(answer["document"], DOCUMENTS) == "second_form"


CONTEXTS: dict[str, Callable[[Signed], None]] = {
    "an inline context": lambda one: one["@context"].append({"honours": "https://kymi.example/honours"}),
    "another order": lambda one: one["@context"].insert(1, "https://w3id.org/security/data-integrity/v2"),
}


@pytest.mark.parametrize("name", CONTEXTS)
def test_contexts_that_no_format_prescribes(name: str, node: Node) -> None:
    """Signed there with contexts of its own, a document is accepted there and refused by our strict policy."""
    document = minimal()
    CONTEXTS[name](document)
    key = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}
    answer = node.ask("issue", credential=document, cryptosuite="eddsa-rdfc-2022", now=NOW, **key)
    assert accepted_there(answer["document"], DOCUMENTS, node)
    assert fault(answer["document"], DOCUMENTS) in ("inline_context_not_allowed", "context_list_not_allowed")


def test_a_weak_key(node: Node) -> None:
    """Under the identity point as a key, one constant "signs" every document; we refuse such keys."""
    identity = bytes([1]) + bytes(31)
    document = signed(minimal())
    document["proof"][0]["proofValue"] = encode_base58btc(identity + bytes(32))
    documents = {ISSUER: controller(multikey=encode_base58btc(b"\xed\x01" + identity))}
    assert accepted_there(document, documents, node)
    assert fault(document, documents) == "key_weak"


def test_an_ordered_list_that_repeats_itself(node: Node) -> None:
    """The other way round: four equal values in an ordered list are too much work there, and are fine here."""
    document = minimal()
    scale = {"id": "urn:x:scale", "type": ["ResultDescription"], "name": "Scale", "allowedValue": ["+"] * 4}
    document["credentialSubject"]["achievement"]["resultDescription"] = [scale]
    document = signed(document)
    assert fault(document, DOCUMENTS) is None
    answer = node.ask("verifyCredential", credential=document, documents=DOCUMENTS, now=NOW)
    assert any("Maximum deep iterations exceeded" in error for error in answer["errors"])
