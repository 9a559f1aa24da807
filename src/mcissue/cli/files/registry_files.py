"""The files of `mcissue registry`: drafts, published registries, and their numbers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey
    from mcissue.registry import DraftFile, UncheckedSnapshot

__all__ = ["check_folder", "is_draft", "next_number", "published", "read_draft", "read_file", "write"]


def check_folder(path: Path) -> None:
    """Say at once that a file can't be made there."""
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"{path.parent}: there is no such folder. Make it first.")


def read_draft(path: Path) -> DraftFile:
    """Read an operator's working file."""
    from mcissue.registry import DraftFile

    try:
        return DraftFile.read(path)
    except FileNotFoundError:
        raise click.UsageError(
            f"{path}: there is no such draft. Begin one with: mcissue registry new {path}"
        ) from None


def is_draft(path: Path) -> bool:
    """Whether a file is a draft: by its name (YAML), or by what its JSON says of itself."""
    from mcissue.errors import DocumentError
    from mcissue.jsonld.limits import REGISTRY_LIMITS
    from mcissue.jsonld.read import read_json_object
    from mcissue.registry.model import DRAFT_TYPE

    if path.suffix.lower() in {".yaml", ".yml"}:
        return True
    try:
        return read_json_object(read_file(path), limits=REGISTRY_LIMITS).get("type") == DRAFT_TYPE
    except DocumentError:
        return False  # no registry either, which its reader will say


def read_file(path: Path) -> bytes:
    """Read a file, and no more of it than a registry may have."""
    from mcissue.jsonld.limits import REGISTRY_LIMITS

    with path.open("rb") as stream:
        return stream.read(REGISTRY_LIMITS.size + 1)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    from mcissue.carrier.files import write_whole

    try:
        write_whole(path, data, public=True)
    except OSError as error:
        # The name that the user gave, not that of the file which was to become it.
        raise OSError(error.errno, error.strerror, str(path)) from None


def published(out: Path) -> UncheckedSnapshot | None:
    """The registry that stands where the new one is to be; anything else there is not overwritten."""
    from mcissue.errors import RegistryError
    from mcissue.registry import read_unchecked

    check_folder(out)
    if not os.path.lexists(out):
        return None
    try:
        return read_unchecked(read_file(out))
    except RegistryError as error:
        raise click.UsageError(
            f"{out} is no registry ({error.message}), and is not overwritten. Give another --out."
        ) from error


def next_number(
    file: DraftFile,
    published: UncheckedSnapshot | None,
    wanted: int | None,
    *,
    out: Path,
    key: PublicKey,
    change_key: bool,
) -> int:
    """The number to publish under: above the draft's, and above that of the registry being replaced."""
    last = file.draft.sequence
    if published is not None:
        if published.snapshot.operator.id != file.draft.operator.id:
            raise click.UsageError(
                f"{out} is the registry of {published.snapshot.operator.id}, not of {file.draft.operator.id}."
            )
        # Whoever can write to a public folder must not be able to push the number to its end.
        if not change_key and not published.is_signed_by(key):
            raise click.UsageError(
                f"{out} was not signed with this key. If you have changed keys, say so with --change-key."
            )
        last = max(last, published.snapshot.sequence)
    if wanted is not None and wanted <= last:
        raise click.BadParameter(
            f"number {last} is published already; give a higher one.", param_hint="--sequence"
        )
    return wanted or last + 1
