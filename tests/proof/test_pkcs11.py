"""Keys in a hardware module: SoftHSM, with real tokens, real PINs and real key pairs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.interop.documents import DOCUMENTS, ISSUER, controller, minimal
from tests.interop.test_verifier import problems
from tests.softhsm import PIN, address, hsm, module, token  # noqa: F401 - a fixture

from mcissue.errors import KeyMaterialError, McissueError, ProofError
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver
from mcissue.proof.keys import PrivateKey
from mcissue.proof.stores.pacing import RateLimitedSigner
from mcissue.proof.stores.pkcs11 import Pkcs11Key, open_pkcs11_key
from mcissue.proof.stores.pkcs11_uri import Pkcs11Address
from mcissue.verify import Policy, Verdict, Verifier

_opened: list[Pkcs11Key] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """No test finds another one's session open: a process that is logged in is not asked again."""
    yield
    while _opened:
        _opened.pop().close()


def opened(label: str, **options: Any) -> Pkcs11Key:
    _opened.append(open_pkcs11_key(address(label, **options), pin=lambda: PIN))
    return _opened[-1]


@hsm
@pytest.mark.parametrize(
    ("label", "algorithm", "signs"),
    [
        ("ed25519", "Ed25519", None),
        ("p-256", "P-256", None),
        ("p-384", "P-384", None),
        ("p-521", "P-521", None),
        ("rsa", "RSA", "RS256"),
        ("rsa", "RSA", "PS256"),
    ],
)
@pytest.mark.usefixtures("token")
def test_a_signature_of_the_module_holds(label: str, algorithm: str, signs: str | None) -> None:
    """Each kind of key is read from the token, signs there, and its public half agrees; other bytes do not."""
    key = opened(label)
    assert key.public_key.algorithm == algorithm
    for data in (b"", b"a credential", os.urandom(3000)):
        signature = key.sign(data, algorithm=signs)
        assert key.public_key.verify(signature, data, algorithm=signs)
        assert not key.public_key.verify(signature, data + b".", algorithm=signs)


@hsm
@pytest.mark.usefixtures("token")
def test_a_credential_signed_in_the_module_is_valid() -> None:
    """The whole way: key from the token, proof, verifier."""
    key = opened("ed25519")
    method = f"{ISSUER}#key-2026"
    credential = add_proof(
        minimal(), signer=key.signer(method), created=datetime(2026, 6, 15, 12, tzinfo=UTC)
    )
    documents = {ISSUER: controller(multikey=key.public_key.multikey)}
    verifier = Verifier(
        resolver=Resolver(documents), policy=Policy.AUTHENTIC, at=datetime(2026, 7, 1, tzinfo=UTC)
    )
    import json

    report = verifier.verify(json.dumps(credential).encode())
    assert problems(report) == {}
    assert report.verdict is Verdict.VALID
    assert DOCUMENTS[ISSUER] != documents[ISSUER]


FAULTS = {
    "no such token": ({"token": "other"}, "ed25519", "hsm_token_unknown"),
    "no such key": ({}, "nobody", "hsm_key_unknown"),
    "two keys of one name": ({}, "twice", "hsm_key_ambiguous"),
    "a curve that nobody signs credentials on": ({}, "koblitz", "key_algorithm_unsupported"),
}


@hsm
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.usefixtures("token")
def test_what_is_wrong_with_a_token_is_named(name: str) -> None:
    """Each fault has its code, says which key, and how to mend it."""
    options, label, code = FAULTS[name]
    with pytest.raises(KeyMaterialError) as caught:
        opened(label, **options)
    assert caught.value.code == code
    assert caught.value.path


@hsm
@pytest.mark.usefixtures("token")
def test_an_id_tells_keys_of_one_name_apart() -> None:
    """`id=%02` picks the second."""
    first, second = (opened("twice", more=f";id=%0{number}").public_key for number in (1, 2))
    assert first != second


@hsm
@pytest.mark.usefixtures("token")
def test_two_keys_of_one_token_may_be_open_at_once() -> None:
    """The second finds the process logged in, and one that is closed opens again when it signs."""
    first, second = opened("ed25519"), opened("p-256")
    first.close()
    for key in (first, second):
        assert key.public_key.verify(key.sign(b"x"), b"x")


@hsm
@pytest.mark.usefixtures("token")
def test_a_wrong_pin_is_said_and_not_repeated() -> None:
    """The PIN stands in no message."""
    import pkcs11

    # Nobody in this process is logged in any more: one that is, is not asked again.
    pkcs11.lib(module()).reinitialize()
    with pytest.raises(KeyMaterialError) as caught:
        open_pkcs11_key(address("ed25519"), pin=lambda: b"secret-guess")
    assert caught.value.code == "hsm_pin_wrong"
    assert "secret-guess" not in str(caught.value)


@pytest.mark.hsm
def test_a_library_that_is_none_is_our_error(tmp_path: Path) -> None:
    """Whatever the module's path leads to, only our errors come out."""
    (tmp_path / "lib.so").write_bytes(b"no library")
    for path in (tmp_path / "missing.so", tmp_path / "lib.so"):
        with pytest.raises(McissueError) as caught:
            open_pkcs11_key(
                Pkcs11Address.parse(f"pkcs11:token=a;object=b?module-path={path}"), pin=lambda: PIN
            )
        assert caught.value.code == "hsm_failed"


