"""`mcissue convert`: from one format to another, with a list of what does not fit."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcissue.cli.files.reading import read_limited
from mcissue.formats.outputs import families

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcissue.formats.convert import Converted
    from mcissue.jsonld.read import JsonObject

__all__ = ["convert"]


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--to",
    "target",
    type=click.Choice([*families(), "record"]),
    required=True,
    help="The wanted format; record: the data of mcissue's own record.",
)
@click.option("--report", is_flag=True, help="Print what is lost, instead of the result.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the result to this new file."
)
@click.option(
    "--edc-form",
    type=click.Choice(["upload", "signed"]),
    default="upload",
    show_default=True,
    help="upload: as the European Commission's tools take it; signed: as mcissue would sign it.",
)
@click.option("--language", metavar="TAG", help="Language to write in; by default the credential's own.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Of the report.",
)
def convert(  # noqa: PLR0917 - click hands over every option
    file: str, target: str, report: bool, out: Path | None, edc_form: str, language: str | None, output: str
) -> None:
    """Convert a credential to another format.

    The result is unsigned: a signature can't go with the content from one document to another. What the other
    format has no place for is counted, and listed with --report. FILE may be - for standard input.

    \b
    Example:
      mcissue convert badge.json --to edc --out for-europass.json
      mcissue convert badge.json --to edc --report
    """  # noqa: D301 - click wants the control character itself
    from mcissue.formats.convert import convert as convert_document
    from mcissue.jsonld.read import write_json

    if target != "edc" and edc_form == "signed":
        raise click.UsageError("--edc-form goes with --to edc.")
    if out is not None and out.exists():
        raise click.BadParameter(f"{out} is there already, and is not overwritten.", param_hint="--out")
    converted = convert_document(
        _read(file),
        to=target,
        credential_id=f"urn:uuid:{uuid.uuid4()}",
        node_id=_node_ids(),
        issued=datetime.now(UTC).replace(microsecond=0) if edc_form == "signed" else None,
        language=language,
    )
    data = write_json(converted.document)
    if out is not None:
        with out.open("xb") as stream:
            stream.write(data)
    if report:
        _print_report(converted, output)
    elif out is None:
        # As bytes: JSON is UTF-8 whatever the console is.
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    _talk(converted, target, out, listed=report)


def _read(name: str) -> JsonObject:
    from mcissue.verify.steps.carrier import read_carrier

    return read_carrier(read_limited(name))


def _node_ids() -> Callable[[str], str]:
    """Ids that nobody can tell in advance, so that the same learner can't be known by them elsewhere."""
    secret = os.urandom(32)

    def node_id(name: str) -> str:
        digest = hmac.new(secret, name.encode(), hashlib.sha256).digest()
        return f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}"

    return node_id


def _print_report(converted: Converted, output: str) -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    if output == "json":
        click.echo(json.dumps(_report_data(converted), ensure_ascii=False, indent=2))
        return
    for line in _report_lines(converted):
        click.echo(line)


def _report_data(converted: Converted) -> dict[str, Any]:
    return {
        "source": converted.source.id,
        "not_read": [loss.to_data() for loss in converted.unread],
        "not_written": [loss.to_data() for loss in converted.unwritten],
    }


def _report_lines(converted: Converted) -> Iterator[str]:
    from mcissue.cli.output.render import escape

    parts = (
        ("Not read from the file", "everything in it was read", converted.unread),
        ("Not written to the result", "everything that was read was written", converted.unwritten),
    )
    for title, nothing, losses in parts:
        yield f"{title}:" if losses else f"{title}: nothing; {nothing}."
        for loss in losses:
            yield f"  {escape(str(loss))}"


def _talk(converted: Converted, target: str, out: Path | None, *, listed: bool) -> None:
    count = len(converted.unread) + len(converted.unwritten)
    where = f" {out}:" if out is not None else ""
    kind = "a record" if target == "record" else "a new credential"
    click.echo(f"Converted:{where} {kind} from {converted.source.title}, unsigned.", err=True)
    click.echo(
        "A proof, a place in a status list and a named schema belong to the old document and stay behind.",
        err=True,
    )
    if count and not listed:
        word = "thing does" if count == 1 else "things do"
        click.echo(f"{count} {word} not fit and got lost; --report lists what.", err=True)
