"""The elements of records and of courses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from tests.annex.samples import lean_record, states, text
from tests.records import full_record, minimal_record, records

from mcissue.annex import (
    AT_ISSUING,
    ELEMENTS,
    elements_of_course,
    elements_of_record,
    is_complete,
    missing_mandatory,
)
from mcissue.record import (
    Assessment,
    Evidence,
    Identifier,
    Learner,
    Level,
    Participation,
    Record,
    Stackability,
)
from mcissue.vocabulary import resolve

ALL = [element.id for element in ELEMENTS]


def _changed(record: Record, part: str, **changes) -> Record:
    """The record with fields of its course, award, issuer or learner replaced."""
    if part == "learner":
        learner = record.award.learner.model_copy(update=changes)
        return _changed(record, "award", learner=learner)
    return record.model_copy(update={part: getattr(record, part).model_copy(update=changes)})


def _element(record: Record, id_: str):
    return next(found for found in elements_of_record(record) if found.id == id_)


@pytest.mark.parametrize("record", [full_record(), lean_record()], ids=["full", "lean"])
def test_a_full_record_has_all_sixteen_elements(record):
    """Nothing is missing where every field is filled; each answer says where and what."""
    elements = elements_of_record(record)
    assert [found.id for found in elements] == ALL
    assert set(states(elements).values()) == {"present"}
    assert all(found.path and found.value and found.convention for found in elements)
    assert not any(found.mend for found in elements)
    assert is_complete(elements)


TWINS = {
    "learner": ("learner", {"full_name": None}, "award.learner.full_name"),
    "country": ("issuer", {"address": None}, "issuer.address.country"),
    "learning_outcomes": ("course", {"learning_outcomes": ()}, "course.learning_outcomes"),
    "workload": ("course", {"workload": None}, "course.workload"),
    "level": ("course", {"level": None}, "course.level"),
    "participation_form": ("course", {"participation": None}, "course.participation.modes"),
    "quality_assurance": ("course", {"quality_assurance": ()}, "course.quality_assurance"),
    "prerequisites": ("course", {"prerequisites": None}, "course.prerequisites"),
    "grade": ("award", {"grade": None}, "award.grade.value"),
    "stackability": ("course", {"stackability": None}, "course.stackability"),
    "further_information": ("course", {"further_information": None}, "course.further_information"),
}


@pytest.mark.parametrize("id_", TWINS)
def test_removing_one_field_flips_exactly_its_element_and_the_mend_names_the_field(id_):
    """One change, one answer: the rest stays as it was."""
    part, changes, field = TWINS[id_]
    elements = elements_of_record(_changed(lean_record(), part, **changes))
    assert states(elements) == dict.fromkeys(ALL, "present") | {id_: "missing"}
    found = next(found for found in elements if found.id == id_)
    assert field in found.mend
    assert found.path is None
    assert found.value == ""


def test_assessment_and_supervision_go_one_by_one():
    """Both stand in the assessment; each is removed alone."""
    record = lean_record()
    without_types = record.course.assessment.model_copy(update={"types": (), "description": None})
    elements = elements_of_record(_changed(record, "course", assessment=without_types))
    assert states(elements) == dict.fromkeys(ALL, "present") | {"assessment_type": "partly"}
    assert "course.assessment.types" in next(f for f in elements if f.id == "assessment_type").mend
    unsupervised = record.course.assessment.model_copy(update={"supervision": None})
    elements = elements_of_record(_changed(record, "course", assessment=unsupervised))
    assert states(elements) == dict.fromkeys(ALL, "present") | {"supervision": "missing"}
    assert "course.assessment.supervision" in next(f for f in elements if f.id == "supervision").mend


def test_the_minimal_record_lacks_what_nobody_gave():
    """Title, awarding body, date and the learner's name are all that a minimal record has."""
    found = states(elements_of_record(minimal_record()))
    present = {id_ for id_, state in found.items() if state == "present"}
    assert present == {"learner", "title", "awarding_body", "date_of_issuing"}
    assert set(found.values()) == {"present", "missing"}


