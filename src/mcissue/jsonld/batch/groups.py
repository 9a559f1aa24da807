"""The lines of the nodes of a batch's documents: which never change, and where values and names go in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from mcissue.jsonld.batch.values import MARK, MARK_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcissue.jsonld.compiled.walk import Links, Node, Walk

__all__ = ["Group", "digest_of", "groups_of", "joined", "lines_of", "template"]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The lines of one node.

    Attributes:
        name: its IRI in angle brackets; None for an anonymous node.
        slot: the slot of its id, or -1.
        lines: its lines, in order; where a value or a link goes, any text.
        varying: index, lead, slot and end of the lines with a value that differs.
        links: index, lead and numbers of the lines that mention anonymous nodes.
        above: the subject that mentions an anonymous node; None for an anonymous one or none.
        above_slot: the slot of that subject, or -1.
        lead: what stands between that subject and the node.
        digest: its first-degree hash, if no varying value touches it.
        keeps_order: whether the lines stay in order and different whatever the values are.
    """

    name: str | None
    slot: int
    lines: tuple[str, ...]
    varying: tuple[tuple[int, str, int, str], ...]
    links: tuple[tuple[int, str, tuple[int, ...]], ...]
    above: str | None
    above_slot: int
    lead: str
    digest: bytes | None
    keeps_order: bool


def template(group: Group) -> tuple[str, Callable[[list[str]], Any]] | None:
    """A text with places for values, and what picks those values; None where lines move or names come in."""
    if group.links or not group.keeps_order:
        return None
    varying = {index: (lead, slot, close) for index, lead, slot, close in group.varying}
    parts: list[str] = []
    slots: list[int] = []
    for index, line in enumerate(group.lines):
        if group.slot >= 0:
            parts.append("<%s>")
            slots.append(group.slot)
        else:
            assert group.name is not None
            parts.append(group.name.replace("%", "%%"))
        if index in varying:
            lead, slot, close = varying[index]
            parts += [lead.replace("%", "%%"), "%s", close.replace("%", "%%")]
            slots.append(slot)
        else:
            parts.append(line.replace("%", "%%"))
    return "".join(parts), itemgetter(*slots)


def joined(name: str, lines: Sequence[str]) -> str:
    """Lines, each with its subject before it."""
    return name + name.join(lines) if lines else ""


def lines_of(group: Group, values: list[str], labels: list[str]) -> list[str]:
    """All lines of a node without its subject, in order and each once."""
    lines = list(group.lines)
    for index, lead, slot, close in group.varying:
        lines[index] = lead + values[slot] + close
    for index, lead, numbers in group.links:
        if len(numbers) == 1:
            lines[index] = f"{lead}{labels[numbers[0]]} .\n"
        else:
            lines[index : index + len(numbers)] = sorted(
                [f"{lead}{labels[number]} .\n" for number in numbers]
            )
    return lines if group.keeps_order else sorted(set(lines))


def digest_of(group: Group, values: list[str]) -> bytes:
    """Hash First Degree Quads (RDFC-1.0 section 4.6), as `mcissue.jsonld.compiled.form` does it."""
    lines = list(group.lines)
    for index, lead, slot, close in group.varying:
        lines[index] = lead + values[slot] + close
    if not group.keeps_order:
        linked = {index + offset for index, _, numbers in group.links for offset in range(len(numbers))}
        plain = {line for index, line in enumerate(lines) if index not in linked}
        lines = sorted([*plain, *(lines[index] for index in linked)])
    text = joined("_:a", lines)
    above = f"<{values[group.above_slot]}>" if group.above_slot >= 0 else group.above
    if above is not None:
        text = f"{above}{group.lead}_:a .\n{text}"
    elif group.lead:
        text += f"_:z{group.lead}_:a .\n"
    return sha256(text.encode()).digest()


def groups_of(walk: Walk, marks: dict[str, int]) -> list[Group]:
    """The nodes of a document with marks; those with ids first, in no order."""
    nodes: list[tuple[str | None, Node]] = [*walk.named.items(), *((None, node) for node in walk.anonymous)]
    return [_group(name, node, marks) for name, node in nodes]


def _group(name: str | None, node: Node, marks: dict[str, int]) -> Group:
    varying = []
    for index, line in enumerate(node.lines):
        slot = _slot_in(line, marks)
        if slot is not None:
            lead, _, close = line.partition(slot)
            varying.append((index, lead, marks[slot], close))
    above_slot = _slot_of(node.above, marks) if name is None else -1
    group = Group(
        name=name,
        slot=_slot_of(name, marks),
        # Lines of a node that is described at several places are neither in order nor different.
        lines=tuple(node.lines if varying or node.links else sorted(set(node.lines))),
        varying=tuple(varying),
        links=tuple((index, lead, tuple(numbers)) for index, _, lead, numbers in node.links),
        above=node.above if name is None else None,
        above_slot=above_slot,
        lead=node.lead,
        digest=None,
        keeps_order=_keeps_order(node.lines, varying, node.links),
    )
    if name is not None or varying or above_slot >= 0:
        return group
    return replace(group, digest=digest_of(group, []))


def _keeps_order(lines: list[str], varying: Sequence[tuple[int, str, int, str]], links: Links) -> bool:
    """Whether values and names that are put in move no line: each is alone with its predicate."""
    predicates = [line.split(" ", 2)[1] for line in lines]
    is_sorted = all(first < second for first, second in pairwise(lines) if "_:z" not in second)
    alone = all(predicates.count(predicates[index]) == 1 for index, *_ in varying)
    together = all(predicates.count(predicates[index]) == count for index, count, *_ in links)
    return is_sorted and predicates == sorted(predicates) and alone and together


def _slot_of(name: str | None, marks: dict[str, int]) -> int:
    return -1 if name is None else marks.get(name[1:-1], -1)


def _slot_in(line: str, marks: dict[str, int]) -> str | None:
    start = line.find(MARK)
    found = line[start : start + MARK_LENGTH] if start >= 0 else ""
    return found if found in marks else None
