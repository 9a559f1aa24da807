"""A small N-Quads reader for tests: text to quads in canonical letters, and quads to pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph

from mcissue.jsonld.quads import Quad, iri, literal, quad_line

_TERM = re.compile(
    r'\s*(?:<(?P<iri>[^>]*)>|(?P<blank>_:[^\s<>"]*[^\s<>".])'
    r'|"(?P<text>(?:[^"\\]|\\.)*)"(?:\^\^<(?P<datatype>[^>]*)>|@(?P<language>[A-Za-z0-9-]+))?)'
)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def parse(text: str) -> list[Quad]:
    """Read N-Quads; terms are rewritten in canonical letters."""
    return [_quad(line) for line in text.split("\n") if line.strip() and not line.startswith("#")]


def serialize(quads: Iterable[Quad]) -> str:
    return "".join(map(quad_line, quads))


def canonical_by_pyoxigraph(quads: Iterable[Quad], algorithm=None) -> bytes:
    """The canonical form as pyoxigraph sees it: the second opinion."""
    algorithm = algorithm or pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(serialize(quads), format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(algorithm)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().split("\n")
    return "".join(sorted(line + "\n" for line in lines if line)).encode()


def _quad(line: str) -> Quad:
    terms, position = [], 0
    while match := _TERM.match(line, position):
        terms.append(_term(match))
        position = match.end()
    assert line[position:].strip() == ".", line
    assert len(terms) in (3, 4), line
    return (terms[0], terms[1], terms[2], terms[3] if len(terms) == 4 else "")


def _term(match: re.Match[str]) -> str:
    if match["iri"] is not None:
        return iri(_unescaped(match["iri"]))
    if match["blank"] is not None:
        return match["blank"]
    datatype = {"datatype": _unescaped(match["datatype"])} if match["datatype"] else {}
    return literal(_unescaped(match["text"]), language=match["language"], **datatype)


def _unescaped(text: str) -> str:
    return re.sub(
        r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)",
        lambda match: _LETTERS.get(match[1]) or chr(int(match[1][1:], 16)),
        text,
    )
