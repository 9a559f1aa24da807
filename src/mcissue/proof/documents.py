"""Signing and checking any document with W3C proofs: credentials of both data models, and presentations.

This is the proof apart from everything else: who the issuer is, whether the credential has been revoked, and
what kind of document it is, are the questions of `mcissue.verify`. Data loss is an error in both directions
(Data Integrity 1.0, section 2.4.3), whatever the cryptosuite.
Steps of `verify_document`, numbered as at its lines: 1 the JSON has one meaning; 2 the proofs are proofs;
and for each: 3 purpose, domain, challenge; 4 its key, listed for the purpose; 5 its signature; 6 its time and
that of the key; then 7 the credentials inside of a presentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from mcissue.errors import McissueError, ProofError
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.urls import CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2
from mcissue.proof.data_integrity import add_proof, is_supported, previous_proofs, verify_proof
from mcissue.proof.did import Resolver, retrieve_verification_method
from mcissue.proof.proof_view import proofs_of
from mcissue.proof.terms import ASSERTION, AUTHENTICATION, Terms, check_key_in_use, check_times

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.proof.did import ControllerDocuments, VerificationMethod
    from mcissue.proof.keys import Signer
    from mcissue.proof.proof_view import ProofView

__all__ = [
    "VerifiedDocument",
    "VerifiedProof",
    "sign_document",
    "verify_document",
    "with_proof_context",
]

PRESENTATION = "VerifiablePresentation"
ENVELOPED = "EnvelopedVerifiableCredential"

MAX_CREDENTIALS = 100
"""Credentials in one presentation: a learner's whole folder; each costs a canonicalization or two."""

