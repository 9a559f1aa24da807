"""Each convention of our Open Badges, as it stands in the document."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from tests.formats.badges import achievement_of, alignments_of, changed, write
from tests.records import FULL_CREDENTIAL_ID, full_record, minimal_record, node_id

from mcissue.errors import RecordError
from mcissue.formats import from_openbadges
from mcissue.formats.conventions import Role
from mcissue.record import Record
from mcissue.status.entry import StatusEntry

_EU = "http://data.europa.eu/snb/"


def _achievement(**fields: Any) -> dict[str, Any]:
    return achievement_of(write(changed(**fields)).document)


# --- The envelope -------------------------------------------------------------------------------------------


def test_the_minimal_badge_to_the_letter() -> None:
    """A minimal record makes exactly this document."""
    assert write(minimal_record(), with_schema=False).document == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": FULL_CREDENTIAL_ID,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data protection",
        "issuer": {"id": "did:web:kymi.example", "type": ["Profile"], "name": "Kymi University"},
        "validFrom": "2026-06-15T10:00:00Z",
        "awardedDate": "2026-06-15T10:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Aino Virtanen",
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": "https://kymi.example/courses/1",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Data protection",
                "description": "Data protection",
                "criteria": {"narrative": "Data protection"},
                "inLanguage": "en",
            },
        },
    }


def test_the_schema_brings_the_third_context() -> None:
    """A badge that names the published schema needs the context that defines the schema's type."""
    document = write(minimal_record()).document
    assert document["@context"][2:] == ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    assert [entry["type"] for entry in document["credentialSchema"]] == ["1EdTechJsonSchemaValidator2019"]


def test_one_status_entry_as_an_object() -> None:
    """A status entry is written as one object, whether it comes as a value or as JSON."""
    entry = StatusEntry(purpose="revocation", index=7, list_url="https://kymi.example/status/1")
    by_value = write(minimal_record(), status=entry).document["credentialStatus"]
    by_json = write(minimal_record(), status=entry.to_object()).document["credentialStatus"]
    assert by_value == by_json == entry.to_object()
    assert "credentialStatus" not in write(minimal_record()).document


def test_the_credential_id_must_be_an_absolute_iri() -> None:
    """A relative or blank id is refused before anything is written."""
    for wrong in ("", "credential-1", "_:b0", "https://kymi.example/a b"):
        with pytest.raises(RecordError) as caught:
            write(minimal_record(), credential_id=wrong)
        assert caught.value.code == "identifier_invalid"


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("course.id", "did:web:kymi.example", "$.course.id"),
        ("award.learner", {"id": "did:web:kymi.example"}, "$.award.learner.id"),
        ("issuer.id", FULL_CREDENTIAL_ID, "$.issuer.id"),
        ("course.awarding_bodies", [{"id": "https://kymi.example/courses/1", "legal_name": {"en": "B"}}],
         "$.course.awarding_bodies[0].id"),
    ],
)  # fmt: skip
def test_two_things_have_two_ids(field: str, value: Any, path: str) -> None:
    """Two things of one id would be one node, whose properties cannot be told apart; that is refused."""
    with pytest.raises(RecordError) as caught:
        write(changed(minimal_record(), **{field: value}))
    assert (caught.value.code, caught.value.path) == ("ids_coincide", path)


def test_times_of_the_award() -> None:
    """The award date stays in `awardedDate` when the validity begins later; the end is `validUntil`."""
    document = write(full_record()).document
    assert document["awardedDate"] == "2026-06-15T10:00:00Z"
    assert document["validFrom"] == "2026-06-16T00:00:00Z"
    assert document["validUntil"] == "2031-06-16T00:00:00Z"


