"""Slips that could be written into a credential, and that nobody can have meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.formats.badges import changed
from tests.records import full_record, minimal_record

from mcissue.codes import CODES
from mcissue.errors import RecordError
from mcissue.record.plausibility import require_plausible

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("record", [full_record(), minimal_record()], ids=["full", "minimal"])
def test_what_is_meant_goes_through(record) -> None:
    """A record with everything and one with the least are no slips."""
    require_plausible(record, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        ({"award.awarded": "0206-06-15T00:00:00Z"}, "award_date_implausible", "award_date", "0206-06-15"),
        ({"award.awarded": "1899-12-31T00:00:00Z"}, "award_date_implausible", "award_date", "1900"),
        ({"award.learner.date_of_birth": "2062-03-01"}, "birth_date_in_future", "date_of_birth", "2062-03-01"),
        ({"award.learner.date_of_birth": "2026-06-20"}, "birth_after_award", "date_of_birth", "2026-06-20"),
        ({"award.learner.date_of_birth": "2026-06-15"}, "birth_after_award", "date_of_birth", "exchanged"),
        ({"award.learner.full_name": "????? O'Hara"}, "name_garbled", "full_name", "CSV UTF-8"),
        ({"award.learner.family_name": "M\ufffdller"}, "name_garbled", "family_name", "letters"),
        ({"award.credits_earned": 50}, "credits_above_course", "credits_earned", "50 credits"),
    ],
)  # fmt: skip
def test_a_slip_is_named(changes: dict[str, object], code: str, path: str, words: str) -> None:
    """By its code, the column that it stands in, and what it says."""
    with pytest.raises(RecordError) as caught:
        require_plausible(
            changed(full_record(), **{"award.valid_from": None, "award.valid_until": None, **changes}),
            now=NOW,
        )
    assert (caught.value.code, caught.value.path) == (code, path)
    assert code in CODES
    assert words in str(caught.value)
    assert caught.value.mend


@pytest.mark.parametrize(
    "changes",
    [
        {"award.awarded": "1900-01-01T00:00:00Z", "award.learner.date_of_birth": "1899-01-01"},
        {"award.learner.date_of_birth": "2026-06-14"},
        {"award.credits_earned": "2.5"},
    ],
)
def test_what_is_odd_and_possible_goes_through(changes: dict[str, object]) -> None:
    """The bounds themselves are allowed, and fewer credits than the course has."""
    require_plausible(
        changed(full_record(), **{"award.valid_from": None, "award.valid_until": None, **changes}), now=NOW
    )
