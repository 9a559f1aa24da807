"""Learner files: CSV with a header row, checked to the last cell before anything is signed.

UTF-8 with or without a byte order mark, comma or semicolon. Whatever can be meant in two ways (another
encoding, a decimal comma, another order of dates) is refused with the way to write it, never guessed.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcissue.errors import RecordError
from mcissue.record import Award

__all__ = ["COLUMNS", "Intake", "LearnerRow", "read_learners"]

MAX_FILE_BYTES = 50_000_000
"""Bytes of a learner file: more than 100,000 rows; a larger one is split by its owner."""

MAX_ROWS = 200_000
"""Rows of one run: the books of one run are kept in memory."""

#: Column -> what it holds. The README and `mcissue issue --help` show this table.
COLUMNS: dict[str, str] = {
    "learner_id": "your own number for the learner; identifies the row, is not written into the credential",
    "email": "the learner's address; written only as a salted hash",
    "full_name": "the name as it stands on the certificate",
    "given_name": "given names",
    "family_name": "family name",
    "student_number": "a number that is written into the credential, to tell learners of one name apart",
    "date_of_birth": "year-month-day; only where the law asks for it",
    "award_date": "year-month-day; else --award-date holds for the row",
    "valid_until": "year-month-day; when the credential expires",
    "grade": "the grade, as text",
    "credits_earned": "ECTS credits, if other than the course's; a decimal point, no comma",
    "supervision": "supervision of this learner's assessment, if other than the course's",
    "recognised_prior_learning": "how prior learning was validated, if that is how it was achieved",
    "activity_start": "year-month-day; first day of the learning activity",
    "activity_end": "year-month-day; last day of the learning activity",
    "certificate_number": "the number of the certificate",
    "evidence_name": "evidence: its name",
    "evidence_url": "evidence: its web address",
    "evidence_description": "evidence: a few words",
}

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")

_NAMES = ("full_name", "given_name", "family_name")
_KEYS = ("learner_id", "email")

_EVIDENCE = ("name", "url", "description")

# Where in the award's data a column's value goes. Faults found there are reported at the column.
_PLACES: dict[str, tuple[str, ...]] = {
    "email": ("learner", "email"),
    "full_name": ("learner", "full_name"),
    "given_name": ("learner", "given_name"),
    "family_name": ("learner", "family_name"),
    "date_of_birth": ("learner", "date_of_birth"),
    "award_date": ("awarded",),
    "valid_until": ("valid_until",),
    "grade": ("grade", "value"),
    "credits_earned": ("credits_earned",),
    "supervision": ("supervision",),
    "activity_start": ("activity_start",),
    "activity_end": ("activity_end",),
    "certificate_number": ("certificate_number",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """One learner of the file.

    Attributes:
        row: the row in the spreadsheet; the header is row 1.
        key: what identifies the learner in the issuer's books.
        award: what the row says.
    """

    row: int
    key: str
    award: Award


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


def read_learners(path: Path, *, language: str, award_date: str | None = None) -> Intake:
    """Read a learner file.

    Args:
        path: a CSV file with a header row; its columns are those of `COLUMNS`.
        language: tag of the language that free texts of the file are written in.
        award_date: the award date of rows that have none of their own, `2026-06-15`.

    Raises:
        RecordError: the file as a whole can't be used: another encoding, no header, unknown columns.
        OSError: the file can't be opened.
    """
    text = _decode(_read_bytes(path), path)
    delimiter, header = _header(text, path)
    notes = [f"{path.name}: columns are separated by {'commas' if delimiter == ',' else 'semicolons'}."]
    rows: list[LearnerRow] = []
    problems: list[RecordError] = []
    first_row: dict[str, int] = {}
    empty = 0
    for number, cells in _lines(text, delimiter, path):
        if not any(cell.strip() for cell in cells):
            empty += 1
            continue
        try:
            row = _learner(number, _cells(number, cells, header, path), path, language, award_date)
            _refuse_second(row, first_row, path)
        except RecordError as error:
            problems.append(error)
        else:
            rows.append(row)
    if empty:
        notes.append(f"{path.name}: {empty} empty row{'s were' if empty > 1 else ' was'} passed over.")
    if not rows and not problems:
        raise RecordError(
            "the file has no learners",
            code="learners_empty",
            path=str(path),
            mend="Add a row for each learner.",
        )
    return Intake(rows=tuple(rows), problems=tuple(problems), notes=tuple(notes))


def _read_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise RecordError(
            f"the file is larger than {MAX_FILE_BYTES:,} bytes",
            code="file_too_large",
            path=str(path),
            mend="Split it.",
        )
    return data


def _decode(data: bytes, path: Path) -> str:
    mend = "In a spreadsheet program: Save as, 'CSV UTF-8 (comma delimited)'."
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RecordError("the file is UTF-16, not UTF-8", code="file_not_utf8", path=str(path), mend=mend)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RecordError(
            "this is a spreadsheet file, not CSV", code="file_not_csv", path=str(path), mend=mend
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RecordError(
            "the file is not UTF-8", code="file_not_utf8", path=f"{path}, line {line}", mend=mend
        ) from None
    if "\x00" in text:
        raise RecordError("the file holds binary data", code="file_not_csv", path=str(path), mend=mend)
    return text


def _header(text: str, path: Path) -> tuple[str, list[str]]:
    """Find the delimiter by the header: the one under which more columns are known."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise RecordError(
            "the file is empty", code="learners_empty", path=str(path), mend="Begin with a header row."
        )

    def columns(delimiter: str) -> list[str]:
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except (csv.Error, StopIteration):
            return []
        return ["_".join(cell.strip().lower().replace("-", " ").split()) for cell in cells]

    found = {delimiter: columns(delimiter) for delimiter in (",", ";")}
    delimiter = max(found, key=lambda mark: sum(column in COLUMNS for column in found[mark]))
    header = found[delimiter]
    if not any(column in COLUMNS for column in header):
        raise RecordError(
            f"the first row is no header of known columns: {first[:80]!r}",
            code="header_unknown",
            path=f"{path}, row 1",
            mend=f"Separate columns by commas or semicolons. Columns: {', '.join(COLUMNS)}.",
        )
    _check_header(header, path)
    return delimiter, header