def test_only_the_named_classes_have_a_single_type() -> None:
    """Types are arrays but for IdentityObject, IdentifierEntry, Image and what credentials/v2 calls single."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("type"), str):
                found.add(value["type"])
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(write(full_record()).document)
    assert found == {"IdentityObject", "IdentifierEntry", "Image", "1EdTechJsonSchemaValidator2019"}


def test_node_ids_are_fresh_and_never_twice() -> None:
    """Alignments, addresses and results carry an id from the caller, each another one."""
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return node_id(name)

    document = write(full_record(), node_id=ask).document
    written = json.dumps(document)
    for name in set(asked) - {"salt/email"}:
        assert node_id(name) in written
    alignments = [name for name in asked if name.startswith("alignment/")]
    assert len(alignments) == len(set(alignments)) == written.count('"targetName"')
    assert sorted(name for name in asked if name.startswith("address/")) == [
        "address/course/awarding_bodies/1",
        "address/course/awarding_bodies/2",
        "address/issuer",
    ]


def test_an_address_on_the_web_is_one_node_only() -> None:
    """A page that is another node's id already gets `url`, since members of one node cannot be told apart."""
    record = changed(
        **{
            "course.homepage": "https://kymi.example/courses/research-data",
            "award.evidence": [
                {"name": "One", "url": "https://kymi.example/works/1"},
                {"name": "Two", "url": "https://kymi.example/works/1"},
            ],
        }
    )
    document = write(record).document
    picture = write(changed(**{"course.homepage": record.course.image})).document
    assert achievement_of(picture)["criteria"]["id"] == node_id("criteria")
    criteria = achievement_of(document)["criteria"]
    assert criteria["url"] == "https://kymi.example/courses/research-data"
    assert criteria["id"] == node_id("criteria")
    first, second = document["evidence"]
    assert (first["id"], first.get("url")) == ("https://kymi.example/works/1", None)
    assert (second["id"], second["url"]) == (node_id("evidence/1"), "https://kymi.example/works/1")
    assert from_openbadges(document).record.course.homepage == record.course.homepage
    assert from_openbadges(document).record.award.evidence == record.award.evidence


# --- The issuer ---------------------------------------------------------------------------------------------


def test_the_issuer_is_a_profile() -> None:
    """What a Profile can hold natively stands there."""
    issuer = write(full_record()).document["issuer"]
    assert {key: issuer[key] for key in ("id", "name", "url", "email", "phone", "image")} == {
        "id": "did:web:kymi.example",
        "name": "Kymi University of Applied Sciences",
        "url": "https://kymi.example/",
        "email": "credentials@kymi.example",
        "phone": "+358 40 1234567",
        "image": {"id": "https://kymi.example/logo.png", "type": "Image"},
    }
    assert issuer["address"] == {
        "id": node_id("address/issuer"),
        "type": ["Address"],
        "addressCountryCode": "FI",
        "addressRegion": "Kymenlaakso",
        "addressLocality": "Kotka",
        "streetAddress": "Satamakatu 1",
        "postalCode": "48100",
    }


def test_provider_type_and_identifiers() -> None:
    """Provider type, everyday name and the registers' numbers are identifiers, with the register's country."""
    entries = write(full_record()).document["issuer"]["otherIdentifier"]
    assert [(entry["identifierType"], entry["identifier"]) for entry in entries] == [
        ("ext:alternativeName", "Kymi UAS"),
        ("ext:providerType", "higher_education_institution"),
        ("ext:DEQAR", "DEQARINST0001"),
        ("ext:VAT|FI", "FI01234567"),
        ("sourcedId", "007"),
    ]


def test_a_country_without_an_alpha_2_code() -> None:
    """The one entry of the EU's list that has no code is written by its address."""
    country = "http://publications.europa.eu/resource/authority/country/OP_DATPRO"
    record = changed(
        minimal_record(),
        **{
            "issuer.address": {"country": country},
            "issuer.identifiers": [{"scheme": "VAT", "value": "1", "country": country}],
        },
    )
    issuer = write(record).document["issuer"]
    assert issuer["address"]["addressCountry"] == country
    assert "addressCountryCode" not in issuer["address"]
    assert issuer["otherIdentifier"][0]["identifierType"] == "ext:VAT|OP_DATPRO"
    assert from_openbadges(write(record).document).record.issuer == record.issuer


