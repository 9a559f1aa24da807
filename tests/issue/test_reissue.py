"""What was revoked stays so: it gets no further documents, and a successor only where somebody asks for one."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.issue.desk import BASE, NOW, SECRET, Desk, regraded, rows, told, tree
from tests.issue.killed import KilledError, killed_at

from mcissue.errors import StatusListError
from mcissue.formats.edc import SIGNED
from mcissue.formats.open_badges import BADGE
from mcissue.issue.batch import StatusPlan
from mcissue.issue.identity import learner_digest
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger import Known, check_ledger
from mcissue.issue.results import RowOutcome, RowResult
from mcissue.issue.status_lists import change_status
from mcissue.status.lists import read_list_credential

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=["revocation", "suspension"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """A class that was issued, and whose first learner's credential was taken back."""
    desk = Desk(tmp_path / "out", status=plan_of(request.param))
    desk.issue(rows(3))
    take_back(desk, rows(1))
    return desk


def plan_of(purpose: str) -> StatusPlan:
    return StatusPlan(base=BASE, purpose=purpose, valid_for=timedelta(days=180))


def take_back(desk: Desk, learners: Sequence[LearnerRow], *, at: Any = NOW) -> None:
    """Revoke or suspend all that these learners have."""
    verb = "suspend" if desk.changes["status"].purpose == "suspension" else "revoke"
    with desk.ledger() as ledger:
        found = [
            known for row in learners for known in ledger.awards.find(learner=learner_digest(SECRET, row.key))
        ]
        change_status(ledger, found, verb=verb, at=at, reason="the key leaked")


def again(desk: Desk, **changes: Any) -> Desk:
    """The same folder on the next day."""
    return Desk(desk.out, now=LATER, **(desk.changes | changes))


def of(desk: Desk, row: LearnerRow) -> list[Known]:
    with desk.ledger() as ledger:
        return ledger.awards.find(learner=learner_digest(SECRET, row.key))


def published(desk: Desk) -> set[int]:
    """The places that the published list says are taken back."""
    found: set[int] = set()
    for path in (desk.out / "status").glob("*.json"):
        if path.name == "index.json":
            continue
        document = json.loads(path.read_bytes())
        bits = read_list_credential(document, url=document["id"], at=LATER).bitstring
        found |= {index for index in range(131_072) if bits.get(index)}
    return found


def test_a_plain_second_run_leaves_it_revoked(desk: Desk) -> None:
    """The row is told apart from those that were issued before; nothing is signed, also with --supersede."""
    before, ledger = tree(desk.out), told(desk.out)
    for later in (again(desk), again(desk, supersede=True)):
        results: list[RowResult] = []
        with later.ledger() as opened:
            plan = later.batch(opened).plan(rows(3), on_row=results.append, rehearsal=True)
        assert (plan.signing, plan.skipped, plan.taken_back, plan.problems) == (0, 2, 1, [])
        assert {result.row: result.outcome for result in results}[2] is RowOutcome.TAKEN_BACK
        assert later.issue(rows(3)).issued == ()
        assert tree(desk.out) == before
        assert told(desk.out) == ledger


def test_a_changed_row_does_not_bring_it_back(desk: Desk) -> None:
    """--supersede is for what is in force: a correction of the course must not undo a revocation."""
    changed = [regraded(row, "1") for row in rows(3)]
    (problem,) = again(desk, supersede=True).plan(changed).problems
    assert problem.code == "award_revoked"
    assert "--reissue-revoked" in str(problem)
    assert again(desk, supersede=True, reissue_revoked=True).plan(changed).signing == 3


def test_it_gets_no_further_documents(desk: Desk) -> None:
    """A European credential beside a revoked badge would be born revoked."""
    both = again(desk, outputs=(BADGE, SIGNED))
    assert [row for row, _ in both.issue(rows(3)).issued] == [3, 4]


def test_it_is_issued_anew_on_request(desk: Desk) -> None:
    """A new id and place, each knows the other, the old one stays taken back; again is skipped."""
    later = again(desk, reissue_revoked=True)
    assert [row for row, _ in later.issue(rows(3)).issued] == [2]
    old, new = of(later, rows(1)[0])
    assert (old.replaced_by, new.replaces) == (new.number, old.number)
    assert (old.reservation.generation, new.reservation.generation) == (1, 2)
    assert old.reservation.credential != new.reservation.credential
    assert (old.taken_back is None, new.taken_back) == (False, None)
    assert published(later) == {old.reservation.index}
    with later.ledger() as ledger:
        assert check_ledger(ledger, later.out) == []
    for next_one in (again(desk), later):
        plan = next_one.plan(rows(3))
        assert (plan.signing, plan.skipped, plan.taken_back) == (0, 3, 0)


