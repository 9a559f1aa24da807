"""The elements of European Digital Credentials: ours, other people's, and such as are wrong in one place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.annex.samples import element, lean_record, states
from tests.formats.edcs import upload, write
from tests.records import full_record, records

from mcissue.annex import (
    ELEMENT_BY_ID,
    ELEMENTS,
    elements_of_document,
    elements_of_record,
    is_complete,
    why_no_achievement,
)
from mcissue.errors import RecordError
from mcissue.formats import to_openbadges
from mcissue.formats.look import Look
from mcissue.formats.losses import without
from mcissue.record import Identifier, LanguageText, Learner, Level, Record, Workload

ALL = [found.id for found in ELEMENTS]
SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "credentials").rglob("*.edc.json"))
LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
SNB = "http://data.europa.eu/snb/"

JsonObject = dict[str, Any]
Change = Callable[[JsonObject], object]


def ours() -> JsonObject:
    return write(full_record()).document


def claim(document: JsonObject) -> JsonObject:
    return document["credentialSubject"]["hasClaim"][0]


def offer(document: JsonObject) -> JsonObject:
    return claim(document)["specifiedBy"]


def concept(path: str, label: str = "") -> JsonObject:
    return {"id": path if ":" in path else SNB + path, "type": "Concept", "prefLabel": {"en": label or path}}


_PERSON = {"id": "urn:epass:person:1", "type": "Person"}


def stranger(**members: Any) -> JsonObject:
    """A credential that says nothing but that it is one, with members of the offer set."""
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {
            **_PERSON,
            "hasClaim": {"type": "LearningAchievement", "specifiedBy": {"type": "Qualification", **members}},
        },
    }  # fmt: skip


def proven(assessment: JsonObject | None = None, **specification: Any) -> JsonObject:
    """The same with an assessment."""
    document = stranger()
    document["credentialSubject"]["hasClaim"]["provenBy"] = {
        "type": "LearningAssessment",
        "specifiedBy": {"type": "LearningAssessmentSpecification", **specification},
        **(assessment or {}),
    }
    return document


def answer(document: Any, id_: str) -> tuple[str, str]:
    found = element(document, id_)
    return str(found.state), found.value


# --- Ours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", [full_record(), full_record(email=None), lean_record()])
def test_a_full_record_has_all_sixteen_elements(record: Record) -> None:
    """What we write we find again; the values are those of the record but for how lists are worded."""
    read, written = elements_of_document(write(record).document), elements_of_record(record)
    assert set(states(read).values()) == {"present"}
    assert is_complete(read)
    same = {"learner", "title", "awarding_body", "date_of_issuing", "learning_outcomes", "workload", "level"}
    same |= {"assessment_type", "participation_form", "prerequisites", "supervision", "grade"}
    values = {found.id: found.value for found in written}
    assert {found.id: found.value for found in read if found.id in same} == {id_: values[id_] for id_ in same}


def test_the_form_for_upload_has_the_same_elements_one_step_further_in() -> None:
    """The wrapping is taken off, and the paths are those of the file."""
    signed, wrapped = elements_of_document(ours()), elements_of_document(upload(full_record()).document)
    assert states(signed) == states(wrapped)
    assert [found.value for found in signed] == [found.value for found in wrapped]
    assert all(found.path.startswith("$.credential.") for found in wrapped)


def test_a_sealed_file_has_the_elements_of_its_payload() -> None:
    """The seal is another check; the paths say that they go on inside the payload."""
    sealed = {"payload": json.dumps(ours()), "signatures": [{"protected": "e30", "signature": ""}]}
    found = elements_of_document(sealed)
    assert states(found) == states(elements_of_document(ours()))
    assert all(one.path.startswith("$.payload.") for one in found)
    broken = {**sealed, "payload": sealed["payload"][:-1]}
    assert "can't be read" in why_no_achievement(broken)
    assert set(states(elements_of_document(broken)).values()) == {"missing"}


@pytest.mark.parametrize("id_", ALL)
def test_every_path_leads_to_the_place_where_the_element_stands(id_: str) -> None:
    """Emptying what the path names makes the element another one."""
    document = write(lean_record()).document
    found = element(document, id_)
    here: Any = document
    steps = found.path.removeprefix("$.").replace("[", ".[").split(".")
    for step in steps[:-1]:
        here = here[int(step[1:-1])] if step.startswith("[") else here[step]
    last: Any = int(steps[-1][1:-1]) if steps[-1].startswith("[") else steps[-1]
    assert here[last]
    here[last] = {} if isinstance(here[last], dict) else None
    after = element(document, id_)
    assert (after.state, after.value, after.path) != (found.state, found.value, found.path)


@settings(max_examples=40, deadline=None)
@given(records())
def test_a_record_and_its_european_credential_get_the_same_answers(record: Record) -> None:
    """For any record: present is present there and back, and nothing becomes present by the way."""
    try:
        conversion = write(record)
    except RecordError:
        return
    expected = states(elements_of_record(without(conversion.record, conversion.losses)))
    found = states(elements_of_document(conversion.document))
    assert {id_ for id_ in ALL if found[id_] == "present"} == {
        id_ for id_ in ALL if expected[id_] == "present"
    }


def test_a_title_is_read_in_the_script_that_the_record_is_written_in() -> None:
    """The model's main language is a language only: a tag with a script or region is found by it."""
    record = lean_record()
    for title in ({"sr-Latn": ":", "en": "Welding"}, {"sr-Latn": "Zavarivanje", "en": "Welding"}):
        course = record.course.model_copy(update={"title": LanguageText(title)})
        written = record.model_copy(update={"course": course})
        there = next(one for one in elements_of_record(written) if one.id == "title")
        found = element(write(written).document, "title")
        assert (found.state, found.value) == (there.state, there.value)


