"""Reading Open Badges of ours and of strangers, good and bad."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.badges import achievement_of, write
from tests.records import full_record, minimal_record

from mcissue.errors import DocumentError, McissueError, RecordError
from mcissue.formats import from_openbadges
from mcissue.record import Record

_EU = "http://data.europa.eu/snb/"

JsonObject = dict[str, Any]


def _stranger(**achievement: Any) -> JsonObject:
    """A badge as others write it: no conventions of ours."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://other.example/credentials/1",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": "https://other.example/", "type": ["Profile"], "name": "Other"},
        "validFrom": "2025-01-01T12:00:00+02:00",
        "credentialSubject": {
            "id": "did:example:1",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://other.example/achievements/1",
                "type": ["Achievement"],
                "name": "Welding",
                "description": "How to weld.",
                "criteria": {"narrative": "Weld."},
            }
            | achievement,
        },
    }


def _paths(document: JsonObject) -> list[str]:
    return [loss.path for loss in from_openbadges(document).losses]


def _alignment(url: str, **members: Any) -> JsonObject:
    return {"type": ["Alignment"], "targetName": "Name", "targetUrl": url} | members


# --- Strangers ----------------------------------------------------------------------------------------------


def test_a_strangers_badge() -> None:
    """What is there is read; a language that is not stated is not guessed."""
    reading = from_openbadges(_stranger())
    assert reading.losses == ()
    assert reading.record.to_data() == {
        "issuer": {"id": "https://other.example/", "legal_name": {"und": "Other"}},
        "course": {
            "id": "https://other.example/achievements/1",
            "title": {"und": "Welding"},
            "description": {"und": "How to weld."},
            "criteria": {"und": "Weld."},
        },
        "award": {"learner": {"id": "did:example:1"}, "awarded": "2025-01-01T10:00:00Z"},
        "credential_id": "https://other.example/credentials/1",
        "language": "und",
    }


