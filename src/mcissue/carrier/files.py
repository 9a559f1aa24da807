"""Files that are whole or absent: written beside their place, forced to disk, then renamed into it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

__all__ = [
    "FULL_DISK",
    "OWNER_FILE",
    "OWNER_FOLDER",
    "make_folder",
    "naming",
    "sync_folder",
    "whole_file",
    "write_whole",
]

OWNER_FILE: Final = 0o600
OWNER_FOLDER: Final = 0o700
"""What holds learners' data, keys or a ledger is for its owner alone: no umask makes that wider."""

PUBLIC_FILE: Final = 0o644
PUBLIC_FOLDER: Final = 0o755
"""What is published has to be read by a web server, which is another user."""

FULL_DISK: Final = "Free some space, or write to another disk, and run again: what is whole is kept."
"""What to do where a disk or a quota is full."""


def write_whole(path: Path, data: bytes, *, public: bool = False) -> None:
    """Write a file so that a reader sees the old one, the new one or none, never a part.

    Args:
        path: where the file is to be; an older one is replaced.
        data: its content.
        public: whether everybody may read it, whatever the umask; else its owner alone.

    Raises:
        OSError: the folder can't be written to, the disk is full; nothing is left behind then.
    """
    with whole_file(path, public=public) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: Path, *, public: bool = False) -> Iterator[BinaryIO]:
    """Open a file to be written piece by piece, which is there once the block ends, and not if it fails.

    Args:
        path: where the file is to be; an older one is replaced.
        public: whether everybody may read it, whatever the umask; else its owner alone.

    Raises:
        OSError: the folder can't be written to, the disk is full; nothing is left behind then.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    try:
        with naming(path), os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if public:
            temporary.chmod(PUBLIC_FILE)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let errors of an open file name it: the system itself only does so when a file is opened.

    Args:
        path: the file.
    """
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, so that a rename outlives a power cut, where the system can."""
    with contextlib.suppress(OSError):  # Windows has no descriptors of folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folder(folder: Path, *, public: bool = False) -> None:
    """Make a folder and those above it, forced to disk; those that are there stay as they are.

    Args:
        folder: the folder.
        public: whether everybody may look into the new ones, whatever the umask; else their owner alone.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent, public=public)
    folder.mkdir(OWNER_FOLDER, exist_ok=True)
    if public:
        folder.chmod(PUBLIC_FOLDER)
    sync_folder(folder.parent)
