"""The door of the room: a document in, the bytes that are signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.jsonld._pyld import expand
from mcissue.jsonld.canonical import canonicalize
from mcissue.jsonld.policy import ContextPolicy
from mcissue.jsonld.quads import quad_line, quads_of
from mcissue.jsonld.reading import check_value

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.reading import JsonObject

__all__ = ["canonical_form", "check_document", "quads"]


def check_document(
    document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT
) -> None:
    """Hold a document to strict JSON and to the rule of one meaning, without canonicalizing it."""
    check_value(document)


def canonical_form(
    document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT
) -> bytes:
    """Give the one canonical form of a document."""
    check_document(document, contexts=contexts, policy=policy)
    return canonicalize(quads_of(expand(document, contexts=contexts)))


def quads(
    document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT
) -> list[str]:
    """Give the RDF quads of a document, one N-Quads line each."""
    check_document(document, contexts=contexts, policy=policy)
    return [quad_line(quad) for quad in quads_of(expand(document, contexts=contexts))]
