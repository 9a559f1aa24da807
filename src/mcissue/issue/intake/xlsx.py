"""XLSX: one sheet of a workbook, cell by cell, with what people can't see on the screen found and refused.

Read by our own walk over the sheet's XML. A reader of values alone shows a formula as its last result or as
an empty cell, and no hidden row, merged cell or number format; since the XML has to be walked for those
anyway, the values are taken on the same walk, so that there are no two readings of one file
(docs/decisions/0016).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.cells import Cell, TypedCell
from mcissue.issue.intake.package import Attributes, Package, malformed, open_package
from mcissue.issue.intake.source import Source, cell_name, column_letters
from mcissue.issue.intake.workbook import MAX_DIGITS, MAX_TEXT, TextCollector, Workbook, unescape

__all__ = ["SheetTable", "open_xlsx"]

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
"""The last row and column of a sheet (ECMA-376, Excel's limits)."""

MAX_CELLS: Final = 2_000_000
"""Cells with a value that are held in memory: 100,000 rows of twenty columns."""

MAX_SPILLED: Final = 5_000_000
"""Rows that are looked at for formulas which fill ranges, over all of them: a second of work."""

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")


_FIRST_SURE_SERIAL: Final = 61
"""1 March 1900: before it, programs disagree about a 29 February 1900 that never was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """One sheet, read whole.

    Attributes:
        source: file and sheet.
        notes: what was found out about the file.
        hidden_rows: numbers of the rows that aren't shown.
        hidden_columns: numbers of the columns that aren't shown.
        merged: ranges of merged cells.
    """

    source: Source
    notes: tuple[str, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[str, ...]
    cells: dict[int, dict[int, Cell]]

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Every row that has a value: its number, and its cells by column number."""
        yield from self.cells.items()


@dataclass(slots=True)
class _Sheet:
    """What is found while a sheet is walked."""

    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    spilled: list[tuple[int, int, int, int]] = field(default_factory=list)


def open_xlsx(path: Path, *, sheet: str | None) -> SheetTable:
    """Read a sheet of a workbook.

    Args:
        path: the file.
        sheet: the sheet's name; needed where several could be meant.

    Raises:
        RecordError: it is no workbook, a harmful one, or it isn't clear which sheet is meant.
        OSError: the file can't be opened.
    """
    with open_package(path) as package:
        workbook = Workbook(package)
        name, part, notes = workbook.choose(sheet)
        found = _SheetWalk(package, part, workbook).walk()
    _mark_spilled(found, path)
    return SheetTable(
        source=Source(path, sheet=name),
        notes=notes,
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
        merged=tuple(found.merged),
        cells={row: cells for row, cells in found.cells.items() if cells},
    )


class _SheetWalk:
    """One walk over a sheet's XML."""

    def __init__(self, package: Package, part: str, workbook: Workbook) -> None:
        self.package, self.part, self.workbook = package, part, workbook
        self.path = package.path
        self.found = _Sheet()
        self.row = self.column = self.count = 0
        self.cell: Attributes | None = None
        self.formula = False
        self.value: list[str] | None = None
        self.raw = ""
        self.inline = TextCollector(self.path)

    def walk(self) -> _Sheet:
        self.package.walk(self.part, start=self._start, end=self._end, text=self._text)
        return self.found

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell_begins(attributes)
        elif name == "v":
            self.value = []
        elif name == "f":
            self._formula_begins(attributes)
        elif name == "row":
            self._row_begins(attributes)
        elif name == "col":
            self._column(attributes)
        elif name == "mergeCell":
            self.found.merged.append(attributes.get("ref", "")[:40])
        else:
            self.inline.start(name, attributes)

    def _end(self, name: str) -> None:
        if name == "c":
            self._cell_ends()
        elif name == "v":
            self.raw, self.value = "".join(self.value or ()), None
        else:
            self.inline.end(name)

    def _text(self, piece: str) -> None:
        if self.value is not None:
            self.value.append(piece)
        elif self.cell is not None:
            self.inline.text(piece)

    def _row_begins(self, attributes: Attributes) -> None:
        self.row = self._index(attributes.get("r"), self.row, MAX_ROW)
        self.column = 0
        if attributes.get("hidden") in {"1", "true"} or _is_zero(attributes.get("ht")):
            self.found.hidden_rows.add(self.row)

    def _column(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in {"1", "true"} or _is_zero(attributes.get("width")):
            first = self._index(attributes.get("min"), 0, MAX_COLUMN)
            last = self._index(attributes.get("max"), first - 1, MAX_COLUMN)
            self.found.hidden_columns.update(range(first, last + 1))

    def _index(self, text: str | None, before: int, limit: int) -> int:
        """A number that must be greater than the one before it; by default the next one."""
        if text is None:
            return before + 1
        number = int(text) if text.isdecimal() and len(text) < MAX_DIGITS else 0
        if not before < number <= limit:
            raise malformed(self.path, f"rows or columns are out of order near row {self.row}")
        return number

    def _cell_begins(self, attributes: Attributes) -> None:
        self.cell, self.formula, self.raw = attributes, False, ""
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.column > MAX_COLUMN:
                raise malformed(self.path, f"row {self.row} has more than {MAX_COLUMN:,} cells")
        else:
            parts = _REFERENCE.fullmatch(reference)
            column = _column_number(parts[1]) if parts else 0
            if parts is None or int(parts[2]) != self.row or not self.column < column <= MAX_COLUMN:
                raise malformed(self.path, f"cells are out of order in row {self.row}")
            self.column = column

    def _formula_begins(self, attributes: Attributes) -> None:
        self.formula = True
        covered = _RANGE.fullmatch(attributes.get("ref", ""))
        # The result of one formula may fill a whole range of cells that show no formula of their own.
        if covered is not None and attributes.get("t") in {"array", "dataTable"}:
            self.found.spilled.append(
                (int(covered[2]), _column_number(covered[1]), int(covered[4]), _column_number(covered[3]))
            )

    def _cell_ends(self) -> None:
        attributes, self.cell = self.cell or {}, None
        value = self._value(attributes)
        if value is None:
            return
        self.count += 1
        if self.count > MAX_CELLS:
            raise malformed(self.path, f"it has more than {MAX_CELLS:,} cells with values")
        self.found.cells.setdefault(self.row, {})[self.column] = value

    def _value(self, attributes: Attributes) -> Cell | None:
        kind, raw = attributes.get("t", "n"), self.raw
        inline = self.inline.take()
        if self.formula:
            return TypedCell("formula", None, "", raw)
        if kind == "inlineStr":
            return inline or None
        if not raw:
            return None
        if kind == "s":
            return self._shared(raw) or None
        if kind == "str":
            return unescape(raw)
        return self._typed(kind, raw, attributes.get("s", "0"))

    def _shared(self, raw: str) -> str:
        index = int(raw) if raw.isdecimal() and len(raw) < MAX_DIGITS else len(self.workbook.texts)
        if index >= len(self.workbook.texts):
            raise malformed(self.path, f"{cell_name(self.row, self.column)} names a text that is not there")
        return self.workbook.texts[index]

    def _typed(self, kind: str, raw: str, style: str) -> Cell:
        if kind == "b":
            return TypedCell("boolean", raw in {"1", "true"}, "", "TRUE" if raw in {"1", "true"} else "FALSE")
        if kind == "e":
            return TypedCell("error", None, "", raw)
        return self._dated(raw) if kind == "d" else self._number(raw, style)

    def _dated(self, raw: str) -> Cell:
        try:
            return TypedCell("date", datetime.fromisoformat(raw).replace(tzinfo=None), "", raw)
        except ValueError:
            raise self._unreadable(raw) from None

    def _number(self, raw: str, style: str) -> Cell:
        # Python reads more than XML does: blanks, underscores, words.
        if len(raw) > MAX_TEXT or not _NUMBER.fullmatch(raw):
            raise self._unreadable(raw)
        number = float(raw)
        formats = self.workbook.formats
        index = int(style) if style.isdecimal() and len(style) < MAX_DIGITS else 0
        code, dated = formats[index] if index < len(formats) else ("General", False)
        if not dated:
            return TypedCell("number", number, code, raw)
        moment = _moment(number, from_1904=self.workbook.from_1904)
        if moment is None:
            return TypedCell("structure", None, code, f"{raw}, formatted as a date")
        return TypedCell("date", moment, code, moment.isoformat(sep=" "))

    def _unreadable(self, raw: str) -> RecordError:
        return malformed(self.path, f"{cell_name(self.row, self.column)} holds {raw[:40]!r} as a number")


def _mark_spilled(found: _Sheet, path: Path) -> None:
    """Make formulas of the cells that a formula of another cell fills."""
    work = 0
    for top, left, bottom, right in found.spilled:
        wide = bottom - top >= len(found.cells)
        work += len(found.cells) if wide else bottom - top + 1
        if work > MAX_SPILLED:
            raise malformed(path, "its formulas fill too many ranges")
        for row in list(found.cells) if wide else range(top, bottom + 1):
            cells = found.cells.get(row, {}) if top <= row <= bottom else {}
            for column in cells:
                if left <= column <= right:
                    cells[column] = TypedCell("formula", None, "", "")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _is_zero(size: str | None) -> bool:
    return size is not None and re.fullmatch(r"0+(\.0+)?", size) is not None


def _moment(serial: float, *, from_1904: bool) -> datetime | None:
    """The moment of a serial number, whole seconds; None where programs disagree or the calendar ends."""
    if not from_1904 and not serial >= _FIRST_SURE_SERIAL:
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zones
    try:
        return start + timedelta(seconds=round(serial * 86_400))
    except (OverflowError, ValueError):
        return None


def letters_of(columns: frozenset[int]) -> str:
    """Columns as spreadsheet programs call them, for a message."""
    return ", ".join(column_letters(column) for column in sorted(columns)[:20])
