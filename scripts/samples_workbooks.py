"""The sample classes as workbooks, as an office would hand them in: made from the CSV files beside them.

Dates are date cells and grades are numbers, where they are whole; numbers of learners are texts.

    python scripts/samples_workbooks.py [--out FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import re
from datetime import datetime
from pathlib import Path

from mcissue.issue.intake.cells import Cell, TypedCell
from mcissue.issue.sheets import Sheet, workbook_bytes

LEARNERS = Path(__file__).resolve().parents[1] / "samples" / "inputs" / "learners"
SHEET = "Results"
NUMBERS = {"grade", "credits_earned"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=LEARNERS)
    out = parser.parse_args().out
    for path in sorted(LEARNERS.glob("*.csv")):
        (out / f"{path.stem}.xlsx").write_bytes(workbook(path))


def workbook(path: Path) -> bytes:
    text = path.read_text("utf-8-sig")
    delimiter = ";" if text.count(";") > text.count(",") else ","
    header, *rows = csv.reader(text.splitlines(), delimiter=delimiter)
    cells = [[_cell(column, value) for column, value in zip(header, row, strict=True)] for row in rows]
    texts = tuple(
        place
        for place, column in enumerate(header, start=1)
        if column not in NUMBERS and "date" not in column
    )
    return workbook_bytes([Sheet(name=SHEET, rows=[header, *cells], text_columns=texts)])


def _cell(column: str, value: str) -> Cell:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return TypedCell("date", datetime.fromisoformat(value), "", value)
    if column in NUMBERS and re.fullmatch(r"\d+(\.\d+)?", value):
        return TypedCell("number", float(value) if "." in value else int(value), "", value)
    return value


if __name__ == "__main__":
    main()
