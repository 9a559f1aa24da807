"""European Digital Credentials with our proof: the whole verifier, and every rule beyond the shapes."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats import edcs
from tests.formats.badges import changed
from tests.records import full_record, records
from tests.university import CREATED, INDEX, LIST_URL, University

from mcissue.codes import CODES
from mcissue.formats.edc.rules import edc_findings
from mcissue.verify import Outcome, Report, Verdict, Verifier

Json = dict[str, Any]

STATUS = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": str(INDEX),
    "statusListCredential": LIST_URL,
}


RECORD = changed(full_record(), **{"course.fields": ["http://data.europa.eu/snb/isced-f/0612"]})


def good() -> Json:
    """A signed form with everything in it, before it is signed."""
    return edcs.write(RECORD, status=STATUS, issued=CREATED).document


def university(document: Json | None = None) -> University:
    """The surroundings of tests/university.py with a European Digital Credential in the middle."""
    uni = University()
    uni.credential = good() if document is None else document
    # Each awarding body beside the issuer is looked up by itself.
    uni.snapshot["entries"] += [
        {"ids": [body.id], "names": dict(body.legal_name.root), "accreditations": [{}]}
        for body in RECORD.course.awarding_bodies[1:]
    ]
    return uni


def report_of(document: Json) -> Report:
    return university(document).verify()


def spec(document: Json) -> Json:
    found: Json = edcs.claim_of(document)["specifiedBy"]
    return found


def test_a_good_one_is_authentic_current_and_recognised() -> None:
    """Signed by the issuer, not revoked, within its accreditation: three answers pass."""
    report = university().verify()
    outcomes = {check.id: check.outcome for check in report.checks}
    for check in ("carrier", "format", "json_ld", "proof", "issuer_binding", "validity", "status"):
        assert outcomes[check] is Outcome.PASSED, (check, report.check(check))
    assert outcomes["issuer_registry"] is Outcome.PASSED
    assert outcomes["accreditation"] is Outcome.PASSED, report.check("accreditation")
    assert report.credential.format == "edc"
    assert report.credential.title == "Research data management"
    assert report.credential.issuer.claimed == "Kymi University of Applied Sciences"
    assert report.credential.award_date == "2026-06-15T10:00:00Z"


def test_a_revoked_one_is_invalid() -> None:
    """The status entry, which stands as an identifier, is read."""
    uni = university()
    uni.revoked = {INDEX}
    report = uni.verify()
    assert report.check("status").code == "revoked"
    assert report.verdict is Verdict.INVALID


def test_one_without_a_status_list_at_hand_is_not_known_to_be_current() -> None:
    """A status list that nobody has is not passed over."""
    uni = university()
    uni.lists.append(dict.clear)
    assert uni.verify().check("status").outcome is Outcome.INDETERMINATE


def test_a_status_entry_without_its_list_is_malformed() -> None:
    """Half a status entry is a fault of the credential."""
    document = good()
    entry = next(item for item in document["identifier"] if "schemeId" in item)
    del entry["schemeId"]
    assert report_of(document).check("status").outcome is Outcome.FAILED


def test_what_is_changed_after_signing_is_noticed() -> None:
    """Any text of the document is under the signature."""
    uni = university()
    uni.after_signing.append(lambda signed: signed["credentialSubject"]["fullName"].update(en="Eve"))
    assert uni.verify().check("proof").code == "signature_invalid"


def test_facts_cannot_wander_between_mentions_of_a_node() -> None:
    """Two mentions of one node say the same, or one of them nothing but the id; the award date stays."""
    uni = university()

    def move(signed: Json) -> None:
        claim = edcs.claim_of(signed)
        del claim["awardedBy"]["awardingDate"]

    uni.after_signing.append(move)
    report = uni.verify()
    assert report.check("proof").outcome is Outcome.PASSED  # the graph is the same
    assert report.check("format").code == "edc_id_reused"
    # Its signature holds; which date is meant, nobody can tell.
    assert report.answers.authentic is Outcome.PASSED
    assert report.check("validity").code == report.check("issuer_registry").code == "two_readings"
    assert report.verdict is Verdict.INDETERMINATE

    uni = university()
    uni.after_signing.append(
        lambda signed: edcs.claim_of(signed).update(
            awardedBy={"id": edcs.claim_of(signed)["awardedBy"]["id"]}
        )
    )
    report = uni.verify()
    assert report.check("format").outcome is Outcome.PASSED
    assert report.credential.award_date == "2026-06-15T10:00:00Z"


def test_an_award_after_its_signature_is_refused() -> None:
    """Neither the award date nor `issued` lies after the signature."""
    late = (CREATED + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    document = good()
    document["issued"] = document["issuanceDate"] = late
    assert report_of(document).check("validity").code == "award_date_after_signature"
    assert report_of(document).check("validity").path == "$.issued"


@pytest.mark.parametrize(
    ("name", "time", "code"),
    [
        ("validUntil", "2026-06-17T00:00:00Z", "expired"),
        ("validFrom", "2026-06-30T00:00:00Z", "not_yet_valid"),
    ],
)
def test_dates_count(name: str, time: str, code: str) -> None:
    """A credential outside of its time is invalid."""
    document = edcs.write(
        changed(full_record(email=None), **{"award.valid_from": None}), issued=CREATED
    ).document
    document[name] = time
    if name == "validUntil":
        document["expirationDate"] = time
    assert report_of(document).check("validity").code == code


def test_an_award_outside_of_the_accreditation_is_not_recognised() -> None:
    """Level, workload, field and country are held against the accreditation."""
    document = good()
    for mention in (spec(document),):
        mention["eqfLevel"] = {
            **mention["eqfLevel"],
            "id": "http://data.europa.eu/snb/eqf/8",
            "prefLabel": {"en": "Level 8"},
        }
    report = report_of(document)
    assert report.check("format").outcome is Outcome.PASSED
    assert report.check("accreditation").outcome is Outcome.FAILED


# --- The rules beyond the shapes ----------------------------------------------------------------------------


def _set(*path: str | int, value: Any = None) -> Any:
    def change(document: Json) -> None:
        here: Any = document
        for step in path[:-1]:
            here = here[step]
        if value is None:
            del here[path[-1]]
        else:
            here[path[-1]] = value

    return change


CLAIM = ("credentialSubject", "hasClaim", 0)
SPEC = (*CLAIM, "specifiedBy")
EQF = {
    "type": "Concept",
    "inScheme": {"id": "http://data.europa.eu/snb/eqf/25831c2", "type": "ConceptScheme"},
}
ISCED = {
    "id": "http://data.europa.eu/snb/isced-f/0612",
    "type": "Concept",
    "inScheme": {"id": "http://data.europa.eu/snb/isced-f/25831c2", "type": "ConceptScheme"},
}

FAULTS = {
    "no contexts": (_set("@context"), "context_order", "$['@context']"),
    "other contexts": (_set("@context", value=["https://www.w3.org/ns/credentials/v2"]), "context_order", "$['@context']"),
    "one type": (_set("type", value=["VerifiableCredential"]), "type_missing", "$.type"),
    "no id": (_set("id"), "id_malformed", "$.id"),
    "no picture": (_set("displayParameter"), "member_missing", "$.displayParameter"),
    "no issued": (_set("issued"), "member_missing", "$.issued"),
    "two times of issuing": (_set("issuanceDate", value="2026-01-01T00:00:00Z"), "dates_contradict", "$.issuanceDate"),
    "two ends": (_set("expirationDate", value="2040-01-01T00:00:00Z"), "dates_contradict", "$.expirationDate"),
    "issuer by id": (_set("issuer", value="did:web:kymi.example"), "member_malformed", "$.issuer"),
    "two subjects": (_set("credentialSubject", value=[{"id": "urn:a:1"}, {"id": "urn:a:2"}]), "subject_not_single", "$.credentialSubject"),
    "no claim": (_set("credentialSubject", "hasClaim"), "member_missing", "$.credentialSubject.hasClaim"),
    "no awarding body": (_set(*CLAIM, "awardedBy", "awardingBody"), "member_missing", "$.credentialSubject.hasClaim[0].awardedBy.awardingBody"),
    "no title": (_set(*CLAIM, "title"), "member_missing", "$.credentialSubject.hasClaim[0].title"),
    "level 99": (_set(*SPEC, "eqfLevel", value={"id": "http://data.europa.eu/snb/eqf/99", **EQF}), "edc_concept_unknown", "$.credentialSubject.hasClaim[0].specifiedBy.eqfLevel.id"),
    "a field as level": (_set(*SPEC, "eqfLevel", value=ISCED), "edc_concept_of_other_list", "$.credentialSubject.hasClaim[0].specifiedBy.eqfLevel"),
    "level without type": (_set(*SPEC, "type", value="LearningAchievementSpecification"), "edc_member_misplaced", "$.credentialSubject.hasClaim[0].specifiedBy.eqfLevel"),
    "sixty months": (_set(*SPEC, "volumeOfLearning", value="P60M"), "edc_duration_implausible", "$.credentialSubject.hasClaim[0].specifiedBy.volumeOfLearning"),
    "a lifetime": (_set(*SPEC, "volumeOfLearning", value="PT900000H"), "edc_duration_implausible", "$.credentialSubject.hasClaim[0].specifiedBy.volumeOfLearning"),
    "no duration": (_set(*SPEC, "volumeOfLearning", value="60h"), "member_malformed", "$.credentialSubject.hasClaim[0].specifiedBy.volumeOfLearning"),
    "two languages in a name": (_set("credentialSubject", "fullName", value={"en": "Aino", "fi": "Aino"}), "edc_several_languages", "$.credentialSubject.fullName"),
    "two titles in a language": (_set(*SPEC, "title", value={"en": ["One", "Two"]}), "edc_several_languages", "$.credentialSubject.hasClaim[0].specifiedBy.title.en"),
    "a title without language": (_set(*SPEC, "title", value="One"), "member_malformed", "$.credentialSubject.hasClaim[0].specifiedBy.title"),
    "a day for a time": (_set("validFrom", value="2026-06-15"), "datetime_malformed", "$.validFrom"),
    "a time without zone": (_set("credentialSubject", "dateOfBirth", value="1999-02-28T00:00:00"), "datetime_malformed", "$.credentialSubject.dateOfBirth"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(name: str) -> None:
    """Every fault has its code and place, and if there is a way to mend it, the report says so."""
    change, code, path = FAULTS[name]
    document = good()
    assert edc_findings(document) == ()
    change(document)
    found = [(finding.code, finding.path) for finding in edc_findings(document)]
    assert (code, path) in found
    assert all(code in CODES for code, _ in found)


def test_a_learner_without_a_name_is_nobody() -> None:
    """A subject of which nothing but a claim is known identifies nobody."""
    document = good()
    subject = document["credentialSubject"]
    document["credentialSubject"] = {
        "id": "urn:epass:person:1",
        "type": "Person",
        "hasClaim": subject["hasClaim"],
    }
    assert [finding.code for finding in edc_findings(document)] == ["subject_unidentified"]


def test_a_credential_inside_another_is_noticed() -> None:
    """Exactly one credential stands in a file."""
    document = good()
    inner = copy.deepcopy(document) | {"id": "urn:uuid:11111111-1111-4111-8111-111111111111"}
    del inner["@context"]
    document["credentialSubject"]["hasCredential"] = inner
    assert "edc_not_single" in {finding.code for finding in edc_findings(document)}


def test_findings_stand_in_the_report() -> None:
    """The first fault is the check's, all of them are in its detail; what they leave open is not guessed."""
    document = good()
    spec(document)["volumeOfLearning"] = "P60M"
    document["validFrom"] = "2026-06-15"
    report = report_of(document)
    check = report.check("format")
    assert check.outcome is Outcome.FAILED
    assert check.mend
    assert {finding["code"] for finding in check.detail["findings"]} == {
        "datetime_malformed",
        "edc_duration_implausible",
    }
    assert report.check("validity").outcome is Outcome.INDETERMINATE
    assert report.check("mandatory_elements").code == "two_readings"
    assert report.verdict is Verdict.INDETERMINATE


