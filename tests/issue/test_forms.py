"""Forms, mappings and refused rows: what the office gets to fill in, to keep and to mend."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given
from hypothesis import strategies as st
from tests.issue.desk import course
from tests.issue.workbooks import HEADER, book

from mcissue.errors import RecordError
from mcissue.issue.intake import (
    COLUMNS,
    LearnerFile,
    LearnerRow,
    ReadOptions,
    open_learners,
    read_learners,
    read_mapping,
)
from mcissue.issue.intake.draft import draft_mapping
from mcissue.issue.rejects import check_rejects_path, write_rejects
from mcissue.issue.sheets import Sheet, csv_bytes, formula_safe, workbook_bytes
from mcissue.issue.templates import form_csv, form_workbook
from mcissue.record import Course
from mcissue.vocabulary import concepts

# --- Forms --------------------------------------------------------------------------------------------------


def test_the_form_is_a_workbook_that_others_open(tmp_path: Path) -> None:
    """Columns as text, a sheet of explanations, and drop-down lists that hold the whole vocabulary."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_workbook(course()))
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["learners", "explanations", "values"]
    form = workbook["learners"]
    assert [cell.value for cell in form[1]] == list(COLUMNS)
    lists = {str(found.sqref): found.formula1 for found in form.data_validations.dataValidation}
    for column, vocabulary in (("assessment_types", "assessment"), ("supervision", "supervision")):
        letter = next(cell.column_letter for cell in form[1] if cell.value == column)
        source = lists[f"{letter}2:{letter}5000"]
        cells = workbook["values"][source.replace("$", "").rpartition("!")[2]]
        assert [row[0].value for row in cells] == [concept.label for concept in concepts(vocabulary)]
    explained = {row[0].value: row for row in workbook["explanations"].iter_rows(min_row=2)}
    assert all(explained[column][2].value == text for column, text in COLUMNS.items())
    assert explained["credits_earned"][3].value == f"{course().workload.ects:f} ECTS"  # type: ignore[union-attr]
    other = python_calamine.CalamineWorkbook.from_path(str(path))
    assert other.get_sheet_by_name("learners").to_python()[0] == list(COLUMNS)


def test_a_form_that_was_filled_in_is_read(tmp_path: Path) -> None:
    """Its sheet need not be named; what is typed into its columns stays text."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_workbook(course()))
    workbook = openpyxl.load_workbook(path)
    columns = list(COLUMNS)
    for column, value in {
        "learner_id": "007",
        "full_name": "Aino",
        "supervision": "Supervised with ID Verification",
    }.items():
        workbook["learners"].cell(2, columns.index(column) + 1, value)
    workbook.save(path)
    (row,) = read_learners(path, language="fi", award_date="2026-06-15").rows
    assert (row.key, row.award.supervision is not None) == ("007", True)


def test_the_same_form_has_the_same_bytes() -> None:
    """Nothing of the moment goes in."""
    assert form_workbook(course()) == form_workbook(course())


def test_the_form_as_csv(tmp_path: Path) -> None:
    """A header row, marked as UTF-8 so that spreadsheet programs keep names right."""
    path = tmp_path / "form.csv"
    path.write_bytes(form_csv(course()) + b"1" + b"," * (len(COLUMNS) - 1) + b"\r\n")
    assert read_learners(path, language="fi", award_date="2026-06-15").problems[0].code == "learner_unnamed"


# --- Mappings -----------------------------------------------------------------------------------------------

MAPPING = """
columns:
  Matrikelnummer: learner_id
  Nachname: family_name
  Vorname: given_name
  Note: grade
  LP: credits_earned
  Datum: award_date
ignore: [Studiengang]
constants:
  supervision: Supervised with ID Verification
  activity_start: "2026-03-01"
