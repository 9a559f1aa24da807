"""What the ledger knows of awards: what was set aside for them, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from mcissue.issue.ledger.database import PAGE, Database
from mcissue.issue.ledger.statuses import Statuses
from mcissue.issue.ledger.tables import CREDENTIALS, OUTPUTS
from mcissue.issue.ledger.values import Known, Reservation

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
        lists = {each.number: each for each in self._status.lists()}
        rows = self._database.rows(select(CREDENTIALS).where(*wanted, CREDENTIALS.c.erased.is_(None)))
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
            )
            for row in sorted(rows, key=lambda row: row.number)
        ]

    def reserve(self, awards: Sequence[tuple[Reservation, int | None]], *, run: int) -> int:
        """Set new awards aside; in a transaction.

        Args:
            awards: what is set aside, and the number of the credential that it supersedes.
            run: the run.

        Returns:
            The number of the first; the others follow it.
        """
        first = self._database.number(CREDENTIALS, len(awards))
        lists = self._status.list_numbers([reservation for reservation, _ in awards])
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
                    "content": bytes.fromhex(each.content) or None,
                    "credential": each.credential,
                    "created": each.created,
                    "list": lists[each.list_url] if each.list_url else None,
                    "place": each.index,
                    "replaces": replaces,
                }
                for number, (each, replaces) in enumerate(awards, first)
            ],
        )
        for number, (_, replaces) in enumerate(awards, first):
            if replaces is not None:
                old = CREDENTIALS.c.number == replaces
                self._database.run(update(CREDENTIALS).where(old).values(replaced_by=number))
        return first

    def correct(self, number: int, reservation: Reservation) -> None:
        """Note what a credential that was never signed will say instead; in a transaction."""
        lists = self._status.list_numbers([reservation])
        values = {
            "content": bytes.fromhex(reservation.content),
            "created": reservation.created,
            "row": reservation.row,
            "list": lists[reservation.list_url] if reservation.list_url else None,
            "place": reservation.index,
        }
        self._database.run(update(CREDENTIALS).where(CREDENTIALS.c.number == number).values(values))


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
    )
