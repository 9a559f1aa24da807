"""Step 7: is the credential taken back? Every status entry is read; one that can't be is not passed over.

Bitstring Status List 1.0, sections 2.1 and 3.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.errors import McissueError, StatusListError, VerificationError
from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc_view import EdcView
from mcissue.status.entry import REVOCATION, SUSPENSION, read_status_entry, status_objects
from mcissue.verify.faults import relocated
from mcissue.verify.report import Check, Note, Outcome

if TYPE_CHECKING:
    from mcissue.jsonld.reading import JsonObject
    from mcissue.status.entry import StatusEntry
    from mcissue.verify.status_lists import StatusLists
    from mcissue.verify.trust import Trust

__all__ = ["check_status"]

_TAKEN_BACK: Final = {
    REVOCATION: ("revoked", "the issuer has revoked the credential"),
    SUSPENSION: ("suspended", "the issuer has suspended the credential"),
}

_HARMLESS: Final = {
    "refresh": ("status_refresh", "The issuer says that there is a newer form of this credential."),
    "message": ("status_message", "The issuer says about this credential:"),
}
"""Purposes whose bits say something, but nothing against the credential (section 2.1)."""


def check_status(
    document: JsonObject, *, issuer_id: str | None, trust: Trust, lists: StatusLists
) -> tuple[Check, tuple[Note, ...]]:
    """Read every status entry of a credential.

    Args:
        document: the credential.
        issuer_id: its issuer, who must also be the issuer of its lists (under this id, or another one of the
            same entry of the registry), or have named a delegate there.
        trust: the registry and the reference time.
        lists: where status lists come from.

    Returns:
        The check, and what the issuer says besides.

    Raises:
        McissueError: of the first entry that says that the credential is taken back or that is malformed,
            else of the first one that can't be found out.
    """
    objects = status_objects(document)
    if detect_format(document) is Format.EDC:
        objects += EdcView(document).status_entries()
    if not objects:
        message = "the credential names no status list: its issuer cannot take it back"
        return Check("status", Outcome.NOT_APPLICABLE, "status_entry_absent", message), ()
    notes: list[Note] = []
    open_errors: list[McissueError] = []
    purposes: list[str] = []
    for path, item in objects:
        try:
            entry = read_status_entry(item, path=path)
            notes += _read_entry(entry, issuer_id, trust, lists)
            purposes.append(entry.purpose)
        except McissueError as error:
            if not error.indeterminate:
                raise
            open_errors.append(error)
    if open_errors:
        raise open_errors[0]
    message = f"the issuer's list says that it is not taken back ({', '.join(purposes)})"
    return Check("status", Outcome.PASSED, message=message, detail={"purposes": purposes}), tuple(notes)


def _read_entry(
    entry: StatusEntry, issuer_id: str | None, trust: Trust, lists: StatusLists
) -> tuple[Note, ...]:
    try:
        listed = lists.get(entry.list_url)
    except StatusListError as error:
        raise relocated(error, entry.path, document="status_list") from error
    if listed.issuer != issuer_id and not _may_keep_lists(listed.issuer, issuer_id, trust):
        raise StatusListError(
            f"the status list was issued by {listed.issuer}, the credential by {issuer_id}",
            code="status_list_foreign",
            path=entry.path,
            mend="Give the list that the issuer of the credential publishes.",
            detail={"list_issuer": listed.issuer, "issuer": issuer_id, "url": entry.list_url},
            indeterminate=True,
        )
    value = listed.value(entry)
    if value == 0:
        return ()
    detail = {"url": entry.list_url, "index": entry.index, "purpose": entry.purpose, "value": value}
    if entry.purpose in _TAKEN_BACK:
        code, message = _TAKEN_BACK[entry.purpose]
        raise VerificationError(message, code=code, path=entry.path, detail=detail)
    if entry.purpose in _HARMLESS:
        code, message = _HARMLESS[entry.purpose]
        if entry.purpose == "message":
            message = f"{message} {entry.message(value) or f'value {value}'}"
        return (Note(code, message),)
    purpose = repr(entry.purpose[:100])
    raise StatusListError(
        f"the status list says {value} for the purpose {purpose}, and what that means is not known",
        code="status_purpose_unknown",
        path=f"{entry.path}.statusPurpose",
        detail=detail,
        indeterminate=True,
    )


def _may_keep_lists(list_issuer: str, issuer_id: str | None, trust: Trust) -> bool:
    """Whether the registry says that somebody is the issuer under another id, or keeps its status lists."""
    entry = trust.entry_for(issuer_id)
    if entry is None:
        return False
    from mcissue.registry.model import DelegateRole  # noqa: PLC0415 - loaded only where a registry is used

    return list_issuer in entry.ids or entry.has_delegate(
        list_issuer, role=DelegateRole.STATUS_LISTS, at=trust.at
    )
