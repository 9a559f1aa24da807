"""`mcissue issue` and the learner file: other formats, forms, good rows without the bad ones, reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pytest
from tests.cli.office import BASE, Office
from tests.cli.running import run
from tests.issue.desk import INPUTS

BAD = "learner_id,full_name,grade\n1,Aino Väisänen-O'Hara,5\n2,,4\n3,李 小龍,=3\n4,Åke Öström,4\n"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def credential(path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(path).read_bytes())
    return found


# --- Formats ------------------------------------------------------------------------------------------------


def test_a_workbook_gives_the_same_credentials_as_its_csv(tmp_path: Path) -> None:
    """What an office hands in does not depend on the program that it was saved with."""
    made = []
    for kind in ("csv", "xlsx"):
        office = Office(tmp_path / kind)
        office.learners = INPUTS / "learners" / f"research-data.{kind}"
        ran = office.issue("--format", "openbadges", "--language", "fi")
        assert ran.status == 0, ran.err
        made.append(
            sorted(
                (found["credentialSubject"]["achievement"]["name"], str(found["credentialSubject"]["result"]))  # type: ignore[index]
                for found in map(credential, ran.lines)
            )
        )
        assert "12 rows: 12 issued." in ran.err
    assert len(made[0]) == len(made[1]) == 12


def test_options_say_how_the_file_is_written(office: Office) -> None:
    """Encoding, delimiter, decimal mark, dates and sheet are handed on."""
    text = "learner_id;full_name;credits_earned;award_date\n1;Zoë;2,5;1.6.2026\n"
    office.learners.write_bytes(text.encode("windows-1252"))
    assert "--encoding windows-1252" in office.refused()
    ran = office.issue(
        "--encoding", "windows-1252", "--delimiter", "semicolon", "--decimal", ",", "--dates", "dmy"
    )
    assert ran.status == 0, ran.err
    assert "read as windows-1252, as stated" in ran.err
    workbook = openpyxl.Workbook()
    for name in ("Autumn", "Spring"):
        sheet = workbook.create_sheet(name)
        sheet.append(["learner_id", "full_name"])
        sheet.append([name, name])
    office.learners = office.folder / "learners.xlsx"
    workbook.save(office.learners)
    assert "3 sheets" in office.refused()
    assert office.issue("--sheet", "Spring").status == 0


def test_what_differs_for_one_learner_stands_in_the_credential(office: Office) -> None:
    """Assessment, participation, remark and language of the row, in place of the course's."""
    office.learners.write_text(
        "learner_id,full_name,assessment_types,participation_modes,further_information,language\n"
        "1,A,oral examination,Online,With honours,en\n2,B,,,,\n",
        encoding="utf-8",
    )
    files = office.issued("--format", "openbadges")
    badges = {path.read_text(encoding="utf-8") for path in files}
    (own,) = [text for text in badges if "With honours" in text]
    (other,) = badges - {own}
    assert json.loads(own)["credentialSubject"]["achievement"]["inLanguage"] == "en"
    assert json.loads(other)["credentialSubject"]["achievement"]["inLanguage"] == "fi"
    assert "oral examination" in own
    assert "oral examination" not in other
    assert office.verify(*files)[0] == 0


def test_a_mapping_is_handed_on(office: Office) -> None:
    """The export of another system, by its saved mapping."""
    mapping = office.folder / "mapping.yaml"
    mapping.write_text("columns: {Nummer: learner_id, Name: full_name}\nignore: [Fach]\n", encoding="utf-8")
    office.learners.write_text("Nummer,Name,Fach\n1,A,Chemie\n", encoding="utf-8")
    assert "header_unknown" not in office.refused()
    assert office.issue("--columns", mapping).status == 0


# --- Forms --------------------------------------------------------------------------------------------------


