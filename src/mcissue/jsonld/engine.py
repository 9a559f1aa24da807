"""The door of the room: a document in, the bytes that are signed out.

Behind it stand, in this order and without a way around: strict values, the rule of one meaning, lossless
expansion, quads, RDFC-1.0. The compiled engine (`mcissue.jsonld.compiled`) does all of them in one walk for
documents that pass; what it does not take, good or bad, goes through them one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mcissue.jsonld.compiled.compile import compiled_engine
from mcissue.jsonld.contexts.policy import ContextPolicy, limits_of
from mcissue.jsonld.lossless import expand_lossless
from mcissue.jsonld.meaning import check_meaning
from mcissue.jsonld.quads import Quad, quad_line, quads_of
from mcissue.jsonld.rdfc import CANONICALIZATION_LIMITS, CanonicalizationLimits, canonicalize
from mcissue.jsonld.read import check_value
from mcissue.jsonld.read.refusals import not_an_object

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.meaning import Census
    from mcissue.jsonld.read import JsonObject

__all__ = ["canonical_form", "check_document", "quads"]


def check_document(
    document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT
) -> None:
    """Hold a document to strict JSON and to the rule of one meaning, without making its graph.

    For proofs that sign the JSON itself (`eddsa-jcs-2022`, JWT); `canonical_form` does this and more.

    Args:
        document: the document; it is not changed.
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.

    Raises:
        DocumentError: the codes of `mcissue.jsonld.read.check_value` and
            `mcissue.jsonld.meaning.check_meaning`, with the JSON path.
        ContextError: a context is unknown (indeterminate) or broken.
    """
    if not compiled_engine(contexts, policy).passes(document):
        _checked(document, contexts, policy)


def canonical_form(
    document: JsonObject,
    *,
    contexts: ContextStore,
    policy: ContextPolicy = ContextPolicy.STRICT,
    hash_name: Literal["sha256", "sha384"] = "sha256",
    limits: CanonicalizationLimits = CANONICALIZATION_LIMITS,
) -> bytes:
    """Give the one canonical form of a document: its graph in canonical N-Quads (RDFC-1.0), UTF-8.

    Args:
        document: a credential without its proof, or the options of a proof with the credential's
            `@context`; it is not changed.
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.
        hash_name: the hash that orders anonymous nodes.
        limits: what telling anonymous nodes apart may cost.

    Raises:
        DocumentError: as `check_document`; `data_loss_detected`, `json_ld_invalid`; and from
            `mcissue.jsonld.rdfc.canonicalize`.
        ContextError: a context is unknown (indeterminate) or broken.
    """
    if hash_name != "sha256":
        # The compiled engine knows the one hash that nearly everybody uses.
        return canonicalize(_quads(document, contexts, policy), hash_name=hash_name, limits=limits)
    form = compiled_engine(contexts, policy).canonical_form(document, limits=limits)
    return canonicalize(_quads(document, contexts, policy), limits=limits) if form is None else form


def quads(
    document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT
) -> list[str]:
    """Give the RDF quads of a document, each as one line of N-Quads with its line end.

    Anonymous nodes are named in the order of the document (`_:b0`, ...), not canonically.

    Args:
        document: as for `canonical_form`.
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.

    Raises:
        DocumentError: as `canonical_form`.
        ContextError: a context is unknown (indeterminate) or broken.
    """
    return [quad_line(quad) for quad in _quads(document, contexts, policy)]


def _checked(document: JsonObject, contexts: ContextStore, policy: ContextPolicy) -> Census:
    # What is issued is held to the lists of contexts of the standards, and to what everybody writes.
    check_value(document, limits=limits_of(policy))
    if not isinstance(document, dict):
        raise not_an_object()
    return check_meaning(document, contexts=contexts, policy=policy)


def _quads(document: JsonObject, contexts: ContextStore, policy: ContextPolicy) -> list[Quad]:
    census = _checked(document, contexts, policy)
    # What strangers define inside documents is not kept.
    keep = policy is not ContextPolicy.PINNED_WITH_INLINE
    return quads_of(expand_lossless(document, census, contexts=contexts, keep=keep))
