"""The DID methods: did:key and did:jwk are computed from the DID, did:web says where its document lies.

did:key (W3C CCG, the did:key method), did:jwk (quartzjer/did-jwk), did:web (W3C CCG, the did:web method).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from mcissue.errors import KeyMaterialError, McissueError
from mcissue.jsonld.read import read_json_object
from mcissue.jsonld.urls import DID_V1, JWK_V1, MULTIKEY_V1
from mcissue.proof.did.urls import check_controller_url, check_host
from mcissue.proof.keys import RSA, PublicKey
from mcissue.proof.multibase import decode_base64url, encode_base64url

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "computed_dids",
    "did_jwk",
    "did_key",
    "did_key_method",
    "did_web_url",
    "document_of_did_jwk",
    "document_of_did_key",
]

KEY_PREFIX = "did:key:"
JWK_PREFIX = "did:jwk:"
WEB_PREFIX = "did:web:"

MAX_JWK_CHARACTERS = 1920
"""Longest base64url part of a did:jwk; an Ed25519 key needs about 110, the longest RSA key about 1,900."""

_SIGNING_RELATIONSHIPS = ("authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation")

_SEGMENT = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_MAX_PORT = 65535


def did_key(public_key: PublicKey) -> str:
    """The did:key of a public key."""
    return KEY_PREFIX + public_key.multikey


def did_key_method(public_key: PublicKey) -> str:
    """The URL of the one verification method of a did:key: the DID, #, and the Multikey again."""
    return f"{did_key(public_key)}#{public_key.multikey}"


def computed_dids(public_key: PublicKey) -> frozenset[str]:
    """The DIDs that are this key: its did:jwk, and its did:key unless it is an RSA key, which has none."""
    if public_key.algorithm == RSA:
        return frozenset({did_jwk(public_key)})
    return frozenset({did_key(public_key), did_jwk(public_key)})


def document_of_did_key(did: str) -> JsonObject:
    """Compute the DID document of a did:key.

    Raises:
        KeyMaterialError: `did_invalid` if it is no did:key, or what is wrong with its key.
    """
    if not did.startswith(KEY_PREFIX):
        raise _invalid(did, "it is no did:key")
    key = PublicKey.from_multikey(did.removeprefix(KEY_PREFIX))
    method = did_key_method(key)
    entry: JsonObject = {
        "id": method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multikey,
    }
    return _document(did, entry, context=MULTIKEY_V1)


def did_jwk(public_key: PublicKey) -> str:
    """The did:jwk of a public key."""
    return JWK_PREFIX + encode_base64url(json.dumps(public_key.jwk, separators=(",", ":")).encode("ascii"))


def document_of_did_jwk(did: str) -> JsonObject:
    """Compute the DID document of a did:jwk; its one verification method is #0.

    Raises:
        KeyMaterialError: `did_invalid` if the DID holds no JWK, `key_secret_exposed` if it holds a private
            one, or what is wrong with its key.
    """
    if not did.startswith(JWK_PREFIX):
        raise _invalid(did, "it is no did:jwk")
    try:
        jwk = read_json_object(decode_base64url(did.removeprefix(JWK_PREFIX), max_length=MAX_JWK_CHARACTERS))
    except McissueError as error:
        raise _invalid(did, error.message) from error
    key = PublicKey.from_jwk(jwk)
    entry: JsonObject = {
        "id": f"{did}#0",
        "type": "JsonWebKey",
        "controller": did,
        "publicKeyJwk": dict(key.jwk),
    }
    return _document(did, entry, context=JWK_V1)


def did_web_url(did: str) -> str:
    """The https URL at which the document of a did:web lies.

    Host names in lower-case ASCII, no IP addresses, path segments of letters, digits, point, underscore and
    hyphen
    only: a percent sign is allowed in one place, as %3A before a port (the did:web method, section 2.5.2).

    Raises:
        KeyMaterialError: `did_invalid`.
    """
    if not did.startswith(WEB_PREFIX):
        raise _invalid(did, "it is no did:web")
    try:
        check_controller_url(did)
    except KeyMaterialError as error:
        raise _invalid(did, error.message) from error
    host, *segments = did.removeprefix(WEB_PREFIX).split(":")
    name, colon, port = host.partition("%3A")
    flaw = check_host(name)
    if flaw:
        raise _invalid(did, flaw)
    if colon and (not _PORT.fullmatch(port) or int(port) > _MAX_PORT):
        raise _invalid(did, "there is no such port")
    for segment in segments:
        if not _SEGMENT.fullmatch(segment) or segment in {".", ".."}:
            raise _invalid(did, f"{segment!r} can't be part of the path")
    path = "/".join(segments) or ".well-known"
    return f"https://{name}{':' + port if colon else ''}/{path}/did.json"


def _document(did: str, entry: JsonObject, *, context: str) -> JsonObject:
    document: JsonObject = {"@context": [DID_V1, context], "id": did, "verificationMethod": [entry]}
    for relationship in _SIGNING_RELATIONSHIPS:
        document[relationship] = [entry["id"]]
    return document


def _invalid(did: object, reason: str) -> KeyMaterialError:
    shown = did if isinstance(did, str) and len(did) <= 200 else "this DID"  # noqa: PLR2004 - a readable line
    return KeyMaterialError(f"{shown} is not usable: {reason}", code="did_invalid")
