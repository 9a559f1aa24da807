"""`mcissue issue`: the whole way at the command line, and every way of going wrong."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.office import BASE, ISSUER, KEY, OTHER, Office
from tests.cli.running import run
from tests.issue.desk import INPUTS, tree

from mcissue.cli.options.issuer import DEFAULT_LIST_DAYS
from mcissue.issue.ledger import FOLDER, Ledger
from mcissue.proof.did import did_jwk, did_key
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.stores.pem import write_private_key


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def credential(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


# --- The usual way ------------------------------------------------------------------------------------------


def test_a_class_is_issued(office: Office) -> None:
    """Paths go to standard output and talk to standard error; what was signed verifies with what is published."""
    ran = office.issue()
    assert ran.status == 0
    files = [Path(line) for line in ran.lines]
    assert len(files) == 3
    assert all(path.parent == office.out / "credentials" for path in files)
    assert "3 credentials signed by Kymijoki University of Applied Sciences." in ran.err
    assert f"Publish {office.out / 'status'} under {BASE}" in ran.err
    assert "as https://kymi.example/.well-known/did.json" in ran.err
    status, reports = office.verify(*files)
    assert (status, [report["verdict"] for report in reports]) == (0, ["valid"] * 3)


def test_nothing_public_tells_who_was_issued(office: Office) -> None:
    """Names of files and addresses are random to everybody else; ledger and secret are for their owner only."""
    files = office.issued()
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json", path.name) for path in files)
    public = b"".join(path.read_bytes() for path in (office.out / "status").iterdir())
    ledger = b"".join(path.read_bytes() for path in (office.out / FOLDER).iterdir())
    for secret in ("Aino", "Öström", "小龍"):
        assert secret.encode() not in public + ledger
    if os.name == "posix":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (office.out / FOLDER).iterdir()}
        assert modes == {0o600}


def test_a_second_run_signs_nothing(office: Office) -> None:
    """It says so, and leaves every file as it was."""
    office.issued()
    before = tree(office.folder)
    ran = office.issue()
    assert (ran.status, ran.out) == (0, "")
    assert "Nothing to sign: 3 credentials issued before." in ran.err
    assert tree(office.folder) == before


def test_a_longer_file_adds_its_new_learners(office: Office) -> None:
    """Old files keep their bytes, and the run says how many were issued before."""
    first = {path: path.read_bytes() for path in office.issued()}
    with office.learners.open("a", encoding="utf-8") as file:
        file.write("4,Robin O'Neill,2\n")
    ran = office.issue()
    assert (ran.status, len(ran.lines)) == (0, 1)
    assert "3 were issued before" in ran.err
    assert all(path.read_bytes() == data for path, data in first.items())
    status, _ = office.verify(*first, *ran.lines)
    assert status == 0


@pytest.mark.parametrize(
    ("options", "member", "wanted"),
    [
        (["--proof", "jcs"], ("proof", 0, "cryptosuite"), "eddsa-jcs-2022"),
        (["--status-purpose", "suspension"], ("credentialStatus", "statusPurpose"), "suspension"),
        (["--language", "en"], ("name",), "Managing open research data"),
        (["--key-id", "key-2026"], ("proof", 0, "verificationMethod"), f"{ISSUER}#key-2026"),
    ],
)
def test_options_change_what_is_signed(
    office: Office, options: list[str], member: tuple[Any, ...], wanted: str
) -> None:
    """Each option arrives in the credential, which verifies all the same."""
    files = office.issued(*options)
    found: Any = credential(files[0])
    for step in member:
        found = found[step]
    assert found == wanted
    assert office.verify(*files)[0] == 0


def test_without_status_lists(office: Office) -> None:
    """On request credentials can never be revoked, and no list is written."""
    words = [word for word in office.words() if word not in {"--status-base", BASE}]
    ran = run(*words, "--no-status")
    assert ran.status == 0
    assert "credentialStatus" not in credential(Path(ran.lines[0]))
    assert not (office.out / "status").exists()


@pytest.mark.parametrize(
    "issuer", [did_key(KEY.public_key), did_jwk(KEY.public_key), "https://kymi.example/issuer"]
)
def test_other_kinds_of_issuers(office: Office, issuer: str) -> None:
    """did:key and did:jwk publish nothing; an https issuer is told where its document goes."""
    office.edit(office.issuer, ISSUER, issuer)
    ran = office.issue()
    assert ran.status == 0, ran.err
    (office.out / "did-documents").mkdir(exist_ok=True)
    index = office.out / "did-documents" / "index.json"
    if issuer.startswith("https:"):
        assert f"did.json as {issuer}" in ran.err
    else:
        assert "did.json" not in ran.err
        index.write_text("{}", encoding="utf-8")
    assert office.verify(*ran.lines)[0] == 0


def test_losses_are_said(office: Office) -> None:
    """What an Open Badge can't hold is named in one line of each kind."""
    err = office.issue().err
    assert len(re.findall(r"Note: not in an Open Badge: the text in sv: .* more\)", err)) == 1


