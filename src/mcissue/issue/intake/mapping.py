"""What was stated about a learner file, by options or by a saved mapping for the export of another system."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mcissue.issue.intake.cells import DateOrder, Rules
from mcissue.issue.intake.columns import column_name, kind_of, nearest_column
from mcissue.issue.intake.text import DELIMITERS
from mcissue.record.base import Model
from mcissue.record.files import read_yaml

__all__ = ["ColumnMapping", "ReadOptions", "read_mapping"]

MAX_COLUMNS = 500
"""Columns of an export: student systems write a hundred."""

Header = Annotated[str, StringConstraints(min_length=1, max_length=300)]

_TAB = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|"}


class ColumnMapping(Model):
    """What an export calls its columns, and how it writes dates and numbers.

    Attributes:
        columns: header of the export -> column of ours.
        ignore: headers of the export that are passed over; all others must be known.
        constants: column of ours -> the value that holds for every row.
        decimal: the decimal mark of the export.
        dates: its order of dates: `dmy`, `mdy` or `ymd`.
        encoding: its encoding, e.g. `windows-1252`.
        delimiter: what separates its columns: a character, or `tab`.
        sheet: the sheet of a workbook.
    """

    columns: dict[Header, Header] = Field(max_length=MAX_COLUMNS, default_factory=dict)
    ignore: Annotated[tuple[Header, ...], Field(max_length=MAX_COLUMNS)] = ()
    constants: dict[Header, Header | int | float] = Field(max_length=MAX_COLUMNS, default_factory=dict)
    decimal: Annotated[str, StringConstraints(pattern=r"^[.,]$")] | None = None
    dates: DateOrder | None = None
    encoding: Annotated[str, StringConstraints(max_length=40)] | None = None
    delimiter: Annotated[str, StringConstraints(max_length=10)] | None = None
    sheet: Annotated[str, StringConstraints(max_length=100)] | None = None

    @model_validator(mode="after")
    def _known_columns(self) -> Self:
        for column in (*self.columns.values(), *self.constants):
            if kind_of(column_name(column)) is None:
                raise PydanticCustomError(
                    "header_unknown",
                    "the column {column} is not known",
                    {
                        "column": repr(column),
                        "mend": nearest_column(column_name(column)),
                        "code": "header_unknown",
                    },
                )
        for column in self.constants:
            if column_name(column) in {"learner_id", "email"}:
                raise PydanticCustomError(
                    "constant_unfit",
                    "{column} tells learners apart and can't be the same for all",
                    {"column": repr(column), "mend": "Map a column of the export.", "code": "header_doubled"},
                )
        if self.delimiter is not None and self.mark not in DELIMITERS:
            raise PydanticCustomError(
                "delimiter_unknown",
                "{delimiter} separates no columns",
                {
                    "delimiter": repr(self.delimiter),
                    "mend": f"One of: {', '.join(_TAB)}.",
                    "code": "delimiter_unclear",
                },
            )
        return self

    @property
    def mark(self) -> str | None:
        """The delimiter as a character."""
        return _TAB.get(self.delimiter or "", self.delimiter)

    def column(self, header: str) -> str | None:
        """Our name of a header, as `column_name` writes it; None if the header is passed over.

        Args:
            header: what stands in the header row.
        """
        plain = header.strip()
        if plain in self.columns:
            return column_name(self.columns[plain])
        return None if plain in self.ignore else column_name(plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What somebody stated about a learner file. Nothing of it is guessed.

    Attributes:
        encoding: one of `ENCODINGS`; else a byte order mark tells, else it is UTF-8.
        delimiter: one of `DELIMITERS`; else the header tells.
        sheet: the sheet of a workbook.
        decimal: the decimal mark, `.` or `,`.
        dates: another order of dates than year-month-day, one of `DATE_ORDERS`.
        mapping: names and constants for the export of another system; what is stated here goes before it.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    decimal: str | None = None
    dates: DateOrder | None = None
    mapping: ColumnMapping = field(default_factory=ColumnMapping)

    @property
    def rules(self) -> Rules:
        """How the file writes numbers and dates."""
        return Rules(
            decimal=self.decimal or self.mapping.decimal or ".", dates=self.dates or self.mapping.dates
        )


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping from a YAML file.

    Args:
        path: the file, UTF-8, at most 1 MB.

    Raises:
        RecordError: the file is no YAML, or no mapping; with file, line and field.
        OSError: the file can't be opened.
    """
    file = read_yaml(path)
    return ColumnMapping.from_data(file.data, locate=file.locate)
