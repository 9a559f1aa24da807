"""Work spread over processes, its results in the order of the tasks.

Processes are forked, so that what they work with, a key among it, need not be sent to them; where there is no
fork the work is done in this process. Each is given one task at a time: memory stays flat, and neither side
waits for the other to read. No process outlives the first one: each watches a pipe that ends with it, since
a run that was killed must write nothing more.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from mcissue.errors import LedgerError, McissueError

__all__ = ["can_fork", "in_order"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_OF_TERMINALS = (signal.SIGINT, *(() if sys.platform == "win32" else (signal.SIGHUP,)))


def can_fork() -> bool:
    """Whether this system lets work be spread over processes."""
    return "fork" in multiprocessing.get_all_start_methods()


def in_order(work: Callable[[_Task], _Result], tasks: Iterable[_Task], *, jobs: int) -> Generator[_Result]:
    """Do the tasks, and give the results in their order.

    Args:
        work: does one task; what it keeps between tasks it keeps in each process for itself.
        tasks: asked for the next one while processes are busy.
        jobs: how many processes; 1 works in this one.

    Raises:
        McissueError, OSError: as `work` raises; `worker_died` if a process was killed. Whenever the work ends
            before all tasks are done, the processes are killed at what they do.
    """
    if jobs == 1 or not can_fork():
        yield from map(work, tasks)
        return
    workers: list[_Worker] = []
    # Nothing is ever written to this pipe: it ends when the last process that may write to it has ended.
    life = multiprocessing.get_context("fork").Pipe(duplex=False)
    try:
        for _ in range(jobs):
            workers.append(_Worker(work, workers, life))
        yield from _results(workers, iter(tasks))
    except BaseException:
        for worker in workers:
            worker.kill()
        raise
    finally:
        for worker in workers:
            worker.stop()
        for end in life:
            end.close()


def _results(workers: list[_Worker], tasks: Iterator[Any]) -> Iterator[Any]:
    end = object()
    free, busy = deque(workers), deque[_Worker]()
    upcoming = next(tasks, end)
    while upcoming is not end or busy:
        while free and upcoming is not end:
            worker = free.popleft()
            worker.send(upcoming)
            busy.append(worker)
            upcoming = next(tasks, end)
        worker = busy.popleft()
        result = worker.receive()
        if upcoming is not end:
            # It works on while the caller deals with the result.
            worker.send(upcoming)
            busy.append(worker)
            yield result
            upcoming = next(tasks, end)
        else:
            free.append(worker)
            yield result


class _Worker:
    """One process, with a pipe in each direction."""

    def __init__(
        self, work: Callable[[Any], Any], others: list[_Worker], life: tuple[Connection, Connection]
    ) -> None:
        context = multiprocessing.get_context("fork")
        theirs_in, self.tasks = context.Pipe(duplex=False)
        self.results, theirs_out = context.Pipe(duplex=False)
        # A process must not keep the others' pipes open: they end when ours are closed.
        parent, alive = life
        foreign = [
            alive,
            self.results,
            self.tasks,
            *(end for other in others for end in (other.results, other.tasks)),
        ]
        self._process = context.Process(
            target=_serve, args=(work, theirs_in, theirs_out, parent, foreign), daemon=True
        )
        self._process.start()
        theirs_in.close()
        theirs_out.close()

    def send(self, task: Any) -> None:
        try:
            self.tasks.send(task)
        except OSError:
            raise _died() from None

    def receive(self) -> Any:
        try:
            good, result = self.results.recv()
        except (EOFError, OSError):
            raise _died() from None
        if not good:
            raise cast("BaseException", result)
        return result

    def kill(self) -> None:
        self._process.kill()

    def stop(self) -> None:
        self.tasks.close()
        self.results.close()
        self._process.join()


def _serve(
    work: Callable[[Any], Any],
    tasks: Connection,
    results: Connection,
    parent: Connection,
    foreign: list[Connection],
) -> None:
    # A terminal signals all processes of a run: the first one stops the others.
    for number in _OF_TERMINALS:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for connection in foreign:
        connection.close()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, BrokenPipeError):
        while True:
            task = tasks.recv()
            try:
                answer = (True, work(task))
            except (McissueError, OSError) as error:
                answer = (False, error)
            except Exception as error:  # noqa: BLE001 - a fault of ours: the first process tells it, once
                answer = (False, RuntimeError(f"{type(error).__name__} in a process of the run"))
            results.send(answer)
    # Nothing of what was inherited is tidied up here, least of all the ledger's connection.
    os._exit(0)


def _end_with(parent: Connection) -> None:
    """End this process at once when the first one has ended, in whatever way."""
    with suppress(EOFError, OSError):
        parent.recv_bytes()
    os._exit(1)


def _died() -> LedgerError:
    return LedgerError(
        "a process of the run has ended unasked: it was killed, or the memory was full",
        code="worker_died",
        mend="Nothing is lost: run again, with fewer --jobs if memory is short.",
    )
