"""European Digital Credentials with our proof hold in software that we did not write, and theirs here.

The proof is our own addition: the European tools seal with JAdES, and show such a credential as one without a
seal. As a Verifiable Credential 1.1 with a Data Integrity proof it is sound, and that is what is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats import edcs
from tests.interop.documents import CREATED, DOCUMENTS, ISSUER, KEY_ID, NOW, SEED, ordered_differently
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import OURS, both, context_files  # noqa: F401 - a fixture
from tests.interop.test_they_sign import signed_there
from tests.records import full_record, minimal_record, records

from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.keys import PrivateKey
from mcissue.record import Record

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)


def unsigned(record: Record) -> dict[str, Any]:
    document: dict[str, Any] = edcs.write(record, status=edcs.STATUS, issued=CREATED).document
    return document


def signed(record: Record) -> dict[str, Any]:
    return add_proof(unsigned(record), signer=KEY.signer(KEY_ID), created=CREATED, as_array=False)


@pytest.mark.parametrize("make", [minimal_record, full_record])
def test_a_written_record_verifies_there(make: Callable[[], Record], node: Node, pyld: PyldVerifier) -> None:
    """A record with the least and one with every field verify in Node and with PyLD alone."""
    credential = signed(make())
    assert credential["issuer"]["id"] == ISSUER
    answer = node.ask("verifyCredential", credential=credential, documents=DOCUMENTS, now=NOW)
    assert answer["verified"], answer
    assert pyld.verify(credential, DOCUMENTS)


def test_what_is_signed_there_verifies_here(node: Node) -> None:
    """A credential of ours that Node signed holds here."""
    credential = signed_there(node, unsigned(full_record()), "eddsa-rdfc-2022")
    (view,) = proofs_of(credential)
    verify_proof(credential, view, public_key=KEY.public_key)


def test_a_changed_word_is_refused_there(node: Node, pyld: PyldVerifier) -> None:
    """A name, or a note, that was changed after signing breaks the proof on both sides."""
    for change in (
        lambda document: document["credentialSubject"]["fullName"].update(en="Eve"),
        lambda document: edcs.claim_of(document)["additionalNote"][0]["noteLiteral"].update(en="No"),
    ):
        credential = signed(full_record())
        change(credential)
        answer = node.ask("verifyCredential", credential=credential, documents=DOCUMENTS, now=NOW)
        assert not answer["verified"]
        assert not pyld.verify(credential, DOCUMENTS)


def hold(record: Record, node_with: Callable[[str], Node]) -> None:
    """Any record that we can write and sign holds there, and has one canonical form on all sides."""
    credential = signed(record)
    bare = {name: value for name, value in credential.items() if name != "proof"}
    form = canonical_form(bare, contexts=bundled_contexts())
    if not ordered_differently(form.decode()):
        answer = node_with(OURS).ask("verifyDocument", document=credential, documents=DOCUMENTS)
        assert answer == {"verified": True, "errors": []}
    pyld = PyldVerifier(context_files(OURS))
    assert pyld.verify(credential, DOCUMENTS)
    assert pyld.canonical(bare) == form


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_any_record_verifies_there(record: Record, node_with: Callable[[str], Node]) -> None:
    """Arbitrary records verify in Node and with PyLD alone, whatever their languages."""
    hold(record, node_with)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_very_many_records_verify_there(record: Record, node_with: Callable[[str], Node]) -> None:
    """The same with five hundred records."""
    hold(record, node_with)
