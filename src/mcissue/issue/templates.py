"""The form of a course: an empty learner file with our columns, what each takes, and lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from mcissue.issue.intake.cells import Cell
from mcissue.issue.intake.columns import COLUMNS, KEYS, NAMES
from mcissue.issue.intake.workbook import FORM_SHEET
from mcissue.issue.sheets import Choices, Sheet, csv_bytes, workbook_bytes
from mcissue.record import Concept, Course
from mcissue.vocabulary import concepts

__all__ = ["form_csv", "form_workbook"]

EXPLANATIONS: Final = "explanations"
VALUES: Final = "values"

# Column -> the vocabulary of its values.
_VOCABULARIES: Final[Mapping[str, str]] = {
    "assessment_types": "assessment",
    "supervision": "supervision",
    "participation_modes": "mode",
}


def form_csv(course: Course) -> bytes:
    """An empty learner file as CSV: the header row alone.

    Args:
        course: the course that the form is for; all courses have the same columns.
    """
    del course  # the header is that of every course; the workbook says what this one holds
    return csv_bytes([list(COLUMNS)])


def form_workbook(course: Course) -> bytes:
    """An empty learner file as a workbook: the form, a sheet of explanations, and one of values.

    Every column of the form is formatted as text, so that the spreadsheet program leaves what is typed as it
    is: zeros in front, dates as they are written, grades such as 1-2.

    Args:
        course: what the course says is shown beside the columns that may say something else.
    """
    labels = {
        column: [concept.label or concept.uri for concept in concepts(vocabulary)]
        for column, vocabulary in _VOCABULARIES.items()
    }
    columns = list(COLUMNS)
    choices = tuple(
        Choices(
            column=columns.index(column) + 1, sheet=VALUES, values_column=place, count=len(labels[column])
        )
        for place, column in enumerate(labels, start=1)
    )
    values: list[list[Cell]] = [[*labels]]
    values.extend([*row] for row in zip_longest(*labels.values(), fillvalue=""))
    everything = tuple(range(1, len(columns) + 1))
    return workbook_bytes(
        [
            Sheet(name=FORM_SHEET, rows=[columns], text_columns=everything, choices=choices),
            Sheet(name=EXPLANATIONS, rows=_explanations(course), wrapped=True),
            Sheet(name=VALUES, rows=values),
        ]
    )


def _explanations(course: Course) -> list[list[Cell]]:
    said = _said_by(course)
    rows: list[list[Cell]] = [["column", "needed", "what to write", "what the course says"]]
    rows.extend([column, _needed(column), text, said.get(column, "")] for column, text in COLUMNS.items())
    rows.append([])
    rows.append(["course", "", course.title.best(), course.id])
    rule = (
        f"One learner a row, on the sheet '{FORM_SHEET}'. Empty cells say nothing. Leave out columns that "
        "you do not need; their order does not matter."
    )
    rows.append(["a row", "", rule, ""])
    return rows


def _needed(column: str) -> str:
    if column in KEYS:
        return f"one of {' and '.join(KEYS)}"
    if column in NAMES:
        return "full_name, or the others"
    return "yes, or --award-date" if column == "award_date" else ""


def _said_by(course: Course) -> dict[str, str]:
    said: dict[str, str] = {"language": ", ".join(course.title.languages)}
    if course.workload is not None and course.workload.ects is not None:
        said["credits_earned"] = f"{course.workload.ects:f} ECTS"
    if course.assessment is not None:
        said["assessment_types"] = _labels(course.assessment.types)
        said["supervision"] = (
            _labels((course.assessment.supervision,)) if course.assessment.supervision else ""
        )
        said["grade"] = course.assessment.grading.best() if course.assessment.grading else ""
    if course.participation is not None:
        said["participation_modes"] = _labels(course.participation.modes)
    if course.further_information is not None:
        said["further_information"] = course.further_information.best()
    if course.valid_for is not None:
        said["valid_until"] = f"{course.valid_for} after the award date"
    return said


def _labels(found: tuple[Concept, ...]) -> str:
    return " | ".join(str(concept) for concept in found)