def test_the_older_data_model() -> None:
    """A badge on Verifiable Credentials 1.1 has its dates under other names."""
    document = _stranger()
    document["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = "2030-01-01T00:00:00Z"
    award = from_openbadges(document).record.award
    assert (award.awarded.year, award.valid_until and award.valid_until.year) == (2025, 2030)


def test_an_achievement_without_criteria() -> None:
    """Criteria are demanded by Open Badges, not by a record; a criteria page of another scheme is listed."""
    document = _stranger()
    del achievement_of(document)["criteria"]
    assert from_openbadges(document).record.course.criteria is None
    assert _paths(_stranger(criteria={"id": "urn:x:criteria", "narrative": "Weld."})) == [
        "$.credentialSubject.achievement.criteria.id"
    ]


def test_single_values_for_arrays() -> None:
    """The newer schema allows one value where an array is meant; both are read alike."""
    level = _alignment(f"{_EU}eqf/4", targetCode="4")
    one, many = _stranger(alignment=level), _stranger(alignment=[level])
    assert from_openbadges(one).record == from_openbadges(many).record
    assert from_openbadges(one).record.course.level is not None


def test_a_skill_without_an_outcome_is_one() -> None:
    """An ESCO skill of a stranger's badge is an outcome of that name, with the skill."""
    url = "http://data.europa.eu/esco/skill/03bc5f23-4317-41c2-9528-2db5c3c87b85"
    reading = from_openbadges(_stranger(alignment=[_alignment(url, targetFramework="ESCO")]))
    (outcome,) = reading.record.course.learning_outcomes
    assert (outcome.title["und"], outcome.skills[0].uri) == ("Name", url)
    assert reading.losses == ()


def test_credits_without_a_unit_are_not_ects() -> None:
    """A bare number of credits may be anything; it is listed, and not read as ECTS."""
    document = _stranger(creditsAvailable=5)
    document["credentialSubject"]["creditsEarned"] = 5
    assert from_openbadges(document).record.course.workload is None
    assert set(_paths(document)) == {
        "$.credentialSubject.creditsEarned",
        "$.credentialSubject.achievement.creditsAvailable",
    }


def test_an_ects_alignment_without_an_amount_names_the_unit() -> None:
    """With the unit stated by an alignment, the number of credits is ECTS."""
    ects = _alignment(f"{_EU}education-credit/6fcec5c5af")
    reading = from_openbadges(_stranger(creditsAvailable=3, alignment=[ects]))
    assert str(reading.record.course.workload) == "ects=Decimal('3') hours=None"
    assert reading.losses == ()


def test_contradicting_amounts_are_listed() -> None:
    """Where the number and the alignment differ, the alignment is read and the number listed."""
    ects = _alignment(f"{_EU}education-credit/6fcec5c5af", targetCode="3")
    assert _paths(_stranger(creditsAvailable=4, alignment=[ects])) == [
        "$.credentialSubject.achievement.creditsAvailable"
    ]


def test_a_field_of_study_in_words() -> None:
    """A field that names an ISCED-F field is one; any other text is listed."""
    known = from_openbadges(_stranger(fieldOfStudy="Music and performing arts"))
    assert [field.code for field in known.record.course.fields] == ["0215"]
    assert known.losses == ()
    unknown = _stranger(fieldOfStudy="Underwater basket weaving")
    assert _paths(unknown) == ["$.credentialSubject.achievement.fieldOfStudy"]


def test_what_a_record_has_no_place_for_is_listed() -> None:
    """Members that are not read are listed by their place, the largest whole of each."""
    document = _stranger(
        achievementType="Course",
        tag=["a"],
        alignment=[_alignment("https://elsewhere.example/"), _alignment(f"{_EU}eqf/99")],
        inLanguage="EN",
    )
    document["refreshService"] = {"id": "https://other.example/r", "type": "1EdTechCredentialRefresh"}
    document["issuer"]["image"] = {"id": "https://other.example/i.png", "type": "Image", "caption": "c"}
    document["credentialStatus"] = {"id": "https://other.example/s#1", "type": "BitstringStatusListEntry"}
    document["proof"] = [{"type": "DataIntegrityProof"}]
    achievement = "$.credentialSubject.achievement"
    assert sorted(_paths(document)) == sorted(
        [
            f"{achievement}.achievementType",
            f"{achievement}.tag[0]",
            f"{achievement}.alignment[0]",
            f"{achievement}.alignment[1]",
            f"{achievement}.inLanguage",
            "$.issuer.image.caption",
            "$.refreshService",
        ]
    )


def test_a_hashed_identity_stays_unread() -> None:
    """Nobody can tell what was hashed; plain ones are read, under other kinds as identifiers."""
    document = _stranger()
    document["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": True, "identityHash": "sha256$00", "identityType": "name"},
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "a@b.example",
            "identityType": "emailAddress",
        },
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "x",
            "identityType": "systemId",
            "salt": "s",
        },
    ]
    reading = from_openbadges(document)
    learner = reading.record.award.learner
    assert (learner.email, [item.scheme for item in learner.identifiers]) == ("a@b.example", ["systemId"])
    assert [str(loss) for loss in reading.losses] == [
        "$.credentialSubject.identifier[0]: a hash: nobody can tell what was hashed"
    ]


def test_optional_data_that_do_not_fit_are_left_out_and_listed() -> None:
    """A bad e-mail, a relative picture, an empty outcome or a level that is none do not stop a reader."""
    document = _stranger(
        alignment=[
            _alignment(f"{_EU}model/elm/volumeOfLearning", targetCode="PT1M"),
            _alignment(f"{_EU}accreditation/25831c2", targetCode="somehow", targetFramework="ESG"),
            _alignment("https://satama.example/", targetType="ext:AwardingBody", targetName="Satama"),
        ],
        image={"id": "picture.png", "type": "Image"},
    )
    document["issuer"] |= {"email": "no address", "url": "other.example"}
    document["issuer"]["address"] = {"type": ["Address"], "addressLocality": "Kotka"}
    reading = from_openbadges(document)
    course = reading.record.course
    assert (course.workload, course.quality_assurance, course.image) == (None, (), None)
    assert [body.id for body in course.awarding_bodies] == ["https://satama.example/"]
    assert reading.record.issuer.address is None
    achievement = "$.credentialSubject.achievement"
    assert {loss.path: loss.what for loss in reading.losses} == {
        "$.issuer.email": "what would be $.issuer.email",
        "$.issuer.url": "what would be $.issuer.homepage",
        "$.issuer.address": "what would be $.issuer.address",
        f"{achievement}.image.id": "what would be $.course.image",
        f"{achievement}.alignment[0].targetCode": "what would be $.course.workload.hours",
        f"{achievement}.alignment[1].targetCode": "what would be $.course.quality_assurance[0].kind",
        f"{achievement}.alignment[1]": "what would be $.course.quality_assurance[0]",
    }


