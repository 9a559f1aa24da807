"""A run that is killed at any act on the disk, Python's or SQLite's, is taken up: the end is the same, file by file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.faults.harness import FULL, KILL_AFTER, KILL_BEFORE, Ended, Zygote
from tests.issue.desk import told, tree
from tests.issue.postgres import Server, running_server

from mcissue.issue.ledger import Ledger, check_ledger

pytestmark = pytest.mark.faults

KILLED = -9


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """A folder in memory where there is one: nobody cuts the power here, and forcing to disk takes time."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def zygote(room: Path) -> Iterator[Zygote]:
    with Zygote(room) as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as made:
        yield made


class Trial:
    """One scenario, again and again in a folder of its own.

    Args:
        zygote: forks the processes.
        room: for the folders.
        scenario: what is run.
        after: the scenario that must have been run before.
        server: where the ledger is, if not in the folder.
    """

    def __init__(
        self,
        zygote: Zygote,
        room: Path,
        scenario: str,
        *,
        after: str | None = None,
        server: Server | None = None,
    ) -> None:
        self.zygote, self.scenario, self.server = zygote, scenario, server
        self.folder = Path(tempfile.mkdtemp(dir=room))
        self.before = None
        if after is not None:
            self.before = self.folder / "before"
            assert zygote.run(after, self.before).status == 0
        self.counted = self.run(self.fresh("undisturbed"))
        assert self.counted.status == 0, self.counted.talk
        self.acts = self.counted.count or 0
        self.wanted = self.state(self.folder / "undisturbed")
        self.urls: dict[Path, str] = {}

    def fresh(self, name: str) -> Path:
        out = self.folder / name
        if self.before is not None:
            shutil.copytree(self.before, out)
        return out

    def run(self, out: Path, **more: Any) -> Ended:
        if self.server is not None and not (out / "url").exists():
            out.mkdir(exist_ok=True)
            (out / "url").write_text(self.server.emptied(), encoding="utf-8")
        url = (out / "url").read_text(encoding="utf-8") if self.server is not None else None
        return self.zygote.run(self.scenario, out, url=url, **more)

    def state(self, out: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
        files = {name: data for name, data in tree(out).items() if name not in {"url", "ledger/postgresql"}}
        return files, told(out)

    def disturbed(self, at: int, mode: int) -> None:
        """Let a fault fall, run again, and compare with a run that nobody disturbed."""
        out = self.fresh(f"{at}-{mode}")
        ended = self.run(out, at=at, mode=mode)
        expected = KILLED if mode != FULL else 1
        # How often a client and its server talk differs by a few times: an act that never came killed nobody, and
        # the run says how many there were.
        never_came = self.server is not None and ended.count is not None and ended.count < at
        # A full disk is sometimes met where nothing depends on it, as when the log is put away at the end.
        spared = mode == FULL or never_came
        assert ended.status == expected or (spared and ended.status == 0), (at, mode, ended.talk)
        if mode == FULL and ended.status:
            assert "No space left" in ended.talk or "is full" in ended.talk or "I/O error" in ended.talk, (
                ended.talk
            )
        self.whole(out)
        again = self.run(out)
        assert again.status == 0, (at, mode, again.talk)
        found = self.state(out)
        assert found[0].keys() == self.wanted[0].keys(), (at, mode)
        assert found == self.wanted, (at, mode)
        assert not list(out.rglob("*.part")), (at, mode)
        with Ledger.open(out / "ledger", create=False) as ledger:
            assert check_ledger(ledger, out) == [], (at, mode)
        shutil.rmtree(out)

    def whole(self, out: Path) -> None:
        """What has its name is what an undisturbed run would have given it."""
        for name, data in tree(out).items():
            if name.startswith("credentials/"):
                assert data == self.wanted[0][name], name


def test_a_run_killed_at_some_acts(zygote: Zygote, room: Path) -> None:
    """The quick form: ten acts of a run, over all of it."""
    trial = Trial(zygote, room, "files")
    assert trial.acts > 100
    for number, at in enumerate(range(1, trial.acts + 1, trial.acts // 10)):
        trial.disturbed(at, (KILL_BEFORE, KILL_AFTER)[number % 2])


@pytest.mark.slow
@pytest.mark.parametrize("mode", [KILL_BEFORE, KILL_AFTER])
def test_a_run_killed_at_every_act(zygote: Zygote, room: Path, mode: int) -> None:
    """Before each write, fsync, rename, truncation and removal, and in the middle of it or after it."""
    trial = Trial(zygote, room, "files")
    for at in range(1, trial.acts + 1):
        trial.disturbed(at, mode)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "after", "step"),
    [
        ("both", None, 5),
        ("jsonl", None, 2),
        ("zipped", None, 2),
        ("processes", None, 7),
        ("superseding", "files", 2),
        ("correcting", "files", 2),
        ("revoking", "files", 1),
        ("reissuing", "files", 1),
    ],
)
def test_other_runs_killed(zygote: Zygote, room: Path, scenario: str, after: str | None, step: int) -> None:
    """Two formats, one packed file, several processes, a class that is superseded or issued anew, a revocation."""
    trial = Trial(zygote, room, scenario, after=after)
    for number, at in enumerate(range(1, trial.acts + 1, step)):
        trial.disturbed(at, (KILL_BEFORE, KILL_AFTER)[number % 2])


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "step"), [("files", 2), ("jsonl", 4), ("zipped", 4)])
def test_a_disk_that_becomes_full_at_any_write(zygote: Zygote, room: Path, scenario: str, step: int) -> None:
    """From some write on nothing can be written: the run stops with a message, and the next one ends it."""
    trial = Trial(zygote, room, scenario)
    for at in range(1, trial.acts + 1, step):
        trial.disturbed(at, FULL)


