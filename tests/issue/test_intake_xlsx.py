"""Workbooks: what is read is what is shown, and what isn't shown is refused."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from tests.issue.workbooks import HEADER, book, parts_of, read, repacked, with_shared_texts

from mcissue.errors import RecordError
from mcissue.issue.intake import ReadOptions, read_learners
from mcissue.issue.intake import (
    package as _intake_package,
)
from mcissue.issue.intake import (
    workbook as _intake_workbook,
)
from mcissue.issue.intake import (
    xlsx as _intake_xlsx,
)
from mcissue.issue.intake.cells import TypedCell
from mcissue.issue.intake.workbook import is_date
from mcissue.issue.intake.xlsx import open_xlsx


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "learners.xlsx"


def refusal(path: Path, **options: Any) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read(path, **options)
    return caught.value


# --- What is read -------------------------------------------------------------------------------------------


def test_a_class_is_read(file: Path) -> None:
    """Texts keep their zeros, whole numbers have no point, dates come from date cells."""
    book(file, HEADER, ["007", "Aino", 5, dt.date(2026, 6, 1), 2.5], ["8", "Åke", "1-2", "2026-06-02", None])
    intake = read(file)
    assert not intake.problems
    first, second = intake.rows
    assert (first.row, first.key, first.award.grade.value) == (2, "007", "5")  # type: ignore[union-attr]
    assert (first.award.awarded.date(), str(first.award.credits_earned)) == (dt.date(2026, 6, 1), "2.5")
    assert (second.award.grade.value, second.award.awarded.date()) == ("1-2", dt.date(2026, 6, 2))  # type: ignore[union-attr]


def test_the_calendar_that_begins_in_1904(file: Path) -> None:
    """Workbooks of old Macs count days otherwise."""
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append(HEADER)
    workbook.active.append(["1", "A", "5", dt.date(2026, 6, 1)])
    workbook.save(file)
    assert read(file).rows[0].award.awarded.date() == dt.date(2026, 6, 1)


def test_empty_rows_and_a_header_below_them(file: Path) -> None:
    """Rows keep their numbers; empty ones are passed over."""
    book(file, [], [], HEADER, ["1", "A"], [], ["2", ""], ["3", "C"])
    intake = read(file)
    assert [row.row for row in intake.rows] == [4, 7]
    assert intake.problems[0].path == f"{file}, sheet 'Results', row 6"


def test_cells_without_an_address(file: Path) -> None:
    """Addresses may be left out (ECMA-376 part 1, 18.3.1.4): each cell then stands behind the one before it."""
    with_shared_texts(book(file, HEADER, ["1", "A", "5"]))
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    bare = re.sub(rb' r="[A-Z]*[0-9]+"', b"", sheet).replace(b' t="s"><v>7</v>', b' t="str"><v>B_x0041_</v>')
    assert b"B_x0041_" in bare
    repacked(file, {"xl/worksheets/sheet1.xml": bare})
    (row,) = read(file).rows
    assert (row.row, row.award.learner.name, row.award.grade.value) == (2, "A", "BA")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("<row " + " ".join(f'a{i}="1"' for i in range(1_001)) + "/>", "attributes"),
        ("<row " + " ".join(f'a{i}="1"' for i in range(200_000)) + "/>", "attributes"),
        ("<row>" + "<c/>" * 16_385 + "</row>", "cells"),
        ("<row>" + "<c t='str'><v>x</v></c>" * 301 + "</row>", "300"),
    ],
)
def test_a_row_of_more_than_any_program_writes_is_refused_while_it_comes(
    file: Path, row: str, said: str
) -> None:
    """Attributes, cells without an address and cells of a header are counted before they are kept."""
    book(file, HEADER, ["1", "A"])
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    whole = re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + row.encode() + b"</sheetData>", sheet, flags=re.DOTALL
    )
    repacked(file, {"xl/worksheets/sheet1.xml": whole}, method=zipfile.ZIP_STORED)
    assert said in refusal(file).message


def test_rich_text_without_reading_aids(file: Path) -> None:
    """Runs of one text are joined; phonetic hints of East Asian names are not part of the name."""
    with_shared_texts(book(file, HEADER, ["1", "NAME"]))
    runs = "<r><t>李 </t></r><r><t>小龍</t></r><rPh sb='0' eb='1'><t>リ</t></rPh>"
    texts = parts_of(file)["xl/sharedStrings.xml"]
    old = b'<t xml:space="preserve">NAME</t>'
    assert old in texts
    repacked(file, {"xl/sharedStrings.xml": texts.replace(old, runs.encode())})
    assert read(file).rows[0].award.learner.name == "李 小龍"


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, TypedCell):
        moment = dt.datetime.combine(theirs, dt.time()) if type(theirs) is dt.date else theirs
        return ours.value == moment
    return ours == theirs


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(
                    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]),
                    min_size=1,
                    max_size=8,
                ).filter(lambda text: not text.startswith("=") and "_x" not in text and text.strip() == text),
                st.integers(-(10**9), 10**9),
                st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 3)),
                st.booleans(),
                st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    ),
    shared=st.booleans(),
)
def test_another_reader_sees_the_same_cells(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]], shared: bool
) -> None:
    """Cell by cell what calamine reads of workbooks that openpyxl wrote."""
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    if shared:
        with_shared_texts(path)
    theirs = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    expected = {
        (row, column): value
        for row, cells in enumerate(theirs.to_python(skip_empty_area=False), start=1)
        for column, value in enumerate(cells, start=1)
        if value != ""
    }
    found = {
        (row, column): cell
        for row, cells in open_xlsx(path, sheet=None).rows()
        for column, cell in cells.items()
    }
    assert set(found) == set(expected)
    assert all(_same(found[place], expected[place]) for place in found)


# --- What a spreadsheet program has made of it --------------------------------------------------------------


def _format(column: str, code: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[f"{column}2"].number_format = code

    return change


@pytest.mark.parametrize(
    ("row", "change", "code", "column"),
    [
        (["1", "A", "=1+1"], lambda _: None, "cell_formula", "grade (cell C2)"),
        (["1", "A", "#N/A"], lambda _: None, "cell_error", "grade (cell C2)"),
        (["1", "A", dt.date(2026, 2, 1)], lambda _: None, "cell_type_wrong", "grade (cell C2)"),
        (["1", "A", True], lambda _: None, "cell_type_wrong", "grade (cell C2)"),
        (["1", "A", "5", 46188], lambda _: None, "cell_type_wrong", "award_date (cell D2)"),
        (
            ["1", "A", "5", dt.datetime(2026, 6, 1, 10)],  # noqa: DTZ001 - sheets know no zones
            lambda _: None,
            "cell_type_wrong",
            "award_date (cell D2)",
        ),
        (["1", "A", "5", 12], _format("D", "yyyy-mm-dd"), "cell_type_wrong", "award_date (cell D2)"),
        ([7, "A"], _format("A", "00000"), "identifier_mangled", "learner_id (cell A2)"),
        ([100000, "A"], _format("A", "0.00E+00"), "identifier_mangled", "learner_id (cell A2)"),
        ([1.5, "A"], lambda _: None, "identifier_mangled", "learner_id (cell A2)"),
        ([1234567890123456789, "A"], lambda _: None, "identifier_mangled", "learner_id (cell A2)"),
        (["1", "A", 0.85], _format("C", "0%"), "identifier_mangled", "grade (cell C2)"),
        (["1", "A", 4.456], _format("C", "0.0"), "identifier_mangled", "grade (cell C2)"),
        (["1", "A", "5", "1.6.2026"], lambda _: None, "time_invalid", "award_date (cell D2)"),
    ],
)
def test_a_cell_that_is_not_what_was_typed_is_refused(
    file: Path, row: list[Any], change: Callable[[Worksheet], None], code: str, column: str
) -> None:
    """Formulas, errors, guesses of types and formats that show another value are named by their cell."""
    intake = read(book(file, HEADER, row, change=change))
    (problem,) = intake.problems
    assert (problem.code, problem.path) == (code, f"{file}, sheet 'Results', row 2, column {column}")
    assert problem.mend


def test_a_number_is_shown_as_the_sheet_shows_it(file: Path) -> None:
    """4.5 in a column of two decimals is 4.50 on the certificate too."""
    intake = read(book(file, HEADER, ["1", "A", 4.5], change=_format("C", "0.00")))
    assert intake.rows[0].award.grade.value == "4.50"  # type: ignore[union-attr]


def test_a_formula_with_its_last_result_is_refused(file: Path) -> None:
    """Also where the file holds what it came to: nobody typed or checked that."""
    book(file, HEADER, ["1", "A", "=1+1"])
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    assert b"<f>1+1</f><v></v>" in sheet or b"<f>1+1</f><v />" in sheet or b"<f>1+1</f><v/>" in sheet
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        sheet = sheet.replace(b"<f>1+1</f>" + empty, b"<f>1+1</f><v>2</v>")
    repacked(file, {"xl/worksheets/sheet1.xml": sheet})
    assert [problem.code for problem in read(file).problems] == ["cell_formula"]


def test_one_formula_that_fills_many_cells(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells below the first have a value and no formula of their own; they are refused too."""

    def change(sheet: Worksheet) -> None:
        sheet["C2"] = ArrayFormula("C2:C4", "=E2:E4*2")
        sheet["C3"], sheet["C4"] = 4, 6

    book(file, HEADER, ["1", "A"], ["2", "B"], ["3", "C"], ["4", "D", 5], change=change)
    intake = read(file)
    assert [problem.code for problem in intake.problems] == ["cell_formula"] * 3
    monkeypatch.setattr(_intake_xlsx, "MAX_SPILLED", 0)
    assert refusal(file).code == "xlsx_malformed"
    monkeypatch.undo()
    assert [row.row for row in intake.rows] == [5]


