"""Two good clocks differ: what begins may be a minute ahead of the verifier's, and what ends, ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.university import AT, ISSUER, METHOD, University, good_credential, key, sign

from mcissue.proof.did import Resolver
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Verifier
from mcissue.words import CLOCK_TOLERANCE, format_datetime, parse_datetime

MICROSECOND = timedelta(microseconds=1)

Change = Callable[[University, datetime], object]


def _signed(uni: University, instant: datetime) -> None:
    uni.proof_options.update(created=instant)


def _awarded(uni: University, instant: datetime) -> None:
    _signed(uni, instant)
    uni.credential["awardedDate"] = format_datetime(instant)


def _valid_from(uni: University, instant: datetime) -> None:
    uni.credential["validFrom"] = format_datetime(instant)


def _list(uni: University, instant: datetime) -> None:
    uni.list_before_signing.append(lambda listed: listed.update(validFrom=format_datetime(instant)))
    uni.list_created = instant


def _registry(uni: University, instant: datetime) -> None:
    uni.snapshot["valid_from"] = format_datetime(instant)


@pytest.mark.parametrize(
    ("change", "check_id", "code"),
    [
        (_signed, "validity", "created_in_future"),
        (_awarded, "validity", "created_in_future"),
        (_valid_from, "validity", "not_yet_valid"),
        (_list, "status", "status_list_not_yet_valid"),
        (_registry, "issuer_registry", "registry_not_yet_valid"),
    ],
)
def test_what_begins_may_be_a_minute_ahead(change: Change, check_id: str, code: str) -> None:
    """A minute is no future, and a microsecond more is one: for proofs, awards, lists and registries alike."""
    near, far = University(), University()
    change(near, AT + CLOCK_TOLERANCE)
    change(far, AT + CLOCK_TOLERANCE + MICROSECOND)
    assert near.verify().check(check_id).outcome == "passed"
    assert far.verify().check(check_id).code == code


@pytest.mark.parametrize(
    ("change", "check_id", "code"),
    [
        (
            lambda uni: uni.credential.update(validUntil=format_datetime(AT - MICROSECOND)),
            "validity",
            "expired",
        ),
        (lambda uni: uni.proof_options.update(expires=AT - MICROSECOND), "validity", "proof_expired"),
        (
            lambda uni: uni.list_before_signing.append(
                lambda listed: listed.update(validUntil=format_datetime(AT - MICROSECOND))
            ),
            "status",
            "status_list_expired",
        ),
    ],
)
def test_what_ends_is_not_drawn_out(change: Callable[[University], object], check_id: str, code: str) -> None:
    """The tolerance is for clocks that run ahead, not for ends: a microsecond late is late."""
    uni = University()
    change(uni)
    assert uni.verify().check(check_id).code == code


def test_a_program_verifies_what_it_has_just_signed() -> None:
    """The verifier's own clock keeps its microseconds: what was made in this second is not of the future."""
    uni = University()
    now = datetime.now(UTC)
    uni.snapshot |= {
        "valid_from": format_datetime(now - timedelta(days=1)),
        "valid_until": format_datetime(now + timedelta(days=1)),
    }
    registry = load_registry(uni.registry_data(), operator_key=uni.operator, at=now)
    for _ in range(3):
        document = sign(good_credential(), key("kymi"), METHOD, created=datetime.now(UTC))
        verifier = Verifier(
            registry=registry,
            resolver=Resolver({ISSUER: uni.did_documents[ISSUER]}),
            allow_test_registry=True,
        )
        check = verifier.verify(json.dumps(document).encode()).check("validity")
        assert check.outcome == "passed"
        assert parse_datetime(check.detail["at"]) >= parse_datetime(document["proof"][0]["created"])


@pytest.mark.parametrize(
    ("midnight", "expected"),
    [
        ("2026-06-15T00:00:00+03:00", None),
        ("2026-06-15T00:00:00+01:00", None),
        ("2026-06-14T23:59:59+03:00", "accreditation_not_then"),
    ],
)
def test_an_award_at_local_midnight_of_the_first_day_is_covered(midnight: str, expected: str | None) -> None:
    """Accredited from the 15th means from midnight of the 15th where the institution is, in Helsinki too."""
    uni = University()
    uni.accreditation["valid_from"] = "2026-06-15"
    uni.credential["awardedDate"] = midnight
    check = uni.verify().check("accreditation")
    assert check.code == (expected or "accreditation_covers")
