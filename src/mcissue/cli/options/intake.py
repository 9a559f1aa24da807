"""The options of `mcissue issue` about the learner file: how it is written, and what comes back of it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mcissue.issue import LearnerFile, ReadOptions, RowResult
    from mcissue.issue.report_page import RunReport
    from mcissue.record import Course

__all__ = ["IntakeChoices", "IssueCommand", "intake_options", "write_form"]

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeChoices:
    """What the user said about the learner file.

    Attributes:
        encoding: from --encoding.
        delimiter: from --delimiter.
        sheet: from --sheet.
        decimal: from --decimal.
        dates: from --dates.
        columns: from --columns.
        skip_bad_rows: from --skip-bad-rows.
        rejects: from --rejects.
        report: from --report.
    """

    encoding: str | None
    delimiter: str | None
    sheet: str | None
    decimal: str | None
    dates: Any
    columns: Path | None
    skip_bad_rows: bool
    rejects: Path | None
    report: Path | None

    def read_options(self) -> ReadOptions:
        """The same for the intake.

        Raises:
            RecordError: the mapping of --columns is none.
            OSError: it can't be opened.
        """
        from mcissue.issue import ColumnMapping, ReadOptions, read_mapping

        return ReadOptions(
            encoding=self.encoding,
            delimiter=_DELIMITERS.get(self.delimiter or ""),
            sheet=self.sheet,
            decimal=self.decimal,
            dates=self.dates,
            mapping=read_mapping(self.columns) if self.columns else ColumnMapping(),
        )

    def open(self, path: Path, *, language: str, award_date: str | None) -> LearnerFile:
        """Open the learner file as the user said that it is written, before anything is signed.

        Args:
            path: the file.
            language: the language of its free texts.
            award_date: the award date of rows without one.

        Raises:
            RecordError: the file as a whole can't be used, or refused rows can't go where --rejects says.
            OSError: the file can't be opened.
        """
        from mcissue.issue import open_learners
        from mcissue.issue.rejects import check_rejects_path

        file = open_learners(path, language=language, award_date=award_date, options=self.read_options())
        if self.rejects is not None:
            check_rejects_path(self.rejects, file)
        return file

    def give_back(self, file: LearnerFile, results: Sequence[RowResult]) -> None:
        """Write the refused rows where --rejects says, and say so.

        Args:
            file: the learner file.
            results: one for each row.

        Raises:
            RecordError: another file stands there.
            OSError: the file can't be written.
        """
        if self.rejects is None:
            return
        from mcissue.issue.rejects import write_rejects

        reasons = {
            result.row: " / ".join(
                f"{complaint.message}. {complaint.mend}" for complaint in result.complaints
            )
            for result in results
            if result.complaints
        }
        if write_rejects(self.rejects, file, reasons):
            click.echo(f"The refused rows, with reasons: {self.rejects}", err=True)

    def keep_report(self, report: RunReport) -> None:
        """Write the report where --report says, and say so.

        Args:
            report: the run.

        Raises:
            OSError: the file can't be written.
        """
        if self.report is None:
            return
        from mcissue.carrier.files import write_whole
        from mcissue.issue.report_page import run_report_json, run_report_page

        as_json = self.report.suffix.lower() == ".json"
        data = run_report_json(report) if as_json else run_report_page(report).encode("utf-8", "replace")
        write_whole(self.report, data)
        click.echo(f"The report of this run: {self.report}", err=True)


def _report_path(_: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in {".html", ".htm", ".json"}:
        raise click.BadParameter("give a name that ends in .html or .json", param=parameter)
    return _in_a_folder(_, parameter, value)


def _in_a_folder(_: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A place that does not exist, or that is closed to us, is noticed before anything is signed."""
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(value.parent)!r}", param=parameter)
    if value is not None and not os.access(value.absolute().parent, os.W_OK):
        raise click.BadParameter(f"the folder {str(value.parent)!r} can't be written to", param=parameter)
    return value


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook, where it has several."),
    click.option(
        "--columns",
        type=_FILE,
        metavar="MAPPING.yaml",
        help="How another system calls our columns; see mcissue course columns.",
    ),
    click.option(
        "--encoding", metavar="NAME", help="The encoding of a text file that is not UTF-8: windows-1252 ..."
    ),
    click.option(
        "--delimiter", type=click.Choice(list(_DELIMITERS)), help="What separates columns (default: found)."
    ),
    click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark (default: a point)."),
    click.option(
        "--dates",
        type=click.Choice(["dmy", "mdy", "ymd"]),
        help="The order of day, month and year (default: 2026-06-15 alone).",
    ),
    click.option(
        "--template",
        metavar="COURSE.yaml",
        expose_value=False,
        help="Only print an empty LEARNERS file; with --out FILE.xlsx, write it as a workbook.",
    ),
    click.option("--skip-bad-rows", is_flag=True, help="Issue the good rows although others are refused."),
    click.option(
        "--rejects",
        type=_NEW_FILE,
        metavar="FILE",
        callback=_in_a_folder,
        help="Write the refused rows there, with the reasons.",
    ),
    click.option(
        "--report",
        type=_NEW_FILE,
        metavar="FILE",
        callback=_report_path,
        help="Write a report of the run, .html or .json. It names learners.",
    ),
)

_NAMES = (
    "encoding", "delimiter", "sheet", "decimal", "dates", "columns", "skip_bad_rows", "rejects", "report",
)  # fmt: skip


def intake_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options about the learner file; it gets them as one argument `choices`."""

    @functools.wraps(command)
    def with_choices(**arguments: Any) -> Any:
        choices = IntakeChoices(**{name: arguments.pop(name) for name in _NAMES})
        return command(choices=choices, **arguments)

    wrapped: Callable[..., Any] = with_choices
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def write_form(course: Course, out: Path | None) -> None:
    """Write the form of a course: a workbook or CSV by the name, CSV to standard output without one.

    Args:
        course: the course.
        out: where to.

    Raises:
        OSError: the file can't be written.
    """
    from mcissue.issue.templates import form_csv, form_workbook

    if out is None:
        click.echo(form_csv(course).decode("utf-8-sig").rstrip())
        return
    if out.suffix.lower() not in {".xlsx", ".csv"}:
        raise click.UsageError(f"{out}: give a name that ends in .xlsx or .csv.")
    data = form_workbook(course) if out.suffix.lower() == ".xlsx" else form_csv(course)
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise click.UsageError(f"{out} is already there; give another name.") from None
    click.echo(f"The form of {course.title.best()}: {out}", err=True)


class IssueCommand(click.Command):
    """`mcissue issue`, which with --template writes a form and asks for nothing else."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand the words to the small command of the form, if they ask for one."""
        if any(word == "--template" or word.startswith("--template=") for word in args):
            with _template.make_context(ctx.info_name, list(args), parent=ctx.parent) as inner:
                _template.invoke(inner)
            ctx.exit(0)
        return super().parse_args(ctx, args)


@click.command()
@click.option("--template", "course_file", type=_FILE, required=True)
@click.option("--out", type=_NEW_FILE)
def _template(course_file: Path, out: Path | None) -> None:
    from mcissue.record.files import read_course

    write_form(read_course(course_file), out)
