"""The issuer's books: append-only, locked, and whole after a kill at any instant."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mcissue.errors import LedgerError
from mcissue.issue.runfile import RunFile

SECRET = bytes(range(32))
ISSUER = "did:web:uni.example"
BASE = "https://uni.example/status/"


def reserved(number: int) -> dict[str, object]:
    return {
        "entry": "reserved", "award": f"a{number}", "content": "c", "credential": f"urn:uuid:{number}", "file": f"{number}.json",
        "created": "2026-06-20T12:00:00Z", "purpose": "revocation", "list_url": f"{BASE}x.json", "index": number,
    }  # fmt: skip


def filled(folder: Path) -> None:
    with RunFile.open(folder, secret=SECRET) as books:
        books.begin(issuer=ISSUER, status_base=BASE)
        books.append([reserved(1), reserved(2)])
        books.append([{"entry": "issued", "credential": "urn:uuid:1", "sha256": "00"}])


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """A second run knows what the first one set aside, issued and with which secret."""
    filled(tmp_path)
    with RunFile.open(tmp_path) as books:
        assert books.secret == SECRET
        assert set(books.reservations) == {"a1", "a2"}
        assert books.issued == {"urn:uuid:1": "00"}
        assert books.taken(f"{BASE}x.json") == {1, 2}
        assert books.opened == {"issuer": ISSUER, "status_base": BASE}


def test_a_torn_last_line_is_forgotten(tmp_path: Path) -> None:
    """Cut anywhere in its last line, the file is as if that line had never been written."""
    filled(tmp_path)
    path = tmp_path / "issued.jsonl"
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for end in range(last, len(whole)):
        path.write_bytes(whole[:end])
        with RunFile.open(tmp_path) as books:
            assert (len(books.reservations), books.issued) == (2, {})
            books.append([{"entry": "issued", "credential": "urn:uuid:1", "sha256": "00"}])
        assert path.read_bytes() == whole


def test_a_damaged_line_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    """A line in the middle that can't be read stops the run: somebody edited the file."""
    filled(tmp_path)
    path = tmp_path / "issued.jsonl"
    damaged = path.read_bytes().replace(b'"entry":"reserved"', b'"entry":"reserve"', 1)
    path.write_bytes(damaged)
    with pytest.raises(LedgerError) as caught:
        RunFile.open(tmp_path)
    assert (caught.value.code, "line 2" in str(caught.value.path)) == ("ledger_damaged", True)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "line",
    [
        b'{"entry":"reserved","award":"a"}',
        b'{"entry":"reserved","award":["a"],"content":"c","credential":"u","file":"f","created":"t"}',
        b'{"entry":"reserved","surprise":1}',
        b'{"entry":"opened"}',
        b'{"entry":"issued","credential":[]}',
        b"[" * 100_000,
        b"[]",
        b"\xff",
    ],
)
def test_a_line_that_is_no_entry_is_told(tmp_path: Path, line: bytes) -> None:
    """Whatever somebody wrote into the file, the error is ours and names the line."""
    filled(tmp_path)
    with (tmp_path / "issued.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(LedgerError) as caught:
        RunFile.open(tmp_path)
    assert (caught.value.code, "line 5" in str(caught.value.path)) == ("ledger_damaged", True)


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    """The second run leaves with a message; after the first has ended, it may begin."""
    with RunFile.open(tmp_path, secret=SECRET):
        with pytest.raises(LedgerError) as caught:
            RunFile.open(tmp_path)
        assert caught.value.code == "ledger_locked"
    RunFile.open(tmp_path).close()


def test_a_lost_secret_stops_everything(tmp_path: Path) -> None:
    """With a new secret ids and places would be given twice, so none is made."""
    filled(tmp_path)
    (tmp_path / "secret").unlink()
    with pytest.raises(LedgerError) as caught:
        RunFile.open(tmp_path)
    assert caught.value.code == "ledger_secret_missing"


def test_a_secret_that_was_cut_short_before_first_use_is_made_anew(tmp_path: Path) -> None:
    """A run killed while it made the secret leaves nothing that stops the next one."""
    (tmp_path / "secret").write_bytes(b"abc")
    with RunFile.open(tmp_path) as books:
        assert len(books.secret) == 32


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_secret_and_books_are_for_their_owner_only(tmp_path: Path) -> None:
    """Nobody else on the machine can read either file."""
    filled(tmp_path)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret", "issued.jsonl")}
    assert set(modes.values()) == {0o600}


def test_a_folder_belongs_to_one_issuer_and_one_address(tmp_path: Path) -> None:
    """Another issuer, or lists under another address, need a folder of their own."""
    filled(tmp_path)
    with RunFile.open(tmp_path) as books:
        with pytest.raises(LedgerError) as caught:
            books.begin(issuer="did:web:other.example", status_base=BASE)
        assert caught.value.code == "ledger_other_issuer"
        with pytest.raises(LedgerError) as caught:
            books.begin(issuer=ISSUER, status_base="https://other.example/")
        assert caught.value.code == "ledger_other_status_base"


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    """A dry run in a new folder leaves no trace."""
    folder = tmp_path / "books"
    with RunFile.rehearse(folder) as books:
        assert len(books.secret) == 32
    assert not folder.exists()


def test_a_rehearsal_beside_a_run_reads_and_writes_nothing(tmp_path: Path) -> None:
    """A dry run needs no lock, forgets a torn line without mending the file, and leaves every byte."""
    filled(tmp_path)
    path = tmp_path / "issued.jsonl"
    path.write_bytes(path.read_bytes()[:-5])
    before = path.read_bytes()
    with RunFile.open(tmp_path / "other", secret=SECRET):
        pass
    (tmp_path / "lock").unlink()
    with RunFile.rehearse(tmp_path) as books:
        assert (books.secret, len(books.reservations), books.issued) == (SECRET, 2, {})
    assert path.read_bytes() == before
    assert not (tmp_path / "lock").exists()


def test_an_unknown_folder_is_told(tmp_path: Path) -> None:
    """Revoking from a folder that nothing was issued from is an error and makes no folder."""
    with pytest.raises(LedgerError) as caught:
        RunFile.open(tmp_path / "books", create=False)
    assert caught.value.code == "ledger_missing"
    assert not (tmp_path / "books").exists()


def test_a_full_disk_leaves_no_half_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails half way, the file is cut back to what was whole before."""
    filled(tmp_path)
    before = (tmp_path / "issued.jsonl").read_bytes()
    real_write = os.write
    calls = []

    def failing(descriptor: int, data: bytes) -> int:
        calls.append(data)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return real_write(descriptor, bytes(data)[:10])

    with RunFile.open(tmp_path) as books:
        monkeypatch.setattr("mcissue.issue.runfile.os.write", failing)
        with pytest.raises(OSError, match="No space"):
            books.append([reserved(3)])
    monkeypatch.undo()
    assert (tmp_path / "issued.jsonl").read_bytes() == before
