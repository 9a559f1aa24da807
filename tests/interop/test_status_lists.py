"""Bitstring status lists: ours are read there, theirs are read here, and both say the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.interop.documents import CREATED, DOCUMENTS, ISSUER, KEY_ID, LIST, NOW, SEED, with_status
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import both  # noqa: F401 - a fixture

from mcissue.jsonld.read import JsonObject
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.keys import PrivateKey
from mcissue.status.bitstring import MIN_ENTRIES, Bitstring
from mcissue.status.entry import read_status_entries
from mcissue.status.lists import build_list_credential, read_list_credential

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
AT = datetime(2026, 7, 1, tzinfo=UTC)

# First and last bits of bytes and of the list, and some by chance.
SETS = {
    "none": [],
    "edges": [0, 7, 8, 15, 16, 131_064, 131_071],
    "chance": sorted(random.Random(5).sample(range(MIN_ENTRIES), 500)),
    "all": list(range(MIN_ENTRIES)),
}


def sign(document: dict[str, Any]) -> JsonObject:
    return add_proof(document, signer=KEY.signer(KEY_ID), created=CREATED)


def our_list(indexes: list[int]) -> JsonObject:
    return sign(
        build_list_credential(
            list_url=LIST,
            issuer=ISSUER,
            purpose="revocation",
            bitstring=Bitstring.empty().with_values(dict.fromkeys(indexes, 1)),
            valid_from=CREATED,
            valid_until=datetime(2046, 1, 1, tzinfo=UTC),
        )
    )


@pytest.mark.parametrize("name", SETS)
def test_our_list_decodes_there(name: str, bare_node: Node) -> None:
    """The same indexes are set in Digital Bazaar's reading of our text, no more and no fewer."""
    encoded = Bitstring.empty().with_values(dict.fromkeys(SETS[name], 1)).encode()
    assert bare_node.ask("decode", encodedList=encoded) == {"length": MIN_ENTRIES, "set": SETS[name]}


@pytest.mark.parametrize("name", SETS)
def test_their_list_decodes_here(name: str, bare_node: Node) -> None:
    """A list credential made there is read here, with the same indexes set."""
    answer = bare_node.ask("create", id=LIST, purpose="revocation", length=MIN_ENTRIES, set=SETS[name])
    # Their maker leaves the issuer to the caller.
    document = {**answer["document"], "issuer": ISSUER}
    found = read_list_credential(document, url=LIST, at=AT)
    assert found.purposes == ("revocation",)
    assert found.bitstring == Bitstring.empty().with_values(dict.fromkeys(SETS[name], 1))


def test_our_list_credential_verifies_there(node: Node, pyld: PyldVerifier) -> None:
    """A signed list of ours is a credential that both foreign verifiers accept."""
    document = our_list([3])
    assert node.ask("verifyCredential", credential=document, documents=DOCUMENTS, now=NOW)["verified"]
    assert pyld.verify(document, DOCUMENTS)


@pytest.mark.parametrize(("index", "is_revoked"), [(3, True), (4, False), (131_071, True)])
def test_they_see_our_revocations(index: int, is_revoked: bool, node: Node) -> None:
    """Their status check follows our entry into our list and finds the bit."""
    credential = sign(with_status(index))
    (entry,) = read_status_entries(credential)
    status_list = our_list([3, 131_071])
    assert read_list_credential(status_list, url=LIST, at=AT).value(entry) == is_revoked
    documents = {**DOCUMENTS, LIST: status_list}
    answer = node.ask("verifyCredential", credential=credential, documents=documents, now=NOW)
    # `verified` is true for a revoked credential, too: theirs leaves the meaning of the bit to the caller.
    assert answer == {"verified": True, "statuses": [is_revoked], "errors": []}


def test_a_list_that_they_signed_is_accepted_here(node: Node) -> None:
    """A list credential made and signed there verifies here and says the same."""
    made = node.ask("create", id=LIST, purpose="revocation", length=MIN_ENTRIES, set=[9])["document"]
    key = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z"}
    credential = {**made, "issuer": ISSUER}
    answer = node.ask("issue", credential=credential, cryptosuite="eddsa-rdfc-2022", now=NOW, **key)
    signed = answer["document"]
    verify_proof(signed, proofs_of(signed)[0], public_key=KEY.public_key)
    (entry,) = read_status_entries(with_status(9))
    assert read_list_credential(signed, url=LIST, at=AT).value(entry) == 1


@pytest.mark.parametrize("change", ["purpose", "issuer", "bits"])
def test_a_wrong_list_is_refused_there(change: str, node: Node) -> None:
    """A list of another purpose, of another issuer, or changed after signing does not count there either."""
    status_list = our_list([3])
    if change == "purpose":
        credential = sign(with_status(3, purpose="suspension"))
    elif change == "issuer":
        credential = sign(with_status(3))
        status_list = {**status_list, "issuer": "did:web:other.example"}
    else:
        credential = sign(with_status(3))
        subject = {**status_list["credentialSubject"], "encodedList": Bitstring.empty().encode()}
        status_list = {**status_list, "credentialSubject": subject}
    documents = {**DOCUMENTS, LIST: status_list}
    answer = node.ask("verifyCredential", credential=credential, documents=documents, now=NOW)
    assert not answer["verified"]
