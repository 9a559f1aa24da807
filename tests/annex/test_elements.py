"""The sixteen elements as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcissue.annex import ELEMENT_BY_ID, ELEMENTS
from mcissue.formats.conventions import CONVENTIONS
from mcissue.record import Award, Course, Organisation
from mcissue.vocabulary import SCHEMES

IDS = [
    "learner",
    "title",
    "country",
    "awarding_body",
    "date_of_issuing",
    "learning_outcomes",
    "workload",
    "level",
    "assessment_type",
    "participation_form",
    "quality_assurance",
    "prerequisites",
    "supervision",
    "grade",
    "stackability",
    "further_information",
]


def test_there_are_eleven_mandatory_and_five_optional_elements_in_the_order_of_the_annex():
    """Annex I lists eleven mandatory elements and then five optional ones."""
    assert [element.id for element in ELEMENTS] == IDS
    assert [element.mandatory for element in ELEMENTS] == [True] * 11 + [False] * 5
    assert [element.number for element in ELEMENTS] == [f"M{n}" for n in range(1, 12)] + [
        f"O{n}" for n in range(1, 6)
    ]
    assert list(ELEMENT_BY_ID) == IDS


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.id)
def test_every_element_has_words_for_people_and_both_ways_to_mend_it(element):
    """Nobody is told that something is missing without being told where to supply it."""
    assert element.title
    assert element.explanation.endswith((".", "..."))
    assert element.mend_record.endswith(".")
    assert re.search(r"credentialSubject|issuer|awardedDate", element.mend_document)


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.id)
def test_mends_of_records_name_fields_that_exist(element):
    """A person who follows the mend finds the field in the model."""
    models = {"course": Course, "issuer": Organisation, "award": Award}
    fields = re.findall(r"\b(course|issuer|award)\.([a-z_]+)", element.mend_record)
    assert fields
    for model, field in fields:
        assert field in models[model].model_fields


def test_the_page_on_the_annex_describes_every_element():
    """Each has its row in both tables of docs/standards/annex-i.md, for badges and for European credentials."""
    page = (Path(__file__).parents[2] / "docs/standards/annex-i.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| [MO]\d", line)]
    expected = [(element.number, element.id) for element in ELEMENTS]
    assert [(row.split()[1], row.split("`")[1]) for row in rows] == expected + expected


def test_addresses_in_mends_are_those_of_the_table_of_conventions():
    """What a mend tells another issuer to write is what reading understands."""
    known = {row.url for row in CONVENTIONS.values()} | {scheme.uri for scheme in SCHEMES.values()}
    known |= {"http://data.europa.eu/snb/eqf/6"}
    named = {
        address
        for element in ELEMENTS
        for address in re.findall(r"http://data\.europa\.eu/[^\s,]+", element.mend_document)
    }
    assert len(named) >= 8
    assert {address.rstrip(".") for address in named} <= known
