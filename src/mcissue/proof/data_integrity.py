"""The frame of W3C Data Integrity proofs: a document gets a proof, and a proof is checked.

The frame knows members, sets and chains of proofs; a `Cryptosuite` knows which bytes are signed; a `Signer`
signs them. Only the mathematics is judged here. Whether the key is the issuer's, was valid at the time and
may be used for the purpose is the verifier's question, and `ProofView` holds what it needs to ask it.
W3C Verifiable Credential Data Integrity 1.0, sections 2.1 and 4.2 to 4.5.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from mcissue.errors import DocumentError, McissueError, ProofError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.policy import ContextPolicy
from mcissue.proof._curve import SIGNATURE_BYTES
from mcissue.proof._proof_view import PROOF_TYPE, ProofView, proofs_of
from mcissue.proof.eddsa import EddsaJcs2022, EddsaRdfc2022
from mcissue.proof.keys import KeySigner
from mcissue.proof.multibase import decode_base58btc, encode_base58btc
from mcissue.proof.times import format_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.reading import JsonObject
    from mcissue.proof.keys import PublicKey, Signer

__all__ = [
    "CRYPTOSUITES",
    "Cryptosuite",
    "ProofView",
    "add_proof",
    "is_supported",
    "previous_proofs",
    "proofs_of",
    "verify_proof",
]


class Cryptosuite(Protocol):
    """Turns a document and the options of a proof into the bytes to sign."""

    @property
    def name(self) -> str:
        """The value of `cryptosuite` in a proof."""

    @property
    def key_algorithm(self) -> str:
        """The algorithm of the keys that this suite goes with; no other key is ever tried."""

    def proof_options(self, document: JsonObject, options: JsonObject) -> JsonObject:
        """The options as they are published in the proof."""

    def hash_data(
        self,
        document: JsonObject,
        options: JsonObject,
        *,
        contexts: ContextStore,
        policy: ContextPolicy,
        limits: Limits,
        canonical: Callable[[JsonObject], bytes] | None = None,
    ) -> bytes:
        """The bytes that are signed, from a document without proof and a proof without value."""


CRYPTOSUITES: Mapping[str, Cryptosuite] = MappingProxyType(
    {suite.name: suite for suite in (EddsaRdfc2022(), EddsaJcs2022())}
)
"""The supported cryptosuites by name."""


def add_proof(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    purpose: str = "assertionMethod",
    expires: datetime | None = None,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.STRICT,
    limits: Limits = CREDENTIAL_LIMITS,
    as_array: bool = True,
    canonical: Callable[[JsonObject], bytes] | None = None,
) -> JsonObject:
    """Sign a document (Data Integrity 1.0, section 4.2).

    Whoever calls has validated the document and knows that the signer's key is the issuer's.

    Args:
        document: a JSON object without `proof`; it is not changed.
        signer: who signs.
        created: the time of the signature, aware.
        cryptosuite: a key of `CRYPTOSUITES`.
        purpose: the verification relationship that the key is used under.
        expires: from then on the proof no longer counts.
        contexts: where JSON-LD contexts come from; by default the bundled ones.
        policy: which context lists are allowed.
        limits: how big the document may be.
        as_array: write `proof` as a list of one, as Open Badges 3.0 wants it.
        canonical: gives RDF canonical forms in place of the engine (`mcissue.jsonld.batch_plan.BatchForms`);
            it then stands for `contexts` and `policy`.

    Returns:
        A new document with the proof as its last member.

    Raises:
        ProofError: `proof_already_present`, `cryptosuite_unsupported`, `signer_mismatch`, `signer_broken`.
        DocumentError, ContextError: the document has no single lossless meaning.
    """
    if "proof" in document:
        message = "the document has a proof already"
        raise ProofError(message, code="proof_already_present", path="$.proof")
    suite = _suite(cryptosuite, "$.proof")
    if signer.algorithm != suite.key_algorithm or signer.public_key.algorithm != suite.key_algorithm:
        message = f"{suite.name} needs a {suite.key_algorithm} key, and the signer has {signer.algorithm}"
        raise ProofError(message, code="signer_mismatch")
    options: JsonObject = {
        "type": PROOF_TYPE,
        "cryptosuite": suite.name,
        "created": format_datetime(created),
        "verificationMethod": signer.key_id,
        "proofPurpose": purpose,
    }
    if expires is not None:
        options["expires"] = format_datetime(expires)
    options = suite.proof_options(document, options)
    data = suite.hash_data(
        document, options, contexts=_store(contexts), policy=policy, limits=limits, canonical=canonical
    )
    signature = signer.sign(data)
    # A hardware module with a fault, or one that answers with another key, must not produce bad credentials.
    # A key in this process is the one that the public half was derived from; whoever wants even its answers
    # checked verifies what was written, as `mcissue issue` does.
    if not isinstance(signer, KeySigner) and not signer.public_key.verify(signature, data):
        raise ProofError(
            "the signer's answer is not a signature by its own key",
            code="signer_broken",
            mend="Check the key's identifier and the state of the hardware; nothing was signed.",
        )
    proof = {**options, "proofValue": encode_base58btc(signature)}
    return {**document, "proof": [proof] if as_array else proof}


def verify_proof(
    document: JsonObject,
    view: ProofView,
    *,
    public_key: PublicKey,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.STRICT,
    limits: Limits = CREDENTIAL_LIMITS,
    canonical: Callable[[JsonObject], bytes] | None = None,
) -> None:
    """Check the signature of one proof; silence means that it holds (Data Integrity 1.0, 4.4 and 4.5).

    A proof that builds on others (`previousProof`) covers them as they stand; it is worth as much as they
    are, so the caller checks each of `previous_proofs` too.

    Args:
        document: the document with all its proofs.
        view: one of `proofs_of(document)`.
        public_key: the key that `view.verification_method` names.
        contexts: where JSON-LD contexts come from; by default the bundled ones.
        policy: which context lists are allowed.
        limits: how big the document may be.
        canonical: gives RDF canonical forms in place of the engine, for a caller who keeps those that were
            worked out already; it then stands for `contexts` and `policy`.

    Raises:
        ProofError: `signature_invalid`, `cryptosuite_unsupported` (indeterminate),
            `cryptosuite_key_mismatch`, `proof_value_malformed`, `proof_context_mismatch`, `proof_foreign`,
            `previous_proof_unknown`.
        DocumentError, ContextError: the document has no single lossless meaning.
    """
    suite = _suite(view.cryptosuite, view.path, proof_type=view.type)
    if public_key.algorithm != suite.key_algorithm:
        raise ProofError(
            f"{suite.name} goes with {suite.key_algorithm} keys only, and this one is {public_key.algorithm}",
            code="cryptosuite_key_mismatch",
            path=view.path,
        )
    try:
        signature = decode_base58btc(view.proof.get("proofValue", ""), length=SIGNATURE_BYTES)
    except DocumentError as error:
        message = f"this is no signature: {error.message}"
        raise ProofError(message, code="proof_value_malformed", path=f"{view.path}.proofValue") from error
    previous = previous_proofs(document, view)
    unsecured = {member: value for member, value in document.items() if member != "proof"}
    if previous:
        unsecured["proof"] = [earlier.proof for earlier in previous]
    options = {member: value for member, value in view.proof.items() if member != "proofValue"}
    try:
        data = suite.hash_data(
            unsecured, options, contexts=_store(contexts), policy=policy, limits=limits, canonical=canonical
        )
    except McissueError as error:
        # Suites speak of `$.proof`, for they do not know which of several proofs this is.
        if not previous and (error.path or "$.proof").startswith("$.proof"):
            error.path = view.path + (error.path or "").removeprefix("$.proof")
        raise
    if not public_key.verify(signature, data):
        raise ProofError(
            "the signature does not fit: the document, the proof or the key is another than at signing",
            code="signature_invalid",
            path=view.path,
        )


def is_supported(view: ProofView) -> bool:
    """Whether `verify_proof` can judge this proof."""
    return view.type == PROOF_TYPE and view.cryptosuite in CRYPTOSUITES


def previous_proofs(document: JsonObject, view: ProofView) -> tuple[ProofView, ...]:
    """The proofs that a proof builds on directly, in the order of the document.

    Raises:
        ProofError: `proof_foreign` if the view is not one of the document's proofs; else as `proofs_of`.
    """
    views = proofs_of(document)
    if view not in views:
        raise ProofError("this proof is not one of the document's", code="proof_foreign", path=view.path)
    return tuple(other for other in views if other.id is not None and other.id in view.previous)


def _suite(name: str | None, path: str, *, proof_type: str = PROOF_TYPE) -> Cryptosuite:
    suite = CRYPTOSUITES.get(name) if name is not None and proof_type == PROOF_TYPE else None
    if suite is None:
        shown = name if proof_type == PROOF_TYPE else proof_type
        raise ProofError(
            f"proofs of the kind {shown!r} are not supported",
            code="cryptosuite_unsupported",
            path=path,
            mend="Supported are DataIntegrityProof with " + ", ".join(CRYPTOSUITES) + ".",
            indeterminate=True,
        )
    return suite


def _store(contexts: ContextStore | None) -> ContextStore:
    if contexts is not None:
        return contexts
    from mcissue.jsonld.contexts import bundled_contexts  # noqa: PLC0415 - not needed by every suite

    return bundled_contexts()
