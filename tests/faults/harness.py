"""Processes that are killed, or find the disk full, at a chosen act: several hundred of them in a test.

A small library is preloaded that counts every write, fsync, rename, truncation and removal, Python's as SQLite's
(`faults.c`); it needs Linux and a C compiler, and where there is none the tests are skipped and say so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["FULL", "KILL_AFTER", "KILL_BEFORE", "Ended", "Zygote"]

HERE = Path(__file__).resolve().parent
KILL_BEFORE, KILL_AFTER, FULL = 1, 2, 3


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        status: its exit status, or minus the signal that killed it.
        acts: what it did, in order: (`write`, path), (`fsync`, path), (`rename`, from, to) ...
        count: how many acts there were, if it lived to tell.
        talk: what it said.
    """

    status: int
    acts: list[tuple[str, ...]]
    count: int | None
    talk: str


class Zygote:
    """The process that forks the others; a context manager.

    Args:
        folder: for the compiled library and notes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        library = folder / "faults.so"
        subprocess.run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "faults.c", "-ldl"], check=True
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=HERE.parents[1],
            env={**os.environ, "LD_PRELOAD": str(library), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._runs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def run(
        self, scenario: str, out: Path, *, at: int = 0, mode: int = 0, trace: bool = False, **more: Any
    ) -> Ended:
        """Run a scenario, and let the fault fall at an act; at 0 it runs undisturbed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._runs += 1
        notes, talk = self._folder / f"notes-{self._runs}", self._folder / f"talk-{self._runs}"
        order = {
            "scenario": scenario, "out": str(out), "at": at, "mode": mode, "trace": trace,
            "notes": str(notes), "talk": str(talk), **more,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        status = json.loads(self._process.stdout.readline())["status"]
        lines = [tuple(line.split("\t")) for line in notes.read_text("utf-8").splitlines()]
        count = next((int(line[1]) for line in lines if line[0] == "count"), None)
        said = talk.read_text(encoding="utf-8", errors="replace")
        notes.unlink()
        talk.unlink()
        return Ended(status, [line for line in lines if line[0] != "count"], count, said)
