"""Trying a context out before it is trusted: what is broken is better refused now than met later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.errors import McissueError
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
        ContextError, DocumentError: why no document could use it (`context_unknown` if it names another
            context that the store has not).
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
    raise faults[-1]
