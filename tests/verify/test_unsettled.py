"""Signed is not understood: what is badly written makes no forgery, and never makes anything pass."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.proof.tokens import changed, credential, token
from tests.university import ISSUER, University
from tests.verify.documents import badge, endorsement, issued, record
from tests.verify.test_jwt import presentation, report_of

from mcissue.cli.output.render import render_report
from mcissue.formats.rules import MAX_FINDINGS, Finding
from mcissue.jsonld import urls
from mcissue.verify import Outcome, Policy, Report, Verdict
from mcissue.verify.own_rules.json_schema import DocumentSchema
from mcissue.verify.parts import MAX_PARTS
from mcissue.verify.report.outcomes import Check
from mcissue.verify.report.page import report_page
from mcissue.verify.report.wording import NOT_PROVEN, PROVEN_WRONG
from mcissue.verify.steps.meaning import MAX_TAKEN_OUT
from mcissue.verify.steps.unsettled import settled

ELSEWHERE = "https://status.example/1"


def token_with(*, ask: tuple[str, ...] = (), schema: DocumentSchema | None = None, **members: Any) -> Report:
    """The report on a good token, signed by its issuer with some members more."""
    data = changed(token(), payload=lambda payload: payload.update(members))
    return report_of(data, ask=ask, schema=schema)


@pytest.mark.parametrize(
    ("members", "check", "code"),
    [
        ({"expirationDate": "2020-01-01T00:00:00Z"}, "validity", "two_readings"),
        ({"issuanceDate": "2020-01-01T00:00:00Z"}, "validity", "two_readings"),
        ({"credentialStatus": "status/1"}, "status", "two_readings"),
        ({"credentialStatus": {"type": "Unheard", "id": ELSEWHERE}}, "status", None),
        ({"https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z"}, "json_ld", "iri_as_key"),
        ({"@graph": [{"id": ISSUER}]}, "json_ld", "keyword_not_allowed"),
    ],
)
def test_a_limit_that_nobody_can_read_is_not_passed_over(
    members: dict[str, Any], check: str, code: str | None
) -> None:
    """The issuer meant an end or a status: that it is written wrongly must not make the credential better."""
    report = token_with(**members)
    found = report.check(check)
    assert found.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    assert code is None or (found.outcome, found.code) == (Outcome.INDETERMINATE, code)
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.verdict is not Verdict.VALID
    assert report.answers.authentic is not Outcome.FAILED


@pytest.mark.parametrize("holder", ["alice", {"type": "Person"}, 5])
def test_a_holder_that_nobody_can_read_is_not_the_same_as_none(holder: Any) -> None:
    """Who is meant, the key can't be compared with."""
    report = report_of(presentation(holder=holder))
    assert (report.check("proof").outcome, report.answers.authentic) == (
        Outcome.PASSED,
        Outcome.INDETERMINATE,
    )
    assert report.check("issuer_binding").code == "issuer_id_missing"
    assert report.verdict is Verdict.INDETERMINATE
    assert report_of(presentation(holder=None)).check("issuer_binding").code == "holder_absent"


def test_a_context_that_redefines_a_word_fails_under_every_signature() -> None:
    """The signature covers the context too, but not what a reader takes the word for."""
    report = token_with(**{"@context": [urls.CREDENTIALS_V2, urls.OB_3_0_0]})
    assert report.check("json_ld").outcome is not Outcome.PASSED
    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize(
    ("count", "outcome"), [(MAX_TAKEN_OUT, Outcome.PASSED), (MAX_TAKEN_OUT + 1, Outcome.INDETERMINATE)]
)
def test_many_words_without_a_meaning_are_no_forgery(count: int, outcome: Outcome) -> None:
    """Up to the limit they are taken out, beyond it nobody knows; never is the signature called bad."""
    report = token_with(**{f"word{place}": "x" for place in range(count)})
    assert report.check("json_ld").outcome is outcome
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.answers.well_formed is (Outcome.FAILED if outcome is Outcome.PASSED else Outcome.PASSED)
    assert report.verdict is (Verdict.VALID if outcome is Outcome.PASSED else Verdict.INDETERMINATE)


def test_nothing_is_read_from_a_word_without_a_meaning() -> None:
    """Elements, names and dates come from what means something."""
    plain, more = token_with(), token_with(awardedBy={"name": "Another"}, learner="Eve", title="Doctor")
    assert more.credential.elements == plain.credential.elements
    assert (more.credential.title, more.credential.issuer) == (
        plain.credential.title,
        plain.credential.issuer,
    )
    assert more.answers.authentic is Outcome.PASSED


def test_a_record_with_more_credentials_than_are_looked_at_is_never_valid() -> None:
    """A limit of ours decides under every policy: nobody has looked at what the record holds."""
    for policy in Policy:
        report = (
            University()
            .verifier(policy=policy)
            .verify(b'{"credential": [' + b", ".join([b"{}"] * (MAX_PARTS + 1)) + b"]}")
        )
        assert report.verdict is Verdict.INDETERMINATE
        assert report.deciding[0].code == "parts_limit"


def test_a_learner_record_with_too_many_is_not_judged_though_it_is_signed() -> None:
    """`format` does not count under `authentic`; the record is open all the same."""
    document = issued(record(badge()))
    subject = document["credentialSubject"]
    subject["verifiableCredential"] = subject["verifiableCredential"] * (MAX_PARTS + 1)
    report = University().verifier(policy=Policy.AUTHENTIC).verify(json.dumps(document).encode())
    assert report.check("format").code == "parts_limit"
    assert report.verdict is Verdict.INDETERMINATE


PASSED = Check("validity", Outcome.PASSED)


