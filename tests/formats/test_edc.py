"""European Digital Credentials member by member: what is written where, and what is read of others' ways."""

from __future__ import annotations

import base64
import io
from importlib import resources
from typing import Any

import pytest
from PIL import Image
from tests.formats import badges, edcs
from tests.formats.badges import changed
from tests.records import full_record, minimal_record, node_id

from mcissue.errors import RecordError
from mcissue.formats import EdcForm, EdcProfile, detect_format, from_edc, to_edc
from mcissue.formats.edc import EDC, EDC_UPLOAD
from mcissue.formats.edc.view import EdcView
from mcissue.jsonld.urls import CREDENTIALS_V1, DATA_INTEGRITY_V2, EDC_AP
from mcissue.record import Record

FULL = edcs.write(full_record(), status=edcs.STATUS).document


def notes_about(owner: dict[str, Any], subject: str) -> list[Any]:
    return [
        note["noteLiteral"]
        for note in owner.get("additionalNote", [])
        if note.get("subject", {}).get("id") == f"urn:mcissue:subject:{subject}"
    ]


def with_issuer(**fields: Any) -> Record:
    data = minimal_record().to_data()
    data["issuer"] |= fields
    return Record.from_data(data)


# --- Envelope -----------------------------------------------------------------------------------------------


def test_the_signed_form() -> None:
    """Contexts, types, schema, profile and times are those of the profile of mandates, which the record has."""
    assert FULL["@context"] == [CREDENTIALS_V1, EDC_AP, DATA_INTEGRITY_V2]
    assert FULL["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert FULL["credentialSchema"] == [
        {"id": "http://data.europa.eu/snb/model/ap/edc-issued-by-mandate", "type": "ShaclValidator2017"}
    ]
    assert FULL["credentialProfiles"][0]["prefLabel"] == {"en": "Mandated Issue"}
    assert FULL["issued"] == FULL["issuanceDate"] == "2026-07-01T12:00:00Z"
    assert FULL["validFrom"] == "2026-06-16T00:00:00Z"
    assert FULL["validUntil"] == FULL["expirationDate"] == "2031-06-16T00:00:00Z"
    assert detect_format(FULL) is EDC


def test_the_form_for_upload() -> None:
    """It wraps the credential, says where to deliver it, and has neither time of issuing nor proof context."""
    document = edcs.upload(full_record()).document
    assert document["deliveryDetails"] == {"deliveryAddress": [full_record().award.learner.email]}
    inner = document["credential"]
    assert inner["@context"] == [CREDENTIALS_V1, EDC_AP]
    assert not {"issued", "issuanceDate", "proof"} & inner.keys()
    assert detect_format(document) is EDC_UPLOAD
    assert edcs.upload(full_record(email=None)).document["deliveryDetails"] == {"deliveryAddress": []}
    assert from_edc(document).record.award.learner.email == full_record().award.learner.email


def test_each_form_has_its_time() -> None:
    """A signed form without its time, or a form for upload with one, is a fault of the caller."""
    given: dict[str, Any] = {"credential_id": "urn:uuid:1", "status": None, "node_id": node_id}
    with pytest.raises(ValueError, match="time of issuing"):
        to_edc(minimal_record(), **given)
    with pytest.raises(ValueError, match="time of issuing"):
        to_edc(minimal_record(), issued=edcs.ISSUED, form=EdcForm.UPLOAD, **given)


def test_without_a_mandate_it_is_generic() -> None:
    """The generic profile is the usual one."""
    document = edcs.write(minimal_record()).document
    assert document["credentialProfiles"][0]["prefLabel"] == {"en": "Generic"}
    assert "evidence" not in document
    asked = edcs.write(full_record(), profile=EdcProfile.GENERIC).document
    assert asked["evidence"][0]["dcType"]["prefLabel"] == {"en": "Mandate"}


