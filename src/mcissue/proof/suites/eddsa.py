"""The cryptosuites of Ed25519: eddsa-rdfc-2022 and eddsa-jcs-2022, and two that only old proofs use.

All sign SHA-256(canonical proof configuration) followed by SHA-256(canonical document) with Ed25519; they
differ in what canonical means: the RDF dataset behind the JSON-LD, or the JSON itself.
W3C Data Integrity EdDSA Cryptosuites 1.0, sections 3.2 and 3.3, and appendix A for Ed25519Signature2020.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.proof.keys.forms import ED25519
from mcissue.proof.suites.hashing import form_of_engine, hash_json, hash_rdf, with_contexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.read import JsonObject

__all__ = ["Ed25519Signature2020", "Eddsa2022", "EddsaJcs2022", "EddsaRdfc2022"]


class EddsaRdfc2022:
    """eddsa-rdfc-2022: what is signed is the meaning, the RDF dataset in the canonical form of RDFC-1.0."""

    name = "eddsa-rdfc-2022"
    key_algorithms = (ED25519,)
    verify_only = False

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
        key_algorithm: str = ED25519,  # noqa: ARG002 - the protocol
    ) -> bytes:
        """The 64 bytes that are signed (sections 3.2.3 to 3.2.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: where JSON-LD contexts come from.
            policy: which context lists are allowed.
            limits: not used; the engine has its own.
            canonical: gives canonical forms in place of the engine.
            key_algorithm: not used; there is only one.

        Raises:
            DocumentError, ContextError: the document has no single lossless meaning, see `mcissue.jsonld`.
            ProofError: `proof_context_mismatch` if the proof brings contexts of its own: they would not be
                signed.
        """
        return hash_rdf(document, options, form=canonical or form_of_engine(contexts, policy))


class Eddsa2022(EddsaRdfc2022):
    """eddsa-2022: the name that eddsa-rdfc-2022 had in drafts, on badges of 2022 and 2023; read only."""

    name = "eddsa-2022"
    verify_only = True


class Ed25519Signature2020(EddsaRdfc2022):
    """Ed25519Signature2020: a type of proof of its own, without a cryptosuite; same two digests, read only.

    Its words come from the context ed25519-2020, which the document brings itself; nothing is put in.
    """

    name = "Ed25519Signature2020"
    verify_only = True


class EddsaJcs2022:
    """eddsa-jcs-2022: what is signed is the JSON, in the canonical form of RFC 8785.

    It works without JSON-LD contexts too. A document with `@context` carries a copy of it in the proof, and
    may get more contexts appended after signing (section 3.3.2): which lists of contexts are allowed is for
    the reader of the document to judge, this suite knows nothing of them.
    """

    name = "eddsa-jcs-2022"
    key_algorithms = (ED25519,)
    verify_only = False

    def proof_options(self, document: JsonObject, options: JsonObject) -> JsonObject:
        """The options as they are published: with the contexts of the document (section 3.3.1, step 2)."""
        return with_contexts(document, options)

    def hash_data(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        contexts: ContextStore,  # noqa: ARG002 - the protocol
        policy: ContextPolicy,  # noqa: ARG002 - the protocol
        limits: Limits,
        canonical: Callable[[JsonObject], bytes] | None = None,  # noqa: ARG002 - the protocol
        key_algorithm: str = ED25519,  # noqa: ARG002 - the protocol
    ) -> bytes:
        """The 64 bytes that are signed (sections 3.3.2 to 3.3.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: not used.
            policy: not used.
            limits: how big the document may be.
            canonical: not used.
            key_algorithm: not used; there is only one.

        Raises:
            DocumentError: the document or the proof is no strict JSON.
            ProofError: `proof_context_mismatch` if the document does not begin with the contexts of the
                proof.
        """
        return hash_json(document, options, limits=limits)
