"""The ledger: what was set aside, issued, revoked and suspended, in a database of its own.

SQLite in the folder that is issued into, or PostgreSQL by URL. The order of events (DESIGN section 8,
docs/threats.md 9.1): an award's id and status place are set aside, it is signed, its file is written and
forced to disk, and only then it is noted as issued. Whatever was set aside keeps its id, its place and its
time, so a run that was killed is taken up by the next one with the same bytes. The ledger holds keyed digests
and states, no names.
"""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import select
from sqlalchemy.engine import URL

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import LedgerError
from mcissue.issue.identity import derive
from mcissue.issue.ledger import engine as engines
from mcissue.issue.ledger.awards import Awards
from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.documents import Documents
from mcissue.issue.ledger.place import (
    ADDRESS,
    COPY,
    address_of,
    exists,
    has_begun,
    missing,
    newest_form,
    open_database,
    read_only,
    refuse_used,
)
from mcissue.issue.ledger.runs import Runs
from mcissue.issue.ledger.secret import SECRET, SECRET_BYTES, read_secret
from mcissue.issue.ledger.statuses import Statuses
from mcissue.issue.ledger.tables import METADATA, SETTINGS
from mcissue.words import format_datetime

__all__ = ["FOLDER", "Ledger"]

FOLDER: Final = "ledger"
"""The ledger's folder below the one that is issued into."""

LONGEST_PAUSE: Final = timedelta(days=400)
"""Between two uses of a ledger: who issues once a year does so within these."""

MADE: Final = datetime(2026, 12, 1, tzinfo=UTC)
"""About when this version was made."""

LONGEST_USE: Final = timedelta(days=5 * 366)
"""From then to the first use of a new ledger; nobody should issue with a version that is older."""

