"""By what Blockcerts are known: their contexts, and the kinds of their proofs and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcissue.formats.format import Surface
    from mcissue.jsonld.read import JsonValue

__all__ = ["is_version_1", "is_version_2", "is_version_3"]

_CONTEXT: Final = "blockcerts"
"""All their contexts have it in their address: w3id.org/blockcerts/v2, .../schema/3.0/context.json."""


def is_version_3(surface: Surface) -> bool:
    """A Verifiable Credential with the context or the proof of Blockcerts 3."""
    if "VerifiableCredential" not in surface.types:
        return False
    proofs = surface.document.get("proof")
    listed = proofs if isinstance(proofs, list) else [proofs]
    return _named(surface) or any(_kind(proof).startswith("MerkleProof") for proof in listed)


def is_version_2(surface: Surface) -> bool:
    """An Open Badge 2.0 with the context of Blockcerts 2, or with a Merkle proof as its signature."""
    kind = _kind(surface.document.get("signature"))
    return "Assertion" in surface.types and (_named(surface) or kind.startswith("MerkleProof"))


def is_version_1(surface: Surface) -> bool:
    """A certificate with its receipt (1.2), or with the parts of the first form (1.1)."""
    members = surface.document.keys()
    wrapped = {"document", "receipt"} <= members or {"certificate", "assertion", "verify"} <= members
    return wrapped or (_named(surface) and "CertificateDocument" in surface.types)


def _named(surface: Surface) -> bool:
    return any(_CONTEXT in address.lower() for address in surface.contexts)


def _kind(proof: JsonValue) -> str:
    """The kind of a proof: one text, or the first of several."""
    kind = proof.get("type") if isinstance(proof, dict) else None
    first = kind[0] if isinstance(kind, list) and kind else kind
    return first if isinstance(first, str) else ""
