"""Step 1: from bytes to one JSON object, and an honest name for bytes that are something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.carrier.payload import CARRIER_TITLES, CarrierKind, Remark
from mcissue.carrier.reading import detect, extract
from mcissue.errors import CarrierError, DocumentError
from mcissue.jsonld.read import read_json
from mcissue.proof.seals.jades import SEALED_FILE_LIMITS, is_sealed
from mcissue.verify.envelopes.enveloped import envelope_remarks, enveloped_token, is_enveloped
from mcissue.verify.steps.file_types import recognise_stranger

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.envelopes.envelope import Envelope

__all__ = ["OpenedCarrier", "open_carrier", "open_document", "read_carrier"]

_HEAD: Final = 4_096
"""Bytes that are looked at to tell what a file is."""

# Possessive and atomic throughout: a hostile file must not make the search slow.
_PROLOGUE: Final = rb"(?>\s*+(?><\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>))*+\s*+"

# What carries credentials elsewhere, and cannot be opened yet: not knowing is not failing.
_CONTAINERS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"%PDF-"), "a PDF file, to which a credential may be attached"),
    (
        re.compile(_PROLOGUE + rb"<html\b", re.DOTALL | re.IGNORECASE),
        "a web page, which may hold a credential",
    ),
)

_SEALED_FILE: Final = re.compile(rb'"payload"\s*:')
_SEALED_LIMITS: Final = frozenset({"limit_string"})
"""What only a sealed file may be too large in: revocation lists stand in it as one text."""

_MEND: Final = "Give the credential itself: a JSON file, a token, or a PNG or SVG picture with one baked in."


@dataclass(frozen=True, slots=True)
class OpenedCarrier:
    """A file that holds one JSON object.

    Attributes:
        document: the object.
        kind: how it travels.
        remarks: what a reader should know about the carrier.
        envelope: the signatures around the document, if they stand outside of it.
    """

    document: JsonObject
    kind: CarrierKind
    remarks: tuple[Remark, ...] = ()
    envelope: Envelope | None = None

    @property
    def message(self) -> str:
        """What was found, in a sentence."""
        if self.envelope is not None and self.kind in {CarrierKind.JSON, CarrierKind.JWS}:
            return f"the file is {self.envelope.title} with one JSON document in it"
        if self.envelope is not None:
            return f"the file is {CARRIER_TITLES[self.kind]} that holds {self.envelope.title}"
        if self.kind is CarrierKind.JSON:
            return "the file is one JSON document"
        return f"the file is {CARRIER_TITLES[self.kind]} with one JSON document in it"


def read_carrier(data: bytes) -> JsonObject:
    """Take the one JSON object out of the bytes.

    Args:
        data: the bytes of a file.

    Raises:
        McissueError: as `open_carrier`.
    """
    return open_carrier(data).document


def open_carrier(data: bytes) -> OpenedCarrier:
    """Take the one JSON object out of the bytes, and say how it travels.

    Args:
        data: the bytes of a file.

    Raises:
        CarrierError: `carrier_unsupported` for a container that may hold a credential, in a form that can't
            be judged yet (indeterminate); `carrier_no_credential` for anything else that is no JSON object;
            and for a picture as `mcissue.carrier.reading.extract`.
        DocumentError: from strict reading, if the bytes are meant to be a JSON object.
    """
    kind = detect(data)
    if kind is CarrierKind.JWS:
        return _opened_token(data, kind)
    if kind in {CarrierKind.PNG, CarrierKind.SVG}:
        return _open_picture(data)
    return _opened(_read_plain(data), CarrierKind.JSON)


def _opened(document: JsonObject, kind: CarrierKind, remarks: tuple[Remark, ...] = ()) -> OpenedCarrier:
    """A JSON document, or the one that is sealed or enveloped in it."""
    if is_enveloped(document):
        return _opened_token(enveloped_token(document), kind, (*remarks, *envelope_remarks(document)))
    if not is_sealed(document):
        return OpenedCarrier(document, kind, remarks)
    from mcissue.verify.envelopes.seals import SealEnvelope  # noqa: PLC0415 - certificates are seldom met

    envelope = SealEnvelope.open(document)
    return OpenedCarrier(envelope.document, kind, remarks, envelope)


def _opened_token(data: bytes, kind: CarrierKind, remarks: tuple[Remark, ...] = ()) -> OpenedCarrier:
    """The credential in a token."""
    if b"~" in data:
        raise _unsupported("a token with selective disclosure (SD-JWT)")
    from mcissue.verify.envelopes.tokens import TokenEnvelope  # noqa: PLC0415 - only where there is a token

    envelope = TokenEnvelope.open(data)
    return OpenedCarrier(envelope.document, kind, remarks, envelope)


def open_document(document: JsonObject) -> OpenedCarrier:
    """Open a document that stands in another one.

    Args:
        document: strict JSON.

    Raises:
        McissueError: as `open_carrier`.
    """
    return _opened(document, CarrierKind.JSON)


def _open_picture(data: bytes) -> OpenedCarrier:
    found = extract(data)
    said = "The picture itself is not signed: rely on what this report says, not on what the picture shows."
    remarks = (Remark("picture_not_signed", said), *found.remarks)
    if found.is_jws:
        return _opened_token(found.content, found.carrier, remarks)
    try:
        document = read_json(found.content)
    except DocumentError as error:
        error.detail.setdefault("carrier", found.carrier.value)
        raise
    return _opened(document, found.carrier, remarks)


def _read_plain(data: bytes) -> JsonObject:
    """A file that should be the JSON object itself."""
    head = data[:_HEAD]
    for pattern, name in _CONTAINERS:
        if pattern.match(head):
            raise _unsupported(name)
    stranger = recognise_stranger(data)
    if stranger is not None:
        raise _no_credential(f"this is {stranger.name}, not a credential", mend=stranger.mend)
    if not data.strip():
        raise _no_credential("the file is empty")
    value = _read(data, head)
    if not isinstance(value, dict):
        mend = "Write several credentials as JSON Lines: each in a line of its own, without brackets around."
        raise _no_credential(
            "this is JSON, but not a JSON object, so no credential",
            mend=mend if isinstance(value, list) else None,
        )
    return value


def _read(data: bytes, head: bytes) -> object:
    try:
        return read_json(data)
    except DocumentError as error:
        if error.code in _SEALED_LIMITS and _SEALED_FILE.search(data) is not None:
            return _read_sealed(data, error)
        # A truncated credential is a damaged credential; a text file never was one.
        if error.code in {"json_malformed", "json_not_utf8", "limit_size"} and not _looks_like_json(head):
            raise _no_credential("these bytes are no JSON, so no credential", detail=error.detail) from error
        raise


def _read_sealed(data: bytes, first: DocumentError) -> object:
    """A file that is too large for a credential, and may be a sealed one: its own limits are wider."""
    value = read_json(data, limits=SEALED_FILE_LIMITS)
    if not is_sealed(value):
        raise first
    return value


def _looks_like_json(head: bytes) -> bool:
    """Whether the bytes begin like a JSON object or array, in UTF-8 or (wrongly) in UTF-16."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[")


def _unsupported(name: str) -> CarrierError:
    return CarrierError(
        f"this is {name}; it can't be opened yet",
        code="carrier_unsupported",
        mend=_MEND,
        detail={"kind": name},
        indeterminate=True,
    )


def _no_credential(
    message: str, detail: dict[str, object] | None = None, mend: str | None = None
) -> CarrierError:
    return CarrierError(message, code="carrier_no_credential", mend=mend or _MEND, detail=detail)
