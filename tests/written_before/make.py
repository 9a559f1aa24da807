"""Makes `COMMIT.tar.xz`: what mcissue of an earlier commit wrote. Run it with that commit's own environment.

    /path/to/checkout/.venv/bin/python tests/written_before/make.py /path/to/checkout a371085.tar.xz

The archive is made once for a commit and never again: its secrets and its times are what they are.
"""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import tempfile
from contextlib import ExitStack, redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

START = datetime(2026, 6, 20, 12, tzinfo=UTC)
BASE = "https://status.kymi.example/"
LEARNERS = (
    "learner_id,full_name,grade\n1,Aino Väisänen-O'Hara,5\n2,Åke Öström,4\n3,李 小龍,3\n4,Ó Séaghdha,2\n"
)


class Killed(BaseException):
    """The process is gone."""


def mcissue(hours: int, *words: object) -> None:
    """Run a command so many hours after the start."""
    now = START + timedelta(hours=hours)
    clock = mock.Mock(wraps=datetime)
    clock.now.return_value = now
    with ExitStack() as stack:
        for name in ("issue", "status", "ledger"):
            stack.enter_context(mock.patch.object(import_module(f"mcissue.cli.{name}"), "datetime", clock))
        stack.enter_context(redirect_stdout(sys.stderr))
        stack.enter_context(suppress(SystemExit))
        import_module("mcissue.cli").main([str(word) for word in words])


def issue(hours: int, out: str, *more: object) -> None:
    """Issue the class into a folder."""
    mcissue(
        hours, "issue", "course.yaml", "learners.csv", "--issuer", "issuer.yaml", "--key", "key.pem",
        "--award-date", "2026-06-15", "--out", out, *more,
    )  # fmt: skip


def office() -> None:
    """A folder with every state that a ledger knows: issued, revoked, superseded and erased."""
    status = ("--status-base", BASE, "--format", "both")
    issue(0, "issued", *status)
    table = Path("learners.csv")
    table.write_text(LEARNERS.replace("Öström,4", "Öström,5"), encoding="utf-8")
    issue(1, "issued", *status, "--supersede")
    mcissue(2, "status", "revoke", "issued", "--learner", "1", "--reason", "issued in error")
    mcissue(3, "ledger", "erase", "issued", "--learner", "3", "--yes")
    mcissue(
        4, "status", "publish", "issued", "--issuer", "issuer.yaml", "--key", "key.pem", "--list-days", "7500"
    )


def packed() -> None:
    """A folder with one file of all documents, that can't be revoked."""
    issue(0, "packed", "--no-status", "--output", "jsonl", "--format", "openbadges")


def cut_short() -> None:
    """A folder whose run was killed: everything is set aside, one credential has its file, nothing is noted."""
    signing = import_module(SIGNING).Signing
    document, calls = signing._document, []

    def dying(self: Any, *words: Any, **options: Any) -> Any:
        calls.append(words)
        if len(calls) > 1:
            raise Killed
        return document(self, *words, **options)

    with mock.patch.object(signing, "_document", dying), suppress(Killed):
        issue(0, "cut-short", "--status-base", BASE, "--format", "openbadges")


SIGNING = "mcissue.issue._batch_sign"
"""Where that commit signs."""


def registry(samples: Path) -> None:
    """A signed registry, and what a verifier remembers once it has seen it and a status list."""
    for name in ("registry.json", "operator.multikey"):
        shutil.copy(samples / name, name)
    shutil.copytree(samples / "did-documents", "did-documents")
    shutil.copytree(samples / "status", "status")
    shutil.copy(next((samples / "credentials" / "research-data").glob("*.json")), "credential.json")
    os.environ["MCISSUE_STATE_DIR"] = "state"
    mcissue(
        0, "verify", "credential.json", "--registry", "registry.json", "--trust-operator", "operator.multikey",
        "--allow-test-registry", "--did-documents", "did-documents", "--status-lists", "status",
        "--at", "2026-07-02T12:00:00Z",
    )  # fmt: skip


def main(checkout: Path, target: Path) -> None:
    """Make everything in a folder of its own, and pack it."""
    inputs = checkout / "samples" / "inputs"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        shutil.copy(inputs / "courses" / "research-data.yaml", "course.yaml")
        shutil.copy(inputs / "issuers" / "kymi.yaml", "issuer.yaml")
        Path("learners.csv").write_text(LEARNERS, encoding="utf-8")
        keys, files = import_module("mcissue.proof.keys"), import_module("mcissue.proof.keyfile")
        key = keys.PrivateKey.from_seed(b"the office of an earlier mcissue")
        files.write_private_key(Path("key.pem"), key, passphrase=None, insecure_plain=True)
        packed()
        cut_short()
        office()
        registry(checkout / "samples")
        with tarfile.open(target, "w:xz") as archive:
            for path in sorted(Path().iterdir()):
                archive.add(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
