"""Older badges, endorsements and credentials about anything: good ones pass, one change is named by check and code."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.university import University
from tests.verify.documents import endorsement, issued, old_badge, plain, plain_1, sign_any
from tests.verify.schema import check_report

from mcissue.cli.output.render import render_report
from mcissue.errors import VerificationError
from mcissue.jsonld import urls
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.multibase import encode_base58btc
from mcissue.verify import Outcome, Policy, Report, Verdict
from mcissue.verify.report.page import report_page
from mcissue.verify.report.wording import leading_reasons

Json = dict[str, Any]
Change = Callable[[Json], object]


def verify(document: Json, policy: Policy = Policy.FULL, **options: Any) -> Report:
    report = University().verifier(policy=policy, **options).verify(json.dumps(document).encode())
    check_report(report.to_json())
    return report


def drop(name: str) -> Change:
    return lambda document: document.pop(name)


def put(path: str, value: Any) -> Change:
    def change(document: Json) -> None:
        *steps, last = path.split("/")
        for step in steps:
            document = document[int(step) if step.isdigit() else step]
        document[last] = value

    return change


# --- Badges of 2022 to 2024 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("context", [urls.OB_3_0_0, urls.OB_3_0_1, urls.OB_3_0_2])
def test_a_badge_of_the_older_data_model_is_verified_whole(context: str) -> None:
    """Signed over its own, older words; its dates are `issuanceDate` and `expirationDate`."""
    report = verify(issued(old_badge(context)))
    assert report, report.deciding
    assert report.credential.format == "open_badges_3_0_vc11"
    assert report.credential.valid_from == "2026-06-15T10:00:00Z"
    assert report.credential.valid_until == "2031-06-15T10:00:00Z"
    assert report.credential.award_date == "2026-06-15T10:00:00Z"


def test_a_badge_with_the_context_before_todays_is_verified_whole() -> None:
    """3.0.2 stands beside the data model 2.0; 3.0.1 can't, for it redefines protected words."""
    university = University()
    university.credential["@context"] = [urls.CREDENTIALS_V2, urls.OB_3_0_2]
    del university.credential["awardedDate"]
    assert university.verify()


@pytest.mark.parametrize(
    ("change", "check", "code", "path"),
    [
        (drop("issuanceDate"), "format", "member_missing", "$.issuanceDate"),
        (drop("name"), "format", "member_missing", "$.name"),
        (put("credentialSubject/achievement/type", "Badge"), "format", "type_missing", None),
        (put("issuanceDate", "2027-01-01T00:00:00Z"), "validity", "not_yet_valid", "$.issuanceDate"),
        (put("expirationDate", "2026-06-16T00:00:00Z"), "validity", "expired", "$.expirationDate"),
        (put("validUntil", "2026-06-16T00:00:00Z"), "validity", "expired", "$.validUntil"),
        (put("validFrom", "2027-01-01T00:00:00Z"), "validity", "not_yet_valid", "$.validFrom"),
        (put("expirationDate", "2026-01-01T00:00:00Z"), "validity", "dates_contradict", "$.expirationDate"),
        (put("grade", "1"), "json_ld", "undefined_term", "$.grade"),
        (put("credentialSubject/achievement/name", "Doctor"), "proof", "signature_invalid", None),
    ],
)
def test_one_change_to_an_older_badge_is_noticed(
    change: Change, check: str, code: str, path: str | None
) -> None:
    """As a forger would make it: the signature fails too, but the fault itself is named."""
    document = issued(old_badge())
    change(document)
    report = verify(document)
    found = report.check(check)
    assert (found.outcome, found.code) == (Outcome.FAILED, code)
    assert path is None or found.path == path
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [
        (put("@context", [urls.CREDENTIALS_V1]), "json_ld", "context_list_not_allowed"),
        (put("issuanceDate", "2026-06-15"), "validity", "datetime_malformed"),
    ],
)
def test_what_can_not_be_read_is_neither_good_nor_bad(change: Change, check: str, code: str) -> None:
    """An honest issuer may write so; nobody can say what it means."""
    document = old_badge()
    change(document)
    report = verify({**document, "proof": issued(old_badge())["proof"]})
    found = report.check(check)
    assert (found.outcome, found.code) == (Outcome.INDETERMINATE, code)
    assert not report


