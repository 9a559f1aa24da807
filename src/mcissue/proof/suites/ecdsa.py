"""The cryptosuites ecdsa-rdfc-2019 and ecdsa-jcs-2019: as those of Ed25519, with the curves of NIST.

The key decides about the hash: P-256 goes with SHA-256 and P-384 with SHA-384, in the digests and, as the
published vectors do it, in the order of anonymous nodes within RDFC-1.0.
W3C Data Integrity ECDSA Cryptosuites 1.0, sections 3.2 and 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.proof.suites.hashing import form_of_engine, hash_json, hash_rdf, with_contexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.suites.hashing import HashName

__all__ = ["EcdsaJcs2019", "EcdsaRdfc2019"]

_P256 = "P-256"
_P384 = "P-384"


class EcdsaRdfc2019:
    """ecdsa-rdfc-2019: what is signed is the meaning, the RDF dataset in the canonical form of RDFC-1.0."""

    name = "ecdsa-rdfc-2019"
    key_algorithms = (_P256, _P384)
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
        key_algorithm: str = _P256,
    ) -> bytes:
        """The 64 or 96 bytes that are signed (sections 3.2.3 to 3.2.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: where JSON-LD contexts come from.
            policy: which context lists are allowed.
            limits: not used; the engine has its own.
            canonical: gives canonical forms in place of the engine; not asked for a P-384 key, since its
                forms are ordered by SHA-256.
            key_algorithm: `P-256` or `P-384`.

        Raises:
            DocumentError, ContextError: the document has no single lossless meaning, see `mcissue.jsonld`.
            ProofError: `proof_context_mismatch` if the proof brings contexts of its own.
        """
        hash_name = _hash_of(key_algorithm)
        form = canonical if hash_name == "sha256" else None
        if form is None:
            form = form_of_engine(contexts, policy, hash_name=hash_name)
        return hash_rdf(document, options, form=form, hash_name=hash_name)


class EcdsaJcs2019:
    """ecdsa-jcs-2019: what is signed is the JSON, in the canonical form of RFC 8785; see `EddsaJcs2022`."""

    name = "ecdsa-jcs-2019"
    key_algorithms = (_P256, _P384)
    verify_only = False

    def proof_options(self, document: JsonObject, options: JsonObject) -> JsonObject:
        """The options as they are published: with the contexts of the document (section 3.3.1, step 1)."""
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
        key_algorithm: str = _P256,
    ) -> bytes:
        """The 64 or 96 bytes that are signed (sections 3.3.2 to 3.3.5).

        Args:
            document: the document without its proof.
            options: the proof without its value.
            contexts: not used.
            policy: not used.
            limits: how big the document may be.
            canonical: not used.
            key_algorithm: `P-256` or `P-384`.

        Raises:
            DocumentError: the document or the proof is no strict JSON.
            ProofError: `proof_context_mismatch` if the document does not begin with the contexts of the
                proof.
        """
        return hash_json(document, options, limits=limits, hash_name=_hash_of(key_algorithm))


def _hash_of(key_algorithm: str) -> HashName:
    return "sha384" if key_algorithm == _P384 else "sha256"
