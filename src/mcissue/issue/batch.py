"""A class of learners: every row is checked first, then all are set aside, signed, written and read back.

The order, and why (DESIGN section 8, threats 9.1):

1. every row is turned into a record, its elements counted, its document written: nothing is signed yet;
2. ids and status places are set aside in the run file, forced to disk;
3. the status lists are signed and written, so that no credential ever points to nothing;
4. each credential is signed, written whole, read back from disk and given to the issuer's check;
5. it is noted as issued.

A run that dies anywhere is run again: what was set aside keeps its id, its place and its time, so the bytes
are the same; what was issued is skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mcissue.annex import Element, elements_of_course, elements_of_record, missing_mandatory
from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import LedgerError, McissueError, RecordError
from mcissue.formats import Loss
from mcissue.issue.identity import AwardIdentity, content_digest, credential_id, node_ids
from mcissue.issue.intake import LearnerRow
from mcissue.issue.issuer import Draft, Issuer
from mcissue.issue.outputs import SIGNED, Output, file_name
from mcissue.issue.periods import add_period
from mcissue.issue.runfile import Reservation, RunFile
from mcissue.issue.statuslists import choose_place, publish_lists
from mcissue.jsonld.batch_plan import BatchForms
from mcissue.jsonld.reading import JsonObject, read_json_object, write_json
from mcissue.proof.times import format_datetime, parse_datetime
from mcissue.record import Course, Record
from mcissue.status.entry import StatusEntry

__all__ = ["Batch", "Check", "Plan", "PlannedAward", "RunResult", "StatusPlan"]

Check = Callable[[bytes], str | None]
"""Judges a credential by its bytes on disk: what is wrong, or None. The command line gives the verifier."""

COMMIT_EVERY = 100
"""Credentials between two notes in the run file: forcing a note to disk takes longer than signing."""

CREDENTIALS = "credentials"
STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlan:
    """How credentials of a run can be taken back.

    Attributes:
        base: the https address under which the lists will be published, ending in a slash.
        purpose: `revocation` (final) or `suspension`.
        valid_for: how long a published list may be used before it must be published again.
    """

    base: str
    purpose: str
    valid_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAward:
    """One row that can be issued.

    Attributes:
        row: the row of the learner file.
        reservation: its id, file and status place.
        drafts: the unsigned documents of it that are not issued yet.
        known: whether it was set aside by an earlier run.
    """

    row: int
    reservation: Reservation
    drafts: tuple[Draft, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will do.

    Attributes:
        awards: what will be signed.
        skipped: rows that were issued before, with their credential's id.
        problems: rows that can't be issued, and why. A run signs nothing while there is one.
        losses: what the formats can't hold of these records, each with the document that lacks it.
        incomplete: ids of mandatory elements that are missing although the run goes ahead.
    """

    awards: tuple[PlannedAward, ...]
    skipped: tuple[tuple[int, str], ...]
    problems: tuple[McissueError, ...]
    losses: tuple[tuple[Output, Loss], ...]
    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run did: row and file of each document, and the status lists by address."""

    issued: tuple[tuple[int, Path], ...]
    lists: dict[str, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One course issued to one class.

    Attributes:
        issuer: who signs.
        course: what was achieved.
        run_file: the issuer's books, open.
        out: the folder of the run; credentials go to `credentials/`, lists to `status/`.
        now: the time of the run, whole seconds in UTC: every new proof carries it.
        source: the name of the learner file, for messages.
        course_source: the name of the course file, for messages.
        status: how credentials can be taken back; None if never.
        language: the language to write in; by default the first of the course's title.
        allow_incomplete: whether to sign what lacks mandatory elements.
        outputs: which documents to write of each record.
    """

    issuer: Issuer
    course: Course
    run_file: RunFile
    out: Path
    now: datetime
    source: str
    status: StatusPlan | None
    language: str | None = None
    allow_incomplete: bool = False
    course_source: str = "the course"
    outputs: tuple[Output, ...] = (Output.OPEN_BADGES,)

    def plan(self, rows: Sequence[LearnerRow]) -> Plan:
        """Check every row and decide what will happen to it; nothing is signed or written.

        Args:
            rows: the good rows of the learner file.
        """
        awards: list[PlannedAward] = []
        skipped: list[tuple[int, str]] = []
        problems: list[McissueError] = []
        places: set[tuple[str, int]] = set()
        incomplete = [element.id for element in self._missing_of_course()]
        if incomplete and not self.allow_incomplete:
            problems.extend(self._course_problems())
            return Plan(
                awards=(), skipped=(), problems=tuple(problems), losses=(), incomplete=tuple(incomplete)
            )
        if self.course.lacks_mandate(self.issuer.organisation):
            return Plan(awards=(), skipped=(), problems=(self._mandate_problem(),), losses=(), incomplete=())
        for row in rows:
            try:
                planned = self._plan_row(row, places, incomplete)
            except McissueError as error:
                error.path = f"{self.source}, row {row.row}" if error.path is None else error.path
                if not error.path.startswith(self.source):
                    error.path = f"{self.source}, row {row.row}: {error.path}"
                problems.append(error)
                continue
            reservation = planned.reservation
            if not planned.drafts:
                skipped.append((row.row, reservation.credential))
            else:
                awards.append(planned)
        losses = {
            (draft.output, str(loss)): (draft.output, loss)
            for planned in awards
            for draft in planned.drafts
            for loss in draft.losses
        }
        return Plan(
            awards=tuple(awards),
            skipped=tuple(skipped),
            problems=tuple(problems),
            losses=tuple(losses.values()),
            incomplete=tuple(dict.fromkeys(incomplete)),
        )

    def run(
        self,
        plan: Plan,
        *,
        make_check: Callable[[Mapping[str, Path]], Check],
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> RunResult:
        """Do what was planned.

        Args:
            plan: a plan of this batch without problems.
            make_check: given the run's status lists, address -> file, gives what judges each credential.
            on_progress: told the number of credentials finished so far.

        Raises:
            LedgerError: `issue_refused` if the plan has problems; `self_check_failed` if a credential was
                refused by the check: its file is taken away again and the run stops.
            ProofError: the signer failed.
            OSError: the disk is full or the folder can't be written to.
        """
        if plan.problems:
            raise LedgerError("a plan with problems is not carried out", code="issue_refused")
        if not plan.awards:
            return RunResult(issued=(), lists={})
        self.run_file.append(
            {"entry": "reserved", **asdict(planned.reservation)}
            for planned in plan.awards
            if not planned.known
        )
        lists = self.publish()
        check = make_check(lists)
        make_folder(self.out / CREDENTIALS)
        # What all credentials of the course share is canonicalized once.
        forms = BatchForms(self.issuer.contexts)
        done: list[tuple[int, Path]] = []
        for start in range(0, len(plan.awards), COMMIT_EVERY):
            notes = []
            try:
                for number, planned in enumerate(plan.awards[start : start + COMMIT_EVERY], start + 1):
                    for draft in planned.drafts:
                        path = self.out / CREDENTIALS / file_name(planned.reservation.file, draft.output)
                        data = self._issue(planned, draft, path, check, forms)
                        notes.append(_note(planned.reservation.credential, draft.output, data))
                        done.append((planned.row, path))
                    on_progress(number)
            finally:
                # Also where one fails: those before it are issued.
                self.run_file.append(notes)
        return RunResult(issued=tuple(done), lists=lists)

    def publish(self) -> dict[str, Path]:
        """Sign and write the status lists of the issuer's books."""
        if self.status is None:
            return {}
        return publish_lists(
            self.run_file,
            folder=self.out / STATUS,
            issuer=self.issuer.organisation.id,
            at=self.now,
            valid_until=self.now + self.status.valid_for,
            ttl=None,
            sign=self._sign_list,
        )

    def _sign_list(self, document: JsonObject) -> JsonObject:
        return read_json_object(self.issuer.sign(document, created=self.now))

    def _issue(
        self, planned: PlannedAward, draft: Draft, path: Path, check: Check, forms: BatchForms
    ) -> bytes:
        if draft.output not in SIGNED:
            write_whole(path, write_json(draft.document))
            return path.read_bytes()
        created = parse_datetime(planned.reservation.created)
        signed = self.issuer.sign(
            draft.document,
            created=created,
            canonical=forms.canonical_form,
            as_array=draft.output is Output.OPEN_BADGES,
        )
        write_whole(path, signed)
        data = path.read_bytes()
        complaint = check(data)
        if complaint is not None:
            path.unlink()
            raise LedgerError(
                f"the credential was signed but does not pass our own verifier: {complaint}",
                code="self_check_failed",
                path=f"{self.source}, row {planned.row}",
                mend="Nothing is lost: mend the cause and run again.",
            )
        return data

    def _plan_row(self, row: LearnerRow, places: set[tuple[str, int]], incomplete: list[str]) -> PlannedAward:
        record = self._record(row)
        self._check_times(record)
        missing = [
            element
            for element in missing_mandatory(elements_of_record(record))
            if element.id not in incomplete
        ]
        if missing and not self.allow_incomplete:
            raise RecordError(
                f"incomplete: {'; '.join(element.title for element in missing)}",
                code="record_incomplete",
                mend=" ".join(element.mend for element in missing),
            )
        incomplete.extend(element.id for element in missing)
        award = self._identity(row).digest(self.run_file.secret)
        content = content_digest(self.run_file.secret, self._content(record))
        known = self.run_file.reservations.get(award)
        if known is not None and known.content != content:
            if self._was_signed(known):
                raise RecordError(
                    "the learner was issued this course on this date before, with other content",
                    code="award_changed",
                    detail={"credential": known.credential},
                    mend=f"Undo the change, or revoke {known.credential} and use another award date.",
                )
            known = None
        reservation = known or self._reserve(award, content, places)
        record = record.model_copy(update={"credential_id": reservation.credential})
        drafts = tuple(
            self.issuer.draft(
                record,
                status=_entry(reservation),
                node_id=node_ids(self.run_file.secret, award),
                created=parse_datetime(reservation.created),
                output=output,
            )
            for output in self.outputs
            if output not in self.run_file.outputs.get(reservation.credential, ())
        )
        return PlannedAward(row=row.row, reservation=reservation, drafts=drafts, known=known is not None)

    def _record(self, row: LearnerRow) -> Record:
        award = row.award
        if award.valid_until is None and self.course.valid_for is not None:
            start = award.valid_from or award.awarded
            award = award.model_copy(update={"valid_until": add_period(start, self.course.valid_for)})
        return Record(
            issuer=self.issuer.organisation, course=self.course, award=award, language=self.language
        )

    def _check_times(self, record: Record) -> None:
        if record.award.awarded > self.now:
            raise RecordError(
                f"the award date {record.award.awarded:%Y-%m-%d} is in the future",
                code="award_date_in_future",
                detail={"now": format_datetime(self.now)},
                mend="Issue on or after the award date, or correct it.",
            )

    def _identity(self, row: LearnerRow) -> AwardIdentity:
        return AwardIdentity(
            issuer=self.issuer.organisation.id,
            course=self.course.id,
            version=self.course.version or "",
            learner=row.key,
            awarded=format_datetime(row.award.awarded),
        )

    def _content(self, record: Record) -> dict[str, object]:
        purpose = self.status.purpose if self.status else None
        return {"record": record.to_data(), "cryptosuite": self.issuer.cryptosuite, "purpose": purpose}

    def _was_signed(self, known: Reservation) -> bool:
        """Whether a credential may have left the house: it is noted as issued, or its file is there."""
        files = [self.out / CREDENTIALS / file_name(known.file, output) for output in Output]
        return known.credential in self.run_file.issued or any(file.exists() for file in files)

    def _reserve(self, award: str, content: str, places: set[tuple[str, int]]) -> Reservation:
        identifier = credential_id(self.run_file.secret, award)
        place = None
        if self.status is not None:
            place = choose_place(
                self.run_file,
                award=award,
                purpose=self.status.purpose,
                base=self.status.base,
                also_taken=places,
            )
            places.add((place.list_url, place.index))
        return Reservation(
            award=award,
            content=content,
            credential=identifier,
            file=f"{identifier.removeprefix('urn:uuid:')}.json",
            created=format_datetime(self.now),
            purpose=self.status.purpose if self.status else None,
            list_url=place.list_url if place else None,
            index=place.index if place else None,
        )

    def _missing_of_course(self) -> list[Element]:
        return list(missing_mandatory(elements_of_course(self.course, self.issuer.organisation)))

    def _mandate_problem(self) -> RecordError:
        return RecordError(
            f"{self.issuer.organisation.legal_name.best()} is none of the course's awarding bodies, and no "
            "mandate says by what right it signs for them",
            code="mandate_missing",
            path=f"{self.course_source}: mandate",
            mend="Add mandate: to the course, or the issuer to its awarding_bodies.",
        )

    def _course_problems(self) -> list[McissueError]:
        return [
            RecordError(
                f"the course lacks a mandatory element: {element.title}",
                code="record_incomplete",
                path=self.course_source,
                # In the course's own file its fields stand at the top.
                mend=element.mend.replace("course.", ""),
                detail={"element": element.id},
            )
            for element in self._missing_of_course()
        ]


def _note(credential: str, output: Output, data: bytes) -> dict[str, str]:
    """What the books say of a document that is on disk."""
    digest = hashlib.sha256(data).hexdigest()
    return {"entry": "issued", "credential": credential, "output": output.value, "sha256": digest}


def _entry(reservation: Reservation) -> StatusEntry | None:
    if reservation.list_url is None or reservation.index is None or reservation.purpose is None:
        return None
    return StatusEntry(purpose=reservation.purpose, index=reservation.index, list_url=reservation.list_url)
