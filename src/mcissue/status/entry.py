"""The status entry of a credential: where its bits stand (Bitstring Status List v1.0, section 2.1).

The entry is part of the signed credential. A malformed one is a fault of the credential; an entry of a type
that we do not know, or wider than we read, is something that we could not find out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import StatusListError
from mcissue.status.bitstring import MAX_BYTES, MAX_STATUS_SIZE
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonObject

__all__ = [
    "ENTRY_2021_TYPE",
    "ENTRY_TYPE",
    "MAX_ENTRIES",
    "REVOCATION",
    "SUSPENSION",
    "StatusEntry",
    "StatusMessage",
    "is_address",
    "read_status_entries",
    "read_status_entry",
    "status_objects",
]

ENTRY_TYPE: Final = "BitstringStatusListEntry"

ENTRY_2021_TYPE: Final = "StatusList2021Entry"
"""The same of its forerunner, Status List 2021 (draft of 2023-04-27): one bit, no messages."""

REVOCATION: Final = "revocation"
"""The credential is taken back for good."""

SUSPENSION: Final = "suspension"
"""The credential is out of force for a time."""

MAX_ENTRIES: Final = 16
"""Status entries of one credential: four purposes exist; each entry costs a list to be verified."""

_MAX_URL_LENGTH = 2_000
"""Characters of an address: what browsers and servers still take."""

_MAX_REFERENCES = 8
"""Addresses in `statusReference`: one for each language would be unusual already."""

_INDEX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_MAX_INDEX_DIGITS = len(str(MAX_BYTES * 8))
"""A longer number points outside of every list that is read, and Python refuses to convert very long ones."""

_HEX_STATUS = re.compile(r"0x[0-9A-Fa-f]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What one value of an entry means: `statusMessage` (section 2.1).

    Attributes:
        value: the value of the bits.
        message: its meaning, in the issuer's words.
    """

    value: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One place in one status list.

    Attributes:
        purpose: `revocation`, `suspension`, or another word.
        index: the place in the list, from 0.
        list_url: the address and id of the list credential.
        id: the entry's own identifier, if it has one; never the list's address.
        size: bits of the entry, 1 to 8.
        messages: what the values mean, one for each of 2**size values, or none.
        references: addresses where the issuer explains the values (`statusReference`).
        type: `BitstringStatusListEntry`, or `StatusList2021Entry`; its list must be of the same family.
        path: where the entry stands in its document; not part of its value.
    """

    purpose: str
    index: int
    list_url: str
    id: str | None = None
    size: int = 1
    messages: tuple[StatusMessage, ...] = ()
    references: tuple[str, ...] = ()
    type: str = ENTRY_TYPE
    path: str = field(default="$.credentialStatus", compare=False)

    def message(self, value: int) -> str | None:
        """What the issuer says that a value means, if it says so."""
        return next((entry.message for entry in self.messages if entry.value == value), None)

    def to_object(self) -> JsonObject:
        """The entry as Open Badges 3.0 wants it: one object, with an `id` (its class table asks for one)."""
        written: JsonObject = {
            "id": self.id or f"{self.list_url}#{self.index}",
            "type": self.type,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }
        if self.size != 1:
            written["statusSize"] = self.size
        if self.messages:
            written["statusMessage"] = [
                {"status": hex(entry.value), "message": entry.message} for entry in self.messages
            ]
        if self.references:
            written["statusReference"] = (
                self.references[0] if len(self.references) == 1 else [*self.references]
            )
        return written


def status_objects(document: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Find the status entries of a credential, each with its JSON path, without judging them.

    Args:
        document: a credential; `credentialStatus` is absent, an object, or an array of objects.

    Raises:
        StatusListError: `status_entry_malformed` if there is an empty array, `status_entries_too_many`
            (indeterminate) if there are more than 16.
    """
    if "credentialStatus" not in document:
        return ()
    status = document["credentialStatus"]
    if not isinstance(status, list):
        return (("$.credentialStatus", status),)
    if not status:
        raise _malformed("there is an empty array where status entries were expected", "$.credentialStatus")
    if len(status) > MAX_ENTRIES:
        # A limit of ours, no fault of the credential: what it says remains unknown.
        raise StatusListError(
            f"there are {len(status)} status entries, and at most {MAX_ENTRIES} are looked at",
            code="status_entries_too_many",
            path="$.credentialStatus",
            detail={"found": len(status), "limit": MAX_ENTRIES},
            indeterminate=True,
        )
    return tuple((f"$.credentialStatus[{place}]", item) for place, item in enumerate(status))


def read_status_entries(document: Mapping[str, Any]) -> tuple[StatusEntry, ...]:
    """Read all status entries of a credential; an empty tuple if it has none.

    A verifier that wants one answer for each entry walks over `status_objects` instead.

    Args:
        document: a credential.

    Raises:
        StatusListError: as `read_status_entry`, for the first entry that cannot be read.
    """
    return tuple(read_status_entry(item, path=path) for path, item in status_objects(document))


