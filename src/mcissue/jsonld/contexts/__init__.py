"""Where JSON-LD contexts come from: files of ours, each pinned by its SHA-256, and never the network."""

from __future__ import annotations

from mcissue.jsonld.contexts.store import (
    MAX_CONTEXT_BYTES,
    ContextStore,
    bundled_contexts,
)

__all__ = [
    "MAX_CONTEXT_BYTES",
    "ContextStore",
    "bundled_contexts",
]
