"""Mutated documents: only our errors, the same form as two other engines, one meaning for one form."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pyoxigraph
import pytest
from pyld import ContextResolver, jsonld
from tests.jsonld import nquads
from tests.jsonld.documents import STORE, badge, endorsement, form
from tests.jsonld.mutations import SCOPED_TYPES, mutated, normal

from mcissue.errors import McissueError
from mcissue.jsonld import ContextPolicy, quads


def by_pyld(document: dict[str, Any]) -> bytes:
    """The canonical form by PyLD's own expansion, graph and N-Quads, with its escapes mended."""

    def load(url, _options):
        return {"contextUrl": None, "documentUrl": url, "document": STORE.load(url)}

    options = {"base": None, "documentLoader": load, "contextResolver": ContextResolver({}, load)}
    dataset = jsonld.to_rdf(document, options)
    lines = jsonld.JsonLdProcessor.to_nquads(dataset)
    return nquads.canonical_by_pyoxigraph(nquads.parse(lines))


def with_contexts_inside(value: Any) -> Any:
    if isinstance(value, list):
        return [with_contexts_inside(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: [STORE.load(url)["@context"] for url in ([item] if isinstance(item, str) else item)]
        if key == "@context"
        else with_contexts_inside(item)
        for key, item in value.items()
    }


def by_pyoxigraph(document: dict[str, Any]) -> bytes:
    """The canonical form by pyoxigraph alone, from JSON to N-Quads."""
    data = json.dumps(with_contexts_inside(document)).encode()
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().split("\n")
    return "".join(sorted(line + "\n" for line in lines if line)).encode()


def beyond_pyoxigraph(value: Any) -> bool:
    """Where pyoxigraph 0.5.13 differs from PyLD and jsonld.js.

    It applies only the last of two type-scoped contexts, and lets no property-scoped one (`cnf`) redefine a
    protected term.
    """
    if isinstance(value, list):
        return any(map(beyond_pyoxigraph, value))
    if not isinstance(value, dict):
        return False
    types = value.get("type", [])
    scoped = SCOPED_TYPES.intersection([types] if isinstance(types, str) else types)
    return "cnf" in value or len(scoped) > 1 or beyond_pyoxigraph(list(value.values()))


def check(seeds: range, *, oracles: int) -> Counter[str]:
    """Mutate one document per seed; compare every `oracles`-th accepted one with the other engines."""
    outcomes: Counter[str] = Counter()
    meanings: dict[bytes, Any] = {form(badge()): normal(badge()), form(endorsement()): normal(endorsement())}
    for seed in seeds:
        rng = random.Random(seed)
        document = mutated(rng.choice([badge, badge, endorsement])(), rng)
        try:
            found = form(document, ContextPolicy.PINNED)
        except McissueError as error:
            outcomes[error.code if error.path else "no path"] += 1
            continue
        outcomes["accepted"] += 1
        assert meanings.setdefault(found, normal(document)) == normal(document), (seed, document)
        if outcomes["accepted"] % oracles == 0:
            assert found == by_pyld(document), (seed, document)
            if not beyond_pyoxigraph(document):
                assert found == by_pyoxigraph(document), (seed, document)
            lines = nquads.parse("".join(quads(document, contexts=STORE, policy=ContextPolicy.PINNED)))
            assert found == nquads.canonical_by_pyoxigraph(lines)
    return outcomes


def test_mutated_documents_keep_one_meaning() -> None:
    """Whatever passes has the form that PyLD and pyoxigraph give, and one form never has two meanings."""
    outcomes = check(range(1500), oracles=5)
    assert outcomes["accepted"] > 300
    assert len(outcomes) > 15
    assert "no path" not in outcomes


@pytest.mark.slow
def test_many_mutated_documents_keep_one_meaning() -> None:
    """The same with more documents, each compared with both engines."""
    check(range(10_000, 16_000), oracles=1)