# --- What isn't shown ---------------------------------------------------------------------------------------


def test_hidden_rows_are_refused_one_by_one(file: Path) -> None:
    """A filter hides learners from the eyes of whoever issues."""

    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[5].height = 0.1

    book(file, HEADER, ["1", "A"], ["2", "B"], ["3", "C"], ["4", "D"], change=change)
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    assert b'ht="0.1"' in sheet
    repacked(file, {"xl/worksheets/sheet1.xml": sheet.replace(b'ht="0.1"', b'ht="0"')})
    intake = read(file)
    assert [(p.code, p.path) for p in intake.problems] == [
        ("row_hidden", f"{file}, sheet 'Results', row 3"),
        ("row_hidden", f"{file}, sheet 'Results', row 5"),
    ]
    assert [row.row for row in intake.rows] == [2, 4]


def test_a_hidden_header_is_refused(file: Path) -> None:
    """Nobody sees what the columns are."""

    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[1].hidden = True

    assert refusal(book(file, HEADER, ["1", "A"], change=change)).code == "row_hidden"


def test_a_hidden_column_with_values_is_refused(file: Path) -> None:
    """A grade that nobody sees would stand in the certificate; hidden empty columns harm nobody."""

    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["H"].hidden = True

    error = refusal(book(file, HEADER, ["1", "A", "5"], change=change))
    assert (error.code, "hidden: C" in str(error)) == ("column_hidden", True)
    assert len(read(book(file, HEADER, ["1", "A", None], change=change)).rows) == 1


