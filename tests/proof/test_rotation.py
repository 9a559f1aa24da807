"""Rotation: the new key comes in, the former ones get an end, and the rest of the document stays."""

from __future__ import annotations

import contextlib
import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.proof.key_material import key_of

from mcissue.errors import KeyMaterialError, McissueError
from mcissue.proof.did import Resolver, computed_dids, did_jwk, retrieve_verification_method
from mcissue.proof.did.documents import PublishedKey, did_document, published_keys
from mcissue.proof.did.rotation import rotate_key
from mcissue.proof.keys import PrivateKey

DID = "did:web:example.edu"
AT = datetime(2026, 6, 20, 12, tzinfo=UTC)
TEXT = "2026-06-20T12:00:00Z"
OLD, NEW, THIRD = (PrivateKey.from_seed(letter * 32).public_key for letter in (b"o", b"n", b"t"))


def document(**keys: Any) -> dict[str, Any]:
    """A document with one key, or with those given, and something of its owner's."""
    listed = keys.get("keys") or [PublishedKey(public_key=OLD, fragment="key-1")]
    made: dict[str, Any] = did_document(DID, keys=listed)
    return {
        **made,
        "service": [{"id": f"{DID}#site", "type": "LinkedDomains", "serviceEndpoint": "https://x.org"}],
    }


def rotated(base: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The document with the new key; the given one is not touched."""
    before = copy.deepcopy(base)
    found: dict[str, Any] = rotate_key(base, PublishedKey(public_key=NEW, fragment="key-2"), at=AT, **options)
    assert base == before
    return found


def code_of(base: Any, **options: Any) -> str:
    """The code of a rotation that is refused."""
    with pytest.raises(KeyMaterialError) as caught:
        rotated(base, **options)
    return caught.value.code


def test_the_new_key_stands_first_and_the_old_one_ends() -> None:
    """Both are listed for signing; everything else is as it was."""
    found = rotated(document())
    new, old = found["verificationMethod"]
    assert new == {
        "id": f"{DID}#key-2", "type": "Multikey", "controller": DID, "publicKeyMultibase": NEW.multikey,
    }  # fmt: skip
    assert old == {**document()["verificationMethod"][0], "expires": TEXT}
    for relationship in ("assertionMethod", "authentication"):
        assert found[relationship] == [f"{DID}#key-2", f"{DID}#key-1"]
    assert found["service"] == document()["service"]
    assert found["@context"] == document()["@context"]


def test_a_compromised_key_is_revoked() -> None:
    """It stays listed for what it signed, as revoked, and no longer for authentication."""
    found = rotated(document(), compromised=True)
    assert found["verificationMethod"][1]["revoked"] == TEXT
    assert "expires" not in found["verificationMethod"][1]
    assert found["assertionMethod"] == [f"{DID}#key-2", f"{DID}#key-1"]
    assert found["authentication"] == [f"{DID}#key-2"]


def test_keys_that_have_ended_keep_their_ends() -> None:
    """A second rotation touches the key in use only; an end that lies ahead is drawn nearer."""
    past = PublishedKey(public_key=OLD, fragment="key-0", expires=AT - timedelta(days=1))
    gone = PublishedKey(
        public_key=key_of("P-256").public_key, fragment="key-r", revoked=AT - timedelta(days=2)
    )
    ahead = PublishedKey(public_key=THIRD, fragment="key-1", expires=AT + timedelta(days=9))
    found = rotated(document(keys=[ahead, past, gone]))
    ends = [(each.get("expires"), each.get("revoked")) for each in found["verificationMethod"]]
    assert ends == [
        (None, None), (TEXT, None), ("2026-06-19T12:00:00Z", None), (None, "2026-06-18T12:00:00Z"),
    ]  # fmt: skip


def test_only_named_keys_end_if_names_are_given() -> None:
    """An issuer with a second key for JWTs changes one of them."""
    both = [PublishedKey(public_key=OLD, fragment="a"), PublishedKey(public_key=key_of("RSA").public_key)]
    found = rotated(document(keys=both), retire=["a"])
    assert ["expires" in each for each in found["verificationMethod"]] == [False, True, False]


def test_a_key_that_leaks_after_its_end_can_still_be_revoked() -> None:
    """Its holder can write any date into a proof, so the end alone does not protect."""
    past = PublishedKey(public_key=OLD, fragment="key-0", expires=AT - timedelta(days=1))
    base = document(keys=[past])
    assert code_of(base, retire=["key-0"]) == "key_not_in_use"
    found = rotated(base, retire=["key-0"], compromised=True)
    assert found["verificationMethod"][1]["revoked"] == TEXT
    assert code_of(found, retire=["key-0"], compromised=True) in {
        "verification_method_duplicate",
        "key_not_in_use",
    }


@pytest.mark.parametrize("algorithm", ["P-256", "P-384", "P-521", "RSA"])
def test_a_key_of_another_kind_brings_its_context(algorithm: str) -> None:
    """The changed document is one from which the key can be read, and read back."""
    public = key_of(algorithm).public_key
    found = rotate_key(document(), PublishedKey(public_key=public), at=AT)
    method = retrieve_verification_method(
        f"{DID}#{public.default_name}", relationship="assertionMethod", resolver=Resolver({DID: found})
    )
    assert method.public_key == public
    assert [key.public_key for key in published_keys(found)] == [public, OLD]
    wanted = "multikey" if algorithm in {"P-256", "P-384"} else "jwk"
    assert f"https://w3id.org/security/{wanted}/v1" in found["@context"]
    again = copy.deepcopy(found)
    with pytest.raises(KeyMaterialError) as caught:
        rotate_key(again, PublishedKey(public_key=public, fragment="other"), at=AT)
    assert caught.value.code == "verification_method_duplicate"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": None}, "controller_document_malformed"),
        ({"id": "example"}, "controller_url_invalid"),
        ({"id": "did:key:z6Mk"}, "did_method_unsupported"),
        ({"verificationMethod": []}, "controller_document_malformed"),
        ({"verificationMethod": ["did:web:example.edu#key-1"]}, "controller_document_malformed"),
        ({"verificationMethod": {}}, "controller_document_malformed"),
        ({"assertionMethod": "key-1"}, "controller_document_malformed"),
        ({"assertionMethod": [7]}, "controller_document_malformed"),
        (
            {"verificationMethod": [{"id": f"{DID}#key-1", "expires": "soon"}]},
            "controller_document_malformed",
        ),
        (
            {"verificationMethod": [{"id": f"{DID}#key-2", "publicKeyMultibase": "x"}]},
            "verification_method_duplicate",
        ),
        (
            {"verificationMethod": [{"id": "#other", "publicKeyMultibase": NEW.multikey}]},
            "verification_method_duplicate",
        ),
    ],
)
def test_documents_that_cannot_be_rotated(change: dict[str, Any], code: str) -> None:
    """Each fault has its code, and nothing is written over."""
    assert code_of({**document(), **change}) == code


def test_a_name_that_is_not_listed_is_said() -> None:
    """The names that could be meant are given."""
    with pytest.raises(KeyMaterialError, match="key-1") as caught:
        rotated(document(), retire=["key-9"])
    assert caught.value.code == "verification_method_not_found"


def test_relative_and_embedded_methods_are_ended_too() -> None:
    """A document by other software may define a key inside a relationship, or name it by its fragment."""
    base = document()
    base["verificationMethod"][0]["id"] = "#key-1"
    base["authentication"] = ["#key-1"]
    base["assertionMethod"] = [
        {"id": "#inside", "type": "Multikey", "controller": DID, "publicKeyMultibase": THIRD.multikey}
    ]
    found = rotated(base, compromised=True)
    assert found["assertionMethod"][1]["revoked"] == TEXT
    assert found["verificationMethod"][1]["revoked"] == TEXT
    assert found["authentication"] == [f"{DID}#key-2"]


def test_references_to_keys_of_others_stay() -> None:
    """A name of another controller's key is not the name of ours, even if the fragment is the same."""
    base = document()
    foreign = "did:web:other.example#key-1"
    base["authentication"] = [foreign, f"{DID}#key-1"]
    found = rotated(base, compromised=True)
    assert found["authentication"] == [f"{DID}#key-2", foreign]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
)


