"""From a document and the options of a proof to the bytes that are signed: two digests, one after the other.

All cryptosuites of W3C for whole documents sign the digest of the canonical proof configuration followed by
that of the canonical document; they differ in what canonical means (the RDF dataset behind the JSON-LD, or
the JSON itself) and in the hash. VC-DI-EdDSA 1.0, sections 3.2 and 3.3; VC-DI-ECDSA 1.0, sections 3.2, 3.3.
"""

from __future__ import annotations

from hashlib import new as new_digest
from typing import TYPE_CHECKING, Literal

from mcissue.errors import DocumentError, McissueError, ProofError
from mcissue.jsonld.read import check_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["HashName", "form_of_engine", "hash_json", "hash_rdf", "with_contexts"]

HashName = Literal["sha256", "sha384"]


def hash_rdf(
    document: JsonObject,
    options: JsonObject,
    *,
    form: Callable[[JsonObject], bytes],
    hash_name: HashName = "sha256",
) -> bytes:
    """The digests of the canonical datasets of a proof's configuration and of a document.

    Args:
        document: the document without its proof.
        options: the proof without its value.
        form: gives the canonical N-Quads of a document; where it has a member `sha256` that gives their
            hash (`mcissue.jsonld.batch.plan.BatchForms`), that is asked instead.
        hash_name: the hash.

    Raises:
        DocumentError, ContextError: the document has no single lossless meaning, see `mcissue.jsonld`.
        ProofError: `proof_context_mismatch` if the proof brings contexts of its own: they would not be
            signed.
    """
    if "@context" in options and options["@context"] != document.get("@context"):
        raise _context_mismatch("the proof has contexts of its own, which its signature does not cover")
    config: JsonObject = {**options}
    config.pop("@context", None)
    if "@context" in document:
        config = {"@context": document["@context"], **config}
    hashed = _hashes(form, hash_name)
    try:
        config_digest = hashed(config)
    except McissueError as error:
        _move_into_proof(error)
        raise
    return config_digest + hashed(document)


def _hashes(form: Callable[[JsonObject], bytes], hash_name: HashName) -> Callable[[JsonObject], bytes]:
    """What gives the hash of a document's form; the plan of a batch has it without the form."""
    direct: Callable[[JsonObject], bytes] | None = getattr(form, "sha256", None)
    if direct is not None and hash_name == "sha256":
        return direct
    return lambda document: _digest(form(document), hash_name)


def hash_json(
    document: JsonObject, options: JsonObject, *, limits: Limits, hash_name: HashName = "sha256"
) -> bytes:
    """The digests of the canonical JSON (RFC 8785) of a proof's configuration and of a document.

    Args:
        document: the document without its proof.
        options: the proof without its value.
        limits: how big the document may be.
        hash_name: the hash.

    Raises:
        DocumentError: the document or the proof is no strict JSON.
        ProofError: `proof_context_mismatch` if the document does not begin with the contexts of the proof.
    """
    if "@context" in options:
        signed = _as_list(options["@context"])
        if _as_list(document.get("@context"))[: len(signed)] != signed:
            raise _context_mismatch("the document does not begin with the contexts of the proof")
        document = {**document, "@context": options["@context"]}
    try:
        config_form = _canonical_json(options, limits)
    except McissueError as error:
        _move_into_proof(error)
        raise
    return _digest(config_form, hash_name) + _digest(_canonical_json(document, limits), hash_name)


def with_contexts(document: JsonObject, options: JsonObject) -> JsonObject:
    """The options of a proof over the JSON itself, as they are published: with the document's contexts."""
    if "@context" not in document:
        return dict(options)
    return {**options, "@context": document["@context"]}


def form_of_engine(
    contexts: ContextStore, policy: ContextPolicy, *, hash_name: HashName = "sha256"
) -> Callable[[JsonObject], bytes]:
    """The engine's canonical forms under contexts and a policy, with blank nodes ordered by a hash."""
    # Imported here, because only the suites over RDF need the JSON-LD engine.
    from mcissue.jsonld.engine import canonical_form  # noqa: PLC0415

    def form(document: JsonObject) -> bytes:
        return canonical_form(document, contexts=contexts, policy=policy, hash_name=hash_name)

    return form


def _digest(data: bytes, hash_name: HashName) -> bytes:
    return new_digest(hash_name, data).digest()


def _move_into_proof(error: McissueError) -> None:
    """What is wrong with the configuration of a proof is reported at the proof."""
    error.path = "$.proof" + (error.path or "$").removeprefix("$")


def _canonical_json(value: JsonObject, limits: Limits) -> bytes:
    """RFC 8785, for values that pass the strict reading; the library's own exceptions never leave."""
    import rfc8785  # noqa: PLC0415 - only the suites over JSON need it

    check_value(value, limits=limits)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        message = f"the document has no canonical JSON form: {error}"
        raise DocumentError(message, code="json_not_a_value") from error


def _as_list(context: JsonValue) -> list[JsonValue]:
    return context if isinstance(context, list) else [context]


def _context_mismatch(message: str) -> ProofError:
    return ProofError(message, code="proof_context_mismatch", path="$.proof")
