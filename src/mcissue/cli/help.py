"""`mcissue help`: the help of a command, as people ask for it who come from other programs."""

from __future__ import annotations

import click

__all__ = ["help_"]


@click.command("help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def help_(context: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command.

    The same as --help behind the command.

    \b
    Examples:
      mcissue help
      mcissue help issue
      mcissue help status publish
    """  # noqa: D301 - click wants the control character itself
    shown = context.parent or context
    for word in words:
        if not isinstance(shown.command, click.Group):
            raise click.UsageError(f"{shown.command_path} has no commands of its own.")
        name, command, _ = shown.command.resolve_command(shown, [word])
        shown = click.Context(command or shown.command, info_name=name, parent=shown)
    click.echo(shown.get_help())
