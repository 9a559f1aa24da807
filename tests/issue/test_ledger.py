"""The ledger: locked, whole, never older than what was published, and silent about learners."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from tests.issue.desk import BASE, NOW, SECRET, Desk, regraded, rows, told, tree

from mcissue.errors import LedgerError
from mcissue.issue import status_lists as statuslists
from mcissue.issue.batch import Packing
from mcissue.issue.identity import learner_digest
from mcissue.issue.ledger import (
    CREDENTIAL_COLUMNS,
    FOLDER,
    RUN_COLUMNS,
    Ledger,
    check_ledger,
    credential_rows,
    erase_credentials,
    run_rows,
)
from mcissue.issue.ledger import engine as engines
from mcissue.issue.ledger.tables import HEAD, METADATA
from mcissue.issue.results import RowOutcome
from mcissue.issue.status_lists import change_status
from mcissue.proof.keys import PrivateKey

ISSUER = "did:web:kymi.example"
SEED = b"the issuing desk of these tests!"


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that somebody keeps is not waited for."""
    monkeypatch.setattr(engines, "PATIENCE", 0.1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "out", verify_all=False)
    made.issue(rows(3), make_check=unchecked)
    return made


def unchecked(_: Any) -> Callable[[bytes], str | None]:
    return lambda _: None


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(LedgerError) as caught:
        call()
    return caught.value.code


def altered(desk: Desk, statement: str) -> None:
    """Somebody works on the database with other tools."""
    with closing(sqlite3.connect(desk.out / FOLDER / "ledger.db")) as database:
        database.execute(statement)
        database.commit()


# --- Opening ------------------------------------------------------------------------------------------------


def test_a_new_ledger_is_written_by_begin_and_not_before(tmp_path: Path) -> None:
    """A run that is refused leaves no folder; one that begins leaves files for their owner only."""
    folder = tmp_path / "out" / FOLDER
    with Ledger.open(folder, secret=SECRET) as ledger:
        assert ledger.is_new
        assert not folder.exists()
        ledger.begin(issuer=ISSUER, status_base=BASE)
        assert not ledger.is_new
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with Ledger.open(folder) as ledger:
        assert ledger.secret == SECRET
        assert (ledger.settings["issuer"], ledger.settings["status_base"]) == (ISSUER, BASE)


@pytest.mark.usefixtures("impatient")
def test_two_at_once_are_refused(desk: Desk) -> None:
    """The second leaves with a message; when the first has ended, it may begin. A dry run needs no lock."""
    with desk.ledger():
        assert refused(desk.ledger) == "ledger_locked"
        Ledger.rehearse(desk.out / FOLDER).close()
    desk.ledger().close()


def test_a_lock_that_is_about_to_be_let_go_is_waited_for(desk: Desk) -> None:
    """The processes of a run that was killed end a moment after it; the next run needs no second attempt."""
    held = engines.take_folder_lock(desk.out / FOLDER)
    timer = threading.Timer(0.3, os.close, [held])
    timer.start()
    desk.ledger().close()
    timer.join()


@pytest.mark.usefixtures("impatient")
def test_two_that_begin_at_once(tmp_path: Path) -> None:
    """Both found an empty folder: the second to begin is refused, for its ids derive from another secret."""
    folder = tmp_path / FOLDER
    with Ledger.open(folder) as one, Ledger.open(folder) as other:
        one.begin(issuer=ISSUER, status_base=None)
        assert refused(lambda: other.begin(issuer=ISSUER, status_base=None)) == "ledger_locked"
        one.close()
        assert refused(lambda: other.begin(issuer=ISSUER, status_base=None)) == "ledger_locked"


@pytest.mark.parametrize("content", [None, b"", b"abc", b"\xff" * 64, b"zz" * 32, bytes(32).hex().encode()])
def test_a_secret_that_is_lost_or_another(desk: Desk, content: bytes | None) -> None:
    """No new one is made: with another, ids and places would be given twice."""
    secret = desk.out / FOLDER / "secret"
    secret.unlink()
    if content is not None:
        secret.write_bytes(content)
    for opened in (Ledger.open, Ledger.rehearse):
        assert refused(lambda opened=opened: opened(desk.out / FOLDER)) == "ledger_secret_missing"  # type: ignore[misc]


