"""Drills through the whole verifier: a planned change of key, a leak, and keys and proofs of other kinds."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from tests.proof.key_material import key_of
from tests.university import CREATED, ISSUER, University, key

from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.did.rotation import rotate_key
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Report

NEW = PrivateKey.from_seed(sha256(b"test_drills").digest())
CHANGE = CREATED + timedelta(hours=1)
NEW_METHOD = f"{ISSUER}#key-2"


def after_the_change(*, by_new: bool, created: datetime, compromised: bool = False) -> University:
    """The university after a rotation at `CHANGE`; its status list is signed by the new key."""
    uni = University()
    uni.did_documents[ISSUER] = rotate_key(
        uni.did_documents[ISSUER],
        PublishedKey(public_key=NEW.public_key, fragment="key-2"),
        at=CHANGE,
        compromised=compromised,
    )
    uni.list_signer, uni.list_method = NEW, NEW_METHOD
    if by_new:
        uni.issuer_key, uni.method = NEW, NEW_METHOD
    uni.proof_options["created"] = created
    return uni


def binding(report: Report) -> tuple[str, str | None]:
    """Outcome and code of the check that a rotation decides."""
    found = next(check for check in report.checks if check.id == "issuer_binding")
    return str(found.outcome), found.code


@pytest.mark.parametrize(
    ("by_new", "created", "expected"),
    [
        (False, CREATED, ("passed", None)),
        (False, CHANGE, ("passed", None)),
        (False, CHANGE + timedelta(seconds=1), ("failed", "key_expired")),
        (True, CHANGE + timedelta(seconds=1), ("passed", None)),
        (True, CREATED, ("passed", None)),
    ],
)
def test_rotation(by_new: bool, created: datetime, expected: tuple[str, str | None]) -> None:
    """What the old key signed in time stays valid; what it signs afterwards is not; the new key signs."""
    report = after_the_change(by_new=by_new, created=created).verify()
    assert binding(report)[0] == expected[0]
    if expected[1] is not None:
        assert binding(report)[1] == expected[1]
    assert (report.verdict == "valid") == (expected[0] == "passed")


@pytest.mark.parametrize(
    ("by_new", "created", "outcome", "code"),
    [
        (False, CREATED, "indeterminate", "date_unproven"),
        (False, CHANGE + timedelta(seconds=1), "failed", "key_revoked"),
        (True, CHANGE + timedelta(seconds=1), "passed", None),
    ],
)
def test_leak(by_new: bool, created: datetime, outcome: str, code: str | None) -> None:
    """Nothing that the leaked key signed counts by itself, whatever date it says; what is issued again does."""
    report = after_the_change(by_new=by_new, created=created, compromised=True).verify()
    found = binding(report)
    assert found[0] == outcome
    if code is not None:
        assert found[1] == code
        assert report.verdict != "valid"
    else:
        assert report.verdict == "valid"


@pytest.mark.parametrize(
    ("algorithm", "suite"),
    [
        ("P-256", "ecdsa-rdfc-2019"),
        ("P-256", "ecdsa-jcs-2019"),
        ("P-384", "ecdsa-rdfc-2019"),
        ("P-384", "ecdsa-jcs-2019"),
    ],
)
def test_a_badge_by_an_ecdsa_key_is_verified_whole(algorithm: str, suite: str) -> None:
    """Key, proof, binding, status: valid; one change after signing, and it is not."""

    def university() -> University:
        uni = University()
        other = key_of(algorithm)
        keys = [
            PublishedKey(public_key=other.public_key, fragment="key-2"),
            PublishedKey(public_key=key("kymi").public_key, fragment="key-1"),
        ]
        uni.did_documents[ISSUER] = did_document(ISSUER, keys=keys)
        uni.issuer_key, uni.method = other, NEW_METHOD
        uni.proof_options["cryptosuite"] = suite
        return uni

    report = university().verify()
    assert report.verdict == "valid", report.explain()
    forged = university()
    forged.after_signing.append(lambda document: document.update(validFrom="2026-06-15T00:00:01Z"))
    refused = forged.verify()
    assert refused.verdict == "invalid"
    assert next(check for check in refused.checks if check.id == "proof").code == "signature_invalid"


def test_a_key_of_another_kind_in_the_place_of_the_issuers() -> None:
    """The proof names an Ed25519 suite, and the document gives a P-256 key under that name: refused as such."""
    uni = University()
    other: Any = PublishedKey(public_key=key_of("P-256").public_key, fragment="key-1")
    uni.did_documents[ISSUER] = did_document(ISSUER, keys=[other])
    report = uni.verify()
    assert report.verdict == "invalid"
    assert next(check for check in report.checks if check.id == "proof").code == "cryptosuite_key_mismatch"