def test_quality_assurance_of_the_institution() -> None:
    """It stands on the issuer's profile, as an alignment with its details inside."""
    (found,) = alignments_of(write(full_record()).document["issuer"], Role.QUALITY_ASSURANCE)
    details = found.pop("alignment")
    assert found == {
        "targetName": "Institutional Quality Assurance",
        "targetDescription": "Audit of the whole institution",
        "targetFramework": "ESG",
        "targetCode": "external",
        "targetUrl": f"{_EU}accreditation/bb4618238e",
    }
    assert [{key: value for key, value in item.items() if key not in {"id", "type"}} for item in details] == [
        {
            "targetType": "ext:Agency",
            "targetName": "Evaluation Centre",
            "targetUrl": "https://evaluation.example/",
        },
        {
            "targetName": "Decision",
            "targetDescription": "positive",
            "targetUrl": f"{_EU}model/elm/decision",
        },
        {
            "targetType": "ext:Report",
            "targetName": "Report",
            "targetUrl": "https://evaluation.example/reports/1",
        },
        {"targetName": "From", "targetCode": "2023-01-01", "targetUrl": "http://purl.org/dc/terms/issued"},
        {"targetName": "Until", "targetCode": "2029-12-31", "targetUrl": f"{_EU}model/elm/expiryDate"},
    ]


# --- The learner --------------------------------------------------------------------------------------------


def test_the_learner_is_named_in_plain_text() -> None:
    """Names and numbers are plain identity objects; an id is written only if the learner has one."""
    subject = write(full_record()).document["credentialSubject"]
    assert subject["id"] == "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
    plain = [item for item in subject["identifier"] if item["hashed"] is False]
    assert [(item["identityType"], item["identityHash"]) for item in plain] == [
        ("name", "Aino Maria Virtanen"),
        ("ext:givenName", "Aino"),
        ("ext:familyName", "Virtanen"),
        ("ext:dateOfBirth", "1999-02-28"),
        ("ext:student_number", "0012345"),
        ("nationalIdentityNumber", "280299-123A"),
        ("ext:eIDAS|FI", "FI/ES/1"),
    ]
    assert "id" not in write(minimal_record()).document["credentialSubject"]


def test_the_full_name_is_made_of_its_parts() -> None:
    """A learner with given and family name only is shown by both."""
    record = changed(minimal_record(), **{"award.learner": {"given_name": "Aino", "family_name": "Virtanen"}})
    written = write(record)
    assert written.document["credentialSubject"]["identifier"][0]["identityHash"] == "Aino Virtanen"
    assert written.record.award.learner.full_name == "Aino Virtanen"
    assert written.losses == ()


def test_the_email_is_a_salted_hash_of_its_lower_case() -> None:
    """An address is found again by who knows it, and by nobody else; the salt has 128 bits."""
    written = write(full_record(email="Aino.Virtanen@Student.EXAMPLE"))
    (item,) = [i for i in written.document["credentialSubject"]["identifier"] if i["hashed"]]
    known = ("aino.virtanen@student.example" + item["salt"]).encode()
    assert item["identityHash"] == f"sha256${hashlib.sha256(known).hexdigest()}"
    assert item["identityType"] == "emailAddress"
    assert len(bytes.fromhex(item["salt"])) == 16
    assert [loss.path for loss in written.losses] == ["$.award.learner.email"]
    assert "student.example" not in json.dumps(written.document).lower()


def test_the_salt_differs_from_credential_to_credential() -> None:
    """The salt comes from the caller's ids, so two credentials of one learner cannot be linked by the hash."""

    def salt(prefix: str) -> str:
        document = write(full_record(), node_id=lambda name: node_id(prefix + name)).document
        return document["credentialSubject"]["identifier"][-1]["salt"]

    assert salt("a") != salt("b")
    assert salt("a") == salt("a")


