"""What becomes of each row, as far as the ledger knows: new, taken up, superseding, skipped or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from mcissue.errors import LedgerError, McissueError, RecordError
from mcissue.issue.batch.plan import Plan
from mcissue.issue.batch.values import Task
from mcissue.issue.identity import FIRST, AwardIdentity, content_digest, credential_id, learner_digest
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger.values import Known, Reservation
from mcissue.issue.outputs import CREDENTIALS, Output, file_name
from mcissue.issue.periods import add_period
from mcissue.issue.results import RowOutcome, RowResult, complaints_of, row_of
from mcissue.issue.status_lists import Places, status_problem
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from mcissue.issue.batch.batch import Batch

__all__ = ["SHARD", "OnRow", "RowPlanner", "Rows", "taking_back"]

SHARD: Final = 250
"""Rows that go through together, and credentials between two commits: forcing a commit to disk takes longer
than signing a credential."""

MAX_PROBLEMS: Final = 1_000
"""Problems of rows that are kept with their words; the others are counted."""

Rows = Iterable[LearnerRow | McissueError]
OnRow = Callable[[RowResult], None]


class RowPlanner:
    """Looks each row up in the ledger and decides what is to be done with it.

    Args:
        batch: the batch.
        plan: where rows are counted and problems kept.
        on_row: told of rows that are skipped or refused.
    """

    def __init__(self, batch: Batch, plan: Plan, on_row: OnRow) -> None:
        self._batch, self._plan, self._on_row = batch, plan, on_row

    def tasks(self, rows: Rows) -> Iterator[list[Task]]:
        """The rows in shards, with what the ledger knows of them.

        Args:
            rows: the rows of the learner file; an error stands for a row that can't be read.

        Raises:
            LedgerError: the ledger can't be used, or does not fit what lies in the folder.
        """
        places = (
            Places(self._batch.ledger, purpose=self._batch.status.purpose, base=self._batch.status.base)
            if self._batch.status
            else None
        )
        remaining = iter(rows)
        while shard := list(islice(remaining, SHARD)):
            self._plan.rows += len(shard)
            good: list[tuple[LearnerRow, str, str]] = []
            for row in shard:
                if isinstance(row, McissueError):
                    self.refuse(row_of(row), row)
                    continue
                try:
                    ended = self._with_end(row)
                    good.append((ended, self._award(ended), self._content(ended)))
                except McissueError as problem:
                    self.refuse(row.row, problem)
            known = self._batch.ledger.awards.known([award for _, award, _ in good])
            tasks = []
            for row, award, content in good:
                try:
                    task = self._task(row, award, content, known.get(award), places)
                except LedgerError:
                    # Not this row's fault.
                    raise
                except McissueError as problem:
                    self.refuse(row.row, problem)
                    continue
                if task.outputs:
                    tasks.append(task)
                    continue
                outcome = RowOutcome.TAKEN_BACK if task.taken_back else RowOutcome.SKIPPED
                self._plan.taken_back += task.taken_back
                self._plan.skipped += not task.taken_back
                self._on_row(RowResult(row=row.row, outcome=outcome, credential=task.reservation.credential))
            yield tasks

    def refuse(self, row: int | None, problem: McissueError) -> None:
        """Count a row that can't be issued, and say why.

        Args:
            row: its number, if it has one.
            problem: why.
        """
        self._plan.refused += 1
        where = f"{self._batch.source}, row {row}"
        if problem.path is None:
            problem.path = where
        elif (
            not problem.path.startswith(self._batch.source)
            and row is not None
            and "row" not in problem.detail
        ):
            problem.path = f"{where}: {problem.path}"
        if len(self._plan.problems) < MAX_PROBLEMS:
            self._plan.problems.append(problem)
        self._on_row(RowResult(row=row or 0, outcome=RowOutcome.REFUSED, complaints=complaints_of(problem)))

    def _task(
        self, row: LearnerRow, award: str, content: str, known: Known | None, places: Places | None
    ) -> Task:
        if known is None:
            reservation = self._reservation(row, award, content, places, FIRST)
            self._refuse_unknown_file(reservation)
            return Task(row=row, reservation=reservation, outputs=self._batch.outputs)
        if known.taken_back is not None:
            return self._reissuing(row, award, content, known, places)
        if known.reservation.content in {content, ""}:
            return Task(
                row=row,
                reservation=known.reservation,
                outputs=tuple(output for output in self._batch.outputs if output not in known.outputs),
                number=known.number,
                replaces=known.replaces,
            )
        if not self._was_signed(known):
            return Task(
                row=row,
                reservation=self._corrected(row, content, known.reservation, places),
                outputs=self._batch.outputs,
                number=known.number,
                corrected=True,
                replaces=known.replaces,
            )
        return self._superseding(row, award, content, known, places)

    def _reissuing(
        self, row: LearnerRow, award: str, content: str, known: Known, places: Places | None
    ) -> Task:
        """What is revoked stays so: it gets no further documents, and a successor only on request."""
        if self._batch.reissue_revoked:
            reservation = self._reservation(row, award, content, places, known.reservation.generation + 1)
            return Task(row=row, reservation=reservation, outputs=self._batch.outputs, replaces=known.number)
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

    def _superseding(
        self, row: LearnerRow, award: str, content: str, known: Known, places: Places | None
    ) -> Task:
        credential = known.reservation.credential
        if not self._batch.supersede:
            raise self._changed(known)
        problem = status_problem(known, taking_back(known))
        if problem is not None:
            problem.message = f"{credential} can't be superseded: {problem.message}"
            raise problem
        reservation = self._reservation(row, award, content, places, known.reservation.generation + 1)
        return Task(row=row, reservation=reservation, outputs=self._batch.outputs, replaces=known.number)

    def _changed(self, known: Known) -> RecordError:
        earlier, purpose = known.reservation, self._batch.status.purpose if self._batch.status else None
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

    def _reservation(
        self, row: LearnerRow, award: str, content: str, places: Places | None, generation: int
    ) -> Reservation:
        place = places.choose(award, generation) if places else None
        return Reservation(
            award=award,
            learner=learner_digest(self._batch.ledger.secret, row.key),
            content=content,
            credential=credential_id(self._batch.ledger.secret, award, generation),
            created=format_datetime(self._batch.now),
            row=row.row,
            generation=generation,
            purpose=self._batch.status.purpose if self._batch.status else None,
            list_url=place.list_url if place else None,
            index=place.index if place else None,
        )

    def _corrected(
        self, row: LearnerRow, content: str, earlier: Reservation, places: Places | None
    ) -> Reservation:
        """What was set aside and never signed, with other content; its place stays if it still fits."""
        purpose = self._batch.status.purpose if self._batch.status else None
        if earlier.purpose != purpose:
            return self._reservation(row, earlier.award, content, places, earlier.generation)
        return replace(earlier, content=content, created=format_datetime(self._batch.now), row=row.row)

    def _was_signed(self, known: Known) -> bool:
        """Whether a credential may have left the house: it is noted as issued, or its file is there."""
        return bool(known.outputs) or self._has_file(known.reservation)

    def _has_file(self, reservation: Reservation) -> bool:
        folder = self._batch.out / CREDENTIALS
        return any((folder / file_name(reservation.file, output)).exists() for output in Output)

    def _refuse_unknown_file(self, reservation: Reservation) -> None:
        """A file that the ledger does not know was issued by a later state of it (threats 9.7)."""
        if self._folder_is_used and self._has_file(reservation):
            raise LedgerError(
                f"the file of {reservation.credential} is there already, and the ledger does not know it",
                code="ledger_outdated",
                path=str(self._batch.out / CREDENTIALS),
                mend="The ledger is an old backup, or another one: restore the newest.",
            )

    @cached_property
    def _folder_is_used(self) -> bool:
        return (self._batch.out / CREDENTIALS).is_dir()

    def _with_end(self, row: LearnerRow) -> LearnerRow:
        """The row with the end of validity that follows from the course."""
        award = row.award
        if award.valid_until is not None or self._batch.course.valid_for is None:
            return row
        start = award.valid_from or award.awarded
        until = add_period(start, self._batch.course.valid_for)
        return replace(row, award=award.model_copy(update={"valid_until": until}))

    def _award(self, row: LearnerRow) -> str:
        identity = AwardIdentity(
            issuer=self._batch.issuer.organisation.id,
            course=self._batch.course.id,
            version=self._batch.course.version or "",
            learner=row.key,
            awarded=format_datetime(row.award.awarded),
        )
        return identity.digest(self._batch.ledger.secret)

    def _content(self, row: LearnerRow) -> str:
        content = {"award": row.award.to_data(), **self._common_content}
        if row.language is not None:
            content["language"] = row.language
        if (own := row.course_of(self._batch.course)) is not self._batch.course:
            content["course"] = own.to_data()
        return content_digest(self._batch.ledger.secret, content)

    @cached_property
    def _common_content(self) -> dict[str, object]:
        """What all credentials of the run say."""
        shared = json.dumps(
            [self._batch.course.to_data(), self._batch.issuer.organisation.to_data()],
            ensure_ascii=False,
            sort_keys=True,
        )
        return {
            "shared": sha256(shared.encode("utf-8", "surrogatepass")).hexdigest(),
            "language": self._batch.language,
            "cryptosuite": self._batch.issuer.cryptosuite,
            "purpose": self._batch.status.purpose if self._batch.status else None,
        }


def taking_back(known: Known) -> str:
    """The verb that takes a credential back, by the purpose of its entry."""
    return "suspend" if known.reservation.purpose == "suspension" else "revoke"
