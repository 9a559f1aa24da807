"""CSV, TSV and JSON Lines in every dialect that programs write: found and said, or stated, never guessed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.errors import RecordError
from mcissue.issue.intake import Intake, LearnerRow, ReadOptions, open_learners, read_learners
from mcissue.issue.intake import (
    file as _intake_file,
)
from mcissue.issue.intake import (
    json_lines as _intake_json,
)
from mcissue.issue.intake import learners as intake_module
from mcissue.issue.intake import (
    text as _intake_text,
)
from mcissue.issue.intake.seen_keys import SeenKeys
from mcissue.words import first_hidden, is_blank, says_nothing

CONTENT = "learner_id,full_name,grade\n1,Zoë Ångström,5\n"


def read(path: Path, data: bytes | str, **options: Any) -> Intake:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_learners(path, language="en", award_date="2026-06-15", options=ReadOptions(**options))


def refusal(path: Path, data: bytes | str, **options: Any) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read(path, data, **options)
    return caught.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "learners.csv"


# --- Dialects -----------------------------------------------------------------------------------------------

_CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"]), max_size=12
)


@settings(max_examples=120, deadline=None)
@given(
    names=st.lists(_CELLS, min_size=1, max_size=6),
    grades=st.lists(_CELLS, min_size=6, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    hint=st.booleans(),
)
def test_every_dialect_gives_the_same_learners(  # noqa: PLR0917 - hypothesis gives them
    tmp_path_factory: pytest.TempPathFactory,
    names: list[str],
    grades: list[str],
    delimiter: str,
    end: str,
    encoding: str,
    quoting: Any,
    hint: bool,
) -> None:
    """Delimiters, line ends, marks and quotes are a matter of the program that wrote the file."""
    text = io.StringIO()
    if hint:
        text.write(f"sep={delimiter}{end}")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["learner_id", "given_name", "family_name", "grade"])
    for number, (name, grade) in enumerate(zip(names, grades, strict=False)):
        writer.writerow([number, name, "X", grade])
    path = tmp_path_factory.mktemp("dialect") / "learners.csv"
    intake = read(path, text.getvalue().encode(encoding))
    found = {row.row: row.award for row in intake.rows}
    refused = {problem.detail["row"] for problem in intake.problems}
    first = 3 if hint else 2
    assert set(found) | refused == set(range(first, first + len(names)))
    for number, (name, grade) in enumerate(zip(names, grades, strict=False), start=first):
        formula = [text for text in (name, grade) if text.strip().startswith(("=", "'=", "＝", "'＝"))]
        said = _as_read(name)
        unfit = said and (says_nothing(said) or first_hidden(said) is not None)
        unseen = _as_read(grade) and is_blank(_as_read(grade))
        assert (number in refused) == bool(formula or unfit or unseen)
        if number in found:
            assert (found[number].learner.given_name or "") == _as_read(name)
            assert (found[number].grade.value if found[number].grade else "") == _as_read(grade)  # type: ignore[union-attr]


def _as_read(text: str) -> str:
    import unicodedata

    plain = text.strip()
    if len(plain) > 1 and plain[0] == "'" and plain[1] in "+-@＋－＠":
        plain = plain[1:]
    return unicodedata.normalize("NFC", plain).strip()


def test_what_was_found_out_is_said(file: Path) -> None:
    """Delimiter and unusual encoding stand in the notes."""
    assert read(file, CONTENT.replace(",", "\t")).notes == ("learners.csv: columns are separated by tabs.",)
    notes = read(file, CONTENT.encode("utf-16")).notes
    assert "UTF-16, as its byte order mark says" in notes[0]


def test_two_possible_delimiters_are_asked_for(file: Path) -> None:
    """A header that reads as well in two ways is not guessed."""
    data = "learner_id;full_name,grade;email\n1;A,5;a@b.example\n"
    assert refusal(file, data).code in {"delimiter_unclear", "header_unknown"}
    assert refusal(file, "learner_id;x,full_name\n").code == "delimiter_unclear"


# --- Encodings ----------------------------------------------------------------------------------------------


def test_another_encoding_is_asked_for_and_said(file: Path) -> None:
    """Windows-1252 and Latin-9 differ in one sign only; which it is can't be found out."""
    data = CONTENT.encode("windows-1252")
    error = refusal(file, data)
    assert (error.code, "--encoding windows-1252" in str(error.mend)) == ("file_not_utf8", True)
    intake = read(file, data, encoding="windows-1252")
    assert intake.rows[0].award.learner.name == "Zoë Ångström"
    assert "windows-1252, as stated" in intake.notes[0]


