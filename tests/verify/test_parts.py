"""Learner records, presentations, servers' answers and endorsements: each document inside is verified by itself."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.university import AT, CREATED, University, key, sign
from tests.verify.documents import (
    HOLDER_ID,
    HOLDER_METHOD,
    badge,
    badge_of,
    endorsement,
    issued,
    plain,
    presentation,
    presented,
    record,
    sign_any,
)
from tests.verify.schema import check_report

from mcissue.cli.output.render import render_report
from mcissue.errors import McissueError
from mcissue.jsonld import urls
from mcissue.proof.did import did_key_method
from mcissue.verify import Outcome, Policy, Report, Verdict
from mcissue.verify.parts import MAX_ALL_PARTS, MAX_DEPTH, MAX_PARTS
from mcissue.verify.report import PartRole
from mcissue.verify.report.page import report_page

Json = dict[str, Any]

COURSE = "https://kymi.example/courses/research-data"
SECOND = "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b12"


def verify(document: Json, **options: Any) -> Report:
    report = University().verifier(**options).verify(json.dumps(document).encode())
    check_report(report.to_json())
    return report


def incomplete() -> Json:
    """A badge that lacks a mandatory element, but is authentic."""
    document = University().credential
    document["id"] = SECOND
    del document["issuer"]["name"]
    return issued(document)


def tampered() -> Json:
    """A badge whose title was changed after it was signed."""
    document = badge(id=SECOND)
    document["name"] = "Doctor"
    return document


# --- Learner records ----------------------------------------------------------------------------------------


def test_a_learner_record_is_worth_as_much_as_the_least_in_it() -> None:
    """Every credential has its own small report; the four answers take all of them together."""
    report = verify(issued(record(badge(), badge(id=SECOND))))
    assert report, report.deciding
    assert report.credential.format == "clr_2_0"
    assert report.credential.title == "Transcript"
    assert [part.path for part in report.parts] == [
        f"$.credentialSubject.verifiableCredential[{place}]" for place in (0, 1)
    ]
    assert all(part.report and part.role is PartRole.CREDENTIAL for part in report.parts)
    assert report.parts[0].report.credential.elements
    small = report.to_json()["parts"][0]
    assert "verified_at" not in small
    assert small["verdict"] == "valid"


@pytest.mark.parametrize(
    ("inside", "answer", "check", "code", "verdict"),
    [
        (tampered, "authentic", "proof", "signature_invalid", Verdict.INVALID),
        (incomplete, "complete", "mandatory_elements", "mandatory_element_missing", Verdict.INCOMPLETE),
        (lambda: badge(id=SECOND, issuer="did:web:other.example"), "authentic", None, None, Verdict.INVALID),
        (lambda: sign_any(plain()), "authentic", "format", "format_unsupported", Verdict.INDETERMINATE),
        (lambda: {"type": "Diploma"}, "authentic", "format", "format_no_credential", Verdict.INVALID),
    ],
)
def test_one_bad_credential_in_a_record_is_named(
    inside: Callable[[], Json], answer: str, check: str | None, code: str | None, verdict: Verdict
) -> None:
    """The place in the whole is told, and the good ones beside it stay good."""
    document = record(badge(), inside())
    # The record is signed over what stands in it, good or bad, so only what is inside is wrong.
    with contextlib.suppress(McissueError):  # what has no clear meaning can't be signed over
        document = issued(document)
    report = verify(document)
    assert report.verdict is verdict
    good, bad = report.parts
    assert good.report
    assert not bad.report
    assert getattr(report.answers, answer) is not Outcome.PASSED
    if check is not None:
        assert bad.report.check(check).code == code
        assert f"in {bad.path}: " in " ".join(found.message for found in report.deciding)
        assert any((found.path or "").startswith(bad.path) for found in report.deciding)


def test_the_associations_of_a_record_are_told() -> None:
    """How its achievements belong together stands in the check of the format."""
    document = record(badge())
    document["credentialSubject"]["association"] = [
        {
            "type": ["Association"],
            "associationType": "isChildOf",
            "sourceId": COURSE,
            "targetId": "https://kymi.example/courses/data",
        }
    ]
    report = verify(issued(document))
    assert report, report.deciding
    assert list(report.check("format").detail["associations"]) == [
        {"type": "isChildOf", "source": COURSE, "target": "https://kymi.example/courses/data"}
    ]


def _put(path: str, value: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        *steps, last = path.split("/")
        for step in steps:
            document = document[step]
        document[last] = value

    return change


_ASSOCIATION = {"type": ["Association"], "sourceId": "urn:x:1", "targetId": "urn:x:2"}


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (_put("@context", [urls.CREDENTIALS_V2, urls.OB_3_0_3]), "context_order", "$['@context'][1]"),
        (_put("@context", [urls.CREDENTIALS_V2, urls.CLR_2_0_1]), "context_order", "$['@context'][2]"),
        (_put("name", ""), "member_malformed", "$.name"),
        (lambda document: document.pop("name"), "member_missing", "$.name"),
        (lambda document: document.pop("id"), "member_missing", "$.id"),
        (_put("credentialSubject", []), "subject_not_single", "$.credentialSubject"),
        (_put("credentialSubject/type", "Learner"), "type_missing", "$.credentialSubject.type"),
        (
            _put("credentialSubject/verifiableCredential", []),
            "member_missing",
            "$.credentialSubject.verifiableCredential",
        ),
        (
            _put("credentialSubject/verifiableCredential", ["a.b.c"]),
            "member_malformed",
            "$.credentialSubject.verifiableCredential[0]",
        ),
        (
            lambda document: document["credentialSubject"].pop("id"),
            "subject_unidentified",
            "$.credentialSubject",
        ),
        (
            _put("credentialSubject/association", {**_ASSOCIATION, "associationType": "likes"}),
            "member_malformed",
            "$.credentialSubject.association.associationType",
        ),
        (
            _put("credentialSubject/association", [_ASSOCIATION]),
            "member_missing",
            "$.credentialSubject.association[0].associationType",
        ),
        (
            _put("credentialSubject/achievement", ["x"]),
            "member_malformed",
            "$.credentialSubject.achievement[0]",
        ),
        (
            _put("credentialSubject/achievement", [{"id": "urn:x:1", "name": ["a", "b"]}]),
            "member_malformed",
            "$.credentialSubject.achievement[0].name",
        ),
        (
            _put("credentialSubject/association", "none"),
            "member_malformed",
            "$.credentialSubject.association",
        ),
    ],
)
def test_one_fault_of_a_learner_record_is_named(
    change: Callable[[Json], object], code: str, path: str
) -> None:
    """The class tables of Comprehensive Learner Record 2.0."""
    document = issued(record(badge()))
    change(document)
    report = verify(document)
    unclear = report.check("json_ld").code == "context_list_not_allowed"
    found = report.check("format")
    assert (found.outcome, found.code, found.path) == (Outcome.FAILED, code, path)
    # The signature is broken too, wherever it can be told what was signed.
    assert report.verdict is (Verdict.INDETERMINATE if unclear else Verdict.INVALID)


def test_a_record_that_was_changed_is_not_authentic_though_its_credentials_are() -> None:
    """A credential left out of the record breaks the record's signature, and no other."""
    document = issued(record(badge(), badge(id=SECOND)))
    document["credentialSubject"]["verifiableCredential"].pop()
    report = verify(document)
    assert report.check("proof").code == "signature_invalid"
    assert report.parts[0].report
    assert report.verdict is Verdict.INVALID