@pytest.mark.parametrize(
    ("learner", "state", "path"),
    [
        (Learner(full_name="Aino Virtanen"), "present", "award.learner.full_name"),
        (Learner(given_name="Aino", family_name="Virtanen"), "present", "award.learner.family_name"),
        (Learner(given_name="Aino"), "present", "award.learner.given_name"),
        (
            Learner(identifiers=(Identifier(scheme="student_number", value="7"),)),
            "present",
            "award.learner.identifiers",
        ),
        (Learner(id="mailto:aino@student.example"), "present", "award.learner.id"),
        (Learner(email="aino@student.example"), "partly", "award.learner.email"),
        (Learner(id="did:example:aino"), "partly", "award.learner.id"),
        (Learner(date_of_birth=date(1999, 2, 28)), "partly", "award.learner.date_of_birth"),
        (Learner(), "missing", None),
    ],
)
def test_a_learner_is_identified_by_what_a_reader_can_read(learner, state, path):
    """A name or number identifies; a DID, a hash or a birthday alone does so only partly."""
    found = _element(_changed(lean_record(), "award", learner=learner), "learner")
    assert (found.state, found.path) == (state, path)
    assert bool(found.note) is (state == "partly")


def test_awarding_bodies_stand_before_the_issuer_and_bring_their_countries():
    """In a joint award the bodies are named, and a body without a country is told."""
    record = full_record()
    bodies = tuple(body.model_copy(update={"address": None}) for body in record.course.awarding_bodies[1:])
    joint = _changed(record, "course", awarding_bodies=bodies)
    found = _element(joint, "awarding_body")
    assert found.path == "course.awarding_bodies"
    assert found.value == "Satama Vocational College; Levante University"
    country = _element(joint, "country")
    assert (country.state, country.value) == ("present", "Finland (Kymenlaakso)")
    assert "Satama Vocational College; Levante University" in country.note
    assert _element(record, "country").value == "Finland (Kymenlaakso); Finland; Spain"


def test_the_country_of_an_awarding_body_alone_is_partly():
    """The Annex asks for the country of the issuer."""
    found = _element(_changed(full_record(), "issuer", address=None), "country")
    assert (found.state, found.value) == ("partly", "Finland; Spain")
    assert found.path == "course.awarding_bodies[1].address.country"
    assert "issuer.address.country" in found.mend


@pytest.mark.parametrize("field", ["criteria", "description"])
def test_outcomes_in_running_text_are_partly(field):
    """A text may tell the outcomes, but nobody can say which of its sentences do."""
    record = _changed(lean_record(), "course", learning_outcomes=(), **{field: text("You learn much.")})
    found = _element(record, "learning_outcomes")
    assert (found.state, found.path, found.value) == ("partly", f"course.{field}", "You learn much.")
    title = record.course.title.best()
    record = _changed(record, "course", **{field: text(title)})
    assert _element(record, "learning_outcomes").state == "missing"


def test_criteria_hint_at_the_assessment():
    """What a learner has to do says something of how it is assessed, but names no type."""
    record = _changed(lean_record(), "award", grade=None)
    record = _changed(record, "course", assessment=None, criteria=text("Pass the exam."))
    found = _element(record, "assessment_type")
    assert (found.state, found.path) == ("partly", "course.criteria")
    assert _element(_changed(record, "course", criteria=None), "assessment_type").state == "missing"


def test_a_grade_hints_at_the_assessment():
    """How the result is expressed is not how it was assessed."""
    found = _element(_changed(lean_record(), "course", assessment=None), "assessment_type")
    assert (found.state, found.path) == ("partly", "award.grade")


def test_words_under_the_right_name_are_present():
    """The Annex asks for the information, not for a code."""
    course = {
        "assessment": Assessment(description=text("A talk before peers")),
        "participation": Participation(description=text("On a ship")),
    }
    record = _changed(lean_record(), "course", **course)
    for id_, value in (("assessment_type", "A talk before peers"), ("participation_form", "On a ship")):
        found = _element(record, id_)
        assert (found.state, found.convention, found.value) == ("present", "text", value)


def test_a_learning_setting_alone_is_no_form_of_participation():
    """Formal or non-formal says nothing of how learners take part."""
    setting = Participation(setting=resolve("learning_setting", "formal learning"))
    found = _element(_changed(lean_record(), "course", participation=setting), "participation_form")
    assert (found.state, found.value) == ("partly", "formal learning")
    empty = _changed(lean_record(), "course", participation=Participation())
    assert _element(empty, "participation_form").state == "missing"


