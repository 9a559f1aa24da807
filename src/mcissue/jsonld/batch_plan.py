"""Canonical forms for a class: what all its documents share is worked out once, the rest put in.

The documents of one course differ in a few texts and ids. A plan is learned from two of them: the places
that differ, and the walk of a document with marks at those places. For another document the plan compares
everything else with what it learned, puts in the values at the marks, hashes the anonymous nodes that they
touch, ranks and joins. The bytes are those of `mcissue.jsonld.engine.canonical_form`, always: what does not
fit goes there, and the first documents go both ways.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld._batch_spine import Misfit, Spine, differences, gather, mark, spine_of, value_at
from mcissue.jsonld._batch_values import Slot, slots_of, takes_any_text
from mcissue.jsonld.compile import compiled_engine
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.policy import ContextPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.jsonld._batch_spine import Steps
    from mcissue.jsonld.compiled_walk import Links, Node, Walk
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.reading import JsonObject

__all__ = ["BatchForms"]

_log = logging.getLogger(__name__)

#: How often a batch may learn anew that one more place differs, before the plan is given up.
_MAX_LESSONS: Final = 16
#: Documents that are canonicalized both ways before a plan is trusted.
_CHECKED: Final = 1


class BatchForms:
    """Gives the canonical forms of the documents of one batch, in any order.

    Use one for documents of one kind: all credentials of a run, or all their proof options.

    Args:
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.

    Attributes:
        planned: how many forms came from the plan.
        general: how many came from the engine.
    """

    def __init__(self, contexts: ContextStore, policy: ContextPolicy = ContextPolicy.STRICT) -> None:
        self._contexts = contexts
        self._policy = policy
        self._form = partial(canonical_form, contexts=contexts, policy=policy)
        self._first: JsonObject | None = None
        self._places: frozenset[Steps] = frozenset()
        self._plan: _Plan | None = None
        self._lessons = 0
        self._to_check = _CHECKED
        self.planned = 0
        self.general = 0

    def canonical_form(self, document: JsonObject) -> bytes:
        """As `mcissue.jsonld.engine.canonical_form`: the same bytes and the same errors.

        Raises:
            DocumentError, ContextError: as there.
        """
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
        self.general += 1
        self._learn(document)
        return form

    def _is_right(self, found: bytes, document: JsonObject) -> bool:
        """The self-check of a new plan."""
        self._to_check -= 1
        if found == self._form(document):
            return True
        _log.error("the plan of a batch gave another form than the engine; it is not used")
        self._plan, self._lessons = None, _MAX_LESSONS
        return False

    def _learn(self, document: JsonObject) -> None:
        """Make a plan, or a better one, from one more document that the engine took."""
        if self._lessons >= _MAX_LESSONS:
            return
        if self._first is None:
            self._first = document
            return
        self._lessons += 1
        found = differences(self._first, document)
        if found is None or found <= self._places:
            # Another shape, or values that no plan takes: the engine takes it, the plan the others.
            if self._lessons >= _MAX_LESSONS:
                _log.info("the documents of this batch differ too much for a plan; the engine takes them all")
            return
        self._places |= found
        try:
            self._plan = _plan_of(self._first, document, self._places, self._contexts, self._policy)
            self._to_check = _CHECKED
        except Misfit as misfit:
            _log.info("no plan for this batch: %s", misfit)
            self._plan, self._lessons = None, _MAX_LESSONS


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The lines of one node.

    Attributes:
        name: its IRI in angle brackets; None for an anonymous node.
        slot: the slot of its id, or -1.
        lines: constant lines without links, in order.
        varying: lead, slot and end of the others.
        links: lead and numbers of the anonymous nodes that it mentions.
        above: the subject that mentions an anonymous node; None for an anonymous one or none.
        above_slot: the slot of that subject, or -1.
        lead: what stands between that subject and the node.
        digest: its first-degree hash, if no varying value touches it.
    """

    name: str | None
    slot: int
    lines: tuple[str, ...]
    varying: tuple[tuple[str, int, str], ...]
    links: tuple[tuple[str, tuple[int, ...]], ...]
    above: str | None
    above_slot: int
    lead: str
    digest: bytes | None


