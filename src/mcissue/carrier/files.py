"""Files that are whole or absent: written beside their place, forced to disk, then renamed into it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["FULL_DISK", "make_folder", "naming", "sync_folder", "whole_file", "write_whole"]

FULL_DISK: Final = "Free some space, or write to another disk, and run again: what is whole is kept."
"""What to do where a disk or a quota is full."""


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old one, the new one or none, never a part.

    Args:
        path: where the file is to be; an older one is replaced.
        data: its content.
        mode: its permissions, given before any byte is in it.

    Raises:
        OSError: the folder can't be written to, the disk is full; nothing is left behind then.
    """
    with whole_file(path, mode=mode) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open a file to be written piece by piece, which is there once the block ends, and not if it fails.

    Args:
        path: where the file is to be; an older one is replaced.
        mode: its permissions, given before any byte is in it.

    Raises:
        OSError: the folder can't be written to, the disk is full; nothing is left behind then.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with naming(path), os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
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


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and force the new entries to disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
