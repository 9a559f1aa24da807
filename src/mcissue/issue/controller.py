"""The issuer's own DID document: every key that it ever signed with, ready to be put on its web server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import KeyMaterialError
from mcissue.jsonld.read import JsonObject, read_json_object, write_json
from mcissue.proof.did.documents import PublishedKey, did_document, published_keys
from mcissue.proof.keys import Signer
from mcissue.words import parse_datetime

__all__ = ["DID_DOCUMENTS", "check_controller", "needs_document", "publish_controller"]

DID_DOCUMENTS = "did-documents"
"""The folder below a run's folder; `mcissue verify --did-documents` reads it."""

FILE_NAME = "did.json"


def needs_document(issuer: str) -> bool:
    """Whether verifiers look the issuer's keys up in a published document: did:web and https issuers."""
    return issuer.startswith(("did:web:", "https://"))


def check_controller(
    folder: Path, *, issuer: str, signer: Signer, at: datetime, change_key: bool = False
) -> None:
    """Make sure that the issuer's own document, if there is one already, lists the key.

    Args:
        folder: where `publish_controller` writes.
        issuer: the issuer's id.
        signer: the key that is to sign.
        at: when it is to sign.
        change_key: whether it is a new key of the issuer, to be listed beside the former ones.

    Raises:
        KeyMaterialError: `key_not_the_issuers` if the document lists others only, `key_revoked` or
            `key_expired` if it lists this one as no longer in use.
        DocumentError: the document is damaged.
    """
    document = _earlier(folder, issuer) or {}
    path = str(folder / FILE_NAME)
    method = _method_of(document, signer)
    if any(each["id"] == signer.key_id for each in _methods(document)) and method is None:
        raise KeyMaterialError(
            f"in the issuer's document {signer.key_id} is the name of another key",
            code="key_not_the_issuers",
            path=path,
            mend="Sign with that key, or give this one another name with --key-id.",
        )
    if document and method is None and not change_key:
        raise KeyMaterialError(
            f"the issuer's document does not list this key ({signer.key_id})",
            code="key_not_the_issuers",
            path=path,
            mend="Sign with the key that is listed there; if this is a new key of the issuer, say so with "
            "--change-key, and publish the document anew.",
        )
    if method is None:
        return
    revoked, expires = _end(method, "revoked"), _end(method, "expires")
    if revoked is not None or (expires is not None and expires <= at):
        raise KeyMaterialError(
            f"the issuer's document says that the key {signer.key_id} is no longer in use",
            code="key_expired" if revoked is None else "key_revoked",
            path=path,
            mend=_key_in_use(document, at),
        )


def publish_controller(folder: Path, *, issuer: str, signer: Signer) -> JsonObject | None:
    """Write the issuer's document and the `index.json` that finds it.

    Keys that an earlier run listed stay listed, with their ends, so that what they signed stays verifiable.

    Args:
        folder: where the two files go.
        issuer: the issuer's id.
        signer: the key in use.

    Returns:
        The document; None if this kind of issuer has none (did:key is its own document).

    Raises:
        DocumentError, KeyMaterialError, ProofError: an earlier document in the folder is damaged.
    """
    if not needs_document(issuer):
        return None
    document = _earlier(folder, issuer)
    make_folder(folder, public=True)
    if document is None or _method_of(document, signer) is None:
        keys = [_published(signer)]
        keys += _keys_of(document, besides=signer.key_id) if document else []
        document = did_document(issuer, keys=keys)
        write_whole(folder / FILE_NAME, write_json(document), public=True)
    write_whole(folder / "index.json", write_json({issuer: FILE_NAME}), public=True)
    return document


def _earlier(folder: Path, issuer: str) -> JsonObject | None:
    path = folder / FILE_NAME
    document = read_json_object(path.read_bytes()) if path.exists() else {}
    return document if document.get("id") == issuer else None


def _methods(document: JsonObject) -> list[JsonObject]:
    methods = document.get("verificationMethod")
    listed = methods if isinstance(methods, list) else []
    return [method for method in listed if isinstance(method, dict) and isinstance(method.get("id"), str)]


def _method_of(document: JsonObject, signer: Signer) -> JsonObject | None:
    if not _methods(document):
        return None
    written = did_document(signer.key_id.partition("#")[0], keys=[_published(signer)])
    wanted = written["verificationMethod"][0]
    members = ("id", "publicKeyMultibase", "publicKeyJwk")
    found = [
        each
        for each in _methods(document)
        if [each.get(member) for member in members] == [wanted.get(member) for member in members]
    ]
    return found[0] if found else None


def _key_in_use(document: JsonObject, at: datetime) -> str:
    """What to do instead of signing with a key that has ended."""
    names = []
    for method in _methods(document):
        expires = _end(method, "expires")
        if _end(method, "revoked") is None and (expires is None or expires > at):
            names.append(str(method["id"]))
    if not names:
        return "No key of the document is in use: bring a new one into it with mcissue keys rotate."
    which = "the key that is" if len(names) == 1 else "one of the keys that are"
    return f"Sign with {which} in use: {', '.join(names)}."


def _published(signer: Signer) -> PublishedKey:
    return PublishedKey(public_key=signer.public_key, fragment=signer.key_id.partition("#")[2])


def _keys_of(document: JsonObject, *, besides: str) -> list[PublishedKey]:
    name = besides.partition("#")[2]
    return [key for key in published_keys(document) if key.fragment != name]


def _end(method: JsonObject, name: str) -> datetime | None:
    return parse_datetime(method[name]) if name in method else None
