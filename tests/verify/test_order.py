"""The order of an array that stands for a set is not signed: no report reads a meaning from it."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.formats import edcs
from tests.verify.test_edc import good, spec, university

from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import load_did_documents
from mcissue.proof.keys import PublicKey
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Report, Verifier

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)

Json = dict[str, Any]

SAMPLES = Path(__file__).parents[2] / "samples"
_ORDERED = frozenset({"@context", "allowedValue"})
"""Members whose order means something: contexts, and `@list` in the contexts of Open Badges."""


def reordered(value: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """The same document with every set in another order."""
    if isinstance(value, dict):
        return {
            name: copy.deepcopy(item) if name in _ORDERED else reordered(item, change)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return change([reordered(item, change) for item in value])
    return value


def reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


def shuffle(items: list[Any]) -> list[Any]:
    return random.Random(7).sample(items, len(items))


def said(report: Report) -> str:
    """All that a report says, but for the file's digest and for which place of an array something has."""
    found = report.to_json()
    found["input"] = None
    return re.sub(r"\[\d+\]", "[]", json.dumps(found, sort_keys=True))


def judge() -> Verifier:
    operator = PublicKey.from_multikey((SAMPLES / "operator.multikey").read_text(encoding="utf-8").strip())
    documents = load_did_documents(SAMPLES / "did-documents")
    registry = load_registry((SAMPLES / "registry.json").read_bytes(), operator_key=operator, at=AT)
    return Verifier(registry=registry, resolver=Resolver(documents), allow_test_registry=True, at=AT)


def samples() -> list[Path]:
    """The first two of each class in each form, and all of the other kinds; the rest are made alike."""
    found: list[Path] = []
    for folder in sorted(path for path in (SAMPLES / "credentials").iterdir() if path.is_dir()):
        files = sorted(folder.glob("*.json"))
        if folder.name != "other-kinds":
            kinds = [[f for f in files if ".edc." in f.name], [f for f in files if ".edc." not in f.name]]
            files = [file for kind in kinds for file in kind[:2]]
        found += files
    return found


@pytest.mark.parametrize("file", samples(), ids=lambda file: f"{file.parent.name}/{file.name}")
@pytest.mark.parametrize("change", [reverse, shuffle])
def test_a_sample_with_its_sets_in_another_order_gets_the_same_report(
    file: Path, change: Callable[[list[Any]], list[Any]]
) -> None:
    """Its signature still holds, and what is shown is the same."""
    document = json.loads(file.read_text(encoding="utf-8"))
    if "payload" in document or "jcs" in file.name:
        pytest.skip("what is signed here are bytes")
    verifier = judge()
    first = verifier.verify(json.dumps(document).encode())
    other = verifier.verify(json.dumps(reordered(document, change)).encode())
    assert said(other) == said(first)


def note(text: str) -> Json:
    return {"id": f"urn:example:{text}", "type": "Note", "noteLiteral": {"en": text}}


def test_each_of_several_prerequisites_is_shown() -> None:
    """In whatever order they stand."""
    shown = set()
    for step in (1, -1):
        document = good()
        spec(document)["entryRequirement"] = [note("Bachelor"), note("Two years of work")][::step]
        report = university(document).verify()
        shown |= {element.value for element in report.credential.elements if element.id == "prerequisites"}
    assert shown == {"Bachelor; Two years of work"}


def test_all_wholes_and_all_evidence_are_shown_in_one_order() -> None:
    """`isPartOf` and `evidence` of several."""
    texts = set()
    for step in (1, -1):
        document = good()
        wholes = [
            {"id": f"urn:example:{name}", "type": "LearningAchievementSpecification", "title": {"en": name}}
            for name in ("Programme A", "Programme B")
        ]
        spec(document)["isPartOf"] = wholes[::step]
        assert edcs.claim_of(document)
        texts.add(said(university(document).verify()))
    (text,) = texts
    assert "part of Programme A; part of Programme B" in text
