"""The rules from checks to answers to a verdict, and the shape of a report."""

from __future__ import annotations

import copy
import itertools
import json
import re
from datetime import UTC, datetime

import jsonschema_rs
import pytest
from tests.verify.schema import SCHEMA, check_report

from mcissue.codes import CODES
from mcissue.errors import VerificationError
from mcissue.verify import policy as policies
from mcissue.verify.policy import ANSWER_CHECKS, CHECK_IDS, Policy
from mcissue.verify.report import (
    Answers,
    Check,
    CredentialSummary,
    InputSummary,
    IssuerSummary,
    Note,
    Outcome,
    ProofSummary,
    RegistrySummary,
    Report,
    Verdict,
    answer,
    decide,
)

PASSED, FAILED, OPEN = Outcome.PASSED, Outcome.FAILED, Outcome.INDETERMINATE
NONE, SKIPPED = Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED
AT = datetime(2026, 6, 20, 12, tzinfo=UTC)


def outcomes(**changed: Outcome) -> dict[str, Outcome]:
    """All checks passed, the askable ones not asked, but for the changed ones."""
    usual = {check_id: SKIPPED if check_id in policies.ASKABLE_CHECKS else PASSED for check_id in CHECK_IDS}
    return {**usual, **changed}


def make_report(*, policy: Policy = Policy.FULL, asked: tuple[str, ...] = (), **changed: Outcome) -> Report:
    """A report with those outcomes; reasons are invented."""
    results = outcomes(**changed)
    answers, verdict = decide(results, policy=policy, asked=asked)
    return Report(
        verdict=verdict,
        answers=answers,
        checks=tuple(
            Check(name, outcome, None if outcome is PASSED else f"{name}_reason", "Because.", mend="Mend it.")
            for name, outcome in results.items()
        ),
        credential=CredentialSummary(
            authenticated=answers.authentic is PASSED,
            issuer=IssuerSummary(id="did:web:uni.example", registered="The University"),
            proofs=(
                ProofSummary(
                    "$.proof[0]", "eddsa-rdfc-2022", "did:web:uni.example#k", None, PASSED, "issuer"
                ),
            ),
        ),
        policy=policy,
        asked=asked,
        verified_at=AT,
        registry=RegistrySummary("The operator", 12, test=False, sha256="0" * 64),
        input=InputSummary("a.json", "0" * 64, 12),
        notes=(Note("no_state", "Said."),),
    )


def test_check_ids_are_those_of_the_design_in_its_order() -> None:
    """The order of checks is part of the interface."""
    assert CHECK_IDS == (
        "carrier", "format", "json_ld", "proof", "issuer_binding", "validity", "status", "issuer_registry",
        "accreditation", "mandatory_elements", "presenter", "schema", "recipient", "endorsements",
    )  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_an_answer_follows_the_rule_for_every_combination(size: int) -> None:
    """Failed beats all; then what is open or was not checked; a check that does not apply is neutral."""
    for combination in itertools.product(Outcome, repeat=size):
        relevant = set(combination) - {NONE}
        if FAILED in relevant:
            expected = FAILED
        elif relevant == {PASSED}:
            expected = PASSED
        else:
            expected = OPEN
        assert answer(combination) is expected, combination


def test_an_answer_that_rests_on_nothing_is_not_passed() -> None:
    """If no check applies, nothing was found out."""
    assert answer([NONE]) is OPEN
    assert answer([]) is OPEN


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("name", ANSWER_CHECKS)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_check_moves_the_verdict_exactly_if_its_answer_counts(
    policy: Policy, name: str, outcome: Outcome
) -> None:
    """One changed check in a credential that is otherwise in order, under each policy."""
    for check_id in ANSWER_CHECKS[name]:
        answers, verdict = decide(outcomes(**{check_id: outcome}), policy=policy)
        alone = len(ANSWER_CHECKS[name]) == 1
        of_answer = {PASSED: PASSED, FAILED: FAILED, NONE: OPEN if alone else PASSED}.get(outcome, OPEN)
        assert getattr(answers, name) is of_answer
        assert all(getattr(answers, other) is PASSED for other in ANSWER_CHECKS if other != name)
        # What is only lacking makes nothing a forgery.
        no = Verdict.INCOMPLETE if name in {"complete", "well_formed"} else Verdict.INVALID
        of_verdict = {PASSED: Verdict.VALID, FAILED: no, OPEN: Verdict.INDETERMINATE}[of_answer]
        assert verdict is (of_verdict if name in policy.counting else Verdict.VALID)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("check_id", policies.ASKABLE_CHECKS)
def test_what_is_asked_for_must_have_passed(check_id: str, outcome: Outcome) -> None:
    """Schema, recipient and endorsements count only when asked for, and then even "not applicable" is not enough."""
    _, unasked = decide(outcomes(**{check_id: outcome}), policy=Policy.FULL)
    _, asked = decide(outcomes(**{check_id: outcome}), policy=Policy.FULL, asked=(check_id,))
    assert unasked is Verdict.VALID
    expected = {PASSED: Verdict.VALID, FAILED: Verdict.INVALID}
    assert asked is expected.get(outcome, Verdict.INDETERMINATE)


def test_invalid_beats_indeterminate() -> None:
    """A credential that is known to be wrong is not saved by what could not be found out."""
    _, verdict = decide(outcomes(proof=FAILED, status=OPEN), policy=Policy.FULL)
    assert verdict is Verdict.INVALID


def test_policies_ask_for_more_and_more() -> None:
    """Each policy counts all that the weaker one counts; none counts nothing."""
    weak, middle, full, whole = (set(policy.counting) for policy in Policy)
    assert {"authentic", "current"} == weak < middle < full < whole == set(ANSWER_CHECKS)
    assert full == whole - {"well_formed"}


