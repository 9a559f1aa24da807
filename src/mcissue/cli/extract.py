"""`mcissue extract`: the credential of a picture, byte for byte and not judged."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mcissue.cli.files.reading import read_limited, refuse_to_overwrite
from mcissue.errors import McissueError

__all__ = ["extract"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option("--overwrite", is_flag=True, help="Write over a file that is there already.")
def extract(file: Path, *, out: Path | None, overwrite: bool) -> None:
    """Take the credential out of a picture, byte for byte.

    FILE is a PNG or SVG picture with a credential baked in. Nothing is judged: "mcissue verify" does that.
    The credential is written to standard output, or to the file of --out.

    \b
    Example:
      mcissue extract baked.png --out credential.json
      mcissue extract baked.svg | mcissue verify -
    """  # noqa: D301 - click wants the control character itself
    from mcissue.carrier import reading
    from mcissue.carrier.files import write_whole

    if out is not None and out.exists() and out.samefile(file):
        raise click.UsageError("--out is the picture itself, which would be lost.")
    if out is not None:
        refuse_to_overwrite(out, overwrite=overwrite)
    try:
        found = reading.extract(read_limited(file))
    except McissueError as error:
        error.path = click.format_filename(file) if error.path is None else error.path
        raise
    if found.carrier.carries_itself:
        title = found.carrier.title
        raise click.UsageError(
            f"{click.format_filename(file)} is {title} already, there is no picture around it."
        )
    for remark in found.remarks:
        click.echo(f"Note: {remark.message}", err=True)
    if out is None:
        # As bytes: they were signed, and a console's line ends must not change them.
        sys.stdout.flush()
        sys.stdout.buffer.write(found.content)
        sys.stdout.buffer.flush()
        return
    write_whole(out, found.content)
    click.echo(f"{click.format_filename(out)} holds the credential; it was not verified.", err=True)
