"""Drills of docs/ledger.md at the command line: a clock that was ahead, and a folder restored from a backup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import create_engine, text
from tests.cli.office import BASE, Office
from tests.cli.running import Ran, run
from tests.issue.desk import told, tree

from mcissue.errors import FetchRefusedError
from mcissue.issue.ledger import FOLDER
from mcissue.verify.net.fetch import Fetched, Fetcher, Kind

TODAY = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


@contextmanager
def clock(instant: datetime) -> Iterator[None]:
    """The machine's clock, as the commands that write see it."""
    fake = mock.Mock(wraps=datetime)
    fake.now = instant.astimezone
    with ExitStack() as stack:
        for name in ("issue", "status", "ledger"):
            stack.enter_context(mock.patch(f"mcissue.cli.{name}.datetime", fake))
        yield


def publish(office: Office, *more: object) -> Ran:
    return run("status", "publish", office.out, "--issuer", office.issuer, "--key", office.key, *more)


def one_more(office: Office) -> None:
    with office.learners.open("a", encoding="utf-8") as file:
        file.write("4,Nuria García,4\n")


def status_of(office: Office, *files: object) -> list[str]:
    _, reports = office.verify(*files)
    checks = [{check["id"]: check for check in report["checks"]} for report in reports]
    return [check["status"]["code"] or check["status"]["outcome"] for check in checks]


# --- The clock was ahead ------------------------------------------------------------------------------------


def test_the_drill_of_a_clock_that_was_ahead(office: Office) -> None:
    """A run at a wrong time stops all after it; accepting the clock lets them go on, and leaves a trace."""
    first, *_ = office.issued()
    one_more(office)
    with clock(TODAY + 300 * DAY):
        (ahead,) = office.issued()
    ran = run("status", "revoke", office.out, first)
    assert ran.status == 2
    assert "mcissue ledger clock" in ran.err
    before = told(office.out)
    ran = run("ledger", "clock", office.out)
    assert (ran.status, len(ran.lines)) == (1, 1)
    assert ran.lines[0].startswith("run 2: issue, ")
    assert told(office.out) == before  # only looked at

    ran = run("ledger", "clock", office.out, "--accept")
    assert (ran.status, len(ran.lines)) == (0, 1)
    assert run("ledger", "check", office.out).status == 0
    assert run("ledger", "clock", office.out).status == 0  # nothing lies in the future any more
    assert publish(office).status == 0
    assert status_of(office, first, ahead) == ["passed", "passed"]
    assert office.verify(ahead)[1][0]["checks"][5]["code"] == "created_in_future"
    # What that run issued is taken back and issued again.
    assert run("status", "revoke", office.out, "--run", 2).status == 0
    assert publish(office).status == 0
    (again,) = office.issued("--reissue-revoked")
    assert status_of(office, ahead, again) == ["revoked", "passed"]
    assert office.verify(first, again)[0] == 0
    kinds = [line.split(",")[1] for line in run("ledger", "report", office.out).lines[1:]]
    assert kinds[:3] == ["issue", "issue", "clock"]
    assert run("ledger", "check", office.out).status == 0


def test_a_clock_that_is_right_accepts_nothing(office: Office) -> None:
    """Where no run lies in the future nothing is noted."""
    office.issued()
    before = told(office.out)
    ran = run("ledger", "clock", office.out, "--accept")
    assert (ran.status, ran.out) == (0, "")
    assert told(office.out) == before


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM runs WHERE kind = 'clock'",
        "UPDATE runs SET at = '2020-01-01T00:00:00Z' WHERE kind = 'clock'",
    ],
)
def test_the_trace_stays(office: Office, change: str) -> None:
    """Whoever takes the note of an accepted clock away, or dates it back, is noticed by the chain."""
    office.issued()
    one_more(office)
    with clock(TODAY + 30 * DAY):
        office.issued()
    assert run("ledger", "clock", office.out, "--accept").status == 0
    assert run("ledger", "check", office.out).status == 0
    engine = create_engine(f"sqlite:///{office.out / FOLDER / 'ledger.db'}")
    with engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()
    assert run("ledger", "check", office.out).status == 1


def test_publishing_ahead_is_noted(office: Office) -> None:
    """A publication at a wrong time is seen by the next one, as a run is."""
    office.issued()
    with clock(TODAY + 30 * DAY):
        assert publish(office).status == 0
    assert publish(office).status == 2
    assert run("ledger", "clock", office.out).lines[0].startswith("run 2: publish, ")
    assert run("ledger", "clock", office.out, "--accept").status == 0
    assert publish(office).status == 0


def test_a_publication_that_was_killed_after_the_clock_was_accepted_is_published_again(
    office: Office,
) -> None:
    """The list of the wrong time still lies there, newer than what the ledger noted: it is known as such."""
    office.issued()
    with clock(TODAY + 30 * DAY):
        assert publish(office).status == 0
    (wrong,) = (path for path in (office.out / "status").glob("*.json") if path.name != "index.json")
    data = wrong.read_bytes()
    assert run("ledger", "clock", office.out, "--accept").status == 0
    assert publish(office).status == 0
    wrong.write_bytes(data)
    assert run("ledger", "check", office.out).status == 0
    assert publish(office).status == 0


