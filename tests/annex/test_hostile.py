"""Whatever a document holds, the answer is sixteen elements and never an exception."""

from __future__ import annotations

import copy
import json
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.annex.samples import lean_record, ours
from tests.formats.edcs import write
from tests.records import full_record

from mcissue.annex import (
    ELEMENTS,
    State,
    elements_of_document,
    is_complete,
    why_no_achievement,
)
from mcissue.annex.result import MAX_VALUE

ALL = [standard.id for standard in ELEMENTS]

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(
        [10**4000, -1, 0, "", " ", "\ud800", "\x00", "not-applicable", "PT1H", "5", "did:key:z", "mailto:"]
    )
)
_NAMES = st.text(max_size=8) | st.sampled_from(
    ["@value", "@context", "id", "type", "en", "name", "alignment", "targetUrl", "targetType", "achievement"]
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


def _check(document):
    before = copy.deepcopy(document)
    elements = elements_of_document(document)
    assert document == before or document != document  # noqa: PLR0124 - NaN is not itself
    assert [found.id for found in elements] == ALL
    for found in elements:
        assert isinstance(found.state, State)
        assert len(found.value) <= MAX_VALUE
        found.value.encode("utf-8")
        assert found.note.isprintable()
        found.note.encode("utf-8")
        assert found.state is not State.NOT_APPLICABLE or found.id == "level"
        assert (found.path is None) is (found.state is State.MISSING)
        assert bool(found.mend) is (found.state in {"partly", "missing"})
    if why_no_achievement(document) is not None:
        assert not is_complete(elements)


@given(_JSON)
def test_arbitrary_json_gets_sixteen_answers(document):
    """Nothing is raised and nothing is changed, whatever stands at the top."""
    _check(document)


@cache
def _shapes():
    """A document that has a member at every place where reading looks, with any value in it."""
    member = _JSON

    def any_of(*names):
        return st.fixed_dictionaries({}, optional=dict.fromkeys(names, member))

    place = any_of("addressCountryCode", "addressCountry", "addressRegion")
    profile = st.fixed_dictionaries(
        {},
        optional={
            "id": member,
            "name": member,
            "address": member | place | st.lists(place, max_size=2),
            "parentOrg": member,
            "accreditations": member,
            "endorsement": member,
            "alignment": member,
        },
    )
    addresses = st.sampled_from(
        [
            "http://data.europa.eu/snb/eqf/6",
            "http://data.europa.eu/snb/eqf/25831c2",
            "http://data.europa.eu/snb/education-credit/6fcec5c5af",
            "http://data.europa.eu/snb/model/elm/volumeOfLearning",
            "http://data.europa.eu/snb/assessment/ffffffffff",
            "http://data.europa.eu/snb/accreditation/25831c2",
            "http://data.europa.eu/snb/evidence-type/c_18016257",
            "https://www.ehea.info/page-qualification-frameworks#first-cycle",
        ]
    )
    kinds = st.sampled_from(["ext:LearningOutcome", "ext:AwardingBody", "ext:EQF", "CFItem", "ext:isPartOf"])
    alignment = st.fixed_dictionaries(
        {},
        optional={
            "targetUrl": member | addresses,
            "targetType": member | kinds,
            "targetName": member,
            "targetCode": member,
            "targetFramework": member | st.sampled_from(["EQF", "NLQF"]),
            "targetDescription": member,
            "alignment": member,
            "address": member,
        },
    )
    achievement = st.fixed_dictionaries(
        {"id": member},
        optional={
            "name": member,
            "alignment": member | alignment | st.lists(alignment, max_size=4),
            "creator": member | profile,
            "criteria": member | any_of("id", "narrative", "url"),
            "creditsAvailable": member,
            "resultDescription": member,
            "related": member,
            "ECTS": member,
            "SBU": member,
            "identityChecked": member,
        },
    )
    identity = any_of("identityHash", "identityType", "hashed")
    subject = st.fixed_dictionaries(
        {"achievement": achievement},
        optional={
            "id": member,
            "name": member,
            "identifier": member | st.lists(identity, max_size=3),
            "result": member | any_of("value", "achievedLevel", "status", "alignment"),
            "creditsEarned": member,
        },
    )
    return st.fixed_dictionaries(
        {"credentialSubject": subject},
        optional={
            "issuer": member | profile,
            "awardedDate": member,
            "validFrom": member,
            "evidence": member,
            "endorsement": member,
        },
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_value_at_any_place_that_is_read_is_survived(data):
    """The right names with the wrong things in them."""
    _check(data.draw(_shapes()))


def _places(value, here=()):
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*here, key))


def _replaced(document, place, value):
    changed = copy.deepcopy(document)
    if not place:
        return value
    home = changed
    for step in place[:-1]:
        home = home[step]
    home[place[-1]] = value
    return changed


def _european(record):
    """A European credential without its page for people, of which nothing is read but the language."""
    document = write(record).document
    return {name: value for name, value in document.items() if name != "displayParameter"}


_FULL = ours(full_record())
_EUROPEAN = _european(full_record())
_BOTH = {"open badge": _FULL, "european": _EUROPEAN}
_FULL_PLACES = tuple((name, place) for name, document in _BOTH.items() for place in _places(document))


@settings(max_examples=200)
@given(st.sampled_from(_FULL_PLACES), _JSON)
def test_a_credential_of_ours_with_anything_in_one_place_is_survived(where, value):
    """One value after the other, replaced by whatever JSON can be."""
    name, place = where
    _check(_replaced(_BOTH[name], place, value))


@pytest.mark.parametrize("name", _BOTH)
def test_every_place_of_our_credential_survives_every_kind_of_value(name):
    """The same without chance: each place, each type."""
    document = copy.deepcopy(_BOTH[name] if name == "open badge" else _european(lean_record()))
    before = copy.deepcopy(document)
    # Of places that end alike one is enough: a concept's label is read the same wherever it stands.
    for place in {place[-3:]: place for place in list(_places(document))[1:]}.values():
        home = document
        for step in place[:-1]:
            home = home[step]
        right = home[place[-1]]
        for value in (None, True, -1.5, 10**5000, float("inf"), "", "x", [], [[]], [None], {}, {"id": []}):
            home[place[-1]] = value
            elements_of_document(document)
        home[place[-1]] = right
    assert document == before


@pytest.mark.reference
@settings(max_examples=150)
@given(st.data())
def test_published_examples_with_anything_in_one_place_are_survived(data):
    """Mutations of documents that others wrote."""
    folder = Path(os.environ["MCISSUE_REFERENCE"]) / "openbadges/examples"
    document = json.loads(data.draw(st.sampled_from(sorted(folder.glob("*.json")))).read_text("utf-8"))
    place = data.draw(st.sampled_from(tuple(_places(document))))
    _check(_replaced(document, place, data.draw(_JSON)))


def test_big_documents_take_time_in_proportion():
    """Twenty thousand alignments are read in far less than a second or two."""
    document = copy.deepcopy(_FULL)
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = achievement["alignment"] * 500
    assert len(achievement["alignment"]) > 15_000
    _check(document)
