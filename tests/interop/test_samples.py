"""The signed samples of this repository and what `mcissue demo` issues, judged by others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier

from mcissue.proof.did import Resolver

pytestmark = pytest.mark.interop

ROOT = Path(__file__).resolve().parents[2]
FEWEST = 20
KINDS = {"OpenBadgeCredential", "EuropeanDigitalCredential"}


def objects(folder: Path) -> list[dict[str, Any]]:
    """Every JSON object in the files of a folder and of those below it."""
    found = [json.loads(path.read_bytes()) for path in sorted(folder.rglob("*.json"))]
    return [value for value in found if isinstance(value, dict)]


def credentials(folder: Path) -> list[dict[str, Any]]:
    """The signed credentials in a folder."""
    return [one for one in objects(folder) if KINDS & set(one.get("type", [])) and "proof" in one]


def kinds(documents: list[dict[str, Any]]) -> Counter[str]:
    """How many there are of each format."""
    return Counter(kind for one in documents for kind in KINDS & set(one["type"]))


def proofs(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The proofs of a document, which may stand in a list or alone."""
    found = document["proof"]
    return found if isinstance(found, list) else [found]


def hosted(*folders: Path) -> dict[str, Any]:
    """What institutions publish, by address: DID documents and status lists."""
    return {
        one["id"]: one
        for folder in folders
        for one in objects(folder)
        if "verificationMethod" in one or "BitstringStatusListCredential" in one.get("type", [])
    }


def suites(document: dict[str, Any]) -> set[str]:
    """The cryptosuites of a document's proofs; the bare PyLD verifier knows one of them."""
    return {proof["cryptosuite"] for proof in proofs(document)}


def soon_after(documents: list[dict[str, Any]]) -> str:
    """A time at which all of them are signed and have begun."""
    times = [document["validFrom"] for document in documents]
    times += [proof["created"] for document in documents for proof in proofs(document)]
    latest = max(datetime.fromisoformat(time) for time in times)
    return (latest + timedelta(days=1)).isoformat().replace("+00:00", "Z")


def judge(
    documents: list[dict[str, Any]], published: dict[str, Any], node: Node, pyld: PyldVerifier
) -> list[str]:
    """Have credentials and the status lists that they name verified by both; give the ids of the revoked."""
    now = soon_after(documents)
    entries = [one["credentialStatus"] for one in documents if "credentialStatus" in one]
    lists = [published[url] for url in sorted({entry["statusListCredential"] for entry in entries})]
    jobs = [{"credential": one, "documents": published, "now": now} for one in [*documents, *lists]]
    revoked = []
    for job, answer in zip(jobs, node.ask_all("verifyCredential", jobs), strict=True):
        one = job["credential"]
        assert answer["verified"], (one["id"], answer)
        assert len(answer["statuses"]) == ("credentialStatus" in one), one["id"]
        if suites(one) == {"eddsa-rdfc-2022"}:
            assert pyld.verify(one, published), one["id"]
        revoked += [one["id"]] * sum(answer["statuses"])
    return revoked


def test_the_samples_verify_there(node: Node, pyld: PyldVerifier) -> None:
    """Every good sample verifies in Node, its status too, and with PyLD alone; so do the status lists."""
    documents = credentials(ROOT / "samples" / "credentials")
    assert all(kinds(documents)[kind] >= FEWEST for kind in KINDS)
    published = hosted(ROOT / "samples" / "did-documents", ROOT / "samples" / "status")
    assert judge(documents, published, node, pyld) == []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `mcissue demo` leaves behind."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "mcissue", "demo", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


def test_what_the_command_line_issued_verifies_there(demo: Path, node: Node, pyld: PyldVerifier) -> None:
    """The classes of the demo verify with the DID documents and lists that it would publish; one is revoked."""
    documents = [one for folder in sorted((demo / "issued").iterdir()) for one in credentials(folder)]
    assert all(kinds(documents)[kind] >= FEWEST for kind in KINDS)
    # A European credential has no `credentialStatus`: the one that is revoked there is one of the badges.
    assert len(judge(documents, hosted(demo / "web"), node, pyld)) == 1


def test_the_registry_of_the_demo_verifies_there(demo: Path, bare_node: Node) -> None:
    """The signed test registry verifies with their jcs suite under its operator's key."""
    registry = json.loads((demo / "registry.json").read_bytes())
    operator = registry["proof"]["verificationMethod"].split("#")[0]
    documents = {operator: Resolver().resolve(operator).document}
    answer = bare_node.ask("verifyDocument", document=registry, documents=documents)
    assert answer == {"verified": True, "errors": []}
