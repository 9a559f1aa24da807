"""`mcissue course`: what a course is missing, and the learner file that it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mcissue.annex import Element

__all__ = ["course"]

EXIT_INCOMPLETE = 1

_NO_ACCREDITATION = (
    "neither the course nor its issuer names an accreditation (quality_assurance with kind: external, type "
    "and agency). Verifiers ask a registry about it: have its operator record one, or nobody can find out "
    "whether the award is recognised."
)

_MARKS = {"present": "ok", "partly": "partly", "missing": "MISSING", "not_applicable": "-"}


@click.group()
def course() -> None:
    """Check a course against the European standard elements."""


@course.command(short_help="Say which elements a course has, and what is missing.")
@click.argument("course_file", metavar="COURSE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--issuer",
    "issuer_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML file of the issuer, so that country and awarding body are checked too.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def check(course_file: Path, issuer_file: Path | None, output: str) -> int:
    """Say which elements of Annex I COURSE (YAML) has, and how to supply what is missing.

    With --issuer it also says what would keep that issuer from issuing the course.

    \b
    Example:
      mcissue course check course.yaml --issuer issuer.yaml

    Exit status: 0 complete, 1 a mandatory element is missing or only partly there, or the issuer can't issue
    the course, 2 the file can't be used.
    """  # noqa: D301 - click's own mark
    from mcissue.annex import elements_of_course, missing_mandatory
    from mcissue.issue.course_problems import names_accreditation, problems_of_course
    from mcissue.record.files import read_course, read_issuer

    the_course = read_course(course_file)
    issuer = read_issuer(issuer_file) if issuer_file else None
    elements = elements_of_course(the_course, issuer)
    missing = missing_mandatory(elements)
    problems = problems_of_course(the_course, issuer, source=course_file.name) if issuer else []
    notes = [] if issuer is None or names_accreditation(the_course, issuer) else [_NO_ACCREDITATION]
    status = EXIT_INCOMPLETE if missing or problems else 0
    if output == "json":
        rows = [
            {"id": each.id, "mandatory": each.mandatory, "state": each.state.value, "path": each.path,
             "value": each.value, "note": each.note, "mend": each.mend}
            for each in elements
        ]  # fmt: skip
        click.echo(
            json.dumps(
                {
                    "course": the_course.id,
                    "complete": not missing,
                    "elements": rows,
                    "problems": [
                        {"code": each.code, "path": each.path, "message": each.message, "mend": each.mend}
                        for each in problems
                    ],
                    "notes": notes,
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return status
    click.echo(f"{the_course.title.best()} ({the_course.id})\n")
    for mandatory, heading in ((True, "Mandatory elements (Annex I)"), (False, "Optional elements")):
        click.echo(heading)
        for each in elements:
            if each.mandatory is mandatory:
                _print_element(each)
        click.echo()
    for note in notes:
        click.echo(f"Note: {note}\n")
    for problem in problems:
        click.echo(f"Can't be issued: {problem}\n")
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        click.echo(
            f"Incomplete: {len(missing)} of 11 mandatory elements {verb} missing or only partly there."
        )
    else:
        click.echo("Complete: every mandatory element that a course gives is there.")
    return status


@course.command(short_help="Write the form that a course's learners are entered into.")
@click.argument("course_file", metavar="COURSE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("form", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def template(course_file: Path, form: Path) -> None:
    """Write an empty learner file for COURSE (YAML) to FILE, which ends in .xlsx or .csv.

    The workbook has a sheet of explanations and drop-down lists of the European vocabularies. Its columns are
    formatted as text, so that the spreadsheet program leaves what you type as it is.

    \b
    Example:
      mcissue course template course.yaml learners.xlsx
    """  # noqa: D301 - click's own mark
    from mcissue.cli.options.intake import write_form
    from mcissue.record.files import read_course

    write_form(read_course(course_file), form)


@course.command(short_help="Draft a mapping for the export of another system.")
@click.argument("export", metavar="EXPORT", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--encoding", metavar="NAME", help="The encoding of a text file that is not UTF-8.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook, where it has several.")
def columns(export: Path, encoding: str | None, sheet: str | None) -> None:
    """Print the draft of a mapping for EXPORT, a list of learners from another system.

    Check every line, keep the file, and give it to mcissue issue with --columns each time.

    \b
    Example:
      mcissue course columns export.csv > mapping.yaml
      mcissue issue course.yaml export.csv --columns mapping.yaml ...
    """  # noqa: D301 - click's own mark
    from mcissue.issue.intake.draft import draft_mapping

    click.echo(draft_mapping(export, encoding=encoding, sheet=sheet), nl=False)


def _print_element(element: Element) -> None:
    said = element.value or element.note
    mark = _MARKS[element.state.value]
    if not element.mandatory and mark == "MISSING":
        mark = "none"  # nothing to worry about
    click.echo(f"  {mark:8}{element.title}{': ' + said if said else ''}")
    if element.mandatory and not element.settled and element.mend:
        click.echo(f"          -> {element.mend.replace('course.', '')}")
