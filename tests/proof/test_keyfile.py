"""Private keys on disk: how they are made, and which files are refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mcissue.errors import KeyMaterialError
from mcissue.proof.did import did_jwk, did_key, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base58btc
from mcissue.proof.stores import pem as keyfile
from mcissue.proof.stores.pem import (
    check_new_key_file,
    read_private_key,
    read_public_key,
    write_private_key,
)

KEY = PrivateKey.from_seed(b"test_keyfile-test_keyfile-test_k")
PASSPHRASE = "käse und öl".encode()
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")


def refused(code: str) -> pytest.RaisesExc[KeyMaterialError]:
    """A context that wants an error with this code."""
    return pytest.RaisesExc(KeyMaterialError, check=lambda error: error.code == code)


def never() -> bytes:
    """A passphrase that must not be asked for."""
    raise AssertionError("nobody should be asked")


def pem(
    private: object, *, passphrase: bytes | None = None, form: PrivateFormat = PrivateFormat.PKCS8
) -> bytes:
    """A private key as other software writes it."""
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return private.private_bytes(Encoding.PEM, form, encryption)  # type: ignore[attr-defined, no-any-return]


def put(file: Path, data: bytes, mode: int = 0o600) -> Path:
    """Write a file with a mode."""
    file.write_bytes(data)
    file.chmod(mode)
    return file


def test_an_encrypted_key_comes_back(tmp_path: Path) -> None:
    """What is written with a passphrase is read with it, and the file does not hold the seed."""
    file = tmp_path / "k.pem"
    write_private_key(file, KEY, passphrase=PASSPHRASE)
    assert read_private_key(file, passphrase=lambda: PASSPHRASE) == KEY
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")


def test_a_plain_key_comes_back_without_a_question(tmp_path: Path) -> None:
    """Nobody is asked for the passphrase of a key that has none."""
    file = tmp_path / "k.pem"
    write_private_key(file, KEY, passphrase=None, insecure_plain=True)
    assert read_private_key(file, passphrase=never) == KEY


def test_a_plain_key_needs_the_word_insecure(tmp_path: Path) -> None:
    """Forgetting the passphrase does not lead to an open key."""
    with refused("passphrase_missing"):
        write_private_key(tmp_path / "k.pem", KEY, passphrase=None)
    assert not list(tmp_path.iterdir())


def test_other_software_reads_our_envelope(tmp_path: Path) -> None:
    """The encrypted form is the standard's: a library and, where it is installed, OpenSSL read it."""
    text = KEY.to_pem(b"secret")
    assert load_pem_private_key(text, b"secret").private_bytes_raw() == KEY._secret  # type: ignore[union-attr]
    if shutil.which("openssl"):
        file = put(tmp_path / "k.pem", text)
        command = [
            "openssl",
            "pkey",
            "-in",
            str(file),
            "-passin",
            "pass:secret",
            "-pubout",
            "-outform",
            "DER",
        ]
        assert subprocess.run(command, capture_output=True, check=True).stdout.endswith(KEY.public_key.raw)


def test_other_softwares_envelopes_are_read(tmp_path: Path) -> None:
    """PBKDF2 instead of scrypt is no reason to refuse a user's key."""
    private = ed25519.Ed25519PrivateKey.from_private_bytes(KEY._secret)
    file = put(tmp_path / "k.pem", pem(private, passphrase=b"secret"))
    assert read_private_key(file, passphrase=lambda: b"secret") == KEY


