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
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.proof.keys import KeySigner
from mcissue.proof.multibase import decode_base58btc, encode_base58btc
from mcissue.proof.proof_view import LEGACY_TYPE, PROOF_TYPE, ProofView, proofs_of
from mcissue.proof.suites.ecdsa import EcdsaJcs2019, EcdsaRdfc2019
from mcissue.proof.suites.eddsa import Ed25519Signature2020, Eddsa2022, EddsaJcs2022, EddsaRdfc2022
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.proof.keys import PublicKey, Signer

__all__ = [
    "CRYPTOSUITES",
    "Cryptosuite",
    "ProofView",
    "add_proof",
    "covers_graph",
    "is_supported",
    "prepare_proof",
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
    def key_algorithms(self) -> tuple[str, ...]:
        """The algorithms of the keys that this suite goes with; no other key is ever tried."""

    @property
    def verify_only(self) -> bool:
        """Whether proofs of this kind are read and no longer made."""

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
        key_algorithm: str = ...,
    ) -> bytes:
        """The bytes that are signed, from a document without proof and a proof without value."""


CRYPTOSUITES: Mapping[str, Cryptosuite] = MappingProxyType(
    {
        suite.name: suite
        for suite in (EddsaRdfc2022(), EddsaJcs2022(), EcdsaRdfc2019(), EcdsaJcs2019(), Eddsa2022())
    }
)
"""The supported cryptosuites of DataIntegrityProof by name."""

_LEGACY_SUITE: Cryptosuite = Ed25519Signature2020()

_NOT_YET = frozenset({"ecdsa-sd-2023", "bbs-2023", "bbs-2022", "ecdsa-xi-2023", "eddsa-xi-2023"})
"""Cryptosuites of W3C that are known here and not supported yet."""

_SIGNATURE_BYTES: Mapping[str, int] = MappingProxyType({"Ed25519": 64, "P-256": 64, "P-384": 96})
"""Bytes of a signature by the algorithm of the key (RFC 8032; VC-DI-ECDSA 1.0, section 3.2.6)."""


def add_proof(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    purpose: str = "assertionMethod",
    expires: datetime | None = None,
    domain: Collection[str] = (),
    challenge: str | None = None,
    proof_id: str | None = None,
    previous: Sequence[str] | None = None,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.STRICT,
    limits: Limits = CREDENTIAL_LIMITS,
    as_array: bool = True,
    canonical: Callable[[JsonObject], bytes] | None = None,
) -> JsonObject:
    """Sign a document (Data Integrity 1.0, section 4.2), or add one more proof to it (4.3).

    Whoever calls has validated the document and knows that the signer's key is the issuer's.

    Args:
        document: a JSON object without `proof`, unless `previous` is given; it is not changed.
        signer: who signs.
        created: the time of the signature, aware.
        cryptosuite: a key of `CRYPTOSUITES`.
        purpose: the verification relationship that the key is used under.
        expires: from then on the proof no longer counts.
        domain: for whom it is made, if not for everybody; for presentations.
        challenge: what it answers; for presentations.
        proof_id: the URL of this proof, which later ones may build on.
        previous: None for the first proof. Else this one is added beside the others: over the bare document
            if it is empty, or over those of the document's proofs whose ids it names.
        contexts: where JSON-LD contexts come from; by default the bundled ones.
        policy: which context lists are allowed.
        limits: how big the document may be.
        as_array: write `proof` as a list of one, as Open Badges 3.0 wants it.
        canonical: gives RDF canonical forms in place of the engine (`mcissue.jsonld.batch.plan.BatchForms`);
            it then stands for `contexts` and `policy`, except with a P-384 key.

    Returns:
        A new document with the proof as its last member.

    Raises:
        ProofError: `proof_already_present`, `cryptosuite_unsupported`, `cryptosuite_verify_only`,
            `signer_mismatch`, `signer_broken`, `previous_proof_unknown`, `proof_id_duplicate`, `proof_limit`.
        DocumentError, ContextError: the document has no single lossless meaning.
    """
    options, data = prepare_proof(
        document,
        signer=signer,
        created=created,
        cryptosuite=cryptosuite,
        purpose=purpose,
        expires=expires,
        domain=domain,
        challenge=challenge,
        proof_id=proof_id,
        previous=previous,
        contexts=contexts,
        policy=policy,
        limits=limits,
        canonical=canonical,
    )
    proof = {**options, "proofValue": encode_base58btc(_signature(signer, data))}
    unsecured, present = _apart(document)
    signed = {**unsecured, "proof": [*present, proof] if as_array or present else proof}
    if previous is not None:
        # A set must be one that `verify_proof` reads: no id twice, none that is not there, not too many.
        proofs_of(signed)
    return signed


