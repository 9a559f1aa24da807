"""Was the issuer recognised then? Every answer has its own code, one change away from a good one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.samples import AWARD, DELETE, ISSUER, NOW, OTHER, SECOND, UNIVERSITY, entry_data, registry

from mcissue.proof.did import did_key_method
from mcissue.registry.keys import stolen_findings
from mcissue.registry.matching import Match, match_issuer, registry_key_for

TICK = timedelta(microseconds=1)
KEY = ISSUER.public_key


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def match(changes: dict | None = None, **arguments) -> Match:
    known = registry(entry_data(**(changes or {})))
    return match_issuer(known, **{"issuer_id": UNIVERSITY, "award_date": AWARD, "at": NOW, **arguments})


def answer(changes: dict | None = None, **arguments) -> tuple[str, str]:
    found = match(changes, **arguments)
    return found.outcome, found.code


def test_a_listed_issuer_passes():
    """An institution that is listed without limits passes, by any of its ids, with today's state beside it."""
    for issuer_id in (UNIVERSITY, "https://a.example/issuer"):
        found = match(issuer_id=issuer_id)
        assert (found.outcome, found.code) == ("passed", "issuer_listed")
        assert found.detail == {
            "issuer": issuer_id,
            "name": "University of A",
            "today": "recognised",
            "award_date": "2025-06-15T00:00:00Z",
        }
        assert "University of A" in found.message
        assert "Operator R" in found.message


def test_an_unknown_issuer_is_not_refused():
    """Not being listed is no finding against an issuer."""
    found = match(issuer_id="did:web:mill.example")
    assert (found.outcome, found.code) == ("indeterminate", "issuer_not_listed")
    assert "did:web:mill.example" in found.message
    assert "Operator R" in found.message


@pytest.mark.parametrize(
    ("changes", "award", "expected"),
    [
        # A day counts as long as it is that day anywhere in the Union: from UTC+3 to UTC-1.
        ({"valid_from": "2025-06-15"}, utc(2025, 6, 14, 21), "passed"),
        ({"valid_from": "2025-06-15"}, utc(2025, 6, 14, 21) - TICK, "failed"),
        ({"valid_until": "2025-06-15"}, utc(2025, 6, 16, 1) - TICK, "passed"),
        ({"valid_until": "2025-06-15"}, utc(2025, 6, 16, 1), "failed"),
        # 01:30 in Helsinki on the 16th is 22:30 on the 15th in UTC.
        (
            {"valid_until": "2025-06-15"},
            datetime(2025, 6, 16, 1, 30, tzinfo=timezone(timedelta(hours=3))),
            "passed",
        ),
        ({"valid_until": "2025-06-15T12:00:00Z"}, utc(2025, 6, 15, 12), "passed"),
        ({"valid_until": "2025-06-15T12:00:00Z"}, utc(2025, 6, 15, 12) + TICK, "failed"),
    ],
)
def test_recognition_has_a_first_and_a_last_day(changes, award, expected):
    """An award on the first or last day of recognition passes; a tick outside of it was not recognised then."""
    code = "issuer_listed" if expected == "passed" else "issuer_not_listed_then"
    assert answer(changes, award_date=award) == (expected, code)


def test_recognition_of_then_and_of_today_are_told_apart():
    """An award from the time of recognition passes; that the time is over is said beside it."""
    found = match({"valid_until": "2025-12-31"})
    assert (found.outcome, found.detail["today"]) == ("passed", "not_recognised")


def ended(how: str, on: str = "2025-06-15") -> dict:
    return {"ended": {"how": how, "on": on, "reason": {"en": "x"}}}


