"""`mcissue status`: revoke, suspend and reinstate credentials, and publish the lists that say so."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcissue.cli.files.published_lists import COMPARE_HELP, compare
from mcissue.cli.options.issuer import CLOCK_HELP, CLOCK_IS_RIGHT, issuer_from, issuer_options
from mcissue.cli.output.duties import list_duty, tell_list_duty
from mcissue.errors import LedgerError, McissueError, StatusListError

if TYPE_CHECKING:
    from mcissue.issue import Known, Ledger

__all__ = ["status"]

EXIT_REFUSED = 1
EXIT_DUE = 1
DUE_DAYS = 30
"""A month: time to find the key, its passphrase, and whoever uploads."""

MAX_REASON = 300
"""Characters of a reason: a sentence for the issuer's own ledger."""


@click.group()
def status() -> None:
    """Revoke, suspend or reinstate credentials, and publish the lists.

    A change counts for verifiers once the lists are published: run "status publish" after it and upload the
    files.
    """


def _verb(name: str, summary: str, text: str) -> None:
    @status.command(name, help=f"{cleandoc(text)}\n\n{_AFTERWARDS}", short_help=summary)
    @click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.argument("credentials", metavar="[CREDENTIAL]...", nargs=-1)
    @click.option("--learner", metavar="KEY", help="All credentials of a learner: learner_id, else e-mail.")
    @click.option("--run", type=int, metavar="NUMBER", help="All of a run; mcissue ledger report lists runs.")
    @click.option("--row", type=int, metavar="NUMBER", help="With --run: that row of its learner file.")
    @click.option("--reason", metavar="TEXT", help="Why; for your own ledger. Name nobody.")
    @click.option(CLOCK_IS_RIGHT, is_flag=True, help=CLOCK_HELP)
    def command(  # noqa: PLR0917 - click hands over every option
        folder: Path,
        credentials: tuple[str, ...],
        learner: str | None,
        run: int | None,
        row: int | None,
        reason: str | None,
        clock_is_right: bool,
    ) -> int:
        if not credentials and learner is None and run is None:
            raise click.UsageError("Name credentials, or give --learner or --run.")
        if row is not None and run is None:
            raise click.UsageError("--row needs --run: every learner file has such a row.")
        if reason and len(reason) > MAX_REASON:
            raise click.BadParameter(f"at most {MAX_REASON} characters", param_hint="--reason")
        selection = (credentials, learner, run, row)
        return _change(folder, *selection, verb=name, reason=reason, clock_is_right=clock_is_right)


_AFTERWARDS = """It counts for verifiers after "mcissue status publish".

Exit status: 0 noted (or nothing to change), 1 at least one credential refused, 2 FOLDER can't be used.
"""

_verb(
    "revoke",
    "Take credentials back, for good.",
    """Revoke each CREDENTIAL (its id or its file) that was issued from FOLDER, the --out of "mcissue issue".

    A revocation is final. It needs credentials issued with --status-base.

    \b
    Example:
      mcissue status revoke issued issued/credentials/0a1b.json --reason "error"
      mcissue status revoke issued --learner 20261234
      mcissue status revoke issued --run 7
    """,
)
_verb(
    "suspend",
    "Take credentials back for a time.",
    """Suspend each CREDENTIAL (its id or its file) that was issued from FOLDER, the --out of "mcissue issue".

    It needs credentials issued with --status-base and --status-purpose suspension.

    \b
    Example:
      mcissue status suspend issued issued/credentials/0a1b.json
    """,
)
_verb(
    "reinstate",
    "End a suspension.",
    """Take the suspension of each CREDENTIAL (its id or its file) back. A revocation can't be taken back.

    \b
    Example:
      mcissue status reinstate issued issued/credentials/0a1b.json
    """,
)


_ALREADY = {"revoke": "already revoked", "suspend": "already suspended", "reinstate": "not suspended"}


def _change(
    folder: Path,
    credentials: tuple[str, ...],
    learner: str | None,
    run: int | None,
    row: int | None,
    *,
    verb: str,
    reason: str | None,
    clock_is_right: bool,
) -> int:
    from mcissue.issue import Ledger, change_status, status_problem
    from mcissue.issue.ledger import FOLDER

    now = datetime.now(UTC).replace(microsecond=0)
    with Ledger.open(folder / FOLDER, create=False, needs_secret=False) as ledger:
        ledger.check_time(now)
        if not clock_is_right:
            ledger.check_pause(now)
        found, refused = _found(ledger, credentials)
        if learner is not None or run is not None:
            found += _selected(ledger, learner, run, row, verb=verb)
        fitting = []
        for known in found:
            problem = status_problem(known, verb)
            if problem is None:
                fitting.append(known)
            else:
                refused += 1
                click.echo(f"Error: {known.reservation.credential}: {problem}", err=True)
        changed = change_status(ledger, fitting, verb=verb, at=now, reason=reason)
    numbers = {known.number for known in changed}
    for known in fitting:
        if known.number in numbers:
            click.echo(known.reservation.credential)
        else:
            click.echo(f"{known.reservation.credential}: {_ALREADY[verb]}, nothing to change", err=True)
    if changed:
        where = shlex.quote(str(folder))
        click.echo(f"Noted. Now run: mcissue status publish {where} --issuer ... --key ...", err=True)
    return EXIT_REFUSED if refused else 0


