"""PyLD behind our own doors: no network, no base, no cache shared between stores of contexts.

This module imports PyLD (0.3 s), so it is itself imported only when a document is expanded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pyld import jsonld
from pyld.resolved_context import ResolvedContext

from mcissue.errors import DocumentError, McissueError

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["expand"]

# Processed contexts kept for each store (20 kB each); a store of contexts needs some 200.
_MAX_KEPT: Final = 1024
# The arguments with which PyLD processes contexts of documents; with others it only validates them.
_MEMORABLE: Final = frozenset({"override_protected", "propagate"})


def expand(
    document: JsonObject, *, contexts: ContextStore, keep: bool = True
) -> tuple[list[Any], list[str | None]]:
    """Expand a document with a null base.

    Args:
        document: a document that passed the rule of one meaning; PyLD works on a copy.
        contexts: where contexts come from.
        keep: whether processed contexts are kept for the next document.

    Returns:
        The expanded form, and the properties that PyLD says it dropped.

    Raises:
        DocumentError: `json_ld_invalid` for whatever PyLD refuses.
        ContextError: from `contexts`.
    """
    dropped: list[str | None] = []
    processor = _Processor(_memory_for(contexts) if keep else _Memory(contexts), dropped.append)
    try:
        # A base of None and not "": the latter makes PyLD resolve against an address of its own.
        expanded: list[Any] = processor.expand(document, processor.options)  # type: ignore[no-untyped-call]
    except McissueError:
        raise
    except Exception as error:
        reason = getattr(error, "code", None)
        raise DocumentError(
            "the document is not valid JSON-LD",
            code="json_ld_invalid",
            path="$",
            mend="Check the document with a JSON-LD tool.",
            detail={"reason": reason if isinstance(reason, str) else type(error).__name__},
        ) from error
    return expanded, dropped


class _Memory:
    """What processing the contexts of one store gave; it stands in for PyLD's context resolver, too.

    Addresses come from the store and nowhere else.
    """

    def __init__(self, contexts: ContextStore) -> None:
        self._contexts = contexts
        self._loaded: dict[str, Any] = {}
        # The values hold the objects whose identities are in the keys, so no identity is used again.
        self.kept: dict[Any, tuple[Any, Any, Any]] = {}

    def resolve(self, active: Any, context: Any, base: Any, cycles: Any = None) -> list[ResolvedContext]:
        """As PyLD calls it: the contexts, in order, that stand for one local context."""
        if isinstance(context, str):
            if context not in self._loaded:
                self._loaded[context] = self._contexts.load(context).get("@context")
            context = self._loaded[context]
        if isinstance(context, list):
            return [found for part in context for found in self.resolve(active, part, base, cycles)]
        return [ResolvedContext(False if context is None else context)]  # type: ignore[no-untyped-call]


class _Processor(jsonld.JsonLdProcessor):
    """PyLD's processor with a memory.

    PyLD gives each type-scoped context a fresh identity and so processes it anew for each node, which a
    hostile document can make it do ten thousand times. Here the same context applied to the same active
    context is processed once.
    """

    def __init__(self, memory: _Memory, on_property_dropped: Any) -> None:
        super().__init__(on_property_dropped)
        self._memory = memory
        self.options: Any = {"base": None, "contextResolver": memory, "documentLoader": None}

    def _process_context(
        self, active_ctx: Any, local_ctx: Any, options: Any, *rest: Any, **named: Any
    ) -> Any:
        process: Any = super()._process_context
        is_addresses = isinstance(local_ctx, list) and all(isinstance(part, str) for part in local_ctx)
        if rest or not named.keys() <= _MEMORABLE or (isinstance(local_ctx, list) and not is_addresses):
            return process(active_ctx, local_ctx, options, *rest, **named)
        context_key = tuple(local_ctx) if isinstance(local_ctx, list) else id(local_ctx)
        key = (id(active_ctx), context_key, *sorted(named.items()))
        kept = self._memory.kept.get(key)
        if kept is None:
            if len(self._memory.kept) >= _MAX_KEPT:
                self._memory.kept.clear()
            made = process(active_ctx, local_ctx, options, **named)
            kept = self._memory.kept[key] = (made, active_ctx, local_ctx)
        return kept[0]


@lru_cache(maxsize=16)
def _memory_for(contexts: ContextStore) -> _Memory:
    """The memory of a store of contexts; what it keeps follows from the store alone."""
    return _Memory(contexts)
