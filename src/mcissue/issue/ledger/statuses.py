"""What the ledger knows of status: lists, places, and what was revoked or suspended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from mcissue.issue.ledger.chain import ChainEntry, add_to_chain
from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.tables import CHANGES, CREDENTIALS, LISTS
from mcissue.issue.ledger.values import Reservation, StatusList
from mcissue.words import format_datetime, parse_datetime

__all__ = ["Statuses"]


class Statuses:
    """Status lists and changes of status; `Ledger.status`.

    Args:
        database: the ledger's database, open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def lists(self) -> list[StatusList]:
        """The status lists, in the order in which they were begun."""
        return [
            StatusList(
                number=row.number,
                purpose=row.purpose,
                url=row.url,
                published=parse_datetime(row.published) if row.published else None,
            )
            for row in self._database.rows(select(LISTS).order_by(LISTS.c.number))
        ]

    def taken(self, list_number: int) -> list[int]:
        """The places of a list that are in use, or were: none is ever used again."""
        query = select(CREDENTIALS.c.place).where(CREDENTIALS.c.list == list_number)
        return [row[0] for row in self._database.rows(query)]

    def places_set(self, list_number: int) -> list[int]:
        """The places of a list whose credentials are revoked or suspended now."""
        last = (
            select(CHANGES.c.credential, func.max(CHANGES.c.number).label("number"))
            .group_by(CHANGES.c.credential)
            .subquery()
        )
        query = (
            select(CREDENTIALS.c.place)
            .join(last, last.c.credential == CREDENTIALS.c.number)
            .join(CHANGES, CHANGES.c.number == last.c.number)
            .where(CREDENTIALS.c.list == list_number, CHANGES.c.verb != "reinstate")
            .order_by(CREDENTIALS.c.place)
        )
        return [row[0] for row in self._database.rows(query)]

    def taken_back(self, numbers: Sequence[int]) -> dict[int, str]:
        """Which of some credentials are revoked or suspended now: number -> `revoke` or `suspend`.

        Args:
            numbers: their numbers in the ledger, not more than one question takes.
        """
        query = select(CHANGES.c.credential, CHANGES.c.verb).where(CHANGES.c.credential.in_(numbers))
        last = {row.credential: row.verb for row in self._database.rows(query.order_by(CHANGES.c.number))}
        return {number: verb for number, verb in last.items() if verb != "reinstate"}

    def note_change(self, credential: int, *, run: int, verb: str, at: datetime, reason: str | None) -> None:
        """Note that a credential is revoked, suspended or reinstated; in a transaction."""
        number = self._database.number(CHANGES)
        row = {"number": number, "credential": credential, "run": run, "verb": verb, "reason": reason}
        self._database.add(CHANGES, [row | {"at": format_datetime(at)}])
        body = (credential, run, verb, format_datetime(at), reason)
        add_to_chain(self._database.connection, [ChainEntry("change", number, body)])

    def note_published(self, list_number: int, *, at: datetime, sha256: bytes) -> None:
        """Note what is about to be published; in a transaction. The file is written after it."""
        values = {"published": format_datetime(at), "sha256": sha256}
        self._database.run(update(LISTS).where(LISTS.c.number == list_number).values(values))

    def list_numbers(self, reservations: Sequence[Reservation]) -> dict[str, int]:
        """The numbers of all lists by address, those of reservations among them; in a transaction.

        Args:
            reservations: what is set aside; a list that is new is begun.
        """
        numbers = {each.url: each.number for each in self.lists()}
        for each in reservations:
            if each.list_url is not None and each.list_url not in numbers:
                number = self._database.number(LISTS)
                numbers[each.list_url] = number
                self._database.add(LISTS, [{"number": number, "purpose": each.purpose, "url": each.list_url}])
        return numbers
