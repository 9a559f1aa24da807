"""One Node process per context source, kept for the session: a batch of jobs in, a batch of answers out."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent

# A batch that takes longer hangs: 2,000 canonicalizations take some ten seconds here.
TIMEOUT = 120.0


class Node:
    """Digital Bazaar's libraries behind a pipe.

    Args:
        contexts: address -> file, the only contexts that Node will see.
    """

    def __init__(self, contexts: Mapping[str, Path]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mcissue-interop-")
        self._said = Path(self._folder.name, "stderr")
        index = Path(self._folder.name, "contexts.json")
        index.write_text(json.dumps({url: str(path) for url, path in contexts.items()}), encoding="utf-8")
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [shutil.which("node") or "node", "worker.mjs", str(index)],
                cwd=FOLDER,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                encoding="utf-8",
            )

    def ask_all(self, op: str, jobs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Run jobs of one kind, in order. A job that throws is answered `{"refused": [messages]}`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        batch = json.dumps([{**job, "op": op} for job in jobs])
        watch = threading.Timer(TIMEOUT, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(batch + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watch.cancel()
        if not line:
            said = self._said.read_text(encoding="utf-8", errors="replace")
            raise AssertionError(f"Node gave no answer to a batch of {op}; it said:\n{said[-2000:]}")
        answers: list[dict[str, Any]] = json.loads(line)
        assert len(answers) == len(jobs)
        return answers

    def ask(self, op: str, **job: Any) -> dict[str, Any]:
        """Run one job."""
        return self.ask_all(op, [job])[0]

    def close(self) -> None:
        """End the process and remove its files."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()