@pytest.mark.parametrize("scheme", ["emailAddress", "student_number"])
@pytest.mark.parametrize(
    ("value", "state"), [("4711", "present"), ("a@b.example", "present"), ("sha256$ab", "partly")]
)
def test_a_learner_without_a_name_is_known_by_a_plain_number_only(
    scheme: str, value: str, state: str
) -> None:
    """The same from the record and from its document, whatever the scheme is called; a hash tells nobody."""
    record = full_record()
    learner = Learner(identifiers=(Identifier(scheme=scheme, value=value),), email="a@b.example")
    record = record.model_copy(update={"award": record.award.model_copy(update={"learner": learner})})
    document = write(record).document
    assert states(elements_of_record(record))["learner"] == state
    assert answer(document, "learner")[0] == state


def test_a_level_that_does_not_apply_is_said() -> None:
    """By a concept of ours; it settles the element."""
    record = lean_record()
    course = record.course.model_copy(update={"level": Level(not_applicable=True)})
    found = element(write(record.model_copy(update={"course": course})).document, "level")
    assert (found.state, found.settled) == ("not_applicable", True)


@pytest.mark.parametrize("id_", ALL)
def test_a_mend_names_what_the_european_model_calls_it(id_: str) -> None:
    """Not the words of Open Badges."""
    found = element(stranger(), id_)
    assert found.state == "missing"
    assert found.mend == ELEMENT_BY_ID[id_].mend_edc
    assert "achievement.alignment" not in found.mend


# --- Conventions, one by one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"fullName": {"en": "Aino"}}, ("present", "Aino")),
        ({"fullName": "Aino"}, ("present", "Aino")),
        ({"fullName": {"fi": ["Aino"]}}, ("present", "Aino")),
        ({"givenName": {"en": "Aino"}, "familyName": {"en": "Virtanen"}}, ("present", "Aino Virtanen")),
        ({"nationalID": {"notation": "010100-1234"}}, ("present", "010100-1234")),
        ({"identifier": {"schemeName": "Student", "notation": "7"}}, ("present", "Student 7")),
        (
            {"contactPoint": {"emailAddress": {"id": "mailto:aino@kymi.example", "type": "Mailbox"}}},
            ("present", "aino@kymi.example"),
        ),
        ({"identifier": {"schemeName": "emailAddress", "notation": "sha256$ab"}}, ("partly", "e-mail address, hashed")),
        ({"id": "did:key:z6Mk"}, ("partly", "did:key:z6Mk")),
        ({"dateOfBirth": "1999-10-02T00:00:00Z"}, ("partly", "1999-10-02")),
        ({"fullName": {"en": " "}}, ("missing", "")),
        ({}, ("missing", "")),
    ],
)  # fmt: skip
def test_the_learner(members: JsonObject, expected: tuple[str, str]) -> None:
    """A name, a number or an address identifies; a hash, a DID or a birthday does so only partly."""
    document = stranger()
    document["credentialSubject"] |= members
    assert answer(document, "learner") == expected


