"""The top of the command line: a group that imports a command when it is called, and one place for errors."""

from __future__ import annotations

import errno
import os
import re
import sys
from importlib import import_module

import click

import mcissue
from mcissue.carrier.files import FULL_DISK
from mcissue.cli.output.stopping import ending_in_order, exit_status
from mcissue.errors import McissueError

__all__ = ["main"]

EXIT_USAGE = 2
"""Wrong usage, or a file that can't be opened (DESIGN section 6)."""

EXIT_READER_GONE = 141
"""128 + SIGPIPE: `mcissue verify ... | head` must end neither with 0 (valid) nor with 1 (invalid)."""

_UNDER_WAY = re.compile(r"\.([^/\\]+)\.[0-9a-f]{12}\.part$")
"""What a file is called until it is whole: `.report.html.32aaaca4ba51.part`."""

_OWN_NAME = r"\1"


# Name -> (module:attribute, short help). The short help stands here so that `mcissue --help` imports
# no command; a test holds the two texts together.
_COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("mcissue.cli.demo:demo", "Show the whole story on sample data."),
    "keys": ("mcissue.cli.keys:keys", "Make, show and publish signing keys."),
    "course": ("mcissue.cli.course:course", "Check a course against the European standard elements."),
    "issue": ("mcissue.cli.issue:issue", "Issue a course to a file of learners."),
    "status": (
        "mcissue.cli.status:status",
        "Revoke, suspend or reinstate credentials, and publish the lists.",
    ),
    "ledger": ("mcissue.cli.ledger:ledger", "Check, export and report the ledger; erase a learner."),
    "verify": ("mcissue.cli.verify:verify", "Verify credentials."),
    "inspect": ("mcissue.cli.inspect:inspect", "Show what is in a credential, without judging it."),
    "bake": ("mcissue.cli.bake:bake", "Put a credential into a PNG or SVG picture."),
    "extract": ("mcissue.cli.extract:extract", "Take the credential out of a picture, byte for byte."),
    "convert": ("mcissue.cli.convert:convert", "Convert a credential to another format."),
    "schema": ("mcissue.cli.schema:schema", "Print the JSON Schema of a course, issuer or record."),
    "contexts": ("mcissue.cli.contexts:contexts", "Keep JSON-LD contexts of your own."),
    "registry": ("mcissue.cli.registry:registry", "Keep and publish a registry of recognised issuers."),
    "help": ("mcissue.cli.help:help_", "Show the help of a command."),
}


class _ReaderGoneError(Exception):
    """Nobody reads our output any more; click would make 1 of it, which means something else here."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that --help answers at once."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderGoneError from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        import difflib

        name = args[0]
        near = difflib.get_close_matches(name, _COMMANDS, n=1)
        if near and name not in _COMMANDS and not ctx.resilient_parsing:
            ctx.fail(f"No such command {name!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(mcissue.__version__, "-V", "--version", prog_name="mcissue")
def _cli() -> None:
    """Issue and verify European microcredentials.

    One course and one spreadsheet of learners become signed Open Badges 3.0 and European Digital
    Credentials; anyone can check one, offline: is it authentic, was its issuer recognised, is it current, is
    it complete?

    Exit status: each command's help says what 0 and 1 mean; 2 is wrong usage, a file that can't be opened or
    written; 130 is Ctrl-C, 143 SIGTERM.

    Start with "mcissue demo": it shows the whole story on sample data.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status.

    Args:
        arguments: the words after the program's name; by default those of the process.
    """
    _open_closed_streams()
    if hasattr(sys.stdout, "reconfigure"):
        # A console that can't show a letter shows its number instead of stopping.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with ending_in_order():
            status = _cli.main(args=arguments, prog_name="mcissue", standalone_mode=False)
        sys.stdout.flush()
    except McissueError as error:
        _leave(f"Error: {error}", EXIT_USAGE)
    except click.Abort as abort:
        _leave("Stopped.", exit_status(abort.__cause__))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (_ReaderGoneError, BrokenPipeError):
        # That is the reader's right, no error; what is left goes nowhere, also when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_READER_GONE)
    except OSError as error:
        _leave(f"Error: {_describe(error)}", EXIT_USAGE)
    except Exception as error:  # no traceback ever reaches a user (DESIGN section 7)
        if os.environ.get("MCISSUE_DEBUG"):
            raise
        _leave(
            f"Error: mcissue failed in a way that it should not: {type(error).__name__}.\n"
            "  Set MCISSUE_DEBUG=1 to see where, and please report it.",
            EXIT_USAGE,
        )
    sys.exit(status if isinstance(status, int) else 0)


def _open_closed_streams() -> None:
    """Open what the caller has closed (`<&-`, a service without a console): nothing to read, nobody reads.

    Else the next file that is opened would stand in its place, and Python has None where a stream should be.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _describe(error: OSError) -> str:
    reason = error.strerror or str(error)
    if isinstance(error, IsADirectoryError):
        reason = "this is a folder, and a file is needed"
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes | os.PathLike) else ""
    if not name and error.errno is not None:
        name = "the output or a file"  # an error of a stream: `mcissue verify ... > file` on a full disk
    told = f"{_UNDER_WAY.sub(_OWN_NAME, name)}: {reason}" if name else reason
    return f"{told}\n  {FULL_DISK}" if error.errno in {errno.ENOSPC, errno.EDQUOT} else told


def _leave(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)
