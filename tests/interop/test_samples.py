"""The signed samples of this repository, judged by others."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier

pytestmark = pytest.mark.interop

ROOT = Path(__file__).resolve().parents[2]
FEWEST = 20


def objects(folder: Path) -> list[dict[str, Any]]:
    """Every JSON object in the files of a folder and of those below it."""
    found = [json.loads(path.read_bytes()) for path in sorted(folder.rglob("*.json"))]
    return [value for value in found if isinstance(value, dict)]


def credentials(root: Path) -> list[dict[str, Any]]:
    """The good sample credentials."""
    folder = root / "samples" / "credentials"
    if not folder.is_dir():
        pytest.skip("samples/credentials is not there: make samples")
    return [one for one in objects(folder) if "OpenBadgeCredential" in one.get("type", [])]


def hosted(root: Path) -> dict[str, Any]:
    """What the sample institutions publish, by address: DID documents and status lists."""
    found = [*objects(root / "keys"), *objects(root / "samples")]
    return {
        one["id"]: one
        for one in found
        if "verificationMethod" in one or "BitstringStatusListCredential" in one.get("type", [])
    }


def soon_after(documents: list[dict[str, Any]]) -> str:
    """A time at which all of them are signed and have begun."""
    times = [document["validFrom"] for document in documents]
    times += [proof["created"] for document in documents for proof in document["proof"]]
    latest = max(datetime.fromisoformat(time) for time in times)
    return (latest + timedelta(days=1)).isoformat().replace("+00:00", "Z")


def test_the_samples_verify_there(node: Node, pyld: PyldVerifier) -> None:
    """Every good sample verifies in Node, its status too, and with PyLD alone."""
    documents = credentials(ROOT)
    assert len(documents) >= FEWEST
    published, now = hosted(ROOT), soon_after(documents)
    jobs = [{"credential": document, "documents": published, "now": now} for document in documents]
    for document, answer in zip(documents, node.ask_all("verifyCredential", jobs), strict=True):
        assert answer["verified"], (document["id"], answer)
        assert answer["statuses"] == [False] * ("credentialStatus" in document), document["id"]
        assert pyld.verify(document, published), document["id"]


def test_the_sample_status_lists_verify_there(node: Node, pyld: PyldVerifier) -> None:
    """Every status list of the sample institutions is a credential that verifies there."""
    documents = credentials(ROOT)
    published, now = hosted(ROOT), soon_after(documents)
    lists = [one for one in published.values() if "credentialSubject" in one]
    named = {
        one["credentialStatus"]["statusListCredential"] for one in documents if "credentialStatus" in one
    }
    assert named <= {one["id"] for one in lists}
    for one in lists:
        answer = node.ask("verifyCredential", credential=one, documents=published, now=now)
        assert answer["verified"], (one["id"], answer)
        assert pyld.verify(one, published), one["id"]
