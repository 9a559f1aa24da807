"""`--trust-operator`: the keys of a registry's operator, as a user names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.proof.keys import PublicKey

__all__ = ["operator_keys"]

_MAX_BYTES = 64_000
"""Bytes of a DID document: a key has some 100, so hundreds of keys fit."""


def operator_keys(values: Sequence[str]) -> tuple[PublicKey, ...]:
    """Read the keys that a user trusts to sign a registry.

    Args:
        values: for each: a Multikey, did:key or did:jwk; a file that holds one of them, a JWK or PEM; or the
            operator's DID document as a file, all of whose keys for signing statements then count.

    Raises:
        KeyMaterialError: a key or document is unusable.
        click.UsageError: a DID document names no key.
    """
    from mcissue.proof.stores.pem import read_public_key

    keys: list[PublicKey] = []
    for value in values:
        document = _did_document(value)
        found = [read_public_key(value)] if document is None else _keys_of(document, value)
        keys += [key for key in found if key not in keys]
    return tuple(keys)


def _did_document(value: str) -> dict[str, object] | None:
    """The DID document in a file, if the value names such a file."""
    from mcissue.errors import DocumentError
    from mcissue.jsonld.read import read_json_object

    path = Path(value)
    if value.startswith(("did:", "z6")) or not path.is_file():
        return None
    with path.open("rb") as stream:
        data = stream.read(_MAX_BYTES)
    try:
        document = read_json_object(data)
    except DocumentError:
        return None  # a key in another form, which `read_public_key` judges
    return document if "verificationMethod" in document or "assertionMethod" in document else None


def _keys_of(document: dict[str, object], value: str) -> list[PublicKey]:
    from mcissue.proof.did import Resolver, retrieve_verification_method

    did = str(document.get("id"))
    listed = document.get("assertionMethod")
    entries = listed if isinstance(listed, list) else []
    methods = [entry.get("id") if isinstance(entry, dict) else entry for entry in entries]
    if not methods:
        raise click.UsageError(f"{value}: this DID document lists no key under assertionMethod.")
    resolver = Resolver({did: document})
    return [
        retrieve_verification_method(
            did + str(method) if str(method).startswith("#") else str(method),
            relationship="assertionMethod",
            resolver=resolver,
        ).public_key
        for method in methods
    ]
