"""Learner files: CSV, TSV, XLSX and JSON Lines, checked to the last cell before anything is signed.

Whatever can be meant in two ways (another encoding, a decimal comma, another order of dates, one of several
sheets) is refused with the way to state it, never guessed; what was found out is said. Rows are handed out
one by one, so that a file of a million rows needs hardly more memory than one of a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.cells import DATE_ORDERS
from mcissue.issue.intake.columns import COLUMNS, column_name, kind_of
from mcissue.issue.intake.file import LearnerFile, too_many_rows
from mcissue.issue.intake.json_lines import JsonTable, open_json_lines
from mcissue.issue.intake.mapping import ColumnMapping, ReadOptions, read_mapping
from mcissue.issue.intake.rows import LearnerRow
from mcissue.issue.intake.text import DELIMITERS, ENCODINGS, TextTable, open_text
from mcissue.issue.intake.xlsx import SheetTable, open_xlsx

__all__ = [
    "COLUMNS",
    "DATE_ORDERS",
    "DELIMITERS",
    "ENCODINGS",
    "ColumnMapping",
    "Intake",
    "LearnerFile",
    "LearnerRow",
    "ReadOptions",
    "open_learners",
    "read_learners",
    "read_mapping",
]

MAX_ROWS_IN_MEMORY: Final = 200_000
"""Rows that `read_learners` keeps; `open_learners` keeps none."""

_EXCEL: Final = frozenset({".xlsx", ".xlsm"})
_JSON: Final = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A learner file that was read to its end.

    Attributes:
        rows: the good rows, in the order of the file.
        problems: what is wrong with the others, each with its row and column.
        notes: what the reader should know: which delimiter was found, empty rows that were passed over.
    """

    rows: tuple[LearnerRow, ...]
    problems: tuple[RecordError, ...]
    notes: tuple[str, ...]


def open_learners(
    path: Path, *, language: str, award_date: str | None = None, options: ReadOptions | None = None
) -> LearnerFile:
    """Open a learner file and check its header.

    Args:
        path: a CSV or TSV file, a workbook (`.xlsx`) or JSON Lines (`.jsonl`), with the columns of `COLUMNS`.
        language: tag of the language that free texts of the file are written in.
        award_date: the award date of rows that have none of their own, `2026-06-15`.
        options: what was stated about the file.

    Raises:
        RecordError: the file as a whole can't be used: its encoding, header or sheet, or harmful content.
        OSError: the file can't be opened.
    """
    options = options or ReadOptions()
    return LearnerFile(_table(path, options), options=options, language=language, award_date=award_date)


def read_learners(
    path: Path, *, language: str, award_date: str | None = None, options: ReadOptions | None = None
) -> Intake:
    """Read a learner file to its end.

    Args:
        path: the file, as in `open_learners`, of 200,000 rows at most.
        language: tag of the language that free texts of the file are written in.
        award_date: the award date of rows that have none of their own, `2026-06-15`.
        options: what was stated about the file.

    Raises:
        RecordError: the file as a whole can't be used: its encoding, header or sheet, or harmful content.
        OSError: the file can't be opened.
    """
    file = open_learners(path, language=language, award_date=award_date, options=options)
    found = list(islice(file.rows(), MAX_ROWS_IN_MEMORY + 1))
    if len(found) > MAX_ROWS_IN_MEMORY:
        raise too_many_rows(path, MAX_ROWS_IN_MEMORY)
    return Intake(
        rows=tuple(row for row in found if isinstance(row, LearnerRow)),
        problems=tuple(row for row in found if isinstance(row, RecordError)),
        notes=tuple(file.notes),
    )


def _table(path: Path, options: ReadOptions) -> TextTable | SheetTable | JsonTable:
    """What the name says that it is; what stands in it is checked by whoever reads it."""
    suffix, mapping = path.suffix.lower(), options.mapping
    _refuse_unfit(path, suffix, options)
    if suffix in _EXCEL:
        return open_xlsx(path, sheet=options.sheet or mapping.sheet)
    if suffix in _JSON:
        return open_json_lines(path)

    def known(header: str) -> bool:
        if header.strip() in mapping.columns or header.strip() in mapping.ignore:
            return True
        return kind_of(column_name(header)) is not None

    return open_text(
        path,
        encoding=options.encoding or mapping.encoding,
        delimiter=options.delimiter or mapping.mark,
        known=known,
    )


def _refuse_unfit(path: Path, suffix: str, options: ReadOptions) -> None:
    """What was stated about another kind of file is not passed over: somebody meant something by it."""
    text = suffix not in _EXCEL and suffix not in _JSON
    stated = {"an encoding": options.encoding, "a delimiter": options.delimiter} if not text else {}
    if suffix not in _EXCEL:
        stated["a sheet"] = options.sheet
    unfit = [name for name, value in stated.items() if value is not None]
    if unfit:
        raise RecordError(
            f"{' and '.join(unfit)} was stated, and files of this kind have none to choose",
            code="option_unfit",
            path=str(path),
            mend="Leave it out; or give the file the ending of its kind.",
        )
