"""What a key store is: how its keys are addressed, what it asks for, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey, Signer

__all__ = ["KeyStore", "SecretRequest", "SecretSource", "StoredKey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRequest:
    """What a store asks for, and only once it needs it.

    Attributes:
        name: what the secret is called in a sentence: "passphrase", "PIN".
        key: whose secret it is, for a prompt; never a secret itself.
        file: a file with the secret in its only line, if the key's address names one.
    """

    name: str
    key: str
    file: Path | None = None


SecretSource = Callable[[SecretRequest], bytes]
"""Answers a request, at a prompt or from wherever the user keeps the secret."""


class StoredKey(Protocol):
    """A key pair in a store; where its private half is, is the store's business."""

    @property
    def public_key(self) -> PublicKey:
        """The public half."""

    def signer(self, key_id: str) -> Signer:
        """A signer under the name of a verification method.

        Args:
            key_id: the URL of the verification method.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStore:
    """A line of the table `mcissue.proof.stores.table.STORES`.

    Its module is imported when a key is opened: it may need an extra, and help texts name every store.

    Attributes:
        scheme: how addresses of its keys begin, with the colon.
        address: such an address in a sentence, for help texts.
        module: the module with `open_address(address: str, *, ask: SecretSource) -> StoredKey`, which raises
            `KeyMaterialError` only.
    """

    scheme: str
    address: str
    module: str

    def open(self, address: str, *, ask: SecretSource) -> StoredKey:
        """Open a key, as the module does.

        Args:
            address: the address, with or without the scheme where the store takes both.
            ask: answers requests for a secret.

        Raises:
            KeyMaterialError: the key can't be used.
        """
        key: StoredKey = import_module(self.module).open_address(address, ask=ask)
        return key
