"""Step 3: every statement has one meaning under pinned contexts, and none is lost.

Data Integrity 1.0 sections 2.4 and 4.6: a proof covers a graph, a reader sees JSON, and the two must not come
apart (DESIGN section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import DocumentError
from mcissue.verify.reading.upload import check_meaning
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.own_contexts import own_contexts

if TYPE_CHECKING:
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Work out the one lossless meaning of the document without its proofs.

    Args:
        state: the state of the verification; `forms` keeps the canonical form.

    Raises:
        DocumentError, ContextError: it has none, see `mcissue.jsonld`.
    """
    if state.kind is not None and state.kind.unsigned:
        check_meaning(state.document, state.forms)
    elif (left_out := state.left_out("json_ld")) is not None:
        return left_out
    else:
        _check_signed(state)
    return Check("json_ld", Outcome.PASSED, message="every statement has one meaning, and none is lost")


def _check_signed(state: State) -> None:
    try:
        state.forms.form(state.unsecured)
    except DocumentError as error:
        if state.envelope is not None:
            # A signature around the bytes covers them all; what has no meaning has none all the same.
            error.message = error.message.replace("so no signature covers it", "so it means nothing")
        raise
    for url, digest in own_contexts(state.document, state.trust.contexts):
        text = f"Read with a context of your own: {url} (SHA-256 {digest})."
        state.notes.append(Note("own_context_used", text))
