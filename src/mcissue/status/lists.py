"""Status list credentials: written unsigned, and read after all questions but the proof (section 2.2).

The forerunner is read as well: Status List 2021 (draft of 2023-04-27), in Verifiable Credentials 1.1.

Who signed a list, and whether its issuer may speak for the credential's issuer, is the verifier's question.
A list that cannot be used (of another kind or address, malformed, out of date) is indeterminate: it is
evidence that somebody handed over beside the credential, and unusable evidence says nothing about the
credential. What a usable list says, and an entry that contradicts it, counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, StatusListError
from mcissue.jsonld.urls import (
    BITSTRING_STATUS_LIST_V1,
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    STATUS_LIST_2021_V1,
)
from mcissue.status.bitstring import Bitstring
from mcissue.status.entry import ENTRY_2021_TYPE, ENTRY_TYPE
from mcissue.words import format_datetime, is_ahead, is_https_address, is_identifier, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcissue.jsonld.read import JsonObject
    from mcissue.status.entry import StatusEntry

__all__ = [
    "LIST_2021_CREDENTIAL_TYPE",
    "LIST_2021_TYPE",
    "LIST_CREDENTIAL_TYPE",
    "LIST_TYPE",
    "StatusList",
    "build_list_credential",
    "read_list_credential",
]

LIST_CREDENTIAL_TYPE: Final = "BitstringStatusListCredential"
LIST_TYPE: Final = "BitstringStatusList"

LIST_2021_CREDENTIAL_TYPE: Final = "StatusList2021Credential"
LIST_2021_TYPE: Final = "StatusList2021"

_FAMILIES: Final = (
    (LIST_CREDENTIAL_TYPE, LIST_TYPE, ENTRY_TYPE),
    (LIST_2021_CREDENTIAL_TYPE, LIST_2021_TYPE, ENTRY_2021_TYPE),
)
"""The type of a list credential, that of its subject, and that of the entries that may point there."""

_MAX_PURPOSES = 16
"""Purposes of one list: the Recommendation defines four."""

_MILLISECOND = timedelta(milliseconds=1)
_MAX_TTL = 10 * 366 * 24 * 3600 * 1000
"""Milliseconds of the longest ttl that is read, ten years: a larger number is a mistake of unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """A status list whose form and dates were found good; its proof was not looked at.

    Attributes:
        url: its address and id.
        issuer: the id of who says that they signed it.
        purposes: what it is about: `revocation`, `suspension` ...
        bitstring: the bits.
        valid_from: the first instant at which it may be used, if it says so; the later, the newer.
        valid_until: the last such instant, if it says so.
        ttl: how long a copy may be kept before it is fetched again, if it says so.
        entry_type: the type of the entries that may point here.
        dated: how old whoever proved it found it: its `valid_from`, or its proof's time if that is earlier.
    """

    url: str
    issuer: str
    purposes: tuple[str, ...]
    bitstring: Bitstring
    valid_from: datetime | None
    valid_until: datetime | None
    ttl: timedelta | None
    entry_type: str = ENTRY_TYPE
    dated: datetime | None = None

    def value(self, entry: StatusEntry) -> int:
        """Read what the list says about an entry; 0 means that its purpose does not apply (section 3.2).

        Args:
            entry: a status entry that names this list.

        Raises:
            StatusListError: `status_list_wrong_id` if the entry names another list, `status_list_wrong_kind`
                if it is of the other family (both indeterminate), `status_purpose_mismatch`,
                `status_index_out_of_range`, `status_list_too_short` for entries of this size (indeterminate).
        """
        if entry.list_url != self.url:
            raise _wrong_id(self.url, entry.list_url, "$.id")
        if entry.type != self.entry_type:
            raise _wrong_kind(
                f"an entry of the type {entry.type} can't point to a list of this kind", "$.type"
            )
        if entry.purpose not in self.purposes:
            raise StatusListError(
                f"the entry is about {entry.purpose[:100]}, its list only about {', '.join(self.purposes)}",
                code="status_purpose_mismatch",
                path=f"{entry.path}.statusPurpose",
                mend="The issuer must name a list of the same purpose.",
                detail={"entry": entry.purpose[:100], "list": list(self.purposes)},
            )
        try:
            return self.bitstring.get(entry.index, size=entry.size)
        except StatusListError as error:
            error.path = f"{entry.path}.statusListIndex"
            raise


