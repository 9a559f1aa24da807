"""Signing and loading registries: every way in which a file can be unusable has its own answer."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.samples import (
    NOW,
    OPERATOR,
    OTHER,
    SIGNED,
    UNIVERSITY,
    entry_data,
    sign,
    signed,
    snapshot_data,
    to_bytes,
)

from mcissue.errors import ProofError, RegistryError
from mcissue.jsonld.read import write_json
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.registry.model import Snapshot
from mcissue.registry.snapshot import content_digest, load_registry, sign_snapshot
from mcissue.words import CLOCK_TOLERANCE

SECOND = timedelta(seconds=1)


def load(document: object, **arguments):
    data = document if isinstance(document, bytes) else to_bytes(document)
    return load_registry(data, **{"operator_key": OPERATOR.public_key, "at": NOW, **arguments})


def refused(document: object, **arguments) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        load(document, **arguments)
    assert caught.value.indeterminate
    return caught.value


def test_a_good_registry_is_loaded_with_all_it_says():
    """A signed snapshot gives its entries, its operator, and the digests of file and content."""
    data = to_bytes(signed())
    registry = load(data)
    assert registry.snapshot == Snapshot.from_data(snapshot_data())
    assert registry.operator_key == OPERATOR.public_key
    assert registry.signed_at == SIGNED
    assert registry.sha256 == hashlib.sha256(data).hexdigest()
    assert registry.entry_for(UNIVERSITY).name == "University of A"
    assert registry.entry_for("https://a.example/issuer") is registry.entry_for(UNIVERSITY)
    assert registry.summary() == {
        "operator": "Operator R",
        "operator_id": "did:web:operator.example",
        "sequence": 12,
        "test": False,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2026-12-31T23:59:59Z",
        "sha256": registry.sha256,
    }


def test_signing_is_reproducible():
    """The same snapshot, key and time give the same bytes."""
    assert sign(snapshot_data()) == sign(snapshot_data())


@pytest.mark.parametrize(
    "issuer_id", [UNIVERSITY.upper(), UNIVERSITY + " ", UNIVERSITY + "#key-1", "did:web:a.example:x", ""]
)
def test_ids_are_compared_character_by_character(issuer_id):
    """Nothing that only resembles an id finds the institution."""
    assert load(signed()).entry_for(issuer_id) is None


def test_layout_does_not_matter_to_the_content():
    """Another layout of the file has another file digest, the same content digest, and the same signature."""
    plain, pretty = load(signed()), load(write_json(signed()))
    assert plain.sha256 != pretty.sha256
    assert plain.content_sha256 == pretty.content_sha256 == content_digest(signed())


# One change away from the good one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"type": "IssuerRegistrySnapshot", "type": "IssuerRegistrySnapshot"}',
        b'{"type": "IssuerRegistry"}',
        b'{"type": "VerifiableCredential"}',
        b'{"type": ["IssuerRegistrySnapshot"]}',
        b"{}",
    ],
)
def test_what_is_no_registry(data):
    """Bytes that are no strict JSON object of the right type are malformed."""
    assert refused(data).code == "registry_malformed"


def test_a_newer_format_is_named_as_such():
    """A version that this program doesn't know is no fault of the operator."""
    assert refused({**signed(), "version": 2}).code == "registry_version_unsupported"


@pytest.mark.parametrize("version", [0, "2", True, None, 1.5])
def test_a_version_that_never_was(version):
    """Another value of the version was never signed."""
    assert refused({**signed(), "version": version}).code in {"registry_altered", "registry_malformed"}


@pytest.mark.parametrize("proof", [None, [], "absent"])
def test_an_unsigned_registry(proof):
    """A snapshot without a proof is a draft, whatever key is trusted."""
    document = signed()
    if proof == "absent":
        del document["proof"]
    else:
        document["proof"] = proof
    assert refused(document).code == "registry_unsigned"


@pytest.mark.parametrize("proof", ["x", 5, {}, [{}], {"type": "DataIntegrityProof"}, [5]])
def test_a_proof_that_is_none(proof):
    """A proof without the form of one makes the file malformed."""
    assert refused({**signed(), "proof": proof}).code == "registry_malformed"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("proofPurpose", "authentication"),
        ("type", "Ed25519Signature2020"),
    ],
)
def test_a_proof_of_another_kind(member, value):
    """A proof of another suite, type or purpose does not count as a signature of a registry."""
    document = signed()
    document["proof"][member] = value
    # A type that contradicts its cryptosuite is not even read as a proof.
    assert refused(document).code in {"registry_unsigned", "registry_malformed"}