IRELAND = {"countryCode": concept("http://publications.europa.eu/resource/authority/country/IRL")}
NOWHERE = {"countryCode": concept("http://publications.europa.eu/resource/authority/country/QQQ", "Nowhere")}


def organisation(number: int, address: JsonObject | None = None, **members: Any) -> JsonObject:
    located = {} if address is None else {"location": {"address": address}}
    return {"id": f"urn:epass:org:{number}", "type": "Organisation", **located, **members}


@pytest.mark.parametrize(
    ("issuer", "body", "expected"),
    [
        (None, organisation(1, IRELAND), ("present", "Ireland")),
        (organisation(2, IRELAND), organisation(1), ("present", "Ireland")),
        (organisation(2, IRELAND), organisation(1, IRELAND), ("present", "Ireland")),
        (organisation(2, legalName={"en": "X"}), organisation(1, IRELAND), ("partly", "Ireland")),
        ({"id": "urn:epass:org:1"}, organisation(1, IRELAND, legalName={"en": "X"}), ("present", "Ireland")),
        (organisation(2, NOWHERE), organisation(1, IRELAND), ("partly", "Nowhere; Ireland")),
        (None, organisation(1), ("missing", "")),
    ],
)
def test_the_country(issuer: JsonObject | None, body: JsonObject, expected: tuple[str, str]) -> None:
    """The issuer's; before sealing there is no issuer, and the awarding body says it."""
    document = stranger()
    document["credentialSubject"]["hasClaim"]["awardedBy"] = {"awardingBody": body}
    if issuer is not None:
        document["issuer"] = issuer
    assert answer(document, "country") == expected


@pytest.mark.parametrize(
    ("members", "process", "expected"),
    [
        ({}, {"awardingDate": "2026-06-15T00:00:00Z"}, ("present", "2026-06-15")),
        ({"issued": "2026-07-01T12:00:00Z"}, {}, ("present", "2026-07-01")),
        ({"issuanceDate": "2026-07-01T12:00:00Z"}, {}, ("present", "2026-07-01")),
        ({"issued": "2026-07-01T12:00:00Z"}, {"awardingDate": "2026-06-15T00:00:00Z"}, ("present", "2026-06-15")),
        ({"validFrom": "2026-07-01T12:00:00Z"}, {}, ("partly", "2026-07-01")),
        ({"issued": "July"}, {}, ("partly", "July")),
        ({"issued": "2026-02-30T12:00:00Z", "validFrom": "2026-07-01T12:00:00Z"}, {}, ("partly", "2026-02-30T12:00:00Z")),
        ({}, {}, ("missing", "")),
    ],
)  # fmt: skip
def test_the_date(members: JsonObject, process: JsonObject, expected: tuple[str, str]) -> None:
    """When it was awarded or issued; from when on it holds is not that."""
    document = {**stranger(), **members}
    document["credentialSubject"]["hasClaim"]["awardedBy"] = process
    assert answer(document, "date_of_issuing") == expected


ECTS = concept("education-credit/6fcec5c5af")
ECVET = concept("education-credit/60b314e826")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"creditPoint": {"framework": ECTS, "point": "2"}}, ("present", "2 ECTS")),
        ({"creditPoint": [{"framework": ECTS, "point": 2.5}]}, ("present", "2.5 ECTS")),
        ({"creditPoint": {"framework": ECTS, "point": "2"}, "volumeOfLearning": "P2DT12H"}, ("present", "2 ECTS, 60 hours")),
        ({"volumeOfLearning": "PT60H"}, ("present", "60 hours")),
        ({"creditPoint": {"framework": concept("urn:x:1", "Czech credits"), "point": "4"}}, ("present", "4 Czech credits")),
        ({"volumeOfLearning": "P60M"}, ("partly", "P60M")),
        ({"volumeOfLearning": "60h"}, ("partly", "60h")),
        ({"creditPoint": {"point": "2"}}, ("partly", "2")),
        ({"creditPoint": {"framework": ECTS, "point": "two"}}, ("partly", "two")),
        ({"creditPoint": {"framework": ECTS, "point": "-2"}}, ("partly", "-2")),
        (
            {"creditPoint": [{"framework": ECTS, "point": "2"}, {"framework": ECTS, "point": "3"}]},
            ("partly", "2 / 3 ECTS"),
        ),
        ({}, ("missing", "")),
    ],
)  # fmt: skip
def test_the_workload(members: JsonObject, expected: tuple[str, str]) -> None:
    """Credits of a named system, or hours; months are no hours."""
    assert answer(stranger(**members), "workload") == expected


