"""A class of learners: every row is checked first, then all are set aside, signed, written and read back.

The order, and why (DESIGN section 8, docs/threats.md 9.1):

1. every row is turned into a record, its elements counted, its document written: nothing is signed yet;
2. ids and status places are set aside in the ledger, in one transaction;
3. the status lists are signed and written, so that no credential ever points to nothing;
4. each credential is signed, the signature verified, its file written whole and read back from disk;
5. it is noted as issued.

A run that dies anywhere is run again: what was set aside keeps its id, its place and its time, so the bytes
are the same; what was issued is skipped. Rows go through in shards: memory does not grow with their number,
and several processes can work on them.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from mcissue.errors import LedgerError, ProofError
from mcissue.formats.format import Output
from mcissue.formats.open_badges import BADGE
from mcissue.issue.batch.decide import Decision
from mcissue.issue.batch.digests import RowDigests
from mcissue.issue.batch.held import Answers
from mcissue.issue.batch.pack import clean, finish_packed, packed_name
from mcissue.issue.batch.plan import Plan, RunResult
from mcissue.issue.batch.pool import in_order
from mcissue.issue.batch.prepare import Preparation
from mcissue.issue.batch.rows import SHARD, OnRow, RowCount, Rows, tasks_of
from mcissue.issue.batch.sign import Check, Signing
from mcissue.issue.batch.spool import Spool
from mcissue.issue.batch.stop import Stop
from mcissue.issue.batch.values import Losses, Packing, StatusPlan, Task
from mcissue.issue.batch.write import RunWriter
from mcissue.issue.controller import DID_DOCUMENTS
from mcissue.issue.course_problems import missing_of_course, problems_of_course, problems_of_elements
from mcissue.issue.issuer import Issuer
from mcissue.issue.ledger import Ledger, check_published
from mcissue.issue.outputs import CREDENTIALS, STATUS
from mcissue.issue.results import RowOutcome, RowResult
from mcissue.issue.status_lists import Places, publish_lists
from mcissue.jsonld.read import JsonObject, read_json_object
from mcissue.record import Course

__all__ = ["Answers", "Batch", "Check", "Packing", "Plan", "RunResult", "StatusPlan"]

_log = logging.getLogger(__name__)

OBJECTS_OF_A_SHARD: Final = 100_000
"""Objects, some 400 for each row, after which Python looks for garbage."""

CANARY: Final = b"mcissue: a signature before the first row"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One course issued to one class.

    Attributes:
        issuer: who signs.
        course: what was achieved.
        ledger: the issuer's ledger, open.
        out: the folder of the run; credentials go to `credentials/`, lists to `status/`.
        now: the time of the run, whole seconds in UTC: every new proof carries it.
        source: the name of the learner file, for messages.
        course_source: the name of the course file, for messages.
        status: how credentials can be taken back; None if never.
        language: the language to write in; by default the first of the course's title.
        allow_incomplete: whether to sign what lacks mandatory elements.
        outputs: which documents to write of each record.
        packing: a file of each document, or one file of all.
        answers: what the office says about rows whose learner holds something already.
        verify_all: whether each credential goes through the check, and not the first, the last and one in a
            hundred.
        jobs: how many processes prepare and sign.
    """

    issuer: Issuer
    course: Course
    ledger: Ledger
    out: Path
    now: datetime
    source: str
    status: StatusPlan | None
    language: str | None = None
    allow_incomplete: bool = False
    course_source: str = "the course"
    outputs: tuple[Output, ...] = (BADGE,)
    packing: Packing = Packing.FILES
    answers: Answers = field(default_factory=Answers)
    verify_all: bool = False
    jobs: int = 1

    @cached_property
    def _offer(self) -> Course:
        """The course without what is said of issuing it: no credential says that, and none changes by it."""
        return self.course.model_copy(update={"repeatable": False}) if self.course.repeatable else self.course

    # --- Planning -------------------------------------------------------------------------------------------

    def plan(
        self,
        rows: Rows,
        *,
        on_row: OnRow = lambda _: None,
        on_progress: Callable[[int], None] = lambda _: None,
        rehearsal: bool = False,
    ) -> Plan:
        """Check every row and decide what will happen to it; nothing is signed, and nothing noted.

        Args:
            rows: the rows of the learner file; an error stands for a row that can't be read, its number in
                `detail["row"]`.
            on_row: told of rows that are skipped or refused, and in a rehearsal of those that are in order.
            on_progress: told the number of rows looked at so far.
            rehearsal: whether the plan will not be carried out, so that nothing need be kept.

        Raises:
            LedgerError: `clock_behind`.
        """
        self.ledger.check_time(self.now)
        plan = Plan()
        missing = missing_of_course(self.course, self.issuer.organisation)
        plan.incomplete = [element.id for element in missing]
        if missing and not self.allow_incomplete:
            plan.problems += problems_of_elements(missing, source=self.course_source)
            return plan
        plan.problems += problems_of_course(self.course, self.issuer.organisation, source=self.course_source)
        if plan.problems:
            plan.incomplete = []
            return plan
        plan.spool = None if rehearsal else Spool(self.out)
        try:
            with _few_collections():
                self._plan_rows(plan, rows, on_row, on_progress)
        except BaseException:
            plan.close()
            raise
        plan.incomplete = list(dict.fromkeys(plan.incomplete))
        return plan

    def _plan_rows(self, plan: Plan, rows: Rows, on_row: OnRow, on_progress: Callable[[int], None]) -> None:
        preparation = Preparation(
            issuer=self.issuer,
            course=self._offer,
            secret=self.ledger.secret,
            now=self.now,
            language=self.language,
            allow_incomplete=self.allow_incomplete,
            excused=frozenset(plan.incomplete),
            indent=self.indent,
        )
        seen: Losses = {}
        count = RowCount(plan=plan, source=self.source, on_row=on_row)
        for shard in in_order(preparation.prepare, self._tasks(rows, count), jobs=self.jobs):
            for row, problem in shard.problems:
                count.refuse(row, problem)
            for award in shard.awards if plan.spool is None else ():
                result = RowResult(
                    row=award.row, outcome=RowOutcome.READY, credential=award.reservation.credential
                )
                on_row(result)
            if plan.spool is not None and shard.awards:
                plan.spool.add(shard.awards)
            plan.signing += len(shard.awards)
            plan.incomplete += shard.incomplete
            if len(plan.incomplete) > SHARD:
                plan.incomplete = list(dict.fromkeys(plan.incomplete))
            seen.update(shard.losses)
            on_progress(plan.signing + plan.skipped + plan.taken_back + plan.refused)
        _log.info(
            "%d rows: %d to sign, %d skipped, %d taken back since, %d refused",
            plan.rows,
            plan.signing,
            plan.skipped,
            plan.taken_back,
            plan.refused,
        )
        plan.losses = [(output, loss) for (output, *_), loss in seen.items()]

    def _tasks(self, rows: Rows, count: RowCount) -> Iterator[list[Task]]:
        purpose = self.status.purpose if self.status else None
        secret = self.ledger.secret
        return tasks_of(
            rows,
            count=count,
            digests=RowDigests(
                secret=secret,
                issuer=self.issuer,
                course=self._offer,
                language=self.language,
                purpose=purpose,
            ),
            decision=Decision(
                secret=secret,
                now=self.now,
                folder=self.out / CREDENTIALS,
                outputs=self.outputs,
                purpose=purpose,
                places=Places(self.ledger, purpose=self.status.purpose, base=self.status.base)
                if self.status
                else None,
                answers=self.answers,
                repeatable=self.course.repeatable,
                last_erased=self.ledger.awards.last_erased,
            ),
            awards=self.ledger.awards,
        )

    # --- Issuing --------------------------------------------------------------------------------------------

    def run(
        self,
        plan: Plan,
        *,
        make_check: Callable[[Mapping[str, Path]], Check],
        on_row: OnRow = lambda _: None,
        on_progress: Callable[[int], None] = lambda _: None,
        despite_problems: bool = False,
        stop: Stop | None = None,
    ) -> RunResult:
        """Do what was planned; the plan is used up by it.

        Args:
            plan: a plan of this batch.
            make_check: given the run's status lists, address -> file, gives what judges credentials.
            on_row: told of each row that was issued.
            on_progress: told the number of awards finished so far.
            despite_problems: whether the good rows are issued although others are refused.
            stop: asks the run to stop; what is signed by then is noted, and told.

        Raises:
            LedgerError: `issue_refused` if the plan has problems; `run_stopped`; `self_check_failed` if a
                credential was refused by the check: its file is taken away again and the run stops.
            ProofError: the signer failed.
            OSError: the disk is full or the folder can't be written to.
        """
        if plan.spool is None or (plan.problems and not despite_problems):
            raise LedgerError("a plan with problems is not carried out", code="issue_refused")
        with plan.spool:
            unfinished = self.ledger.runs.unfinished is not None
            if not plan.signing and not unfinished:
                return RunResult(issued=0, lists={})
            self._try_signer()
            self._begin()
            if unfinished:
                clean(self.out / CREDENTIALS)
            run, numbers = self._reserve(plan.spool)
            lists = self.publish()
            superseded = 0
            if plan.signing:
                writer = self._writer(run, make_check(lists), stop or Stop())
                with _few_collections():
                    superseded = writer.sign_all(
                        plan.spool, numbers, total=plan.signing, on_row=on_row, on_progress=on_progress
                    )
        finish_packed(self.out / CREDENTIALS, self.ledger)
        if superseded:
            lists = self.publish()
        with self.ledger.transaction():
            self.ledger.runs.finish()
        _log.info("run %d: %d awards issued, %d superseded", run, plan.signing, superseded)
        return RunResult(issued=plan.signing, lists=lists, superseded=superseded)

    def _writer(self, run: int, check: Check, stop: Stop) -> RunWriter:
        folder = self.out / CREDENTIALS
        return RunWriter(
            ledger=self.ledger,
            run=run,
            now=self.now,
            folder=folder,
            packing=self.packing,
            signing=Signing(
                signer=self.issuer.signer,
                check=check,
                verify_all=self.verify_all,
                folder=folder if self.packing is Packing.FILES else None,
                indent=self.indent,
                source=self.source,
                sealer=self.issuer.sealer,
                stop=stop,
            ),
            jobs=self.jobs,
        )

    def publish(self) -> dict[str, Path]:
        """Sign and write the status lists of the issuer's ledger."""
        if self.status is None:
            return {}
        return publish_lists(
            self.ledger,
            folder=self.out / STATUS,
            issuer=self.issuer.organisation.id,
            at=self.now,
            valid_until=self.now + self.status.valid_for,
            ttl=None,
            sign=self._sign_list,
        )

    def _sign_list(self, document: JsonObject) -> JsonObject:
        return read_json_object(self.issuer.sign(document, created=self.now))

    def _try_signer(self) -> None:
        """A key that can't sign is noticed before anything is set aside (docs/threats.md 9.5)."""
        signer = self.issuer.signer
        if not signer.public_key.verify(signer.sign(CANARY), CANARY):
            raise ProofError(
                "the signer's answer is not a signature by its own key",
                code="signer_broken",
                mend="Check the key's identifier and the state of the hardware; nothing was signed.",
            )

    def _begin(self) -> None:
        base = self.status.base if self.status else None
        self.ledger.begin(issuer=self.issuer.organisation.id, status_base=base)
        accepted = self.ledger.runs.accepted()
        check_published(self.ledger.status.lists(), self.out / STATUS, accepted=accepted)
        clean(self.out / DID_DOCUMENTS)

    def _reserve(self, spool: Spool) -> tuple[int, list[int]]:
        """Set all new awards aside, all or none; gives the run, and for each shard its first new number."""
        numbers: list[int] = []
        with self.ledger.transaction():
            run = self._run_of(spool)
            for awards in spool:
                new = [award for award in awards if award.number is None]
                for award in awards:
                    if award.corrected:
                        self.ledger.awards.correct(award.number, award.reserved, at=self.now)
                reserved = [award.reserved for award in new]
                numbers.append(self.ledger.awards.reserve(reserved, run=run, at=self.now))
        return run, numbers

    def _run_of(self, spool: Spool) -> int:
        """The run that was cut short, if nothing is added to it, else a new one."""
        unfinished = self.ledger.runs.unfinished
        if (
            unfinished is not None
            and not (self.out / CREDENTIALS / packed_name(self.packing, unfinished)).exists()
            and all(award.number is not None and not award.corrected for awards in spool for award in awards)
        ):
            return unfinished
        return self.ledger.runs.new("issue", at=self.now, course=self.course.id, version=self.course.version)

    @property
    def indent(self) -> bool:
        """Whether documents are written for people to read; a line of JSONL is one line."""
        return self.packing is not Packing.JSONL


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage in cycles once a shard: rows leave hardly any, and looking takes time."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_OF_A_SHARD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