def test_an_award_may_be_revoked_and_issued_anew_many_times(desk: Desk) -> None:
    """Each has the one before as its predecessor; the last one is in force."""
    for day in range(1, 4):
        now = NOW + timedelta(days=day)
        Desk(desk.out, now=now, **desk.changes, reissue_revoked=True).issue(rows(1))
        last = of(desk, rows(1)[0])[-1]
        assert (last.reservation.generation, last.taken_back) == (day + 1, None)
        if day < 3:
            with desk.ledger() as ledger:
                verb = "suspend" if desk.changes["status"].purpose == "suspension" else "revoke"
                change_status(ledger, [last], verb=verb, at=now, reason=None)
    chain = of(desk, rows(1)[0])
    assert [known.replaces for known in chain] == [None, *(known.number for known in chain[:-1])]


def test_what_has_a_successor_is_not_reinstated(tmp_path: Path) -> None:
    """One award would have two credentials in force; one without a successor comes back."""
    desk = Desk(tmp_path / "out", status=plan_of("suspension"))
    desk.issue(rows(3))
    take_back(desk, rows(2))
    again(desk, reissue_revoked=True).issue(rows(1))
    with desk.ledger() as ledger:
        (old, _), (other,) = (ledger.awards.find(learner=learner_digest(SECRET, row.key)) for row in rows(2))
        with pytest.raises(StatusListError) as caught:
            change_status(ledger, [old], verb="reinstate", at=LATER, reason=None)
        assert caught.value.code == "status_superseded"
        assert change_status(ledger, [other], verb="reinstate", at=LATER, reason=None) == [other]


def test_what_was_reinstated_counts_as_issued(tmp_path: Path) -> None:
    """The last word about it holds, however often it changed; --reissue-revoked leaves it alone."""
    desk = Desk(tmp_path / "out", status=plan_of("suspension"))
    desk.issue(rows(3))
    for verb, wanted in (
        ("suspend", (2, 1)),
        ("reinstate", (3, 0)),
        ("suspend", (2, 1)),
        ("reinstate", (3, 0)),
    ):
        with desk.ledger() as ledger:
            found = ledger.awards.find(learner=learner_digest(SECRET, rows(1)[0].key))
            change_status(ledger, found, verb=verb, at=NOW, reason=None)
        plan = again(desk).plan(rows(3))
        assert (plan.skipped, plan.taken_back) == wanted
    assert again(desk, reissue_revoked=True).plan(rows(3)).signing == 0


def test_a_run_cut_short_and_revoked_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was set aside and then revoked is not signed by the next run, and stops nobody else's credential."""
    desk = Desk(tmp_path / "out", status=plan_of("revocation"))
    with monkeypatch.context() as patch:
        patch.setattr("mcissue.issue.batch.sign.Signing.sign", killed)
        with pytest.raises(KilledError):
            desk.issue(rows(3))
    take_back(desk, rows(1))
    later = again(desk)
    assert [row for row, _ in later.issue(rows(3)).issued] == [3, 4]
    assert later.plan(rows(3)).taken_back == 1
    assert [row for row, _ in again(desk, reissue_revoked=True).issue(rows(3)).issued] == [2]


def killed(*_: object) -> None:
    raise KilledError


def test_killed_at_any_instant_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the second run is, with the option or without: the folder equals an undisturbed one."""

    def begun(name: str) -> Desk:
        desk = Desk(tmp_path / name, status=plan_of("revocation"))
        desk.issue(rows(3))
        take_back(desk, rows(2))
        return again(desk, reissue_revoked=True)

    undisturbed = begun("undisturbed")
    with killed_at(10**9, monkeypatch) as done:
        undisturbed.issue(rows(3))
    wanted, wanted_ledger = tree(undisturbed.out), told(undisturbed.out)
    assert len(done) > 30
    reserved = False
    for instant in range(1, len(done) + 1, 3):
        desk = begun(str(instant))
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            desk.issue(rows(3))
        set_aside = len(told(desk.out)["credentials"]) == 5
        reserved = reserved or set_aside
        # Once it is set aside the wish is noted; before that a plain run knows nothing of it.
        plain = again(desk, reissue_revoked=False)
        if set_aside:
            plain.issue(rows(3))
        else:
            assert plain.plan(rows(3)).signing == 0
            desk.issue(rows(3))
        assert tree(desk.out) == wanted, instant
        assert told(desk.out) == wanted_ledger, instant
    assert reserved
