"""Title, outcomes, teaching and quality assurance in anybody's document."""

from __future__ import annotations

import pytest
from tests.annex.samples import element, state_of, stranger

SNB = "http://data.europa.eu/snb"
SKILL = "http://data.europa.eu/esco/skill/db33c0f3-43ee-4ba3-ba47-9269ac837697"


def _aligned(*alignments, **more):
    return stranger("A.alignment", list(alignments), **more)


@pytest.mark.parametrize(
    ("path", "name", "state", "value"),
    [
        ("A.name", "Teamwork", "present", "Teamwork"),
        ("name", "Teamwork Badge", "present", "Teamwork Badge"),
        ("A.name", {"en": "Teamwork"}, "partly", "Teamwork"),
        ("A.name", {"id": "https://x.example/"}, "missing", ""),
        ("A.name", ["Teamwork", "Ryhmätyö"], "missing", ""),
        ("A.name", "\n ", "missing", ""),
        ("A.name", 5, "missing", ""),
    ],
)
def test_the_title_is_the_name_of_the_achievement_else_of_the_credential(path, name, state, value):
    """A language map is partly, since no context gives it a meaning and so no signature covers it."""
    found = element(stranger(path, name), "title")
    assert (found.state, found.value) == (state, value)


@pytest.mark.parametrize(
    ("alignment", "value"),
    [
        (
            {"targetType": "ext:LearningOutcome", "targetName": "Weld", "targetUrl": "https://c.example/1"},
            "Weld",
        ),
        (
            {"targetName": "other words", "targetUrl": SKILL},
            "critically evaluate information and its sources",
        ),
        ({"targetName": "Sail", "targetUrl": SKILL.replace("db33", "ffff")}, "Sail"),
        (
            {"targetType": "ceasn:Competency", "targetName": "Solve", "targetUrl": "https://c.example/2"},
            "Solve",
        ),
        ({"targetType": "CFItem", "targetName": "Cite", "targetUrl": "https://c.example/3"}, "Cite"),
    ],
)
def test_outcomes_are_listed_as_outcomes_skills_or_competencies(alignment, value):
    """Each of the three ways is present; a concept of an EU list is shown by the list's own label."""
    found = element(_aligned(alignment), "learning_outcomes")
    assert (found.state, found.value) == ("present", value)
    assert found.path == "$.credentialSubject.achievement.alignment[0]"
    assert state_of(stranger("A.alignment", alignment), "learning_outcomes") == "present"


@pytest.mark.parametrize(
    "alignment",
    [
        {"targetType": "ceterms:Credential", "targetName": "Diploma", "targetUrl": "https://c.example/1"},
        {"targetType": "CTDL", "targetName": "Degree", "targetUrl": "https://c.example/1"},
        {"targetType": "CFRubric", "targetName": "Rubric", "targetUrl": "https://c.example/1"},
        {"targetType": "CFItem", "targetName": "", "targetUrl": "https://c.example/1"},
        {"targetType": ["CFItem", "CTDL"], "targetName": "Cite"},
        {"targetName": "Something", "targetUrl": "https://c.example/1"},
        "https://c.example/1",
    ],
)
def test_other_alignments_are_no_outcomes(alignment):
    """A credential or a rubric is not an ability; nameless alignments say nothing."""
    assert state_of(_aligned(alignment), "learning_outcomes") == "missing"


def test_text_alone_is_partly_for_outcomes_and_assessment():
    """It may be told there, but has to be looked for."""
    document = stranger("A.criteria", {"narrative": "Pass the exam."}, description="You learn to weld.")
    outcomes, assessment = (element(document, id_) for id_ in ("learning_outcomes", "assessment_type"))
    assert (outcomes.state, outcomes.path) == ("partly", "$.credentialSubject.achievement.criteria.narrative")
    assert (assessment.state, assessment.path) == (outcomes.state, outcomes.path)
    document = stranger("A.description", "You learn to weld.", name="Welding")
    assert element(document, "learning_outcomes").path == "$.credentialSubject.achievement.description"
    assert state_of(document, "assessment_type") == "missing"
    document = stranger("A.description", "Welding", name="Welding", criteria={"narrative": "Welding"})
    assert state_of(document, "learning_outcomes") == "missing"
    assert state_of(document, "assessment_type") == "missing"
    document = stranger("A.criteria", {"narrative": {"en": "Pass the exam."}})
    assert state_of(document, "learning_outcomes") == "partly"
    assert state_of(document, "assessment_type") == "partly"


