"""Trying a context out before it is trusted: what is broken is better refused now than met later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.errors import ContextError, McissueError
from mcissue.jsonld import urls
from mcissue.jsonld.contexts.processor import processor_for
from mcissue.jsonld.contexts.states import vocabulary_for

if TYPE_CHECKING:
    from mcissue.jsonld.contexts.store import ContextStore

__all__ = ["try_out"]

#: What a credential may name before a context of a user; one of them is enough.
_BEFORE: Final = ((urls.CREDENTIALS_V2, urls.OB_3_0_3), (urls.CREDENTIALS_V2,), (urls.CREDENTIALS_V1,), ())


def try_out(contexts: ContextStore, url: str) -> None:
    """Read a context as documents will have it read: by the rule of one meaning and by the engine behind it.

    Args:
        contexts: the store that the context was added to.
        url: its address.

    Raises:
        ContextError: `context_invalid`; `context_unknown` if it names another context that the store has not.
        DocumentError: `protected_term_redefined`: no document could name it behind a base context.
    """
    vocabulary, processor = vocabulary_for(contexts), processor_for(contexts)
    faults: list[McissueError] = []
    for before in _BEFORE:
        try:
            vocabulary.enter(vocabulary.initial, [*before, url])
            processor.apply(processor.initial, [*before, url])
        except McissueError as error:
            faults.append(error)
        else:
            return
    raise _about_context(faults[-1], url)


def _about_context(fault: McissueError, url: str) -> McissueError:
    """The engine speaks of documents, and here is none."""
    if fault.code != "json_ld_invalid":
        return fault
    reason = (fault.detail or {}).get("reason")
    return ContextError(
        f"a context breaks a rule of JSON-LD: {reason}",
        code="context_invalid",
        mend="Correct the context; a JSON-LD tool shows the place.",
        detail={"url": url, "reason": reason},
    )
