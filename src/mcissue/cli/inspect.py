"""`mcissue inspect`: what is in a file, without a judgement."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from mcissue.cli.files.reading import STDIN, read_limited
from mcissue.errors import McissueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.formats.look import Look
    from mcissue.jsonld.read import JsonObject

__all__ = ["inspect"]

EXIT_UNREADABLE = 2
"""There is nothing in the file to look at, as for a file that can't be opened."""


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--canonical",
    is_flag=True,
    help="Print only the canonical N-Quads of the document without its proofs: what an RDF suite signs.",
)
@click.option(
    "--rdf",
    type=click.Choice(["turtle", "nquads"]),
    help="Print only the graph of the credential without its proofs, for people or for tools.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: one object.",
)
def inspect(file: str, canonical: bool, rdf: str | None, output: str) -> int:
    """Show what is in a credential, without judging it.

    Nothing that is shown is proven: "mcissue verify" does that. FILE is a credential as JSON, a token, a
    sealed file, or a PNG or SVG picture with one baked in; - reads standard input.

    \b
    Example:
      mcissue inspect credential.json
      mcissue inspect credential.json --canonical | sha256sum
      mcissue inspect credential.json --rdf turtle
    """  # noqa: D301 - click wants the control character itself
    from mcissue.verify.steps.carrier import open_carrier

    try:
        opened = open_carrier(read_limited(file))
    except McissueError as error:
        click.echo(f"Error: {'standard input' if file == STDIN else file}: {error}", err=True)
        return EXIT_UNREADABLE
    document = opened.document
    if canonical and rdf is not None:
        raise click.UsageError("--canonical and --rdf are two different outputs: choose one.")
    if rdf is not None:
        sys.stdout.buffer.write(_graph(document, rdf))
        return 0
    if canonical:
        # As bytes: what is hashed must not be changed by a console's line ends.
        sys.stdout.buffer.write(_canonical(document))
        return 0
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    found = {"carrier": opened.kind.id, **_inspection(document)}
    if opened.envelope is not None:
        # A signature that stands around the document: a seal or a token.
        found["proofs"] = [{"path": "$", "type": opened.envelope.title}, *found["proofs"]]
    if output == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    from mcissue.cli.output.render import render_inspection, terminal_style

    style = terminal_style()
    click.echo(render_inspection(found, style), nl=False, color=style.colour)
    return 0


def _canonical(document: JsonObject) -> bytes:
    from mcissue.jsonld.contexts import bundled_contexts
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.engine import canonical_form

    unsecured = {member: value for member, value in document.items() if member != "proof"}
    return canonical_form(unsecured, contexts=bundled_contexts(), policy=ContextPolicy.PINNED)


def _graph(document: JsonObject, form: str) -> bytes:
    """The graph of the credential without its proofs, in the order of the document or as Turtle."""
    from mcissue.formats.wrapping import inner_credential
    from mcissue.jsonld.contexts import bundled_contexts
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.engine import quads

    inner = inner_credential(document).with_contexts
    unsecured = {member: value for member, value in inner.items() if member != "proof"}
    lines = quads(unsecured, contexts=bundled_contexts(), policy=ContextPolicy.PINNED)
    if form == "nquads":
        return "".join(lines).encode()
    from mcissue.verify.own_rules.rdf import turtle

    return turtle(lines).encode()


def _inspection(document: JsonObject) -> dict[str, Any]:
    """What is in a document, as JSON data."""
    from mcissue.annex import elements_of_document, why_no_achievement
    from mcissue.formats.detect import detect_format
    from mcissue.formats.look import Look
    from mcissue.verify.reading.summary import award_date_of, claimed_issuer_name, issuer_id_of, title_of

    found = detect_format(document)
    reason = why_no_achievement(document)
    # Of a seal around something that can't be read it is all of it, and the reason above says so.
    look = Look(document)
    inner, place = look.credential, look.path
    return {
        "format": {"id": found.id, "title": found.title, "explanation": found.explanation},
        "contexts": [context if isinstance(context, str) else {} for context in _list(inner.get("@context"))],
        "id": _text(inner.get("id")),
        "types": [name for name in _list(inner.get("type")) if isinstance(name, str)],
        "title": title_of(look),
        "issuer": {"id": issuer_id_of(inner), "name": claimed_issuer_name(look)},
        "award_date": award_date_of(look),
        "valid_from": _text(inner.get("validFrom")),
        "valid_until": _text(inner.get("validUntil")),
        "proofs": list(_parts(inner, "proof", _PROOF_MEMBERS, place)),
        "status": [
            *_parts(inner, "credentialStatus", _STATUS_MEMBERS, place),
            *_status_identifiers(look),
        ],
        "schemas": list(_parts(inner, "credentialSchema", ("id", "type"), place)),
        "no_achievement": reason,
        "elements": []
        if reason is not None
        else [
            {
                "id": element.id,
                "mandatory": element.mandatory,
                "state": element.state.value,
                "path": element.path,
                "value": element.value or None,
                "convention": element.convention or None,
                "note": element.note or None,
                "mend": element.mend or None,
            }
            for element in elements_of_document(document)
        ],
    }


_PROOF_MEMBERS = (
    "id",
    "type",
    "cryptosuite",
    "verificationMethod",
    "proofPurpose",
    "created",
    "expires",
    "previousProof",
)
_STATUS_MEMBERS = ("id", "type", "statusPurpose", "statusListIndex", "statusListCredential")


def _status_identifiers(look: Look) -> Iterator[dict[str, Any]]:
    """Status entries that travel elsewhere, as the identifiers of a European Digital Credential."""
    for path, entry in look.view.status_entries():
        yield {"path": look.path + path.removeprefix("$"), **entry}


def _parts(document: JsonObject, member: str, names: tuple[str, ...], place: str) -> Iterator[dict[str, Any]]:
    """The objects of a member that may be single or an array, each with its path and some members."""
    value = document.get(member)
    for number, part in enumerate(_list(value)):
        path = f"{place}.{member}[{number}]" if isinstance(value, list) else f"{place}.{member}"
        members = part if isinstance(part, dict) else {}
        yield {"path": path, **{name: members[name] for name in names if name in members}}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
