"""The samples: remade byte for byte, good where they should be, and marked as samples throughout."""

from __future__ import annotations

import filecmp
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.cli.running import run
from tests.samples.files import (
    BADGES,
    CREDENTIALS,
    EUROPEAN,
    ROOT,
    SAMPLES,
    SEALED,
    TOKENS,
    options_of,
    usual_options,
)

from mcissue.formats import from_edc, from_openbadges
from mcissue.proof.jwt import read_token
from mcissue.proof.keys import PublicKey, is_sample_key
from mcissue.proof.multibase import decode_base64url
from mcissue.proof.seals.jades import read_seals
from mcissue.proof.seals.sealed_file import read_sealed
from mcissue.registry.snapshot import read_unchecked

GENERATED = (
    "credentials", "did-documents", "seal-trust", "status", "twins", "registry.json", "operator.multikey",
)  # fmt: skip
BOTH = ("EDC-generic-full.ttl", "EDC-generic-no-cv.ttl")
"""The two files of shapes that belong together."""

MAX_BYTES = 6_000_000
"""What a clone of the repository may spend on samples. Most of it are the pages of the European ones."""

STANDARDS = (
    "www.w3.org", "purl.imsglobal.org", "data.europa.eu", "publications.europa.eu", "purl.org",
    "www.ehea.info", "w3id.org", "schema.org",
)  # fmt: skip
"""Hosts of vocabularies and contexts, the only real ones in the samples."""


def files_below(folder: Path) -> list[Path]:
    """Every file of a folder, by its path in it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def made_files() -> list[Path]:
    """The files that `make samples` writes."""
    return [path for path in files_below(SAMPLES) if path.parts[0] in GENERATED]


def texts(value: Any) -> list[str]:
    """Every text in a JSON value, names of members included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def test_make_samples_gives_these_very_bytes(tmp_path: Path) -> None:
    """Made again elsewhere, every file is the same, none is missing and none is left over."""
    script = ROOT / "scripts" / "make_samples.py"
    subprocess.run([sys.executable, script, "--out", tmp_path / "made"], check=True, capture_output=True)
    assert files_below(tmp_path / "made") == made_files(), "make samples"
    _, differing, errors = filecmp.cmpfiles(SAMPLES, tmp_path / "made", made_files(), shallow=False)
    assert (differing, errors) == ([], []), "make samples"


def test_the_good_samples_are_valid() -> None:
    """All verify in one call; nothing is said but that they are samples, whom the alliance awards for, and that
    nobody looked whether the certificate of the seal was revoked.
    """
    ran = run("verify", *CREDENTIALS, *options_of(usual_options()), "--format", "json", "--no-state")
    assert ran.status == 0
    reports = [json.loads(line) for line in ran.lines]
    assert [report["verdict"] for report in reports] == ["valid"] * len(CREDENTIALS)
    notes = {note["code"] for report in reports for note in report["notes"]}
    assert notes == {
        "no_state", "sample_key", "test_registry", "awarding_body", "seal_revocation_unchecked",
    }  # fmt: skip
    unmarked = [
        report["input"]
        for report in reports
        if not {"sample_key", "test_registry"} <= {note["code"] for note in report["notes"]}
    ]
    assert unmarked == []


def test_the_alliance_signs_on_a_mandate_that_the_registry_knows() -> None:
    """It is not accredited itself: that of the bodies counts, which both name it as their delegate."""
    snapshot = read_unchecked((SAMPLES / "registry.json").read_bytes()).snapshot
    alliance = "did:web:noordzee-alliantie.example"
    named = [
        entry.ids[0]
        for entry in snapshot.entries
        for each in entry.delegates
        if (each.id, each.role.value) == (alliance, "issue")
    ]
    assert named == ["did:web:roc-waddenzee.example", "did:web:hs-nordseekueste.example"]
    (own,) = [entry for entry in snapshot.entries if alliance in entry.ids]
    assert own.accreditations == ()