def test_an_older_badge_with_contexts_in_another_order_is_not_of_a_known_list() -> None:
    """The order of the first two is the format's; the others may stand in any order."""
    document = old_badge()
    document["@context"] = [urls.CREDENTIALS_V1, urls.OB_3_0_1, urls.OB_EXTENSIONS, urls.DATA_INTEGRITY_V2]
    assert verify(issued(document))
    turned = issued(old_badge())
    turned["@context"] = [urls.CREDENTIALS_V1, urls.DATA_INTEGRITY_V2, urls.OB_3_0_1]
    assert verify(turned).check("format").code == "context_order"
    twice = issued(old_badge())
    twice["@context"].append(urls.DATA_INTEGRITY_V2)
    assert verify(twice).check("json_ld").code == "context_list_not_allowed"


# --- Any credential -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [plain(), plain_1()], ids=["2.0", "1.1"])
def test_any_credential_is_judged_where_only_authenticity_counts(document: Json) -> None:
    """Under the policy `authentic` it is valid; under the others nobody can say what it is worth."""
    signed = sign_any(document)
    assert verify(signed, Policy.AUTHENTIC)
    report = verify(signed)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.check("format").code == "format_unsupported"
    assert "policy 'authentic'" in str(report.check("format").mend)


def test_any_credential_may_bring_pinned_contexts_in_any_order() -> None:
    """But none that is unknown, and no object that defines words."""
    document = plain()
    document["@context"] = [urls.CREDENTIALS_V2, urls.MULTIKEY_V1, urls.OB_3_0_3]
    assert verify(sign_any(document), Policy.AUTHENTIC)
    document["@context"] = [urls.CREDENTIALS_V2, {"likes": "https://words.example/likes"}]
    document["credentialSubject"]["likes"] = "cake"
    inline = sign_any(document, ContextPolicy.PINNED_WITH_INLINE)
    assert verify(inline, Policy.AUTHENTIC).check("json_ld").code == "inline_context_not_allowed"
    document["@context"] = [urls.CREDENTIALS_V2, "https://words.example/context"]
    unknown = verify({**inline, "@context": document["@context"]}, Policy.AUTHENTIC)
    assert unknown.check("json_ld").code == "context_unknown"
    assert unknown.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (put("@context", [urls.OB_3_0_3, urls.CREDENTIALS_V2]), "context_order", "$['@context'][0]"),
        (put("@context", urls.CREDENTIALS_V2), "context_order", "$['@context']"),
        (put("id", "not a url"), "id_malformed", "$.id"),
        (put("id", ["urn:x:1", "urn:x:2"]), "id_malformed", "$.id"),
        (put("id", None), "id_malformed", "$.id"),
        (put("type", "Diploma"), "type_missing", "$.type"),
        (put("type", []), "type_missing", "$.type"),
        (drop("issuer"), "member_missing", "$.issuer"),
        (put("issuer", "fake-issuer"), "member_malformed", "$.issuer"),
        (put("issuer", None), "member_malformed", "$.issuer"),
        (put("issuer", ["urn:x:1"]), "member_malformed", "$.issuer"),
        (put("issuer", {"name": "Kymi"}), "member_missing", "$.issuer.id"),
        (drop("credentialSubject"), "member_missing", "$.credentialSubject"),
        (put("credentialSubject", []), "member_missing", "$.credentialSubject"),
        (put("credentialSubject", {}), "subject_without_claim", "$.credentialSubject"),
        (
            put("credentialSubject", [{"id": "urn:x:1"}, {}]),
            "subject_without_claim",
            "$.credentialSubject[1]",
        ),
        (put("credentialSubject", "urn:x:1"), "member_malformed", "$.credentialSubject"),
        (put("validFrom", "2026-06-15T10:00:00"), "datetime_malformed", "$.validFrom"),
        (put("validUntil", "tomorrow"), "datetime_malformed", "$.validUntil"),
        (put("validUntil", "2026-01-01T00:00:00Z"), "dates_contradict", "$.validUntil"),
        (put("issuanceDate", "2026-06-15T10:00:00Z"), "vc1_member", "$.issuanceDate"),
        (put("credentialStatus", {"id": "urn:x:1"}), "type_missing", "$.credentialStatus.type"),
        (put("credentialStatus", [{"id": "x"}]), "type_missing", "$.credentialStatus[0].type"),
        (put("credentialStatus", "urn:x:1"), "member_malformed", "$.credentialStatus"),
        (put("credentialStatus", []), "member_malformed", "$.credentialStatus"),
        (put("credentialSchema", {"type": "JsonSchema"}), "member_missing", "$.credentialSchema.id"),
        (put("credentialSchema", {"id": "urn:x:1"}), "type_missing", "$.credentialSchema.type"),
        (put("termsOfUse", {"id": "urn:x:1"}), "type_missing", "$.termsOfUse.type"),
        (put("evidence", {"name": "x"}), "type_missing", "$.evidence.type"),
        (put("refreshService", {"id": "urn:x:1"}), "type_missing", "$.refreshService.type"),
        (put("name", {"en": "x"}), "member_malformed", "$.name"),
        (put("name", 5), "member_malformed", "$.name"),
        (put("name", {"@value": "x", "@language": "e n"}), "member_malformed", "$.name"),
        (put("description", [{"@value": "x", "@direction": "up"}]), "member_malformed", "$.description[0]"),
        (
            put("description", {"@value": "x", "url": "https://x.example"}),
            "member_malformed",
            "$.description",
        ),
        (put("issuer", {"id": "urn:x:1", "name": {"en": "x"}}), "member_malformed", "$.issuer.name"),
        (put("relatedResource", "urn:x:1"), "member_malformed", "$.relatedResource"),
        (put("relatedResource", [{"digestSRI": "x"}]), "member_missing", "$.relatedResource[0].id"),
        (put("relatedResource", [{"id": "urn:x:1"}]), "member_missing", "$.relatedResource[0].digestSRI"),
        (
            put(
                "relatedResource",
                [{"id": "urn:x:1", "digestSRI": "a"}, {"id": "urn:x:1", "digestSRI": "b"}],
            ),
            "member_malformed",
            "$.relatedResource[1].id",
        ),
    ],
)
def test_one_fault_of_the_data_model_is_named(change: Change, code: str, path: str) -> None:
    """Each rule of VCDM 2.0 section 4, on a credential that is good without the change.

    Its signature notices the change, but for contexts that say the same in another form or order.
    """
    document = sign_any(plain())
    assert verify(document, Policy.AUTHENTIC)
    change(document)
    report = verify(document, Policy.AUTHENTIC)
    found = report.check("format")
    assert (found.outcome, found.code, found.path) == (Outcome.FAILED, code, path)
    assert report.verdict is (Verdict.VALID if code == "context_order" else Verdict.INVALID)
    assert report.answers.well_formed is Outcome.FAILED
    assert not verify(document, Policy.CONFORMANT)