class _Plan:
    """How to write a document of the batch."""

    def __init__(
        self, spine: Spine, slots: Sequence[Slot], slot_of_place: Sequence[int], groups: Sequence[_Group]
    ) -> None:
        self._spine = spine
        self._slots = slots
        self._slot_of_place = slot_of_place
        named = [group for group in groups if group.name is not None]
        self._anonymous = [group for group in groups if group.name is None]
        self._fixed: list[tuple[str, str]] = []
        self._moving: list[_Group] = []
        for group in named:
            assert group.name is not None
            if group.slot < 0 and not group.varying and not group.links:
                self._fixed.append((f"{group.name} ", _joined(group.name, group.lines)))
            else:
                self._moving.append(group)
        self._names = frozenset(group.name for group in named if group.slot < 0)
        self._digests = [group.digest for group in self._anonymous]
        self._touched = [number for number, digest in enumerate(self._digests) if digest is None]
        count = len(self._anonymous)
        self._labels = [f"_:c14n{rank}" for rank in range(count)]
        #: Ranks in the order of the text of their names: 0, 1, 10, 11, ..., 2, ...
        self._written = sorted(range(count), key=lambda rank: self._labels[rank] + " ")
        #: The text of an anonymous node under a name, for those that never change but for the name.
        self._texts: dict[tuple[int, int], str] = {}

    def form(self, document: JsonObject) -> bytes:
        """The canonical form of a document.

        Raises:
            Misfit: the document is not one of this plan.
        """
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
        ranks, labels = self._ranked(values)
        parts = list(self._fixed)
        own = set()
        for group in self._moving:
            name = group.name if group.slot < 0 else f"<{values[group.slot]}>"
            assert name is not None
            own.add(name)
            parts.append((f"{name} ", _joined(name, _lines(group, values, labels))))
        if len(own) < len(self._moving) or any(
            f"<{values[group.slot]}>" in self._names for group in self._moving if group.slot >= 0
        ):
            raise Misfit("two ids are one")
        parts.sort()
        texts = [text for _, text in parts]
        texts += [self._text(ranks[rank], rank, values, labels) for rank in self._written]
        text = "".join(texts)
        return text.encode()

    def _ranked(self, values: list[str]) -> tuple[list[int], list[str]]:
        """The anonymous nodes in the order of their hashes, and the name of each."""
        digests = list(self._digests)
        for number in self._touched:
            digests[number] = _digest(self._anonymous[number], values)
        hashes = [digest for digest in digests if digest is not None]
        ranks = sorted(range(len(hashes)), key=hashes.__getitem__)
        if len(set(digests)) < len(digests):
            raise Misfit("nodes without id look alike")
        labels = [""] * len(ranks)
        for rank, number in enumerate(ranks):
            labels[number] = self._labels[rank]
        return ranks, labels

    def _text(self, number: int, rank: int, values: list[str], labels: list[str]) -> str:
        group = self._anonymous[number]
        if group.varying or group.links:
            return _joined(labels[number], _lines(group, values, labels))
        text = self._texts.get((number, rank))
        if text is None:
            text = self._texts[number, rank] = _joined(labels[number], group.lines)
        return text


def _joined(name: str, lines: Sequence[str]) -> str:
    return name + name.join(lines) if lines else ""


def _varying(group: _Group, values: list[str]) -> list[str]:
    return [lead + values[slot] + close for lead, slot, close in group.varying]


def _lines(group: _Group, values: list[str], labels: list[str]) -> list[str]:
    """All lines of a node, after its name, in order and each once."""
    lines = [*group.lines, *_varying(group, values)]
    for lead, numbers in group.links:
        lines += [f"{lead}{labels[number]} .\n" for number in numbers]
    return sorted(set(lines))


def _digest(group: _Group, values: list[str]) -> bytes:
    """Hash First Degree Quads (RDFC-1.0 section 4.6), as `mcissue.jsonld.compiled_form` does it."""
    lines = sorted({*group.lines, *_varying(group, values)})
    for lead, numbers in group.links:
        lines += [f"{lead}_:z .\n"] * len(numbers)
    if group.links:
        lines.sort()
    text = _joined("_:a", lines)
    above = f"<{values[group.above_slot]}>" if group.above_slot >= 0 else group.above
    if above is not None:
        text = f"{above}{group.lead}_:a .\n{text}"
    elif group.lead:
        text += f"_:z{group.lead}_:a .\n"
    return sha256(text.encode()).digest()


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
    groups = _groups(walk, marks)
    kinds: dict[int, bool] = {group.slot: True for group in groups if group.slot >= 0}
    for group in groups:
        for lead, slot, close in group.varying:
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


def _groups(walk: Walk, marks: dict[str, int]) -> list[_Group]:
    nodes: list[tuple[str | None, Node]] = [*walk.named.items(), *((None, node) for node in walk.anonymous)]
    return [_group(name, node, marks) for name, node in nodes]


def _group(name: str | None, node: Node, marks: dict[str, int]) -> _Group:
    lines = []
    varying = []
    for line in _without_links(node.lines, node.links):
        slot = _slot_in(line, marks)
        if slot is None:
            lines.append(line)
        else:
            lead, _, close = line.partition(slot)
            varying.append((lead, marks[slot], close))
    above_slot = _slot_of(node.above, marks)
    group = _Group(
        name=name,
        slot=_slot_of(name, marks),
        lines=tuple(sorted(set(lines))),
        varying=tuple(varying),
        links=tuple((lead, tuple(numbers)) for _, _, lead, numbers in node.links),
        above=node.above if name is None else None,
        above_slot=above_slot if name is None else -1,
        lead=node.lead,
        digest=None,
    )
    if name is not None or varying or above_slot >= 0:
        return group
    return replace(group, digest=_digest(group, []))


def _slot_of(name: str | None, marks: dict[str, int]) -> int:
    return -1 if name is None else marks.get(name[1:-1], -1)


def _slot_in(line: str, marks: dict[str, int]) -> str | None:
    for mark_ in marks:
        if mark_ in line:
            return mark_
    return None


def _without_links(lines: list[str], links: Links) -> list[str]:
    linked = {index + offset for index, count, _, _ in links for offset in range(count)}
    return [line for index, line in enumerate(lines) if index not in linked]