def test_only_what_is_known_to_be_genuine_is_called_incomplete() -> None:
    """Every pair of outcomes: what is wrong beats all, what is open beats what is lacking."""
    for name in ("authentic", "recognised", "current"):
        for check_id in ANSWER_CHECKS[name]:
            for outcome, verdict in ((FAILED, Verdict.INVALID), (OPEN, Verdict.INDETERMINATE)):
                for lacking in (
                    {"mandatory_elements": FAILED},
                    {"format": FAILED},
                    {"mandatory_elements": OPEN},
                ):
                    changed = outcomes(**{check_id: outcome}, **lacking)
                    assert decide(changed, policy=Policy.CONFORMANT)[1] is verdict
    open_and_missing = outcomes(mandatory_elements=OPEN, format=FAILED)
    assert decide(open_and_missing, policy=Policy.FULL)[1] is Verdict.INDETERMINATE
    assert decide(open_and_missing, policy=Policy.CONFORMANT)[1] is Verdict.INCOMPLETE
    assert decide(outcomes(mandatory_elements=FAILED), policy=Policy.RECOGNISED)[1] is Verdict.VALID
    for recipient, verdict in ((FAILED, Verdict.INVALID), (OPEN, Verdict.INDETERMINATE)):
        asked = outcomes(mandatory_elements=FAILED, recipient=recipient)
        assert decide(asked, policy=Policy.FULL, asked=("recipient",))[1] is verdict


def test_where_there_is_no_credential_nothing_is_good_or_bad() -> None:
    """Whatever else was found out, the verdict is that."""
    for outcome in Outcome:
        found = outcomes(carrier=NONE, proof=outcome)
        assert decide(found, policy=Policy.FULL, no_credential=True)[1] is Verdict.NO_CREDENTIAL


def test_only_a_valid_report_is_true() -> None:
    """`if report:` means `valid`."""
    assert make_report()
    assert not make_report(status=OPEN)
    assert not make_report(proof=FAILED)


def test_require_valid_names_the_checks_that_decided() -> None:
    """The exception carries check ids and codes, the failed ones first, and says whether it is certain."""
    make_report().require_valid()
    with pytest.raises(VerificationError) as caught:
        make_report(carrier=OPEN, proof=FAILED, schema=FAILED).require_valid()
    assert caught.value.code == "credential_invalid"
    assert not caught.value.indeterminate
    assert [entry["id"] for entry in caught.value.detail["checks"]] == ["proof", "carrier"]
    assert "proof (proof_reason)" in str(caught.value)
    with pytest.raises(VerificationError) as caught:
        make_report(status=OPEN).require_valid()
    assert caught.value.code == "credential_indeterminate"
    assert caught.value.indeterminate


def test_checks_outside_of_the_policy_do_not_decide() -> None:
    """With the policy `authentic`, a missing element is reported but named nowhere as a reason."""
    report = make_report(policy=Policy.AUTHENTIC, mandatory_elements=FAILED)
    assert report
    assert report.deciding == ()
    assert report.check("mandatory_elements").outcome is FAILED


def test_the_schema_accepts_reports_and_refuses_contradictions() -> None:
    """The published schema describes what we write, and knows that a verdict must fit its answers."""
    jsonschema_rs.meta.validate(json.loads(SCHEMA.read_text(encoding="utf-8")))
    good = make_report().to_json()
    check_report(good)
    check_report(make_report(proof=FAILED, mandatory_elements=NONE).to_json())
    json.dumps(good)

    def changed(*path: str | int, value: object) -> dict[str, object]:
        report = copy.deepcopy(good)
        place = report
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return report

    for bad in (
        changed("verdict", value="good"),
        changed("answers", "recognised", value="failed"),
        changed("answers", "authentic", value="not_checked"),
        changed("registry", value=None),
        changed("credential", "authenticated", value=False),
        changed("checks", value=good["checks"][:-1]),
        changed("checks", value=[good["checks"][1], good["checks"][0], *good["checks"][2:]]),
        changed("checks", 3, "outcome", value="failed"),
        changed("extra", value=1),
    ):
        with pytest.raises(AssertionError):
            check_report(bad)


def test_the_codes_of_this_room_are_sentences() -> None:
    """Each code of the verifier has a meaning for people."""
    from mcissue.codes import verify as _verify

    assert _verify.CODES
    for entry in _verify.CODES:
        assert CODES[entry.code] is entry
        assert entry.meaning.endswith(".")


def test_answers_are_written_by_name() -> None:
    """The five answers stand in the report under the names of the design."""
    assert Answers(PASSED, FAILED, OPEN, PASSED, FAILED).to_json() == {
        "authentic": "passed",
        "recognised": "failed",
        "current": "indeterminate",
        "complete": "passed",
        "well_formed": "failed",
    }


def test_the_page_about_the_report_knows_every_check_and_only_real_codes() -> None:
    """`docs/report.md` explains every check, every outcome and every verdict; codes in it exist."""
    page = (SCHEMA.parent / "report.md").read_text(encoding="utf-8")
    quoted = set(re.findall(r"`([a-z][a-z0-9_]*)`", page))
    assert set(CHECK_IDS) <= quoted
    assert {outcome.value for outcome in Outcome} | {verdict.value for verdict in Verdict} <= quoted
    codes = set(re.findall(r"\(`([a-z0-9_]+)`", page))
    assert codes
    assert codes <= set(CODES) | {"id"}


@pytest.mark.parametrize("one", list(Policy))
@pytest.mark.parametrize("other", list(Policy))
def test_policies_combine_to_the_one_that_asks_for_more(one: Policy, other: Policy) -> None:
    """Whatever either counts, both together count."""
    assert set((one | other).counting) == {*one.counting, *other.counting}
