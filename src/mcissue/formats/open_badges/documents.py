"""Open Badges 3.0: a record becomes a credential, and a credential becomes a record again.

Written is what `docs/standards/open-badges-3.md` describes: the final Open Badges 3.0 on the Verifiable
Credentials Data Model 2.0, one language, no context but the published ones, everything that Open Badges has
no home for as alignments to the addresses of the European Learning Model (`mcissue.formats.conventions`).
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mcissue.formats.building import build
from mcissue.formats.conversion import Conversion, Reading
from mcissue.formats.open_badges.read_credential import ESSENTIAL, tree_of
from mcissue.formats.open_badges.write_credential import credential
from mcissue.formats.reading import unread
from mcissue.formats.settling import check_id, entry_of, settled
from mcissue.formats.writing import Writing
from mcissue.jsonld.read import check_value
from mcissue.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcissue.formats.conversion import WriteRequest
    from mcissue.formats.losses import Steps
    from mcissue.formats.settling import StatusObject
    from mcissue.formats.shared_parts import SharedParts
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "read",
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
    record, misfits = build(tree, essential=ESSENTIAL)
    record = settled(record)
    return Reading(record, (*misfits, *unread(document, used)))
