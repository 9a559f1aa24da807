"""Two questions about the proofs of a document: do the signatures hold, and is one of the keys the issuer's?

Used alike for credentials and for status lists. The rules for sets of proofs are those of DESIGN section 4;
the mathematics is `mcissue.proof`'s, and so is the way from the name of a key to the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import (
    ContextError,
    DocumentError,
    KeyMaterialError,
    McissueError,
    ProofError,
)
from mcissue.jsonld.limits import FOREIGN_LIMITS
from mcissue.jsonld.urls import OB_3_0_3
from mcissue.proof.data_integrity import (
    ProofView,
    covers_graph,
    is_supported,
    previous_proofs,
    proofs_of,
    verify_proof,
)
from mcissue.proof.did import retrieve_verification_method
from mcissue.proof.terms import CREDENTIAL_TERMS, Terms, check_times
from mcissue.verify.errors import relocated
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.did import VerificationMethod
    from mcissue.proof.keys import PublicKey
    from mcissue.registry.keys import KeyBinding
    from mcissue.verify.canonical_forms import CanonicalForms
    from mcissue.verify.trust import Trust

__all__ = [
    "PURPOSE",
    "ExaminedProof",
    "check_proof_times",
    "envelope_view",
    "examine_proofs",
    "key_fault",
    "registered_key",
    "require_good_proofs",
    "require_supported",
]

PURPOSE: Final = CREDENTIAL_TERMS.purpose
"""The purpose of a credential's proof (Data Integrity 1.0 section 2.1; Open Badges 3.0 section 8.2)."""

