"""What a learner holds, where a run was cut short: what was never signed is not held, and no award is doubled."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.issue.desk import NOW, SECRET, Desk, regraded, rows, told, tree
from tests.issue.killed import KilledError, killed_at

from mcissue.issue.identity import learner_digest, learner_digests, normal_key
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger import Known, erase_credentials

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def unchecked(_: Any) -> Any:
    return lambda _: None


def on(day: int, count: int = 2, **changes: Any) -> tuple[LearnerRow, ...]:
    """The class with another award date in June."""
    awarded = datetime(2026, 6, day, tzinfo=UTC)
    return tuple(
        replace(row, award=row.award.model_copy(update={"awarded": awarded}), **changes)
        for row in rows(count)
    )


def again(desk: Desk, **changes: Any) -> Desk:
    """The same folder on the next day."""
    return Desk(desk.out, now=LATER, **(desk.changes | changes))


def of(desk: Desk, row: LearnerRow) -> list[Known]:
    with desk.ledger() as ledger:
        return ledger.awards.find(learner=learner_digest(SECRET, row.key))


def codes(desk: Desk, learners: Any) -> list[str]:
    return [problem.code for problem in desk.plan(learners).problems]


def in_force(desk: Desk, row: LearnerRow) -> list[str]:
    """Award dates of what a learner holds, signed and not taken back."""
    return [
        known.reservation.awarded[:10] for known in of(desk, row) if known.outputs and not known.taken_back
    ]


@pytest.fixture
def cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A run that set everything aside and signed nothing."""
    desk = Desk(tmp_path / "out", verify_all=False)
    for instant in range(1, 200):
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            desk.issue(rows(2), make_check=unchecked)
        if told(desk.out).get("credentials"):
            break
    assert [known.outputs for known in of(desk, rows(1)[0])] == [frozenset()]
    return desk


def test_what_was_never_signed_is_not_held(cut_short: Desk) -> None:
    """The date is corrected after a run that was killed: nobody holds anything, and the new date is issued."""
    later = again(cut_short)
    later.issue(on(16), make_check=unchecked)
    assert in_force(later, rows(1)[0]) == ["2026-06-16"]


def test_what_was_set_aside_is_asked_when_it_goes_on(cut_short: Desk) -> None:
    """The first list comes again after all: its awards were set aside, and meanwhile another is held."""
    again(cut_short).issue(on(16), make_check=unchecked)
    assert codes(again(cut_short), rows(2)) == ["award_held", "award_held"]
    assert again(cut_short, skip_held=True).plan(rows(2)).skipped == 2
    again(cut_short, supersede=True).issue(rows(2), make_check=unchecked)
    first, second = of(cut_short, rows(1)[0])
    assert (second.taken_back, second.replaced_by, first.replaces) == ("revoke", first.number, second.number)
    assert in_force(cut_short, rows(1)[0]) == ["2026-06-15"]
    assert again(cut_short).plan(rows(2)).skipped == 2
    assert codes(again(cut_short), on(16)) == ["award_held", "award_held"]


def test_a_further_award_that_was_set_aside_goes_on(cut_short: Desk) -> None:
    """With --again both are in force in the end."""
    again(cut_short).issue(on(16), make_check=unchecked)
    again(cut_short, again=True).issue(rows(2), make_check=unchecked)
    assert in_force(cut_short, rows(1)[0]) == ["2026-06-15", "2026-06-16"]


def test_killed_at_any_instant_a_correction_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A date is corrected by --supersede; whatever instant the run dies at, the folder ends as if it had not.

    And in between nobody can get a third credential by handing in yet another date.
    """

    def begun(name: str) -> Desk:
        desk = Desk(tmp_path / name, verify_all=False)
        desk.issue(rows(2), make_check=unchecked)
        return again(desk, supersede=True)

    undisturbed = begun("undisturbed")
    with killed_at(10**9, monkeypatch) as done:
        undisturbed.issue(on(16), make_check=unchecked)
    wanted, wanted_ledger = tree(undisturbed.out), told(undisturbed.out)
    reserved = False
    for instant in range(1, len(done) + 1, 3):
        desk = begun(str(instant))
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            desk.issue(on(16), make_check=unchecked)
        assert codes(again(desk, supersede=False), on(17)) == ["award_held", "award_held"], instant
        set_aside = len(told(desk.out)["credentials"]) == 4
        reserved = reserved or set_aside
        # Once it is set aside the wish is noted.
        again(desk, supersede=not set_aside).issue(on(16), make_check=unchecked)
        assert tree(desk.out) == wanted, instant
        assert told(desk.out) == wanted_ledger, instant
    assert reserved


def test_the_first_list_while_a_correction_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is to be superseded is in force until its successor is signed."""
    desk = Desk(tmp_path / "out", verify_all=False)
    desk.issue(rows(2), make_check=unchecked)
    for instant in range(1, 200):
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            again(desk, supersede=True).issue(on(16), make_check=unchecked)
        if len(told(desk.out)["credentials"]) == 4:
            break
    assert again(desk).plan(rows(2)).skipped == 2


def test_an_id_is_never_given_twice(tmp_path: Path) -> None:
    """However often a learner is erased and comes again, each credential has an id of its own."""
    desk, seen = Desk(tmp_path / "out", verify_all=False), set()
    for _ in range(3):
        desk.issue(rows(2), make_check=unchecked)
        (known,) = of(desk, rows(1)[0])
        assert known.reservation.credential not in seen
        seen.add(known.reservation.credential)
        with desk.ledger() as ledger:
            erase_credentials(ledger, [known], out=desk.out, at=NOW)
    assert len(seen) == 3


def test_an_id_of_a_generation_that_was_erased_is_not_given_again(tmp_path: Path) -> None:
    """Of an award whose newest credential alone was erased, the next one has an id of its own too."""
    desk = Desk(tmp_path / "out", verify_all=False)
    desk.issue(rows(1), make_check=unchecked)
    later = again(desk, supersede=True)
    later.issue((regraded(rows(1)[0], "1"),), make_check=unchecked)
    _, erased = of(desk, rows(1)[0])
    with desk.ledger() as ledger:
        erase_credentials(ledger, [erased], out=desk.out, at=LATER)
    again(desk, reissue_revoked=True).issue(rows(1), make_check=unchecked)
    newest = of(desk, rows(1)[0])[-1]
    assert newest.number > erased.number
    assert newest.reservation.credential != erased.reservation.credential


@pytest.mark.parametrize(
    ("typed", "key"), [("１２", "12"), ("Ⅻ", "XII"), ("a@uni.example", "a@uni.example"), ("äö", "äö")]
)
def test_keys_have_one_form(typed: str, key: str) -> None:
    """Compatible characters are equal (UAX 15), and whoever types either form finds the learner."""
    assert normal_key(typed) == key
    assert learner_digest(SECRET, key) in learner_digests(SECRET, typed)
    # As an earlier mcissue took it.
    assert learner_digest(SECRET, typed) in learner_digests(SECRET, typed)
