"""`mcissue issue --proof jwt` and `--edc-form sealed`, `mcissue verify --seal-trust`: from the rows to the report."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from tests.cli.office import Office
from tests.cli.running import run
from tests.proof import sealers

from mcissue.proof.jwt import read_token
from mcissue.proof.keys import PrivateKey
from mcissue.proof.stores.pem import write_private_key

NOW = datetime.now(UTC)
PERIOD = {"since": NOW - timedelta(days=30), "until": NOW + timedelta(days=300)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def with_key(office: Office, algorithm: str) -> Office:
    office.key.unlink()
    write_private_key(office.key, PrivateKey.generate(algorithm), passphrase=None, insecure_plain=True)
    return office


def seal_file(folder: Path, passphrase: bytes | None = None, **changes: Any) -> Path:
    """An electronic seal as an authority hands it out."""
    by = sealers.sealer(**{**PERIOD, **changes})
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path = folder / "seal.p12"
    private: Any = sealers.seal_key()._loaded
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"seal", private, by.certificate.loaded, None, lock)
    )
    return path


@pytest.fixture
def authorities(tmp_path: Path) -> Path:
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "root.pem").write_bytes(sealers.root().certificate.public_bytes(Encoding.PEM))
    (folder / ".hidden").write_text("not looked at")
    return folder


@pytest.mark.parametrize("profile", ["ob", "vc"])
def test_a_class_of_tokens(office: Office, profile: str) -> None:
    """Each award becomes one file .jwt, which verifies with what the office publishes; a second run skips it."""
    with_key(office, "P-256")
    ran = office.issue("--proof", "jwt", "--jwt-profile", profile)
    assert ran.status == 0, ran.err
    assert "Warning" not in ran.err
    files = [Path(line) for line in ran.lines]
    assert [file.suffix for file in files] == [".jwt"] * 3
    status, reports = office.verify(*files)
    assert status == 0, reports
    assert {report["credential"]["proofs"][0]["cryptosuite"] for report in reports} == {"JWT ES256"}
    header = read_token(files[0].read_bytes()).header
    assert header["typ"] == ("JWT" if profile == "ob" else "vc+jwt")
    again = office.issue("--proof", "jwt", "--jwt-profile", profile)
    assert (again.status, again.lines) == (0, [])


def test_tokens_by_ed25519_come_with_a_warning(office: Office) -> None:
    """They are made, and 1EdTech's validator will refuse them: the issuer is told before."""
    ran = office.issue("--proof", "jwt")
    assert ran.status == 0
    assert "Warning: 1EdTech" in ran.err
    assert "EdDSA" in ran.err
    status, _ = office.verify(*ran.lines)
    assert status == 0


def test_a_token_beside_a_european_credential(office: Office) -> None:
    """There is no European credential as a token: it keeps a proof inside, by the same key."""
    with_key(office, "P-256")
    files = office.issued("--proof", "jwt", "--format", "both")
    assert sorted(file.name.partition(".")[2] for file in files) == ["edc.json"] * 3 + ["jwt"] * 3
    status, reports = office.verify(*files)
    assert status == 0, reports
    suites = {report["credential"]["proofs"][0]["cryptosuite"] for report in reports}
    assert suites == {"JWT ES256", "ecdsa-rdfc-2019"}


def test_an_rsa_key_signs_tokens_only(office: Office) -> None:
    """It has no suite for status lists or embedded proofs; that is said before anything is signed."""
    with_key(office, "RSA")
    assert "P-256" in office.refused("--proof", "jwt")
    words = [str(word) for word in office.words("--proof", "jwt", "--no-status")]
    place = words.index("--status-base")
    del words[place : place + 2]
    ran = run(*words)
    assert ran.status == 0, ran.err
    assert read_token(Path(ran.lines[0]).read_bytes()).algorithm == "RS256"
    status, _ = 0, None
    report = run(
        "verify", *ran.lines, "--policy", "authentic", "--did-documents", office.out / "did-documents"
    )
    assert report.status == status, report.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--proof", "jwt", "--format", "edc"], "no European Digital Credential as a token"),
        (["--proof", "jwt", "--output", "jsonl"], "no line of JSON"),
        (["--format", "edc", "--edc-form", "sealed"], "--seal FILE.p12"),
    ],
)
def test_what_does_not_go_together_is_refused(office: Office, words: list[str], said: str) -> None:
    """Before any key is asked for."""
    assert said in office.refused(*words)


def test_a_zip_of_tokens(office: Office) -> None:
    """They can be packed like every other document."""
    (file,) = office.issued("--proof", "jwt", "--output", "zip")
    import zipfile

    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert len(names) == 3
        assert all(name.endswith(".jwt") for name in names)
        read_token(archive.read(names[0]))


