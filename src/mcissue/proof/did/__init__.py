"""From the name of a key in a proof to the key: controller documents and the way through them."""

from __future__ import annotations

from mcissue.proof.did.resolver import (
    RELATIONSHIPS,
    ControllerDocuments,
    PublishedKey,
    ResolvedDocument,
    Resolver,
    Retrieval,
    VerificationMethod,
    computed_dids,
    did_document,
    did_jwk,
    did_key,
    did_key_method,
    did_web_url,
    key_ends,
    load_did_documents,
    published_keys,
    require_known_method,
    retrieve_verification_method,
)

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
