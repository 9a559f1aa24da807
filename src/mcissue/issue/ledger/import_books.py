"""The books of mcissue before there was a ledger, taken over once: ids, places, times and states stay.

What those books do not say is left open: whose an award was is known by its digest alone, so a learner can't
be looked up, and a changed row is taken for the one that was issued.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mcissue.carrier.files import sync_folder
from mcissue.errors import LedgerError
from mcissue.issue.ledger.ledger import FOLDER, Ledger
from mcissue.issue.ledger.place import EARLIER
from mcissue.issue.ledger.values import Issued, Reservation
from mcissue.proof.times import format_datetime, parse_datetime

__all__ = ["import_books"]

SECRET_BYTES: Final = 32


def import_books(out: Path, *, at: datetime) -> int:
    """Take the books of a folder over into a new ledger; the books are renamed to `books-imported`.

    Args:
        out: the folder that was issued into.
        at: when.

    Returns:
        How many credentials were taken over.

    Raises:
        LedgerError: `ledger_missing` if there are none, `ledger_damaged`, `ledger_secret_missing`.
        OSError: the folder can't be written to.
    """
    books = (out / EARLIER).parent
    if not (out / EARLIER).exists() or (out / FOLDER).exists():
        raise LedgerError(
            "there are no books of an earlier mcissue to take over, or there is a ledger already",
            code="ledger_missing",
            path=str(books),
        )
    entries = [_entry(line, number, out / EARLIER) for number, line in enumerate(_lines(out / EARLIER), 1)]
    try:
        secret = bytes.fromhex((books / "secret").read_text(encoding="ascii"))
    except (OSError, ValueError):
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise LedgerError(
            "the secret of the books is lost or damaged",
            code="ledger_secret_missing",
            path=str(books / "secret"),
            mend="Restore it from your backup.",
        )
    # Built beside its place, so that a half built one is never taken for a ledger.
    building = out / f"{FOLDER}-importing"
    with Ledger.open(building / FOLDER, secret=secret) as ledger:
        count = _take_over(ledger, entries, at)
    (building / FOLDER).replace(out / FOLDER)
    building.rmdir()
    books.replace(out / "books-imported")
    sync_folder(out)
    return count


def _lines(path: Path) -> list[bytes]:
    """Whole lines; a last one without its end was never built upon."""
    return path.read_bytes().split(b"\n")[:-1]


def _entry(line: bytes, number: int, path: Path) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict) or "entry" not in entry:
        raise LedgerError(
            "this line can't be read",
            code="ledger_damaged",
            path=f"{path}, line {number}",
            mend="Restore the file from your backup; do not edit it.",
        )
    return entry


def _take_over(ledger: Ledger, entries: list[dict[str, Any]], at: datetime) -> int:
    reserved: dict[str, Reservation] = {}
    for entry in entries:
        if entry["entry"] == "opened":
            ledger.begin(issuer=entry["issuer"], status_base=entry["status_base"])
        elif entry["entry"] == "reserved":
            reserved[entry["award"]] = Reservation(
                award=entry["award"],
                learner="",
                content="",
                credential=entry["credential"],
                created=entry["created"],
                purpose=entry["purpose"],
                list_url=entry["list_url"],
                index=entry["index"],
            )
    listed = sorted(reserved.values(), key=lambda each: (each.created, each.credential))
    with ledger.transaction():
        run = ledger.new_run("issue", at=at)
        first = ledger.reserve([(each, None) for each in listed], run=run)
        numbers = {each.credential: (number, each) for number, each in enumerate(listed, first)}
        issued: dict[tuple[int, str], Issued] = {}
        for entry in entries:
            if entry["entry"] == "issued":
                number, reservation = numbers[entry["credential"]]
                output = entry.get("output", "openbadges")
                issued[number, output] = Issued(
                    credential=number,
                    reservation=reservation,
                    output=output,
                    sha256=bytes.fromhex(entry["sha256"]),
                )
        ledger.note_issued(list(issued.values()), run=run)
        for entry in entries:
            if entry["entry"] == "status":
                number, _ = numbers[entry["credential"]]
                moment = parse_datetime(format_datetime(datetime.fromisoformat(entry["at"])))
                ledger.note_change(number, run=run, verb=entry["verb"], at=moment, reason=entry.get("reason"))
        for each in ledger.lists():
            # Its lists were published by the books, at some time up to now.
            ledger.note_published(each.number, at=at, sha256=bytes(32))
        ledger.finish_run()
    return len(listed)