def test_a_learner_whom_nothing_identifies_is_refused() -> None:
    """Open Badges wants an id or an identifier; a badge for nobody is not written."""
    record = changed(minimal_record(), **{"award.learner": {}})
    with pytest.raises(RecordError) as caught:
        write(record)
    assert caught.value.code == "learner_unidentified"
    assert caught.value.path == "$.award.learner"


def test_no_personal_data_outside_of_the_subject() -> None:
    """Beside credentialSubject and evidence nothing of the award's own stands in the document."""
    secret = {
        "full_name": "SECRET full",
        "given_name": "SECRET given",
        "family_name": "SECRET family",
        "email": "secret@student.example",
        "id": "did:example:secret",
        "identifiers": [{"scheme": "student_number", "value": "SECRET number"}],
    }
    record = changed(
        **{
            "award.learner": secret,
            "award.grade": {"value": "SECRET grade"},
            "award.certificate_number": "SECRET certificate",
            "award.recognised_prior_learning": {"en": "SECRET portfolio"},
        }
    )
    document = write(record).document
    achievement = json.dumps(document["credentialSubject"].pop("achievement"))
    assert json.dumps(document["credentialSubject"]).lower().count("secret") == 8
    del document["credentialSubject"]
    assert "secret" not in (json.dumps(document) + achievement).lower()


def test_the_award_natively() -> None:
    """Days of the activity, certificate number and evidence have their own properties."""
    document = write(full_record()).document
    subject = document["credentialSubject"]
    assert subject["activityStartDate"] == "2026-01-12T00:00:00Z"
    assert subject["activityEndDate"] == "2026-05-29T00:00:00Z"
    assert subject["licenseNumber"] == "2026/0042"
    assert document["evidence"] == [
        {
            "id": "https://kymi.example/works/1",
            "type": ["Evidence"],
            "name": "The plan",
            "description": "As handed in",
        },
        {"type": ["Evidence"], "name": "Presentation"},
    ]


def test_the_grade_is_a_result_with_its_description() -> None:
    """A result points to the description of the same achievement."""
    document = write(full_record()).document
    (result,) = document["credentialSubject"]["result"]
    (description,) = achievement_of(document)["resultDescription"]
    assert result["value"] == "4"
    assert result["resultDescription"] == description["id"]
    assert description["resultType"] == "Result"


def test_what_is_true_of_this_award_only() -> None:
    """Supervision of this learner and recognition of prior learning are alignments of the result."""
    (result,) = write(full_record()).document["credentialSubject"]["result"]
    (supervision,) = alignments_of(result, Role.SUPERVISION)
    assert supervision["targetName"] == "Supervised without ID Verification"
    (prior,) = alignments_of(result, Role.PRIOR_LEARNING)
    assert prior["targetDescription"] == "Validated by portfolio"
    without_grade = write(changed(**{"award.grade": None})).document["credentialSubject"]["result"]
    assert "resultDescription" not in without_grade[0]


def test_credits_earned() -> None:
    """They default to the course's; where the course has none, an alignment says that they are ECTS."""
    assert write(changed()).document["credentialSubject"]["creditsEarned"] == 2
    assert (
        write(changed(**{"award.credits_earned": None})).document["credentialSubject"]["creditsEarned"] == 2.5
    )
    subject = write(changed(**{"course.workload": {"hours": 10}})).document["credentialSubject"]
    (ects,) = alignments_of(subject["result"][0], Role.ECTS)
    assert (subject["creditsEarned"], ects["targetCode"]) == (2, "2")


# --- The achievement ----------------------------------------------------------------------------------------