# --- Presentations ------------------------------------------------------------------------------------------


def test_a_presentation_is_its_holders_and_its_credentials_are_their_issuers() -> None:
    """The purpose of its proof is `authentication`; what it shows decides what it is worth."""
    report = verify(presented(presentation(badge(), badge(id=SECOND))))
    assert report, report.deciding
    assert len(report.parts) == 2
    assert report.check("issuer_registry").outcome is Outcome.NOT_APPLICABLE
    assert "presentation_not_compared" in {note.code for note in report.notes}


def test_domain_and_challenge_are_compared_where_they_are_known() -> None:
    """A presentation for another reader, or an older one, is refused."""
    document = presented(presentation(badge_of(HOLDER_ID)), domain="jobs.example", challenge="n-1")
    assert verify(document)
    report = verify(document, domain="jobs.example", challenge="n-1")
    assert report, report.deciding
    assert "presentation_not_compared" not in {note.code for note in report.notes}
    for options, code in (
        ({"domain": "other.example", "challenge": "n-1"}, "proof_domain_wrong"),
        ({"domain": "jobs.example", "challenge": "n-2"}, "proof_challenge_wrong"),
    ):
        report = verify(document, **options)
        assert report.check("proof").code == code
        assert report.verdict is Verdict.INVALID
    without = presented(presentation(badge()))
    assert verify(without, domain="jobs.example").check("proof").code == "proof_domain_wrong"
    assert verify(without, challenge="n-1").check("proof").code == "proof_challenge_wrong"
    two = presented(presentation(badge()), domain=["jobs.example", "other.example"], challenge="n-1")
    assert verify(two, domain="jobs.example").check("proof").code == "proof_domain_wrong"


