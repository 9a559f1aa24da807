"""`mcissue contexts`: keep JSON-LD contexts that one trusts oneself, each pinned by its SHA-256."""

from __future__ import annotations

from pathlib import Path

import click

from mcissue.cli.options.content import context_option, default_contexts

__all__ = ["contexts"]

_FOLDER_HELP = "Folder to keep them in; by default this user's."


@click.group()
def contexts() -> None:
    """Keep JSON-LD contexts of your own.

    A context gives the words of a credential their meaning. mcissue brings those of the standards. A
    credential with others is read only if you add a copy that you trust; the copy is kept, never fetched, and
    every report says when it was used.
    """


@contexts.command()
@click.argument("url")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sha256", metavar="HEX", help="Refuse any other file than the one with this SHA-256.")
@context_option(_FOLDER_HELP)
def add(url: str, file: Path, sha256: str | None, context_folder: Path | None) -> None:
    """Add a context: URL as credentials name it, FILE a copy of it.

    \b
    Example:
      mcissue contexts add https://example.org/context.json context.json
    """  # noqa: D301 - click wants the control character itself
    from mcissue.cli.files.context_folder import ContextFolder

    folder = ContextFolder(context_folder if context_folder is not None else default_contexts())
    added = folder.add(url, file.read_bytes(), sha256=sha256.lower() if sha256 is not None else None)
    click.echo(f"{added.sha256}  {added.url}")
    click.echo(f"Added to {folder.folder}. It counts for `mcissue verify` from now on.", err=True)


@contexts.command("list")
@context_option(_FOLDER_HELP)
def list_(context_folder: Path | None) -> None:
    """List the contexts that you added: SHA-256 and address of each.

    \b
    Example:
      mcissue contexts list
    """  # noqa: D301 - click wants the control character itself
    from mcissue.cli.files.context_folder import ContextFolder

    folder = ContextFolder(context_folder if context_folder is not None else default_contexts())
    entries = folder.entries()
    folder.store()  # so that a file that was changed is said here, and not only when something is verified
    for entry in entries:
        click.echo(f"{entry.sha256}  {entry.url}")
    if not entries:
        click.echo(f"No contexts of your own in {folder.folder}.", err=True)


@contexts.command()
@click.argument("url")
@context_option(_FOLDER_HELP)
def remove(url: str, context_folder: Path | None) -> None:
    """Remove a context; credentials that name it can't be read any more.

    \b
    Example:
      mcissue contexts remove https://example.org/context.json
    """  # noqa: D301 - click wants the control character itself
    from mcissue.cli.files.context_folder import ContextFolder

    folder = ContextFolder(context_folder if context_folder is not None else default_contexts())
    if not folder.remove(url):
        raise click.UsageError(f"{url} is not among your contexts; `mcissue contexts list` shows them.")
    click.echo(f"Removed {url}.", err=True)
