"""The form of a snapshot: what is accepted, and one-change twins that are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.registry.samples import FULL, ISSUER, SECOND, UNIVERSITY, entry, entry_data, snapshot_data

from mcissue.errors import RecordError
from mcissue.registry.model import Entry, Snapshot

KEY = ISSUER.public_key.multikey


def test_every_field_is_read_and_written_back():
    """A snapshot with everything in it survives reading and writing unchanged."""
    data = snapshot_data(entries=[entry_data(**FULL)])
    assert Snapshot.from_data(data).to_data() == data


@pytest.mark.parametrize(
    "name", ["type", "version", "operator", "sequence", "test", "valid_from", "valid_until", "entries"]
)
def test_what_every_snapshot_says(name):
    """None of these members may be missing; whether it is a test registry must be said."""
    data = snapshot_data()
    del data[name]
    with pytest.raises(RecordError, match="missing"):
        Snapshot.from_data(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "Registry"},
        {"version": 2},
        {"version": "1"},
        {"version": True},
        {"version": 1.0},
        {"sequence": 0},
        {"sequence": -1},
        {"sequence": 2**53},
        {"sequence": "12"},
        {"sequence": 12.5},
        {"sequence": True},
        {"test": "false"},
        {"test": 0},
        {"valid_from": "2026-01-01"},
        {"valid_from": "2026-01-01T00:00:00"},
        {"valid_until": "2026-01-01T00:00:00Z"},
        {"valid_until": "2025-12-31T23:59:59Z"},
        {"entries": {}},
        {"extra": 1},
        {"operator": {"id": "did:web:operator.example"}},
        {"operator": {"id": "operator", "name": {"en": "R"}}},
        {"operator": {"id": "did:web:operator.example", "name": "R"}},
        {"operator": {"id": "did:web:operator.example", "name": {}}},
    ],
)
def test_snapshots_one_change_away_from_a_good_one(changes):
    """One change to a good snapshot makes it no snapshot."""
    assert Snapshot.from_data(snapshot_data()).sequence == 12
    with pytest.raises(RecordError):
        Snapshot.from_data(snapshot_data(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"ids": []},
        {"ids": ["university"]},
        {"ids": ["http://a.example"]},
        {"ids": ["urn:uuid:0"]},
        {"ids": ["did:web:a.example#key-1"]},
        {"ids": ["did:web:a.example", "did:web:a.example"]},
        {"names": {}},
        {"names": {"en": ""}},
        {"names": "University"},
        {"names": {"english": "University"}},
        {"country": "Finlandia"},
        {"country": 5},
        {"provider_type": "university"},
        {"identifiers": [{"scheme": "DEQAR"}]},
        {"keys": [{"multikey": "zABC"}]},
        {"keys": [{"multikey": "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"}]},
        {"keys": [{"id": f"{UNIVERSITY}#key-1"}]},
        {"keys": [{"multikey": KEY}, {"multikey": KEY}]},
        {
            "keys": [
                {"multikey": KEY, "id": "did:web:a#k"},
                {"multikey": SECOND.public_key.multikey, "id": "did:web:a#k"},
            ]
        },
        {"keys": [{"multikey": KEY, "valid_from": "2026-01-02", "valid_until": "2026-01-01"}]},
        {"keys": [{"multikey": KEY, "revoked": {"how": "lost", "on": "2026-01-01"}}]},
        {"keys": [{"multikey": KEY, "revoked": {"how": "retired"}}]},
        {"accreditations": [{"scope": {"eqf_min": 0}}]},
        {"accreditations": [{"scope": {"eqf_max": 9}}]},
        {"accreditations": [{"scope": {"eqf_min": 6, "eqf_max": 5}}]},
        {"accreditations": [{"scope": {"ects_min": 60, "ects_max": 59}}]},
        {"accreditations": [{"scope": {"ects_min": -1}}]},
        {"accreditations": [{"scope": {"isced_fields": ["6"]}}]},
        {"accreditations": [{"scope": {"isced_fields": ["06131"]}}]},
        {"accreditations": [{"scope": {"jurisdictions": ["Utopia"]}}]},
        {"accreditations": [{"scope": {"delivery": "online"}}]},
        {"accreditations": [{"decision": "maybe"}]},
        {"accreditations": [{"agency": {}}]},
        {"accreditations": [{"withdrawn": True}]},
        {"ended": {"how": "closed", "on": "2026-01-01"}},
        {"ended": {"how": "ended"}},
        {"known_from": "2026-01-02", "known_until": "2026-01-01"},
        {"valid_from": "2026-01-02", "valid_until": "2026-01-01"},
        {"delegates": [{"id": "did:web:host.example"}]},
        {"delegates": [{"id": "did:web:host.example", "role": "signing"}]},
        {"email": "a@a.example"},
    ],
)
def test_entries_one_change_away_from_a_good_one(changes):
    """One change to a good entry makes it no entry, and the fault has a place."""
    assert entry().name == "University of A"
    with pytest.raises(RecordError) as caught:
        Entry.from_data(entry_data(**changes))
    assert "$" in str(caught.value)


def test_countries_are_kept_as_codes():
    """A country may be written by name or EU address; it is kept as its two letters."""
    for text in ("FI", "Finland", "http://publications.europa.eu/resource/authority/country/FIN"):
        assert entry(country=text).country == "FI"
    assert entry(country="EL").country == "GR"


def test_one_id_in_two_entries_is_refused():
    """An issuer with two entries would have two answers."""
    twin = entry_data(ids=["did:web:b.example", "https://a.example/issuer"])
    with pytest.raises(RecordError, match="stands twice"):
        Snapshot.from_data(snapshot_data(entries=[entry_data(), twin]))
    other = entry_data(ids=["did:web:b.example", "https://a.example/issuer/"])
    assert len(Snapshot.from_data(snapshot_data(entries=[entry_data(), other])).entries) == 2


def test_one_key_may_serve_two_institutions_but_one_name_not_two_keys():
    """A shared platform's key is no fault; a key id that means two keys is."""
    shared = {"multikey": KEY, "id": "did:web:platform.example#key-1"}
    one, two = entry_data(keys=[shared]), entry_data(ids=["did:web:b.example"], keys=[shared])
    assert len(Snapshot.from_data(snapshot_data(entries=[one, two])).entries) == 2
    two["keys"] = [{**shared, "multikey": SECOND.public_key.multikey}]
    with pytest.raises(RecordError, match="means two keys"):
        Snapshot.from_data(snapshot_data(entries=[one, two]))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2023, 12, 31, 23, 59, tzinfo=UTC), 0),
        (datetime(2024, 1, 1, tzinfo=UTC), 1),
        (datetime(2025, 6, 30, 23, 59, tzinfo=UTC), 1),
        (datetime(2025, 7, 1, tzinfo=UTC), 0),
    ],
)
def test_keys_in_use_at_a_time(at, expected):
    """A key is in use from the first to the last day of its period, and to the day it was retired on."""
    assert len(entry(**FULL).keys_at(at)) == expected


def test_a_stolen_key_is_out_of_use_from_the_first_instant_of_its_day():
    """On the day of a compromise a key does not count any more."""
    keys = [{"multikey": KEY, "revoked": {"how": "compromised", "on": "2025-06-30"}}]
    assert entry(keys=keys).keys_at(datetime(2025, 6, 29, 23, 59, 59, tzinfo=UTC))
    assert not entry(keys=keys).keys_at(datetime(2025, 6, 30, tzinfo=UTC))
