"""The issuer's status lists: where a credential's place is, who is revoked, and the files to publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import StatusListError
from mcissue.issue.identity import derive, status_index
from mcissue.issue.runfile import Reservation, RunFile
from mcissue.jsonld.reading import JsonObject, write_json
from mcissue.status.bitstring import MIN_ENTRIES, Bitstring
from mcissue.status.lists import build_list_credential

__all__ = ["ListPlace", "change_status", "choose_place", "list_file_name", "publish_lists"]

FULL_AT = MIN_ENTRIES * 2 // 3
"""Places of a list that are given away before the next one is begun; beyond, free ones are rare."""

#: Verb -> the purpose of the entries that it fits. Revocation is final, suspension can be taken back.
VERBS = {"revoke": "revocation", "suspend": "suspension", "reinstate": "suspension"}

INDEX_NAME = "index.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """A place in a status list."""

    list_url: str
    index: int


def choose_place(
    run_file: RunFile, *, award: str, purpose: str, base: str, also_taken: set[tuple[str, int]]
) -> ListPlace:
    """Choose a free place for an award in the first list of its purpose that is not full.

    Args:
        run_file: the issuer's books.
        award: the award's digest.
        purpose: `revocation` or `suspension`.
        base: the https address under which lists are published, ending in a slash.
        also_taken: places chosen in this run and not yet in the books.
    """
    number = 1
    while True:
        url = base + list_file_name(run_file.secret, purpose, number)
        taken = run_file.taken(url) | {index for list_url, index in also_taken if list_url == url}
        if len(taken) < FULL_AT:
            return ListPlace(
                list_url=url, index=status_index(run_file.secret, award, entries=MIN_ENTRIES, taken=taken)
            )
        number += 1


def list_file_name(secret: bytes, purpose: str, number: int) -> str:
    """The file name of a list: the same in each run, different for each issuer's books."""
    return f"{derive(secret, 'list', purpose, str(number)).hex()[:12]}.json"


def change_status(run_file: RunFile, *, credential: str, verb: str, at: datetime, reason: str | None) -> bool:
    """Note that a credential is revoked, suspended or reinstated; `publish_lists` makes it known.

    Args:
        run_file: the issuer's books.
        credential: the credential's id.
        verb: `revoke`, `suspend` or `reinstate`.
        at: when.
        reason: why, for the issuer's own books.

    Returns:
        Whether anything changed.

    Raises:
        StatusListError: the credential is unknown, has no status entry, or the verb does not fit it.
    """
    reservation = run_file.reservation_of(credential)
    if reservation is None:
        raise StatusListError(
            f"the credential {credential} was not issued from this folder",
            code="credential_unknown",
            path=str(run_file.folder),
            mend="Check the id, or name the folder that it was issued from.",
        )
    if reservation.purpose is None:
        raise StatusListError(
            "the credential was issued without a status entry and can never be revoked",
            code="status_entry_missing",
            mend="Issue with --status-base to be able to revoke.",
        )
    if VERBS[verb] != reservation.purpose:
        raise StatusListError(_unfit(verb, reservation.purpose), code="status_verb_unfit")
    effective = "suspend" if run_file.statuses.get(credential) == "suspend" else None
    effective = "revoke" if run_file.statuses.get(credential) == "revoke" else effective
    if effective == (None if verb == "reinstate" else verb):
        return False
    entry: dict[str, Any] = {"entry": "status", "credential": credential, "verb": verb, "at": at.isoformat()}
    if reason:
        entry["reason"] = reason
    run_file.append([entry])
    return True


def publish_lists(
    run_file: RunFile,
    *,
    folder: Path,
    issuer: str,
    at: datetime,
    valid_until: datetime,
    ttl: timedelta | None,
    sign: Callable[[JsonObject], JsonObject],
) -> dict[str, Path]:
    """Write every list of the issuer's books, signed, and the `index.json` that finds them by address.

    Args:
        run_file: the issuer's books.
        folder: where the files go; upload it to the address that the credentials name.
        issuer: the issuer's id.
        at: from when on the lists are valid.
        valid_until: until when a verifier may use them.
        ttl: how long a copy may be kept before it is fetched again.
        sign: signs one list credential.

    Returns:
        List address -> file.
    """
    by_url: dict[str, list[Reservation]] = {}
    for reservation in run_file.reservations.values():
        if reservation.list_url is not None:
            by_url.setdefault(reservation.list_url, []).append(reservation)
    make_folder(folder)
    written: dict[str, Path] = {}
    for url, reservations in sorted(by_url.items()):
        set_bits = {
            each.index: 1
            for each in reservations
            if each.index is not None and run_file.statuses.get(each.credential) in {"revoke", "suspend"}
        }
        document = build_list_credential(
            list_url=url,
            issuer=issuer,
            purpose=str(reservations[0].purpose),
            bitstring=Bitstring.empty().with_values(set_bits),
            valid_from=at,
            valid_until=valid_until,
            ttl=ttl,
        )
        written[url] = folder / url.rsplit("/", 1)[-1]
        write_whole(written[url], write_json(sign(document)))
    index: JsonObject = {url: path.name for url, path in written.items()}
    write_whole(folder / INDEX_NAME, write_json(index))
    return written


def _unfit(verb: str, purpose: str) -> str:
    done = {"revoke": "revoked", "suspend": "suspended", "reinstate": "reinstated"}[verb]
    can = "revoked, which is final" if purpose == "revocation" else "suspended and reinstated"
    return (
        f"this credential can be {can}, but it can't be {done}: "
        f"its status entry has the purpose {purpose} (--status-purpose when it was issued)"
    )
