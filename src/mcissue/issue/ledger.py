"""The ledger: what was set aside, issued, revoked and suspended, in a database of its own.

SQLite in the folder that is issued into, or PostgreSQL by URL. The order of events (DESIGN section 8, threats
9.1): an award's id and status place are set aside, it is signed, its file is written and forced to disk, and
only then it is noted as issued. Whatever was set aside keeps its id, its place and its time, so a run that
was killed is taken up by the next one with the same bytes. The ledger holds keyed digests and states, no
names.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import func, select, update
from sqlalchemy.engine import URL

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import LedgerError
from mcissue.issue import _ledger_engine as engines
from mcissue.issue._ledger_chain import ChainEntry, add_to_chain, output_body
from mcissue.issue._ledger_database import Database
from mcissue.issue._ledger_secret import SECRET, SECRET_BYTES, read_secret
from mcissue.issue._ledger_status import LedgerStatus
from mcissue.issue._ledger_tables import CREDENTIALS, METADATA, OUTPUTS, RUNS, SETTINGS
from mcissue.issue._ledger_values import Issued, Known, Reservation, StatusList
from mcissue.issue.identity import derive
from mcissue.proof.times import format_datetime, parse_datetime

__all__ = ["FOLDER", "Issued", "Known", "Ledger", "Reservation", "StatusList"]

FOLDER: Final = "ledger"
"""The ledger's folder below the one that is issued into."""

ADDRESS: Final = "postgresql"
"""A file with the address of a database elsewhere, so that nobody begins a second ledger by mistake."""

EARLIER: Final = Path("books") / "issued.jsonl"
"""The books of mcissue before there was a ledger."""

ASKED_AT_ONCE: Final = 500
"""Keys in one question: SQLite takes 32,766, and a statement's text must stay short."""

FORMAT: Final = "1"


