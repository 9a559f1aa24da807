"""Does the ledger hold together, and is what it says of the files on disk true?

The chain is walked from its start: every link must follow from the one before, every digest from what the
ledger says now. Then every document is looked for: its bytes must be those that were signed, and no document
may lie there that the ledger does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from mcissue.errors import LedgerError
from mcissue.issue.ledger.awards import reservation_of
from mcissue.issue.ledger.chain import START, chain_digest, output_body
from mcissue.issue.ledger.database import PAGE, Database
from mcissue.issue.ledger.ledger import Ledger
from mcissue.issue.ledger.published import check_published
from mcissue.issue.ledger.runs import clock_body
from mcissue.issue.ledger.tables import ANSWERS, CHAIN, CHANGES, CREDENTIALS, LISTS, OUTPUTS, RUNS
from mcissue.issue.ledger.values import Issued
from mcissue.issue.outputs import CREDENTIALS as FOLDER
from mcissue.issue.outputs import PART, STATUS, file_name_of

__all__ = ["Finding", "check_ledger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not fit.

    Attributes:
        where: the entry or file.
        what: what is wrong, in a sentence.
    """

    where: str
    what: str


def check_ledger(ledger: Ledger, out: Path) -> list[Finding]:
    """Look at everything; an empty list is good news.

    Args:
        ledger: the ledger, open.
        out: the folder that was issued into.

    Raises:
        LedgerError: the database can't be read.
        OSError: a file can't be read.
    """
    database = ledger.database
    findings = [*_whole(database), *_chain(database), *_documents(database, out), *_strangers(database, out)]
    try:
        _ = ledger.secret
    except LedgerError as error:
        findings.append(Finding(where=str(error.path), what=error.message))
    try:
        check_published(ledger.status.lists(), out / STATUS, accepted=ledger.runs.accepted())
    except LedgerError as error:
        findings.append(Finding(where=str(error.path), what=error.message))
    return findings


def _whole(database: Database) -> Iterator[Finding]:
    for line in database.integrity():
        yield Finding(where=database.where, what=f"the database is damaged: {line}")


def _chain(database: Database) -> Iterator[Finding]:
    link, expected = START, 1
    seen = {"output": 0, "change": 0, "answer": 0, "erased": 0, "clock": 0}
    for entries in database.pages(select(CHAIN), CHAIN.c.number):
        bodies = {
            "output": _outputs(database, [row.subject for row in entries if row.kind == "output"]),
            "change": _changes(database, [row.subject for row in entries if row.kind == "change"]),
            "answer": _answers(database, [row.subject for row in entries if row.kind == "answer"]),
            "erased": _erased(database, [row.subject for row in entries if row.kind == "erased"]),
            "clock": _clocks(database, [row.subject for row in entries if row.kind == "clock"]),
        }
        for row in entries:
            where = f"entry {row.number} of the chain"
            link = sha256(link + row.digest).digest()
            if row.number != expected or row.link != link:
                yield Finding(where=where, what="it does not follow from the entry before")
                expected, link = row.number, row.link
            expected += 1
            seen[row.kind] = seen.get(row.kind, 0) + 1
            known = bodies.get(row.kind, {})
            if row.subject not in known:
                yield Finding(where=where, what=f"the {row.kind} that it stands for is gone")
                continue
            body = known[row.subject]
            if body is None:
                # Erased: the digest stays, nobody can say any more what it was made of.
                continue
            if row.salt is None or chain_digest(row.salt, row.kind, body) != row.digest:
                yield Finding(where=where, what=f"the {row.kind} {row.subject} was changed afterwards")
    counts = {
        kind: (table, select(func.count()).select_from(table))
        for kind, table in (("output", OUTPUTS), ("change", CHANGES), ("answer", ANSWERS))
    }
    counts["clock"] = RUNS, select(func.count()).where(RUNS.c.kind == "clock")
    for kind, (table, query) in counts.items():
        count = database.one(query)
        if count != seen[kind]:
            yield Finding(
                where=f"the table {table.name}", what=f"{count} rows, and {seen[kind]} in the chain"
            )


