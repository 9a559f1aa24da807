"""Step 7: is the credential taken back? Every status entry is read; one that can't be is not passed over.

Bitstring Status List 1.0, sections 2.1 and 3.2, and its forerunner Status List 2021; the list of older badges
called `1EdTechRevocationList` (Open Badges 3.0, section 9 of document version 1.2); the identifier form of
European Digital Credentials (docs/standards/elm.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError, StatusListError, VerificationError
from mcissue.status.entry import REVOCATION, SUSPENSION, read_status_entry, status_objects
from mcissue.status.revocation_list import is_revocation_list_entry, read_revocation_list_entry
from mcissue.verify.errors import relocated
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.jsonld.read import JsonObject
    from mcissue.registry import Match
    from mcissue.status.entry import StatusEntry
    from mcissue.status.lists import StatusList
    from mcissue.verify.status_lists import StatusLists
    from mcissue.verify.steps.state import State
    from mcissue.verify.trust import Trust

__all__ = ["step"]

_TAKEN_BACK: Final = {
    REVOCATION: ("revoked", "the issuer has revoked the credential"),
    SUSPENSION: ("suspended", "the issuer has suspended the credential"),
}

_HARMLESS: Final = {
    "refresh": ("status_refresh", "The issuer says that there is a newer form of this credential."),
    "message": ("status_message", "The issuer says about this credential:"),
}
"""Purposes whose bits say something, but nothing against the credential (section 2.1)."""


def step(state: State) -> Check:
    """Read every status entry of a credential.

    A list must be by the credential's issuer (under its id, or another one of the same entry of the
    registry), or by a delegate that the registry names.

    Args:
        state: the state of the verification; the lists that were asked stay in `lists`.

    Raises:
        McissueError: of the first entry that says that the credential is taken back or that is malformed,
            else of the first one that can't be found out.
    """
    if (left_out := state.left_out("status")) is not None:
        return left_out
    # The address of a list is visited only for a credential whose writer is known.
    state.lists = state.lists.for_one(fetch=state.passed("proof", "issuer_binding"))
    objects = status_objects(state.document) + state.look.outer.status_entries()
    if not objects:
        message = "the credential names no status list: its issuer cannot take it back"
        return Check("status", Outcome.NOT_APPLICABLE, "status_entry_absent", message)
    entries, notes = _read_all(objects, state)
    state.notes += notes
    purposes = [entry["purpose"] for entry in entries]
    message = f"the issuer's list says that it is not taken back ({', '.join(purposes)})"
    detail = {"purposes": purposes, "entries": entries}
    return Check("status", Outcome.PASSED, message=message, detail=detail)


def _read_all(objects: Iterable[tuple[str, Any]], state: State) -> tuple[list[dict[str, Any]], list[Note]]:
    """What each entry says, and what the issuer says besides."""
    notes: list[Note] = []
    open_errors: list[McissueError] = []
    entries: list[dict[str, Any]] = []
    issuer_id, trust, lists = state.issuer_id, state.trust, state.lists
    for path, item in objects:
        try:
            # Section 2.1: of several entries each counts.
            if is_revocation_list_entry(item):
                said, found = _read_revocation_list(state.document, item, path, issuer_id, lists)
            else:
                said, found = _read_entry(read_status_entry(item, path=path), issuer_id, trust, lists)
        except McissueError as error:
            if not error.indeterminate:
                raise
            open_errors.append(error)
            continue
        entries.append(said)
        notes += found
    if open_errors:
        raise open_errors[0]
    return entries, notes


def _read_entry(
    entry: StatusEntry, issuer_id: str | None, trust: Trust, lists: StatusLists
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """What a bit says: the facts for the report, and what a reader should know though nothing is wrong."""
    # Section 3.2: the list is verified as any credential, and its purpose compared, before a bit is read.
    try:
        listed = lists.get(entry.list_url)
    except StatusListError as error:
        raise relocated(error, entry.path, document="status_list") from error
    if listed.issuer != issuer_id:
        _check_keeper(listed, issuer_id, trust, entry)
    try:
        lists.use_for(listed, _institution(issuer_id, trust))
    except StatusListError as error:
        raise relocated(error, entry.path, document="status_list") from error
    value = listed.value(entry)
    detail: dict[str, Any] = {
        "url": entry.list_url,
        "index": entry.index,
        "purpose": entry.purpose,
        "value": value,
    }
    if (text := entry.message(value)) is not None:
        detail["message"] = text
    if entry.references:
        detail["reference"] = list(entry.references)
    if listed.valid_from is not None:
        detail["list_valid_from"] = format_datetime(listed.valid_from)
    # Section 2.1: `revocation` and `suspension` hold from the first value that is not 0.
    if value != 0 and entry.purpose in _TAKEN_BACK:
        code, message = _TAKEN_BACK[entry.purpose]
        raise VerificationError(message, code=code, path=entry.path, detail=detail)
    if value != 0 and entry.purpose not in _HARMLESS:
        raise StatusListError(
            f"the status list says {value} for the purpose {entry.purpose[:100]!r}, "
            "and what that means is not known",
            code="status_purpose_unknown",
            path=f"{entry.path}.statusPurpose",
            detail=detail,
            indeterminate=True,
        )
    return detail, _harmless_notes(entry, value)


def _harmless_notes(entry: StatusEntry, value: int) -> tuple[Note, ...]:
    """What an entry says besides. A message may belong to the value 0 too, where the issuer gives it one."""
    said = entry.message(value)
    if entry.purpose not in _HARMLESS or (value == 0 and (entry.purpose != "message" or said is None)):
        return ()
    code, text = _HARMLESS[entry.purpose]
    if entry.purpose == "message" or said is not None:
        text = f"{text} {said if said is not None else f'value {value}'}"
    if entry.references:
        text = f"{text} (explained at {', '.join(entry.references)})"
    return (Note(code, text),)


def _read_revocation_list(
    document: JsonObject, item: JsonObject, path: str, issuer_id: str | None, lists: StatusLists
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The list of an older badge: it names the revoked ones, and nobody signed it."""
    entry = read_revocation_list_entry(item, path=path)
    try:
        listed, fetched = lists.revocation_list(entry.url)
    except StatusListError as error:
        raise relocated(error, path, document="status_list") from error
    if listed.issuer is not None and listed.issuer != issuer_id:
        raise _foreign(listed.issuer, issuer_id, entry.url, path)
    detail = {"url": entry.url, "purpose": REVOCATION, "signed": False}
    identifier = document.get("id")
    if identifier in listed.revoked:
        code, message = _TAKEN_BACK[REVOCATION]
        raise VerificationError(message, code=code, path=path, detail=detail)
    if not isinstance(identifier, str):
        raise StatusListError(
            "the credential has no id, so its revocation list can't name it",
            code="status_entry_malformed",
            path="$.id",
        )
    if not fetched:
        raise StatusListError(
            "the revocation list does not name the credential, but it is not signed: "
            "whoever handed it over may have left something out",
            code="status_list_unsigned",
            path=path,
            mend="Let the verifier get the list from its address itself.",
            detail=detail,
            indeterminate=True,
        )
    text = "The revocation list is not signed; it counts because it came from the address in the credential."
    return detail, (Note("status_list_unsigned", text),)