def test_a_class_of_sealed_credentials(office: Office, authorities: Path) -> None:
    """Sealed by the office's certificate, authentic to whoever trusts its authority, open to everybody else."""
    seal = seal_file(office.folder)
    files = office.issued("--format", "edc", "--edc-form", "sealed", "--seal", seal)
    assert all(file.name.endswith(".edc-sealed.json") for file in files)
    known = ["--did-documents", office.out / "did-documents", "--status-lists", office.out / "status"]
    told = run("verify", *files, "--policy", "authentic", "--seal-trust", authorities, *known)
    assert told.status == 0, told.out
    open_ = run("verify", files[0], "--policy", "authentic", "--format", "json", *known)
    assert open_.status == 3
    check = {each["id"]: each for each in json.loads(open_.out)["checks"]}["issuer_binding"]
    assert check["code"] == "seal_owner_unknown"
    file = json.loads(files[0].read_bytes())
    payload = json.loads(file["payload"])
    assert payload["issuer"]["eIDASIdentifier"]["notation"] == sealers.NUMBER
    assert "proof" not in payload


def test_the_seals_passphrase_comes_from_a_file_or_the_environment(office: Office) -> None:
    """Never from the command line; a wrong one is told as such, and nothing is signed."""
    seal = seal_file(office.folder, b"sesame")
    words = ["--format", "edc", "--edc-form", "sealed", "--seal", seal]
    secret = office.folder / "secret"
    secret.write_text("sesame\n")
    secret.chmod(0o600)
    assert len(office.issued(*words, "--seal-passphrase-file", secret, "--dry-run")) == 0
    ran = office.issue(*words, "--seal-passphrase-env", "SEAL", SEAL="wrong")
    assert (ran.status, ran.out) == (2, "")
    assert "passphrase" in ran.err
    ran = office.issue(*words, "--seal-passphrase-env", "SEAL", SEAL="sesame")
    assert ran.status == 0, ran.err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": None}, "organisation's number"),
        ({"until": NOW - timedelta(days=1)}, "can be used from"),
        ({"key_usage": sealers.usage(key_encipherment=True)}, "not made for sealing"),
    ],
)
def test_a_certificate_that_can_not_seal(office: Office, changes: dict[str, Any], said: str) -> None:
    """Found before anything leaves the house."""
    if "key_usage" in changes:
        good = sealers.Sealer.__post_init__
        try:
            sealers.Sealer.__post_init__ = lambda self: None  # type: ignore[method-assign]
            seal = seal_file(office.folder, **changes)
        finally:
            sealers.Sealer.__post_init__ = good  # type: ignore[method-assign]
    else:
        seal = seal_file(office.folder, **changes)
    ran = office.issue("--format", "edc", "--edc-form", "sealed", "--seal", seal)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    if "number" in changes:
        assert ran.err.count(said) == 1  # not once for each row


def test_a_folder_of_anything_else_is_no_trust(office: Office, tmp_path: Path) -> None:
    """A file that is no certificate is named, and so is an empty folder."""
    folder = tmp_path / "wrong"
    folder.mkdir()
    ran = run("verify", office.course, "--seal-trust", folder)
    assert ran.status == 2
    (folder / "notes.txt").write_text("hello")
    ran = run("verify", office.course, "--seal-trust", folder)
    assert ran.status == 2
    assert "notes.txt" in ran.err


def test_what_is_in_a_token_or_a_seal_can_be_looked_at(office: Office) -> None:
    """`mcissue inspect` opens both, and says how the signature stands."""
    seal = seal_file(office.folder)
    (token, *_) = office.issued("--proof", "jwt")
    text = run("inspect", token).out
    assert "a token" in text
    assert "picture" not in text
    assert "a signed token (VC-JWT)" in text
    (sealed, *_) = office.issued("--format", "edc", "--edc-form", "sealed", "--seal", seal)
    assert "a sealed file" in run("inspect", sealed).out
    badge = office.folder / "badge.json"
    converted = run("convert", sealed, "--to", "openbadges", "--out", badge)
    assert converted.status == 0, converted.err
    assert json.loads(badge.read_bytes())["issuer"]["id"] == "did:web:kymi.example"


def test_a_seal_whose_key_lies_elsewhere(office: Office, authorities: Path) -> None:
    """The key as a PEM file, as it would be in a hardware module; its certificate in a file of its own."""
    key = office.folder / "seal-key.pem"
    write_private_key(key, sealers.seal_key(), passphrase=b"sesame")
    secret = office.folder / "secret"
    secret.write_text("sesame")
    secret.chmod(0o600)
    by = sealers.sealer(**PERIOD)
    certificates = office.folder / "seal.pem"
    chain = (sealers.root().certificate, by.certificate.loaded)
    certificates.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
    words = ["--format", "edc", "--edc-form", "sealed", "--seal", key, "--seal-certificate", certificates]
    files = office.issued(*words, "--seal-passphrase-file", secret)
    told = run("verify", files[0], "--policy", "authentic", "--did-documents", office.out / "did-documents", "--seal-trust", authorities,
               "--status-lists", office.out / "status")  # fmt: skip
    assert told.status == 0, told.out
    certificates.write_bytes(sealers.root().certificate.public_bytes(Encoding.PEM))
    ran = office.issue(*words, "--seal-passphrase-file", secret)
    assert (ran.status, ran.out) == (2, "")
    assert "none of the certificates" in ran.err
    ran = office.issue("--format", "edc", "--edc-form", "sealed", "--seal", office.folder / "missing.p12")
    assert (ran.status, ran.out) == (2, "")
    assert "missing.p12" in ran.err