def _found(ledger: Ledger, credentials: tuple[str, ...]) -> tuple[list[Known], int]:
    """The credentials that were named, each once, and how many names lead nowhere."""
    found: dict[int, Known] = {}
    refused = 0
    for name in credentials:
        try:
            listed = ledger.awards.find(credential=_identifier(name))
            if not listed:
                raise StatusListError(
                    "this credential was not issued from this folder",
                    code="credential_unknown",
                    mend="Check the id, or name the folder that it was issued from.",
                )
            found.update({known.number: known for known in listed})
        except McissueError as error:
            refused += 1
            click.echo(f"Error: {name}: {error}", err=True)
    return list(found.values()), refused


def _selected(
    ledger: Ledger, learner: str | None, run: int | None, row: int | None, *, verb: str
) -> list[Known]:
    """All credentials of a learner, a run or a row, but for superseded ones that are taken back already."""
    from mcissue.issue.identity import learner_digests

    digests: list[str | None] = [None]
    if learner is not None:
        digests = [*learner_digests(ledger.secret, learner)]
    found = [
        known
        for digest in digests
        for known in ledger.awards.find(learner=digest, run=run, row=row)
        # Where a run was cut short, a superseded one may still be in force.
        if known.replaced_by is None or (known.taken_back is None and verb != "reinstate")
    ]
    if not found:
        raise StatusListError(
            "nothing was issued to this learner, in this run or for this row",
            code="credential_unknown",
            mend="Check the number; mcissue ledger report lists runs.",
        )
    return found


def _identifier(text: str) -> str:
    """The id of a credential, given as such or as any file that it travels in."""
    from mcissue.cli.files.reading import read_limited
    from mcissue.verify.steps.carrier import read_carrier

    path = Path(text)
    if text.startswith("urn:"):
        return text
    if not path.is_file():
        raise StatusListError(
            "there is no such file, and no credential has this id",
            code="credential_unknown",
            mend="Give a file, or an id as in urn:uuid:...; mcissue ledger export lists them.",
        )
    data = read_limited(path)
    if _is_packed(path, data):
        raise StatusListError(
            "this file holds many credentials",
            code="credential_unknown",
            mend="Name one by its id, or all of a run with --run; mcissue ledger export lists both.",
        )
    identifier = read_carrier(data).get("id")
    if not isinstance(identifier, str):
        raise StatusListError("the file holds no credential with an id", code="credential_unknown")
    return identifier


def _is_packed(path: Path, data: bytes) -> bool:
    return path.suffix.lower() in {".jsonl", ".zip"} or data.startswith(b"PK\x03\x04")


@status.command(short_help="Sign and write the status lists, to be uploaded.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--compare", "place", metavar="URL|DIR", help=COMPARE_HELP)
@issuer_options
def publish(
    folder: Path, *, place: str | None, list_days: int, change_key: bool, clock_is_right: bool, **who: Any
) -> None:
    """Sign and write the status lists of FOLDER (the --out of issue) into FOLDER/status.

    Upload them to the address that was given as --status-base. FOLDER/status/index.json is what
    "mcissue verify --status-lists" reads.

    \b
    Example:
      mcissue status revoke issued issued/credentials/0a1b.json --reason "error"
      mcissue status publish issued --issuer issuer.yaml --key keys/issuer.pem
    """  # noqa: D301 - click's own mark
    from mcissue.issue import DID_DOCUMENTS, Ledger, check_controller, publish_controller, publish_lists
    from mcissue.issue.ledger import FOLDER
    from mcissue.jsonld.read import read_json_object

    issuer = issuer_from(**who)
    organisation, signer = issuer.organisation, issuer.signer
    now = datetime.now(UTC).replace(microsecond=0)
    with Ledger.open(folder / FOLDER, create=False, needs_secret=False) as ledger:
        ledger.check(issuer=organisation.id, status_base=None)
        ledger.check_time(now)
        if not clock_is_right:
            ledger.check_pause(now)
        if not ledger.settings.get("status_base"):
            raise LedgerError(
                "the credentials of this folder were issued without status lists",
                code="status_entry_missing",
                path=str(folder),
                mend="There is nothing to publish; issue with --status-base to be able to revoke.",
            )
        if place is not None:
            compare(ledger, place)
        documents = folder / DID_DOCUMENTS
        check_controller(documents, issuer=organisation.id, signer=signer, at=now, change_key=change_key)
        publish_controller(documents, issuer=organisation.id, signer=signer)
        written = publish_lists(
            ledger,
            folder=folder / "status",
            issuer=organisation.id,
            at=now,
            valid_until=now + timedelta(days=list_days),
            ttl=None,
            sign=lambda document: read_json_object(issuer.sign(document, created=now)),
        )
        base = ledger.settings["status_base"]
    for path in written.values():
        click.echo(path)
    click.echo(f"Upload {folder / 'status'} to {base}", err=True)
    tell_list_duty(folder, at=now)


@status.command(short_help="Say when the lists must be published again.")
@click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option(
    "--days",
    type=click.IntRange(0, 7500),
    default=DUE_DAYS,
    show_default=True,
    help="How many days ahead counts as due.",
)
def due(folders: tuple[Path, ...], days: int) -> int:
    """Say when the status lists of each FOLDER (the --out of issue) must be published again.

    It looks at what was written last, needs no key, and suits a calendar or a nightly job.

    \b
    Example:
      mcissue status due issued-2026 issued-2027 --days 60

    Exit status: 0 nothing is due, 1 something is due or has ended, 2 a folder can't be read.
    """  # noqa: D301 - click's own mark
    now = datetime.now(UTC)
    status = 0
    for folder in folders:
        duty = list_duty(folder, at=now)
        if duty is None:
            click.echo(f"{folder}: no status lists, so nothing ends.")
            continue
        click.echo(f"{folder}: {duty[0]}")
        if duty[1] < days:
            status = EXIT_DUE
    return status
