"""Private keys on disk: created 0600, never overwritten, refused when others can read them.

The folder is the user's business; the file is made in one step with its final mode, so that there is no
instant at which it stands open (no umask race).
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from mcissue.errors import KeyMaterialError
from mcissue.proof._pkcs8 import MAX_PEM_BYTES, check_passphrase, is_encrypted
from mcissue.proof.keys import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["read_private_key", "write_private_key"]

_logger = logging.getLogger(__name__)

_OWNER_ONLY = 0o600
_POSIX = os.name == "posix"
# Windows has neither flag; there a text mode would change line ends, so O_BINARY is named.
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def write_private_key(
    path: Path | str,
    key: PrivateKey,
    *,
    passphrase: bytes | None,
    insecure_plain: bool = False,
) -> None:
    """Write a private key into a new file with mode 0600.

    Args:
        path: the file, which must not exist.
        key: the key.
        passphrase: 1 to 1023 bytes; None only together with `insecure_plain`.
        insecure_plain: write the key without encryption.

    Raises:
        KeyMaterialError: `key_file_exists`, `key_file_unwritable`, `passphrase_missing` or
            `passphrase_unusable`. Nothing is left behind then.
    """
    file = Path(path)
    if passphrase is None and not insecure_plain:
        message = "a private key is not written without a passphrase"
        raise KeyMaterialError(message, code="passphrase_missing", path=str(file))
    if passphrase is not None:
        check_passphrase(passphrase, path=str(file))
    # Whether the place is free is asked before the costly derivation; O_EXCL answers it again, for certain.
    if os.path.lexists(file):
        raise _exists(file)
    pem = key.to_pem(passphrase)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _OWNER_ONLY)
    except FileExistsError as error:
        raise _exists(file) from error
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        _sync_folder(file.parent)
    except BaseException as error:
        # Half a key is no key, and it would block the name.
        with contextlib.suppress(OSError):
            file.unlink()
        if isinstance(error, OSError):
            raise _unwritable(file, error) from error
        raise
    _logger.info("wrote a private key with the public key %s", key.public_key.multikey)


def read_private_key(path: Path | str, *, passphrase: Callable[[], bytes] | None) -> PrivateKey:
    """Read a private key from a PKCS#8 PEM file.

    Args:
        path: the file.
        passphrase: asked for the passphrase, and only if the key is encrypted; None if nobody can be asked.

    Raises:
        KeyMaterialError: `key_file_unreadable`, `key_file_too_open`, `key_file_not_a_key`,
            `key_file_is_public`, `key_algorithm_unsupported`, `passphrase_missing`, `passphrase_wrong` or
            `passphrase_unusable`.
    """
    file = Path(path)
    pem = _read(file)
    secret: bytes | None = None
    if is_encrypted(pem, path=str(file)):
        if passphrase is None:
            message = "the key is protected by a passphrase, and none was given"
            raise KeyMaterialError(message, code="passphrase_missing", path=str(file))
        secret = passphrase()
    return PrivateKey.from_pem(pem, secret, path=str(file))


def _read(file: Path) -> bytes:
    try:
        # Without O_NONBLOCK a named pipe would wait for ever; the mode is that of the opened file, not of its
        # name.
        descriptor = os.open(file, os.O_RDONLY | _BINARY | _NO_WAIT)
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                message = "this is not a regular file"
                raise KeyMaterialError(message, code="key_file_unreadable", path=str(file))
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                pem = stream.read(MAX_PEM_BYTES + 1)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        message = f"the key file can't be read: {_reason(error)}"
        raise KeyMaterialError(message, code="key_file_unreadable", path=str(file)) from error
    if b"PRIVATE KEY-----" in pem and _POSIX and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyMaterialError(
            f"others can read this private key (mode {stat.S_IMODE(mode):04o})",
            code="key_file_too_open",
            path=str(file),
            mend=f"Close it: chmod 600 {file}   (and think about who has read it until now)",
        )
    return pem


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _exists(file: Path) -> KeyMaterialError:
    return KeyMaterialError(
        "there is already a file of this name, and a key is never overwritten",
        code="key_file_exists",
        path=str(file),
        mend="Choose another name, or move the old key away yourself.",
    )


def _unwritable(file: Path, error: Exception) -> KeyMaterialError:
    mend = (
        f"Make the folder first: mkdir -p {file.parent}"
        if getattr(error, "errno", None) == errno.ENOENT
        else None
    )
    message = f"the key file can't be written: {_reason(error)}"
    return KeyMaterialError(message, code="key_file_unwritable", path=str(file), mend=mend)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
