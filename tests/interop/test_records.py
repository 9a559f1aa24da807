"""Records written by our own format room: what comes out, signed, holds with the others."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.interop.documents import CREATED, DOCUMENTS, ISSUER, KEY_ID, NOW, SEED, ordered_differently
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import OURS, both, context_files  # noqa: F401 - a fixture
from tests.records import full_record, minimal_record, records

from mcissue.formats import to_openbadges
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.keys import PrivateKey
from mcissue.record import Record
from mcissue.status.entry import StatusEntry

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
CREDENTIAL = "urn:uuid:7cde6a64-7a9b-4ef1-8a94-1a1f1f8b1f01"
STATUS = StatusEntry(purpose="revocation", index=94567, list_url="https://kymi.example/status/1")


def node_id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def signed(record: Record, status: StatusEntry | None = None) -> dict[str, Any]:
    document = to_openbadges(record, credential_id=CREDENTIAL, status=status, node_id=node_id).document
    return add_proof(document, signer=KEY.signer(KEY_ID), created=CREATED)


@pytest.mark.parametrize("make", [minimal_record, full_record])
def test_a_written_record_verifies_there(make: Callable[[], Record], node: Node, pyld: PyldVerifier) -> None:
    """A record with the least and one with every field verify in Node and with PyLD alone."""
    credential = signed(make())
    assert credential["issuer"]["id"] == ISSUER
    answer = node.ask("verifyCredential", credential=credential, documents=DOCUMENTS, now=NOW)
    assert answer["verified"], answer
    assert pyld.verify(credential, DOCUMENTS)


def test_a_written_status_entry_is_read_there(node: Node) -> None:
    """The status entry that we write is one that their status check asks for."""
    answer = node.ask(
        "verifyCredential", credential=signed(full_record(), STATUS), documents=DOCUMENTS, now=NOW
    )
    assert not answer["verified"]
    assert any("Could not load" in error and STATUS.list_url in error for error in answer["errors"]), answer


def hold(record: Record, node_with: Callable[[str], Node]) -> None:
    """Any record that we can write and sign holds there; not as a credential, for it has any issuer."""
    credential = signed(record, STATUS)
    bare = {name: value for name, value in credential.items() if name != "proof"}
    if ordered_differently(canonical_form(bare, contexts=bundled_contexts()).decode()):
        # rdf-canonize sorts such texts by UTF-16, against RDFC-1.0 (README.md of this folder).
        assert PyldVerifier(context_files(OURS)).verify(credential, DOCUMENTS)
        return
    answer = node_with(OURS).ask("verifyDocument", document=credential, documents=DOCUMENTS)
    assert answer == {"verified": True, "errors": []}
    assert PyldVerifier(context_files(OURS)).verify(credential, DOCUMENTS)


@settings(max_examples=40, deadline=None)
@given(record=records())
def test_any_record_verifies_there(record: Record, node_with: Callable[[str], Node]) -> None:
    """Arbitrary records verify in Node and with PyLD alone."""
    hold(record, node_with)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_very_many_records_verify_there(record: Record, node_with: Callable[[str], Node]) -> None:
    """The same with a thousand records."""
    hold(record, node_with)
