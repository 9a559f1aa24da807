"""What is to be done with a row, by what the ledger knows of its award: issue it, supersede, skip, refuse."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from mcissue.errors import LedgerError, RecordError
from mcissue.formats.format import Output
from mcissue.formats.outputs import outputs
from mcissue.issue.batch.values import Task
from mcissue.issue.identity import FIRST, credential_id, learner_digest
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger import Known, Reservation
from mcissue.issue.outputs import file_name
from mcissue.issue.status_lists import Places, status_problem, taking_back
from mcissue.words import format_datetime

__all__ = ["Decision"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Decides about the rows of one run.

    Attributes:
        secret: the ledger's secret.
        now: the time of the run.
        folder: where credentials lie.
        outputs: which documents to write of each record.
        purpose: the purpose of status entries; None if there are none.
        places: the free places of their lists; None if there are none.
        supersede: whether a changed row is issued again, and its former credential revoked.
        reissue_revoked: whether a row is issued again whose credential was revoked or suspended.
    """

    secret: bytes = field(repr=False)
    now: datetime
    folder: Path
    outputs: tuple[Output, ...]
    purpose: str | None
    places: Places | None
    supersede: bool
    reissue_revoked: bool

    def task(self, row: LearnerRow, award: str, content: str, known: Known | None) -> Task:
        """What is to be done with a row.

        Args:
            row: the row, with the end of its validity.
            award: the digest of its award.
            content: the digest of what its credential will say.
            known: the newest credential of that award, if there is one.

        Raises:
            LedgerError: the folder holds a credential that the ledger does not know (`ledger_outdated`).
            McissueError: the row can't be issued.
        """
        if known is None:
            reservation = self._reservation(row, award, content, FIRST)
            self._refuse_unknown_file(reservation)
            return Task(row=row, reservation=reservation, outputs=self.outputs)
        if known.taken_back is not None:
            return self._reissuing(row, award, content, known)
        if known.reservation.content in {content, ""}:
            return Task(
                row=row,
                reservation=known.reservation,
                outputs=tuple(output for output in self.outputs if output.id not in known.outputs),
                number=known.number,
                replaces=known.replaces,
            )
        if not self._was_signed(known):
            return Task(
                row=row,
                reservation=self._corrected(row, content, known.reservation),
                outputs=self.outputs,
                number=known.number,
                corrected=True,
                replaces=known.replaces,
            )
        return self._superseding(row, award, content, known)

    def _reissuing(self, row: LearnerRow, award: str, content: str, known: Known) -> Task:
        """What is revoked stays so: it gets no further documents, and a successor only on request."""
        if self.reissue_revoked:
            reservation = self._reservation(row, award, content, known.reservation.generation + 1)
            return Task(row=row, reservation=reservation, outputs=self.outputs, replaces=known.number)
        if known.reservation.content not in {content, ""}:
            done = "revoked" if known.taken_back == "revoke" else "suspended"
            credential = known.reservation.credential
            raise RecordError(
                "the learner was issued this course on this date before, with other content, and that "
                f"credential was {done}",
                code="award_revoked",
                detail={"credential": credential},
                mend=f"Leave the row out; or give --reissue-revoked to issue it in place of {credential}.",
            )
        return Task(row=row, reservation=known.reservation, outputs=(), taken_back=True)

    def _superseding(self, row: LearnerRow, award: str, content: str, known: Known) -> Task:
        credential = known.reservation.credential
        if not self.supersede:
            raise self._changed(known)
        problem = status_problem(known, taking_back(known))
        if problem is not None:
            problem.message = f"{credential} can't be superseded: {problem.message}"
            raise problem
        reservation = self._reservation(row, award, content, known.reservation.generation + 1)
        return Task(row=row, reservation=reservation, outputs=self.outputs, replaces=known.number)

    def _changed(self, known: Known) -> RecordError:
        earlier, purpose = known.reservation, self.purpose
        message = "the learner was issued this course on this date before, with "
        if earlier.purpose != purpose:
            options = f"--status-purpose {earlier.purpose}" if earlier.purpose else "--no-status"
            message += options
            undo = f"Give {options} as then"
        else:
            message += "other content"
            undo = "Undo the change, be it in the row, the course, the issuer, or an option of the run"
        anew = f"; or give --supersede to issue it anew and {taking_back(known)} {earlier.credential}"
        return RecordError(
            message,
            code="award_changed",
            detail={"credential": earlier.credential},
            mend=f"{undo}{anew if earlier.purpose else ''}.",
        )

    def _reservation(self, row: LearnerRow, award: str, content: str, generation: int) -> Reservation:
        place = self.places.choose(award, generation) if self.places else None
        return Reservation(
            award=award,
            learner=learner_digest(self.secret, row.key),
            content=content,
            credential=credential_id(self.secret, award, generation),
            created=format_datetime(self.now),
            row=row.row,
            generation=generation,
            purpose=self.purpose,
            list_url=place.list_url if place else None,
            index=place.index if place else None,
        )

    def _corrected(self, row: LearnerRow, content: str, earlier: Reservation) -> Reservation:
        """What was set aside and never signed, with other content; its place stays if it still fits."""
        purpose = self.purpose
        if earlier.purpose != purpose:
            return self._reservation(row, earlier.award, content, earlier.generation)
        return replace(earlier, content=content, created=format_datetime(self.now), row=row.row)

    def _was_signed(self, known: Known) -> bool:
        """Whether a credential may have left the house: it is noted as issued, or its file is there."""
        return bool(known.outputs) or self._has_file(known.reservation)

    def _has_file(self, reservation: Reservation) -> bool:
        return any((self.folder / file_name(reservation.file, output)).exists() for output in outputs())

    def _refuse_unknown_file(self, reservation: Reservation) -> None:
        """A file that the ledger does not know was issued by a later state of it (docs/threats.md 9.7)."""
        if self._folder_is_used and self._has_file(reservation):
            raise LedgerError(
                f"the file of {reservation.credential} is there already, and the ledger does not know it",
                code="ledger_outdated",
                path=str(self.folder),
                mend="The ledger is an old backup, or another one: restore the newest.",
            )

    @cached_property
    def _folder_is_used(self) -> bool:
        return self.folder.is_dir()
