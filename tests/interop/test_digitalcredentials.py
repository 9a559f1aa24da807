"""The library of the Digital Credentials Consortium: what it issues is authentic here, and ours holds there."""

from __future__ import annotations

from typing import Any

import pytest
from tests.interop.documents import CREATED, CREDENTIAL_MAKERS, DOCUMENTS, KEY_ID, NOW, SEED
from tests.interop.node import Node
from tests.interop.test_verifier import MAKERS, problems, verify

from mcissue.proof.data_integrity import add_proof
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Verdict

pytestmark = pytest.mark.interop

LIBRARY = "@digitalcredentials/vc"
KEY = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}


def issued_there(node: Node, credential: dict[str, Any]) -> dict[str, Any]:
    answer = node.ask(
        "issue", library=LIBRARY, credential=credential, cryptosuite="eddsa-rdfc-2022", now=NOW, **KEY
    )
    assert "document" in answer, answer
    document: dict[str, Any] = answer["document"]
    return document


@pytest.mark.parametrize("name", MAKERS)
def test_what_it_issues_is_authentic_here(name: str, node: Node) -> None:
    """Its credentials pass every check of authenticity; a changed word fails by the proof."""
    credential = issued_there(node, MAKERS[name]())
    report = verify(credential)
    assert problems(report) == {}
    assert report.verdict is Verdict.VALID
    credential["issuer"]["name"] = "Another University"
    assert verify(credential).check("proof").code == "signature_invalid"


@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_what_we_issue_holds_there(name: str, node: Node) -> None:
    """Our credentials verify there; with a changed word they do not."""
    credential = add_proof(
        CREDENTIAL_MAKERS[name](), signer=PrivateKey.from_seed(SEED).signer(KEY_ID), created=CREATED
    )
    job = {"library": LIBRARY, "documents": DOCUMENTS, "now": NOW}
    answer = node.ask("verifyCredential", credential=credential, **job)
    assert answer["verified"], answer
    credential["issuer"]["name"] = "Another University"
    assert not node.ask("verifyCredential", credential=credential, **job)["verified"]