def test_semicolons_are_said(office: Office) -> None:
    """The delimiter that was found is told, so that a wrong guess can be seen."""
    office.learners.write_text("learner_id;full_name;grade\n1;A;9,5\n", encoding="utf-8")
    ran = office.issue()
    assert ran.status == 0
    assert "separated by semicolons" in ran.err


# --- New users: odd names, other editors --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["My class's files", "Kurs är ö", "a;b&c $(x)", "-dash", "課程", "100%s {x}"]
)
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    """Blanks, apostrophes and other scripts in paths are nothing special."""
    office = Office(tmp_path / name)
    files = office.issued()
    assert all(path.is_file() for path in files)
    assert office.verify(*files)[0] == 0


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["windows", "byte order mark", "notepad", "no last line end"],
)
def test_files_of_any_editor_give_the_same_credentials(tmp_path: Path, encode: Any) -> None:
    """Line ends and byte order marks change nothing of what is signed."""
    usual, odd = Office(tmp_path / "usual"), Office(tmp_path / "odd")
    for path in (odd.course, odd.issuer, odd.learners):
        path.write_bytes(encode(path.read_text(encoding="utf-8")))

    def content(office: Office) -> list[Any]:
        return [
            credential(path)["credentialSubject"]["achievement"]["criteria"]["narrative"]
            for path in office.issued()
        ]

    assert content(odd) == content(usual)