def test_level() -> None:
    """EQF, national level and cycle are alignments to their addresses."""
    achievement = _achievement()
    assert alignments_of(achievement, Role.EQF_LEVEL) == [
        {
            "targetName": "Level 6",
            "targetFramework": "European Qualifications Framework",
            "targetCode": "6",
            "targetUrl": f"{_EU}eqf/6",
        }
    ]
    (national,) = alignments_of(achievement, Role.NQF_LEVEL)
    assert national["targetName"] == "FiNQF Level 6"
    assert alignments_of(achievement, Role.CYCLE) == [
        {
            "targetName": "First cycle",
            "targetFramework": "QF-EHEA",
            "targetCode": "first",
            "targetUrl": "https://www.ehea.info/page-qualification-frameworks#first-cycle",
        }
    ]


def test_level_not_applicable() -> None:
    """An offer outside any framework points to the list of levels itself."""
    achievement = _achievement(**{"course.level": {"not_applicable": True}})
    (level,) = alignments_of(achievement, Role.LEVEL_NOT_APPLICABLE)
    assert (level["targetUrl"], level["targetCode"]) == (f"{_EU}eqf/25831c2", "not-applicable")
    assert alignments_of(achievement, Role.EQF_LEVEL) == []


def test_workload() -> None:
    """ECTS stand as number and as alignment that names the unit; hours as a duration."""
    achievement = _achievement()
    assert achievement["creditsAvailable"] == 2.5
    (ects,) = alignments_of(achievement, Role.ECTS)
    assert (ects["targetUrl"], ects["targetCode"]) == (f"{_EU}education-credit/6fcec5c5af", "2.5")
    (hours,) = alignments_of(achievement, Role.HOURS)
    assert (hours["targetUrl"], hours["targetCode"]) == (f"{_EU}model/elm/volumeOfLearning", "PT67H30M")


@pytest.mark.parametrize(
    ("ects", "number", "text"), [(5, 5, "5"), (5.0, 5, "5"), (0.5, 0.5, "0.5"), (12.25, 12.25, "12.25")]
)
def test_whole_numbers_are_integers(ects: float, number: float, text: str) -> None:
    """Whole amounts are integers, others short fractions; that is what all JSON-LD engines write alike."""
    achievement = _achievement(**{"course.workload": {"ects": ects}})
    assert repr(achievement["creditsAvailable"]) == repr(number)
    assert alignments_of(achievement, Role.ECTS)[0]["targetCode"] == text


def test_outcomes_and_skills() -> None:
    """Each outcome is an alignment; its skills name it by its code."""
    achievement = _achievement()
    assert alignments_of(achievement, Role.LEARNING_OUTCOME) == [
        {
            "targetType": "ext:LearningOutcome",
            "targetName": "Write a data management plan",
            "targetCode": "learning-outcome-1",
            "targetUrl": "https://kymi.example/courses/research-data#learning-outcome-1",
        },
        {
            "targetType": "ext:LearningOutcome",
            "targetName": "Choose a licence for a data set",
            "targetCode": "learning-outcome-2",
            "targetUrl": "https://kymi.example/courses/research-data#learning-outcome-2",
        },
    ]
    skills = alignments_of(achievement, Role.SKILL)
    assert [skill.get("targetFramework") for skill in skills] == ["ESCO", "DigComp", None]
    assert {skill["targetCode"] for skill in skills} == {"learning-outcome-1"}


def test_a_course_whose_id_has_a_fragment() -> None:
    """An address has one fragment at most."""
    achievement = _achievement(**{"course.id": "https://kymi.example/courses#1"})
    urls = [item["targetUrl"] for item in alignments_of(achievement, Role.LEARNING_OUTCOME)]
    assert urls[0] == "https://kymi.example/courses#1.learning-outcome-1"


def test_a_long_outcome_stands_whole_in_the_description() -> None:
    """A name of more than 200 characters is shortened for wallets and kept whole beside."""
    title = "word " * 100
    achievement = _achievement(**{"course.learning_outcomes": [{"title": {"en": title}}]})
    (outcome,) = alignments_of(achievement, Role.LEARNING_OUTCOME)
    assert outcome["targetDescription"] == title.strip()
    assert len(outcome["targetName"]) == 200
    assert outcome["targetName"].endswith("…")


