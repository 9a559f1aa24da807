"""Criteria and outcomes in one text, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.formats.open_badges.headings import GRADES, OUTCOMES, grade_name, outcomes_heading
from mcissue.formats.open_badges.narrative import MAX_NARRATIVE, compose, criteria_in

LANGUAGES = st.sampled_from(["en", "fi", "es", "el", "bg", "pt-BR", "ar", "und"])


def _back(text: str | None, outcomes: list[str]) -> str | None:
    return None if text is None else criteria_in(text, outcomes, title="Title", page=False)


def test_one_text_for_people() -> None:
    """Criteria first, then the outcomes as a list, each on one line."""
    assert (
        compose("Pass.", ["One", "Two\nlines"], language="en")
        == "Pass.\n\n**Learning outcomes**\n\n- One\n- Two lines"
    )
    assert compose(None, ["One"], language="en") == "**Learning outcomes**\n\n- One"
    assert compose("Pass.", [], language="en") == "Pass."
    assert compose(None, [], language="en") is None


@given(
    st.none() | st.text(min_size=1).map(str.strip).filter(bool),
    st.lists(st.text(min_size=1), max_size=3),
    LANGUAGES,
)
def test_the_criteria_come_back(criteria: str | None, outcomes: list[str], language: str) -> None:
    """What was given as criteria is found again, with and without outcomes, whatever the language."""
    if criteria != "Title":
        assert _back(compose(criteria, outcomes, language=language), outcomes) == criteria


def test_the_heading_is_in_the_language_of_the_badge() -> None:
    """A Finnish badge has no English heading; a language that is not known has."""
    assert compose(None, ["Yksi"], language="fi") == "**Oppimistulokset**\n\n- Yksi"
    assert compose(None, ["Um"], language="pt-BR") == "**Resultados de aprendizagem**\n\n- Um"
    assert compose(None, ["x"], language="ar") == "**Learning outcomes**\n\n- x"
    assert (grade_name("es"), grade_name("mt"), grade_name("xx")) == ("Calificación", "Grad", "Grade")


@pytest.mark.parametrize(
    "language",
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "ga",
        "hr",
        "hu",
        "it",
        "lt",
        "lv",
        "mt",
        "nl",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sv",
    ],
)
def test_every_official_language_has_its_words(language: str) -> None:
    """The 24 languages of the Union; every heading and every name of a grade is known to reading."""
    assert outcomes_heading(language) in OUTCOMES
    assert grade_name(language) in GRADES
    assert language == "en" or outcomes_heading(language) != outcomes_heading("en")


def test_a_list_under_other_words_is_the_issuers_own() -> None:
    """Only a heading of ours makes the list below it ours."""
    own = "**What you learn**\n\n- One"
    assert _back(own, ["One"]) == own


def test_criteria_that_end_with_a_list_come_back() -> None:
    """Only the list that was added is taken off."""
    listed = compose(None, ["One"], language="en")
    assert listed is not None
    assert _back(compose(listed, ["One"], language="de"), ["One"]) == listed


def test_a_list_that_would_be_too_long_is_left_out() -> None:
    """A narrative stays below what a string of a credential may have; the alignments hold the outcomes."""
    outcomes = ["x" * 20_000] * 3
    assert compose("Pass.", outcomes, language="en") == "Pass."
    assert compose(None, outcomes, language="en") is None
    assert len(compose(None, ["x" * 20_000] * 2, language="en") or "") < MAX_NARRATIVE


def test_the_title_stands_in_for_missing_criteria() -> None:
    """A narrative that only repeats the title is none, unless there is a page beside it."""
    assert criteria_in("Title", [], title="Title", page=False) is None
    assert criteria_in("Title", [], title="Title", page=True) == "Title"
