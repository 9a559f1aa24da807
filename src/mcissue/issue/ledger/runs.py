"""What the ledger knows of runs: every time that something was done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from mcissue.issue.ledger.chain import ChainEntry, add_to_chain
from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.tables import RUNS
from mcissue.words import format_datetime, parse_datetime

__all__ = ["Runs", "clock_body"]


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
            kind: `issue`, `status`, `publish`, `erase` or `clock`.
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
        """When something was last done with the ledger, by the clock that was accepted last."""
        last = self._database.one(select(func.max(RUNS.c.at)).where(RUNS.c.number >= self._last_accepted()))
        return parse_datetime(last) if last else None

    def ahead(self, now: datetime) -> list[tuple[int, str, datetime]]:
        """The runs since the clock was last accepted that lie in the future: number, kind and time.

        Args:
            now: the present time.
        """
        since = (RUNS.c.number >= self._last_accepted()) & (RUNS.c.at > format_datetime(now))
        rows = self._database.rows(select(RUNS).where(since).order_by(RUNS.c.number))
        return [(row.number, row.kind, parse_datetime(row.at)) for row in rows]

    def accept_clock(self, now: datetime) -> int:
        """Note that the clock is right though runs lie ahead of it; in a transaction. The chain keeps it.

        Args:
            now: the present time.
        """
        number = self.new("clock", at=now)
        body = clock_body(self._database, number)
        add_to_chain(self._database.connection, [ChainEntry("clock", number, body)])
        return number

    def accepted(self) -> list[datetime]:
        """The times of runs that were ahead when the clock was accepted: what they published is no future."""
        rows = self._database.rows(select(RUNS.c.number, RUNS.c.at).where(RUNS.c.kind == "clock"))
        found: set[str] = set()
        for clock in rows:
            earlier = (RUNS.c.number < clock.number) & (RUNS.c.at > clock.at)
            found.update(row[0] for row in self._database.rows(select(RUNS.c.at).where(earlier)))
        return [parse_datetime(text) for text in sorted(found)]

    def _last_accepted(self) -> int:
        number: int | None = self._database.one(select(func.max(RUNS.c.number)).where(RUNS.c.kind == "clock"))
        return number or 0


def clock_body(database: Database, number: int) -> tuple[Any, ...]:
    """What is put down of an accepted clock: the run, its time, and the latest time before it.

    Args:
        database: the ledger's database, open.
        number: the number of the run that accepted it.
    """
    at = database.one(select(RUNS.c.at).where(RUNS.c.number == number))
    return number, at, database.one(select(func.max(RUNS.c.at)).where(RUNS.c.number < number))
