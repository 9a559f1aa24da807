"""What an operator's key could sign and no registry may say: every member missing, of another type, too large.

A signature is checked before the content is read; still the content is foreign, and the key may be in
other hands.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.registry.samples import FULL, SECOND, UNIVERSITY, entry_data, snapshot_data

from mcissue.errors import RecordError
from mcissue.registry.model import Snapshot

Place = tuple[str | int, ...]

ACCREDITATION = "entries 0 accreditations 0"
SCOPE = f"{ACCREDITATION} scope"
KEY = "entries 0 keys 0"


def full() -> dict[str, Any]:
    """A snapshot in which every member of the format stands, with one item in each list."""
    data = snapshot_data(entries=[entry_data(**FULL)])
    entry = data["entries"][0]
    entry["ids"] = [UNIVERSITY]
    entry["names"] = {"en": "University of A"}
    entry["identifiers"] = [{"scheme": "VAT", "value": "FI00000000", "country": "FI"}]
    entry["accreditations"][0]["valid_until"] = "2026-12-31"
    entry["accreditations"][0]["withdrawn"]["reason"] = {"en": "closed"}
    entry["accreditations"][0]["scope"]["isced_fields"] = ["06"]
    entry["delegates"][0]["valid_from"] = "2026-01-01"
    entry["valid_until"] = "2026-12-31"
    data["operator"]["homepage"] = "https://operator.example"
    return copy.deepcopy(data)


def places(value: Any, so_far: Place = ()) -> Iterator[Place]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, inner in members:
        yield (*so_far, step)
        yield from places(inner, (*so_far, step))


def written(place: Place) -> str:
    return " ".join(str(step) for step in place)


def inside(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data


def changed(place: Place, value: Any) -> dict[str, Any]:
    data = full()
    inside(data, place[:-1])[place[-1]] = value
    return data


def without(place: Place) -> dict[str, Any]:
    data = full()
    del inside(data, place[:-1])[place[-1]]
    return data


def accepted(data: dict[str, Any]) -> bool:
    """Whether it is a snapshot; if not, every fault must have a place, and if so, it must survive writing."""
    try:
        snapshot = Snapshot.from_data(data)
    except RecordError as error:
        refused = error
    else:
        assert Snapshot.from_data(snapshot.to_data()) == snapshot
        return True
    assert refused.path or refused.message.startswith(f"{len(refused.detail['problems'])} faults:")
    assert all(problem["path"].startswith("$") for problem in refused.detail["problems"])
    return False


PLACES = sorted(places(full()), key=written)
OBJECTS = [(), *(place for place in PLACES if isinstance(inside(full(), place), dict))]

NEEDED = {
    "type", "version", "operator", "operator id", "operator name", "operator name en", "sequence", "test",
    "valid_from", "valid_until", "entries", "entries 0 ids", "entries 0 ids 0", "entries 0 names",
    "entries 0 names en", "entries 0 authority en", "entries 0 legal_basis fi", "entries 0 delegates 0 id",
    "entries 0 delegates 0 role", "entries 0 delegates 0 ended how", "entries 0 delegates 0 ended on",
    "entries 0 ended how", "entries 0 ended on", "entries 0 ended reason en",
    "entries 0 identifiers 0 scheme", "entries 0 identifiers 0 value", f"{KEY} multikey", f"{KEY} revoked how",
    f"{KEY} revoked on", f"{KEY} revoked reason en", f"{ACCREDITATION} agency name",
    f"{ACCREDITATION} withdrawn on", f"{ACCREDITATION} withdrawn reason en",
}  # fmt: skip

OPTIONAL = {
    "operator homepage", "entries 0 authority", "entries 0 country", "entries 0 ended",
    "entries 0 ended reason", "entries 0 known_from", "entries 0 known_until", "entries 0 legal_basis",
    "entries 0 provider_type", "entries 0 valid_from", "entries 0 valid_until",
    "entries 0 delegates 0 valid_from", "entries 0 delegates 0 valid_until", "entries 0 delegates 0 ended",
    "entries 0 identifiers 0 country",
    f"{KEY} id", f"{KEY} revoked", f"{KEY} revoked reason", f"{KEY} valid_from", f"{KEY} valid_until",
    f"{ACCREDITATION} agency", f"{ACCREDITATION} agency id", f"{ACCREDITATION} report",
    f"{ACCREDITATION} valid_from", f"{ACCREDITATION} valid_until", f"{ACCREDITATION} withdrawn",
    f"{ACCREDITATION} withdrawn reason", f"{SCOPE} ects_max", f"{SCOPE} ects_min", f"{SCOPE} eqf_max",
    f"{SCOPE} eqf_min",
}  # fmt: skip
"""What may be null. A list or a scope that has nothing in it is written as such, or left out."""


def test_the_sample_has_every_member():
    """The tests below go over all that the format has."""
    assert accepted(full())
    assert Snapshot.from_data(full()).to_data().keys() == full().keys()
    assert {written(place) for place in PLACES} >= NEEDED | OPTIONAL


@pytest.mark.parametrize("place", PLACES, ids=written)
def test_each_member_missing(place):
    """What is needed can't be left out, everything else can."""
    assert accepted(without(place)) is (written(place) not in NEEDED)