def test_merged_cells_are_refused(file: Path) -> None:
    """Only the first of them has the value: the others would silently have none."""
    error = refusal(
        book(file, HEADER, ["1", "A", "5"], ["2", "B", None], change=lambda sheet: sheet.merge_cells("C2:C3"))
    )
    assert (error.code, "C2:C3" in str(error)) == ("cells_merged", True)


def _several(file: Path, *names: str, hidden: str = "") -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name in names:
        sheet = workbook.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([name, name])
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    workbook.save(file)
    return file


def test_one_of_several_sheets_must_be_named(file: Path) -> None:
    """None is guessed, not even the first; a name that isn't there is answered with those that are."""
    error = refusal(_several(file, "Spring", "Autumn"))
    assert (error.code, "'Spring', 'Autumn'" in str(error)) == ("sheet_unclear", True)
    intake = read(file, sheet="Autumn")
    assert [row.key for row in intake.rows] == ["Autumn"]
    assert "the sheet 'Autumn' is read" in intake.notes[0]
    assert refusal(file, sheet="Winter").code == "sheet_unknown"


def test_hidden_sheets_are_not_read(file: Path) -> None:
    """The only one that is shown is meant; a hidden one is refused even by its name."""
    intake = read(_several(file, "Spring", "Old", hidden="Old"))
    assert [row.key for row in intake.rows] == ["Spring"]
    assert any("hidden sheet 'Old'" in note for note in intake.notes)
    assert refusal(file, sheet="Old").code == "sheet_hidden"


def test_values_without_a_header_are_refused(file: Path) -> None:
    """A remark beside the table is not dropped in silence."""
    (problem,) = read(book(file, HEADER, ["1", "A", None, None, None, "remark"])).problems
    assert (problem.code, str(problem.path).endswith("cell F2")) == ("row_malformed", True)
    assert refusal(book(file, [*HEADER[:2], "", "grade"], ["1", "A", "x"])).code == "header_unknown"
    assert refusal(book(file, ["learner_id", dt.date(2026, 1, 1)], ["1", "A"])).code == "header_unknown"


