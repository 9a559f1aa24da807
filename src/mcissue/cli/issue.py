"""`mcissue issue`: a course and a file of learners become signed credentials."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcissue.cli.options.intake import IntakeChoices, IssueCommand, intake_options
from mcissue.cli.options.issue import IssueChoices, check_suites, issue_options
from mcissue.cli.options.issuer import issuer_from, issuer_options
from mcissue.cli.options.seal import own_seal_trust, read_sealer
from mcissue.cli.output.duties import tell_list_duty
from mcissue.cli.output.progress import Progress, progress
from mcissue.cli.output.row_keeper import RowKeeper
from mcissue.cli.output.stopping import stopping
from mcissue.errors import McissueError

if TYPE_CHECKING:
    from mcissue.formats.format import Output
    from mcissue.formats.losses import Loss
    from mcissue.issue import Batch, Check, Ledger, Plan, RowResult, RunResult, StatusPlan

__all__ = ["issue"]

EXIT_SOME_REFUSED = 1
EXIT_NOTHING_SIGNED = 2
MAX_PROBLEMS_SHOWN = 50
"""Problems printed one by one; the rest is counted: nobody mends more in one go."""


@click.command(cls=IssueCommand, short_help="Issue a course to a file of learners.")
@click.argument("course", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("learners", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@issuer_options
@issue_options
@intake_options
def issue(
    course: Path,
    learners: Path,
    *,
    wishes: IssueChoices,
    choices: IntakeChoices,
    list_days: int,
    change_key: bool,
    clock_is_right: bool,
    **who: Any,
) -> int:
    """Issue COURSE (YAML) to LEARNERS (CSV, TSV, XLSX or JSON Lines).

    Every row is checked before anything is signed; one bad row and nothing is signed, unless you give
    --skip-bad-rows. Every signature is verified and every credential read back from disk. A second run
    skips what was issued; a run that was killed is taken up by the next one. The paths of the
    credentials go to standard output: of each award ID.json, an Open Badge, and ID.edc.json, a European
    Digital Credential.

    \b
    Example:
      mcissue issue course.yaml learners.csv --issuer issuer.yaml --key uni.pem \\
        --award-date 2026-06-15 --status-base https://uni.example/status/ \\
        --out issued

    \b
    Columns of LEARNERS (names in the first row; docs/issuing.md explains each):
      learner_id or email  identifies the row; e-mail is written as a salted hash
      full_name            or given_name and family_name
      award_date           2026-06-15; else --award-date
      grade, credits_earned, assessment_types, supervision, participation_modes,
      valid_from, valid_until, activity_start, activity_end,
      recognised_prior_learning, further_information, student_number,
      date_of_birth, learner_did, certificate_number, language, evidence_name,
      evidence_url, evidence_description, evidence_2_name ...

    Exit status: 0 all rows, 1 some rows refused, 2 nothing signed, or an error on the way such as a full
    disk, 130 stopped by Ctrl-C, 143 by SIGTERM. The counts say what is signed, also then.
    """  # noqa: D301 - click's own mark
    from mcissue.issue import DID_DOCUMENTS, Answers, Batch, Ledger, Packing, check_controller
    from mcissue.issue.ledger import FOLDER
    from mcissue.record.files import read_course

    the_course = read_course(course)
    language = wishes.language or the_course.title.languages[0]
    file = choices.open(learners, language=language, award_date=wishes.award_date)
    for note in file.notes:
        click.echo(note, err=True)
    said = len(file.notes)
    issuer = replace(
        issuer_from(**who, cryptosuite=None if wishes.proof == "jwt" else f"eddsa-{wishes.proof}-2022"),
        token_profile=wishes.token_profile,
        sealer=read_sealer(wishes.seal),
    )
    warning = check_suites(wishes, issuer)
    if warning is not None:
        click.echo(f"Warning: {warning}", err=True)
    now = datetime.now(UTC).replace(microsecond=0)
    check_controller(
        wishes.out / DID_DOCUMENTS,
        issuer=issuer.organisation.id,
        signer=issuer.signer,
        at=now,
        change_key=change_key,
    )
    opened = Ledger.rehearse if wishes.dry_run else Ledger.open
    with opened(wishes.out / FOLDER, url=wishes.ledger) as ledger:
        ledger.check(issuer=issuer.organisation.id, status_base=wishes.status_base)
        if not clock_is_right:
            ledger.check_pause(now)
        _tell_unknown_keys(ledger)
        batch = Batch(
            issuer=issuer,
            course=the_course,
            ledger=ledger,
            out=wishes.out,
            now=now,
            source=learners.name,
            course_source=course.name,
            status=_status(wishes, list_days),
            language=language,
            allow_incomplete=wishes.allow_incomplete,
            outputs=wishes.outputs(),
            packing=Packing(wishes.packing),
            answers=Answers(
                supersede=wishes.supersede,
                again=wishes.again,
                skip_held=wishes.skip_held,
                reissue_revoked=wishes.reissue_revoked,
                other_persons=frozenset(wishes.other_persons),
                same_persons=frozenset(wishes.same_persons),
            ),
            verify_all=wishes.verify_all,
            jobs=wishes.jobs,
        )
        keeper = RowKeeper(
            choices,
            file,
            course=the_course.title.best(language),
            issuer=issuer.organisation.legal_name.best(language),
            at=now,
            dry_run=wishes.dry_run,
        )
        run = _Run(
            batch=batch,
            wishes=wishes,
            keeper=keeper,
            skip_bad_rows=choices.skip_bad_rows,
            sample_keys=who["sample_keys"],
        )
        try:
            with progress("Checking", None, quiet=wishes.quiet) as advance:
                run.plan = batch.plan(
                    keeper.rows(), on_row=keeper.tell, on_progress=advance, rehearsal=wishes.dry_run
                )
        except KeyboardInterrupt:
            click.echo("Nothing was signed.", err=True)
            raise
        try:
            for note in file.notes[said:]:
                click.echo(note, err=True)
            return run.go_on()
        finally:
            run.plan.close()


def _tell_unknown_keys(ledger: Ledger) -> None:
    """Say what a ledger that an earlier mcissue began can't notice."""
    early = ledger.awards.without_keys(ledger.keys_from)
    if early:
        click.echo(
            f"Note: an earlier mcissue noted neither award date nor e-mail address of {_count(early)} here. "
            "Their learners are known by what identified their rows, not by address.",
            err=True,
        )