def test_a_secret_cut_short_before_its_first_use_is_made_anew(tmp_path: Path) -> None:
    """A run killed while it made the secret leaves nothing that stops the next one."""
    folder = tmp_path / FOLDER
    with Ledger.open(folder) as ledger:
        ledger._settle()
    (folder / "secret").write_bytes(b"abc")
    with Ledger.rehearse(folder) as ledger:
        assert len(ledger.secret) == 32
    with Ledger.open(folder, secret=SECRET) as ledger:
        assert ledger.secret == SECRET


def test_a_folder_belongs_to_one_issuer_and_one_address(desk: Desk) -> None:
    """Another issuer, or lists under another address, need a folder of their own."""
    with desk.ledger() as ledger:
        assert refused(lambda: ledger.begin(issuer="did:web:x", status_base=BASE)) == "ledger_other_issuer"
        other = "https://other.example/"
        assert refused(lambda: ledger.begin(issuer=ISSUER, status_base=other)) == "ledger_other_status_base"


def test_an_unknown_folder(tmp_path: Path) -> None:
    """Revoking from a folder that nothing was issued from is an error and makes no folder."""
    assert refused(lambda: Ledger.open(tmp_path / FOLDER, create=False)) == "ledger_missing"
    assert not (tmp_path / FOLDER).exists()


def test_network_drives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their locks do not hold; which kind it is comes from the system's own list of mounts."""
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"server:/x {tmp_path / 'a'} nfs4 rw 0 0\nnone / ext4 rw 0 0\nx {tmp_path / 'a'}/b ext4 rw 0 0\n"
    )
    assert engines._file_system(tmp_path / "a" / "c", mounts) == "nfs4"
    assert engines._file_system(tmp_path / "a" / "b" / "c", mounts) == "ext4"
    assert engines._file_system(tmp_path, tmp_path / "nothing") is None
    monkeypatch.setattr(engines, "_file_system", lambda _: "nfs4")
    desk = Desk(tmp_path / "out")
    assert refused(lambda: desk.issue(rows(1))) == "ledger_on_network"
    assert not (tmp_path / "out" / "credentials").exists()


def test_any_path_will_do(tmp_path: Path) -> None:
    """Question marks, percent signs, hashes and other scripts are parts of names and of nothing else."""
    desk = Desk(tmp_path / "a?b=c&d%20#e 課程")
    desk.issue(rows(1), make_check=unchecked)
    with Ledger.rehearse(desk.out / FOLDER) as ledger:
        assert len(ledger.awards.find(run=1)) == 1
    assert desk.plan(rows(1)).skipped == 1


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///x", "nothing", "postgresql", "http://[", ""])
def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    """PostgreSQL, or SQLite in the folder."""
    assert refused(lambda: Ledger.open(tmp_path / FOLDER, url=url)) == "ledger_url_invalid"


def test_a_folder_keeps_its_ledger_in_one_place(desk: Desk) -> None:
    """Whoever names another place is refused, instead of beginning a second ledger."""
    url = "postgresql://me:secret@db.example/ledger"
    assert refused(lambda: Ledger.open(desk.out / FOLDER, url=url)) == "ledger_elsewhere"
    (desk.out / FOLDER / "ledger.db").unlink()
    (desk.out / FOLDER / "postgresql").write_text("postgresql://me@db.example/ledger\n")
    other = "postgresql://me@db.example/other"
    assert refused(lambda: Ledger.open(desk.out / FOLDER, url=other)) == "ledger_elsewhere"
    assert "secret" not in engines.shown_url(engines.database_url(url))


