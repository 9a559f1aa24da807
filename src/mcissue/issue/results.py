"""What became of each row of a learner file: the values that summaries and reports are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mcissue.errors import McissueError

__all__ = ["Complaint", "RowOutcome", "RowResult", "complaints_of", "count_outcomes", "row_of"]


class RowOutcome(StrEnum):
    """What became of a row. Each row has exactly one, so counts add up to the rows of the file."""

    ISSUED = "issued"
    SIGNED = "signed"
    SKIPPED = "skipped"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"
    READY = "ready"
    HELD_BACK = "held_back"

    @property
    def words(self) -> str:
        """The same for people."""
        return _WORDS[self]


_WORDS: Mapping[RowOutcome, str] = {
    RowOutcome.ISSUED: "issued",
    RowOutcome.SIGNED: "signed, which the next run will note",
    RowOutcome.SKIPPED: "issued before",
    RowOutcome.TAKEN_BACK: "issued before and taken back since",
    RowOutcome.REFUSED: "refused",
    RowOutcome.READY: "in order",
    RowOutcome.HELD_BACK: "in order but not signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong with a row. Its texts may quote the learner file: they are for the office only.

    Attributes:
        code: the stable code.
        message: what is wrong.
        place: file, sheet, row and column.
        mend: how to mend it.
    """

    code: str
    message: str
    place: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of one row.

    Attributes:
        row: its number in the learner file.
        outcome: what became of it.
        credential: the credential's id; None for a refused row.
        files: names of the files that were written of it, relative to the run's folder.
        complaints: why it was refused.
        learner: who it is about, for reports that the office keeps; None where that is not known.
    """

    row: int
    outcome: RowOutcome
    credential: str | None = None
    files: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    learner: str | None = None


def count_outcomes(results: Iterable[RowResult]) -> dict[RowOutcome, int]:
    """How many rows had each outcome, in the order of the outcomes; those that no row had are left out.

    Args:
        results: one for each row.
    """
    counts = Counter(result.outcome for result in results)
    return {outcome: counts[outcome] for outcome in RowOutcome if counts[outcome]}


def complaints_of(error: McissueError) -> tuple[Complaint, ...]:
    """What an error says, fault by fault.

    Args:
        error: why a row was refused.
    """
    faults = error.detail.get("problems")
    if isinstance(faults, list) and faults:
        return tuple(
            Complaint(code=fault["code"], message=fault["message"], place=fault["path"], mend=fault["mend"])
            for fault in faults
        )
    return (Complaint(code=error.code, message=error.message, place=error.path or "", mend=error.mend or ""),)


def row_of(error: McissueError) -> int | None:
    """The row that an error is about, as `detail["row"]` says; None if it is about the whole file."""
    row = error.detail.get("row")
    return row if isinstance(row, int) else None