def _status(wishes: IssueChoices, list_days: int) -> StatusPlan | None:
    from mcissue.issue import StatusPlan

    if wishes.status_base is None:
        return None
    return StatusPlan(
        base=wishes.status_base, purpose=wishes.status_purpose, valid_for=timedelta(days=list_days)
    )


@dataclass(slots=True, kw_only=True)
class _Run:
    """One call of the command, once its rows were looked at."""

    batch: Batch
    wishes: IssueChoices
    keeper: RowKeeper
    skip_bad_rows: bool
    sample_keys: bool
    plan: Plan = field(init=False)

    def go_on(self) -> int:
        """Say what was found, and sign; gives the exit status."""
        plan = self.plan
        # A fault of the course stops every row.
        blocked = plan.problems and not (
            self.skip_bad_rows and (plan.signing or plan.skipped or plan.taken_back)
        )
        _tell_problems(plan)
        self.keeper.give_back()
        if blocked:
            self.keeper.finish(plan, blocked=True)
            count = _count(max(plan.refused, len(plan.problems)), "problem")
            click.echo(f"Nothing was signed: {count} in all. Mend and run again.", err=True)
            return EXIT_NOTHING_SIGNED
        _tell_plan(plan)
        _tell_taken_back(plan)
        if self.wishes.dry_run:
            self.keeper.finish(plan)
            before = f"{plan.skipped:,} {'was' if plan.skipped == 1 else 'were'} issued before"
            click.echo(f"Dry run: {_count(plan.signing)} would be issued, {before}.", err=True)
        elif plan.signing:
            self._sign()
        else:
            # What a run that was cut short left to do is done all the same.
            self.batch.run(plan, make_check=lambda _: lambda _: None, despite_problems=self.skip_bad_rows)
            self.keeper.finish(plan)
            click.echo(f"Nothing to sign: {_count(plan.skipped + plan.taken_back)} issued before.", err=True)
            tell_list_duty(self.batch.out, at=self.batch.now)
        return EXIT_SOME_REFUSED if plan.refused else 0

    def _sign(self) -> None:
        from mcissue.cli.self_check import self_check
        from mcissue.issue import DID_DOCUMENTS, needs_document, publish_controller

        batch = self.batch
        organisation = batch.issuer.organisation
        # The ledger's folder first: whoever holds its lock may write the others.
        batch.ledger.begin(issuer=organisation.id, status_base=self.wishes.status_base)
        publish_controller(batch.out / DID_DOCUMENTS, issuer=organisation.id, signer=batch.issuer.signer)
        documents = batch.out / DID_DOCUMENTS if needs_document(organisation.id) else None

        def make_check(lists: Mapping[str, Path]) -> Check:
            return self_check(
                did_documents=documents,
                lists=lists,
                at=batch.now,
                complete=not batch.allow_incomplete,
                seals=own_seal_trust(batch.issuer),
            )

        with stopping() as (stop, status):
            try:
                with progress("Signing", self.plan.signing, quiet=self.wishes.quiet) as advance:
                    done = batch.run(
                        self.plan,
                        make_check=make_check,
                        on_row=self._teller(advance),
                        on_progress=advance,
                        despite_problems=self.skip_bad_rows,
                        stop=stop,
                    )
            except BaseException as error:
                # Full disk, Ctrl-C: what was done until then is said all the same; the next run takes it up.
                with suppress(OSError):
                    self.keeper.finish(self.plan, blocked=True, stopped=True)
                if isinstance(error, McissueError) and error.code == "run_stopped":
                    click.echo(f"Stopped. {error.mend}", err=True)
                    sys.exit(status())
                raise
        self.keeper.finish(self.plan)
        self._tell_end(done)

    def _teller(self, shown: Progress) -> Callable[[RowResult], None]:
        """Keeps what became of a row, and prints the paths of its files, each once."""
        batch, packed = self.batch, set[str]()

        def tell(result: RowResult) -> None:
            self.keeper.tell(result)
            files = () if self.wishes.quiet else tuple(file for file in result.files if file not in packed)
            if files and sys.stdout.isatty():
                shown.clear()
            for file in files:
                _say_path(batch.out / file)
            if batch.packing != "files":
                packed.update(result.files)

        return tell

    def _tell_end(self, done: RunResult) -> None:
        from mcissue.formats.format import Securing
        from mcissue.issue import DID_DOCUMENTS, needs_document
        from mcissue.issue.outputs import file_name

        batch, organisation = self.batch, self.batch.issuer.organisation
        skipped = f", {self.plan.skipped} were issued before" if self.plan.skipped else ""
        elsewhere = [output for output in batch.outputs if output.securing is Securing.ELSEWHERE]
        how = "written for" if len(elsewhere) == len(batch.outputs) else "signed by"
        both = " in both formats" if len(batch.outputs) > 1 else ""
        name = organisation.legal_name.best()
        click.echo(f"{_count(done.issued)}{both} {how} {name}{skipped}.", err=True)
        if done.superseded:
            click.echo(f"{_count(done.superseded)} superseded, and taken back in the status list.", err=True)
        for output in elsewhere:
            click.echo(
                f"The files {file_name('*.json', output)} are not signed: {output.next_step}", err=True
            )
        if self.sample_keys:
            click.echo("Signed with a sample key: only a test registry will ever recognise these.", err=True)
        if done.lists:
            click.echo(f"Publish {batch.out / 'status'} under {self.wishes.status_base}", err=True)
        if needs_document(organisation.id):
            from mcissue.proof.did import did_web_url

            web = organisation.id.startswith("did:web:")
            address = did_web_url(organisation.id) if web else organisation.id
            click.echo(f"Publish {batch.out / DID_DOCUMENTS / 'did.json'} as {address}", err=True)
        tell_list_duty(batch.out, at=batch.now)