@pytest.mark.parametrize(
    ("make", "check", "code", "verdict"),
    [
        (lambda: presentation(badge()), "proof", "proof_missing", Verdict.INVALID),
        (
            lambda: presented(presentation(badge()), proofPurpose="assertionMethod"),
            "proof",
            "proof_purpose_wrong",
            Verdict.INVALID,
        ),
        (
            lambda: presented(presentation(badge(), holder="did:example:other")),
            "issuer_binding",
            "issuer_not_bound",
            Verdict.INVALID,
        ),
        (
            lambda: {**presented(presentation(badge())), "holder": "did:example:other"},
            "proof",
            "signature_invalid",
            Verdict.INVALID,
        ),
        (
            lambda: {**presented(presentation(badge())), "verifiableCredential": ["a.b.c"]},
            "format",
            "member_malformed",
            Verdict.INVALID,
        ),
        (
            lambda: {**presented(presentation(badge())), "holder": "somebody"},
            "format",
            "member_malformed",
            Verdict.INVALID,
        ),
        (
            lambda: {**presented(presentation(badge())), "termsOfUse": {"id": "urn:x:1"}},
            "format",
            "type_missing",
            Verdict.INVALID,
        ),
    ],
)
def test_one_fault_of_a_presentation_is_named(
    make: Callable[[], Json], check: str, code: str, verdict: Verdict
) -> None:
    """VCDM 2.0 section 4.13 and Data Integrity 1.0 section 4.4."""
    report = verify(make())
    assert report.check(check).code == code
    assert report.verdict is verdict


def test_a_presentation_need_not_name_its_holder() -> None:
    """Then its key is whoever's it is; what it shows is proven by itself."""
    document = presentation(badge())
    del document["holder"]
    report = verify(presented(document))
    assert report.check("issuer_binding").code == "holder_absent"
    assert report, report.deciding


def test_a_credential_is_not_signed_for_authentication() -> None:
    """A key that only shows who somebody is must not issue."""
    university = University()
    university.proof_options["purpose"] = "authentication"
    assert university.verify().check("proof").code == "proof_purpose_wrong"


def test_a_presentation_of_nothing_says_nothing_about_awards() -> None:
    """It is authentic and no more."""
    document = presented(presentation())
    assert verify(document, policy=Policy.AUTHENTIC)
    assert verify(document).verdict is Verdict.INDETERMINATE


def test_a_bad_credential_makes_a_presentation_bad() -> None:
    """The holder's proof over it does not heal it."""
    report = verify(presented(presentation(badge(), tampered())))
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.parts[1].report.check("proof").code == "signature_invalid"
    assert report.verdict is Verdict.INVALID
    assert "$.verifiableCredential[1].proof[0]" in {check.path for check in report.deciding}


# --- Answers of servers -------------------------------------------------------------------------------------


def test_the_answer_of_a_server_is_taken_apart() -> None:
    """Open Badges 3.0, getCredentials: nobody signed the whole, each credential is verified."""
    assert verify({"credential": [badge(), badge(id=SECOND)]})
    report = verify({"credential": [badge(), tampered()], "compactJwsString": []})
    assert report.verdict is Verdict.INVALID
    assert report.check("proof").code == "container"
    assert [part.report.verdict for part in report.parts] == [Verdict.VALID, Verdict.INVALID]


