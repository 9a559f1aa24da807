"""A real `mcissue issue` is killed by the system, and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.office import Office

CLASS = 150
"""Learners: more than the ledger notes at once."""

PATIENCE = 60.0
"""Seconds that a run may take on a busy machine."""


def written(office: Office) -> list[Path]:
    return sorted((office.out / "credentials").glob("*.json"))


def kill_when(office: Office, count: int) -> bool:
    """Start a run and kill it once so many credentials are there; false if it was over before."""
    words = [str(word) for word in office.words()]
    process = subprocess.Popen(
        [sys.executable, "-m", "mcissue", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if (office.out / "ledger" / "ledger.db").exists() and len(written(office)) >= count:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
    return process.wait() != 0


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("count", [0, 1, 99, 100, 130])
def test_a_killed_run_is_taken_up(tmp_path: Path, count: int) -> None:
    """Whatever had its name is whole and stays as it is; in the end everybody has one credential and place."""
    office = Office(tmp_path)
    rows = "".join(f"{number},Learner {number}\n" for number in range(CLASS))
    office.learners.write_text(f"learner_id,full_name\n{rows}", encoding="utf-8")
    assert kill_when(office, count), "the machine was faster than the test"
    before = {path: path.read_bytes() for path in written(office)}
    assert all(json.loads(data)["proof"] for data in before.values())
    office.issued()
    after = {path: path.read_bytes() for path in written(office)}
    assert before.items() <= after.items()
    documents = [json.loads(data) for data in after.values()]
    assert len({each["id"] for each in documents}) == CLASS
    assert len({each["credentialStatus"]["statusListIndex"] for each in documents}) == CLASS
    names = {each["credentialSubject"]["identifier"][0]["identityHash"] for each in documents}
    assert names == {f"Learner {number}" for number in range(CLASS)}
    assert office.verify(*after)[0] == 0
    assert office.issue().out == ""
