"""The ledger in PostgreSQL, a real one: the same files, the same entries, the same refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from tests.cli.office import Office
from tests.cli.running import run
from tests.issue.desk import NOW, SECRET, Desk, regraded, rows, told, tree
from tests.issue.postgres import Server, running_server

from mcissue.errors import LedgerError
from mcissue.issue.identity import learner_digest
from mcissue.issue.ledger import FOLDER, Ledger, check_ledger, credential_rows, erase_credentials, run_rows
from mcissue.issue.ledger.tables import METADATA
from mcissue.issue.status_lists import change_status

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as made:
        yield made


def unchecked(_: Any) -> Any:
    return lambda _: None


def at(server: Server, out: Path, **changes: Any) -> Desk:
    desk = Desk(out, **changes)
    desk.url = server.new_database()
    return desk


def test_the_same_as_in_the_folder(server: Server, tmp_path: Path) -> None:
    """Files and entries do not depend on the database; only a note of the address is in the folder."""
    here, there = Desk(tmp_path / "here", jobs=2), at(server, tmp_path / "there", jobs=2)
    for desk in (here, there):
        desk.issue(rows(4))
        Desk.issue(_later(desk), (regraded(rows(1)[0], "1"), *rows(5)[1:]), make_check=unchecked)
    one, other = tree(here.out), tree(there.out)
    note = other.pop("ledger/postgresql").decode()
    assert "password" not in note
    assert one == other
    assert told(here.out) == told(there.out)
    assert not list((there.out / FOLDER).glob("ledger.db*"))
    # Later commands need not be told where it is.
    with Ledger.open(there.out / FOLDER) as ledger:
        assert check_ledger(ledger, there.out) == []
        assert len(list(credential_rows(ledger))) == 6
        assert [row[1] for row in run_rows(ledger)] == ["issue", "issue"]


def _later(desk: Desk) -> Desk:
    later = Desk(desk.out, now=NOW.replace(day=21), supersede=True)
    later.url = desk.url
    return later


def test_two_hosts_at_once(server: Server, tmp_path: Path) -> None:
    """Another folder with the same database and secret, as on another host: one at a time."""
    desk = at(server, tmp_path / "one")
    desk.issue(rows(1), make_check=unchecked)
    other = tmp_path / "two" / FOLDER
    other.mkdir(parents=True)
    for name in ("secret", "postgresql"):
        (other / name).write_bytes((desk.out / FOLDER / name).read_bytes())
    with desk.ledger():
        with pytest.raises(LedgerError) as caught:
            Ledger.open(other)
        assert caught.value.code == "ledger_locked"
        Ledger.rehearse(other).close()
    Ledger.open(other).close()


def test_a_database_of_another_folder(server: Server, tmp_path: Path) -> None:
    """A new folder can't begin with it: the secret is elsewhere. Nothing is left in the folder."""
    desk = at(server, tmp_path / "one")
    desk.issue(rows(1), make_check=unchecked)
    with pytest.raises(LedgerError) as caught:
        Ledger.open(tmp_path / "new" / FOLDER, url=desk.url)
    assert caught.value.code == "ledger_secret_missing"
    assert not (tmp_path / "new").exists()


def test_revoking_and_erasing(server: Server, tmp_path: Path) -> None:
    """As in the folder: the chain holds, the place stays used and set."""
    desk = at(server, tmp_path)
    desk.issue(rows(3), make_check=unchecked)
    with desk.ledger() as ledger:
        found = ledger.awards.find(learner=learner_digest(SECRET, rows(1)[0].key))
        change_status(ledger, found, verb="revoke", at=NOW, reason="x")
        desk.batch(ledger).publish()
        erase_credentials(ledger, found, out=desk.out, at=NOW)
        assert check_ledger(ledger, desk.out) == []
        assert ledger.status.places_set(1) == [found[0].reservation.index]


def test_the_steps_of_migrations(server: Server, tmp_path: Path) -> None:
    """A ledger of the first form, with a credential in it, is brought up to date; where it is only read it is said."""
    desk = at(server, tmp_path)
    desk.issue(rows(1), make_check=unchecked)
    engine = create_engine(str(desk.url).replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as database, database.begin():
        for statement in (
            "DROP TABLE answers", "ALTER TABLE credentials DROP COLUMN email, DROP COLUMN awarded",
            "UPDATE alembic_version SET version_num = '0001'",
        ):  # fmt: skip
            database.execute(text(statement))
    with pytest.raises(LedgerError) as caught:
        Ledger.rehearse(desk.out / FOLDER)
    assert caught.value.code == "ledger_unusable"
    with desk.ledger() as ledger:
        assert (ledger.keys_from, ledger.awards.without_keys(2)) == (2, 1)
    with engine.connect() as database:
        assert compare_metadata(MigrationContext.configure(database), METADATA) == []
    engine.dispose()
    later = Desk(desk.out, now=NOW.replace(day=21))
    later.url = desk.url
    award = rows(1)[0].award.model_copy(update={"awarded": NOW})
    (problem,) = later.plan([replace(rows(1)[0], award=award)]).problems
    assert problem.code == "award_held"
    assert "signed on" in problem.message


def test_at_the_command_line(server: Server, tmp_path: Path) -> None:
    """--ledger once; afterwards the folder knows. A dry run leaves nothing."""
    office, url = Office(tmp_path), server.new_database()
    assert office.issue("--ledger", url, "--dry-run").status == 0
    assert not office.out.exists()
    first, *_ = office.issued("--ledger", url)
    assert "Nothing to sign" in office.issue().err
    assert run("status", "revoke", office.out, first).status == 0
    assert run("status", "publish", office.out, "--issuer", office.issuer, "--key", office.key).status == 0
    assert run("ledger", "check", office.out).status == 0
    assert office.verify(first)[0] == 1
