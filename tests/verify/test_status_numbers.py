"""A place in a status list that is written as a number is looked up, and is a fault of form."""

from __future__ import annotations

import pytest
from tests.university import INDEX, University

from mcissue.verify import Outcome, Policy, Verdict


@pytest.mark.parametrize("revoked", [False, True])
def test_a_number_is_looked_up_and_said(revoked: bool) -> None:
    """Revoked stays revoked; else it is current, genuine, and not written as the standard demands."""
    uni = University()
    uni.status["statusListIndex"] = INDEX
    if revoked:
        uni.revoked.add(INDEX)
    report = uni.verify(policy=Policy.RECOGNISED)
    form, status = report.check("format"), report.check("status")
    assert [finding["code"] for finding in form.detail["findings"]] == ["status_entry_malformed"]
    assert form.path == "$.credentialStatus.statusListIndex"
    assert (status.outcome, status.code) == (
        (Outcome.FAILED, "revoked") if revoked else (Outcome.PASSED, None)
    )
    assert report.verdict is (Verdict.INVALID if revoked else Verdict.VALID)
