"""What the ledger knows of awards: what was set aside for them, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from mcissue.issue.ledger.chain import ChainEntry, add_to_chain
from mcissue.issue.ledger.database import PAGE, Database
from mcissue.issue.ledger.statuses import Statuses
from mcissue.issue.ledger.tables import ANSWERS, CREDENTIALS, OUTPUTS, RUNS
from mcissue.issue.ledger.values import Known, Reservation, Reserved
from mcissue.words import format_datetime

__all__ = ["Awards", "reservation_of"]


class Awards:
    """Credentials that were set aside; `Ledger.awards`.

    Args:
        database: the ledger's database, open.
        status: what the same ledger knows of status.
    """

    def __init__(self, database: Database, status: Statuses) -> None:
        self._database, self._status = database, status

    def known(self, awards: Sequence[str]) -> dict[str, Known]:
        """The newest credentials of some awards.

        Args:
            awards: digests of awards.
        """
        found: dict[str, Known] = {}
        for start in range(0, len(awards), PAGE):
            keys = [bytes.fromhex(award) for award in awards[start : start + PAGE]]
            for known in self._known(CREDENTIALS.c.award.in_(keys)):
                award = known.reservation.award
                if award not in found or found[award].reservation.generation < known.reservation.generation:
                    found[award] = known
        return found

    def held(self, course: str, *, learners: Collection[str], emails: Collection[str]) -> list[Known]:
        """All credentials of a course, whatever its version, that some learners have or had.

        Args:
            course: the course's id.
            learners: digests of the keys that identify them.
            emails: digests of their e-mail addresses.

        Returns:
            What any of these digests leads to, and what has taken its place, by number.
        """
        found: dict[int, Known] = {}
        # One question for each index: with OR the database might read the whole table. An address may have
        # been the key once; the other way round it is an address in the row too.
        for column, digests in ((CREDENTIALS.c.learner, {*learners, *emails}), (CREDENTIALS.c.email, emails)):
            asked_for = [bytes.fromhex(digest) for digest in sorted(digests)]
            for start in range(0, len(asked_for), PAGE):
                self._gather(found, column.in_(asked_for[start : start + PAGE]), RUNS.c.course == course)
        # Where number and address were both corrected, only what was superseded leads to its successor.
        asked: set[int] = set()
        while (
            wanted := {each.replaced_by for each in found.values() if each.replaced_by} - found.keys() - asked
        ):
            asked |= wanted
            self._gather(found, CREDENTIALS.c.number.in_(wanted))
        return [found[number] for number in sorted(found)]

    def with_linked(self, credentials: Sequence[Known]) -> list[Known]:
        """Some credentials, with all that they superseded and that superseded them.

        Args:
            credentials: those of one learner.
        """
        found = {each.number: each for each in credentials}
        asked: set[int] = set()
        while wanted := (
            {number for each in found.values() for number in (each.replaces, each.replaced_by) if number}
            - found.keys()
            - asked
        ):
            asked |= wanted
            self._gather(found, CREDENTIALS.c.number.in_(wanted))
        return [found[number] for number in sorted(found)]

    def _gather(self, found: dict[int, Known], *wanted: Any) -> None:
        found |= {each.number: each for each in self._known(*wanted)}

    @property
    def last_erased(self) -> int:
        """The highest generation of any credential that was erased; nobody knows which award it was of."""
        query = select(func.coalesce(func.max(CREDENTIALS.c.generation), 0))
        return int(self._database.one(query.where(CREDENTIALS.c.erased.is_not(None))))

    def without_keys(self, keys_from: int) -> int:
        """How many credentials were set aside by an earlier mcissue, which noted no date and no address.

        Args:
            keys_from: the first number of which they are known.
        """
        early = (CREDENTIALS.c.number < keys_from) & CREDENTIALS.c.erased.is_(None)
        return int(self._database.one(select(func.count()).select_from(CREDENTIALS).where(early)))

    def find(
        self,
        *,
        number: int | None = None,
        credential: str | None = None,
        learner: str | None = None,
        run: int | None = None,
        row: int | None = None,
    ) -> list[Known]:
        """Credentials by what identifies them; all that is given must fit.

        Args:
            number: its number in the ledger.
            credential: the credential's id.
            learner: the learner's digest.
            run: the run that set them aside.
            row: their row in the learner file of that run.
        """
        wanted: list[Any] = []
        if number is not None:
            wanted.append(CREDENTIALS.c.number == number)
        if credential is not None:
            wanted.append(CREDENTIALS.c.credential == credential)
        if learner is not None:
            wanted.append(CREDENTIALS.c.learner == bytes.fromhex(learner))
        if run is not None:
            wanted.append(CREDENTIALS.c.run == run)
        if row is not None:
            wanted.append(CREDENTIALS.c.row == row)
        assert wanted, "something must be given"
        return self._known(*wanted)

    def _known(self, *wanted: Any) -> list[Known]:
        query = select(CREDENTIALS, RUNS.c.version).join(RUNS, RUNS.c.number == CREDENTIALS.c.run)
        rows = self._database.rows(query.where(*wanted, CREDENTIALS.c.erased.is_(None)))
        if not rows:
            return []
        lists = {each.number: each for each in self._status.lists()}
        outputs: dict[int, set[str]] = {}
        taken_back: dict[int, str | None] = {}
        numbers = [row.number for row in rows]
        for start in range(0, len(numbers), PAGE):
            asked = numbers[start : start + PAGE]
            query = select(OUTPUTS.c.credential, OUTPUTS.c.output).where(OUTPUTS.c.credential.in_(asked))
            for credential, output in self._database.rows(query):
                outputs.setdefault(credential, set()).add(output)
            taken_back |= self._status.taken_back(asked)
        return [
            Known(
                number=row.number,
                run=row.run,
                reservation=reservation_of(
                    row,
                    purpose=lists[row.list].purpose if row.list else None,
                    list_url=lists[row.list].url if row.list else None,
                ),
                outputs=frozenset(outputs.get(row.number, ())),
                replaces=row.replaces,
                replaced_by=row.replaced_by,
                taken_back=taken_back.get(row.number),
                version=row.version or "",
            )
            for row in sorted(rows, key=lambda row: row.number)
        ]

    def reserve(self, awards: Sequence[Reserved], *, run: int, at: datetime) -> int:
        """Set new awards aside; in a transaction.

        Args:
            awards: what is set aside.
            run: the run.
            at: when.

        Returns:
            The number of the first; the others follow it.
        """
        first = self._database.number(CREDENTIALS, len(awards))
        lists = self._status.list_numbers([award.reservation for award in awards])
        self._database.add(
            CREDENTIALS,
            [
                {
                    "number": number,
                    "run": run,
                    "row": each.row,
                    "award": bytes.fromhex(each.award),
                    "generation": each.generation,
                    "learner": bytes.fromhex(each.learner) or None,
                    "email": bytes.fromhex(each.email) or None,
                    "awarded": each.awarded or None,
                    "content": bytes.fromhex(each.content) or None,
                    "credential": each.credential,
                    "created": each.created,
                    "list": lists[each.list_url] if each.list_url else None,
                    "place": each.index,
                    "replaces": award.replaces,
                }
                for number, award in enumerate(awards, first)
                for each in (award.reservation,)
            ],
        )
        for number, award in enumerate(awards, first):
            self._link(number, award, at)
        return first

    def _link(self, number: int, award: Reserved, at: datetime) -> None:
        """Note what a credential has to do with others."""
        if award.replaces is not None:
            old = CREDENTIALS.c.number == award.replaces
            self._database.run(update(CREDENTIALS).where(old).values(replaced_by=number))
        if not award.others:
            return
        moment = format_datetime(at)
        answers = list(enumerate(award.others, self._database.number(ANSWERS, len(award.others))))
        self._database.add(
            ANSWERS,
            [
                {"number": answer, "credential": number, "other": other, "at": moment}
                for answer, other in answers
            ],
        )
        entries = [ChainEntry("answer", answer, (number, other, moment)) for answer, other in answers]
        add_to_chain(self._database.connection, entries)

    def correct(self, number: int, award: Reserved, *, at: datetime) -> None:
        """Note what a credential that was never signed will say instead; in a transaction.

        Args:
            number: its number in the ledger.
            award: what is set aside instead.
            at: when.
        """
        reservation = award.reservation
        lists = self._status.list_numbers([reservation])
        values = {
            "content": bytes.fromhex(reservation.content),
            "email": bytes.fromhex(reservation.email) or None,
            "awarded": reservation.awarded,
            "created": reservation.created,
            "row": reservation.row,
            "list": lists[reservation.list_url] if reservation.list_url else None,
            "place": reservation.index,
            "replaces": award.replaces,
        }
        self._database.run(update(CREDENTIALS).where(CREDENTIALS.c.number == number).values(values))
        self._link(number, award, at)


def reservation_of(row: Any, *, purpose: str | None, list_url: str | None) -> Reservation:
    """What was set aside, from its row in the table of credentials, and the list that its place is in."""
    return Reservation(
        award=row.award.hex(),
        learner=(row.learner or b"").hex(),
        content=(row.content or b"").hex(),
        credential=row.credential,
        created=row.created,
        row=row.row,
        generation=row.generation,
        purpose=purpose,
        list_url=list_url,
        index=row.place,
        email=(row.email or b"").hex(),
        awarded=row.awarded or "",
    )
