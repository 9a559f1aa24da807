"""`mcissue keys rotate`: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cli.office import ISSUER, KEY, OTHER, Office
from tests.cli.running import Ran, run

from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.stores.pem import write_private_key
from mcissue.words import parse_datetime

DID = "did:web:example.edu"
NEW = OTHER.public_key


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A did.json with one key."""
    file = tmp_path / "did.json"
    file.write_text(
        json.dumps(did_document(DID, keys=[PublishedKey(public_key=KEY.public_key, fragment="old")]))
    )
    return file


def methods(file: Path) -> list[dict[str, Any]]:
    """The keys of a document."""
    found: list[dict[str, Any]] = json.loads(file.read_bytes())["verificationMethod"]
    return found


def rotate(*words: object) -> Ran:
    """Run it."""
    return run("keys", "rotate", *words)


def test_the_document_is_changed_in_its_place(document: Path, tmp_path: Path) -> None:
    """The new method goes to standard output; the old key ends now; no other file is left."""
    ran = rotate(document, NEW.multikey, "--key-id", "new")
    assert (ran.status, ran.out) == (0, f"{DID}#new\n")
    new, old = methods(document)
    assert (new["id"], new["publicKeyMultibase"]) == (f"{DID}#new", NEW.multikey)
    assert abs(parse_datetime(old["expires"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert f"{DID}#old" in ran.err
    assert "stays valid" in ran.err
    assert list(tmp_path.iterdir()) == [document]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2027-01-01", "2027-01-01T00:00:00Z"),
        ("2027-01-01T12:00:00+02:00", "2027-01-01T10:00:00Z"),
    ],
)
def test_a_change_is_announced_for_a_time(document: Path, given: str, written: str) -> None:
    """A day is its beginning; a time has its zone."""
    assert rotate(document, NEW.multikey, "--at", given).status == 0
    assert methods(document)[1]["expires"] == written


def test_a_leak_is_said_with_what_to_do(document: Path) -> None:
    """Revoked, and the steps of the day are named."""
    ran = rotate(document, NEW.multikey, "--compromised")
    assert ran.status == 0
    assert "revoked" in methods(document)[1]
    for word in ("registry", "status publish", "issue again", "--reissue-revoked"):
        assert word in ran.err


def test_the_document_can_go_elsewhere(document: Path, tmp_path: Path) -> None:
    """With --out the given one stays as it is, and a file that is there is not replaced."""
    before = document.read_bytes()
    out = tmp_path / "new.json"
    assert rotate(document, NEW.multikey, "--out", out).status == 0
    assert document.read_bytes() == before
    assert len(methods(out)) == 2
    again = rotate(document, NEW.multikey, "--out", out)
    assert again.status == 2
    assert "already a file" in again.err


def test_the_new_key_may_be_a_private_file(document: Path, tmp_path: Path) -> None:
    """Its public half is listed; nothing secret is written."""
    file = tmp_path / "new.pem"
    write_private_key(file, PrivateKey.generate("RSA"), passphrase=None, insecure_plain=True)
    assert rotate(document, file).status == 0
    assert methods(document)[0]["type"] == "JsonWebKey"
    assert set(methods(document)[0]["publicKeyJwk"]) == {"kty", "n", "e"}


SAMPLE = PrivateKey.from_seed(sample_seed("kymi")).public_key.multikey


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([KEY.public_key.multikey], "listed already"),
        ([NEW.multikey, "--key-id", "old"], "listed already"),
        ([NEW.multikey, "--key-id", "a b"], "can't name a key"),
        ([NEW.multikey, "--retire", "nobody"], "nobody"),
        ([NEW.multikey, "--at", "tomorrow"], "neither a day"),
        ([NEW.multikey, "--at", "20270101"], "neither a day"),
        ([SAMPLE], "everybody has the private half"),
        (["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"], "everybody has the private half"),
        (["nothing.pem"], "nothing.pem"),
    ],
)
def test_what_is_refused_leaves_the_document_alone(document: Path, words: list[str], told: str) -> None:
    """One message, exit status 2, not a byte written."""
    before = document.read_bytes()
    ran = rotate(document, *words)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert document.read_bytes() == before


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"id": "did:web:example.edu"}', '{"id": 7}', "x" * 300_000]
)
def test_a_file_that_is_no_document_is_named(document: Path, content: str) -> None:
    """Whatever lies there, the file is said."""
    document.write_text(content)
    ran = rotate(document, NEW.multikey)
    assert (ran.status, ran.out) == (2, "")
    assert str(document) in ran.err
    assert document.read_text() == content


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    """The path is in the message."""
    ran = rotate(tmp_path / "nothing.json", NEW.multikey)
    assert ran.status == 2
    assert "nothing.json" in ran.err


def test_an_office_changes_its_key(tmp_path: Path) -> None:
    """Issued before the change: valid after it. The old key signs no more; the new one does, without more words."""
    office = Office(tmp_path / "office")
    former = office.issued()
    did = office.out / "did-documents" / "did.json"
    new = tmp_path / "new.pem"
    write_private_key(new, OTHER, passphrase=None, insecure_plain=True)
    # Far enough ahead: once the key is out of use, its status lists have to be published again.
    at = (datetime.now(UTC) + timedelta(minutes=10)).replace(microsecond=0)
    assert rotate(did, new, "--at", at.isoformat()).status == 0
    status, reports = office.verify(former[0])
    assert (status, reports[0]["verdict"]) == (0, "valid")
    later = did.read_text(encoding="utf-8").replace(methods(did)[1]["expires"], "2026-01-01T00:00:00Z")
    did.write_text(later, encoding="utf-8")
    status, reports = office.verify(former[0])
    codes = {check["code"] for check in reports[0]["checks"]}
    assert (status, "key_expired" in codes) == (1, True)
    office.learners.write_text("learner_id,full_name,grade\n9,Eino Leino,5\n", encoding="utf-8")
    err = office.refused()
    assert "no longer in use" in err
    assert f"Sign with the key that is in use: {ISSUER}#{OTHER.public_key.multikey}." in err
    nobody = json.loads(did.read_bytes())
    nobody["verificationMethod"][0]["revoked"] = "2026-01-02T00:00:00Z"
    kept = did.read_bytes()
    did.write_text(json.dumps(nobody), encoding="utf-8")
    assert "No key of the document is in use" in office.refused()
    did.write_bytes(kept)
    office.key = new
    assert office.issued()
    assert len(methods(did)) == 2
    assert methods(did)[0]["id"] == f"{ISSUER}#{OTHER.public_key.multikey}"
