"""Slips of the pen that no form forbids: a record that can be written, and that nobody can have meant.

The models of the record accept them, since other people's documents must be readable; who issues asks here.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from mcissue.errors import RecordError

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.record.award import Record

__all__ = ["EARLIEST_YEAR", "require_plausible"]

EARLIEST_YEAR: Final = 1900
"""Of an award: nobody's credential is older, and a slip such as 0206 or 1026 is."""

_LOST_LETTERS: Final = ("?", "\N{REPLACEMENT CHARACTER}")
"""What programs write for a letter that an export's encoding lacks: `CSV` makes `????` of a Greek name."""


def require_plausible(record: Record, *, now: datetime) -> None:
    """Return if nothing in a record is a mere slip.

    Args:
        record: what is to be issued.
        now: the time of issuing, aware.

    Raises:
        RecordError: `award_date_implausible`, `birth_date_in_future`, `birth_after_award`,
            `credits_above_course` or `name_garbled`; `path` is the column of a learner file.
    """
    award, workload = record.award, record.course.workload
    awarded, born = award.awarded.astimezone(UTC).date(), award.learner.date_of_birth
    if awarded.year < EARLIEST_YEAR:
        raise RecordError(
            f"the award date {awarded} is before {EARLIEST_YEAR}",
            code="award_date_implausible",
            path="award_date",
            mend="Write the year with its four digits.",
        )
    if born is not None and born > now.astimezone(UTC).date():
        raise RecordError(
            f"the learner's date of birth {born} is in the future",
            code="birth_date_in_future",
            path="date_of_birth",
            mend="Look whether the year is right, and whether it is another date.",
        )
    if born is not None and born >= awarded:
        raise RecordError(
            f"the learner's date of birth {born} is not before the award date {awarded}",
            code="birth_after_award",
            path="date_of_birth",
            mend="Look whether the two dates were exchanged, and whether the years are right.",
        )
    _require_letters(record)
    earned = award.credits_earned
    if earned is not None and workload is not None and workload.ects is not None and earned > workload.ects:
        raise RecordError(
            f"the learner earned {earned} credits, and the course has {workload.ects}",
            code="credits_above_course",
            path="credits_earned",
            mend="Write the credits of this learner, at most those of the course, or mend the course.",
        )


def _require_letters(record: Record) -> None:
    learner = record.award.learner
    for column in ("full_name", "given_name", "family_name"):
        name = getattr(learner, column)
        if name and any(mark in name for mark in _LOST_LETTERS):
            raise RecordError(
                f"the name {name!r} holds '?' or '\N{REPLACEMENT CHARACTER}' in place of a letter",
                code="name_garbled",
                path=column,
                mend="Export the list again as 'CSV UTF-8' or XLSX; the letters are lost from this file.",
            )
