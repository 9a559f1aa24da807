"""Workload and level in anybody's document."""

from __future__ import annotations

import pytest
from tests.annex.samples import element, stranger

SNB = "http://data.europa.eu/snb"
ECTS = {"targetName": "ECTS", "targetUrl": f"{SNB}/education-credit/6fcec5c5af"}
HOURS = {"targetName": "Hours", "targetUrl": f"{SNB}/model/elm/volumeOfLearning"}


def _workload(*alignments, earned=None, **achievement):
    document = stranger("A.alignment", list(alignments), **achievement)
    if earned is not None:
        document["credentialSubject"]["creditsEarned"] = earned
    return element(document, "workload")


@pytest.mark.parametrize(
    ("alignments", "achievement", "value"),
    [
        ([ECTS | {"targetCode": "5"}], {}, "5 ECTS"),
        ([ECTS | {"targetCode": "2.50"}], {}, "2.5 ECTS"),
        ([ECTS | {"targetCode": "5"}], {"creditsAvailable": 5.0}, "5 ECTS"),
        ([ECTS], {"creditsAvailable": 4.5}, "4.5 ECTS"),
        ([HOURS | {"targetCode": "PT135H"}], {}, "135 hours"),
        ([HOURS | {"targetCode": "PT67H30M"}], {}, "67.5 hours"),
        ([HOURS | {"targetCode": "135"}], {"creditsAvailable": 3}, "135 hours"),
        ([ECTS | {"targetCode": "5"}, HOURS | {"targetCode": "PT135H"}], {}, "5 ECTS, 135 hours"),
        ([], {"ECTS": 5}, "5 ECTS"),
        ([], {"ECTS": 2.5, "timeInvestment": 60}, "2.5 ECTS, 60 hours"),
        ([], {"SBU": 240, "timeInvestment": 250}, "240 hours"),
        ([ECTS, ECTS | {"targetCode": "5"}], {"ECTS": 5, "creditsAvailable": 5}, "5 ECTS"),
    ],
)
def test_a_workload_with_its_unit_is_present(alignments, achievement, value):
    """ECTS by alignment or by edubadges' property, or hours."""
    found = _workload(*alignments, **achievement)
    assert (found.state, found.value, found.mend) == ("present", value, "")


@pytest.mark.parametrize(
    ("alignments", "achievement", "value", "words"),
    [
        ([], {"creditsAvailable": 36.0}, "36 credits", "whose credits"),
        ([ECTS | {"targetCode": "five"}], {"creditsAvailable": 5}, "5 credits", "cannot be read"),
        ([ECTS | {"targetCode": "5,0"}], {}, "5,0", "not a positive number"),
        (
            [ECTS | {"targetCode": "5"}],
            {"creditsAvailable": 3},
            "5 / 3 credits",
            "Different numbers of credits",
        ),
        ([], {"ECTS": 5, "creditsAvailable": 3}, "5 / 3 credits", "Different numbers of credits"),
        (
            [HOURS | {"targetCode": "PT1H"}, HOURS | {"targetCode": "PT2H"}],
            {},
            "1 / 2 hours",
            "Different numbers of hours",
        ),
        ([ECTS], {}, "", "not a positive number"),
        ([HOURS | {"targetCode": "P2M"}], {}, "P2M", "not a positive number"),
        ([], {"creditsAvailable": "5"}, "5", "not a positive number"),
        ([], {"creditsAvailable": -5}, "", "not a positive number"),
        ([], {"creditsAvailable": 0}, "", "not a positive number"),
        ([], {"creditsAvailable": True}, "", "not a positive number"),
        ([], {"creditsAvailable": float("nan")}, "", "not a positive number"),
        ([], {"creditsAvailable": float("inf")}, "", "not a positive number"),
        ([], {"creditsAvailable": 10**6000}, "", "not a positive number"),
        ([ECTS | {"targetCode": "0"}], {}, "0", "not a positive number"),
    ],
)
def test_a_workload_without_unit_or_amount_is_partly(alignments, achievement, value, words):
    """A number without a unit, a unit without a number, or two numbers: something is there, but it does not tell."""
    found = _workload(*alignments, **achievement)
    assert (found.state, found.value) == ("partly", value)
    assert words in found.note
    assert "education-credit" in found.mend


def test_what_the_learner_earned_is_shown_but_is_not_the_workload():
    """Recognition of prior learning can make the two differ."""
    assert _workload(ECTS | {"targetCode": "5"}, earned=3).value == "5 ECTS, earned 3"
    assert _workload(ECTS | {"targetCode": "5"}, earned=5.0).value == "5 ECTS"
    assert _workload(earned=42.0, creditsAvailable=36.0).value == "36 credits, earned 42"
    found = _workload(earned=42)
    assert (found.state, found.value, found.path) == (
        "partly",
        "earned 42",
        "$.credentialSubject.creditsEarned",
    )


