"""The table of key stores: every command takes a key of every store, and a store is added by one line."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.office import BASE, ISSUER, Office
from tests.cli.running import run
from tests.softhsm import PIN, hsm, module, token  # noqa: F401 - a fixture
from tests.toys import drawer

from mcissue.errors import KeyMaterialError
from mcissue.proof.did import did_key
from mcissue.proof.keys import PrivateKey
from mcissue.proof.stores import SecretRequest, StoredKey, open_key, open_public_key, table
from mcissue.proof.stores.pem import write_private_key
from mcissue.registry.snapshot import load_registry

SOURCES = Path(importlib.import_module("mcissue").__file__ or "").parent
STORES = (*table.STORES, drawer.STORE)
SEED = b"the key that lies in some store!"
SECRET = PIN.decode()


@dataclass(frozen=True)
class Kept:
    """A key in a store.

    Attributes:
        scheme: the store's.
        address: the key's.
        secret: what the secret is called.
    """

    scheme: str
    address: str
    secret: str


def _in_pem(folder: Path, _: pytest.FixtureRequest) -> Kept:
    write_private_key(folder / "k.pem", PrivateKey.from_seed(SEED), passphrase=PIN)
    return Kept("pem:", f"pem:{folder / 'k.pem'}", "passphrase")


def _in_file(folder: Path, request: pytest.FixtureRequest) -> Kept:
    return Kept("pem:", _in_pem(folder, request).address.removeprefix("pem:"), "passphrase")


def _in_module(_: Path, request: pytest.FixtureRequest) -> Kept:
    request.getfixturevalue("token")
    return Kept("pkcs11:", f"pkcs11:token=office;object=ed25519?module-path={module()}", "PIN")


def _in_drawer(folder: Path, _: pytest.FixtureRequest) -> Kept:
    drawer.put(folder / "drawer", SEED, PIN)
    return Kept("drawer:", f"drawer:{folder / 'drawer'}", "combination")


KEPT = {"file": _in_file, "pem": _in_pem, "pkcs11": _in_module, "drawer": _in_drawer}


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line more in the table: the only thing that these tests change."""
    monkeypatch.setattr(table, "STORES", STORES)