class Ledger(LedgerStatus):
    """An open ledger; a context manager that holds its lock while it is open.

    Make one with `Ledger.open` or `Ledger.rehearse`.

    Attributes:
        folder: the ledger's folder.
        secret: the issuer's secret.
        settings: what it was begun with: `issuer` and `status_base`; empty before.
        is_new: whether nothing of it is on disk yet.
    """

    def __init__(self, folder: Path, secret: bytes, database: Database, *, lock: int = -1) -> None:
        self.folder = folder
        self.secret = secret
        self.is_new = False
        self._lock = lock
        self._address: URL | None = None
        self._take(database)

    def _take(self, database: Database) -> None:
        self._database = database
        database.count()
        self.settings: dict[str, str] = {row.name: row.value for row in database.rows(select(SETTINGS))}

    # --- Opening ----------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls, folder: Path, *, url: str | None = None, secret: bytes | None = None, create: bool = True
    ) -> Ledger:
        """Open the ledger of a folder and lock it; a new one is written to disk by `begin`, not before.

        Args:
            folder: the ledger's folder.
            url: the address of a PostgreSQL database; by default the one that the folder was begun with, else
                SQLite in the folder.
            secret: the secret of a new ledger (samples and tests fix it); by default a random one is made.
            create: whether to begin a new one where there is none.

        Raises:
            LedgerError: there is none, another run holds it, its secret is lost, it is damaged, or kept
                elsewhere.
            OSError: the folder can't be written to.
        """
        address = _address(folder, url)
        if _exists(folder, address):
            return cls._opened(folder, address, secret=secret)
        _refuse_earlier(folder)
        if not create:
            raise LedgerError(
                "nothing was issued from this folder",
                code="ledger_missing",
                path=str(folder.parent),
                mend="Name the folder that `mcissue issue` was given as --out.",
            )
        if address is not None:
            _refuse_used(folder, address)
        return cls._in_memory(folder, address, secret)

    @classmethod
    def rehearse(cls, folder: Path, *, url: str | None = None) -> Ledger:
        """Read the ledger of a folder, or begin one in memory where there is none: for dry runs.

        Nothing is written and no lock is taken, so that a run in progress does not stand in the way.

        Raises:
            LedgerError: as `open`.
        """
        address = _address(folder, url)
        if not _exists(folder, address):
            return cls.open(folder, url=url)
        if address is None:
            where, engine = str(folder), engines.sqlite_engine(folder / engines.DATABASE, read_only=True)
        else:
            where, engine = engines.shown_url(address), engines.postgres_engine(address)
        database = Database(engine, where=where)
        try:
            with database.transaction():
                begun = engines.has_tables(database.connection)
            if not begun:
                database.close()
                return cls._in_memory(folder, address, None)
            ledger = cls(folder, b"", database)
            if "secret" not in ledger.settings:
                # A run was killed while it began it.
                database.close()
                return cls._in_memory(folder, address, None)
            ledger._know_secret(None)
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
    def _opened(cls, folder: Path, address: URL | None, *, secret: bytes | None) -> Ledger:
        make_folder(folder)
        lock = engines.take_folder_lock(folder)
        for left in folder.glob(".*.part"):
            # A run that was killed while it wrote.
            left.unlink()
        try:
            database = _database(folder, address)
            try:
                with database.transaction():
                    engines.bring_up_to_date(database.connection, where=database.where)
                ledger = cls(folder, b"", database, lock=lock)
                ledger._know_secret(secret)
            except BaseException:
                database.close()
                raise
        except BaseException:
            os.close(lock)
            raise
        return ledger

    def _know_secret(self, given: bytes | None) -> None:
        self.secret = read_secret(self.folder, given, in_use="secret" in self.settings)
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and the lock; what was not committed is forgotten."""
        self._database.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @property
    def database(self) -> Database:
        """The open database, for what looks at all of it."""
        return self._database

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is there at its end, or none of it.

        Raises:
            LedgerError: `ledger_unusable` if the database can't write (a full disk, a lost connection).
        """
        return self._database.transaction()

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
        """Make sure that the clock has not gone back (threats 9.4).

        Raises:
            LedgerError: `clock_behind`.
        """
        last = self.last_time
        if last is not None and now < last:
            raise LedgerError(
                f"the clock says {format_datetime(now)}, and the ledger was last used at "
                f"{format_datetime(last)}: one of the two is wrong",
                code="clock_behind",
                path=str(self.folder.parent),
                mend="Set the clock of this machine right and run again.",
            )

    @property
    def last_time(self) -> datetime | None:
        """When something was last done with the ledger."""
        last = self._database.one(select(func.max(RUNS.c.at)))
        return parse_datetime(last) if last else None

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
        wanted = {"issuer": issuer, "format": FORMAT, "secret": self._secret_check}
        if status_base is not None:
            wanted["status_base"] = status_base
        missing = {name: value for name, value in wanted.items() if name not in self.settings}
        if missing:
            with self.transaction():
                self._database.add(
                    SETTINGS, [{"name": name, "value": value} for name, value in missing.items()]
                )
            self.settings |= missing

    def _settle(self) -> None:
        """Write a ledger that was in memory to disk: folder, lock, secret, database."""
        make_folder(self.folder)
        if self._address is not None:
            write_whole(self.folder / ADDRESS, f"{engines.shown_url(self._address)}\n".encode(), mode=0o600)
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
        self._database.close()
        self._take(opened._database)  # noqa: SLF001 - it becomes us
        self._lock, self.is_new = opened._lock, False  # noqa: SLF001

    # --- Runs and awards --------------------------------------------------------------------------------

    def new_run(
        self, kind: str, *, at: datetime, course: str | None = None, version: str | None = None
    ) -> int:
        """Note that something begins; in a transaction.

        Args:
            kind: `issue`, `status`, `publish` or `erase`.
            at: the one time of the run.
            course: the id of the course that is issued.
            version: its version.
        """
        number = self._database.number(RUNS)
        row = {"number": number, "kind": kind, "at": format_datetime(at), "course": course}
        self._database.add(RUNS, [row | {"version": version, "finished": int(kind != "issue")}])
        return number

    def finish_run(self) -> None:
        """Note that nothing of any run is left to do; in a transaction."""
        self._database.run(update(RUNS).where(RUNS.c.finished == 0).values(finished=1))

    @property
    def unfinished_run(self) -> int | None:
        """The number of a run that was cut short."""
        found: int | None = self._database.one(select(RUNS.c.number).where(RUNS.c.finished == 0).limit(1))
        return found

    def known(self, awards: Sequence[str]) -> dict[str, Known]:
        """The newest credentials of some awards.

        Args:
            awards: digests of awards.
        """
        found: dict[str, Known] = {}
        for start in range(0, len(awards), ASKED_AT_ONCE):
            keys = [bytes.fromhex(award) for award in awards[start : start + ASKED_AT_ONCE]]
            for known in self._known(CREDENTIALS.c.award.in_(keys)):
                award = known.reservation.award
                if award not in found or found[award].reservation.generation < known.reservation.generation:
                    found[award] = known
        return found

    def find(
        self,
        *,
        number: int | None = None,
        credential: str | None = None,
        learner: str | None = None,
        run: int | None = None,
        row: int | None = None,
    ) -> list[Known]:
        """Credentials by what identifies them; all that is given must fit.

        Args:
            number: its number in the ledger.
            credential: the credential's id.
            learner: the learner's digest.
            run: the run that set them aside.
            row: their row in the learner file of that run.
        """
        wanted: list[Any] = []
        if number is not None:
            wanted.append(CREDENTIALS.c.number == number)
        if credential is not None:
            wanted.append(CREDENTIALS.c.credential == credential)
        if learner is not None:
            wanted.append(CREDENTIALS.c.learner == bytes.fromhex(learner))
        if run is not None:
            wanted.append(CREDENTIALS.c.run == run)
        if row is not None:
            wanted.append(CREDENTIALS.c.row == row)
        assert wanted, "something must be given"
        return self._known(*wanted)

    def _known(self, *wanted: Any) -> list[Known]:
        lists = {each.number: each for each in self.lists()}
        rows = self._database.rows(select(CREDENTIALS).where(*wanted, CREDENTIALS.c.erased.is_(None)))
        outputs: dict[int, set[str]] = {}
        numbers = [row.number for row in rows]
        for start in range(0, len(numbers), ASKED_AT_ONCE):
            asked = numbers[start : start + ASKED_AT_ONCE]
            query = select(OUTPUTS.c.credential, OUTPUTS.c.output).where(OUTPUTS.c.credential.in_(asked))
            for credential, output in self._database.rows(query):
                outputs.setdefault(credential, set()).add(output)
        return [
            Known(
                number=row.number,
                run=row.run,
                reservation=_reservation(row, lists.get(row.list)),
                outputs=frozenset(outputs.get(row.number, ())),
                replaces=row.replaces,
                replaced_by=row.replaced_by,
            )
            for row in sorted(rows, key=lambda row: row.number)
        ]

    def reserve(self, awards: Sequence[tuple[Reservation, int | None]], *, run: int) -> int:
        """Set new awards aside; in a transaction.

        Args:
            awards: what is set aside, and the number of the credential that it supersedes.
            run: the run.

        Returns:
            The number of the first; the others follow it.
        """
        first = self._database.number(CREDENTIALS, len(awards))
        lists = self._list_numbers([reservation for reservation, _ in awards])
        self._database.add(
            CREDENTIALS,
            [
                {
                    "number": number,
                    "run": run,
                    "row": each.row,
                    "award": bytes.fromhex(each.award),
                    "generation": each.generation,
                    "learner": bytes.fromhex(each.learner) or None,
                    "content": bytes.fromhex(each.content) or None,
                    "credential": each.credential,
                    "created": each.created,
                    "list": lists[each.list_url] if each.list_url else None,
                    "place": each.index,
                    "replaces": replaces,
                }
                for number, (each, replaces) in enumerate(awards, first)
            ],
        )
        for number, (_, replaces) in enumerate(awards, first):
            if replaces is not None:
                old = CREDENTIALS.c.number == replaces
                self._database.run(update(CREDENTIALS).where(old).values(replaced_by=number))
        return first

    def correct(self, number: int, reservation: Reservation) -> None:
        """Note what a credential that was never signed will say instead; in a transaction."""
        lists = self._list_numbers([reservation])
        values = {
            "content": bytes.fromhex(reservation.content),
            "created": reservation.created,
            "row": reservation.row,
            "list": lists[reservation.list_url] if reservation.list_url else None,
            "place": reservation.index,
        }
        self._database.run(update(CREDENTIALS).where(CREDENTIALS.c.number == number).values(values))

    def note_issued(self, documents: Sequence[Issued], *, run: int) -> None:
        """Note documents that are on disk, forced there, under their names; in a transaction."""
        first = self._database.number(OUTPUTS, len(documents))
        self._database.add(
            OUTPUTS,
            [
                {
                    "number": number,
                    "credential": each.credential,
                    "run": run,
                    "output": each.output,
                    "sha256": each.sha256,
                    "file": each.file,
                    "start": each.start,
                    "length": each.length,
                }
                for number, each in enumerate(documents, first)
            ],
        )
        entries = [
            ChainEntry("output", number, output_body(each.credential, run, each))
            for number, each in enumerate(documents, first)
        ]
        add_to_chain(self._database.connection, entries)

    def packed(self, file: str) -> Iterator[tuple[str, str, int, int]]:
        """The documents in a file of many, in order: credential, output, start and length."""
        query = (
            select(
                OUTPUTS.c.number,
                CREDENTIALS.c.credential,
                OUTPUTS.c.output,
                OUTPUTS.c.start,
                OUTPUTS.c.length,
            )
            .join(CREDENTIALS, CREDENTIALS.c.number == OUTPUTS.c.credential)
            .where(OUTPUTS.c.file == file)
            .order_by(OUTPUTS.c.number)
            .limit(ASKED_AT_ONCE)
        )
        last = 0
        while rows := self._database.rows(query.where(OUTPUTS.c.number > last)):
            for row in rows:
                yield row.credential, row.output, row.start, row.length
            last = rows[-1].number

    def written_length(self, file: str) -> int:
        """How many bytes of a file of many documents are noted, each with the line feed behind it."""
        query = select(func.coalesce(func.max(OUTPUTS.c.start + OUTPUTS.c.length + 1), 0))
        return int(self._database.one(query.where(OUTPUTS.c.file == file)))


def _reservation(row: Any, listed: StatusList | None) -> Reservation:
    return Reservation(
        award=row.award.hex(),
        learner=(row.learner or b"").hex(),
        content=(row.content or b"").hex(),
        credential=row.credential,
        created=row.created,
        row=row.row,
        generation=row.generation,
        purpose=listed.purpose if listed else None,
        list_url=listed.url if listed else None,
        index=row.place,
    )


def _address(folder: Path, given: str | None) -> URL | None:
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


def _database(folder: Path, address: URL | None) -> Database:
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


def _exists(folder: Path, address: URL | None) -> bool:
    return (folder / (ADDRESS if address else engines.DATABASE)).exists()


def _refuse_used(folder: Path, address: URL) -> None:
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


def _refuse_earlier(folder: Path) -> None:
    if (folder.parent / EARLIER).exists():
        raise LedgerError(
            "this folder was begun by an earlier mcissue, and its books are not yet in a ledger",
            code="ledger_of_earlier_form",
            path=str(folder.parent / EARLIER),
            mend="Run `mcissue ledger import-books` on the folder first.",
        )