def _foreign(
    list_issuer: str, issuer_id: str | None, url: str, path: str, match: Match | None = None
) -> StatusListError:
    why = "" if match is None else f"; {match.message}"
    reason = {} if match is None else {"reason": match.code}
    return StatusListError(
        f"the status list was issued by {list_issuer}, the credential by {issuer_id}{why}",
        code="status_list_foreign",
        path=path,
        mend="Give the list that the issuer of the credential publishes.",
        detail={"list_issuer": list_issuer, "issuer": issuer_id, "url": url, **reason},
        indeterminate=True,
    )


def _institution(issuer_id: str | None, trust: Trust) -> tuple[str, ...]:
    """Under which ids lists of this issuer were or are kept: its own, and those of its delegates."""
    own = () if issuer_id is None else (issuer_id,)
    entry = trust.entry_for(issuer_id)
    if entry is None:
        return own
    from mcissue.registry.model import DelegateRole  # noqa: PLC0415 - loaded only where a registry is used

    keepers = (each.id for each in entry.delegates if each.role is DelegateRole.STATUS_LISTS)
    return (*own, *entry.ids, *keepers)


def _check_keeper(listed: StatusList, issuer_id: str | None, trust: Trust, place: StatusEntry) -> None:
    """Return if a list is by the issuer under another id, or by a delegate who may keep it, then and now.

    A list is of today: it is published again when who keeps it changes. So a delegate that the registry no
    longer names, or whose own entry is no longer in order, keeps none.
    """
    registry, entry = trust.usable_registry, trust.entry_for(issuer_id)
    if entry is not None and listed.issuer in entry.ids:
        return
    match = None
    if registry is not None and entry is not None:
        from mcissue.registry import match_delegate  # noqa: PLC0415 - loaded with a registry only
        from mcissue.registry.model import DelegateRole  # noqa: PLC0415

        match = match_delegate(
            registry,
            entry,
            delegate_id=listed.issuer,
            role=DelegateRole.STATUS_LISTS,
            acts={"the list": listed.dated, "its use": trust.at},
            at=trust.at,
        )
    if match is None or match.outcome != "passed":
        raise _foreign(listed.issuer, issuer_id, place.list_url, place.path, match)
