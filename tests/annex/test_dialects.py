"""Open Badges in dialects: the Dutch edubadges, and the two extensions of 1EdTech."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.annex.samples import element, stranger

from mcissue.annex import elements_of_document

SCHEMAS = "openbadges/edubadges-nl"
GENERAL, ECTS, STUDY_LOAD = "microcredential", "microcredential_ects", "microcredential_sbu"

ACHIEVEMENT: dict[str, Any] = {
    "id": "https://badges.example/a/1",
    "type": ["Achievement"],
    "name": "Onderzoeksdata",
    "description": "Omgaan met onderzoeksdata.",
    "image": {"id": "https://badges.example/a/1.png", "type": "Image"},
    "inLanguage": "nl",
    "criteria": {"narrative": "Rond de opdracht af."},
    "assessmentType": "portfolio",
    "participationType": "onsite or blended",
    "supervisionType": "supervised online",
    "identityChecked": True,
    "timeInvestment": 90,
    "ECTS": 3.5,
    "alignment": [
        {"type": ["Alignment"], "targetType": "ext:EQF", "targetName": "EQF 6", "targetUrl": "https://eqf.example/6"},
        {
            "type": ["Alignment"],
            "targetType": "ext:QualityAssurance",
            "targetName": "NVAO Kwaliteitskader",
            "targetUrl": "https://quality.example/",
        },
    ],
    "resultDescription": [
        {"id": "urn:uuid:1", "type": ["ResultDescription"], "name": "Cijfer", "resultType": "ext:ECTSGradeScore"}
    ],
}  # fmt: skip


def badge(**changed: Any) -> dict[str, Any]:
    """A complete edubadge, with members of the achievement set, or taken away (None)."""
    document = stranger("S.result", [{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8"}])
    document["credentialSubject"]["alignment"] = copy.deepcopy(ACHIEVEMENT["alignment"])
    members = {**copy.deepcopy(ACHIEVEMENT), **changed}
    document["credentialSubject"]["achievement"] = {
        name: value for name, value in members.items() if value is not None
    }
    return document


def answer(document: dict[str, Any], id_: str) -> tuple[str, str, str, str]:
    found = element(document, id_)
    path = (found.path or "").removeprefix("$.credentialSubject.achievement.")
    return str(found.state), path, found.convention, found.value


CONVENTIONS: list[tuple[str | None, dict[str, Any], str, tuple[str, ...]]] = [
    (ECTS, {"timeInvestment": None}, "workload", ("present", "ECTS", "edubadges", "3.5 ECTS")),
    (GENERAL, {}, "workload", ("present", "ECTS", "edubadges", "3.5 ECTS, 90 hours")),
    (STUDY_LOAD, {"ECTS": None, "SBU": 240}, "workload", ("present", "SBU", "edubadges", "240 hours")),
    (None, {"ECTS": None}, "workload", ("present", "timeInvestment", "edubadges", "90 hours")),
    (GENERAL, {}, "assessment_type", ("present", "assessmentType", "edubadges", "portfolio")),
    (GENERAL, {}, "participation_form", ("present", "participationType", "edubadges", "onsite or blended")),
    (
        GENERAL,
        {},
        "supervision",
        ("present", "supervisionType", "edubadges", "supervised online, identity verified"),
    ),
    (None, {"supervisionType": None}, "supervision", ("partly", "identityChecked", "edubadges", "identity verified")),
    (GENERAL, {}, "level", ("present", "alignment[0]", "text", "EQF 6")),
    (GENERAL, {}, "quality_assurance", ("present", "alignment[1]", "edubadges", "NVAO Kwaliteitskader")),
    (GENERAL, {}, "grade", ("present", "$.credentialSubject.result[0]", "open badges", "8")),
]  # fmt: skip
"""The Dutch schema that prescribes it (None: none does), what is changed, and the element."""


@pytest.mark.parametrize(("changed", "id_", "expected"), [row[1:] for row in CONVENTIONS])
def test_each_convention_of_edubadges_gives_its_element(
    changed: dict[str, Any], id_: str, expected: tuple[str, ...]
) -> None:
    """Element, place and convention."""
    assert answer(badge(**changed), id_) == expected


@pytest.mark.reference
def test_these_badges_fit_the_dutch_schemas(reference: Path) -> None:
    """The conventions are those of edubadges and not of ours."""
    for schema, changed, *_ in CONVENTIONS:
        if schema is not None:
            official = json.loads((reference / SCHEMAS / f"{schema}.json").read_text("utf-8"))
            jsonschema_rs.validate(official, badge(**changed))


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("assessmentType", "assessment_type"),
        ("participationType", "participation_form"),
        ("supervisionType", "supervision"),
    ],
)
def test_without_its_property_an_edubadge_lacks_the_element(name: str, id_: str) -> None:
    """The element hangs on this property alone."""
    assert answer(badge(), id_)[0] == "present"
    assert answer(badge(**{name: None, "identityChecked": None}), id_)[0] != "present"


@pytest.mark.parametrize(
    ("supervision", "checked", "state"),
    [
        ("unsupervised with no identity verification", True, "partly"),
        ("unsupervised with no identity verification", False, "present"),
        ("onsite with identity verification", False, "partly"),
        ("onsite with identity verification", True, "present"),
        ("supervised online", False, "present"),
        ("supervised online", "yes", "present"),
    ],
)
def test_supervision_and_identity_must_not_contradict_each_other(
    supervision: str, checked: object, state: str
) -> None:
    """Two members speak of the identity; whichever is right, a contradiction is partly."""
    assert answer(badge(supervisionType=supervision, identityChecked=checked), "supervision")[0] == state


@pytest.mark.parametrize("value", [0, -3, "drie", True, [], {}])
def test_a_workload_that_is_no_number_is_none(value: object) -> None:
    """Neither credits nor hours."""
    assert answer(badge(ECTS=value, timeInvestment=value), "workload")[0] != "present"


def test_a_complete_edubadge_lacks_what_the_dialect_has_no_word_for() -> None:
    """Outcomes are told in the criteria; the country has no place there."""
    states = {found.id: str(found.state) for found in elements_of_document(badge()) if found.mandatory}
    assert {id_ for id_, state in states.items() if state != "present"} == {
        "learner",
        "country",
        "awarding_body",
        "date_of_issuing",
        "learning_outcomes",
    }


# --- 1EdTech extensions -------------------------------------------------------------------------------------


def assessed(**members: Any) -> dict[str, Any]:
    description = {
        "id": "urn:uuid:1",
        "type": ["ResultDescription", "AssessmentResultDescription"],
        "name": "Project",
        "resultType": "Status",
        "description": "A data management plan.",
        "assessmentOutput": "A plan",
        "hasGroupParticipation": False,
        "hasGroupEvaluation": False,
        "evaluationMethod": "Rubric",
        **members,
    }
    return stranger(resultDescription=[description])


@pytest.mark.reference
@pytest.mark.parametrize("kind", ["Exam", "Performance", "Artifact"])
def test_the_assessment_extension_gives_the_type(reference: Path, kind: str) -> None:
    """Each value that the published schema allows."""
    document = assessed(assessmentType=kind)
    official = json.loads(
        (reference / "openbadges/extensions/assessment-v2p0-schema.json").read_text("utf-8")
    )
    # The published schema refers to sections at a place where it does not have them.
    official["definitions"] = official["$defs"]
    jsonschema_rs.validate(official, document)
    expected = ("present", "resultDescription[0].assessmentType", "1edtech extension", kind)
    assert answer(document, "assessment_type") == expected


def test_a_result_without_the_extension_is_a_hint_only() -> None:
    """How the result is expressed, not how it was assessed."""
    assert answer(assessed(), "assessment_type")[0] == "partly"


@pytest.mark.reference
def test_the_issuer_accreditation_extension_gives_quality_assurance(reference: Path) -> None:
    """Its one required member is how to ask the accreditor."""
    accreditations = [
        {
            "id": "https://accreditor.example/",
            "type": ["Profile", "AccreditationProfile"],
            "name": "Accreditor",
            "contactInstructions": "Write to us.",
            "educationalSector": "Higher education",
            "areaServed": "Finland",
            "accreditationDate": "2024-05-01",
        },
    ]
    document = stranger("I.accreditations", accreditations)
    text = (reference / "openbadges/extensions/issuer-accreditation-v2p0-schema.json.txt").read_text("utf-8")
    official = json.loads(text.replace("\\2", "\\\\2"))  # as published it is no JSON
    jsonschema_rs.validate(official, document)
    found = element(document, "quality_assurance")
    assert (found.state, found.path, found.convention) == (
        "present",
        "$.issuer.accreditations",
        "1edtech extension",
    )
    assert found.value == "Accreditor, Higher education, Finland, 2024-05-01"