def test_a_form_comes_from_either_command(office: Office) -> None:
    """As a workbook or CSV by the name, as CSV on standard output without one; nothing is overwritten."""
    first, second = office.folder / "a.xlsx", office.folder / "b.xlsx"
    assert run("course", "template", office.course, first).status == 0
    assert run("issue", "--template", office.course, "--out", second).status == 0
    assert first.read_bytes() == second.read_bytes()
    assert run("course", "template", office.course, office.folder / "c.csv").status == 0
    ran = run("issue", f"--template={office.course}")
    assert (ran.status, ran.lines) == (0, [(office.folder / "c.csv").read_text("utf-8-sig").strip()])
    for words in (
        ["course", "template", office.course, first],
        ["course", "template", office.course, "a.pdf"],
    ):
        ran = run(*words)
        assert (ran.status, ran.out) == (2, "")
        assert "name" in ran.err
    assert "--template" in run("issue", "--help").out


def test_a_draft_of_a_mapping_is_printed(office: Office) -> None:
    """To standard output, to be kept."""
    ran = run("course", "columns", office.learners)
    assert ran.status == 0
    assert '"full_name": full_name' in ran.out


# --- Good rows without the bad ones -------------------------------------------------------------------------


def test_one_bad_row_and_nothing_is_signed(office: Office) -> None:
    """The rule, unless somebody wishes otherwise; the counts say it."""
    office.learners.write_text(BAD, encoding="utf-8")
    assert "4 rows: 2 refused, 2 in order but not signed." in office.refused()


def test_good_rows_are_issued_and_bad_ones_come_back(office: Office) -> None:
    """Status 1; the bad rows, mended, make the class whole, and nobody is issued twice."""
    office.learners.write_text(BAD, encoding="utf-8")
    bad = office.folder / "bad.csv"
    ran = office.issue("--skip-bad-rows", "--rejects", bad, "--format", "openbadges")
    assert (ran.status, len(ran.lines)) == (1, 2)
    assert "4 rows: 2 issued, 2 refused." in ran.err
    again = office.issue("--skip-bad-rows", "--rejects", bad, "--format", "openbadges")
    assert (again.status, again.lines) == (1, [])
    assert "4 rows: 2 issued before, 2 refused." in again.err
    office.learners = bad
    office.edit(bad, "2,,4", "2,Bo,4")
    office.edit(bad, "小龍,'=3", "小龍,3")
    ran = office.issue("--format", "openbadges")
    assert (ran.status, len(ran.lines)) == (0, 2)
    assert "2 rows: 2 issued." in ran.err


def test_nothing_but_bad_rows(office: Office) -> None:
    """Status 2: nothing was signed, also with --skip-bad-rows."""
    office.learners.write_text("learner_id,full_name\n1,\n2,\n", encoding="utf-8")
    ran = office.issue("--skip-bad-rows")
    assert (ran.status, ran.out) == (2, "")
    assert "2 rows: 2 refused." in ran.err
    assert not (office.out / "credentials").exists()


