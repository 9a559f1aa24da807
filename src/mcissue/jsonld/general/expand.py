"""Expansion in full: JSON-LD 1.1 API section 5.1, with a null base, and an error where something drops out.

It takes what the compiled plans do not: named graphs, context objects inside documents, and whatever else
of JSON-LD the rule of one meaning lets through. The rule itself is not here.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from mcissue.errors import DocumentError
from mcissue.jsonld.general.contexts import (
    ABSENT,
    KEYWORDS,
    Active,
    Contexts,
    Definition,
    expand_iri,
    invalid,
)
from mcissue.words import is_absolute_iri, is_language_tag

__all__ = ["expand"]

_NO_DEFINITION: Final = Definition()
_VALUE_KEYS: Final = frozenset({"@value", "@type", "@language", "@direction", "@index"})


def expand(document: Any, contexts: Contexts) -> list[Any]:
    """Expand a document.

    Args:
        document: strict JSON; it is not changed.
        contexts: processes contexts.

    Returns:
        The expanded form: top-level node objects.

    Raises:
        DocumentError: `json_ld_invalid`; `data_loss_detected` where a value, key or id has no place in the
            graph. `detail["reason"]` says which.
        ContextError: from `contexts`.
    """
    expander = _Expander(contexts)
    found = expander.element(contexts.initial, None, document)
    if isinstance(found, dict) and found.keys() == {"@graph"}:
        found = found["@graph"]
    nodes = [] if found is None else found if isinstance(found, list) else [found]
    for node in nodes:
        if not isinstance(node, dict) or "@value" in node or "@list" in node or node.keys() == {"@id"}:
            raise _loss("free-floating value")
    return nodes


def _loss(reason: str) -> DocumentError:
    return DocumentError(
        f"a part of the document has no place in the graph, so no signature would cover it: {reason}",
        code="data_loss_detected",
        path="$",
        mend="Take it out, or name the context that defines it.",
        detail={"reason": reason},
    )


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class _Here(NamedTuple):
    """Where the members of a node are read.

    Attributes:
        active: the active context.
        type_scoped: the active context before those of types, by which types themselves are read.
        property: the key that holds the node.
        input_type: the last of its types.
    """

    active: Active
    type_scoped: Active
    property: str | None
    input_type: str | None


class _Expander:
    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts

    def element(self, active: Active, property_: str | None, element: Any, *, from_map: bool = False) -> Any:
        """Expansion (section 5.1.2)."""
        if element is None:
            raise _loss("null")
        definition = active.terms.get(property_ or "", _NO_DEFINITION)
        if isinstance(element, dict):
            return self._object(active, property_, element, definition, from_map=from_map)
        if isinstance(element, list):
            return self._array(active, property_, element, definition, from_map=from_map)
        if property_ is None or property_ == "@graph":
            raise _loss("free-floating value")
        if definition.context is not ABSENT:
            active = self._contexts.apply(active, definition.context, override=True)
        return self._value(active, property_, element)

    def _array(
        self,
        active: Active,
        property_: str | None,
        element: list[Any],
        definition: Definition,
        *,
        from_map: bool,
    ) -> list[Any]:
        result: list[Any] = []
        for item in element:
            found = self.element(active, property_, item, from_map=from_map)
            if "@list" in definition.containers and isinstance(found, list):
                found = {"@list": found}
            result.extend(_list_of(found))
        return result

    def _object(
        self,
        active: Active,
        property_: str | None,
        element: dict[str, Any],
        definition: Definition,
        *,
        from_map: bool,
    ) -> Any:
        if active.previous is not None and not from_map:
            keys = {expand_iri(active, key, vocab=True) for key in element}
            if "@value" not in keys and keys != {"@id"}:
                active = active.previous
        if definition.context is not ABSENT:
            active = self._contexts.apply(active, definition.context, override=True)
        if "@context" in element:
            active = self._contexts.apply(active, element["@context"])
        type_scoped = active
        input_type = None
        for key in sorted(element):
            if expand_iri(active, key, vocab=True) == "@type":
                names = [name for name in _list_of(element[key]) if isinstance(name, str)]
                for name in sorted(names):
                    scoped = type_scoped.terms.get(name, _NO_DEFINITION).context
                    if scoped is not ABSENT:
                        active = self._contexts.apply(active, scoped, propagate=False)
                if names and input_type is None:
                    input_type = expand_iri(active, names[-1], vocab=True)
        result: dict[str, Any] = {}
        self._members(_Here(active, type_scoped, property_, input_type), element, result)
        return self._finished(result, property_)

    def _members(self, here: _Here, element: dict[str, Any], result: dict[str, Any]) -> None:
        """Steps 13 and 14."""
        active = here.active
        nests = []
        for key in sorted(element):
            if key == "@context":
                continue
            expanded = expand_iri(active, key, vocab=True)
            if expanded is None or (expanded not in KEYWORDS and not is_absolute_iri(expanded)):
                is_blank = expanded is not None and expanded.startswith("_:")
                raise _loss("blank node as property" if is_blank else "undefined term")
            if expanded == "@nest":
                nests.append(key)
            elif expanded in KEYWORDS:
                self._keyword(here, expanded, element[key], result)
            else:
                self._property(active, key, expanded, element[key], result)
        for key in nests:
            self._nest(here, key, element[key], result)

    def _nest(self, here: _Here, key: str, value: Any, result: dict[str, Any]) -> None:
        active = here.active
        definition = active.terms.get(key, _NO_DEFINITION)
        if definition.context is not ABSENT:
            here = here._replace(active=self._contexts.apply(active, definition.context, override=True))
        for nested in _list_of(value):
            if not isinstance(nested, dict) or any(
                expand_iri(active, inner, vocab=True) == "@value" for inner in nested
            ):
                raise invalid("invalid @nest value")
            self._members(here, nested, result)

    def _keyword(self, here: _Here, keyword: str, value: Any, result: dict[str, Any]) -> None:
        """Step 13.4."""
        if here.property == "@reverse":
            raise invalid("invalid reverse property map")
        if keyword in result and keyword not in ("@included", "@type"):
            raise invalid("colliding keywords")
        if keyword == "@type":
            result["@type"] = [*result.get("@type", []), *self._types(here.type_scoped, value)]
        elif keyword == "@included":
            included = _list_of(self.element(here.active, None, value))
            if any(not _is_node(item) for item in included):
                raise invalid("invalid @included value")
            result.setdefault("@included", []).extend(included)
        elif keyword == "@reverse":
            self._reverse(here.active, value, result)
        elif keyword in ("@graph", "@list", "@set"):
            result[keyword] = self._container(here, keyword, value)
        else:
            result[keyword] = self._plain_keyword(here, keyword, value)

    def _container(self, here: _Here, keyword: str, value: Any) -> Any:
        if keyword == "@graph":
            return _list_of(self.element(here.active, "@graph", value))
        if keyword == "@list" and here.property in (None, "@graph"):
            raise _loss("free-floating list")
        found = self.element(here.active, here.property, value)
        return _list_of(found) if keyword == "@list" else found

    def _plain_keyword(self, here: _Here, keyword: str, value: Any) -> Any:
        if keyword == "@id":
            if not isinstance(value, str):
                raise invalid("invalid @id value")
            return self._id(here.active, value)
        if keyword == "@value":
            return self._value_of(value, here.input_type)
        if keyword == "@language":
            return _tag(value)
        if keyword == "@direction":
            if value not in ("ltr", "rtl"):
                raise invalid("invalid base direction")
            return value
        if keyword == "@index" and not isinstance(value, str):
            raise invalid("invalid @index value")
        raise _loss(keyword)

    def _id(self, active: Active, value: str) -> str:
        found = expand_iri(active, value, vocab=False)
        if found is None or not (is_absolute_iri(found) or found.startswith("_:")):
            raise _loss("relative IRI")
        return found

    def _types(self, active: Active, value: Any) -> list[str]:
        found = []
        for name in _list_of(value):
            if not isinstance(name, str):
                raise invalid("invalid type value")
            iri = expand_iri(active, name, vocab=True)
            if iri is None or not (is_absolute_iri(iri) or iri.startswith("_:")):
                # Types may be relative to the base as well, and the base is null.
                raise _loss("undefined type")
            found.append(iri)
        return found

    def _value_of(self, value: Any, input_type: str | None) -> Any:
        if input_type == "@json":
            return value
        if value is None:
            raise _loss("null")
        if isinstance(value, dict | list):
            raise invalid("invalid value object value")
        return value

    def _reverse(self, active: Active, value: Any, result: dict[str, Any]) -> None:
        if not isinstance(value, dict):
            raise invalid("invalid @reverse value")
        found: dict[str, Any] = {}
        for key in sorted(value):
            expanded = expand_iri(active, key, vocab=True)
            if expanded in KEYWORDS:
                raise invalid("invalid reverse property map")
            if not is_absolute_iri(expanded):
                raise _loss("undefined term")
            assert expanded is not None
            self._property(active, key, expanded, value[key], found)
        # What was defined as reverse itself points forwards again.
        for key, items in found.pop("@reverse", {}).items():
            result.setdefault(key, []).extend(items)
        for key, items in found.items():
            if any(not _is_node(item) for item in items):
                raise invalid("invalid reverse property value")
            result.setdefault("@reverse", {}).setdefault(key, []).extend(items)

    def _property(self, active: Active, key: str, expanded: str, value: Any, result: dict[str, Any]) -> None:
        """Steps 13.5 to 13.13."""
        definition = active.terms.get(key, _NO_DEFINITION)
        containers = definition.containers
        if definition.coercion == "@json":
            items: Any = {"@value": value, "@type": "@json"}
        elif "@language" in containers and isinstance(value, dict):
            items = _language_map(active, definition, value)
        elif containers & {"@index", "@type", "@id"} and isinstance(value, dict):
            items = self._map(active, key, definition, value)
        else:
            items = self.element(active, key, value)
        if "@list" in containers and not (isinstance(items, dict) and "@list" in items):
            items = {"@list": _list_of(items)}
        items = _list_of(items)
        if "@graph" in containers and not containers & {"@id", "@index"}:
            items = [{"@graph": _list_of(item)} for item in items]
        if definition.reverse:
            if any(not _is_node(item) for item in items):
                raise invalid("invalid reverse property value")
            result.setdefault("@reverse", {}).setdefault(expanded, []).extend(items)
        else:
            result.setdefault(expanded, []).extend(items)

    def _map(
        self, active: Active, key: str, definition: Definition, value: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Index, type and id maps (step 13.8)."""
        containers = definition.containers
        items: list[dict[str, Any]] = []
        for name in sorted(value):
            mapped = active
            if containers & {"@id", "@type"} and active.previous is not None:
                mapped = active.previous
            scoped = mapped.terms.get(name, _NO_DEFINITION).context
            if "@type" in containers and scoped is not ABSENT:
                mapped = self._contexts.apply(mapped, scoped, propagate=False)
            inner = _list_of(self.element(mapped, key, _list_of(value[name]), from_map=True))
            is_none = expand_iri(active, name, vocab=True) == "@none"
            for item in inner:
                node = {"@graph": [item]} if "@graph" in containers and not _is_graph(item) else item
                if not is_none:
                    self._note_name(active, definition, name, node)
                items.append(node)
        return items

    def _note_name(self, active: Active, definition: Definition, name: str, node: dict[str, Any]) -> None:
        """Say in a mapped node what its key in the map says."""
        containers = definition.containers
        if "@index" in containers:
            if definition.index is None:
                # An index says nothing in RDF.
                raise _loss("@index")
            if "@value" in node:
                raise invalid("invalid value object")
            expanded = expand_iri(active, definition.index, vocab=True)
            assert expanded is not None
            held = node.get(expanded, [])
            node[expanded] = [self._value(active, definition.index, name), *held]
        elif "@id" in containers:
            node.setdefault("@id", self._id(active, name))
        else:
            node["@type"] = [*self._types(active, name), *node.get("@type", [])]

    def _value(self, active: Active, property_: str, value: Any) -> dict[str, Any]:
        """Value Expansion (section 5.3.2)."""
        definition = active.terms.get(property_, _NO_DEFINITION)
        coercion = definition.coercion
        if coercion in ("@id", "@vocab") and isinstance(value, str):
            found = expand_iri(active, value, vocab=coercion == "@vocab")
            if found is None or not (is_absolute_iri(found) or found.startswith("_:")):
                raise _loss("relative IRI")
            return {"@id": found}
        result: dict[str, Any] = {"@value": value}
        if coercion not in (None, "@id", "@vocab", "@none"):
            result["@type"] = coercion
        elif isinstance(value, str):
            language = active.language if definition.language is ABSENT else definition.language
            direction = active.direction if definition.direction is ABSENT else definition.direction
            if direction is not None:
                raise _loss("@direction")
            if language is not None:
                result["@language"] = _tag(language)
        return result

    def _finished(self, result: dict[str, Any], property_: str | None) -> Any:
        """Steps 15 to 19."""
        if "@value" in result:
            _check_value_object(result)
        elif "@language" in result:
            raise _loss("language without value")
        if "@list" in result or "@set" in result:
            if len(result) > 1:
                raise invalid("invalid set or list object")
            return result.get("@set", result)
        if property_ in (None, "@graph") and (not result or "@value" in result):
            raise _loss("free-floating value")
        return result


