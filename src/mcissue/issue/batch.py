"""A class of learners: every row is checked first, then all are set aside, signed, written and read back.

The order, and why (DESIGN section 8, threats 9.1):

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
import itertools
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from mcissue.carrier.files import make_folder
from mcissue.errors import LedgerError, McissueError, ProofError, RecordError
from mcissue.formats import Loss
from mcissue.issue._batch_packing import CREDENTIALS, PackedFile, clean, finish_packed, packed_name
from mcissue.issue._batch_pool import in_order
from mcissue.issue._batch_prepare import Preparation
from mcissue.issue._batch_sign import Check, Signing
from mcissue.issue._batch_spool import Spool
from mcissue.issue._batch_values import (
    DoneShard,
    Losses,
    Packing,
    PreparedAward,
    SigningTask,
    StatusPlan,
    Task,
)
from mcissue.issue._ledger_values import Issued, Known, Reservation
from mcissue.issue.controller import DID_DOCUMENTS
from mcissue.issue.course_problems import missing_of_course, problems_of_course, problems_of_elements
from mcissue.issue.identity import FIRST, AwardIdentity, content_digest, credential_id, learner_digest
from mcissue.issue.intake import LearnerRow
from mcissue.issue.issuer import Issuer
from mcissue.issue.ledger import Ledger
from mcissue.issue.outputs import Output, file_name
from mcissue.issue.periods import add_period
from mcissue.issue.results import RowOutcome, RowResult, complaints_of, row_of
from mcissue.issue.statuslists import Places, check_published, publish_lists, status_problem
from mcissue.jsonld.reading import JsonObject, read_json_object
from mcissue.proof.times import format_datetime
from mcissue.record import Course

__all__ = ["Batch", "Check", "Packing", "Plan", "RunResult", "StatusPlan"]

SHARD: Final = 250
"""Rows that go through together, and credentials between two commits: forcing a commit to disk takes longer
than signing a credential."""

_log = logging.getLogger(__name__)

STATUS: Final = "status"
OBJECTS_OF_A_SHARD: Final = 100_000
"""Objects, some 400 for each row, after which Python looks for garbage."""

CANARY: Final = b"mcissue: a signature before the first row"

MAX_PROBLEMS: Final = 1_000
"""Problems of rows that are kept with their words; the others are counted."""

Rows = Iterable[LearnerRow | McissueError]
OnRow = Callable[[RowResult], None]


@dataclass(kw_only=True)
class Plan:
    """What a run will do. Carry it out with `Batch.run`, or `close` it.

    Attributes:
        rows: rows of the learner file.
        signing: awards that will be signed.
        skipped: rows that were issued before.
        taken_back: rows that were issued before, and whose credential is revoked or suspended.
        refused: rows that can't be issued.
        problems: why, the first thousand; a fault of the course stands here too.
        losses: what the formats can't hold of these records, each with the document that lacks it.
        incomplete: ids of mandatory elements that are missing although the run goes ahead.
    """

    rows: int = 0
    signing: int = 0
    skipped: int = 0
    taken_back: int = 0
    refused: int = 0
    problems: list[McissueError] = field(default_factory=list)
    losses: list[tuple[Output, Loss]] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    spool: Spool | None = field(default=None, repr=False)

    def close(self) -> None:
        """Forget what was prepared."""
        if self.spool is not None:
            self.spool.close()
            self.spool = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run did.

    Attributes:
        issued: awards that were signed.
        lists: the status lists, address -> file.
        superseded: credentials that were revoked because another took their place.
    """

    issued: int
    lists: dict[str, Path]
    superseded: int = 0


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
        supersede: whether a changed row is issued anew, and its former credential revoked.
        reissue_revoked: whether a row is issued anew whose credential was revoked or suspended.
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
    outputs: tuple[Output, ...] = (Output.OPEN_BADGES,)
    packing: Packing = Packing.FILES
    supersede: bool = False
    reissue_revoked: bool = False
    verify_all: bool = False
    jobs: int = 1

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
            course=self.course,
            secret=self.ledger.secret,
            now=self.now,
            language=self.language,
            allow_incomplete=self.allow_incomplete,
            excused=frozenset(plan.incomplete),
            indent=self._indent,
        )
        seen: Losses = {}
        for shard in in_order(preparation.prepare, self._tasks(plan, rows, on_row), jobs=self.jobs):
            for row, problem in shard.problems:
                self._refuse(plan, row, problem, on_row)
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

    def _tasks(self, plan: Plan, rows: Rows, on_row: OnRow) -> Iterator[list[Task]]:
        """The rows in shards, with what the ledger knows of them."""
        places = (
            Places(self.ledger, purpose=self.status.purpose, base=self.status.base) if self.status else None
        )
        remaining = iter(rows)
        while shard := list(islice(remaining, SHARD)):
            plan.rows += len(shard)
            good: list[tuple[LearnerRow, str, str]] = []
            for row in shard:
                if isinstance(row, McissueError):
                    self._refuse(plan, row_of(row), row, on_row)
                    continue
                try:
                    ended = self._with_end(row)
                    good.append((ended, self._award(ended), self._content(ended)))
                except McissueError as problem:
                    self._refuse(plan, row.row, problem, on_row)
            known = self.ledger.known([award for _, award, _ in good])
            tasks = []
            for row, award, content in good:
                try:
                    task = self._task(row, award, content, known.get(award), places)
                except LedgerError:
                    # Not this row's fault.
                    raise
                except McissueError as problem:
                    self._refuse(plan, row.row, problem, on_row)
                    continue
                if task.outputs:
                    tasks.append(task)
                    continue
                outcome = RowOutcome.TAKEN_BACK if task.taken_back else RowOutcome.SKIPPED
                plan.taken_back += task.taken_back
                plan.skipped += not task.taken_back
                on_row(RowResult(row=row.row, outcome=outcome, credential=task.reservation.credential))
            yield tasks

    def _task(
        self, row: LearnerRow, award: str, content: str, known: Known | None, places: Places | None
    ) -> Task:
        if known is None:
            reservation = self._reservation(row, award, content, places, FIRST)
            self._refuse_unknown_file(reservation)
            return Task(row=row, reservation=reservation, outputs=self.outputs)
        if known.taken_back is not None:
            return self._reissuing(row, award, content, known, places)
        if known.reservation.content in {content, ""}:
            return Task(
                row=row,
                reservation=known.reservation,
                outputs=tuple(output for output in self.outputs if output not in known.outputs),
                number=known.number,
                replaces=known.replaces,
            )
        if not self._was_signed(known):
            return Task(
                row=row,
                reservation=self._corrected(row, content, known.reservation, places),
                outputs=self.outputs,
                number=known.number,
                corrected=True,
                replaces=known.replaces,
            )
        return self._superseding(row, award, content, known, places)

    def _reissuing(
        self, row: LearnerRow, award: str, content: str, known: Known, places: Places | None
    ) -> Task:
        """What is revoked stays so: it gets no further documents, and a successor only on request."""
        if self.reissue_revoked:
            reservation = self._reservation(row, award, content, places, known.reservation.generation + 1)
            return Task(row=row, reservation=reservation, outputs=self.outputs, replaces=known.number)
        if known.reservation.content not in {content, ""}:
            done = "revoked" if known.taken_back == "revoke" else "suspended"
            credential = known.reservation.credential
            raise RecordError(
                "the learner was issued this course on this date before, with other content, and that "
                f"credential was {done}",
                code="award_revoked",
                detail={"credential": credential},
                mend=f"Leave the row out; or give --reissue-revoked to issue it in place of {credential}.",
            )
        return Task(row=row, reservation=known.reservation, outputs=(), taken_back=True)

    def _superseding(
        self, row: LearnerRow, award: str, content: str, known: Known, places: Places | None
    ) -> Task:
        credential = known.reservation.credential
        if not self.supersede:
            raise self._changed(known)
        problem = status_problem(known, _taking_back(known))
        if problem is not None:
            problem.message = f"{credential} can't be superseded: {problem.message}"
            raise problem
        reservation = self._reservation(row, award, content, places, known.reservation.generation + 1)
        return Task(row=row, reservation=reservation, outputs=self.outputs, replaces=known.number)

    def _changed(self, known: Known) -> RecordError:
        earlier, purpose = known.reservation, self.status.purpose if self.status else None
        message = "the learner was issued this course on this date before, with "
        if earlier.purpose != purpose:
            options = f"--status-purpose {earlier.purpose}" if earlier.purpose else "--no-status"
            message += options
            undo = f"Give {options} as then"
        else:
            message += "other content"
            undo = "Undo the change, be it in the row, the course, the issuer, or an option of the run"
        anew = f"; or give --supersede to issue it anew and {_taking_back(known)} {earlier.credential}"
        return RecordError(
            message,
            code="award_changed",
            detail={"credential": earlier.credential},
            mend=f"{undo}{anew if earlier.purpose else ''}.",
        )

    def _reservation(
        self, row: LearnerRow, award: str, content: str, places: Places | None, generation: int
    ) -> Reservation:
        place = places.choose(award, generation) if places else None
        return Reservation(
            award=award,
            learner=learner_digest(self.ledger.secret, row.key),
            content=content,
            credential=credential_id(self.ledger.secret, award, generation),
            created=format_datetime(self.now),
            row=row.row,
            generation=generation,
            purpose=self.status.purpose if self.status else None,
            list_url=place.list_url if place else None,
            index=place.index if place else None,
        )

    def _corrected(
        self, row: LearnerRow, content: str, earlier: Reservation, places: Places | None
    ) -> Reservation:
        """What was set aside and never signed, with other content; its place stays if it still fits."""
        purpose = self.status.purpose if self.status else None
        if earlier.purpose != purpose:
            return self._reservation(row, earlier.award, content, places, earlier.generation)
        return replace(earlier, content=content, created=format_datetime(self.now), row=row.row)

    def _was_signed(self, known: Known) -> bool:
        """Whether a credential may have left the house: it is noted as issued, or its file is there."""
        return bool(known.outputs) or self._has_file(known.reservation)

    def _has_file(self, reservation: Reservation) -> bool:
        folder = self.out / CREDENTIALS
        return any((folder / file_name(reservation.file, output)).exists() for output in Output)

    def _refuse_unknown_file(self, reservation: Reservation) -> None:
        """A file that the ledger does not know was issued by a later state of it (threats 9.7)."""
        if self._folder_is_used and self._has_file(reservation):
            raise LedgerError(
                f"the file of {reservation.credential} is there already, and the ledger does not know it",
                code="ledger_outdated",
                path=str(self.out / CREDENTIALS),
                mend="The ledger is an old backup, or another one: restore the newest.",
            )

    @cached_property
    def _folder_is_used(self) -> bool:
        return (self.out / CREDENTIALS).is_dir()

    def _refuse(self, plan: Plan, row: int | None, problem: McissueError, on_row: OnRow) -> None:
        """Count a row that can't be issued."""
        plan.refused += 1
        where = f"{self.source}, row {row}"
        if problem.path is None:
            problem.path = where
        elif not problem.path.startswith(self.source) and row is not None and "row" not in problem.detail:
            problem.path = f"{where}: {problem.path}"
        if len(plan.problems) < MAX_PROBLEMS:
            plan.problems.append(problem)
        on_row(RowResult(row=row or 0, outcome=RowOutcome.REFUSED, complaints=complaints_of(problem)))

    # --- Issuing --------------------------------------------------------------------------------------------

    def run(
        self,
        plan: Plan,
        *,
        make_check: Callable[[Mapping[str, Path]], Check],
        on_row: OnRow = lambda _: None,
        on_progress: Callable[[int], None] = lambda _: None,
        despite_problems: bool = False,
    ) -> RunResult:
        """Do what was planned; the plan is used up by it.

        Args:
            plan: a plan of this batch.
            make_check: given the run's status lists, address -> file, gives what judges credentials.
            on_row: told of each row that was issued.
            on_progress: told the number of awards finished so far.
            despite_problems: whether the good rows are issued although others are refused.

        Raises:
            LedgerError: `issue_refused` if the plan has problems; `self_check_failed` if a credential was
                refused by the check: its file is taken away again and the run stops.
            ProofError: the signer failed.
            OSError: the disk is full or the folder can't be written to.
        """
        if plan.spool is None or (plan.problems and not despite_problems):
            raise LedgerError("a plan with problems is not carried out", code="issue_refused")
        with plan.spool:
            unfinished = self.ledger.unfinished_run is not None
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
                check = make_check(lists)
                with _few_collections():
                    superseded = self._sign_all(
                        plan, run, numbers, check=check, on_row=on_row, on_progress=on_progress
                    )
        finish_packed(self.out / CREDENTIALS, self.ledger)
        if superseded:
            lists = self.publish()
        with self.ledger.transaction():
            self.ledger.finish_run()
        _log.info("run %d: %d awards issued, %d superseded", run, plan.signing, superseded)
        return RunResult(issued=plan.signing, lists=lists, superseded=superseded)

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
        """A key that can't sign is noticed before anything is set aside (threats 9.5)."""
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
        check_published(self.ledger, self.out / STATUS)
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
                        self.ledger.correct(award.number, award.reservation)
                numbers.append(
                    self.ledger.reserve([(each.reservation, each.replaces) for each in new], run=run)
                )
        return run, numbers

    def _run_of(self, spool: Spool) -> int:
        """The run that was cut short, if nothing is added to it, else a new one."""
        unfinished = self.ledger.unfinished_run
        if (
            unfinished is not None
            and not (self.out / CREDENTIALS / packed_name(self.packing, unfinished)).exists()
            and all(award.number is not None and not award.corrected for awards in spool for award in awards)
        ):
            return unfinished
        return self.ledger.new_run("issue", at=self.now, course=self.course.id, version=self.course.version)

    def _sign_all(
        self,
        plan: Plan,
        run: int,
        numbers: Sequence[int],
        *,
        check: Check,
        on_row: OnRow,
        on_progress: Callable[[int], None],
    ) -> int:
        assert plan.spool is not None
        folder = self.out / CREDENTIALS
        make_folder(folder)
        packed = self.packing is not Packing.FILES
        signing = Signing(
            signer=self.issuer.signer,
            check=check,
            verify_all=self.verify_all,
            folder=None if packed else folder,
            indent=self._indent,
            source=self.source,
            sealer=self.issuer.sealer,
        )
        target = PackedFile(folder, packed_name(self.packing, run), self.ledger) if packed else None
        superseded = done = 0
        try:
            shards = _signing_tasks(plan.spool, plan.signing)
            results = in_order(signing.sign, shards, jobs=self.jobs)
            # The spool is read a second time for what the processes do not send back.
            for first, awards, result in zip(numbers, plan.spool, results, strict=True):
                superseded += self._note(run, first, awards, result, target)
                done += len({document.place for document in result.documents})
                for row in _row_results(awards, result, folder, target):
                    on_row(row)
                on_progress(done)
                if result.error is not None:
                    raise result.error
        finally:
            if target is not None:
                target.close()
        return superseded

    def _note(
        self,
        run: int,
        first: int,
        awards: Sequence[PreparedAward],
        result: DoneShard,
        target: PackedFile | None,
    ) -> int:
        """Note what is on disk, and take back what it supersedes, in one transaction."""
        fresh = itertools.count(first)
        numbers = [next(fresh) if award.number is None else award.number for award in awards]
        documents = [(numbers[each.place], awards[each.place].reservation, each) for each in result.documents]
        if target is not None:
            issued = target.add(documents)
        else:
            issued = [
                Issued(
                    credential=number, reservation=reservation, output=each.output.value, sha256=each.sha256
                )
                for number, reservation, each in documents
            ]
        _log.debug("run %d: %d documents are on disk", run, len(issued))
        superseded = 0
        with self.ledger.transaction():
            self.ledger.note_issued(issued, run=run)
            for place in sorted({each.place for each in result.documents}):
                old = awards[place].replaces
                if old is not None:
                    superseded += self._take_back(old, run, awards[place].reservation.credential)
        return superseded

    def _take_back(self, number: int, run: int, successor: str) -> int:
        found = self.ledger.find(number=number)
        if not found or self.ledger.status(number) in {"revoke", "suspend"}:
            return 0
        reason = f"superseded by {successor}"
        self.ledger.note_change(number, run=run, verb=_taking_back(found[0]), at=self.now, reason=reason)
        return 1

    # --- Rows and the course --------------------------------------------------------------------------------

    @property
    def _indent(self) -> bool:
        return self.packing is not Packing.JSONL

    def _with_end(self, row: LearnerRow) -> LearnerRow:
        """The row with the end of validity that follows from the course."""
        award = row.award
        if award.valid_until is not None or self.course.valid_for is None:
            return row
        start = award.valid_from or award.awarded
        until = add_period(start, self.course.valid_for)
        return replace(row, award=award.model_copy(update={"valid_until": until}))

    def _award(self, row: LearnerRow) -> str:
        identity = AwardIdentity(
            issuer=self.issuer.organisation.id,
            course=self.course.id,
            version=self.course.version or "",
            learner=row.key,
            awarded=format_datetime(row.award.awarded),
        )
        return identity.digest(self.ledger.secret)

    def _content(self, row: LearnerRow) -> str:
        content = {"award": row.award.to_data(), **self._common_content}
        if row.language is not None:
            content["language"] = row.language
        if (own := row.course_of(self.course)) is not self.course:
            content["course"] = own.to_data()
        return content_digest(self.ledger.secret, content)

    @cached_property
    def _common_content(self) -> dict[str, object]:
        """What all credentials of the run say."""
        shared = json.dumps(
            [self.course.to_data(), self.issuer.organisation.to_data()], ensure_ascii=False, sort_keys=True
        )
        return {
            "shared": sha256(shared.encode("utf-8", "surrogatepass")).hexdigest(),
            "language": self.language,
            "cryptosuite": self.issuer.cryptosuite,
            "purpose": self.status.purpose if self.status else None,
        }


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage in cycles once a shard: rows leave hardly any, and looking takes time."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_OF_A_SHARD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _taking_back(known: Known) -> str:
    return "suspend" if known.reservation.purpose == "suspension" else "revoke"


def _signing_tasks(spool: Spool, total: int) -> Iterator[SigningTask]:
    first = 0
    for awards in spool:
        yield SigningTask(awards=awards, first=first, total=total)
        first += len(awards)


def _row_results(
    awards: Sequence[PreparedAward], result: DoneShard, folder: Path, target: PackedFile | None
) -> Iterator[RowResult]:
    files: dict[int, list[str]] = {}
    for document in result.documents:
        award = awards[document.place]
        name = target.name if target else file_name(award.reservation.file, document.output)
        files.setdefault(document.place, []).append(f"{folder.name}/{name}")
    for place, names in files.items():
        award = awards[place]
        yield RowResult(
            row=award.row,
            outcome=RowOutcome.ISSUED,
            credential=award.reservation.credential,
            files=tuple(dict.fromkeys(names)),
        )
