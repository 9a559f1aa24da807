"""Canonical forms of one verification, each worked out once: they are by far its most laborious part."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.limits import MAX_CANONICALIZATION_WORK

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["CanonicalForms"]

MIN_WORK: Final = 800
"""Steps of telling anonymous nodes apart that every document of a file may take: honest ones take ten."""


class CanonicalForms:
    """Gives canonical forms under one context policy, and keeps them.

    Calling it with a document is the same as `form`; so it fits where a function is wanted.

    Args:
        contexts: where JSON-LD contexts come from.
        policy: which lists of contexts a document may bring.
        share: how many documents of the file share the work that one document may cost.
    """

    __slots__ = ("_contexts", "_known", "_others", "_policy", "_share")

    def __init__(
        self, contexts: ContextStore, *, policy: ContextPolicy = ContextPolicy.STRICT, share: int = 1
    ) -> None:
        self._share = share
        self._contexts = contexts
        self._policy = policy
        self._known: dict[str, bytes] = {}
        self._others: dict[tuple[str, str], CanonicalForms] = {}

    @property
    def contexts(self) -> ContextStore:
        """Where contexts come from, at the editions of these forms."""
        return self._contexts

    @property
    def policy(self) -> ContextPolicy:
        """Which lists of contexts a document may bring."""
        return self._policy

    def __call__(self, document: JsonObject) -> bytes:
        """The canonical form of a document."""
        return self.form(document)

    def form(self, document: JsonObject) -> bytes:
        """The canonical form of a document: the bytes that an RDF suite signs.

        Raises:
            DocumentError, ContextError: the document has no single lossless meaning, see `mcissue.jsonld`.
        """
        # The engine is slow to load.
        from mcissue.jsonld.engine import canonical_form  # noqa: PLC0415
        from mcissue.jsonld.rdfc import CanonicalizationLimits  # noqa: PLC0415

        # As text, since Python holds True, 1 and 1.0 for equal, and JSON-LD does not.
        key = json.dumps(document)
        known = self._known.get(key)
        if known is None:
            work = max(MIN_WORK, MAX_CANONICALIZATION_WORK // self._share)
            limits = CanonicalizationLimits(work=work)
            known = canonical_form(document, contexts=self._contexts, policy=self._policy, limits=limits)
            self._known[key] = known
        return known

    def older_editions(self, url: str) -> tuple[str, ...]:
        """The older editions that are held of a context, newest first; none if it is not held at all."""
        return self._contexts.editions(url)[1:] if url in self._contexts.urls else ()

    def at_edition(self, url: str, edition: str) -> CanonicalForms:
        """The forms under an older edition of one context.

        Raises:
            ContextError: if that edition is not held.
        """
        if (url, edition) not in self._others:
            self._others[url, edition] = CanonicalForms(
                self._contexts.at_edition(url, edition), policy=self._policy, share=self._share
            )
        return self._others[url, edition]