def test_sixty_months_are_probably_sixty_hours() -> None:
    """The mend of the Commission's own slip names both readings."""
    assert "PT60H" in element(stranger(volumeOfLearning="P60M"), "workload").mend


def test_the_hours_of_an_activity_stand_in_for_those_of_the_offer() -> None:
    """Only where the offer has none; what the learner earned never does."""
    document = stranger()
    made = document["credentialSubject"]["hasClaim"]
    made["creditReceived"] = {"framework": ECTS, "point": "3"}
    assert answer(document, "workload") == ("partly", "earned 3")
    made["influencedBy"] = {"type": "LearningActivity", "specifiedBy": {"volumeOfLearning": "PT4H"}}
    assert answer(document, "workload") == ("present", "4 hours, earned 3")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"eqfLevel": concept("eqf/6")}, ("present", "EQF 6")),
        ({"eqfLevel": {"id": f"{SNB}eqf/6"}}, ("present", "EQF 6")),
        ({"eqfLevel": f"{SNB}eqf/6"}, ("present", "EQF 6")),
        ({"eqfLevel": concept("eqf/6", "Level 8")}, ("present", "EQF 6")),
        ({"nqfLevel": concept("qdr/c_670e54c7")}, ("present", "IE NQF Level 6")),
        ({"nqfLevel": concept("urn:x:1", "MECU Level 7")}, ("present", "MECU Level 7")),
        ({"eqfLevel": concept("eqf/99", "Level 99")}, ("partly", "Level 99")),
        ({"eqfLevel": concept("assessment/de4d165a6c", "Level 6")}, ("partly", "Level 6")),
        ({"eqfLevel": [concept("eqf/6"), concept("eqf/7")]}, ("partly", "EQF 6, EQF 7")),
        ({}, ("missing", "")),
    ],
)
def test_the_level(members: JsonObject, expected: tuple[str, str]) -> None:
    """One level of the EU's list, whatever the document calls it; there is no level 99."""
    assert answer(stranger(**members), "level") == expected


@pytest.mark.parametrize(
    ("specification", "expected", "convention"),
    [
        ({"dcType": concept("assessment/de4d165a6c")}, ("present", "artefact assessment"), "eu concept"),
        ({"dcType": [concept("assessment/de4d165a6c")]}, ("present", "artefact assessment"), "eu concept"),
        ({"description": {"en": "An exam in writing"}}, ("present", "An exam in writing"), "text"),
        ({"dcType": concept("urn:x:1", "portfolio")}, ("partly", "portfolio"), "local concept"),
        ({"dcType": concept("assessment/0000000000", "viva")}, ("present", "viva"), "eu concept"),
        ({"dcType": concept("eqf/6", "six")}, ("partly", "six"), "local concept"),
        ({"title": {"en": "Exam"}}, ("partly", "Exam"), "text"),
        ({}, ("missing", ""), ""),
    ],
)
def test_the_type_of_assessment(
    specification: JsonObject, expected: tuple[str, str], convention: str
) -> None:
    """A concept of the EU's list, or words; a local concept hints at it."""
    document = proven(**specification)
    if expected[1] == "viva":
        # The list is complete here, so an address beyond it is not in it.
        expected, convention = ("partly", "viva"), "local concept"
    assert answer(document, "assessment_type") == expected
    assert element(document, "assessment_type").convention == convention


def test_a_local_concept_of_a_known_name_is_mended_by_its_address() -> None:
    """The EU's concept of the same name is offered."""
    mend = element(proven(dcType=concept("urn:x:1", "portfolio")), "assessment_type").mend
    assert f"{SNB}assessment/4f03b91c0e" in mend


