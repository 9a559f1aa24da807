"""Once means once, through the command line: what becomes of a row, by what its learner holds and what the office says."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from tests.cli.office import Office
from tests.cli.running import Ran, run
from tests.issue.desk import told

from mcissue.issue.ledger import FOLDER, Ledger
from mcissue.issue.ledger.values import Known

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "issuing.md"
DAY, OTHER_DAY, THIRD_DAY = "2026-06-15", "2026-06-16", "2026-06-17"


def written(learner: str = "1", email: str = "a@uni.example", grade: str = "5") -> str:
    return f"learner_id,email,full_name,grade\n{learner},{email},Aino Väisänen,{grade}\n"


@cache
def table() -> tuple[tuple[str, str, str], ...]:
    """The table of the guide: what is held, the option, what happens."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("| the learner holds"))
    heads = [cell.strip(" `") for cell in lines[first].split("|")[1:-1]]
    found = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        found += [(cells[0], head, cell) for head, cell in zip(heads[1:], cells[1:], strict=True)]
    return tuple(found)


def first(office: Office, *more: object, text: str | None = None, on: str = DAY) -> Ran:
    """Issue one row on a day."""
    office.learners.write_text(text or written(), encoding="utf-8")
    return office.issue("--award-date", on, *more)


def revoked(office: Office) -> None:
    assert run("status", "revoke", office.out, "--learner", "1").status == 0


