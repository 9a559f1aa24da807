"""The European Commission's own files, and others' sealed ones: read into a record and out again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.formats import edcs

from mcissue.formats import Reading, from_edc, without
from mcissue.formats.edc.view import EdcView

pytestmark = pytest.mark.reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "standards" / "elm.md"

FILES = (
    "samples/Sample-CertOfPart-unsigned-uploadable.json",
    "samples/Sample-CertOfPart-unsigned.jsonld",
    "samples/Sample-MC-Annex1-unsigned-uploadable.json",
    "samples/Sample-MC-Annex1-unsigned.jsonld",
    "samples/elm-support-AA-Annex1-MC-unsigned.json",
    "samples/elm-support-Sample-CertOfPart-unsigned.json",
    "samples/elm-support-Sample-JointDegree-unsigned.json",
    "samples/elm-support-Sample-TranscriptOfRecords-unsigned.json",
    "samples-signed/Sample-CertOfPart-signed.jsonld",
    "samples-signed/Sample-MC-Annex1-signed.jsonld",
    "samples-signed/elm-support-AA-Annex1-MC-signed.jsonld",
    "samples-signed/elm-support-Sample-MastersDegree-signed.jsonld",
    "samples-signed/mynextid-edc-dc-signed.jsonld",
    "samples-signed/mynextid-edc-mc-signed.jsonld",
)


def load(reference: Path, name: str) -> dict[str, Any]:
    """A file, or what is sealed in it."""
    document = json.loads((reference / "elm" / name).read_bytes())
    if "payload" in document:
        document = json.loads(document["payload"])
    return document


def kinds(reading: Reading) -> set[str]:
    """What was lost, as the page lists it: the last two members of each place."""
    found = set()
    for loss in reading.losses:
        members = [member for member in re.split(r"[.\[\]0-9$]+", loss.path) if member]
        found.add(".".join(members[-2:]))
    return found


def test_every_file_is_looked_at(reference: Path) -> None:
    """No file of the two folders is forgotten."""
    there = {
        f"{folder}/{path.name}"
        for folder in ("samples", "samples-signed")
        for path in (reference / "elm" / folder).iterdir()
    }
    assert there == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_and_written_again(name: str, reference: Path) -> None:
    """Each file gives a record; written by us and read once more, the record is the same."""
    reading = from_edc(load(reference, name))
    written = edcs.write(reading.record)
    again = from_edc(written.document)
    assert again.record == without(written.record, written.losses)
    assert [loss for loss in again.losses if loss.what != "a hash"] == []


@pytest.mark.parametrize("name", FILES)
def test_the_page_lists_what_is_lost(name: str, reference: Path) -> None:
    """Everything of a file that a record has no place for stands in its row of the page."""
    short = name.rpartition("/")[2]
    row = next(
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{short}`")
    )
    assert set(re.findall(r"`([^`]+)`", row)[1:]) == kinds(from_edc(load(reference, name)))


def test_the_annex_sample_word_by_word(reference: Path) -> None:
    """What the official microcredential of 2024 says is what the record says."""
    record = from_edc(load(reference, FILES[4])).record
    assert record.course.title["en"] == "Digital micro-credential creation"
    assert record.issuer.legal_name["en"] == "Learning Provider"
    assert record.award.learner.name == "Ana Andromeda"
    assert record.award.learner.date_of_birth is not None
    assert record.award.learner.date_of_birth.isoformat() == "1999-10-02"
    assert record.award.learner.email == "ana.andromeda@email.com"
    assert record.course.workload is not None
    assert (record.course.workload.ects, record.course.workload.hours) == (2, 60)
    assert record.course.level is not None
    assert record.course.level.eqf is not None
    assert record.course.level.eqf.code == "6"
    assert [str(kind) for kind in record.course.assessment.types] == ["artefact assessment"]
    assert [str(mode) for mode in record.course.participation.modes] == ["Blended"]
    assert str(record.award.supervision) == "Unsupervised without ID Verification"
    assert record.award.grade is not None
    assert record.award.grade.value == "Pass"
    assert len(record.course.learning_outcomes) == 2
    assert [len(outcome.skills) for outcome in record.course.learning_outcomes] == [4, 3]


def test_the_view_reads_them_too(reference: Path) -> None:
    """The verifier's questions are answered for other people's files."""
    view = EdcView(load(reference, FILES[9]))
    assert view.title() == "Digital micro-credential creation"
    assert view.issuer_name() == "ORGANIZACION TEST"  # the seal has overwritten the name
    (scope,) = view.scopes()
    assert (scope.eqf_level, scope.ects, scope.credential_type) == (6, 2, "MicroCredential")
    assert scope.isced_f == ("003", "0688")
    assert view.status_entries() == ()
    assert view.dates().activity_begins
    assert view.dates().activity_ends
