"""The rows of a learner file in shards: each is looked up, counted, and becomes a task or is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from mcissue.errors import LedgerError, McissueError
from mcissue.issue.batch.decide import Decision
from mcissue.issue.batch.digests import AskedRow, RowDigests
from mcissue.issue.batch.held import HeldByLearner
from mcissue.issue.batch.plan import Plan
from mcissue.issue.batch.values import Task
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger import Awards, Known
from mcissue.issue.results import RowOutcome, RowResult, complaints_of, row_of

__all__ = ["SHARD", "OnRow", "RowCount", "Rows", "tasks_of"]

SHARD: Final = 250
"""Rows that go through together, and credentials between two commits: forcing a commit to disk takes longer
than signing a credential."""

MAX_PROBLEMS: Final = 1_000
"""Problems of rows that are kept with their words; the others are counted."""

Rows = Iterable[LearnerRow | McissueError]
OnRow = Callable[[RowResult], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """Counts what becomes of rows, and tells it.

    Attributes:
        plan: where rows are counted and problems kept.
        source: the name of the learner file, for messages.
        on_row: told of rows that are skipped or refused.
    """

    plan: Plan
    source: str
    on_row: OnRow

    def refuse(self, row: int | None, problem: McissueError) -> None:
        """Count a row that can't be issued, and say why.

        Args:
            row: its number, if it has one.
            problem: why.
        """
        self.plan.refused += 1
        where = f"{self.source}, row {row}"
        if problem.path is None:
            problem.path = where
        elif not problem.path.startswith(self.source) and row is not None and "row" not in problem.detail:
            problem.path = f"{where}: {problem.path}"
        if len(self.plan.problems) < MAX_PROBLEMS:
            self.plan.problems.append(problem)
        self.on_row(RowResult(row=row or 0, outcome=RowOutcome.REFUSED, complaints=complaints_of(problem)))

    def skip(self, task: Task) -> None:
        """Count a row of which nothing is left to write."""
        outcome = RowOutcome.TAKEN_BACK if task.taken_back else RowOutcome.SKIPPED
        self.plan.taken_back += task.taken_back
        self.plan.skipped += not task.taken_back
        self.on_row(RowResult(row=task.row.row, outcome=outcome, credential=task.reservation.credential))


def tasks_of(
    rows: Rows,
    *,
    count: RowCount,
    digests: RowDigests,
    decision: Decision,
    awards: Awards,
) -> Iterator[list[Task]]:
    """The rows in shards, with what is to be done with each.

    Args:
        rows: the rows of the learner file; an error stands for a row that can't be read.
        count: counts them.
        digests: says which award a row is about.
        decision: says what is to be done.
        awards: what the ledger knows of awards.

    Raises:
        LedgerError: the ledger can't be used, or does not fit what lies in the folder.
    """
    remaining = iter(rows)
    while shard := list(islice(remaining, SHARD)):
        count.plan.rows += len(shard)
        good: list[AskedRow] = []
        for row in shard:
            if isinstance(row, McissueError):
                count.refuse(row_of(row), row)
                continue
            try:
                good.append(digests.asked(row))
            except McissueError as problem:
                count.refuse(row.row, problem)
        found = awards.known([each.award for each in good])
        asking = [each for each in good if _may_be_held(found.get(each.award))]
        holders = HeldByLearner(
            awards.held(
                digests.course.id,
                learners={learner for each in asking for learner in each.learners},
                emails={each.email for each in asking if each.email},
            )
        )
        tasks = []
        for each in good:
            try:
                task = decision.task(each, found.get(each.award), holders)
            except LedgerError:
                # Not this row's fault.
                raise
            except McissueError as problem:
                count.refuse(each.row.row, problem)
                continue
            if task.outputs:
                tasks.append(task)
            else:
                count.skip(task)
        yield tasks


def _may_be_held(known: Known | None) -> bool:
    """Whether it matters what else the learner holds: not where the award itself is issued and in force."""
    return known is None or not known.outputs or known.taken_back is not None
