"""An issuer's desk for the tests of issuing: one small course, a class, a key, and folders to issue into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from mcissue.cli.self_check import self_check
from mcissue.issue.batch import Answers, Batch, Check, Plan, StatusPlan
from mcissue.issue.controller import DID_DOCUMENTS, publish_controller
from mcissue.issue.intake import LearnerRow, read_learners
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.issue.ledger import FOLDER, Ledger
from mcissue.issue.results import RowOutcome, RowResult
from mcissue.proof.keys import PrivateKey
from mcissue.record import Course, Organisation
from mcissue.record.files import read_course, read_issuer

__all__ = [
    "BASE", "INPUTS", "KEY", "NOW", "SECRET", "Desk", "Issued", "course", "organisation", "regraded", "rows", "told", "tree",
]  # fmt: skip

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
    """Every file below a folder, but for the lock, the database, and what a killed run left half made.

    A database's bytes tell the order of what happened to it; `told` says what it holds.
    """
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NO_BYTES and path.suffix != ".part"
    }


NO_BYTES = {"lock", "ledger.db", "ledger.db-wal", "ledger.db-shm"}


def told(folder: Path) -> dict[str, list[Any]]:
    """What the ledger below a folder holds, but for the random salts and what follows from them."""
    note, path = folder / FOLDER / "postgresql", folder / FOLDER / "ledger.db"
    if note.exists():
        engine = create_engine(note.read_text().strip().replace("postgresql:", "postgresql+psycopg:"))
    elif path.exists():
        engine = create_engine(f"sqlite:///{path}")
    else:
        return {}
    found: dict[str, list[Any]] = {}
    with closing(engine.connect()) as database:
        for table, columns in TOLD.items():
            # Numbers of runs are left out: a run that was killed and its successor are two.
            query = text(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
            found[table] = [tuple(row) for row in database.execute(query)]
    engine.dispose()
    return found


ANSWERS = {each.name for each in fields(Answers)}
TOLD = {
    "settings": "name, value",
    "lists": "number, url, purpose, published, sha256",
    "credentials": "number, credential, row, award, generation, learner, email, awarded, content, created, list, place, "
    "replaces, replaced_by, erased",
    "outputs": "credential, output, sha256, start, length",
    "changes": "credential, number, verb, at, reason",
    "answers": "credential, other, at",
    "chain": "kind, subject",
}


@dataclass(frozen=True)
class Issued:
    """What a run did.

    Attributes:
        lists: the status lists by address.
        issued: row and file of each document.
        rows: what became of each row.
    """

    lists: dict[str, Path]
    issued: tuple[tuple[int, Path], ...] = ()
    rows: list[RowResult] = field(default_factory=list)


class Desk:
    """One issuer's folder.

    Attributes:
        out: the folder.
        now: the time of the next run.
        changes: other arguments of `Batch`.
        key: who signs.
        url: where the ledger is kept, if not in the folder.
    """

    def __init__(self, out: Path, *, now: datetime = NOW, **changes: Any) -> None:
        self.out, self.now, self.changes, self.key = out, now, changes, KEY
        self.url: str | None = None

    def ledger(self) -> Ledger:
        """Open the ledger."""
        return Ledger.open(self.out / FOLDER, secret=SECRET, url=self.url)

    def batch(self, ledger: Ledger) -> Batch:
        """The class to issue."""
        issuer = self.changes.get("organisation", organisation())
        suite = self.changes.get("cryptosuite", "eddsa-rdfc-2022")
        answers = {name: value for name, value in self.changes.items() if name in ANSWERS}
        arguments: dict[str, Any] = {
            "course": course(),
            # Tests of the check want every credential judged; others say how many.
            "verify_all": True,
            "answers": Answers(**answers),
            "status": StatusPlan(base=BASE, purpose="revocation", valid_for=timedelta(days=180)),
            **{
                name: value
                for name, value in self.changes.items()
                if name not in {"organisation", "cryptosuite", *ANSWERS}
            },
        }
        return Batch(
            issuer=Issuer(
                organisation=issuer,
                signer=self.key.signer(key_id_for(issuer.id, self.key.public_key)),
                cryptosuite=suite,
            ),
            ledger=ledger,
            out=self.out,
            now=self.now,
            source="learners.csv",
            **arguments,
        )

    def plan(self, learners: Sequence[LearnerRow]) -> Plan:
        """What would be done."""
        with self.ledger() as ledger:
            return self.batch(ledger).plan(learners, rehearsal=True)

    def check(self, lists: Mapping[str, Path]) -> Check:
        """The strict verifier, as the command line hands it in."""
        complete = not self.changes.get("allow_incomplete", False)
        return self_check(did_documents=self.out / DID_DOCUMENTS, lists=lists, at=self.now, complete=complete)

    def issue(
        self,
        learners: Sequence[LearnerRow],
        *,
        make_check: Callable[[Mapping[str, Path]], Check] | None = None,
        **options: Any,
    ) -> Issued:
        """Issue to learners, as `mcissue issue` does."""
        results: list[RowResult] = []
        with self.ledger() as ledger:
            batch = self.batch(ledger)
            plan = batch.plan(learners, on_row=results.append)
            assert options or not plan.problems, plan.problems
            base = batch.status.base if batch.status else None
            if plan.signing:
                ledger.begin(issuer=batch.issuer.organisation.id, status_base=base)
            publish_controller(
                self.out / DID_DOCUMENTS,
                issuer=batch.issuer.organisation.id,
                signer=batch.issuer.signer,
            )
            done = batch.run(plan, make_check=make_check or self.check, on_row=results.append, **options)
        issued = tuple(
            (each.row, self.out / file)
            for each in results
            if each.outcome is RowOutcome.ISSUED
            for file in each.files
        )
        assert done.issued == sum(each.outcome is RowOutcome.ISSUED for each in results)
        return Issued(done.lists, issued, results)
