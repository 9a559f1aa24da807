"""Days and instants of a registry: one meaning for each, in UTC.

A bound is a day (`2026-12-31`) or an instant with its time zone (`2026-12-31T23:00:00Z`). A day is a day in
UTC, and both ends of a period belong to it: from the first instant of its first day to the last instant of
its last day. An award at 2027-01-01T00:30:00+01:00 is dated 2026-12-31 in UTC and still inside.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Self, TypeAlias

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from mcissue.errors import DocumentError
from mcissue.record.base import Model
from mcissue.words import (
    first_instant,
    is_day_form,
    is_within,
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

_MEND = "Write a day like 2026-12-31, or a time like 2026-12-31T12:00:00Z."


def _read_instant(value: Any) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        return parse_datetime(value)
    except DocumentError as error:
        raise PydanticCustomError(
            "time_invalid", "{message}", {"message": error.message, "mend": error.mend}
        ) from None


def _read_bound(value: Any) -> date | datetime:
    if isinstance(value, str) and is_day_form(value):
        try:
            return parse_day(value)
        except DocumentError:
            raise PydanticCustomError("day_invalid", "there is no such day", {"mend": _MEND}) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and "T" not in value:
        message = "this is neither a day nor a time with its zone"
        raise PydanticCustomError("day_invalid", "{message}", {"message": message, "mend": _MEND})
    return _read_instant(value)


Instant: TypeAlias = Annotated[
    datetime,
    PlainValidator(_read_instant),
    PlainSerializer(shown, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "A time with its time zone."}),
]
"""An instant, in UTC."""

Bound: TypeAlias = Annotated[
    date,
    PlainValidator(_read_bound),
    PlainSerializer(shown, return_type=str),
    WithJsonSchema(
        {"type": "string", "description": "A day in UTC (2026-12-31), or a time with its time zone."}
    ),
]
"""A day (`datetime.date`) or an instant (an aware `datetime.datetime` in UTC)."""


def check_order(start: date | datetime | None, until: date | datetime | None) -> None:
    """Refuse a period that ends before it begins; for the validators of models."""
    if start is not None and until is not None and last_instant(until) < first_instant(start):
        raise PydanticCustomError(
            "times_out_of_order",
            "it ends ({until}) before it begins ({start})",
            {"until": shown(until), "start": shown(start)},
        )


class Period(Model):
    """Something that holds for a time; without a bound it holds without an end on that side.

    Attributes:
        valid_from: the first day or instant.
        valid_until: the last day or instant.
    """

    valid_from: Bound | None = None
    valid_until: Bound | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.valid_from, self.valid_until)
        return self

    @property
    def bounded(self) -> bool:
        """Whether it begins or ends at all."""
        return self.valid_from is not None or self.valid_until is not None

    def covers(self, instant: datetime) -> bool:
        """Whether an instant lies inside.

        Args:
            instant: a time with its time zone.
        """
        return is_within(instant, self.valid_from, self.valid_until)

    def in_words(self) -> str:
        """The period as people read it: `from 2024-01-01 until 2024-12-31`, or `without limit of time`."""
        parts = [
            f"{word} {shown(bound)}"
            for word, bound in (("from", self.valid_from), ("until", self.valid_until))
            if bound is not None
        ]
        return " ".join(parts) or "without limit of time"
