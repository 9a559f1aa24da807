"""`mcissue bake`: a credential goes into a picture, and the picture stays as it is."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["bake", "read_limited"]


@click.command()
@click.argument("credential", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("picture", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--replace", is_flag=True, help="Take a badge that is in the picture already out first.")
def bake(credential: Path, picture: Path, out: Path, replace: bool) -> None:
    """Put a credential into a PNG or SVG picture.

    CREDENTIAL is a signed Open Badge 3.0. It is not verified, and not changed: "mcissue extract" gives back
    the same bytes. The picture keeps every pixel. Image programs and messengers drop the credential when they
    save or shrink the picture, so bake last.

    \b
    Example:
      mcissue bake credential.json badge.png --out baked.png
      mcissue verify baked.png --registry registry.json --trust-operator z6Mk...
    """  # noqa: D301 - click wants the control character itself
    from mcissue.carrier import baking
    from mcissue.carrier.files import write_whole
    from mcissue.carrier.payload import CARRIER_TITLES

    if out.exists() and out.samefile(credential):
        raise click.UsageError("--out is the credential itself, which would be lost.")
    baked = baking.bake(read_limited(credential), read_limited(picture), replace=replace)
    write_whole(out, baked.data)
    title = CARRIER_TITLES[baked.carrier]
    click.echo(f"{click.format_filename(out)} is {title} with the credential in it.", err=True)
    click.echo("Only the credential is signed, the picture is not.", err=True)


def read_limited(path: Path) -> bytes:
    """The bytes of a file, up to one more than any picture may have.

    Args:
        path: the file.

    Raises:
        OSError: it can't be read.
    """
    from mcissue.carrier.payload import MAX_PICTURE_BYTES

    with path.open("rb") as stream:
        return stream.read(MAX_PICTURE_BYTES + 1)
