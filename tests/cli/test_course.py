"""`mcissue course check`: what a course has of the European standard elements, and how to supply the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.running import run
from tests.issue.desk import INPUTS

from mcissue.annex import ELEMENTS

COURSES = {"research-data": "kymi", "contenidos-digitales": "levante", "live-sound": "alliance"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course file that may be edited."""
    path = tmp_path / "my course's.yaml"
    path.write_bytes((INPUTS / "courses" / "research-data.yaml").read_bytes())
    return path


def without(path: Path, part: str) -> None:
    """Take a whole part out of a course file."""
    kept: list[str] = []
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        inside = line.startswith(f"{part}:") or (inside and line[:1] in {" ", "-", "#"})
        kept += [] if inside else [line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", COURSES)
def test_the_sample_courses_are_complete(name: str) -> None:
    """With their issuer every element is looked at, and nothing mandatory is missing."""
    issuer = INPUTS / "issuers" / f"{COURSES[name]}.yaml"
    ran = run("course", "check", INPUTS / "courses" / f"{name}.yaml", "--issuer", issuer)
    assert (ran.status, ran.err) == (0, "")
    assert "MISSING" not in ran.out
    assert ran.out.rstrip().endswith("every mandatory element that a course gives is there.")


@pytest.mark.parametrize(
    ("part", "element", "state"),
    [
        ("learning_outcomes", "learning_outcomes", "partly"),  # the description says something of them
        ("workload", "workload", "missing"),
        ("level", "level", "missing"),
        ("assessment", "assessment_type", "missing"),
        ("participation", "participation_form", "missing"),
    ],
)
def test_what_is_missing_is_named_with_the_way_to_supply_it(
    course: Path, part: str, element: str, state: str
) -> None:
    """Exit status 1; text and JSON say the same; what is optional alarms nobody."""
    without(course, part)
    text = run("course", "check", course)
    assert (text.status, text.err) == (1, "")
    lines = text.out.splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith(("  MISSING", "  partly"))]
    assert lines[place + 1].strip().startswith("->")
    assert part in lines[place + 1]
    assert "Incomplete: 1 of 11 mandatory elements is" in lines[-1]
    facts = json.loads(run("course", "check", course, "--format", "json").out)
    assert not facts["complete"]
    (missing,) = [
        each for each in facts["elements"] if each["mandatory"] and each["state"] in {"missing", "partly"}
    ]
    assert (missing["id"], missing["state"], bool(missing["mend"])) == (element, state, True)


def test_quality_assurance_may_be_the_issuers(course: Path) -> None:
    """Without an issuer it is missing; with one whose quality is assured it is there."""
    without(course, "quality_assurance")
    assert run("course", "check", course).status == 1
    assert run("course", "check", course, "--issuer", INPUTS / "issuers" / "kymi.yaml").status == 0


def test_what_the_issuer_could_not_issue_is_told(course: Path, tmp_path: Path) -> None:
    """An accredited profile without an accreditation, another's course without a mandate: as `issue` refuses."""
    issuer = tmp_path / "issuer.yaml"
    text = (INPUTS / "issuers" / "kymi.yaml").read_text(encoding="utf-8")
    issuer.write_text(text.replace("kind: external", "kind: internal"), encoding="utf-8")
    course.write_text(
        course.read_text(encoding="utf-8").replace("kind: external", "kind: internal")
        + "edc_profile: accredited\n",
        encoding="utf-8",
    )
    ran = run("course", "check", course, "--issuer", issuer)
    assert ran.status == 1
    assert "Can't be issued: my course's.yaml: edc_profile: " in ran.out
    facts = json.loads(run("course", "check", course, "--issuer", issuer, "--format", "json").out)
    assert [problem["code"] for problem in facts["problems"]] == ["edc_profile_unfit"]
    assert facts["complete"]
    assert run("course", "check", course).status == 0
    course.write_text(
        course.read_text(encoding="utf-8").replace("edc_profile: accredited\n", "")
        + "awarding_bodies:\n  - id: https://other.example/\n    legal_name: {en: Other}\n"
        "    provider_type: company\n    address: {country: Finland}\n",
        encoding="utf-8",
    )
    ran = run("course", "check", course, "--issuer", issuer)
    assert (ran.status, "no mandate says" in ran.out) == (1, True)


def test_a_missing_accreditation_is_noted(course: Path, tmp_path: Path) -> None:
    """It is no fault of the course, but nobody could find out whether the award is recognised."""
    issuer = tmp_path / "issuer.yaml"
    text = (INPUTS / "issuers" / "kymi.yaml").read_text(encoding="utf-8")
    issuer.write_text(text.replace("kind: external", "kind: internal"), encoding="utf-8")
    with_one = run("course", "check", course, "--issuer", issuer)
    assert (with_one.status, "Note:" in with_one.out) == (0, False)
    text = course.read_text(encoding="utf-8")
    course.write_text(text.replace("kind: external", "kind: internal"), encoding="utf-8")
    ran = run("course", "check", course, "--issuer", issuer)
    assert (ran.status, "Note: neither the course nor its issuer names an accreditation" in ran.out) == (
        0,
        True,
    )
    facts = json.loads(run("course", "check", course, "--issuer", issuer, "--format", "json").out)
    assert "registry" in facts["notes"][0]
    assert "Note:" not in run("course", "check", course).out
    # That of an awarding body counts.
    course.write_text(
        course.read_text(encoding="utf-8")
        + "mandate:\n  statement: {en: By agreement}\nawarding_bodies:\n  - id: https://other.example/\n"
        "    legal_name: {en: Other}\n    provider_type: company\n    address: {country: Finland}\n"
        "    quality_assurance:\n      - {kind: external, type: Institutional Quality Assurance,"
        " agency: {name: Karvi}}\n",
        encoding="utf-8",
    )
    ran = run("course", "check", course, "--issuer", issuer)
    assert (ran.status, "Note:" in ran.out) == (0, False)


def test_json_has_all_sixteen_elements(course: Path) -> None:
    """In the order of the Annex, each with its state."""
    facts = json.loads(run("course", "check", course, "--format", "json").out)
    assert [each["id"] for each in facts["elements"]] == [element.id for element in ELEMENTS]
    assert facts["complete"]


@pytest.mark.parametrize(
    ("data", "needle"),
    [
        (b"", "my course's.yaml"),
        (b"\xff\xfe", "my course's.yaml"),
        (b"title: [", "my course's.yaml"),
        (b"id: https://x.example/\ntitle: {en: X}\nlevel: {eqf: 99}\n", "eqf"),
    ],
)
def test_a_course_that_cannot_be_read_is_status_2(course: Path, data: bytes, needle: str) -> None:
    """One message on standard error, nothing on standard output."""
    course.write_bytes(data)
    ran = run("course", "check", course)
    assert (ran.status, ran.out) == (2, "")
    assert needle in ran.err


def test_a_course_that_is_not_there(tmp_path: Path) -> None:
    """Wrong usage, with the name that was given."""
    ran = run("course", "check", tmp_path / "no such.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert "no such.yaml" in ran.err
