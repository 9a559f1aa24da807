"""The graph of a document for other tools: as rdflib holds it, and as Turtle.

The quads are those of `mcissue.jsonld.engine`, never those of rdflib's own JSON-LD reader, which drops what
it does not know. Needs the extra `shacl` (rdflib, imported when it is used).
"""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["default_graph", "extra_missing", "load_rdflib", "tame_rdflib", "turtle"]

_PREFIXES: Final = {
    "cred": "https://www.w3.org/2018/credentials#",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Short names for Turtle; they are for people, and change no statement."""


def load_rdflib() -> Any:
    """Import rdflib.

    Raises:
        VerificationError: `extra_missing` (indeterminate).
    """
    try:
        import rdflib  # noqa: PLC0415 - an extra
    except ImportError:
        raise extra_missing("rdflib") from None
    return rdflib


def extra_missing(what: str) -> VerificationError:
    """The error for a missing part of the extra `shacl`."""
    return VerificationError(
        f"this needs {what}, which is not installed",
        code="extra_missing",
        mend="pip install 'mcissue[shacl]'",
        indeterminate=True,
    )


@contextmanager
def tame_rdflib() -> Iterator[None]:
    """Keep rdflib quiet, and literals as they are written.

    It logs a traceback for each ill-typed literal and warns of itself, as pySHACL does; and it rewrites `Z`
    as `+00:00`, while what is shown here must be what was signed. These are settings of the whole process, so
    they hold for the moment only.
    """
    rdflib = load_rdflib()
    logger = logging.getLogger("rdflib")
    level, normalize = logger.level, rdflib.NORMALIZE_LITERALS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.setLevel(logging.CRITICAL)
        rdflib.NORMALIZE_LITERALS = False
        try:
            yield
        finally:
            logger.setLevel(level)
            rdflib.NORMALIZE_LITERALS = normalize


def default_graph(lines: Sequence[str]) -> Any:
    """The default graph of quads, as an `rdflib.Graph`.

    A proof inside a document is a graph of its own, so it is not among these.

    Args:
        lines: N-Quads, as `mcissue.jsonld.engine.quads` gives them.

    Raises:
        VerificationError: `extra_missing` (indeterminate).
    """
    rdflib = load_rdflib()
    with tame_rdflib():
        dataset = rdflib.Dataset()
        dataset.parse(data="".join(lines), format="nquads")
        graph = rdflib.Graph()
        for triple in dataset.default_graph:
            graph.add(triple)
    return graph


def turtle(lines: Sequence[str]) -> str:
    """The default graph of quads as Turtle.

    Args:
        lines: N-Quads, as `mcissue.jsonld.engine.quads` gives them.

    Raises:
        VerificationError: `extra_missing` (indeterminate).
    """
    graph = default_graph(lines)
    for prefix, address in _PREFIXES.items():
        graph.bind(prefix, address, override=True)
    with tame_rdflib():
        return str(graph.serialize(format="turtle"))
