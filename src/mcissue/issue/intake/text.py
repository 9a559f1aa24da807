"""CSV and TSV: the encoding is known or stated, the delimiter found in the header and said."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.source import Source

__all__ = ["DELIMITERS", "ENCODINGS", "TextTable", "open_text"]

MAX_FILE_BYTES: Final = 2_000_000_000
"""Bytes of a learner file: a million rows of long texts. It is streamed: this bounds time, not memory."""

PIECE: Final = 1 << 20
"""Bytes read at once when the encoding is checked."""

MAX_HEADER: Final = 100_000
"""Characters of the header row: hundreds of long names."""

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

ENCODINGS: Final = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1257",
    "iso-8859-1", "iso-8859-2", "iso-8859-4", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-13",
    "iso-8859-15", "mac-roman", "mac-latin2", "cp437", "cp850", "cp852", "cp775", "koi8-u",
)  # fmt: skip
"""Encodings that may be stated: Unicode, and what programs in Europe write."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t|])\r?\n?")
_SAVE_AS: Final = "In a spreadsheet program: Save as, 'CSV UTF-8 (comma delimited)'."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """A CSV or TSV file whose encoding and delimiter are known.

    Attributes:
        source: the file.
        encoding: the codec that reads it.
        delimiter: what stands between its cells.
        notes: what was found out about the file.
    """

    source: Source
    encoding: str
    delimiter: str
    notes: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number, the header among them; an empty line is a row without cells.

        Raises:
            RecordError: `row_malformed` if the quotes can't be read; nothing behind that is sure.
            OSError: the file can't be read.
        """
        with self.source.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            number = 0
            try:
                for cells in reader:
                    number += 1
                    if number == 1 and cells and _SEPARATOR_LINE.fullmatch(self.delimiter.join(cells)):
                        cells = []  # noqa: PLW2901 - Excel's own hint, no header
                    yield number, cells
            except csv.Error as error:
                raise RecordError(
                    f"the quotes of this row can't be read: {error}",
                    code="row_malformed",
                    path=f"{self.source.at(row=number + 1)} (line {reader.line_num})",
                    mend="Put texts that hold quotes or delimiters in double quotes, and write a quote "
                    'inside as "".',
                ) from None
            except UnicodeDecodeError:  # it was checked when the file was opened
                raise _changed(self.source) from None


def open_text(
    path: Path, *, encoding: str | None, delimiter: str | None, known: Callable[[str], bool]
) -> TextTable:
    """Find out how a CSV or TSV file is written.

    Args:
        path: the file.
        encoding: the encoding that was stated, one of `ENCODINGS`; else a byte order mark or UTF-8.
        delimiter: the delimiter that was stated; else the one under which the header has most known columns.
        known: whether a header is that of a column.

    Raises:
        RecordError: it is no text, or not in the encoding; `delimiter_unclear` if two would do.
        OSError: the file can't be opened.
    """
    source = Source(path)
    codec, said = _encoding(path, encoding)
    _check_whole(path, codec, stated=encoding is not None)
    with path.open(encoding=codec, newline="") as file:
        head = file.read(MAX_HEADER)
    notes = [f"{path.name}: read as {said}."] if said else []
    if delimiter is None:
        delimiter = _delimiter(head, source, known)
        notes.append(f"{path.name}: columns are separated by {DELIMITERS[delimiter]}.")
    return TextTable(source=source, encoding=codec, delimiter=delimiter, notes=tuple(notes))


def _encoding(path: Path, stated: str | None) -> tuple[str, str]:
    """The codec, and what to say about it where that is not the usual one."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise RecordError(
            "this is no text file, whatever its name says",
            code="file_not_csv",
            path=str(path),
            mend="Name a spreadsheet .xlsx, and save an older one (.xls, .ods) as .xlsx or CSV UTF-8.",
        )
    found = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    if stated is None:
        return found or "utf-8", "UTF-16, as its byte order mark says" if found == "utf-16" else ""
    codec = _stated(stated, path)
    if found is not None and not found.startswith(codec[: len("utf-8")]):
        raise RecordError(
            f"{stated} was stated, but the file's byte order mark says {found.removesuffix('-sig').upper()}",
            code="encoding_contradictory",
            path=str(path),
            mend="Leave --encoding out.",
        )
    if codec == "utf-16" and found is None:
        raise RecordError(
            f"{stated} was stated, and the file has no byte order mark that says how its bytes are ordered",
            code="encoding_wrong",
            path=str(path),
            mend="State --encoding utf-16-le (what most programs write) or utf-16-be.",
        )
    return found or codec, f"{stated}, as stated"


