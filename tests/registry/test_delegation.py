"""Who may act for an institution: named by it for that time, and in order itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.registry.samples import NOW, entry_data, registry

from mcissue.registry.answer import Match
from mcissue.registry.delegation import match_delegate
from mcissue.registry.model import Delegate, DelegateRole

HOST = "did:web:host.example"
WINTER = datetime(2026, 2, 15, tzinfo=UTC)


def host(**changes: Any) -> dict[str, Any]:
    """The delegate's own entry: recognised without limits."""
    return {"ids": [HOST], "names": {"en": "Host"}, **changes}


def answer(
    *delegates: dict[str, Any],
    own: dict[str, Any] | None = None,
    act: datetime | None = WINTER,
    role: DelegateRole = DelegateRole.ISSUE,
    at: datetime = NOW,
) -> Match | None:
    named = [{"id": HOST, "role": role.value, **each} for each in delegates]
    entries = [entry_data(delegates=named)] if named else [entry_data()]
    asked = registry(*entries, *([own] if own else []))
    institution = asked.entry_for(entry_data()["ids"][0])
    assert institution is not None
    return match_delegate(asked, institution, delegate_id=HOST, role=role, acts={"the signature": act}, at=at)


def said(match: Match | None) -> tuple[str, str] | None:
    return None if match is None else (match.outcome, match.code)


GOOD = ("passed", "delegate_named")
NOT_THEN = ("failed", "delegate_not_then")
UNPROVEN = ("indeterminate", "date_unproven")


def test_nobody_is_named() -> None:
    """Without a delegate of that role and id there is no answer."""
    assert answer() is None
    assert answer({"role": "status_lists"}) is None
    assert answer({"id": "did:web:other.example"}) is None


@pytest.mark.parametrize("role", list(DelegateRole))
@pytest.mark.parametrize(
    ("delegate", "expected"),
    [
        ({}, GOOD),
        ({"valid_from": "2026-02-15", "valid_until": "2026-02-15"}, GOOD),
        ({"valid_from": "2026-02-17"}, NOT_THEN),
        ({"valid_until": "2026-02-13"}, NOT_THEN),
        # A regular end: what was done before stays good, its last day too.
        ({"ended": {"how": "ended", "on": "2026-02-15"}}, GOOD),
        ({"ended": {"how": "ended", "on": "2026-02-14"}}, NOT_THEN),
        # A withdrawal: the delegate itself says that it acted before.
        ({"ended": {"how": "withdrawn", "on": "2026-02-15"}}, NOT_THEN),
        ({"ended": {"how": "withdrawn", "on": "2026-02-16"}}, UNPROVEN),
        ({"ended": {"how": "compromised", "on": "2026-02-16"}}, UNPROVEN),
        # One to come is not held yet.
        ({"ended": {"how": "withdrawn", "on": "2030-01-01"}}, GOOD),
    ],
)
def test_one_delegate(delegate: dict[str, Any], expected: tuple[str, str], role: DelegateRole) -> None:
    """The times for which an institution names a delegate are held against the time of the act."""
    assert said(answer(delegate, role=role)) == expected


@pytest.mark.parametrize("role", list(DelegateRole))
@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, GOOD),
        ({"valid_until": "2026-01-31"}, ("failed", "issuer_not_listed_then")),
        ({"ended": {"how": "ended", "on": "2026-01-31"}}, ("failed", "issuer_ended")),
        ({"ended": {"how": "ended", "on": "2026-03-31"}}, GOOD),
        ({"ended": {"how": "withdrawn", "on": "2026-02-01"}}, ("failed", "issuer_withdrawn")),
        ({"ended": {"how": "withdrawn", "on": "2026-03-01"}}, UNPROVEN),
        ({"ended": {"how": "compromised", "on": "2026-02-01"}}, ("failed", "issuer_compromised")),
        ({"known_until": "2026-01-31"}, ("indeterminate", "issuer_not_known_then")),
    ],
)
def test_the_delegates_own_entry(own: dict[str, Any], expected: tuple[str, str], role: DelegateRole) -> None:
    """Whoever acts for another is matched like an issuer: by its own entry, at the time of the act."""
    assert said(answer({}, own=host(**own), role=role)) == expected


def test_of_several_times_one_is_enough() -> None:
    """A mandate that was renewed has two times; each act must lie in one of them."""
    first, second = {"valid_until": "2026-01-31"}, {"valid_from": "2026-02-10"}
    assert said(answer(first, second)) == GOOD
    assert said(answer(first, second, act=datetime(2026, 2, 5, tzinfo=UTC))) == NOT_THEN


@pytest.mark.parametrize(
    ("delegate", "expected"),
    [
        ({}, GOOD),
        ({"valid_until": "2026-03-01"}, UNPROVEN),
        ({"ended": {"how": "ended", "on": "2026-03-01"}}, UNPROVEN),
        ({"ended": {"how": "withdrawn", "on": "2026-03-01"}}, UNPROVEN),
    ],
)
def test_nobody_says_when(delegate: dict[str, Any], expected: tuple[str, str]) -> None:
    """Without a time of the act what is in force today passes, and what has ended since is unproven."""
    assert said(answer(delegate, act=None)) == expected


def test_a_delegate_may_end_in_a_snapshot_and_older_ones_are_read() -> None:
    """The end of a delegate is optional; it is written back as it was read."""
    plain = {"id": HOST, "role": "issue"}
    assert Delegate.from_data(plain).to_data() == plain
    ended = plain | {"ended": {"how": "withdrawn", "on": "2026-03-01", "reason": {"en": "No contract"}}}
    assert Delegate.from_data(ended).to_data() == ended