def _tag(value: Any) -> str:
    if not isinstance(value, str):
        raise invalid("invalid language-tagged string")
    if not is_language_tag(value):
        raise _loss("malformed language tag")
    return value.lower()


def _is_node(item: Any) -> bool:
    return isinstance(item, dict) and not item.keys() & {"@value", "@list", "@set"}


def _is_graph(item: dict[str, Any]) -> bool:
    return "@graph" in item and item.keys() <= {"@graph", "@id"}


def _check_value_object(result: dict[str, Any]) -> None:
    type_, value = result.get("@type"), result["@value"]
    if not result.keys() <= _VALUE_KEYS or (
        "@type" in result and result.keys() & {"@language", "@direction"}
    ):
        raise invalid("invalid value object")
    if type_ is not None:
        if len(type_) != 1 or type_[0].startswith("_:"):
            raise invalid("invalid typed value")
        result["@type"] = type_[0]
    if "@language" in result and not isinstance(value, str):
        raise invalid("invalid language-tagged value")


def _language_map(active: Active, definition: Definition, texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Step 13.7."""
    direction = active.direction if definition.direction is ABSENT else definition.direction
    items = []
    for tag in sorted(texts):
        for text in _list_of(texts[tag]):
            if text is None:
                raise _loss("null")
            if not isinstance(text, str):
                raise invalid("invalid language map value")
            if direction is not None:
                raise _loss("@direction")
            item = {"@value": text}
            if tag != "@none" and expand_iri(active, tag, vocab=True) != "@none":
                item["@language"] = _tag(tag)
            items.append(item)
    return items
