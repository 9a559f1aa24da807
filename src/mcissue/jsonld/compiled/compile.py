"""The compiled engine: pinned contexts become states and node plans, and a document one walk over them.

It gives the same bytes as the separate passes behind `mcissue.jsonld.engine`, ten to a hundred times sooner,
for documents that pass all of them; of others it only says that they are not its own. So errors, and their
codes and places, come from those passes alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError
from mcissue.jsonld.compiled.cache import BoundedCache
from mcissue.jsonld.compiled.form import canonical_bytes
from mcissue.jsonld.compiled.plan import NO_TYPES, Place, Plan, Unplanned, make_plan
from mcissue.jsonld.compiled.walk import Walk
from mcissue.jsonld.contexts import ContextStore
from mcissue.jsonld.contexts.policy import ContextPolicy, check_context, limits_of
from mcissue.jsonld.contexts.processor import is_pinned
from mcissue.jsonld.contexts.states import State, vocabulary_for
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.meaning import FormRule, check_meaning
from mcissue.jsonld.rdfc import CANONICALIZATION_LIMITS, CanonicalizationLimits
from mcissue.jsonld.read import check_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonObject

__all__ = ["CompiledEngine", "compiled_engine"]

#: Plans of one generation of the cache. One kind of document needs some 30 of them.
_MAX_PLANS: Final = 1024
#: Forms with more members are planned anew each time: a cache of them would be large.
_MAX_KEPT_FORM: Final = 64
#: `@context` values and states in the cache.
_MAX_ENTRIES: Final = 256
_MAX_KEPT_CONTEXTS: Final = 16
_MAX_PLACES: Final = 1024


class CompiledEngine:
    """Documents to canonical forms, under one store of contexts and one policy.

    Args:
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.
    """

    __slots__ = ("_contexts", "_entries", "_places", "_plans", "_policy", "_vocabulary")

    def __init__(self, contexts: ContextStore, policy: ContextPolicy) -> None:
        self._contexts = contexts
        self._policy = policy
        self._vocabulary = vocabulary_for(contexts)
        self._plans: BoundedCache[Any, Plan] = BoundedCache(_MAX_PLANS)
        self._entries: BoundedCache[Any, State] = BoundedCache(_MAX_ENTRIES)
        self._places: BoundedCache[State, Place] = BoundedCache(_MAX_PLACES)

    def canonical_form(
        self, document: JsonObject, *, limits: CanonicalizationLimits = CANONICALIZATION_LIMITS
    ) -> bytes | None:
        """Give the canonical form of a document, or None if the separate passes must judge it.

        Args:
            document: as for `mcissue.jsonld.engine.canonical_form`; it is not changed.
            limits: what telling anonymous nodes apart may cost.

        Raises:
            DocumentError: `canonicalization_work_limit`, or what the rule of one meaning says of a document
                that is near a limit.
        """
        walk = self.walk(document)
        if walk is None:
            return None
        form = canonical_bytes(walk, limits=limits)
        if len(form) > CREDENTIAL_LIMITS.string or walk.repeated > CREDENTIAL_LIMITS.string:
            # Some string may be too long, or all of them together.
            check_value(document, limits=limits_of(self._policy))
        if walk.is_unsure:
            check_meaning(document, contexts=self._contexts, policy=self._policy)
        return form

    def passes(self, document: JsonObject) -> bool:
        """Whether a document certainly passes strict reading and the rule; if not, they must be asked."""
        walk = self.walk(document)
        if walk is None or walk.is_unsure or walk.repeated:
            return False
        nodes = (*walk.named.values(), *walk.anonymous)
        return sum(len(line) for node in nodes for line in node.lines) <= CREDENTIAL_LIMITS.string

    def walk(self, document: JsonObject) -> Walk | None:
        """Walk over a document; None if the separate passes must judge it."""
        if type(document) is not dict or "@context" not in document:
            return None
        walk = Walk(self)
        try:
            walk.run(document, self._vocabulary.initial)
        except (Unplanned, McissueError):
            return None
        return walk

    def enter(self, state: State, context: Any) -> State:
        """The state behind an `@context`, if the policy allows it.

        Raises:
            Unplanned: it is not a short list of pinned addresses.
            DocumentError, ContextError: the policy, or a context, is against it.
        """
        if type(context) is str:
            parts: tuple[Any, ...] = (context,)
        elif type(context) is list and len(context) <= _MAX_KEPT_CONTEXTS:
            parts = tuple(context)
        else:
            raise Unplanned
        for part in parts:
            if type(part) is not str:
                raise Unplanned
        # A lone address and a list of it are two things to the policy.
        key = (state, type(context), parts)
        entered = self._entries.get(key)
        if entered is None:
            check_context(context, contexts=self._contexts, policy=self._policy, steps=["@context"])
            if not all(is_pinned(self._contexts, part) for part in parts):
                raise Unplanned
            entered = self._vocabulary.enter(state, context)
            self._entries.put(key, entered)
        return entered

    @property
    def plans(self) -> Mapping[Any, Plan]:
        """The plans in use, by state, member names and types; those of whole documents under longer keys."""
        return self._plans.young

    def plan(self, state: State, keys: tuple[str, ...], types: Any, *, is_top: bool) -> Plan:
        """The plan of a node's form.

        Raises:
            Unplanned: the form is beyond the plans.
            DocumentError, ContextError: from the rule and from scoped contexts.
        """
        key = (state, keys, types, True) if is_top else (state, keys, types)
        try:
            plan = self._plans.get(key)
        except TypeError:
            raise Unplanned from None
        if plan is None:
            if types is NO_TYPES:
                types = ()
            elif type(types) is str:
                types = (types,)
            plan = make_plan(
                state,
                keys,
                types,
                rule=FormRule(self._contexts, self._policy),
                vocabulary=self._vocabulary,
                places=self.place,
                is_top=is_top,
            )
            if len(keys) + len(types) <= _MAX_KEPT_FORM:
                self._plans.put(key, plan)
        return plan

    def place(self, state: State) -> Place:
        """What ids mean in a state."""
        place = self._places.get(state)
        if place is None:
            term = state.terms.get("id")
            place = Place(state, has_id=term is not None and term.iri == "@id" and term.shape is None)
            self._places.put(state, place)
        return place

    def words(self, place: Place) -> Mapping[str, str]:
        """The terms of a state that stand for an IRI."""
        if place.words is None:
            place.words = {
                name: term.iri
                for name, term in place.state.terms.items()
                if term.iri is not None and not term.iri.startswith("@")
            }
        return place.words


@lru_cache(maxsize=16)
def compiled_engine(contexts: ContextStore, policy: ContextPolicy) -> CompiledEngine:
    """The engine for a store of contexts and a policy; all that it keeps follows from the two."""
    return CompiledEngine(contexts, policy)
