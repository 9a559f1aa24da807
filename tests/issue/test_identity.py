"""Derived identities: the same each time, unlike each other, and telling nobody anything."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import RecordError
from mcissue.issue.identity import AwardIdentity, credential_id, derive, node_ids, status_index
from mcissue.issue.periods import add_period

SECRET = bytes(range(32))
IDENTITY = AwardIdentity(
    issuer="did:web:uni.example",
    course="https://uni.example/c",
    version="1",
    learner="4711",
    awarded="2026-06-15T00:00:00Z",
)


def test_the_same_award_has_the_same_ids() -> None:
    """A second run, and another machine with the same secret, derive the same bytes."""
    award = IDENTITY.digest(SECRET)
    assert credential_id(SECRET, award) == credential_id(SECRET, IDENTITY.digest(SECRET))
    assert node_ids(SECRET, award)("address") == node_ids(SECRET, award)("address")


@given(st.text(), st.text(), st.integers(1, 9))
def test_node_ids_are_derived_as_everything_else(award: str, label: str, generation: int) -> None:
    """The short way gives HMAC-SHA-256 over the award, the generation and the label."""
    digest = derive(SECRET, "node", award, str(generation), label)
    urn = node_ids(SECRET, award, generation)(label)
    assert uuid.UUID(urn).int == uuid.UUID(bytes=digest[:16], version=4).int & ~(15 << 76) | 8 << 76


@pytest.mark.parametrize("name", ["issuer", "course", "version", "learner", "awarded"])
def test_each_part_of_an_identity_counts(name: str) -> None:
    """Another issuer, course, version, learner or date is another award."""
    values = {field: getattr(IDENTITY, field) for field in AwardIdentity.__slots__}
    assert AwardIdentity(**(values | {name: "x"})).digest(SECRET) != IDENTITY.digest(SECRET)


def test_another_secret_gives_other_ids() -> None:
    """Without the secret nobody can tell whose id it is."""
    assert IDENTITY.digest(SECRET) != IDENTITY.digest(bytes(32))


def test_ids_are_uuids_of_version_8() -> None:
    """Credential and node ids are urn:uuid of the version for rules of one's own (RFC 9562)."""
    for urn in (credential_id(SECRET, "a"), node_ids(SECRET, "a")("x")):
        number = uuid.UUID(urn)
        assert (number.version, number.variant) == (8, uuid.RFC_4122)


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_parts_are_kept_apart(left: list[str], right: list[str]) -> None:
    """("a", "bc") and ("ab", "c") never give the same bytes."""
    assert (derive(SECRET, "p", *left) == derive(SECRET, "p", *right)) == (left == right)


def test_a_taken_place_is_passed_over() -> None:
    """If the first choice of a place is taken, the next one is tried, and no place is given twice."""
    first = status_index(SECRET, "a", entries=100, taken=set())
    second = status_index(SECRET, "a", entries=100, taken={first})
    assert first != second
    taken: set[int] = set()
    for number in range(60):
        taken.add(status_index(SECRET, str(number), entries=64, taken=taken))
    assert len(taken) == 60


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-06-15", "P5Y", "2031-06-15"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2026-12-15", "P1M", "2027-01-15"),
        ("2026-06-15", "P1Y6M10D", "2027-12-25"),
        ("2026-06-15", "P30D", "2026-07-15"),
    ],
)
def test_periods_are_added_by_the_calendar(start: str, period: str, end: str) -> None:
    """Years and months keep the day where the month has it, else its last day."""
    begin, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert add_period(begin, period) == expected


@pytest.mark.parametrize("period", ["P", "5Y", "P9999Y", "PT5H", ""])
def test_what_is_no_period_is_refused(period: str) -> None:
    """Nonsense, and a period beyond the calendar, are told."""
    with pytest.raises(RecordError):
        add_period(datetime(2026, 1, 1, tzinfo=UTC), period)