def test_a_thing_in_a_servers_answer_that_is_no_document_is_never_passed_over() -> None:
    """Whatever stands there, it is looked at and named; it is neither good nor bad."""
    report = verify({"credential": [5, badge()]})
    assert report.parts[0].report.check("carrier").code == "carrier_no_credential"
    assert report.parts[0].report.verdict is Verdict.NO_CREDENTIAL
    assert report.verdict is Verdict.INDETERMINATE
    assert [check.code for check in report.deciding] == ["carrier_no_credential"]


def test_an_empty_answer_of_a_server_is_not_valid() -> None:
    """There is nothing that could be: it is no credential, like any other bytes that are none."""
    assert verify({"credential": [], "compactJwsString": []}).verdict is Verdict.NO_CREDENTIAL


@pytest.mark.parametrize("asked", [{"domain": "jobs.example"}, {"challenge": "n-1"}])
@pytest.mark.parametrize(
    "document", [badge(), {"credential": [badge()]}, record(badge(), badge(id="urn:uuid:7"))]
)
def test_who_gives_a_challenge_is_not_content_with_a_copy(document: Json, asked: Json) -> None:
    """A copy of a credential, which anybody may have, answers no challenge and names no reader."""
    if document.get("type") == record()["type"]:
        document = issued(document)
    assert verify(document)
    report = verify(document, **asked)
    check = report.check("proof")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "presentation_missing")
    assert report.verdict is Verdict.INDETERMINATE
    assert University().verifier(**asked).verify(b"[]").check("proof").outcome is Outcome.NOT_CHECKED


def test_a_forged_copy_is_still_a_forgery() -> None:
    """What is wrong with the signature goes before what nobody answered."""
    forged = {**badge(), "name": "Doctor"}
    assert verify(forged, challenge="n-1").check("proof").code == "signature_invalid"


# --- Endorsements -------------------------------------------------------------------------------------------


def endorsed(*endorsements: Json) -> Json:
    document = University().credential
    document["credentialSubject"]["achievement"]["endorsement"] = list(endorsements)
    return issued(document)


def test_endorsements_are_verified_when_asked_for() -> None:
    """Each with a small report; not asked for, they stay unjudged and count for nothing."""
    document = endorsed(issued(endorsement(COURSE)))
    report = verify(document, ask=["endorsements"])
    assert report, report.deciding
    (part,) = report.parts
    assert (part.role, part.path) == (
        PartRole.ENDORSEMENT,
        "$.credentialSubject.achievement.endorsement[0]",
    )
    assert part.report.credential.format == "endorsement"
    unasked = verify(document)
    assert unasked.parts == ()
    assert unasked.check("endorsements").outcome is Outcome.NOT_CHECKED


def test_an_endorsement_by_the_issuer_itself_is_said_to_be_one() -> None:
    """Whoever praises himself is no second voice."""
    report = verify(endorsed(issued(endorsement(COURSE))), ask=["endorsements"])
    (note,) = [note for note in report.notes if note.code == "endorsement_by_issuer"]
    assert "$.credentialSubject.achievement.endorsement[0]" in note.message
    university = University()
    stranger = endorsement(COURSE)
    method = did_key_method(key("impostor").public_key)
    stranger["issuer"]["id"] = method.partition("#")[0]
    university.credential["endorsement"] = [sign(stranger, key("impostor"), method, created=CREATED)]
    report = university.verify(ask=["endorsements"])
    assert not [note for note in report.notes if note.code == "endorsement_by_issuer"]


def test_an_endorsement_that_only_claims_to_be_by_the_issuer_is_not_said_to_be() -> None:
    """Anybody can write the issuer's id under praise."""
    report = verify(endorsed(_bad_signature()), ask=["endorsements"])
    assert report.check("endorsements").code == "endorsement_invalid"
    assert not [note for note in report.notes if note.code == "endorsement_by_issuer"]


def _bad_signature() -> Json:
    document = issued(endorsement(COURSE))
    document["credentialSubject"]["endorsementComment"] = "The best of all."
    return document


