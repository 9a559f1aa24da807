"""Ten thousand awards: one is revoked, its neighbours are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.office import Office
from tests.cli.running import run

MANY = 10_000


@pytest.mark.slow
def test_one_of_ten_thousand_is_revoked(tmp_path: Path) -> None:
    """It fails by `status`, those before and behind it pass; the ledger and the packed file hold together."""
    office = Office(tmp_path)
    with office.learners.open("w", encoding="utf-8") as file:
        file.write("learner_id,full_name\n")
        file.writelines(f"{number:05},Learner {number}\n" for number in range(MANY))
    (packed,) = office.issued("--output", "jsonl", "--jobs", "2")
    lines = packed.read_bytes().splitlines()
    assert len(lines) == MANY
    assert len({json.loads(line)["credentialStatus"]["statusListIndex"] for line in lines}) == MANY
    chosen = json.loads(lines[5_000])
    assert chosen["credentialSubject"]["identifier"][0]["identityHash"] == "Learner 5000"
    ran = run("status", "revoke", office.out, "--learner", "05000", "--reason", "in error")
    assert ran.lines == [chosen["id"]]
    assert run("status", "publish", office.out, "--issuer", office.issuer, "--key", office.key).status == 0
    files = []
    for number in (0, 4_999, 5_000, 5_001, MANY - 1):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_bytes(lines[number])
    _, reports = office.verify(*files)
    assert [report["verdict"] for report in reports] == ["valid", "valid", "invalid", "valid", "valid"]
    codes = {check["id"]: check["code"] for check in reports[2]["checks"]}
    assert codes["status"] == "revoked"
    assert run("ledger", "check", office.out).status == 0


def test_a_page_of_more_credentials_than_a_browser_likes_is_refused_in_words(tmp_path: Path) -> None:
    """Sixty kilobytes of empty objects are no page of a hundred megabytes."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text("{}\n" * 20_000)
    ran = run("verify", lines, "--format", "html", "--no-state")
    assert ran.status == 2
    assert "--format json" in ran.err
    assert len(ran.out) < 1_000


def test_what_is_no_credential_takes_little_room_on_a_page(tmp_path: Path) -> None:
    """Where there is nothing to judge, what the file is and what to do is all there is to say."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text("{}\n" * 100)
    page = tmp_path / "page.html"
    ran = run("verify", lines, "--format", "html", "--no-state", "--output", page)
    assert ran.status == 2
    assert page.stat().st_size < 100 * 2_000