def test_relative_paths_and_out_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As somebody types it who stands in the folder."""
    Office(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = run(
        "issue", "course.yaml", "learners.csv", "--issuer", "issuer.yaml", "--key", "key.pem",
        "--award-date", "2026-06-15", "--no-status", "--out", ".",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert all(line.startswith("credentials") for line in ran.lines)


def test_a_quiet_run_says_what_matters_only(office: Office) -> None:
    """No paths; the last lines stay, and so do errors."""
    ran = office.issue("-q")
    assert (ran.status, ran.out) == (0, "")
    assert "3 credentials signed by" in ran.err
    assert len(list((office.out / "credentials").iterdir())) == 3
    office.edit(office.learners, "Åke Öström", "")
    refused = office.issue("--quiet")
    assert refused.status == 2
    assert "Error: " in refused.err


def test_progress_bars_are_for_terminals(office: Office) -> None:
    """A log file gets no bar."""
    assert "Signing" not in office.issue().err


# --- Bad input: the course and the issuer -------------------------------------------------------------------

COURSE_FAULTS = {
    "unknown value": ("types: [portfolio, written examination]", "types: [portfolio, witten examination]",
                      ["assessment", "written examination"]),
    "unknown level": ("eqf: 6", "eqf: 9", ["eqf"]),
    "unknown country's field": ('fields: ["0322"]', 'fields: ["9922"]', ["fields", "9922"]),
    "negative workload": ("ects: 5", "ects: -5", ["workload", "ects"]),
    "workload in words": ("ects: 5", "ects: five", ["workload", "ects"]),
    "decimal comma": ("ects: 5", 'ects: "2,5"', ["ects", "2.5"]),
    "unknown member": ("version:", "verison:", ["verison", "version"]),
    "no title": ("title:\n  fi: Avoimen", "titel:\n  fi: Avoimen", ["title"]),
    "broken YAML": ("  ects: 5", "  ects: [5", ["line"]),
    "a tab": ("  ects: 5", "\tects: 5", ["line"]),
    "doubled member": ("languages: [fi, en]", "languages: [fi, en]\nlanguages: [fi]", ["languages"]),
}  # fmt: skip


@pytest.mark.parametrize("name", COURSE_FAULTS)
def test_a_fault_of_the_course_is_told_with_its_place(office: Office, name: str) -> None:
    """Nothing is signed; the message names the file, the field, and the way to mend it."""
    old, new, needles = COURSE_FAULTS[name]
    office.edit(office.course, old, new)
    err = office.refused()
    assert "course.yaml" in err
    for needle in needles:
        assert needle in err, err


MISSING_PARTS = {
    "learning_outcomes": ("Learning outcomes", "learning_outcomes"),
    "workload": ("workload", "workload"),
    "level": ("Level", "level"),
    "assessment": ("assessment", "assessment"),
    "participation": ("participation", "participation"),
}


@pytest.mark.parametrize("part", MISSING_PARTS)
def test_a_course_without_a_mandatory_element_is_refused(office: Office, part: str) -> None:
    """What is missing is named, with where to write it; nothing is signed."""
    text = office.course.read_text(encoding="utf-8")
    text = re.sub(rf"^{part}:.*\n(?:[ #-].*\n)*", "", text, count=1, flags=re.MULTILINE)
    office.course.write_text(text, encoding="utf-8")
    err = office.refused()
    assert part in err
    assert re.search(MISSING_PARTS[part][0], err, re.IGNORECASE)


@pytest.mark.parametrize(
    ("old", "new", "needle"),
    [
        ("country: Finland", "country: Finnland", "Finland"),
        ("id: did:web:kymi.example", "id: kymi.example", "id"),
        ("provider_type: higher_education_institution", "provider_type: university", "provider_type"),
        ("email: digitodistukset@kymi.example", "email: nobody", "email"),
    ],
)
def test_a_fault_of_the_issuer_is_told_with_its_place(
    office: Office, old: str, new: str, needle: str
) -> None:
    """As for courses."""
    office.edit(office.issuer, old, new)
    err = office.refused()
    assert "issuer.yaml" in err
    assert needle in err


@pytest.mark.parametrize("name", ["course", "issuer", "learners"])
@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff", b"\xff\xfea\x00", b"- a\n- b\n", b"'", b"&a [*a, *a]", b"{" * 5000]
)
def test_a_file_of_another_kind_is_told(office: Office, name: str, data: bytes) -> None:
    """Empty, binary, another encoding, a list, nonsense: one message with the file's name."""
    path: Path = getattr(office, name)
    path.write_bytes(data)
    assert path.name in office.refused()


