"""The table of key stores: one module and one line for each; nothing else knows them by name."""

from __future__ import annotations

from typing import Final

from mcissue.proof.stores.store import KeyStore

__all__ = ["STORES"]

STORES: Final[tuple[KeyStore, ...]] = (
    KeyStore(scheme="pem:", address="a file (PEM)", module="mcissue.proof.stores.pem"),
    KeyStore(
        scheme="pkcs11:",
        address="pkcs11:token=...;object=...?module-path=... for one in a hardware module",
        module="mcissue.proof.stores.pkcs11",
    ),
)
"""Every key store. An address without a scheme is the path of a file, and belongs to the first one."""
