"""RDFC-1.0 against the published suite, a second implementation, and graphs made to stall it."""

from __future__ import annotations

import itertools
import json
import random
import tarfile
import tracemalloc
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import within
from tests.jsonld import nquads

from mcissue.errors import DocumentError
from mcissue.jsonld.rdfc import CanonicalizationLimits, canonical_labels, canonicalize

HASHES = {"SHA256": "sha256", "SHA384": "sha384"}
P, Q = "<urn:p>", "<urn:q>"


@lru_cache
def suite(reference: Path) -> dict[str, str]:
    """Every file of the W3C suite by name, read from the archive."""
    with tarfile.open(reference / "w3c/rdf-canon/rdf-canon-tests.tar.gz") as archive:
        return {
            member.name: archive.extractfile(member).read().decode() for member in archive if member.isfile()
        }


def entries(reference: Path, kind: str) -> list[dict[str, str]]:
    manifest = json.loads(suite(reference)["manifest.jsonld"])
    return [entry for entry in manifest["entries"] if entry["type"] == f"rdfc:{kind}"]


def hash_of(entry: dict[str, str]) -> str:
    return HASHES[entry.get("hashAlgorithm", "SHA256")]


@pytest.mark.reference
def test_the_published_evaluation_tests_give_their_canonical_forms(reference) -> None:
    """All 64 evaluation tests of the W3C suite give the published canonical form, byte for byte."""
    ran = 0
    for entry in entries(reference, "RDFC10EvalTest"):
        quads = nquads.parse(suite(reference)[entry["action"]])
        result = canonicalize(quads, hash_name=hash_of(entry))
        assert result.decode() == suite(reference)[entry["result"]], entry["id"]
        ran += 1
    assert ran == 64


@pytest.mark.reference
def test_the_published_map_tests_give_their_labels(reference) -> None:
    """All 21 map tests of the W3C suite give the published name for each blank node."""
    ran = 0
    for entry in entries(reference, "RDFC10MapTest"):
        quads = nquads.parse(suite(reference)[entry["action"]])
        labels = canonical_labels(quads, hash_name=hash_of(entry))
        expected = json.loads(suite(reference)[entry["result"]])
        assert {old[2:]: new[2:] for old, new in labels.items()} == expected, entry["id"]
        ran += 1
    assert ran == 21


@pytest.mark.reference
def test_the_published_poison_graph_is_refused(reference) -> None:
    """The one negative test of the W3C suite, a clique of ten blank nodes, is refused in time."""
    (entry,) = entries(reference, "RDFC10NegativeEvalTest")
    assert_refused_in_time(nquads.parse(suite(reference)[entry["action"]]))


def assert_refused_in_time(quads) -> None:
    """Refused within a second and 100 MB."""
    tracemalloc.start()
    with within(1), pytest.raises(DocumentError) as caught:
        canonicalize(quads)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code == "canonicalization_work_limit"
    assert not caught.value.indeterminate
    assert peak < 100_000_000


def clique(size: int):
    return [(f"_:n{a}", P, f"_:n{b}", "") for a, b in itertools.permutations(range(size), 2)]


def grid(side: int):
    """Every node looks like every other: a torus."""
    nodes = itertools.product(range(side), repeat=2)
    return [
        (f"_:n{x}-{y}", p, other, "")
        for x, y in nodes
        for p, other in ((P, f"_:n{(x + 1) % side}-{y}"), (Q, f"_:n{x}-{(y + 1) % side}"))
    ]


def twin_chains(length: int):
    return [(f"_:{side}{index}", P, f"_:{side}{index + 1}", "") for side in "ab" for index in range(length)]


def crowded_twins(names: int, alike: int):
    """Many names to copy for every order of a few look-alike nodes."""
    return [
        quad
        for side in "ab"
        for quad in (
            *((f"_:{side}", P, f"_:{side}c{index}", "") for index in range(names)),
            *((f"_:{side}c{index}", Q, f'"{index}"', "") for index in range(names)),
            *((f"_:{side}", Q, f"_:{side}d{index}", "") for index in range(alike)),
        )
    ]