@pytest.mark.parametrize(("files", "other_kinds"), [(BADGES, 4), (EUROPEAN, 1)])
def test_there_are_three_classes_of_25_learners(files: list[Path], other_kinds: int) -> None:
    """Each class of the inputs in both formats; beside them lies one credential of each other kind."""
    counts = Counter(path.parent.name for path in files)
    assert counts == {
        "research-data": 12, "contenidos-digitales": 7, "live-sound": 6, "other-kinds": other_kinds,
    }  # fmt: skip


def test_there_is_a_token_and_a_sealed_file() -> None:
    """The other two ways to sign: around the badge, and around the European credential."""
    ((token,), (sealed,)) = TOKENS, SEALED
    assert token.read_bytes().count(b".") == 2
    award = from_openbadges(_first()).record.award
    badge = from_openbadges(read_token(token.read_bytes()).document).record.award
    # A token repeats the learner's id, so one is made for him who has none.
    assert badge.learner.id is not None
    assert badge.learner.model_copy(update={"id": None}) == award.learner
    assert badge.model_copy(update={"learner": award.learner}) == award
    (seal,) = read_seals(read_sealed(json.loads(sealed.read_bytes())))
    assert seal.intact
    assert seal.certificate is not None
    assert "Sample: everybody has this key" in seal.certificate.subject
    inside = json.loads(json.loads(sealed.read_bytes())["payload"])
    assert from_edc(inside).record.award == award


def _first() -> Any:
    return json.loads((SAMPLES / "credentials" / "research-data" / "01-aino.json").read_bytes())


@pytest.mark.oracles
@pytest.mark.reference
def test_the_sealed_sample_conforms_to_the_published_shapes(reference: Path) -> None:
    """With the number of its certificate, it conforms to both editions as it stands."""
    from tests.formats.shacl import results, shapes  # pySHACL takes a second to load

    (path,) = SEALED
    document = json.loads(json.loads(path.read_bytes())["payload"])
    for name in ("shapes", "shapes-3.2-lts"):
        assert results(document, shapes(reference / "elm" / name, *BOTH)) == []


@pytest.mark.parametrize("path", EUROPEAN, ids=lambda path: path.name)
def test_both_formats_of_a_sample_say_the_same(path: Path) -> None:
    """One id, one place in the status list; learner, dates, and the course in the badge's language agree."""
    badge, european = (json.loads(each.read_bytes()) for each in (badge_of(path), path))
    assert badge["id"] == european["id"]
    one, other = from_openbadges(badge).record, from_edc(european).record
    assert one.award == other.award
    assert one.course.workload == other.course.workload
    assert one.course.level == other.course.level
    language = badge.get("inLanguage", one.language)
    assert str(one.course.title[language]) == str(other.course.title[language])
    entries = [each for each in european.get("identifier", []) if "Bitstring" in each.get("schemeName", "")]
    assert [(each["schemeId"], each["notation"]) for each in entries] == [
        (entry["statusListCredential"], entry["statusListIndex"])
        for entry in (badge.get("credentialStatus"),)
        if entry is not None
    ]


def badge_of(path: Path) -> Path:
    """The Open Badge of the same award."""
    return path.with_name(path.name.replace(".edc.json", ".json"))


@pytest.mark.parametrize(("files", "read"), [(BADGES, from_openbadges), (EUROPEAN, from_edc)])
def test_the_samples_tell_the_stories_of_the_courses(files: list[Path], read: Any) -> None:
    """Finland: 5 ECTS at level 6; Spain: below 15 ECTS; a joint award on a mandate with a VET provider."""
    records = {
        path.parent.name: read(json.loads(path.read_bytes())).record
        for path in files
        if path.name.startswith("01-")
    }
    finnish, spanish, joint = (
        records[name].course for name in ("research-data", "contenidos-digitales", "live-sound")
    )
    assert (str(finnish.workload.ects), finnish.level.eqf.label) == ("5", "Level 6")
    assert spanish.workload.ects < 15
    assert {body.provider_type.value for body in joint.awarding_bodies} == {
        "vet_provider",
        "higher_education_institution",
    }
    assert joint.mandate is not None


