"""Open Badges 3.0: a record becomes a credential, and a credential becomes a record again.

Written is what `docs/standards/open-badges-3.md` describes: the final Open Badges 3.0 on the Verifiable
Credentials Data Model 2.0, one language, no context but the published ones, everything that Open Badges has
no home for as alignments to the addresses of the European Learning Model (`mcissue.formats.conventions`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from mcissue.errors import RecordError
from mcissue.formats.conversion import Conversion, Reading
from mcissue.formats.open_badges.read_credential import build, tree_of
from mcissue.formats.open_badges.write_credential import credential, entry_of
from mcissue.formats.reading import unread
from mcissue.formats.writing import Writing
from mcissue.jsonld.read import check_value
from mcissue.record import Assessment, Award, Participation, Record, Stackability
from mcissue.record.texts import Iri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcissue.formats.conversion import WriteRequest
    from mcissue.formats.losses import Steps
    from mcissue.formats.open_badges.write_credential import StatusObject
    from mcissue.formats.shared_parts import SharedParts
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "check_id",
    "read",
    "settled",
    "to_openbadges",
    "write",
    "write_for_token",
]

_NO_SIBLINGS: Mapping[str, str] = MappingProxyType({})


def to_openbadges(
    record: Record,
    *,
    credential_id: str,
    status: StatusObject | Mapping[str, Any] | None,
    node_id: Callable[[str], str],
    language: str | None = None,
    with_schema: bool = True,
    siblings: Mapping[str, str] = _NO_SIBLINGS,
    shared: SharedParts | None = None,
) -> Conversion:
    """Write a record as an Open Badges 3.0 credential, unsigned.

    Args:
        record: what to write.
        credential_id: the credential's id, an absolute IRI; it goes before the record's own.
        status: the one status entry, or None for a credential that cannot be revoked.
        node_id: makes a `urn:uuid:` id from the name of a node (`alignment/3`, `result`) of this credential.
            It must give the same id for the same name, other ids in other credentials (a shared id would
            link learners), and ids that nobody can tell in advance: the salt of the e-mail's hash is
            made from one that is not written.
        language: the language to write in; by default the record's, else the best one of its title. A
            language in which there is no title cannot be written in.
        with_schema: name the published JSON schema (`credentialSchema`), which takes a third context.
        siblings: language tag -> id of the same achievement in another language, for `related`.
        shared: for the records of one batch, keeps what their documents share; change none of them then.

    Raises:
        RecordError: nothing identifies the learner (`learner_unidentified`), `credential_id` is no absolute
            IRI (`identifier_invalid`), or one id stands for two things (`ids_coincide`).
    """
    check_id(credential_id)
    as_written = settled(record, credential_id=credential_id, language=language)
    written_in = as_written.main_language
    writing = Writing(language=written_in, node_id=node_id)
    writing.shared, writing.shared_about = shared, (record.course, record.issuer)
    wished = language or record.language or written_in
    if wished != written_in:
        why = "the title is not written in it"
        writing.lose("language", what=f"the wish for {wished}", why=why, becomes=written_in)
    document = credential(
        writing, as_written, status=entry_of(status), siblings=siblings, with_schema=with_schema
    )
    return Conversion(document, tuple(writing.losses), as_written)


def write(record: Record, request: WriteRequest) -> Conversion:
    """Write a record as an Open Badge that gets a proof inside.

    Args:
        record: what to write.
        request: what does not stand in it.

    Raises:
        RecordError: as `to_openbadges`.
    """
    return to_openbadges(
        record,
        credential_id=request.credential_id,
        status=request.status,
        node_id=request.node_id,
        language=request.language,
        shared=request.shared,
    )


def write_for_token(record: Record, request: WriteRequest) -> Conversion:
    """Write a record as an Open Badge that becomes a token, which must repeat an id of the learner (`sub`).

    An id that is made tells nothing.

    Args:
        record: what to write.
        request: what does not stand in it.

    Raises:
        RecordError: as `to_openbadges`.
    """
    conversion = write(record, request)
    subject = conversion.document["credentialSubject"]
    if "id" in subject:
        return conversion
    subject = {"id": request.node_id("token/subject"), **subject}
    return replace(conversion, document={**conversion.document, "credentialSubject": subject})


def read(document: JsonObject) -> Reading:
    """Make a record of an Open Badge (`mcissue.formats.records.from_openbadges`).

    Args:
        document: a document that was recognised as one.

    Raises:
        RecordError: it holds no achievement, or lacks what a record cannot do without.
        DocumentError: it is no strict JSON data, or too large.
    """
    check_value(document)
    used: set[Steps] = set()
    tree = tree_of(document, used)
    record, misfits = build(tree)
    record = settled(record)
    return Reading(record, (*misfits, *unread(document, used)))


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
