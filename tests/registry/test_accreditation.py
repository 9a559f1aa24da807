"""Was the issuer accredited for this, then? Scope, date and decision, one change at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.samples import AWARD, NOW, entry

from mcissue.registry.matching import AwardScope, Match, match_accreditation
from mcissue.registry.model import Scope
from mcissue.registry.scope import check_scope, scope_in_words

TICK = timedelta(microseconds=1)
FULL = AwardScope(
    credential_type="MicroCredential", eqf_level=6, ects=Decimal(5), isced_f=("0613",), jurisdiction="FI"
)
LIMITS = {
    "credential_types": ["MicroCredential"],
    "eqf_min": 5,
    "eqf_max": 7,
    "ects_min": 1,
    "ects_max": 59,
    "isced_fields": ["06"],
    "jurisdictions": ["FI", "SE"],
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def accreditation(**changes) -> dict:
    return {
        "scope": LIMITS,
        "agency": {"name": "Agency Q"},
        "report": "https://q.example/report/1",
        "valid_from": "2020-01-01",
        "valid_until": "2025-12-31",
        **changes,
    }


def match(*accreditations: dict, scope: AwardScope = FULL, award_date=AWARD, at=NOW) -> Match:
    institution = entry(accreditations=list(accreditations))
    return match_accreditation(institution, scope=scope, award_date=award_date, at=at)


def answer(*accreditations: dict, **arguments) -> tuple[str, str]:
    found = match(*accreditations, **arguments)
    return found.outcome, found.code


def award(**changes) -> AwardScope:
    values = {name: getattr(FULL, name) for name in AwardScope.__slots__}
    return AwardScope(**{**values, **changes})


def test_an_accreditation_that_covers_all():
    """Inside every limit and the period the award passes, with the agency, the scope and today's state."""
    found = match(accreditation())
    assert (found.outcome, found.code) == ("passed", "accreditation_covers")
    assert "Agency Q" in found.message
    assert found.detail["today"] == "not_accredited"
    assert found.detail["report"] == "https://q.example/report/1"
    assert found.detail["period"] == "from 2020-01-01 until 2025-12-31"
    assert {limit["limit"]: limit["state"] for limit in found.detail["limits"]} == dict.fromkeys(
        ("credential_type", "eqf_level", "ects", "isced_f", "jurisdiction"), "covered"
    )


def test_an_unlimited_accreditation_asks_for_nothing():
    """A scope without limits covers an award that says nothing of itself."""
    assert answer({}, scope=AwardScope(), award_date=None) == ("passed", "accreditation_covers")
    assert match({}).detail["today"] == "accredited"


OUTSIDE = [
    ("credential_type", "Certificate"),
    ("credential_type", "microcredential"),
    ("eqf_level", 4),
    ("eqf_level", 8),
    ("ects", Decimal("0.5")),
    ("ects", Decimal("59.5")),
    ("isced_f", ("0413",)),
    ("isced_f", ("0613", "0413")),
    ("isced_f", ("60",)),
    ("jurisdiction", "ES"),
]


@pytest.mark.parametrize(("name", "value"), OUTSIDE)
def test_one_limit_that_is_not_met(name, value):
    """An award outside of one limit is not covered; which limit, and both sides of it, are said."""
    found = match(accreditation(), scope=award(**{name: value}))
    assert (found.outcome, found.code) == ("failed", "accreditation_out_of_scope")
    failed = [limit for limit in found.detail["limits"] if limit["state"] != "covered"]
    assert [limit["limit"] for limit in failed] == [name]
    assert failed[0]["allowed"] in found.message
    assert failed[0]["stated"] in found.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("eqf_level", 5),
        ("eqf_level", 7),
        ("ects", Decimal(1)),
        ("ects", Decimal(59)),
        ("ects", Decimal("58.75")),
        ("isced_f", ("06",)),
        ("isced_f", ("061",)),
        ("isced_f", ("0613", "0688")),
        ("jurisdiction", "SE"),
    ],
)
def test_the_edges_of_limits_are_inside(name, value):
    """The lowest and the highest allowed value are allowed."""
    assert answer(accreditation(), scope=award(**{name: value})) == ("passed", "accreditation_covers")