def test_two_files_of_one_key_differ() -> None:
    """Salt and vector are fresh each time, so equal passphrases do not show."""
    assert KEY.to_pem(b"secret") != KEY.to_pem(b"secret")


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_key_is_only_its_owners(tmp_path: Path, umask: int) -> None:
    """Whatever the umask: mode 0600, from the first instant on."""
    before = os.umask(umask)
    try:
        write_private_key(tmp_path / "k.pem", KEY, passphrase=None, insecure_plain=True)
    finally:
        os.umask(before)
    assert (tmp_path / "k.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["file", "empty", "folder", "broken link"])
def test_nothing_is_ever_overwritten(tmp_path: Path, kind: str) -> None:
    """Whatever stands there stays there, a link that leads nowhere included."""
    file = tmp_path / "k.pem"
    if kind == "folder":
        file.mkdir()
    elif kind == "broken link":
        file.symlink_to(tmp_path / "elsewhere")
    else:
        file.write_bytes(b"precious" if kind == "file" else b"")
    for action in (check_new_key_file, lambda path: write_private_key(path, KEY, passphrase=b"x")):
        with refused("key_file_exists"):
            action(file)
    assert kind != "file" or file.read_bytes() == b"precious"
    assert not (tmp_path / "elsewhere").exists()


def test_a_race_for_the_name_is_lost_safely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that appears after the first look is not overwritten either."""
    file = tmp_path / "k.pem"
    file.write_bytes(b"precious")
    monkeypatch.setattr(keyfile, "check_new_key_file", lambda path: None)
    with refused("key_file_exists"):
        write_private_key(file, KEY, passphrase=b"x")
    assert file.read_bytes() == b"precious"


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk gives our error, and no half key that would block the name."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyfile.os, "fsync", full)
    with refused("key_file_unwritable"):
        write_private_key(tmp_path / "k.pem", KEY, passphrase=b"x")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_said_with_the_way_to_mend_it(tmp_path: Path) -> None:
    """The message names the command that makes the folder."""
    with pytest.raises(KeyMaterialError) as caught:
        write_private_key(tmp_path / "keys" / "k.pem", KEY, passphrase=b"x")
    assert caught.value.code == "key_file_unwritable"
    assert f"mkdir -p {tmp_path / 'keys'}" in str(caught.value)


@pytest.mark.parametrize("name", ["k\0.pem", "k" * 300])
def test_impossible_names_give_our_error(tmp_path: Path, name: str) -> None:
    """No ValueError or OSError leaves, reading or writing."""
    with refused("key_file_unwritable"):
        write_private_key(tmp_path / name, KEY, passphrase=b"x")
    with refused("key_file_unreadable"):
        read_private_key(tmp_path / name, passphrase=never)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o610, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Any right for group or others is one too many; the message names the command."""
    file = put(tmp_path / "k.pem", KEY.to_pem(None), mode)
    with pytest.raises(KeyMaterialError) as caught:
        read_private_key(file, passphrase=never)
    assert caught.value.code == "key_file_too_open"
    assert f"chmod 600 {file}" in str(caught.value)


@posix
def test_a_link_does_not_hide_an_open_key(tmp_path: Path) -> None:
    """The mode that counts is that of the file that is read."""
    put(tmp_path / "open.pem", KEY.to_pem(None), 0o644)
    (tmp_path / "k.pem").symlink_to(tmp_path / "open.pem")
    with refused("key_file_too_open"):
        read_private_key(tmp_path / "k.pem", passphrase=never)


def test_a_wrong_passphrase_is_said(tmp_path: Path) -> None:
    """Wrong, missing, empty and endless passphrases are four messages."""
    file = put(tmp_path / "k.pem", KEY.to_pem(b"right"))
    with refused("passphrase_wrong"):
        read_private_key(file, passphrase=lambda: b"wrong")
    with refused("passphrase_missing"):
        read_private_key(file, passphrase=None)
    with refused("passphrase_unusable"):
        read_private_key(file, passphrase=lambda: b"")
    with refused("passphrase_unusable"):
        read_private_key(file, passphrase=lambda: b"x" * 1024)
    with refused("passphrase_missing"):
        PrivateKey.from_pem(file.read_bytes())


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1024])
def test_an_unusable_passphrase_makes_no_key(tmp_path: Path, passphrase: bytes) -> None:
    """It is refused before the file is made."""
    with refused("passphrase_unusable"):
        write_private_key(tmp_path / "k.pem", KEY, passphrase=passphrase)
    assert not list(tmp_path.iterdir())


def test_a_damaged_envelope_gives_our_error_at_every_place(tmp_path: Path) -> None:
    """Cut or changed anywhere, an encrypted key gives one of our codes and no other exception."""
    lines = KEY.to_pem(b"secret").splitlines(keepends=True)
    body = b"".join(lines[1:-1])
    for place in range(0, len(body), 23):
        for damaged in (body[:place], body[:place] + b"A" + body[place + 1 :]):
            text = lines[0] + damaged + b"\n" + lines[-1]
            code = ""
            try:
                found = PrivateKey.from_pem(text, b"secret")
            except KeyMaterialError as error:
                code = error.code
            assert code in {"passphrase_wrong", "key_algorithm_unsupported"} or found == KEY