_NO_KEY_HERE: Final = frozenset(
    {"controller_document_unavailable", "did_method_unsupported", "verification_method_not_found"}
)
"""Why a controller document gives no key, where a key that the registry itself holds may stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedProof:
    """One proof, and what became of it.

    Attributes:
        view: the proof.
        supported: whether it is of a kind that can be judged at all.
        public_key: the key that it names, if that was found.
        method: where its controller lists the key, if a controller document gave it.
        binding: what the registry says of the key, if it says something.
        key_error: why no key was found.
        error: why the signature does not hold, or could not be judged, once there is a key.
        edition: the older edition of the Open Badges context under which alone the signature holds.
    """

    view: ProofView
    supported: bool
    public_key: PublicKey | None = None
    method: VerificationMethod | None = None
    binding: KeyBinding | None = None
    key_error: McissueError | None = None
    error: McissueError | None = None
    edition: str | None = None

    @property
    def good(self) -> bool:
        """Whether the signature holds."""
        return self.supported and self.public_key is not None and self.error is None


def examine_proofs(
    document: JsonObject,
    *,
    issuer_id: str | None,
    trust: Trust,
    forms: CanonicalForms,
    terms: Terms = CREDENTIAL_TERMS,
) -> tuple[ExaminedProof, ...]:
    """Look for the key of each proof, and check its signature.

    Args:
        document: a document whose meaning is known to be single and lossless.
        issuer_id: the issuer that it names; the registry may hold keys of it.
        trust: where keys come from.
        forms: the canonical forms of this verification.
        terms: what the proofs must have been made for.

    Raises:
        ProofError: if the proofs are not even formed as proofs, see `mcissue.proof.data_integrity.proofs_of`.
    """
    return tuple(_examine(document, view, issuer_id, trust, forms, terms) for view in proofs_of(document))


def require_good_proofs(
    document: JsonObject, examined: Sequence[ExaminedProof], *, issuer_id: str | None
) -> None:
    """Return if every proof that can be judged holds, and there is one (DESIGN section 4).

    Where the issuer's own key can't be found, the binding to the issuer is what failed, and the signature is
    what could not be found out.

    Args:
        document: the document of the proofs.
        examined: all its proofs.
        issuer_id: the issuer that it names.

    Raises:
        McissueError: `proof_repeated`; else of the first proof that is wrong; else of the first that could
            not be judged; `cryptosuite_unsupported`, `proof_key_unavailable`, `previous_proof_unverified`
            (all indeterminate).
    """
    supported = [proof for proof in examined if proof.supported]
    _refuse_repetition(supported)
    open_errors: list[McissueError] = []
    for proof in supported:
        error = proof.error or key_fault(proof, issuer_id)
        if error is not None and not error.indeterminate:
            raise error
        if error is not None:
            open_errors.append(error)
    if open_errors:
        raise open_errors[0]
    require_supported([proof.view for proof in examined])
    judged = {proof.view.index for proof in supported}
    for proof in supported:
        if any(earlier.index not in judged for earlier in previous_proofs(document, proof.view)):
            raise ProofError(
                "the proof builds on another one that can't be checked here",
                code="previous_proof_unverified",
                path=f"{proof.view.path}.previousProof",
                indeterminate=True,
            )


def require_supported(views: Sequence[ProofView]) -> None:
    """Return if at least one proof is of a kind that can be judged; their kinds are named if not.

    Args:
        views: the proofs of a document.

    Raises:
        ProofError: `cryptosuite_unsupported` (indeterminate).
    """
    if any(is_supported(view) for view in views):
        return
    kinds = ", ".join(sorted({str(view.cryptosuite or view.type)[:100] for view in views}))
    raise ProofError(
        f"no proof is of a kind that can be checked here ({kinds})",
        code="cryptosuite_unsupported",
        path=views[0].path if views else "$.proof",
        mend="Use a verifier for this kind of proof, which its issuer or the learner's wallet can name; or "
        "ask the issuer for the credential with a proof of the kind eddsa-rdfc-2022 or as a VC-JWT.",
        indeterminate=True,
    )


def envelope_view(
    index: int,
    *,
    path: str,
    kind: str,
    suite: str,
    method: str,
    purpose: str,
    created: datetime | None,
    expires: datetime | None = None,
    domain: tuple[str, ...] = (),
    challenge: str | None = None,
) -> ProofView:
    """A signature around a document in the form in which the steps handle proofs inside one.

    Args:
        index: its place among the signatures, from 0.
        path: where it stands in the file.
        kind: what a report calls its kind.
        suite: that, with the algorithm.
        method: the key or certificate that it names.
        purpose: the relationship under which the key must be listed.
        created: when it says that it was made.
        expires: from when on it no longer counts.
        domain: for whom a presentation was made.
        challenge: what it answers.
    """
    said = {} if created is None else {"created": format_datetime(created)}
    return ProofView(
        index=index,
        path=path,
        proof={"type": kind, **said},
        type=kind,
        cryptosuite=suite,
        verification_method=method,
        purpose=purpose,
        created=created,
        expires=expires,
        domain=domain,
        challenge=challenge,
    )


def check_proof_times(views: Sequence[ProofView], *, at: datetime) -> None:
    """Return if no proof was made after the reference time, and none is over (Data Integrity 1.0, 2.1).

    Args:
        views: the proofs that count.
        at: the reference time.

    Raises:
        ProofError: `created_in_future`, `proof_expired`.
    """
    for view in views:
        check_times(view, at=at)


def _refuse_repetition(supported: Sequence[ExaminedProof]) -> None:
    """A set has each proof once; a copy of one would look like a second signature."""
    for place, proof in enumerate(supported):
        if any(proof.view.proof == earlier.view.proof for earlier in supported[:place]):
            raise ProofError("the same proof stands there twice", code="proof_repeated", path=proof.view.path)


def key_fault(proof: ExaminedProof, issuer_id: str | None) -> McissueError | None:
    """Why there is no key to check a signature with, as the check `proof` says it; None if there is one.

    Args:
        proof: the proof.
        issuer_id: the issuer that the document names.
    """
    if proof.key_error is None:
        return None
    if proof.view.verification_method.partition("#")[0] != issuer_id:
        return relocated(proof.key_error, f"{proof.view.path}.verificationMethod")
    return ProofError(
        "there is no key to check the signature with: the one that the proof names can't be used",
        code="proof_key_unavailable",
        path=f"{proof.view.path}.verificationMethod",
        detail={"reason": proof.key_error.code},
        indeterminate=True,
    )


def _examine(  # noqa: PLR0917 - one call
    document: JsonObject,
    view: ProofView,
    issuer_id: str | None,
    trust: Trust,
    forms: CanonicalForms,
    terms: Terms,
) -> ExaminedProof:
    if not is_supported(view):
        return ExaminedProof(view=view, supported=False)
    method, key_error = _method(view, trust, terms.purpose)
    binding = registered_key(view, method.public_key if method is not None else None, issuer_id, trust)
    public_key: PublicKey | None = None
    if method is not None:
        public_key = method.public_key
    elif key_error is not None and key_error.code in _NO_KEY_HERE and binding is not None:
        public_key, key_error = binding.public_key, None
    error: McissueError | None = terms.fault(view)
    edition: str | None = None
    if public_key is not None and error is None:
        error, edition = _signature(document, view, public_key, forms)
    return ExaminedProof(
        view=view,
        supported=True,
        public_key=public_key,
        method=method,
        binding=binding,
        key_error=key_error,
        error=error,
        edition=edition,
    )


def _method(
    view: ProofView, trust: Trust, purpose: str
) -> tuple[VerificationMethod | None, McissueError | None]:
    try:
        method = retrieve_verification_method(
            view.verification_method, relationship=purpose, resolver=trust.resolver
        )
    except KeyMaterialError as error:
        return None, error
    return method, None


def registered_key(
    view: ProofView, public_key: PublicKey | None, issuer_id: str | None, trust: Trust
) -> KeyBinding | None:
    """What the registry says of the key of a proof, if it says something.

    Args:
        view: the proof.
        public_key: the key that another source gives for it, if one does.
        issuer_id: the issuer that the document names.
        trust: the registry.
    """
    registry = trust.usable_registry
    if registry is None or issuer_id is None:
        return None
    from mcissue.registry.keys import registry_key_for  # noqa: PLC0415 - loaded only where a registry is used

    return registry_key_for(
        registry,
        issuer_id=issuer_id,
        method_id=view.verification_method,
        created=view.created,
        at=trust.at,
        public_key=public_key,
    )


def _signature(
    document: JsonObject, view: ProofView, public_key: PublicKey, forms: CanonicalForms
) -> tuple[McissueError | None, str | None]:
    """Check a signature; where it fails, once more under each older edition of the Open Badges context.

    The context 3.0.3 was changed in place, twice, under one address: an honest signature may rest on older
    content.
    """
    error = _signature_error(document, view, public_key, forms)
    contexts = document.get("@context")
    if error is None or error.code != "signature_invalid":
        return error, None
    if not isinstance(contexts, list) or OB_3_0_3 not in contexts or not covers_graph(view):
        return error, None
    unsecured = {member: value for member, value in document.items() if member != "proof"}
    for edition in forms.older_editions(OB_3_0_3):
        older = forms.at_edition(OB_3_0_3, edition)
        try:
            if older.form(unsecured) == forms.form(unsecured):
                continue
        except (ContextError, DocumentError):
            continue
        if _signature_error(document, view, public_key, older) is None:
            return None, edition
    return error, None


def _signature_error(
    document: JsonObject, view: ProofView, public_key: PublicKey, forms: CanonicalForms
) -> McissueError | None:
    try:
        verify_proof(
            document,
            view,
            public_key=public_key,
            contexts=forms.contexts,
            policy=forms.policy,
            limits=FOREIGN_LIMITS,
            canonical=forms,
        )
    except McissueError as error:
        return error
    return None
