"""What the options of `mcissue verify` name, read: registry, lists, schema, shapes, times, files."""

from __future__ import annotations

import errno
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli.options.operator import operator_keys
from mcissue.errors import McissueError, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.registry import Registry
    from mcissue.verify import Item, Note
    from mcissue.verify.own_rules.json_schema import DocumentSchema
    from mcissue.verify.own_rules.shapes import Shapes

__all__ = [
    "MAX_FILE_BYTES",
    "STDIN",
    "read_inputs",
    "read_instant",
    "read_registry",
    "read_schema",
    "read_shapes",
    "read_status_lists",
]

MAX_FILE_BYTES = 50_000_000
"""Bytes read of a status list's file: more than any that is accepted, so that a report can say its size."""

STDIN = "-"
"""The name that stands for standard input."""


def read_instant(text: str | None) -> datetime | None:
    """The reference time that the user asked for; a day means its end, when all of that day has happened."""
    if text is None:
        return None
    from mcissue.words import last_instant, parse_datetime, parse_day

    try:
        if "T" in text.upper():
            return parse_datetime(text)
        return last_instant(parse_day(text))
    except McissueError:
        raise click.BadParameter(
            f"{text!r} is neither a day (2026-06-20) nor a time with its zone (2026-06-20T12:00:00Z).",
            param_hint="--at",
        ) from None


def read_registry(
    file: Path | None, operators: Sequence[str], *, at: datetime, allow_test: bool, use_state: bool
) -> tuple[Registry | RegistryError | None, tuple[Note, ...]]:
    """Load the registry; a fault of it goes into the report, a fault of the call is raised."""
    from mcissue.verify import Note

    said = "Neither the registry nor a status list was compared with the last one seen (--no-state)."
    unasked = () if use_state else (Note("no_state", said),)
    if file is None:
        if operators or allow_test:
            raise click.UsageError("--trust-operator and --allow-test-registry need a --registry.")
        return None, unasked
    if not operators:
        raise click.UsageError(
            "A registry counts only if you trust its operator: give the operator's public key with "
            "--trust-operator."
        )
    from mcissue.registry import RegistryState, load_registry
    from mcissue.seen import state_directory

    try:
        keys = operator_keys(operators)
    except McissueError as error:
        raise click.BadParameter(str(error), param_hint="--trust-operator") from error
    try:
        registry = load_registry(file.read_bytes(), operator_key=keys, at=at)
    except RegistryError as error:
        return error, unasked
    if not use_state:
        return registry, unasked
    try:
        # Remembered, and compared with what is remembered, only after everything else was in order.
        if allow_test or not registry.snapshot.test:
            RegistryState(state_directory()).remember(registry)
    except RegistryError as error:
        if error.code != "registry_state_unwritable":
            return error, ()
        # What is remembered was compared; only the next verification lacks today's number.
        said = (
            f"{error.message[0].upper()}{error.message[1:]}. An older registry can pass next time. "
            f"{error.mend} Or verify with --no-state."
        )
        return registry, (Note("registry_state_unwritable", said),)
    return registry, ()


def read_schema(file: Path | None) -> DocumentSchema | McissueError | None:
    """Load the JSON Schema; a missing extra goes into the report, a file that is no schema is raised."""
    if file is None:
        return None
    from mcissue.verify.own_rules.json_schema import DocumentSchema

    try:
        return DocumentSchema.load(file.read_bytes())
    except McissueError as error:
        return _own_rules_error(error, "--schema")


def read_shapes(files: Sequence[Path]) -> Shapes | McissueError | None:
    """Load the shapes, likewise."""
    if not files:
        return None
    from mcissue.verify.own_rules.shapes import Shapes

    try:
        return Shapes.load([(str(file), file.read_bytes()) for file in files])
    except McissueError as error:
        return _own_rules_error(error, "--shapes")


def _own_rules_error(error: McissueError, option: str) -> McissueError:
    if error.code != "extra_missing":
        raise click.BadParameter(f"{error.message}. {error.mend}", param_hint=option) from error
    return error


def read_status_lists(folder: Path) -> dict[str, bytes]:
    """The status lists of a folder; what is in them is judged when a credential points there."""
    from mcissue.jsonld.read import read_json_object

    index = folder / "index.json"
    try:
        named = read_json_object(index.read_bytes())
        return {url: _listed(folder, name) for url, name in named.items()}
    except McissueError as error:
        raise click.BadParameter(
            f"{index}: {error.message}; it must be an object of address -> file name.",
            param_hint="--status-lists",
        ) from None
    except FileNotFoundError as error:
        raise click.BadParameter(
            f"{error.filename} is not there; index.json must name the file of each list's address.",
            param_hint="--status-lists",
        ) from None


def _listed(folder: Path, name: object) -> bytes:
    if not isinstance(name, str) or name in {"", ".", ".."} or Path(name).name != name or "\x00" in name:
        raise click.BadParameter(
            f"{folder / 'index.json'}: {name!r} is no name of a file in this folder.",
            param_hint="--status-lists",
        )
    with (folder / name).open("rb") as stream:
        return stream.read(MAX_FILE_BYTES)


def read_inputs(name: str, *, shown: str) -> Iterator[Item]:
    """What is in a file or in standard input: a credential, or one in each line of JSON Lines.

    Args:
        name: what stood on the command line.
        shown: what to call it in reports.

    Raises:
        OSError: it can't be opened, or is far too large for a credential.
    """
    from mcissue.verify import read_items

    if not name:
        raise FileNotFoundError(errno.ENOENT, "a file without a name")
    if name == STDIN:
        yield from read_items(sys.stdin.buffer, name=shown)
    else:
        with Path(name).open("rb") as stream:
            yield from read_items(stream, name=shown)
