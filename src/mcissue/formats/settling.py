"""What every document settles before it is written: its id, its status entry, what is said once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import TypeAdapter, ValidationError

from mcissue.errors import RecordError
from mcissue.record import Assessment, Participation, Stackability
from mcissue.record.texts import Iri

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Award, Record

__all__ = ["StatusObject", "check_id", "entry_of", "settled"]


class StatusObject(Protocol):
    """Anything that writes itself as a `credentialStatus` object: `mcissue.status.StatusEntry`."""

    def to_object(self) -> JsonObject:
        """The entry as a JSON object."""
        ...


def entry_of(status: StatusObject | Mapping[str, Any] | None) -> JsonObject | None:
    """A status entry as it is written, however it was given."""
    # Mappings are asked for, since a question about a protocol takes many times as long.
    return None if status is None else dict(status) if isinstance(status, Mapping) else status.to_object()


def settled(record: Record, *, credential_id: str | None = None, language: str | None = None) -> Record:
    """The record with what any document settles, and with everything said once.

    The identifier and the language are filled in, and the learner's full name from its parts. What repeats
    another value is dropped: a beginning of validity that is the award date, credits and supervision that
    are the course's, parts of a course that are empty. Nothing that a reader could learn is gained or lost.

    Args:
        record: the record.
        credential_id: the document's id; by default the record's.
        language: the language of the document; by default the record's, else the title's best.
    """
    course, award = record.course, record.award
    empty = {
        field: None
        for field, nothing in (
            ("assessment", Assessment()),
            ("participation", Participation()),
            ("stackability", Stackability()),
        )
        if getattr(course, field) == nothing
    }
    return record.model_copy(
        update={
            "course": course.model_copy(update=empty),
            "award": award.model_copy(update=_said_once(record, award)),
            "credential_id": credential_id or record.credential_id,
            "language": course.title.best_language(language or record.main_language),
        }
    )


def _said_once(record: Record, award: Award) -> dict[str, Any]:
    workload, assessment = record.course.workload, record.course.assessment
    update: dict[str, Any] = {"learner": award.learner.model_copy(update={"full_name": award.learner.name})}
    if award.valid_from == award.awarded:
        update["valid_from"] = None
    if workload is not None and award.credits_earned == workload.ects:
        update["credits_earned"] = None
    if assessment is not None and award.supervision == assessment.supervision:
        update["supervision"] = None
    return update


@lru_cache(maxsize=1)
def _iri() -> TypeAdapter[str]:
    return TypeAdapter(Iri)


def check_id(credential_id: str) -> None:
    """Hold that a credential's id is an absolute IRI; raises `identifier_invalid`."""
    try:
        _iri().validate_python(credential_id)
    except ValidationError:
        raise RecordError(
            f"{credential_id!r} cannot be a credential's id",
            code="identifier_invalid",
            mend="Use an absolute IRI, such as urn:uuid:... or an https address.",
        ) from None