def test_a_wrong_statement_is_refused(file: Path) -> None:
    """An encoding that the bytes, their mark or our list contradict."""
    assert refusal(file, CONTENT.encode("windows-1252"), encoding="utf-8").code == "encoding_wrong"
    assert refusal(file, CONTENT.encode("utf-16"), encoding="utf-8").code == "encoding_contradictory"
    assert refusal(file, CONTENT, encoding="klingon").code == "encoding_unknown"
    assert refusal(file, CONTENT, encoding="utf-7").code == "encoding_unknown"
    assert refusal(file, "learner_id,full_name".encode("utf-16-le")).code == "file_not_csv"
    assert read(file, CONTENT.encode("utf-16-le"), encoding="utf-16-le").rows
    for without_mark in (CONTENT.encode("utf-16-le"), CONTENT.encode()):
        problem = refusal(file, without_mark, encoding="utf-16")
        assert problem.code == "encoding_wrong"
        assert "--encoding utf-16-le" in str(problem)


def test_a_fault_at_the_end_is_found_before_the_first_row_is_handed_out(file: Path) -> None:
    """Nothing is issued of a file whose end can't be read."""
    file.write_bytes(CONTENT.encode() * 1 + b"x" * 2_000_000 + "\nZoë".encode("latin-1"))
    with pytest.raises(RecordError) as caught:
        open_learners(file, language="en")
    assert caught.value.code == "file_not_utf8"
    assert str(caught.value.path).endswith("line 4")


def test_what_does_not_fit_the_kind_of_file_is_told(tmp_path: Path) -> None:
    """A statement without an effect would leave somebody in the belief that it had one."""
    assert refusal(tmp_path / "a.csv", CONTENT, sheet="Results").code == "option_unfit"
    assert refusal(tmp_path / "a.jsonl", "{}", encoding="utf-8").code == "option_unfit"
    assert refusal(tmp_path / "a.xlsx", b"", delimiter=",").code == "option_unfit"


# --- What is stated: decimal marks and dates ----------------------------------------------------------------


def test_decimal_commas_only_where_stated(file: Path) -> None:
    """2,5 is refused unless said; where it is said, 2.5 is."""
    comma = "learner_id;full_name;credits_earned\n1;A;2,5\n"
    assert read(file, comma).problems[0].code == "decimal_comma"
    assert "--decimal ," in str(read(file, comma).problems[0])
    assert str(read(file, comma, decimal=",").rows[0].award.credits_earned) == "2.5"
    assert read(file, comma.replace("2,5", "1.500"), decimal=",").problems[0].code == "decimal_point"


@pytest.mark.parametrize(
    ("order", "written", "read_as"),
    [
        ("dmy", "3.4.2026", "2026-04-03"),
        ("mdy", "03/04/2026", "2026-03-04"),
        ("dmy", "03-04-2026", "2026-04-03"),
        ("ymd", "2026/4/3", "2026-04-03"),
        ("dmy", "2026-04-03", "2026-04-03"),
        ("dmy", "3.4.26", None),
        ("mdy", "13/04/2026", None),
        ("dmy", "3.4/2026", None),
        (None, "3.4.2026", None),
    ],
)
def test_other_orders_of_dates_only_where_stated(
    file: Path, order: str | None, written: str, read_as: str | None
) -> None:
    """3.4. is a day in April or in March; a year of two digits is none."""
    intake = read(file, f"learner_id,full_name,award_date\n1,A,{written}\n", dates=order)
    if read_as is None:
        assert intake.problems[0].code == "time_invalid"
    else:
        assert intake.rows[0].award.awarded.date().isoformat() == read_as


