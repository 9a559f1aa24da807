"""What goes into writing a document and comes out of it, and what comes out of reading one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.formats.losses import Loss
    from mcissue.formats.shared_parts import SharedParts
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Record

__all__ = ["Conversion", "Reading", "SealNames", "WriteRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealNames:
    """What the certificate of a seal says of the organisation that seals.

    Attributes:
        identifier: its number (ETSI EN 319 412-1, section 5.1.4), e.g. `VATFI-12345678`.
        country: its country in two letters.
        organisation: its legal name (O).
        common_name: the name of the seal (CN).
    """

    identifier: str
    country: str
    organisation: str | None = None
    common_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRequest:
    """What a writer is told besides the record.

    Attributes:
        credential_id: the credential's id, an absolute IRI; it goes before the record's own.
        node_id: makes a `urn:uuid:` id from the name of a node, as `mcissue.formats.to_openbadges` wants it.
        status: the one status entry, or None for a credential that can't be revoked.
        created: when it will be signed; None if that is not known.
        language: the language to write in; by default the record's.
        shared: for the records of one batch, keeps what their documents share.
        seal: gives what the certificate says of the one who will seal it; asked only by what is sealed.
    """

    credential_id: str
    node_id: Callable[[str], str]
    status: Mapping[str, Any] | Any = None
    created: datetime | None = None
    language: str | None = None
    shared: SharedParts | None = None
    seal: Callable[[], SealNames] | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document made from a record.

    Attributes:
        document: the unsigned credential.
        losses: what of the record it does not hold; an empty tuple if it holds everything.
        record: the record as it was written. Always true: reading the document gives
            `without(record, losses)`.
    """

    document: JsonObject
    losses: tuple[Loss, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class Reading:
    """A record made from a document.

    Attributes:
        record: the record.
        losses: what of the document the record does not hold, by its place in the document. A proof, status
            entry and schema are no loss: they belong to the document.
    """

    record: Record
    losses: tuple[Loss, ...]