def test_a_fault_of_the_issuer_does_not_cost_the_awarding_body() -> None:
    """An issuer that is its own awarding body stays one when some of its data do not fit."""
    document = _stranger(creator={"id": "https://other.example/", "type": ["Profile"], "name": "Other"})
    document["issuer"]["email"] = "no address"
    record = from_openbadges(document).record
    assert record.course.awarding_bodies == (record.issuer,)


def test_awarding_bodies_of_others() -> None:
    """A body given by the members of an alignment alone has its name and country from there."""
    body = _alignment("https://b.example/", targetType="ext:AwardingBody", targetName="B", targetCode="ES")
    (found,) = from_openbadges(_stranger(alignment=[body])).record.course.awarding_bodies
    assert (found.id, found.legal_name["und"]) == ("https://b.example/", "B")
    assert found.address is not None
    assert found.address.country.code == "ES"


def test_an_awarding_body_whose_words_differ() -> None:
    """Of a body that is alignment and profile, the profile's name is read and the other one listed."""
    body = _alignment("https://b.example/", targetType="ext:AwardingBody", name="B", targetDescription="C")
    reading = from_openbadges(_stranger(alignment=[body | {"type": ["Alignment", "Profile"]}]))
    assert reading.record.course.awarding_bodies[0].legal_name["und"] == "B"
    assert [loss.path for loss in reading.losses] == [
        "$.credentialSubject.achievement.alignment[0].targetDescription"
    ]


def test_a_time_of_day_of_the_activity_is_listed() -> None:
    """The record keeps the day; a time that is not midnight is listed."""
    document = _stranger()
    document["credentialSubject"]["activityStartDate"] = "2024-12-01T09:00:00Z"
    assert str(from_openbadges(document).record.award.activity_start) == "2024-12-01"
    assert _paths(document) == ["$.credentialSubject.activityStartDate"]


@pytest.mark.reference
def test_the_published_examples(reference: Path) -> None:
    """The published examples are read; the endorsement and the record of several are refused by name."""
    folder = reference / "openbadges" / "examples"
    titles = {}
    for path in sorted(folder.glob("*.json")):
        if ".jwt-" in path.name:
            continue
        try:
            titles[path.stem] = from_openbadges(json.loads(path.read_bytes())).record.course.title["und"]
        except RecordError as error:
            titles[path.stem] = error.code
    assert titles == {
        "achievement-alignment-case": "Text analysis",
        "achievement-alignment-ctdl": "Text analysis",
        "basic-openbadgecredential": "Teamwork",
        "complete-openbadgecredential": "1EdTech University Degree",
        "endorsementcredential": "format_unexpected",
        "skill-assertion-case": "Robot Programming",
        "skill-assertion-ctdl": "Linear equations and inequalities",
    }


@pytest.mark.reference
def test_the_complete_example(reference: Path) -> None:
    """Of the complete example all is read that a record has a place for."""
    path = reference / "openbadges" / "examples" / "complete-openbadgecredential.json"
    record = from_openbadges(json.loads(path.read_bytes())).record
    assert record.issuer.address is not None
    assert record.issuer.address.country.code == "US"
    assert record.award.grade is not None
    assert record.award.grade.value == "A"
    assert [item.url for item in record.award.evidence] == [
        "https://1edtech.edu/credentials/3732/evidence/1",
        "https://github.com/somebody/project",
    ]
    assert record.award.certificate_number == "A-9320041"
    assert record.course.workload is None