@pytest.mark.parametrize(
    ("id_", "url", "label"),
    [
        ("assessment_type", f"{SNB}/assessment/4f03b91c0e", "portfolio"),
        ("participation_form", f"{SNB}/learning-assessment/e92d221e4d", "Blended"),
        ("supervision", f"{SNB}/supervision-verification/70be69aaf9", "Supervised with ID Verification"),
    ],
)
def test_a_concept_of_an_eu_list_is_present_and_shown_by_its_own_label(id_, url, label):
    """The address counts; a document cannot show people other words than the concept's."""
    for address in (url, url.replace("http:", "https:")):
        found = element(_aligned({"targetName": "something nicer", "targetUrl": address}), id_)
        assert (found.state, found.value, found.convention) == ("present", label, "eu concept")
    newer = url.rpartition("/")[0] + "/ffffffffff"
    found = element(_aligned({"targetName": "a newer concept", "targetUrl": newer}), id_)
    assert (found.state, found.value) == ("present", "a newer concept")
    assert state_of(_aligned({"targetUrl": newer}), id_) == "missing"


@pytest.mark.parametrize(
    ("id_", "name", "value"),
    [
        ("assessment_type", "assessmentType", "portfolio"),
        ("participation_form", "participationType", "onsite or blended"),
        ("supervision", "supervisionType", "onsite with identity verification"),
    ],
)
def test_the_dialect_of_edubadges_is_read(id_, name, value):
    """The Dutch pilot writes these as properties of the achievement."""
    found = element(stranger(f"A.{name}", value), id_)
    assert (found.state, found.value, found.convention) == ("present", value, "edubadges")
    assert found.path == f"$.credentialSubject.achievement.{name}"
    assert state_of(stranger(f"A.{name}", True), id_) == "missing"


@pytest.mark.parametrize(
    ("checked", "state", "value"),
    [
        (True, "partly", "identity verified"),
        (False, "partly", "identity not verified"),
        ("yes", "missing", ""),
    ],
)
def test_an_identity_check_alone_is_half_of_supervision(checked, state, value):
    """The Annex asks for supervision and identity verification."""
    found = element(stranger("A.identityChecked", checked), "supervision")
    assert (found.state, found.value) == (state, value)


def test_the_supervision_of_this_award_goes_before_that_of_the_offer():
    """A result may say that this learner's assessment was supervised otherwise."""
    offer, award = (
        {"targetUrl": f"{SNB}/supervision-verification/{key}"} for key in ("70be69aaf9", "c598449d64")
    )
    document = _aligned(offer)
    document["credentialSubject"]["result"] = [{"alignment": [award]}]
    found = element(document, "supervision")
    assert found.value == "Unsupervised without ID Verification"
    assert found.path == "$.credentialSubject.result[0].alignment[0]"


def test_results_hint_at_the_assessment():
    """How a result is expressed is not how it was assessed, unless the assessment extension says so."""
    document = stranger("A.resultDescription", [{"name": "Final grade", "resultType": "LetterGrade"}])
    found = element(document, "assessment_type")
    assert (found.state, found.value) == ("partly", "Final grade")
    document = stranger("A.resultDescription", [{"name": "Final grade"}, {"assessmentType": "Exam"}])
    found = element(document, "assessment_type")
    assert (found.state, found.value, found.convention) == ("present", "Exam", "1edtech extension")
    assert found.path == "$.credentialSubject.achievement.resultDescription[1].assessmentType"


def test_formal_or_non_formal_is_no_form_of_participation():
    """The learning setting says nothing of how learners take part."""
    found = element(_aligned({"targetUrl": f"{SNB}/learning-setting/6fd4685715"}), "participation_form")
    assert (found.state, found.value) == ("partly", "formal learning")


