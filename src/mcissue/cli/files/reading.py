"""Files that commands read and write: bounded, and never overwritten by accident."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["STDIN", "read_limited", "refuse_to_overwrite"]

STDIN = "-"
"""What stands for standard input on a command line."""


def read_limited(file: Path | str) -> bytes:
    """The bytes of a file, up to one more than any carrier may have, so that its reader can tell.

    Args:
        file: the file, or "-" for standard input.

    Raises:
        OSError: it can't be read.
    """
    from mcissue.carrier.payload import MAX_PICTURE_BYTES

    if file == STDIN:
        return sys.stdin.buffer.read(MAX_PICTURE_BYTES + 1)
    with Path(file).open("rb") as stream:
        return stream.read(MAX_PICTURE_BYTES + 1)


def refuse_to_overwrite(out: Path, *, overwrite: bool) -> None:
    """Refuse to write over a file that is there, unless that was asked for.

    Args:
        out: from --out.
        overwrite: from --overwrite.

    Raises:
        click.UsageError: it is there.
    """
    if out.exists() and not overwrite:
        raise click.UsageError(
            f"{click.format_filename(out)} is there already. Give another name, or --overwrite."
        )
