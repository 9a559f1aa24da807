"""A credential office at the command line: a folder with a course, a class, an issuer and its key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.running import Ran, run
from tests.issue.desk import INPUTS, told, tree

from mcissue.proof.keys import PrivateKey
from mcissue.proof.stores.pem import write_private_key

__all__ = ["BASE", "ISSUER", "KEY", "OTHER", "Office"]

KEY = PrivateKey.from_seed(b"the key of the credential office")
OTHER = PrivateKey.from_seed(b"the key of the office next door!")
ISSUER = "did:web:kymi.example"
BASE = "https://status.kymi.example/"

LEARNERS = "learner_id,full_name,grade\n1,Aino Väisänen-O'Hara,5\n2,Åke Öström,4\n3,李 小龍,3\n"


class Office:
    """The office's folder.

    Attributes:
        folder: where everything lies.
        course: the course file.
        issuer: the issuer file.
        learners: the learner file.
        key: the key file.
        out: where it issues to.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.course, self.issuer = folder / "course.yaml", folder / "issuer.yaml"
        self.learners, self.key, self.out = folder / "learners.csv", folder / "key.pem", folder / "issued"
        self.course.write_bytes((INPUTS / "courses" / "research-data.yaml").read_bytes())
        self.issuer.write_bytes((INPUTS / "issuers" / "kymi.yaml").read_bytes())
        self.learners.write_text(LEARNERS, encoding="utf-8")
        write_private_key(self.key, KEY, passphrase=None, insecure_plain=True)

    def words(self, *more: object) -> list[object]:
        """A whole `mcissue issue`, with `more` at its end."""
        usual = [
            "issue", self.course, self.learners, "--issuer", self.issuer, "--key", self.key,
            "--award-date", "2026-06-15", "--status-base", BASE, "--out", self.out,
        ]  # fmt: skip
        # One file of each award, so that files can be counted as learners; tests of formats say their own.
        return [*usual, "--format", "openbadges", *more]

    def issue(self, *more: object, **environment: str) -> Ran:
        """Run it."""
        return run(*self.words(*more), **environment)

    def issued(self, *more: object) -> list[Path]:
        """Run it and expect it to succeed."""
        ran = self.issue(*more)
        assert ran.status == 0, ran.err
        return [Path(line) for line in ran.lines]

    def refused(self, *more: object) -> str:
        """Run it, and expect one message, status 2, nothing on standard output, and nothing on disk."""
        before, ledger = tree(self.folder), told(self.out)
        ran = self.issue(*more)
        assert (ran.status, ran.out) == (2, ""), ran
        after = tree(self.folder)
        assert after == before
        assert told(self.out) == ledger
        return ran.err

    def edit(self, path: Path, old: str, new: str) -> None:
        """Change a text in a file by hand."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def verify(self, *files: object, policy: str = "authentic") -> tuple[int, list[dict[str, Any]]]:
        """Verify with what the office publishes."""
        ran = run(
            "verify", *files, "--policy", policy, "--format", "json",
            "--did-documents", self.out / "did-documents", "--status-lists", self.out / "status",
        )  # fmt: skip
        text = ran.out if len(files) > 1 else json.dumps(json.loads(ran.out))
        return ran.status, [json.loads(line) for line in text.splitlines()]
