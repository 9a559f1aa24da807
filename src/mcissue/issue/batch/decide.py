"""What is to be done with a row, by what the ledger knows of its award and its learner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from mcissue.errors import LedgerError, RecordError
from mcissue.formats.format import Output
from mcissue.formats.outputs import outputs
from mcissue.issue.batch.digests import AskedRow
from mcissue.issue.batch.held import (
    Answers,
    HeldByLearner,
    Settled,
    held_by,
    is_followed,
    settle,
    why_not_superseded,
)
from mcissue.issue.batch.values import Task
from mcissue.issue.identity import credential_id
from mcissue.issue.ledger import Known, Reservation
from mcissue.issue.outputs import file_name
from mcissue.issue.status_lists import Places, taking_back
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
        answers: what the office says about rows whose learner holds something already.
        repeatable: whether a learner may achieve the course again on another day.
        last_erased: the highest generation of credentials that were erased; 0 if none was.
    """

    secret: bytes = field(repr=False)
    now: datetime
    folder: Path
    outputs: tuple[Output, ...]
    purpose: str | None
    places: Places | None
    answers: Answers
    repeatable: bool
    last_erased: int

    def task(self, asked: AskedRow, known: Known | None, holders: HeldByLearner) -> Task:
        """What is to be done with a row.

        Args:
            asked: the row.
            known: the newest credential of its award, if there is one.
            holders: what the ledger holds of the course.

        Raises:
            LedgerError: the folder holds a credential that the ledger does not know (`ledger_outdated`).
            McissueError: the row can't be issued.
        """
        if known is not None and self._stands(known, holders):
            return self._known(asked, known)
        held = held_by(
            holders,
            asked,
            own=known,
            is_issued=self._is_issued,
            repeated_on=asked.awarded if self.repeatable else None,
        )
        settled = settle(held, self.answers, row=asked.row.row)
        if settled.skipped is not None:
            return _left_out(asked, settled.skipped)
        if known is None:
            return self._first(asked, settled)
        if not self._is_issued(known):
            return self._going_on(asked, known, settled)
        if not settled.is_further:
            return self._known(asked, known)
        return self._next(asked, known, replaces=settled.replaces, others=settled.others)

    def _stands(self, known: Known, holders: HeldByLearner) -> bool:
        """Whether an award was issued, and no other award has taken its place: it is judged for itself."""
        superseded = known.taken_back is not None and is_followed(known, holders, self._is_issued)
        return self._is_issued(known) and not superseded

    def _is_issued(self, known: Known) -> bool:
        """Whether a credential counts; what was set aside alone does not, but where somebody took it back."""
        return known.taken_back is not None or self._was_signed(known)

    def _first(self, asked: AskedRow, settled: Settled) -> Task:
        reservation = self._reservation(asked, self.last_erased + 1)
        self._refuse_unknown_file(reservation)
        return Task(
            row=asked.row,
            reservation=reservation,
            outputs=self.outputs,
            replaces=settled.replaces,
            others=settled.others,
        )

    def _next(
        self, asked: AskedRow, known: Known, *, replaces: int | None, others: tuple[int, ...] = ()
    ) -> Task:
        """One more credential of an award."""
        generation = max(known.reservation.generation, self.last_erased) + 1
        return Task(
            row=asked.row,
            reservation=self._reservation(asked, generation),
            outputs=self.outputs,
            replaces=replaces,
            others=others,
        )

    def _known(self, asked: AskedRow, known: Known) -> Task:
        """An award that was signed."""
        if known.taken_back is not None:
            return self._reissuing(asked, known)
        if known.reservation.content in {asked.content, ""}:
            return self._unchanged(asked, known)
        if self.answers.skip_held:
            return _left_out(asked, known)
        if not self.answers.supersede:
            raise self._changed(known)
        problem = why_not_superseded(known)
        if problem is not None:
            raise problem
        return self._next(asked, known, replaces=known.number)

    def _unchanged(self, asked: AskedRow, known: Known) -> Task:
        return Task(
            row=asked.row,
            reservation=known.reservation,
            outputs=tuple(output for output in self.outputs if output.id not in known.outputs),
            number=known.number,
            replaces=known.replaces,
        )

    def _going_on(self, asked: AskedRow, known: Known, settled: Settled) -> Task:
        """An award that was set aside and never signed: it goes on, with what has changed since."""
        if settled.replaces is None and known.reservation.content in {asked.content, ""}:
            return self._unchanged(asked, known)
        return Task(
            row=asked.row,
            reservation=self._corrected(asked, known.reservation),
            outputs=self.outputs,
            number=known.number,
            corrected=True,
            replaces=known.replaces if settled.replaces is None else settled.replaces,
            others=settled.others,
        )

    def _reissuing(self, asked: AskedRow, known: Known) -> Task:
        """What is revoked stays so: it gets no further documents, and a successor only on request."""
        if self.answers.skip_held:
            return _left_out(asked, known)
        if self.answers.reissue_revoked:
            return self._next(asked, known, replaces=known.number)
        if known.reservation.content not in {asked.content, ""}:
            done = "revoked" if known.taken_back == "revoke" else "suspended"
            credential = known.reservation.credential
            raise RecordError(
                "the learner was issued this course on this date before, with other content, and that "
                f"credential was {done}",
                code="award_revoked",
                detail={"credential": credential},
                mend=f"Leave the row out; or give --reissue-revoked to issue it in place of {credential}.",
            )
        return _left_out(asked, known)

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

    def _reservation(self, asked: AskedRow, generation: int) -> Reservation:
        place = self.places.choose(asked.award, generation) if self.places else None
        return Reservation(
            award=asked.award,
            learner=asked.learners[0],
            content=asked.content,
            credential=credential_id(self.secret, asked.award, generation),
            created=format_datetime(self.now),
            row=asked.row.row,
            generation=generation,
            purpose=self.purpose,
            list_url=place.list_url if place else None,
            index=place.index if place else None,
            email=asked.email,
            awarded=asked.awarded,
        )

    def _corrected(self, asked: AskedRow, earlier: Reservation) -> Reservation:
        """What was set aside and never signed, with other content; its place stays if it still fits."""
        if earlier.purpose != self.purpose:
            return self._reservation(asked, earlier.generation)
        return replace(
            earlier,
            content=asked.content,
            created=format_datetime(self.now),
            row=asked.row.row,
            email=asked.email,
            awarded=asked.awarded,
        )

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


def _left_out(asked: AskedRow, held: Known) -> Task:
    """Nothing is written of a row whose learner holds something, or held what was taken back."""
    return Task(
        row=asked.row,
        reservation=held.reservation,
        outputs=(),
        taken_back=held.taken_back is not None,
    )