@pytest.mark.parametrize(
    ("path", "given", "state", "value"),
    [
        (
            "A.alignment",
            [{"targetUrl": f"{SNB}/accreditation/820101cba6", "targetCode": "external"}],
            "present",
            "external, Program Quality Assurance",
        ),
        (
            "I.alignment",
            [
                {
                    "targetUrl": f"{SNB}/accreditation/25831c2",
                    "targetName": "Quality assurance",
                    "targetFramework": "ESG",
                }
            ],
            "present",
            "ESG",
        ),
        ("A.alignment", [{"targetType": "ext:QualityAssurance", "targetName": "NVAO"}], "present", "NVAO"),
        ("I.accreditations", [{"contactInstructions": "call", "areaServed": "NL"}], "present", "NL"),
        ("I.accreditations", {"logo": "x"}, "present", "accreditation of the issuer"),
        ("I.accreditations", [None, {}, ""], "missing", ""),
        ("I.endorsement", [{"issuer": {"name": "Agency"}}], "partly", "endorsed by Agency"),
        (
            "A.endorsement",
            {"issuer": {"id": "https://a.example/"}},
            "partly",
            "endorsed by https://a.example/",
        ),
        ("endorsement", [{"issuer": "https://a.example/"}], "partly", "endorsed"),
        ("endorsementJwt", ["eyJ.eyJ.sig"], "partly", "endorsed"),
        ("A.alignment", [{"targetUrl": f"{SNB}/accreditation/25831c2"}], "missing", ""),
        ("endorsement", [], "missing", ""),
    ],
)
def test_quality_assurance_is_stated_or_vouched_for(path, given, state, value):
    """Our alignment, edubadges, the accreditation extension; an endorsement alone does not tell the type."""
    found = element(stranger(path, given), "quality_assurance")
    assert (found.state, found.value) == (state, value)


def test_quality_assurance_of_the_creator_counts():
    """The institution behind the achievement brings its own."""
    assured = {"alignment": {"targetUrl": f"{SNB}/accreditation/bb4618238e", "targetCode": "external"}}
    found = element(stranger("A.creator", assured), "quality_assurance")
    assert found.path == "$.credentialSubject.achievement.creator.alignment"


@pytest.mark.parametrize(
    ("id_", "term"),
    [
        ("prerequisites", "model/elm/entryRequirement"),
        ("stackability", "model/elm/isPartialQualification"),
        ("further_information", "model/elm/additionalNote"),
    ],
)
def test_words_under_a_name_of_the_conventions_are_present(id_, term):
    """The mend of these elements tells exactly this, so it must work."""
    alignment = {"targetName": "Any", "targetUrl": f"{SNB}/{term}", "targetDescription": "Some words"}
    found = element(_aligned(alignment), id_)
    assert (found.state, found.value) == ("present", "Some words")
    if id_ != "stackability":
        assert state_of(_aligned(alignment | {"targetDescription": ""}), id_) == "missing"


@pytest.mark.parametrize(
    ("related", "state", "value"),
    [
        ([{"id": "https://c.example/a/2"}], "partly", "https://c.example/a/2"),
        ({"id": "https://c.example/a/2"}, "partly", "https://c.example/a/2"),
        ([{"id": "https://c.example/a/2", "inLanguage": "fi"}], "missing", ""),
        ([{"version": "2"}], "missing", ""),
    ],
)
def test_related_achievements_hint_at_stackability(related, state, value):
    """They are named without a relation; the same achievement in another language is none."""
    found = element(stranger("A.related", related), "stackability")
    assert (found.state, found.value) == (state, value)


def test_links_to_other_offers_are_stackability():
    """Part of, has part, builds on: each link says which."""
    links = [
        {"targetType": f"ext:{relation}", "targetName": name, "targetUrl": f"https://c.example/{name}"}
        for relation, name in (("buildsOn", "Basics"), ("isPartOf", "Module"))
    ]
    found = element(_aligned(*links), "stackability")
    assert found.value == "part of Module; builds on Basics"
    assert found.path == "$.credentialSubject.achievement.alignment[1]"
