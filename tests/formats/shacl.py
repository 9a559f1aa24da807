"""The published shapes, run by pySHACL over our documents' graphs."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.needs import lazily

from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import quads

__all__ = ["Result", "graph_of", "results", "shapes"]

rdflib = lazily("rdflib")
pyshacl = lazily("pyshacl")

logging.getLogger("rdflib").setLevel(logging.ERROR)  # it logs a traceback for each ill-typed literal


class Result(NamedTuple):
    """One violation: where it is, and which rule it breaks, each by the last part of its name."""

    path: str
    component: str


@cache
def shapes(folder: Path, *names: str) -> rdflib.Graph:
    """Several shape files as one graph: each published file holds only what it adds."""
    graph = rdflib.Graph()
    for name in names:
        graph.parse(folder / name, format="turtle")
    return graph


def graph_of(document: dict[str, Any]) -> rdflib.Graph:
    """The default graph of a document; a proof stands in a graph of its own."""
    lines = quads(document, contexts=bundled_contexts())
    graph = rdflib.Graph()
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own use of its old names
        dataset.parse(data="\n".join(lines), format="nquads")
    for triple in dataset.default_graph:
        graph.add(triple)
    return graph


def results(document: dict[str, Any], of: rdflib.Graph) -> list[Result]:
    """What the shapes find. An empty graph conforms to everything, so it is refused here."""
    graph = graph_of(document)
    assert len(graph) > 100
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        _, report, _ = pyshacl.validate(graph, shacl_graph=of, inference="none", do_owl_imports=False)

    def last(node: Any) -> str:
        return "" if node is None else str(node).rpartition("#")[2].rpartition("/")[2]

    return sorted(
        Result(
            last(report.value(found, rdflib.SH.resultPath)),
            last(report.value(found, rdflib.SH.sourceConstraintComponent)),
        )
        for found in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    )
