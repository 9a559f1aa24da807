"""`mcissue ledger`: does it hold together, what is in it, and erasing a learner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli.files.published_lists import COMPARE_HELP, compare
from mcissue.cli.options.issuer import CLOCK_HELP, CLOCK_IS_RIGHT
from mcissue.cli.output.duties import tell_list_duty
from mcissue.errors import LedgerError

if TYPE_CHECKING:
    from mcissue.issue import Ledger

__all__ = ["ledger"]

EXIT_FOUND = 1
MAX_SHOWN = 50
"""Findings printed one by one; the rest is counted."""

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def ledger() -> None:
    """Check, export and report the ledger; erase a learner.

    FOLDER is the --out of "mcissue issue". The ledger holds keyed digests and states, no names. Back up
    FOLDER/ledger, the database with the secret beside it, after every run.
    """


def _opened(folder: Path) -> Ledger:
    """The ledger of a folder, to be looked at; it is said if nothing can be written there."""
    from mcissue.issue import Ledger
    from mcissue.issue.ledger import FOLDER

    opened = Ledger.read(folder / FOLDER)
    if opened.is_read_only:
        click.echo(
            "Note: nothing can be written here; the ledger is read as it is, without a lock.", err=True
        )
    return opened


@ledger.command(short_help="Check that the ledger and the files hold together.")
@click.argument("folder", type=_FOLDER)
@click.option("--compare", "place", metavar="URL|DIR", help=COMPARE_HELP)
def check(folder: Path, place: str | None) -> int:
    """Check the ledger of FOLDER: its database, its hash chain, and every file that it knows.

    A whole folder that was restored from a backup holds together: only with --compare it is noticed that
    newer lists are published.

    \b
    Example:
      mcissue ledger check issued

    Exit status: 0 all is well, 1 something does not fit, 2 the ledger can't be read.
    """  # noqa: D301 - click wants the control character itself
    from mcissue.issue import Finding, check_ledger

    with _opened(folder) as opened:
        findings = check_ledger(opened, folder)
        if place is not None:
            try:
                compare(opened, place)
            except LedgerError as error:
                findings.append(Finding(where=str(error.path or place), what=error.message))
    for finding in findings[:MAX_SHOWN]:
        click.echo(f"{finding.where}: {finding.what}")
    if len(findings) > MAX_SHOWN:
        click.echo(f"... and {len(findings) - MAX_SHOWN} more.")
    tell_list_duty(folder, at=datetime.now(UTC))
    if findings:
        click.echo("Restore what was changed from your backup; see docs/ledger.md.", err=True)
        return EXIT_FOUND
    click.echo("The ledger holds together, and so do its files.", err=True)
    if place is None:
        click.echo("What is published was not looked at (--compare).", err=True)
    return 0


@ledger.command(short_help="Write every credential as a table.")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--out",
    "target",
    type=_NEW_FILE,
    metavar="FILE",
    help="A .csv or .xlsx file (default: CSV to the screen).",
)
def export(folder: Path, target: Path | None) -> None:
    """Write a row for each credential of FOLDER: id, state, status place, documents. Nobody is named.

    \b
    Example:
      mcissue ledger export issued --out credentials.xlsx
    """  # noqa: D301 - click wants the control character itself
    from mcissue.issue import credential_rows
    from mcissue.issue.ledger import CREDENTIAL_COLUMNS

    with _opened(folder) as opened:
        _write(target, "Credentials", CREDENTIAL_COLUMNS, credential_rows(opened))


@ledger.command(short_help="Write every run as a table.")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--out",
    "target",
    type=_NEW_FILE,
    metavar="FILE",
    help="A .csv or .xlsx file (default: CSV to the screen).",
)
def report(folder: Path, target: Path | None) -> None:
    """Write a row for each run of FOLDER: when, which course, how many were issued and taken back.

    \b
    Example:
      mcissue ledger report issued
    """  # noqa: D301 - click wants the control character itself
    from mcissue.issue import run_rows
    from mcissue.issue.ledger import RUN_COLUMNS

    with _opened(folder) as opened:
        _write(target, "Runs", RUN_COLUMNS, run_rows(opened))


@ledger.command(short_help="Go on after the clock was ahead.")
@click.argument("folder", type=_FOLDER)
@click.option("--accept", is_flag=True, help="The clock is right now; note so, and go on.")
def clock(folder: Path, accept: bool) -> int:
    """Say which runs of FOLDER lie in the future, because the clock was ahead; with --accept go on today.

    Accepting is noted in the ledger for good. What those runs issued is dated in the future, and no verifier
    accepts it before: revoke it, and issue it again.

    \b
    Example:
      mcissue ledger clock issued --accept
      mcissue status revoke issued --run 7 --reason "the clock was ahead"
      mcissue status publish issued --issuer issuer.yaml --key uni.pem
      mcissue issue ... --out issued --reissue-revoked

    Exit status: 0 nothing lies in the future, or it was accepted; 1 something does.
    """  # noqa: D301 - click wants the control character itself
    from mcissue.issue.ledger import FOLDER, Ledger
    from mcissue.words import format_datetime

    now = datetime.now(UTC).replace(microsecond=0)
    with Ledger.open(folder / FOLDER, create=False, needs_secret=False) as opened:
        ahead = opened.accept_clock(now) if accept else opened.runs.ahead(now)
    for number, kind, at in ahead:
        click.echo(f"run {number}: {kind}, {format_datetime(at)}")
    if not ahead:
        click.echo(f"Nothing lies in the future: it is {format_datetime(now)}.", err=True)
    elif accept:
        text = (
            f"Noted: it is {format_datetime(now)}. Next: mcissue status publish; then revoke what those runs "
        )
        click.echo(f"{text}issued (mcissue status revoke FOLDER --run N), and issue it again.", err=True)
    else:
        text = f"It is {format_datetime(now)} by this machine's clock. If that is right: --accept."
        click.echo(text, err=True)
    return EXIT_FOUND if ahead and not accept else 0


@ledger.command(short_help="Erase a learner.")
@click.argument("folder", type=_FOLDER)
@click.option("--learner", required=True, metavar="KEY", help="Its learner_id, else its e-mail address.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(CLOCK_IS_RIGHT, is_flag=True, help=CLOCK_HELP)
def erase(folder: Path, learner: str, yes: bool, clock_is_right: bool) -> None:
    """Erase a learner from the ledger of FOLDER, and remove the learner's files.

    With them go credentials that superseded, or were superseded by, the learner's, under whatever number.
    The hash chain stays whole, and the places in the status lists stay used, revoked where they were.
    What you do not have any more you can't revoke: revoke first if need be. Copies in backups and at the
    learner's are not reached.

    \b
    Example:
      mcissue ledger erase issued 20261234
    """  # noqa: D301 - click wants the control character itself
    from mcissue.issue import Ledger, erase_credentials
    from mcissue.issue.identity import learner_digests
    from mcissue.issue.ledger import FOLDER
    from mcissue.issue.outputs import CREDENTIALS

    now = datetime.now(UTC).replace(microsecond=0)
    with Ledger.open(folder / FOLDER, create=False) as opened:
        opened.check_time(now)
        if not clock_is_right:
            opened.check_pause(now)
        found = [
            known
            for digest in learner_digests(opened.secret, learner)
            for known in opened.awards.find(learner=digest)
        ]
        found = opened.awards.with_linked(found)
        if not found:
            raise LedgerError(
                "the ledger knows nothing of this learner",
                code="credential_unknown",
                mend="Check the key: the learner_id of the learner file, else the e-mail address.",
            )
        if not yes:
            _confirm(f"Erase {len(found)} credential{'' if len(found) == 1 else 's'} for good?")
        packed = erase_credentials(opened, found, out=folder, at=now)
    click.echo(f"Erased: {len(found)}.", err=True)
    click.echo(_FORGOTTEN, err=True)
    for name in packed:
        click.echo(
            f"Still in {folder / CREDENTIALS / name}: take the learner's documents out of it.", err=True
        )


_FORGOTTEN = (
    "mcissue does not know this learner any more: a later run with the learner's row issues a new "
    "credential, also where the former one was revoked. Take the row out of your lists."
)


def _confirm(question: str) -> None:
    try:
        click.confirm(question, abort=True, err=True)
    except click.Abort:
        click.echo("\nNothing was erased. Where nobody can be asked, give --yes.", err=True)
        raise


def _write(target: Path | None, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from mcissue.carrier.files import write_whole
    from mcissue.issue.sheets import Sheet, csv_bytes, workbook_bytes

    if target is None:
        for row in (columns, *rows):
            click.echo(csv_bytes([row], encoding="utf-8").decode().rstrip("\r\n"))
        return
    if target.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.BadParameter("give a name that ends in .csv or .xlsx", param_hint="--out")
    table = [columns, *rows]
    if target.suffix.lower() == ".csv":
        data = csv_bytes(table)
    else:
        data = workbook_bytes([Sheet(name=title, rows=table)])
    write_whole(target, data)
    click.echo(target)