def _outputs(database: Database, numbers: list[int]) -> dict[int, tuple[Any, ...] | None]:
    query = (
        select(CREDENTIALS, OUTPUTS.c.number.label("of"), OUTPUTS.c.run.label("by"), OUTPUTS.c.output)
        .add_columns(OUTPUTS.c.sha256, LISTS.c.url, LISTS.c.purpose)
        .join(CREDENTIALS, CREDENTIALS.c.number == OUTPUTS.c.credential)
        .outerjoin(LISTS, LISTS.c.number == CREDENTIALS.c.list)
        .where(OUTPUTS.c.number.in_(numbers))
    )
    found: dict[int, tuple[Any, ...] | None] = {}
    for row in database.rows(query) if numbers else ():
        if row.erased is not None:
            found[row.of] = None
            continue
        reservation = reservation_of(row, purpose=row.purpose, list_url=row.url)
        issued = Issued(credential=row.number, reservation=reservation, output=row.output, sha256=row.sha256)
        found[row.of] = output_body(row.number, row.by, issued)
    return found


def _changes(database: Database, numbers: list[int]) -> dict[int, tuple[Any, ...] | None]:
    query = (
        select(CHANGES, CREDENTIALS.c.erased)
        .join(CREDENTIALS, CREDENTIALS.c.number == CHANGES.c.credential)
        .where(CHANGES.c.number.in_(numbers))
    )
    return {
        row.number: None if row.erased else (row.credential, row.run, row.verb, row.at, row.reason)
        for row in (database.rows(query) if numbers else ())
    }


def _answers(database: Database, numbers: list[int]) -> dict[int, tuple[Any, ...] | None]:
    query = select(ANSWERS).where(ANSWERS.c.number.in_(numbers))
    return {
        row.number: None if row.other is None else (row.credential, row.other, row.at)
        for row in (database.rows(query) if numbers else ())
    }


def _erased(database: Database, numbers: list[int]) -> dict[int, tuple[Any, ...] | None]:
    query = select(CREDENTIALS.c.number, CREDENTIALS.c.erased).where(CREDENTIALS.c.number.in_(numbers))
    return {row.number: (row.number, row.erased) for row in (database.rows(query) if numbers else ())}


def _clocks(database: Database, numbers: list[int]) -> dict[int, tuple[Any, ...] | None]:
    return {number: clock_body(database, number) for number in numbers}


def _documents(database: Database, out: Path) -> Iterator[Finding]:
    """Every document must be there with its bytes."""
    query = (
        select(OUTPUTS, CREDENTIALS.c.credential.label("id"))
        .join(CREDENTIALS, CREDENTIALS.c.number == OUTPUTS.c.credential)
        .where(CREDENTIALS.c.erased.is_(None))
    )
    missing: set[str] = set()
    for rows in database.pages(query, OUTPUTS.c.number):
        for row in rows:
            if row.file is None:
                path = out / FOLDER / _name(row.id, row.output)
                data = path.read_bytes() if path.is_file() else None
            elif row.file.endswith(".zip") or row.file in missing:
                continue
            else:
                path = out / FOLDER / row.file
                data = _part_of(path, row.start, row.length)
            if data is None:
                missing.add(row.file or "")
                yield Finding(where=str(path), what="the file is not there")
            elif sha256(data).digest() != row.sha256:
                yield Finding(where=str(path), what=f"{row.id} was changed after it was issued")


def _part_of(path: Path, start: int, length: int) -> bytes | None:
    for place in (path, path.with_name(f"{path.name}{PART}")):
        if place.is_file():
            with place.open("rb") as file:
                file.seek(start)
                return file.read(length)
    return None


def _strangers(database: Database, out: Path) -> Iterator[Finding]:
    """No credential may lie there that the ledger does not know."""
    folder = out / FOLDER
    names: list[str] = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        names.append(path.name)
        if len(names) == PAGE:
            yield from _unknown(database, folder, names)
            names.clear()
    yield from _unknown(database, folder, names)


def _unknown(database: Database, folder: Path, names: list[str]) -> Iterator[Finding]:
    ids = {f"urn:uuid:{name.partition('.')[0]}": name for name in names}
    query = select(CREDENTIALS.c.credential).where(CREDENTIALS.c.credential.in_(list(ids)))
    known = {row[0] for row in database.rows(query)} if ids else set()
    for identifier in ids.keys() - known:
        yield Finding(where=str(folder / ids[identifier]), what="the ledger does not know this credential")


def _name(credential: str, output: str) -> str:
    return file_name_of(f"{credential.removeprefix('urn:uuid:')}.json", output)
