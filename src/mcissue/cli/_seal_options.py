"""The options about electronic seals: whom to trust for them, and with which one to seal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mcissue.proof.jades import SealTrust

__all__ = ["read_seal_trust", "seal_trust_options"]

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def seal_trust_options(command: _Command) -> _Command:
    """Give a command the option that names trusted certificates."""
    return click.option(
        "--seal-trust",
        "seal_folder",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of certificates (PEM or DER) of the authorities that you trust for electronic seals.",
    )(command)


def read_seal_trust(folder: Path | None) -> SealTrust | None:
    """The certificates of a folder; hidden files are passed over.

    Args:
        folder: from --seal-trust.

    Raises:
        click.BadParameter: a file in it holds no certificate, or there is none.
    """
    if folder is None:
        return None
    from mcissue.errors import KeyMaterialError
    from mcissue.proof.jades import read_anchors

    files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    try:
        return read_anchors((str(file), file.read_bytes()) for file in files)
    except KeyMaterialError as error:
        raise click.BadParameter(str(error), param_hint="--seal-trust") from error
