"""A run that is stopped, or fails half way: what is signed is noted and told, and an award is whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.issue.desk import Desk, rows, told

from mcissue.errors import LedgerError
from mcissue.formats.edc import SIGNED
from mcissue.formats.open_badges import BADGE
from mcissue.issue.batch import rows as _batch_rows
from mcissue.issue.batch.pool import can_fork
from mcissue.issue.batch.stop import Stop
from mcissue.issue.ledger import Ledger
from mcissue.issue.results import RowOutcome, RowResult

COUNT = 8
JOBS = [1, pytest.param(2, marks=pytest.mark.skipif(not can_fork(), reason="this system has no fork"))]


def run(desk: Desk, stop: Stop, *, after: int = 0, complain_at: int = -1) -> tuple[str, list[RowResult]]:
    """Issue, ask for a stop after so many rows, let the verifier complain at one; gives the error's code."""
    results: list[RowResult] = []
    seen = 0

    def on_row(result: RowResult) -> None:
        results.append(result)
        if after and len(results) >= after:
            stop.ask()

    def check(_: bytes) -> str | None:
        nonlocal seen
        seen += 1
        return "so it was wished" if seen == complain_at else None

    with desk.ledger() as ledger:
        batch = desk.batch(ledger)
        plan = batch.plan(rows(COUNT))
        with pytest.raises(LedgerError) as caught:
            batch.run(plan, make_check=lambda _: check, on_row=on_row, stop=stop)
        plan.close()
    return caught.value.code, results


def files(desk: Desk) -> set[str]:
    return {f"credentials/{path.name}" for path in (desk.out / "credentials").glob("*.json")}


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_batch_rows, "SHARD", 2)


@pytest.mark.parametrize("jobs", JOBS)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_run_stops_when_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, after: int
) -> None:
    """What is on disk by then is noted and told, and nothing else; the next run does the rest."""
    monkeypatch.setattr(_batch_rows, "SHARD", 1)
    desk, stop = Desk(tmp_path, jobs=jobs), Stop()
    if not after:
        stop.ask()
    code, results = run(desk, stop, after=after)
    assert code == "run_stopped"
    assert {result.outcome for result in results} <= {RowOutcome.ISSUED}
    assert after <= len(results) < COUNT
    assert {file for result in results for file in result.files} == files(desk)
    assert len(told(tmp_path)["outputs"]) == len(results)
    assert len(desk.issue(rows(COUNT)).issued) == COUNT - len(results)


def test_an_award_is_there_in_all_its_formats_or_in_none(tmp_path: Path) -> None:
    """The second document of the second learner fails: the first one is taken away again."""
    desk = Desk(tmp_path, outputs=(BADGE, SIGNED))
    code, results = run(desk, Stop(), complain_at=4)
    assert code == "self_check_failed"
    assert [(result.outcome, len(result.files)) for result in results] == [(RowOutcome.ISSUED, 2)]
    assert set(results[0].files) == files(desk)
    assert len(desk.issue(rows(COUNT)).issued) == 2 * (COUNT - 1)


@pytest.mark.parametrize("jobs", JOBS)
def test_what_the_ledger_does_not_know_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """Signed files whose note fails are neither "issued" nor "not signed"."""
    desk = Desk(tmp_path, jobs=jobs)
    before = Ledger.transaction
    noted = 0

    def fail_later(ledger: Ledger) -> object:
        nonlocal noted
        noted += (desk.out / "credentials").is_dir()
        if noted > 1:
            raise LedgerError("database or disk is full", code="ledger_unusable")
        return before(ledger)

    monkeypatch.setattr(Ledger, "transaction", fail_later)
    code, results = run(desk, Stop())
    assert code == "ledger_unusable"
    assert [result.outcome for result in results[:2]] == [RowOutcome.ISSUED] * 2
    assert {result.outcome for result in results[2:]} == {RowOutcome.SIGNED}
    assert {file for result in results for file in result.files} == files(desk)
    monkeypatch.undo()
    assert len(desk.issue(rows(COUNT)).issued) == COUNT - 2
