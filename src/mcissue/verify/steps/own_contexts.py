"""Which of the contexts that a document is read with are not mcissue's, but its user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.processor import is_pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.jsonld.contexts import ContextStore

__all__ = ["own_contexts"]


def own_contexts(document: object, contexts: ContextStore) -> tuple[tuple[str, str], ...]:
    """The contexts of the user that a document names, in itself or in a document inside it.

    Args:
        document: a document whose contexts are all known.
        contexts: where contexts come from.

    Returns:
        Address and SHA-256 (lower-case hex) of each, in the order of their first mention.
    """
    if contexts is bundled_contexts():
        return ()
    own = {url for url in _named(document) if url in contexts.urls and not is_pinned(contexts, url)}
    return tuple((url, contexts.digest(url)) for url in dict.fromkeys(_named(document)) if url in own)


def _named(value: object) -> Iterator[str]:
    """Strict reading has bounded the depth."""
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "@context":
                yield from (
                    part for part in (item if isinstance(item, list) else [item]) if isinstance(part, str)
                )
            else:
                yield from _named(item)
