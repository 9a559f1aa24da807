"""Is the ledger the one that was last published from? A backup of before would undo what happened since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from mcissue.errors import LedgerError, McissueError
from mcissue.issue.ledger.statuses import Statuses
from mcissue.issue.ledger.values import StatusList
from mcissue.issue.outputs import INDEX
from mcissue.jsonld.read import read_json_object
from mcissue.status.bitstring import Bitstring
from mcissue.status.entry import REVOCATION
from mcissue.words import format_datetime, parse_datetime

__all__ = ["check_published", "compare_published"]


def check_published(
    lists: Iterable[StatusList], folder: Path, *, accepted: Collection[datetime] = ()
) -> None:
    """Make sure that the lists in a folder were published from this ledger, and not from a later state of it.

    A ledger restored from an old backup would give places a second time, and its next publication would take
    revocations back (docs/threats.md 4.8 and 9.7). What is published is noted before its file is written, so
    a list is never newer than the ledger that it comes from.

    Args:
        lists: the lists that the ledger knows.
        folder: where lists were published: the folder's own `status`, or a copy from the web server.
        accepted: the times at which lists were published while the clock was ahead (`Runs.accepted`).

    Raises:
        LedgerError: `ledger_outdated`.
    """
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        if path.name != INDEX:
            _check(lists, str(path), path.read_bytes(), accepted)


def compare_published(
    ledger_status: Statuses, found: Mapping[str, bytes], *, accepted: Collection[datetime]
) -> None:
    """Make sure that what lies on the web server was published from this ledger, and not from a later state.

    A whole folder that was restored from a backup holds together; only what was uploaded since is newer, and
    the next upload would take its revocations back.

    Args:
        ledger_status: what the ledger knows of lists and changes.
        found: what lies there: where, for messages -> the list.
        accepted: as for `check_published`.

    Raises:
        LedgerError: `ledger_outdated`; `lists_not_compared` if a list that was published is not among them.
    """
    lists = ledger_status.lists()
    compared = set()
    for where, data in found.items():
        known = _check(lists, where, data, accepted)
        if known is None:
            continue
        compared.add(known.url)
        if known.purpose == REVOCATION:  # final: what is set there was never taken back
            more = _places(where, data) - set(ledger_status.places_set(known.number))
            if more:
                raise _outdated(where, f"revokes {len(more)} that the ledger does not know as revoked")
    missing = [each.url for each in lists if each.published is not None and each.url not in compared]
    if missing:
        raise LedgerError(
            f"the list {missing[0]} was published, and is not there to be compared",
            code="lists_not_compared",
            mend="Name the place where the lists are published, or a folder with a copy of all of them.",
            detail={"missing": missing[:10]},
        )


def _check(
    lists: Iterable[StatusList], where: str, data: bytes, accepted: Collection[datetime]
) -> StatusList | None:
    """Hold the date of one published list against the ledger; the list of the ledger, if it is one."""
    known = {each.url: each for each in lists}
    try:
        document = read_json_object(data)
        url, published = document["id"], parse_datetime(document["validFrom"])
    except (McissueError, KeyError):
        return None  # not one of our lists; a verifier says what is wrong with it
    listed = known.get(url) if isinstance(url, str) else None
    last = listed.published if listed is not None else None
    if listed is None or last is None:
        raise _outdated(where, f"is of {format_datetime(published)}, and the ledger knows no such list")
    if published > last and published not in accepted:
        newer = f"of {format_datetime(published)} is newer than the ledger, which knows the one of"
        raise _outdated(where, f"{newer} {format_datetime(last)}")
    return listed


def _places(where: str, data: bytes) -> set[int]:
    """The places that are set in a list."""
    try:
        return set(Bitstring.decode(read_json_object(data)["credentialSubject"]["encodedList"]).set_indexes())
    except (McissueError, KeyError, TypeError) as error:
        raise LedgerError(
            "the published list can't be read, so it was not compared",
            code="lists_not_compared",
            path=where,
            mend="Upload what mcissue status publish wrote last, and compare again.",
        ) from error


def _outdated(where: str, what: str) -> LedgerError:
    return LedgerError(
        f"the published status list {what}",
        code="ledger_outdated",
        path=where,
        mend="The ledger is an old backup, or another one. Restore the newest; issuing with this one "
        "would give status places twice and take revocations back.",
    )
