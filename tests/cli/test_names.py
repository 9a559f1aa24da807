"""Names that nobody can read, or that name nobody, are refused before anything is signed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.learners = tmp_path / "learners.jsonl"
    return office


def write(office: Office, **cells: str) -> None:
    office.learners.write_text(json.dumps({"learner_id": "1", **cells}) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "cells",
    [
        {"full_name": name}
        for name in ("-", ".", "?", "_", "n/a", "N.N.", "a\nb", "a\tb", "Ann\U000e0041", "A\u3164nn", "A\ue000", "A\u2028b", "A\ufeffb")
    ]
    + [{"given_name": "Ann", "family_name": "-"}, {"given_name": "N.", "family_name": "N."}],
)  # fmt: skip
def test_what_is_no_name_is_refused(office: Office, cells: dict[str, str]) -> None:
    """Placeholders, several lines, characters that nobody sees: told with the column."""
    write(office, **cells)
    said = office.refused()
    assert any(column in said for column in cells)
    assert "anew" in said or "leave the cell empty" in said


def test_what_is_left_of_joining_files_is_taken_off(office: Office) -> None:
    """A byte order mark at an end is no part of a name; joiners within one are."""
    write(office, full_name="\ufeffAnn Ng\ufeff", given_name="می\u200cخواهم")
    (path,) = office.issued()
    names = {
        each["identityHash"] for each in json.loads(path.read_bytes())["credentialSubject"]["identifier"]
    }
    assert "Ann Ng" in names
    assert "می\u200cخواهم" in names


@pytest.mark.parametrize("title", [".", "TBD"])
def test_a_course_without_a_title_is_not_issued(office: Office, title: str) -> None:
    """A placeholder is no title."""
    write(office, full_name="Ann Ng")
    old = office.course.read_text(encoding="utf-8").partition("title:\n")[2].partition("description:")[0]
    office.edit(office.course, old, f'  fi: "{title}"\n')
    assert "title" in office.refused()