def read_status_entry(item: object, *, path: str = "$.credentialStatus") -> StatusEntry:
    """Read one status entry strictly.

    Args:
        item: the value as it stands in the credential.
        path: its place.

    Raises:
        StatusListError: `status_entry_malformed`; `status_index_out_of_range` for an index beyond every list;
            `status_type_unsupported` and `status_size_unsupported` (both indeterminate).
    """
    if not isinstance(item, dict):
        raise _malformed("a status entry must be an object", path)
    kind = _type(item.get("type"), path)
    list_url = _url(item, "statusListCredential", path)
    own_id = _url(item, "id", path) if "id" in item else None
    if own_id == list_url:
        raise _malformed("the id of a status entry must not be the address of its list", f"{path}.id")
    purpose = item.get("statusPurpose")
    if not isinstance(purpose, str) or not purpose.strip():
        raise _malformed("the purpose must be a text such as 'revocation'", f"{path}.statusPurpose")
    if kind == ENTRY_2021_TYPE and (extra := _SINCE_2025 & item.keys()):
        raise _malformed(f"an entry of the type {kind} has no {min(extra)}", f"{path}.{min(extra)}")
    size = _size(item, path)
    return StatusEntry(
        purpose=purpose,
        index=_index(item.get("statusListIndex"), f"{path}.statusListIndex"),
        list_url=list_url,
        id=own_id,
        size=size,
        messages=_messages(item, size, path),
        references=_references(item, f"{path}.statusReference"),
        type=kind,
        path=path,
    )


_SINCE_2025: Final = frozenset({"statusSize", "statusMessage", "statusReference"})
"""Members that Status List 2021 did not have: there they mean nothing, and may not be passed over."""


def _type(value: object, path: str) -> str:
    """Find the known type, alone or in an array; refuse another one as unknown, not as wrong."""
    types = value if isinstance(value, list) else [value]
    if not types or not all(isinstance(name, str) and name for name in types):
        raise _malformed("a status entry must name its type", f"{path}.type")
    known = [name for name in (ENTRY_TYPE, ENTRY_2021_TYPE) if name in types]
    if len(known) > 1:
        raise _malformed("a status entry can't be of both forms at once", f"{path}.type")
    if not known:
        shown = ", ".join(str(name)[:100] for name in types[:MAX_ENTRIES])
        raise StatusListError(
            f"status entries of the type {shown} are not supported",
            code="status_type_unsupported",
            path=f"{path}.type",
            mend=f"Ask the issuer for a credential with a {ENTRY_TYPE}.",
            indeterminate=True,
        )
    return known[0]


def _index(value: object, path: str) -> int:
    """A base-10 text without sign, blanks or leading zeros: `int()` alone takes ' 7', '+7', '1_0' etc.

    Issuers also write a number. It leaves no doubt which place is meant, so it is looked up; that the
    Recommendation asks for a text is told with the form of the document (`mcissue.formats.rules`).
    """
    if type(value) is int and 0 <= value < 10**_MAX_INDEX_DIGITS:
        value = str(value)
    if not isinstance(value, str) or not _INDEX.fullmatch(value):
        raise _malformed(
            "the index must be a whole number in decimal digits, as text",
            path,
            mend='Write it like "94567".',
        )
    if len(value) > _MAX_INDEX_DIGITS:
        raise StatusListError(
            f"the index has {len(value)} digits and is outside of every list",
            code="status_index_out_of_range",
            path=path,
            detail={"digits": len(value)},
        )
    return int(value)


def _size(item: Mapping[str, Any], path: str) -> int:
    size = item.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise _malformed("the size must be a whole number above 0", f"{path}.statusSize")
    if size > MAX_STATUS_SIZE:
        raise StatusListError(
            f"entries of more than {MAX_STATUS_SIZE} bits are not supported",
            code="status_size_unsupported",
            path=f"{path}.statusSize",
            detail={"limit": MAX_STATUS_SIZE},
            indeterminate=True,
        )
    return size


def _messages(item: Mapping[str, Any], size: int, path: str) -> tuple[StatusMessage, ...]:
    """Read `statusMessage`: needed from two bits on, and then one for each value."""
    path = f"{path}.statusMessage"
    if "statusMessage" not in item:
        if size > 1:
            raise _malformed(f"an entry of {size} bits must say what its values mean", path)
        return ()
    listed = item["statusMessage"]
    if not isinstance(listed, list) or len(listed) != 1 << size:
        raise _malformed(f"expected {1 << size} messages, one for each value of {size} bit(s)", path)
    messages = tuple(_message(entry, f"{path}[{place}]") for place, entry in enumerate(listed))
    if {message.value for message in messages} != set(range(1 << size)):
        raise _malformed(f"the messages do not name each value from 0x0 to {(1 << size) - 1:#x} once", path)
    return messages


def _references(item: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Read `statusReference`: one address or several; they are shown, and never fetched."""
    if "statusReference" not in item:
        return ()
    value = item["statusReference"]
    listed = value if isinstance(value, list) else [value]
    if not 1 <= len(listed) <= _MAX_REFERENCES or not all(is_address(reference) for reference in listed):
        raise _malformed(f"expected one to {_MAX_REFERENCES} absolute addresses", path)
    return tuple(listed)


def is_address(value: object) -> bool:
    """Whether a value is an absolute address that is not too long."""
    return isinstance(value, str) and len(value) <= _MAX_URL_LENGTH and is_identifier(value)


def _message(entry: object, path: str) -> StatusMessage:
    status = entry.get("status") if isinstance(entry, dict) else None
    message = entry.get("message") if isinstance(entry, dict) else None
    if not isinstance(status, str) or not _HEX_STATUS.fullmatch(status):
        raise _malformed("a message must name its value in hexadecimal digits, as text", path, mend='"0x1"')
    if not isinstance(message, str) or not message:
        raise _malformed("a message must have a text", path)
    return StatusMessage(int(status, 16), message)


def _url(item: Mapping[str, Any], name: str, path: str) -> str:
    value = item.get(name)
    if not is_address(value):
        raise _malformed(f"{name} must be an absolute address", f"{path}.{name}")
    return str(value)


def _malformed(message: str, path: str, *, mend: str | None = None) -> StatusListError:
    return StatusListError(message, code="status_entry_malformed", path=path, mend=mend)
