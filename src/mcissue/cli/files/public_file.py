"""A file for everybody to read, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click

__all__ = ["write_public_file"]


def write_public_file(file: Path, data: bytes, *, replace: bool) -> None:
    """Write a file whole or not at all: under another name first, then in one step to its own.

    Args:
        file: where it goes.
        data: its content.
        replace: whether a file that is there already may go.

    Raises:
        click.UsageError: there is one, and it may not.
        OSError: it can't be written; the message names the file.
    """
    if not replace and os.path.lexists(file):
        raise click.UsageError(
            f"{file}: there is already a file of this name. Give another one, or --replace."
        )
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes 0600, and a web server has to read this one.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError):
            # The name of the temporary file would only puzzle.
            raise OSError(error.errno, error.strerror, str(file)) from error
        raise
