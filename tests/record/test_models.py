"""The record's models: what they accept, what they refuse, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from mcissue.errors import RecordError
from mcissue.record import Award, Course, Level, Organisation, Record, Workload

COURSE: dict[str, Any] = {
    "id": "https://uni.example/course",
    "title": {"en": "Statistics", "fi": "Tilastotiede"},
}
ISSUER: dict[str, Any] = {"id": "did:web:uni.example", "legal_name": {"en": "University"}}
AWARD: dict[str, Any] = {"learner": {"full_name": "Zoë O'Brien"}, "awarded": "2026-06-15"}


def refusal(model: type[Any], data: dict[str, Any]) -> RecordError:
    with pytest.raises(RecordError) as caught:
        model.from_data(data)
    return caught.value


def test_data_survives_a_round_trip() -> None:
    """A record written as data and read again is the same record."""
    record = Record.from_data({"issuer": ISSUER, "course": COURSE, "award": AWARD})
    assert Record.from_data(record.to_data()) == record


def test_values_are_frozen() -> None:
    """Nobody can change a record after it was checked."""
    course = Course.from_data(COURSE)
    with pytest.raises(ValueError, match="frozen"):
        course.id = "https://other.example/"  # type: ignore[misc]


def test_a_date_means_the_first_instant_of_that_day_in_utc() -> None:
    """An award date without a time is midnight UTC, whatever zone this machine is in."""
    assert Award.from_data(AWARD).awarded == datetime(2026, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-15T00:00:00",
        "15.6.2026",
        "2026-02-30",
        "2026-6-5",
        "",
        "2026-06-15T10:00:00+25:00",
        "٢٠٢٦-٠٦-١٥",
    ],
)
def test_a_time_without_zone_or_sense_is_refused(written: str) -> None:
    """Only ISO dates and times with a zone are taken, so that nobody guesses an order or a zone."""
    error = refusal(Award, AWARD | {"awarded": written})
    assert error.path == "$.awarded"


def test_an_offset_is_turned_into_utc() -> None:
    """The same instant written in two zones is the same award date."""
    assert Award.from_data(AWARD | {"awarded": "2026-06-15T02:00:00+02:00"}) == Award.from_data(AWARD)


@pytest.mark.parametrize(
    ("given", "code"), [(-5, "value_out_of_range"), (0, "value_out_of_range"), ("4,5", "decimal_comma")]
)
def test_a_workload_is_a_positive_number_with_a_point(given: Any, code: str) -> None:
    """Negative, zero and decimal-comma workloads are refused, each in its own words."""
    error = refusal(Course, COURSE | {"workload": {"ects": given}})
    assert (error.code, error.path) == (code, "$.workload.ects")
    assert error.mend


def test_a_workload_without_credits_and_hours_is_refused() -> None:
    """An empty workload is an error and not an absent one."""
    assert refusal(Course, COURSE | {"workload": {}}).path == "$.workload"


def test_whole_and_half_credits_are_kept_exactly() -> None:
    """4.5 credits are exactly 4.5, and 5.0 is 5."""
    assert Workload.from_data({"ects": 4.5}).ects == Decimal("4.5")
    assert Workload.from_data({"ects": 5.0}).to_data() == {"ects": 5}


def test_a_level_is_given_or_not_applicable() -> None:
    """`not_applicable` beside a level contradicts itself, and so does neither."""
    assert Level.from_data({"not_applicable": True}).eqf is None
    for data in ({"eqf": 6, "not_applicable": True}, {}):
        assert refusal(Level, data).path == "$"


def test_an_unknown_field_names_the_nearest_known_one() -> None:
    """A misspelt field is an error with a suggestion, never dropped in silence."""
    error = refusal(Course, COURSE | {"titel": {"en": "x"}})
    assert (error.code, error.path) == ("unknown_field", "$.titel")
    assert error.mend == "Did you mean 'title'?"


def test_an_unknown_concept_is_answered_with_a_suggestion() -> None:
    """A typo in a coded value names the concept that was probably meant."""
    error = refusal(Course, COURSE | {"participation": {"modes": ["Blendet"]}})
    assert (error.code, error.path) == ("unknown_concept", "$.participation.modes[0]")
    assert "Blended" in (error.mend or "")


def test_a_text_without_language_is_refused_with_the_way_to_write_it() -> None:
    """Every text says its language."""
    error = refusal(Course, COURSE | {"title": "Statistics"})
    assert error.path == "$.title"
    assert "{en:" in (error.mend or "")


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "a\x07", "\ud800", "\u00ad", "\U000e0001", "\u3164"])
def test_empty_texts_and_invisible_characters_are_refused(text: str) -> None:
    """What no reader sees and engines hash differently does not enter a record."""
    refusal(Course, COURSE | {"title": {"en": text}})


def test_an_invisible_character_is_named_by_its_number() -> None:
    """What can't be seen can only be searched for by its number."""
    error = refusal(Course, COURSE | {"title": {"en": "a\x07"}})
    assert (error.code, error.message) == ("value_invalid", "the text holds the invisible character U+0007")


def test_a_day_that_no_calendar_has_is_told_as_it_was_written() -> None:
    """The message shows what stands in the cell, and not the time that was read from it."""
    error = refusal(Award, {"learner": {"full_name": "A"}, "awarded": "2026-02-30"})
    assert error.message == "'2026-02-30' is no day of the calendar"
    assert error.mend


def test_texts_are_normalized() -> None:
    """The same name typed in two Unicode forms, or with Windows line ends, is the same text."""
    composed = Course.from_data(COURSE | {"title": {"en": "Café\nx"}})
    assert Course.from_data(COURSE | {"title": {"en": " Cafe\u0301\r\nx "}}) == composed


def test_all_faults_are_told_at_once() -> None:
    """Somebody with three faults in a file learns of three."""
    error = refusal(Organisation, {"id": "no iri", "legal_name": {}, "adress": {}})
    assert error.code == "record_invalid"
    assert [problem["path"] for problem in error.detail["problems"]] == ["$.id", "$.legal_name", "$.adress"]


@pytest.mark.parametrize(
    "value",
    [
        "_:b0",
        "relative/path",
        "https://a b",
        "",
        "did:web:x y",
        "https://a.example/\n",
        "https://a\x7f.example",
    ],
)
def test_identifiers_are_absolute(value: str) -> None:
    """Relative references and blank node labels are no identifiers."""
    assert refusal(Course, COURSE | {"id": value}).path == "$.id"


def test_an_award_does_not_expire_before_it_begins() -> None:
    """Times out of order are refused."""
    refusal(Award, AWARD | {"valid_until": "2026-06-15"})
    refusal(Award, AWARD | {"activity_start": "2026-06-15", "activity_end": "2026-06-01"})


def test_a_learner_is_shown_by_the_full_name_or_its_parts() -> None:
    """The name on the certificate wins over given and family name."""
    assert Award.from_data(AWARD).learner.name == "Zoë O'Brien"
    parts = AWARD | {"learner": {"given_name": "Jean-Luc", "family_name": "d'Arc"}}
    assert Award.from_data(parts).learner.name == "Jean-Luc d'Arc"


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "a b@c.example", "a\x00@c.example", "@c.example", "a@"])
def test_what_is_no_email_address_is_refused(email: str) -> None:
    """An address without its parts, or with invisible characters, is told at once."""
    assert refusal(Organisation, ISSUER | {"email": email}).path == "$.email"
