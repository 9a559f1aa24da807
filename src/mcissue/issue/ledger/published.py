"""Is the ledger the one that was last published from? A backup of before would undo what happened since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mcissue.errors import LedgerError, McissueError
from mcissue.issue.ledger.values import StatusList
from mcissue.issue.outputs import INDEX
from mcissue.jsonld.read import read_json_object
from mcissue.words import format_datetime, parse_datetime

__all__ = ["check_published"]


def check_published(lists: Iterable[StatusList], folder: Path) -> None:
    """Make sure that the lists in a folder were published from this ledger, and not from a later state of it.

    A ledger restored from an old backup would give places a second time, and its next publication would take
    revocations back (docs/threats.md 4.8 and 9.7). What is published is noted before its file is written, so
    a list is never newer than the ledger that it comes from.

    Args:
        lists: the lists that the ledger knows.
        folder: where lists were published: the folder's own `status`, or a copy from the web server.

    Raises:
        LedgerError: `ledger_outdated`.
    """
    noted = {each.url: each.published for each in lists}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        if path.name == INDEX:
            continue
        try:
            document = read_json_object(path.read_bytes())
            url, published = document["id"], parse_datetime(document["validFrom"])
        except (McissueError, KeyError):
            continue  # not one of our lists; a verifier says what is wrong with it
        last = noted.get(url)
        if last is None or published > last:
            raise LedgerError(
                f"the status list of {format_datetime(published)} is newer than the ledger, which knows "
                + (f"the one of {format_datetime(last)}" if last else "no such list"),
                code="ledger_outdated",
                path=str(path),
                mend="The ledger is an old backup, or another one. Restore the newest; issuing with this one "
                "would give status places twice and take revocations back.",
            )