@pytest.mark.parametrize(
    ("document", "id_", "expected"),
    [
        (stranger(mode=concept("learning-assessment/920fbb3cbe")), "participation_form", ("present", "Online")),
        (stranger(mode=concept("urn:x:1", "Online")), "participation_form", ("partly", "Online")),
        (
            stranger(learningSetting=concept("learning-setting/e207a81fc7")),
            "participation_form",
            ("partly", "non-formal learning"),
        ),
        (
            proven({"idVerification": concept("supervision-verification/c598449d64")}),
            "supervision",
            ("present", "Unsupervised without ID Verification"),
        ),
        (proven({"idVerification": concept("urn:x:1", "Watched")}), "supervision", ("partly", "Watched")),
        (proven({"grade": {"noteLiteral": {"en": "A"}}}), "grade", ("present", "A")),
        (stranger(entryRequirement={"noteLiteral": {"en": "None"}}), "prerequisites", ("present", "None")),
        (stranger(isPartialQualification=False), "stackability", ("present", "stands alone")),
        (
            stranger(isPartOf={"title": {"en": "Degree"}}, isPartialQualification=True),
            "stackability",
            ("present", "part of Degree"),
        ),
        (stranger(homepage={"contentURL": "https://x.example/"}), "further_information", ("present", "https://x.example/")),
        (
            stranger(additionalNote={"noteLiteral": {"en": "More"}}),
            "further_information",
            ("present", "More"),
        ),
        (
            stranger(learningOutcome=[{"title": {"en": "Plans"}}, {"title": {"en": "Writes"}}]),
            "learning_outcomes",
            ("present", "Plans; Writes"),
        ),
        (
            stranger(learningOutcomeSummary={"noteLiteral": {"en": "Plans and writes"}}),
            "learning_outcomes",
            ("present", "Plans and writes"),
        ),
        (stranger(description={"en": "A course"}), "learning_outcomes", ("partly", "A course")),
        (
            stranger(
                accreditation={
                    "dcType": concept("accreditation/820101cba6"),
                    "title": {"en": "Review"},
                    "accreditingAgent": {"legalName": {"en": "Agency"}},
                }
            ),
            "quality_assurance",
            ("present", "Program Quality Assurance, Review, by Agency"),
        ),
        (stranger(accreditation="https://accreditation.example/1"), "quality_assurance", ("partly", "https://accreditation.example/1")),
        (stranger(accreditation={}), "quality_assurance", ("missing", "")),
    ],
)  # fmt: skip
def test_the_other_elements(document: JsonObject, id_: str, expected: tuple[str, str]) -> None:
    """Each by the property that the model has for it."""
    assert answer(document, id_) == expected


@pytest.mark.parametrize("home", ["body", "issuer", "evidence"])
def test_quality_assurance_may_stand_behind_the_offer(home: str) -> None:
    """An institution's accreditation covers what it offers; as evidence it is named too."""
    document = stranger()
    holder: JsonObject = {"accreditation": [{"title": {"en": "Institutional review"}}]}
    if home == "body":
        document["credentialSubject"]["hasClaim"]["awardedBy"] = {"awardingBody": [holder]}
    else:
        document[home] = holder
    assert answer(document, "quality_assurance") == ("present", "Institutional review")


# --- References, languages, several -------------------------------------------------------------------------


def test_a_bare_reference_leads_to_where_its_node_is_described() -> None:
    """By id alone, as object or text; the path is that of the description."""
    for reference in ({"id": "urn:x:org"}, {"id": "urn:x:org", "type": "Organisation"}, "urn:x:org"):
        document = stranger()
        made = document["credentialSubject"]["hasClaim"]
        made["awardedBy"] = {"awardingBody": reference}
        made["influencedBy"] = [{"directedBy": {"id": "urn:x:org", "legalName": {"en": "Kymi"}}}]
        found = element(document, "awarding_body")
        path = "$.credentialSubject.hasClaim.influencedBy[0].directedBy"
        assert (found.value, found.path) == ("Kymi", path)


