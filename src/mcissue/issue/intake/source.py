"""Where something stands in a learner file, in the words of whoever has it open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Source", "cell_name", "column_letters"]


def column_letters(position: int) -> str:
    """The letters by which spreadsheet programs call a column: 1 is `A`, 28 is `AB`."""
    letters = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, position: int) -> str:
    """A cell as spreadsheet programs call it: row 3, column 2 is `B3`."""
    return f"{column_letters(position)}{row}"


@dataclass(frozen=True, slots=True)
class Source:
    """A learner file, or one sheet of it.

    Attributes:
        path: the file.
        sheet: the sheet's name; None where the format has none.
        line: whether rows are called lines, as in JSON Lines.
    """

    path: Path
    sheet: str | None = None
    line: bool = False

    def at(self, *, row: int | None = None, column: str | None = None, position: int | None = None) -> str:
        """Write a place.

        Args:
            row: the row, counted from 1 as spreadsheet programs do.
            column: the column's name.
            position: the column's number, counted from 1.
        """
        parts = [str(self.path)]
        if self.sheet is not None:
            parts.append(f"sheet {self.sheet!r}")
        if row is not None:
            parts.append(f"{'line' if self.line else 'row'} {row}")
        if column is not None:
            cell = f" (cell {cell_name(row, position)})" if self.sheet and row and position else ""
            parts.append(f"column {column}{cell}")
        elif position is not None:
            named = f"cell {cell_name(row, position)}" if self.sheet and row else f"column {position}"
            parts.append(named)
        return ", ".join(parts)
