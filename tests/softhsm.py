"""A token in SoftHSM with keys of each kind, for tests of hardware keys."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.needs import softhsm_module as module

from mcissue.proof.stores.pkcs11_uri import Pkcs11Address

hsm = pytest.mark.hsm
PIN = b"1234-office"


def address(label: str, *, token: str = "office", more: str = "") -> Pkcs11Address:
    return Pkcs11Address.parse(f"pkcs11:token={token};object={label}{more}?module-path={module()}")


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A token called office with a key pair of each kind; one name is taken twice.

    One for all modules that import this fixture: the library reads its settings once.
    """
    if not _made:
        folder = tmp_path_factory.mktemp("softhsm")
        _make(folder)
        _made.append(folder)
    return _made[0]


_made: list[Path] = []


def _make(folder: Path) -> None:
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n", encoding="utf-8"
    )
    os.environ["SOFTHSM2_CONF"] = str(conf)
    subprocess.run(
        ["softhsm2-util", "--module", module(), "--init-token", "--free", "--label", "office", "--pin", PIN.decode(), "--so-pin", "5678"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    import pkcs11
    from pkcs11 import Attribute, KeyType, Mechanism
    from pkcs11.util.ec import encode_named_curve_parameters

    library = pkcs11.lib(module())
    with library.get_token(token_label="office").open(rw=True, user_pin=PIN.decode()) as session:
        curves = {
            "ed25519": (KeyType.EC_EDWARDS, Mechanism.EC_EDWARDS_KEY_PAIR_GEN, "1.3.101.112"),
            "p-256": (KeyType.EC, None, "secp256r1"),
            "p-384": (KeyType.EC, None, "secp384r1"),
            "p-521": (KeyType.EC, None, "secp521r1"),
            "koblitz": (KeyType.EC, None, "secp256k1"),
        }
        for label, (kind, mechanism, curve) in curves.items():
            parameters = session.create_domain_parameters(
                kind, {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}, local=True
            )
            parameters.generate_keypair(mechanism=mechanism, store=True, label=label, id=b"\x01")
        session.generate_keypair(KeyType.RSA, 2048, store=True, label="rsa")
        for number in (1, 2):
            session.generate_keypair(KeyType.RSA, 2048, store=True, label="twice", id=bytes([number]))