def test_a_fault_of_the_course_stops_the_good_rows_too(office: Office) -> None:
    """It is no fault of a row."""
    office.edit(office.course, "workload:", "workload_: ")
    assert office.issue("--skip-bad-rows").status == 2


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        (["--rejects", "bad.xlsx"], ".csv"),
        (["--rejects", "nowhere/bad.csv"], "no folder"),
        (["--report", "report.pdf"], ".html or .json"),
        (["--report", "nowhere/report.html"], "no folder"),
        (["--columns", "nowhere.yaml"], "nowhere.yaml"),
        (["--dates", "dym"], "dmy"),
        (["--decimal", ";"], "decimal"),
    ],
)
def test_a_place_that_will_not_do_is_told_before_anything_is_signed(
    office: Office, options: list[str], needle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after ten thousand signatures."""
    monkeypatch.chdir(office.folder)
    assert needle in office.refused(*options)


def test_a_folder_that_is_closed_to_us_is_told_before_anything_is_signed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the run ends with "nothing signed" after all has been signed."""
    monkeypatch.setattr("os.access", lambda _path, mode, **_others: mode != os.W_OK)
    for option, name in (("--rejects", "bad.csv"), ("--report", "report.html")):
        assert "can't be written to" in office.refused(option, office.folder / name)


def test_work_on_refused_rows_is_not_overwritten(office: Office) -> None:
    """The second run stops before it signs."""
    office.learners.write_text(BAD, encoding="utf-8")
    bad = office.folder / "bad.csv"
    bad.write_text("my work", encoding="utf-8")
    ran = office.issue("--skip-bad-rows", "--rejects", bad)
    assert (ran.status, ran.out, bad.read_text(encoding="utf-8")) == (2, "", "my work")
    assert "another file" in ran.err


# --- Reports ------------------------------------------------------------------------------------------------


def test_a_report_has_every_row(office: Office) -> None:
    """Issued with their files, refused with their reasons, each with its learner."""
    office.learners.write_text(BAD, encoding="utf-8")
    page, data = office.folder / "report.html", office.folder / "report.json"
    ran = office.issue("--skip-bad-rows", "--report", data)
    assert ran.status == 1
    found = json.loads(data.read_bytes())
    assert (found["rows"], found["counts"]["issued"], found["counts"]["refused"]) == (4, 2, 2)
    assert [(row["row"], row["outcome"], row["learner"]) for row in found["results"]] == [
        (2, "issued", "Aino Väisänen-O'Hara"), (3, "refused", "2"), (4, "refused", "李 小龍"), (5, "issued", "Åke Öström"),
    ]  # fmt: skip
    assert {str(office.out / file) for row in found["results"] for file in row["files"]} == set(ran.lines)
    assert data.stat().st_mode & 0o077 == 0
    assert office.issue("--skip-bad-rows", "--report", page).status == 1
    assert "2 issued before" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("dry", [True, False])
def test_a_report_of_what_was_not_signed(office: Office, dry: bool) -> None:
    """A dry run and a refused run show the same rows; a dry run of a good file says that it is in order."""
    office.learners.write_text(BAD, encoding="utf-8")
    data = office.folder / "report.json"
    assert office.issue("--report", data, *(["--dry-run"] if dry else [])).status == 2
    found = json.loads(data.read_bytes())
    assert found["dry_run"] is dry
    assert found["counts"] == {
        "issued": 0, "signed": 0, "skipped": 0, "taken_back": 0, "refused": 2, "ready": 0, "held_back": 2,
    }  # fmt: skip
    office.learners.write_text(BAD.splitlines()[0] + "\n1,A,5\n", encoding="utf-8")
    assert office.issue("--report", data, "--dry-run").status == 0
    assert json.loads(data.read_bytes())["counts"]["ready"] == 1


def test_a_run_that_stops_says_how_far_it_came(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts that add up and a report, also where signing failed in the middle; the next run makes it whole."""
    seen: list[bytes] = []

    def self_check(**_: object) -> object:
        return lambda data: seen.append(data) or ("proof: no" if len(seen) == 2 else None)

    monkeypatch.setattr("mcissue.cli.self_check.self_check", self_check)
    data = office.folder / "report.json"
    ran = office.issue("--verify-all", "--format", "openbadges", "--report", data)
    assert (ran.status, len(ran.lines)) == (2, 1)
    assert "3 rows: 1 issued, 2 in order but not signed." in ran.err
    found = json.loads(data.read_bytes())
    assert [row["outcome"] for row in found["results"]] == ["issued", "held_back", "held_back"]
    ran = office.issue("--format", "openbadges")
    assert "3 rows: 2 issued, 1 issued before." in ran.err


def test_a_report_of_a_course_that_cannot_be_issued(office: Office) -> None:
    """Its fault stands first, and no row is counted."""
    text = office.course.read_text(encoding="utf-8")
    assert "level:" in text
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("level:"))
    end = next(place for place in range(start + 1, len(lines)) if lines[place][:1] not in {" ", ""})
    office.course.write_text("\n".join([*lines[:start], *lines[end:]]), encoding="utf-8")
    data = office.folder / "report.json"
    assert office.issue("--report", data).status == 2
    found = json.loads(data.read_bytes())
    assert (found["rows"], found["faults"][0]["code"]) == (0, "record_incomplete")
    assert BASE not in data.read_text(encoding="utf-8")
