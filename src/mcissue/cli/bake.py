"""`mcissue bake`: a credential goes into a picture, and the picture stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli.files.reading import read_limited, refuse_to_overwrite

if TYPE_CHECKING:
    from mcissue.carrier.baking import Baked

__all__ = ["bake"]

_ABOUT_CREDENTIAL = {"bake_not_open_badge", "bake_unsigned"}
"""Codes of `mcissue.carrier.baking.bake` that are about the credential; others are about the picture."""


@click.command()
@click.argument("credential", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("picture", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--replace", is_flag=True, help="Take a badge that is in the picture already out first.")
@click.option("--overwrite", is_flag=True, help="Write over a file that is there already.")
def bake(credential: Path, picture: Path, *, out: Path, replace: bool, overwrite: bool) -> None:
    """Put a credential into a PNG or SVG picture.

    CREDENTIAL is a signed Open Badge 3.0. It is not verified, and not changed: "mcissue extract" gives back
    the same bytes. The picture keeps every pixel. Image programs and messengers drop the credential when they
    save or shrink the picture, so bake last. --out may be the picture itself.

    \b
    Example:
      mcissue bake credential.json badge.png --out baked.png
      mcissue verify baked.png --registry registry.json --trust-operator z6Mk...
    """  # noqa: D301 - click wants the control character itself
    from mcissue.carrier.files import write_whole

    if out.exists() and out.samefile(credential):
        raise click.UsageError("--out is the credential itself, which would be lost.")
    if not (out.exists() and out.samefile(picture)):
        refuse_to_overwrite(out, overwrite=overwrite)
    baked = _baked(credential, picture, replace=replace)
    write_whole(out, baked.data)
    click.echo(f"{click.format_filename(out)} is {baked.carrier.title} with the credential in it.", err=True)
    click.echo("Only the credential is signed, the picture is not.", err=True)
    if out.suffix and out.suffix.lower() not in baked.carrier.suffixes:
        usual = baked.carrier.suffixes[0]
        click.echo(f"Note: name it {out.stem}{usual}, so that programs know how to open it.", err=True)


def _baked(credential: Path, picture: Path, *, replace: bool) -> Baked:
    """The picture with the credential in it; an error says which of the two files it is about."""
    from mcissue.carrier import baking
    from mcissue.carrier.reading import detect
    from mcissue.errors import DocumentError, McissueError

    signed = read_limited(credential)
    kind = detect(signed)
    if kind is not None and not kind.carries_itself:
        raise click.UsageError(
            f"{click.format_filename(credential)} is {kind.title}. Name the credential first, and "
            "then the picture; mcissue extract takes a credential out of one."
        )
    try:
        return baking.bake(signed, read_limited(picture), replace=replace)
    except McissueError as error:
        about_credential = isinstance(error, DocumentError) or error.code in _ABOUT_CREDENTIAL
        place = "" if error.path in {None, "$"} else f", {error.path}"
        error.path = f"{click.format_filename(credential if about_credential else picture)}{place}"
        if error.code == "bake_credential_present":
            error.mend = "Take a picture without one, or give --replace to take that one out."
        raise
