"""A small registry in memory; tests change it by one thing at a time."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.registry.model import Entry, Snapshot
from mcissue.registry.snapshot import Registry, load_registry, sign_snapshot

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIGNED = datetime(2026, 1, 1, 8, tzinfo=UTC)
AWARD = datetime(2025, 6, 15, tzinfo=UTC)

OPERATOR = PrivateKey.from_seed(b"registry operator of the tests!!")
OTHER = PrivateKey.from_seed(b"somebody else, not the operator!")
ISSUER = PrivateKey.from_seed(b"the issuing key of university A!")
SECOND = PrivateKey.from_seed(b"another key of the university A!")

UNIVERSITY = "did:web:a.example"

DELETE = object()

FULL: dict[str, Any] = {
    "identifiers": [
        {"scheme": "DEQAR", "value": "DEQARINST0001"},
        {"scheme": "VAT", "value": "FI00000000"},
    ],
    "authority": {"en": "Ministry of Education"},
    "legal_basis": {"fi": "Yliopistolaki 558/2009"},
    "keys": [
        {
            "multikey": ISSUER.public_key.multikey,
            "id": f"{UNIVERSITY}#key-1",
            "valid_from": "2024-01-01",
            "valid_until": "2027-12-31T12:00:00Z",
            "revoked": {"how": "retired", "on": "2025-06-30", "reason": {"en": "rotation"}},
        }
    ],
    "accreditations": [
        {
            "scope": {
                "credential_types": ["MicroCredential"],
                "eqf_min": 5,
                "eqf_max": 7,
                "ects_min": 0.5,
                "ects_max": 59,
                "isced_fields": ["06", "0413"],
                "jurisdictions": ["FI"],
            },
            "decision": "positive_with_conditions",
            "agency": {"name": "FINEEC", "id": "https://data.deqar.eu/agency/15"},
            "report": "https://data.deqar.eu/report/1",
            "valid_from": "2020-01-01",
            "withdrawn": {"on": "2026-01-01"},
        }
    ],
    "ended": {"how": "withdrawn", "on": "2026-05-01", "reason": {"en": "closed by the ministry"}},
    "valid_from": "1990-01-01",
    "known_from": "2025-01-01",
    "known_until": "2027-01-01",
    "delegates": [
        {
            "id": "did:web:host.example",
            "role": "status_lists",
            "valid_until": "2026-12-31",
            "ended": {"how": "ended", "on": "2026-12-30"},
        }
    ],
}
"""Changes to an entry after which every member of the format stands in it."""


def entry_data(**changes: Any) -> dict[str, Any]:
    """The entry of one university; a change to DELETE takes a member away."""
    data: dict[str, Any] = {
        "ids": [UNIVERSITY, "https://a.example/issuer"],
        "names": {"en": "University of A", "fi": "A-yliopisto"},
        "country": "FI",
        "provider_type": "higher_education_institution",
        "accreditations": [
            {
                "scope": {},
                "decision": "positive",
                "agency": {"name": "Agency Q"},
                "valid_from": "2020-01-01",
                "valid_until": "2026-12-31",
            }
        ],
        **changes,
    }
    return {name: value for name, value in data.items() if value is not DELETE}


def snapshot_data(**changes: Any) -> dict[str, Any]:
    """An unsigned snapshot with that entry."""
    data: dict[str, Any] = {
        "type": "IssuerRegistrySnapshot",
        "version": 1,
        "operator": {"id": "did:web:operator.example", "name": {"en": "Operator R"}},
        "sequence": 12,
        "test": False,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2026-12-31T23:59:59Z",
        "entries": [entry_data()],
        **changes,
    }
    return {name: value for name, value in data.items() if value is not DELETE}


def entry(**changes: Any) -> Entry:
    return Entry.from_data(entry_data(**changes))


def sign(data: dict[str, Any], *, key: PrivateKey = OPERATOR, method: str | None = None) -> dict[str, Any]:
    """Sign a snapshot as its operator does."""
    signer = key.signer(method or did_key_method(key.public_key))
    return sign_snapshot(Snapshot.from_data(data), signer=signer, created=SIGNED)


@lru_cache
def _signed() -> str:
    return json.dumps(sign(snapshot_data()))


def signed() -> dict[str, Any]:
    """A good signed snapshot, fresh for changing."""
    return copy.deepcopy(json.loads(_signed()))


def to_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def registry(*entries: dict[str, Any], **changes: Any) -> Registry:
    """A verified registry with these entries."""
    document = sign(snapshot_data(entries=list(entries) or [entry_data()], **changes))
    return load_registry(to_bytes(document), operator_key=OPERATOR.public_key, at=NOW)
