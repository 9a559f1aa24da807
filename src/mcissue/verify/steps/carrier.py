"""Step 1: from bytes to one JSON object, and an honest name for bytes that are something else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.carrier.members import is_archive
from mcissue.carrier.payload import MEND, unsupported
from mcissue.carrier.plain import JSON
from mcissue.carrier.reading import find_carrier
from mcissue.errors import CarrierError, DocumentError, McissueError
from mcissue.formats.detect import detect_format
from mcissue.formats.format import Holding, Nature
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, FOREIGN_LIMITS
from mcissue.jsonld.read import read_json
from mcissue.proof.seals.sealed_file import SEALED_FILE_LIMITS, is_sealed
from mcissue.verify.envelopes.enveloped import envelope_remarks, enveloped_token, is_enveloped
from mcissue.verify.reading.archive import refused
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.file_types import recognise_stranger

if TYPE_CHECKING:
    from mcissue.carrier.payload import Carrier, CarrierKind, Remark
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.steps.state import State

__all__ = ["OpenedCarrier", "holds_credential", "open_carrier", "read_carrier", "step"]

_HEAD: Final = 4_096
"""Bytes that are looked at to tell what a file is."""

_SEALED_FILE: Final = re.compile(rb'"payload"\s*:')
_SEALED_LIMITS: Final = frozenset({"limit_string"})
"""What only a sealed file may be too large in: revocation lists stand in it as one text."""


_LINE_END: Final = b"}\n{"
"""Where one credential of JSON Lines ends and the next one begins."""

_SD_JWT: Final = "a credential with selective disclosure (SD-JWT)"
_SD_JWT_MEND: Final = (
    "Wallets keep credentials in this form and show parts of them. Ask its holder to show it to a verifier "
    "of that kind, or the issuer for the credential as a JSON file or a VC-JWT."
)


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
        if self.envelope is not None and self.kind.carries_itself:
            return f"the file is {self.envelope.title} with one JSON document in it"
        if self.envelope is not None:
            return f"the file is {self.kind.title} that holds {self.envelope.title}"
        if self.kind.carries_itself:
            return "the file is one JSON document"
        return f"the file is {self.kind.title} with one JSON document in it"


def step(state: State) -> Check:
    """Take one JSON object out of the bytes, whatever they travel in, and open the signatures around it.

    Args:
        state: the state of the verification; `document` and `envelope` are found here.

    Raises:
        McissueError: as `open_carrier`.
    """
    if isinstance(state.source, dict):
        opened, message = _opened(state.source, JSON), "it stands in another document"
    else:
        opened = open_carrier(state.source)
        message = opened.message
    state.document, state.envelope = opened.document, opened.envelope
    state.signed = state.document
    if opened.envelope is not None:
        state.notes += opened.envelope.notes()
    state.notes += [Note(remark.code, remark.message) for remark in opened.remarks]
    return Check("carrier", Outcome.PASSED, message=message, detail={"carrier": opened.kind.id})


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
            and for a picture as its own reader.
        DocumentError: from strict reading, if the bytes are meant to be a JSON object.
    """
    carrier = find_carrier(data)
    if carrier is None or carrier.kind == JSON:
        return _opened(_read_plain(data), JSON)
    if is_archive(data):
        stranger = recognise_stranger(data)
        if stranger is not None:
            raise _no_credential(f"this is {stranger.name}, not a credential", mend=stranger.mend)
        raise refused(data, holds_credential)
    return _open_carried(data, carrier)


def holds_credential(data: bytes) -> bool:
    """Whether a file is, or may be, a credential: what is damaged is told by its own report.

    Args:
        data: the bytes of a file; nothing is raised.
    """
    if _LINE_END in data:
        return True
    try:
        opened = open_carrier(data)
    except McissueError as error:
        return error.code != "carrier_no_credential"
    if opened.envelope is not None:
        return True
    found = detect_format(opened.document)
    other = found.nature is not Nature.NO_CREDENTIAL or found.holds is not Holding.NOTHING
    return other and not found.helper