def public_pem(private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as PEM."""
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(KEY._secret)
P256 = ec.generate_private_key(ec.SECP256R1())
CERTIFICATE = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key_file_not_a_key"),
        (b"not a key\n", "key_file_not_a_key"),
        (os.urandom(300), "key_file_not_a_key"),
        (b"A" * 70_000, "key_file_not_a_key"),
        (CERTIFICATE, "key_file_not_a_key"),
        (KEY.to_pem(None) * 2, "key_file_not_a_key"),
        (KEY.to_pem(None) + CERTIFICATE, "key_file_not_a_key"),
        (KEY.to_pem(None)[:60] + KEY.to_pem(None)[70:], "key_file_not_a_key"),
        (b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "key_file_not_a_key"),
        (public_pem(ED25519), "key_file_is_public"),
        (pem(ec.generate_private_key(ec.SECP256K1())), "key_algorithm_unsupported"),
        (pem(rsa.generate_private_key(65537, 1024)), "key_weak"),
        (pem(P256, form=PrivateFormat.TraditionalOpenSSL), "key_algorithm_unsupported"),
        (pem(x25519.X25519PrivateKey.generate()), "key_algorithm_unsupported"),
        (pem(ED25519, form=PrivateFormat.OpenSSH), "key_algorithm_unsupported"),
    ],
)
def test_files_that_hold_no_key_of_ours_are_told_apart(tmp_path: Path, data: bytes, code: str) -> None:
    """No key, a public key, a key of another kind: each has its message, and nobody is asked anything."""
    with refused(code):
        read_private_key(put(tmp_path / "k.pem", data), passphrase=never)


def test_the_kind_of_a_foreign_key_is_named(tmp_path: Path) -> None:
    """Whoever gives a key of a cryptocurrency learns that it is one."""
    foreign = put(tmp_path / "k.pem", pem(ec.generate_private_key(ec.SECP256K1())))
    with pytest.raises(KeyMaterialError, match="secp256k1") as caught:
        read_private_key(foreign, passphrase=never)
    assert caught.value.path == str(foreign)


def test_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    """Both can't be read, and the file is named."""
    for name in (tmp_path, tmp_path / "nothing.pem"):
        with pytest.raises(KeyMaterialError) as caught:
            read_private_key(name, passphrase=never)
        assert (caught.value.code, caught.value.path) == ("key_file_unreadable", str(name))


@posix
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """A named pipe is refused at once, and not waited for."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    with refused("key_file_unreadable"):
        read_private_key(tmp_path / "pipe", passphrase=never)


PUBLIC = KEY.public_key
JWK_TEXT = f'{{"kty": "OKP", "crv": "Ed25519", "x": "{PUBLIC.jwk["x"]}"}}'


@pytest.mark.parametrize(
    "text",
    [PUBLIC.multikey, did_key(PUBLIC), did_key_method(PUBLIC), did_jwk(PUBLIC), did_jwk(PUBLIC) + "#0"],
)
def test_a_public_key_is_read_as_people_name_it(tmp_path: Path, text: str) -> None:
    """The text itself, or a file that holds it, with a line end or without."""
    assert read_public_key(text) == PUBLIC
    assert read_public_key(str(put(tmp_path / "k.txt", text.encode() + b"\n", 0o644))) == PUBLIC


@pytest.mark.parametrize("data", [JWK_TEXT.encode(), public_pem(ED25519), KEY.to_pem(None)])
def test_a_public_key_is_read_from_other_files(tmp_path: Path, data: bytes) -> None:
    """A JWK, a public key in PEM, and the public half of a private key."""
    assert read_public_key(str(put(tmp_path / "k", data))) == PUBLIC


def test_the_public_half_of_an_encrypted_key_needs_the_passphrase(tmp_path: Path) -> None:
    """It is asked for, and only then."""
    file = put(tmp_path / "k.pem", KEY.to_pem(b"secret"))
    assert read_public_key(str(file), passphrase=lambda: b"secret") == PUBLIC
    with refused("passphrase_missing"):
        read_public_key(str(file))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key_malformed"),
        (b"hello", "key_malformed"),
        ("\u00e9".encode(), "key_malformed"),
        (b"{", "key_malformed"),
        (b'{"kty": "OKP", "kty": "OKP"}', "key_malformed"),
        (JWK_TEXT.replace("{", '{"d": "AAAA", ').encode(), "key_secret_exposed"),
        (encode_base58btc(bytes.fromhex("8026") + bytes(32)).encode(), "key_secret_exposed"),
        (public_pem(ec.generate_private_key(ec.SECP256K1())), "key_algorithm_unsupported"),
        (public_pem(ED25519).replace(b"MCow", b"MCox"), "key_malformed"),
        (b"did:key:z6Mk", "key_malformed"),
        (b"did:jwk:e30", "key_algorithm_unsupported"),
        (b"did:web:example.edu", "key_malformed"),
        (f"{did_key(PUBLIC)}#z6Mkfoo".encode(), "key_malformed"),
    ],
)
def test_files_without_a_public_key_are_refused(tmp_path: Path, data: bytes, code: str) -> None:
    """Each gives our error with the file's name."""
    with pytest.raises(KeyMaterialError) as caught:
        read_public_key(str(put(tmp_path / "k", data)))
    assert caught.value.code == code


def test_nothing_secret_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log of making a key names its public half only."""
    caplog.set_level("DEBUG")
    write_private_key(tmp_path / "k.pem", KEY, passphrase=b"open sesame")
    read_private_key(tmp_path / "k.pem", passphrase=lambda: b"open sesame")
    assert PUBLIC.multikey in caplog.text
    for secret in ("sesame", KEY._secret.hex(), KEY._secret.decode()):
        assert secret not in caplog.text