# --- Refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("take_out", "code", "path"),
    [
        (["credentialSubject"], "achievement_missing", "$.credentialSubject"),
        (["credentialSubject", "achievement"], "achievement_missing", "$.credentialSubject.achievement"),
        (["credentialSubject", "achievement", "id"], "value_missing", "$.credentialSubject.achievement.id"),
        (
            ["credentialSubject", "achievement", "name"],
            "value_missing",
            "$.credentialSubject.achievement.name",
        ),
        (["issuer", "name"], "value_missing", "$.issuer.name"),
        (["issuer", "id"], "value_missing", "$.issuer.id"),
        (["issuer"], "value_missing", "$.issuer.id"),
        (["validFrom"], "value_missing", "$.validFrom"),
    ],
)
def test_what_a_record_cannot_do_without(take_out: list[str], code: str, path: str) -> None:
    """Each missing essential is named by its place in the document."""
    document = _stranger()
    here = document
    for step in take_out[:-1]:
        here = here[step]
    del here[take_out[-1]]
    with pytest.raises(RecordError) as caught:
        from_openbadges(document)
    assert (caught.value.code, caught.value.path) == (code, path)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"validFrom": "yesterday"}, "$.validFrom"),
        ({"awardedDate": "2025-13-01T00:00:00Z"}, "$.awardedDate"),
        ({"issuer": {"id": "not an id", "name": "N"}}, "$.issuer.id"),
        ({"issuer": "https://other.example/"}, "$.issuer.name"),
    ],
)
def test_essentials_that_do_not_fit(change: JsonObject, path: str) -> None:
    """An essential that is there and wrong is named by its own place."""
    with pytest.raises(RecordError) as caught:
        from_openbadges(_stranger() | change)
    assert caught.value.path == path


def test_a_language_map_is_no_text() -> None:
    """A language map canonicalizes to nothing, so it is no title; the same text would not be signed."""
    with pytest.raises(RecordError) as caught:
        from_openbadges(_stranger(name={"en": "Welding"}))
    assert caught.value.path == "$.credentialSubject.achievement.name"


def test_validity_out_of_order_is_refused() -> None:
    """An award that ends before it begins is no award."""
    with pytest.raises(RecordError) as caught:
        from_openbadges(_stranger() | {"validUntil": "2024-01-01T00:00:00Z"})
    assert caught.value.code != "value_missing"


def test_other_formats_are_refused_by_name() -> None:
    """The message says what the document is instead."""
    document = _stranger() | {"type": ["VerifiableCredential", "ClrCredential"]}
    with pytest.raises(RecordError, match="a Comprehensive Learner Record") as caught:
        from_openbadges(document)
    assert caught.value.code == "format_unexpected"
    assert caught.value.detail == {"got": "clr_2_0"}


# --- Whatever comes in --------------------------------------------------------------------------------------

_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [steps] if steps else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += _places(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += _places(item, (*steps, index))
    return found


_FULL = write(full_record()).document
_PLACES = _places(_FULL)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(_PLACES), st.none() | _values), min_size=1, max_size=4),
)
def test_mutations_raise_only_our_errors(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """Whatever is deleted from a badge or put in place of a part, the answer is a record or our error."""
    document = copy.deepcopy(_FULL)
    for steps, value in changes:
        here: Any = document
        try:
            for step in steps[:-1]:
                here = here[step]
            if value is None:
                del here[steps[-1]]
            else:
                here[steps[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        reading = from_openbadges(document)
    except McissueError:
        return
    assert Record.from_data(reading.record.to_data()) == reading.record


@settings(max_examples=150, deadline=None)
@given(_values)
def test_anything_raises_only_our_errors(value: Any) -> None:
    """Any JSON value at all is answered by our error."""
    with pytest.raises(McissueError):
        from_openbadges(value)


def test_data_that_are_no_strict_json_are_refused() -> None:
    """A document handed over in memory is held to the rules of bytes: depth, numbers, characters."""
    deep: Any = "end"
    for _ in range(2_000):
        deep = [deep]
    for value in (deep, float("nan"), 2**60, "\u0000", "\ud800", {1: 2}):
        with pytest.raises(DocumentError):
            from_openbadges(_stranger(tag=value))


def test_several_faults_in_one_list() -> None:
    """What does not fit is taken out of a list without moving what does."""
    levels = [
        {"scheme": "x y"},
        {"scheme": "DEQAR"},
        {"scheme": "-"},
        {"scheme": "VAT|ZZ"},
        {"scheme": "ROR"},
    ]
    document = _stranger()
    document["issuer"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifierType": f"ext:{level['scheme']}", "identifier": str(place)}
        for place, level in enumerate(levels)
    ]
    found = [(item.scheme, item.value) for item in from_openbadges(document).record.issuer.identifiers]
    assert found == [("DEQAR", "1"), ("VAT", "3"), ("ROR", "4")]


def test_reading_changes_nothing() -> None:
    """The document is as it was after it was read and after it was written."""
    record = minimal_record()
    document = write(record).document
    before = copy.deepcopy(document)
    from_openbadges(document)
    assert document == before
    assert record == minimal_record()
    assert achievement_of(document) == achievement_of(before)
