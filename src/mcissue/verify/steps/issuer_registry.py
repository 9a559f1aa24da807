"""Step 8: was the issuer recognised on the award date, and was each awarding body beside it?

DESIGN section 5. The rules are `mcissue.registry.matching`'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcissue.errors import RegistryError
from mcissue.verify.report.outcomes import Check, Outcome
from mcissue.verify.steps.registry import borrowed_name, check_of_match, today_notes

if TYPE_CHECKING:
    from mcissue.verify.steps.state import State

__all__ = ["step"]

_REGISTRY_MEND = "Give a signed registry and its operator's key: --registry FILE --trust-operator KEY."


def step(state: State) -> Check:
    """Ask the registry about the issuer, and about each awarding body beside it.

    Args:
        state: the state of the verification.

    Raises:
        RegistryError: why the registry can't be used (indeterminate); `registry_missing` if there is none;
            `issuer_id_missing`; why it knows nobody by a seal (`Envelope.registry_id`).
    """
    if (left_out := state.left_out("issuer_registry")) is not None:
        return left_out
    if state.by_holder:
        text = "a presentation is its holder's; registries list issuers"
        return Check("issuer_registry", Outcome.NOT_APPLICABLE, "no_achievement", text)
    issuer_id = state.issuer_id
    if state.envelope is not None:
        issuer_id = state.envelope.registry_id(issuer_id=issuer_id, trust=state.trust)
    check = _ask(state, issuer_id)
    state.notes += today_notes(check)
    return check


def _ask(state: State, issuer_id: str | None) -> Check:
    registry = state.trust.registry
    if registry is None:
        raise RegistryError(
            "no registry was given, so nobody could be asked who the issuer is",
            code="registry_missing",
            mend=_REGISTRY_MEND,
            indeterminate=True,
        )
    if isinstance(registry, RegistryError):
        raise registry
    if issuer_id is None:
        raise RegistryError(
            "the credential names no issuer that could be looked up",
            code="issuer_id_missing",
            path="$.issuer",
        )
    from mcissue.registry import match_issuer  # noqa: PLC0415 - loaded only where a registry is used
    from mcissue.verify.steps.awarding_bodies import joined, match_bodies  # noqa: PLC0415

    award_date, binding = state.award_date, state.binding
    match = match_issuer(
        registry,
        issuer_id=issuer_id,
        award_date=award_date,
        at=state.trust.at,
        created=binding.proof.view.created if binding is not None else None,
        public_key=binding.proof.public_key if binding is not None else None,
    )
    borrowed = borrowed_name(state.look, registry, issuer_id=issuer_id, at=award_date or state.trust.at)
    if borrowed is not None and match.outcome != "failed":
        match = replace(match, outcome="failed", code="issuer_name_borrowed", message=borrowed)
    bodies = match_bodies(
        state.look,
        registry,
        issuer_id=issuer_id,
        award_date=award_date,
        binding=binding,
        trust=state.trust,
    )
    match, path = joined(match, bodies)
    return check_of_match("issuer_registry", match, path=path or "$.issuer")
