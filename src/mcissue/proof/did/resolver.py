"""From the name of a key in a proof to the key: controller documents and the way through them.

The rules of Controlled Identifiers 1.0, section 3.3 (Retrieve Verification Method), step by step; each step
that is left out lets somebody put a key of his own in place of the controller's. Nothing is fetched here:
did:key and did:jwk are computed, every other document must have been handed in, or comes from a
`ControllerDocuments` that the caller passes (`mcissue.verify.net.online`).

A document that can't be used as one (malformed, about somebody else, ambiguous) is indeterminate: it stands
beside the credential, and says nothing about it. What a usable document says, or leaves out, counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

from mcissue.errors import DocumentError, KeyMaterialError
from mcissue.proof.did.documents import PublishedKey, did_document, load_did_documents, published_keys
from mcissue.proof.did.methods import (
    JWK_PREFIX,
    KEY_PREFIX,
    WEB_PREFIX,
    computed_dids,
    did_jwk,
    did_key,
    did_key_method,
    did_web_url,
    document_of_did_jwk,
    document_of_did_key,
)
from mcissue.proof.did.urls import check_controller_url, split_method_url
from mcissue.proof.keys import PublicKey
from mcissue.words import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = [
    "RELATIONSHIPS",
    "ControllerDocuments",
    "PublishedKey",
    "ResolvedDocument",
    "Resolver",
    "Retrieval",
    "VerificationMethod",
    "computed_dids",
    "did_document",
    "did_jwk",
    "did_key",
    "did_key_method",
    "did_web_url",
    "key_ends",
    "load_did_documents",
    "published_keys",
    "require_known_method",
    "retrieve_verification_method",
]

RELATIONSHIPS = (
    "authentication",
    "assertionMethod",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)
"""The verification relationships of Controlled Identifiers 1.0, section 2.3; a proof's purpose names one."""

MAX_METHODS = 1000
"""Verification methods looked at in one document; a university that rotates every month needs 80 years."""

_MULTIBASE_TYPES = ("Multikey", "Ed25519VerificationKey2020")
_JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")
_SECRET_MEMBERS = (
    "secretKeyMultibase",
    "secretKeyJwk",
    "privateKeyMultibase",
    "privateKeyJwk",
    "privateKeyBase58",
)


_SHOWN = 200
"""Characters of a DID that a sentence repeats; some hold a whole document, of 2,000."""