def _stated(name: str, path: Path) -> str:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in {codecs.lookup(known).name for known in ENCODINGS}:
        raise RecordError(
            f"the encoding {name!r} is not known",
            code="encoding_unknown",
            path=str(path),
            mend=f"One of: {', '.join(ENCODINGS)}.",
        )
    return codec


def _check_whole(path: Path, codec: str, *, stated: bool) -> None:
    """Read the file once, so that what can't be decoded is known before the first row is handed out."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    size, line = 0, 1
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise RecordError(
                    f"the file is larger than {MAX_FILE_BYTES:,} bytes",
                    code="file_too_large",
                    path=str(path),
                    mend="Split it.",
                )
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                lines = line + error.object[: error.start].count(b"\n")
                raise _not_decodable(path, codec, lines, stated=stated) from None
            if "\x00" in text:
                raise RecordError(
                    "the file holds binary data, or is UTF-16 without a byte order mark",
                    code="file_not_csv",
                    path=str(path),
                    mend=f"{_SAVE_AS} Or state it: --encoding utf-16-le.",
                )
            line += text.count("\n")
            if not piece:
                return


def _not_decodable(path: Path, codec: str, line: int, *, stated: bool) -> RecordError:
    if stated or codec == "utf-16":
        return RecordError(
            f"the file is not {codec}",
            code="encoding_wrong",
            path=f"{path}, line {line}",
            mend=f"State the right encoding, or save it anew. {_SAVE_AS}",
        )
    return RecordError(
        "the file is not UTF-8",
        code="file_not_utf8",
        path=f"{path}, line {line}",
        mend=f"{_SAVE_AS} Or state what it is, e.g. --encoding windows-1252; it is not guessed, since a "
        "wrong guess spells names wrong.",
    )


def _delimiter(head: str, source: Source, known: Callable[[str], bool]) -> str:
    """The delimiter under which more headers are those of columns."""
    hint = _SEPARATOR_LINE.match(head)
    if hint is not None:
        return hint[1]
    first = next((line for line in re.split(r"\r\n|\r|\n", head) if line.strip()), "")
    if not first:
        raise RecordError(
            "the file is empty",
            code="learners_empty",
            path=str(source.path),
            mend="Begin with a header row.",
        )
    counts = {mark: sum(map(known, _cells_of(head, mark))) for mark in DELIMITERS}
    best = max(counts.values())
    if best == 0:
        raise RecordError(
            f"the first row is no header of known columns: {first[:80]!r}",
            code="header_unknown",
            path=source.at(row=1),
            mend="Begin with a row of column names, separated by commas, semicolons or tabs; `mcissue issue "
            "--help` lists them. For a file of another system write a mapping: --columns.",
        )
    winners = [mark for mark, count in counts.items() if count == best]
    if len(winners) > 1 and any(mark in first for mark in winners):
        raise RecordError(
            f"columns could be separated by {' or by '.join(DELIMITERS[mark] for mark in winners)}",
            code="delimiter_unclear",
            path=source.at(row=1),
            mend="State it: --delimiter.",
        )
    return winners[0]


def _cells_of(head: str, delimiter: str) -> list[str]:
    """The first row with cells, if it can be read."""
    try:
        lines = head.splitlines(keepends=True)
        return next(
            (cells for cells in csv.reader(lines, delimiter=delimiter, strict=True) if any(cells)), []
        )
    except csv.Error:
        return []


def _changed(source: Source) -> RecordError:
    return RecordError(
        "the file was changed while it was read",
        code="row_malformed",
        path=str(source.path),
        mend="Close it in other programs and run again.",
    )
