"""A key store that is no part of mcissue: seeds in a file, masked by the combination of the drawer.

What it takes to add a key store: this module, and its line in `mcissue.proof.stores.table`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import PrivateKey
from mcissue.proof.stores import KeyStore, SecretRequest, SecretSource

__all__ = ["STORE", "open_address", "put"]

STORE: Final = KeyStore(scheme="drawer:", address="drawer:FILE for one in a drawer", module=__name__)


def put(file: Path, seed: bytes, combination: bytes) -> None:
    """Lay a key into a drawer."""
    file.write_bytes(_masked(seed, combination) + hashlib.sha256(seed).digest())


def open_address(address: str, *, ask: SecretSource) -> PrivateKey:
    """Open a drawer."""
    file = Path(address.removeprefix(STORE.scheme))
    try:
        data = file.read_bytes()
    except OSError as error:
        raise KeyMaterialError(
            "there is no such drawer", code="key_file_unreadable", path=str(file)
        ) from error
    seed = _masked(data[:32], ask(SecretRequest(name="combination", key=file.name)))
    if hashlib.sha256(seed).digest() != data[32:]:
        raise KeyMaterialError("the combination is wrong", code="passphrase_wrong", path=str(file))
    return PrivateKey.from_seed(seed)


def _masked(seed: bytes, combination: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(seed, hashlib.sha256(combination).digest(), strict=True))
