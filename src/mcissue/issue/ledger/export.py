"""The ledger as tables for people: every credential, or every run. Neither names a learner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import func, select

from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.ledger import Ledger
from mcissue.issue.ledger.tables import CHANGES, CREDENTIALS, OUTPUTS, RUNS

__all__ = ["CREDENTIAL_COLUMNS", "RUN_COLUMNS", "credential_rows", "run_rows"]

CREDENTIAL_COLUMNS: Final = (
    "number", "run", "row", "credential", "generation", "state", "created", "documents", "packed_in",
    "status_purpose", "status_list", "status_place", "status_changed", "reason", "supersedes",
    "superseded_by",
)  # fmt: skip

RUN_COLUMNS: Final = (
    "run", "kind", "at", "course", "version", "set_aside", "issued", "revoked_or_suspended", "erased",
    "state",
)  # fmt: skip

_VERBS: Final = {"revoke": "revoked", "suspend": "suspended", "reinstate": "issued"}


def credential_rows(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    """A row for each credential, in the order in which they were set aside.

    Args:
        ledger: the ledger, open.
    """
    database = ledger.database
    lists = {each.number: each for each in ledger.status.lists()}
    for rows in database.pages(select(CREDENTIALS), CREDENTIALS.c.number):
        numbers = [row.number for row in rows]
        outputs = _outputs(database, numbers)
        changes = _changes(database, numbers)
        for row in rows:
            documents, packed = outputs.get(row.number, ([], []))
            change = changes.get(row.number)
            listed = lists.get(row.list)
            cells = (
                row.number, row.run, row.row, row.credential, row.generation,
                _state(row, documents, change), row.created, " ".join(documents), " ".join(packed),
                listed.purpose if listed else None, listed.url if listed else None, row.place,
                change.at if change else None, change.reason if change else None,
                row.replaces, row.replaced_by,
            )  # fmt: skip
            yield tuple("" if cell is None else str(cell) for cell in cells)


def run_rows(ledger: Ledger) -> list[tuple[str, ...]]:
    """A row for each run.

    Args:
        ledger: the ledger, open.
    """
    database = ledger.database
    set_aside = _counts(database, select(CREDENTIALS.c.run, func.count()).group_by(CREDENTIALS.c.run))
    issued = _counts(
        database,
        select(OUTPUTS.c.run, func.count(func.distinct(OUTPUTS.c.credential))).group_by(OUTPUTS.c.run),
    )
    last = select(func.max(CHANGES.c.number)).group_by(CHANGES.c.credential)
    taken_back = _counts(
        database,
        select(CREDENTIALS.c.run, func.count())
        .join(CHANGES, CHANGES.c.credential == CREDENTIALS.c.number)
        .where(CHANGES.c.number.in_(last), CHANGES.c.verb != "reinstate")
        .group_by(CREDENTIALS.c.run),
    )
    erased = _counts(
        database,
        select(CREDENTIALS.c.run, func.count())
        .where(CREDENTIALS.c.erased.is_not(None))
        .group_by(CREDENTIALS.c.run),
    )
    return [
        tuple(
            "" if cell is None else str(cell)
            for cell in (
                row.number, row.kind, row.at, row.course, row.version, set_aside.get(row.number, 0),
                issued.get(row.number, 0), taken_back.get(row.number, 0), erased.get(row.number, 0),
                "finished" if row.finished else "cut short",
            )
        )
        for row in database.rows(select(RUNS).order_by(RUNS.c.number))
    ]  # fmt: skip


def _counts(database: Database, query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in database.rows(query)}


def _outputs(database: Database, numbers: list[int]) -> dict[int, tuple[list[str], list[str]]]:
    found: dict[int, tuple[list[str], list[str]]] = {}
    query = select(OUTPUTS).where(OUTPUTS.c.credential.in_(numbers)).order_by(OUTPUTS.c.number)
    for row in database.rows(query):
        documents, packed = found.setdefault(row.credential, ([], []))
        documents.append(row.output)
        if row.file and row.file not in packed:
            packed.append(row.file)
    return found


def _changes(database: Database, numbers: list[int]) -> dict[int, Any]:
    """The last change of each."""
    query = select(CHANGES).where(CHANGES.c.credential.in_(numbers)).order_by(CHANGES.c.number)
    return {row.credential: row for row in database.rows(query)}


def _state(row: Any, documents: list[str], change: Any) -> str:
    if row.erased:
        return "erased"
    if not documents:
        return "set aside"
    return _VERBS[change.verb] if change else "issued"