decimal: ","
dates: dmy
encoding: windows-1252
delimiter: semicolon
"""
EXPORT = (
    "Matrikelnummer;Nachname;Vorname;Note;LP;Datum;Studiengang\n0012;Müller;Änne;1,3;2,5;15.06.2026;Chemie\n"
)


def mapping(folder: Path, text: str = MAPPING) -> ReadOptions:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return ReadOptions(mapping=read_mapping(path))


def test_the_export_of_another_system_is_read_by_a_saved_mapping(tmp_path: Path) -> None:
    """Its own headers, constants, decimal comma, dates and encoding, without another word."""
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("windows-1252"))
    (row,) = read_learners(path, language="de", options=mapping(tmp_path)).rows
    assert (row.key, row.award.learner.name) == ("0012", "Änne Müller")
    assert (row.award.grade.value, str(row.award.credits_earned)) == ("1,3", "2.5")  # type: ignore[union-attr]
    assert row.award.awarded.date() == dt.date(2026, 6, 15)
    assert row.award.activity_start == dt.date(2026, 3, 1)
    assert row.award.supervision is not None


def test_a_column_that_the_mapping_does_not_know_is_refused(tmp_path: Path) -> None:
    """Next year's export has one column more: it is not dropped in silence."""
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.replace("Datum", "Prüfungsdatum").encode("windows-1252"))
    with pytest.raises(RecordError) as caught:
        read_learners(path, language="de", options=mapping(tmp_path))
    assert (caught.value.code, "Prüfungsdatum" in str(caught.value)) == ("header_unknown", True)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("Note: grade", "Note: graed", "header_unknown", ""),
        ("supervision: Super", "superviso: Super", "header_unknown", ""),
        ("  activity_start", "  learner_id", "header_doubled", ""),
        ("delimiter: semicolon", "delimiter: x", "delimiter_unclear", ""),
        ("dates: dmy", "dates: dym", "value_invalid", "line 14"),
        ("ignore:", "ignored:", "unknown_field", "line 9"),
        ("ignore:", "root:", "unknown_field", "line 9"),
        ("ignore:", "ignore(function-x):", "unknown_field", "line 9"),
    ],
)
def test_a_fault_of_a_mapping_is_told(tmp_path: Path, old: str, new: str, code: str, line: str) -> None:
    """With its place, before any row is read."""
    assert old in MAPPING
    with pytest.raises(RecordError) as caught:
        mapping(tmp_path, MAPPING.replace(old, new))
    assert caught.value.code == code
    assert line in str(caught.value.path)


def test_constants_are_read_as_cells_are(tmp_path: Path) -> None:
    """In the order of dates that was stated; a fault of one is told once, and not for every row."""
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("windows-1252"))
    text = MAPPING.replace('"2026-03-01"', "1.3.2026")
    (row,) = read_learners(path, language="de", options=mapping(tmp_path, text)).rows
    assert row.award.activity_start == dt.date(2026, 3, 1)
    with pytest.raises(RecordError) as caught:
        read_learners(path, language="de", options=mapping(tmp_path, text.replace("1.3.2026", "31.2.2026")))
    assert (caught.value.code, str(caught.value.path)) == ("time_invalid", f"{path}, constant activity_start")


def test_a_constant_beside_its_column_is_refused(tmp_path: Path) -> None:
    """Which of the two holds is not guessed."""
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("windows-1252"))
    text = MAPPING.replace("constants:", "constants:\n  grade: passed")
    with pytest.raises(RecordError) as caught:
        read_learners(path, language="de", options=mapping(tmp_path, text))
    assert caught.value.code == "header_doubled"


def test_the_draft_of_a_mapping_can_be_used(tmp_path: Path) -> None:
    """Usual headers are recognised, unusual ones are listed, and the file's own ways are stated."""
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("windows-1252"))
    draft = draft_mapping(path, encoding="windows-1252")
    assert '"Matrikelnummer": learner_id' in draft
    assert '  - "Studiengang"' in draft
    options = mapping(tmp_path, draft.replace("# dates", "dates"))
    assert options.mapping.ignore == ("LP", "Studiengang")
    (row,) = read_learners(path, language="de", options=options).rows
    assert row.award.learner.name == "Änne Müller"


def test_a_draft_gives_a_column_once(tmp_path: Path) -> None:
    """Which of two headers is the name is for people to say."""
    path = tmp_path / "a.csv"
    path.write_text("Student ID,Name,Student\n", encoding="utf-8")
    draft = draft_mapping(path)
    assert draft.count(": full_name") == 1
    assert '  - "Student"' in draft


def test_drafts_of_workbooks_and_json_lines(tmp_path: Path) -> None:
    """They are read as the intake reads them; a file without a header is told."""
    made = book(tmp_path / "a.xlsx", ["Sukunimi", "Sähköposti: x"], ["A", "B"])
    assert '"Sukunimi": family_name' in draft_mapping(made)
    assert '"Sähköposti: x"' in draft_mapping(made, sheet="Results")
    lines = tmp_path / "a.jsonl"
    lines.write_text('\n{"Prénom": "A", "x\\u2028y": "B"}\n', encoding="utf-8")
    assert '"Prénom": given_name' in draft_mapping(lines)
    assert '"x\\u2028y"' in draft_mapping(lines)
    lines.write_text("\n", encoding="utf-8")
    with pytest.raises(RecordError):
        draft_mapping(lines)