def test_the_narrative_is_for_people() -> None:
    """The criteria's text and the outcomes stand in one Markdown text, the page beside it."""
    criteria = _achievement()["criteria"]
    assert criteria == {
        "id": "https://kymi.example/courses/research-data/about",
        "narrative": "Complete all assignments.\n\n* Pass the exam.\n\n**Learning outcomes**\n\n"
        "- Write a data management plan\n- Choose a licence for a data set",
    }


def test_field_of_study() -> None:
    """Fields are alignments with their ISCED-F code, and a text for those who read only that."""
    achievement = _achievement(**{"course.fields": ["0612"]})
    (field,) = alignments_of(achievement, Role.FIELD)
    assert (field["targetFramework"], field["targetCode"]) == ("ISCED-F 2013", "0612")
    assert achievement["fieldOfStudy"] == field["targetName"]


def test_languages_of_instruction() -> None:
    """They are alignments; `inLanguage` is the language of the text."""
    achievement = _achievement()
    found = alignments_of(achievement, Role.LANGUAGE)
    assert [item["targetCode"] for item in found] == ["ENG", "FIN"]
    assert achievement["inLanguage"] == "en"


def test_assessment_and_participation() -> None:
    """Types and modes are concepts; what is said in words points to the list or to the ELM property."""
    achievement = _achievement()
    expected = {
        Role.ASSESSMENT_TYPE: ["project work", "written examination"],
        Role.SUPERVISION: ["Supervised with ID Verification"],
        Role.MODE: ["Blended", "Online"],
        Role.LEARNING_SETTING: ["formal learning"],
    }
    for role, names in expected.items():
        assert [item["targetName"] for item in alignments_of(achievement, role)] == names
    in_words = {
        Role.ASSESSMENT_DESCRIPTION: "A plan for a real project, and an exam",
        Role.GRADING: "0 to 5, pass at 1",
        Role.PARTICIPATION_DESCRIPTION: "Two days on the campus, the rest online",
        Role.PREREQUISITES: "A bachelor's degree or 120 ECTS",
        Role.STACKABILITY: "Counts towards the master's degree",
        Role.FURTHER_INFORMATION: "Ask the study office.",
    }
    for role, text in in_words.items():
        assert [item["targetDescription"] for item in alignments_of(achievement, role)] == [text]


def test_quality_assurance_without_a_type() -> None:
    """It points to the list of types; the kind stands in the code, the standards in the framework."""
    first, second = alignments_of(_achievement(), Role.QUALITY_ASSURANCE)
    assert first == {
        "targetName": "Quality assurance",
        "targetFramework": "ESG",
        "targetCode": "internal",
        "targetUrl": f"{_EU}accreditation/25831c2",
    }
    agency = second["alignment"][0]
    assert (agency["targetType"], agency["targetUrl"]) == (
        "ext:AgencyName",
        f"{_EU}model/elm/accreditingAgent",
    )


def test_stacking() -> None:
    """Other offers are linked by their id, each kind of link with a type of its own."""
    achievement = _achievement()
    links = {
        role: [(item["targetUrl"], item["targetName"]) for item in alignments_of(achievement, role)]
        for role in (Role.PART_OF, Role.HAS_PART, Role.BUILDS_ON)
    }
    part = "urn:uuid:0b7ff1d4-3f8e-4c39-8f63-7a1d2b9c4e5f"
    assert links == {
        Role.PART_OF: [("https://kymi.example/programmes/data", "Data steward")],
        Role.HAS_PART: [(part, part)],
        Role.BUILDS_ON: [
            ("https://kymi.example/courses/statistics", "Statistics"),
            ("https://kymi.example/courses/methods", "https://kymi.example/courses/methods"),
        ],
    }


