"""Canonical forms for a class: what all its documents share is worked out once, the rest put in.

The documents of one course differ in a few texts and ids. A plan is learned from two of them: the places
that differ, and the walk of a document with marks at those places. For another document the plan compares
everything else with what it learned, puts in the values at the marks, hashes the anonymous nodes that they
touch, ranks and joins. The bytes are those of `mcissue.jsonld.engine.canonical_form`, always: what does not
fit goes there, and the first documents go both ways.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld.batch.groups import digest_of, groups_of, joined, lines_of, template
from mcissue.jsonld.batch.spine import Misfit, Spine, differences, gather, mark, spine_of, value_at
from mcissue.jsonld.batch.values import slots_of, takes_any_text
from mcissue.jsonld.compiled.compile import compiled_engine
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcissue.jsonld.batch.groups import Group
    from mcissue.jsonld.batch.spine import Steps
    from mcissue.jsonld.batch.values import Slot
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["BatchForms"]

_log = logging.getLogger(__name__)

#: How often a batch may learn anew that one more place differs, before the plan is given up.
_MAX_LESSONS: Final = 16
#: Texts that a plan keeps beyond those of the nodes themselves.
_MAX_RUNS: Final = 1024
#: Bytes from which on a state of the hash is worth keeping: a copy takes as long as hashing some hundreds.
_LONG_START: Final = 1024
#: Kinds of documents that a batch may have.
_MAX_KINDS: Final = 8
#: Documents that are canonicalized both ways before a plan is trusted.
_CHECKED: Final = 1


class BatchForms:
    """Gives the canonical forms of the documents of one batch, in any order.

    Documents of several kinds may come, credentials and the options of their proofs: kinds are told apart by
    the names of their top-level members.

    Args:
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.
    """

    def __init__(self, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT) -> None:
        self._contexts = contexts
        self._policy = policy
        self._kinds: dict[tuple[str, ...], _Kind] = {}

    @property
    def planned(self) -> int:
        """How many forms came from plans."""
        return sum(kind.planned for kind in self._kinds.values())

    def canonical_form(self, document: JsonObject) -> bytes:
        """As `mcissue.jsonld.engine.canonical_form`: the same bytes and the same errors.

        Raises:
            DocumentError, ContextError: as there.
        """
        return self._kind(document).canonical_form(document)

    def sha256(self, document: JsonObject) -> bytes:
        """The SHA-256 of the canonical form: sooner than the form itself, for it need not be put together.

        Raises:
            DocumentError, ContextError: as `canonical_form`.
        """
        return self._kind(document).sha256(document)

    __call__ = canonical_form

    def _kind(self, document: JsonObject) -> _Kind:
        members = tuple(document) if type(document) is dict else ()
        kind = self._kinds.get(members)
        if kind is None:
            kind = _Kind(self._contexts, self._policy)
            if len(self._kinds) < _MAX_KINDS:
                self._kinds[members] = kind
        return kind


class _Kind:
    """The documents of one kind, and the plan for them."""

    def __init__(self, contexts: ContextStore, policy: ContextPolicy) -> None:
        self._contexts = contexts
        self._policy = policy
        self._form = partial(canonical_form, contexts=contexts, policy=policy)
        self._first: JsonObject | None = None
        self._places: frozenset[Steps] = frozenset()
        self._plan: _Plan | None = None
        self._lessons = 0
        self._to_check = _CHECKED
        self.planned = 0

    def canonical_form(self, document: JsonObject) -> bytes:
        if self._plan is not None:
            try:
                found = self._plan.form(document)
            except Misfit as misfit:
                _log.debug("a document does not fit the plan of its batch: %s", misfit)
            else:
                if self._to_check and not self._is_right(found, document):
                    return self._form(document)
                self.planned += 1
                return found
        form = self._form(document)
        if self._lessons < _MAX_LESSONS:
            self._learn(document)
        return form

    def sha256(self, document: JsonObject) -> bytes:
        if self._plan is not None and not self._to_check:
            try:
                found = self._plan.sha256(document)
            except Misfit:
                pass
            else:
                self.planned += 1
                return found
        return sha256(self.canonical_form(document)).digest()

    def _is_right(self, found: bytes, document: JsonObject) -> bool:
        """The self-check of a new plan."""
        self._to_check -= 1
        if found == self._form(document):
            return True
        _log.error("the plan of a batch gave another form than the engine; it is not used")
        self._give_up()
        return False

    def _learn(self, document: JsonObject) -> None:
        """Make a plan, or a better one, from one more document that the engine took."""
        if self._first is None:
            # A copy: the caller may go on with the document.
            self._first = copied(document)
            return
        self._lessons += 1
        found = differences(self._first, document)
        if found is None or (self._plan is not None and found <= self._places):
            # Another shape, or values that no plan takes: the engine takes it, the plan the others.
            if self._lessons >= _MAX_LESSONS:
                _log.info("many documents of this batch fit no plan; the engine takes them")
            return
        self._places |= found
        try:
            self._plan = _plan_of(self._first, document, self._places, self._contexts, self._policy)
            self._to_check = _CHECKED
        except Misfit as misfit:
            _log.info("no plan for this batch: %s", misfit)
            self._give_up()

    def _give_up(self) -> None:
        self._plan, self._lessons = None, _MAX_LESSONS


class _Plan:
    """How to write a document of the batch."""

    def __init__(
        self, spine: Spine, slots: Sequence[Slot], slot_of_place: Sequence[int], groups: Sequence[Group]
    ) -> None:
        self._spine = spine
        self._slots = slots
        self._slot_of_place = slot_of_place
        self._anonymous = [group for group in groups if group.name is None]
        fixed = []
        self._moving: list[tuple[Group, tuple[str, Callable[[list[str]], Any]] | None]] = []
        for group in groups:
            if group.name is not None and group.slot < 0 and not group.varying and not group.links:
                fixed.append((group.name, joined(group.name, group.lines).encode()))
            elif group.name is not None:
                self._moving.append((group, template(group)))
        fixed.sort()
        self._fixed_names = [name for name, _ in fixed]
        self._fixed_texts = [text for _, text in fixed]
        #: Neighbours among them, joined, by the first and the one after the last.
        self._runs: dict[tuple[int, int], bytes] = {}
        self._own_names = frozenset(
            group.name for group in groups if group.name is not None and group.slot < 0
        )
        self._digests = [group.digest for group in self._anonymous]
        self._touched = [number for number, digest in enumerate(self._digests) if digest is None]
        count = len(self._anonymous)
        self._labels = [f"_:c14n{rank}" for rank in range(count)]
        #: Ranks in the order of the text of their names: 0, 1, 10, 11, ..., 2, ...
        self._written = sorted(range(count), key=lambda rank: self._labels[rank] + " ")
        #: The text of an anonymous node under a name, for those that never change but for the name.
        self._texts: dict[tuple[int, int], bytes] = {}
        self._only: bytes | None = None
        self._only_sha256: bytes | None = None
        #: Long texts that a form begins with, and the state of the hash after them.
        self._begun: dict[bytes, Any] = {}

    def form(self, document: JsonObject) -> bytes:
        """The canonical form of a document.

        Raises:
            Misfit: the document is not one of this plan.
        """
        values = self._values(document)
        if values:
            return b"".join(self._pieces(values))
        # Nothing differs: the options of all proofs of a run.
        if self._only is None:
            self._only = b"".join(self._pieces([]))
        return self._only

    def sha256(self, document: JsonObject) -> bytes:
        """The SHA-256 of a document's canonical form.

        Raises:
            Misfit: the document is not one of this plan.
        """
        values = self._values(document)
        if not values:
            if self._only_sha256 is None:
                self._only_sha256 = sha256(self.form(document)).digest()
            return self._only_sha256
        first, *others = self._pieces(values)
        begun = self._begun.get(first)
        if begun is None:
            begun = sha256(first)
            if len(first) >= _LONG_START and len(self._begun) < _MAX_RUNS:
                self._begun[first] = begun
        # What nearly all documents of the batch begin with has been hashed before.
        state = begun.copy()
        state.update(b"".join(others))
        digest: bytes = state.digest()
        return digest

    def _values(self, document: JsonObject) -> list[str]:
        """What goes into the slots."""
        found: dict[int, Any] = {}
        gather(self._spine, document, found)
        values = [""] * len(self._slots)
        for place, number in enumerate(self._slot_of_place):
            value = self._slots[number].written(found[place])
            if values[number] and values[number] != value:
                raise Misfit("two ids are no longer one")
            values[number] = value
        if sum(map(len, values)) > CREDENTIAL_LIMITS.string:
            raise Misfit("long values")
        return values

    def _pieces(self, values: list[str]) -> list[bytes]:
        """The form in pieces, in order; the first ones are often those of another document."""
        ranks, labels = self._ranked(values)
        texts = self._named(values, labels)
        texts += [self._text(ranks[rank], rank, values, labels) for rank in self._written]
        return texts

    def _named(self, values: list[str], labels: list[str]) -> list[bytes]:
        """The texts of the nodes with ids, in order."""
        moving: dict[str, bytes] = {}
        for group, pattern in self._moving:
            slot = group.slot
            name = f"<{values[slot]}>" if slot >= 0 else group.name
            assert name is not None
            if name in moving or (slot >= 0 and name in self._own_names):
                raise Misfit("two ids are one")
            if pattern is None:
                text = joined(name, lines_of(group, values, labels))
            else:
                text = pattern[0] % pattern[1](values)
            moving[name] = text.encode()
        texts: list[bytes] = []
        runs = self._runs
        start = 0
        # No name in angle brackets begins another one, so names sort as their lines do.
        for name in sorted(moving):
            stop = bisect_left(self._fixed_names, name, start)
            if stop > start:
                texts.append(runs.get((start, stop)) or self._run(start, stop))
                start = stop
            texts.append(moving[name])
        texts.append(self._run(start, len(self._fixed_names)))
        return texts

    def _run(self, start: int, stop: int) -> bytes:
        text = self._runs.get((start, stop))
        if text is None:
            text = b"".join(self._fixed_texts[start:stop])
            if len(self._runs) < _MAX_RUNS:
                self._runs[start, stop] = text
        return text

    def _ranked(self, values: list[str]) -> tuple[list[int], list[str]]:
        """The anonymous nodes in the order of their hashes, and the name of each."""
        digests = list(self._digests)
        for number in self._touched:
            digests[number] = digest_of(self._anonymous[number], values)
        hashes = [digest for digest in digests if digest is not None]
        ranks = sorted(range(len(hashes)), key=hashes.__getitem__)
        if len(set(hashes)) < len(hashes):
            raise Misfit("nodes without id look alike")
        labels = [""] * len(ranks)
        for rank, number in enumerate(ranks):
            labels[number] = self._labels[rank]
        return ranks, labels

    def _text(self, number: int, rank: int, values: list[str], labels: list[str]) -> bytes:
        group = self._anonymous[number]
        if group.varying or group.links:
            return joined(labels[number], lines_of(group, values, labels)).encode()
        text = self._texts.get((number, rank))
        if text is None:
            text = joined(labels[number], group.lines).encode()
            if len(self._texts) < _MAX_RUNS:
                self._texts[number, rank] = text
        return text


def _plan_of(
    first: JsonObject,
    second: JsonObject,
    places: frozenset[Steps],
    contexts: ContextStore,
    policy: ContextPolicy,
) -> _Plan:
    """Make the plan of two documents that differ at these places."""
    ordered = sorted(places, key=repr)
    slots, slot_of_place = slots_of([(value_at(first, steps), value_at(second, steps)) for steps in ordered])
    engine = compiled_engine(contexts, policy)
    walk = engine.walk(mark(first, ordered, [slots[number].mark for number in slot_of_place]))
    if walk is None or walk.is_unsure:
        raise Misfit("the documents are beyond the compiled engine")
    marks = {slot.mark: number for number, slot in enumerate(slots)}
    groups = groups_of(walk, marks)
    kinds: dict[int, bool] = {group.slot: True for group in groups if group.slot >= 0}
    for group in groups:
        for _, lead, slot, close in group.varying:
            kinds[slot] = kinds.get(slot, False) or lead.endswith("<")
            if not takes_any_text(close):
                raise Misfit("a number or truth value differs")
    if len(kinds) < len(slots):
        raise Misfit("a value that differs says nothing")
    slots = [slot if kinds[number] else replace(slot, start="") for number, slot in enumerate(slots)]
    if any(kinds[number] and not slot.start for number, slot in enumerate(slots)):
        raise Misfit("ids of different kinds")
    if not walk.unworded.isdisjoint(marks):
        # There some ids are refused because the context has words for them.
        raise Misfit("a word of the context differs")
    return _Plan(spine_of(first, ordered), slots, slot_of_place, groups)