def test_texts_may_say_their_language_and_direction() -> None:
    """VCDM 2.0 section 11.1; the signature covers both."""
    text = {"@value": "Uinti", "@language": "fi", "@direction": "ltr"}
    document = sign_any(plain(name=[text, "Swimming"]))
    assert verify(document, Policy.AUTHENTIC).verdict is Verdict.VALID
    document["name"][0]["@direction"] = "rtl"
    assert verify(document, Policy.AUTHENTIC).check("proof").code == "signature_invalid"


def test_types_may_be_urls() -> None:
    """VCDM 2.0 section 4.5; in an Open Badge every type is a word of its contexts."""
    document = sign_any(plain(type=["VerifiableCredential", "https://example.org/#Swimming"]))
    assert verify(document, Policy.AUTHENTIC).verdict is Verdict.VALID


def test_a_subject_may_be_an_id_alone() -> None:
    """As the suite of the data model has it throughout."""
    document = sign_any(plain(credentialSubject={"id": "did:example:somebody"}))
    assert verify(document, Policy.AUTHENTIC).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (drop("issuanceDate"), "member_missing", "$.issuanceDate"),
        (put("issuanceDate", "2026-06-15T10:00:00"), "datetime_malformed", "$.issuanceDate"),
        (put("expirationDate", "2026-01-01T00:00:00Z"), "dates_contradict", "$.expirationDate"),
    ],
)
def test_one_fault_of_the_older_data_model_is_named(change: Change, code: str, path: str) -> None:
    """Verifiable Credentials 1.1 demands an `issuanceDate`."""
    document = sign_any(plain_1())
    change(document)
    found = verify(document, Policy.AUTHENTIC).check("format")
    assert (found.outcome, found.code, found.path) == (Outcome.FAILED, code, path)


# --- Contexts of the user's own -----------------------------------------------------------------------------

OWN = "https://words.example/context"
OWN_CONTEXT = json.dumps({"@context": {"hobby": "https://words.example/hobby"}}).encode()


