"""From bytes to a report little is loaded: not what issuing needs, nor what people's files are read with."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from tests.carrier.pictures import png, svg
from tests.samples.files import SAMPLES
from tests.university import CREATED, key, sign
from tests.verify.documents import presentation, presented, record

from mcissue.carrier.baking import bake

CREDENTIALS = SAMPLES / "credentials"
BADGE = CREDENTIALS / "research-data" / "01-aino.json"
OTHER = CREDENTIALS / "research-data" / "02-ake.json"
EDC = CREDENTIALS / "research-data" / "01-aino.edc.json"

NOT_ON_THE_WAY = (
    "click",
    "mcissue.cli",
    "mcissue.issue",
    "mcissue.record",
    "pydantic",
    "pydantic_core",
    "pyld",
    "ruamel",
    "sqlalchemy",
)
"""What a verifier does without."""

VERIFY = """
import json, sys
from datetime import datetime
from pathlib import Path

from mcissue.proof.did import Resolver, load_did_documents
from mcissue.proof.keys import PublicKey
from mcissue.proof.seals.jades import read_anchors
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Verifier, read_items, verify_many
from mcissue.verify.report.page import report_page

samples, files = Path(sys.argv[1]), sys.argv[2:]
at = datetime.fromisoformat("2026-07-02T12:00:00Z")
operator = PublicKey.from_multikey((samples / "operator.multikey").read_text().strip())
lists = json.loads((samples / "status" / "index.json").read_text())
verifier = Verifier(
    registry=load_registry((samples / "registry.json").read_bytes(), operator_key=operator, at=at),
    resolver=Resolver(load_did_documents(samples / "did-documents")),
    status_lists={url: (samples / "status" / name).read_bytes() for url, name in lists.items()},
    seal_trust=read_anchors((path.name, path.read_bytes()) for path in (samples / "seal-trust").iterdir()),
    allow_test_registry=True,
    ask=["endorsements"],
    policy="recognised",
    at=at,
)
verdicts = {}
for file in files:
    with open(file, "rb") as stream:
        reports = list(verify_many(verifier, read_items(stream, name=file)))
    assert report_page(reports)
    verdicts[file] = [report.to_json()["answers"]["authentic"] for report in reports]
print(json.dumps([verdicts, sorted(sys.modules)]))
"""


def _documents() -> dict[str, bytes]:
    badge, other = json.loads(BADGE.read_bytes()), json.loads(OTHER.read_bytes())
    method = badge["proof"][0]["verificationMethod"]
    made: dict[str, Any] = {
        "presentation.json": presented(presentation(badge, other)),
        "learner-record.json": sign(record(badge, other), key("kymi"), method, created=CREATED),
    }
    return {
        "badge.json": BADGE.read_bytes(),
        "edc.json": EDC.read_bytes(),
        "token.jwt": (CREDENTIALS / "other-kinds" / "token.jwt").read_bytes(),
        "sealed.json": (CREDENTIALS / "other-kinds" / "sealed.edc-sealed.json").read_bytes(),
        "badge.png": bake(BADGE.read_bytes(), png()).data,
        "badge.svg": bake(BADGE.read_bytes(), svg()).data,
        "many.jsonl": b"".join(json.dumps(document).encode() + b"\n" for document in (badge, other)),
        **{name: json.dumps(document).encode() for name, document in made.items()},
    }


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], list[str]]:
    """Name of each file -> whether what is in it is authentic; and what the process has loaded by then."""
    folder = tmp_path_factory.mktemp("kinds")
    for name, data in _documents().items():
        (folder / name).write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", VERIFY, str(SAMPLES), *map(str, folder.iterdir())],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    answers, modules = json.loads(ran.stdout)
    return answers, modules


def test_every_kind_of_file_is_verified_by_a_verifier_alone(
    verified: tuple[dict[str, list[str]], list[str]],
) -> None:
    """Each of them goes the whole way, so that the other test says something."""
    verdicts, _ = verified
    assert len(verdicts) == len(_documents())
    assert {answer for answers in verdicts.values() for answer in answers} == {"passed"}, verdicts


@pytest.mark.parametrize("name", NOT_ON_THE_WAY)
def test_from_bytes_to_report_it_is_not_loaded(
    name: str, verified: tuple[dict[str, list[str]], list[str]]
) -> None:
    """A browser, a function in a cloud or an auditor has less to load and less to trust."""
    _, modules = verified
    assert [module for module in modules if module == name or module.startswith(f"{name}.")] == []
