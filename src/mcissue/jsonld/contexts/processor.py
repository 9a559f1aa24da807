"""The general reading of a store's contexts, and which of them are mcissue's own.

Only mcissue's own contexts go through the compiled engine, whose plans have been compared with other
processors for those alone; only what a user added is doubted, and read whole before it is used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mcissue.jsonld.contexts.store import bundled_contexts
from mcissue.jsonld.general.contexts import Contexts

if TYPE_CHECKING:
    from mcissue.jsonld.contexts.store import ContextStore

__all__ = ["is_pinned", "processor_for"]

#: Processed contexts kept for each store (20 kB each); a store of contexts needs some 200.
_MAX_KEPT: Final = 1024


def is_pinned(contexts: ContextStore, url: str) -> bool:
    """Whether what a store gives for an address is one of the editions that mcissue ships.

    Raises:
        ContextError: `context_unknown` (indeterminate).
    """
    return contexts.digest(url) in _pinned_digests()


def processor_for(contexts: ContextStore, *, keep: bool = True) -> Contexts:
    """A processor of the contexts of a store.

    Args:
        contexts: where contexts come from.
        keep: whether what it works out is kept for the next document.
    """
    return _kept_processor(contexts) if keep else _processor(contexts)


@lru_cache(maxsize=16)
def _kept_processor(contexts: ContextStore) -> Contexts:
    return _processor(contexts)


def _processor(contexts: ContextStore) -> Contexts:
    return Contexts(
        contexts.load, kept=_MAX_KEPT, unwrap=True, doubts=lambda url: not is_pinned(contexts, url)
    )


@lru_cache(maxsize=1)
def _pinned_digests() -> frozenset[str]:
    """The digests of all contexts that mcissue ships, in all editions."""
    store = bundled_contexts()
    return frozenset(
        store.at_edition(url, edition).digest(url) for url in store.urls for edition in store.editions(url)
    )