def test_the_level_is_not_applicable_only_where_the_course_says_so():
    """An absent level is missing; one that does not apply is settled."""
    excused = elements_of_record(_changed(lean_record(), "course", level=Level(not_applicable=True)))
    found = next(found for found in excused if found.id == "level")
    assert (found.state, found.path) == ("not_applicable", "course.level.not_applicable")
    assert is_complete(excused)
    absent = elements_of_record(_changed(lean_record(), "course", level=None))
    assert [found.id for found in missing_mandatory(absent)] == ["level"]


def test_credits_that_the_learner_earned_are_not_the_workload_of_the_offer():
    """Recognition of prior learning can make the two differ."""
    record = _changed(lean_record(), "award", credits_earned=Decimal("2.50"))
    assert _element(record, "workload").value == "5 ECTS, 135 hours, earned 2.5"
    found = _element(_changed(record, "course", workload=None), "workload")
    assert (found.state, found.path, found.value) == ("partly", "award.credits_earned", "earned 2.5")


def test_quality_assurance_of_the_institution_counts_for_its_course():
    """Accreditation of the institution covers what it offers."""
    record = _changed(full_record(), "course", quality_assurance=())
    found = _element(record, "quality_assurance")
    assert found.path == "course.awarding_bodies[0].quality_assurance"
    found = _element(_changed(record, "course", awarding_bodies=()), "quality_assurance")
    assert found.path == "issuer.quality_assurance"
    assert found.value.startswith("external, Institutional Quality Assurance, ESG, Evaluation Centre")


def test_optional_elements_have_second_homes():
    """The supervision of one award goes before the course's; a page or evidence is further information."""
    assert _element(full_record(), "supervision").value == "Supervised without ID Verification"
    record = _changed(lean_record(), "course", further_information=None, homepage="https://kymi.example/c")
    assert _element(record, "further_information").path == "course.homepage"
    record = _changed(record, "course", homepage=None)
    record = _changed(record, "award", evidence=(Evidence(url="https://kymi.example/w"),))
    found = _element(record, "further_information")
    assert (found.path, found.value) == ("award.evidence", "https://kymi.example/w")
    empty = _changed(record, "course", stackability=Stackability())
    assert _element(empty, "stackability").state == "missing"


def test_a_course_with_its_issuer_waits_only_for_learner_date_and_grade():
    """What comes with each learner is not missing from a course."""
    record = lean_record()
    elements = elements_of_course(record.course, record.issuer)
    waiting = {"learner", "date_of_issuing", "grade"}
    assert states(elements) == dict.fromkeys(ALL, "present") | dict.fromkeys(waiting, "not_applicable")
    assert {found.convention for found in elements if found.id in waiting} == {AT_ISSUING}
    assert all(found.note and not found.mend for found in elements if found.id in waiting)
    assert is_complete(elements)


def test_a_course_without_issuer_waits_for_its_country_and_body_too():
    """The issuer file may come later, but what the course must say itself is not excused."""
    record = lean_record()
    found = states(elements_of_course(record.course))
    assert {id_ for id_, state in found.items() if state == "not_applicable"} == {
        "learner",
        "country",
        "awarding_body",
        "date_of_issuing",
        "grade",
    }
    joint = states(elements_of_course(full_record().course))
    assert joint["awarding_body"] == "present"
    bare = record.course.model_copy(update={"level": None, "workload": None})
    assert [found.id for found in missing_mandatory(elements_of_course(bare, record.issuer))] == [
        "workload",
        "level",
    ]


@given(records())
def test_any_record_gets_sixteen_well_formed_answers(record):
    """Whatever is in a record: ids in order, a mend exactly where it is needed, a path where it is not missing."""
    for elements in (elements_of_record(record), elements_of_course(record.course, record.issuer)):
        assert [found.id for found in elements] == ALL
        for found in elements:
            assert bool(found.mend) is (found.state in {"partly", "missing"})
            assert (found.path is None) is (found.state == "missing" or found.convention == AT_ISSUING)
            assert bool(found.note) or found.state in {"present", "missing"}
