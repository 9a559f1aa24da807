"""`mcissue keys`: what it prints, what it writes, and how it says no."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mcissue.cli import main
from mcissue.proof.did import (
    Resolver,
    did_jwk,
    did_key,
    did_key_method,
    retrieve_verification_method,
)
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.stores.pem import read_private_key, write_private_key

KEY = PrivateKey.from_seed(b"cli-test_keys-cli-test_keys-cli-")
PUBLIC = KEY.public_key
W3C_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


class Run:
    """One run of the program: exit status, standard output, standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        with pytest.raises(SystemExit) as caught:
            main([str(word) for word in ("keys", *words)])
        self.status = caught.value.code
        self.out, self.err = capsys.readouterr()
        assert "Traceback" not in self.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call `mcissue keys ...`."""
    return lambda *words: Run(capsys, *words)


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """A file with a passphrase, only its owner's."""
    file = tmp_path / "passphrase"
    file.write_text("correct horse\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A plain key file."""
    file = tmp_path / "plain.pem"
    write_private_key(file, KEY, passphrase=None, insecure_plain=True)
    return file


def files(folder: Path) -> set[str]:
    """The names in a folder."""
    return {file.name for file in folder.iterdir()}


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit at a terminal and type; the questions are returned."""
    questions: list[str] = []
    left = list(answers)

    def ask(prompt: str) -> str:
        questions.append(prompt)
        return left.pop(0)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.hidden_prompt_func", ask)
    return questions


# new


def test_a_new_key_is_written_and_its_public_half_printed(
    run: Any, tmp_path: Path, passphrase_file: Path
) -> None:
    """The file opens with the passphrase; what is printed belongs to it; talk goes to standard error."""
    out = tmp_path / "k.pem"
    found = run("new", "--out", out, "--passphrase-file", passphrase_file)
    assert found.status == 0
    key = read_private_key(out, passphrase=lambda: b"correct horse").public_key
    assert f"Multikey   {key.multikey}\n" in found.out
    assert f"did:key    {did_key(key)}\n" in found.out
    assert "Keep a copy" in found.err
    assert "Keep a copy" not in found.out


def test_a_new_key_as_json(run: Any, tmp_path: Path, passphrase_file: Path) -> None:
    """Programs get one JSON object on standard output."""
    out = tmp_path / "k.pem"
    found = run("new", "--out", out, "--passphrase-file", passphrase_file, "--format", "json")
    facts = json.loads(found.out)
    assert facts["file"] == str(out)
    assert PublicKey.from_multikey(facts["multikey"]).jwk == facts["jwk"]
    assert (facts["sample_key"], facts["published_test_key"]) == (False, False)


def test_the_passphrase_may_come_from_the_environment(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option names a variable; letters outside of ASCII are UTF-8."""
    monkeypatch.setenv("MY_PASSPHRASE", "pässi")
    assert run("new", "--out", tmp_path / "k.pem", "--passphrase-env", "MY_PASSPHRASE").status == 0
    assert read_private_key(tmp_path / "k.pem", passphrase="pässi".encode)


def test_at_a_terminal_the_passphrase_is_asked_twice(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two equal answers make the key; what was typed is not printed."""
    questions = answer(monkeypatch, "geheim", "geheim")
    found = run("new", "--out", tmp_path / "k.pem")
    assert found.status == 0
    assert len(questions) == 2
    assert "geheim" not in found.out + found.err
    assert read_private_key(tmp_path / "k.pem", passphrase=lambda: b"geheim")


def test_two_different_answers_are_asked_again(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typing error doesn't become the passphrase."""
    questions = answer(monkeypatch, "one", "two", "three", "three")
    assert run("new", "--out", tmp_path / "k.pem").status == 0
    assert len(questions) == 4
    assert read_private_key(tmp_path / "k.pem", passphrase=lambda: b"three")


def test_stopping_at_the_prompt_leaves_nothing(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the program with 130, and no file is there."""
    answer(monkeypatch)

    def interrupt(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("click.termui.hidden_prompt_func", interrupt)
    assert run("new", "--out", tmp_path / "k.pem").status == 130
    assert not files(tmp_path)


def test_without_a_terminal_a_source_must_be_named(run: Any, tmp_path: Path) -> None:
    """The message names both options; no file is made."""
    found = run("new", "--out", tmp_path / "k.pem")
    assert found.status == 2
    assert "--passphrase-file" in found.err
    assert "--passphrase-env" in found.err
    assert not files(tmp_path)


def test_a_plain_key_is_made_on_request_and_warned_of(run: Any, tmp_path: Path) -> None:
    """--insecure-plain-key asks nobody, and says what it did."""
    found = run("new", "--out", tmp_path / "k.pem", "--insecure-plain-key")
    assert found.status == 0
    assert "not protected" in found.err
    assert read_private_key(tmp_path / "k.pem", passphrase=None)


def test_an_existing_file_stays(run: Any, key_file: Path, passphrase_file: Path) -> None:
    """A second run is refused before a passphrase is asked for."""
    before = key_file.read_bytes()
    found = run("new", "--out", key_file)
    assert (found.status, found.out) == (2, "")
    assert "never overwritten" in found.err
    assert str(key_file) in found.err
    assert key_file.read_bytes() == before


def test_a_missing_folder_is_said(run: Any, tmp_path: Path) -> None:
    """With the command that makes it."""
    found = run("new", "--out", tmp_path / "keys" / "k.pem", "--insecure-plain-key")
    assert found.status == 2
    assert f"mkdir -p {tmp_path / 'keys'}" in found.err


def test_a_closed_folder_is_said(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No right to write: one message, status 2. (Simulated, for root may write everywhere.)"""

    def denied(*arguments: object, **options: object) -> int:
        raise PermissionError(13, "Permission denied", str(arguments[0]))

    monkeypatch.setattr(os, "open", denied)
    found = run("new", "--out", tmp_path / "k.pem", "--insecure-plain-key")
    assert (found.status, found.out) == (2, "")
    assert "can't be written: Permission denied" in found.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--insecure-plain-key", "--passphrase-env", "X"], "one or the other"),
        (["--passphrase-file", "x", "--passphrase-env", "X"], "not both"),
        (["--passphrase-env", "NOT_SET_ANYWHERE"], "not set"),
        (["--passphrase-file", "nowhere/at-all"], "nowhere/at-all"),
        (["--passphrase", "geheim"], "No such option"),
    ],
)
def test_wrong_usage_is_said(run: Any, tmp_path: Path, words: list[str], message: str) -> None:
    """Contradictions, missing sources, and the option that does not exist on purpose."""
    found = run("new", "--out", tmp_path / "k.pem", *words)
    assert (found.status, found.out) == (2, "")
    assert message in found.err
    assert not files(tmp_path)


@pytest.mark.parametrize("text", ["", "\n", "two\nlines\n", "x" * 1024, "x" * 5000])
def test_an_unusable_passphrase_file_is_said(run: Any, tmp_path: Path, text: str) -> None:
    """Empty, of several lines, too long: no key."""
    file = tmp_path / "passphrase"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    found = run("new", "--out", tmp_path / "k.pem", "--passphrase-file", file)
    assert found.status == 2
    assert "passphrase" in found.err
    assert files(tmp_path) == {"passphrase"}


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_an_open_passphrase_file_is_warned_of(run: Any, tmp_path: Path, passphrase_file: Path) -> None:
    """It is used, because machines mount secrets that way, and it is said."""
    passphrase_file.chmod(0o644)
    found = run("new", "--out", tmp_path / "k.pem", "--passphrase-file", passphrase_file)
    assert found.status == 0
    assert "everybody on this machine" in found.err


# show


def test_a_public_key_is_shown_from_any_form(run: Any, tmp_path: Path, key_file: Path) -> None:
    """Key file, Multikey, did:key, its method, did:jwk, JWK file: the same facts."""
    jwk = tmp_path / "k.jwk"
    jwk.write_text(json.dumps(PUBLIC.jwk), encoding="utf-8")
    forms = [key_file, PUBLIC.multikey, did_key(PUBLIC), did_key_method(PUBLIC), did_jwk(PUBLIC), jwk]
    outputs = {run("show", form).out for form in forms}
    assert len(outputs) == 1
    text = outputs.pop()
    for fact in (PUBLIC.multikey, did_key(PUBLIC), PUBLIC.fingerprint, PUBLIC.jwk["x"]):
        assert fact in text


def test_show_as_json(run: Any) -> None:
    """All forms of the key in one object."""
    facts = json.loads(run("show", PUBLIC.multikey, "--format", "json").out)
    assert facts == {
        "algorithm": "Ed25519",
        "multikey": PUBLIC.multikey,
        "did_key": did_key(PUBLIC),
        "did_key_method": did_key_method(PUBLIC),
        "did_jwk": did_jwk(PUBLIC),
        "jwk": PUBLIC.jwk,
        "thumbprint": PUBLIC.thumbprint,
        "fingerprint": PUBLIC.fingerprint,
        "sample_key": False,
        "published_test_key": False,
    }


def test_showing_an_encrypted_key_asks_once(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prompt names the file; the secret is not printed."""
    file = tmp_path / "k.pem"
    write_private_key(file, KEY, passphrase=b"geheim")
    questions = answer(monkeypatch, "geheim")
    found = run("show", file)
    assert found.status == 0
    assert len(questions) == 1
    assert str(file) in questions[0]
    assert "geheim" not in found.out + found.err


def test_a_wrong_passphrase_is_one_message(run: Any, tmp_path: Path, passphrase_file: Path) -> None:
    """Status 2, nothing on standard output."""
    file = tmp_path / "k.pem"
    write_private_key(file, KEY, passphrase=b"other")
    found = run("show", file, "--passphrase-file", passphrase_file)
    assert (found.status, found.out) == (2, "")
    assert found.err.count("\n") == 1
    assert "passphrase is wrong" in found.err


def test_sample_and_published_keys_are_warned_of(run: Any) -> None:
    """Both kinds are marked in JSON and said on standard error."""
    sample = PrivateKey.from_seed(sample_seed("kymi")).public_key
    found = run("show", sample.multikey, "--format", "json")
    assert json.loads(found.out)["sample_key"] is True
    assert "sample key of mcissue" in found.err
    found = run("show", W3C_KEY, "--format", "json")
    assert json.loads(found.out)["published_test_key"] is True
    assert "published test key" in found.err


@pytest.mark.parametrize(
    "key", ["nowhere.pem", ".", "z6Mkfoo", "did:key:z6Mkfoo", "did:web:example.edu", "did:jwk:e30"]
)
def test_what_is_no_key_is_one_message(run: Any, key: str) -> None:
    """Missing file, folder, broken texts: status 2."""
    found = run("show", key)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("Error: ")


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_an_open_key_is_refused_with_the_way_to_mend_it(run: Any, key_file: Path) -> None:
    """The message names chmod."""
    key_file.chmod(0o644)
    found = run("show", key_file)
    assert found.status == 2
    assert f"chmod 600 {key_file}" in found.err


# did-document


def test_a_did_document_goes_to_standard_output(run: Any, key_file: Path) -> None:
    """The document is data; where to put it and what proofs will name is talk."""
    found = run("did-document", "--did", "did:web:example.edu:badges", key_file)
    assert found.status == 0
    document = json.loads(found.out)
    method = f"did:web:example.edu:badges#{PUBLIC.multikey}"
    resolver = Resolver({"did:web:example.edu:badges": document})
    assert (
        retrieve_verification_method(method, relationship="assertionMethod", resolver=resolver).public_key
        == PUBLIC
    )
    assert "https://example.edu/badges/did.json" in found.err
    assert method in found.err


def test_several_keys_with_names(run: Any, tmp_path: Path) -> None:
    """Former keys stay listed; names go by order."""
    other = PrivateKey.from_seed(bytes(range(32, 64))).public_key
    out = tmp_path / "did.json"
    words = ["--key-id", "key-2026", "--key-id", "key-2025", "--out", out]
    found = run("did-document", "--did", "did:web:example.edu", *words, PUBLIC.multikey, did_key(other))
    assert (found.status, found.out) == (0, "")
    document = json.loads(out.read_bytes())
    assert [entry["id"].partition("#")[2] for entry in document["verificationMethod"]] == [
        "key-2026",
        "key-2025",
    ]
    assert document["assertionMethod"] == [entry["id"] for entry in document["verificationMethod"]]


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_web_server_can_read_the_did_document(run: Any, tmp_path: Path) -> None:
    """It is public, so its mode is not that of a key."""
    run("did-document", "--did", "did:web:example.edu", "--out", tmp_path / "did.json", PUBLIC.multikey)
    assert (tmp_path / "did.json").stat().st_mode & 0o777 == 0o644
    assert files(tmp_path) == {"did.json"}


def test_an_existing_did_document_is_replaced_only_on_request(run: Any, tmp_path: Path) -> None:
    """A former key could be lost; --replace says that it is meant."""
    out = tmp_path / "did.json"
    out.write_text("precious", encoding="utf-8")
    words = ["did-document", "--did", "did:web:example.edu", PUBLIC.multikey, "--out", out]
    found = run(*words)
    assert found.status == 2
    assert "--replace" in found.err
    assert out.read_text(encoding="utf-8") == "precious"
    assert run(*words, "--replace").status == 0
    assert json.loads(out.read_bytes())["id"] == "did:web:example.edu"
    assert files(tmp_path) == {"did.json"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--did", "did:web:192.168.1.1", PUBLIC.multikey], "IP address"),
        (["--did", "did:web:Example.edu", PUBLIC.multikey], "lower case"),
        (["--did", did_key(PUBLIC), PUBLIC.multikey], "did:key needs none"),
        (["--did", "example.edu", PUBLIC.multikey], "DID"),
        (["--did", "http://example.edu/issuer", PUBLIC.multikey], "https"),
        (["--did", "did:web:example.edu"], "Missing argument"),
        ([PUBLIC.multikey], "Missing option"),
        (["--did", "did:web:example.edu", "--key-id", "a", PUBLIC.multikey, W3C_KEY], "once for each"),
        (["--did", "did:web:example.edu", "--key-id", "a b", PUBLIC.multikey], "a b"),
        (["--did", "did:web:example.edu", PUBLIC.multikey, PUBLIC.multikey], "same"),
        (["--did", "did:web:example.edu", "--replace", PUBLIC.multikey], "--out"),
        (["--did", "did:web:example.edu", "z6Mkfoo"], "Multikey"),
    ],
)
def test_a_did_document_that_would_not_work_is_not_written(
    run: Any, tmp_path: Path, words: list[str], message: str
) -> None:
    """Each mistake has one message, status 2, and leaves no file."""
    for out in ([], ["--out", str(tmp_path / "did.json")]):
        if "--replace" in words and out:
            continue
        found = run("did-document", *words, *out)
        assert (found.status, found.out) == (2, "")
        assert message in found.err
        assert not files(tmp_path)


def test_a_missing_folder_for_the_did_document_is_said(run: Any, tmp_path: Path) -> None:
    """Status 2 and a message, no traceback."""
    out = tmp_path / "nowhere" / "did.json"
    found = run("did-document", "--did", "did:web:example.edu", PUBLIC.multikey, "--out", out)
    assert found.status == 2
    assert f"{out}: No such file or directory" in found.err


def test_a_failed_write_leaves_no_half_file(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old document stays whole when the disk is full."""
    out = tmp_path / "did.json"
    out.write_text("precious", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    words = ["--did", "did:web:example.edu", PUBLIC.multikey, "--out", out, "--replace"]
    found = run("did-document", *words)
    assert found.status == 2
    assert f"{out}: No space left" in found.err
    assert out.read_text(encoding="utf-8") == "precious"
    assert files(tmp_path) == {"did.json"}


@pytest.mark.parametrize("command", [[], ["new"], ["show"], ["did-document"]])
def test_help_has_an_example_and_no_control_characters(run: Any, command: list[str]) -> None:
    """Each command explains itself on standard output; click's own marks are not seen."""
    found = run(*command, "--help")
    assert found.status == 0
    assert "\b" not in found.out
    assert "\\b" not in found.out
    assert not command or "Example" in found.out


# Other algorithms.


@pytest.mark.parametrize(
    ("algorithm", "start"), [("p-256", "zDn"), ("p-384", "z82L"), ("p-521", "z2J9"), ("rsa", None)]
)
def test_keys_of_other_algorithms(run: Any, tmp_path: Path, algorithm: str, start: str | None) -> None:
    """Made, written, read back, shown and published; an RSA key has no Multikey and no did:key."""
    file = tmp_path / "k.pem"
    made = run("new", "--out", file, "--algorithm", algorithm, "--insecure-plain-key", "--format", "json")
    facts = json.loads(made.out)
    key = read_private_key(file, passphrase=None)
    assert (made.status, facts["algorithm"].lower()) == (0, algorithm)
    assert (facts["multikey"] or "").startswith(start or "")
    assert (facts["did_key"] is None) == (facts["multikey"] is None) == (start is None)
    assert facts["jwk"] == key.public_key.jwk
    shown = run("show", file)
    assert shown.status == 0
    assert facts["thumbprint"] in shown.out
    assert ("did:key" in shown.out) == (start is not None)
    written = run("did-document", "--did", "did:web:example.edu", file)
    document = json.loads(written.out)
    method = document["verificationMethod"][0]
    assert method["type"] == ("Multikey" if algorithm in {"p-256", "p-384"} else "JsonWebKey")
    assert method["id"] == f"did:web:example.edu#{facts['multikey'] or facts['thumbprint']}"
    found = retrieve_verification_method(
        method["id"], relationship="assertionMethod", resolver=Resolver({"did:web:example.edu": document})
    )
    assert found.public_key == key.public_key


def test_a_document_of_keys_of_all_kinds(run: Any, tmp_path: Path) -> None:
    """Each is found under its name, and the contexts that its form needs are there."""
    names = []
    for algorithm in ("ed25519", "p-256", "rsa"):
        file = tmp_path / f"{algorithm}.pem"
        assert run("new", "--out", file, "--algorithm", algorithm, "--insecure-plain-key").status == 0
        names.append(file)
    document = json.loads(run("did-document", "--did", "did:web:example.edu", *names).out)
    assert [each["type"] for each in document["verificationMethod"]] == ["Multikey", "Multikey", "JsonWebKey"]
    assert document["@context"][1:] == [
        "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/jwk/v1",
    ]
    twice = run(
        "did-document", "--did", "did:web:example.edu", names[2], names[2], "--key-id", "a", "--key-id", "b"
    )
    assert twice.status != 0
    assert "same key" in twice.err


def test_an_unknown_algorithm_is_wrong_usage(run: Any, tmp_path: Path) -> None:
    """Nothing is written, and the known ones are named."""
    refused = run("new", "--out", tmp_path / "k.pem", "--algorithm", "dsa")
    assert refused.status == 2
    assert "p-521" in refused.err
    assert not files(tmp_path)
