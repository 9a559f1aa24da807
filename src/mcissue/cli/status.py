"""`mcissue status`: revoke, suspend and reinstate credentials, and publish the lists that say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from pathlib import Path

import click

from mcissue.cli._issuer_options import issuer_from, issuer_options
from mcissue.errors import LedgerError, McissueError, StatusListError

__all__ = ["status"]

EXIT_REFUSED = 1
MAX_REASON = 300
"""Characters of a reason: a sentence for the issuer's own books."""


@click.group()
def status() -> None:
    """Revoke, suspend or reinstate credentials, and publish the lists.

    A change counts for verifiers once the lists are published: run "status publish" after it and upload the
    files.
    """


def _verb(name: str, summary: str, text: str) -> None:
    @status.command(name, help=f"{cleandoc(text)}\n\n{_AFTERWARDS}", short_help=summary)
    @click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.argument("credentials", metavar="CREDENTIAL...", nargs=-1, required=True)
    @click.option("--reason", metavar="TEXT", help="Why; for your own books. Name nobody.")
    def command(folder: Path, credentials: tuple[str, ...], reason: str | None) -> int:
        return _change(folder, credentials, verb=name, reason=reason)


_AFTERWARDS = """It counts for verifiers after "mcissue status publish".

Exit status: 0 noted (or nothing to change), 1 at least one CREDENTIAL refused, 2 FOLDER can't be used.
"""

_verb(
    "revoke",
    "Take credentials back, for good.",
    """Revoke each CREDENTIAL (its id or its file) that was issued from FOLDER, the --out of "mcissue issue".

    A revocation is final. It needs credentials issued with --status-base.

    \b
    Example:
      mcissue status revoke issued issued/credentials/0a1b....json --reason "issued in error"
    """,
)
_verb(
    "suspend",
    "Take credentials back for a time.",
    """Suspend each CREDENTIAL (its id or its file) that was issued from FOLDER, the --out of "mcissue issue".

    It needs credentials issued with --status-base and --status-purpose suspension.

    \b
    Example:
      mcissue status suspend issued issued/credentials/0a1b....json
    """,
)
_verb(
    "reinstate",
    "End a suspension.",
    """Take the suspension of each CREDENTIAL (its id or its file) back. A revocation can't be taken back.

    \b
    Example:
      mcissue status reinstate issued issued/credentials/0a1b....json
    """,
)


def _change(folder: Path, credentials: tuple[str, ...], *, verb: str, reason: str | None) -> int:
    from mcissue.issue.runfile import RunFile
    from mcissue.issue.statuslists import change_status

    if reason and len(reason) > MAX_REASON:
        raise click.BadParameter(f"at most {MAX_REASON} characters", param_hint="--reason")
    now = datetime.now(UTC).replace(microsecond=0)
    changed = refused = 0
    with RunFile.open(folder / "books", create=False) as run_file:
        for credential in credentials:
            try:
                identifier = _identifier(credential)
                if change_status(run_file, credential=identifier, verb=verb, at=now, reason=reason):
                    changed += 1
                    click.echo(identifier)
                else:
                    click.echo(f"{identifier}: nothing to change", err=True)
            except McissueError as error:
                refused += 1
                click.echo(f"Error: {credential}: {error}", err=True)
    if changed:
        click.echo(f"Noted. Now run: mcissue status publish {folder} --issuer ... --key ...", err=True)
    return EXIT_REFUSED if refused else 0


def _identifier(text: str) -> str:
    """The id of a credential, given as such or as its file."""
    from mcissue.jsonld.reading import read_json_object

    path = Path(text)
    if text.startswith("urn:") or not path.is_file():
        return text
    identifier = read_json_object(path.read_bytes()).get("id")
    if not isinstance(identifier, str):
        raise StatusListError("the file holds no credential with an id", code="credential_unknown", path=text)
    return identifier


@status.command(short_help="Sign and write the status lists, to be uploaded.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@issuer_options
def publish(  # noqa: PLR0917 - click hands over every option
    folder: Path,
    issuer_file: Path,
    key_file: Path,
    key_id: str | None,
    list_days: int,
    change_key: bool,
    sample_keys: bool,
    passphrase_file: Path | None,
    passphrase_env: str | None,
) -> None:
    """Sign and write the status lists of FOLDER (the --out of issue) into FOLDER/status.

    Upload them to the address that was given as --status-base. FOLDER/status/index.json is what
    "mcissue verify --status-lists" reads.

    \b
    Example:
      mcissue status revoke issued issued/credentials/0a1b....json --reason "issued in error"
      mcissue status publish issued --issuer issuer.yaml --key keys/issuer.pem
    """  # noqa: D301 - click's own mark
    from mcissue.issue.controller import DID_DOCUMENTS, check_controller, publish_controller
    from mcissue.issue.runfile import RunFile
    from mcissue.issue.statuslists import publish_lists
    from mcissue.jsonld.reading import read_json_object

    issuer = issuer_from(
        issuer_file,
        key_file,
        key_id=key_id,
        sample_keys=sample_keys,
        passphrase_file=passphrase_file,
        passphrase_env=passphrase_env,
    )
    organisation, signer = issuer.organisation, issuer.signer
    now = datetime.now(UTC).replace(microsecond=0)
    with RunFile.open(folder / "books", create=False) as run_file:
        run_file.check(issuer=organisation.id, status_base=None)
        if not run_file.opened.get("status_base"):
            raise LedgerError(
                "the credentials of this folder were issued without status lists",
                code="status_entry_missing",
                path=str(folder),
                mend="There is nothing to publish; issue with --status-base to be able to revoke.",
            )
        documents = folder / DID_DOCUMENTS
        check_controller(documents, issuer=organisation.id, signer=signer, at=now, change_key=change_key)
        publish_controller(documents, issuer=organisation.id, signer=signer)
        written = publish_lists(
            run_file,
            folder=folder / "status",
            issuer=organisation.id,
            at=now,
            valid_until=now + timedelta(days=list_days),
            ttl=None,
            sign=lambda document: read_json_object(issuer.sign(document, created=now)),
        )
        base = run_file.opened["status_base"]
    for path in written.values():
        click.echo(path)
    click.echo(f"Upload {folder / 'status'} to {base}", err=True)
