"""Tables that we write for spreadsheet programs: CSV and XLSX, safe to open, the same bytes each time.

A cell that begins with = + - @ (or a tab or a carriage return) would be run as a formula by the program that
opens the file (CWE-1236), so such texts get an apostrophe before them; the intake takes it off again. The
XLSX files are of the smallest kind that ECMA-376 knows: texts in the cells, one sheet of styles.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from mcissue.issue.intake.cells import Cell, TypedCell
from mcissue.issue.intake.source import cell_name, column_letters

__all__ = ["Choices", "Sheet", "csv_bytes", "formula_safe", "workbook_bytes"]

MAX_WIDTH: Final = 60
"""Characters: a wider column hides its neighbours."""

MAX_FORM_ROW: Final = 5_000
"""The last row that offers the drop-down lists of a form."""

UNREADABLE: Final = "=?"
"""Stands for a cell whose value we refuse to copy, a formula; it is refused again when it is read."""

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: the first that a ZIP can name."""

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_GENERAL, _TEXT, _HEADING, _DATE, _WRAPPED = range(5)
_OWN_FORMATS: Final = 164
"""The first number that a file may give to a number format of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A drop-down list.

    Attributes:
        column: the column that offers it, counted from 1.
        sheet: the sheet that holds its values.
        values_column: the column of that sheet, counted from 1; values begin in row 2.
        count: how many values there are.
    """

    column: int
    sheet: str
    values_column: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: its name, 31 characters at most.
        rows: its rows, the header first.
        text_columns: columns, counted from 1, that are formatted as text, so that zeros in front and long
            numbers stay as they are typed.
        choices: drop-down lists.
        wrapped: whether long texts are wrapped.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    text_columns: tuple[int, ...] = ()
    choices: tuple[Choices, ...] = ()
    wrapped: bool = False


