"""Days and instants of a registry: where a day begins and ends, in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.samples import OPERATOR

from mcissue.errors import RecordError
from mcissue.registry.model import RegisteredKey
from mcissue.registry.periods import Period
from mcissue.words import first_instant, last_instant, shown

TICK = timedelta(microseconds=1)
YEAR = Period.from_data({"valid_from": "2026-01-01", "valid_until": "2026-12-31"})


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_day_belongs_to_its_period_from_its_first_to_its_last_instant():
    """Both ends count, wherever in the Union the day begins first and ends last: Helsinki, and the Azores."""
    helsinki, azores = timezone(timedelta(hours=3)), timezone(timedelta(hours=-1))
    first, last = datetime(2026, 1, 1, tzinfo=helsinki), datetime(2027, 1, 1, tzinfo=azores) - TICK
    assert YEAR.covers(first)
    assert not YEAR.covers(first - TICK)
    assert YEAR.covers(last)
    assert not YEAR.covers(last + TICK)


def test_local_midnight_of_the_first_day_is_inside():
    """An institution that dates an award by midnight of its own first day is accredited, in summer too."""
    summer = Period.from_data({"valid_from": "2026-06-15", "valid_until": "2026-06-15"})
    for hours in range(-1, 4):
        zone = timezone(timedelta(hours=hours))
        assert summer.covers(datetime(2026, 6, 15, tzinfo=zone))
        assert summer.covers(datetime(2026, 6, 15, 23, 59, 59, tzinfo=zone))
    new_york = timezone(timedelta(hours=-4))
    assert not summer.covers(datetime(2026, 6, 15, 22, tzinfo=new_york))


def test_a_signature_has_no_local_day():
    """The days of a key are days in UTC: whoever signs writes the time."""
    key = RegisteredKey.from_data(
        {"multikey": OPERATOR.public_key.multikey, "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    )
    assert key.covers(utc(2026, 1, 1))
    assert not key.covers(utc(2026, 1, 1) - TICK)
    assert key.covers(utc(2027, 1, 1) - TICK)
    assert not key.covers(utc(2027, 1, 1))


def test_instants_as_bounds_are_exact():
    """A bound with a time counts to the instant, both included, in its own zone."""
    period = Period.from_data(
        {"valid_from": "2026-03-01T12:00:00+02:00", "valid_until": "2026-03-01T10:00:00Z"}
    )
    assert period.covers(utc(2026, 3, 1, 10))
    assert not period.covers(utc(2026, 3, 1, 10) - TICK)
    assert not period.covers(utc(2026, 3, 1, 10) + TICK)


def test_a_missing_bound_is_no_bound():
    """Without a beginning or an end a period holds on that side for ever."""
    assert Period().covers(datetime.min.replace(tzinfo=UTC))
    assert Period().covers(datetime.max.replace(tzinfo=UTC))
    assert Period(valid_from=date(2026, 1, 1)).covers(utc(9999, 12, 31))
    assert not Period(valid_until=date(2026, 1, 1)).covers(utc(2026, 1, 2, 1))


def test_the_last_day_of_time_has_an_end():
    """9999-12-31, which people write for "for ever", is read and lasts to its end."""
    forever = Period.from_data({"valid_until": "9999-12-31"})
    assert forever.covers(datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "٢٠٢٦-01-01",
        "",
        "yesterday",
        5,
        True,
        [],
    ],
)
def test_what_is_no_day_and_no_instant_is_refused(value):
    """Days that don't exist, times without a zone, and other types are refused, with the right form."""
    with pytest.raises(RecordError) as caught:
        Period.from_data({"valid_from": value})
    assert caught.value.path == "$.valid_from"


@pytest.mark.parametrize(
    ("start", "until", "good"),
    [
        ("2026-01-01", "2026-01-01", True),
        ("2026-01-02", "2026-01-01", False),
        ("2026-01-01T12:00:00Z", "2026-01-01", True),
        ("2026-01-01", "2026-01-01T12:00:00Z", True),
        ("2026-01-01T12:00:00Z", "2026-01-01T11:59:59Z", False),
        ("2026-01-02T00:00:00Z", "2026-01-01", False),
    ],
)
def test_a_period_must_not_end_before_it_begins(start, until, good):
    """An empty period is refused; one day or one instant is not empty."""
    data = {"valid_from": start, "valid_until": until}
    if good:
        assert Period.from_data(data).to_data() == data
    else:
        with pytest.raises(RecordError, match="before it begins"):
            Period.from_data(data)


@given(st.dates() | st.datetimes(timezones=st.just(UTC)))
def test_bounds_are_written_as_they_are_read(bound):
    """Writing a bound and reading it gives the same bound, a day as a day and an instant as an instant."""
    assert Period.from_data({"valid_from": shown(bound)}).valid_from == bound
    assert first_instant(bound) <= last_instant(bound)
    assert Period.from_data({"valid_from": shown(bound), "valid_until": shown(bound)}).covers(
        first_instant(bound)
    )


@given(st.dates(), st.dates(), st.datetimes(timezones=st.timezones() | st.just(UTC)))
def test_days_are_compared_as_days_in_utc(one, two, instant):
    """For days as bounds, covering is the same as comparing the instant's day in UTC."""
    start, until = sorted((one, two))
    try:
        day = instant.astimezone(UTC).date()
    except OverflowError:
        return
    assert Period(valid_from=start, valid_until=until).covers(instant) == (start <= day <= until)


def test_periods_in_words():
    """People read days and times, or that there is no limit."""
    assert YEAR.in_words() == "from 2026-01-01 until 2026-12-31"
    assert Period().in_words() == "without limit of time"
    assert Period(valid_until=utc(2026, 1, 1)).in_words() == "until 2026-01-01T00:00:00Z"