def test_the_registry_has_its_stories() -> None:
    """At least six institutions; one until last year, one for another field, one withdrawn; until 2046."""
    snapshot = read_unchecked((SAMPLES / "registry.json").read_bytes()).snapshot
    assert snapshot.test
    assert len(snapshot.entries) >= 6
    assert snapshot.valid_until.year == 2046
    ended = [entry for entry in snapshot.entries if entry.ended is not None]
    assert [entry.ended.how.value for entry in ended if entry.ended] == ["withdrawn"]
    limits = [limit for entry in snapshot.entries for limit in entry.accreditations]
    assert any(str(limit.valid_until) == "2025-12-31" for limit in limits)
    assert any(limit.scope.isced_fields == ("09",) for limit in limits)


def opened(data: bytes) -> Any:
    """The JSON of a file, with what stands in a token or under a seal."""
    if data.count(b".") == 2 and data[:1] != b"{":
        return [
            json.loads(decode_base64url(part.decode(), max_length=len(part))) for part in data.split(b".")[:2]
        ]
    value = json.loads(data)
    inside = value.get("payload") if isinstance(value, dict) and "signatures" in value else None
    return [value, json.loads(inside)] if inside is not None else value


def test_only_sample_keys_sign_and_only_invented_hosts_are_named() -> None:
    """No key that somebody could rely on; no host that somebody could own, but those of standards."""
    hosts: set[str] = set()
    for path in made_files():
        if path.suffix not in {".json", ".jwt"} or path.parts[:2] == ("twins", "published-test-key"):
            continue
        try:
            document = opened((SAMPLES / path).read_bytes())
        except ValueError:
            assert path.parts[0] == "twins"
            continue
        for text in texts(document):
            hosts |= set(re.findall(r"https?://([^/\"\s]+)", text))
            hosts |= {each.split("#")[0] for each in re.findall(r"did:web:([^/\"\s#:]+)", text)}
            for multikey in re.findall(r"\bz6Mk\w+", text):
                assert is_sample_key(PublicKey.from_multikey(multikey)), path
    real = {host for host in hosts if not host.endswith(".example")}
    assert real <= set(STANDARDS)


def test_the_samples_are_small() -> None:
    """A clone stays light."""
    assert sum((SAMPLES / path).stat().st_size for path in files_below(SAMPLES)) < MAX_BYTES


@pytest.mark.reference
@pytest.mark.parametrize("edition", ["2024-09-strict", "2026"])
def test_the_samples_pass_the_published_schemas(reference: Path, edition: str) -> None:
    """Every good sample is what the published Open Badges schemas demand, with nothing that they don't know."""
    folder = reference / "openbadges" / "schemas" / edition
    schema = json.loads((folder / "ob_v3p0_achievementcredential_schema.json").read_bytes())
    validator = jsonschema_rs.validator_for(schema)
    for path in BADGES:
        errors = [error.message for error in validator.iter_errors(json.loads(path.read_bytes()))]
        assert not errors, (path, errors)


@pytest.mark.oracles
@pytest.mark.reference
def test_the_european_samples_conform_to_the_published_shapes(reference: Path) -> None:
    """One of each class and kind: signed to the application profile 1.1, without the proof to 1.2 as well."""
    from tests.formats.shacl import results, shapes  # pySHACL takes a second to load

    now, later = (shapes(reference / "elm" / name, *BOTH) for name in ("shapes", "shapes-3.2-lts"))
    mandated = shapes(reference / "elm" / "shapes", *BOTH, "EDC-issuedByMandate.ttl")
    for path in EUROPEAN:
        if path.name.startswith("01-") or path.parent.name == "other-kinds":
            document = json.loads(path.read_bytes())
            assert results(document, mandated if path.parent.name == "live-sound" else now) == []
            del document["proof"]
            assert results(document, later) == []