def test_what_a_file_links_to_is_not_followed(file: Path) -> None:
    """Links to other workbooks and the web are parts that nobody opens."""
    book(
        file, HEADER, ["1", "A"], change=lambda sheet: setattr(sheet["B2"], "hyperlink", "https://x.example/")
    )
    repacked(file, {"xl/externalLinks/externalLink1.xml": b"<!DOCTYPE x><x/>"})
    assert read(file).rows[0].award.learner.name == "A"


# --- Harmful files ------------------------------------------------------------------------------------------


def test_a_bomb_is_not_unpacked(file: Path) -> None:
    """Too large in all, too large for its size, and a lie about its size."""
    book(file, HEADER, ["1", "A"])
    repacked(file, {"xl/media/a": b"0" * 60_000_000})
    assert refusal(file).code == "xlsx_too_large"
    repacked(file, {"xl/media/a": b"0" * 20_000_000})
    assert "100 times" in str(refusal(file))
    repacked(file, {"xl/media/a": None})
    assert read(file).rows


def test_a_part_that_lies_about_its_size(file: Path) -> None:
    """What comes out is counted, whatever the directory of the ZIP says."""
    book(file, HEADER, ["1", "A"])
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    repacked(file, {"xl/worksheets/sheet1.xml": sheet + b" " * 5_000_000})
    data = file.read_bytes()
    true = (len(sheet) + 5_000_000).to_bytes(4, "little")
    assert data.count(true) >= 1
    file.write_bytes(data.replace(true, (1000).to_bytes(4, "little")))
    assert refusal(file).code == "xlsx_malformed"


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "https://x.example/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused(file: Path, part: str, attack: bytes) -> None:
    """No entity is expanded and nothing external read."""
    with_shared_texts(book(file, HEADER, ["1", "A"]))
    data = parts_of(file)[part]
    start = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
    repacked(file, {part: data[:start] + attack + data[start:]})
    assert refusal(file).code == "xlsx_declaration_refused"


def test_two_parts_of_one_name(file: Path) -> None:
    """Two readers could take two different sheets."""
    book(file, HEADER, ["1", "A"])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert refusal(file).code == "xlsx_malformed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="A3"'),
        (b'r="B2"', b'r="A2"'),
        (b'<row r="2"', b'<row r="1"'),
        (b'<row r="2"', b'<row r="99999999"'),
        (b"<v>5</v>", b"<v>99</v>"),
        (b"<v>5</v>", b"<v>-1</v>"),
        (b't="s"><v>5</v>', b't="n"><v>x</v>'),
        (b't="s"><v>5</v>', b't="d"><v>x</v>'),
    ],
)
def test_a_sheet_with_two_readings_is_refused(file: Path, old: bytes, new: bytes) -> None:
    """Rows and cells out of order, texts that are not there, numbers that are none: no guess."""
    with_shared_texts(book(file, HEADER, ["1", "A"]))
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    assert old in sheet
    repacked(file, {"xl/worksheets/sheet1.xml": sheet.replace(old, new)})
    assert refusal(file).code == "xlsx_malformed"


def test_a_row_that_stands_twice_is_refused(file: Path) -> None:
    """Two readers could take either."""
    with_shared_texts(book(file, HEADER, ["1", "A"]))
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    start, end = sheet.index(b'<row r="2"'), sheet.index(b"</sheetData>")
    repacked(file, {"xl/worksheets/sheet1.xml": sheet[:end] + sheet[start:end] + sheet[end:]})
    assert refusal(file).code == "xlsx_malformed"


def test_a_sheet_outside_of_the_file_is_not_read(file: Path) -> None:
    """A relationship to another place is not followed, whatever it calls itself."""
    book(file, HEADER, ["1", "A"])
    name = "xl/_rels/workbook.xml.rels"
    relations = parts_of(file)[name]
    assert relations.count(b'Target="/xl/worksheets/sheet1.xml"') == 1
    outside = b'TargetMode="External" Target="/xl/worksheets/sheet1.xml"'
    repacked(file, {name: relations.replace(b'Target="/xl/worksheets/sheet1.xml"', outside)})
    assert refusal(file).code == "xlsx_malformed"