# --- Bad input: learners ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "needles"),
    [
        ("learner_id,full_name\n1,A\n2,\n", ["learners.csv, row 3", "no name", "full_name"]),
        ("learner_id,full_name\n1,A\n1,A\n", ["row 3", "row 2", "Remove"]),
        ("learner_id,full_name\n1,A\n,B\n", ["row 3", "neither learner_id nor email"]),
        ("learner_id,full_name,award_date\n1,A,2099-01-01\n", ["row 2", "2099-01-01", "future"]),
        ("learner_id,full_name,award_date\n1,A,15.6.2026\n", ["row 2, column award_date", "2026-06-15"]),
        ('learner_id,full_name,credits_earned\n1,A,"2,5"\n', ["row 2, column credits_earned", "2.5"]),
        ("learner_id,full_name,email\n1,A,b\n2,B,c\n", ["row 2", "row 3", "2 problems"]),
        ("learner_id,full_name,graed\n1,A,5\n", ["column 3", "Did you mean 'grade'?"]),
        ("full_name\nA\n", ["row 1", "learner_id"]),
        ("learner_id,full_name\n", ["no learners"]),
        ('learner_id,full_name\n1,"A\n', ["row 2", "quotes"]),
        ("learner_id,full_name,valid_until\n1,A,2026-06-01\n", ["row 2"]),
        ("learner_id,full_name\n1,A\x07B\n", ["row 2"]),
    ],
)
def test_a_fault_of_a_row_is_told_with_row_and_column(
    office: Office, content: str, needles: list[str]
) -> None:
    """One bad row and nothing is signed; every one is told, with the way to mend it."""
    office.learners.write_text(content, encoding="utf-8")
    err = office.refused()
    for needle in needles:
        assert needle in err, err
    assert "Nothing was signed" in err or err.count("Error") == 1


def test_many_faults_are_counted(office: Office) -> None:
    """A wrong file does not scroll for minutes."""
    rows = "".join(f"{number},\n" for number in range(300))
    office.learners.write_text(f"learner_id,full_name\n{rows}", encoding="utf-8")
    err = office.refused()
    assert err.count("Error:") == 50
    assert "... and 250 more." in err
    assert "300 problems" in err


def test_a_changed_row_is_refused(office: Office) -> None:
    """The second run with another grade names the row and the credential, and touches nothing."""
    office.issued()
    office.edit(office.learners, "Öström,4", "Öström,5")
    err = office.refused()
    assert "learners.csv, row 3" in err
    assert "revoke urn:uuid:" in err


# --- Bad input: keys ----------------------------------------------------------------------------------------


def test_a_key_that_is_not_the_issuers(office: Office) -> None:
    """A did:key issuer has one key only."""
    office.edit(office.issuer, ISSUER, did_key(OTHER.public_key))
    err = office.refused()
    assert "is not one of did:key:" in err


def test_a_key_that_the_issuers_document_does_not_list(office: Office) -> None:
    """After the first run another key is refused, in a dry run too, unless it is said to be new."""
    first = office.issued()
    office.learners.write_text("learner_id,full_name\n9,New\n", encoding="utf-8")
    write_private_key(office.folder / "other.pem", OTHER, passphrase=None, insecure_plain=True)
    other = ["--key", office.folder / "other.pem"]
    assert "--change-key" in office.refused(*other)
    assert "--change-key" in office.refused(*other, "--dry-run")
    second = office.issued(*other, "--change-key")
    assert office.verify(*first, *second)[0] == 0


@pytest.mark.parametrize(
    ("key", "needle"),
    [
        (PrivateKey.from_seed(bytes(32)), "published as a test key"),
        (PrivateKey.from_seed(sample_seed("kymi")), "--sample-keys"),
    ],
)
def test_a_key_that_everybody_has(office: Office, key: PrivateKey, needle: str) -> None:
    """Neither published test keys nor, without consent, the samples' keys sign."""
    office.key.unlink()
    write_private_key(office.key, key, passphrase=None, insecure_plain=True)
    assert needle in office.refused()


def test_a_sample_key_with_consent_is_said(office: Office) -> None:
    """Whoever tries things out hears that nobody will recognise it."""
    office.key.unlink()
    sample = PrivateKey.from_seed(sample_seed("kymi"))
    write_private_key(office.key, sample, passphrase=None, insecure_plain=True)
    ran = office.issue("--sample-keys")
    assert ran.status == 0
    assert "Signed with a sample key" in ran.err
    office.key.unlink()
    write_private_key(office.key, PrivateKey.from_seed(bytes(32)), passphrase=None, insecure_plain=True)
    assert "published as a test key" in office.refused("--sample-keys")


