"""The elements of credentials that mcissue writes itself."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from tests.annex.samples import convert, element, lean_record, ours, states
from tests.formats import edcs
from tests.records import full_record, records

from mcissue.annex import ELEMENTS, elements_of_document, elements_of_record, is_complete
from mcissue.errors import RecordError
from mcissue.formats.conventions import Role, role_of
from mcissue.formats.losses import without
from mcissue.record import Level, Record

ALL = [found.id for found in ELEMENTS]


@pytest.mark.parametrize("record", [full_record(), full_record(email=None), lean_record()])
def test_a_full_record_has_all_sixteen_elements_as_an_open_badge_too(record):
    """What we write, we find again, with the same words for people."""
    read, written = elements_of_document(ours(record)), elements_of_record(record)
    assert [found.id for found in read] == ALL
    assert set(states(read).values()) == {"present"}
    assert [found.value for found in read] == [found.value for found in written]
    assert all(found.path.startswith("$.") and found.convention for found in read)
    assert is_complete(read)


def _at(document, path):
    """Follow a path of the answers through the document."""
    here = document
    for step in path.removeprefix("$").replace("[", ".[").split(".")[1:]:
        here = here[int(step[1:-1])] if step.startswith("[") else here[step]
    return here


@pytest.mark.parametrize("id_", ALL)
def test_every_path_leads_to_the_place_where_the_element_stands(id_):
    """Cutting out what the path names makes the element at least less than present."""
    document = ours()
    found = element(document, id_)
    assert _at(document, found.path)
    cut = copy.deepcopy(document)
    head, _, last = found.path.rpartition("[" if found.path.endswith("]") else ".")
    home = _at(cut, head)
    if last.endswith("]"):
        home[:] = [{} for _ in home] if id_ in {"learning_outcomes", "assessment_type"} else home
        home[int(last[:-1])] = {}
    else:
        del home[last]
    after = element(cut, id_)
    assert (after.state, after.path) != (found.state, found.path)


def _drop_roles(document, *roles):
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = [a for a in achievement["alignment"] if role_of(a) not in roles]


def _drop_title(document):
    del document["name"], document["credentialSubject"]["achievement"]["name"]


def _drop_dates(document):
    del document["awardedDate"], document["validFrom"]


def _drop_workload(document):
    _drop_roles(document, Role.ECTS, Role.HOURS)
    del document["credentialSubject"]["achievement"]["creditsAvailable"]
    del document["credentialSubject"]["creditsEarned"]


def _drop_outcomes(document):
    _drop_roles(document, Role.LEARNING_OUTCOME, Role.SKILL)
    del document["credentialSubject"]["achievement"]["criteria"]
    del document["credentialSubject"]["achievement"]["description"]


def _drop_assessment(document):
    _drop_roles(document, Role.ASSESSMENT_TYPE, Role.ASSESSMENT_DESCRIPTION, Role.GRADING)
    del document["credentialSubject"]["achievement"]["resultDescription"]


TWINS = {
    "learner": lambda document: document["credentialSubject"].pop("identifier"),
    "title": _drop_title,
    "country": lambda document: document["issuer"].pop("address"),
    "awarding_body": lambda document: document.pop("issuer"),
    "date_of_issuing": _drop_dates,
    "learning_outcomes": _drop_outcomes,
    "workload": _drop_workload,
    "level": lambda document: _drop_roles(document, Role.EQF_LEVEL, Role.NQF_LEVEL, Role.CYCLE),
    "assessment_type": _drop_assessment,
    "participation_form": lambda document: _drop_roles(
        document, Role.MODE, Role.PARTICIPATION_DESCRIPTION, Role.LEARNING_SETTING
    ),
    "quality_assurance": lambda document: _drop_roles(document, Role.QUALITY_ASSURANCE),
    "prerequisites": lambda document: _drop_roles(document, Role.PREREQUISITES),
    "supervision": lambda document: _drop_roles(document, Role.SUPERVISION),
    "grade": lambda document: document["credentialSubject"].pop("result"),
    "stackability": lambda document: _drop_roles(
        document, Role.STACKABILITY, Role.PART_OF, Role.HAS_PART, Role.BUILDS_ON
    ),
    "further_information": lambda document: _drop_roles(document, Role.FURTHER_INFORMATION),
}


@pytest.mark.parametrize("id_", ALL)
def test_taking_one_element_out_of_a_document_flips_exactly_that_one(id_):
    """One change, one answer; only the country goes with the issuer that it is of."""
    document = ours()
    TWINS[id_](document)
    gone = {id_, "country"} if id_ == "awarding_body" else {id_}
    elements = elements_of_document(document)
    assert states(elements) == dict.fromkeys(ALL, "present") | dict.fromkeys(gone, "missing")
    assert next(found for found in elements if found.id == id_).mend


def test_a_level_that_does_not_apply_is_said_in_the_document():
    """Not applicable is our alignment to the list of levels, and nothing else."""
    record = lean_record()
    course = record.course.model_copy(update={"level": Level(not_applicable=True)})
    document = ours(record.model_copy(update={"course": course}))
    found = element(document, "level")
    assert (found.state, found.mend) == ("not_applicable", "")
    assert is_complete(elements_of_document(document))
    _drop_roles(document, Role.LEVEL_NOT_APPLICABLE)
    assert element(document, "level").state == "missing"
    assert not is_complete(elements_of_document(document))


def test_a_joint_award_names_its_bodies_and_their_countries():
    """The mandated issuer is not taken for an awarding body."""
    record = full_record()
    alliance = record.issuer.model_copy(update={"id": "did:web:alliance.example", "address": None})
    document = ours(record.model_copy(update={"issuer": alliance}))
    assert element(document, "awarding_body").value == (
        "Kymi University of Applied Sciences; Satama Vocational College; Levante University"
    )
    country = element(document, "country")
    assert (country.state, country.value) == ("partly", "Finland (Kymenlaakso); Finland; Spain")
    assert element(document, "awarding_body").path == "$.credentialSubject.achievement.creator"
    document = ours(record)
    document["credentialSubject"]["achievement"]["alignment"] = [
        {key: value for key, value in alignment.items() if key != "address"}
        for alignment in document["credentialSubject"]["achievement"]["alignment"]
    ]
    country = element(document, "country")
    assert (country.state, country.value) == ("present", "Finland (Kymenlaakso)")
    assert country.note == "No country is given for Satama Vocational College; Levante University."


def test_an_issuer_that_is_one_of_the_bodies_is_not_named_as_one_without_a_country():
    """It stands among the bodies by its address only; its country is the issuer's."""
    record = full_record()
    bodies = (record.course.awarding_bodies[2], record.issuer)
    course = record.course.model_copy(update={"awarding_bodies": bodies})
    country = element(ours(record.model_copy(update={"course": course})), "country")
    assert (country.value, country.note) == ("Finland (Kymenlaakso); Spain", "")