@pytest.mark.parametrize(
    ("code", "dated"),
    [
        ("General", False), ("0.00", False), ('0" days"', False), ("[Red]0", False), (r"0\d", False),
        ("_d0", False), ("*d0", False), ("@", False), ("yyyy", True), ("[h]:mm", True),
        ("[$-40B]d. mmmm yyyy", True), ("D.M.YY", True),
    ],
)  # fmt: skip
def test_which_number_formats_show_dates(code: str, dated: bool) -> None:
    """Letters in quotes, colours and paddings are no dates."""
    assert is_date(code) is dated


@pytest.mark.parametrize("number", [b"1_0", b" 5", b"nan", b"inf", b"0x10", b"5,5", "\u0665".encode()])
def test_what_is_no_number_in_xml_is_none(file: Path, number: bytes) -> None:
    """Python would read some of them as numbers."""
    book(file, HEADER, ["1", "A", 5])
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"<v>5</v>") == 1
    repacked(file, {"xl/worksheets/sheet1.xml": sheet.replace(b"<v>5</v>", b"<v>%s</v>" % number)})
    assert refusal(file).code == "xlsx_malformed"


def test_a_number_beyond_all_numbers(file: Path) -> None:
    """It is no grade."""
    book(file, HEADER, ["1", "A", 5])
    sheet = parts_of(file)["xl/worksheets/sheet1.xml"].replace(b"<v>5</v>", b"<v>1e999</v>")
    repacked(file, {"xl/worksheets/sheet1.xml": sheet})
    assert [problem.code for problem in read(file).problems] == ["cell_type_wrong"]


def test_parts_that_are_packed_or_locked_in_other_ways(file: Path) -> None:
    """No spreadsheet program writes them; other readers may refuse or unlock them."""
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        repacked(book(file, HEADER, ["1", "A"]), {}, method=method)
        assert refusal(file).code == "xlsx_malformed"
    book(file, HEADER, ["1", "A"])
    data = bytearray(file.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    file.write_bytes(data)
    assert refusal(file).code == "xlsx_malformed"


def test_limits_of_size(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stops what is larger, at a size that a test can make."""
    book(file, HEADER, ["1", "A" * 50])
    monkeypatch.setattr(_intake_package, "MAX_PACKED", 1_000)
    assert refusal(file).code == "xlsx_too_large"
    monkeypatch.undo()
    monkeypatch.setattr(_intake_package, "MAX_PARTS", 3)
    assert refusal(file).code == "xlsx_too_large"
    monkeypatch.undo()
    for name, limit in (("MAX_CELLS", 3), ("MAX_ROW", 1)):
        monkeypatch.setattr(_intake_xlsx, name, limit)
        assert refusal(file).code == "xlsx_malformed"
        monkeypatch.undo()
    monkeypatch.setattr(_intake_workbook, "MAX_TEXT", 20)
    assert refusal(file).code == "xlsx_malformed"


def test_old_and_protected_files_are_told(file: Path) -> None:
    """A password makes another kind of file of it; so does an old program."""
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in str(refusal(file))


def test_bytes_that_were_damaged_give_rows_or_our_error(tmp_path: Path) -> None:
    """Flipped, cut, doubled bytes, inside of the parts and outside of them."""
    path = with_shared_texts(
        book(tmp_path / "good.xlsx", HEADER, ["007", "Aino", 5, dt.date(2026, 6, 1), 2.5], ["8", "Å", "x"])
    )
    whole, parts = path.read_bytes(), parts_of(path)
    rng = random.Random(7)
    broken = tmp_path / "broken.xlsx"
    read_well = 0
    for turn in range(400):
        if turn % 2:
            name = rng.choice([name for name in parts if not name.startswith("docProps")])
            data = bytearray(parts[name])
            _damage(data, rng)
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for other, content in parts.items():
                    archive.writestr(other, bytes(data) if other == name else content)
            broken.write_bytes(buffer.getvalue())
        else:
            data = bytearray(whole)
            _damage(data, rng)
            broken.write_bytes(data)
        try:
            intake = read_learners(broken, language="en", award_date="2026-06-15", options=ReadOptions())
        except RecordError:
            continue
        assert intake.rows or intake.problems
        read_well += 1
    assert read_well > 10


def _damage(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data))
        kind = rng.random()
        if kind < 0.6:
            data[place] = rng.randrange(256)
        elif kind < 0.8:
            del data[place : place + rng.randint(1, 30)]
        else:
            data[place:place] = data[place : place + rng.randint(1, 30)]
        if not data:
            data.extend(b"x")