def prepare_proof(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    purpose: str = "assertionMethod",
    expires: datetime | None = None,
    domain: Collection[str] = (),
    challenge: str | None = None,
    proof_id: str | None = None,
    previous: Sequence[str] | None = None,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.STRICT,
    limits: Limits = CREDENTIAL_LIMITS,
    canonical: Callable[[JsonObject], bytes] | None = None,
) -> tuple[JsonObject, bytes]:
    """Work out all of a proof but the signature: the proof without `proofValue`, and the bytes to sign.

    For callers that sign elsewhere: many at once, or in another process. The arguments are those of
    `add_proof`; of the signer all but `sign` is used.

    Returns:
        The proof without its value, and the bytes.

    Raises:
        ProofError: `proof_already_present`, `cryptosuite_unsupported`, `cryptosuite_verify_only`,
            `signer_mismatch`.
        DocumentError, ContextError: the document has no single lossless meaning.
    """
    if "proof" in document and previous is None:
        message = "the document has a proof already"
        raise ProofError(message, code="proof_already_present", path="$.proof")
    suite = _suite_to_sign(cryptosuite, signer)
    unsecured, present = _apart(document)
    built_on = [proof for proof in present if previous and proof.get("id") in previous]
    options: JsonObject = {
        **({"id": proof_id} if proof_id is not None else {}),
        "type": PROOF_TYPE,
        "cryptosuite": suite.name,
        "created": format_datetime(created),
        "verificationMethod": signer.key_id,
        "proofPurpose": purpose,
        **({"expires": format_datetime(expires)} if expires is not None else {}),
        **({"domain": _one_or_list(domain)} if domain else {}),
        **({"challenge": challenge} if challenge is not None else {}),
        **({"previousProof": _one_or_list(previous)} if previous else {}),
    }
    options = suite.proof_options(unsecured, options)
    data = suite.hash_data(
        {**unsecured, "proof": built_on} if built_on else unsecured,
        options,
        contexts=_store(contexts),
        policy=policy,
        limits=limits,
        canonical=canonical,
        key_algorithm=signer.algorithm,
    )
    return options, data


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
            worked out already; it then stands for `contexts` and `policy`, except with a P-384 key.

    Raises:
        ProofError: `signature_invalid`, `cryptosuite_unsupported` (indeterminate),
            `cryptosuite_key_mismatch`, `proof_value_malformed`, `proof_context_mismatch`, `proof_foreign`,
            `previous_proof_unknown`.
        DocumentError, ContextError: the document has no single lossless meaning.
    """
    suite = _suite(view.cryptosuite, view.path, proof_type=view.type)
    if public_key.algorithm not in suite.key_algorithms:
        keys = " and ".join(suite.key_algorithms)
        raise ProofError(
            f"{suite.name} goes with {keys} keys only, and this one is {public_key.algorithm}",
            code="cryptosuite_key_mismatch",
            path=view.path,
        )
    try:
        size = _SIGNATURE_BYTES[public_key.algorithm]
        signature = decode_base58btc(view.proof.get("proofValue", ""), length=size)
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
            unsecured,
            options,
            contexts=_store(contexts),
            policy=policy,
            limits=limits,
            canonical=canonical,
            key_algorithm=public_key.algorithm,
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
    return view.type == LEGACY_TYPE or (view.type == PROOF_TYPE and view.cryptosuite in CRYPTOSUITES)


def covers_graph(view: ProofView) -> bool:
    """Whether the proof is over the RDF graph, which depends on what contexts say, and not over the JSON."""
    return view.type == LEGACY_TYPE or (is_supported(view) and "jcs" not in str(view.cryptosuite))


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
    if proof_type == LEGACY_TYPE:
        return _LEGACY_SUITE
    suite = CRYPTOSUITES.get(name) if name is not None and proof_type == PROOF_TYPE else None
    if suite is None:
        shown = name if proof_type == PROOF_TYPE else proof_type
        known = proof_type == PROOF_TYPE and name in _NOT_YET
        raise ProofError(
            f"proofs of the kind {shown!r} are not supported{' yet' if known else ''}",
            code="cryptosuite_unsupported",
            path=path,
            mend=f"Supported are DataIntegrityProof with {', '.join(CRYPTOSUITES)}, and {LEGACY_TYPE}.",
            indeterminate=True,
        )
    return suite


def _suite_to_sign(name: str, signer: Signer) -> Cryptosuite:
    suite = _LEGACY_SUITE if name == LEGACY_TYPE else _suite(name, "$.proof")
    if suite.verify_only:
        message = f"proofs of the kind {suite.name} are read here, and no longer made"
        raise ProofError(message, code="cryptosuite_verify_only", path="$.proof")
    algorithm = signer.algorithm
    if algorithm not in suite.key_algorithms or signer.public_key.algorithm != algorithm:
        keys = " or ".join(suite.key_algorithms)
        message = f"{suite.name} needs a {keys} key, and the signer has {signer.algorithm}"
        raise ProofError(message, code="signer_mismatch")
    return suite


def _signature(signer: Signer, data: bytes) -> bytes:
    """A hardware module with a fault, or one that answers with another key, must not produce bad credentials.

    A key in this process is the one that the public half was derived from; whoever wants even its answers
    checked verifies what was written, as `mcissue issue` does.
    """
    signature = signer.sign(data)
    if not isinstance(signer, KeySigner) and not signer.public_key.verify(signature, data):
        raise ProofError(
            "the signer's answer is not a signature by its own key",
            code="signer_broken",
            mend="Check the key's identifier and the state of the hardware; nothing was signed.",
        )
    return signature


def _apart(document: JsonObject) -> tuple[JsonObject, list[JsonObject]]:
    """A document without its proofs, and the proofs that it has."""
    if "proof" not in document:
        return document, []
    unsecured = {member: value for member, value in document.items() if member != "proof"}
    found = document.get("proof") or []
    present = [proof for proof in _as_list(found) if isinstance(proof, dict)]
    return unsecured, present


def _one_or_list(texts: Collection[str]) -> str | list[str]:
    listed = [texts] if isinstance(texts, str) else list(texts)
    return listed[0] if len(listed) == 1 else listed


def _as_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _store(contexts: ContextStore | None) -> ContextStore:
    if contexts is not None:
        return contexts
    from mcissue.jsonld.contexts import bundled_contexts  # noqa: PLC0415 - not needed by every suite

    return bundled_contexts()