def formula_safe(text: str) -> str:
    """A text that no spreadsheet program takes for a formula.

    Args:
        text: any text.
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file; formulas are disarmed.

    Args:
        rows: the rows, the header first.
        delimiter: what separates its cells.
        encoding: by default UTF-8 with a byte order mark, without which Excel spells names wrong.

    Raises:
        UnicodeEncodeError: the encoding can't write a letter.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([formula_safe(cell) for cell in row])
    return text.getvalue().encode(encoding)


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file; texts stay texts, and those that look like formulas are disarmed.

    Args:
        sheets: its sheets in their order, at least one.
    """
    formats: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": _sheet(sheet, formats, first=number == 1)
        for number, sheet in enumerate(sheets, start=1)
    }
    numbers = range(1, len(sheets) + 1)
    whole = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relationships(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(formats),
        **parts,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            part = zipfile.ZipInfo(name, _FIRST_MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 3  # the same on every system
            archive.writestr(part, (_DECLARATION + text).encode())
    return buffer.getvalue()


def _sheet(sheet: Sheet, formats: dict[str, int], *, first: bool) -> str:
    # The order of these elements is fixed (ECMA-376 part 1, 18.3.1.99).
    selected = ' tabSelected="1"' if first else ""
    view = (
        f'<sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    data = "".join(_row(sheet, number, row, formats) for number, row in enumerate(sheet.rows, start=1))
    return (
        f'<worksheet xmlns="{_MAIN}">{view}<sheetFormatPr defaultRowHeight="15"/>{_columns(sheet)}'
        f"<sheetData>{data}</sheetData>{_validations(sheet)}</worksheet>"
    )


def _columns(sheet: Sheet) -> str:
    count = max((len(row) for row in sheet.rows), default=0)
    if not count:
        return ""
    widths = [
        max((len(_plain(row[place])) for row in sheet.rows if place < len(row)), default=0)
        for place in range(count)
    ]
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{min(max(width + 3, 10), MAX_WIDTH)}" customWidth="1"'
        + (f' style="{_TEXT}"/>' if place in sheet.text_columns else "/>")
        for place, width in enumerate(widths, start=1)
    )
    return f"<cols>{columns}</cols>"


def _row(sheet: Sheet, number: int, row: Sequence[Cell], formats: dict[str, int]) -> str:
    cells = "".join(
        _cell(cell, cell_name(number, place), _style(sheet, number, place), formats)
        for place, cell in enumerate(row, start=1)
    )
    return f'<row r="{number}">{cells}</row>'


def _style(sheet: Sheet, row: int, column: int) -> int:
    if row == 1:
        return _HEADING
    if column in sheet.text_columns:
        return _TEXT
    return _WRAPPED if sheet.wrapped else _GENERAL


def _cell(cell: Cell, name: str, style: int, formats: dict[str, int]) -> str:
    if isinstance(cell, TypedCell):
        if isinstance(cell.value, bool):
            return f'<c r="{name}" t="b"><v>{int(cell.value)}</v></c>'
        if isinstance(cell.value, datetime):
            return f'<c r="{name}" s="{_DATE}"><v>{_serial(cell.value)!r}</v></c>'
        if cell.value is not None:
            own = (
                formats.setdefault(cell.format, len(formats)) if cell.format not in {"", "General"} else None
            )
            styled = "" if own is None else f' s="{_WRAPPED + 1 + own}"'
            return f'<c r="{name}"{styled}><v>{cell.value!r}</v></c>'
        text = cell.text if cell.kind == "error" else UNREADABLE
    else:
        text = formula_safe(cell)
    if not text:
        return ""
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _serial(moment: datetime) -> float | int:
    """Days since the end of 1899, as sheets count them."""
    days = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001 - sheets know no zones
    return int(days) if days.is_integer() else days


def _xml(text: str) -> str:
    """Text for XML; what it can't hold is written `_x0007_` (ECMA-376 part 1, 22.9.2.19)."""
    kept = text.replace("_x", "_x005F_x")
    return escape("".join(f"_x{ord(c):04X}_" if _unwritable(c) else c for c in kept))


def _unwritable(character: str) -> bool:
    number = ord(character)
    return (
        (number < ord(" ") and character not in "\t\n")
        or number in {0xFFFE, 0xFFFF}
        or 0xD800 <= number <= 0xDFFF  # noqa: PLR2004 - halves of characters
    )


def _validations(sheet: Sheet) -> str:
    if not sheet.choices:
        return ""
    lists = "".join(_validation(choices) for choices in sheet.choices)
    return f'<dataValidations count="{len(sheet.choices)}">{lists}</dataValidations>'


def _validation(choices: Choices) -> str:
    letters, source = column_letters(choices.column), column_letters(choices.values_column)
    values = f"'{choices.sheet}'!${source}$2:${source}${choices.count + 1}"
    return (
        # A warning and no stop: several values may stand in one cell.
        '<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1"'
        ' errorTitle="Not in the list" error="Take a value of the list, or several with | between them."'
        f' sqref="{letters}2:{letters}{MAX_FORM_ROW}"><formula1>{escape(values)}</formula1></dataValidation>'
    )


def _styles(formats: dict[str, int]) -> str:
    own = "".join(
        f'<numFmt numFmtId="{_OWN_FORMATS + 1 + index}" formatCode={quoteattr(code)}/>'
        for code, index in formats.items()
    )
    used = "".join(
        f'<xf numFmtId="{_OWN_FORMATS + 1 + index}" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/>'
        for index in formats.values()
    )
    wrap = '<alignment vertical="top" wrapText="1"/>'
    base = 'fillId="0" borderId="0" xfId="0"'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats) + 1}">'
        f'<numFmt numFmtId="{_OWN_FORMATS}" formatCode="yyyy\\-mm\\-dd"/>{own}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{_WRAPPED + 1 + len(formats)}">'
        f'<xf numFmtId="0" fontId="0" {base}/>'
        f'<xf numFmtId="49" fontId="0" {base} applyNumberFormat="1"/>'
        f'<xf numFmtId="49" fontId="1" {base} applyNumberFormat="1" applyFont="1"/>'
        f'<xf numFmtId="{_OWN_FORMATS}" fontId="0" {base} applyNumberFormat="1"/>'
        f'<xf numFmtId="0" fontId="0" {base} applyAlignment="1">{wrap}</xf>{used}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets></workbook>"
    )


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(numbers: Iterable[int]) -> str:
    def overrides() -> Iterator[str]:
        yield f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        yield f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        for number in numbers:
            part = f"/xl/worksheets/sheet{number}.xml"
            yield f'<Override PartName="{part}" ContentType="{_TYPES}.worksheet+xml"/>'

    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(overrides())}</Types>'
    )