def test_mandate_and_validity() -> None:
    """The mandate points to the EU's type of evidence, its document and date stand inside."""
    achievement = _achievement()
    (mandate,) = alignments_of(achievement, Role.MANDATE)
    assert mandate["targetDescription"] == "The three bodies mandate Kymi to issue."
    document, granted = mandate["alignment"]
    assert (document["targetType"], document["targetUrl"]) == (
        "ext:Document",
        "https://kymi.example/mandate.pdf",
    )
    assert granted["targetCode"] == "2025-08-01T09:30:00Z"
    assert [item["targetCode"] for item in alignments_of(achievement, Role.VALID_FOR)] == ["P5Y"]


def test_awarding_bodies() -> None:
    """The first is the creator (by reference if it is the issuer), the others are alignments and profiles."""
    achievement = _achievement()
    assert achievement["creator"] == {
        "id": "did:web:kymi.example",
        "type": ["Profile"],
        "name": "Kymi University of Applied Sciences",
    }
    satama, levante = alignments_of(achievement, Role.AWARDING_BODY)
    assert (satama["targetUrl"], satama["targetCode"]) == ("https://satama.example/", "FI")
    assert satama["otherIdentifier"][0]["identifier"] == "vet_provider"
    assert satama["targetName"] == satama["name"] == "Satama Vocational College"
    assert levante["address"]["addressCountryCode"] == "ES"
    types = [
        item["type"] for item in achievement["alignment"] if item.get("targetType") == "ext:AwardingBody"
    ]
    assert types == [["Alignment", "Profile"], ["Alignment", "Profile"]]


def test_one_awarding_body_that_is_not_the_issuer() -> None:
    """It is the creator, with all that a profile holds; without one there is no creator."""
    body = full_record().to_data()["course"]["awarding_bodies"][1]
    achievement = _achievement(**{"course.awarding_bodies": [body]})
    assert achievement["creator"]["name"] == "Satama Vocational College"
    assert achievement["creator"]["address"]["addressLocality"] == "Kotka"
    assert "creator" not in _achievement(**{"course.awarding_bodies": None})


def test_a_body_with_the_issuers_id_and_another_description() -> None:
    """One id has one description: the issuer's stands, the other one is listed as lost."""
    data = full_record(email=None).to_data()
    data["course"]["awarding_bodies"][0] |= {"phone": "+34 1", "legal_name": {"en": "Another name"}}
    written = write(Record.from_data(data))
    (loss,) = written.losses
    assert loss.path == "$.course.awarding_bodies[0]"
    assert loss.becomes == written.record.issuer.to_data()


# --- Languages ----------------------------------------------------------------------------------------------


def _bilingual(**more: Any) -> Record:
    return changed(
        minimal_record(),
        **{
            "course.title": {"en": "Data protection", "fi": "Tietosuoja"},
            "course.prerequisites": {"en": "None", "fi": "Ei mitään", "sv": "Inga"},
        }
        | more,
    )


def test_the_language_is_chosen() -> None:
    """The caller's language goes before the record's, and that before English."""
    assert achievement_of(write(_bilingual()).document)["name"] == "Data protection"
    assert achievement_of(write(_bilingual(language="fi")).document)["name"] == "Tietosuoja"
    finnish = write(_bilingual(), language="fi")
    assert achievement_of(finnish.document)["inLanguage"] == "fi"
    assert [loss.path for loss in finnish.losses] == [
        "$.course.title.en",
        "$.course.prerequisites.en",
        "$.course.prerequisites.sv",
    ]


def test_a_language_without_a_title_cannot_be_written_in() -> None:
    """The wish is listed as not fulfilled."""
    written = write(_bilingual(), language="sv")
    assert written.record.language == "en"
    assert [loss.becomes for loss in written.losses if loss.steps == ("language",)] == ["en"]


