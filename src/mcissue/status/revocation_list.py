"""The `1EdTechRevocationList` of older badges: a plain JSON file that names the credentials taken back.

1EdTech Verifiable Credentials Revocation List 1.0, used by Open Badges 3.0 up to document version 1.2. The
file has no signature: whoever serves its address says what is revoked. So it can speak against a credential
whoever hands it over, and for one only if the verifier itself got it from that address.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError, StatusListError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, Limits
from mcissue.jsonld.read import check_value, read_json_object
from mcissue.status.entry import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonObject

__all__ = [
    "REVOCATION_LIST_LIMITS",
    "REVOCATION_LIST_TYPE",
    "RevocationList",
    "RevocationListEntry",
    "is_revocation_list_entry",
    "read_revocation_list",
    "read_revocation_list_entry",
]

REVOCATION_LIST_TYPE: Final = "1EdTechRevocationList"

REVOCATION_LIST_LIMITS: Final[Limits] = replace(CREDENTIAL_LIMITS, items=20_000, members=100_000)
"""What is read of such a file: it names each revoked credential, up to the 5 MB of any document."""


@dataclass(frozen=True, slots=True)
class RevocationListEntry:
    """Where an older badge says that its revocation list is.

    Attributes:
        url: the address of the list.
        path: where this stands in the badge; not part of its value.
    """

    url: str
    path: str = field(default="$.credentialStatus", compare=False)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A revocation list whose form was found good. Nobody signed it.

    Attributes:
        revoked: the ids of the credentials that it takes back.
        issuer: whose list it says that it is, if it says so.
    """

    revoked: frozenset[str]
    issuer: str | None = None


def is_revocation_list_entry(item: object) -> bool:
    """Whether a value under `credentialStatus` is of this type."""
    value = item.get("type") if isinstance(item, dict) else None
    return REVOCATION_LIST_TYPE in (value if isinstance(value, list) else [value])


def read_revocation_list_entry(item: Mapping[str, Any], *, path: str) -> RevocationListEntry:
    """Read where the list is.

    Args:
        item: an object of this type.
        path: its place.

    Raises:
        StatusListError: `status_entry_malformed` if its `id` is no absolute address, or if it is of another
            type as well.
    """
    kinds = item.get("type")
    if isinstance(kinds, list) and len(kinds) != 1:
        raise _malformed("the status has several types", f"{path}.type")
    url = item.get("id")
    if not isinstance(url, str) or not is_address(url):
        raise _malformed("the id of the status must be the address of the list", f"{path}.id")
    return RevocationListEntry(url, path)


def read_revocation_list(given: JsonObject | bytes, *, url: str) -> RevocationList:
    """Read a revocation list.

    Args:
        given: the file, as bytes or as JSON.
        url: its address, as the credential names it.

    Raises:
        StatusListError: each indeterminate: `status_list_unreadable`, `status_list_malformed`,
            `status_list_wrong_id` if it says that it is the list of another address.
    """
    try:
        if isinstance(given, bytes):
            given = read_json_object(given, limits=REVOCATION_LIST_LIMITS)
        else:
            check_value(given, limits=REVOCATION_LIST_LIMITS)
    except McissueError as error:
        raise _unusable(
            f"the revocation list can't be read: {error.message}", "status_list_unreadable", error.path or "$"
        ) from error
    if given.get("id", url) != url:
        message = f"this is the revocation list of another address than {url[:200]}"
        raise _unusable(message, "status_list_wrong_id", "$.id")
    issuer = given.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    if issuer is not None and not isinstance(issuer, str):
        raise _unusable("the issuer of the list is no address", "status_list_malformed", "$.issuer")
    return RevocationList(frozenset(_revoked(given)), issuer)


def _revoked(document: Mapping[str, Any]) -> set[str]:
    """The ids that are taken back: listed, and `revoked` is true or not there."""
    path = "$.revokedCredential"
    if "revokedCredential" not in document:
        raise _unusable("there is no revokedCredential", "status_list_malformed", path)
    value = document["revokedCredential"]
    found: set[str] = set()
    for place, item in enumerate(value if isinstance(value, list) else [value]):
        where = f"{path}[{place}]"
        identifier = item.get("id") if isinstance(item, dict) else None
        revoked = item.get("revoked", True) if isinstance(item, dict) else None
        if not isinstance(identifier, str) or not identifier or not isinstance(revoked, bool):
            message = "each item must have the id of a credential, and revoked may be true or false"
            raise _unusable(message, "status_list_malformed", where)
        if revoked:
            found.add(identifier)
    return found


def _malformed(message: str, path: str) -> StatusListError:
    return StatusListError(message, code="status_entry_malformed", path=path)


def _unusable(message: str, code: str, path: str) -> StatusListError:
    return StatusListError(
        message, code=code, path=path, mend="Get the list again from its address.", indeterminate=True
    )
