"""Threats to registries: noticed by the named check and code, gone when undone (docs/threats.md, section 5)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.university import AT, ISSUER, University, good_entry
from tests.verify.schema import check_report
from tests.verify.threats import Threat
from tests.verify.twins import FAILED, IMPOSTOR, OPEN, Change, put, register

from mcissue.codes import CODES
from mcissue.errors import RegistryError
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Verdict, Verifier

PAGE = Path(__file__).resolve().parents[2] / "docs" / "threats.md"
REGISTRY, ACCREDITATION = "issuer_registry", "accreditation"


def own_keys(uni: University) -> None:
    """The sample keys count by themselves, so that a registry that can't be used is all that is missing."""
    uni.options["sample_keys"] = True


def _after(change: Any) -> Change:
    return lambda uni: uni.registry_after_signing.append(change)


def _snapshot(**members: Any) -> Change:
    return lambda uni: uni.snapshot.update(members)


def _mixed(signed: dict[str, Any]) -> None:
    """An entry of an older snapshot of the same operator, put into the newer one."""
    signed["entries"][0] = {**signed["entries"][0], "accreditations": [{}]}


def _unusable(name: str, code: str, change: Change) -> Threat:
    return Threat("5.1", name, change, REGISTRY, OPEN, code, own_keys)


UNUSABLE = [
    _unusable("unsigned", "registry_unsigned", _after(lambda signed: signed.pop("proof"))),
    _unusable("an empty list of proofs", "registry_unsigned", _after(lambda signed: signed.update(proof=[]))),
    _unusable(
        "a JSON Web Token without algorithm",
        "registry_malformed",
        _after(lambda signed: (signed.clear(), signed.update(alg="none", payload="{}"))),
    ),
    _unusable(
        "signed by somebody else",
        "registry_wrong_operator",
        lambda uni: setattr(uni, "registry_signer", IMPOSTOR),
    ),
    _unusable(
        "altered", "registry_altered", _after(lambda signed: signed["entries"][0].update(country="SE"))
    ),
    _unusable("an entry of another snapshot", "registry_altered", _after(_mixed)),
    _unusable(
        "its time prolonged",
        "registry_altered",
        _after(lambda signed: signed.update(valid_until="2030-01-01T00:00:00Z")),
    ),
    _unusable("rolled back", "registry_rolled_back", lambda uni: setattr(uni, "minimum_sequence", 13)),
    _unusable("frozen: its time is over", "registry_expired", _snapshot(valid_until="2026-06-19T00:00:00Z")),
    _unusable("of the future", "registry_not_yet_valid", _snapshot(valid_from="2026-06-21T00:00:00Z")),
    _unusable("of a newer form", "registry_version_unsupported", _snapshot(version=2)),
    _unusable("its version is true", "registry_malformed", _snapshot(version=True)),
    _unusable("without a number to count from", "registry_malformed", _snapshot(sequence=0)),
    _unusable("a draft", "registry_unsigned", _snapshot(type="IssuerRegistryDraft")),
]

LOOKS = [
    Threat(
        "5.2",
        "a listed issuer's id with another letter",
        register("ids", value=["did:web:kyml.example"]),
        REGISTRY,
        OPEN,
        "issuer_not_listed",
    ),
    Threat(
        "5.2",
        "a listed issuer's id in other case",
        register("ids", value=["did:web:Kymi.example"]),
        REGISTRY,
        OPEN,
        "issuer_not_listed",
    ),
    Threat(
        "5.2",
        "one id under two names",
        lambda uni: uni.snapshot["entries"].append({**good_entry(), "names": {"en": "Another"}}),
        REGISTRY,
        OPEN,
        "registry_malformed",
        own_keys,
    ),
    Threat(
        "5.2",
        "one id twice in an entry",
        register("ids", value=[ISSUER, ISSUER]),
        REGISTRY,
        OPEN,
        "registry_malformed",
        own_keys,
    ),
]


def _scope(name: str, *path: str, value: Any) -> Threat:
    change = register("accreditations", 0, "scope", *path, value=value)
    return Threat("5.3", name, change, ACCREDITATION, FAILED, "accreditation_out_of_scope")


def _withdrawn(on: str) -> Change:
    return register("accreditations", 0, "withdrawn", value={"on": on})


COVER = [
    _scope("accredited for lower levels", "eqf_max", value=5),
    _scope("accredited for higher levels", "eqf_min", value=7),
    _scope("accredited for less", "ects_max", value=4),
    _scope("accredited for another field", "isced_fields", value=["09"]),
    _scope("accredited in another country", "jurisdictions", value=["SE"]),
    _scope("accredited for another kind of award", "credential_types", value=["MasterDegree"]),
    Threat(
        "5.3",
        "accredited until the day before",
        register("accreditations", 0, "valid_until", value="2026-06-14"),
        ACCREDITATION,
        FAILED,
        "accreditation_not_then",
    ),
    Threat(
        "5.3",
        "accredited from the day after",
        register("accreditations", 0, "valid_from", value="2026-06-16"),
        ACCREDITATION,
        FAILED,
        "accreditation_not_then",
    ),
    Threat(
        "5.3", "withdrawn before", _withdrawn("2026-06-15"), ACCREDITATION, FAILED, "accreditation_withdrawn"
    ),
    Threat("5.3", "withdrawn since", _withdrawn("2026-06-16"), ACCREDITATION, OPEN, "date_unproven"),
    Threat(
        "5.3",
        "dated back to before a withdrawal",
        put("awardedDate", value="2025-01-01T00:00:00Z"),
        REGISTRY,
        OPEN,
        "date_unproven",
        lambda uni: uni.entry.update(ended={"how": "withdrawn", "on": "2026-06-25"}),
    ),
    Threat(
        "5.3",
        "a negative decision",
        register("accreditations", 0, "decision", value="negative"),
        ACCREDITATION,
        FAILED,
        "accreditation_negative",
    ),
]
# The withdrawal of this one lies ahead of the good twin's time; the bad one is looked at when it has happened.
_BACK_DATED = COVER[10]

