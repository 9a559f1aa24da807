"""Slips that are easily typed: a dry run already refuses them, with the row, the column and the way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.office import Office

SLIPS = {
    "born in the future": ("date_of_birth", "2099-03-01", "date of birth 2099-03-01 is in the future"),
    "born after the award": ("date_of_birth", "2026-06-20", "is not before the award date 2026-06-15"),
    "born on the day of the award": ("date_of_birth", "2026-06-15", "exchanged"),
    "awarded in the year 206": ("award_date", "0206-06-15", "0206-06-15 is before 1900"),
    "awarded in 1899": ("award_date", "1899-12-31", "is before 1900"),
    "ten times the credits": ("credits_earned", "50", "earned 50 credits, and the course has 5"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_does_not_pass_a_dry_run(name: str, tmp_path: Path) -> None:
    """Nothing is signed; row 3, which is right, is not named."""
    column, value, words = SLIPS[name]
    office = Office(tmp_path)
    office.learners.write_text(f"learner_id,full_name,{column}\n1,A,{value}\n2,B,\n", encoding="utf-8")
    err = office.refused("--dry-run")
    assert words in err, err
    assert "learners.csv, row 2" in err
    assert column in err
    assert "row 3" not in err


def test_what_is_odd_and_possible_goes_through(tmp_path: Path) -> None:
    """An old learner, and one with fewer credits than the course has."""
    office = Office(tmp_path)
    office.learners.write_text(
        "learner_id,full_name,date_of_birth,credits_earned\n1,A,1926-01-31,2.5\n", encoding="utf-8"
    )
    assert office.issue("--dry-run").status == 0