WRONG = [
    None,
    True,
    False,
    -1,
    10**30,
    0.001,
    1e300,
    "",
    " ",
    "\u3164",
    "a\x00",
    "\ud800",
    "x" * 60_001,
    [],
    [[]],
]
WRONG += [[None], {}, {"x": 1}, {"en": {}}, [{}], [5], ["\x00"], {"en": "a", "EN": "b"}]

LISTS = {
    "entries", "entries 0 accreditations", "entries 0 delegates", "entries 0 identifiers", "entries 0 keys",
    f"{SCOPE} credential_types", f"{SCOPE} isced_fields", f"{SCOPE} jurisdictions",
}  # fmt: skip
"""Where an empty list may stand."""


def may_be(place: str, value: Any) -> bool:
    if value is None:
        return place in OPTIONAL
    if isinstance(value, bool):
        return place == "test"
    if value == []:
        return place in LISTS
    if value == {}:
        return place in {SCOPE, ACCREDITATION}
    return value == [{}] and place == "entries 0 accreditations"


@pytest.mark.parametrize("place", PLACES, ids=written)
def test_each_member_of_another_type(place):
    """What does not belong there is refused with its place, however large or odd it is."""
    wrong = [value for value in WRONG if accepted(changed(place, value)) is not may_be(written(place), value)]
    assert wrong == []


@pytest.mark.parametrize("place", OBJECTS, ids=written)
def test_a_member_that_nobody_reads(place):
    """A limit that a verifier skipped would widen what the operator said."""
    for name in ("extra", "", "valid_till", "\ud800", "x" * 60_000, "root", "[key]"):
        data = full()
        inside(data, place)[name] = 1
        assert not accepted(data)


@pytest.mark.parametrize("place", OBJECTS, ids=written)
def test_a_name_that_is_no_text(place):
    """Data that a program made can have names that no JSON has."""
    for name in (1, None, ("en",)):
        data = full()
        inside(data, place)[name] = "x"
        assert not accepted(data)


DAYS = [
    place for place in PLACES if place[-1] in {"on", "valid_from", "valid_until", "known_from", "known_until"}
]
ODD_DAYS = [
    "2026-02-30", "2026-00-01", "0000-01-01", "10000-01-01", "-2026-01-01", "2026-1-1", "20260101", "2026-W01-1",
    "2026-01-01Z", "2026-01-01\n", " 2026-01-01", "٢٠٢٦-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
    "2026-01-01T00:00:60Z", "2026-01-01T25:00:00Z", "2026-01-01t00:00:00z", "2026-01-01T00:00Z",
    "2026-01-01T00:00:00+15:00", "2026-01-01T00:00:00.Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "T", "2026-01-01T" + "0" * 50_000,
]  # fmt: skip


@pytest.mark.parametrize("place", DAYS, ids=written)
def test_days_that_are_none(place):
    """Only days and instants of the calendar that every reader reads alike."""
    assert [day for day in ODD_DAYS if accepted(changed(place, day))] == []