@pytest.mark.parametrize(
    ("how", "award", "outcome", "code"),
    [
        ("ended", utc(2025, 6, 14), "passed", "issuer_listed"),
        ("ended", utc(2025, 6, 16) - TICK, "passed", "issuer_listed"),
        ("ended", utc(2025, 6, 16), "failed", "issuer_ended"),
        ("withdrawn", utc(2025, 6, 15), "failed", "issuer_withdrawn"),
        ("withdrawn", utc(2025, 6, 15) - TICK, "indeterminate", "date_unproven"),
        ("withdrawn", utc(2001, 1, 1), "indeterminate", "date_unproven"),
        ("compromised", utc(2025, 6, 15), "failed", "issuer_compromised"),
        ("compromised", utc(2025, 6, 15) - TICK, "indeterminate", "date_unproven"),
    ],
)
def test_how_recognition_ended_decides_over_older_awards(how, award, outcome, code):
    """After a regular end older awards pass; after a withdrawal or theft nobody but the issuer says they are older."""
    found = match(ended(how), award_date=award)
    assert (found.outcome, found.code) == (outcome, code)
    assert found.detail["today"] == how
    if code != "issuer_listed":
        assert "2025-06-15" in found.message
        assert "University of A" in found.message


@pytest.mark.parametrize("how", ["ended", "withdrawn", "compromised"])
def test_an_end_that_lies_ahead_is_not_held(how):
    """Judged at a time before the end, the institution is recognised."""
    before = utc(2025, 6, 14)
    found = match(ended(how), at=before, award_date=utc(2025, 6, 1))
    assert (found.outcome, found.detail["today"]) == ("passed", "recognised")


def test_the_end_counts_on_its_day_unless_it_was_a_regular_one():
    """On the day itself a withdrawal is in force already, a regular end is not yet."""
    noon = utc(2025, 6, 15, 12)
    assert match(ended("withdrawn"), at=noon, award_date=utc(2025, 6, 1)).code == "date_unproven"
    assert match(ended("ended"), at=noon, award_date=noon).code == "issuer_listed"


@pytest.mark.parametrize(
    ("changes", "at", "known"),
    [
        ({"known_from": "2026-06-01"}, NOW, True),
        ({"known_from": "2026-06-02"}, NOW, False),
        ({"known_until": "2026-06-01"}, NOW, True),
        ({"known_until": "2026-05-31"}, NOW, False),
    ],
)
def test_knowledge_is_about_the_time_of_the_question(changes, at, known):
    """What the registry did not stand for when asked is no answer, whenever the award was."""
    expected = ("passed", "issuer_listed") if known else ("indeterminate", "issuer_not_known_then")
    assert answer(changes, at=at) == expected
    assert answer(changes, at=at, award_date=utc(1999, 1, 1)) == expected


def test_a_fault_outweighs_a_doubt():
    """An award before recognition began is refused, although its date is unproven too."""
    changes = {**ended("withdrawn"), "valid_from": "2024-01-01", "known_from": "2026-12-01"}
    assert answer(changes, award_date=utc(2023, 1, 1)) == ("failed", "issuer_not_listed_then")
    assert answer(changes, award_date=utc(2025, 6, 1)) == ("indeterminate", "issuer_not_known_then")


@pytest.mark.parametrize("changes", [{"valid_until": "2025-12-31"}, ended("ended"), ended("withdrawn")])
def test_a_credential_without_a_date(changes):
    """Where time matters a credential without an award date leaves the question open; else it does not matter."""
    assert answer(changes, award_date=None) == ("indeterminate", "award_date_missing")
    found = match(award_date=None)
    assert (found.outcome, "award_date" in found.detail) == ("passed", False)


# Keys -------------------------------------------------------------------------------------------------------


def keys(**changes) -> dict:
    return {"keys": [{"multikey": KEY.multikey, **changes}]}


