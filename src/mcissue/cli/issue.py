"""`mcissue issue`: a course and a file of learners become signed credentials."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli._issuer_options import issuer_from, issuer_options
from mcissue.errors import McissueError

if TYPE_CHECKING:
    from mcissue.formats import Loss
    from mcissue.issue.batch import Batch, Check, Plan
    from mcissue.issue.intake import Intake
    from mcissue.issue.outputs import Output

__all__ = ["issue"]

EXIT_NOTHING_SIGNED = 2
MAX_PROBLEMS_SHOWN = 50
"""Problems printed one by one; the rest is counted: nobody mends more in one go."""

STATUS_FOLDER = "status"
UPLOAD_SUFFIX = ".edc-upload.json"


@click.command(short_help="Issue a course to a file of learners.")
@click.argument("course", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("learners", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@issuer_options
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of this issuer: credentials, lists, DID document, books. Use the same one each time.",
)
@click.option(
    "--award-date", metavar="DATE", help="Award date (2026-06-15) of rows without one of their own."
)
@click.option(
    "--status-base", metavar="URL", help="https address under which you will publish the status lists."
)
@click.option("--no-status", is_flag=True, help="Issue credentials that can never be revoked.")
@click.option(
    "--status-purpose",
    type=click.Choice(["revocation", "suspension"]),
    default="revocation",
    show_default=True,
    help="revocation is final; a suspension can be taken back.",
)
@click.option(
    "--proof",
    type=click.Choice(["rdfc", "jcs"]),
    default="rdfc",
    show_default=True,
    help="Cryptosuite: eddsa-rdfc-2022 (certified Open Badges) or eddsa-jcs-2022.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["openbadges", "edc", "both"]),
    default="both",
    show_default=True,
    help="openbadges: Open Badges 3.0; edc: European Digital Credentials; both: two files of each award.",
)
@click.option(
    "--edc-form",
    type=click.Choice(["signed", "upload"]),
    default="signed",
    show_default=True,
    help="signed: with your own key (Europass shows it as one without a seal); upload: unsigned, for the "
    "European Commission's tools, which seal it.",
)
@click.option(
    "--language",
    metavar="TAG",
    help="Language of the credentials (default: the first of the course's title).",
)
@click.option(
    "--allow-incomplete", is_flag=True, help="Sign although mandatory elements of Annex I are missing."
)
@click.option("--dry-run", is_flag=True, help="Check everything, sign and write nothing.")
def issue(  # noqa: PLR0917 - click hands over every option
    course: Path,
    learners: Path,
    issuer_file: Path,
    key_file: Path,
    key_id: str | None,
    out: Path,
    award_date: str | None,
    status_base: str | None,
    no_status: bool,
    status_purpose: str,
    list_days: int,
    proof: str,
    format_: str,
    edc_form: str,
    language: str | None,
    allow_incomplete: bool,
    dry_run: bool,
    change_key: bool,
    sample_keys: bool,
    passphrase_file: Path | None,
    passphrase_env: str | None,
) -> int:
    """Issue COURSE (YAML) to LEARNERS (CSV, TSV, XLSX or JSON Lines).

    Every row is checked before anything is signed; one bad row and nothing is signed. Every credential
    is read back from disk and verified. A second run skips what was issued. The paths of the credentials
    go to standard output: of each award ID.json, an Open Badge, and ID.edc.json, a European Digital
    Credential.

    \b
    Example:
      mcissue issue course.yaml learners.csv --issuer issuer.yaml --key keys/issuer.pem \\
        --award-date 2026-06-15 --status-base https://uni.example/status/ --out issued

    \b
    Columns of LEARNERS (the first row holds their names; docs/issuing.md explains each):
      learner_id or email     identifies the row; the e-mail is written only as a salted hash
      full_name               or given_name and family_name
      award_date              2026-06-15; else --award-date
      grade, credits_earned, assessment_types, supervision, participation_modes, valid_from,
      valid_until, activity_start, activity_end, recognised_prior_learning, further_information,
      student_number, date_of_birth, learner_did, certificate_number, language,
      evidence_name, evidence_url, evidence_description, evidence_2_name ...

    Exit status: 0 all rows, 2 nothing signed.
    """  # noqa: D301 - click's own mark
    from mcissue.issue.batch import Batch, StatusPlan
    from mcissue.issue.controller import DID_DOCUMENTS, check_controller
    from mcissue.issue.intake import read_learners
    from mcissue.issue.runfile import RunFile
    from mcissue.record.files import read_course

    base = _status_base(status_base, no_status=no_status)
    the_course = read_course(course)
    _check_arguments(award_date, language)
    language = language or the_course.title.languages[0]
    intake = read_learners(learners, language=language, award_date=award_date)
    for note in intake.notes:
        click.echo(note, err=True)
    issuer = issuer_from(
        issuer_file,
        key_file,
        key_id=key_id,
        sample_keys=sample_keys,
        passphrase_file=passphrase_file,
        passphrase_env=passphrase_env,
        cryptosuite=f"eddsa-{proof}-2022",
    )
    organisation = issuer.organisation
    now = datetime.now(UTC).replace(microsecond=0)
    check_controller(
        out / DID_DOCUMENTS, issuer=organisation.id, signer=issuer.signer, at=now, change_key=change_key
    )
    books = out / "books"
    lists = (
        StatusPlan(base=base, purpose=status_purpose, valid_for=timedelta(days=list_days)) if base else None
    )

    def batch_with(run_file: RunFile) -> Batch:
        run_file.check(issuer=organisation.id, status_base=base)
        return Batch(
            issuer=issuer,
            course=the_course,
            run_file=run_file,
            out=out,
            now=now,
            source=learners.name,
            course_source=course.name,
            status=lists,
            language=language,
            allow_incomplete=allow_incomplete,
            outputs=_outputs(format_, edc_form),
        )

    if dry_run or intake.problems or not books.exists():
        # Also before the first run of all: a run that is refused leaves nothing behind, not even new books.
        with RunFile.rehearse(books) as run_file:
            plan = batch_with(run_file).plan(intake.rows)
        if intake.problems or plan.problems or dry_run:
            return _tell_rehearsal(plan, intake)
    with RunFile.open(books) as run_file:
        batch = batch_with(run_file)
        plan = batch.plan(intake.rows)
        if not _tell_plan(plan, intake):
            return EXIT_NOTHING_SIGNED
        if not plan.awards:
            click.echo(f"Nothing to sign: {_count(len(plan.skipped))} issued before.", err=True)
        else:
            _carry_out(batch, plan, base=base, sample_keys=sample_keys)
    return 0


def _tell_rehearsal(plan: Plan, intake: Intake) -> int:
    if not _tell_plan(plan, intake):
        return EXIT_NOTHING_SIGNED
    click.echo(
        f"Dry run: {_count(len(plan.awards))} would be issued, {len(plan.skipped)} were before.", err=True
    )
    return 0


def _status_base(url: str | None, *, no_status: bool) -> str | None:
    if (url is None) != no_status:
        raise click.UsageError(
            "Say where the status lists will be published (--status-base https://...), or give --no-status:\n"
            "  without a list, a credential can never be revoked."
        )
    if url is None:
        return None
    from mcissue.proof._urls import check_controller_url

    base = url if url.endswith("/") else f"{url}/"
    try:
        check_controller_url(base)
    except McissueError:
        base = ""
    if not base.startswith("https://") or "?" in base:
        raise click.BadParameter(
            f"{url!r} is no plain https address such as https://uni.example/status/",
            param_hint="--status-base",
        )
    return base


def _check_arguments(award_date: str | None, language: str | None) -> None:
    """Refuse a bad date or tag once, and not in each row."""
    from mcissue.record.texts import LANGUAGE_TAG

    if award_date is not None:
        try:
            given = date.fromisoformat(award_date).isoformat()
        except ValueError:
            given = ""
        # Python reads 20260615 and 2026-W25-1 as well; a row's column does not.
        if given != award_date:
            message = f"{award_date!r} is no date: write year, month and day, as in 2026-06-15"
            raise click.BadParameter(message, param_hint="--award-date")
    if language is not None and re.match(LANGUAGE_TAG, language) is None:
        raise click.BadParameter(
            f"{language!r} is no language tag such as fi or pt-BR", param_hint="--language"
        )


def _tell_plan(plan: Plan, intake: Intake) -> bool:
    """Say what stands in the way of a run, and what it will not write; false if nothing can be signed."""
    problems: list[McissueError] = [*intake.problems, *plan.problems]
    for problem in problems[:MAX_PROBLEMS_SHOWN]:
        click.echo(f"Error: {problem}", err=True)
    if len(problems) > MAX_PROBLEMS_SHOWN:
        click.echo(f"... and {len(problems) - MAX_PROBLEMS_SHOWN} more.", err=True)
    if problems:
        click.echo(
            f"Nothing was signed: {_count(len(problems), 'problem')} in all. Mend and run again.", err=True
        )
        return False
    if plan.incomplete:
        click.echo(f"Warning: incomplete by your own wish: {', '.join(plan.incomplete)}.", err=True)
    for what, losses in groupby(sorted(plan.losses, key=_kind_of_loss), key=_kind_of_loss):
        paths = [loss.path for _, loss in losses]
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        click.echo(f"Note: not in {what} ({paths[0]}{more})", err=True)
    return True


def _kind_of_loss(lost: tuple[Output, Loss]) -> str:
    from mcissue.issue.outputs import TITLES

    output, loss = lost
    return f"{TITLES[output]}: {loss.what}: {loss.why}"


def _outputs(format_: str, edc_form: str) -> tuple[Output, ...]:
    from mcissue.issue.outputs import Output

    edc = Output.EDC if edc_form == "signed" else Output.EDC_UPLOAD
    return {"openbadges": (Output.OPEN_BADGES,), "edc": (edc,), "both": (Output.OPEN_BADGES, edc)}[format_]


def _carry_out(batch: Batch, plan: Plan, *, base: str | None, sample_keys: bool) -> None:
    from mcissue.cli._self_check import self_check
    from mcissue.issue.controller import DID_DOCUMENTS, needs_document, publish_controller
    from mcissue.issue.outputs import Output

    organisation = batch.issuer.organisation
    batch.run_file.begin(issuer=organisation.id, status_base=base)
    publish_controller(batch.out / DID_DOCUMENTS, issuer=organisation.id, signer=batch.issuer.signer)
    total = len(plan.awards)
    documents = batch.out / DID_DOCUMENTS if needs_document(organisation.id) else None

    def make_check(lists: Mapping[str, Path]) -> Check:
        return self_check(
            did_documents=documents, lists=lists, at=batch.now, complete=not batch.allow_incomplete
        )

    with _progress(total) as advance:
        result = batch.run(plan, make_check=make_check, on_progress=advance)
    for _, path in result.issued:
        click.echo(path)
    skipped = f", {len(plan.skipped)} were issued before" if plan.skipped else ""
    uploads = any(path.name.endswith(UPLOAD_SUFFIX) for _, path in result.issued)
    done = "written for" if batch.outputs == (Output.EDC_UPLOAD,) else "signed by"
    both = " in both formats" if len(batch.outputs) > 1 else ""
    click.echo(f"{_count(total)}{both} {done} {organisation.legal_name.best()}{skipped}.", err=True)
    if uploads:
        click.echo(
            f"The files *{UPLOAD_SUFFIX} are not signed: hand them to the European Commission's issuing "
            "tool. They hold the learners' e-mail addresses.",
            err=True,
        )
    if sample_keys:
        click.echo("Signed with a sample key: only a test registry will ever recognise these.", err=True)
    if result.lists:
        click.echo(f"Publish {batch.out / STATUS_FOLDER} under {base}", err=True)
    if needs_document(organisation.id):
        from mcissue.proof.did import did_web_url

        web = organisation.id.startswith("did:web:")
        address = did_web_url(organisation.id) if web else organisation.id
        click.echo(f"Publish {batch.out / DID_DOCUMENTS / 'did.json'} as {address}", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Signing", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _count(number: int, noun: str = "credential") -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
