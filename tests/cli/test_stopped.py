"""A real `mcissue issue` is stopped: by Ctrl-C, by SIGTERM to the first process alone, by a full disk."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.office import Office
from tests.issue.desk import told

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")

CLASS = 1_500
"""Learners: more than a machine signs between two looks at the folder."""

PATIENCE = 120.0
"""Seconds that a run may take on a busy machine."""

AT_ONCE = 5.0
"""Seconds from the signal to the end: one award and one note in the ledger, on a busy machine."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    rows = "".join(f"{number},Learner {number}\n" for number in range(CLASS))
    office.learners.write_text(f"learner_id,full_name\n{rows}", encoding="utf-8")
    return office


def written(office: Office) -> list[Path]:
    return sorted((office.out / "credentials").glob("*.json"))


START = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.Handlers[sys.argv[1]])
os.execv(sys.executable, [sys.executable, "-m", "mcissue", *sys.argv[2:]])
"""
"""What it does at a hangup is not left to what started the tests: under `nohup` they would inherit it."""


def begun(office: Office, jobs: int, *, hangup: signal.Handlers = signal.SIG_DFL) -> subprocess.Popen[str]:
    """A run that has written some credentials."""
    words = [str(word) for word in office.words("--jobs", jobs)]
    process = subprocess.Popen(
        [sys.executable, "-c", START, hangup.name, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end and len(written(office)) < 10:
        time.sleep(0.01)
    assert process.poll() is None, "the machine was faster than the test"
    return process


def counted(talk: str, words: str) -> int:
    found = re.search(rf"([\d,]+) {words}", talk)
    return int(found[1].replace(",", "")) if found else 0


def issued(office: Office) -> int:
    return len(told(office.out)["outputs"])


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_stops_a_run_and_the_counts_are_those_of_the_disk(
    office: Office, jobs: int, number: int, status: int
) -> None:
    """Only the first process is told; it ends soon, nobody writes on, and what is signed is noted."""
    process = begun(office, jobs)
    before = time.monotonic()
    process.send_signal(number)
    _, talk = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - before < AT_ONCE
    files = written(office)
    assert process.returncode == status
    assert (counted(talk, "issued"), counted(talk, "in order but not signed")) == (
        len(files),
        CLASS - len(files),
    )
    assert 0 < len(files) < CLASS
    assert "Stopped. Nothing is lost: run again" in talk
    time.sleep(0.3)
    assert written(office) == files
    assert len(office.issued()) == CLASS - len(files)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_to_ignore_a_hangup_goes_on(office: Office, jobs: int) -> None:
    """As under `nohup`: the terminal may close, and the class is signed to its end."""
    process = begun(office, jobs, hangup=signal.SIG_IGN)
    os.killpg(process.pid, signal.SIGHUP)
    _, talk = process.communicate(timeout=PATIENCE)
    assert (process.returncode, len(written(office))) == (0, CLASS)
    assert f"{CLASS:,} issued" in talk


@pytest.mark.slow
def test_no_process_outlives_the_first(office: Office) -> None:
    """Where the first one is killed without a chance to say so, the others end within an award."""
    process = begun(office, 2)
    process.kill()
    process.communicate(timeout=PATIENCE)
    time.sleep(0.3)
    files = written(office)
    time.sleep(2)
    assert written(office) == files
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.slow
def test_a_second_signal_ends_at_once(office: Office) -> None:
    """The counts still say what lies on disk: what the ledger doesn't know yet is told apart."""
    process = begun(office, 2)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, talk = process.communicate(timeout=PATIENCE)
    assert process.returncode in {130, 143}
    signed = counted(talk, "signed, which the next run will note")
    assert counted(talk, "issued") + signed == len(written(office))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="a small disk needs unshare")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_is_told_with_what_is_signed(office: Office, tmp_path: Path, jobs: int) -> None:
    """Its file is named, and what to do; the counts are those of the disk, and a larger disk completes them."""
    office.out = tmp_path / "small" / "issued"
    office.out.parent.mkdir()
    kept = tmp_path / "kept"
    script = 'mount -t tmpfs -o size=3m tmpfs "$1" || exit 99; shift; kept="$1"; shift; "$@"; status=$?; '
    script += 'cp -a "$0" "$kept"; exit $status'
    words = [str(word) for word in office.words("--jobs", jobs)]
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, office.out, office.out.parent, kept,
         sys.executable, "-m", "mcissue", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if ran.returncode in {1, 99} and "unshare" in ran.stderr + "mount" * (ran.returncode == 99):
        pytest.skip("this user may mount no small disk")
    assert ran.returncode == 2, ran.stderr
    kept.rename(office.out)
    files = written(office)
    signed = counted(ran.stderr, "signed, which the next run will note")
    assert counted(ran.stderr, "issued") + signed == len(files) > 0
    assert str(office.out) in ran.stderr
    assert "Free some space" in ran.stderr
    office.issued()
    assert len(written(office)) == CLASS
