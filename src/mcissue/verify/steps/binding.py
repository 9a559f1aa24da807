"""Step 5: one of the keys is the issuer's, and was in use.

Controlled Identifiers 1.0 section 3.3, which finds the key that a proof names; a presentation is bound to its
holder by the same rules (VCDM 2.0 section 4.13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import McissueError
from mcissue.proof.did import require_known_method
from mcissue.verify.binding import bind_issuer
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.verify.binding import Binding
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Find a proof whose key is the issuer's.

    Args:
        state: the state of the verification; `binding` is found here.

    Raises:
        McissueError: why none is, as `mcissue.verify.binding.bind_issuer` and `Envelope.bind`.
    """
    if (left_out := state.left_out("issuer_binding")) is not None:
        if state.names_only:
            _name_method(state.issuer_id)
        return left_out
    if state.by_holder and state.issuer_id is None and state.passed("proof"):
        if "holder" in state.signed:
            text = "the presentation names a holder without an id that can be read"
            return Check("issuer_binding", Outcome.INDETERMINATE, "issuer_id_missing", text, "$.holder")
        text = "the presentation names no holder, so its key need not be anybody's"
        return Check("issuer_binding", Outcome.NOT_APPLICABLE, "holder_absent", text)
    if not any(proof.supported for proof in state.examined):
        _name_method(state.issuer_id)
        return unmade("issuer_binding", "there is no proof that could be the issuer's (see proof)")
    if any(proof.error is not None and not proof.error.indeterminate for proof in state.examined):
        return unmade("issuer_binding", "a key means nothing where a signature does not hold (see proof)")
    if state.envelope is not None:
        state.binding, notes = state.envelope.bind(
            state.examined, issuer_id=state.issuer_id, trust=state.trust
        )
        state.notes += notes
    else:
        state.binding = _bind(state)
    # DESIGN section 4: others that hold are co-signers; what may not be used is said, and does not count.
    view = state.binding.proof.view
    for proof, error in state.binding.doubtful:
        text = f"The proof at {proof.view.path} is good but does not count: {error.message}."
        state.notes.append(Note("proof_not_counted", text))
    if view.created is None:
        text = "The issuer's proof does not say when it was made."
        state.notes.append(Note("created_missing", text))
    return Check(
        "issuer_binding",
        Outcome.PASSED,
        message=_of_holder(state, state.binding.message),
        path=state.binding.path or f"{view.path}.verificationMethod",
        detail=state.binding.detail,
    )


def _name_method(issuer_id: str | None) -> None:
    """Which DID method it is can be said whatever becomes of the proof."""
    if issuer_id is not None:
        require_known_method(issuer_id)


def _bind(state: State) -> Binding:
    try:
        return bind_issuer(state.examined, issuer_id=state.issuer_id, trust=state.trust)
    except McissueError as error:
        error.message = _of_holder(state, error.message)
        raise


def _of_holder(state: State, message: str) -> str:
    """A presentation is bound to its holder by the rules by which a credential is bound to its issuer."""
    return message.replace("the issuer", "the holder") if state.by_holder else message
