"""Learner files: what is taken, what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.errors import RecordError
from mcissue.issue.intake import COLUMNS, Intake, read_learners

GOOD = 'learner_id,full_name,grade\n1,Zoë O\'Brien,5\n2,"Lumi, Baroness","9,5"\n'


def read(folder: Path, content: str | bytes, award_date: str | None = "2026-06-15") -> Intake:
    path = folder / "learners.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_learners(path, language="en", award_date=award_date)


def problem(folder: Path, content: str, award_date: str | None = "2026-06-15") -> RecordError:
    found = read(folder, content, award_date).problems
    assert len(found) == 1
    return found[0]


def refusal(folder: Path, content: str | bytes) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read(folder, content)
    return caught.value


def test_good_rows_become_awards(tmp_path: Path) -> None:
    """Apostrophes, commas in quotes and umlauts arrive as they were written."""
    intake = read(tmp_path, GOOD)
    assert [(row.row, row.key, row.award.learner.name) for row in intake.rows] == [
        (2, "1", "Zoë O'Brien"),
        (3, "2", "Lumi, Baroness"),
    ]
    assert intake.rows[1].award.grade is not None
    assert intake.rows[1].award.grade.value == "9,5"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("learner_id,full_name", "Learner ID,  Full-Name ").encode(),
        lambda text: (text + "\n,,\n\n").encode(),
    ],
    ids=["byte order mark", "windows", "old mac", "header by hand", "empty rows"],
)
def test_what_spreadsheet_programs_write_is_taken(tmp_path: Path, encode: object) -> None:
    """Byte order marks, other line ends, capitals in the header and empty rows change nothing."""
    assert read(tmp_path, encode(GOOD)).rows == read(tmp_path, GOOD).rows  # type: ignore[operator]


def test_semicolons_are_found_and_said(tmp_path: Path) -> None:
    """A file of a spreadsheet program with decimal commas is read, and the delimiter told."""
    intake = read(tmp_path, "learner_id;full_name;grade\n1;A, B;9,5\n")
    assert intake.rows[0].award.learner.name == "A, B"
    assert "semicolons" in intake.notes[0]


def test_leading_zeros_of_numbers_are_kept(tmp_path: Path) -> None:
    """007 and 7 are two learners."""
    assert [row.key for row in read(tmp_path, "learner_id,full_name\n007,A\n7,B\n").rows] == ["007", "7"]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "learners_empty", ""),
        ("learner_id,full_name\n", "learners_empty", ""),
        ("a,b\n1,2\n", "header_unknown", "row 1"),
        ("learner_id,full_name,graed\n1,A,5\n", "header_unknown", "column 3"),
        ("learner_id,full_name,\n1,A,\n", "header_unknown", "column 3"),
        ("learner_id,full_name,Full Name\n1,A,A\n", "header_doubled", "column 3"),
        ("learner_id,grade\n1,5\n", "header_incomplete", "row 1"),
        ("full_name,grade\nA,5\n", "header_incomplete", "row 1"),
        ('learner_id,full_name\n1,"A\n', "row_malformed", "row 2"),
        (b"l\x00e\x00", "file_not_csv", ""),
        (b"\xff\xfel\x00e", "encoding_wrong", ""),
        ("learner_id,full_name\n1,Zoë\n".encode("latin-1"), "file_not_utf8", "line 2"),
        (b"PK\x03\x04rest", "file_not_csv", ""),
        (b"learner_id,full_name\n1,A\x00B\n", "file_not_csv", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    tmp_path: Path, content: str | bytes, code: str, where: str
) -> None:
    """Each fault of the whole file has its own code, its place and a way to mend it."""
    error = refusal(tmp_path, content)
    assert error.code == code
    assert where in str(error.path)
    assert error.mend


def test_a_misspelt_column_is_answered_with_the_right_one(tmp_path: Path) -> None:
    """A column is never dropped in silence."""
    assert refusal(tmp_path, "learner_id,full_name,graed\n1,A,5\n").mend == "Did you mean 'grade'?"


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("learner_id,full_name\n1,\n", "learner_unnamed", "row 2"),
        ("learner_id,full_name\n,A\n", "learner_key_missing", "row 2"),
        ("learner_id,full_name\n1,A\n1,A\n", "learner_doubled", "row 3"),
        ("email,full_name\na@b.example,A\nA@B.example,A\n", "learner_doubled", "row 3"),
        ("learner_id,full_name\n1,A,x\n", "row_malformed", "row 2"),
        ("learner_id,full_name\n1,Ann\u202eeel\n", "direction_override", "row 2, column full_name"),
        ('learner_id,full_name,credits_earned\n1,A,"2,5"\n', "decimal_comma", "row 2, column credits_earned"),
        ("learner_id,full_name,award_date\n1,A,03/04/2026\n", "time_invalid", "row 2, column award_date"),
        (
            "learner_id,full_name,date_of_birth\n1,A,03/04/1999\n",
            "time_invalid",
            "row 2, column date_of_birth",
        ),
        ("learner_id,full_name,supervision\n1,A,watched\n", "unknown_concept", "row 2, column supervision"),
        ("learner_id,full_name,email\n1,A,nobody\n", "value_invalid", "row 2, column email"),
        ("learner_id,full_name,evidence_url\n1,A,nowhere\n", "value_invalid", "row 2, column evidence_url"),
        ("learner_id,full_name,student_number\n1,A,\a\n", "value_invalid", "row 2, column student_number"),
        (
            "learner_id,full_name,recognised_prior_learning\n1,A,\a\n",
            "value_invalid",
            "row 2, column recognised_prior_learning",
        ),
    ],
)
def test_a_bad_row_names_row_column_and_mend(tmp_path: Path, content: str, code: str, where: str) -> None:
    """Each fault of a row has its own code and stands at its cell."""
    error = problem(tmp_path, content)
    assert error.code == code
    assert str(error.path).endswith(where)


def test_a_row_without_any_award_date_is_refused(tmp_path: Path) -> None:
    """No date is invented: running again on another day would issue everything twice."""
    assert problem(tmp_path, "learner_id,full_name\n1,A\n", None).code == "row_date_missing"


def test_good_rows_beside_bad_ones_are_kept_apart(tmp_path: Path) -> None:
    """One bad row does not hide the others."""
    intake = read(tmp_path, "learner_id,full_name\n1,A\n2,\n3,C\n")
    assert ([row.row for row in intake.rows], len(intake.problems)) == ([2, 4], 1)


def test_every_column_is_taken(tmp_path: Path) -> None:
    """Each documented column can be filled in, and ends in the award."""
    values = {
        "learner_id": "1", "email": "a@b.example", "full_name": "A B", "given_name": "A", "family_name": "B",
        "student_number": "0099", "date_of_birth": "1999-02-28", "award_date": "2026-06-01", "valid_until": "2030-01-01",
        "grade": "5", "credits_earned": "2.5", "supervision": "Unsupervised with ID Verification",
        "recognised_prior_learning": "portfolio", "activity_start": "2026-01-01", "activity_end": "2026-05-30",
        "certificate_number": "7", "evidence_name": "thesis", "evidence_url": "https://x.example/", "evidence_description": "d",
        "learner_did": "did:example:a", "valid_from": "2026-06-02", "assessment_types": "quiz | portfolio",
        "participation_modes": "Online", "further_information": "with honours", "language": "fi",
    }  # fmt: skip
    assert set(values) == set(COLUMNS)
    content = ",".join(values) + "\n" + ",".join(values.values()) + "\n"
    (row,) = read(tmp_path, content).rows
    written = str(row.award.to_data()) + str(row.further_information) + str(row.language)
    missing = [
        name
        for name, value in values.items()
        if name not in {"learner_id", "supervision", "assessment_types", "participation_modes"}
        and value not in written
    ]
    assert not missing
    assert row.award.supervision is not None
    assert row.assessment is not None
    assert [str(kind) for kind in row.assessment.types] == ["quiz", "portfolio"]
    assert row.participation is not None
    assert [str(mode) for mode in row.participation.modes] == ["Online"]


@given(
    content=st.binary(max_size=200)
    | st.text(alphabet="learn_idfum,;\"'\n\r\t12.-@é", max_size=150).map(str.encode)
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_rows_or_our_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file makes the intake fail in a way of its own."""
    path = tmp_path_factory.mktemp("f") / "learners.csv"
    for head in (b"", b"learner_id,full_name,award_date\n"):
        path.write_bytes(head + content)
        try:
            intake = read_learners(path, language="en", award_date="2026-06-15")
        except RecordError:
            continue
        assert intake.rows or intake.problems