def _opened(document: JsonObject, kind: CarrierKind, remarks: tuple[Remark, ...] = ()) -> OpenedCarrier:
    """A JSON document, or the one that is sealed or enveloped in it."""
    # VCDM 2.0 sections 4.13.1 and 4.13.2: a token in the id of an object; RFC 7515 section 7.2: a seal.
    if is_enveloped(document):
        return _opened_token(enveloped_token(document), kind, (*remarks, *envelope_remarks(document)))
    if is_selective_json(document):
        raise unsupported(_SD_JWT, _SD_JWT_MEND)
    if not is_sealed(document):
        return OpenedCarrier(document, kind, remarks)
    from mcissue.verify.envelopes.seals import SealEnvelope  # noqa: PLC0415 - certificates are seldom met

    envelope = SealEnvelope.open(document)
    return OpenedCarrier(envelope.document, kind, remarks, envelope)


def is_selective_json(document: JsonObject) -> bool:
    """RFC 9901 section 8: a JWS in JSON form, whose unprotected header holds the disclosures.

    Args:
        document: any JSON object.
    """
    if not isinstance(document.get("payload"), str):
        return False
    signatures = document.get("signatures", [document])
    headers = (
        [each.get("header") for each in signatures if isinstance(each, dict)]
        if isinstance(signatures, list)
        else []
    )
    return any(isinstance(header, dict) and "disclosures" in header for header in headers)


def _opened_token(data: bytes, kind: CarrierKind, remarks: tuple[Remark, ...] = ()) -> OpenedCarrier:
    """The credential in a token."""
    from mcissue.proof.jwt import is_selective  # noqa: PLC0415 - as below

    if is_selective(data):
        raise unsupported(_SD_JWT, _SD_JWT_MEND)
    from mcissue.verify.envelopes.tokens import TokenEnvelope  # noqa: PLC0415 - only where there is a token

    envelope = TokenEnvelope.open(data)
    return OpenedCarrier(envelope.document, kind, remarks, envelope)


def _open_carried(data: bytes, carrier: Carrier) -> OpenedCarrier:
    found = carrier.extract(data)
    caution = found.carrier.caution
    remarks = found.remarks if caution is None else (caution, *found.remarks)
    if found.is_jws:
        return _opened_token(found.content, found.carrier, remarks)
    try:
        document = read_json(found.content, limits=FOREIGN_LIMITS)
    except DocumentError as error:
        error.detail.setdefault("carrier", found.carrier.id)
        raise
    return _opened(document, found.carrier, remarks)


def _read_plain(data: bytes) -> JsonObject:
    """A file that should be the JSON object itself."""
    head = data[:_HEAD]
    stranger = recognise_stranger(data)
    if stranger is not None and stranger.credential:
        raise unsupported(stranger.name, stranger.mend or MEND)
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
        return read_json(data, limits=FOREIGN_LIMITS)
    except DocumentError as error:
        if error.code in _SEALED_LIMITS and _SEALED_FILE.search(data) is not None:
            return _read_sealed(data, error)
        # A truncated credential is a damaged credential; a text file never was one.
        if error.code in {"json_malformed", "json_not_utf8", "limit_size"} and not _looks_like_json(head):
            raise _no_credential("these bytes are no JSON, so no credential", detail=error.detail) from error
        if error.indeterminate:
            _name(error, data)
        raise


def _name(error: DocumentError, data: bytes) -> None:
    """Say in an error what can't be read, where that is of another kind by its surface."""
    if len(data) > CREDENTIAL_LIMITS.size:
        return
    try:
        found = detect_format(json.loads(data))
    except (ValueError, RecursionError):
        return
    if found.nature is Nature.OTHER_CREDENTIAL:
        error.message = f"this is {found.title}, and {error.message}"
        error.mend = found.explanation
        error.detail["format"] = found.id


def _read_sealed(data: bytes, first: DocumentError) -> object:
    """A file that is too large for a credential, and may be a sealed one: its own limits are wider."""
    value = read_json(data, limits=SEALED_FILE_LIMITS)
    if not is_sealed(value):
        raise first
    return value


def _looks_like_json(head: bytes) -> bool:
    """Whether the bytes begin like a JSON object or array, in UTF-8 or (wrongly) in UTF-16."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[")


def _no_credential(
    message: str, detail: dict[str, object] | None = None, mend: str | None = None
) -> CarrierError:
    return CarrierError(message, code="carrier_no_credential", mend=mend or MEND, detail=detail)
