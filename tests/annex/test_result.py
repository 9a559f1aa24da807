"""When sixteen answers are complete, and how a value is shown."""

from __future__ import annotations

import dataclasses

import pytest
from tests.annex.samples import lean_record

from mcissue.annex import (
    AT_ISSUING,
    ELEMENTS,
    Element,
    State,
    elements_of_record,
    is_complete,
    missing_mandatory,
)
from mcissue.annex.result import MAX_VALUE, short_text


def _with(id_: str, **changes):
    return tuple(
        dataclasses.replace(found, **changes) if found.id == id_ else found
        for found in elements_of_record(lean_record())
    )


@pytest.mark.parametrize("standard", ELEMENTS, ids=lambda standard: standard.id)
@pytest.mark.parametrize("state", [State.PARTLY, State.MISSING])
def test_complete_means_that_no_mandatory_element_is_missing_or_partly_there(standard, state):
    """A mandatory element that is not wholly there makes it incomplete; an optional one never does."""
    elements = _with(standard.id, state=state)
    assert is_complete(elements) is not standard.mandatory
    assert [found.id for found in missing_mandatory(elements)] == [standard.id] * standard.mandatory


@pytest.mark.parametrize("standard", ELEMENTS[:11], ids=lambda standard: standard.id)
def test_not_applicable_is_accepted_of_the_level_alone(standard):
    """The Annex says "if applicable" of the level and of nothing else."""
    assert is_complete(_with(standard.id, state=State.NOT_APPLICABLE)) is (standard.id == "level")


def test_what_comes_only_at_issuing_is_settled_in_a_course():
    """A course is not blamed for lacking its learner."""
    assert is_complete(_with("learner", state=State.NOT_APPLICABLE, convention=AT_ISSUING))


def test_fewer_than_the_eleven_mandatory_elements_are_never_complete():
    """An empty list of findings must not read as a complete document."""
    assert not is_complete(())
    assert not is_complete(elements_of_record(lean_record())[1:])
    assert is_complete(elements_of_record(lean_record())[:11])


def test_an_element_knows_its_title():
    """Reports show the words of the Annex."""
    assert Element(id="grade", mandatory=False, state=State.MISSING).title == "Grade achieved"


def test_states_are_plain_words_in_json():
    """The report's schema lists these four."""
    assert [str(state) for state in State] == ["present", "partly", "missing", "not_applicable"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand  blanks ", "two lines and blanks"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("name \u202ereversed\u2069", "name reversed"),
        ("क्\u200dष", "क्\u200dष"),
        ("", ""),
    ],
)
def test_values_are_one_line_that_cannot_write_over_the_report(text, shown):
    """Control characters, half surrogates and direction overrides go; joiners that names need stay."""
    assert short_text(text) == shown


def test_long_values_are_cut_and_say_so():
    """A value fits a line or two, whatever stands in the document."""
    assert short_text("x" * MAX_VALUE) == "x" * MAX_VALUE
    cut = short_text("word " * 100_000)
    assert len(cut) <= MAX_VALUE
    assert cut.endswith(" ...")
    assert short_text(" " * 5_000 + "late") == ""
