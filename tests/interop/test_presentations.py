"""Presentations: what Digital Bazaar's wallet shows is verified here, and what is signed here holds there."""

from __future__ import annotations

import copy
from hashlib import sha256
from typing import Any

import pytest
from tests.interop.documents import CREATED, DOCUMENTS, KEY_ID, NOW, SEED, minimal
from tests.interop.node import Node
from tests.interop.sources import both  # noqa: F401 - a fixture
from tests.interop.test_verifier import AT, problems

from mcissue.jsonld import urls
from mcissue.proof import sign_document
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Outcome, Policy, Report, Verifier

pytestmark = pytest.mark.interop

Json = dict[str, Any]
HOLDER_SEED = sha256(b"mcissue interop: the holder").digest()
HOLDER = PrivateKey.from_seed(HOLDER_SEED)
METHOD = did_key_method(HOLDER.public_key)
HOLDER_ID = METHOD.partition("#")[0]
READER = {"domain": "jobs.example", "challenge": "n-1"}


def signed() -> Json:
    return add_proof(minimal(), signer=PrivateKey.from_seed(SEED).signer(KEY_ID), created=CREATED)


def verify(document: Json, **options: Any) -> Report:
    import json

    verifier = Verifier(resolver=Resolver(DOCUMENTS), policy=Policy.AUTHENTIC, at=AT, **options)
    return verifier.verify(json.dumps(document).encode())


def test_what_their_wallet_shows_is_verified_here(node: Node) -> None:
    """With the reader's domain and challenge; changed, or for another reader, it is refused."""
    answer = node.ask(
        "present", credentials=[signed()], holder=HOLDER_ID, seed=HOLDER_SEED.hex(), keyId=METHOD,
        created="2026-06-15T12:30:00Z", now=NOW, **READER,
    )  # fmt: skip
    assert "document" in answer, answer
    document = answer["document"]
    report = verify(document, **READER)
    # The badge names nobody by an id, so who presents it can't be compared (and a reader asked).
    assert problems(report) == {"presenter": "presenter_unknown"}
    assert report.answers.authentic is Outcome.PASSED
    assert report.credential.format == "presentation"
    assert len(report.parts) == 1
    other = verify(document, domain="jobs.example", challenge="n-2")
    assert other.check("proof").code == "proof_challenge_wrong"
    changed = copy.deepcopy(document)
    changed["holder"] = "did:example:other"
    assert verify(changed).check("proof").code == "signature_invalid"
    held = changed["verifiableCredential"]
    inner = held[0] if isinstance(held, list) else held
    inner["name"] = "Doctor"
    assert verify(changed).parts[0].report.check("proof").code == "signature_invalid"


def test_what_is_signed_here_holds_there(node: Node) -> None:
    """Their verifier checks the presentation and the credential in it; a changed word is noticed."""
    presentation = {
        "@context": [urls.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER_ID,
        "verifiableCredential": [signed()],
    }
    document = sign_document(
        presentation,
        HOLDER.signer(METHOD),
        created=CREATED,
        domain=[READER["domain"]],
        challenge=READER["challenge"],
    )
    assert verify(document, **READER).answers.authentic is Outcome.PASSED
    documents = {**DOCUMENTS, HOLDER_ID: Resolver({}).resolve(HOLDER_ID).document}
    job = {"documents": documents, "now": NOW, **READER}
    answer = node.ask("verifyPresentation", document=document, **job)
    assert answer["verified"], answer
    document["verifiableCredential"][0]["name"] = "Doctor"
    assert not node.ask("verifyPresentation", document=document, **job)["verified"]