CREATED = utc(2025, 6, 20)
KEY_CASES = [
    ({}, CREATED, "passed", "ok"),
    ({}, None, "passed", "ok"),
    ({"valid_from": "2025-06-20"}, CREATED, "passed", "ok"),
    ({"valid_from": "2025-06-20"}, CREATED - TICK, "failed", "issuer_key_not_then"),
    ({"valid_until": "2025-06-20"}, utc(2025, 6, 21) - TICK, "passed", "ok"),
    ({"valid_until": "2025-06-20"}, utc(2025, 6, 21), "failed", "issuer_key_not_then"),
    ({"valid_until": "2025-06-20"}, None, "indeterminate", "issuer_key_time_unknown"),
    ({"revoked": {"how": "retired", "on": "2025-06-20"}}, utc(2025, 6, 21) - TICK, "passed", "ok"),
    ({"revoked": {"how": "retired", "on": "2025-06-20"}}, utc(2025, 6, 21), "failed", "issuer_key_not_then"),
    ({"revoked": {"how": "retired", "on": "2025-06-20"}}, None, "indeterminate", "issuer_key_time_unknown"),
    ({"revoked": {"how": "compromised", "on": "2025-06-20"}}, CREATED, "failed", "issuer_key_compromised"),
    (
        {"revoked": {"how": "compromised", "on": "2025-06-20"}},
        CREATED - TICK,
        "indeterminate",
        "date_unproven",
    ),
    (
        {"revoked": {"how": "compromised", "on": "2025-06-20"}},
        None,
        "indeterminate",
        "issuer_key_time_unknown",
    ),
    ({"revoked": {"how": "compromised", "on": "2026-06-02"}}, CREATED, "passed", "ok"),
    ({"revoked": {"how": "compromised", "on": "2026-06-02"}}, None, "passed", "ok"),
]


@pytest.mark.parametrize(("change", "created", "outcome", "code"), KEY_CASES)
def test_keys_are_judged_when_the_proof_says_it_was_made(change, created, outcome, code):
    """The period and the end of a listed key are held against `created`, in both questions about it alike."""
    found = match(keys(**change), created=created, public_key=KEY)
    assert (found.outcome, found.code) == (outcome, code if code != "ok" else "issuer_listed")
    bound = registry_key_for(
        registry(entry_data(**keys(**change))),
        issuer_id=UNIVERSITY,
        method_id=did_key_method(KEY),
        created=created,
        at=NOW,
    )
    assert bound.public_key == KEY
    assert (bound.match.outcome, bound.match.code) == (outcome, code if code != "ok" else "issuer_key_bound")


def test_a_key_that_is_not_listed_is_not_judged():
    """Keys are bound in other ways, too: the registry's silence about one is no fault."""
    changes = keys(valid_until="2020-01-01")
    assert answer(changes, created=CREATED, public_key=OTHER.public_key) == ("passed", "issuer_listed")
    assert answer(changes, created=CREATED) == ("passed", "issuer_listed")


def bind(changes: dict, **arguments):
    return registry_key_for(
        registry(entry_data(**changes)),
        **{
            "issuer_id": UNIVERSITY,
            "method_id": f"{UNIVERSITY}#key-1",
            "created": CREATED,
            "at": NOW,
            **arguments,
        },
    )


def test_a_named_key_is_found_by_its_name():
    """The registry gives the key of a verification method without any other document."""
    named = keys(id=f"{UNIVERSITY}#key-1")
    assert bind(named).public_key == KEY
    assert bind(named).match.code == "issuer_key_bound"
    assert bind(named, public_key=KEY).match.outcome == "passed"
    assert bind(named, method_id=f"{UNIVERSITY}#key-2") is None
    assert bind(named, issuer_id="did:web:mill.example") is None


def test_an_unnamed_key_is_found_by_itself():
    """A key without a name counts under whatever method a document gives it, and under its did:key."""
    assert bind(keys()) is None
    assert bind(keys(), public_key=KEY).match.outcome == "passed"
    assert bind(keys(), public_key=OTHER.public_key) is None
    assert bind(keys(), method_id=did_key_method(KEY)).public_key == KEY
    assert bind(keys(), method_id=did_key_method(OTHER.public_key)) is None


@pytest.mark.parametrize(
    "method", ["did:key:{0}", "did:key:{1}#{0}", "did:key:{0}#{1}", "did:key:#", "did:key:x#x", ""]
)
def test_only_a_whole_did_key_method_spells_out_its_key(method):
    """A did:key whose two halves differ, or that has only one, names no key."""
    method_id = method.format(KEY.multikey, SECOND.public_key.multikey)
    assert bind(keys(), method_id=method_id) is None


