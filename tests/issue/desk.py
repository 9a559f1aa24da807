"""An issuer's desk for the tests of issuing: one small course, a class, a key, and folders to issue into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from mcissue.cli._self_check import self_check
from mcissue.issue.batch import Batch, Check, Plan, RunResult, StatusPlan
from mcissue.issue.controller import DID_DOCUMENTS, publish_controller
from mcissue.issue.intake import LearnerRow, read_learners
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.issue.runfile import RunFile
from mcissue.proof.keys import PrivateKey
from mcissue.record import Course, Organisation
from mcissue.record.files import read_course, read_issuer

__all__ = ["BASE", "INPUTS", "KEY", "NOW", "SECRET", "Desk", "course", "organisation", "rows", "tree"]

INPUTS = Path(__file__).resolve().parents[2] / "samples" / "inputs"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SECRET = bytes(range(32))
KEY = PrivateKey.from_seed(b"the issuing desk of these tests!")
BASE = "https://status.kymi.example/"


@lru_cache(maxsize=1)
def course() -> Course:
    return read_course(INPUTS / "courses" / "research-data.yaml")


@lru_cache(maxsize=1)
def organisation() -> Organisation:
    return read_issuer(INPUTS / "issuers" / "kymi.yaml")


@lru_cache(maxsize=1)
def _all_rows() -> tuple[LearnerRow, ...]:
    learners = INPUTS / "learners" / "research-data.csv"
    return read_learners(learners, language="fi", award_date="2026-06-15").rows


def rows(count: int = 3) -> tuple[LearnerRow, ...]:
    """The first learners of the sample class."""
    return _all_rows()[:count]


def regraded(row: LearnerRow, grade: str) -> LearnerRow:
    """The same learner with another grade."""
    assert row.award.grade is not None
    award = row.award.model_copy(update={"grade": row.award.grade.model_copy(update={"value": grade})})
    return replace(row, award=award)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the lock and what a killed run left of files that it had begun."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and path.suffix != ".part"
    }


class Desk:
    """One issuer's folder.

    Attributes:
        out: the folder.
        now: the time of the next run.
        changes: other arguments of `Batch`.
        key: who signs.
    """

    def __init__(self, out: Path, *, now: datetime = NOW, **changes: Any) -> None:
        self.out, self.now, self.changes, self.key = out, now, changes, KEY

    def books(self) -> RunFile:
        """Open the books."""
        return RunFile.open(self.out / "books", secret=SECRET)

    def batch(self, books: RunFile) -> Batch:
        """The class to issue."""
        issuer = self.changes.get("organisation", organisation())
        suite = self.changes.get("cryptosuite", "eddsa-rdfc-2022")
        arguments: dict[str, Any] = {
            "course": course(),
            "status": StatusPlan(base=BASE, purpose="revocation", valid_for=timedelta(days=180)),
            **{
                name: value
                for name, value in self.changes.items()
                if name not in {"organisation", "cryptosuite"}
            },
        }
        return Batch(
            issuer=Issuer(
                organisation=issuer,
                signer=self.key.signer(key_id_for(issuer.id, self.key.public_key)),
                cryptosuite=suite,
            ),
            run_file=books,
            out=self.out,
            now=self.now,
            source="learners.csv",
            **arguments,
        )

    def plan(self, learners: Sequence[LearnerRow]) -> Plan:
        """What would be done."""
        with self.books() as books:
            return self.batch(books).plan(learners)

    def check(self, lists: Mapping[str, Path]) -> Check:
        """The strict verifier, as the command line hands it in."""
        complete = not self.changes.get("allow_incomplete", False)
        return self_check(did_documents=self.out / DID_DOCUMENTS, lists=lists, at=self.now, complete=complete)

    def issue(
        self,
        learners: Sequence[LearnerRow],
        *,
        make_check: Callable[[Mapping[str, Path]], Check] | None = None,
    ) -> RunResult:
        """Issue to learners, as `mcissue issue` does."""
        with self.books() as books:
            batch = self.batch(books)
            plan = batch.plan(learners)
            assert not plan.problems, plan.problems
            base = batch.status.base if batch.status else None
            books.begin(issuer=batch.issuer.organisation.id, status_base=base)
            publish_controller(
                self.out / DID_DOCUMENTS,
                issuer=batch.issuer.organisation.id,
                signer=batch.issuer.signer,
            )
            return batch.run(plan, make_check=make_check or self.check)
