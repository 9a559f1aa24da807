"""Threats to keys, proofs and status lists: noticed by the named check and code, gone when undone (docs/threats.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.clock import within
from tests.university import University
from tests.verify.schema import check_report
from tests.verify.threats import BINDING, STATUS, THREATS, Threat

from mcissue.codes import CODES
from mcissue.verify import Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs" / "threats.md"

MAX_SECONDS = 2.0
"""The time that a credential may take (DESIGN section 4)."""

ELSEWHERE = {"2.13", "4.7", "4.8", "5.5"}
"""Entries that no file, list or address of one verification can show; their tests stand in the table."""


def _name(threat: Threat) -> str:
    return f"{threat.number}-{threat.name}".replace(" ", "_").encode("ascii", "backslashreplace").decode()


@pytest.mark.parametrize("threat", THREATS, ids=_name)
def test_a_threat_is_met(threat: Threat) -> None:
    """The one change is noticed where it should be, in time; without it the same credential is valid."""
    university = University()
    threat.base(university)
    threat.change(university)
    data, verifier = university.data(), university.verifier()
    with within(MAX_SECONDS):
        report = verifier.verify(data)
    check_report(report.to_json())
    check = report.check(threat.check)
    assert (check.outcome.value, check.code) == (threat.outcome, threat.code), check
    assert check.code in CODES
    assert report.verdict is (Verdict.INVALID if threat.outcome == "failed" else Verdict.INDETERMINATE)

    undone = University()
    threat.base(undone)
    assert undone.verify().verdict is Verdict.VALID


def test_every_entry_has_a_twin() -> None:
    """No entry of the two sections is without a bad twin."""
    assert {threat.number for threat in BINDING} == {f"2.{place}" for place in range(1, 13)}
    assert {threat.number for threat in STATUS} == {f"4.{place}" for place in range(1, 7)}


@pytest.mark.parametrize("section", [2, 4, 6])
def test_the_table_has_every_entry(section: int) -> None:
    """Each row names its entry, what goes wrong, and a test or the reason why there is none."""
    last = {2: 13, 4: 8, 6: 5}[section]
    rows = re.findall(
        rf"^\| ({section}\.\d+) \| (.+?) \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [row[0] for row in rows] == [f"{section}.{place}" for place in range(1, last + 1)]
    for number, wrong, tests in rows:
        assert wrong
        assert "`test_" in tests, number
