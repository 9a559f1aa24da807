"""RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation), complete, with a limit on its work.

Step numbers in comments are those of the section named there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Final, Literal

from mcissue.errors import DocumentError
from mcissue.jsonld.limits import (
    MAX_ANONYMOUS_NODES,
    MAX_CANONICALIZATION_DEPTH,
    MAX_CANONICALIZATION_WORK,
    MAX_QUADS,
)
from mcissue.jsonld.quads import Quad, quad_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["CANONICALIZATION_LIMITS", "CanonicalizationLimits", "canonical_labels", "canonicalize"]

# Copying so many names takes about as long as one step.
_COPIED_AT_ONCE: Final = 64
_POSITIONS: Final = ((0, "s"), (2, "o"), (3, "g"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalizationLimits:
    """What canonicalization may cost.

    Attributes:
        quads: different quads.
        anonymous_nodes: blank nodes.
        work: steps of telling blank nodes with equal first-degree hashes apart.
        depth: how many of them in a chain are followed.
    """

    quads: int = MAX_QUADS
    anonymous_nodes: int = MAX_ANONYMOUS_NODES
    work: int = MAX_CANONICALIZATION_WORK
    depth: int = MAX_CANONICALIZATION_DEPTH


CANONICALIZATION_LIMITS: Final = CanonicalizationLimits()


def canonicalize(
    quads: Iterable[Quad],
    *,
    hash_name: Literal["sha256", "sha384"] = "sha256",
    limits: CanonicalizationLimits = CANONICALIZATION_LIMITS,
) -> bytes:
    """Give the canonical N-Quads of a dataset, in UTF-8 (RDFC-1.0 section 4.4.3).

    Args:
        quads: the dataset, each term as canonical N-Quads writes it, blank nodes as `_:name`.
        hash_name: the hash that orders blank nodes; SHA-384 goes with P-384 keys.
        limits: what it may cost.

    Raises:
        DocumentError: `limit_quads` or `limit_anonymous_nodes` (indeterminate), or
            `canonicalization_work_limit`: blank nodes that look alike in so many ways occur in no honest
            document (RDFC-1.0 section 7.1, dataset poisoning).
    """
    dataset = set(quads)
    labels = _Canonicalizer(dataset, hash_name, limits).run()
    lines = [quad_line(_renamed(quad, labels.__getitem__)) for quad in dataset]
    # Python compares text by code point, which is the order asked for.
    lines.sort()
    return "".join(lines).encode()


def canonical_labels(
    quads: Iterable[Quad],
    *,
    hash_name: Literal["sha256", "sha384"] = "sha256",
    limits: CanonicalizationLimits = CANONICALIZATION_LIMITS,
) -> dict[str, str]:
    """Give the canonical name (`_:c14n0`, ...) of each blank node: the issued identifiers map of RDFC-1.0.

    Raises:
        DocumentError: as `canonicalize`.
    """
    return _Canonicalizer(set(quads), hash_name, limits).run()


def _orders(group: list[str]) -> Iterator[tuple[str, ...]]:
    """All orders of a group, each once, also where a node stands in it several times.

    A node that a group holds once for each of its quads (the graph of an embedded credential, say) would make
    factorially many orders that are all the same, and an honest transcript look hostile.
    """
    several = len(set(group))
    if several == len(group):
        yield from permutations(group)
        return
    order = sorted(group)
    while True:
        yield tuple(order)
        # The next order in the alphabet (Knuth, TAOCP 7.2.1.2, algorithm L), which passes over equal ones.
        place = next((at for at in range(len(order) - 2, -1, -1) if order[at] < order[at + 1]), None)
        if place is None:
            return
        after = next(at for at in range(len(order) - 1, place, -1) if order[place] < order[at])
        order[place], order[after] = order[after], order[place]
        order[place + 1 :] = reversed(order[place + 1 :])


def _renamed(quad: Quad, rename: Callable[[str], str]) -> Quad:
    subject, predicate, object_, graph = quad
    return (
        rename(subject) if subject.startswith("_:") else subject,
        predicate,
        rename(object_) if object_.startswith("_:") else object_,
        rename(graph) if graph.startswith("_:") else graph,
    )


class _Issuer:
    """Hands out names in order and remembers them (section 4.5)."""

    __slots__ = ("names", "prefix")

    def __init__(self, prefix: str, names: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.names: dict[str, str] = {} if names is None else names

    def issue(self, node: str) -> str:
        name = self.names.get(node)
        if name is None:
            name = self.names[node] = f"{self.prefix}{len(self.names)}"
        return name

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.names))


class _Canonicalizer:
    """The canonicalization state of section 4.2."""

    __slots__ = ("_canonical", "_first", "_hash", "_limits", "_quads_of", "_work")

    def __init__(self, dataset: set[Quad], hash_name: str, limits: CanonicalizationLimits) -> None:
        if len(dataset) > limits.quads:
            raise _limit("limit_quads", "RDF statements", limits.quads)
        self._hash: Callable[[str], str] = lambda text: hashlib.new(hash_name, text.encode()).hexdigest()
        self._limits = limits
        self._work = 0
        self._canonical = _Issuer("_:c14n")
        self._first: dict[str, str] = {}
        # Step 2 of section 4.4.3. A set of quads has no doubles, so none is counted twice below; removing
        # doubles only after relabelling would change first-degree hashes.
        self._quads_of: dict[str, list[Quad]] = {}
        for quad in dataset:
            for node in {quad[position] for position, _ in _POSITIONS if quad[position].startswith("_:")}:
                self._quads_of.setdefault(node, []).append(quad)
        if len(self._quads_of) > limits.anonymous_nodes:
            raise _limit("limit_anonymous_nodes", "nodes without an id", limits.anonymous_nodes)

    def run(self) -> dict[str, str]:
        """Steps 3 to 6 of section 4.4.3."""
        by_hash: dict[str, list[str]] = {}
        for node in self._quads_of:
            by_hash.setdefault(self._first_degree(node), []).append(node)
        shared = []
        for hash_ in sorted(by_hash):
            nodes = by_hash[hash_]
            if len(nodes) == 1:
                self._canonical.issue(nodes[0])
            else:
                shared.append(nodes)
        for nodes in shared:
            self._name_alike(nodes)
        return self._canonical.names

    def _name_alike(self, nodes: list[str]) -> None:
        """Step 5: name the nodes that have one first-degree hash."""
        results = []
        for node in nodes:
            if node not in self._canonical.names:
                issuer = _Issuer("_:b")
                issuer.issue(node)
                results.append(self._n_degree(node, issuer, 0))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.names:
                self._canonical.issue(node)

    def _first_degree(self, node: str) -> str:
        """Section 4.6."""
        lines = [
            quad_line(_renamed(quad, lambda other: "_:a" if other == node else "_:z"))
            for quad in self._quads_of[node]
        ]
        self._first[node] = self._hash("".join(sorted(lines)))
        return self._first[node]

    def _related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7."""
        name = self._canonical.names.get(related) or issuer.names.get(related) or self._first[related]
        predicate = "" if position == "g" else quad[1]
        return self._hash(f"{position}{predicate}{name}")

    def _n_degree(self, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8."""
        if depth > self._limits.depth:
            raise _hostile(whole=True)
        # Steps 1 to 3.
        groups: dict[str, list[str]] = {}
        for quad in self._quads_of[node]:
            self._spend()
            for position, letter in _POSITIONS:
                related = quad[position]
                if related.startswith("_:") and related != node:
                    groups.setdefault(self._related(related, quad, issuer, letter), []).append(related)
        # Steps 4 to 6.
        data = []
        for hash_ in sorted(groups):
            chosen_path, issuer = self._shortest(groups[hash_], issuer, depth)
            data += [hash_, chosen_path]
        return self._hash("".join(data)), issuer

    def _shortest(self, group: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Steps 5.2 to 5.4: the least path over all orders of a group."""
        chosen_path = ""
        chosen_issuer = issuer
        for order in _orders(group):
            self._spend(1 + len(issuer.names) // _COPIED_AT_ONCE)
            found = self._path(order, issuer.copy(), chosen_path, depth)
            if found is not None and (not chosen_path or found[0] < chosen_path):
                chosen_path, chosen_issuer = found
        return chosen_path, chosen_issuer

    def _path(
        self, order: tuple[str, ...], issuer: _Issuer, chosen_path: str, depth: int
    ) -> tuple[str, _Issuer] | None:
        """Steps 5.4.1 to 5.4.5: the path of one order, or None as soon as it cannot be the least one."""
        path = ""
        recursion = []
        for related in order:
            self._spend()
            canonical = self._canonical.names.get(related)
            if canonical is not None:
                path += canonical
            else:
                if related not in issuer.names:
                    recursion.append(related)
                path += issuer.issue(related)
            if chosen_path and len(path) >= len(chosen_path) and path > chosen_path:
                return None
        for related in recursion:
            hash_, result = self._n_degree(related, issuer, depth + 1)
            path += f"{issuer.issue(related)}<{hash_}>"
            issuer = result
            if chosen_path and len(path) >= len(chosen_path) and path > chosen_path:
                return None
        return path, issuer

    def _spend(self, steps: int = 1) -> None:
        self._work += steps
        if self._work > self._limits.work:
            raise _hostile(whole=self._limits.work >= MAX_CANONICALIZATION_WORK)


def _limit(code: str, what: str, limit: int) -> DocumentError:
    return DocumentError(
        f"there are more than {limit} {what}",
        code=code,
        path="$",
        detail={"limit": limit},
        indeterminate=True,
    )


def _hostile(*, whole: bool) -> DocumentError:
    """Under a smaller share of the work nothing is known to be wrong: another document took it."""
    return DocumentError(
        "telling the document's nodes without id apart would take too long; it looks made to stall verifiers",
        code="canonicalization_work_limit",
        path="$",
        mend="Give the nodes that look alike an id each, for instance a urn:uuid.",
        indeterminate=not whole,
    )