def test_a_passphrase_comes_from_a_file_or_the_environment(office: Office) -> None:
    """Both sign; without one, or with a wrong one, nothing is signed and nobody is asked in vain."""
    office.key.unlink()
    write_private_key(office.key, KEY, passphrase="pässi phrase".encode())
    right, wrong = office.folder / "right", office.folder / "wrong"
    for path, text in ((right, "pässi phrase\n"), (wrong, "other\n")):
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    assert "--passphrase-file" in office.refused()
    assert "passphrase" in office.refused("--passphrase-file", wrong)
    assert "NOT_THERE" in office.refused("--passphrase-env", "NOT_THERE")
    assert "not both" in office.refused("--passphrase-env", "X", "--passphrase-file", right)
    assert "no-such-file" in office.refused("--passphrase-file", office.folder / "no-such-file")
    assert office.issue("--passphrase-file", right).status == 0
    office.learners.write_text("learner_id,full_name\n9,New\n", encoding="utf-8")
    assert office.issue("--passphrase-env", "MY_WORD", MY_WORD="pässi phrase").status == 0


@pytest.mark.parametrize("content", [b"", b"not a key", None], ids=["empty", "text", "missing"])
def test_a_file_that_is_no_key(office: Office, content: bytes | None) -> None:
    """One message with the file's name."""
    office.key.unlink()
    if content is not None:
        office.key.write_bytes(content)
        office.key.chmod(0o600)
    assert "key.pem" in office.refused()


# --- Options ------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing(office: Office) -> None:
    """Neither in a new folder nor in the ledger of an old one; standard output stays empty."""
    ran = office.issue("--dry-run")
    assert (ran.status, ran.out) == (0, "")
    assert "Dry run: 3 credentials would be issued, 0 were issued before." in ran.err
    assert not office.out.exists()
    office.issued()
    with office.learners.open("a", encoding="utf-8") as file:
        file.write("4,Robin O'Neill,2\n")
    before = {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")}
    ran = office.issue("--dry-run")
    assert "Dry run: 1 credential would be issued, 3 were issued before." in ran.err
    assert {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")} == before


def test_a_dry_run_finds_what_a_run_would_find(office: Office) -> None:
    """The same problems, the same exit status."""
    office.edit(office.learners, "Åke Öström", "")
    assert office.issue("--dry-run").err == office.issue().err
    assert office.issue("--dry-run").status == 2


def test_an_incomplete_course_by_ones_own_wish_is_said(office: Office) -> None:
    """The warning names what is missing; a verifier finds the same missing."""
    office.edit(office.course, "level:\n  eqf: 6\n  nqf: [FiNQF Level 6]\n  cycle: first\n", "")
    assert "level" in office.refused()
    ran = office.issue("--allow-incomplete")
    assert ran.status == 0
    assert "Warning: incomplete by your own wish: level." in ran.err
    _, (report,) = office.verify(ran.lines[0], policy="full")
    assert report["answers"]["complete"] == "failed"


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        (["--no-status"], "--no-status"),
        (["--status-base", "http://kymi.example/"], "https"),
        (["--status-base", "https://"], "https"),
        (["--status-base", "https://a.example/?x=1"], "https"),
        (["--status-base", "https://user@a.example/"], "https"),
        (["--status-base", "https://a.example/#x"], "https"),
        (["--status-base", "https://a b.example/"], "https"),
        (["--status-base", "https://10.0.0.1/"], "https"),
        (["--award-date", "15.6.2026"], "2026-06-15"),
        (["--award-date", "2026-02-30"], "2026-06-15"),
        (["--award-date", "20260615"], "Invalid value for --award-date"),
        (["--language", "english language"], "--language"),
        (["--status-purpose", "deletion"], "deletion"),
        (["--list-days", "0"], "--list-days"),
        (["--proof", "rsa"], "rsa"),
        (["--key-id", "a b"], "a b"),
        (["--issuer", "nobody.yaml"], "nobody.yaml"),
        (["--sample-key"], "--sample-keys"),
    ],
)
def test_a_wrong_option_is_told(office: Office, options: list[str], needle: str) -> None:
    """Before anything is read or asked."""
    assert needle in office.refused(*options)


