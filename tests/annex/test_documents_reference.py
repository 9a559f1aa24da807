"""The elements of every published Open Badges example, file by file and element by element."""

from __future__ import annotations

import json

import pytest
from tests.annex.samples import element

from mcissue.annex import (
    ELEMENTS,
    elements_of_document,
    is_complete,
    missing_mandatory,
    why_no_achievement,
)

pytestmark = pytest.mark.reference

EXAMPLES = "openbadges/examples"

# One column for each published file: +: present, ~: partly, -: missing.
#   basic     basic-openbadgecredential        a.case  achievement-alignment-case   a.ctdl  achievement-alignment-ctdl
#   complete  complete-openbadgecredential     s.case  skill-assertion-case         s.ctdl  skill-assertion-ctdl
TABLE = """
                        basic  a.case  a.ctdl  s.case  s.ctdl  complete
learner                   ~      ~       ~       ~       ~        +
title                     +      +       +       +       +        +
country                   -      -       -       -       -        +
awarding_body             +      +       +       +       +        +
date_of_issuing           +      +       +       +       +        +
learning_outcomes         ~      +       ~       +       +        +
workload                  -      -       -       -       -        ~
level                     -      -       -       -       -        -
assessment_type           ~      ~       ~       ~       ~        ~
participation_form        -      -       -       -       -        -
quality_assurance         -      -       -       -       -        ~
prerequisites             -      -       -       -       -        -
supervision               -      -       -       -       -        -
grade                     -      -       -       -       -        +
stackability              -      -       -       -       -        -
further_information       -      -       -       +       -        +
"""

FILES = {
    "basic": "basic-openbadgecredential",
    "a.case": "achievement-alignment-case",
    "a.ctdl": "achievement-alignment-ctdl",
    "s.case": "skill-assertion-case",
    "s.ctdl": "skill-assertion-ctdl",
    "complete": "complete-openbadgecredential",
}
STATES = {"+": "present", "~": "partly", "-": "missing"}


def _read(reference, name):
    return json.loads((reference / EXAMPLES / f"{name}.json").read_text("utf-8"))


def _column(name):
    head, *rows = TABLE.strip("\n").splitlines()
    place = head.split().index(name)
    return {row.split()[0]: STATES[row.split()[1 + place]] for row in rows}


@pytest.mark.parametrize("name", FILES)
def test_a_published_example_has_exactly_these_elements(reference, name):
    """The table is the statement; none of the examples is complete by Annex I."""
    elements = elements_of_document(_read(reference, FILES[name]))
    assert {found.id: str(found.state) for found in elements} == _column(name)
    assert not is_complete(elements)
    assert all(found.mend for found in missing_mandatory(elements))


def test_the_tables_rows_are_the_sixteen_elements():
    """No element is left out of the statement."""
    assert list(_column("basic")) == [standard.id for standard in ELEMENTS]


def test_only_the_complete_example_has_a_country_and_credits(reference):
    """Its credits have no unit, so its workload is partly there."""
    with_country = {
        name for name in FILES if element(_read(reference, FILES[name]), "country").state == "present"
    }
    with_credits = {
        name for name in FILES if element(_read(reference, FILES[name]), "workload").state != "missing"
    }
    assert with_country == with_credits == {"complete"}
    complete = _read(reference, FILES["complete"])
    assert element(complete, "country").value == "United States (TX)"
    workload = element(complete, "workload")
    assert (workload.state, workload.value) == ("partly", "36 credits, earned 42")
    assert "whose credits" in workload.note


def test_values_of_the_complete_example_are_what_a_person_would_copy_out(reference):
    """Short, and from the document."""
    values = {found.id: found.value for found in elements_of_document(_read(reference, FILES["complete"]))}
    assert values["title"] == values["learning_outcomes"] == "1EdTech University Degree"
    assert values["awarding_body"] == "1EdTech University"
    assert values["date_of_issuing"] == "2010-01-01"
    assert values["grade"] == "A; Mastery"
    assert values["quality_assurance"] == "endorsed by Example Accrediting Agency"


def test_the_example_as_a_token_payload_has_the_same_elements(reference):
    """The JOSE form of the example is the same credential."""
    payload = elements_of_document(_read(reference, "complete-openbadgecredential.jwt-payload"))
    assert payload == elements_of_document(_read(reference, FILES["complete"]))


def test_the_published_endorsement_is_no_achievement_and_says_so(reference):
    """It has none of the elements, and every answer tells why."""
    document = _read(reference, "endorsementcredential")
    assert "endorsement" in why_no_achievement(document)
    elements = elements_of_document(document)
    assert {(str(found.state), found.note) for found in elements} == {
        ("missing", why_no_achievement(document))
    }


def test_every_published_example_is_in_the_table(reference):
    """A new file in the folder is judged too, or this test fails."""
    names = {path.name.removesuffix(".json") for path in (reference / EXAMPLES).glob("*.json")}
    assert names == set(FILES.values()) | {
        "endorsementcredential",
        "complete-openbadgecredential.jwt-header",
        "complete-openbadgecredential.jwt-payload",
    }


def test_the_minimal_badge_of_edubadges_is_read(reference):
    """Title, body and date are there; the learner's DID and the criteria tell a part."""
    text = (reference / "openbadges/edubadges-nl/minimal_valid_obv3.json").read_text("utf-8")
    document = json.loads(text)
    states = {found.id: str(found.state) for found in elements_of_document(document)}
    assert states == _column("basic")
    assert element(document, "awarding_body").value == "SURF - Team edubadges"


def test_the_vocabulary_of_the_edubadges_schema_is_recognised(reference):
    """Every value that the Dutch microcredential schema allows counts as present."""
    schema = json.loads((reference / "openbadges/edubadges-nl/microcredential.json").read_text("utf-8"))
    properties = schema["properties"]["credentialSubject"]["properties"]["achievement"]["properties"]
    document = json.loads((reference / "openbadges/edubadges-nl/minimal_valid_obv3.json").read_text("utf-8"))
    achievement = document["credentialSubject"]["achievement"]
    for name, id_ in (
        ("assessmentType", "assessment_type"),
        ("participationType", "participation_form"),
        ("supervisionType", "supervision"),
    ):
        for value in properties[name]["enum"]:
            achievement[name] = value
            assert (element(document, id_).state, element(document, id_).value) == ("present", value)