TRUST = [
    Threat(
        "5.4",
        "nobody named a registry",
        lambda uni: uni.options.update(registry=None),
        REGISTRY,
        OPEN,
        "registry_missing",
        own_keys,
    ),
    Threat(
        "5.4",
        "a test registry that nobody allowed",
        lambda uni: uni.options.update(allow_test_registry=False),
        REGISTRY,
        OPEN,
        "registry_test_not_allowed",
        own_keys,
    ),
    Threat(
        "5.4",
        "a sample operator's key under a registry that is no test",
        _snapshot(test=False),
        REGISTRY,
        OPEN,
        "registry_sample_key",
        own_keys,
    ),
]

THREATS = [*UNUSABLE, *LOOKS, *COVER, *TRUST]


@pytest.mark.parametrize(
    "threat", THREATS, ids=lambda threat: f"{threat.number}-{threat.name}".replace(" ", "_")
)
def test_a_registry_threat_is_met(threat: Threat) -> None:
    """The one change is noticed where it should be; without it the same credential is valid."""
    uni = University()
    threat.base(uni)
    threat.change(uni)
    if threat is _BACK_DATED:
        uni.at = AT + timedelta(days=10)
    report = uni.verify()
    check_report(report.to_json())
    check = report.check(threat.check)
    assert (check.outcome.value, check.code) == (threat.outcome, threat.code), check
    assert check.code in CODES
    assert report.verdict is (Verdict.INVALID if threat.outcome == "failed" else Verdict.INDETERMINATE)
    undone = University()
    threat.base(undone)
    assert undone.verify().verdict is Verdict.VALID


def test_every_entry_of_section_5_has_a_twin() -> None:
    """All but the fifth, which no file can show: its tests are below."""
    assert {threat.number for threat in THREATS} == {f"5.{place}" for place in range(1, 5)}


def test_what_is_not_good_is_never_remembered() -> None:
    """A memory that is written before the checks are done can be poisoned: loading stores nothing at all."""
    uni = University()
    uni.registry_signer = IMPOSTOR
    uni.snapshot["sequence"] = 999
    for _ in range(2):
        with pytest.raises(RegistryError):
            load_registry(uni.registry_data(), operator_key=uni.operator, at=AT, minimum_sequence=12)
    good = University()
    assert load_registry(good.registry_data(), operator_key=good.operator, at=AT, minimum_sequence=12)


def test_no_registry_is_built_in() -> None:
    """A verifier without one asks nobody: not even a sample counts by itself."""
    report = Verifier(at=AT).verify(University().data())
    assert report.registry is None
    assert report.check(REGISTRY).code == "registry_missing"
    assert report.verdict is not Verdict.VALID


def test_one_moment_for_every_check() -> None:
    """Registry, list and dates are held against one time, and the report says which, and which registry it was."""
    uni = University()
    report = uni.verify()
    registry = uni.registry()
    assert not isinstance(registry, RegistryError)
    assert report.verified_at == AT
    assert report.registry is not None
    assert (report.registry.sequence, report.registry.sha256) == (12, registry.sha256)
    assert report.check("validity").detail["at"] == "2026-06-20T12:00:00Z"
    # A second later each of them would answer otherwise.
    uni.at = AT + timedelta(seconds=1)
    uni.snapshot["valid_until"] = "2026-06-20T12:00:00Z"
    uni.credential["validUntil"] = "2026-06-20T12:00:00Z"
    uni.list_before_signing.append(lambda unsigned: unsigned.update(validUntil="2026-06-20T12:00:00Z"))
    own_keys(uni)
    late = uni.verify()
    assert late.check("validity").code == "expired"
    assert late.check("status").code == "status_list_expired"
    assert late.check(REGISTRY).code == "registry_expired"
    uni.at = AT
    assert uni.verify().verdict is Verdict.VALID


def test_a_long_lived_verifier_does_not_outlive_its_registry() -> None:
    """A registry that was good when it was loaded is asked about its time at each verification."""
    uni = University()
    own_keys(uni)
    registry = uni.registry()
    data = uni.data()
    assert not isinstance(registry, RegistryError)
    late = uni.verifier(registry=registry, at=registry.snapshot.valid_until + timedelta(seconds=1))
    assert late.verify(data).check(REGISTRY).code == "registry_expired"


def test_the_table_has_every_entry_of_section_5() -> None:
    """Each row names its entry, what goes wrong, and a test."""
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (5\.\d+) \| (.+?) \| (.*?) \|", text, re.MULTILINE)
    assert [row[0] for row in rows] == [f"5.{place}" for place in range(1, 6)]
    assert all(wrong and "`test_" in tests for _, wrong, tests in rows)