@given(
    st.sampled_from(
        ["id", "verificationMethod", "assertionMethod", "authentication", "@context", "keyAgreement"]
    ),
    JSON,
)
def test_any_json_in_its_place_gives_our_error_or_a_document(member: str, value: Any) -> None:
    """No other exception leaves."""
    base = {**document(), member: value}
    with contextlib.suppress(McissueError):
        rotate_key(base, PublishedKey(public_key=NEW), at=AT)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"verificationMethod": None}, "verification_method_malformed"),
        ({"verificationMethod": ["x"]}, "verification_method_malformed"),
        ({"verificationMethod": [{"id": 7}]}, "verification_method_malformed"),
        ({"verificationMethod": [{"id": f"{DID}#a"}]}, "key_malformed"),
        ({"verificationMethod": [{"id": f"{DID}#a", "publicKeyJwk": 7}]}, "key_malformed"),
        (
            {"verificationMethod": [{"id": f"{DID}#a", "publicKeyMultibase": OLD.multikey, "expires": "x"}]},
            "verification_method_malformed",
        ),
    ],
)
def test_a_document_whose_keys_cannot_be_read_back(change: dict[str, Any], code: str) -> None:
    """Each with the place of the fault."""
    with pytest.raises(KeyMaterialError) as caught:
        published_keys({**document(), **change})
    assert caught.value.code == code
    assert (caught.value.path or "").startswith("$.verificationMethod")


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-521", "RSA"])
def test_the_dids_that_are_a_key(algorithm: str) -> None:
    """Its did:jwk and its did:key; an RSA key has no did:key."""
    public = key_of(algorithm).public_key
    found = computed_dids(public)
    assert did_jwk(public) in found
    assert len(found) == (1 if algorithm == "RSA" else 2)
    for did in found:
        assert Resolver().resolve(did).document["id"] == did