def test_references_in_a_circle_end() -> None:
    """Parts that are parts of each other are looked at once."""
    document = proven(id="urn:x:1", hasPart=[{"id": "urn:x:2", "hasPart": [{"id": "urn:x:1"}, "urn:x:2"]}])
    assert element(document, "assessment_type").state == "missing"


def test_the_main_language_is_preferred() -> None:
    """As the page for people says; else English, else the first."""
    title = {"sv": "Data", "fi": "Aineisto", "en": "Data set"}
    document = stranger()
    document["credentialSubject"]["hasClaim"]["title"] = title
    assert answer(document, "title") == ("present", "Data set")
    language = concept("http://publications.europa.eu/resource/authority/language/FIN")
    document["displayParameter"] = {"primaryLanguage": language}
    assert answer(document, "title") == ("present", "Aineisto")
    del title["fi"], title["en"]
    assert answer(document, "title") == ("present", "Data")


def several_claims(document: JsonObject) -> None:
    made = document["credentialSubject"]["hasClaim"]
    document["credentialSubject"]["hasClaim"] = [made, copy.deepcopy(made)]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda document: document.pop("credentialSubject"), "credentialSubject"),
        (lambda document: document["credentialSubject"].pop("hasClaim"), "claims nothing"),
        (several_claims, "several"),
        (lambda document: document.update(credentialSubject=[document["credentialSubject"]] * 2), "several"),
    ],
)
def test_what_awards_nothing_or_several_things_says_so(change: Change, word: str) -> None:
    """Which of several is meant, nobody can say: one may be complete and another the learner's."""
    document = stranger(title={"en": "X"})
    change(document)
    assert word in why_no_achievement(document)
    assert {(str(one.state), one.note) for one in elements_of_document(document)} == {
        ("missing", why_no_achievement(document))
    }


def test_an_achievement_goes_before_other_claims() -> None:
    """A credential may also claim the activity that led there."""
    document = stranger()
    made = {**document["credentialSubject"]["hasClaim"], "title": {"en": "Achieved"}}
    document["credentialSubject"]["hasClaim"] = [{"type": "LearningActivity", "title": {"en": "Done"}}, made]
    assert answer(document, "title") == ("present", "Achieved")
    document["credentialSubject"]["hasClaim"].pop()
    assert answer(document, "title") == ("present", "Done")


@pytest.mark.parametrize(("earned", "state"), [("2", "present"), ("5", "present"), ("500", "partly")])
def test_more_credits_earned_than_offered_are_no_workload(earned: str, state: str) -> None:
    """One of the two numbers is wrong: the same from the record, the badge and the European credential."""
    record = full_record()
    course = record.course.model_copy(update={"workload": Workload(ects=Decimal(5))})
    award = record.award.model_copy(update={"credits_earned": Decimal(earned)})
    record = record.model_copy(update={"course": course, "award": award})
    credential = "urn:uuid:6d4f9a31-5f0c-4f5b-9d3e-1c8f0a2b7e11"
    badge = to_openbadges(record, credential_id=credential, status=None, node_id="urn:x:{}".format).document
    answers = (
        elements_of_record(record),
        elements_of_document(badge),
        elements_of_document(write(record).document),
    )
    found = [next(one for one in answer if one.id == "workload") for answer in answers]
    assert {str(one.state) for one in found} == {state}
    if state == "partly":
        assert [one.path.rpartition(".")[2] for one in found] == [
            "credits_earned",
            "creditsEarned",
            "creditReceived",
        ]
        assert all("earned credits" in one.mend for one in found)


def _turned(value: Any) -> Any:
    """The same JSON with the members of each object the other way round, which nobody signs."""
    if isinstance(value, dict):
        return {name: _turned(item) for name, item in reversed(value.items())}
    return [_turned(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("language", ["told", "not told", "of no title"])
@pytest.mark.parametrize("turn", [copy.deepcopy, _turned])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_element_and_summary_name_the_same_title(path: Path, turn: Change, language: str) -> None:
    """In whatever order its members are, and whether or not the main language is told."""
    document = turn(json.loads(path.read_bytes()))
    if language == "not told":
        del document["displayParameter"]["primaryLanguage"]
    elif language == "of no title":
        document["displayParameter"]["primaryLanguage"] = concept(f"{LANGUAGES}MLT")
    assert element(document, "title").value == Look(document).view.title()
