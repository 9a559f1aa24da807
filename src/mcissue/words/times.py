"""Days and points in time as credentials, registries and people write them, read strictly.

An instant is an xsd:dateTimeStamp, and so an RFC 3339 date-time in capitals (section 5.6). Decided here, and
tested: the end of a day may be written 24:00:00 (it is midnight of the next day); a leap second (:60) has no
place in xsd:dateTime and is refused; digits below a microsecond are read and cut off; years are 0001 to
9999. W3C XML Schema Definition Language 1.1, part 2, sections 3.3.7, 3.3.9 and 3.4.28.

A day is a day in UTC, and as a bound it belongs to its period whole: from its first to its last microsecond.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from mcissue.errors import DocumentError

__all__ = [
    "CLOCK_TOLERANCE",
    "first_instant",
    "format_datetime",
    "is_ahead",
    "is_datetime_form",
    "is_day_form",
    "is_within",
    "last_instant",
    "parse_datetime",
    "parse_day",
    "shown",
]

CLOCK_TOLERANCE: Final = timedelta(seconds=60)
"""By how much a time may lie ahead of the reference time and still count as reached: two good clocks differ.

RFC 7519, section 4.1.4, allows "some small leeway, usually no more than a few minutes". Only what begins is
given it; an end is an end, for whoever stated it can have meant a later one.
"""

MAX_FRACTION_DIGITS = 18
"""Digits after the second: nanoseconds are common, attoseconds are enough for everybody."""

_MAX_LENGTH = 26 + MAX_FRACTION_DIGITS
"""2024-01-01T00:00:00 (19), a point, the fraction, and an offset such as +02:00 (6)."""

_LEXICAL = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))?", re.ASCII
)

_MAX_OFFSET = timedelta(hours=14)
"""The largest offset that xsd:dateTime knows."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_MEND = "Write it like 2026-05-31T12:00:00Z."
_MEND_DAY = "Write it like 2026-05-31."


def parse_datetime(text: object, *, path: str | None = None, assume_utc: bool = False) -> datetime:
    """Read an xsd:dateTimeStamp and return the instant in UTC.

    Args:
        text: the value as it stands in the document.
        path: the place of the value, for the error.
        assume_utc: read a value without an offset as UTC (VCDM 2.0 section 4.9 asks for it); otherwise it is
            refused.

    Raises:
        DocumentError: `datetime_malformed` if the value is no such time or lies outside of the years 0001 to
            9999.
    """
    if not isinstance(text, str):
        raise _malformed(f"expected a time as text, got {type(text).__name__}", path)
    match = _LEXICAL.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        raise _malformed("the text is no date and time with seconds", path)
    year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
    fraction = match[7] or ""
    end_of_day = (hour, minute, second, fraction.strip("0")) == (24, 0, 0, "")
    try:
        local = datetime(year, month, day, 0 if end_of_day else hour, minute, second, tzinfo=UTC)
        local += timedelta(days=int(end_of_day), microseconds=int((fraction + "000000")[:6]))
        return local - _offset(match, path, assume_utc=assume_utc)
    except (ValueError, OverflowError) as error:
        raise _malformed("there is no such date and time", path) from error


def format_datetime(instant: datetime) -> str:
    """Write an instant in UTC, as `2026-05-31T12:00:00Z`, with a fraction only if it is not zero.

    Args:
        instant: an aware time; a naive one is a fault of the caller.
    """
    if instant.tzinfo is None:
        raise ValueError("a time without a time zone has no meaning in a signed document")
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def is_datetime_form(text: str) -> bool:
    """Whether a text is written as an instant with its zone; whether that day exists is not asked.

    Args:
        text: any text.
    """
    match = _LEXICAL.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    return match is not None and (match[8] or match[9]) is not None


def is_day_form(text: str) -> bool:
    """Whether a text is written as a day, year-month-day; whether that day exists is not asked.

    Args:
        text: any text.
    """
    return _DAY.fullmatch(text) is not None


def parse_day(text: str) -> date:
    """Read a day (xsd:date without a zone; RFC 3339 full-date).

    Stricter than `date.fromisoformat`, which reads 20260620 and 2026-W25-6 as well.

    Args:
        text: as in `2026-05-31`.

    Raises:
        DocumentError: `datetime_malformed` if the text is not a day of the calendar.
    """
    try:
        if is_day_form(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DocumentError("there is no such day", code="datetime_malformed", mend=_MEND_DAY)


def first_instant(bound: date | datetime) -> datetime:
    """The first instant of a bound: midnight of a day in UTC, or the instant itself."""
    return bound if isinstance(bound, datetime) else datetime.combine(bound, time.min, UTC)


def last_instant(bound: date | datetime) -> datetime:
    """The last instant of a bound: the last microsecond of a day in UTC, or the instant itself."""
    return bound if isinstance(bound, datetime) else datetime.combine(bound, time.max, UTC)


def is_ahead(instant: datetime, at: datetime) -> bool:
    """Whether an instant lies in the future by more than clocks differ (`CLOCK_TOLERANCE`).

    Args:
        instant: a time that somebody else's clock gave, aware.
        at: the reference time, aware.
    """
    return instant - at > CLOCK_TOLERANCE


def is_within(instant: datetime, start: date | datetime | None, until: date | datetime | None) -> bool:
    """Whether an instant lies between two bounds, both included; None is no bound."""
    return (start is None or instant >= first_instant(start)) and (
        until is None or instant <= last_instant(until)
    )


def shown(bound: date | datetime) -> str:
    """Write a bound as documents hold it and as people read it."""
    return format_datetime(bound) if isinstance(bound, datetime) else bound.isoformat()


def _offset(match: re.Match[str], path: str | None, *, assume_utc: bool) -> timedelta:
    if match[8]:
        return timedelta()
    if match[9] is None:
        if assume_utc:
            return timedelta()
        raise _malformed("the time has no time zone", path)
    minutes = int(match[11])
    offset = timedelta(hours=int(match[10]), minutes=minutes)
    if minutes > 59 or offset > _MAX_OFFSET:  # noqa: PLR2004 - minutes of an hour
        raise _malformed("there is no such time zone offset", path)
    return -offset if match[9] == "-" else offset


def _malformed(message: str, path: str | None) -> DocumentError:
    return DocumentError(message, code="datetime_malformed", path=path, mend=_MEND)
