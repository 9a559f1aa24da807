"""The options about what is in a file: own contexts, endorsements, for whom a presentation was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore

__all__ = ["content_options", "context_option", "default_contexts", "read_contexts"]

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def context_option(help_text: str) -> Callable[[_Command], _Command]:
    """Give a command the option that names a folder of contexts.

    Args:
        help_text: what the folder is used for.
    """
    return click.option(
        "--contexts",
        "context_folder",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help=help_text,
    )


def content_options(command: _Command) -> _Command:
    """Give a command the options in question."""
    for option in reversed(
        (
            context_option(
                "Folder of JSON-LD contexts that you trust; by default what `mcissue contexts add` kept."
            ),
            click.option(
                "--endorsements", is_flag=True, help="Verify the endorsements in it, too; each must hold."
            ),
            click.option(
                "--domain", metavar="TEXT", help="Of a presentation: for whom it must have been made."
            ),
            click.option(
                "--challenge",
                metavar="TEXT",
                help="Of a presentation: what it must answer, so that it is new.",
            ),
            click.option(
                "--profile",
                type=click.Choice(["1edtech"]),
                help="Say besides what the public validator of 1EdTech would say, and where we differ.",
            ),
        )
    ):
        command = option(command)
    return command


def default_contexts() -> Path:
    """Where `mcissue contexts add` keeps contexts for this user."""
    from mcissue.seen import state_directory

    return state_directory() / "contexts"


def read_contexts(folder: Path | None) -> ContextStore | None:
    """The contexts of mcissue and of a folder; None if there are none besides mcissue's.

    Args:
        folder: from --contexts; it must hold some then.

    Raises:
        click.BadParameter: the folder can't be used.
    """
    from mcissue.cli.files.context_folder import ContextFolder
    from mcissue.errors import McissueError, RegistryError

    try:
        found = ContextFolder(folder if folder is not None else default_contexts())
        if not found.entries():
            if folder is None:
                return None
            raise click.BadParameter(
                f"{folder} holds no contexts; its INDEX.json must name them.", param_hint="--contexts"
            )
        return found.store()
    except RegistryError:  # a user without a home folder keeps nothing
        return None
    except McissueError as error:
        mend = f" {error.mend}" if error.mend else ""
        raise click.BadParameter(f"{error.message}.{mend}", param_hint="--contexts") from error