@pytest.mark.parametrize("command", ["issue", "publish", "revoke", "erase"])
def test_a_clock_far_ahead_is_asked_about_first(office: Office, command: str) -> None:
    """Before anything is written at a time far from the last use, somebody must have looked at the clock."""
    first, *_ = office.issued()
    one_more(office)
    words = {
        "issue": office.words(),
        "publish": ["status", "publish", office.out, "--issuer", office.issuer, "--key", office.key],
        "revoke": ["status", "revoke", office.out, first],
        "erase": ["ledger", "erase", office.out, "--learner", "1", "--yes"],
    }[command]
    before, ledger = tree(office.folder), told(office.out)
    with clock(TODAY + 401 * DAY):
        ran = run(*words)
        assert (ran.status, ran.out) == (2, "")
        assert "--clock-is-right" in ran.err
        assert (tree(office.folder), told(office.out)) == (before, ledger)
        assert run(*words, "--clock-is-right").status == 0


def test_the_first_run_of_a_ledger_is_held_against_the_age_of_the_program(office: Office) -> None:
    """A new ledger has no last use; a clock years after this version was made is asked about."""
    with clock(datetime(2036, 1, 1, tzinfo=UTC)):
        assert "--clock-is-right" in office.refused()
        assert office.issue("--clock-is-right").status == 0


# --- A folder restored from a backup ------------------------------------------------------------------------


def restored(office: Office, *, then: bool = False) -> Path:
    """Revoke and publish; then put the whole folder of before back. The published lists stay."""
    first, *_ = office.issued()
    backup, web = office.folder / "backup", office.folder / "web"
    shutil.copytree(office.out, backup)
    with clock(TODAY + DAY):
        assert run("status", "revoke", office.out, first).status == 0
        assert publish(office).status == 0
    shutil.copytree(office.out / "status", web)
    shutil.rmtree(office.out)
    shutil.copytree(backup, office.out)
    if then:  # somebody publishes from the restored folder before it is noticed
        with clock(TODAY + 2 * DAY):
            assert publish(office).status == 0
    return web


@pytest.mark.parametrize("then", [False, True])
def test_the_drill_of_a_restored_folder(office: Office, then: bool) -> None:
    """The folder holds together, so only a comparison with what is published shows that it is old."""
    web = restored(office, then=then)
    assert run("ledger", "check", office.out).status == 0
    before = tree(office.out)
    with clock(TODAY + 3 * DAY):
        ran = publish(office, "--compare", web)
        assert ran.status == 2
        assert "old backup" in ran.err
        assert tree(office.out) == before
    ran = run("ledger", "check", office.out, "--compare", web)
    assert ran.status == 1
    assert str(web) in ran.out


def test_comparing_is_silent_where_all_is_well(office: Office) -> None:
    """What the ledger published last, or has changed since, is no reason to refuse."""
    first, *_ = office.issued()
    web = office.folder / "web"
    shutil.copytree(office.out / "status", web)
    assert run("status", "revoke", office.out, first).status == 0
    assert publish(office, "--compare", web).status == 0
    assert run("ledger", "check", office.out, "--compare", web).status == 0


def test_what_is_not_there_is_not_compared(office: Office) -> None:
    """An empty folder, or another one, is no comparison."""
    office.issued()
    empty = office.folder / "empty"
    assert publish(office, "--compare", empty).status == 2
    empty.mkdir()
    ran = publish(office, "--compare", empty)
    assert (ran.status, ran.out) == (2, "")
    assert "was published, and is not there" in ran.err


def test_a_list_that_the_ledger_does_not_know_is_noticed(office: Office) -> None:
    """A backup of before a list was begun would give its places again."""
    office.issued()
    web = office.folder / "web"
    shutil.copytree(office.out / "status", web)
    (known,) = (path for path in web.glob("*.json") if path.name != "index.json")
    other = json.loads(known.read_bytes()) | {"id": f"{BASE}ffffffffffff.json"}
    (web / "ffffffffffff.json").write_text(json.dumps(other))
    assert "knows no such list" in publish(office, "--compare", web).err


def test_the_lists_are_fetched_from_their_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an https address the lists that the ledger knows, and those of the index, are fetched from there."""
    web = restored(office)
    asked: list[str] = []

    def fetch(self: Fetcher, url: str, kind: Kind) -> Fetched:
        asked.append(url)
        path = web / url.removeprefix(BASE)
        if not path.is_file():
            raise FetchRefusedError("not found", code="fetch_status", indeterminate=True)
        data = path.read_bytes()
        return Fetched(url=url, content=kind.read(data), data=data, fetched_at=TODAY)

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    ran = publish(office, "--compare", BASE.removesuffix("/"))
    assert ran.status == 2
    assert "old backup" in ran.err
    assert asked[0] == f"{BASE}index.json"
    assert len(asked) == 2
    (web / "index.json").unlink()
    assert "old backup" in publish(office, "--compare", BASE).err
    shutil.rmtree(web)
    assert "not found" in publish(office, "--compare", BASE).err