def _check_header(header: list[str], path: Path) -> None:
    for position, column in enumerate(header, start=1):
        where = f"{path}, row 1, column {position}"
        if not column:
            raise RecordError(
                "a column has no name", code="header_unknown", path=where, mend="Name it or remove it."
            )
        if column not in COLUMNS:
            near = difflib.get_close_matches(column, COLUMNS, n=1)
            mend = f"Did you mean {near[0]!r}?" if near else f"Known columns: {', '.join(COLUMNS)}."
            raise RecordError(
                f"the column {column!r} is not known", code="header_unknown", path=where, mend=mend
            )
        if header.count(column) > 1:
            raise RecordError(
                f"the column {column!r} stands twice",
                code="header_doubled",
                path=where,
                mend="Remove one of the two.",
            )
    for group, purpose in ((_KEYS, "to know a learner again"), (_NAMES, "for the certificate")):
        if not any(column in header for column in group):
            raise RecordError(
                f"a column is missing {purpose}",
                code="header_incomplete",
                path=f"{path}, row 1",
                mend=f"Add one of: {', '.join(group)}.",
            )


def _lines(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > MAX_ROWS:
                raise RecordError(
                    f"the file has more than {MAX_ROWS:,} rows",
                    code="file_too_large",
                    path=str(path),
                    mend="Split it.",
                )
            if number > 1:
                yield number, cells
    except csv.Error as error:
        raise RecordError(
            f"the quotes of this row can't be read: {error}",
            code="row_malformed",
            path=f"{path}, row {number + 1} (line {reader.line_num})",
            mend='Put texts that hold quotes or delimiters in double quotes, and write a quote inside as "".',
        ) from None


def _cells(number: int, cells: list[str], header: list[str], path: Path) -> dict[str, str]:
    if len(cells) != len(header):
        raise RecordError(
            f"the row has {len(cells)} cells, the header {len(header)}",
            code="row_malformed",
            path=f"{path}, row {number}",
            mend="Put texts that hold the delimiter in double quotes.",
        )
    for column, cell in zip(header, cells, strict=True):
        # Such a character makes a name read otherwise than it is written (Unicode Technical Report 36).
        if any(character in _DIRECTION_OVERRIDES for character in cell):
            raise RecordError(
                "the text holds an invisible character that turns the direction of writing around",
                code="direction_override",
                path=f"{path}, row {number}, column {column}",
                mend="Type the text anew; names in right-to-left scripts need no such character.",
            )
    return {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}


def _learner(
    number: int, cells: Mapping[str, str], path: Path, language: str, award_date: str | None
) -> LearnerRow:
    where = f"{path}, row {number}"
    key = cells.get("learner_id") or cells.get("email", "").lower()
    if not key:
        raise RecordError(
            "the row has neither learner_id nor email",
            code="learner_key_missing",
            path=where,
            mend="A name alone does not identify a learner: fill in one of the two.",
        )
    if not any(name in cells for name in _NAMES):
        raise RecordError(
            "the row has no name",
            code="learner_unnamed",
            path=where,
            mend=f"Fill in one of: {', '.join(_NAMES)}.",
        )
    if "award_date" not in cells and award_date is None:
        raise RecordError(
            "the row has no award date",
            code="row_date_missing",
            path=where,
            mend="Fill in award_date, or give --award-date.",
        )
    data = _award_data(cells, language, award_date)
    columns: dict[tuple[str | int, ...], str] = {place: column for column, place in _PLACES.items()}
    columns |= {("evidence", 0, part): f"evidence_{part}" for part in _EVIDENCE}
    columns[("learner", "identifiers")] = "student_number"
    columns[("recognised_prior_learning",)] = "recognised_prior_learning"

    def locate(location: tuple[str | int, ...]) -> str:
        column = columns.get(location) or columns.get(location[:2]) or columns.get(location[:1])
        return f"{where}, column {column}" if column else where

    return LearnerRow(row=number, key=key, award=Award.from_data(data, locate=locate))


def _award_data(cells: Mapping[str, str], language: str, award_date: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {"learner": {}, "awarded": award_date}
    for column, place in _PLACES.items():
        if column in cells:
            here = data
            for step in place[:-1]:
                here = here.setdefault(step, {})
            here[place[-1]] = cells[column]
    if "student_number" in cells:
        data["learner"]["identifiers"] = [{"scheme": "student_number", "value": cells["student_number"]}]
    if "recognised_prior_learning" in cells:
        data["recognised_prior_learning"] = {language: cells["recognised_prior_learning"]}
    evidence = {name: cells[f"evidence_{name}"] for name in _EVIDENCE if f"evidence_{name}" in cells}
    if evidence:
        data["evidence"] = [evidence]
    return data


def _refuse_second(row: LearnerRow, first_row: dict[str, int], path: Path) -> None:
    first = first_row.setdefault(row.key, row.row)
    if first != row.row:
        raise RecordError(
            f"the learner of row {first} stands here again",
            code="learner_doubled",
            path=f"{path}, row {row.row}",
            mend="Remove one of the two rows.",
        )
