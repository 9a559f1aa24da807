"""Times are read strictly, and every odd corner of xsd:dateTimeStamp is decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import DocumentError
from mcissue.words import format_datetime, is_datetime_form, is_day_form, parse_datetime, parse_day


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-02-29T12:30:45Z", datetime(2024, 2, 29, 12, 30, 45, tzinfo=UTC)),
        ("2024-02-29T12:30:45.5Z", datetime(2024, 2, 29, 12, 30, 45, 500_000, tzinfo=UTC)),
        ("2024-02-29T12:30:45.123456789Z", datetime(2024, 2, 29, 12, 30, 45, 123_456, tzinfo=UTC)),
        ("2024-02-29T12:30:45+02:00", datetime(2024, 2, 29, 10, 30, 45, tzinfo=UTC)),
        ("2024-02-29T12:30:45-05:30", datetime(2024, 2, 29, 18, 0, 45, tzinfo=UTC)),
        ("2024-02-29T12:30:45-00:00", datetime(2024, 2, 29, 12, 30, 45, tzinfo=UTC)),
        ("2024-02-29T12:30:45+14:00", datetime(2024, 2, 28, 22, 30, 45, tzinfo=UTC)),
        ("2023-12-31T24:00:00Z", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2023-12-31T24:00:00.000Z", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2023-12-31T24:00:00-01:00", datetime(2024, 1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_good_times_are_read_as_instants(text: str, instant: datetime) -> None:
    """Offsets, fractions, and midnight at the end of a day become one instant in UTC."""
    assert parse_datetime(text) == instant
    assert parse_datetime(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-01",
        "2024-01-01T00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:00Z",
        "2024-01-01t00:00:00z",
        " 2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00Z\n",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-01T25:00:00Z",
        "2024-01-01T24:00:01Z",
        "2024-01-01T24:00:00.1Z",
        "2024-01-01T24:01:00Z",
        "2024-01-01T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00,5Z",
        "2024-01-01T00:00:00+14:01",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+02:60",
        "2024-01-01T00:00:00+0200",
        "2024-01-01T00:00:00+2:00",
        "0000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "12024-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T24:00:00Z",
        "٢٠٢٤-01-01T00:00:00Z",
        "2024-01-01T00:00:00." + "1" * 40 + "Z",
        "yesterday",
        None,
        1704067200,
        ["2024-01-01T00:00:00Z"],
    ],
)
def test_bad_times_are_refused(text: object) -> None:
    """No such day, leap seconds, missing parts, other digits, no zone: one code, with the place."""
    with pytest.raises(DocumentError) as caught:
        parse_datetime(text, path="$.validFrom")
    assert (caught.value.code, caught.value.path) == ("datetime_malformed", "$.validFrom")


def test_a_time_without_zone_is_read_as_utc_only_on_request() -> None:
    """VCDM 2.0 asks for it in one place; nowhere else is a zone invented."""
    assert parse_datetime("2024-01-01T10:00:00", assume_utc=True) == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_times_are_written_in_utc() -> None:
    """Another zone is converted, a fraction is written only where there is one."""
    there = timezone(timedelta(hours=3))
    assert format_datetime(datetime(2024, 1, 1, 2, tzinfo=there)) == "2023-12-31T23:00:00Z"
    assert format_datetime(datetime(2024, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)) == "2024-01-01T00:00:00.25Z"


def test_a_time_without_zone_is_never_written() -> None:
    """A naive time in a signature would be a fault of the caller, and is said."""
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2024, 1, 1))  # noqa: DTZ001 - that is the point


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_back(instant: datetime) -> None:
    """Every instant comes back exactly."""
    assert parse_datetime(format_datetime(instant)) == instant


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "20240229", "2024-W09-4", "2024-2-9", " 2024-02-29", "2024-02-29\n", "२०२४-०२-२९", ""],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    """Year, month and day in ASCII digits, of a day that the calendar has."""
    with pytest.raises(DocumentError) as refused:
        parse_day(text)
    assert refused.value.code == "datetime_malformed"


def test_a_day_is_read() -> None:
    """A leap day is a day."""
    assert parse_day("2024-02-29").isoformat() == "2024-02-29"


def test_forms_are_told_without_reading() -> None:
    """A form says nothing about the calendar; a time without its zone has not the form of an instant."""
    assert is_day_form("2024-02-30")
    assert is_datetime_form("2024-02-30T00:00:00Z")
    assert is_datetime_form("2024-02-29T00:00:00.5+02:00")
    assert not is_datetime_form("2024-02-29T00:00:00")
    assert not is_datetime_form("2024-02-29")
