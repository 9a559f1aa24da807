"""From one format to another, by way of the record, with everything that got lost on the way.

The result is a new document that nobody has signed: a signature is over the letters of one document and can't
go with its content. What belongs to the signed document stays behind too: its proof, its place in a status
list, the schema it names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.detect import TITLES, Format, detect_format
from mcissue.formats.edc.documents import EdcForm, from_edc, to_edc
from mcissue.formats.open_badges.documents import from_openbadges, to_openbadges
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcissue.formats.losses import Loss
    from mcissue.formats.open_badges.documents import Reading
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Record

__all__ = ["Converted", "Target", "convert", "read_any"]


class Target(StrEnum):
    """What a document can be converted to."""

    OPEN_BADGES = "openbadges"
    EDC = "edc"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Converted:
    """The result of a conversion.

    Attributes:
        document: the new document, unsigned; for `Target.RECORD` the record's data (`Record.to_data`).
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
    if found in {Format.OPEN_BADGES_3_0, Format.OPEN_BADGES_3_0_VC11}:
        return from_openbadges(document)
    if found in {Format.EDC, Format.EDC_UPLOAD}:
        return from_edc(document)
    if found is Format.EDC_SEALED:
        reading = from_edc(inner_credential(document).document)
        moved = (replace(loss, steps=("payload", *loss.steps)) for loss in reading.losses)
        return replace(reading, losses=tuple(moved))
    raise RecordError(
        f"this is {TITLES[found]}, which can't be converted",
        code="format_unexpected",
        path="$",
        mend="Give an Open Badge 3.0 or a European Digital Credential.",
        detail={"got": found.value},
    )


def convert(
    document: JsonObject,
    *,
    to: Target,
    credential_id: str,
    node_id: Callable[[str], str],
    issued: datetime | None = None,
    language: str | None = None,
) -> Converted:
    """Convert a credential to another format, or into a record.

    Args:
        document: what `read_any` reads.
        to: the wanted format.
        credential_id: the id of the new document, if the source has none.
        node_id: makes a `urn:uuid:` id from the name of a node, as `mcissue.formats.to_openbadges` wants it.
        issued: for `Target.EDC`: when it will be signed, for the form that mcissue signs; None for the form
            that the European Commission's tools take.
        language: the language to write in; by default the record's.

    Raises:
        RecordError, DocumentError: what reading and writing raise.
    """
    reading = read_any(document)
    record, source = reading.record, detect_format(document)
    own_id = record.credential_id or credential_id
    if to is Target.RECORD:
        return Converted(record.to_data(), source, record, reading.losses, ())
    if to is Target.OPEN_BADGES:
        made = to_openbadges(record, credential_id=own_id, status=None, node_id=node_id, language=language)
    else:
        made = to_edc(
            record,
            credential_id=own_id,
            status=None,
            node_id=node_id,
            issued=issued,
            form=EdcForm.UPLOAD if issued is None else EdcForm.SIGNED,
            language=language,
        )
    return Converted(made.document, source, made.record, reading.losses, made.losses)