def test_the_status_entry_is_an_identifier() -> None:
    """The list, the index and the purpose are there, and are read as a status entry."""
    number, status = FULL["identifier"]
    assert (number["schemeName"], number["notation"]) == ("Certificate number", "2026/0042")
    assert (status["schemeName"], status["schemeId"], status["notation"]) == (
        "BitstringStatusListEntry revocation",
        "https://kymi.example/status/1",
        "94567",
    )
    assert EdcView(FULL).status_entries() == (("$.identifier[1]", dict(edcs.STATUS)),)
    assert "credentialStatus" not in FULL


@pytest.mark.parametrize("more", [{"statusSize": 2}, {"statusMessage": []}])
def test_a_richer_status_entry_is_refused(more: dict[str, Any]) -> None:
    """An identifier has no room for sizes and messages."""
    with pytest.raises(RecordError, match="one bit") as caught:
        edcs.write(minimal_record(), status=edcs.STATUS | more)
    assert caught.value.code == "status_entry_too_rich"


def test_a_language_without_a_title_cannot_be_written_in() -> None:
    """The wish is listed as lost, as in an Open Badge."""
    (loss,) = edcs.write(minimal_record(), language="sv").losses
    assert (loss.steps, loss.becomes) == (("language",), "en")


@pytest.mark.parametrize(
    "fields",
    [{"issuer.id": "did:web:x.example", "course.id": "did:web:x.example"}],
    ids=["issuer and course"],
)
def test_one_id_for_two_things_is_refused(fields: dict[str, str]) -> None:
    """Issuer, course, learner and credential are different things."""
    with pytest.raises(RecordError) as caught:
        edcs.write(changed(minimal_record(), **fields))
    assert caught.value.code == "ids_coincide"


# --- People and institutions --------------------------------------------------------------------------------


def test_the_learner() -> None:
    """Names in one language, the day of birth as a time in UTC, numbers with their country."""
    subject = FULL["credentialSubject"]
    assert subject["id"] == full_record().award.learner.id
    assert subject["fullName"] == {"en": "Aino Maria Virtanen"}
    assert subject["dateOfBirth"] == "1999-02-28T00:00:00Z"
    kinds = [(item["type"], item["schemeName"]) for item in subject["identifier"]]
    assert kinds == [
        ("Identifier", "student_number"),
        ("Identifier", "nationalIdentityNumber"),
        ("LegalIdentifier", "eIDAS"),
        ("Identifier", "emailAddress"),
    ]


def test_the_hash_of_the_address_is_that_of_the_badge() -> None:
    """Both documents of an award answer the question whether an address is the learner's alike."""
    hashed = FULL["credentialSubject"]["identifier"][-1]
    badge = badges.write(full_record()).document
    (twin,) = [item for item in badge["credentialSubject"]["identifier"] if item["hashed"]]
    assert (hashed["notation"], hashed["schemeVersion"]) == (twin["identityHash"], twin["salt"])


def test_nobody_is_no_learner() -> None:
    """A learner of whom nothing is known is refused."""
    data = minimal_record().to_data()
    data["award"]["learner"] = {}
    with pytest.raises(RecordError) as caught:
        edcs.write(Record.from_data(data))
    assert caught.value.code == "learner_unidentified"


def test_identifiers_stand_where_their_kind_belongs() -> None:
    """Registers of countries have places of their own; the rest are identifiers."""
    numbers = [
        {"scheme": "SCHAC", "value": "kymi.example"},
        {"scheme": "VAT", "value": "FI01234567", "country": "FI"},
        {"scheme": "registration", "value": "0123456-7", "country": "FI"},
        {"scheme": "eIDAS", "value": "VATFI-01234567", "country": "FI"},
    ]
    issuer = edcs.write(with_issuer(identifiers=numbers)).document["issuer"]
    assert issuer["eIDASIdentifier"]["notation"] == "VATFI-01234567"
    assert issuer["registration"]["notation"] == "0123456-7"
    assert [item["notation"] for item in issuer["vatIdentifier"]] == ["FI01234567"]
    assert [item["notation"] for item in issuer["identifier"]] == ["kymi.example"]


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("VAT", "FI01234567", "VATFI-01234567"),
        ("VAT", "01234567", "VATFI-01234567"),
        ("registration", "0123456-7", "NTRFI-0123456-7"),
    ],
)
def test_a_legal_identifier_follows_from_a_number(scheme: str, value: str, expected: str) -> None:
    """What a seal would carry is derived, and is not read back as another identifier."""
    number = {"scheme": scheme, "value": value, "country": "FI"}
    document = edcs.write(with_issuer(identifiers=[number])).document
    assert document["issuer"]["eIDASIdentifier"]["notation"] == expected
    (read,) = from_edc(document).record.issuer.identifiers
    assert (read.scheme, read.value) == (scheme, value)


