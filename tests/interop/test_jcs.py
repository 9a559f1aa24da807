"""eddsa-jcs-2022, in which registries are signed, across both implementations."""

from __future__ import annotations

from typing import Any

import pytest
from tests.interop.documents import CREATED, DOCUMENTS, ISSUER, KEY_ID, NUMBERS, SEED, TEXTS, full
from tests.interop.node import Node

from mcissue.errors import ProofError
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.keys import PrivateKey

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
SUITE = "eddsa-jcs-2022"


def registry() -> dict[str, Any]:
    """A document of the kind that a registry is: no context, nested, with hard texts, keys and numbers."""
    return {
        "type": "RegistrySnapshot",
        "operator": {"id": ISSUER, "name": {"en": "Test registry", "fi": "Koerekisteri"}},
        "sequence": 12,
        "test": True,
        "nothing": None,
        "empty": {"list": [], "object": {}},
        "entries": [{"name": text, "key": kind} for kind, text in TEXTS.items()],
        # Sorted by UTF-16 code units, not by code points: RFC 8785, section 3.2.3.
        "names": dict.fromkeys(("דּ", "😀", "é", "é", "", "1", "10", "2"), True),
        "numbers": [*NUMBERS, 123456789.125, 4.5e-5],
    }


def test_a_registry_signed_here_verifies_there(bare_node: Node) -> None:
    """A document without a context, signed by us, verifies in Digital Bazaar's jcs suite."""
    signed = add_proof(registry(), signer=KEY.signer(KEY_ID), created=CREATED, cryptosuite=SUITE)
    answer = bare_node.ask("verifyDocument", document=signed, documents=DOCUMENTS)
    assert answer == {"verified": True, "errors": []}


def test_a_registry_signed_there_verifies_here(bare_node: Node) -> None:
    """A document without a context, signed by Digital Bazaar's jcs suite, verifies here."""
    answer = bare_node.ask(
        "signDocument",
        document=registry(),
        cryptosuite=SUITE,
        seed=SEED.hex(),
        keyId=KEY_ID,
        created="2026-06-15T12:00:00Z",
    )
    signed = answer["document"]
    verify_proof(signed, proofs_of(signed)[0], public_key=KEY.public_key)


def test_a_badge_signed_here_in_jcs_verifies_there(node: Node) -> None:
    """With contexts, which the proof then repeats, the suite verifies there as well."""
    signed = add_proof(full(), signer=KEY.signer(KEY_ID), created=CREATED, cryptosuite=SUITE)
    assert signed["proof"][0]["@context"] == signed["@context"]
    answer = node.ask("verifyCredential", credential=signed, documents=DOCUMENTS, now="2026-07-01T00:00:00Z")
    assert answer["verified"], answer


@pytest.mark.parametrize(
    "path", [("sequence",), ("test",), ("operator", "name", "fi"), ("entries", 3, "name"), ("names", "")]
)
def test_a_changed_registry_is_refused_on_both_sides(path: tuple[str | int, ...], bare_node: Node) -> None:
    """One change anywhere breaks the signature, here and there."""
    signed = add_proof(registry(), signer=KEY.signer(KEY_ID), created=CREATED, cryptosuite=SUITE)
    target: Any = signed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = 13
    with pytest.raises(ProofError) as raised:
        verify_proof(signed, proofs_of(signed)[0], public_key=KEY.public_key)
    assert raised.value.code == "signature_invalid"
    assert not bare_node.ask("verifyDocument", document=signed, documents=DOCUMENTS)["verified"]
