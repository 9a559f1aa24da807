"""Criteria and outcomes in one text, and the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mcissue.formats.narrative import MAX_NARRATIVE, compose, criteria_in


def _back(text: str | None, outcomes: list[str]) -> str | None:
    return None if text is None else criteria_in(text, outcomes, title="Title", page=False)


def test_one_text_for_people() -> None:
    """Criteria first, then the outcomes as a list, each on one line."""
    assert compose("Pass.", ["One", "Two\nlines"]) == "Pass.\n\n**Learning outcomes**\n\n- One\n- Two lines"
    assert compose(None, ["One"]) == "**Learning outcomes**\n\n- One"
    assert compose("Pass.", []) == "Pass."
    assert compose(None, []) is None


@given(st.none() | st.text(min_size=1).map(str.strip).filter(bool), st.lists(st.text(min_size=1), max_size=3))
def test_the_criteria_come_back(criteria: str | None, outcomes: list[str]) -> None:
    """What was given as criteria is found again, with and without outcomes."""
    if criteria != "Title":
        assert _back(compose(criteria, outcomes), outcomes) == criteria


def test_criteria_that_end_with_a_list_come_back() -> None:
    """Only the list that was added is taken off."""
    listed = compose(None, ["One"])
    assert listed is not None
    assert _back(compose(listed, ["One"]), ["One"]) == listed


def test_a_list_that_would_be_too_long_is_left_out() -> None:
    """A narrative stays below what a string of a credential may have; the alignments hold the outcomes."""
    outcomes = ["x" * 20_000] * 3
    assert compose("Pass.", outcomes) == "Pass."
    assert compose(None, outcomes) is None
    assert len(compose(None, ["x" * 20_000] * 2) or "") < MAX_NARRATIVE


def test_the_title_stands_in_for_missing_criteria() -> None:
    """A narrative that only repeats the title is none, unless there is a page beside it."""
    assert criteria_in("Title", [], title="Title", page=False) is None
    assert criteria_in("Title", [], title="Title", page=True) == "Title"
