"""Everything that a European Digital Credential claims is judged and shown, by whatever member it hangs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from tests.formats import edcs
from tests.verify.test_edc import good, university

from mcissue.verify import Outcome, Report

Json = dict[str, Any]

OTHER = {
    "id": "https://other.example/university",
    "type": "Organisation",
    "legalName": {"en": "Other University"},
}


def awarded(kind: str, title: str, body: Json | str = OTHER, **members: Any) -> Json:
    """A claim that another institution stands behind."""
    return {
        "id": f"urn:example:{kind}",
        "type": kind,
        "title": {"en": title},
        "awardedBy": {"id": f"urn:example:process:{kind}", "type": "AwardingProcess", "awardingBody": body},
        **members,
    }


def second(document: Json, claim: Json) -> None:
    document["credentialSubject"]["hasClaim"].append(claim)


def hung(member: str) -> Callable[[Json, Json], None]:
    """A claim that hangs on the first one."""

    def hang(document: Json, claim: Json) -> None:
        first = edcs.claim_of(document)
        found = first.get(member, [])
        first[member] = [*(found if isinstance(found, list) else [found]), claim]

    return hang


PLACES = {
    "a second entitlement": (second, "LearningEntitlement", "Licence to practise medicine"),
    "a second activity": (second, "LearningActivity", "Six years of medicine"),
    "a part": (hung("hasPart"), "LearningAchievement", "Master of Medicine"),
    "what it entitles to": (hung("entitlesTo"), "LearningEntitlement", "Licence to practise medicine"),
    "an assessment": (hung("provenBy"), "LearningAssessment", "State examination"),
    "an activity": (hung("influencedBy"), "LearningActivity", "Six years of medicine"),
}


def judged(place: str, body: Json | str = OTHER, *, before: bool = False) -> Report:
    document = good()
    put, kind, title = PLACES[place]
    put(document, awarded(kind, title, body))
    claims = document["credentialSubject"]["hasClaim"]
    if before:
        claims.reverse()
    return university(document).verify()


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_an_unlisted_university_inside_somebody_elses_credential_is_not_recognised(
    place: str, *, before: bool
) -> None:
    """Its name is told, whatever it awards, wherever that hangs, in whatever order."""
    assert university().verify().answers.recognised is Outcome.PASSED
    report = judged(place, before=before)
    check = report.check("issuer_registry")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "awarding_body_not_listed"), check
    assert report.answers.recognised is Outcome.INDETERMINATE
    assert any("Other University" in note.message for note in report.notes)


@pytest.mark.parametrize("place", ["a part", "an assessment"])
def test_a_body_that_is_named_by_its_address_alone_is_judged_too(place: str) -> None:
    """As a text, or as an object with nothing but its id."""
    for body in ("https://other.example/university", {"id": "https://other.example/university"}):
        check = judged(place, body).check("issuer_registry")
        assert check.code == "awarding_body_not_listed", check


@pytest.mark.parametrize(
    "place", ["a second entitlement", "a second activity", "a part", "what it entitles to"]
)
def test_what_is_claimed_besides_is_named(place: str) -> None:
    """By its kind and title; a credential with one claim has no such note."""
    title = PLACES[place][2]
    (note,) = [note for note in judged(place).notes if note.code == "claims_beside"]
    assert title in note.message
    assert "claims_beside" not in {note.code for note in university().verify().notes}


def test_a_part_of_its_own_level_is_held_against_the_accreditation() -> None:
    """A part is of the kind, level and field of the whole, unless it says something else."""
    for level, outcome in ((None, Outcome.PASSED), ("6", Outcome.PASSED), ("8", Outcome.FAILED)):
        document = good()
        part = awarded("LearningAchievement", "Doctor of Medicine")
        del part["awardedBy"]
        if level is not None:
            specification = copy.deepcopy(edcs.claim_of(document)["specifiedBy"])
            concept = specification["eqfLevel"]
            concept = concept[0] if isinstance(concept, list) else concept
            part["specifiedBy"] = {
                "id": "urn:example:spec",
                "type": "Qualification",
                "title": {"en": "Doctor of Medicine"},
                "eqfLevel": {**concept, "id": f"http://data.europa.eu/snb/eqf/{level}"},
            }
        hung("hasPart")(document, part)
        check = university(document).verify().check("accreditation")
        assert check.outcome is outcome, (level, check)


def test_a_second_claim_that_says_nothing_of_itself_is_not_known_to_be_accredited() -> None:
    """Its limits are not those of the first one."""
    document = good()
    claim = awarded("LearningEntitlement", "Licence to practise medicine")
    del claim["awardedBy"]
    second(document, claim)
    check = university(document).verify().check("accreditation")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "accreditation_scope_unknown")


def test_two_achievements_are_both_in_the_title_in_any_order() -> None:
    """Which of them is meant, nobody can say; so nobody says it."""
    titles = set()
    for step in (1, -1):
        document = good()
        second(document, awarded("LearningAchievement", "Master of Medicine"))
        document["credentialSubject"]["hasClaim"] = document["credentialSubject"]["hasClaim"][::step]
        report = university(document).verify()
        titles.add(report.credential.title)
        assert report.check("mandatory_elements").outcome is not Outcome.PASSED
    (title,) = titles
    assert title is not None
    assert {"Master of Medicine", "Research data management"} == set(title.split("; "))


def test_each_of_several_prerequisites_is_shown_in_one_order() -> None:
    """The order of a set is not signed, so the first of it must not be the one that is shown."""
    notes = [
        {"id": f"urn:example:{place}", "type": "Note", "noteLiteral": {"en": text}}
        for place, text in enumerate(("Two years of work", "Bachelor"))
    ]
    shown = set()
    for step in (1, -1):
        document = good()
        edcs.claim_of(document)["specifiedBy"]["entryRequirement"] = notes[::step]
        elements = university(document).verify().credential.elements
        shown |= {element.value for element in elements if element.id == "prerequisites"}
    assert shown == {"Bachelor; Two years of work"}