_NOT_WRITABLE: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class Ledger:
    """An open ledger; a context manager that holds its lock while it is open.

    Make one with `Ledger.open`, `Ledger.read` or `Ledger.rehearse`.

    Attributes:
        folder: the ledger's folder.
        settings: what it was begun with: `issuer` and `status_base`; empty before.
        database: the open database, for what looks at all of it.
        runs: when something was done with it.
        awards: what was set aside.
        documents: what was issued.
        status: what was revoked or suspended, and the lists that say so.
        is_new: whether nothing of it is on disk yet.
        is_read_only: whether it was opened without a lock, for nothing can be written there.
    """

    def __init__(self, folder: Path, secret: bytes, database: Database, *, lock: int = -1) -> None:
        self.folder = folder
        self.is_new = self.is_read_only = False
        self._secret: bytes | LedgerError = secret
        self._lock = lock
        self._address: URL | None = None
        self._take(database)

    def _take(self, database: Database) -> None:
        database.count()
        self.database = database
        self.runs = Runs(database)
        self.status = Statuses(database)
        self.awards = Awards(database, self.status)
        self.documents = Documents(database)
        self.settings: dict[str, str] = {row.name: row.value for row in database.rows(select(SETTINGS))}

    # --- Opening ----------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        url: str | None = None,
        secret: bytes | None = None,
        create: bool = True,
        needs_secret: bool = True,
    ) -> Ledger:
        """Open the ledger of a folder and lock it; a new one is written to disk by `begin`, not before.

        Args:
            folder: the ledger's folder.
            url: the address of a PostgreSQL database; by default the one that the folder was begun with, else
                SQLite in the folder.
            secret: the secret of a new ledger (samples and tests fix it); by default a random one is made.
            create: whether to begin a new one where there is none.
            needs_secret: whether a lost secret is a reason not to open it. Without one nothing can be issued
                and nobody looked up, but what was issued can be revoked.

        Raises:
            LedgerError: there is none, another run holds it, its secret is lost, it is damaged, kept
                elsewhere, or can't be written to (`ledger_read_only`).
            OSError: the folder can't be reached.
        """
        address = address_of(folder, url)
        if exists(folder, address):
            try:
                return cls._opened(folder, address, secret=secret, needs_secret=needs_secret)
            except OSError as error:
                if error.errno in _NOT_WRITABLE:
                    raise read_only(folder, error) from error
                raise
        if not create:
            raise missing(folder)
        if address is not None:
            refuse_used(folder, address)
        return cls._in_memory(folder, address, secret)

    @classmethod
    def rehearse(cls, folder: Path, *, url: str | None = None) -> Ledger:
        """Read the ledger of a folder, or begin one in memory where there is none: for dry runs.

        Nothing is written and no lock is taken, so that a run in progress does not stand in the way.

        Raises:
            LedgerError: as `open`.
        """
        address = address_of(folder, url)
        if not exists(folder, address):
            return cls.open(folder, url=url)
        # A run that was killed while it began it leaves nothing to read.
        return cls._looked_at(folder, address, needs_secret=True) or cls._in_memory(folder, address, None)

    @classmethod
    def read(cls, folder: Path) -> Ledger:
        """Open a ledger to look at it: under its lock, and where nothing can be written (a backup) without.

        Args:
            folder: the ledger's folder.

        Raises:
            LedgerError: as `open`, but for a lost secret; `ledger_unusable` if it can't be read where it is.
            OSError: the folder can't be read.
        """
        try:
            return cls.open(folder, create=False, needs_secret=False)
        except LedgerError as error:
            if error.code not in {"ledger_read_only", "ledger_on_network"}:
                raise
        try:
            found = cls._looked_at(folder, address_of(folder, None), needs_secret=False)
        except LedgerError as error:
            if error.code == "ledger_unusable":
                # A database that was copied in the middle of a run has a log, which SQLite must write to.
                error.mend = COPY
            raise
        if found is None:
            raise missing(folder)
        found.is_read_only = True
        return found

    @classmethod
    def _looked_at(cls, folder: Path, address: URL | None, *, needs_secret: bool) -> Ledger | None:
        """A ledger that is only read, without a lock; None if it was not begun yet."""
        if address is None:
            where, engine = str(folder), engines.sqlite_engine(folder / engines.DATABASE, read_only=True)
        else:
            where, engine = engines.shown_url(address), engines.postgres_engine(address)
        database = Database(engine, where=where)
        try:
            if not has_begun(database):
                database.close()
                return None
            database = newest_form(database)
            ledger = cls(folder, b"", database)
            if "secret" not in ledger.settings:
                database.close()
                return None
            ledger._know_secret(None, needed=needs_secret)
        except BaseException:
            database.close()
            raise
        return ledger

    @classmethod
    def _in_memory(cls, folder: Path, address: URL | None, secret: bytes | None) -> Ledger:
        database = Database(engines.memory_engine(), where=str(folder))
        with database.transaction():
            METADATA.create_all(database.connection)
        ledger = cls(folder, secret or secrets.token_bytes(SECRET_BYTES), database)
        ledger._address, ledger.is_new = address, True
        return ledger

    @classmethod
    def _opened(
        cls, folder: Path, address: URL | None, *, secret: bytes | None, needs_secret: bool = True
    ) -> Ledger:
        make_folder(folder)
        lock = engines.take_folder_lock(folder)
        for left in folder.glob(".*.part"):
            # A run that was killed while it wrote.
            left.unlink()
        try:
            database = open_database(folder, address)
            try:
                with database.transaction():
                    engines.bring_up_to_date(database.connection, where=database.where)
                ledger = cls(folder, b"", database, lock=lock)
                ledger._know_secret(secret, needed=needs_secret)
            except BaseException:
                database.close()
                raise
        except BaseException:
            os.close(lock)
            raise
        return ledger

    @property
    def secret(self) -> bytes:
        """The issuer's secret.

        Raises:
            LedgerError: `ledger_secret_missing` if it is lost, and the ledger was opened all the same.
        """
        if isinstance(self._secret, LedgerError):
            raise self._secret
        return self._secret

    def _know_secret(self, given: bytes | None, *, needed: bool = True) -> None:
        try:
            self._secret = read_secret(self.folder, given, in_use="secret" in self.settings)
            self._check_secret()
        except LedgerError as error:
            if needed:
                raise
            self._secret = error
        except PermissionError as error:
            # Somebody else's folder, which we may read: what is in it can be told without the secret.
            if needed:
                raise
            self._secret = LedgerError(
                f"the secret can't be read: {error.strerror}",
                code="ledger_secret_missing",
                path=str(self.folder / SECRET),
                mend="Ask whoever issues from this folder.",
            )

    def _check_secret(self) -> None:
        if self.settings.get("secret", self._secret_check) != self._secret_check:
            raise LedgerError(
                "the secret beside this ledger is another ledger's",
                code="ledger_secret_missing",
                path=str(self.folder / SECRET),
                mend="Restore the one that belongs to it from your backup.",
            )

    @property
    def _secret_check(self) -> str:
        return derive(self.secret, "check").hex()[:16]

    @property
    def keys_from(self) -> int:
        """The first credential whose award date and address are known: 1 unless the ledger is older."""
        return int(self.settings.get("keys_from", 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and the lock; what was not committed is forgotten."""
        self.database.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is there at its end, or none of it.

        Raises:
            LedgerError: `ledger_unusable` if the database can't write (a full disk, a lost connection).
        """
        return self.database.transaction()

    # --- Whose it is ------------------------------------------------------------------------------------

    def check(self, *, issuer: str, status_base: str | None) -> None:
        """Make sure that this is the ledger of this issuer and of these lists.

        Raises:
            LedgerError: the folder belongs to another issuer, or its lists are published elsewhere.
        """
        if not self.settings:
            return
        if self.settings["issuer"] != issuer:
            raise LedgerError(
                f"this folder belongs to the issuer {self.settings['issuer']}",
                code="ledger_other_issuer",
                path=str(self.folder.parent),
                mend="Give each issuer a folder of its own.",
            )
        base = self.settings.get("status_base")
        if None not in {base, status_base} and base != status_base:
            raise LedgerError(
                f"the status lists of this folder are published under {base}",
                code="ledger_other_status_base",
                path=str(self.folder.parent),
                mend=f"Give --status-base {base}, or another --out.",
            )

    def check_time(self, now: datetime) -> None:
        """Make sure that the clock has not gone back (docs/threats.md 9.4).

        Raises:
            LedgerError: `clock_behind`.
        """
        last = self.runs.last_time
        if last is not None and now < last:
            raise LedgerError(
                f"the clock says {format_datetime(now)}, and the ledger was last used at "
                f"{format_datetime(last)}: one of the two is wrong",
                code="clock_behind",
                path=str(self.folder.parent),
                mend="Set the clock of this machine right and run again. If it is right, it was ahead "
                "before: mcissue ledger clock FOLDER says what was done then, and what to do.",
            )

    def check_pause(self, now: datetime) -> None:
        """Make sure that the clock has not gone far ahead: one run at a wrong time would stop all after it.

        Raises:
            LedgerError: `clock_ahead` if the ledger was last used, or this program was made, long before.
        """
        last = self.runs.last_time
        if last is not None:
            since, pause, what = last, LONGEST_PAUSE, "the ledger was last used on"
        else:
            since, pause, what = MADE, LONGEST_USE, "this version of mcissue was made about"
        if now - since > pause:
            raise LedgerError(
                f"the clock says {format_datetime(now)}, and {what} {format_datetime(since)}",
                code="clock_ahead",
                path=str(self.folder.parent),
                mend="Look at the clock of this machine. If it is right, say so: --clock-is-right.",
            )

    def accept_clock(self, now: datetime) -> list[tuple[int, str, datetime]]:
        """Go on at the present time though the ledger was used at a later one, and keep a trace of it.

        Args:
            now: the present time, of which the office is sure.

        Returns:
            The runs that lie in the future: number, kind and time; none, and then nothing was noted.
        """
        ahead = self.runs.ahead(now)
        if ahead:
            with self.transaction():
                self.runs.accept_clock(now)
        return ahead

    def begin(self, *, issuer: str, status_base: str | None) -> None:
        """Note whose ledger this is, and write a new one to disk; so is one that begins to use lists.

        Raises:
            LedgerError: as `check`, and as `open`.
            OSError: the folder can't be written to.
        """
        self.check(issuer=issuer, status_base=status_base)
        if self.is_new:
            self._settle()
            self.check(issuer=issuer, status_base=status_base)
        wanted = {"issuer": issuer, "secret": self._secret_check}
        if status_base is not None:
            wanted["status_base"] = status_base
        lacking = {name: value for name, value in wanted.items() if name not in self.settings}
        if lacking:
            with self.transaction():
                self.database.add(
                    SETTINGS, [{"name": name, "value": value} for name, value in lacking.items()]
                )
            self.settings |= lacking

    def _settle(self) -> None:
        """Write a ledger that was in memory to disk: folder, lock, secret, database."""
        make_folder(self.folder)
        if self._address is not None:
            write_whole(self.folder / ADDRESS, f"{engines.shown_url(self._address)}\n".encode())
        opened = type(self)._opened(self.folder, self._address, secret=self.secret)  # noqa: SLF001
        if opened.secret != self.secret:
            # What was planned derives from a secret that is not this folder's.
            opened.close()
            raise LedgerError(
                "another run has begun to use this folder in the meantime",
                code="ledger_locked",
                path=str(self.folder.parent),
                mend="Run again.",
            )
        self.database.close()
        self._take(opened.database)  # it becomes us
        self._lock, self.is_new = opened._lock, False  # noqa: SLF001
