"""What was issued, revoked and suspended: a small append-only file and its secret, in one folder.

Each line is one JSON object. A line counts once its line end is on disk, so a kill at any instant loses at
most a line that nobody had built upon. The file holds keyed digests and states, no names (DESIGN section 8).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mcissue.carrier.files import make_folder, sync_folder
from mcissue.errors import LedgerError

__all__ = ["Reservation", "RunFile"]

FILE_NAME = "issued.jsonl"
SECRET_NAME = "secret"  # noqa: S105 - a file name
LOCK_NAME = "lock"
SECRET_BYTES = 32
"""Bytes of the secret: the key length that HMAC-SHA-256 can make full use of."""

FORMAT_VERSION = 1
KINDS = frozenset({"opened", "reserved", "issued", "status"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What was set aside for one award before it was signed.

    Attributes:
        award: the award's digest (see `mcissue.issue.identity`).
        content: keyed digest of what the credential says.
        credential: the credential's id.
        file: the name of its file.
        created: the time that its proof carries: a run that was cut short goes on with the same bytes.
        purpose: the purpose of its status entry, if it has one.
        list_url: the address of its status list.
        index: its place in that list.
    """

    award: str
    content: str
    credential: str
    file: str
    created: str
    purpose: str | None = None
    list_url: str | None = None
    index: int | None = None


@dataclass(slots=True)
class RunFile:
    """The open run file of one issuer; a context manager that holds a lock while it is open.

    Make one with `RunFile.open`.

    Attributes:
        folder: where it lies.
        secret: the issuer's secret.
        reservations: award digest -> what was set aside for it.
        issued: credential id -> SHA-256 of its file (of the last one, if it has several).
        outputs: credential id -> which documents of it were issued.
        statuses: credential id -> the last verb about it: `revoke`, `suspend` or `reinstate`.
        opened: the settings it was begun with: issuer and the base address of its lists.
    """

    folder: Path
    secret: bytes
    reservations: dict[str, Reservation] = field(default_factory=dict)
    issued: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, set[str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)
    _lock: int = -1

    @classmethod
    def open(cls, folder: Path, *, secret: bytes | None = None, create: bool = True) -> RunFile:
        """Open the run file of a folder and lock it.

        Args:
            folder: where it lies or shall lie; made if absent.
            secret: the secret of a new run file (samples and tests fix it); by default a random one is made.
            create: whether to begin a new one where there is none.

        Raises:
            LedgerError: there is none, another run holds it, its secret is lost, or a line of it is damaged.
            OSError: the folder can't be written to.
        """
        exists = (folder / FILE_NAME).exists()
        if not exists and not create:
            raise LedgerError(
                "nothing was issued from this folder",
                code="ledger_missing",
                path=str(folder),
                mend="Name the folder that `mcissue issue` was given as --out.",
            )
        make_folder(folder)
        lock = _take_lock(folder)
        try:
            run_file = cls(folder=folder, secret=_secret(folder, secret, exists=exists), _lock=lock)
            run_file._load(mend=True)
        except BaseException:
            os.close(lock)
            raise
        return run_file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lock."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @classmethod
    def rehearse(cls, folder: Path) -> RunFile:
        """Read the run file of a folder, or begin one in memory where there is none: for dry runs.

        Nothing is written and no lock is taken, so that a run in progress does not stand in the way.
        """
        if not (folder / FILE_NAME).exists():
            return cls(folder=folder, secret=secrets.token_bytes(SECRET_BYTES))
        run_file = cls(folder=folder, secret=_secret(folder, None, exists=True))
        run_file._load(mend=False)
        return run_file

    def check(self, *, issuer: str, status_base: str | None) -> None:
        """Make sure that these are the books of this issuer and of these lists.

        Raises:
            LedgerError: the folder belongs to another issuer, or its lists are published elsewhere.
        """
        if not self.opened:
            return
        if self.opened["issuer"] != issuer:
            raise LedgerError(
                f"this folder belongs to the issuer {self.opened['issuer']}",
                code="ledger_other_issuer",
                path=str(self.folder),
                mend="Give each issuer a folder of its own.",
            )
        base = self.opened["status_base"]
        if None not in {base, status_base} and base != status_base:
            raise LedgerError(
                f"the status lists of this folder are published under {base}",
                code="ledger_other_status_base",
                path=str(self.folder),
                mend=f"Give --status-base {base}, or another --out.",
            )

    def begin(self, *, issuer: str, status_base: str | None) -> None:
        """Note whose books these are; an issuer that begins to use lists is noted again.

        Raises:
            LedgerError: as `check`.
        """
        self.check(issuer=issuer, status_base=status_base)
        if not self.opened or (self.opened["status_base"] is None and status_base is not None):
            settings = {"issuer": issuer, "status_base": status_base}
            self.append([{"entry": "opened", "format": FORMAT_VERSION, **settings}])

    def append(self, entries: Iterable[dict[str, Any]]) -> None:
        """Write entries and force them to disk; only then do they count.

        Raises:
            OSError: the disk is full or the file can't be written.
        """
        batch = list(entries)
        lines = "".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) + "\n" for entry in batch)
        path = self.folder / FILE_NAME
        new = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            start = os.fstat(descriptor).st_size
            try:
                _write_all(descriptor, lines.encode())
                os.fsync(descriptor)
            except OSError:
                # A half written batch (disk full) must not stand before the next one.
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, start)
                raise
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.folder)
        for entry in batch:
            self._apply(entry)

    def taken(self, list_url: str) -> set[int]:
        """The places of a list that are in use, or were: none is ever used again."""
        return {
            reservation.index
            for reservation in self.reservations.values()
            if reservation.list_url == list_url and reservation.index is not None
        }

    def reservation_of(self, credential: str) -> Reservation | None:
        """What was set aside for a credential, by its id."""
        return next((each for each in self.reservations.values() if each.credential == credential), None)

    def _load(self, *, mend: bool) -> None:
        path = self.folder / FILE_NAME
        for number, entry in _entries(path, mend=mend):
            try:
                self._apply(entry)
            except (KeyError, TypeError):
                raise _damaged(path, number) from None

    def _apply(self, entry: dict[str, Any]) -> None:
        kind = entry.get("entry")
        if kind == "opened":
            self.opened = {"issuer": entry["issuer"], "status_base": entry["status_base"]}
        elif kind == "reserved":
            reservation = Reservation(**{name: value for name, value in entry.items() if name != "entry"})
            self.reservations[reservation.award] = reservation
        elif kind == "issued":
            self.issued[entry["credential"]] = entry["sha256"]
            # Books that were begun before there were several know Open Badges only.
            self.outputs.setdefault(entry["credential"], set()).add(entry.get("output", "openbadges"))
        elif kind == "status":
            self.statuses[entry["credential"]] = entry["verb"]