def test_numbers_without_a_country_are_no_legal_ones() -> None:
    """A legal identifier stands in the register of a country."""
    issuer = edcs.write(with_issuer(identifiers=[{"scheme": "VAT", "value": "1"}])).document["issuer"]
    assert "eIDASIdentifier" not in issuer
    assert issuer["identifier"][0]["type"] == "Identifier"


def test_a_joint_award_names_all_its_bodies() -> None:
    """Each awarding body is described whole, the issuer among them with the same words as above."""
    bodies = edcs.claim_of(FULL)["awardedBy"]["awardingBody"]
    assert len(bodies) == 3
    assert bodies[0] == FULL["issuer"]
    assert all(body["legalName"] and body["type"] == "Organisation" for body in bodies)


def test_a_namesake_keeps_its_own_words() -> None:
    """A body with the issuer's id that is described otherwise loses nothing."""
    data = minimal_record().to_data()
    data["course"]["awarding_bodies"] = [{**data["issuer"], "legal_name": {"en": "Another name"}}]
    written = edcs.write(Record.from_data(data))
    body = edcs.claim_of(written.document)["awardedBy"]["awardingBody"][0]
    assert body["id"] != data["issuer"]["id"]
    assert from_edc(written.document).record == written.record
    assert from_edc(written.document).record.course.awarding_bodies[0].id == data["issuer"]["id"]


def test_an_issuer_is_its_own_awarding_body() -> None:
    """The model demands an awarding body; where the record names none it is the issuer, and comes back so."""
    document = edcs.write(minimal_record()).document
    assert edcs.claim_of(document)["awardedBy"]["awardingBody"] == [document["issuer"]]
    assert from_edc(document).record.course.awarding_bodies == ()


# --- The offer ----------------------------------------------------------------------------------------------


def test_a_level_makes_a_qualification() -> None:
    """Levels exist on qualifications only; an offer without one is the more general specification."""
    assert edcs.claim_of(FULL)["specifiedBy"]["type"] == "Qualification"
    plain = edcs.claim_of(edcs.write(minimal_record()).document)["specifiedBy"]
    assert plain["type"] == "LearningAchievementSpecification"
    outside = changed(minimal_record(), **{"course.level": {"not_applicable": True}})
    spec = edcs.claim_of(edcs.write(outside).document)["specifiedBy"]
    assert spec["type"] == "LearningAchievementSpecification"
    assert spec["educationLevel"][0]["id"] == "urn:mcissue:level:not-applicable"


def test_the_offer() -> None:
    """Credits as text, hours as a duration, concepts with their lists."""
    spec = edcs.claim_of(FULL)["specifiedBy"]
    (credit,) = spec["creditPoint"]
    assert (credit["point"], credit["framework"]["prefLabel"]) == (
        "2.5",
        {"en": "European Credit Transfer System"},
    )
    assert spec["volumeOfLearning"] == "PT67H30M"
    assert spec["eqfLevel"] == {
        "id": "http://data.europa.eu/snb/eqf/6",
        "type": "Concept",
        "inScheme": {"id": "http://data.europa.eu/snb/eqf/25831c2", "type": "ConceptScheme"},
        "prefLabel": {"en": "Level 6"},
    }
    first = spec["learningOutcome"][0]
    assert [skill["prefLabel"] for skill in first["relatedESCOSkill"]] == [{"en": "analyse cultural trends"}]
    assert len(first["relatedSkill"]) == 2
    assert notes_about(spec, "criteria")
    assert notes_about(spec, "valid-for") == [{"en": "P5Y"}]
    assert len(notes_about(spec, "builds-on")) == 2