# --- Refused rows -------------------------------------------------------------------------------------------


def refused(path: Path, **options: Any) -> tuple[LearnerFile, dict[int, str]]:
    file = open_learners(path, language="en", award_date="2026-06-15", options=ReadOptions(**options))
    return file, {row.detail["row"]: str(row) for row in file.rows() if isinstance(row, RecordError)}


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("windows-1252", ";"), ("utf-16", "\t")]
)
def test_refused_rows_come_back_in_their_own_shape(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Delimiter and encoding of the file, every cell as it was, and the reason: mended, they are read as they are."""
    text = "Learner-ID,full_name,grade\n1,Zoë,5\n2,Åke,=1\n,Bo,-3\n4,'+x,\n"
    path, out = tmp_path / "a.csv", tmp_path / "bad.csv"
    path.write_bytes(text.replace(",", delimiter).encode(encoding))
    stated = {"encoding": encoding} if encoding == "windows-1252" else {}
    file, reasons = refused(path, **stated)
    assert write_rejects(out, file, reasons)
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode(encoding)), delimiter=delimiter))
    assert rows[0] == ["mcissue_row", "mcissue_reason", "Learner-ID", "full_name", "grade"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[1][2:] == ["2", "Åke", "'=1"]
    assert "is a formula" in rows[1][1]
    assert "\n" not in rows[1][1]
    again = read_learners(out, language="en", award_date="2026-06-15", options=ReadOptions(**stated))
    assert [problem.code for problem in again.problems] == ["cell_formula", "learner_key_missing"]
    mended = (
        out.read_bytes()
        .decode(encoding)
        .replace("'=1", "1")
        .replace(f"{delimiter}{delimiter}Bo", f"{delimiter}3{delimiter}Bo")
    )
    out.write_bytes(mended.encode(encoding))
    again = read_learners(out, language="en", award_date="2026-06-15", options=ReadOptions(**stated))
    assert [(row.key, row.award.grade.value) for row in again.rows] == [("2", "1"), ("3", "-3")]  # type: ignore[union-attr]


def test_a_reason_that_the_file_has_no_letters_for(tmp_path: Path) -> None:
    """The refused rows are then UTF-8, with the mark that says so."""
    path, out = tmp_path / "a.csv", tmp_path / "bad.csv"
    path.write_bytes("learner_id,full_name\n1,Zoë\n".encode("windows-1252"))
    file, _ = refused(path, encoding="windows-1252")
    write_rejects(out, file, {2: "Did you mean Łódź?"})
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Łódź" in out.read_text("utf-8-sig")


def test_refused_rows_of_a_workbook(tmp_path: Path) -> None:
    """Cells keep their types and formats, so that nothing is changed by being refused; formulas stay refused."""

    def change(sheet: Any) -> None:
        sheet["A3"].number_format = "00000"

    path = book(
        tmp_path / "a.xlsx",
        HEADER,
        ["1", "A", "5", dt.date(2026, 6, 1), 2.5],
        [7, "B", 4.5, dt.date(2026, 6, 1), 2.5],
        ["007", "C", "=1+1", dt.date(2026, 6, 2), True],
        change=change,
    )
    file, reasons = refused(path)
    out = tmp_path / "bad.xlsx"
    assert write_rejects(out, file, reasons)
    sheet = openpyxl.load_workbook(out)["Results"]
    assert [cell.value for cell in sheet[1]][2:] == HEADER
    assert (sheet["C2"].value, sheet["C2"].number_format) == (7, "00000")
    assert sheet["F3"].value.date() == dt.date(2026, 6, 2)
    assert (sheet["C3"].value, sheet["E3"].value, sheet["G3"].value) == ("007", "=?", True)
    _, again = refused(out)
    assert [reason.splitlines()[0].rpartition(": ")[2][:20] for reason in again.values()] == [
        reason.splitlines()[0].rpartition(": ")[2][:20] for reason in reasons.values()
    ]


def test_refused_json_lines(tmp_path: Path) -> None:
    """The same objects, with row and reason before their members."""
    path, out = tmp_path / "a.jsonl", tmp_path / "bad.jsonl"
    path.write_text(
        '{"learner_id": "1", "full_name": "Ä"}\n{"learner_id": "2", "grade": 4.5}\n[1]\n', encoding="utf-8"
    )
    file, reasons = refused(path)
    write_rejects(out, file, reasons)
    first, second = out.read_text(encoding="utf-8").splitlines()
    assert {**json.loads(first), "mcissue_reason": ""} == {
        "mcissue_row": 2, "mcissue_reason": "", "learner_id": "2", "grade": 4.5,
    }  # fmt: skip
    assert second == "[1]"
    _, again = refused(out)
    assert len(again) == 2


def test_refused_rows_destroy_nothing(tmp_path: Path) -> None:
    """Not the learner file, not somebody's work, and a second run is content with what the first wrote."""
    path, out = tmp_path / "a.csv", tmp_path / "bad.csv"
    path.write_text("learner_id,full_name\n1,\n", encoding="utf-8")
    file, reasons = refused(path)
    for place in (path, tmp_path / "bad.xlsx"):
        with pytest.raises(RecordError) as caught:
            check_rejects_path(place, file)
        assert caught.value.code == "rejects_unfit"
    assert not write_rejects(out, file, {})
    assert not out.exists()
    assert write_rejects(out, file, reasons)
    assert write_rejects(out, file, reasons)
    assert out.stat().st_mode & 0o077 == 0
    out.write_text("work", encoding="utf-8")
    with pytest.raises(RecordError):
        write_rejects(out, file, reasons)
    assert out.read_text(encoding="utf-8") == "work"


# --- Tables that we write -----------------------------------------------------------------------------------


@given(text=st.text(max_size=20))
def test_no_text_is_run_as_a_formula(text: str) -> None:
    """Whatever somebody is called; and what we have made safe is read as it was."""
    safe = formula_safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe.removeprefix("'") == text.removeprefix("'")


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(
        lambda text: "\r" not in text and not formula_safe(text).startswith("'")
    )
)
@example(text="_x0041_")
@example(text="a_x005F_\x07<&")
def test_every_text_survives_a_workbook(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Control characters, what looks like an escape, markup: another program reads what was written."""
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    path.write_bytes(workbook_bytes([Sheet(name="x", rows=[["learner_id", "full_name"], ["1", text]])]))
    ours = [row for row in open_rows(path) if row[0] == 2]
    assert ours[0][1].get(2, "") == text


def open_rows(path: Path) -> list[tuple[int, dict[int, Any]]]:
    from mcissue.issue.intake.xlsx import open_xlsx

    return list(open_xlsx(path, sheet=None).rows())


def test_workbooks_hold_no_formulas(tmp_path: Path) -> None:
    """Disarmed, and of the type of texts."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes([Sheet(name="x", rows=[["a"], ["=1+1"], ["-3"]])]))
    cells = [row[0] for row in openpyxl.load_workbook(path)["x"].iter_rows()]
    assert [(cell.value, cell.data_type) for cell in cells] == [("a", "s"), ("'=1+1", "s"), ("'-3", "s")]


def test_csv_for_spreadsheet_programs() -> None:
    """Marked as UTF-8, quoted where needed, formulas disarmed."""
    assert csv_bytes([["a", "b"], ["=1", 'x,"y"']]) == b'\xef\xbb\xbfa,b\r\n\'=1,"x,""y"""\r\n'


def test_what_a_row_says_goes_before_what_the_course_says(tmp_path: Path) -> None:
    """In its own types; a description of the course's assessment would contradict another one, and goes."""
    path = tmp_path / "a.csv"
    path.write_text(
        "learner_id,full_name,assessment_types,participation_modes,further_information\n1,A,quiz,Online,Yes\n",
        encoding="utf-8",
    )
    (row,) = read_learners(path, language="en", award_date="2026-06-15").rows
    assert isinstance(row, LearnerRow)
    described = course().to_data()
    described["assessment"]["description"] = {"en": "a written examination of two hours"}
    described["participation"]["description"] = {"en": "on Fridays, in Kotka"}
    whole = Course.from_data(described)
    taken = row.course_of(whole)
    assert taken.assessment is not None
    assert [str(kind) for kind in taken.assessment.types] == ["quiz"]
    assert (taken.assessment.description, taken.assessment.grading) == (None, whole.assessment.grading)  # type: ignore[union-attr]
    assert taken.participation is not None
    assert [str(mode) for mode in taken.participation.modes] == ["Online"]
    assert taken.participation.description is None
    assert taken.further_information.best() == "Yes"  # type: ignore[union-attr]
    assert taken.id == course().id