@pytest.mark.slow
@pytest.mark.postgres
def test_a_run_with_postgresql_killed(zygote: Zygote, room: Path, server: Server) -> None:
    """The ledger on a server: the client dies before and in the middle of what it writes and says."""
    trial = Trial(zygote, room, "files", server=server)
    assert any(act[0] == "send" for act in trial.run(trial.fresh("traced"), trace=True).acts)
    for number, at in enumerate(range(1, trial.acts + 1, 6)):
        trial.disturbed(at, (KILL_BEFORE, KILL_AFTER)[number % 2])


def test_the_order_of_acts(zygote: Zygote, room: Path) -> None:
    """Each file is forced to disk, then named; its folder is forced to disk; only then the ledger notes it."""
    acts = zygote.run("files", Path(tempfile.mkdtemp(dir=room)) / "out", trace=True).acts
    folder = next(act[2] for act in acts if act[0] == "rename" and "/credentials/" in act[2]).rpartition("/")[
        0
    ]
    waiting: set[str] = set()
    forced: set[str] = set()
    named = 0
    for what, path, *rest in acts:
        if what == "write" and path.startswith(folder):
            forced.discard(path)
        elif what == "fsync" and path.startswith(f"{folder}/"):
            forced.add(path)
        elif what == "rename" and rest[0].startswith(f"{folder}/"):
            assert path in forced, "named before it was forced to disk"
            waiting.add(rest[0])
            named += 1
        elif what == "fsync" and path == folder:
            waiting.clear()
        elif path.endswith((".db", ".db-wal")):
            assert not waiting, "noted before the folder was forced to disk"
    assert named == 3
    assert not waiting


def test_a_fault_falls_where_it_should(zygote: Zygote, room: Path) -> None:
    """The tests above can fail: a kill is a kill, a full disk is told, and an undisturbed run is whole."""
    out = Path(tempfile.mkdtemp(dir=room))
    assert zygote.run("files", out / "a", at=5, mode=KILL_BEFORE).status == KILLED
    assert not list(out.glob("a/credentials/*"))
    full = zygote.run("files", out / "b", at=20, mode=FULL)
    assert (full.status, "ledger_unusable" in full.talk or "LedgerError" in full.talk) == (1, True)