def require_known_method(url: str) -> None:
    """Return if documents of this kind of controller can be had; else the DID method is named.

    Args:
        url: a DID or https URL.

    Raises:
        KeyMaterialError: `did_method_unsupported` (indeterminate).
    """
    if not url.startswith("did:") or url.startswith((KEY_PREFIX, JWK_PREFIX, WEB_PREFIX)):
        return
    method = ":".join(url.split(":", 2)[:2])[:_SHOWN]
    raise KeyMaterialError(
        f"the DID method {method} is not supported: where it publishes keys is not known here",
        code="did_method_unsupported",
        mend="Check the credential with a verifier for this method, which its issuer can name; did:key, "
        "did:jwk, did:web and https addresses can be checked here.",
        detail={"method": method},
        indeterminate=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """How a document came over the network.

    Attributes:
        url: the https address.
        at: when it was fetched.
        sha256: hex digest of its bytes.
        cached: whether it was taken from a cache, where it has lain since `at`.
    """

    url: str
    at: datetime
    sha256: str
    cached: bool


Source = Literal["computed", "given", "fetched"]
"""Where a controller document came from: out of the DID itself, from the user, or over the network."""


@dataclass(frozen=True, slots=True)
class ResolvedDocument:
    """A controller document and where it came from.

    Attributes:
        url: the DID or https URL that was asked for.
        document: the document, not yet judged.
        source: `computed`, `given` or `fetched`.
        retrieval: how it was fetched, if it was.
    """

    url: str
    document: JsonObject
    source: Source
    retrieval: Retrieval | None = None


class ControllerDocuments(Protocol):
    """Something that finds controller documents: a `Resolver`, or one that also fetches."""

    def resolve(self, url: str) -> ResolvedDocument:
        """Find the document of a controller, or raise `KeyMaterialError`, as `Resolver.resolve` does."""


class Resolver:
    """Finds controller documents without any I/O.

    Args:
        documents: DID or https URL -> its document, as `load_did_documents` returns them. An entry for a
            did:key or did:jwk is not used: those documents are always computed.
    """

    __slots__ = ("_documents",)

    def __init__(self, documents: Mapping[str, JsonObject] = MappingProxyType({})) -> None:
        self._documents = MappingProxyType(dict(documents))

    @property
    def documents(self) -> Mapping[str, JsonObject]:
        """The documents that were handed in."""
        return self._documents

    def with_documents(self, documents: Mapping[str, JsonObject]) -> Resolver:
        """A resolver that knows these documents too; a new one replaces an old one of the same name."""
        return Resolver({**self._documents, **documents})

    def resolve(self, url: str) -> ResolvedDocument:
        """Find the document of a controller.

        Args:
            url: a DID or https URL without fragment.

        Raises:
            KeyMaterialError: `controller_url_invalid`, `did_invalid`; or, indeterminate:
                `did_method_unsupported`, `controller_document_unavailable`.
        """
        check_controller_url(url)
        if url.startswith(KEY_PREFIX):
            return ResolvedDocument(url, document_of_did_key(url), "computed")
        if url.startswith(JWK_PREFIX):
            return ResolvedDocument(url, document_of_did_jwk(url), "computed")
        if url.startswith(WEB_PREFIX):
            did_web_url(url)
        else:
            require_known_method(url)
        document = self._documents.get(url)
        if document is None:
            raise KeyMaterialError(
                f"the controller document of {url[:_SHOWN]} is not at hand",
                code="controller_document_unavailable",
                mend="Let it be fetched with --online, or give a folder with a copy as --did-documents.",
                detail={"url": url},
                indeterminate=True,
            )
        return ResolvedDocument(url, document, "given")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMethod:
    """A key that its controller lists for a purpose.

    Attributes:
        id: the absolute URL of the method.
        controller: the DID or https URL of the controller; whether that is the issuer is the verifier's
            question.
        public_key: the key.
        expires: from then on the key must not be used, if the document says so of it under any name.
        revoked: when the key was withdrawn under any name, if it was.
        source: where the document came from.
        retrieval: how it was fetched, if it was.
    """

    id: str
    controller: str
    public_key: PublicKey
    expires: datetime | None
    revoked: datetime | None
    source: Source
    retrieval: Retrieval | None = None


def retrieve_verification_method(
    method_id: str, *, relationship: str, resolver: ControllerDocuments
) -> VerificationMethod:
    """Find a verification method and make sure that its controller lists it for the purpose.

    Controlled Identifiers 1.0, section 3.3, in these steps, whose numbers stand at the lines below: 1 the id
    is a URL, 2 split at #, 3 dereference, 4 the document conforms, 5 its id is that URL, 6 find the fragment,
    7 the method conforms, 8 its absolute id is the id asked for, 9 its controller is the document's URL, 10
    the document lists it under the relationship. A method defined twice is refused: two readers could take
    either.

    Args:
        method_id: the `verificationMethod` of a proof.
        relationship: the `proofPurpose` of the proof, e.g. `assertionMethod`.
        resolver: where documents come from.

    Raises:
        KeyMaterialError: one code for each step, see `mcissue.codes`; indeterminate where the document can't
            be used, or was not found.
    """
    url, fragment = split_method_url(method_id)  # 1, 2
    if relationship not in RELATIONSHIPS:
        raise _not_authorized(method_id, f"{relationship!r} is no verification relationship")
    resolved = resolver.resolve(url)  # 3
    document = resolved.document
    _check_document(document)  # 4
    if document["id"] != url:  # 5
        raise KeyMaterialError(
            f"the document at {url} is about another controller",
            code="controller_document_id_mismatch",
            path="$.id",
            detail={"expected": url},
            indeterminate=True,
        )
    found = [
        entry for entry in _definitions(document) if _absolute(entry[1].get("id"), url) == method_id
    ]  # 6, 8
    if not found:
        raise KeyMaterialError(
            f"the controller document of {url} has no verification method #{fragment}",
            code="verification_method_not_found",
            detail={"method": method_id},
        )
    if len(found) > 1:
        raise KeyMaterialError(
            f"the controller document of {url} defines #{fragment} {len(found)} times",
            code="verification_method_duplicate",
            path=found[1][0],
            indeterminate=True,
        )
    path, entry = found[0]
    method = _read_method(entry, path, method_id, resolved)  # 7, 9
    if not _is_listed(document, relationship, entry, method_id, url):  # 10
        raise _not_authorized(method_id, f"its controller does not list it under {relationship}")
    expires, revoked = _ends_of_key(document, method.public_key)
    return replace(method, expires=expires, revoked=revoked)


def key_ends(
    key: PublicKey, *, controller: str, resolver: ControllerDocuments
) -> tuple[datetime | None, datetime | None]:
    """When a controller ends the use of a key, under whatever names its document lists it.

    Args:
        key: the key.
        controller: a DID or https URL.
        resolver: where documents come from.

    Returns:
        The earliest `expires` and the earliest `revoked`; None where nothing is said of it.

    Raises:
        KeyMaterialError: why the document can't be found or used.
    """
    document = resolver.resolve(controller).document
    _check_document(document)
    return _ends_of_key(document, key)


def _ends_of_key(document: JsonObject, key: PublicKey) -> tuple[datetime | None, datetime | None]:
    """A key is judged, not its name: whoever lost it under one name has lost it under every other one.

    Controlled Identifiers 1.0, section 2.2, ends a verification method; two methods may hold one key.
    """
    ends: dict[str, list[datetime]] = {"expires": [], "revoked": []}
    for path, entry in _definitions(document):
        if not entry.keys() & ends.keys():
            continue
        try:
            same = _read_key(entry, path).text == key.text
        except KeyMaterialError:
            continue  # what is no key that is known here is not this one
        if same:
            for member, found in ends.items():
                found.extend(filter(None, [_read_time(entry, member, path)]))
    return min(ends["expires"], default=None), min(ends["revoked"], default=None)


def _check_document(document: JsonValue) -> None:
    """Step 4: what this module reads must have its shape; the rest of the document does not matter here."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise _malformed_document("the controller document is no JSON object with an id", "$")
    count = 0
    for member in ("verificationMethod", *RELATIONSHIPS):
        entries = document.get(member, [])
        if not isinstance(entries, list):
            raise _malformed_document(f"{member} must be a list", f"$.{member}")
        count += len(entries)
        allowed: tuple[type, ...] = (dict,) if member == "verificationMethod" else (dict, str)
        for index, entry in enumerate(entries):
            if not isinstance(entry, allowed):
                raise _malformed_document("this is no verification method", f"$.{member}[{index}]")
    if count > MAX_METHODS:
        raise KeyMaterialError(
            f"the controller document has over {MAX_METHODS} verification methods",
            code="controller_document_too_large",
            indeterminate=True,
        )


def _definitions(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Every method that the document defines, with its place: in the list or inside a relationship."""
    for member in ("verificationMethod", *RELATIONSHIPS):
        for index, entry in enumerate(document.get(member, [])):
            if isinstance(entry, dict):
                yield f"$.{member}[{index}]", entry


def _absolute(identifier: JsonValue, base: str) -> JsonValue:
    """A method may be named `#fragment`, relative to its document; nothing else is resolved."""
    if isinstance(identifier, str) and identifier.startswith("#"):
        return base + identifier
    return identifier


def _read_method(
    entry: JsonObject, path: str, method_id: str, resolved: ResolvedDocument
) -> VerificationMethod:
    """Steps 7 and 9."""
    if any(member in entry for member in _SECRET_MEMBERS):
        raise KeyMaterialError(
            "the controller document holds a private key; it must be taken as stolen",
            code="key_secret_exposed",
            path=path,
        )
    if not isinstance(entry.get("controller"), str):
        raise _malformed_method("a verification method needs a type and a controller", path)
    try:
        public_key = _read_key(entry, path)
    except KeyMaterialError as error:
        # What is no key, or none that is known here, says nothing; one with which anybody can sign does.
        error.indeterminate |= error.code in {"key_malformed", "key_algorithm_unsupported"}
        raise
    if entry["controller"] != resolved.url:
        raise KeyMaterialError(
            "the verification method names another controller than its document",
            code="verification_method_controller_mismatch",
            path=f"{path}.controller",
        )
    return VerificationMethod(
        id=method_id,
        controller=resolved.url,
        public_key=public_key,
        expires=_read_time(entry, "expires", path),
        revoked=_read_time(entry, "revoked", path),
        source=resolved.source,
        retrieval=resolved.retrieval,
    )


def _read_key(entry: JsonObject, path: str) -> PublicKey:
    if "publicKeyMultibase" in entry and "publicKeyJwk" in entry:
        raise _malformed_method("the key stands there twice, as publicKeyMultibase and as publicKeyJwk", path)
    kind = entry.get("type")
    if not isinstance(kind, str):
        raise _malformed_method("a verification method needs a type and a controller", path)
    if kind in _MULTIBASE_TYPES:
        if not isinstance(entry.get("publicKeyMultibase"), str):
            raise _malformed_method(f"a {kind} needs a publicKeyMultibase", path)
        return PublicKey.from_multikey(entry["publicKeyMultibase"], path=f"{path}.publicKeyMultibase")
    if kind in _JWK_TYPES:
        if not isinstance(entry.get("publicKeyJwk"), dict):
            raise _malformed_method(f"a {kind} needs a publicKeyJwk", path)
        return PublicKey.from_jwk(entry["publicKeyJwk"], path=f"{path}.publicKeyJwk")
    raise KeyMaterialError(
        "the type of this verification method is not supported",
        code="verification_method_type_unsupported",
        path=f"{path}.type",
        mend="Supported are Multikey, JsonWebKey, JsonWebKey2020 and Ed25519VerificationKey2020.",
        indeterminate=True,
    )


def _read_time(entry: JsonObject, member: str, path: str) -> datetime | None:
    if member not in entry:
        return None
    try:
        return parse_datetime(entry[member])
    except DocumentError as error:
        # A key with an unreadable end is not a key without end.
        raise _malformed_method(f"{member} is unreadable: {error.message}", f"{path}.{member}") from error


def _is_listed(document: JsonObject, relationship: str, entry: JsonObject, method_id: str, url: str) -> bool:
    listed = document.get(relationship, [])
    return any(
        item is entry if isinstance(item, dict) else _absolute(item, url) == method_id for item in listed
    )


def _not_authorized(method_id: str, reason: str) -> KeyMaterialError:
    return KeyMaterialError(
        f"the key {method_id} may not be used for this purpose: {reason}",
        code="verification_method_not_authorized",
    )


def _malformed_document(message: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="controller_document_malformed", path=path, indeterminate=True)


def _malformed_method(message: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="verification_method_malformed", path=path, indeterminate=True)
