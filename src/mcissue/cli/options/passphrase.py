"""Where a passphrase comes from: a prompt, a file, or an environment variable; never the command line.

Whatever stands on a command line can be read by every user of the machine, and stays in the shell's history.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcissue.errors import KeyMaterialError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.proof.stores import SecretRequest, SecretSource

__all__ = ["ask_new_passphrase", "passphrase_options", "secret_source"]

_MAX_FILE_BYTES = 4096
"""A passphrase has at most 1023 bytes; a larger file is a mistake."""

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def passphrase_options(command: _Command) -> _Command:
    """Give a command the options --passphrase-file and --passphrase-env."""
    command = click.option(
        "--passphrase-env",
        metavar="VARIABLE",
        help="Take the passphrase of the key from this environment variable.",
    )(command)
    return click.option(
        "--passphrase-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Take the passphrase of the key from the only line of this file.",
    )(command)


def secret_source(*, passphrase_file: Path | None = None, passphrase_env: str | None = None) -> SecretSource:
    """Make what a key store asks for a passphrase or PIN, if its key needs one.

    Args:
        passphrase_file: the value of --passphrase-file.
        passphrase_env: the value of --passphrase-env.

    Raises:
        click.UsageError: at once, if both are given.
    """
    given = _given(passphrase_file, passphrase_env)

    def answer(request: SecretRequest) -> bytes:
        if given is not None:
            return given()
        if request.file is not None:
            return _from_file(request.file)
        return _prompt(request.name, f"of {request.key}", twice=False)

    return answer


def ask_new_passphrase(*, passphrase_file: Path | None = None, passphrase_env: str | None = None) -> bytes:
    """Get the passphrase for a new key; at a prompt it is asked twice.

    Raises:
        click.UsageError: if both sources are given.
        KeyMaterialError: `passphrase_missing` if there is none and nobody to ask.
    """
    given = _given(passphrase_file, passphrase_env)
    return given() if given else _prompt("passphrase", "for the new key", twice=True)


def _given(file: Path | None, variable: str | None) -> Callable[[], bytes] | None:
    if file is not None and variable is not None:
        raise click.UsageError("Give --passphrase-file or --passphrase-env, not both.")
    if file is not None:
        return lambda: _from_file(file)
    if variable is not None:
        return lambda: _from_environment(variable)
    return None


def _prompt(name: str, whose: str, *, twice: bool) -> bytes:
    if not sys.stdin.isatty():
        raise KeyMaterialError(
            f"a {name} is needed, and there is no terminal to ask for it",
            code="passphrase_missing",
            mend="Give --passphrase-file FILE or --passphrase-env VARIABLE.",
        )
    answer = click.prompt(
        f"{name[:1].upper()}{name[1:]} {whose}", hide_input=True, confirmation_prompt=twice, err=True
    )
    assert isinstance(answer, str)
    return answer.encode("utf-8")


def _from_file(file: Path) -> bytes:
    with file.open("rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode
        data = stream.read(_MAX_FILE_BYTES + 1)
    if stat.S_ISREG(mode) and mode & stat.S_IRWXO and os.name == "posix":
        click.echo(f"Warning: everybody on this machine can read the passphrase in {file}.", err=True)
    passphrase = data.removesuffix(b"\n").removesuffix(b"\r")
    if b"\n" in passphrase or len(data) > _MAX_FILE_BYTES:
        message = "the file has more than one line, and the passphrase is its only line"
        raise KeyMaterialError(message, code="passphrase_unusable", path=str(file))
    return passphrase


def _from_environment(variable: str) -> bytes:
    if variable not in os.environ:
        raise KeyMaterialError(
            f"the environment variable {variable} is not set",
            code="passphrase_missing",
            mend="Note that --passphrase-env takes the name of a variable, not the passphrase.",
        )
    return os.fsencode(os.environ[variable])