@pytest.mark.postgres
def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    """One of our errors, without the password."""
    (tmp_path / FOLDER).mkdir()
    url = f"postgresql://me:hidden@/ledger?host={tmp_path}"
    with pytest.raises(LedgerError) as caught, Ledger.open(tmp_path / FOLDER, url=url) as ledger:
        ledger.begin(issuer=ISSUER, status_base=None)
    assert caught.value.code == "ledger_unusable"
    assert "hidden" not in f"{caught.value}{caught.value.__cause__}"


def test_one_mark_tells_the_form_of_a_ledger(desk: Desk) -> None:
    """The revision of alembic; the settings say whose ledger it is, and nothing of its form."""
    with desk.ledger() as ledger:
        assert set(ledger.settings) == {"issuer", "secret", "status_base"}


def test_alembic_makes_the_same_tables(tmp_path: Path) -> None:
    """The steps of the migrations, from nothing, and the tables of the code are one and the same."""
    engine = engines.sqlite_engine(tmp_path / "steps.db")
    with engine.connect() as connection, connection.begin():
        engines.upgrade(connection)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        made = {each["name"] for table in METADATA.tables for each in inspect(connection).get_indexes(table)}
    engine.dispose()
    assert made == {str(index.name) for table in METADATA.tables.values() for index in table.indexes}


def test_a_ledger_of_a_newer_mcissue_is_left_alone(desk: Desk) -> None:
    """And one of an older is brought up to date by alembic."""
    altered(desk, "UPDATE alembic_version SET version_num = '9999'")
    assert refused(desk.ledger) == "ledger_newer"


def test_the_verifier_never_loads_the_database() -> None:
    """Whoever verifies needs neither SQLAlchemy nor alembic, nor has to trust them."""
    code = "import sys, mcissue.verify; print([name for name in ('sqlalchemy', 'alembic') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# --- Time and backups ---------------------------------------------------------------------------------------


def test_a_clock_that_went_back_stops_everything(desk: Desk) -> None:
    """Before the last run nothing can have been issued (threats 9.4)."""
    desk.now = NOW - timedelta(hours=1)
    assert refused(lambda: desk.plan(rows(4))) == "clock_behind"


def test_an_old_backup_is_noticed(desk: Desk, tmp_path: Path) -> None:
    """A ledger older than the newest published list issues nothing and publishes nothing (threats 4.8, 9.7)."""
    backup = tmp_path / "backup"
    shutil.copytree(desk.out / FOLDER, backup)
    desk.now = NOW + timedelta(days=1)
    with desk.ledger() as ledger:
        change_status(ledger, ledger.awards.find(run=1, row=2), verb="revoke", at=desk.now, reason=None)
        desk.batch(ledger).publish()
    shutil.rmtree(desk.out / FOLDER)
    shutil.copytree(backup, desk.out / FOLDER)
    before = tree(desk.out)
    desk.now = NOW + timedelta(days=2)
    assert refused(lambda: desk.issue(rows(4))) == "ledger_outdated"
    with desk.ledger() as ledger:
        batch = desk.batch(ledger)
        assert refused(batch.publish) == "ledger_outdated"
        findings = check_ledger(ledger, desk.out)
    assert [finding.what for finding in findings if "newer than the ledger" in finding.what]
    assert tree(desk.out) == before


def test_a_credential_that_the_ledger_forgot_is_noticed(desk: Desk, tmp_path: Path) -> None:
    """Its file lies there: the ledger is an older one, even if no list was published since."""
    shutil.rmtree(desk.out / FOLDER)
    shutil.rmtree(desk.out / "status")
    assert refused(lambda: desk.issue(rows(4))) == "ledger_outdated"


def test_publishing_is_reproducible_and_mends_what_was_left_undone(desk: Desk) -> None:
    """The same ledger and time give the same bytes; a change that was noted and not published is there next time."""
    with desk.ledger() as ledger:
        known = ledger.awards.find(run=1, row=3)
        change_status(ledger, known, verb="revoke", at=NOW, reason=None)
        first = {path: path.read_bytes() for path in desk.batch(ledger).publish().values()}
        again = {path: path.read_bytes() for path in desk.batch(ledger).publish().values()}
        assert ledger.status.places_set(1) == [known[0].reservation.index]
    assert first == again