def test_quality_assurance() -> None:
    """What the model's Accreditation can hold stands there, everything else in notes with the same members."""
    external = {
        "kind": "external",
        "type": "Program Quality Assurance",
        "agency": {"name": "FINEEC", "id": "https://data.deqar.eu/agency/9"},
        "decision": "positive",
        "valid_from": "2025-09-01",
    }
    record = changed(**{"course.quality_assurance": [{"kind": "internal", "framework": "ESG"}, external]})
    spec = edcs.claim_of(edcs.write(record).document)["specifiedBy"]
    (accreditation,) = spec["accreditation"]
    assert accreditation["accreditingAgent"]["id"] == "https://data.deqar.eu/agency/9"
    country = accreditation["accreditingAgent"]["location"][0]["address"][0]["countryCode"]
    assert country["id"].endswith("/OP_DATPRO")
    assert accreditation["decision"]["id"] == "http://data.europa.eu/snb/accreditation-decision/c_0ab66479"
    assert accreditation["dateIssued"] == "2025-09-01T00:00:00Z"
    assert notes_about(spec, "quality-assurance-internal") == [{"en": "Internal quality assurance: ESG"}]


def test_several_types_of_assessment_are_parts_of_one() -> None:
    """The model allows one type for an assessment."""
    (assessment,) = edcs.claim_of(FULL)["provenBy"]
    spec = assessment["specifiedBy"]
    assert spec["dcType"]["prefLabel"] == {"en": "project work"}
    assert [part["dcType"]["prefLabel"] for part in spec["hasPart"]] == [{"en": "written examination"}]
    assert assessment["grade"]["noteLiteral"] == {"en": "4"}
    assert assessment["idVerification"] != spec["idVerification"]


def test_no_grade_is_not_a_grade() -> None:
    """The model demands a grade of every assessment; what stands in for one is not read as one."""
    document = edcs.write(changed(**{"award.grade": None})).document
    assert edcs.claim_of(document)["provenBy"][0]["grade"]["noteLiteral"] == {"en": "Pass"}
    assert from_edc(document).record.award.grade is None


def test_the_pages() -> None:
    """One page for each language of the title, the main language first; all show the page that is shipped."""
    data = full_record().to_data()
    data["course"]["title"] = {"en": "One", "fi": "Yksi"}
    data["language"] = "fi"
    display = edcs.write(Record.from_data(data)).document["displayParameter"]
    assert display["primaryLanguage"]["id"].endswith("/FIN")
    assert [item["language"]["id"][-3:] for item in display["individualDisplay"]] == ["FIN", "ENG"]
    for item in display["individualDisplay"]:
        picture = item["displayDetail"][0]["image"]
        assert picture["contentType"]["prefLabel"] == {"en": "PNG"}
        with Image.open(io.BytesIO(base64.b64decode(picture["content"]))) as page:
            page.load()
            assert (page.format, page.size) == ("PNG", (560, 396))


def test_the_page_is_small() -> None:
    """Each credential carries it once for each language."""
    assert len((resources.files("mcissue.formats.edc") / "page.png").read_bytes()) < 2_000


# --- Others' ways -------------------------------------------------------------------------------------------


def stranger(**members: Any) -> dict[str, Any]:
    """A small credential as other tools write it: single values, arrays of one text, a bare second mention."""
    body = {"id": "urn:epass:org:1", "type": "Organisation", "legalName": {"en": ["Zed"]}}
    return {
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": body,
        "issued": "2024-05-28T09:52:16+02:00",
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "fullName": {"en": ["Ana"]},
            "hasClaim": {
                "id": "urn:epass:learningAchievement:1",
                "type": "LearningAchievement",
                "title": {"en": ["Welding"]},
                "awardedBy": {
                    "id": "urn:epass:awardingProcess:1",
                    "type": "AwardingProcess",
                    "awardingBody": {"id": "urn:epass:org:1"},
                },
            }
            | members,
        },
    }


def test_a_bare_mention_is_followed() -> None:
    """An awarding body that is only named by its id is the issuer described above."""
    reading = from_edc(stranger())
    assert reading.record.course.awarding_bodies == ()
    assert reading.record.issuer.legal_name["en"] == "Zed"
    assert reading.losses == ()