# --- Identifiers and formulas -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "taken"), [("1E5", True), ("1.23E+11", False), ("1,5E+05", False), ("00", True)]
)
def test_numbers_that_a_program_has_shortened(file: Path, cell: str, taken: bool) -> None:
    """1E5 may be somebody's number; 1.23E+11 is what is left of one."""
    intake = read(file, f'learner_id,full_name\n"{cell}",A\n')
    assert [row.key for row in intake.rows] == ([cell] if taken else [])
    assert [problem.code for problem in intake.problems] == ([] if taken else ["identifier_mangled"])


def test_formulas_are_refused_and_signs_are_kept(file: Path) -> None:
    """-3 is a Danish grade; an apostrophe that keeps it from being run is taken off, no other one is."""
    text = "learner_id,full_name,grade\n1,'t Hooft,-3\n2,B,'-3\n3,C,=1+1\n4,D,'=1+1\n"
    intake = read(file, text)
    assert [row.award.grade.value for row in intake.rows] == ["-3", "-3"]  # type: ignore[union-attr]
    assert intake.rows[0].award.learner.name == "'t Hooft"
    assert [problem.code for problem in intake.problems] == ["cell_formula"] * 2


# --- Who is who ---------------------------------------------------------------------------------------------


def test_a_column_of_numbers_must_be_filled_in(file: Path) -> None:
    """A row that falls back on the e-mail would be issued again once its number is known."""
    text = "learner_id,email,full_name\n1,a@b.example,A\n,c@d.example,C\n"
    (problem,) = read(file, text).problems
    assert (problem.code, "no learner_id" in problem.message) == ("learner_key_missing", True)
    assert [row.key for row in read(file, text.replace("learner_id", "student_number")).rows] == [
        "a@b.example",
        "c@d.example",
    ]


def test_one_address_for_two_learners(file: Path) -> None:
    """The second one would get the first one's certificate."""
    text = "learner_id,email,full_name\n1,a@b.example,A\n2,A@B.example,B\n3,,C\n4,,D\n"
    (problem,) = read(file, text).problems
    assert (problem.code, problem.detail["row"]) == ("email_doubled", 3)
    assert "row 2" in problem.message


def test_the_first_row_of_each_key_among_many() -> None:
    """The flat table finds every double while it grows, and no other key."""
    seen = SeenKeys()
    assert all(seen.first_row(f"key {number}", number) == number for number in range(1, 20_000))
    assert all(seen.first_row(f"key {number}", 99) == number for number in range(1, 20_000, 7))
    assert seen.first_row("\ud800", 5) == 5


# --- Evidence and what differs from the course --------------------------------------------------------------


def test_several_pieces_of_evidence(file: Path) -> None:
    """Numbers may be left out; faults name the column of their piece."""
    text = "learner_id,full_name,evidence_1_name,evidence_3_url,evidence_3_name\n1,A,one,https://x.example/3,three\n"
    (row,) = read(file, text).rows
    assert [(piece.name, piece.url) for piece in row.award.evidence] == [
        ("one", None),
        ("three", "https://x.example/3"),
    ]
    (problem,) = read(file, text.replace("https:", "nowhere:")).problems
    assert str(problem.path).endswith("column evidence_3_url")
    assert refusal(file, "learner_id,full_name,evidence_51_url\n1,A,x\n").code == "header_unknown"
    assert refusal(file, "learner_id,full_name,evidence_1_url,evidence_url\n").code == "header_doubled"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("assessment_types", "quizz"),
        ("participation_modes", "Online | Onmoon"),
        ("language", "Finnish"),
        ("learner_did", "me"),
        ("valid_from", "soon"),
        ("further_information", "\a"),
    ],
)
def test_a_fault_of_every_other_column_stands_at_it(file: Path, column: str, value: str) -> None:
    """Each has its place in the message."""
    (problem,) = read(file, f"learner_id,full_name,{column}\n1,A,{value}\n").problems
    assert str(problem.path).endswith(f"row 2, column {column}")


def test_all_faults_of_a_row_are_told(file: Path) -> None:
    """Nobody mends one after the other."""
    text = "learner_id,full_name,grade,award_date\n1,A,=1,1.6.2026\n"
    (problem,) = read(file, text).problems
    assert [fault["code"] for fault in problem.detail["problems"]] == ["cell_formula", "time_invalid"]
    assert "2 faults" in str(problem)


