"""From expanded JSON-LD to RDF quads, in the exact letters of canonical N-Quads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import rfc8785

from mcissue.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Quad", "iri", "literal", "number_literal", "quad_line", "quads_of"]

#: Subject, predicate, object and graph name (empty for the default graph), each as N-Quads writes it.
Quad: TypeAlias = tuple[str, str, str, str]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_I18N: Final = "https://www.w3.org/ns/i18n#"
_TYPE: Final = f"<{_RDF}type>"
_FIRST: Final = f"<{_RDF}first>"
_REST: Final = f"<{_RDF}rest>"
_NIL: Final = f"<{_RDF}nil>"
_STRING: Final = f"{_XSD}string"

# RDFC-1.0 section 5: these seven by letter, the other control characters and what is no XML 1.1 character
# by number, everything else as it is.
_NAMED: Final = {
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\",
}  # fmt: skip
_ESCAPED: Final = re.compile('[\x00-\x1f\x7f"\\\\\ufffe\uffff]')


def iri(value: str) -> str:
    """Write an IRI as N-Quads does."""
    return f"<{value}>"


def literal(text: str, *, datatype: str = _STRING, language: str | None = None) -> str:
    """Write a literal as canonical N-Quads does.

    Args:
        text: the lexical form.
        datatype: the datatype IRI; left out in writing if it is xsd:string.
        language: a language tag, which replaces the datatype.
    """
    quoted = f'"{_ESCAPED.sub(_escape, text)}"'
    if language is not None:
        return f"{quoted}@{language}"
    return quoted if datatype == _STRING else f"{quoted}^^<{datatype}>"


def quad_line(quad: Quad) -> str:
    """Write a quad as one line of N-Quads, with its line end."""
    subject, predicate, object_, graph = quad
    return f"{subject} {predicate} {object_} {graph} .\n" if graph else f"{subject} {predicate} {object_} .\n"


def quads_of(expanded: Iterable[Any]) -> list[Quad]:
    """Turn expanded JSON-LD into quads (JSON-LD 1.1 API section 8, Deserialize JSON-LD to RDF).

    Anonymous nodes are named `_:b0`, `_:b1`, ... in the order of the document.

    Args:
        expanded: top-level node objects in expanded form.

    Raises:
        DocumentError: `values_coincide` if two different values, `1` and `"1"` of one datatype, would be one
            quad. jsonld.js 9 and PyLD 3 then write its line twice, other engines once.
    """
    writer = _Writer()
    for node in expanded:
        writer.node(node, "")
    return writer.quads


def _escape(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"\\u{ord(match[0]):04X}"


class _Writer:
    __slots__ = ("_count", "_literals", "_names", "quads")

    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._count = 0
        self._literals: dict[Quad, dict[str, Any]] = {}
        self._names: dict[str, str] = {}

    def _resource(self, name: str) -> str:
        """An id. Blank node identifiers, which the rule of one meaning refuses, keep apart from our names."""
        if not name.startswith("_:"):
            return iri(name)
        if name not in self._names:
            self._names[name] = self._anonymous()
        return self._names[name]

    def _anonymous(self) -> str:
        name = f"_:b{self._count}"
        self._count += 1
        return name

    def node(self, node: dict[str, Any], graph: str) -> str:
        """Write a node and all below it; give back its name."""
        subject = self._resource(node["@id"]) if "@id" in node else self._anonymous()
        for type_ in node.get("@type", ()):
            self.quads.append((subject, _TYPE, self._resource(type_), graph))
        for inner in node.get("@graph", ()):
            self.node(inner, subject)
        for inner in node.get("@included", ()):
            self.node(inner, graph)
        for key, values in node.get("@reverse", {}).items():
            for value in values:
                self.quads.append((self.node(value, graph), iri(key), subject, graph))
        for key, values in node.items():
            if not key.startswith("@"):
                predicate = iri(key)
                for value in values:
                    quad = (subject, predicate, self._object(value, graph), graph)
                    if "@value" in value and self._literals.setdefault(quad, value) != value:
                        raise _coincide(value["@value"])
                    self.quads.append(quad)
        return subject

    def _object(self, value: dict[str, Any], graph: str) -> str:
        if "@value" in value:
            return _literal_of(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self.node(value, graph)

    def _list(self, items: list[dict[str, Any]], graph: str) -> str:
        following = _NIL
        for item in reversed(items):
            head = self._anonymous()
            self.quads.append((head, _FIRST, self._object(item, graph), graph))
            self.quads.append((head, _REST, following, graph))
            following = head
        return following


def _coincide(value: Any) -> DocumentError:
    shown = json.dumps(value, ensure_ascii=False)[:80]
    return DocumentError(
        f"{shown} stands beside another value that means the same, and programs sign that differently",
        code="values_coincide",
        path="$",
        mend="Leave one of the two out: a number or truth value, or the same as a text.",
    )


def _literal_of(value: dict[str, Any]) -> str:
    """A value object as a literal (JSON-LD 1.1 API section 8.2.2, Object to RDF Conversion).

    A text direction is written as `rdfDirection` "i18n-datatype" has it, so that a signature covers it. The
    cryptosuites name no form of it, and this is what Digital Bazaar's libraries sign.
    """
    content, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return literal(rfc8785.dumps(content).decode(), datatype=f"{_RDF}JSON")
    if isinstance(content, bool):
        return literal(json.dumps(content), datatype=datatype or f"{_XSD}boolean")
    if isinstance(content, int | float):
        return number_literal(content, datatype)
    if "@direction" in value:
        return literal(content, datatype=f"{_I18N}{value.get('@language', '').lower()}_{value['@direction']}")
    return literal(content, datatype=datatype or _STRING, language=value.get("@language"))


def number_literal(number: float, datatype: str | None) -> str:
    """Write a JSON number as a literal: whole ones as integers unless the datatype is xsd:double.

    Args:
        number: within the limits of `mcissue.jsonld.read.check_value`.
        datatype: the datatype IRI of the property; None if it has none.
    """
    if datatype != f"{_XSD}double" and float(number).is_integer():
        return literal(str(int(number)), datatype=datatype or f"{_XSD}integer")
    mantissa, exponent = f"{number:.15E}".split("E")
    mantissa = mantissa.rstrip("0")
    canonical = f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
    return literal(canonical, datatype=datatype or f"{_XSD}double")
