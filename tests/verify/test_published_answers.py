"""Every published credential of the reference folder is answered as docs/standards/published-files.md says."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mcissue.cli.output.render import render_report
from mcissue.proof.seals.jades import SealTrust, read_anchors
from mcissue.verify import Outcome, Policy, Report, Verdict, Verifier

PAGE = Path(__file__).resolve().parents[2] / "docs" / "standards" / "published-files.md"
AT = datetime(2026, 11, 20, tzinfo=UTC)
ANSWERS = {"yes": Outcome.PASSED, "no": Outcome.FAILED, "open": Outcome.INDETERMINATE}
Row = list[str]


def rows(heading: str) -> list[Row]:
    """The rows of the table under a heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


SEALED = rows("Sealed European Digital Credentials")
UNSEALED = rows("European Digital Credentials without a seal")
BADGES = rows("Open Badges")


def named(cell: str) -> list[str]:
    found: list[str] = re.findall(r"`([^`]+)`", cell)
    return found


def sealers_of(data: bytes) -> SealTrust:
    """The certificates of a file's own seals, as what its reader trusts."""
    document: dict[str, Any] = json.loads(data)
    leaves = []
    for entry in document["signatures"]:
        header = json.loads(base64.urlsafe_b64decode(entry["protected"] + "==="))
        leaves.append(("leaf.der", base64.b64decode(header["x5c"][0])))
    return read_anchors(leaves)


def decided(report: Report, cell: str) -> None:
    """The check that a cell names stands among those that decide, with its code."""
    check_id, code = named(cell)
    assert code in {check.code for check in report.deciding if check.id == check_id}, report.deciding


def formed(report: Report, cell: str) -> None:
    """The form is what a cell says, and its code is among what was found."""
    if not cell:
        return
    assert report.answers.well_formed is ANSWERS[cell.partition(":")[0]]
    found = {finding["code"] for finding in report.check("format").detail.get("findings", [])}
    assert set(named(cell)) <= found, found


@pytest.mark.reference
def test_no_file_of_the_folders_is_forgotten(reference: Path) -> None:
    """Every file of the five folders has its row, and no row is without its file."""

    def files(*folders: str) -> set[str]:
        return {str(path.name) for folder in folders for path in (reference / folder).iterdir()}

    assert {named(row[0])[0] for row in SEALED} == files("elm/samples-signed")
    assert {named(row[0])[0] for row in UNSEALED} == files("elm/samples")
    badges = {
        f"{folder}/{path.name}"
        for folder in ("edubadges-nl", "examples", "test-vectors")
        for path in (reference / "openbadges" / folder).glob("*.json")
    }
    assert {named(row[0])[0] for row in BADGES} == badges


@pytest.mark.reference
@pytest.mark.parametrize("row", SEALED, ids=lambda row: f"{named(row[0])[0]} {row[1]}")
def test_a_sealed_file_is_never_called_forged(reference: Path, row: Row) -> None:
    """Its seal holds and is its sealer's; faults of form are told as such, an ended certificate as open."""
    name, day, verdict, authentic, form, deciding, _ = row
    data = (reference / "elm" / "samples-signed" / named(name)[0]).read_bytes()
    at = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    report = Verifier(at=at, policy=Policy.AUTHENTIC, seal_trust=sealers_of(data)).verify(data)
    assert report.verdict is Verdict(verdict), report.deciding
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.check("json_ld").outcome is Outcome.PASSED, report.check("json_ld")
    assert report.answers.authentic is ANSWERS[authentic]
    formed(report, form)
    if deciding:
        decided(report, deciding)
    if authentic == "yes":
        assert report.proven
        assert "NOTHING" not in render_report(report)


@pytest.mark.reference
@pytest.mark.parametrize("name", sorted({named(row[0])[0] for row in SEALED}))
def test_every_sealed_file_is_authentic_while_its_certificate_lives(reference: Path, name: str) -> None:
    """On the day of its seal each of them is its sealer's, whatever is badly written in it."""
    data = (reference / "elm" / "samples-signed" / name).read_bytes()
    trusted = sealers_of(data)
    (seal,) = json.loads(data)["signatures"]
    made = json.loads(base64.urlsafe_b64decode(seal["protected"] + "==="))["sigT"]
    report = Verifier(at=datetime.fromisoformat(made), seal_trust=trusted).verify(data)
    assert report.answers.authentic is Outcome.PASSED, report.deciding
    assert report.proven
    assert report.verdict is not Verdict.INVALID


@pytest.mark.reference
@pytest.mark.parametrize("row", UNSEALED, ids=lambda row: named(row[0])[0])
def test_an_unsealed_file_is_unsigned(reference: Path, row: Row) -> None:
    """It is read and its form told; nobody signed it."""
    name, verdict, deciding, form, _ = row
    report = Verifier(at=AT).verify((reference / "elm" / "samples" / named(name)[0]).read_bytes())
    assert report.verdict is Verdict(verdict)
    decided(report, deciding)
    formed(report, form)
    assert report.check("proof").code == "proof_missing"
    assert not report.proven


@pytest.mark.reference
@pytest.mark.parametrize("row", BADGES, ids=lambda row: named(row[0])[0])
def test_an_open_badge_is_answered_as_the_page_says(reference: Path, row: Row) -> None:
    """The verdict, what decides it, and the form."""
    name, verdict, deciding, form, _ = row
    report = Verifier(at=AT).verify((reference / "openbadges" / named(name)[0]).read_bytes())
    assert report.verdict is Verdict(verdict)
    decided(report, deciding)
    formed(report, form)
