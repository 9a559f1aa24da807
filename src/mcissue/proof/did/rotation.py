"""Changing an issuer's key: the new one comes into the controller document, the former ones get an end.

A former key stays listed with `expires`, so that what it signed before stays good; a key that somebody else
may have had gets `revoked`, and then nothing that it signed counts by itself any more. Controlled Identifiers
1.0, section 2.2 (`expires`, `revoked`); which proofs that leaves good is `mcissue.verify`'s question.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.did.urls import check_controller_url
from mcissue.words import format_datetime, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject

__all__ = ["rotate_key"]

_RELATIONSHIPS = ("authentication", "assertionMethod")
"""What the new key is listed for; as `did_document` does it."""

_EVERYWHERE = (*_RELATIONSHIPS, "keyAgreement", "capabilityInvocation", "capabilityDelegation")


def rotate_key(
    document: JsonObject,
    new: PublishedKey,
    *,
    at: datetime,
    retire: Collection[str] | None = None,
    compromised: bool = False,
) -> JsonObject:
    """List a new key, and end those that were in use.

    Everything else in the document stays as it is.

    Args:
        document: a controller document, such as `did_document` writes.
        new: the new key.
        at: from when on it is used in place of the others; aware.
        retire: names (fragments) of the keys to end; None for all that are in use then.
        compromised: the keys that end may be in foreign hands: they are revoked, and no longer listed for
            authentication. A key in `retire` may then have expired already, but not have been revoked.

    Returns:
        A new document.

    Raises:
        KeyMaterialError: `controller_document_malformed`, `verification_method_duplicate` if the new key or
            its name is listed already, `verification_method_not_found` if a name in `retire` is not listed,
            `key_not_in_use` if such a key has ended already, `verification_method_url_invalid`,
            `did_method_unsupported`.
    """
    did = _controller_of(document)
    entry, contexts = _new_entry(did, new)
    methods = [(path, method) for path, method in _definitions(document)]
    _check_new(entry, new, methods, did)
    ending = _ending(methods, did, at=at, retire=retire, compromised=compromised)
    changed = deepcopy(document)
    for _, method in _definitions(changed):
        if _name(method, did) in ending:
            method["revoked" if compromised else "expires"] = format_datetime(at)
    changed["verificationMethod"] = [entry, *changed["verificationMethod"]]
    for relationship in _RELATIONSHIPS:
        listed = changed.get(relationship, [])
        if compromised and relationship == "authentication":
            listed = [item for item in listed if _name(item, did) not in ending]
        changed[relationship] = [entry["id"], *listed]
    present = changed.get("@context")
    if isinstance(present, list):
        changed["@context"] = [*present, *(each for each in contexts if each not in present)]
    return changed


def _controller_of(document: JsonObject) -> str:
    did = document.get("id")
    if not isinstance(did, str):
        raise _malformed("the document names nobody in id", "$.id")
    check_controller_url(did)
    for member in ("verificationMethod", *_EVERYWHERE):
        listed = document.get(member, [])
        if not isinstance(listed, list) or not all(isinstance(item, (dict, str)) for item in listed):
            raise _malformed(f"{member} must be a list of verification methods", f"$.{member}")
    methods = document.get("verificationMethod")
    if not methods or not all(isinstance(item, dict) for item in methods):
        raise _malformed("the document lists no keys", "$.verificationMethod")
    return did


def _new_entry(did: str, new: PublishedKey) -> tuple[JsonObject, list[str]]:
    written = did_document(did, keys=[new])
    entry: JsonObject = written["verificationMethod"][0]
    return entry, written["@context"]


def _definitions(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for member in ("verificationMethod", *_EVERYWHERE):
        for index, item in enumerate(document.get(member, [])):
            if isinstance(item, dict):
                yield f"$.{member}[{index}]", item


def _name(item: Any, did: str) -> str | None:
    """The fragment of a method, or of a reference to one; None for one of another controller."""
    identifier = item.get("id") if isinstance(item, dict) else item
    if not isinstance(identifier, str):
        return None
    controller, _, fragment = identifier.partition("#")
    return fragment if controller in {"", did} else None


def _check_new(entry: JsonObject, new: PublishedKey, methods: list[tuple[str, JsonObject]], did: str) -> None:
    forms = (new.public_key.jwk, entry.get("publicKeyMultibase"))
    for path, method in methods:
        same_name = _name(method, did) == str(entry["id"]).partition("#")[2]
        jwk = method.get("publicKeyJwk")
        known = isinstance(jwk, dict) and forms[0].items() <= jwk.items()
        if same_name or known or (forms[1] is not None and method.get("publicKeyMultibase") == forms[1]):
            raise KeyMaterialError(
                "the new key, or another one of its name, is listed already",
                code="verification_method_duplicate",
                path=path,
                mend="Make a new key with mcissue keys new, or give it another name with --key-id.",
            )


def _ending(
    methods: list[tuple[str, JsonObject]],
    did: str,
    *,
    at: datetime,
    retire: Collection[str] | None,
    compromised: bool,
) -> frozenset[str]:
    in_use, open_to_it = set(), set()
    for path, method in methods:
        name = _name(method, did)
        if name is None:
            continue
        expired, revoked = (_has_come(method, member, path, at) for member in ("expires", "revoked"))
        if not (expired or revoked):
            in_use.add(name)
        if not revoked and (compromised or not expired):
            open_to_it.add(name)
    if retire is None:
        return frozenset(in_use)
    names = {_name(method, did) for _, method in methods}
    for name in retire:
        if name not in names:
            raise KeyMaterialError(
                f"the document lists no key called {name}",
                code="verification_method_not_found",
                mend=f"In use are: {', '.join(sorted(in_use)) or 'none'}.",
            )
        if name not in open_to_it:
            raise KeyMaterialError(f"the key {name} has ended already", code="key_not_in_use")
    return frozenset(retire)


def _has_come(method: JsonObject, member: str, path: str, at: datetime) -> bool:
    try:
        return member in method and parse_datetime(method[member]) <= at
    except DocumentError as error:
        raise _malformed(f"the end of a key is unreadable: {error.message}", path) from error


def _malformed(message: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="controller_document_malformed", path=path)