def _say_path(path: Path) -> None:
    """Print a path. A reader who has gone (`| head`) does not stop a class half way."""
    try:
        click.echo(path)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell_problems(plan: Plan) -> None:
    """Say why rows can't be issued."""
    shown = plan.problems[:MAX_PROBLEMS_SHOWN]
    count = max(plan.refused, len(plan.problems))
    for problem in shown:
        click.echo(f"Error: {problem}", err=True)
    if count > len(shown):
        click.echo(f"... and {count - len(shown)} more.", err=True)


def _tell_plan(plan: Plan) -> None:
    """Say what a run will not write."""
    if plan.incomplete:
        click.echo(f"Warning: incomplete by your own wish: {', '.join(plan.incomplete)}.", err=True)
    for what, losses in groupby(sorted(plan.losses, key=_kind_of_loss), key=_kind_of_loss):
        paths = [loss.path for _, loss in losses]
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        click.echo(f"Note: not in {what} ({paths[0]}{more})", err=True)


def _tell_taken_back(plan: Plan) -> None:
    """Say that what was revoked stays so, and how to issue it anew."""
    if not plan.taken_back:
        return
    which, them = ("1 row was", "it") if plan.taken_back == 1 else (f"{plan.taken_back:,} rows were", "them")
    click.echo(
        f"{which} issued before, and revoked or suspended since: nothing more is written of {them}. To issue "
        f"{them} anew give --reissue-revoked.",
        err=True,
    )


def _kind_of_loss(lost: tuple[Output, Loss]) -> str:
    output, loss = lost
    return f"{output.title}: {loss.what}: {loss.why}"


def _count(number: int, noun: str = "credential") -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