# The bodies of an award without mandate and with one body only cannot be told from the author of a skills
# framework (see `awarding_body`), so their names are not compared; nor are values cut in different places.
SAME_WORDS = set(ALL) - {"awarding_body", "country", "quality_assurance", "learning_outcomes", "stackability"}


@settings(max_examples=60)
@given(records())
def test_a_record_and_its_open_badge_get_the_same_answers(record):
    """Course check and issuing judge by the record what the verifier will judge by the document."""
    try:
        conversion = convert(record)
    except RecordError:
        return  # nothing identifies this learner
    # The e-mail address is a loss by its text, but its hash is there to be seen.
    losses = [loss for loss in conversion.losses if loss.steps[-1] != "email"]
    held: Record = without(conversion.record, losses)
    written, read = elements_of_record(held), elements_of_document(conversion.document)
    assert states(read) == states(written)
    for one, other in zip(read, written, strict=True):
        if one.id in SAME_WORDS and one.state == "present":
            assert one.value == other.value, one.id


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\u2060 \u00ad"])
def test_a_text_that_nobody_sees_is_no_element(blank):
    """Zero-width characters and fillers in the place of a title are as good as none."""
    document = ours()
    document["credentialSubject"]["achievement"]["name"] = document["name"] = blank
    assert element(document, "title").state == "missing"
    european = edcs.write(
        full_record(), credential_id="urn:uuid:00000000-0000-8000-8000-000000000001"
    ).document
    (claim,) = european["credentialSubject"]["hasClaim"]
    assert element(european, "title").state == "present"
    for place in (claim, claim["specifiedBy"], european["displayParameter"]):
        place["title"] = {"en": blank}
    assert element(european, "title").state == "missing"
