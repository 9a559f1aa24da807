"""JSON Lines: one learner a line, a JSON object whose members are our columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcissue.errors import DocumentError, RecordError
from mcissue.issue.intake.cells import Cell, TypedCell
from mcissue.issue.intake.source import Source
from mcissue.jsonld.read import JsonValue, read_json_object

__all__ = ["JsonTable", "open_json_lines"]

MAX_LINE_BYTES: Final = 1_000_000
"""Bytes of one learner."""

MAX_FILE_BYTES: Final = 10_000_000_000
"""Bytes of the file; it is streamed."""

MAX_SHOWN: Final = 60

_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonTable:
    """A JSON Lines file."""

    source: Source

    def rows(self) -> Iterator[tuple[int, dict[str, Cell] | RecordError]]:
        """Every line with its number: its members as cells, or what is wrong with the line.

        Raises:
            RecordError: a line is so long that the file is something else.
            OSError: the file can't be read.
        """
        for number, line in self.raw_lines():
            yield number, self._learner(line, number) if line.strip() else {}

    def raw_lines(self) -> Iterator[tuple[int, bytes]]:
        """Every line with its number, as it stands in the file.

        Raises:
            RecordError: a line is so long that the file is something else.
            OSError: the file can't be read.
        """
        with self.source.path.open("rb") as file:
            number = size = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                size += len(line)
                if len(line) > MAX_LINE_BYTES or size > MAX_FILE_BYTES:
                    raise RecordError(
                        f"the line has more than {MAX_LINE_BYTES:,} bytes",
                        code="file_too_large",
                        path=self.source.at(row=number),
                        mend="Write one learner a line.",
                    )
                yield number, line.removeprefix(_MARK) if number == 1 else line

    def object_of(self, line: bytes) -> dict[str, JsonValue] | None:
        """The JSON object of a line; None if it is none.

        Args:
            line: as `raw_lines` gives it.
        """
        try:
            return read_json_object(line)
        except DocumentError:
            return None

    def _learner(self, line: bytes, number: int) -> dict[str, Cell] | RecordError:
        try:
            found = read_json_object(line)
        except DocumentError as error:
            return RecordError(
                f"this is no JSON object: {error.message}",
                code="row_malformed",
                path=self.source.at(row=number),
                mend='Write each learner as one line: {"learner_id": "1", "full_name": "Aino"}',
            )
        return {name: cell for name, value in found.items() if (cell := _cell(value)) is not None}


def open_json_lines(path: Path) -> JsonTable:
    """A JSON Lines file, UTF-8.

    Args:
        path: the file.

    Raises:
        OSError: the file can't be opened.
    """
    with path.open("rb"):
        return JsonTable(source=Source(path, line=True))


def _cell(value: object) -> Cell | None:
    """A member as a cell; lists of texts are choices."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return TypedCell("boolean", value, "", str(value).lower())
    if isinstance(value, int | float):
        return TypedCell("number", value, "", str(value))
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return " | ".join(str(item) for item in value)
    return TypedCell("structure", None, "", str(value)[:MAX_SHOWN])
