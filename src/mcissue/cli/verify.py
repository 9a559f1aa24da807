"""`mcissue verify`: check credentials, offline, against a registry that the user trusts."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli._operator import operator_keys
from mcissue.errors import McissueError, RegistryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.registry.snapshot import Registry
    from mcissue.verify import Note, Report, Verifier
    from mcissue.verify.json_schema import DocumentSchema
    from mcissue.verify.page import Unreadable
    from mcissue.verify.shapes import Shapes

__all__ = ["verify"]

EXIT_VALID = 0
EXIT_INVALID = 1
EXIT_UNREADABLE = 2
EXIT_INDETERMINATE = 3

_EXITS = {"valid": EXIT_VALID, "invalid": EXIT_INVALID, "indeterminate": EXIT_INDETERMINATE}

_EXIT_ORDER = (EXIT_INVALID, EXIT_UNREADABLE, EXIT_INDETERMINATE, EXIT_VALID)
"""Of several files the first of these that occurred (DESIGN section 6)."""

MAX_FILE_BYTES = 50_000_000
"""Bytes read of one file at all: ten times the largest credential, so that a report can say its size."""

STDIN = "-"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--registry",
    "registry_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Signed registry of recognised issuers.",
)
@click.option(
    "--trust-operator",
    "operators",
    metavar="KEY",
    multiple=True,
    help="Public key of the registry's operator: z6Mk..., did:key:..., or a file that holds it.",
)
@click.option(
    "--allow-test-registry", is_flag=True, help="Let the word of a test registry count, for samples."
)
@click.option(
    "--did-documents",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of issuers' DID documents, with an index.json.",
)
@click.option(
    "--status-lists",
    "status_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of status lists, with an index.json.",
)
@click.option(
    "--policy",
    type=click.Choice(["authentic", "recognised", "full"]),
    default="full",
    show_default=True,
    help="Which answers decide: authentic and current; also recognised; also complete.",
)
@click.option(
    "--schema",
    "schema_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON Schema that each credential must also fit.",
)
@click.option(
    "--shapes",
    "shape_files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="SHACL shapes (Turtle) that each must also conform to; give it again for each file.",
)
@click.option(
    "--at", metavar="DATE", help="Verify as of a time (2026-06-20T12:00:00Z) or the end of a day (UTC)."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="json: one object; with several files one object per line. html: one page for all files.",
)
@click.option("--no-state", is_flag=True, help="Do not compare the registry's number with the last one seen.")
def verify(  # noqa: PLR0917 - click hands over every option
    files: Sequence[str],
    registry_file: Path | None,
    operators: Sequence[str],
    allow_test_registry: bool,
    did_documents: Path | None,
    status_folder: Path | None,
    policy: str,
    schema_file: Path | None,
    shape_files: Sequence[Path],
    at: str | None,
    output: str,
    no_state: bool,
) -> int:
    """Verify credentials.

    Is it authentic? Was its issuer recognised? Is it still current? Is it complete?

    FILE is a credential as JSON, or a PNG or SVG picture with one baked in; - reads standard input. Nothing
    is fetched: what is needed is handed over.
    The exit status is 0 for valid, 1 for not valid, 2 for a file that can't be opened or wrong usage, 3 if
    it could not be determined; of several files the first of 1, 2, 3, 0.

    \b
    Example:
      mcissue verify credential.json --registry registry.json --trust-operator z6Mk... \\
        --did-documents did-documents --status-lists status
    """  # noqa: D301 - click wants the control character itself
    from mcissue.proof.did import Resolver
    from mcissue.proof.did_documents import load_did_documents
    from mcissue.verify import Policy, Verifier

    instant = _instant(at)
    registry, notes = _registry(
        registry_file,
        operators,
        at=instant or datetime.now(UTC),
        allow_test=allow_test_registry,
        use_state=not no_state,
    )
    verifier = Verifier(
        registry=registry,
        resolver=Resolver(load_did_documents(did_documents) if did_documents else {}),
        status_lists=_status_lists(status_folder) if status_folder else {},
        policy=Policy(policy),
        at=instant,
        allow_test_registry=allow_test_registry,
        notes=notes,
        schema=_schema(schema_file),
        shapes=_shapes(shape_files),
    )
    return _Printer(verifier, output=output, several=len(files) > 1).run(files)


@dataclass(frozen=True, slots=True)
class _Printer:
    """Verifies files one after the other and prints each report at once."""

    verifier: Verifier
    output: str
    several: bool

    def run(self, files: Sequence[str]) -> int:
        """Verify all files, and give the exit status."""
        if self.output == "html":
            return self._page(files)
        if hasattr(sys.stdout, "reconfigure"):
            # A console that can't show a letter shows its number instead of stopping.
            sys.stdout.reconfigure(errors="backslashreplace")
        results = [(name, self._one(name, first=place == 0)) for place, name in enumerate(files)]
        if self.several and self.output == "text":
            self._summary(results)
        statuses = {status for _, status in results}
        return next(status for status in _EXIT_ORDER if status in statuses)

    def _page(self, files: Sequence[str]) -> int:
        """Verify all files, write one page, and give the exit status."""
        from mcissue.verify.page import report_page

        reports = [self._report(name) for name in files]
        # As bytes: the page says of itself that it is UTF-8, whatever the console is.
        sys.stdout.flush()
        sys.stdout.buffer.write(report_page(reports).encode("utf-8"))
        sys.stdout.buffer.flush()
        statuses = {_exit_of(report) for report in reports}
        return next(status for status in _EXIT_ORDER if status in statuses)

    def _report(self, name: str) -> Report | Unreadable:
        """Verify one file; one that can't be opened is said at once."""
        from mcissue.verify.page import Unreadable

        shown = "standard input" if name == STDIN else click.format_filename(name)
        try:
            data = _read(name)
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(error, IsADirectoryError):
                reason = f"this is a folder; give the files in it, as in {Path(name) / '*.json'}"
            click.echo(f"Error: {shown}: {reason}", err=True)
            return Unreadable(shown, reason)
        return self.verifier.verify(data, name=shown)

    def _one(self, name: str, *, first: bool) -> int:
        from mcissue.verify.page import Unreadable

        report = self._report(name)
        if isinstance(report, Unreadable):
            return EXIT_UNREADABLE
        if self.output == "json":
            indent = None if self.several else 2
            click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=indent))
        else:
            self._text(report, first=first)
        return _exit_of(report)

    @staticmethod
    def _text(report: Report, *, first: bool) -> None:
        from mcissue.cli._render import render_report, terminal_style

        style = terminal_style()
        if not first:
            click.echo(style.rule)
        click.echo(render_report(report, style), nl=False, color=style.colour)

    @staticmethod
    def _summary(results: Sequence[tuple[str, int]]) -> None:
        words = {
            EXIT_VALID: "valid",
            EXIT_INVALID: "not valid",
            EXIT_UNREADABLE: "could not be opened",
            EXIT_INDETERMINATE: "could not be determined",
        }
        counts = {status: sum(found == status for _, found in results) for status in words}
        parts = [f"{count} {words[status]}" for status, count in counts.items() if count]
        click.echo(f"{len(results)} files: {', '.join(parts)}.", err=True)