def test_a_context_that_the_user_added_counts_and_is_said() -> None:
    """A badge with words of its own is good for whoever knows the words, and unknown to others."""
    store = bundled_contexts().with_context(OWN, OWN_CONTEXT)
    university = University()
    university.credential["@context"].append(OWN)
    university.subject["hobby"] = "sailing"
    document = sign_any(university.credential, ContextPolicy.STRICT, contexts=store)
    unknown = verify(document)
    assert unknown.check("json_ld").code == "context_unknown"
    assert unknown.verdict is Verdict.INDETERMINATE
    report = verify(document, contexts=store)
    assert report, report.deciding
    assert [note.message for note in report.notes if note.code == "own_context_used"] == [
        f"Read with a context of your own: {OWN} (SHA-256 {store.digest(OWN)})."
    ]
    document["credentialSubject"]["hobby"] = "chess"
    assert verify(document, contexts=store).check("proof").code == "signature_invalid"


def test_a_context_of_the_user_gives_no_second_meaning() -> None:
    """A second word for a word of the format is refused, whoever brings it (the rule of one meaning)."""
    twin = {"@context": {"heading": bundled_word("targetName")}}
    store = bundled_contexts().with_context(OWN, json.dumps(twin).encode())
    university = University()
    document = issued(university.credential)
    document["@context"].append(OWN)
    assert verify(document, contexts=store)
    alignment = document["credentialSubject"]["achievement"]["alignment"][0]
    alignment["heading"] = alignment.pop("targetName")
    found = verify(document, contexts=store).check("json_ld")
    assert (found.outcome, found.code) == (Outcome.FAILED, "second_word")


def bundled_word(name: str) -> str:
    from mcissue.jsonld.contexts.states import vocabulary_for

    vocabulary = vocabulary_for(bundled_contexts())
    state = vocabulary.enter(vocabulary.initial, [urls.CREDENTIALS_V2, urls.OB_3_0_3])
    scoped = state.terms["Alignment"].scoped
    assert scoped is not None
    iri = vocabulary.within_type(state, scoped).terms[name].iri
    assert iri is not None
    return iri


# --- Endorsements on their own ------------------------------------------------------------------------------

COURSE = "https://kymi.example/courses/research-data"


def test_an_endorsement_is_verified_and_awards_nothing() -> None:
    """It is authentic, current and by a recognised issuer; it can't be complete, for it is no award."""
    document = issued(endorsement(COURSE))
    assert verify(document, Policy.RECOGNISED)
    report = verify(document)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.check("mandatory_elements").code == "no_achievement"
    assert report.check("accreditation").code == "no_achievement"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (drop("name"), "member_missing", "$.name"),
        (put("credentialSubject", []), "subject_not_single", "$.credentialSubject"),
        (put("credentialSubject/type", "Thing"), "type_missing", "$.credentialSubject.type"),
        (
            put("credentialSubject", {"type": "EndorsementSubject"}),
            "member_missing",
            "$.credentialSubject.id",
        ),
        (put("issuer", "nobody"), "member_malformed", "$.issuer"),
    ],
)
def test_one_fault_of_an_endorsement_is_named(change: Change, code: str, path: str) -> None:
    """The class tables of Open Badges 3.0."""
    document = issued(endorsement(COURSE))
    change(document)
    found = verify(document, Policy.AUTHENTIC).check("format")
    assert (found.outcome, found.code, found.path) == (Outcome.FAILED, code, path)


def test_evidence_is_listed_and_not_judged() -> None:
    """Whoever wants to look at it finds it in the report."""
    university = University()
    university.credential["evidence"] = [
        {
            "id": "https://kymi.example/portfolio",
            "type": ["Evidence"],
            "name": "Portfolio",
            "narrative": "A plan.",
        }
    ]
    report = university.verify()
    assert report
    (found,) = report.credential.evidence
    assert found.to_json() == {
        "path": "$.evidence[0]",
        "id": "https://kymi.example/portfolio",
        "name": "Portfolio",
        "narrative": "A plan.",
    }


# --- Digests of what a document is read with ----------------------------------------------------------------

V2_SHA256 = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
V2_SHA384 = "97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614"


def _sri(name: str, digest: str) -> str:
    return f"{name}-{base64.b64encode(bytes.fromhex(digest)).decode()}"


