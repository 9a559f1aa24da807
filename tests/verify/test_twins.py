"""One change, one check: every bad twin is noticed by the check that is meant to, and by no other without need."""

from __future__ import annotations

import json

import pytest
from tests.university import University
from tests.verify.schema import check_report
from tests.verify.twins import TWINS, Twin

from mcissue.codes import CODES
from mcissue.verify import CHECK_IDS, Outcome, Policy, Report, Verdict

_QUIET = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
_NEVER_ASKED = {"presenter", "schema", "recipient", "endorsements"}


def test_the_good_twin_is_valid() -> None:
    """Without a change everything passes: what the bad twins show is due to their change."""
    report = University().verify()
    assert report.verdict is Verdict.VALID
    assert {check.id for check in report.checks if check.outcome is Outcome.PASSED} == set(
        CHECK_IDS
    ) - _NEVER_ASKED
    assert report.credential.authenticated
    check_report(report.to_json())


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: f"{twin.check}-{twin.name}".replace(" ", "_"))
def test_a_bad_twin_is_noticed_by_its_check(twin: Twin) -> None:
    """The named check says no (or that it can't know), with its code; the others stay as they were."""
    university = University()
    twin.change(university)
    report = university.verify()
    check_report(report.to_json())
    json.dumps(report.to_json())
    check = report.check(twin.check)
    assert (check.outcome.value, check.code) == (twin.outcome, twin.code), check
    noticed = {check.id for check in report.checks if check.outcome not in _QUIET} - _NEVER_ASKED
    assert noticed == {twin.check, *twin.also}
    assert report.verdict is _verdict(report)
    again = University()
    twin.change(again)
    assert not again.verify(policy=Policy.CONFORMANT)
    assert all(check.code in CODES for check in report.checks if check.code)
    assert all(note.code in CODES for note in report.notes)


def _verdict(report: Report) -> Verdict:
    """What one fault comes to: wrong, not known, lacking, or only badly written."""
    found = {check.id: check.outcome for check in report.checks if check.outcome not in _QUIET}
    found = {check_id: outcome for check_id, outcome in found.items() if check_id not in _NEVER_ASKED}
    found.pop("format", None)
    lacking = found.pop("mandatory_elements", None)
    if found:
        return Verdict.INVALID if Outcome.FAILED in found.values() else Verdict.INDETERMINATE
    if lacking is not None:
        return Verdict.INCOMPLETE if lacking is Outcome.FAILED else Verdict.INDETERMINATE
    return Verdict.VALID


def test_every_check_has_a_bad_twin() -> None:
    """A check that nothing can make fail would be no check."""
    noticed = {twin.check for twin in TWINS}
    assert noticed == set(CHECK_IDS) - _NEVER_ASKED - {"carrier"}  # carriers: tests/verify/test_carrier.py
