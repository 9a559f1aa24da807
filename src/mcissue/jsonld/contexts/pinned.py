"""Which contexts are mcissue's own: those, and only those, our own engine processes.

Contexts that a user added may use any part of JSON-LD; PyLD, which has been tried on more of them, reads
them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld.contexts.store import bundled_contexts
from mcissue.jsonld.general.contexts import Contexts

if TYPE_CHECKING:
    from mcissue.jsonld.contexts.store import ContextStore

__all__ = ["NotPinnedError", "is_pinned", "pinned_processor"]

#: Processed contexts kept for each store (20 kB each); a store of contexts needs some 200.
_MAX_KEPT: Final = 1024


class NotPinnedError(Exception):
    """A document names a context that a user added; it never leaves the engine."""


def is_pinned(contexts: ContextStore, url: str) -> bool:
    """Whether what a store gives for an address is one of the editions that mcissue ships.

    Raises:
        ContextError: `context_unknown` (indeterminate).
    """
    return contexts.digest(url) in _pinned_digests()


def pinned_processor(contexts: ContextStore, *, keep: bool = True) -> Contexts:
    """A processor of contexts that raises `NotPinnedError` for the contexts that a user added.

    Args:
        contexts: where contexts come from.
        keep: whether what it works out is kept for the next document.
    """
    return _kept_processor(contexts) if keep else _processor(contexts)


@lru_cache(maxsize=16)
def _kept_processor(contexts: ContextStore) -> Contexts:
    return _processor(contexts)


def _processor(contexts: ContextStore) -> Contexts:
    def load(url: str) -> Any:
        if not is_pinned(contexts, url):
            raise NotPinnedError
        return contexts.load(url)

    return Contexts(load, kept=_MAX_KEPT, unwrap=True)


@lru_cache(maxsize=1)
def _pinned_digests() -> frozenset[str]:
    """The digests of all contexts that mcissue ships, in all editions."""
    store = bundled_contexts()
    return frozenset(
        store.at_edition(url, edition).digest(url) for url in store.urls for edition in store.editions(url)
    )
