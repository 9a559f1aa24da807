"""The issuer's own DID document: every key that it ever signed with, ready to be put on its web server."""

from __future__ import annotations

from pathlib import Path

from mcissue.carrier.files import make_folder, write_whole
from mcissue.jsonld.reading import JsonObject, read_json_object, write_json
from mcissue.proof.did_documents import PublishedKey, did_document
from mcissue.proof.keys import PublicKey, Signer

__all__ = ["DID_DOCUMENTS", "needs_document", "publish_controller"]

DID_DOCUMENTS = "did-documents"
"""The folder below a run's folder; `mcissue verify --did-documents` reads it."""

FILE_NAME = "did.json"


def needs_document(issuer: str) -> bool:
    """Whether verifiers look the issuer's keys up in a published document: did:web and https issuers."""
    return issuer.startswith(("did:web:", "https://"))


def publish_controller(folder: Path, *, issuer: str, signer: Signer) -> JsonObject | None:
    """Write the issuer's document and the `index.json` that finds it.

    Keys that an earlier run listed stay listed, so that what they signed stays verifiable.

    Args:
        folder: where the two files go.
        issuer: the issuer's id.
        signer: the key in use.

    Returns:
        The document; None if this kind of issuer has none (did:key is its own document).

    Raises:
        DocumentError, KeyMaterialError: an earlier document in the folder is damaged.
    """
    if not needs_document(issuer):
        return None
    make_folder(folder)
    path = folder / FILE_NAME
    earlier = read_json_object(path.read_bytes()) if path.exists() else None
    if earlier is not None and earlier.get("id") == issuer and _lists(earlier, signer):
        document = earlier
    else:
        keys = [PublishedKey(public_key=signer.public_key, fragment=signer.key_id.partition("#")[2])]
        keys += _keys_of(earlier, besides=signer.key_id) if earlier and earlier.get("id") == issuer else []
        document = did_document(issuer, keys=keys)
        write_whole(path, write_json(document))
    write_whole(folder / "index.json", write_json({issuer: FILE_NAME}))
    return document


def _lists(document: JsonObject, signer: Signer) -> bool:
    methods = document.get("verificationMethod")
    return isinstance(methods, list) and any(
        isinstance(method, dict)
        and method.get("id") == signer.key_id
        and method.get("publicKeyMultibase") == signer.public_key.multikey
        for method in methods
    )


def _keys_of(document: JsonObject, *, besides: str) -> list[PublishedKey]:
    methods = document.get("verificationMethod")
    return [
        PublishedKey(
            public_key=PublicKey.from_multikey(str(method.get("publicKeyMultibase"))),
            fragment=str(method["id"]).partition("#")[2],
        )
        for method in (methods if isinstance(methods, list) else [])
        if isinstance(method, dict) and method.get("id") not in {besides, None}
    ]