@pytest.mark.parametrize(
    "quads",
    [clique(8), clique(12), clique(60), grid(30), twin_chains(1000), crowded_twins(2400, 8)],
    ids=["clique-8", "clique-12", "clique-60", "torus", "chains", "crowd"],
)
def test_poison_graphs_are_refused_in_time(quads) -> None:
    """Cliques, tori, long twin chains and crowded twins end within a second and 100 MB."""
    assert_refused_in_time(quads)


def test_small_cliques_are_still_canonicalized() -> None:
    """The limit leaves room for what an honest document could hold."""
    assert canonicalize(clique(5)) == nquads.canonical_by_pyoxigraph(clique(5))


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"quads": 19}, "limit_quads"), ({"anonymous_nodes": 4}, "limit_anonymous_nodes")],
)
def test_too_large_graphs_are_refused_as_too_large(limits, code) -> None:
    """A large graph is no proof of harm: the error is indeterminate and names its limit."""
    assert len(set(clique(5))) == 20
    with pytest.raises(DocumentError) as caught:
        canonicalize(clique(5), limits=CanonicalizationLimits(**limits))
    assert caught.value.code == code
    assert caught.value.indeterminate


def test_doubled_quads_count_once() -> None:
    """A quad said twice is one quad: it must not enter a first-degree hash twice."""
    quads = [
        ("<urn:s>", P, "_:a", ""),
        ("_:a", Q, '"1"', ""),
        ("<urn:s>", P, "_:b", ""),
        ("_:b", Q, '"2"', ""),
    ]
    assert canonicalize([*quads, quads[1], quads[0]]) == canonicalize(quads)


def test_quads_that_become_equal_by_relabelling_count_each() -> None:
    """Four quads to four blank nodes are four lines of a first-degree hash, though they look alike there."""
    quads = [("_:a", P, f"_:x{index}", "") for index in range(4)]
    quads += [(f"_:x{index}", Q, f'"{index}"', "") for index in range(4)]
    quads += [("_:b", P, "_:y", ""), ("_:y", Q, '"4"', "")]
    assert canonicalize(quads) == nquads.canonical_by_pyoxigraph(quads)


def test_lines_are_sorted_by_code_point() -> None:
    """A character outside the base plane sorts after U+FF5E, which UTF-16 order would turn around."""
    quads = [("<urn:s>", P, '"\U0001f600"', ""), ("<urn:s>", P, '"\uff5e"', "")]
    assert canonicalize(quads).decode() == '<urn:s> <urn:p> "\uff5e" .\n<urn:s> <urn:p> "\U0001f600" .\n'


def test_an_empty_graph_has_an_empty_form() -> None:
    """No quads, no bytes."""
    assert canonicalize([]) == b""


NODES = st.sampled_from([f"_:n{index}" for index in range(6)])
SUBJECTS = NODES | st.sampled_from(["<urn:a>", "<urn:b>"])
OBJECTS = SUBJECTS | st.sampled_from(['"1"', '"x"@en', '"2"^^<urn:t>', '"a\\nb\\u0001"'])
QUADS = st.tuples(SUBJECTS, st.sampled_from([P, Q]), OBJECTS, st.just("") | st.just("<urn:g>") | NODES)


@settings(max_examples=300, deadline=None)
@given(st.lists(QUADS, max_size=14), st.randoms(use_true_random=False))
def test_any_graph_has_the_form_that_another_implementation_gives(quads, order: random.Random) -> None:
    """Random graphs give what pyoxigraph gives, whatever the names of nodes and the order of quads."""
    expected = nquads.canonical_by_pyoxigraph(quads)
    assert canonicalize(quads) == expected
    names = [f"_:m{index}" for index in range(6)]
    order.shuffle(names)
    renamed = [tuple(names[int(t[3:])] if t.startswith("_:n") else t for t in quad) for quad in quads]
    order.shuffle(renamed)
    assert canonicalize(renamed) == expected


@pytest.mark.parametrize("group", ["a", "aa", "ab", "aab", "abab", "abc", "aaab", "abcd", "aabbc", "aaaaa"])
def test_every_order_of_a_group_is_tried_once(group: str) -> None:
    """Also where a node stands in it several times: equal orders give equal paths."""
    from itertools import permutations

    from mcissue.jsonld.rdfc import _orders

    found = list(_orders(list(group)))
    assert len(found) == len(set(found))
    assert set(found) == set(permutations(group))
