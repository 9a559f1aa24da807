"""Where a ledger is kept: in its folder or on a server; and what is said where it can't be used."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import URL

from mcissue.errors import LedgerError
from mcissue.issue.ledger import engine as engines
from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.tables import SETTINGS

__all__ = [
    "ADDRESS",
    "COPY",
    "address_of",
    "exists",
    "has_begun",
    "missing",
    "newest_form",
    "open_database",
    "read_only",
    "refuse_used",
]

ADDRESS: Final = "postgresql"
"""A file with the address of a database elsewhere, so that nobody begins a second ledger by mistake."""

COPY: Final = "Copy the whole folder to a disk that can be written to, and look at the copy."


def missing(folder: Path) -> LedgerError:
    """There is no ledger in a folder."""
    return LedgerError(
        "nothing was issued from this folder",
        code="ledger_missing",
        path=str(folder.parent),
        mend="Name the folder that `mcissue issue` was given as --out.",
    )


def has_begun(database: Database) -> bool:
    """Whether a database that is only read holds a ledger."""
    with database.transaction():
        return engines.has_tables(database.connection)


def newest_form(database: Database) -> Database:
    """A database that is only read, or a copy of it in memory where an earlier mcissue wrote it.

    Raises:
        LedgerError: `ledger_unusable` if it is a server's, and of an earlier form; `ledger_newer`.
    """
    with database.transaction():
        if engines.is_up_to_date(database.connection, where=database.where):
            return database
    if database.connection.dialect.name != "sqlite":
        raise LedgerError(
            "the ledger was written by an earlier version of mcissue, and is only read here",
            code="ledger_unusable",
            path=database.where,
            mend="Run mcissue ledger check in the folder that is issued into: that brings it up to date.",
        )
    copy = Database(engines.memory_engine(), where=database.where)
    try:
        engines.copy_sqlite(database.connection, copy.connection)
        with copy.transaction():
            engines.bring_up_to_date(copy.connection, where=copy.where)
    except BaseException:
        copy.close()
        raise
    database.close()
    return copy


def read_only(folder: Path, error: OSError) -> LedgerError:
    """A ledger can't be written to where it lies."""
    return LedgerError(
        f"nothing can be written here: {error.strerror}",
        code="ledger_read_only",
        path=str(folder),
        mend="Work in the folder that is issued into, as the user who issues. A backup can be looked at as "
        "it is, with `mcissue ledger check`, report and export.",
    )


def address_of(folder: Path, given: str | None) -> URL | None:
    """The address of the database; None for SQLite in the folder.

    Raises:
        LedgerError: `ledger_elsewhere` if the folder was begun with another one.
    """
    note = folder / ADDRESS
    noted = note.read_text(encoding="utf-8").strip() if note.exists() else None
    url = engines.database_url(given) if given is not None else None
    begun = (folder / engines.DATABASE).exists()
    if (url is not None and begun) or (
        url is not None and noted is not None and engines.shown_url(url) != noted
    ):
        raise LedgerError(
            f"the ledger of this folder is kept in {noted or folder / engines.DATABASE}",
            code="ledger_elsewhere",
            path=str(folder.parent),
            mend="Leave --ledger out, or give another --out.",
        )
    return url or (engines.database_url(noted) if noted else None)


def open_database(folder: Path, address: URL | None) -> Database:
    """Open the database, locked where it is a server's.

    Raises:
        LedgerError: it can't be used, or another run uses it.
        OSError: its file can't be opened.
    """
    if address is None:
        return Database(engines.sqlite_engine(folder / engines.DATABASE), where=str(folder), whole=True)
    database = Database(engines.postgres_engine(address), where=engines.shown_url(address))
    try:
        with database.transaction():
            engines.take_database_lock(database.connection, where=database.where)
    except BaseException:
        database.close()
        raise
    return database


def exists(folder: Path, address: URL | None) -> bool:
    """Whether something of a ledger is there."""
    return (folder / (ADDRESS if address else engines.DATABASE)).exists()


def refuse_used(folder: Path, address: URL) -> None:
    """A new folder can't begin with a database that another one uses: the secret is there."""
    database = Database(engines.postgres_engine(address), where=engines.shown_url(address))
    try:
        with database.transaction():
            begun = engines.has_tables(database.connection)
        begun = begun and database.one(select(SETTINGS.c.name).limit(1)) is not None
    finally:
        database.close()
    if begun:
        raise LedgerError(
            "this database holds a ledger already, and its secret is not in this folder",
            code="ledger_secret_missing",
            path=str(folder),
            mend="Name the folder that it was begun with as --out, or restore that folder's `ledger` here.",
        )