class State:
    """As much of a verification as the rule looks at."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings


@pytest.mark.parametrize(
    ("finding", "check_id", "outcome"),
    [
        (Finding("member_missing", "$.id", "x"), "mandatory_elements", Outcome.PASSED),
        (Finding("member_malformed", "$.issuer.phone", "x"), "issuer_registry", Outcome.PASSED),
        (Finding("member_malformed", "$.issuer.image.caption", "x"), "issuer_registry", Outcome.PASSED),
        (Finding("member_malformed", "$.issuer.address.addressCountryCode", "x"), "accreditation", None),
        (Finding("member_malformed", "$.credentialSubject.achievement", "x"), "accreditation", None),
        (Finding("member_malformed", "$.credentialSubject.achievement", "x"), "validity", Outcome.PASSED),
        (Finding("datetime_malformed", "$.validFrom", "x"), "validity", None),
        (Finding("datetime_malformed", "$.credentialSubject.dateOfBirth", "x"), "validity", Outcome.PASSED),
        (Finding("datetime_malformed", "$.credentialSubject.dateOfBirth", "x"), "recipient", None),
        (Finding("undefined_term", "$.status[0].statusListCredential", "x"), "status", None),
        (Finding("undefined_term", "$.cnf", "x"), "status", Outcome.PASSED),
        (Finding("edc_id_reused", "$.x", "x"), "issuer_registry", None),
        (Finding("edc_id_reused", "$.x", "x", harmless=True), "issuer_registry", Outcome.PASSED),
        (Finding("node_described_twice", "$.x", "x"), "status", None),
        (Finding("format_two_kinds", "$.type", "x"), "json_ld", None),
        (Finding("format_two_kinds", "$.type", "x"), "proof", Outcome.PASSED),
    ],
)
def test_a_finding_unsettles_what_rests_on_it_and_nothing_else(
    finding: Finding, check_id: str, outcome: Outcome | None
) -> None:
    """One row of the table of decision 0027 each; a check that failed stays as it is."""
    state: Any = State(finding)
    check = settled(Check(check_id, Outcome.PASSED), state)
    assert check.outcome is (outcome or Outcome.INDETERMINATE)
    assert (check.code == "two_readings") is (outcome is None)
    failed = Check(check_id, Outcome.FAILED, "expired")
    assert settled(failed, state) is failed


def test_more_faults_than_are_looked_for_unsettle_every_check_that_reads() -> None:
    """What comes behind them, nobody has seen."""
    state: Any = State(*[Finding("member_missing", "$.id", "x")] * MAX_FINDINGS)
    assert settled(PASSED, state).code == "two_readings"
    fewer: Any = State(*[Finding("member_missing", "$.id", "x")] * (MAX_FINDINGS - 1))
    assert settled(PASSED, fewer) is PASSED


def shown(report: Report) -> tuple[str, str]:
    return " ".join(render_report(report).split()), report_page([report])


def test_nothing_is_proven_has_two_texts_and_a_fault_of_form_has_neither() -> None:
    """Changed or not the issuer's; could not be checked; badly written."""
    forged = University()
    forged.after_signing.append(lambda document: document.update(name="Doctor"))
    for text in shown(forged.verify()):
        assert PROVEN_WRONG in text
        assert NOT_PROVEN not in text
    unknown = University()
    unknown.did_documents = {}
    for text in shown(unknown.verify()):
        assert NOT_PROVEN in text
        assert PROVEN_WRONG not in text
    written = University()
    written.credential.pop("id")
    report = written.verify()
    assert report.answers.well_formed is Outcome.FAILED
    for text in shown(report):
        assert "NOTHING BELOW IS PROVEN" not in text


def test_what_is_only_lacking_is_never_called_not_valid() -> None:
    """Neither the words nor the colour of a forgery."""
    lacking = University()
    lacking.credential["issuer"].pop("name")
    report = lacking.verify()
    assert report.verdict is Verdict.INCOMPLETE
    text, page = shown(report)
    for each in (text, page):
        assert "GENUINE, BUT NOT A COMPLETE EUROPEAN MICROCREDENTIAL" in each
        assert "NOT VALID" not in each
    assert 'class="report failed' not in page
    badly = University()
    badly.credential.pop("id")
    for each in shown(badly.verify(policy=Policy.CONFORMANT)):
        assert "GENUINE, BUT NOT WRITTEN AS THE STANDARD DEMANDS" in each
        assert "NOT VALID" not in each


def test_an_issuer_that_no_registry_names_is_not_repeated_as_a_fact() -> None:
    """Anybody may give themselves a name; the sentence about the award says so, and a borrowed one comes first."""
    impostor = University()
    impostor.entry["ids"] = ["did:web:other.example"]
    text = shown(impostor.verify())[0]
    assert "An issuer that calls itself" in text
    assert text.index("which is the name of another institution") < text.index("Is it authentic?")


def test_an_endorsement_inside_a_token_is_verified_as_it_stands_there() -> None:
    """Its own signature does not cover a word that was added; that the token does makes it no endorser's word."""
    said = issued(endorsement(str(credential()["credentialSubject"]["achievement"]["id"])))
    good = token_with(endorsement=[said], ask=("endorsements",))
    assert good.check("endorsements").outcome is Outcome.PASSED
    bad = token_with(endorsement=[{**said, "honours": "summa cum laude"}], ask=("endorsements",))
    assert bad.check("endorsements").code == "endorsement_invalid"
    assert bad.parts[0].report.check("json_ld").code == "undefined_term"


def test_rules_of_ones_own_are_held_to_the_whole_document() -> None:
    """A schema that forbids words which nobody knows sees those that mean nothing, too."""
    schema = DocumentSchema.load(b'{"not": {"required": ["honours"]}}')
    assert token_with(schema=schema).check("schema").outcome is Outcome.PASSED
    assert token_with(honours="x", schema=schema).check("schema").code == "schema_violated"
