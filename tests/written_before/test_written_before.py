"""What an earlier mcissue wrote still opens and works: office folders with their ledgers, and a verifier's memory."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from tests.cli.running import Ran, run

from mcissue.issue.ledger import FOLDER, Ledger

HERE = Path(__file__).resolve().parent
BASE = "https://status.kymi.example/"
SEEN = "2026-07-02T12:00:00Z"
"""A moment at which the registry and the lists of that commit were in force."""


@pytest.fixture(params=sorted(path.name for path in HERE.glob("*.tar.xz")))
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder as that commit left it."""
    with tarfile.open(HERE / request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def issue(office: Path, out: str, *more: object) -> Ran:
    """Issue the class to which that commit issued."""
    return run(
        "issue", office / "course.yaml", office / "learners.csv", "--issuer", office / "issuer.yaml",
        "--key", office / "key.pem", "--award-date", "2026-06-15", "--out", office / out, *more,
    )  # fmt: skip


def without(office: Path, learner: str) -> None:
    """Take a learner out of the class."""
    table = office / "learners.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith(f"{learner},")), encoding="utf-8")


def published(office: Path, out: str) -> Ran:
    return run(
        "status", "publish", office / out, "--issuer", office / "issuer.yaml", "--key", office / "key.pem"
    )


@pytest.mark.parametrize("out", ["issued", "packed", "cut-short"])
def test_a_ledger_holds_together(office: Path, out: str) -> None:
    """The check finds nothing to say, not even of the run that was cut short."""
    ran = run("ledger", "check", office / out)
    assert (ran.status, ran.out) == (0, "")


def test_what_a_ledger_says_of_runs_and_credentials(office: Path) -> None:
    """The tables for people tell every state: issued, revoked, superseded and erased."""
    report = run("ledger", "report", office / "issued")
    kinds = [line.split(",")[1] for line in report.lines[1:]]
    assert kinds == ["issue", "issue", "status", "erase"]
    export = run("ledger", "export", office / "issued")
    assert [line.split(",")[5] for line in export.lines[1:]] == [
        "revoked", "revoked", "erased", "issued", "issued",
    ]  # fmt: skip
    assert "issued in error" in export.out
    assert "superseded by urn:uuid:" in export.out


def test_issuing_again_issues_nothing(office: Path) -> None:
    """Every learner is known: nobody gets a second credential, and no file changes."""
    without(office, "3")  # erased: nobody knows that learner any more
    before = {path: path.read_bytes() for path in (office / "issued" / "credentials").iterdir()}
    ran = issue(office, "issued", "--status-base", BASE, "--format", "both")
    assert (ran.status, ran.out) == (0, "")
    assert "Nothing to sign: 3 credentials issued before." in ran.err
    assert "1 row was issued before, and revoked" in ran.err
    assert {path: path.read_bytes() for path in (office / "issued" / "credentials").iterdir()} == before
    # The packed run was before that learner's grade was corrected.
    table = office / "learners.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Öström,5", "Öström,4"), encoding="utf-8")
    again = issue(office, "packed", "--no-status", "--output", "jsonl", "--format", "openbadges")
    assert "Nothing to sign: 3 credentials issued before." in again.err


def test_a_learner_of_an_old_ledger_is_known(office: Path) -> None:
    """On another date and under another version too, with what the ledger kept; what it did not keep is said."""
    without(office, "3")
    later = ("--award-date", "2026-06-16", "--status-base", BASE, "--format", "both")
    ran = issue(office, "issued", *later)
    assert (ran.status, ran.out) == (2, "")
    assert "noted neither award date nor e-mail address of 4 credentials here" in ran.err
    assert ran.err.count("signed on 2026-06-20, version 2, urn:uuid:") == 3
    assert ran.err.count("taken back since") == 1
    assert issue(office, "issued", *later, "--supersede", "--reissue-revoked").status == 0
    assert run("ledger", "check", office / "issued").status == 0
    # What is issued now is known with its date.
    assert "awarded on 2026-06-16" in issue(office, "issued", *later, "--award-date", "2026-06-17").err


def test_a_dry_run_leaves_an_old_ledger_as_it_is(office: Path) -> None:
    """It is read in the form of today, and not a byte of it is changed."""
    database = office / "issued" / FOLDER / "ledger.db"
    before = database.read_bytes()
    ran = issue(office, "issued", "--status-base", BASE, "--format", "both", "--dry-run")
    assert "2 were issued before" in ran.err
    assert database.read_bytes() == before


def test_a_run_that_was_cut_short_is_ended(office: Path) -> None:
    """Ids and places that were set aside stay; the file that is there stays as it is."""
    (path,) = (office / "cut-short" / "credentials").iterdir()
    before = path.read_bytes()
    with Ledger.open(office / "cut-short" / FOLDER) as ledger:
        run_number = ledger.runs.unfinished
        wanted = {
            known.reservation.credential: known.reservation.index for known in ledger.awards.find(run=1)
        }
    assert (run_number, len(wanted)) == (1, 4)
    ran = issue(office, "cut-short", "--status-base", BASE, "--format", "openbadges")
    assert (ran.status, len(ran.lines)) == (0, 4), ran.err
    documents = [json.loads(each.read_bytes()) for each in path.parent.iterdir()]
    found = {each["id"]: int(each["credentialStatus"]["statusListIndex"]) for each in documents}
    assert found == wanted
    assert json.loads(path.read_bytes())["id"] == json.loads(before)["id"]
    assert run("ledger", "check", office / "cut-short").status == 0


def test_a_credential_is_revoked_and_the_list_published(office: Path) -> None:
    """By the learner's key: the secret beside the ledger still finds everybody."""
    ran = run("status", "revoke", office / "issued", "--learner", "4", "--reason", "withdrawn")
    assert ran.status == 0, ran.err
    identifier = ran.out.strip()
    assert published(office, "issued").status == 0
    name = f"{identifier.removeprefix('urn:uuid:')}.json"
    told = run(
        "verify", office / "issued" / "credentials" / name, "--did-documents",
        office / "issued" / "did-documents", "--status-lists", office / "issued" / "status",
        MCISSUE_STATE_DIR=str(office / "state"),
    )  # fmt: skip
    assert told.status == 1
    assert "[revoked]" in told.out
    assert run("ledger", "check", office / "issued").status == 0


def verified(office: Path, registry: str) -> Ran:
    return run(
        "verify", office / "credential.json", "--registry", office / registry,
        "--trust-operator", office / "operator.multikey", "--allow-test-registry",
        "--did-documents", office / "did-documents", "--status-lists", office / "status", "--at", SEEN,
        MCISSUE_STATE_DIR=str(office / "state"),
    )  # fmt: skip


def test_a_credential_is_verified_against_the_registry(office: Path) -> None:
    """Credential, DID documents, status lists and signed registry of that time give the answer of that time."""
    ran = verified(office, "registry.json")
    assert ran.status == 0, ran.out


def test_what_was_seen_is_remembered(office: Path) -> None:
    """The memory of registries and lists that an earlier mcissue kept still refuses older ones."""
    number = json.loads((office / "registry.json").read_text(encoding="utf-8"))["sequence"]
    (note,) = (office / "state" / "registries").iterdir()
    assert f"-{number}.json" in note.name
    note.rename(note.with_name(note.name.replace(f"-{number}.json", f"-{number + 1}.json")))
    ran = verified(office, "registry.json")
    assert ran.status != 0
    assert "registry_rolled_back" in ran.out + ran.err