@pytest.mark.parametrize("value", [{}, [], "", None])
def test_nothing_is_missing(value):
    """Empty values are as good as none."""
    assert _workload(creditsAvailable=value).state == "missing"


def _level(*alignments):
    return element(stranger("A.alignment", list(alignments)), "level")


@pytest.mark.parametrize(
    ("alignments", "value"),
    [
        ([{"targetUrl": f"{SNB}/eqf/6"}], "EQF 6"),
        ([{"targetUrl": "https://data.europa.eu/snb/eqf/6", "targetCode": "6"}], "EQF 6"),
        ([{"targetUrl": f"{SNB}/eqf/6", "targetCode": "EQF 6"}], "EQF 6"),
        ([{"targetUrl": f"{SNB}/eqf/6"}, {"targetUrl": f"{SNB}/eqf/6"}], "EQF 6"),
        ([{"targetUrl": f"{SNB}/qdr/c_c392e7a2", "targetName": "RQF Level 6"}], "RQF Level 6"),
        (
            [
                {
                    "targetUrl": "https://www.ehea.info/page-qualification-frameworks#first-cycle",
                    "targetCode": "first",
                }
            ],
            "first cycle",
        ),
        ([{"targetType": "ext:EQF", "targetName": "EQF 5", "targetUrl": "https://nlqf.example/"}], "EQF 5"),
        (
            [
                {
                    "targetFramework": "European Qualifications Framework",
                    "targetCode": "7",
                    "targetUrl": "https://e.example/",
                }
            ],
            "EQF 7",
        ),
        ([{"targetFramework": "EQF", "targetName": "Level 4"}], "EQF 4"),
        ([{"targetFramework": "NLQF", "targetName": "NLQF niveau 5"}], "NLQF: NLQF niveau 5"),
        (
            [{"targetFramework": "Irish National Framework of Qualifications (NFQ)", "targetCode": "6"}],
            "Irish National Framework of Qualifications (NFQ): 6",
        ),
    ],
)
def test_a_level_of_any_qualifications_framework_is_present(alignments, value):
    """EQF by address, by edubadges' type or by the framework's name; national levels; cycles."""
    found = _level(*alignments)
    assert (found.state, found.value) == ("present", value)


@pytest.mark.parametrize(
    "alignments",
    [
        [{"targetUrl": f"{SNB}/eqf/99", "targetName": "Level 99"}],
        [{"targetUrl": f"{SNB}/eqf/0"}],
        [{"targetUrl": f"{SNB}/eqf/6", "targetCode": "8"}],
        [{"targetUrl": f"{SNB}/eqf/6"}, {"targetUrl": f"{SNB}/eqf/7"}],
        [{"targetUrl": f"{SNB}/eqf/6"}, {"targetFramework": "EQF", "targetCode": "7"}],
        [{"targetFramework": "EQF", "targetName": "Levels 4 and 5"}],
        [{"targetFramework": "EQF", "targetCode": "16"}],
        [{"targetType": "ext:EQF"}],
        [{"targetUrl": f"{SNB}/eqf/6"}, {"targetUrl": f"{SNB}/eqf/25831c2", "targetCode": "not-applicable"}],
    ],
)
def test_a_level_that_does_not_exist_or_contradicts_another_is_partly(alignments):
    """One level from 1 to 8, said once or said the same."""
    found = _level(*alignments)
    assert found.state == "partly"
    assert found.note
    assert found.path.startswith("$.credentialSubject.achievement.alignment[")


def test_only_the_document_can_say_that_no_level_applies():
    """The alignment to the list of levels says it, with its code; the list's address alone does not."""
    excuse = {"targetUrl": f"{SNB}/eqf/25831c2", "targetCode": "not-applicable"}
    assert _level(excuse).state == "not_applicable"
    assert _level(excuse | {"targetCode": "6"}).state == "missing"
    assert _level({"targetName": "Level", "targetUrl": "https://e.example/"}).state == "missing"
    assert _level().state == "missing"


def test_the_path_leads_to_the_first_of_several_statements():
    """A reader who follows it finds the others behind it."""
    other = {"targetName": "Something else", "targetUrl": "https://e.example/"}
    nqf = {"targetUrl": f"{SNB}/qdr/c_c392e7a2", "targetName": "RQF Level 6"}
    excuse = {"targetUrl": f"{SNB}/eqf/25831c2", "targetCode": "not-applicable"}
    six, seven = ({"targetUrl": f"{SNB}/eqf/{level}"} for level in (6, 7))
    for alignments in ([other, six, nqf], [other, excuse, excuse], [other, six, seven]):
        assert _level(*alignments).path == "$.credentialSubject.achievement.alignment[1]"
