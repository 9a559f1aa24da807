"""Step 4: every proof of a supported kind holds, and there is one.

Data Integrity 1.0 section 4.5; around the document: tokens (VC-JOSE-COSE, Open Badges 3.0 section 8) and
seals (ETSI TS 119 182-1). The rules for sets of proofs are those of DESIGN section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import ProofError
from mcissue.jsonld.urls import OB_3_0_3
from mcissue.proof.data_integrity import proofs_of
from mcissue.verify.proofs import examine_proofs, require_good_proofs, require_supported
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.proofs import ExaminedProof
    from mcissue.verify.steps.state import State

__all__ = ["demand_presentation", "step"]


def step(state: State) -> Check:
    """Check every signature, around the document and inside it.

    Args:
        state: the state of the verification; `views`, `outside` and `examined` are found here.

    Raises:
        McissueError: why they don't hold, as `mcissue.verify.proofs.require_good_proofs` and
            `Envelope.require_good`; `proof_missing` for what waits for its signature.
    """
    if state.kind is not None and state.kind.unsigned:
        raise ProofError(
            "the document has no proof: nobody has signed it, for it is prepared for upload",
            code="proof_missing",
            path="$.credential",
            mend="Have it sealed with the European Commission's issuing tool, or issue the signed form.",
        )
    if state.envelope is not None and not _is_other_token(state):
        # Whether a seal holds can be said whatever is sealed.
        return _around(state, state.envelope)
    if (left_out := state.left_out("proof")) is not None:
        if state.names_only and "proof" in state.document:
            require_supported(proofs_of(state.document))
        return left_out
    # Whether it is signed at all can be said even of a document without a clear meaning.
    state.views = proofs_of(state.document)
    # Of which kind the proofs are can be said too: nobody can check one of an unknown kind.
    require_supported(state.views)
    if not state.passed("json_ld"):
        return unmade("proof", "it is not clear what was signed (see json_ld)")
    # Data Integrity 1.0 section 4.5: each proof of a set by itself, then those that it builds on.
    state.examined = _examined(state)
    require_good_proofs(state.document, state.examined, issuer_id=state.issuer_id)
    good = sum(proof.good for proof in state.examined)
    _note_editions(state)
    _note_not_compared(state)
    message = "the signature is good" if good == 1 else f"all {good} signatures are good"
    return Check("proof", Outcome.PASSED, message=message, path=state.views[0].path)


def demand_presentation(state: State) -> Check:
    """The last word on step 4, where the reader gave a domain or a challenge: only a presentation answers.

    Whoever has a copy can hand over a credential; only a presentation shows that its holder did, now, to this
    reader (Data Integrity 1.0 section 2.1, `domain` and `challenge`). It comes last, since the steps between
    need to know whether the signatures hold. Who tests proofs alone may name a domain for anything.

    Args:
        state: the state of the verification; anything wrong with the signatures goes first.

    Raises:
        ProofError: `presentation_missing` (indeterminate).
    """
    check = state.checks["proof"]
    request = state.request
    named = request.domain is not None or request.challenge is not None
    if not named or request.generic or state.by_holder:
        return check
    if check.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}:
        return check
    raise ProofError(
        "a domain or a challenge was given, and this is no presentation: nobody answers it",
        code="presentation_missing",
        path="$.type",
        mend="Ask the holder for a presentation; or verify without --domain and --challenge.",
        indeterminate=True,
    )


def _examined(state: State) -> tuple[ExaminedProof, ...]:
    """The proofs inside the document, each with its key and what became of its signature."""
    return examine_proofs(
        state.signed,
        issuer_id=state.issuer_id,
        trust=state.trust,
        forms=state.forms,
        terms=state.terms,
    )


def _is_other_token(state: State) -> bool:
    """Whether a token holds a credential of a kind whose keys are found in a way that is not known here."""
    envelope = state.envelope
    return state.names_only and envelope is not None and envelope.kind == "jwt" and not envelope.is_broken


def _around(state: State, envelope: Envelope) -> Check:
    """The signatures around the document, and those inside it, if what they sign is clear."""
    outside = envelope.examine(issuer_id=state.issuer_id, trust=state.trust, terms=state.terms)
    state.outside = state.views = tuple(proof.view for proof in outside)
    state.examined = outside
    envelope.require_good(outside, issuer_id=state.issuer_id)
    _note_not_compared(state)
    if "proof" in state.document and state.meaningless:
        text = "The proof inside does not count: what it signs is not clear (see format)."
        state.notes.append(Note("proof_not_counted", text))
    elif "proof" in state.document and state.passed("json_ld"):
        inside = _examined(state)
        require_good_proofs(state.document, inside, issuer_id=state.issuer_id)
        state.examined = (*outside, *inside)
        state.views = tuple(proof.view for proof in state.examined)
        _note_editions(state)
    what = "seal" if envelope.kind == "jades" else "signature"
    good = sum(proof.good for proof in state.examined)
    message = f"the {what} holds" if good == 1 else f"all {good} signatures hold"
    return Check("proof", Outcome.PASSED, message=message, path=state.views[0].path)


def _note_not_compared(state: State) -> None:
    if state.by_holder and (state.request.domain is None or state.request.challenge is None):
        text = "Nobody compared for whom the presentation was made, or what it answers."
        state.notes.append(Note("presentation_not_compared", text))


def _note_editions(state: State) -> None:
    for proof in state.examined:
        if proof.edition is not None:
            text = f"A signature holds under an older edition only ({proof.edition}) of {OB_3_0_3}."
            state.notes.append(Note("context_edition_older", text))
        if not proof.supported:
            kind = str(proof.view.cryptosuite or proof.view.type)[:100]
            text = f"The proof at {proof.view.path} does not count: its kind is not checked here ({kind})."
            state.notes.append(Note("proof_not_counted", text))