_SUITES: Mapping[str, str] = MappingProxyType(
    {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019", "P-384": "ecdsa-rdfc-2019"}
)
"""What a key signs with if nobody says otherwise."""

_HAVE_PROOF_TERMS = frozenset({CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedProof:
    """A proof that holds.

    Attributes:
        view: the proof.
        method: its key, as the key's controller lists it.
    """

    view: ProofView
    method: VerificationMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocument:
    """A document all of whose proofs of a supported kind hold; there is at least one.

    Attributes:
        document: the document without its proofs.
        proofs: those that hold.
        unsupported: those of other kinds, which count for nothing.
        credentials: the credentials inside of a presentation, in their order.
    """

    document: JsonObject
    proofs: tuple[VerifiedProof, ...]
    unsupported: tuple[ProofView, ...] = ()
    credentials: tuple[VerifiedDocument, ...] = ()


def with_proof_context(document: JsonObject) -> JsonObject:
    """The document with the context that defines the words of a proof, if it lacks it.

    The base context 2.0 has them; documents of the data model 1.1 get `data-integrity/v2` appended (Data
    Integrity 1.0, section 2.4.2). A document without any context is left as it is.
    """
    if "@context" not in document:
        return document
    listed = document["@context"] if isinstance(document["@context"], list) else [document["@context"]]
    if any(isinstance(context, str) and context in _HAVE_PROOF_TERMS for context in listed):
        return document
    return {**document, "@context": [*listed, DATA_INTEGRITY_V2]}


def sign_document(
    document: JsonObject,
    signer: Signer,
    *,
    created: datetime,
    cryptosuite: str | None = None,
    purpose: str | None = None,
    expires: datetime | None = None,
    domain: Collection[str] = (),
    challenge: str | None = None,
    proof_id: str | None = None,
    previous: Sequence[str] | None = None,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.PINNED,
    as_array: bool = False,
    check: Callable[[JsonObject], object] | None = None,
) -> JsonObject:
    """Sign any document: a credential of the data model 2.0 or 1.1, a presentation, something else.

    Args:
        document: a JSON object; it is not changed.
        signer: who signs; that the key is the issuer's is the caller's to know.
        created: the time of the signature, aware.
        cryptosuite: a key of `CRYPTOSUITES`; by default `eddsa-rdfc-2022` or `ecdsa-rdfc-2019`, as the key
            is.
        purpose: by default `authentication` for a presentation, and `assertionMethod` for everything else.
        expires: from then on the proof no longer counts.
        domain: for whom a presentation is made.
        challenge: what a presentation answers.
        proof_id: the URL of the proof, which later ones may build on.
        previous: to add one more proof, see `add_proof`.
        contexts: where JSON-LD contexts come from; by default the bundled ones.
        policy: which context lists are allowed.
        as_array: write `proof` as a list of one.
        check: judges the document before it is signed, and raises; for instance whether it conforms to a
            data model.

    Returns:
        A new document: with the context of the proof's words, if that was missing, and with the proof.

    Raises:
        DocumentError, ContextError: the document has no single lossless meaning, or `check` says no.
        ProofError: as `add_proof`.
    """
    if not isinstance(document, dict):
        raise ProofError("what is to be signed is no JSON object", code="proof_malformed", path="$")
    if check is not None:
        check(document)
    complete = document if previous else with_proof_context(document)
    unsecured = {member: value for member, value in complete.items() if member != "proof"}
    store = _store(contexts)
    _check_meaning(unsecured, store, policy)
    return add_proof(
        complete,
        signer=signer,
        created=created,
        cryptosuite=cryptosuite or _SUITES.get(signer.algorithm, _SUITES["Ed25519"]),
        purpose=purpose or (AUTHENTICATION if _is_presentation(document) else ASSERTION),
        expires=expires,
        domain=domain,
        challenge=challenge,
        proof_id=proof_id,
        previous=previous,
        contexts=store,
        policy=policy,
        as_array=as_array,
    )


def verify_document(
    document: JsonObject,
    *,
    at: datetime,
    resolver: ControllerDocuments | None = None,
    purpose: str | None = None,
    domain: Collection[str] | None = None,
    challenge: str | None = None,
    contexts: ContextStore | None = None,
    policy: ContextPolicy = ContextPolicy.PINNED,
) -> VerifiedDocument:
    """Check every proof of any document, and of the credentials inside of a presentation.

    The key of a proof may be anybody's, and keys whose private half is published count here too: who signed
    stands in the result, and what that means is for the caller to judge.

    Args:
        document: a JSON object with `proof`.
        at: the reference time, aware.
        resolver: where controller documents come from; by default only did:key and did:jwk are known.
        purpose: the purpose that the proofs must have; by default `authentication` for a presentation, and
            `assertionMethod` for everything else.
        domain: the domains that a presentation must have been made for; None if that is not asked for.
        challenge: what a presentation must answer; None if that is not asked for.
        contexts: where JSON-LD contexts come from; by default the bundled ones.
        policy: which context lists are allowed.

    Raises:
        McissueError: the first fault found, with its place; of the proofs and keys, see `Terms.fault`,
            `retrieve_verification_method`, `verify_proof`, `check_times` and `check_key_in_use`.
            `cryptosuite_unsupported` and `previous_proof_unverified` are indeterminate.
    """
    if not isinstance(document, dict):
        raise ProofError("what is to be checked is no JSON object", code="proof_malformed", path="$")
    store = _store(contexts)
    unsecured = {member: value for member, value in document.items() if member != "proof"}
    _check_meaning(unsecured, store, policy)  # 1
    views = proofs_of(document)  # 2
    presentation = _is_presentation(document)
    wanted = purpose or (AUTHENTICATION if presentation else ASSERTION)
    supported = [view for view in views if is_supported(view)]
    _check_set(document, views, supported)
    proofs = []
    terms = Terms(purpose=wanted, domain=domain, challenge=challenge)
    for view in supported:
        if (fault := terms.fault(view)) is not None:  # 3
            raise fault
        method = _method(view, wanted, resolver or Resolver())  # 4
        verify_proof(document, view, public_key=method.public_key, contexts=store, policy=policy)  # 5
        check_times(view, at=at)  # 6
        check_key_in_use(view, expires=method.expires, revoked=method.revoked, at=at)
        proofs.append(VerifiedProof(view=view, method=method))
    credentials = _credentials(document, at, resolver, store, policy) if presentation else ()  # 7
    return VerifiedDocument(
        document=unsecured,
        proofs=tuple(proofs),
        unsupported=tuple(view for view in views if view not in supported),
        credentials=credentials,
    )


def _check_set(document: JsonObject, views: Sequence[ProofView], supported: Sequence[ProofView]) -> None:
    """There is a proof that can be judged, none twice, and none that builds on one that can't be judged."""
    if not supported:
        kinds = ", ".join(sorted({str(view.cryptosuite or view.type)[:100] for view in views}))
        raise ProofError(
            f"no proof is of a kind that can be checked here ({kinds})",
            code="cryptosuite_unsupported",
            path=views[0].path,
            indeterminate=True,
        )
    for place, view in enumerate(supported):
        if any(view.proof == earlier.proof for earlier in supported[:place]):
            raise ProofError("the same proof stands there twice", code="proof_repeated", path=view.path)
        if any(earlier not in supported for earlier in previous_proofs(document, view)):
            raise ProofError(
                "the proof builds on another one that can't be checked here",
                code="previous_proof_unverified",
                path=f"{view.path}.previousProof",
                indeterminate=True,
            )


def _method(view: ProofView, purpose: str, resolver: ControllerDocuments) -> VerificationMethod:
    try:
        return retrieve_verification_method(view.verification_method, relationship=purpose, resolver=resolver)
    except McissueError as error:
        error.path = f"{view.path}.verificationMethod"
        raise


def _credentials(
    document: JsonObject,
    at: datetime,
    resolver: ControllerDocuments | None,
    contexts: ContextStore,
    policy: ContextPolicy,
) -> tuple[VerifiedDocument, ...]:
    """Each credential of a presentation has proofs of its own; none is a text (VCDM 2.0, section 4.13)."""
    found = document.get("verifiableCredential", [])
    listed: list[JsonValue] = found if isinstance(found, list) else [found]
    if len(listed) > MAX_CREDENTIALS:
        raise ProofError(
            f"the presentation has over {MAX_CREDENTIALS} credentials",
            code="proof_limit",
            path="$.verifiableCredential",
            indeterminate=True,
        )
    verified = []
    for index, credential in enumerate(listed):
        path = f"$.verifiableCredential[{index}]" if isinstance(found, list) else "$.verifiableCredential"
        if isinstance(credential, dict) and ENVELOPED in _types(credential):
            raise ProofError(
                "the presentation holds a credential in an envelope, which only the whole verifier opens",
                code="cryptosuite_unsupported",
                path=path,
                indeterminate=True,
            )
        try:
            verified.append(
                verify_document(
                    credential,
                    at=at,
                    resolver=resolver,
                    purpose=ASSERTION,
                    contexts=contexts,
                    policy=policy,
                )
            )
        except McissueError as error:
            error.path = path + (error.path or "$").removeprefix("$")
            raise
    return tuple(verified)


def _check_meaning(document: JsonObject, contexts: ContextStore, policy: ContextPolicy) -> None:
    """The rule of one meaning, for documents that are JSON-LD; suites over JSON would not look at it."""
    if "@context" in document:
        from mcissue.jsonld.engine import check_document  # noqa: PLC0415 - not needed without contexts

        check_document(document, contexts=contexts, policy=policy)


def _is_presentation(document: JsonObject) -> bool:
    return PRESENTATION in _types(document)


def _types(document: JsonObject) -> list[JsonValue]:
    found = document.get("type", [])
    return found if isinstance(found, list) else [found]


def _store(contexts: ContextStore | None) -> ContextStore:
    if contexts is not None:
        return contexts
    from mcissue.jsonld.contexts import bundled_contexts  # noqa: PLC0415 - most callers bring theirs

    return bundled_contexts()