def test_a_signature_made_for_another_purpose():
    """A key that signed the same content to authenticate itself has not published a registry."""
    proof = add_proof(
        snapshot_data(),
        signer=OPERATOR.signer(did_key_method(OPERATOR.public_key)),
        created=SIGNED,
        cryptosuite="eddsa-jcs-2022",
        purpose="authentication",
        as_array=False,
    )
    assert refused(proof).code == "registry_unsigned"


def test_a_registry_of_another_operator():
    """A registry that is well signed by a key that the user did not pin."""
    error = refused(sign(snapshot_data(), key=OTHER))
    assert error.code == "registry_wrong_operator"
    assert error.detail["trusted"] == [OPERATOR.public_key.multikey]


def test_a_registry_of_another_operator_under_the_trusted_ones_name():
    """Naming the trusted key does not help somebody who hasn't got it."""
    forged = sign(snapshot_data(), key=OTHER, method=did_key_method(OPERATOR.public_key))
    assert refused(forged).code == "registry_altered"


CHANGES = {
    "an entry's id": lambda d: d["entries"][0]["ids"].append("did:web:mill.example"),
    "an entry more": lambda d: d["entries"].append(entry_data(ids=["did:web:mill.example"])),
    "an entry less": lambda d: d["entries"].clear(),
    "the end of validity": lambda d: d.update(valid_until="2046-12-31T23:59:59Z"),
    "the sequence": lambda d: d.update(sequence=13),
    "the test flag": lambda d: d.update(test=True),
    "the operator's name": lambda d: d["operator"]["name"].update(en="Operator Q"),
    "a field more": lambda d: d.update(extra=1),
    "the time of signing": lambda d: d["proof"].update(created="2026-01-01T08:00:01Z"),
    "a member of the proof": lambda d: d["proof"].update(nonce="x"),
    "an expiry of the proof": lambda d: d["proof"].update(expires="2046-01-01T00:00:00Z"),
    "the signature": lambda d: d["proof"].update(proofValue="z" + "1" * 64),
    "the signature's form": lambda d: d["proof"].update(proofValue="x"),
    "a context": lambda d: d.update({"@context": "https://www.w3.org/ns/credentials/v2"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_altered_registry(what):
    """Any change after signing is noticed, and named as such before anything else."""
    document = signed()
    CHANGES[what](document)
    assert refused(document).code == "registry_altered"


def test_a_signed_document_with_bad_content():
    """A key holder who signs what is no registry has not made one."""
    bad = add_proof(
        snapshot_data(entries=[entry_data(country="Utopia")]),
        signer=OPERATOR.signer(did_key_method(OPERATOR.public_key)),
        created=SIGNED,
        cryptosuite="eddsa-jcs-2022",
        as_array=False,
    )
    error = refused(bad)
    assert (error.code, error.path) == ("registry_malformed", "$.entries[0].country")


def test_the_bounds_of_validity_belong_to_it():
    """A registry may be used from its first to its last instant, both included."""
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert load(signed(), at=first)
    assert load(signed(), at=last)
    assert refused(signed(), at=first - CLOCK_TOLERANCE - SECOND).code == "registry_not_yet_valid"
    assert refused(signed(), at=last + SECOND).code == "registry_expired"


def test_a_proof_may_expire_before_its_registry():
    """A signature that its operator limited in time is held to it."""
    document = add_proof(
        snapshot_data(),
        signer=OPERATOR.signer(did_key_method(OPERATOR.public_key)),
        created=SIGNED,
        expires=NOW,
        cryptosuite="eddsa-jcs-2022",
        as_array=False,
    )
    assert load(document)
    assert refused(document, at=NOW + SECOND).code == "registry_expired"


def test_an_older_registry_is_refused():
    """A number below the highest seen is a roll-back; the same and a higher one are not."""
    assert load(signed(), minimum_sequence=12)
    assert load(signed(), minimum_sequence=11)
    error = refused(signed(), minimum_sequence=13)
    assert (error.code, error.detail) == ("registry_rolled_back", {"sequence": 12, "minimum": 13})


def test_signature_comes_before_everything_that_is_signed():
    """An expired, rolled back registry of somebody else is first of all somebody else's."""
    document = sign(snapshot_data(), key=OTHER)
    late = datetime(2050, 1, 1, tzinfo=UTC)
    assert refused(document, at=late, minimum_sequence=99).code == "registry_wrong_operator"
    assert refused(signed(), at=late, minimum_sequence=99).code == "registry_expired"


# Keys -------------------------------------------------------------------------------------------------------


def test_a_spare_key_makes_a_change_of_keys_possible():
    """Of several trusted keys one must have signed; the registry says which."""
    keys = [OTHER.public_key, OPERATOR.public_key]
    assert load(signed(), operator_key=keys).operator_key == OPERATOR.public_key
    assert load(sign(snapshot_data(), key=OTHER), operator_key=keys).operator_key == OTHER.public_key
    assert refused(signed(), operator_key=[]).code == "registry_wrong_operator"


def test_two_signatures_during_a_change_of_keys():
    """A registry signed with the old and the new key is good for users of either."""
    document = signed()
    document["proof"] = [sign(snapshot_data(), key=OTHER)["proof"], document["proof"]]
    assert load(document).operator_key == OPERATOR.public_key
    assert load(document, operator_key=OTHER.public_key).operator_key == OTHER.public_key
    stranger = PrivateKey.generate().public_key
    assert refused(document, operator_key=stranger).code == "registry_wrong_operator"


def test_the_order_of_proofs_and_keys_changes_nothing():
    """Of several good proofs each is looked at: the strictest end counts, and the user's first key is named."""
    proofs = [
        signed_until(OPERATOR, NOW + timedelta(days=2))["proof"],
        signed_until(OTHER, NOW + timedelta(days=1))["proof"],
    ]
    pinned = [OTHER.public_key, OPERATOR.public_key]
    late = NOW + timedelta(days=1, seconds=1)
    for order in (proofs, proofs[::-1]):
        document = {**snapshot_data(), "proof": order}
        assert load(document, operator_key=pinned).operator_key == OTHER.public_key
        assert load(document, operator_key=pinned).pinned == tuple(pinned)
        assert refused(document, operator_key=pinned, at=late).code == "registry_expired"
    assert load({**snapshot_data(), "proof": proofs[:1]}, operator_key=pinned, at=late)


def signed_until(key, end):
    """A snapshot whose proof expires."""
    return add_proof(
        snapshot_data(),
        signer=key.signer(did_key_method(key.public_key)),
        created=NOW,
        expires=end,
        cryptosuite="eddsa-jcs-2022",
        as_array=False,
    )


def test_a_key_under_the_operators_own_name():
    """A proof may name the key by the operator's did:web; what counts is the pinned key."""
    document = sign(snapshot_data(), method="did:web:operator.example#key-1")
    assert load(document).operator_key == OPERATOR.public_key
    assert refused(document, operator_key=OTHER.public_key).code == "registry_altered"


def test_sample_keys_sign_test_registries_only():
    """Everybody has the sample operator's key, so what it signs must say that it is a test."""
    key = PrivateKey.from_seed(sample_seed("operator"))
    document = sign(snapshot_data(test=True), key=key)
    assert load(document, operator_key=key.public_key).snapshot.test
    with pytest.raises(RegistryError) as caught:
        sign(snapshot_data(), key=key)
    assert caught.value.code == "registry_sample_key"
    forged = add_proof(
        snapshot_data(),
        signer=key.signer(did_key_method(key.public_key)),
        created=SIGNED,
        cryptosuite="eddsa-jcs-2022",
        as_array=False,
    )
    assert refused(forged, operator_key=key.public_key).code == "registry_sample_key"


def test_published_test_keys_sign_no_registry():
    """The private half of a key from a standard's vectors is printed in that standard."""
    key = PrivateKey.from_seed(bytes(32))
    with pytest.raises(RegistryError) as caught:
        sign(snapshot_data(test=True), key=key)
    assert caught.value.code == "registry_sample_key"


def test_a_broken_signer_is_noticed():
    """A signer that answers with another key's signature publishes nothing."""

    class Broken:
        key_id = did_key_method(OPERATOR.public_key)
        algorithm = "Ed25519"
        public_key = OPERATOR.public_key

        def sign(self, data: bytes) -> bytes:
            return OTHER.sign(data)

    with pytest.raises(ProofError):
        sign_snapshot(Snapshot.from_data(snapshot_data()), signer=Broken(), created=SIGNED)


# Anything ---------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_our_error(data):
    """Garbage gives one of our errors and nothing else."""
    assert refused(data).code.startswith("registry_")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(
        [*signed(), "proof.created", "proof.verificationMethod", "proof.proofValue", "proof.type"]
    ),
    JSON,
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_change_to_a_member_is_accepted(name, value):
    """Whatever is put into a member of a signed registry, it is refused (or was the same value)."""
    document = signed()
    outer, _, inner = name.partition(".")
    place = document[outer] if inner else document
    before = place[inner or outer]
    place[inner or outer] = value
    if json.dumps(value, sort_keys=True) == json.dumps(before, sort_keys=True):
        assert load(document)
    else:
        assert refused(document)
