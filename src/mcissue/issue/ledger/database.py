"""One open database: transactions, questions, and numbers that are given without asking it each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Executable, Select, Table, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from mcissue.errors import LedgerError
from mcissue.issue.ledger import engine as engines
from mcissue.issue.ledger.tables import ANSWERS, CHANGES, CREDENTIALS, LISTS, OUTPUTS, RUNS

__all__ = ["PAGE", "Database"]

PAGE: Final = 500
"""Rows or keys of one question: SQLite takes 32,766 keys, and a statement's text must stay short."""


class Database:
    """A connection that lives as long as its ledger.

    Args:
        engine: of SQLite or PostgreSQL.
        where: names the ledger in messages.
        whole: whether SQLite shall first check its file.

    Raises:
        LedgerError: the database can't be reached, or its file is damaged.
    """

    def __init__(self, engine: Engine, *, where: str, whole: bool = False) -> None:
        self.where = where
        self._engine = engine
        self._next: dict[str, int] = {}
        with self._ours():
            self.connection: Connection = engine.connect()
        if whole:
            self._check_file()

    def close(self) -> None:
        """Let go; what was not committed is forgotten."""
        self.connection.close()
        self._engine.dispose()

    def _check_file(self) -> None:
        """SQLite's own quick check; `mcissue ledger check` makes the long one (docs/threats.md 9.7)."""
        with self.transaction():
            found = self.connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise LedgerError(
                f"the ledger is damaged: {found}",
                code="ledger_damaged",
                path=self.where,
                mend="Restore it from your backup, with the secret beside it; see docs/ledger.md.",
            )

    def integrity(self) -> list[str]:
        """What SQLite's long check finds wrong; PostgreSQL looks after itself."""
        if self.connection.dialect.name != "sqlite":
            return []
        with self.transaction():
            found = [str(row[0]) for row in self.connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        return [line for line in found if line != "ok"]

    @contextmanager
    def _ours(self) -> Iterator[None]:
        """Only our own errors leave."""
        try:
            yield
        except SQLAlchemyError as error:
            raise engines.ledger_error(error, self.where) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is there at its end, or none of it.

        Raises:
            LedgerError: `ledger_unusable` if the database can't write (a full disk, a lost connection).
        """
        numbers = dict(self._next)
        try:
            with self._ours(), self.connection.begin():
                yield
        except BaseException:
            self._next = numbers
            raise

    def rows(self, query: Executable) -> list[Any]:
        """What a question is answered with."""
        with self._ours():
            if self.connection.in_transaction():
                return list(self.connection.execute(query))
            with self.connection.begin():
                return list(self.connection.execute(query))

    def pages(self, query: Select[Any], number: ColumnElement[int]) -> Iterator[list[Any]]:
        """All rows of a question, some hundred at a time.

        Args:
            query: the question.
            number: the column that orders the rows; it is among what is asked for.
        """
        last = 0
        while rows := self.rows(query.where(number > last).order_by(number).limit(PAGE)):
            yield rows
            last = rows[-1].number

    def one(self, query: Executable) -> Any:
        """The first value of the first row, or None."""
        rows = self.rows(query)
        return rows[0][0] if rows else None

    def add(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Put rows into a table; in a transaction."""
        if rows:
            self.connection.execute(insert(table), rows)

    def run(self, statement: Executable) -> None:
        """Change something; in a transaction."""
        self.connection.execute(statement)

    def number(self, table: Table, count: int = 1) -> int:
        """The first of so many new numbers of a table; nobody else gives any while we hold the lock."""
        first = self._next[table.name]
        self._next[table.name] = first + count
        return first

    def count(self) -> None:
        """Find out which numbers are given already."""
        for table in (RUNS, LISTS, CREDENTIALS, OUTPUTS, CHANGES, ANSWERS):
            self._next[table.name] = self.one(select(func.coalesce(func.max(table.c.number), 0))) + 1
