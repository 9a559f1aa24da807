"""`mcissue verify`: check credentials, offline, against a registry that the user trusts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from mcissue.cli.options.content import content_options, read_contexts
from mcissue.cli.options.online import age_limit, list_memory, online_options, read_sources
from mcissue.cli.options.seal import read_seal_trust, seal_trust_options
from mcissue.cli.options.verify import (
    evidence_options,
    output_options,
    policy_options,
    recipient_options,
    registry_options,
    rules_options,
    state_options,
    time_options,
)
from mcissue.cli.options.verify_inputs import (
    read_instant,
    read_registry,
    read_schema,
    read_shapes,
    read_status_lists,
)
from mcissue.cli.output.verify_printer import ReportPrinter, report_stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mcissue.verify import Recipient

__all__ = ["verify"]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@registry_options
@evidence_options
@online_options
@seal_trust_options
@policy_options
@rules_options
@recipient_options
@content_options
@time_options
@output_options
@state_options
def verify(  # noqa: PLR0917 - click hands over every option
    files: Sequence[str],
    registry_file: Path | None,
    operators: Sequence[str],
    allow_test_registry: bool,
    did_documents: Path | None,
    status_folder: Path | None,
    online: bool,
    cache_folder: Path | None,
    max_status_hours: float | None,
    seal_folder: Path | None,
    policy: str,
    schema_file: Path | None,
    shape_files: Sequence[Path],
    recipients: Sequence[Recipient],
    context_folder: Path | None,
    endorsements: bool,
    domain: str | None,
    challenge: str | None,
    profile: str | None,
    at: str | None,
    output: str,
    report_file: Path | None,
    jobs: int,
    no_state: bool,
) -> int:
    """Verify credentials.

    Is it authentic? Was its issuer recognised? Is it still current? Is it complete?

    FILE is a credential as JSON, with a proof inside or a seal around it, as a token (VC-JWT), as JSON
    Lines with one in each line, or a PNG or SVG picture with one baked in; - reads standard input. A
    learner record or a presentation is as good as the least of the credentials in it. Nothing is fetched
    unless --online is given: what is needed is handed over.
    The exit status is 0 for valid, 1 for not valid, 2 for wrong usage or a file that can't be opened or
    holds no credential, 3 if it could not be determined, 4 if it is genuine and not complete (or, with
    --policy conformant, badly written); of several the first of 1, 2, 3, 4, 0. Files without a credential
    count only if there are no others.

    \b
    Example:
      mcissue verify credential.json --registry registry.json \\
        --trust-operator z6Mk... --did-documents did-documents \\
        --status-lists status
    """  # noqa: D301 - click wants the control character itself
    from mcissue.proof.did import Resolver
    from mcissue.proof.did.documents import load_did_documents
    from mcissue.verify import Policy, Verifier

    instant = read_instant(at)
    registry, notes = read_registry(
        registry_file,
        operators,
        at=instant or datetime.now(UTC),
        allow_test=allow_test_registry,
        use_state=not no_state,
    )
    given = Resolver(load_did_documents(did_documents) if did_documents else {})
    sources = read_sources(given, online=online, cache_folder=cache_folder)
    memory = list_memory(use_state=not no_state)
    verifier = Verifier(
        registry=registry,
        resolver=sources.resolver,
        status_lists=read_status_lists(status_folder) if status_folder else {},
        status=sources.status,
        refresh=sources.online.credential if sources.online is not None else None,
        status_lists_seen=memory.state,
        max_status_age=age_limit(max_status_hours),
        policy=Policy(policy),
        at=instant,
        allow_test_registry=allow_test_registry,
        seal_trust=read_seal_trust(seal_folder),
        notes=notes,
        schema=read_schema(schema_file),
        shapes=read_shapes(shape_files),
        recipient=recipients,
        contexts=read_contexts(context_folder),
        ask=("endorsements",) if endorsements else (),
        domain=domain,
        challenge=challenge,
        profile=profile,
    )
    # One process with a network, so that each address is visited once, and all are judged by the same answer.
    jobs = 1 if sources.online is not None else jobs
    with report_stream(report_file, files) as stream:
        printer = ReportPrinter(verifier, output=output, stream=stream, jobs=jobs, after=memory.remember)
        return printer.run(files)