def test_dates_of_others() -> None:
    """Without an award date the time of the seal counts."""
    assert from_edc(stranger()).record.award.awarded.isoformat() == "2024-05-28T07:52:16+00:00"


@pytest.mark.parametrize(
    ("members", "lost"),
    [
        ({"entitlesTo": {"id": "urn:x:1", "type": "LearningEntitlement"}}, ["entitlesTo"]),
        ({"creditReceived": {"id": "urn:x:2", "type": "CreditPoint", "point": "3"}}, ["creditReceived"]),
        ({"hasPart": [{"id": "urn:x:3", "title": {"en": "Part"}}]}, ["hasPart"]),
    ],
)
def test_what_a_record_cannot_hold_is_listed(members: dict[str, Any], lost: list[str]) -> None:
    """An entitlement, credits of no known system, the inside of a part: each is a loss with its place."""
    losses = from_edc(stranger(**members)).losses
    assert [name for name in lost if any(name in loss.path for loss in losses)] == lost


def test_a_workload_in_months_is_not_read() -> None:
    """Nobody can tell how many hours sixty months are."""
    spec = {
        "id": "urn:epass:q:1",
        "type": "Qualification",
        "title": {"en": "Welding"},
        "volumeOfLearning": "P60M",
    }
    reading = from_edc(stranger(specifiedBy=spec))
    assert reading.record.course.workload is None
    assert "$.credentialSubject.hasClaim.specifiedBy.volumeOfLearning" in [
        loss.path for loss in reading.losses
    ]


def test_a_local_type_of_assessment_becomes_words() -> None:
    """A concept of somebody's own list is kept as a description."""
    kind = {"id": "urn:epass:concept:1", "type": "Concept", "prefLabel": {"en": "artefact assessment"}}
    spec = {"id": "urn:epass:as:1", "type": "LearningAssessmentSpecification", "dcType": kind}
    taken = {"id": "urn:epass:a:1", "type": "LearningAssessment", "specifiedBy": spec}
    assessment = from_edc(stranger(provenBy=taken)).record.course.assessment
    assert assessment is not None
    assert assessment.types == ()
    assert assessment.description is not None
    assert assessment.description["en"] == "artefact assessment"


def test_an_open_badge_is_another_format() -> None:
    """Each reader takes its own format."""
    with pytest.raises(RecordError) as caught:
        from_edc(badges.write(minimal_record()).document)
    assert caught.value.code == "format_unexpected"


@pytest.mark.parametrize("missing", ["credentialSubject", "issuer"])
def test_what_a_record_needs_is_named(missing: str) -> None:
    """A credential without a claim, or with an issuer that has no name, gives no record."""
    document = stranger()
    if missing == "issuer":
        document["issuer"] = {"id": "urn:epass:org:2", "type": "Organisation"}
    else:
        document["credentialSubject"] = {"id": "urn:epass:person:1", "type": "Person"}
    with pytest.raises(RecordError) as caught:
        from_edc(document)
    assert caught.value.path is not None
    assert missing in caught.value.path


def test_a_skill_by_its_own_english_name_is_not_called_finnish() -> None:
    """A record's name of a skill has no language: the list's own name is English, any other is the document's."""
    listed = "http://data.europa.eu/esco/skill/7dd94ad3-13d6-43fe-8b94-51fcbf67ced9"
    outcomes = [
        {
            "title": {"fi": "Arvioi"},
            "skills": [
                {"uri": listed, "label": "think critically"},
                {"uri": "urn:example:1", "label": "ajatella"},
            ],
        }
    ]
    record = changed(
        **{"course.title": {"fi": "Kurssi"}, "course.learning_outcomes": outcomes, "language": "fi"}
    )
    outcome = edcs.claim_of(edcs.write(record).document)["specifiedBy"]["learningOutcome"][0]
    assert outcome["relatedESCOSkill"][0]["prefLabel"] == {"en": "think critically"}
    assert outcome["relatedSkill"][0]["prefLabel"] == {"fi": "ajatella"}