def _exit_of(report: Report | Unreadable) -> int:
    from mcissue.verify.page import Unreadable

    return EXIT_UNREADABLE if isinstance(report, Unreadable) else _EXITS[report.verdict.value]


def _instant(text: str | None) -> datetime | None:
    """The reference time that the user asked for; a day means its end, when all of that day has happened."""
    if text is None:
        return None
    from mcissue.proof.times import parse_datetime

    try:
        if "T" in text.upper():
            return parse_datetime(text)
        # Stricter than date.fromisoformat, which reads 20260620 and 2026-W25-6 as well.
        return datetime.combine(datetime.strptime(text, "%Y-%m-%d").date(), time.max, UTC)  # noqa: DTZ007 - a day
    except (McissueError, ValueError):
        raise click.BadParameter(
            f"{text!r} is neither a day (2026-06-20) nor a time with its zone (2026-06-20T12:00:00Z).",
            param_hint="--at",
        ) from None


def _registry(
    file: Path | None, operators: Sequence[str], *, at: datetime, allow_test: bool, use_state: bool
) -> tuple[Registry | RegistryError | None, tuple[Note, ...]]:
    """Load the registry; a fault of it goes into the report, a fault of the call is raised."""
    if file is None:
        if operators or allow_test:
            raise click.UsageError("--trust-operator and --allow-test-registry need a --registry.")
        return None, ()
    if not operators:
        raise click.UsageError(
            "A registry counts only if you trust its operator: give the operator's public key with "
            "--trust-operator."
        )
    from mcissue.registry.snapshot import load_registry
    from mcissue.registry.state import RegistryState, state_directory
    from mcissue.verify import Note

    try:
        keys = operator_keys(operators)
    except McissueError as error:
        raise click.BadParameter(str(error), param_hint="--trust-operator") from error
    try:
        registry = load_registry(file.read_bytes(), operator_key=keys, at=at)
        # Remembered, and compared with what is remembered, only after everything else was in order.
        if use_state and (allow_test or not registry.snapshot.test):
            RegistryState(state_directory()).remember(registry)
    except RegistryError as error:
        return error, ()
    said = "The number of the registry was not compared with the last one seen (--no-state)."
    return registry, () if use_state else (Note("no_state", said),)


def _schema(file: Path | None) -> DocumentSchema | McissueError | None:
    """Load the JSON Schema; a missing extra goes into the report, a file that is no schema is raised."""
    if file is None:
        return None
    from mcissue.verify.json_schema import DocumentSchema

    try:
        return DocumentSchema.load(file.read_bytes())
    except McissueError as error:
        return _own_rules_error(error, "--schema")


def _shapes(files: Sequence[Path]) -> Shapes | McissueError | None:
    """Load the shapes, likewise."""
    if not files:
        return None
    from mcissue.verify.shapes import Shapes

    try:
        return Shapes.load([(str(file), file.read_bytes()) for file in files])
    except McissueError as error:
        return _own_rules_error(error, "--shapes")


def _own_rules_error(error: McissueError, option: str) -> McissueError:
    if error.code != "extra_missing":
        raise click.BadParameter(f"{error.message}. {error.mend}", param_hint=option) from error
    return error


def _status_lists(folder: Path) -> dict[str, bytes]:
    """The status lists of a folder; what is in them is judged when a credential points there."""
    from mcissue.jsonld.reading import read_json_object

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


def _read(name: str) -> bytes:
    if name == STDIN:
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    else:
        with Path(name).open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise OSError(0, f"larger than {MAX_FILE_BYTES // 1_000_000} MB, so no credential")
    return data
