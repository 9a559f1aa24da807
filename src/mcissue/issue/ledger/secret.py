"""The secret beside the ledger: ids and places derive from it, so it is made once and never anew."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from mcissue.carrier.files import sync_folder
from mcissue.errors import LedgerError

__all__ = ["SECRET", "SECRET_BYTES", "read_secret"]

SECRET: Final = "secret"  # noqa: S105 - a file name
SECRET_BYTES: Final = 32
"""Bytes of the secret: the key length that HMAC-SHA-256 can make full use of."""


def read_secret(folder: Path, given: bytes | None, *, in_use: bool) -> bytes:
    """The secret of a folder; made where nothing has been derived from one yet.

    Args:
        folder: where it lies.
        given: the secret of a new ledger; by default a random one is made.
        in_use: whether the ledger has been begun: then a lost secret can't be replaced.

    Raises:
        LedgerError: `ledger_secret_missing`.
        OSError: the folder can't be written to.
    """
    path = folder / SECRET
    if not path.exists():
        if in_use:
            raise LedgerError(
                "the secret of this folder is lost; with a new one, status places would be given twice",
                code="ledger_secret_missing",
                path=str(path),
                mend="Restore it from your backup.",
            )
        return _make(path, given)
    try:
        value = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        value = b""
    if len(value) != SECRET_BYTES:
        if not in_use:
            # A run that was killed between making the file and filling it: nothing was derived from it yet.
            path.unlink()
            return _make(path, given)
        raise LedgerError(
            "the secret of this folder is damaged",
            code="ledger_secret_missing",
            path=str(path),
            mend="Restore it from your backup.",
        )
    return value


def _make(path: Path, given: bytes | None) -> bytes:
    value = given or secrets.token_bytes(SECRET_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return value
