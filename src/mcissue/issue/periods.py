"""ISO 8601 periods of years, months and days, added to a date."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from mcissue.errors import RecordError

__all__ = ["add_period"]

_PERIOD = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\Z", re.ASCII)
_MONTHS = 12


def add_period(start: datetime, period: str) -> datetime:
    """Add a period to a time.

    A day that a month does not have becomes its last day: one month after 31 January is 28 or 29 February
    (XML Schema 1.1 part 2, appendix E.3.3, as people expect of a certificate).

    Args:
        start: the time to begin at.
        period: as in `P5Y` or `P1Y6M`.

    Raises:
        RecordError: the period is none, or leads beyond the year 9999.
    """
    match = _PERIOD.match(period)
    if match is None or period == "P":
        raise RecordError(
            f"{period!r} is no period",
            code="period_invalid",
            path="course.valid_for",
            mend="Write it as in P5Y.",
        )
    years, months, days = (int(part or 0) for part in match.groups())
    month = start.month - 1 + months
    year, month = start.year + years + month // _MONTHS, month % _MONTHS + 1
    try:
        day = min(start.day, calendar.monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + timedelta(days=days)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        raise RecordError(
            f"{period} from {start.year} leads beyond the calendar",
            code="period_invalid",
            path="course.valid_for",
        ) from None