def _badge_about_the_course() -> Json:
    document = University().credential
    document["id"] = SECOND
    document["credentialSubject"]["id"] = COURSE
    document["credentialSubject"]["achievement"]["id"] = "https://kymi.example/courses/other"
    return issued(document)


@pytest.mark.parametrize(
    ("make", "code", "outcome"),
    [
        (_bad_signature, "endorsement_invalid", Outcome.FAILED),
        (
            lambda: issued(endorsement(COURSE, validUntil="2026-06-19T00:00:00Z")),
            "endorsement_invalid",
            Outcome.FAILED,
        ),
        (
            lambda: issued(endorsement("https://other.example/course")),
            "endorsement_of_other",
            Outcome.FAILED,
        ),
        (_badge_about_the_course, "endorsement_of_other", Outcome.FAILED),
        (
            lambda: issued(endorsement(COURSE, issuer={"id": "did:web:nobody.example", "type": ["Profile"]})),
            "endorsement_invalid",
            Outcome.FAILED,
        ),
    ],
)
def test_a_bad_endorsement_fails_the_check_only_when_asked_for(
    make: Callable[[], Json], code: str, outcome: Outcome
) -> None:
    """It is no fault of the badge: who does not ask for endorsements does not rely on them."""
    document = endorsed(make())
    report = verify(document, ask=["endorsements"])
    check = report.check("endorsements")
    assert (check.outcome, check.code) == (outcome, code)
    assert report.verdict is Verdict.INVALID
    assert verify(document)


def test_an_endorsement_whose_key_is_not_at_hand_is_not_found_out() -> None:
    """Neither yes nor no."""
    university = University()
    stranger = endorsement(COURSE)
    stranger["issuer"]["id"] = "did:web:agency.example"
    from tests.university import CREATED, key, sign

    signed = sign(stranger, key("kymi"), "did:web:agency.example#key-1", created=CREATED)
    university.credential["endorsement"] = [signed]
    report = university.verify(ask=["endorsements"])
    check = report.check("endorsements")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "endorsement_indeterminate")
    assert report.verdict is Verdict.INDETERMINATE


def test_asking_for_endorsements_of_a_badge_without_any_is_no_pass() -> None:
    """Whoever asks for more gets no "valid" without it."""
    report = University().verify(ask=["endorsements"])
    assert report.check("endorsements").code == "endorsement_absent"
    assert report.verdict is Verdict.INDETERMINATE


def test_endorsements_of_credentials_in_a_record_are_verified_too() -> None:
    """The question is passed on to each credential that has some."""
    good = endorsed(issued(endorsement(COURSE)))
    assert verify(issued(record(good, badge(id=SECOND))), ask=["endorsements"])
    bad = endorsed(_bad_signature())
    report = verify(issued(record(bad)), ask=["endorsements"])
    assert report.check("endorsements").code == "endorsement_invalid"
    assert report.verdict is Verdict.INVALID


# --- Limits -------------------------------------------------------------------------------------------------


def test_more_documents_than_are_looked_at_are_not_passed_over() -> None:
    """A limit of ours is no fault of the file, and no pass either."""
    report = verify({"credential": [{}] * (MAX_PARTS + 1)})
    assert report.check("format").code == "parts_limit"
    assert report.parts == ()
    assert report.verdict is Verdict.INDETERMINATE


def test_all_documents_of_a_file_together_are_limited() -> None:
    """A small file can't make a verifier work for minutes by documents in documents in documents."""
    each = 7
    document = _records(_records(_records({}, each), each), each)
    report = verify(document)
    assert report.verdict is not Verdict.VALID

    def count(found: Report) -> int:
        return len(found.parts) + sum(count(part.report) for part in found.parts)

    assert count(report) <= MAX_ALL_PARTS < each + each**2 + each**3
    assert "parts_limit" in {check.code for check in report.deciding}


def test_documents_in_documents_end_somewhere() -> None:
    """A presentation in a presentation in a presentation is not unpacked for ever."""
    document = badge()
    for _ in range(MAX_DEPTH + 1):
        document = _records(document, 1)
    report = verify(document)
    assert report.verdict is not Verdict.VALID
    assert "parts_limit" in {check.code for check in report.deciding}


