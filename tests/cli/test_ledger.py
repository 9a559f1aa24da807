"""`mcissue ledger` and the options of `mcissue issue` and `mcissue status` that go with it."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy.exc import OperationalError
from tests.cli.office import KEY, Office
from tests.cli.running import Ran, run
from tests.issue.desk import told, tree

from mcissue.proof.stores.pem import write_private_key


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def look(office: Office, *words: object) -> Ran:
    return run("ledger", words[0], office.out, *words[1:])


def identifiers(*files: Path) -> list[str]:
    return [str(json.loads(path.read_bytes())["id"]) for path in files]


def test_a_ledger_is_checked(office: Office) -> None:
    """0 when all fits; 1 and a line for each thing that does not; 2 where there is none."""
    first, *_ = office.issued()
    before = tree(office.out)
    ran = look(office, "check")
    assert (ran.status, ran.out) == (0, "")
    assert "holds together" in ran.err
    assert tree(office.out) == before
    first.unlink()
    ran = look(office, "check")
    assert ran.status == 1
    assert ran.lines == [f"{first}: the file is not there"]
    assert run("ledger", "check", office.folder).status == 2


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_backup_is_looked_at_where_nothing_can_be_written(
    office: Office, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """check, report and export read it as it is and say so; what would write says why it can't."""
    first, *_ = office.issued()
    run("status", "revoke", office.out, first)
    wanted = [look(office, word).out for word in ("check", "report", "export")]
    real = os.open

    def read_only(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(number, os.strerror(number), os.fspath(path))
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", read_only)
    before = tree(office.out)
    for word, out in zip(("check", "report", "export"), wanted, strict=True):
        ran = look(office, word)
        assert (ran.status, ran.out) == (0, out)
        assert "nothing can be written here" in ran.err
    assert tree(office.out) == before
    for ran in (
        office.issue(),
        run("status", "revoke", office.out, first),
        look(office, "erase", "--learner", "1", "--yes"),
    ):
        assert (ran.status, ran.out) == (2, "")
        assert f"{office.out / 'ledger'}: nothing can be written here: {os.strerror(number)}" in ran.err
    assert run("ledger", "check", office.folder).status == 2


def test_a_backup_from_the_middle_of_a_run_says_how_to_look_at_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log can only be read where SQLite may write beside it."""
    office.issued()
    (office.out / "ledger" / "ledger.db-wal").write_bytes(b"a log")
    monkeypatch.setattr(os, "open", mock.Mock(side_effect=OSError(errno.EROFS, "Read-only file system")))
    # What SQLite says there; whoever runs this may write anywhere.
    said = OperationalError("BEGIN", {}, Exception("unable to open database file"))
    monkeypatch.setattr("mcissue.issue.ledger.engine.has_tables", mock.Mock(side_effect=said))
    ran = look(office, "check")
    assert (ran.status, ran.out) == (2, "")
    assert "Copy the whole folder" in ran.err


def test_a_database_that_belongs_to_somebody_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither written nor read: the system's reason, with the file."""
    office.issued()
    database = office.out / "ledger" / "ledger.db"
    real = Path.open

    def closed(path: Path, *more: Any, **named: Any) -> Any:
        if path == database:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *more, **named)

    monkeypatch.setattr(os, "open", mock.Mock(side_effect=PermissionError(errno.EACCES, "Permission denied")))
    monkeypatch.setattr(Path, "open", closed)
    ran = look(office, "check")
    assert (ran.status, ran.out, ran.err) == (2, "", f"Error: {database}: Permission denied\n")


def test_tables(office: Office) -> None:
    """CSV on the screen, or a CSV or XLSX file; formulas are disarmed; no name is in them."""
    first, *_ = office.issued()
    run("status", "revoke", office.out, first, "--reason", "=1+1")
    lines = look(office, "export").lines
    assert len(lines) == 4
    assert sum("revoked" in line for line in lines) == 1
    assert "'=1+1" in "".join(lines)
    assert "Aino" not in "".join(lines)
    assert [line.split(",")[1] for line in look(office, "report").lines] == ["kind", "issue", "status"]
    for name in ("export.csv", "export.xlsx"):
        ran = look(office, "export", "--out", office.folder / name)
        assert (ran.status, ran.lines) == (0, [str(office.folder / name)])
    with zipfile.ZipFile(office.folder / "export.xlsx") as archive:
        assert b"revoked" in archive.read("xl/worksheets/sheet1.xml")
    assert look(office, "export", "--out", office.folder / "export.ods").status == 2


