"""Rows that were refused, given back in the shape of their own file, with the reason beside each.

The office mends them there and hands the file in again. Our two columns begin with `mcissue_`, which the
intake passes over; the others are as they were, so a second run needs the same options as the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from mcissue.carrier.files import write_whole
from mcissue.errors import RecordError
from mcissue.issue.intake import LearnerFile
from mcissue.issue.intake.cells import Cell, TypedCell
from mcissue.issue.intake.columns import NOTES_PREFIX, column_name
from mcissue.issue.intake.json_lines import JsonTable
from mcissue.issue.intake.text import TextTable
from mcissue.issue.intake.xlsx import SheetTable
from mcissue.issue.sheets import Sheet, csv_bytes, workbook_bytes
from mcissue.jsonld.read import JsonValue

__all__ = ["check_rejects_path", "write_rejects"]

ROW: Final = f"{NOTES_PREFIX}row"
REASON: Final = f"{NOTES_PREFIX}reason"

MAX_SHEET_NAME: Final = 31
"""Characters of a sheet's name (a limit of Excel)."""


def check_rejects_path(path: Path, file: LearnerFile) -> None:
    """Refuse a place where refused rows could not be written to or would destroy something.

    Args:
        path: where they are to go.
        file: the learner file.

    Raises:
        RecordError: `rejects_unfit`.
    """
    wanted = _suffixes(file)
    if path.suffix.lower() not in wanted:
        raise RecordError(
            f"refused rows are written in the form of {file.path.name}",
            code="rejects_unfit",
            path=str(path),
            mend=f"Give a name that ends in {' or '.join(wanted)}.",
        )
    if path.exists() and path.samefile(file.path):
        raise RecordError(
            "this is the learner file itself", code="rejects_unfit", path=str(path), mend="Give another name."
        )


def write_rejects(path: Path, file: LearnerFile, reasons: Mapping[int, str]) -> bool:
    """Write the refused rows of a learner file.

    Args:
        path: where they go; a file of the same content is left as it is, another one is never overwritten.
        file: the learner file; it is read again.
        reasons: row -> why it was refused.

    Returns:
        Whether a file was written: there is none without a refused row.

    Raises:
        RecordError: `rejects_unfit` if the place is taken by another file, or the name is of another kind.
        OSError: the file can't be written.
    """
    check_rejects_path(path, file)
    if not reasons:
        return False
    table = file.table
    if isinstance(table, TextTable):
        data = _text(table, file, reasons)
    elif isinstance(table, SheetTable):
        data = _workbook(table, file, reasons)
    else:
        data = _lines(table, reasons)
    if path.exists():
        if path.read_bytes() == data:
            return True
        raise RecordError(
            "there is already another file of this name, which somebody may have worked on",
            code="rejects_unfit",
            path=str(path),
            mend="Move it away, or give another name.",
        )
    write_whole(path, data)
    return True


def _suffixes(file: LearnerFile) -> tuple[str, ...]:
    if isinstance(file.table, TextTable):
        return (".csv", ".tsv", ".txt")
    return (".xlsx",) if isinstance(file.table, SheetTable) else (".jsonl", ".ndjson")


def _one_line(reason: str) -> str:
    return " ".join(reason.split())


def _kept(file: LearnerFile) -> list[int]:
    """Columns, counted from 0, that are not ours from an earlier run."""
    return [
        place
        for place, (header, _) in enumerate(file.headers)
        if not column_name(header).startswith(NOTES_PREFIX)
    ]


def _text(table: TextTable, file: LearnerFile, reasons: Mapping[int, str]) -> bytes:
    kept = _kept(file)

    def rows() -> Iterator[list[str]]:
        for number, cells in table.rows():
            note = [ROW, REASON] if number == file.header_row else None
            if number in reasons:
                note = [str(number), _one_line(reasons[number])]
            if note is not None:
                whole = len(cells) == len(file.headers)
                yield [*note, *([cells[place] for place in kept] if whole else cells)]

    try:
        return csv_bytes(rows(), delimiter=table.delimiter, encoding=table.encoding)
    except UnicodeEncodeError:
        # A reason may quote a letter of our own messages that an old encoding lacks.
        return csv_bytes(rows(), delimiter=table.delimiter)


def _workbook(table: SheetTable, file: LearnerFile, reasons: Mapping[int, str]) -> bytes:
    kept = _kept(file)
    rows: list[list[Cell]] = [[ROW, REASON, *(file.headers[place][0] for place in kept)]]
    for number, cells in table.rows():
        if number in reasons:
            row: list[Cell] = [TypedCell("number", number, "", str(number)), _one_line(reasons[number])]
            last = max(cells, default=0)
            stray = [cells.get(place + 1, "") for place in range(len(file.headers), last)]
            rows.append([*row, *(cells.get(place + 1, "") for place in kept), *stray])
    name = table.source.sheet or "learners"
    return workbook_bytes([Sheet(name=name[:MAX_SHEET_NAME], rows=rows)])


def _lines(table: JsonTable, reasons: Mapping[int, str]) -> bytes:
    lines: list[bytes] = []
    for number, line in table.raw_lines():
        if number not in reasons:
            continue
        found = table.object_of(line)
        if found is None:
            lines.append(line.rstrip(b"\r\n"))
            continue
        kept: dict[str, JsonValue] = {
            name: value for name, value in found.items() if not column_name(name).startswith(NOTES_PREFIX)
        }
        noted = {ROW: number, REASON: _one_line(reasons[number]), **kept}
        lines.append(json.dumps(noted, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return b"".join(line + b"\n" for line in lines)
