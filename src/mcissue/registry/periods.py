"""Days and instants of a registry: one meaning for each.

A bound is a day (`2026-12-31`) or an instant with its time zone (`2026-12-31T23:00:00Z`). Both ends of a
period belong to it: from the first instant of its first day to the last instant of its last day. A decision
names a day of the place where it was made, and an award is dated by midnight there: so the days of
recognition, accreditation and delegates begin where they begin first in the Union, and end where they end
last (`EASTERNMOST`, `WESTERNMOST`). Everything else that is a day is a day in UTC: use and loss of keys, ends
and withdrawals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, TypeAlias

from mcissue.errors import DocumentError, RecordError
from mcissue.registry.faults import unfit
from mcissue.registry.reading import Checked, Form
from mcissue.words import (
    first_instant,
    is_day_form,
    last_instant,
    parse_datetime,
    parse_day,
    shown,
)

__all__ = [
    "Bound",
    "Instant",
    "Period",
    "check_order",
]

EASTERNMOST: Final = timedelta(hours=3)
"""How long before UTC a day begins in Helsinki, Athens and Bucharest in summer (Directive 2000/84/EC)."""

WESTERNMOST: Final = timedelta(hours=1)
"""How long after UTC a day ends on the Azores in winter."""

_MEND = "Write a day like 2026-12-31, or a time like 2026-12-31T12:00:00Z."


def _read_instant(value: Any) -> datetime:
    try:
        return parse_datetime(value)
    except DocumentError as error:
        raise unfit(error.message, error.mend or "") from None


def _read_bound(value: Any) -> date | datetime:
    if not isinstance(value, str) or "T" in value:
        return _read_instant(value)
    if not is_day_form(value):
        raise unfit("this is neither a day nor a time with its zone", _MEND)
    try:
        return parse_day(value)
    except DocumentError:
        raise unfit("there is no such day", _MEND) from None


Instant: TypeAlias = Annotated[datetime, Form(_read_instant, shown)]
"""An instant, in UTC."""

Bound: TypeAlias = Annotated[date, Form(_read_bound, shown)]
"""A day (`datetime.date`) or an instant (an aware `datetime.datetime` in UTC)."""


def check_order(start: date | datetime | None, until: date | datetime | None) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        RecordError: `value_invalid`.
    """
    if start is not None and until is not None and last_instant(until) < first_instant(start):
        message = f"it ends ({shown(until)}) before it begins ({shown(start)})"
        raise RecordError(message, code="value_invalid")


def _spread(bound: date | datetime, spread: timedelta) -> timedelta:
    """An instant as a bound is exact."""
    return timedelta() if isinstance(bound, datetime) else spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Checked):
    """Something that holds for a time; without a bound it holds without an end on that side.

    Attributes:
        valid_from: the first day or instant.
        valid_until: the last day or instant.
    """

    valid_from: Bound | None = None
    valid_until: Bound | None = None

    def __post_init__(self) -> None:
        """Refuse a period without any instant."""
        check_order(self.valid_from, self.valid_until)

    @property
    def bounded(self) -> bool:
        """Whether it begins or ends at all."""
        return self.valid_from is not None or self.valid_until is not None

    def covers(self, instant: datetime) -> bool:
        """Whether an instant lies inside; a day counts as long as it is that day anywhere in the Union.

        Args:
            instant: a time with its time zone.
        """
        start, until = self.valid_from, self.valid_until
        # Differences, not sums: the last day of time has an end.
        begun = start is None or first_instant(start) - instant <= _spread(start, EASTERNMOST)
        return begun and (until is None or instant - last_instant(until) <= _spread(until, WESTERNMOST))

    def in_words(self) -> str:
        """The period as people read it: `from 2024-01-01 until 2024-12-31`, or `without limit of time`."""
        parts = [
            f"{word} {shown(bound)}"
            for word, bound in (("from", self.valid_from), ("until", self.valid_until))
            if bound is not None
        ]
        return " ".join(parts) or "without limit of time"