def _take_lock(folder: Path) -> int:
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise LedgerError(
            "another run is using this folder",
            code="ledger_locked",
            path=str(folder),
            mend="Wait until it has ended, then start again.",
        ) from None
    return descriptor


def _secret(folder: Path, given: bytes | None, *, exists: bool) -> bytes:
    path = folder / SECRET_NAME
    if not path.exists():
        if exists:
            raise LedgerError(
                "the secret of this folder is lost; with a new one, status places would be given twice",
                code="ledger_secret_missing",
                path=str(path),
                mend="Restore it from your backup.",
            )
        value = given or secrets.token_bytes(SECRET_BYTES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(value.hex().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
        return value
    try:
        value = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        value = b""
    if len(value) != SECRET_BYTES:
        if not exists:
            # A run that was killed between making the file and filling it: nothing was derived from it yet.
            path.unlink()
            return _secret(folder, given, exists=exists)
        raise LedgerError(
            "the secret of this folder is damaged",
            code="ledger_secret_missing",
            path=str(path),
            mend="Restore it from your backup.",
        )
    return value


def _entries(path: Path, *, mend: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every whole line of the file with its number."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole, end, rest = data.rpartition(b"\n")
    if rest and mend:
        # The last line has no end: its writer was killed, nothing was built upon it.
        with path.open("r+b") as file:
            file.truncate(len(whole) + len(end))
    for number, line in enumerate(whole.split(b"\n") if whole else [], start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict) or entry.get("entry") not in KINDS:
            raise _damaged(path, number)
        yield number, entry


def _damaged(path: Path, number: int) -> LedgerError:
    return LedgerError(
        "this line can't be read",
        code="ledger_damaged",
        path=f"{path}, line {number}",
        mend="Restore the file from your backup; do not edit it.",
    )


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
