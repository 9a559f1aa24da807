"""By what Verifiable Credentials are known whose format nothing else tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2, DID_V1

if TYPE_CHECKING:
    from mcissue.formats.format import Surface

__all__ = ["is_did_document", "is_of_model_1", "is_of_model_2"]

_TYPE: Final = "VerifiableCredential"


def is_of_model_2(surface: Surface) -> bool:
    """Whether it is a credential by its type, or speaks of a subject under the context of 2.0."""
    if _TYPE in surface.types:
        return not surface.of_model_1
    return CREDENTIALS_V2 in surface.contexts and "credentialSubject" in surface.document


def is_of_model_1(surface: Surface) -> bool:
    """The same under the context of 1.1."""
    if _TYPE in surface.types:
        return surface.of_model_1
    return CREDENTIALS_V1 in surface.contexts and "credentialSubject" in surface.document


def is_did_document(surface: Surface) -> bool:
    """Whether it has the context of DID documents, or lists keys as they do."""
    return DID_V1 in surface.contexts or "verificationMethod" in surface.document