_GENEROUS = settings(
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    max_examples=60,
)


@_GENEROUS
@given(records())
def test_what_we_write_has_no_faults(record: Any) -> None:
    """Whatever the record, its credential passes the rules."""
    assert edc_findings(edcs.write(record, status=STATUS).document) == ()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@_GENEROUS
@given(st.data())
def test_no_change_makes_the_verifier_stumble(data: st.DataObject) -> None:
    """Any value anywhere gives a report, and never a fault of ours."""
    document = good()
    places: list[tuple[Any, Any]] = []

    def look(value: Any) -> None:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key != "@context":
                places.append((value, key))
                if isinstance(item, dict | list):
                    look(item)

    look(document)
    here, key = data.draw(st.sampled_from(range(len(places))).map(places.__getitem__))
    here[key] = data.draw(_JSON)
    found = edc_findings(document)
    assert all(finding.code in CODES for finding in found)
    uni = University()
    uni.after_signing.append(lambda signed: (signed.clear(), signed.update(document)))
    report = uni.verify()
    assert all(check.code != "internal_error" for check in report.checks), report.to_json()


def test_the_report_says_that_there_is_no_seal() -> None:
    """A reader who expects the Commission's seal is told that the signature is another one."""
    assert "no electronic seal" in university().verify().check("format").message
    uni = university()
    generic = Verifier.generic(at=uni.at, status_lists=uni.status_lists(), sample_keys=True)
    assert "no electronic seal" in generic.verify(uni.data()).check("format").message
