"""Issuing with a key that never leaves a hardware module (SoftHSM)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from tests.cli.office import BASE, ISSUER, Office
from tests.cli.running import run
from tests.proof import sealers
from tests.softhsm import PIN, hsm, module, token  # noqa: F401 - a fixture

from mcissue.proof.multibase import decode_base64url
from mcissue.proof.stores.pkcs11 import open_pkcs11_key
from mcissue.proof.stores.pkcs11_uri import Pkcs11Address

pytestmark = [hsm, pytest.mark.usefixtures("token")]


@pytest.fixture
def pin_file(tmp_path: Path) -> Path:
    path = tmp_path / "pin"
    path.write_bytes(PIN + b"\n")
    path.chmod(0o600)
    return path


def key_address(label: str = "ed25519") -> str:
    return f"pkcs11:token=office;object={label}?module-path={module()}"


def test_a_class_is_issued_with_a_key_in_a_module(tmp_path: Path, pin_file: Path) -> None:
    """Two processes prepare, the module signs, the program's own verifier agrees, and so does an employer's."""
    office = Office(tmp_path / "office")
    office.key = key_address()  # type: ignore[assignment]
    ran = office.issue("--passphrase-file", pin_file, "--jobs", "2", "--sign-rate", "500")
    assert ran.status == 0, ran
    assert len(ran.lines) == 3
    shown = run("keys", "show", key_address(), "--passphrase-file", pin_file, "--format", "json")
    multikey = json.loads(shown.out)["multikey"]
    credential = json.loads(Path(ran.lines[0]).read_bytes())
    assert credential["proof"][0]["verificationMethod"] == f"{ISSUER}#{multikey}"
    verified = run(
        "verify", *ran.lines, "--policy", "authentic", "--did-documents", office.out / "did-documents",
        "--status-lists", office.out / "status", "--no-state", "--format", "json",
    )  # fmt: skip
    assert verified.status == 0
    assert [json.loads(line)["verdict"] for line in verified.lines] == ["valid"] * 3


def test_lists_are_published_with_a_key_in_a_module(tmp_path: Path, pin_file: Path) -> None:
    """The PIN may come from the environment, too; a revoked credential is found revoked."""
    office = Office(tmp_path / "office")
    office.key = key_address()  # type: ignore[assignment]
    files = office.issue("--passphrase-file", pin_file).lines
    assert run("status", "revoke", office.out, files[0]).status == 0
    published = run(
        "status", "publish", office.out, "--issuer", office.issuer, "--key", key_address(),
        "--passphrase-env", "OFFICE_PIN", OFFICE_PIN=PIN.decode(),
    )  # fmt: skip
    assert published.status == 0, published
    assert BASE in published.err
    verified = run(
        "verify", files[0], "--policy", "authentic", "--did-documents", office.out / "did-documents",
        "--status-lists", office.out / "status", "--no-state", "--format", "json",
    )  # fmt: skip
    checks = {check["id"]: check["code"] for check in json.loads(verified.out)["checks"]}
    assert (verified.status, checks["status"]) == (1, "revoked")


@pytest.mark.parametrize(
    ("key", "code_words"),
    [
        (key_address("nobody"), "no private key of this name"),
        (key_address().replace("office", "cellar"), "no token of this name"),
        ("pkcs11:token=office;object=ed25519", "module-path"),
    ],
)
def test_a_module_that_can_not_sign_stops_before_the_first_row(
    tmp_path: Path, pin_file: Path, key: str, code_words: str
) -> None:
    """Nothing is set aside or written, and the message says which key."""
    office = Office(tmp_path / "office")
    office.key = key  # type: ignore[assignment]
    ran = office.issue("--passphrase-file", pin_file)
    assert ran.status == 2
    assert code_words in ran.err
    assert not (office.out / "credentials").exists()


def test_a_wrong_pin_signs_nothing_and_stands_nowhere(tmp_path: Path) -> None:
    """It is neither shown nor written."""
    office = Office(tmp_path / "office")
    office.key = key_address()  # type: ignore[assignment]
    words = [str(word) for word in office.words("--passphrase-env", "OFFICE_PIN")]
    # In a process of its own: one that is logged in already is not asked again.
    ran = subprocess.run(
        [sys.executable, "-m", "mcissue", *words],
        env=os.environ | {"OFFICE_PIN": "a-wrong-guess"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2, ran
    assert "the PIN of the token is wrong" in ran.stderr
    assert "a-wrong-guess" not in ran.stderr + ran.stdout
    assert not (office.out / "credentials").exists()


def test_a_did_document_is_written_from_the_module(tmp_path: Path, pin_file: Path) -> None:
    """The public half is all that it takes."""
    out = tmp_path / "did.json"
    words = ["--did", ISSUER, key_address("p-256"), "--passphrase-file", pin_file, "--out", out]
    ran = run("keys", "did-document", *words)
    assert ran.status == 0, ran
    (method,) = json.loads(out.read_bytes())["verificationMethod"]
    shown = run("keys", "show", key_address("p-256"), "--passphrase-file", pin_file, "--format", "json")
    assert json.loads(shown.out)["multikey"] == method["publicKeyMultibase"]


def test_a_seal_may_lie_in_a_module(tmp_path: Path, pin_file: Path) -> None:
    """An electronic seal whose key never leaves the module: sealed, and good for whoever trusts its authority."""
    key = open_pkcs11_key(Pkcs11Address.parse(key_address("p-256")), pin=lambda: PIN)
    numbers = {
        name: int.from_bytes(decode_base64url(key.public_key.jwk[name], max_length=64)) for name in "xy"
    }
    public = ec.EllipticCurvePublicNumbers(**numbers, curve=ec.SECP256R1()).public_key()
    key.close()
    above, now = sealers.root(), datetime.now(UTC).replace(microsecond=0)
    subject = sealers._name("Kymi Seal", sealers.NUMBER, "Kymi University of Applied Sciences")
    made = sealers.certificate(
        subject, public, above.name, above.key, since=now - timedelta(days=1), until=now + timedelta(days=90)
    )
    (tmp_path / "seal.pem").write_bytes(made.public_bytes(Encoding.PEM))
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    (trusted / "root.pem").write_bytes(above.certificate.public_bytes(Encoding.PEM))
    office = Office(tmp_path / "office")
    files = office.issued(
        "--format", "edc", "--edc-form", "sealed", "--seal", key_address("p-256"),
        "--seal-certificate", tmp_path / "seal.pem", "--seal-passphrase-file", pin_file,
    )  # fmt: skip
    assert len(files) == 3
    told = run(
        "verify", *files, "--policy", "authentic", "--seal-trust", trusted, "--no-state",
        "--did-documents", office.out / "did-documents", "--status-lists", office.out / "status",
    )  # fmt: skip
    assert told.status == 0, told.out
