"""Step 9: was the issuer, and each awarding body, accredited for such an award on its date?

DESIGN section 5. The rules are `mcissue.registry.accreditation`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.verify.report.outcomes import Check, Outcome
from mcissue.verify.steps.registry import check_of_match, today_notes
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Ask the registry whether the issuer, and each awarding body, was accredited for such an award.

    Args:
        state: the state of the verification.
    """
    if (left_out := state.left_out("accreditation")) is not None:
        return left_out
    if not state.awards:
        text = "the document itself awards no achievement"
        return Check("accreditation", Outcome.NOT_APPLICABLE, "no_achievement", text)
    registry, issuer_id = state.trust.usable_registry, state.registry_id
    if registry is None or issuer_id is None or registry.entry_for(issuer_id) is None:
        message = "no registry lists the issuer, so none could be asked about its accreditation"
        return unmade("accreditation", message)
    from mcissue.verify.steps.awarding_bodies import joined, match_award  # noqa: PLC0415 - with a registry only

    own, bodies = match_award(
        state.look,
        registry,
        issuer_id=issuer_id,
        award_date=state.award_date,
        binding=state.binding,
        trust=state.trust,
    )
    match, path = joined(own, bodies)
    check = check_of_match("accreditation", match, path=path)
    state.notes += today_notes(check)
    return check