@pytest.mark.parametrize(
    ("name", "value"),
    [("credential_type", None), ("eqf_level", None), ("ects", None), ("isced_f", ()), ("jurisdiction", None)],
)
def test_a_credential_that_says_too_little(name, value):
    """A missing fact against a limit is neither covered nor outside; without the limit it is not asked for."""
    found = match(accreditation(), scope=award(**{name: value}))
    assert (found.outcome, found.code) == ("indeterminate", "accreditation_scope_unknown")
    assert "states nothing" in found.message
    without = {key: kept for key, kept in LIMITS.items() if not key.startswith(name.split("_")[0])}
    assert answer(accreditation(scope=without), scope=award(**{name: value}))[0] == "passed"


def test_a_field_wider_than_the_limit_is_open():
    """A credential that states only the broad field may or may not lie in the accredited narrow one."""
    narrow = accreditation(scope={"isced_fields": ["0613"]})
    assert answer(narrow, scope=award(isced_f=("06",)))[1] == "accreditation_scope_unknown"
    assert answer(narrow, scope=award(isced_f=("06", "0413")))[1] == "accreditation_out_of_scope"
    assert answer(narrow, scope=award(isced_f=("0613",)))[1] == "accreditation_covers"


@pytest.mark.parametrize(
    ("award_date", "inside"),
    [
        (utc(2019, 12, 31, 21), True),
        (utc(2019, 12, 31, 21) - TICK, False),
        (utc(2026, 1, 1, 1) - TICK, True),
        (utc(2026, 1, 1, 1), False),
    ],
)
def test_the_award_date_decides(award_date, inside):
    """First and last day are covered, the days around them are not, whatever holds today."""
    expected = ("passed", "accreditation_covers") if inside else ("failed", "accreditation_not_then")
    assert answer(accreditation(), award_date=award_date) == expected


def test_accredited_only_until_last_year():
    """An award of this year by an issuer accredited until last year fails, and the period is said."""
    found = match(accreditation(), award_date=utc(2026, 5, 1))
    assert found.code == "accreditation_not_then"
    assert "until 2025-12-31" in found.message
    assert "2026-05-01" in found.message


def test_an_institution_without_accreditations():
    """The registry's silence about accreditation is not a decision against it."""
    assert answer() == ("indeterminate", "accreditation_missing")
    assert answer(accreditation(decision="not_applicable")) == ("indeterminate", "accreditation_missing")
    assert match().detail["today"] == "unknown"


@pytest.mark.parametrize("decision", ["positive", "positive_with_conditions"])
def test_positive_decisions_accredit(decision):
    """A decision with conditions is a positive one."""
    assert answer(accreditation(decision=decision))[0] == "passed"


def test_a_negative_decision_is_one():
    """A negative decision on just this fails, unless another one covers or may cover the award."""
    negative = accreditation(decision="negative")
    assert answer(negative) == ("failed", "accreditation_negative")
    assert answer(negative, accreditation())[0] == "passed"
    assert answer(negative, accreditation(valid_until="2024-12-31")) == ("failed", "accreditation_negative")
    unclear = accreditation(scope={"eqf_min": 6})
    assert answer({"decision": "negative"}, unclear, scope=award(eqf_level=None))[0] == "indeterminate"


def test_a_negative_decision_on_something_else_says_nothing():
    """A refusal for another field or time is none of this award."""
    other = accreditation(decision="negative", scope={"isced_fields": ["09"]})
    assert answer(other) == ("indeterminate", "accreditation_missing")
    past = accreditation(decision="negative", valid_until="2021-01-01")
    assert answer(past, accreditation())[0] == "passed"