_FORKED = """
import os, sys
from mcissue.proof.stores.pkcs11 import open_pkcs11_key
from mcissue.proof.stores.pkcs11_uri import Pkcs11Address
asked = []
def pin():
    asked.append(os.getpid())
    return b"1234-office"
key = open_pkcs11_key(Pkcs11Address.parse(sys.argv[1]), pin=pin)
assert key.public_key.verify(key.sign(b"parent"), b"parent")
for _ in range(2):
    child = os.fork()
    if child == 0:
        good = key.public_key.verify(key.sign(b"child"), b"child") and key.public_key.verify(key.sign(b"2"), b"2")
        os._exit(0 if good and asked[-1] == os.getpid() else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0, status
assert key.public_key.verify(key.sign(b"parent again"), b"parent again")
assert len(asked) == 1, asked
"""


@hsm
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.usefixtures("token")
def test_each_process_logs_in_by_itself() -> None:
    """After a fork the child opens its own session, once, and the parent's goes on."""
    text = f"pkcs11:token=office;object=ed25519?module-path={module()}"
    done = subprocess.run([sys.executable, "-c", _FORKED, text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@hsm
@pytest.mark.usefixtures("token")
def test_a_lost_session_is_opened_again() -> None:
    """A session that ended while a batch runs is no reason to stop it."""
    key = opened("p-256")
    key._open[0].session.close()
    assert key.public_key.verify(key.sign(b"row 500"), b"row 500")


@hsm
@pytest.mark.usefixtures("token")
def test_a_module_that_goes_away_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is pulled out is our error; put in again, it signs."""
    from pkcs11.exceptions import DeviceRemoved

    key = opened("p-256")

    def gone(*_: object, **__: object) -> None:
        raise DeviceRemoved

    with monkeypatch.context() as pulled:
        pulled.setattr("mcissue.proof.stores.pkcs11._signature", gone)
        with pytest.raises(ProofError) as caught:
            key.sign(b"row 500")
    assert caught.value.code == "hsm_failed"
    assert "nothing was signed" in str(caught.value)
    assert key.public_key.verify(key.sign(b"row 500"), b"row 500")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key.pem", "no PKCS #11 address"),
        ("pkcs11:token=a;object=b", "module-path"),
        ("pkcs11:object=b?module-path=/x", "which token"),
        ("pkcs11:token=a?module-path=/x", "which key"),
        ("pkcs11:token=a;token=b;object=c?module-path=/x", "twice"),
        ("pkcs11:token=a;object=b;colour=red?module-path=/x", "colour"),
        ("pkcs11:token=;object=b?module-path=/x", "empty"),
        ("pkcs11:token=a b;object=b?module-path=/x", "%XX"),
        ("pkcs11:token=%FF;object=b?module-path=/x", "UTF-8"),
        ("pkcs11:token=a%00;object=b?module-path=/x", "null"),
        ("pkcs11:token=a;object=b;type=cert?module-path=/x", "private key"),
        ("pkcs11:token=a;object=b?module-path=/x&pin-value=1234", "every user"),
        ("pkcs11:" + "x" * 3000, "no PKCS #11 address"),
    ],
)
def test_a_malformed_address_says_what_is_wrong(text: str, says: str) -> None:
    """Each part that is missing, double or unknown is named, and a PIN is never repeated."""
    with pytest.raises(KeyMaterialError) as caught:
        Pkcs11Address.parse(text)
    assert caught.value.code == "pkcs11_address_malformed"
    assert says in str(caught.value)
    assert "1234" not in str(caught.value)


def test_an_address_is_read_as_rfc_7512_writes_it() -> None:
    """Escapes are undone; the order of parts does not matter."""
    found = Pkcs11Address.parse(
        "pkcs11:object=issuer%202026;serial=4a1;id=%01%FF;type=private?pin-source=file:/run/pin&module-path=/x.so"
    )
    assert found == Pkcs11Address(
        module=Path("/x.so"),
        serial="4a1",
        label="issuer 2026",
        id=b"\x01\xff",
        pin_source=Path("/run/pin"),
    )
    assert str(found) == "issuer 2026 on the token 4a1"


def test_a_rate_is_kept_and_bursts_are_not_saved_up() -> None:
    """Ten a second are never more, even after a pause."""
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    signer = RateLimitedSigner(
        PrivateKey.generate().signer(f"{ISSUER}#1"), 10, clock=lambda: now[0], sleep=sleep
    )
    for _ in range(5):
        signer.sign(b"x")
    assert sum(slept) == pytest.approx(0.4)
    now[0] += 60
    slept.clear()
    for _ in range(3):
        signer.sign(b"x")
    assert sum(slept) == pytest.approx(0.2)
    assert signer.key_id == f"{ISSUER}#1"
    assert signer.public_key.verify(signer.sign(b"y"), b"y")
    with pytest.raises(ValueError, match="above zero"):
        RateLimitedSigner(signer, 0)