def test_somebody_must_say_how_to_revoke(office: Office) -> None:
    """Without lists nothing is revocable, so that is never a default."""
    words = [word for word in office.words() if word not in {"--status-base", BASE}]
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "--no-status" in ran.err
    assert "never be revoked" in ran.err


def test_a_language_that_the_course_is_not_written_in_is_said(office: Office) -> None:
    """The credential is written all the same, in the language that there is."""
    ran = office.issue("--language", "et")
    assert ran.status == 0
    assert "the wish for et" in ran.err


# --- Folders, ledgers, disks ----------------------------------------------------------------------------------


def test_two_runs_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one leaves at once with a message."""
    office.issued()
    office.learners.write_text("learner_id,full_name\n9,New\n", encoding="utf-8")
    monkeypatch.setattr("mcissue.issue.ledger.engine.PATIENCE", 0.1)
    with Ledger.open(office.out / FOLDER):
        assert "another run is using this folder" in office.refused()
    assert len(office.issued()) == 1


def test_a_reader_who_goes_away_does_not_stop_the_class(office: Office) -> None:
    """`mcissue issue ... | head -1` issues everybody."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "mcissue", *map(str, office.words())]
    ran = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(writing)
    assert (ran.returncode, "3 rows: 3 issued." in ran.stderr) == (0, True), ran.stderr
    assert len(list((office.out / "credentials").iterdir())) == 3


def test_a_folder_that_cannot_be_made(office: Office) -> None:
    """A file in the way is an error of one line, with its path."""
    err = office.refused("--out", office.learners / "out")
    assert "learners.csv" in err
    assert "is a file" in office.refused("--out", office.learners)


def test_a_folder_that_is_read_only(office: Office) -> None:
    """An error of one line, with the path; a dry run needs no more than to read."""
    office.out.mkdir(mode=0o500)
    if os.access(office.out, os.W_OK):
        pytest.skip("this user may write anywhere")
    assert "Permission denied" in office.refused()
    assert office.issue("--dry-run").status == 0


def test_a_full_disk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is the system's; what was written is whole, and the next run goes on."""
    real, calls = os.fsync, [0]

    def full(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] == 17:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        ran = office.issue()
    # What was done before it is done, and said.
    assert (ran.status, len(ran.lines)) == (2, 1)
    assert "No space left on device" in ran.err
    assert not list(office.out.rglob("*.part"))
    office.issued()
    files = list((office.out / "credentials").glob("*.json"))
    assert len(files) == 3
    assert office.verify(*files)[0] == 0


