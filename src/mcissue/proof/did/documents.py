"""Controller documents as files: reading copies of others', writing one's own did.json."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import read_json_object
from mcissue.jsonld.urls import CID_V1, DID_V1, JWK_V1, MULTIKEY_V1
from mcissue.proof.did.methods import WEB_PREFIX, did_web_url
from mcissue.proof.did.urls import check_controller_url
from mcissue.proof.keys import RSA, PublicKey
from mcissue.words import format_datetime, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject

__all__ = ["PublishedKey", "did_document", "load_did_documents", "published_keys"]

INDEX_FILE = "index.json"
"""{DID or https URL: file name} in a folder of controller documents."""

MAX_DOCUMENT_BYTES = 256 * 1024
"""A controller document with 1,000 keys; the largest that `mcissue.proof.did` looks at."""

_AS_JWK = ("P-521", RSA)
"""Keys that are published as JsonWebKey: Controlled Identifiers 1.0 defines no Multikey for them."""

_FRAGMENT = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """A key as its controller publishes it.

    Attributes:
        public_key: the key.
        fragment: its name in the document, without #; by default `PublicKey.default_name`.
        expires: from then on the key must not be used: set it when the key is replaced, and leave the key
            listed, so that what it signed before stays good.
        revoked: when the key was withdrawn because it can no longer be trusted.
    """

    public_key: PublicKey
    fragment: str | None = None
    expires: datetime | None = None
    revoked: datetime | None = None


def load_did_documents(directory: Path | str) -> dict[str, JsonObject]:
    """Read a folder of controller documents.

    Args:
        directory: a folder with `index.json`, an object of DID or https URL -> file name in that folder.

    Returns:
        DID or URL -> document, for `Resolver`. Whether a document is about that DID is judged when it is
        used.

    Raises:
        KeyMaterialError: `did_documents_unreadable` or `did_documents_malformed`, with the file.
    """
    folder = Path(directory)
    index = _read_object(folder / INDEX_FILE)
    documents = {}
    for url, name in index.items():
        path = f"{folder / INDEX_FILE}: {url}"
        try:
            check_controller_url(url)
        except KeyMaterialError as error:
            raise _malformed(error.message, path) from error
        if not _is_file_name(name):
            raise _malformed("a file name in the same folder was expected", path)
        documents[url] = _read_object(folder / name)
    return documents


def did_document(did: str, *, keys: Sequence[PublishedKey]) -> JsonObject:
    """Write the content of a did.json, or of a controller document at an https URL.

    Every key is listed under `assertionMethod`, ended ones too: what they signed in time must stay
    verifiable. Keys that were revoked are not listed under `authentication`.

    Args:
        did: a did:web or an https URL.
        keys: the keys, newest first; at least one.

    Raises:
        KeyMaterialError: `did_invalid`, `controller_url_invalid`, `did_method_unsupported` (its document is
            computed, not published), `verification_method_url_invalid` or `verification_method_duplicate`.
    """
    check_controller_url(did)
    if did.startswith(WEB_PREFIX):
        did_web_url(did)
    elif did.startswith("did:"):
        raise KeyMaterialError(
            f"there is no did.json for {did}",
            code="did_method_unsupported",
            mend="Only did:web (and https URLs) have a document that you publish; did:key needs none.",
        )
    if not keys:
        raise KeyMaterialError(
            "a DID document without a key is of no use", code="verification_method_not_found"
        )
    entries = [_entry(did, key) for key in keys]
    names = [entry["id"] for entry in entries]
    for member, values in (("id", names), ("key", [key.public_key.thumbprint for key in keys])):
        if len(set(values)) != len(values):
            message = f"two of the keys have the same {member}"
            raise KeyMaterialError(message, code="verification_method_duplicate")
    return {
        "@context": _contexts(did, keys),
        "id": did,
        "verificationMethod": entries,
        "authentication": [name for name, key in zip(names, keys, strict=True) if key.revoked is None],
        "assertionMethod": names,
    }


def published_keys(document: JsonObject) -> list[PublishedKey]:
    """Read back the keys of a document that `did_document` wrote, with their ends.

    Args:
        document: the document.

    Raises:
        KeyMaterialError: `verification_method_malformed`, or what is wrong with a key; each with its path.
    """
    methods = document.get("verificationMethod")
    if not isinstance(methods, list):
        raise _malformed_method("the document lists no keys", "$.verificationMethod")
    return [_published(method, f"$.verificationMethod[{index}]") for index, method in enumerate(methods)]


def _published(method: object, path: str) -> PublishedKey:
    if not isinstance(method, dict) or not isinstance(method.get("id"), str):
        raise _malformed_method("this is no verification method", path)
    if "publicKeyJwk" in method:
        key = PublicKey.from_jwk(method["publicKeyJwk"], path=f"{path}.publicKeyJwk")
    else:
        text = method.get("publicKeyMultibase")
        key = PublicKey.from_multikey(text, path=f"{path}.publicKeyMultibase")  # type: ignore[arg-type]
    try:
        ends = {name: parse_datetime(method[name]) for name in ("expires", "revoked") if name in method}
    except DocumentError as error:
        raise _malformed_method(error.message, path) from error
    return PublishedKey(public_key=key, fragment=method["id"].partition("#")[2], **ends)


def _contexts(did: str, keys: Sequence[PublishedKey]) -> list[str]:
    if not did.startswith("did:"):
        return [CID_V1]
    as_jwk = [key.public_key.algorithm in _AS_JWK for key in keys]
    return [DID_V1, *([MULTIKEY_V1] if not all(as_jwk) else []), *([JWK_V1] if any(as_jwk) else [])]


def _entry(did: str, key: PublishedKey) -> JsonObject:
    fragment = key.public_key.default_name if key.fragment is None else key.fragment
    if not _FRAGMENT.fullmatch(fragment):
        raise KeyMaterialError(
            f"{fragment!r} can't name a key",
            code="verification_method_url_invalid",
            mend="Use letters, digits, point, underscore and hyphen, e.g. key-2026.",
        )
    entry: JsonObject = {"id": f"{did}#{fragment}", "type": "Multikey", "controller": did}
    if key.public_key.algorithm in _AS_JWK:
        entry |= {"type": "JsonWebKey", "publicKeyJwk": dict(key.public_key.jwk)}
    else:
        entry["publicKeyMultibase"] = key.public_key.multikey
    for member, end in (("expires", key.expires), ("revoked", key.revoked)):
        if end is not None:
            entry[member] = format_datetime(end)
    return entry


def _is_file_name(name: object) -> bool:
    """Whether this names a file in the folder itself: no way up, down or elsewhere, on any system."""
    if not isinstance(name, str) or name in {"", ".", ".."}:
        return False
    return PurePosixPath(name).name == name and not set(name) & set("\\:\0")


def _read_object(file: Path) -> JsonObject:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        mend = None
        if file.name == INDEX_FILE:
            mend = 'The folder needs an index.json: {"did:web:example.edu": "example.edu.json"}'
        raise KeyMaterialError(reason, code="did_documents_unreadable", path=str(file), mend=mend) from error
    if len(data) > MAX_DOCUMENT_BYTES:
        raise _malformed(f"over {MAX_DOCUMENT_BYTES} bytes are no controller document", str(file))
    try:
        return read_json_object(data, limits=CREDENTIAL_LIMITS)
    except DocumentError as error:
        raise _malformed(f"{error.path or '$'}: {error.message}", str(file)) from error


def _malformed(message: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="did_documents_malformed", path=path)


def _malformed_method(message: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="verification_method_malformed", path=path)