@pytest.mark.parametrize(
    ("award_date", "outcome", "code"),
    [
        (utc(2025, 9, 1), "failed", "accreditation_withdrawn"),
        (utc(2025, 9, 1) - TICK, "indeterminate", "date_unproven"),
    ],
)
def test_a_withdrawn_accreditation(award_date, outcome, code):
    """After a withdrawal nothing is covered, and older awards have only the issuer's word for their date."""
    assert answer(accreditation(withdrawn={"on": "2025-09-01"}), award_date=award_date) == (outcome, code)


def test_a_withdrawal_that_lies_ahead_is_not_held():
    """Judged at a time before the withdrawal, the accreditation holds."""
    withdrawn = accreditation(withdrawn={"on": "2025-09-01"})
    assert answer(withdrawn, at=utc(2025, 8, 31, 23, 59)) == ("passed", "accreditation_covers")
    assert answer(withdrawn, at=utc(2025, 9, 1)) == ("indeterminate", "date_unproven")


def test_one_covering_accreditation_is_enough():
    """Others that are past, narrower or withdrawn do not spoil the one that covers."""
    others = [
        accreditation(valid_until="2021-01-01"),
        accreditation(scope={"isced_fields": ["09"]}),
        accreditation(withdrawn={"on": "2022-01-01"}),
    ]
    assert answer(*others, accreditation()) == ("passed", "accreditation_covers")
    assert (
        answer(*others[:2], accreditation(scope={"eqf_min": 1}), scope=award(eqf_level=None))[0]
        == "indeterminate"
    )


def test_two_halves_do_not_make_a_whole():
    """One accreditation for the right field at the wrong time and one the other way round cover nothing."""
    past, elsewhere = accreditation(valid_until="2021-01-01"), accreditation(scope={"isced_fields": ["09"]})
    found = match(past, elsewhere)
    # The one in the right field explains better why not.
    assert (found.outcome, found.code) == ("failed", "accreditation_not_then")
    assert found.detail["period"] == "from 2020-01-01 until 2021-01-01"


def test_a_credential_without_a_date():
    """Without an award date a limit of time can't be held; what has no limit holds."""
    assert answer(accreditation(), award_date=None) == ("indeterminate", "award_date_missing")
    assert answer({"scope": LIMITS}, award_date=None) == ("passed", "accreditation_covers")
    withdrawn = {"withdrawn": {"on": "2026-05-01"}}
    assert answer(withdrawn, award_date=None) == ("indeterminate", "award_date_missing")


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({}, "everything"),
        ({"eqf_min": 6, "eqf_max": 6}, "EQF level 6"),
        ({"eqf_min": 6}, "EQF level 6 and above"),
        ({"ects_max": 59, "isced_fields": ["06", "07"]}, "up to 59 ECTS credits, the field(s) 06, 07"),
        ({"jurisdictions": ["FI"], "credential_types": ["A", "B"]}, "the type A or B, the country FI"),
    ],
)
def test_scopes_in_words(scope, words):
    """People read what an accreditation is limited to."""
    assert scope_in_words(Scope.from_data(scope)) == words


LEVELS = st.integers(1, 8)


@given(st.tuples(LEVELS, LEVELS).map(sorted), LEVELS)
def test_ranges_are_closed_intervals(limits, level):
    """A level is covered exactly if it lies between the limits, both included."""
    scope = Scope.from_data({"eqf_min": limits[0], "eqf_max": limits[1]})
    (limit,) = check_scope(scope, AwardScope(eqf_level=level))
    assert (limit.state == "covered") == (limits[0] <= level <= limits[1])


FIELDS = st.lists(st.text("019", min_size=2, max_size=4), min_size=1, max_size=3)


@given(FIELDS, FIELDS)
def test_wider_limits_never_cover_less(limits, stated):
    """Cutting a limit to its broad field can only widen what it covers."""
    order = {"outside": 0, "unknown": 1, "covered": 2}
    states = [
        check_scope(Scope.from_data({"isced_fields": fields}), AwardScope(isced_f=tuple(stated)))[0].state
        for fields in (limits, [field[:2] for field in limits])
    ]
    assert order[states[0]] <= order[states[1]]
