"""Steps 3 to 5: one meaning, signatures that hold, and a key that is the issuer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import DocumentError, McissueError, ProofError
from mcissue.jsonld.urls import OB_3_0_3
from mcissue.proof.data_integrity import proofs_of
from mcissue.verify.binding import Binding, bind_issuer
from mcissue.verify.proofs import examine_proofs, require_good_proofs
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.own_contexts import own_contexts
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.steps.state import Progress

__all__ = ["check_binding", "check_lossless", "check_proof", "refuse_bare"]


def check_lossless(progress: Progress) -> Check:
    """Step 3: every statement has one meaning, and none is lost (Data Integrity 1.0 sections 2.4 and 4.6).

    Args:
        progress: the state of the verification.

    Raises:
        DocumentError, ContextError: the document has no single lossless meaning, see `mcissue.jsonld`.
    """
    try:
        progress.forms.form(progress.unsecured)
    except DocumentError as error:
        if progress.envelope is not None:
            # A signature around the bytes covers them all; what has no meaning has none all the same.
            error.message = error.message.replace("so no signature covers it", "so it means nothing")
        raise
    _note_own_contexts(progress)
    return Check("json_ld", Outcome.PASSED, message="every statement has one meaning, and none is lost")


def check_proof(progress: Progress) -> Check:
    """Step 4: every proof of a supported kind holds, and there is one (Data Integrity 1.0 section 4.5).

    Args:
        progress: the state of the verification.

    Raises:
        McissueError: why not, as `mcissue.verify.proofs.require_good_proofs` and `Envelope.require_good`.
    """
    if progress.envelope is not None:
        return _enveloped_proof(progress, progress.envelope)
    # Whether it is signed at all can be said even of a document without a clear meaning.
    progress.views = proofs_of(progress.document)
    if not progress.passed("json_ld"):
        return unmade("proof", "it is not clear what was signed (see json_ld)")
    progress.examined = examine_proofs(
        progress.document,
        issuer_id=progress.issuer_id,
        trust=progress.trust,
        forms=progress.forms,
        terms=progress.terms,
    )
    require_good_proofs(progress.document, progress.examined, issuer_id=progress.issuer_id)
    good = sum(proof.good for proof in progress.examined)
    _note_editions(progress)
    _note_not_compared(progress)
    message = "the signature is good" if good == 1 else f"all {good} signatures are good"
    return Check("proof", Outcome.PASSED, message=message, path=progress.views[0].path)


def refuse_bare(check: Check | None) -> Check:
    """Step 4 of a document that is no presentation, where its reader gave a domain or a challenge.

    Whoever has a copy can hand over a credential; only a presentation shows that its holder did, now, to this
    reader.

    Args:
        check: what came of the step; anything wrong with the signatures goes first.

    Raises:
        ProofError: `presentation_missing` (indeterminate).
    """
    if check is None:
        return unmade("proof", "there is nothing to look at (see carrier and format)")
    if check.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}:
        return check
    raise ProofError(
        "a domain or a challenge was given, and this is no presentation: nobody answers it",
        code="presentation_missing",
        path="$.type",
        mend="Ask the holder for a presentation; or verify without --domain and --challenge.",
        indeterminate=True,
    )


def _enveloped_proof(progress: Progress, envelope: Envelope) -> Check:
    """The signatures around the document, and those inside it, if what they sign is clear."""
    outside = envelope.examine(issuer_id=progress.issuer_id, trust=progress.trust, terms=progress.terms)
    progress.outside = progress.views = tuple(proof.view for proof in outside)
    progress.examined = outside
    envelope.require_good(outside, issuer_id=progress.issuer_id)
    _note_not_compared(progress)
    if "proof" in progress.document and progress.passed("json_ld"):
        inside = examine_proofs(
            progress.document,
            issuer_id=progress.issuer_id,
            trust=progress.trust,
            forms=progress.forms,
            terms=progress.terms,
        )
        require_good_proofs(progress.document, inside, issuer_id=progress.issuer_id)
        progress.examined = (*outside, *inside)
        progress.views = tuple(proof.view for proof in progress.examined)
        _note_editions(progress)
    what = "seal" if envelope.kind == "jades" else "signature"
    good = sum(proof.good for proof in progress.examined)
    message = f"the {what} holds" if good == 1 else f"all {good} signatures hold"
    return Check("proof", Outcome.PASSED, message=message, path=progress.views[0].path)


def _note_not_compared(progress: Progress) -> None:
    if progress.by_holder and (progress.request.domain is None or progress.request.challenge is None):
        text = "Nobody compared for whom the presentation was made, or what it answers."
        progress.notes.append(Note("presentation_not_compared", text))


def _note_own_contexts(progress: Progress) -> None:
    for url, digest in own_contexts(progress.document, progress.trust.contexts):
        text = f"Read with a context of your own: {url} (SHA-256 {digest})."
        progress.notes.append(Note("own_context_used", text))


def _note_editions(progress: Progress) -> None:
    for proof in progress.examined:
        if proof.edition is not None:
            text = f"A signature holds under an older edition only ({proof.edition}) of {OB_3_0_3}."
            progress.notes.append(Note("context_edition_older", text))
        if not proof.supported:
            kind = str(proof.view.cryptosuite or proof.view.type)[:100]
            text = f"The proof at {proof.view.path} does not count: its kind is not checked here ({kind})."
            progress.notes.append(Note("proof_not_counted", text))


def check_binding(progress: Progress) -> Check:
    """Step 5: one of the keys is the issuer's, and was in use (Controlled Identifiers 1.0 section 3.3).

    Args:
        progress: the state of the verification.

    Raises:
        McissueError: why none is, as `mcissue.verify.binding.bind_issuer` and `Envelope.bind`.
    """
    if progress.by_holder and progress.issuer_id is None and progress.passed("proof"):
        text = "the presentation names no holder, so its key need not be anybody's"
        return Check("issuer_binding", Outcome.NOT_APPLICABLE, "holder_absent", text)
    if not any(proof.supported for proof in progress.examined):
        return unmade("issuer_binding", "there is no proof that could be the issuer's (see proof)")
    if any(proof.error is not None and not proof.error.indeterminate for proof in progress.examined):
        return unmade("issuer_binding", "a key means nothing where a signature does not hold (see proof)")
    if progress.envelope is not None:
        progress.binding, notes = progress.envelope.bind(
            progress.examined, issuer_id=progress.issuer_id, trust=progress.trust
        )
        progress.notes += notes
    else:
        progress.binding = _bind(progress)
    view = progress.binding.proof.view
    for proof, error in progress.binding.doubtful:
        text = f"The proof at {proof.view.path} is good but does not count: {error.message}."
        progress.notes.append(Note("proof_not_counted", text))
    if view.created is None:
        text = "The issuer's proof does not say when it was made."
        progress.notes.append(Note("created_missing", text))
    return Check(
        "issuer_binding",
        Outcome.PASSED,
        message=_of_holder(progress, progress.binding.message),
        path=progress.binding.path or f"{view.path}.verificationMethod",
        detail=progress.binding.detail,
    )


def _bind(progress: Progress) -> Binding:
    try:
        return bind_issuer(progress.examined, issuer_id=progress.issuer_id, trust=progress.trust)
    except McissueError as error:
        error.message = _of_holder(progress, error.message)
        raise


def _of_holder(progress: Progress, message: str) -> str:
    """A presentation is bound to its holder by the rules by which a credential is bound to its issuer."""
    return message.replace("the issuer", "the holder") if progress.by_holder else message