# --- The chain ----------------------------------------------------------------------------------------------

TAMPERINGS = {
    "a digest": "UPDATE outputs SET sha256 = zeroblob(32) WHERE number = 2",
    "a place": "UPDATE credentials SET place = 7 WHERE number = 2",
    "an id": "UPDATE credentials SET credential = 'urn:uuid:x' WHERE number = 2",
    "a time": "UPDATE credentials SET created = '2026-01-01T00:00:00Z' WHERE number = 2",
    "an entry": "DELETE FROM chain WHERE number = 2",
    "the end": "DELETE FROM chain WHERE number = (SELECT max(number) FROM chain)",
    "an output": "DELETE FROM outputs WHERE number = 2",
    "a change": "DELETE FROM changes",
    "a verb": "UPDATE changes SET verb = 'reinstate'",
    "a link": "UPDATE chain SET link = zeroblob(32) WHERE number = 2",
    "a salt": "UPDATE chain SET salt = NULL WHERE number = 2",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_was_changed_afterwards_is_found(desk: Desk, what: str) -> None:
    """Anything that the chain covers; before it, everything is well."""
    with desk.ledger() as ledger:
        change_status(ledger, ledger.awards.find(run=1, row=2), verb="revoke", at=NOW, reason="x")
        assert check_ledger(ledger, desk.out) == []
    altered(desk, TAMPERINGS[what])
    with desk.ledger() as ledger:
        assert check_ledger(ledger, desk.out)


def test_files_are_looked_at(desk: Desk) -> None:
    """One that is gone, one that was changed, one that nobody knows."""
    one, other, _ = sorted((desk.out / "credentials").iterdir())
    one.unlink()
    other.write_bytes(other.read_bytes() + b" ")
    stranger = other.with_name("00000000-0000-8000-8000-000000000000.json")
    stranger.write_bytes(b"{}")
    with desk.ledger() as ledger:
        found = {finding.where: finding.what for finding in check_ledger(ledger, desk.out)}
    assert set(found) == {str(one), str(other), str(stranger)}
    assert "not there" in found[str(one)]
    assert "changed" in found[str(other)]


@pytest.mark.parametrize("packing", [Packing.JSONL, Packing.ZIP])
def test_packed_files_hold_what_single_files_would(tmp_path: Path, packing: Packing) -> None:
    """The same credentials, each verified by the check; the ledger knows where each one stands."""
    import zipfile

    single, packed = Desk(tmp_path / "a"), Desk(tmp_path / "b", packing=packing)
    single.issue(rows(3))
    packed.issue(rows(3))
    wanted = {path.name: json.loads(path.read_bytes()) for path in (single.out / "credentials").iterdir()}
    (path,) = (packed.out / "credentials").iterdir()
    assert path.name == f"run-0001.{packing}"
    if packing is Packing.ZIP:
        with zipfile.ZipFile(path) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        assert found == {each.name: each.read_bytes() for each in (single.out / "credentials").iterdir()}
    else:
        lines = path.read_bytes().splitlines()
        assert {f"{each['id'][9:]}.json": each for each in map(json.loads, lines)} == wanted
    with packed.ledger() as ledger:
        assert check_ledger(ledger, packed.out) == []
    packed.issue(rows(5), make_check=unchecked)
    assert len(list((packed.out / "credentials").iterdir())) == 2
    path.unlink()
    with packed.ledger() as ledger:
        assert bool(check_ledger(ledger, packed.out)) is (packing is Packing.JSONL)


def test_several_processes_write_the_same(tmp_path: Path) -> None:
    """However many work on it, the files and the ledger are the same."""
    one, two = Desk(tmp_path / "one"), Desk(tmp_path / "two", jobs=2)
    one.issue(rows(12), make_check=unchecked)
    two.issue(rows(12), make_check=unchecked)
    assert tree(one.out) == tree(two.out)
    assert told(one.out) == told(two.out)


def test_the_strict_verifier_sees_a_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, the last and one in so many; with verify_all each one."""
    monkeypatch.setattr("mcissue.issue.batch.sign.SAMPLE", 4)
    for verify_all, wanted in ((False, [0, 4, 8, 9]), (True, list(range(10)))):
        seen: list[bytes] = []
        desk = Desk(tmp_path / str(verify_all), verify_all=verify_all)
        done = desk.issue(rows(10), make_check=lambda _, seen=seen: seen.append)
        files = [path.read_bytes() for _, path in done.issued]
        assert [files.index(data) for data in seen] == wanted


def test_good_rows_can_be_issued_beside_bad_ones(tmp_path: Path) -> None:
    """Each row has one outcome; what the bad ones would have had is not set aside."""
    desk = Desk(tmp_path)
    good, bad, other = rows(3)
    future = bad.award.model_copy(update={"awarded": NOW + timedelta(days=1)})
    from dataclasses import replace

    done = desk.issue((good, replace(bad, award=future), other), make_check=unchecked, despite_problems=True)
    assert {each.row: each.outcome for each in done.rows} == {
        2: RowOutcome.ISSUED, 3: RowOutcome.REFUSED, 4: RowOutcome.ISSUED,
    }  # fmt: skip
    assert len(told(tmp_path)["credentials"]) == 2


# --- Superseding --------------------------------------------------------------------------------------------


def test_a_changed_row_supersedes(desk: Desk) -> None:
    """A new id and place, the old one revoked and published, each knows the other; again is skipped."""
    later = Desk(desk.out, supersede=True, now=NOW + timedelta(days=1))
    changed = (regraded(rows(1)[0], "1"), *rows(3)[1:])
    done = later.issue(changed, make_check=unchecked)
    assert [row for row, _ in done.issued] == [2]
    with later.ledger() as ledger:
        old, new = ledger.awards.find(learner=learner_digest(SECRET, rows(1)[0].key))
        assert (old.replaced_by, new.replaces) == (new.number, old.number)
        assert new.reservation.generation == 2
        assert len({old.reservation.credential, new.reservation.credential}) == 2
        assert old.taken_back == "revoke"
        assert ledger.status.places_set(1) == [old.reservation.index]
        assert check_ledger(ledger, later.out) == []
    assert later.plan(changed).skipped == 3
    undone = Desk(desk.out, now=NOW + timedelta(days=2))
    assert [each.code for each in undone.plan(rows(3)).problems] == ["award_changed"]


def test_what_can_not_be_revoked_is_not_superseded(tmp_path: Path) -> None:
    """Two credentials of one award, both valid for ever, are refused."""
    Desk(tmp_path, status=None).issue(rows(1), make_check=unchecked)
    desk = Desk(tmp_path, status=None, supersede=True)
    (problem,) = desk.plan((regraded(rows(1)[0], "1"),)).problems
    assert problem.code == "status_entry_missing"
    assert "can't be superseded" in problem.message


def test_lists_fill_up_over_several_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is followed by another at two thirds, and no place is given twice, erased ones included."""
    monkeypatch.setattr(statuslists, "MIN_ENTRIES", 6)
    monkeypatch.setattr(statuslists, "FULL_AT", 4)
    monkeypatch.setattr(statuslists.Bitstring, "empty", classmethod(lambda cls: cls(bytes(16384))))
    desk = Desk(tmp_path, verify_all=False)
    for count in (3, 5, 9):
        desk.issue(rows(count), make_check=unchecked)
        with desk.ledger() as ledger:
            erase_credentials(ledger, ledger.awards.find(run=1, row=2), out=desk.out, at=NOW)
    places = [(row[10], row[11]) for row in told(tmp_path)["credentials"]]
    assert len(places) == len(set(places)) == 10
    assert max(number for number, _ in places) == 3


# --- Erasing, export, import --------------------------------------------------------------------------------


def test_erasing_leaves_chain_and_places(desk: Desk) -> None:
    """What leads to the learner is gone from the bytes of the database; the place stays used and set."""
    key = rows(1)[0].key
    with desk.ledger() as ledger:
        (known,) = found = ledger.awards.find(learner=learner_digest(SECRET, key))
        change_status(ledger, found, verb="revoke", at=NOW, reason="a reason to remember")
        assert erase_credentials(ledger, found, out=desk.out, at=NOW) == []
        assert ledger.awards.find(learner=learner_digest(SECRET, key)) == []
        assert check_ledger(ledger, desk.out) == []
        assert known.reservation.index in ledger.status.taken(1)
        assert ledger.status.places_set(1) == [known.reservation.index]
    data = (desk.out / FOLDER / "ledger.db").read_bytes()
    for gone in (
        bytes.fromhex(known.reservation.award), bytes.fromhex(known.reservation.learner),
        bytes.fromhex(known.reservation.content), known.reservation.credential.encode(), b"to remember",
    ):  # fmt: skip
        assert gone not in data
    assert len(list((desk.out / "credentials").iterdir())) == 2
    desk.issue(rows(3), make_check=unchecked)
    rows_now = told(desk.out)["credentials"]
    assert len({row[11] for row in rows_now}) == 4


def test_the_tables_for_people(desk: Desk) -> None:
    """A row for each credential and for each run; states in words; nobody is named."""
    with desk.ledger() as ledger:
        change_status(ledger, ledger.awards.find(run=1, row=3), verb="revoke", at=NOW, reason="=HYPERLINK()")
        erase_credentials(ledger, ledger.awards.find(run=1, row=4), out=desk.out, at=NOW)
        listed = [dict(zip(CREDENTIAL_COLUMNS, row, strict=True)) for row in credential_rows(ledger)]
        runs = [dict(zip(RUN_COLUMNS, row, strict=True)) for row in run_rows(ledger)]
    assert [row["state"] for row in listed] == ["issued", "revoked", "erased"]
    assert [row["kind"] for row in runs] == ["issue", "status", "erase"]
    assert (runs[0]["set_aside"], runs[0]["issued"], runs[0]["revoked_or_suspended"]) == ("3", "3", "1")
    assert runs[0]["state"] == "finished"


def test_a_debug_log_and_the_database_name_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Every name, e-mail, number, birth date, key and passphrase of an input made of unmistakable values."""
    from mcissue.issue.intake import open_learners

    words = {
        "learner_id": "QXID7741", "email": "qxmail@qxdomain.example", "given_name": "Qxgiven",
        "family_name": "Qxfamily", "full_name": "Qxgiven Qxfamily", "student_number": "QXNUM99",
        "date_of_birth": "1987-03-29", "grade": "Qxgrade", "certificate_number": "QXCERT5",
        "evidence_name": "Qxevidence",
    }  # fmt: skip
    more = {
        name: value.replace("Qx", "Wz").replace("QX", "WZ").replace("qx", "wz")
        for name, value in words.items()
    }
    path = tmp_path / "learners.csv"
    path.write_text("\n".join([",".join(words), ",".join(words.values()), ",".join(more.values())]) + "\n")
    desk = Desk(tmp_path / "out", verify_all=True)
    assert PrivateKey.from_seed(SEED).public_key == desk.key.public_key
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="sqlalchemy"):
        learners = list(open_learners(path, language="en", award_date="2026-06-15").rows())
        desk.issue(learners)  # type: ignore[arg-type]
        with desk.ledger() as ledger:
            change_status(ledger, ledger.awards.find(run=1, row=2), verb="revoke", at=NOW, reason="in error")
            desk.batch(ledger).publish()
            check_ledger(ledger, desk.out)
    log = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "documents are on disk" in log
    assert "INSERT INTO credentials" in log
    database = b"".join(path.read_bytes() for path in (desk.out / FOLDER).glob("ledger.db*"))
    for value in {*words.values(), *more.values(), SEED.hex(), repr(SEED), SECRET.hex()}:
        assert value not in log, value
        assert value.encode() not in database
    assert SEED not in database
    assert SECRET not in database
