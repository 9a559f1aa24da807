"""What the ledger knows of runs: every time that something was done with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.tables import RUNS
from mcissue.words import format_datetime, parse_datetime

__all__ = ["Runs"]


class Runs:
    """Runs and when they were; `Ledger.runs`.

    Args:
        database: the ledger's database, open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def new(self, kind: str, *, at: datetime, course: str | None = None, version: str | None = None) -> int:
        """Note that something begins; in a transaction.

        Args:
            kind: `issue`, `status`, `publish` or `erase`.
            at: the one time of the run.
            course: the id of the course that is issued.
            version: its version.
        """
        number = self._database.number(RUNS)
        row = {"number": number, "kind": kind, "at": format_datetime(at), "course": course}
        self._database.add(RUNS, [row | {"version": version, "finished": int(kind != "issue")}])
        return number

    def finish(self) -> None:
        """Note that nothing of any run is left to do; in a transaction."""
        self._database.run(update(RUNS).where(RUNS.c.finished == 0).values(finished=1))

    @property
    def unfinished(self) -> int | None:
        """The number of a run that was cut short."""
        found: int | None = self._database.one(select(RUNS.c.number).where(RUNS.c.finished == 0).limit(1))
        return found

    @property
    def last_time(self) -> datetime | None:
        """When something was last done with the ledger."""
        last = self._database.one(select(func.max(RUNS.c.at)))
        return parse_datetime(last) if last else None
