"""The columns of a learner file: their names, what they hold, and where it goes in an award."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.source import Source

__all__ = [
    "COLUMNS",
    "EVIDENCE_PARTS",
    "KEYS",
    "MAX_EVIDENCE",
    "NAMES",
    "NOTES_PREFIX",
    "CellKind",
    "check_header",
    "column_name",
    "kind_of",
    "nearest_column",
]

MAX_EVIDENCE: Final = 50
"""Pieces of evidence of one award: as many as the record holds."""

NOTES_PREFIX: Final = "mcissue_"
"""Columns that we write beside people's own (the reason of a refusal) begin so, and are passed over."""

KEYS: Final = ("learner_id", "email")
NAMES: Final = ("full_name", "given_name", "family_name")
EVIDENCE_PARTS: Final = ("name", "url", "description")


class CellKind(Enum):
    """How a cell of a column is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class _Column:
    kind: CellKind
    help: str


_COLUMNS: Final[Mapping[str, _Column]] = MappingProxyType(
    {
        "learner_id": _Column(
            CellKind.IDENTIFIER,
            "your own number for the learner; identifies the row, is not written into the credential",
        ),
        "email": _Column(CellKind.TEXT, "the learner's address; written only as a salted hash"),
        "full_name": _Column(CellKind.TEXT, "the name as it stands on the certificate"),
        "given_name": _Column(CellKind.TEXT, "given names"),
        "family_name": _Column(CellKind.TEXT, "family name"),
        "student_number": _Column(
            CellKind.IDENTIFIER,
            "a number that is written into the credential, to tell learners of one name apart",
        ),
        "date_of_birth": _Column(CellKind.DATE, "year-month-day; only where the law asks for it"),
        "learner_did": _Column(
            CellKind.TEXT, "a DID that the learner chose and gave you; leave it out otherwise"
        ),
        "award_date": _Column(CellKind.TIME, "year-month-day; else --award-date holds for the row"),
        "valid_from": _Column(
            CellKind.TIME, "year-month-day; when it begins to be valid, if not at the award date"
        ),
        "valid_until": _Column(CellKind.TIME, "year-month-day; when the credential expires"),
        "grade": _Column(CellKind.TEXT, "the grade, as text"),
        "credits_earned": _Column(
            CellKind.AMOUNT, "ECTS credits, if other than the course's; a decimal point, no comma"
        ),
        "assessment_types": _Column(
            CellKind.CHOICES,
            "how this learner was assessed, if other than the course's; several with | between",
        ),
        "supervision": _Column(
            CellKind.CHOICES, "supervision of this learner's assessment, if other than the course's"
        ),
        "participation_modes": _Column(
            CellKind.CHOICES, "how this learner took part, if other than the course's; several with | between"
        ),
        "recognised_prior_learning": _Column(
            CellKind.TEXT, "how prior learning was validated, if that is how it was achieved"
        ),
        "activity_start": _Column(CellKind.DATE, "year-month-day; first day of the learning activity"),
        "activity_end": _Column(CellKind.DATE, "year-month-day; last day of the learning activity"),
        "further_information": _Column(
            CellKind.TEXT, "a remark on this learner's award, in place of the course's"
        ),
        "certificate_number": _Column(CellKind.IDENTIFIER, "the number of the certificate"),
        "language": _Column(
            CellKind.TEXT, "language of this learner's credential, fi or pt-BR, if other than the run's"
        ),
        "evidence_name": _Column(
            CellKind.TEXT, "evidence: its name; a second piece is evidence_2_name, and so on"
        ),
        "evidence_url": _Column(CellKind.TEXT, "evidence: its web address; then evidence_2_url, and so on"),
        "evidence_description": _Column(
            CellKind.TEXT, "evidence: a few words; then evidence_2_description, and so on"
        ),
    }
)

#: Column -> what it holds. The guide, the forms and `mcissue issue --help` show this table.
COLUMNS: Final[Mapping[str, str]] = MappingProxyType({name: column.help for name, column in _COLUMNS.items()})

_EVIDENCE: Final = re.compile(r"evidence_([1-9]\d?)_(name|url|description)")


def column_name(header: str) -> str:
    """The name of a column as we compare it: `Full-Name ` is `full_name`, `evidence_1_url` is `evidence_url`.

    Args:
        header: what stands in the header row.
    """
    name = "_".join(header.strip().lower().replace("-", " ").split())
    numbered = _EVIDENCE.fullmatch(name)
    return f"evidence_{numbered[2]}" if numbered and numbered[1] == "1" else name


def kind_of(column: str) -> CellKind | None:
    """How a column's cells are read; None if there is no such column.

    Args:
        column: a name as `column_name` gives it.
    """
    known = _COLUMNS.get(column)
    if known is not None:
        return known.kind
    numbered = _EVIDENCE.fullmatch(column)
    return CellKind.TEXT if numbered and int(numbered[1]) <= MAX_EVIDENCE else None


def nearest_column(column: str) -> str:
    """How to mend a column that is not known: the nearest one, else all of them."""
    near = difflib.get_close_matches(column, _COLUMNS, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known columns: {', '.join(_COLUMNS)}."


def check_header(
    headers: Sequence[tuple[str, str | None]], source: Source, *, row: int, constants: Collection[str] = ()
) -> None:
    """Refuse a header row that could lose or mix up what stands below it.

    Args:
        headers: of each column what stands in the header, and our name for it; None if it is passed over.
        source: the file, for messages.
        row: the header's row.
        constants: columns that hold for every row and need no column of their own.

    Raises:
        RecordError: `header_unknown`, `header_doubled` or `header_incomplete`.
    """
    first: dict[str, int] = {}
    for position, (header, column) in enumerate(headers, start=1):
        if column is None:
            continue
        where = source.at(row=row, position=position)
        if not column:
            raise RecordError(
                "a column has no name", code="header_unknown", path=where, mend="Name it or remove it."
            )
        if kind_of(column) is None:
            raise RecordError(
                f"the column {header.strip()!r} is not known",
                code="header_unknown",
                path=where,
                mend=nearest_column(column),
            )
        if column in first:
            raise RecordError(
                f"the column {column!r} stands twice, also as column {first[column]}",
                code="header_doubled",
                path=where,
                mend="Remove one of the two.",
            )
        if column in constants:
            raise RecordError(
                f"the column {column!r} stands here and among the constants",
                code="header_doubled",
                path=where,
                mend="Remove the constant, or put the column under `ignore`.",
            )
        first[column] = position
    _require((*first, *constants), source, row)


def _require(columns: Iterable[str], source: Source, row: int) -> None:
    present = set(columns)
    for group, purpose in ((KEYS, "to know a learner again"), (NAMES, "for the certificate")):
        if not present.intersection(group):
            raise RecordError(
                f"a column is missing {purpose}",
                code="header_incomplete",
                path=source.at(row=row),
                mend=f"Add one of: {', '.join(group)}.",
            )