def test_a_text_in_another_language_says_so() -> None:
    """Where a text exists in another language only, its node is tagged, and nothing is mislabelled."""
    record = _bilingual(
        **{
            "issuer.legal_name": {"fi": "Kymin yliopisto"},
            "issuer.alternative_name": {"sv": "Kymi"},
            "course.further_information": {"sv": "Fråga oss."},
            "course.criteria": {"fi": "Tee tehtävät."},
        }
    )
    document = write(record).document
    assert document["issuer"]["inLanguage"] == "fi"
    assert document["issuer"]["otherIdentifier"][0]["identifierType"] == "ext:alternativeName|sv"
    (note,) = alignments_of(achievement_of(document), Role.FURTHER_INFORMATION)
    assert note["inLanguage"] == "sv"
    assert achievement_of(document)["criteria"]["inLanguage"] == "fi"
    read = from_openbadges(document).record
    assert read.issuer == record.issuer
    assert read.course.criteria == record.course.criteria


def test_a_description_in_another_language_loses_its_tag() -> None:
    """The description shares its node with the title; a reader sees it, but not in which language it is."""
    written = write(_bilingual(**{"course.description": {"fi": "Kuvaus"}}))
    losses = [loss for loss in written.losses if loss.steps == ("course", "description")]
    assert [loss.becomes for loss in losses] == [{"en": "Kuvaus"}]
    assert achievement_of(written.document)["description"] == "Kuvaus"


def test_siblings_in_other_languages_are_related() -> None:
    """Where the same achievement exists in other languages, `related` points to it."""
    siblings = {"fi": "https://kymi.example/courses/1/fi", "en": "https://kymi.example/courses/1"}
    achievement = achievement_of(write(_bilingual(), siblings=siblings).document)
    assert achievement["related"] == [
        {"id": "https://kymi.example/courses/1/fi", "type": ["Related"], "inLanguage": "fi"}
    ]
    assert "related" not in achievement_of(write(_bilingual()).document)


def test_a_language_that_nobody_stated_is_not_written() -> None:
    """Texts tagged `und` come from documents without `inLanguage`, and make such documents again."""
    record = changed(
        minimal_record(), **{"course.title": {"und": "Title"}, "issuer.legal_name": {"und": "Name"}}
    )
    document = write(record).document
    assert "inLanguage" not in achievement_of(document)
    assert from_openbadges(document).record.course.title.languages == ("und",)


# --- What repeats itself ------------------------------------------------------------------------------------


def test_texts_that_repeat_others_are_listed() -> None:
    """A description, criteria or link title that says nothing of its own cannot be told from none."""
    data = minimal_record().to_data()
    data["course"] |= {
        "description": data["course"]["title"],
        "criteria": data["course"]["title"],
        "stackability": {"part_of": [{"id": "urn:x:1", "title": {"en": "urn:x:1", "fi": "urn"}}]},
    }
    written = write(Record.from_data(data))
    assert [loss.path for loss in written.losses] == [
        "$.course.description",
        "$.course.criteria",
        "$.course.stackability.part_of[0].title",
    ]


def test_hard_texts_come_back() -> None:
    """Long texts, quotes, apostrophes, right-to-left marks, emoji, Markdown: as they were."""
    texts = [
        "x" * 50_000,
        "\"'`´’",
        "שלום \u2067abc\u2069 عالم",
        "👩🏽‍🎓🇪🇺",
        "# h\n\n- a\n- b\n\n---\n",
        "<b>&amp;</b>",
    ]
    for text in texts:
        record = changed(
            **{
                "course.title": {"en": text},
                "course.criteria": {"en": f"{text} 1"},
                "course.prerequisites": {"en": text},
                "course.learning_outcomes": [{"title": {"en": text}}],
                "award.learner.full_name": text[:300],
            }
        )
        written = write(record)
        assert written.losses == ()
        assert from_openbadges(written.document).record == written.record
