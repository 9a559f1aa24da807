"""Step 10: the mandatory European standard elements are there.

Council Recommendation 2022/C 243/02, Annex I.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex import elements_or_reason, missing_mandatory
from mcissue.verify.report.outcomes import Check, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Find the elements in the document, and name the mandatory ones that are not wholly there.

    Args:
        state: the state of the verification; `elements` is found here.
    """
    if state.kind is None:
        return unmade("mandatory_elements", "there is nothing to look at (see carrier and format)")
    if state.by_holder and not state.held:
        return _nothing_awarded("the presentation holds no credential, so no award")
    if state.held or state.by_holder or not state.is_signed:
        text = "the document itself awards no achievement; each credential in it is looked at by itself"
        return _nothing_awarded(text)
    found = elements_or_reason(state.document)
    if isinstance(found, str):
        # Never passed: who asks for an award must not be content with something else that is in order.
        mend = "To ask only who signed it, and whether it was changed: --policy authentic."
        return _nothing_awarded(found, mend=mend)
    state.elements = found
    lacking = missing_mandatory(state.elements)
    if not lacking:
        return Check("mandatory_elements", Outcome.PASSED, message="all mandatory elements are there")
    shown = ", ".join(f"{element.id} ({element.state.value})" for element in lacking)
    return Check(
        "mandatory_elements",
        Outcome.FAILED,
        "mandatory_element_missing",
        f"mandatory European standard elements are not, or not wholly, there: {shown}",
        mend="The issuer must supply them; see the list of elements.",
        detail={"elements": {element.id: element.state.value for element in lacking}},
    )


def _nothing_awarded(text: str, *, mend: str | None = None) -> Check:
    return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", text, mend=mend)
