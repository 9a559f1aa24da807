"""SHACL shapes that a user has: does the credential's graph conform to them?

The files are taken as they are. Nothing is fetched: an import that is not among the files given, or a query
that asks another server, makes the shapes unusable rather than quietly weaker. Shapes that say nothing
about the credential do not pass it either, although by SHACL everything conforms to them.
Needs the extra `shacl` (rdflib and pySHACL, imported when shapes are loaded).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import VerificationError
from mcissue.formats.rules import MAX_LISTED, Finding
from mcissue.verify.own_rules.rdf import default_graph, extra_missing, load_rdflib, tame_rdflib

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.jsonld.read import JsonObject

__all__ = ["Shapes"]

MAX_FILE: Final = 5_000_000
"""Bytes of one file of shapes: 25 times the largest published one."""

MAX_MESSAGE: Final = 300
"""Characters of one fault."""

_QUERIES: Final = ("select", "ask", "construct", "update")
_ELSEWHERE: Final = re.compile(r"\b(SERVICE|FROM|LOAD)\b", re.IGNORECASE)
"""What lets a SPARQL query fetch something. It may stand in a text too; refusing that is no loss."""


class Shapes:
    """Loaded shapes.

    Args:
        graph: the shapes of all files as one `rdflib.Graph`; use `load`.
    """

    __slots__ = ("_graph",)

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    @classmethod
    def load(cls, files: Sequence[tuple[str, bytes]]) -> Shapes:
        """Load shapes from the bytes of files in Turtle; several files count as one graph.

        Args:
            files: name and content of each.

        Raises:
            VerificationError: `extra_missing`, `shapes_malformed` or `shapes_reference_refused`, each
                indeterminate: of the credential nothing is known by that.
        """
        rdflib = load_rdflib()
        try:
            import pyshacl  # noqa: F401, PLC0415 - an extra, wanted later
        except ImportError:
            raise extra_missing("pySHACL") from None
        graph = rdflib.Graph()
        for name, data in files:
            _parse(graph, name, data)
        _require_shapes(graph)
        _require_whole(graph)
        return cls(graph)

    def findings(self, quads: Sequence[str], document: JsonObject, *, path: str = "$") -> tuple[Finding, ...]:
        """What of a graph does not conform, at most `MAX_LISTED` faults.

        Args:
            quads: the document's quads (`mcissue.jsonld.engine.quads`).
            document: the document, to say where in it a fault is.
            path: where it stands in its file.

        Raises:
            VerificationError: `shapes_without_target` (indeterminate), if no shape speaks about the
                credential; `shapes_malformed` (indeterminate), if that shows only now.
        """
        import pyshacl  # noqa: PLC0415 - an extra
        from pyshacl.errors import ReportableRuntimeError  # noqa: PLC0415

        graph = default_graph(quads)
        if not _is_target(self._graph, graph, document.get("id")):
            raise VerificationError(
                "none of the shapes speaks about the credential",
                code="shapes_without_target",
                mend="Give the shapes of this kind of credential.",
                indeterminate=True,
            )
        with tame_rdflib():
            try:
                _, report, _ = pyshacl.validate(
                    graph,
                    shacl_graph=self._graph,
                    inference="none",
                    do_owl_imports=False,
                    advanced=False,
                    js=False,
                    meta_shacl=False,
                )
            except ReportableRuntimeError as error:
                raise _malformed("the shapes", str(error)) from None
            places = dict(_places(document, path))
            return tuple(islice(_findings(report, places, path), MAX_LISTED))


def _parse(graph: Any, name: str, data: bytes) -> None:
    rdflib = load_rdflib()
    if len(data) > MAX_FILE:
        raise _malformed(name, f"it is larger than {MAX_FILE // 1_000_000} MB")
    with tame_rdflib():
        try:
            graph.parse(data=data, format="turtle")
        except (SyntaxError, ValueError, rdflib.exceptions.ParserError) as error:
            # The first lines of the parser's message name the line of the fault.
            raise _malformed(name, " ".join(str(error).split())) from None


def _require_shapes(graph: Any) -> None:
    shacl = load_rdflib().SH
    kinds = (shacl.NodeShape, shacl.PropertyShape)
    if not any((None, load_rdflib().RDF.type, kind) in graph for kind in kinds):
        raise _malformed("the shapes", "there is no sh:NodeShape and no sh:PropertyShape")


def _require_whole(graph: Any) -> None:
    """Refuse shapes that lean on something that was not given."""
    rdflib = load_rdflib()
    here = set(graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology))
    for wanted in graph.objects(None, rdflib.OWL.imports):
        if wanted not in here:
            raise _refused(f"import {wanted}, which is not among the files given", "Give that file too.")
    for name in _QUERIES:
        for query in graph.objects(None, rdflib.SH[name]):
            if _ELSEWHERE.search(str(query)):
                raise _refused("ask another server", "Give shapes that hold all that they need.")
    if (None, rdflib.SH.jsLibrary, None) in graph or (None, rdflib.SH.jsFunctionName, None) in graph:
        raise _refused("want to run a script", "Give shapes without scripts.")


def _is_target(shapes: Any, graph: Any, identifier: object) -> bool:
    """Whether the credential is a focus node of any shape (SHACL section 2.1.3).

    Args:
        shapes: the shapes.
        graph: the document's graph.
        identifier: the credential's id; without one any node will do.
    """
    rdflib = load_rdflib()
    shacl, kind = rdflib.SH, rdflib.RDF.type
    node = rdflib.URIRef(identifier) if isinstance(identifier, str) else None
    classes = set(shapes.objects(None, shacl.targetClass))
    for own in (rdflib.RDFS.Class, rdflib.OWL.Class):
        classes |= {shape for shape in shapes.subjects(kind, own) if (shape, kind, shacl.NodeShape) in shapes}
    named = set(shapes.objects(None, shacl.targetNode))
    return (
        any((node, kind, one) in graph for one in classes)
        or (bool(named) if node is None else node in named)
        or any((node, name, None) in graph for name in shapes.objects(None, shacl.targetSubjectsOf))
        or any((None, name, node) in graph for name in shapes.objects(None, shacl.targetObjectsOf))
    )


def _findings(report: Any, places: dict[str, str], path: str) -> Iterator[Finding]:
    rdflib = load_rdflib()
    shacl = rdflib.SH
    found = []
    for result in report.subjects(rdflib.RDF.type, shacl.ValidationResult):
        focus, property_ = report.value(result, shacl.focusNode), report.value(result, shacl.resultPath)
        message = report.value(result, shacl.resultMessage)
        text = str(message or report.value(result, shacl.sourceConstraintComponent))
        if isinstance(property_, rdflib.URIRef) and property_.fragment not in text:
            text += f" at {property_}"
        found.append((places.get(str(focus), path), text[:MAX_MESSAGE]))
    for place, text in sorted(set(found)):
        yield Finding("shapes_violated", place, text)


def _places(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The id of each object and its place; of several with one id the first (they are one node)."""
    seen: set[str] = set()
    # Depth is bounded by strict reading.
    stack: list[tuple[object, str]] = [(value, path)]
    while stack:
        here, place = stack.pop()
        if isinstance(here, dict):
            identifier = here.get("id")
            if isinstance(identifier, str) and identifier not in seen:
                seen.add(identifier)
                yield identifier, place
            stack += [(item, f"{place}.{name}") for name, item in reversed(here.items())]
        elif isinstance(here, list):
            stack += [(item, f"{place}[{index}]") for index, item in reversed(list(enumerate(here)))]


def _malformed(name: str, why: str) -> VerificationError:
    return VerificationError(
        f"{name} can't be used: {why[:MAX_MESSAGE]}",
        code="shapes_malformed",
        mend="Give files with SHACL shapes in Turtle.",
        indeterminate=True,
    )


def _refused(what: str, mend: str) -> VerificationError:
    return VerificationError(
        f"the shapes {what}, and nothing is fetched or run",
        code="shapes_reference_refused",
        mend=mend,
        indeterminate=True,
    )
