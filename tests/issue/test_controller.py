"""The issuer's own DID document: keys come in on purpose, never go, and keep the ends they were given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mcissue.errors import KeyMaterialError, McissueError
from mcissue.issue.controller import check_controller, needs_document, publish_controller
from mcissue.issue.issuer import key_id_for
from mcissue.proof.did import did_jwk, did_key
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey, Signer

ISSUER = "did:web:uni.example"
OLD, NEW = (PrivateKey.from_seed(seed * 32) for seed in (b"a", b"b"))
AT = datetime(2026, 6, 20, tzinfo=UTC)
BEFORE, AFTER = (datetime(2026, month, 1, tzinfo=UTC) for month in (6, 7))


def signer(key: PrivateKey, name: str | None = None) -> Signer:
    return key.signer(key_id_for(ISSUER, key.public_key, fragment=name))


def written(folder: Path, *keys: PublishedKey) -> None:
    document = did_document(ISSUER, keys=keys)
    (folder / "did.json").write_text(json.dumps(document), encoding="utf-8")


def methods(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "did.json").read_bytes())["verificationMethod"]
    return found


def refusal(folder: Path, key: Signer, *, change_key: bool = False) -> McissueError:
    with pytest.raises(KeyMaterialError) as caught:
        check_controller(folder, issuer=ISSUER, signer=key, at=AT, change_key=change_key)
    assert caught.value.mend
    return caught.value


def test_the_first_key_makes_the_document(tmp_path: Path) -> None:
    """In an empty folder any key may begin; the index finds the document."""
    check_controller(tmp_path / "new", issuer=ISSUER, signer=signer(OLD), at=AT)
    publish_controller(tmp_path / "new", issuer=ISSUER, signer=signer(OLD))
    assert [each["publicKeyMultibase"] for each in methods(tmp_path / "new")] == [OLD.public_key.multikey]
    assert json.loads((tmp_path / "new" / "index.json").read_bytes()) == {ISSUER: "did.json"}
    check_controller(tmp_path / "new", issuer=ISSUER, signer=signer(OLD), at=AT)


def test_a_key_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    """Another key than the listed one is somebody else's until the caller says that it is new."""
    written(tmp_path, PublishedKey(public_key=OLD.public_key))
    assert refusal(tmp_path, signer(NEW)).code == "key_not_the_issuers"
    check_controller(tmp_path, issuer=ISSUER, signer=signer(NEW), at=AT, change_key=True)
    publish_controller(tmp_path, issuer=ISSUER, signer=signer(NEW))
    listed = [each["publicKeyMultibase"] for each in methods(tmp_path)]
    assert listed == [NEW.public_key.multikey, OLD.public_key.multikey]


def test_the_name_of_another_key_is_refused(tmp_path: Path) -> None:
    """One name for two keys would make what the first signed unverifiable, wish or no wish."""
    written(tmp_path, PublishedKey(public_key=OLD.public_key, fragment="key-1"))
    error = refusal(tmp_path, signer(NEW, "key-1"), change_key=True)
    assert (error.code, "--key-id" in str(error.mend)) == ("key_not_the_issuers", True)


@pytest.mark.parametrize(
    ("ends", "code"), [({"revoked": BEFORE}, "key_revoked"), ({"expires": BEFORE}, "key_expired")]
)
def test_a_key_that_is_out_of_use_is_refused(tmp_path: Path, ends: dict[str, Any], code: str) -> None:
    """A revoked or expired key does not sign again, as after a restored backup."""
    written(tmp_path, PublishedKey(public_key=OLD.public_key, **ends))
    assert refusal(tmp_path, signer(OLD)).code == code


def test_a_key_that_ends_later_may_sign(tmp_path: Path) -> None:
    """An end to come is none yet."""
    written(tmp_path, PublishedKey(public_key=OLD.public_key, expires=AFTER))
    check_controller(tmp_path, issuer=ISSUER, signer=signer(OLD), at=AT)


def test_ends_of_former_keys_are_kept(tmp_path: Path) -> None:
    """Adding a key brings no revoked or expired one back."""
    third = PrivateKey.from_seed(b"c" * 32)
    written(
        tmp_path,
        PublishedKey(public_key=OLD.public_key, revoked=BEFORE),
        PublishedKey(public_key=third.public_key, expires=BEFORE),
    )
    publish_controller(tmp_path, issuer=ISSUER, signer=signer(NEW))
    ends = [(each.get("revoked"), each.get("expires")) for each in methods(tmp_path)]
    assert ends == [(None, None), ("2026-06-01T00:00:00Z", None), (None, "2026-06-01T00:00:00Z")]


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    """A document that lists the key is left as it is, whatever else stands in it."""
    publish_controller(tmp_path, issuer=ISSUER, signer=signer(OLD))
    document = json.loads((tmp_path / "did.json").read_bytes()) | {"service": []}
    (tmp_path / "did.json").write_text(json.dumps(document), encoding="utf-8")
    assert publish_controller(tmp_path, issuer=ISSUER, signer=signer(OLD)) == document
    assert json.loads((tmp_path / "did.json").read_bytes()) == document


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"id": "did:web:uni.example", "verificationMethod": [{"id": "x#y"}]}']
)
def test_a_damaged_document_is_told(tmp_path: Path, text: str) -> None:
    """A document that can't be read is neither replaced nor ignored."""
    (tmp_path / "did.json").write_text(text, encoding="utf-8")
    with pytest.raises(McissueError):
        publish_controller(tmp_path, issuer=ISSUER, signer=signer(OLD))
    assert (tmp_path / "did.json").read_text(encoding="utf-8") == text


def test_issuers_that_are_their_key_have_no_document(tmp_path: Path) -> None:
    """did:key and did:jwk need no file; did:web and https do."""
    assert [needs_document(f"{kind}x") for kind in ("did:key:", "did:jwk:", "did:web:", "https://")] == [
        False,
        False,
        True,
        True,
    ]
    issuer = did_key(OLD.public_key)
    assert publish_controller(tmp_path, issuer=issuer, signer=OLD.signer(f"{issuer}#x")) is None
    assert not list(tmp_path.iterdir())


def test_keys_are_named_as_their_kind_of_issuer_wants_it() -> None:
    """The Multikey by default; a did:jwk's only key is 0, a did:key's is its Multikey again."""
    key = OLD.public_key
    assert key_id_for(ISSUER, key) == f"{ISSUER}#{key.multikey}"
    assert key_id_for(ISSUER, key, fragment="key-1") == f"{ISSUER}#key-1"
    assert key_id_for(did_jwk(key), key) == f"{did_jwk(key)}#0"
    assert key_id_for(did_key(key), key) == f"{did_key(key)}#{key.multikey}"


@pytest.mark.parametrize("name", ["", "a b", "#x", "ä", "a/b", "x" * 129])
def test_a_name_that_no_key_can_have_is_refused(name: str) -> None:
    """Before anything is signed with it."""
    with pytest.raises(KeyMaterialError) as caught:
        key_id_for(ISSUER, OLD.public_key, fragment=name)
    assert caught.value.code == "verification_method_url_invalid"


@pytest.mark.parametrize("did", [did_key(OLD.public_key), did_jwk(OLD.public_key)])
def test_the_only_key_of_a_did_has_one_name(did: str) -> None:
    """--key-id can't give it another."""
    with pytest.raises(KeyMaterialError) as caught:
        key_id_for(did, OLD.public_key, fragment="key-1")
    assert "leave the name out" in str(caught.value.mend)