@pytest.fixture(params=["file", "pem", pytest.param("pkcs11", marks=hsm), "drawer"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return KEPT[str(request.param)](tmp_path, request)


@pytest.fixture(params=["file", "pem", "drawer"])
def guarded(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """A key that is asked for each time; a module stays open for a process that has logged in."""
    return KEPT[str(request.param)](tmp_path, request)


def opened(kept: Kept) -> StoredKey:
    return open_key(kept.address, ask=lambda _: PIN)


# --- The door -----------------------------------------------------------------------------------------------


def test_these_tests_know_every_store() -> None:
    """A line that nobody tests is not added."""
    assert {store.scheme for store in table.STORES} == {"pem:", "pkcs11:", "drawer:"}
    assert len({store.scheme for store in table.STORES}) == len(table.STORES)


def test_a_stored_key_signs(kept: Kept) -> None:
    """Under the name that it is given, and its public half confirms it."""
    key = opened(kept)
    signer = key.signer(f"{ISSUER}#one")
    key.public_key.verify(signer.sign(b"an award"), b"an award")
    assert (signer.key_id, signer.public_key) == (f"{ISSUER}#one", key.public_key)
    assert open_public_key(kept.address, ask=lambda _: PIN) == key.public_key


def test_a_store_says_what_it_asks_for(guarded: Kept) -> None:
    """By its own word, once, and whose secret it is."""
    asked: list[SecretRequest] = []

    def ask(request: SecretRequest) -> bytes:
        asked.append(request)
        return PIN

    open_key(guarded.address, ask=ask)
    assert [request.name for request in asked] == [guarded.secret]
    assert asked[0].key
    assert SECRET not in repr(asked)


def test_where_nobody_can_be_asked_the_store_says_what_is_missing(guarded: Kept) -> None:
    """As an error of ours."""
    with pytest.raises(KeyMaterialError) as caught:
        open_key(guarded.address, ask=None)
    assert caught.value.code == "passphrase_missing"
    assert guarded.secret in caught.value.message


def test_an_address_of_no_store_names_what_can_be_given() -> None:
    """Rather than that a file is missing."""
    with pytest.raises(KeyMaterialError) as caught:
        open_key("awskms:alias/issuer", ask=None)
    assert caught.value.code == "key_store_unknown"
    assert all(store.address in str(caught.value.mend) for store in STORES)


def test_a_file_may_be_called_like_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without a scheme of the table is a path."""
    monkeypatch.chdir(tmp_path)
    key = PrivateKey.from_seed(SEED)
    write_private_key(Path("office:2026.pem"), key, passphrase=None, insecure_plain=True)
    assert open_key("office:2026.pem", ask=None).public_key == key.public_key
    with pytest.raises(KeyMaterialError) as caught:
        open_key(r"C:\keys\university.pem", ask=None)
    assert caught.value.code == "key_file_unreadable"


def test_only_the_table_knows_modules_of_hardware_by_name() -> None:
    """No other room names one of their schemes or imports them; key files are also written, and so are known."""
    ours = {store.module for store in STORES} - {"mcissue.proof.stores.pem"}
    found = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if path.parent.name != "stores" and ours & set(_imported(path))
    }
    assert not found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


# --- The commands -------------------------------------------------------------------------------------------


def test_its_public_half_is_shown_and_published(kept: Kept, tmp_path: Path) -> None:
    """`keys show` and `keys did-document`."""
    public_key, out = opened(kept).public_key, tmp_path / "did.json"
    shown = run("keys", "show", kept.address, "--passphrase-env", "SECRET", "--format", "json", SECRET=SECRET)
    assert json.loads(shown.out)["multikey"] == public_key.multikey
    words = ("--did", ISSUER, kept.address, "--passphrase-env", "SECRET", "--out", out)
    assert run("keys", "did-document", *words, SECRET=SECRET).status == 0
    (method,) = json.loads(out.read_bytes())["verificationMethod"]
    assert method["publicKeyMultibase"] == public_key.multikey


def test_a_registry_is_published_with_it(kept: Kept, tmp_path: Path) -> None:
    """An operator, too, may keep the key where it can't be copied."""
    draft, out = tmp_path / "draft.yaml", tmp_path / "registry.json"
    assert run("registry", "new", draft, "--operator-id", "did:web:a.example", "--name", "en=A").status == 0
    assert run("registry", "add", draft, "--id", ISSUER, "--name", "en=Kymi").status == 0
    words = ("registry", "publish", draft, "--key", kept.address, "--out", out)
    for number in (1, 2):
        ran = run(*words, "--passphrase-env", "SECRET", SECRET=SECRET)
        assert ran.status == 0, ran
        registry = load_registry(out.read_bytes(), operator_key=opened(kept).public_key, at=datetime.now(UTC))
        assert registry.snapshot.sequence == number
    assert did_key(opened(kept).public_key) in ran.err


def test_a_class_is_issued_and_a_list_published_with_it(kept: Kept, tmp_path: Path) -> None:
    """What is revoked is found revoked, and the rest valid."""
    office = Office(tmp_path / "office")
    office.key = kept.address  # type: ignore[assignment]
    ran = office.issue("--passphrase-env", "SECRET", "--sign-rate", "500", SECRET=SECRET)
    assert ran.status == 0, ran
    first, *others = ran.lines
    assert run("status", "revoke", office.out, first).status == 0
    published = run(
        "status", "publish", office.out, "--issuer", office.issuer, "--key", kept.address,
        "--passphrase-env", "SECRET", SECRET=SECRET,
    )  # fmt: skip
    assert (published.status, BASE in published.err) == (0, True), published
    status, reports = office.verify(first, *others)
    assert (status, [report["verdict"] for report in reports]) == (1, ["invalid", "valid", "valid"])


def test_a_wrong_secret_signs_nothing_and_is_not_shown(guarded: Kept, tmp_path: Path) -> None:
    """The message is the store's, in its own word."""
    draft, out = tmp_path / "draft.yaml", tmp_path / "registry.json"
    run("registry", "new", draft, "--operator-id", "did:web:a.example", "--name", "en=A")
    run("registry", "add", draft, "--id", ISSUER, "--name", "en=Kymi")
    words = ("registry", "publish", draft, "--key", guarded.address, "--out", out)
    ran = run(*words, "--passphrase-env", "SECRET", SECRET="a wrong guess")
    assert (ran.status, out.exists()) == (2, False)
    assert f"the {guarded.secret} is wrong" in ran.err
    assert "a wrong guess" not in ran.out + ran.err
    unasked = run(*words)
    assert unasked.status == 2
    assert f"a {guarded.secret} is needed, and there is no terminal" in unasked.err


@pytest.mark.parametrize("words", [("issue",), ("status", "publish"), ("registry", "publish")])
def test_help_says_how_keys_of_every_store_are_addressed(words: tuple[str, ...]) -> None:
    """From the table, and the same in each command."""
    text = " ".join(run(*words, "--help").out.split())
    assert all(store.address in text for store in STORES)
