"""The door to every key store: an address becomes a key pair that signs."""

from __future__ import annotations

import os.path
import re
from typing import TYPE_CHECKING, Final

from mcissue.errors import KeyMaterialError
from mcissue.proof.stores import table
from mcissue.proof.stores.store import SecretRequest

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey
    from mcissue.proof.stores.store import KeyStore, SecretSource, StoredKey

__all__ = ["key_addresses", "open_key", "open_public_key"]

# RFC 3986, section 3.1; a single letter is a drive of Windows.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def open_key(address: str, *, ask: SecretSource | None) -> StoredKey:
    """Open a key pair wherever it is kept.

    Args:
        address: the path of a PEM file, or an address that begins with the scheme of a store
            (`mcissue.proof.stores.table.STORES`).
        ask: answers the store's requests for a secret; None if nobody can be asked.

    Raises:
        KeyMaterialError: `key_store_unknown`, `passphrase_missing`, or another reason of the store's own why
            the key can't be used.
    """
    store = _store_of(address)
    if store is None:
        scheme = _SCHEME.match(address)
        if scheme and not os.path.lexists(address):
            raise KeyMaterialError(
                f"no key store is addressed by {scheme[0][:40]!r}, and no file has this name",
                code="key_store_unknown",
                path=address[:200],
                mend=f"Give {key_addresses()}.",
            )
        store = table.STORES[0]
    return store.open(address, ask=ask or _refuse)


def open_public_key(key: str, *, ask: SecretSource | None) -> PublicKey:
    """Find the public half of a key that may be a text, a file, or in a store.

    Args:
        key: what `mcissue.proof.stores.pem.read_public_key` takes, or an address as in `open_key`.
        ask: as there; asked only if the private half is needed for it.

    Raises:
        KeyMaterialError: there is no key, or it can't be used.
    """
    store, files = _store_of(key), table.STORES[0]
    if store is not None and store != files:
        return store.open(key, ask=ask or _refuse).public_key
    from mcissue.proof.stores.pem import read_public_key  # noqa: PLC0415 - cryptography is for who needs it

    asked = SecretRequest(name="passphrase", key=key)
    return read_public_key(key.removeprefix(files.scheme), passphrase=lambda: (ask or _refuse)(asked))


def key_addresses() -> str:
    """How keys are addressed, in words for a help text."""
    return ", or ".join(store.address for store in table.STORES)


def _store_of(address: str) -> KeyStore | None:
    return next((store for store in table.STORES if address.startswith(store.scheme)), None)


def _refuse(request: SecretRequest) -> bytes:
    raise KeyMaterialError(
        f"the key is protected by a {request.name}, and none was given",
        code="passphrase_missing",
        path=request.key,
    )
