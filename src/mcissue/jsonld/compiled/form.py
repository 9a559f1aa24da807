"""RDFC-1.0 for the lines of a walk: hash, sort, done; the whole algorithm only if two hashes are equal.

A walk makes trees: each anonymous node is mentioned once at most, by the node above it. So its quads are its
own lines and that one mention, and only their sorting and hashing is left to do (RDFC-1.0 sections 4.4.3 and
4.6). Lines are joined by their subject, one call for each node.
"""

from __future__ import annotations

from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from mcissue.jsonld.rdfc import CANONICALIZATION_LIMITS, CanonicalizationLimits, canonicalize

if TYPE_CHECKING:
    from mcissue.jsonld.compiled.walk import Node, Walk
    from mcissue.jsonld.quads import Quad

__all__ = ["canonical_bytes", "quads_of_walk"]

#: Canonical names, ready made as far as nearly all documents need them.
_NAMES: Final = tuple(f"_:c14n{number}" for number in range(256))


def canonical_bytes(walk: Walk, *, limits: CanonicalizationLimits = CANONICALIZATION_LIMITS) -> bytes:
    """Give the canonical N-Quads of a walk, in UTF-8.

    Args:
        walk: a walk that has run. Its lines are completed in place.
        limits: what telling anonymous nodes apart may cost.

    Raises:
        DocumentError: from `mcissue.jsonld.rdfc.canonicalize`, if anonymous nodes look alike.
    """
    anonymous = walk.anonymous
    names: list[str] = []
    if anonymous:
        hashes = [_first_degree(node) for node in anonymous]
        if len(set(hashes)) < len(hashes):
            return canonicalize(quads_of_walk(walk), limits=limits)
        names = [""] * len(hashes)
        # RDFC-1.0 compares hexadecimal text; digests are in the same order.
        for rank, number in enumerate(sorted(range(len(hashes)), key=hashes.__getitem__)):
            names[number] = _NAMES[rank] if rank < len(_NAMES) else f"_:c14n{rank}"
    _name(walk, names)
    groups = [(name, node.lines) for name, node in walk.named.items()]
    groups += [(name, node.lines) for name, node in zip(names, anonymous, strict=True)]
    # By subject, then by line: where one subject begins another (c14n1, c14n10), the blank behind it comes
    # before all that may follow, as the end of the text does here. So this is the order of whole lines.
    groups.sort(key=itemgetter(0))
    # Node by node: text without accents is encoded by copying, and most nodes have none.
    return b"".join([(subject + subject.join(lines)).encode() for subject, lines in groups if lines])


def quads_of_walk(walk: Walk) -> list[Quad]:
    """Give the quads of a walk, anonymous nodes named `_:b0`, ... in the order of the document.

    Args:
        walk: a walk that has run, and whose lines nothing has completed.
    """
    names = [f"_:b{number}" for number in range(len(walk.anonymous))]
    nodes = [*walk.named.items(), *zip(names, walk.anonymous, strict=True)]
    quads = []
    for subject, node in nodes:
        linked: set[int] = set()
        for index, count, lead, numbers in node.links:
            linked.update(range(index, index + count))
            quads += [(subject, lead[1:-1], names[number], "") for number in numbers]
        for index, line in enumerate(node.lines):
            if index not in linked:
                _, predicate, rest = line.split(" ", 2)
                quads.append((subject, predicate, rest[:-3], ""))
    return quads


def _first_degree(node: Node) -> bytes:
    """Hash First Degree Quads (section 4.6): the node is `_:a`, any other anonymous one `_:z`."""
    text = f"_:a{'_:a'.join(node.lines)}" if node.lines else ""
    # The mention sorts before the node's own lines if an id makes it, after them if not: < comes before _.
    if node.above is not None:
        text = f"{node.above}{node.lead}_:a .\n{text}"
    elif node.lead:
        text += f"_:z{node.lead}_:a .\n"
    return sha256(text.encode()).digest()


def _name(walk: Walk, names: list[str]) -> None:
    """Put canonical names into the lines that mention anonymous nodes."""
    for node in (*walk.named.values(), *walk.anonymous):
        for index, count, lead, numbers in node.links:
            if count == 1:
                node.lines[index] = f"{lead}{names[numbers[0]]} .\n"
            else:
                node.lines[index : index + count] = sorted(f"{lead}{names[number]} .\n" for number in numbers)
    for name in walk.merged:
        held = walk.named[name].lines
        held[:] = sorted(set(held))
