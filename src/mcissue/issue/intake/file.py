"""A learner file that is open: its header is in order, and its rows are handed out one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.identity import normal_key
from mcissue.issue.intake.cells import Cell, CellFault, cell_text, is_blank
from mcissue.issue.intake.columns import (
    COLUMNS,
    KEYS,
    NAMES,
    NOTES_PREFIX,
    CellKind,
    check_header,
    column_name,
    kind_of,
    nearest_column,
)
from mcissue.issue.intake.json_lines import JsonTable
from mcissue.issue.intake.mapping import ReadOptions
from mcissue.issue.intake.rows import LearnerRow, RowReader
from mcissue.issue.intake.seen_keys import SeenKeys
from mcissue.issue.intake.source import Source
from mcissue.issue.intake.text import TextTable
from mcissue.issue.intake.xlsx import SheetTable, letters_of

__all__ = ["LearnerFile", "too_many_rows"]

MAX_ROWS: Final = 2_000_000
"""Rows of one file: twice what a sheet can have."""

MAX_HEADERS: Final = 300
"""Cells of a header. The widest export of a student system that was seen has 120."""

MAX_EMPTY_ROWS: Final = 100_000
"""Rows without a value: a spreadsheet that was formatted to its end leaves some ten thousand."""

MAX_SHOWN: Final = 20


class LearnerFile:
    """A learner file whose header is in order.

    Attributes:
        path: the file.
        notes: what the reader should know; complete once `rows` came to its end.
        table: the file as a table of cells: `mcissue.issue.rejects` writes rows back from it.
        header_row: the number of the header's row; 0 where there is none.
        headers: of each column what stands in the header, and our name for it; None if it is passed over.
    """

    def __init__(
        self,
        table: TextTable | SheetTable | JsonTable,
        *,
        options: ReadOptions,
        language: str,
        award_date: str | None,
    ) -> None:
        self.table = table
        self.path = table.source.path
        self.notes: list[str] = [] if isinstance(table, JsonTable) else list(table.notes)
        self._mapping = options.mapping
        constants = _constants(options, self.path)
        self.header_row, self.headers = self._read_header(constants)
        self._columns = {
            position: column
            for position, (_, column) in enumerate(self.headers, start=1)
            if column is not None
        }
        if isinstance(table, SheetTable):
            _check_sheet(table, self.header_row, self._columns)
        self._reader = RowReader(
            source=table.source,
            language=language,
            award_date=award_date,
            rules=options.rules,
            constants=constants,
            strict_key="learner_id" in self._columns.values(),
            kinds={column: kind for column in self._columns.values() if (kind := kind_of(column))},
        )

    def rows(
        self, *, on_name: Callable[[int, str], None] | None = None
    ) -> Iterator[LearnerRow | RecordError]:
        """Every row that isn't empty, in the order of the file: the learner, or what is wrong with the row.

        An error's `detail["row"]` is its row. The file is read anew each time.

        Args:
            on_name: told of each row whose it is, also of one that is refused: its name as it stands there,
                else its number or address. For reports to the office.

        Raises:
            RecordError: nothing behind this row can be read (quotes that don't end), the file has too many
                rows, or no learner at all.
            OSError: the file can't be read.
        """
        keys, addresses = SeenKeys(), SeenKeys()
        found = empty = 0
        for number, cells in self._table_rows():
            if not cells:
                empty += 1
                _require_few_empty(empty, self.path)
                continue
            found += 1
            if found > MAX_ROWS:
                raise too_many_rows(self.path, MAX_ROWS)
            if on_name is not None and not isinstance(cells, RecordError):
                on_name(number, _name_in(cells))
            try:
                row = self._row(number, cells)
                _refuse_second(row, keys, addresses, self.table.source)
            except RecordError as error:
                error.detail["row"] = number
                yield error
            else:
                yield row
        if empty:
            note = f"{self.path.name}: {empty} empty row{'s were' if empty > 1 else ' was'} passed over."
            if note not in self.notes:
                self.notes.append(note)
        if not found:
            raise _no_learners(self.path)

    def _read_header(self, constants: Mapping[str, str]) -> tuple[int, tuple[tuple[str, str | None], ...]]:
        if isinstance(self.table, JsonTable):
            return 0, ()
        passed = 0
        for number, cells in self.table.rows():
            listed = _listed(cells)
            if not any(not is_blank(cell) for cell in listed):
                passed += 1
                _require_few_empty(passed, self.path)
                continue
            if len(listed) > MAX_HEADERS:
                raise RecordError(
                    f"the header has {len(listed):,} cells, and at most {MAX_HEADERS} are read",
                    code="header_unknown",
                    path=self.table.source.at(row=number),
                    mend="Is it the right file or sheet? Delete the columns that no learner needs.",
                )
            headers = tuple(self._header(cell, number, place) for place, cell in enumerate(listed, start=1))
            if not any(column is not None and kind_of(column) for _, column in headers):
                raise RecordError(
                    "the first row is no header of known columns",
                    code="header_unknown",
                    path=self.table.source.at(row=number),
                    mend=f"Begin with a row of column names: {', '.join(COLUMNS)}.",
                )
            check_header(headers, self.table.source, row=number, constants=constants)
            return number, headers
        raise _no_learners(self.path)

    def _header(self, cell: Cell, row: int, place: int) -> tuple[str, str | None]:
        if not isinstance(cell, str):
            raise RecordError(
                f"the header holds {cell.text[:40]!r}, which is no text",
                code="header_unknown",
                path=self.table.source.at(row=row, position=place),
                mend="Write the column's name.",
            )
        column = self._mapping.column(cell)
        return cell, None if column is not None and column.startswith(NOTES_PREFIX) else column

    def _table_rows(self) -> Iterator[tuple[int, Mapping[str, tuple[int | None, Cell]] | RecordError]]:
        """Every row below the header: column -> position and cell, of cells that aren't blank."""
        if isinstance(self.table, JsonTable):
            for number, members in self.table.rows():
                yield number, members if isinstance(members, RecordError) else self._members(members, number)
            return
        for number, cells in self.table.rows():
            if number <= self.header_row:
                continue
            yield number, self._named(number, cells)

    def _named(
        self, number: int, cells: list[str] | dict[int, Cell]
    ) -> Mapping[str, tuple[int | None, Cell]] | RecordError:
        if isinstance(cells, list):
            if any(map(str.strip, cells)) and len(cells) != len(self.headers):
                return RecordError(
                    f"the row has {len(cells)} cells, the header {len(self.headers)}",
                    code="row_malformed",
                    path=self.table.source.at(row=number),
                    mend="Put texts that hold the delimiter in double quotes.",
                )
            filled: Mapping[int, Cell] = {
                place: cell for place, cell in enumerate(cells, start=1) if cell.strip()
            }
        else:
            filled = {place: cell for place, cell in cells.items() if not is_blank(cell)}
            stray = next((place for place in filled if place > len(self.headers)), None)
            if stray is not None:
                return RecordError(
                    "the cell has a value, and its column no name",
                    code="row_malformed",
                    path=self.table.source.at(row=number, position=stray),
                    mend="Name the column, or clear it.",
                )
        return {
            self._columns[place]: (place, cell) for place, cell in filled.items() if place in self._columns
        }

    def _members(
        self, members: Mapping[str, Cell], number: int
    ) -> Mapping[str, tuple[int | None, Cell]] | RecordError:
        found: dict[str, tuple[int | None, Cell]] = {}
        for name, cell in members.items():
            column = self._mapping.column(name)
            if column is None or column.startswith(NOTES_PREFIX):
                continue
            doubled = column in found or column in self._reader.constants
            if doubled or kind_of(column) is None:
                return RecordError(
                    f"the member {name[:60]!r} {'stands twice' if doubled else 'is not known'}",
                    code="header_doubled" if doubled else "header_unknown",
                    path=self.table.source.at(row=number),
                    mend="Remove one of the two." if doubled else nearest_column(column),
                )
            if not is_blank(cell):
                found[column] = (None, cell)
        return found

    def _row(self, number: int, cells: Mapping[str, tuple[int | None, Cell]] | RecordError) -> LearnerRow:
        if isinstance(cells, RecordError):
            raise cells
        if isinstance(self.table, SheetTable) and number in self.table.hidden_rows:
            raise RecordError(
                "the row is hidden, perhaps by a filter, so nobody sees whom it is about",
                code="row_hidden",
                path=self.table.source.at(row=number),
                mend="Show all rows, and delete those that aren't meant.",
            )
        return self._reader.read(number, cells)


def _constants(options: ReadOptions, path: Path) -> dict[str, str]:
    """What holds for every row, read as its cells would be."""
    found = {}
    for name, value in options.mapping.constants.items():
        column = column_name(name)
        try:
            found[column] = cell_text(str(value), kind_of(column) or CellKind.TEXT, options.rules)
        except CellFault as fault:
            raise RecordError(
                fault.message, code=fault.code, path=f"{path}, constant {column}", mend=fault.mend
            ) from None
    return found


def _name_in(cells: Mapping[str, tuple[int | None, Cell]]) -> str:
    """Whose row it is, by what stands in it, whether it is in order or not."""
    said = {
        column: (cell if isinstance(cell, str) else cell.text).strip()
        for column, (_, cell) in cells.items()
        if column in (*NAMES, *KEYS)
    }
    parts = [said[column] for column in ("given_name", "family_name") if said.get(column)]
    return said.get("full_name") or " ".join(parts) or said.get("learner_id") or said.get("email", "")


def _listed(cells: list[str] | dict[int, Cell]) -> list[Cell]:
    if isinstance(cells, list):
        return list(cells)
    return [cells.get(place, "") for place in range(1, max(cells, default=0) + 1)]


def _check_sheet(table: SheetTable, header_row: int, columns: Mapping[int, str]) -> None:
    """Refuse a sheet that shows something else than it holds."""
    hidden = table.hidden_columns.intersection(columns)
    used = {place for row, cells in table.cells.items() if row > header_row for place in cells}
    if hidden & used:
        raise RecordError(
            f"columns with values are hidden: {letters_of(frozenset(hidden & used))}",
            code="column_hidden",
            path=table.source.at(),
            mend="Unhide them, or delete them.",
        )
    if header_row in table.hidden_rows:
        raise RecordError(
            "the header is hidden",
            code="row_hidden",
            path=table.source.at(row=header_row),
            mend="Show the row.",
        )
    if table.merged:
        shown = ", ".join(table.merged[:MAX_SHOWN])
        raise RecordError(
            f"cells are merged: {shown}; a merged value belongs to its first row, and the others look empty",
            code="cells_merged",
            path=table.source.at(),
            mend="Unmerge them, and write the value into each row.",
        )


def _refuse_second(row: LearnerRow, keys: SeenKeys, addresses: SeenKeys, source: Source) -> None:
    first = keys.first_row(row.key, row.row)
    if first != row.row:
        raise RecordError(
            f"the learner of row {first} stands here again",
            code="learner_doubled",
            path=source.at(row=row.row),
            mend="Remove one of the two rows.",
        )
    address = row.award.learner.email
    first = addresses.first_row(normal_key(address.lower()), row.row) if address else row.row
    if first != row.row:
        raise RecordError(
            f"the e-mail address {address!r} is that of another learner, in row {first}",
            code="email_doubled",
            path=source.at(row=row.row, column="email"),
            mend="Give each learner their own address, or leave it out.",
        )


def too_many_rows(path: Path, limit: int) -> RecordError:
    """The file has more rows than we take."""
    return RecordError(
        f"the file has more than {limit:,} rows", code="file_too_large", path=str(path), mend="Split it."
    )


def _require_few_empty(count: int, path: Path) -> None:
    if count > MAX_EMPTY_ROWS:
        raise RecordError(
            f"the file has more than {MAX_EMPTY_ROWS:,} empty rows",
            code="file_too_large",
            path=str(path),
            mend="Copy the rows of the learners into a new file.",
        )


def _no_learners(path: Path) -> RecordError:
    return RecordError(
        "the file has no learners",
        code="learners_empty",
        path=str(path),
        mend="Begin with a header row, and add a row for each learner.",
    )