def test_a_credential_that_fails_our_own_verifier(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run stops there and says which row and why; its file is gone."""
    seen: list[bytes] = []

    def self_check(**_: Any) -> Any:
        return lambda data: seen.append(data) or ("proof: no" if len(seen) == 2 else None)

    monkeypatch.setattr("mcissue.cli.self_check.self_check", self_check)
    ran = office.issue("--verify-all")
    assert (ran.status, len(ran.lines)) == (2, 1)
    assert "learners.csv, row 3" in ran.err
    assert "proof: no" in ran.err
    assert len(list((office.out / "credentials").iterdir())) == 1


def test_the_ledger_of_another_issuer(office: Office) -> None:
    """One folder for each issuer, and for each address of lists."""
    office.issued()
    office.learners.write_text("learner_id,full_name\n9,New\n", encoding="utf-8")
    for more in ([], ["--dry-run"]):
        assert BASE in office.refused("--status-base", "https://other.example/", *more)
    office.edit(office.issuer, ISSUER, "did:web:other.example")
    assert "belongs to the issuer did:web:kymi.example" in office.refused()


def test_a_ledger_that_lost_its_secret(office: Office) -> None:
    """No new one is made: places would be given twice."""
    office.issued()
    (office.out / FOLDER / "secret").unlink()
    ran = office.issue()
    assert (ran.status, ran.out) == (2, "")
    assert "backup" in ran.err
    assert not (office.out / FOLDER / "secret").exists()


def test_a_damaged_ledger(office: Office) -> None:
    """It is told with what to do, and nothing is changed."""
    office.issued()
    database = office.out / FOLDER / "ledger.db"
    whole = database.read_bytes()
    for damaged in (b"no database at all" * 100, whole[:5000], whole[:4096] + bytes(len(whole) - 4096)):
        database.write_bytes(damaged)
        ran = office.issue()
        assert (ran.status, ran.out) == (2, "")
        assert "the ledger is damaged" in ran.err
        assert "backup" in ran.err
        assert database.read_bytes() == damaged
    database.write_bytes(whole)
    assert "Nothing to sign" in office.issue().err


def test_the_help_names_every_column() -> None:
    """Whoever prepares a spreadsheet finds all columns in the help, and none that is not read."""
    from mcissue.issue.intake import COLUMNS

    text = run("issue", "--help").out
    assert all(column in text for column in COLUMNS)
    assert f"default: {DEFAULT_LIST_DAYS};" in text


def test_the_sample_classes_are_issued(tmp_path: Path) -> None:
    """The three sample classes go through as they are."""
    for course, issuer, count in (
        ("research-data", "kymi", 12), ("contenidos-digitales", "levante", 7), ("live-sound", "alliance", 6),
    ):  # fmt: skip
        office = Office(tmp_path / course)
        office.course = INPUTS / "courses" / f"{course}.yaml"
        office.learners = INPUTS / "learners" / f"{course}.csv"
        office.issuer = INPUTS / "issuers" / f"{issuer}.yaml"
        assert len(office.issued("--award-date", "2026-06-15")) == count


# --- Formats ------------------------------------------------------------------------------------------------


def test_both_formats_come_out_of_one_run(office: Office) -> None:
    """Without --format each award has two files, every one of them verifies, and that is said."""
    words = [word for word in office.words() if word not in {"--format", "openbadges"}]
    ran = run(*words)
    files = [Path(line) for line in ran.lines]
    assert "3 credentials in both formats signed by Kymijoki" in ran.err
    assert len(files) == 6
    assert sum(path.name.endswith(".edc.json") for path in files) == 3
    status, reports = office.verify(*files)
    assert (status, {report["verdict"] for report in reports}) == (0, {"valid"})
    assert run(*words).lines == []
    assert office.issued("--format", "both") == []


def test_a_format_can_be_added_later(office: Office) -> None:
    """What was issued as badges only gets its European files in a second run, and nothing is issued twice."""
    badges = office.issued()
    added = office.issued("--format", "both")
    assert [path.name for path in added] == [path.name.replace(".json", ".edc.json") for path in badges]


def test_the_form_for_upload_is_said_to_be_unsigned(office: Office) -> None:
    """--edc-form upload says that somebody else must seal it, and what is in the files."""
    ran = office.issue("--format", "edc", "--edc-form", "upload")
    assert ran.status == 0
    assert all(line.endswith(".edc-upload.json") for line in ran.lines)
    assert "not signed" in ran.err
    assert "signed by" not in ran.err


def test_a_refused_first_run_leaves_nothing(office: Office) -> None:
    """An incomplete course is refused by the name of its file and field; not even a ledger is begun."""
    office.edit(office.course, "level:\n  eqf: 6\n  nqf: [FiNQF Level 6]\n  cycle: first\n", "")
    message = office.refused()
    assert f"{office.course.name}: the course lacks a mandatory element: Level" in message
    assert "Add level with eqf" in message
    assert not office.out.exists()