def build_list_credential(
    *,
    list_url: str,
    issuer: str,
    purpose: str | Sequence[str],
    bitstring: Bitstring,
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta | None = None,
) -> JsonObject:
    """Write a status list credential, still unsigned (section 2.2).

    Args:
        list_url: the https address at which it will be published; also its id.
        issuer: the id of the issuer who will sign it: the same one as of the credentials.
        purpose: what the list is about; one word, or several.
        bitstring: the bits.
        valid_from: the instant of publishing, with its time zone. A verifier may keep the newest one seen.
        valid_until: until when verifiers may rely on it; none means for ever: an old copy then un-revokes.
        ttl: how long a copy may be kept; whole milliseconds.

    Returns:
        A VCDM 2.0 document with the context `credentials/v2` alone.

    Raises:
        StatusListError: `status_list_invalid` if an argument makes no list that our own reader accepts.
    """
    purposes = [purpose] if isinstance(purpose, str) else list(purpose)
    _check_arguments(list_url, issuer, purposes, (valid_from, valid_until), ttl)
    subject: JsonObject = {
        "id": f"{list_url}#list",
        "type": LIST_TYPE,
        "statusPurpose": purposes[0] if len(purposes) == 1 else [*purposes],
        "encodedList": bitstring.encode(),
    }
    if ttl is not None:
        subject["ttl"] = ttl // _MILLISECOND
    document: JsonObject = {
        "@context": [CREDENTIALS_V2],
        "id": list_url,
        "type": ["VerifiableCredential", LIST_CREDENTIAL_TYPE],
        "issuer": issuer,
        "validFrom": format_datetime(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = format_datetime(valid_until)
    document["credentialSubject"] = subject
    return document


def read_list_credential(
    document: Mapping[str, Any], *, url: str, at: datetime, fetched_at: datetime | None = None
) -> StatusList:
    """Read a status list credential: kind first, then address, form, dates, and the bits (sections 2.2, 3.2).

    The list's own `credentialStatus` is not followed, and its proof is not looked at.

    Args:
        document: the list credential.
        url: the address that the entry names (`statusListCredential`).
        at: the reference time of the verification.
        fetched_at: when the copy was fetched, if that is known; then `ttl` is held, too. The Recommendation
            makes `ttl` a matter of caches, and `validUntil` the end of use (section 2.2).

    Raises:
        StatusListError: each indeterminate: `status_list_wrong_kind`, `status_list_wrong_id`,
            `status_list_malformed`, `status_list_not_yet_valid`, `status_list_expired`, `status_list_stale`,
            and those of `Bitstring.decode`.
    """
    # 1. Kind. An ordinary credential of the same issuer must never be read as a list.
    entry_type = _kind(document)
    # 2. Address. A list of another address is another list, however well it is signed.
    if document.get("id") != url:
        raise _wrong_id(document.get("id"), url, "$.id")
    # 3. Form.
    subject = _the_subject(document)
    issuer = _issuer(document)
    purposes = _purposes(subject.get("statusPurpose"))
    ttl = _ttl(subject)
    # 4. Dates.
    valid_from = max(_instants(document, "validFrom", "issuanceDate"), default=None)
    valid_until = min(_instants(document, "validUntil", "expirationDate"), default=None)
    _check_dates(valid_from, valid_until, at)
    if ttl is not None and fetched_at is not None and at - fetched_at > ttl:
        raise _out_of_date("the copy is older than its publisher allows (ttl)", "status_list_stale")
    # 5. Bits.
    bitstring = Bitstring.decode(
        subject.get("encodedList"),
        path="$.credentialSubject.encodedList",
        multibase=entry_type == ENTRY_TYPE,
    )
    return StatusList(
        url=url,
        issuer=issuer,
        purposes=purposes,
        bitstring=bitstring,
        valid_from=valid_from,
        valid_until=valid_until,
        ttl=ttl,
        entry_type=entry_type,
    )


def _kind(document: Mapping[str, Any]) -> str:
    """Which of the two families it is, by the type of the entries that may point to it."""
    context, types = document.get("@context"), document.get("type")
    subject = document.get("credentialSubject")
    subjects = subject if isinstance(subject, list) else [subject]
    if not isinstance(context, list) or not _defines_lists(context):
        raise _wrong_kind(f"its first context must be {CREDENTIALS_V2}", "$['@context']")
    named = _texts(types) if isinstance(types, list) else set()
    families = [family for family in _FAMILIES if {"VerifiableCredential", family[0]} <= named]
    if len(families) != 1:
        raise _wrong_kind(f"its types must hold VerifiableCredential and {LIST_CREDENTIAL_TYPE}", "$.type")
    _, subject_type, entry_type = families[0]
    for item in subjects:
        kind = item.get("type") if isinstance(item, dict) else None
        if subject_type not in _texts(kind if isinstance(kind, list) else [kind]):
            raise _wrong_kind(f"its subject must be a {subject_type}", "$.credentialSubject.type")
    return entry_type


def _defines_lists(context: list[object]) -> bool:
    """Whether the terms of lists are defined: by the base context 2.0, or by their own beside that of 1.1."""
    own = BITSTRING_STATUS_LIST_V1 in context or STATUS_LIST_2021_V1 in context
    return context[:1] == [CREDENTIALS_V2] or (context[:1] == [CREDENTIALS_V1] and own)


def _texts(values: Sequence[object]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _the_subject(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one subject; `_check_kind` saw that each is an object."""
    subject = document["credentialSubject"]
    subjects: list[Mapping[str, Any]] = subject if isinstance(subject, list) else [subject]
    if len(subjects) != 1:
        raise _malformed("a status list has exactly one subject", "$.credentialSubject")
    return subjects[0]


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(identifier, str) or not is_identifier(identifier):
        raise _malformed("the issuer must be a DID or web address, or an object with one as id", "$.issuer")
    return identifier


def _purposes(value: object) -> tuple[str, ...]:
    purposes = value if isinstance(value, list) else [value]
    if not 1 <= len(purposes) <= _MAX_PURPOSES or not all(
        isinstance(word, str) and word for word in purposes
    ):
        raise _malformed("the purpose must be one or several words", "$.credentialSubject.statusPurpose")
    return tuple(purposes)


def _ttl(subject: Mapping[str, Any]) -> timedelta | None:
    if "ttl" not in subject:
        return None
    value = subject["ttl"]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MAX_TTL:
        raise _malformed("ttl must be a whole number of milliseconds above 0", "$.credentialSubject.ttl")
    return value * _MILLISECOND


def _instants(document: Mapping[str, Any], *names: str) -> list[datetime]:
    """The instants of a member and of its name in the data model 1.1; of both, the stricter one counts."""
    instants = []
    for name in names:
        if name in document:
            try:
                # VCDM 2.0 section 4.9: a time without an offset is read as UTC.
                instants.append(parse_datetime(document[name], assume_utc=True))
            except DocumentError as error:
                raise _malformed(f"{name}: {error.message}", f"$.{name}", mend=error.mend) from error
    return instants


def _check_dates(valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> None:
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise _malformed("the list ends before it begins", "$.validUntil")
    if valid_from is not None and is_ahead(valid_from, at):
        since = format_datetime(valid_from)
        raise _out_of_date(f"the list may be used from {since} on, not yet", "status_list_not_yet_valid")
    if valid_until is not None and at > valid_until:
        until = format_datetime(valid_until)
        raise _out_of_date(f"the list could be used until {until}, no longer", "status_list_expired")


def _check_arguments(
    list_url: str,
    issuer: str,
    purposes: Sequence[str],
    dates: tuple[datetime, datetime | None],
    ttl: timedelta | None,
) -> None:
    valid_from, valid_until = dates
    faults = {
        "list_url must be an https address without a fragment": not is_https_address(list_url),
        "issuer must be a DID or web address": not is_identifier(issuer),
        "purpose must be one or several different words": not purposes
        or len(set(purposes)) != len(purposes)
        or len(purposes) > _MAX_PURPOSES
        or not all(word.strip() for word in purposes),
        "dates must carry a time zone": any(date is not None and date.tzinfo is None for date in dates),
        "ttl must be at least a millisecond and at most ten years": ttl is not None
        and not 0 < ttl // _MILLISECOND <= _MAX_TTL,
    }
    for message, wrong in faults.items():
        if wrong:
            raise StatusListError(message, code="status_list_invalid")
    if valid_until is not None and valid_until.astimezone(UTC) <= valid_from.astimezone(UTC):
        raise StatusListError("valid_until must be after valid_from", code="status_list_invalid")


def _malformed(message: str, path: str, *, mend: str | None = None) -> StatusListError:
    return StatusListError(message, code="status_list_malformed", path=path, mend=mend, indeterminate=True)


def _wrong_kind(message: str, path: str) -> StatusListError:
    return StatusListError(
        f"this is no status list: {message}",
        code="status_list_wrong_kind",
        path=path,
        mend="Give the list credential that the issuer publishes at the address in statusListCredential.",
        indeterminate=True,
    )


def _wrong_id(found: object, expected: str, path: str) -> StatusListError:
    shown = found[:200] if isinstance(found, str) else "no id"
    return StatusListError(
        f"this is the list {shown}, the credential names {expected[:200]}",
        code="status_list_wrong_id",
        path=path,
        mend="Give the list that the issuer publishes at the address in statusListCredential.",
        detail={"got": shown, "expected": expected[:200]},
        indeterminate=True,
    )


def _out_of_date(message: str, code: str) -> StatusListError:
    return StatusListError(
        message, code=code, mend="Get the current list from its address.", indeterminate=True
    )
