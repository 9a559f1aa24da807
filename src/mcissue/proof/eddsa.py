"""The cryptosuites eddsa-rdfc-2022 and eddsa-jcs-2022: from a document and a proof to the 64 bytes to sign.

Both sign SHA-256(canonical proof configuration) followed by SHA-256(canonical document) with Ed25519; they
differ in what canonical means: the RDF dataset behind the JSON-LD, or the JSON itself.
W3C Data Integrity EdDSA Cryptosuites 1.0, sections 3.2 and 3.3.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from mcissue.errors import DocumentError, McissueError, ProofError
from mcissue.jsonld.reading import check_value
from mcissue.proof.keys import ED25519

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.policy import ContextPolicy
    from mcissue.jsonld.reading import JsonObject, JsonValue

__all__ = ["EddsaJcs2022", "EddsaRdfc2022"]


class EddsaRdfc2022:
    """eddsa-rdfc-2022: what is signed is the meaning, the RDF dataset in the canonical form of RDFC-1.0."""

    name = "eddsa-rdfc-2022"
    key_algorithm = ED25519

    def proof_options(self, document: JsonObject, options: JsonObject) -> JsonObject:  # noqa: ARG002 - the protocol
        """The options as they are published: nothing is added."""
        return dict(options)

    def hash_data(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        contexts: ContextStore,
        policy: ContextPolicy,
        limits: Limits,  # noqa: ARG002 - the engine has its own
        canonical: Callable[[JsonObject], bytes] | None = None,
    ) -> bytes:
        """The 64 bytes that are signed (sections 3.2.3 to 3.2.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: where JSON-LD contexts come from.
            policy: which context lists are allowed.
            limits: not used; the engine has its own.
            canonical: gives canonical forms in place of the engine.

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
        form = canonical or _by_engine(contexts, policy)
        try:
            config_form = form(config)
        except McissueError as error:
            _move_into_proof(error)
            raise
        return sha256(config_form).digest() + sha256(form(document)).digest()


class EddsaJcs2022:
    """eddsa-jcs-2022: what is signed is the JSON, in the canonical form of RFC 8785.

    It works without JSON-LD contexts too. A document with `@context` carries a copy of it in the proof, and
    may get more contexts appended after signing (section 3.3.2): which lists of contexts are allowed is for
    the reader of the document to judge, this suite knows nothing of them.
    """

    name = "eddsa-jcs-2022"
    key_algorithm = ED25519

    def proof_options(self, document: JsonObject, options: JsonObject) -> JsonObject:
        """The options as they are published: with the contexts of the document (section 3.3.1, step 2)."""
        if "@context" not in document:
            return dict(options)
        return {**options, "@context": document["@context"]}

    def hash_data(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        contexts: ContextStore,  # noqa: ARG002 - the protocol
        policy: ContextPolicy,  # noqa: ARG002 - the protocol
        limits: Limits,
        canonical: Callable[[JsonObject], bytes] | None = None,  # noqa: ARG002 - the protocol
    ) -> bytes:
        """The 64 bytes that are signed (sections 3.3.2 to 3.3.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: not used.
            policy: not used.
            limits: how big the document may be.
            canonical: not used.

        Raises:
            DocumentError: the document or the proof is no strict JSON.
            ProofError: `proof_context_mismatch` if the document does not begin with the contexts of the
                proof.
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
        return sha256(config_form).digest() + sha256(_canonical_json(document, limits)).digest()


def _by_engine(contexts: ContextStore, policy: ContextPolicy) -> Callable[[JsonObject], bytes]:
    # Imported here, because only this suite needs the JSON-LD engine.
    from mcissue.jsonld.engine import canonical_form  # noqa: PLC0415

    return partial(canonical_form, contexts=contexts, policy=policy)


def _move_into_proof(error: McissueError) -> None:
    """What is wrong with the configuration of a proof is reported at the proof."""
    error.path = "$.proof" + (error.path or "$").removeprefix("$")


def _canonical_json(value: JsonObject, limits: Limits) -> bytes:
    """RFC 8785, for values that pass the strict reading; the library's own exceptions never leave."""
    import rfc8785  # noqa: PLC0415 - only this suite needs it

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
