"""What becomes of each row: counted always, kept only where a report or the refused rows are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from mcissue.errors import McissueError

if TYPE_CHECKING:
    from mcissue.cli.options.intake import IntakeChoices
    from mcissue.issue import LearnerFile, LearnerRow, Plan, RowResult

__all__ = ["RowKeeper"]


class RowKeeper:
    """Keeps what a run says about its rows.

    Args:
        choices: what the user wants to have back.
        file: the learner file.
        course: the course's title.
        issuer: who signs, by name.
        at: the time of the run.
        dry_run: whether nothing is to be signed.
    """

    def __init__(
        self,
        choices: IntakeChoices,
        file: LearnerFile,
        *,
        course: str,
        issuer: str,
        at: datetime,
        dry_run: bool,
    ) -> None:
        self._choices, self._file = choices, file
        self._course, self._issuer, self._at, self._dry_run = course, issuer, at, dry_run
        self._counts: Counter[str] = Counter()
        self._results: dict[int, RowResult] = {}
        self._learners: dict[int, str] = {}

    def rows(self) -> Iterator[LearnerRow | McissueError]:
        """The rows of the file; whose they are is remembered if a report will name them."""
        wanted = self._choices.report is not None
        return self._file.rows(on_name=self._learners.__setitem__ if wanted else None)

    def tell(self, result: RowResult) -> None:
        """Count a row, and keep it where that is wanted.

        Args:
            result: what became of it.
        """
        self._counts[result.outcome] += 1
        if self._choices.report is not None or (self._choices.rejects is not None and result.complaints):
            self._results[result.row] = result

    def give_back(self) -> None:
        """Write the refused rows, before anything is signed.

        Raises:
            RecordError: another file stands where they were to go.
            OSError: it can't be written.
        """
        self._choices.give_back(self._file, list(self._results.values()))

    def finish(self, plan: Plan, *, blocked: bool = False, stopped: bool = False) -> None:
        """Say the counts, which add up to the rows of the file, and write the report.

        Args:
            plan: what was planned.
            blocked: whether rows that are in order are not signed either.
            stopped: whether that is so because the run ended before its end.

        Raises:
            OSError: the report can't be written.
        """
        from mcissue.issue import RowOutcome
        from mcissue.issue.report_page import summary

        if blocked:
            # Whether it was tried or rehearsed: these rows wait for the others to be mended.
            self._counts.pop(RowOutcome.READY, None)
            self._results = {
                row: result for row, result in self._results.items() if result.outcome is not RowOutcome.READY
            }
            left = plan.rows - sum(self._counts.values())
            if left:
                self._counts[RowOutcome.HELD_BACK] = left
        if plan.rows:
            click.echo(summary({RowOutcome(name): count for name, count in self._counts.items()}), err=True)
        self._keep_report(plan.problems if not plan.rows else (), stopped=stopped)

    def _keep_report(self, faults: Sequence[McissueError], *, stopped: bool) -> None:
        if self._choices.report is None:
            return
        from mcissue.issue import RowOutcome, RowResult, complaints_of
        from mcissue.issue.report_page import RunReport

        for row in self._learners.keys() - self._results.keys():
            self._results[row] = RowResult(row=row, outcome=RowOutcome.HELD_BACK)
        results = [
            replace(result, learner=self._learners.get(row)) for row, result in sorted(self._results.items())
        ]
        self._choices.keep_report(
            RunReport(
                course=self._course,
                issuer=self._issuer,
                source=self._file.path.name,
                at=self._at,
                dry_run=self._dry_run,
                results=results,
                notes=tuple(self._file.notes),
                faults=tuple(complaint for fault in faults for complaint in complaints_of(fault)),
                stopped=stopped,
            )
        )