MULTIKEYS = [
    "z", "z6Mk", "u6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP", "z" + "1" * 99, "z" * 60_000,
    SECOND.public_key.multikey + " ", SECOND.public_key.multikey[:-1], SECOND.public_key.multikey.lower(),
    "did:key:" + SECOND.public_key.multikey,
]  # fmt: skip
JWKS = [
    {}, {"kty": "OKP"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"}, {"kty": ["OKP"]},
    {**SECOND.public_key.jwk, "d": "AA"}, {**SECOND.public_key.jwk, "exp": "2026"},
    {**SECOND.public_key.jwk, "kid": "\ud800"}, {**SECOND.public_key.jwk, "kid": "x" * 2_001},
    {**SECOND.public_key.jwk, "kid": None}, {**SECOND.public_key.jwk, "x": SECOND.public_key.jwk["x"] + "="},
]  # fmt: skip


def test_keys_that_are_none():
    """A key is one that signatures can be checked with, in one form, and nothing beside it."""
    key: Place = ("entries", 0, "keys", 0)
    assert accepted(changed(key, {"multikey": SECOND.public_key.multikey}))
    assert accepted(changed(key, {"jwk": {**SECOND.public_key.jwk, "kid": "x"}}))
    assert not any(accepted(changed(key, {"multikey": text})) for text in MULTIKEYS)
    assert not any(accepted(changed(key, {"jwk": jwk})) for jwk in JWKS)
    assert not accepted(changed(key, {"jwk": SECOND.public_key.jwk, "multikey": SECOND.public_key.multikey}))


MAX_ITEMS = {
    "entries": 100_000, "ids": 1_000, "keys": 1_000, "accreditations": 1_000, "delegates": 1_000,
    "identifiers": 1_000, "credential_types": 1_000, "isced_fields": 1_000, "jurisdictions": 1_000,
}  # fmt: skip


@pytest.mark.parametrize(
    "place", [place for place in PLACES if isinstance(inside(full(), place), list)], ids=written
)
def test_lists_that_are_too_long(place):
    """One item too many is told as that, and the items are not even looked at."""
    most = MAX_ITEMS[str(place[-1])]
    with pytest.raises(RecordError, match=f"more than {most:,} entries") as caught:
        Snapshot.from_data(changed(place, [None] * (most + 1)))
    assert len(caught.value.detail["problems"]) == 1
    with pytest.raises(RecordError) as caught:
        Snapshot.from_data(changed(place, [None] * most))
    assert len(caught.value.detail["problems"]) == most


@pytest.mark.parametrize(
    ("place", "most"),
    [
        (("entries", 0, "names", "en"), 60_000),
        (("entries", 0, "accreditations", 0, "agency", "name"), 60_000),
        (("entries", 0, "identifiers", 0, "value"), 500),
        (("entries", 0, "accreditations", 0, "scope", "credential_types", 0), 500),
        (("entries", 0, "identifiers", 0, "scheme"), 64),
    ],
)
def test_texts_that_are_too_long(place, most):
    """Up to its limit a text is taken, and not one character more."""
    assert accepted(changed(place, "x" * most))
    assert not accepted(changed(place, "x" * (most + 1)))


@pytest.mark.parametrize(
    "place",
    [("entries", 0, "ids", 0), ("operator", "homepage"), ("entries", 0, "accreditations", 0, "report")],
)
def test_addresses_that_are_too_long(place):
    """The same for addresses: 2,000 characters."""
    assert accepted(changed(place, "https://a.example/".ljust(2_000, "x")))
    assert not accepted(changed(place, "https://a.example/".ljust(2_001, "x")))


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "value_out_of_range"), (-0.001, "value_out_of_range"), (-1e300, "value_out_of_range"),
        (-(10**5_000), "value_out_of_range"), ("-1", "value_out_of_range"), ("2,5", "decimal_comma"),
        (10**5_000, "value_invalid"), (1e300, "value_invalid"), (float("nan"), "value_invalid"),
        (float("inf"), "value_invalid"), (100_000, "value_invalid"), (0.001, "value_invalid"), ("1e3", "value_invalid"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,  # too long to be written out
)  # fmt: skip
def test_amounts_that_are_none(amount, code):
    """Positive, below 100,000, with two decimals at most; each fault has its code, however large the number is."""
    with pytest.raises(RecordError) as caught:
        Snapshot.from_data(changed(("entries", 0, "accreditations", 0, "scope", "ects_min"), amount))
    assert caught.value.code == code


def test_every_fault_is_told_at_once():
    """An operator mends a file in one go; beyond twenty faults the rest is counted."""
    data = full()
    data["entries"][0]["ids"] = ["x"] * 25
    data["sequence"] = 0
    with pytest.raises(RecordError) as caught:
        Snapshot.from_data(data)
    assert caught.value.code == "record_invalid"
    assert caught.value.message.startswith(
        "26 faults:\n  $.sequence: 0 is not between 1 and 9007199254740991"
    )
    assert caught.value.message.endswith("... and 6 more")
    assert len(caught.value.detail["problems"]) == 26


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["FI", "2026-06-01", UNIVERSITY, "positive", "ended", "DEQAR", SECOND.public_key.multikey]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["en", "on", "how", "id", "name", "jwk"]) | st.text(max_size=5), inner
        )
    ),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=300)
def test_any_change_is_refused_or_survives_writing(data):
    """One to three changes anywhere: our error, or a snapshot that reads the same when it was written."""
    document = full()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(sorted(places(document), key=written)))
        inside(document, place[:-1])[place[-1]] = data.draw(ANY)
    if accepted(document):
        text = json.dumps(Snapshot.from_data(document).to_data(), allow_nan=False)
        assert Snapshot.from_data(json.loads(text)) == Snapshot.from_data(document)