#: What is held -> what brought it about, the row that comes then, its day, and options that go with it.
ROWS: dict[str, tuple[list[str], str, str, tuple[object, ...]]] = {
    "this award, and the row is as it was": ([], written(), DAY, ()),
    "this award, and the row has changed": ([], written(grade="1"), DAY, ()),
    "this award, taken back, and the row is as it was": (["revoke"], written(), DAY, ()),
    "this award, taken back, and the row has changed": (["revoke"], written(grade="1"), DAY, ()),
    "an award of another date": ([], written(), OTHER_DAY, ()),
    "an award of another version of the course": (["version"], written(), DAY, ()),
    "an award of another date, taken back": (["revoke"], written(), OTHER_DAY, ()),
    "two awards of other dates": (["again"], written(), THIRD_DAY, ()),
    "nothing, but somebody with this e-mail address does": ([], written("2"), DAY, ()),
    "the same, and you say `--same-person`": ([], written("2"), DAY, ("--same-person", 2)),
    "the same, and you say `--other-person`": ([], written("2"), DAY, ("--other-person", 2)),
    "nothing, but somebody with this e-mail address had one that was taken back": (
        ["revoke"], written("2"), DAY, (),
    ),
    "the same, taken back, and you say `--same-person`": (
        ["revoke"], written("2"), DAY, ("--same-person", 2),
    ),
    "an award of another date, and the course is `repeatable`": (["repeatable"], written(), OTHER_DAY, ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each line of the table a folder in which the learner holds that."""
    made: dict[str, Path] = {}
    for held, (deeds, *_) in ROWS.items():
        made[held] = folder = tmp_path_factory.mktemp("held")
        office = Office(folder)
        assert first(office).status == 0
        for deed in deeds:
            if deed == "revoke":
                revoked(office)
            elif deed == "again":
                assert first(office, "--again", on=OTHER_DAY).status == 0
            elif deed == "version":
                office.edit(office.course, "version: ", "version: next-")
            else:
                office.edit(office.course, "title:", "repeatable: true\ntitle:")
    return made


def credentials(out: Path) -> list[Known]:
    with Ledger.open(out / FOLDER, create=False) as ledger:
        return ledger.awards.find(run=1) + [
            known for number in range(2, 9) for known in ledger.awards.find(run=number)
        ]


@pytest.mark.parametrize(("held", "option", "expected"), table())
def test_every_cell_of_the_table(
    offices: dict[str, Path], tmp_path: Path, held: str, option: str, expected: str
) -> None:
    """The guide's table tells what happens, for each thing held and each option."""
    shutil.copytree(offices[held], tmp_path / "office", ignore=shutil.ignore_patterns("key.pem"))
    office = Office(tmp_path / "office")
    shutil.copy(offices[held] / "course.yaml", office.course)
    before = {known.number: known for known in credentials(office.out)}
    _, text, day, more = ROWS[held]
    ran = first(office, *more, *([option] if option.startswith("--") else []), text=text, on=day)
    after = {known.number: known for known in credentials(office.out)}
    new = [known for number, known in after.items() if number not in before]
    ended = [number for number in before if after[number].taken_back and not before[number].taken_back]
    if expected == "refused":
        assert (ran.status, new, ended) == (2, [], [])
        (newest, *_) = (known.reservation.credential for known in reversed(before.values()))
        assert newest in ran.err
    elif expected in {"skipped", "left alone"}:
        assert (ran.status, new, ended) == (0, [], [])
        assert ("taken back since" in ran.err) == (expected == "left alone")
    else:
        assert (ran.status, len(new)) == (0, 1), ran.err
        last = max(before)
        assert new[0].replaces == (None if expected == "issued" else last)
        assert ended == ([last] if expected == "superseded" else [])
        assert expected in {"issued", "superseded", "issued in its place"}
    assert run("ledger", "check", office.out).status == 0


def test_the_table_is_whole() -> None:
    """It has a line for each thing that can be held, and a cell for each option."""
    assert {held for held, _, _ in table()} == ROWS.keys()
    assert {option for _, option, _ in table()} == {
        "no option", "--supersede", "--again", "--skip-held", "--reissue-revoked",
    }  # fmt: skip


# --- What is said -------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that has issued one award."""
    made = Office(tmp_path)
    assert first(made).status == 0
    return made


def test_what_is_held_is_told(office: Office) -> None:
    """Row by row: date, version, id and state, with a code for programs in the report."""
    ran = first(office, "--report", office.folder / "r.json", "--dry-run", on=OTHER_DAY)
    (known,) = credentials(office.out)
    told_of = f"awarded on {DAY}, version 2, {known.reservation.credential}, in force"
    assert f"learners.csv, row 2: the learner holds this course already: {told_of}" in ran.err
    report = json.loads((office.folder / "r.json").read_text(encoding="utf-8"))
    assert "award_held" in json.dumps(report)
    revoked(office)
    assert ", revoked" in first(office, on=OTHER_DAY).err


@pytest.mark.parametrize("full_width", ["１", "１ "])
def test_a_number_in_full_width_digits(office: Office, full_width: str) -> None:
    """It is the same number: the same day is skipped, another is refused, and a file can't hold both."""
    assert "1 issued before" in first(office, text=written(full_width)).err
    assert "holds this course already" in first(office, text=written(full_width), on=OTHER_DAY).err
    both = written() + written(full_width, "b@uni.example").splitlines()[1]
    assert "stands here again" in first(office, "--dry-run", text=both).err


@pytest.mark.parametrize("address", ["A@Uni.Example", "a@uni.example"])
def test_a_list_without_numbers(office: Office, address: str) -> None:
    """Where the address identifies the row it leads to the holder, and asks who it is."""
    text = f"email,full_name\n{address},Aino Väisänen\n"
    assert "somebody with this e-mail address and another key" in first(office, text=text).err
    assert first(office, "--same-person", 2, "--supersede", text=text).status == 0
    assert [known.taken_back for known in credentials(office.out)] == ["revoke", None]


def test_another_person_is_noted(office: Office) -> None:
    """The answer is an entry of the chain, asked once, and gone with the learner."""
    assert first(office, "--other-person", 2, text=written("2")).status == 0
    ((credential, other, _),) = told(office.out)["answers"]
    assert (credential, other) == (2, 1)
    assert "answer" in {kind for kind, _ in told(office.out)["chain"]}
    # The same learner comes with the next list: whose the address is was said.
    ran = first(office, text=written("2"), on=OTHER_DAY)
    assert "the learner holds this course already" in ran.err
    assert run("ledger", "erase", office.out, "--learner", "1", "--yes").status == 0
    assert told(office.out)["answers"] == [(2, None, told(office.out)["answers"][0][2])]
    assert run("ledger", "check", office.out).status == 0


def test_whose_an_address_is_was_answered(office: Office) -> None:
    """A certificate that both renew: the question that was answered for the first one is not asked again."""
    office.edit(office.course, "title:", "repeatable: true\ntitle:")
    assert "--other-person" in first(office, text=written("2")).err
    assert first(office, "--other-person", 2, text=written("2")).status == 0
    revoked(office)
    assert first(office, text=written("2"), on=OTHER_DAY).status == 0
    assert len(credentials(office.out)) == 3


def test_an_answer_that_was_changed_is_found(office: Office) -> None:
    """Who says later that the two are other people is found out, as for all that the ledger notes."""
    assert first(office, "--other-person", 2, text=written("2")).status == 0
    _altered(office, "UPDATE answers SET other = 2")
    assert "changed afterwards" in run("ledger", "check", office.out).out


@pytest.mark.parametrize("column", ["email", "awarded"])
def test_a_key_that_was_changed_is_found(office: Office, column: str) -> None:
    """A date or an address that somebody changes in the database."""
    _altered(office, f"UPDATE credentials SET {column} = NULL")
    assert "changed afterwards" in run("ledger", "check", office.out).out


def _altered(office: Office, statement: str) -> None:
    with closing(sqlite3.connect(office.out / FOLDER / "ledger.db")) as database:
        database.execute(statement)
        database.commit()


def test_options_that_contradict_each_other(office: Office) -> None:
    """Two answers to one question are no answer."""
    for more in (("--supersede", "--again"), ("--again", "--skip-held"), ("--supersede", "--skip-held")):
        ran = first(office, *more, on=OTHER_DAY)
        assert (ran.status, "contradict each other" in ran.err) == (2, True)
    ran = first(office, "--other-person", 2, "--same-person", 2)
    assert (ran.status, "can't be both" in ran.err) == (2, True)


# --- Chains of corrections ----------------------------------------------------------------------------------


def test_a_list_that_was_corrected_comes_again(office: Office) -> None:
    """The date was corrected; the old list is handed in once more: refused, skipped or taken back to."""
    assert first(office, "--supersede", on=OTHER_DAY).status == 0
    assert f"awarded on {OTHER_DAY}" in first(office).err
    assert "1 issued before" in first(office, "--skip-held").err
    assert first(office, "--supersede").status == 0
    assert [known.taken_back for known in credentials(office.out)] == ["revoke", "revoke", None]
    assert "1 issued before" in first(office).err


def test_number_and_address_are_both_corrected(office: Office) -> None:
    """The holder is found through what was superseded, and it is told what is in force."""
    second, third = written("2"), written("2", "new@uni.example")
    assert first(office, "--supersede", "--same-person", 2, text=second).status == 0
    assert first(office, "--supersede", text=third).status == 0
    ran = first(office, on=OTHER_DAY)
    newest = credentials(office.out)[-1].reservation.credential
    assert f"{newest}, in force" in ran.err
    assert ran.err.count("urn:uuid:") == 1


def test_repeated_on_the_same_day(office: Office) -> None:
    """A course that is repeatable is so on another day; another version on the same day is asked."""
    office.edit(office.course, "title:", "repeatable: true\ntitle:")
    assert "1 issued before" in first(office).err
    office.edit(office.course, "version: ", "version: next-")
    assert "holds this course already" in first(office).err
    revoked(office)
    assert "taken back since" in first(office, on=OTHER_DAY).err
    assert "taken back" in first(office, on=OTHER_DAY).err


# --- Erasing ------------------------------------------------------------------------------------------------


def test_who_was_erased_gets_another_id(office: Office) -> None:
    """A new id, new ids inside, and a new place: nothing leads from one document to the other."""
    (old,) = (office.out / "credentials").iterdir()
    former = old.read_text(encoding="utf-8")
    revoked(office)
    ran = run("ledger", "erase", office.out, "--learner", "1", "--yes")
    assert "Take the row out of your lists" in ran.err
    assert first(office).status == 0
    (new,) = (office.out / "credentials").iterdir()
    assert new.name != old.name
    ids = [set(re.findall(r"urn:uuid:[0-9a-f-]{36}", text)) for text in (former, new.read_text("utf-8"))]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert office.verify(new)[0] == 0


def test_what_is_linked_is_erased_too(office: Office) -> None:
    """A learner whose number was corrected is erased under both."""
    assert first(office, "--supersede", "--same-person", 2, text=written("2")).status == 0
    assert "Erased: 2." in run("ledger", "erase", office.out, "--learner", "2", "--yes").err
    assert not list((office.out / "credentials").iterdir())
    data = (office.out / FOLDER / "ledger.db").read_bytes()
    assert DAY.encode() not in data
