"""A wish to stop a run, seen by all its processes: what is under way is finished, nothing else is begun."""

from __future__ import annotations

import mmap

from mcissue.errors import LedgerError

__all__ = ["Stop", "stopped"]


class Stop:
    """Asked of a run from outside, such as by a signal, or by the run itself once something failed."""

    def __init__(self) -> None:
        # Anonymous memory is shared with the processes that are forked later.
        self._flag = mmap.mmap(-1, 1)

    def ask(self) -> None:
        """Ask for the stop; a signal handler may do this, and any process of the run."""
        self._flag[0] = 1

    @property
    def asked(self) -> bool:
        """Whether the run is to stop."""
        return self._flag[0] != 0


def stopped() -> LedgerError:
    """A run ends before all its awards are signed, because it was asked to."""
    return LedgerError(
        "the run was stopped before its end",
        code="run_stopped",
        mend="Nothing is lost: run again, and what is issued is skipped.",
    )