def _multibase(digest: str) -> str:
    return "u" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("digests", "code"),
    [
        ({"digestSRI": _sri("sha256", V2_SHA256)}, None),
        ({"digestSRI": _sri("sha384", V2_SHA384)}, None),
        ({"digestSRI": f"{_sri('sha256', '00' * 32)} {_sri('sha384', V2_SHA384)}"}, None),
        ({"digestMultibase": _multibase("1220" + V2_SHA256)}, None),
        ({"digestMultibase": _multibase("2030" + V2_SHA384)}, None),
        ({"digestMultibase": encode_base58btc(bytes.fromhex("1220" + V2_SHA256))}, None),
        ({"digestSRI": _sri("sha256", "00" * 32)}, "related_resource_differs"),
        ({"digestSRI": _sri("sha384", "00" * 48)}, "related_resource_differs"),
        ({"digestMultibase": _multibase("1220" + "00" * 32)}, "related_resource_differs"),
        ({"digestMultibase": _multibase("00" * 32)}, "related_resource_differs"),
        (
            {"digestSRI": _sri("sha256", V2_SHA256), "digestMultibase": _multibase("1220" + "00" * 32)},
            "related_resource_differs",
        ),
        ({"digestSRI": "md5-AAAA"}, "member_malformed"),
        ({"digestSRI": 5}, "member_malformed"),
        ({"digestMultibase": "u=="}, "member_malformed"),
        ({"digestMultibase": "x1"}, "member_malformed"),
    ],
)
def test_digests_of_contexts_are_compared(digests: Json, code: str | None) -> None:
    """VCDM 2.0 section 5.3, with the digests of what is published (our own copy means the same)."""
    resource = {"id": urls.CREDENTIALS_V2, "mediaType": "application/ld+json", **digests}
    document = {**sign_any(plain()), "relatedResource": [resource]}
    assert verify(document, Policy.AUTHENTIC).check("json_ld").code == code


def test_digests_of_resources_that_are_not_used_say_nothing() -> None:
    """A picture that nobody looks at need not be fetched."""
    resource = {"id": "https://x.example/p.png", "digestSRI": _sri("sha256", "00" * 32)}
    assert verify(sign_any(plain(relatedResource=[resource])), Policy.AUTHENTIC)


# --- One kind -----------------------------------------------------------------------------------------------

TWO_KINDS = [
    ("VerifiablePresentation", {"verifiableCredential": [{"type": "forged"}]}),
    ("VerifiablePresentation", {}),
    ("EndorsementCredential", {}),
    ("ClrCredential", {}),
    ("BitstringStatusListCredential", {}),
    ("EuropeanDigitalCredential", {}),
    ("IssuerRegistrySnapshot", {}),
]


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize(("more", "members"), TWO_KINDS)
def test_a_document_is_of_one_kind(more: str, members: Json, policy: Policy) -> None:
    """A badge that is a presentation too would hold credentials at which nobody looks."""
    document = University().signed()
    assert verify(document, policy)
    document["type"] = [*document["type"], more]
    report = verify({**document, **members}, policy)
    check = report.check("format")
    assert (check.outcome, check.code, check.path) == (Outcome.INDETERMINATE, "format_two_kinds", "$.type")
    assert len(check.detail["kinds"]) == 2
    assert report.verdict is Verdict.INDETERMINATE


def test_an_honest_issuer_can_not_sign_two_kinds_into_one_either() -> None:
    """Every word is defined and signed; it is the two kinds that are refused."""
    university = University()
    university.credential["type"].append("VerifiablePresentation")
    report = verify(university.signed())
    assert [check.code for check in leading_reasons(report)] == ["format_two_kinds"]


def test_two_names_of_one_kind_are_one_kind() -> None:
    """Open Badges 3.0 gives AchievementCredential and OpenBadgeCredential one meaning."""
    university = University()
    university.credential["type"].append("AchievementCredential")
    assert verify(university.signed())


# --- What awards nothing ------------------------------------------------------------------------------------


def test_an_endorsement_alone_is_no_award_and_the_report_says_the_way_out() -> None:
    """A program that asks for an award must not take a good endorsement for one; a person is told what to ask."""
    document = issued(endorsement(COURSE))
    report = verify(document)
    assert report.verdict is Verdict.INDETERMINATE
    assert [check.code for check in report.deciding] == ["no_achievement"]
    (reason,) = leading_reasons(report)
    assert "awards no achievement" in reason.message
    assert reason.mend is not None
    assert "--policy authentic" in reason.mend
    for shown in (render_report(report), report_page([report])):
        assert "--policy authentic" in shown
    with pytest.raises(VerificationError, match="no_achievement") as caught:
        report.require_valid()
    assert caught.value.indeterminate
    assert verify(document, Policy.AUTHENTIC)


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize(
    "document", [{"credential": []}, {"compactJwsString": []}, {"credential": [], "compactJwsString": []}]
)
def test_an_answer_without_a_credential_is_not_called_authentic(document: Json, policy: Policy) -> None:
    """Nobody signed anything."""
    report = verify(document, policy)
    assert report.check("format").code == "format_no_credential"
    assert report.answers.authentic is Outcome.INDETERMINATE
    assert not report.credential.authenticated
    assert report.verdict is Verdict.NO_CREDENTIAL