THEFTS = [
    {"keys": [{"multikey": KEY.multikey, "revoked": {"how": "compromised", "on": "2025-06-20"}}]},
    {"keys": [{"multikey": KEY.multikey}], "ended": {"how": "compromised", "on": "2025-06-20"}},
]


@pytest.mark.parametrize("theft", THEFTS, ids=["the key", "the institution"])
@pytest.mark.parametrize("listed", [True, False], ids=["listed there too", "not listed there"])
@pytest.mark.parametrize(
    ("created", "outcome", "code"),
    [
        (CREATED, "failed", "issuer_key_compromised"),
        (CREATED - TICK, "indeterminate", "date_unproven"),
        (None, "indeterminate", "issuer_key_time_unknown"),
    ],
)
def test_a_key_stolen_from_one_is_stolen_from_all(theft, listed, created, outcome, code):
    """On a shared platform: what one institution's entry says against a key counts for every issuer."""
    held = registry(entry_data(**(keys() if listed else {})), entry_data(ids=["did:web:b.example"], **theft))
    for issuer in (UNIVERSITY, "did:web:nobody.example"):
        bound = registry_key_for(
            held,
            issuer_id=issuer,
            method_id=f"{issuer}#key-1",
            created=created,
            at=NOW,
            public_key=KEY,
        )
        assert (bound.match.outcome, bound.match.code) == (outcome, code)
        assert bound.match.detail["stolen_from"] == "University of A"
    found = match_issuer(
        held, issuer_id=UNIVERSITY, award_date=AWARD, at=NOW, created=created, public_key=KEY
    )
    assert (found.outcome, found.code) == (outcome, code)
    # Another key of the same issuer, and the same key before the theft was known, are as good as ever.
    other = registry_key_for(
        held, issuer_id=UNIVERSITY, method_id="x", created=created, at=NOW, public_key=OTHER.public_key
    )
    assert other is None
    assert not list(stolen_findings(held, KEY, created, utc(2025, 6, 20) - TICK))


def test_a_key_retired_by_one_serves_the_others():
    """Only theft concerns everybody: what one institution no longer uses is its own affair."""
    retired = {"keys": [{"multikey": KEY.multikey, "revoked": {"how": "retired", "on": "2020-01-01"}}]}
    held = registry(entry_data(**keys()), entry_data(ids=["did:web:b.example"], **retired))
    found = match_issuer(
        held, issuer_id=UNIVERSITY, award_date=AWARD, at=NOW, created=CREATED, public_key=KEY
    )
    assert found.code == "issuer_listed"


def test_two_keys_under_one_name_are_a_conflict():
    """If the registry and the issuer's own document name different keys alike, something is badly wrong."""
    bound = bind(keys(id=f"{UNIVERSITY}#key-1"), public_key=OTHER.public_key)
    assert (bound.match.outcome, bound.match.code) == ("failed", "issuer_key_conflict")
    assert bound.public_key == KEY


# Whatever the dates -----------------------------------------------------------------------------------------

DAYS = st.dates(min_value=utc(2020, 1, 1).date(), max_value=utc(2026, 5, 31).date())
KINDS = st.sampled_from(["ended", "withdrawn", "compromised"])


@given(
    KINDS,
    DAYS,
    st.datetimes(utc(2019, 1, 1).replace(tzinfo=None), NOW.replace(tzinfo=None), timezones=st.just(UTC)),
)
def test_no_award_after_an_end_ever_passes(how, day, award):
    """Whatever the dates: after an end in force nothing passes, and after theft or withdrawal nothing at all."""
    outcome = match(ended(how, day.isoformat()), award_date=award).outcome
    if award.date() > day:
        assert outcome == "failed"
    elif how == "ended":
        assert outcome == "passed"
    else:
        assert outcome == ("failed" if award.date() == day else "indeterminate")


def test_deleted_members_in_the_helper_really_go():
    """The helper of these tests takes members away, so that twins differ in one thing."""
    assert "country" not in entry_data(country=DELETE)
