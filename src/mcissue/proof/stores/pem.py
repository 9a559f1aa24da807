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

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.jsonld.read import read_json_object
from mcissue.proof.did.methods import JWK_PREFIX, KEY_PREFIX, document_of_did_jwk
from mcissue.proof.keys import PrivateKey, PublicKey, public_key_of
from mcissue.proof.keys.pkcs8 import MAX_PEM_BYTES, check_passphrase, is_encrypted
from mcissue.proof.stores.store import SecretRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.proof.stores.store import SecretSource

__all__ = ["check_new_key_file", "open_address", "read_private_key", "read_public_key", "write_private_key"]

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
    check_new_key_file(file)
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
    _logger.info("wrote a private key with the public key %s", key.public_key.text)


def check_new_key_file(path: Path | str) -> None:
    """Say early that a key can't be written here, before anybody has thought of a passphrase.

    It promises nothing: `write_private_key` finds out for certain.

    Raises:
        KeyMaterialError: `key_file_exists` or `key_file_unwritable`.
    """
    file = Path(path)
    try:
        file.parent.stat()
        taken = os.path.lexists(file)
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error
    if taken:
        raise _exists(file)


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


def open_address(address: str, *, ask: SecretSource) -> PrivateKey:
    """Open a key as `mcissue.proof.stores.open_key` does.

    Args:
        address: the path of a file, or `pem:` and the path.
        ask: asked for the passphrase, and only if the key is encrypted.

    Raises:
        KeyMaterialError: as `read_private_key`.
    """
    file = Path(address.removeprefix("pem:"))
    request = SecretRequest(name="passphrase", key=str(file))
    return read_private_key(file, passphrase=lambda: ask(request))


def read_public_key(key: str, *, passphrase: Callable[[], bytes] | None = None) -> PublicKey:
    """Read a public key however a person names it.

    Args:
        key: a Multikey, did:key or did:jwk; or the path of a file that holds one of them, a public JWK, a
            public key in PEM, or a private key in PEM.
        passphrase: asked for the passphrase, and only for an encrypted private key.

    Raises:
        KeyMaterialError: `key_malformed`, `key_file_unreadable`, or as `read_private_key`.
    """
    if key.startswith(("did:", "z6Mk", "zDn", "z82L", "z2J9")) and not os.path.lexists(key):
        return _public_from_text(key, None)
    file = Path(key)
    data = _read(file)
    if b"-----BEGIN " not in data:
        return _public_from_bytes(data, str(file))
    if b"-----BEGIN PUBLIC KEY-----" in data:
        return _public_from_pem(data, str(file))
    return read_private_key(file, passphrase=passphrase).public_key


def _public_from_text(text: str, path: str | None) -> PublicKey:
    if text.startswith(KEY_PREFIX):
        # A verification method's URL names the same key.
        did, _, fragment = text.partition("#")
        public_key = PublicKey.from_multikey(did.removeprefix(KEY_PREFIX), path=path)
        if fragment not in {"", public_key.multikey}:
            raise KeyMaterialError("the two halves name two keys", code="key_malformed", path=path)
        return public_key
    if text.startswith(JWK_PREFIX):
        document = document_of_did_jwk(text.removesuffix("#0"))
        return PublicKey.from_jwk(document["verificationMethod"][0]["publicKeyJwk"], path=path)
    return PublicKey.from_multikey(text, path=path)


def _public_from_bytes(data: bytes, path: str) -> PublicKey:
    try:
        text = data.decode("ascii").strip()
        if text.startswith("{"):
            return PublicKey.from_jwk(read_json_object(data), path=path)
    except UnicodeDecodeError as error:
        raise _no_key(path) from error
    except DocumentError as error:
        message = f"this file holds no public JWK: {error.message}"
        raise KeyMaterialError(message, code="key_malformed", path=path) from error
    if not text.startswith(("z", "did:")):
        raise _no_key(path)
    return _public_from_text(text, path)


def _public_from_pem(data: bytes, path: str) -> PublicKey:
    try:
        public_key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("the public key is damaged", code="key_malformed", path=path) from error
    try:
        return public_key_of(public_key)
    except KeyMaterialError as error:
        error.path = path
        raise


def _no_key(path: str) -> KeyMaterialError:
    return KeyMaterialError(
        "this file holds no key",
        code="key_malformed",
        path=path,
        mend="A key is a PEM file, a JWK, a Multikey (z6Mk...), a did:key or a did:jwk.",
    )


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
