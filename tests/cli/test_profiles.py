"""The profiles of European Digital Credentials, as people reach them: by what their course and issuer files say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.office import Office
from tests.cli.running import run
from tests.issue.desk import INPUTS

AP = "http://data.europa.eu/snb/model/ap"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with one learner."""
    office = Office(tmp_path)
    office.learners.write_text("learner_id,full_name\n1,Aino\n", encoding="utf-8")
    return office


def issued(office: Office) -> dict[str, Any]:
    """The one European credential of a run, which verifies."""
    (file,) = office.issued("--format", "edc")
    assert office.verify(file)[0] == 0
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def schema_of(document: dict[str, Any]) -> str:
    (schema,) = document["credentialSchema"]
    return str(schema["id"]).removeprefix(f"{AP}/")


def test_a_course_is_generic_unless_it_says_more(office: Office) -> None:
    """No evidence of authority is written."""
    document = issued(office)
    assert schema_of(document) == "edc-generic-full"
    assert "evidence" not in document


def test_a_course_that_asks_for_it_is_accredited(office: Office) -> None:
    """`edc_profile: accredited` writes what it rests on: the accreditation of the course, else of the issuer."""
    with office.course.open("a", encoding="utf-8") as file:
        file.write("edc_profile: accredited\n")
    document = issued(office)
    assert schema_of(document) == "edc-accredited"
    assert document["credentialProfiles"][0]["id"] == "http://data.europa.eu/snb/credential/6cf8e68c43"
    assert all(item["accreditation"]["type"] == "Accreditation" for item in document["evidence"])


def test_a_course_with_a_mandate_is_issued_by_mandate(office: Office) -> None:
    """The joint award of two institutions, signed by a third one on their word; the evidence says so."""
    office.course.write_bytes((INPUTS / "courses" / "live-sound.yaml").read_bytes())
    office.issuer.write_bytes((INPUTS / "issuers" / "alliance.yaml").read_bytes())
    document = issued(office)
    assert schema_of(document) == "edc-issued-by-mandate"
    (evidence,) = document["evidence"]
    assert "mandated the Alliance" in evidence["evidenceStatement"]
    claim = document["credentialSubject"]["hasClaim"][0]
    names = [body["legalName"] for body in claim["awardedBy"]["awardingBody"]]
    assert [sorted(name) for name in names] == [["en", "nl"], ["de", "en"]]
    assert {body["id"] for body in claim["awardedBy"]["awardingBody"]}.isdisjoint({document["issuer"]["id"]})


def test_a_mandate_and_the_accredited_profile_exclude_each_other(office: Office) -> None:
    """The course's file is named, and what to leave out."""
    office.course.write_bytes((INPUTS / "courses" / "live-sound.yaml").read_bytes())
    with office.course.open("a", encoding="utf-8") as file:
        file.write("edc_profile: accredited\n")
    err = office.refused("--format", "edc")
    assert "course.yaml" in err
    assert "Leave out edc_profile, or the mandate." in err


def test_the_accredited_profile_needs_an_accreditation(office: Office) -> None:
    """Internal quality assurance is none; what to add is said once, however many learners there are."""
    with office.learners.open("a", encoding="utf-8") as file:
        file.write("2,Åke\n3,Anh\n")
    text = office.issuer.read_text(encoding="utf-8").partition("quality_assurance:")[0]
    office.issuer.write_text(text, encoding="utf-8")
    text = office.course.read_text(encoding="utf-8")
    before, _, rest = text.partition("quality_assurance:\n")
    text = f"{before}quality_assurance:\n  - kind: internal\n    description: {{en: Yearly}}\nprerequisites:"
    text += rest.partition("prerequisites:")[2]
    office.course.write_text(f"{text}\nedc_profile: accredited\n", encoding="utf-8")
    err = office.refused("--format", "edc")
    assert err.count("rests on an accreditation, and there is none") == 1
    assert "course.yaml: edc_profile" in err
    assert "external quality assurance with type and agency" in err


def test_a_wrong_profile_is_answered_with_the_right_one(office: Office) -> None:
    """A typing error is no crash."""
    with office.course.open("a", encoding="utf-8") as file:
        file.write("edc_profile: acredited\n")
    err = office.refused("--format", "edc")
    assert "edc_profile" in err
    assert "accredited" in err


def test_the_profile_is_no_part_of_a_badge_and_that_is_said(office: Office) -> None:
    """In a run of both formats the note names the loss."""
    with office.course.open("a", encoding="utf-8") as file:
        file.write("edc_profile: accredited\n")
    ran = office.issue("--format", "both")
    assert ran.status == 0
    assert "not in an Open Badge: the profile of European Digital Credentials" in ran.err
    schema = run("schema", "course").out
    assert "edc_profile" in schema
