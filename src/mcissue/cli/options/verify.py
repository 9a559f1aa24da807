"""The options of `mcissue verify`, in groups that belong together; the help shows them in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "MAX_JOBS",
    "evidence_options",
    "output_options",
    "policy_options",
    "recipient_options",
    "registry_options",
    "rules_options",
    "state_options",
    "time_options",
]

MAX_JOBS = 64
"""As `mcissue.verify.many.MAX_PROCESSES`; it stands here too, so that the help needs no verifier."""

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def _grouped(*options: Callable[[Any], Any]) -> Callable[[_Command], _Command]:
    """One decorator of several options, in the order in which the help shows them."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


registry_options = _grouped(
    click.option(
        "--registry",
        "registry_file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="Signed registry of recognised issuers.",
    ),
    click.option(
        "--trust-operator",
        "operators",
        metavar="KEY",
        multiple=True,
        help="Public key of the registry's operator: z6Mk..., did:key:..., or a file that holds it.",
    ),
    click.option(
        "--allow-test-registry", is_flag=True, help="Let the word of a test registry count, for samples."
    ),
)
"""Whose word counts about issuers."""

evidence_options = _grouped(
    click.option(
        "--did-documents",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of issuers' DID documents, with an index.json.",
    ),
    click.option(
        "--status-lists",
        "status_folder",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of status lists, with an index.json.",
    ),
)
"""What is handed over besides: the issuers' documents and lists."""

policy_options = _grouped(
    click.option(
        "--policy",
        type=click.Choice(["authentic", "recognised", "full", "conformant"]),
        default="full",
        show_default=True,
        help="Which answers decide: authentic and current; also recognised; also complete; also well formed "
        "(for issuers).",
    ),
)
"""Which answers decide."""

rules_options = _grouped(
    click.option(
        "--schema",
        "schema_file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="JSON Schema that each credential must also fit.",
    ),
    click.option(
        "--shapes",
        "shape_files",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        multiple=True,
        help="SHACL shapes (Turtle) that each must also conform to; give it again for each file.",
    ),
)
"""The user's own schema and shapes."""


def _recipients(_context: click.Context, _option: click.Parameter, texts: Sequence[str]) -> Sequence[Any]:
    """What a person writes of another person, as the verifier takes it."""
    if not texts:
        return ()
    from mcissue.errors import McissueError
    from mcissue.verify import Recipient

    try:
        return tuple(Recipient.parse(text) for text in texts)
    except McissueError as error:
        raise click.BadParameter(f"{error.message}. {error.mend}", param_hint="--recipient") from None


recipient_options = _grouped(
    click.option(
        "--recipient",
        "recipients",
        callback=_recipients,
        metavar="EMAIL",
        multiple=True,
        help="Whose credential it must be: an e-mail address, a DID, or KIND=VALUE (name=Aino Virtanen); "
        "given several times, all must fit.",
    ),
)
"""Whose credential it must be."""

time_options = _grouped(
    click.option(
        "--at", metavar="DATE", help="Verify as of a time (2026-06-20T12:00:00Z) or the end of a day (UTC)."
    ),
)
"""As of when."""

output_options = _grouped(
    click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json", "html"]),
        default="text",
        show_default=True,
        help="json: one object; of several credentials one object per line. html: one page for all.",
    ),
    click.option(
        "--output",
        "-o",
        "report_file",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the reports into this file (UTF-8) and not to standard output; replaced as a whole.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, MAX_JOBS),
        default=1,
        show_default=True,
        help="Processes that share the work; for thousands of credentials.",
    ),
)
"""What is printed."""

state_options = _grouped(
    click.option(
        "--no-state",
        is_flag=True,
        help="Neither compare the registry and the status lists with the last ones seen, nor remember them.",
    ),
)
"""What is remembered."""
