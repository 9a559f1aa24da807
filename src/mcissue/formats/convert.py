"""From one format to another, by way of the record, with everything that got lost on the way.

The result is a new document that nobody has signed: a signature is over the letters of one document and can't
go with its content. What belongs to the signed document stays behind too: its proof, its place in a status
list, the schema it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import RecordError
from mcissue.formats.conversion import WriteRequest
from mcissue.formats.detect import detect_format
from mcissue.formats.outputs import output_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcissue.formats.conversion import Reading
    from mcissue.formats.format import Format
    from mcissue.formats.losses import Loss
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Record

__all__ = ["RECORD", "Converted", "convert", "read_any"]


RECORD: Final = "record"
"""What a document is converted to beside the families of `mcissue.formats.outputs`."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The result of a conversion.

    Attributes:
        document: the new document, unsigned; for `RECORD` the record's data (`Record.to_data`).
        source: the format of what was converted.
        record: the record between the two.
        unread: what of the source the record does not hold; places are those of the source.
        unwritten: what of the record the new document does not hold; places are those of the record's data.
    """

    document: JsonObject
    source: Format
    record: Record
    unread: tuple[Loss, ...]
    unwritten: tuple[Loss, ...]


def read_any(document: JsonObject) -> Reading:
    """Read a credential of any format that can be read, as a record.

    Args:
        document: an Open Badge 3.0, or a European Digital Credential, for upload and sealed ones included. In
            a sealed one the places of losses go on inside the text that its payload is.

    Raises:
        RecordError: `format_unexpected`, and what `from_openbadges` and `from_edc` raise.
        DocumentError: it is no strict JSON data, or too large.
    """
    found = detect_format(document)
    reading = found.record_of(document)
    if reading is not None:
        return reading
    raise RecordError(
        f"this is {found.title}, which can't be converted",
        code="format_unexpected",
        path="$",
        mend="Give an Open Badge 3.0 or a European Digital Credential.",
        detail={"got": found.id},
    )


def convert(
    document: JsonObject,
    *,
    to: str,
    credential_id: str,
    node_id: Callable[[str], str],
    issued: datetime | None = None,
    language: str | None = None,
) -> Converted:
    """Convert a credential to another format, or into a record.

    Args:
        document: what `read_any` reads.
        to: `RECORD`, or the family of the wanted format, `openbadges` or `edc`.
        credential_id: the id of the new document, if the source has none.
        node_id: makes a `urn:uuid:` id from the name of a node, as `mcissue.formats.to_openbadges` wants it.
        issued: when it will be signed, for the form that mcissue signs; None for the form of its family that
            somebody else signs, as the European Commission's tools do, if it has one.
        language: the language to write in; by default the record's.

    Raises:
        RecordError, DocumentError: what reading and writing raise.
    """
    reading = read_any(document)
    record, source = reading.record, detect_format(document)
    own_id = record.credential_id or credential_id
    if to == RECORD:
        return Converted(record.to_data(), source, record, reading.losses, ())
    output = output_in(to, *(("upload",) if issued is None else ()))
    request = WriteRequest(credential_id=own_id, node_id=node_id, created=issued, language=language)
    made = output.written(record, request)
    return Converted(made.document, source, made.record, reading.losses, made.losses)
