"""How the ledger's database is reached: SQLite as safe as it can be, or PostgreSQL; one process at a time.

SQLite keeps a write-ahead log and forces every commit to disk (`synchronous=FULL`); each transaction takes
the write lock at its start (`BEGIN IMMEDIATE`), so that none fails half way. Network file systems are
refused, for their locks do not hold (sqlite.org/wal.html, sqlite.org/howtocorrupt.html section 2.1).
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from mcissue.carrier.files import FULL_DISK
from mcissue.errors import LedgerError
from mcissue.issue.ledger.tables import HEAD, METADATA

__all__ = [
    "DATABASE",
    "bring_up_to_date",
    "copy_sqlite",
    "database_url",
    "has_tables",
    "is_up_to_date",
    "ledger_error",
    "memory_engine",
    "postgres_engine",
    "shown_url",
    "sqlite_engine",
    "take_database_lock",
    "take_folder_lock",
    "upgrade",
]

DATABASE: Final = "ledger.db"
LOCK: Final = "lock"

CACHE_KIB: Final = 65_536
"""SQLite's page cache: keys are random, and with the default of 2 MB a million of them are slow."""

ADVISORY_LOCK: Final = 0x6D636973_73756500
"""The number of the lock that a process holds in PostgreSQL while it works: "mcissue" in ASCII."""

PATIENCE: Final = 3.0
"""Seconds to wait for a lock: the processes of a run that was killed a moment ago end when they notice it."""

RETRY: Final = 0.1
"""Seconds between two attempts to get a lock."""

_NETWORK: Final = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs",
    "lustre", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "gfs2",
    "fuse.davfs2", "ocfs2",
})  # fmt: skip


def database_url(given: str) -> URL:
    """Read the address of a PostgreSQL database.

    Raises:
        LedgerError: `ledger_url_invalid`.
    """
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise LedgerError(
            "this is no address of a PostgreSQL database",
            code="ledger_url_invalid",
            mend="Write it as in postgresql://user@host/database; the password goes into PGPASSWORD or a "
            "password file.",
        )
    return url.set(drivername="postgresql+psycopg")


def shown_url(url: URL) -> str:
    """The address without its password, for messages and for the folder's own note."""
    bare = url.set(drivername="postgresql")._replace(password=None)  # `set` takes None for "as it is"
    return bare.render_as_string(hide_password=False)


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine for a file, made for its owner only where it is absent.

    Args:
        path: the file.
        read_only: whether nothing may be written, not even a lock.

    Raises:
        LedgerError: `ledger_on_network`.
        OSError: the file can't be made, or not be read.
    """
    if read_only:
        # SQLite would not say why it can't.
        path.open("rb").close()
        # Without a log beside it nobody is writing, and the file alone is the whole database.
        log = path.with_name(f"{path.name}-wal")
        still = "" if log.exists() and log.stat().st_size else "&immutable=1"
        database = f"file:{_quoted(path)}?mode=ro{still}&uri=true"
    else:
        _refuse_network(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        database = f"file:{_quoted(path)}?uri=true"
    engine = create_engine(f"sqlite:///{database}", poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # Python's own transactions begin late and end early; ours begin below.
        connection.isolation_level = None
        if read_only:
            return
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"cache_size=-{CACHE_KIB}",
            "busy_timeout=5000",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def memory_engine() -> Engine:
    """An engine for a ledger that is gone when the process ends."""
    return create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)


def postgres_engine(url: URL) -> Engine:
    """An engine for PostgreSQL.

    Raises:
        LedgerError: `ledger_extra_missing`.
    """
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise LedgerError(
            "PostgreSQL needs a package that is not installed",
            code="ledger_extra_missing",
            mend='Install it: pip install "mcissue[postgres]".',
            indeterminate=True,
        ) from None
    try:
        return create_engine(url, poolclass=StaticPool, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise ledger_error(error, shown_url(url)) from error


def copy_sqlite(source: Connection, target: Connection) -> None:
    """Copy a whole SQLite database.

    Args:
        source: what is copied, outside of a transaction.
        target: what it is copied to; whatever was there is gone.
    """
    one, other = source.connection.driver_connection, target.connection.driver_connection
    assert isinstance(one, sqlite3.Connection)
    assert isinstance(other, sqlite3.Connection)
    one.backup(other)


def bring_up_to_date(connection: Connection, *, where: str) -> None:
    """Make the tables of a new ledger, or take an older one to the newest form.

    Args:
        connection: in a transaction.
        where: names the ledger in messages.

    Raises:
        LedgerError: `ledger_newer` if a later mcissue has changed it.
    """
    if has_tables(connection):
        if not is_up_to_date(connection, where=where):
            upgrade(connection)
    else:
        METADATA.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def is_up_to_date(connection: Connection, *, where: str) -> bool:
    """Whether the tables of a ledger have the newest form, and not an older one.

    Args:
        connection: in a transaction.
        where: names the ledger in messages.

    Raises:
        LedgerError: `ledger_newer` if a later mcissue has changed it.
    """
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is None or str(revision) > HEAD:
        raise LedgerError(
            "the ledger was written by a newer version of mcissue",
            code="ledger_newer",
            path=where,
            mend="Update mcissue.",
        )
    return bool(revision == HEAD)


def has_tables(connection: Connection) -> bool:
    """Whether the ledger's tables are there."""
    return inspect(connection).has_table("settings")