# --- JSON Lines ---------------------------------------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    """One object a line; numbers as they are, lists of choices, null says nothing."""
    lines = [
        {
            "learner_id": 7,
            "full_name": "Ä",
            "credits_earned": 2.5,
            "grade": None,
            "participation_modes": ["Online"],
        },
        {"learner_id": "007", "full_name": "B", "Full-Name": "C"},
        {"learner_id": "8", "full_name": "C", "graed": "5"},
        {"learner_id": "9", "full_name": {"en": "D"}},
        {"learner_id": "10", "full_name": "E", "award_date": True},
    ]
    data = (
        "\ufeff"
        + "\n".join(json.dumps(line) for line in lines)
        + '\n\n{"learner_id": "11", "learner_id": "12"}\n[]\n'
    )
    path = tmp_path / "learners.jsonl"
    intake = read(path, data)
    (row,) = intake.rows
    assert (row.row, row.key, str(row.award.credits_earned)) == (1, "7", "2.5")
    assert row.participation is not None
    assert [(problem.detail["row"], problem.code) for problem in intake.problems] == [
        (2, "header_doubled"), (3, "header_unknown"), (4, "cell_type_wrong"), (5, "cell_type_wrong"),
        (7, "row_malformed"), (8, "row_malformed"),
    ]  # fmt: skip
    assert intake.problems[1].mend == "Did you mean 'grade'?"
    assert intake.problems[0].path == f"{path}, line 2"


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=150) | st.text(alphabet='{}[]":,learn_idfu \n1e', max_size=120).map(str.encode)
)
def test_any_bytes_as_json_lines_give_rows_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """No file makes the intake fail in a way of its own."""
    try:
        intake = read(tmp_path_factory.mktemp("j") / "a.jsonl", content)
    except RecordError:
        return
    assert intake.rows or intake.problems


def test_limits_of_size(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stops what is larger, at a size that a test can make."""
    limits = [
        (_intake_text, "MAX_FILE_BYTES", 20, file),
        (_intake_json, "MAX_LINE_BYTES", 20, tmp_path / "a.jsonl"),
        (_intake_json, "MAX_FILE_BYTES", 20, tmp_path / "a.jsonl"),
        (_intake_file, "MAX_ROWS", 0, file),
        (intake_module, "MAX_ROWS_IN_MEMORY", 0, file),
    ]
    for module, name, limit, path in limits:
        monkeypatch.setattr(module, name, limit)
        data = '{"learner_id": "1", "full_name": "A"}\n' if path.suffix == ".jsonl" else CONTENT
        assert refusal(path, data).code == "file_too_large", name
        monkeypatch.undo()


# --- Streaming ----------------------------------------------------------------------------------------------


def test_rows_are_handed_out_one_by_one(file: Path) -> None:
    """The first row comes before the last is read; a file can be read twice."""
    file.write_text("learner_id,full_name\n" + "".join(f"{n},N{n}\n" for n in range(5_000)), encoding="utf-8")
    learners = open_learners(file, language="en", award_date="2026-06-15")
    rows = learners.rows()
    first = next(rows)
    assert isinstance(first, LearnerRow)
    rows.close()  # type: ignore[attr-defined]
    assert sum(1 for _ in learners.rows()) == sum(1 for _ in learners.rows()) == 5_000


@pytest.mark.slow
def test_many_rows_need_little_memory(tmp_path: Path) -> None:
    """What is kept of each of 200,000 rows is a digest: 40 MB more than at the start would be a leak."""
    import subprocess
    import sys

    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("learner_id,full_name,email\n")
        stream.writelines(f"{n},Name {n},a{n}@x.example\n" for n in range(200_000))
    program = (
        "import resource, sys; from pathlib import Path; from mcissue.issue.intake.learners import open_learners\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "file = open_learners(Path(sys.argv[1]), language='en', award_date='2026-06-15')\n"
        "count = sum(1 for _ in file.rows())\n"
        "print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    count, grown = map(int, ran.stdout.split())
    assert count == 200_000
    assert grown < 40, "MB"


def test_a_flood_of_empty_rows_is_refused(file: Path) -> None:
    """A sheet that was formatted to its end has fewer; nothing reads millions of them to the end."""
    assert "empty rows" in refusal(file, "learner_id,full_name\n1,A\n" + "\n" * 100_002).message
