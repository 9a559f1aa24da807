"""The whole verifier on credentials that other software made and signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.interop.documents import (
    CREATED,
    DOCUMENTS,
    ISSUER,
    KEY_ID,
    LIST,
    NOW,
    SEED,
    TEXTS,
    controller,
    full,
    minimal,
    with_status,
    with_text,
)
from tests.interop.node import Node
from tests.registry import samples

from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.registry.snapshot import load_registry
from mcissue.status.bitstring import MIN_ENTRIES
from mcissue.verify import Outcome, Policy, Report
from mcissue.verify.verifier import Verifier

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
AT = datetime.fromisoformat(NOW)


def sign_there(node: Node, credential: dict[str, Any]) -> dict[str, Any]:
    """Digital Bazaar's signature over a credential."""
    key = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}
    answer = node.ask("issue", credential=credential, cryptosuite="eddsa-rdfc-2022", now=NOW, **key)
    return answer["document"]


def verify(credential: dict[str, Any], documents: dict[str, Any] = DOCUMENTS, **lists: Any) -> Report:
    verifier = Verifier(
        resolver=Resolver(documents), policy=Policy.AUTHENTIC, at=AT, status_lists=lists.get("lists")
    )
    return verifier.verify(json.dumps(credential).encode())


def problems(report: Report) -> dict[str, str | None]:
    """Check -> code of those that failed or could not be made."""
    bad = (Outcome.FAILED, Outcome.INDETERMINATE)
    counting = [check for check in report.checks if check.outcome in bad]
    # Nobody was asked who the issuer is, and the small documents are not complete microcredentials.
    return {
        check.id: check.code
        for check in counting
        if check.id not in ("issuer_registry", "accreditation", "mandatory_elements")
    }


MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "minimal": minimal,
    "full": full,
    "text": lambda: with_text(TEXTS["everything"]),
}


@pytest.mark.parametrize("name", MAKERS)
def test_what_they_sign_is_authentic_here(name: str, node: Node) -> None:
    """A credential signed with Digital Bazaar's libraries passes every check of authenticity, and is valid."""
    report = verify(sign_there(node, MAKERS[name]()))
    assert problems(report) == {}
    assert report.answers.authentic == Outcome.PASSED
    assert report.verdict == "valid"


@pytest.mark.parametrize("index", [9, 10])
def test_their_status_list_is_followed_here(index: int, node: Node) -> None:
    """Credential and list both made and signed there: a set bit is a revocation here, a clear one is none."""
    made = node.ask("create", id=LIST, purpose="revocation", length=MIN_ENTRIES, set=[9])["document"]
    status_list = sign_there(node, {**made, "issuer": ISSUER, "validFrom": "2026-06-15T12:00:00Z"})
    report = verify(sign_there(node, with_status(index)), lists={LIST: status_list})
    assert problems(report) == ({"status": "revoked"} if index == 9 else {})
    assert report.verdict == ("invalid" if index == 9 else "valid")


def test_a_registry_signed_there_loads_here(bare_node: Node) -> None:
    """A snapshot that an operator signs with Digital Bazaar's jcs suite is a registry for us."""
    answer = bare_node.ask(
        "signDocument",
        document=samples.snapshot_data(),
        cryptosuite="eddsa-jcs-2022",
        seed=SEED.hex(),
        keyId=KEY_ID,
        created="2026-01-01T08:00:00Z",
    )
    data = json.dumps(answer["document"]).encode()
    assert load_registry(data, operator_key=KEY.public_key, at=samples.NOW).snapshot.sequence == 12


def test_a_registry_signed_here_verifies_there(bare_node: Node) -> None:
    """A snapshot signed by our registry room verifies with their jcs suite."""
    snapshot = samples.sign(samples.snapshot_data(), key=KEY, method=KEY_ID)
    answer = bare_node.ask("verifyDocument", document=snapshot, documents=DOCUMENTS)
    assert answer == {"verified": True, "errors": []}


# --- Known differences that are the verifier's, not the proof check's: all are accepted there. ---------------


def test_an_expired_proof(node: Node) -> None:
    """The end of a proof has passed: theirs only looks at its form."""
    credential = add_proof(
        minimal(), signer=KEY.signer(KEY_ID), created=CREATED, expires=datetime(2026, 6, 20, tzinfo=UTC)
    )
    assert node.ask("verifyCredential", credential=credential, documents=DOCUMENTS, now=NOW)["verified"]
    assert problems(verify(credential)) == {"validity": "proof_expired"}


@pytest.mark.parametrize("member", ["revoked", "expires"])
def test_a_key_that_had_ended(member: str, node: Node) -> None:
    """The key was revoked or had expired before the signature was made: theirs does not look."""
    ended = datetime(2026, 6, 1, tzinfo=UTC)
    key = PublishedKey(public_key=KEY.public_key, fragment="key-2026", **{member: ended})
    documents = {ISSUER: did_document(ISSUER, keys=[key])}
    assert documents[ISSUER]["verificationMethod"][0][member] == "2026-06-01T00:00:00Z"
    credential = add_proof(minimal(), signer=KEY.signer(KEY_ID), created=CREATED)
    assert node.ask("verifyCredential", credential=credential, documents=documents, now=NOW)["verified"]
    assert set(problems(verify(credential, documents))) == {"issuer_binding"}


def test_a_stranger_as_second_signer(node: Node) -> None:
    """A second proof by somebody whose key is not at hand: theirs is content with one proof of any number."""
    credential = add_proof(minimal(), signer=KEY.signer(KEY_ID), created=CREATED)
    stranger = PrivateKey.from_seed(bytes(32)).signer("did:web:stranger.example#key-2026")
    again = add_proof(minimal(), signer=stranger, created=CREATED)
    credential["proof"] += again["proof"]
    assert node.ask("verifyCredential", credential=credential, documents=DOCUMENTS, now=NOW)["verified"]
    report = verify(credential)
    assert set(problems(report)) == {"proof"}
    assert report.verdict != "valid"
    with_stranger = {**DOCUMENTS, "did:web:stranger.example": controller("did:web:stranger.example")}
    assert problems(verify(credential, with_stranger)) == {"proof": "signature_invalid"}