def _records(document: Json, count: int) -> Json:
    """A record that holds a document some times, without anything else."""
    return {
        "type": ["VerifiableCredential", "ClrCredential"],
        "credentialSubject": {"verifiableCredential": [document] * count},
    }


@pytest.mark.parametrize(
    "inner", [lambda: presented(presentation(badge())), lambda: {"credential": [badge()]}]
)
def test_only_credentials_stand_where_credentials_belong(inner: Callable[[], Json]) -> None:
    """A presentation was made for another reader; inside of another document it is no credential."""
    for document in (
        {"credential": [inner()]},
        {**presented(presentation(badge())), "verifiableCredential": [inner()]},
    ):
        report = verify(document)
        assert report.parts[0].report.check("format").code == "format_no_credential"
        assert report.verdict is not Verdict.VALID


def test_a_report_on_documents_in_documents_is_the_same_twice() -> None:
    """Nothing of one verification is left over for the next."""
    verifier = University().verifier()
    data = json.dumps(presented(presentation(badge(), tampered()))).encode()
    first = verifier.verify(data)
    assert verifier.verify(data) == first
    assert first.verified_at == AT
    assert copy.deepcopy(first.to_json()) == first.to_json()
    assert HOLDER_METHOD.startswith("did:key:")


# --- For people ---------------------------------------------------------------------------------------------


def test_documents_in_it_are_shown_to_people() -> None:
    """In text and on the page: which one is bad, and why, with the place in the whole."""
    data = json.dumps(presented(presentation(badge(), tampered()))).encode()
    report = University().verifier().verify(data, name="shown.json")
    text = render_report(report)
    assert "Documents in it" in text
    assert "Valid: Research data management, by Kymi University of" in text
    assert "at $.verifiableCredential[1]" in text
    assert text.index("In $.verifiableCredential[1]: the signature does not fit") < text.index("Checks")
    page = report_page([report])
    assert "Documents in it" in page
    assert page.lower().count("the signature does not fit") >= 2


def test_a_holder_is_not_called_an_issuer() -> None:
    """The words of a report fit what was verified."""
    report = verify(presented(presentation(badge())))
    assert report.check("issuer_binding").message == "the holder's id is this key itself"
    other = verify(presented(presentation(badge(), holder="did:example:other")))
    assert "the holder did:example:other" in other.check("issuer_binding").message


# --- What honest wallets and transcripts hold ---------------------------------------------------------------


def test_many_badges_that_look_alike_can_be_shown_together() -> None:
    """Forty badges of one course: their anonymous nodes differ only by the badge that they stand in."""
    badges = [badge(id=f"urn:uuid:{place}") for place in range(40)]
    report = verify(presented(presentation(*badges)))
    assert report, report.deciding[:2]
    assert len(report.parts) == 40


def test_a_proof_inside_may_repeat_the_contexts_of_its_credential() -> None:
    """`eddsa-jcs-2022` writes them into the proof; nowhere else may a context stand inside."""
    inner = issued(University().credential, cryptosuite="eddsa-jcs-2022")
    assert inner["proof"][0]["@context"] == inner["@context"]
    assert verify(presented(presentation(inner)))
    assert verify(issued(record(inner)))
    shown = presented(presentation(inner))
    for path, code in (
        ("proof/0", "nested_context"),
        ("credentialSubject", "nested_context"),
        ("credentialSubject/achievement", "nested_context"),
    ):
        document = copy.deepcopy(shown)
        place = document["verifiableCredential"][0]
        for step in path.split("/"):
            place = place[int(step) if step.isdigit() else step]
        place["@context"] = [urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.DATA_INTEGRITY_V2]
        assert verify(document).check("json_ld").code == code, path
    without = copy.deepcopy(shown)
    del without["verifiableCredential"][0]["proof"][0]["@context"]
    # The outer signature covers a graph that has no contexts; the inner one covers the JSON.
    report = verify(without)
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.parts[0].report.check("proof").code == "signature_invalid"
    assert report.verdict is Verdict.INVALID
