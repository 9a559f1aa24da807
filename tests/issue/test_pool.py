"""Work over several processes: results in order, errors as raised, a dead process told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from mcissue.errors import LedgerError, RecordError
from mcissue.issue.batch.pool import can_fork, in_order
from mcissue.issue.batch.spool import Spool

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system has no fork")


def work(task: tuple[str, int]) -> tuple[int, int]:
    what, number = task
    if what == "refuse":
        raise RecordError("no", code="record_invalid", detail={"number": number})
    if what == "full":
        raise OSError(28, "No space left on device")
    if what == "fault":
        raise KeyError("a fault of ours")
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return number, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 20])
def test_results_come_in_the_order_of_the_tasks(jobs: int, count: int) -> None:
    """However many tasks and processes; with several, none is this one."""
    found = list(in_order(work, (("do", number) for number in range(count)), jobs=jobs))
    assert [number for number, _ in found] == list(range(count))
    assert len({process for _, process in found}) == min(jobs, count)
    assert (os.getpid() in {process for _, process in found}) == (jobs == 1 and count > 0)


def test_large_tasks_and_results_do_not_wait_for_each_other() -> None:
    """Both larger than a pipe holds."""
    tasks = ((number, b"x" * 500_000) for number in range(8))
    found = [len(data) + number for number, data in in_order(lambda task: task, tasks, jobs=2)]
    assert found == [500_000 + number for number in range(8)]


def test_errors_arrive_as_they_were_raised() -> None:
    """Ours with all they say, the system's with its number; a fault of ours by its kind."""
    with pytest.raises(RecordError) as caught:
        list(in_order(work, [("do", 1), ("refuse", 2), ("do", 3)], jobs=2))
    assert caught.value.detail == {"number": 2}
    with pytest.raises(OSError, match="No space left"):
        list(in_order(work, [("full", 1)], jobs=2))
    with pytest.raises(RuntimeError, match="KeyError"):
        list(in_order(work, [("fault", 1)], jobs=2))


def test_a_process_that_dies_is_told() -> None:
    """Killed by somebody, or because memory was full."""
    with pytest.raises(LedgerError) as caught:
        list(in_order(work, [("do", 1), ("die", 2), ("do", 3), ("do", 4)], jobs=2))
    assert caught.value.code == "worker_died"


def test_whoever_stops_early_leaves_nobody_behind() -> None:
    """The processes end when their results are no longer wanted."""
    results: Iterator[tuple[int, int]] = in_order(work, [("do", number) for number in range(50)], jobs=2)
    _, process = next(results)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_spool_gives_back_what_it_was_given(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From memory and from a file without a name, to two readers at a time; nothing is left of it."""
    monkeypatch.setattr("mcissue.issue.batch.spool.IN_MEMORY", 1_000)
    folder = tmp_path / "a" / "b"
    with Spool(folder) as spool:
        values = [{"number": number, "text": "x" * 50} for number in range(40)]
        for number, value in enumerate(values):
            spool.add(value)
            assert folder.exists() == (number > 10)
            if number % 13 == 0:
                assert list(spool) == values[: number + 1]
        assert [one for one, _ in zip(spool, spool, strict=True)] == values
        assert list(folder.iterdir()) == []
    assert not (tmp_path / "a").exists()