def test_a_learner_is_erased(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a question or with --yes; the file is gone, the chain holds, an unknown learner is told."""
    files = office.issued()
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    ran = look(office, "erase", "--learner", "1")
    assert (ran.status, "Nothing was erased." in ran.err, "--yes" in ran.err) == (130, True, True)
    assert all(path.exists() for path in files)
    ran = look(office, "erase", "--learner", "1", "--yes")
    assert (ran.status, "Erased: 1." in ran.err) == (0, True)
    assert sum(path.exists() for path in files) == 2
    assert look(office, "check").status == 0
    ran = look(office, "erase", "--learner", "1", "--yes")
    assert (ran.status, "knows nothing of this learner" in ran.err) == (2, True)


def test_erasing_from_a_packed_file_says_what_is_left(office: Office) -> None:
    """Lines are not taken out of a file of many; where they still stand is told."""
    office.issued("--output", "jsonl")
    assert "run-0001.jsonl" in look(office, "erase", "--learner", "2", "--yes").err


@pytest.mark.parametrize("packing", ["jsonl", "zip"])
def test_one_file_for_all(office: Office, packing: str) -> None:
    """Its path is said once."""
    ran = office.issue("--output", packing)
    assert ran.lines == [str(office.out / "credentials" / f"run-0001.{packing}")]
    assert "3 credentials signed" in ran.err
    assert "Nothing to sign" in office.issue("--output", packing).err


def test_several_processes(office: Office) -> None:
    """--jobs 2 issues the same class, and a mistake in a row is told as ever."""
    files = office.issued("--jobs", "2", "--verify-all")
    assert office.verify(*files)[0] == 0
    office.edit(office.learners, "小龍", "")
    office.edit(office.learners, "李", "")
    assert "row 4" in office.refused("--jobs", "2")


def test_superseding(office: Office) -> None:
    """A changed row is refused unless --supersede; then the old one is revoked at once, and the new one valid."""
    _, old, _ = office.issued()
    office.edit(office.learners, "Öström,4", "Öström,5")
    assert "--supersede" in office.refused()
    ran = office.issue("--supersede")
    (new,) = map(Path, ran.lines)
    assert "1 credential superseded" in ran.err
    _, reports = office.verify(old, new)
    codes = [{each["id"]: each["code"] for each in report["checks"]}["status"] for report in reports]
    assert codes[0] == "revoked"
    assert [report["verdict"] for report in reports] == ["invalid", "valid"]


def test_credentials_of_a_learner_a_row_or_a_run(office: Office) -> None:
    """Each is found in the ledger without its file."""
    first, second, third = office.issued("--status-purpose", "suspension")
    ran = run("status", "suspend", office.out, "--learner", "1")
    assert ran.lines == identifiers(first)
    assert run("status", "suspend", office.out, "--run", "1", "--row", "3").lines == identifiers(second)
    ran = run("status", "suspend", office.out, "--run", "1")
    assert ran.lines == identifiers(third)
    assert ran.err.count("nothing to change") == 2
    assert run("status", "reinstate", office.out, "--run", "1").status == 0
    assert [row[2] for row in told(office.out)["changes"]].count("reinstate") == 3
    for words in (["--learner", "99"], ["--run", "9"]):
        ran = run("status", "suspend", office.out, *words)
        assert (ran.status, "nothing was issued" in ran.err) == (2, True)
    assert run("status", "suspend", office.out).status == 2
    assert run("status", "suspend", office.out, "--learner", "1", "--row", "2").status == 2
    assert run("status", "revoke", office.out, "--run", "1").status == 1


@pytest.mark.postgres
def test_a_ledger_elsewhere(office: Office) -> None:
    """Another kind of database, and one that does not answer, are told before anything is signed."""
    assert "postgresql://" in office.refused("--ledger", "mysql://db.example/x")
    host = office.folder / "nobody"
    err = office.refused("--ledger", f"postgresql://me:hidden@/ledger?host={host}")
    assert "the ledger can't be used" in err
    assert "hidden" not in err


def test_a_passphrase_stands_in_no_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Nor does the key; the log of a whole run at debug level."""
    office.key.unlink()
    write_private_key(office.key, KEY, passphrase=b"Qxpassphrase Wz")
    with caplog.at_level("DEBUG"):
        assert office.issue("--passphrase-env", "WORD", WORD="Qxpassphrase Wz").status == 0
    log = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "documents are on disk" in log
    for value in ("Qxpassphrase", "the key of the credential office", "Väisänen", "Öström", "小龍"):
        assert value not in log
