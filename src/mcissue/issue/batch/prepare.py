"""From a row to documents that lack nothing but a signature."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mcissue.annex import Element, elements_of_record, missing_mandatory
from mcissue.errors import McissueError, RecordError
from mcissue.formats.format import Output, Securing
from mcissue.formats.shared_parts import SharedParts
from mcissue.issue.batch.values import Losses, PreparedAward, PreparedDocument, PreparedShard, Task
from mcissue.issue.envelopes import token_text
from mcissue.issue.identity import node_ids
from mcissue.issue.intake import LearnerRow
from mcissue.issue.issuer import Issuer, UnsignedDocument
from mcissue.issue.ledger import Reservation
from mcissue.jsonld.batch.plan import BatchForms
from mcissue.jsonld.batch.texts import BatchTexts, BuiltText
from mcissue.jsonld.read import JsonObject
from mcissue.record import Award, Course, Learner, Record
from mcissue.record.plausibility import require_plausible
from mcissue.status.entry import StatusEntry
from mcissue.words import format_datetime, parse_datetime

__all__ = ["Preparation"]

MAX_KINDS: Final = 1_000
"""Kinds of awards, by what is filled in, whose elements are remembered."""

_FIELDS_OF_AWARD: Final = tuple(Award.model_fields)
_FIELDS_OF_LEARNER: Final = tuple(Learner.model_fields)


@dataclass(slots=True, kw_only=True)
class Preparation:
    """Prepares the rows of one course.

    Attributes:
        issuer: who will sign.
        course: what was achieved.
        secret: the ledger's secret.
        now: the time of the run.
        language: the language to write in.
        allow_incomplete: whether to sign what lacks mandatory elements.
        excused: ids of the elements that the course lacks by the issuer's own wish.
        indent: whether documents are written as files are, else as compact lines.
    """

    issuer: Issuer
    course: Course
    secret: bytes = field(repr=False)
    now: datetime
    language: str | None
    allow_incomplete: bool
    excused: frozenset[str]
    indent: bool
    _forms: BatchForms = field(init=False)
    _shared: SharedParts = field(init=False, default_factory=SharedParts)
    _missing: dict[Hashable, tuple[Element, ...]] = field(init=False, default_factory=dict)
    _texts: dict[Output, BatchTexts] = field(init=False, default_factory=dict)
    _options: dict[tuple[Output, str], JsonObject] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin without any plan: the first documents teach it."""
        self._forms = BatchForms(self.issuer.contexts)

    def prepare(self, tasks: Sequence[Task]) -> PreparedShard:
        """Prepare some rows; a row that can't be issued does not stop the others.

        Args:
            tasks: what to write of each row.
        """
        shard = PreparedShard(awards=[], problems=[], losses={}, incomplete=[])
        for task in tasks:
            try:
                documents = tuple(self._documents(task, shard))
            except McissueError as error:
                shard.problems.append((task.row.row, error))
                continue
            award = PreparedAward(
                task.row.row,
                task.reservation,
                task.number,
                task.corrected,
                task.replaces,
                documents,
                task.others,
            )
            shard.awards.append(award)
        return shard

    def _documents(self, task: Task, shard: PreparedShard) -> list[PreparedDocument]:
        record = self._record(task.row)
        if record.award.awarded > self.now:
            raise RecordError(
                f"the award date {record.award.awarded.date()} is in the future",
                code="award_date_in_future",
                detail={"now": format_datetime(self.now)},
                mend="Issue on or after the award date, or correct it.",
            )
        require_plausible(record, now=self.now)
        self._check_elements(record, shard.incomplete)
        reservation = task.reservation
        record = record.model_copy(update={"credential_id": reservation.credential})
        created = parse_datetime(reservation.created)
        prepared = []
        losses: Losses = {}
        for output in task.outputs:
            draft = self.issuer.write(
                record,
                status=_entry(reservation),
                node_id=node_ids(self.secret, reservation.award, reservation.generation),
                created=created,
                output=output,
                shared=self._shared,
            )
            losses.update({(output, loss.steps, loss.what, loss.why): loss for loss in draft.losses})
            prepared.append(self._prepared(draft, reservation, created))
        shard.losses.update(losses)
        return prepared

    def _prepared(
        self, draft: UnsignedDocument, reservation: Reservation, created: datetime
    ) -> PreparedDocument:
        if draft.output.securing is Securing.PROOF:
            options, data = self.issuer.prepare(draft, created=created, canonical=self._forms.canonical_form)
            # One object for all, so that it is pickled once.
            shared = self._options.setdefault((draft.output, reservation.created), options)
            options = shared if shared == options else options
        elif draft.output.securing is not Securing.ELSEWHERE:
            return self._enveloped(draft, reservation)
        else:
            self.issuer.check(draft)
            options, data = None, None
        texts = self._texts.setdefault(draft.output, BatchTexts(indent=self.indent))
        return PreparedDocument(draft.output, texts.text(draft.document), options, data)

    def _enveloped(self, draft: UnsignedDocument, reservation: Reservation) -> PreparedDocument:
        """A document with a signature around it: what will be signed is its text."""
        # Nobody signs its canonical form; that it has one says that it has one lossless meaning.
        self._forms.canonical_form(draft.document)
        if draft.output.securing is Securing.TOKEN:
            text = token_text(
                draft.document,
                signer=self.issuer.signer,
                created=parse_datetime(reservation.created),
                profile=self.issuer.token_profile,
            )
            return PreparedDocument(draft.output, BuiltText((text,), ()), {}, b"")
        texts = self._texts.setdefault(draft.output, BatchTexts(indent=False))
        options: JsonObject = {"created": reservation.created}
        return PreparedDocument(draft.output, texts.text(draft.document), options, b"")

    def _record(self, row: LearnerRow) -> Record:
        return Record(
            issuer=self.issuer.organisation,
            course=row.course_of(self.course),
            award=row.award,
            language=row.language or self.language,
        )

    def _check_elements(self, record: Record, incomplete: list[str]) -> None:
        missing = self._missing_of(record)
        if missing and not self.allow_incomplete:
            raise RecordError(
                f"incomplete: {'; '.join(element.title for element in missing)}",
                code="record_incomplete",
                mend=" ".join(element.mend for element in missing),
            )
        incomplete.extend(element.id for element in missing)

    def _missing_of(self, record: Record) -> tuple[Element, ...]:
        """The mandatory elements that a record lacks and its course does not.

        What they are follows from the course, and from which fields of the award are filled in: records that
        agree in these are not looked at one by one.
        """
        if record.course is not self.course:
            return self._found_missing(record)
        award, learner = record.award, record.award.learner
        key = (
            record.language,
            *(getattr(award, name) is None for name in _FIELDS_OF_AWARD),
            *(getattr(learner, name) is None for name in _FIELDS_OF_LEARNER),
            len(learner.identifiers),
            len(award.evidence),
            # Not only whether, but what.
            award.credits_earned,
            award.supervision,
        )
        if key not in self._missing:
            if len(self._missing) >= MAX_KINDS:
                return self._found_missing(record)
            self._missing[key] = self._found_missing(record)
        return self._missing[key]

    def _found_missing(self, record: Record) -> tuple[Element, ...]:
        return tuple(
            element
            for element in missing_mandatory(elements_of_record(record))
            if element.id not in self.excused
        )


def _entry(reservation: Reservation) -> StatusEntry | None:
    if reservation.list_url is None or reservation.index is None or reservation.purpose is None:
        return None
    return StatusEntry(purpose=reservation.purpose, index=reservation.index, list_url=reservation.list_url)