def upgrade(connection: Connection) -> None:
    """Run alembic's steps up to the newest.

    Args:
        connection: in a transaction.
    """
    from alembic import command  # noqa: PLC0415 - rarely needed, and slow to load
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "mcissue.issue.ledger:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def take_folder_lock(folder: Path) -> int:
    """Hold the lock of a folder; the descriptor that holds it.

    What is left of a run that was killed a moment ago, its processes of --jobs, is waited for.

    Raises:
        LedgerError: `ledger_locked`.
    """
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    end = time.monotonic() + PATIENCE
    try:
        while not (taken := _is_ours(descriptor)) and time.monotonic() < end:
            time.sleep(RETRY)
    except BaseException:
        os.close(descriptor)
        raise
    if not taken:
        os.close(descriptor)
        raise _locked(str(folder))
    return descriptor


def _is_ours(descriptor: int) -> bool:
    """Try once to lock a file; whether it worked."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def take_database_lock(connection: Connection, *, where: str) -> None:
    """Hold PostgreSQL's lock for as long as the connection lives: another host may have another folder.

    A run that was killed a moment ago is waited for until the server has noticed it.

    Raises:
        LedgerError: `ledger_locked`.
    """
    end = time.monotonic() + PATIENCE
    query = text("SELECT pg_try_advisory_lock(:key)")
    while not connection.execute(query, {"key": ADVISORY_LOCK}).scalar():
        if time.monotonic() > end:
            raise _locked(where)
        time.sleep(RETRY)


def ledger_error(error: Exception, where: str) -> LedgerError:
    """What the database said, as one of our errors; never with the values of a statement."""
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if isinstance(error, SQLAlchemyError) and any(word in reason for word in ("malformed", "not a database")):
        return LedgerError(
            "the ledger is damaged",
            code="ledger_damaged",
            path=where,
            mend="Restore it from your backup, with the secret beside it; see docs/ledger.md.",
        )
    return LedgerError(
        f"the ledger can't be used: {reason}",
        code="ledger_unusable",
        path=where,
        # SQLite's own words (SQLITE_FULL, sqlite.org/rescode.html).
        mend=FULL_DISK if "is full" in reason else "Mend the cause and run again: nothing is lost.",
    )


def _locked(where: str) -> LedgerError:
    return LedgerError(
        "another run is using this folder",
        code="ledger_locked",
        path=where,
        mend="Wait until it has ended, then start again.",
    )


def _quoted(path: Path) -> str:
    """A path as it stands in a URI of SQLite, inside a URL of SQLAlchemy."""
    from urllib.parse import quote  # noqa: PLC0415 - not needed by PostgreSQL

    # SQLAlchemy takes the first question mark for the end, so all marks are written as numbers.
    return quote(str(path.absolute()))


def _refuse_network(folder: Path) -> None:
    kind = _file_system(folder)
    if kind in _NETWORK:
        raise LedgerError(
            f"the folder is on a network drive ({kind}), where locks do not hold: two runs could give one "
            "status place to two learners",
            code="ledger_on_network",
            path=str(folder),
            mend="Issue into a folder of this machine, or keep the ledger in PostgreSQL (--ledger).",
        )


def _file_system(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of file system that a folder is on, where Linux tells it."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place = folder.resolve()
    found: tuple[int, str] | None = None
    for line in lines:
        _, point, kind, *_ = [*line.split(" "), "", "", ""]
        mounted = Path(point.replace("\\040", " "))
        # The last of equals: it was mounted over the others.
        if place.is_relative_to(mounted) and (found is None or len(mounted.parts) >= found[0]):
            found = (len(mounted.parts), kind)
    return found[1] if found else None
