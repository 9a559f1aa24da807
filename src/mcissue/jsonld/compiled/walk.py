"""One walk over a document by its node plans: out come the lines of its graph, without the subjects.

The walk is the rule of one meaning, strict reading of values, expansion and quads in one, for documents
that pass all of them. At the first thing that it does not know it gives up (`Unplanned`) and says nothing;
the separate passes then name what is wrong, so that errors have one source.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from mcissue.jsonld.compiled.plan import (
    LANGUAGES,
    LINK,
    LIST,
    NO_TYPES,
    TEXT,
    TYPE,
    TYPED,
    WORD,
    Place,
    Plan,
    Step,
    Unplanned,
    good_id,
)
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, MAX_ANONYMOUS_NODES, MAX_CONTEXT_STATES, MAX_QUADS
from mcissue.jsonld.meaning import is_its_one_form
from mcissue.jsonld.quads import literal, number_literal
from mcissue.jsonld.read.errors import MAX_INTEGER, Fault, number_of, string_fault
from mcissue.words import is_language_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.contexts.states import State

__all__ = ["Links", "Node", "Walk"]

#: Where lines with an anonymous node as object stand: index of the first, how many, what stands between
#: subject and object, and the numbers of the nodes.
Links: TypeAlias = list[tuple[int, int, str, list[int]]]

#: Ids kept for each state, and how long they may be; both bound memory.
_MAX_IDS: Final = 2048
_MAX_ID_LENGTH: Final = 200
# Deeper documents take the other way, which measures the depth exactly.
_MAX_DEPTH: Final = CREDENTIAL_LIMITS.depth - 2
# The items of `@context` are not counted, so this is a little below the limit.
_MAX_MEMBERS: Final = CREDENTIAL_LIMITS.members - CREDENTIAL_LIMITS.items
_TAGGED_TEXT: Final = {"@value", "@language"}
_BOOLEANS: Final = {True: "true", False: "false"}
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST: Final = f" <{_RDF}first> "
_REST: Final = f" <{_RDF}rest> "
_NIL: Final = f"<{_RDF}nil> .\n"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


class Engine(Protocol):
    """What a walk asks for."""

    def enter(self, state: State, context: Any) -> State:
        """The state behind an `@context`."""

    @property
    def plans(self) -> Mapping[Any, Plan]:
        """The plans in use."""

    def plan(self, state: State, keys: tuple[str, ...], types: Any, *, is_top: bool) -> Plan:
        """The plan of a node's form, made if need be."""

    def words(self, place: Place) -> Mapping[str, str]:
        """The terms that stand for an IRI."""


class Node:
    """One node on its way to lines.

    Attributes:
        name: its IRI in angle brackets; None if it has no id.
        above: the subject that mentions it; None for an anonymous one or none.
        lead: what stands between that subject and this node.
        depth: objects and arrays around it.
        lines: its lines, each from the blank after the subject to the line end, in order.
        links: those of them that have an anonymous node as object.
    """

    __slots__ = ("above", "depth", "lead", "lines", "links", "name")

    def __init__(self, name: str | None, above: str | None, lead: str, depth: int) -> None:
        self.name = name
        self.above = above
        self.lead = lead
        self.depth = depth
        self.lines: list[str] = []
        self.links: Links = []


class Walk:
    """One document on its way to lines.

    Args:
        engine: gives the plan of a node and the state of an `@context`.

    Attributes:
        named: the nodes with an id, by name.
        anonymous: the nodes without an id, in the order of the document.
        merged: names of nodes that are described at several places; their lines are not in order.
        repeated: characters of lines that may have come twice and are kept once.
        is_unsure: whether a limit may be passed or a credential be described twice; the rule must be asked.
        unworded: ids that stand where words of the context may stand.
    """

    __slots__ = (
        "_credentials",
        "_engine",
        "_kept",
        "_lines",
        "_members",
        "_plain_lines",
        "_plans",
        "anonymous",
        "is_unsure",
        "merged",
        "named",
        "repeated",
        "unworded",
    )

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept = engine.plans
        self._plans: set[Plan] = set()
        self._credentials: set[str] = set()
        self._plain_lines: set[str] = set()
        self._members = 0
        self._lines = 0
        self.named: dict[str, Node] = {}
        self.anonymous: list[Node] = []
        self.merged: set[str] = set()
        self.repeated = 0
        self.is_unsure = False
        self.unworded: set[str] = set()

    def run(self, document: dict[str, Any], state: State) -> None:
        """Walk over a whole document.

        Args:
            document: the document.
            state: the state without any context.

        Raises:
            Unplanned: the document is beyond the plans.
            DocumentError, ContextError: what the rule of one meaning says of a form, without its place.
        """
        self._node(document, state, None, "", 0)
        is_large = (
            self._members > _MAX_MEMBERS
            or self._lines > MAX_QUADS
            or len(self.anonymous) > MAX_ANONYMOUS_NODES
        )
        if is_large or not self._lines:
            raise Unplanned
        if self.merged:
            self._check_merged()
        self.is_unsure |= sum([plan.uses for plan in self._plans]) > MAX_CONTEXT_STATES // 2

    def _node(self, value: dict[str, Any], state: State, above: str | None, lead: str, depth: int) -> Node:
        """Write a node object and all below it; `state` is without its own `@context`."""
        if depth > _MAX_DEPTH:
            raise Unplanned
        if "@context" in value:
            state = self._engine.enter(state, value["@context"])
        plan = self._plan(value, state, is_top=depth == 0)
        place = plan.place
        if place is None:
            node = Node(None, above, lead, depth)
            self.anonymous.append(node)
            self._write(value, plan, node)
        else:
            identifier = value["id"]
            if type(identifier) is not str or identifier not in place.ids:
                _check_id(identifier, place)
            name = f"<{identifier}>"
            node = Node(name, above, lead, depth)
            self._write(value, plan, node)
            if plan.is_credential:
                self._credentials.add(name)
            if plan.entries:
                held = self.named.setdefault(name, node)
                if held is not node:
                    self._merge(name, held, node)
        self._lines += len(node.lines)
        return node

    def _plan(self, value: dict[str, Any], state: State, *, is_top: bool) -> Plan:
        """The plan of a node object."""
        keys = tuple(value)
        types = value.get("type", NO_TYPES)
        if type(types) is list:
            self._members += len(types)
            types = tuple(types)
        elif type(types) is not str and types is not NO_TYPES:
            raise Unplanned
        try:
            plan = self._kept[state, keys, types]
        except (KeyError, TypeError):
            plan = self._engine.plan(state, keys, types, is_top=is_top)
        if plan.uses:
            self._plans.add(plan)
        self._members += len(keys)
        return plan

    def _write(self, value: dict[str, Any], plan: Plan, node: Node) -> None:  # noqa: C901, PLR0912 - see below
        """Write the members of a node object.

        The inner loop of the engine: the commonest kinds of members are written without another call.
        """
        lines = node.lines
        append = lines.append
        for key, mode, lead, close, step in plan.entries:
            if mode == TYPE:
                lines += plan.types
                continue
            item = value[key]
            kind = type(item)
            if kind is str and mode == TEXT:
                if item.isprintable() and '"' not in item and "\\" not in item:
                    append(lead + item + close)
                else:
                    append(_hard_text(item, key, lead, close))
            elif kind is str and mode == LINK:
                if item not in step.place.ids:
                    _check_id(item, step.place)
                append(lead + item + close)
            elif mode == LIST:
                self._list(item if kind is list else [item], key, step, node)
            elif kind is list:
                self._values(item, key, mode, step, node)
            elif kind is dict and mode == LANGUAGES:
                self._by_language(item, step, lines)
            elif kind is dict and "@value" not in item:
                found = self._nested(item, node.name, step.predicate, step, node.depth + 1)
                if isinstance(found, str):
                    append(f"{step.predicate}{found} .\n")
                else:
                    node.links.append((len(lines), 1, step.predicate, [found]))
                    append(f"{step.predicate}_:z .\n")
            else:
                append(self._value(item, key, mode, step))

    def _values(self, values: list[Any], key: str, mode: int, step: Step, node: Node) -> None:
        """The values of one member that is an array."""
        if len(values) > CREDENTIAL_LIMITS.items:
            raise Unplanned
        self._members += len(values)
        found: list[str] = []
        numbers: list[int] = []
        for value in values:
            if type(value) is dict and "@value" not in value:
                nested = self._nested(value, node.name, step.predicate, step, node.depth + 2)
                if isinstance(nested, str):
                    found.append(f"{step.predicate}{nested} .\n")
                else:
                    numbers.append(nested)
            else:
                found.append(self._value(value, key, mode, step))
        self._several(found, node.lines)
        if numbers:
            # In this order also after the names are known: what begins with _: comes last.
            node.links.append((len(node.lines), len(numbers), step.predicate, numbers))
            node.lines += [f"{step.predicate}_:z .\n"] * len(numbers)

    def _several(self, found: list[str], lines: list[str]) -> None:
        """Lines of one member, in any order and perhaps twice."""
        if len(found) > 1:
            # Doubles go here, before any anonymous node gets its name: two anonymous nodes are no doubles.
            unique = sorted(set(found))
            if len(unique) < len(found):
                self.repeated += sum(map(len, found))
                if not self._plain_lines.isdisjoint(unique):
                    # Perhaps 1 and "1", which the quads would refuse.
                    raise Unplanned
            found = unique
        lines += found

    def _list(self, values: list[Any], key: str, step: Step, node: Node) -> None:
        """An ordered list: anonymous nodes in a chain (JSON-LD 1.1 API section 8.3, List Conversion)."""
        if len(values) > CREDENTIAL_LIMITS.items:
            raise Unplanned
        self._members += len(values)
        depth = node.depth + 2
        lead = step.predicate
        for value in values:
            node.links.append((len(node.lines), 1, lead, [len(self.anonymous)]))
            node.lines.append(f"{lead}_:z .\n")
            node = Node(None, node.name, lead, depth)
            self.anonymous.append(node)
            self._item(value, key, step, node)
            self._lines += 2
            lead = _REST
        node.lines.append(lead + _NIL)

    def _item(self, value: Any, key: str, step: Step, link: Node) -> None:
        """The value of one link of the chain."""
        if type(value) is not dict or "@value" in value:
            line = self._value(value, key, step.item_mode, step)
            link.lines.append(_FIRST + line[len(step.predicate) :])
            return
        found = self._nested(value, None, _FIRST, step, link.depth)
        if isinstance(found, int):
            link.links.append((0, 1, _FIRST, [found]))
            found = "_:z"
        link.lines.append(f"{_FIRST}{found} .\n")

    def _nested(
        self, value: dict[str, Any], name: str | None, lead: str, step: Step, depth: int
    ) -> str | int:
        """A node object as a value: its name, or its number among the anonymous nodes."""
        if len(value) == 1 and "id" in value:
            self._members += 1
            identifier = value["id"]
            place = step.place
            if not place.has_id:
                raise Unplanned
            if type(identifier) is not str or identifier not in place.ids:
                _check_id(identifier, place)
            return f"<{identifier}>"
        number = len(self.anonymous)
        return self._node(value, step.below, name, lead, depth).name or number

    def _value(self, value: Any, key: str, mode: int, step: Step) -> str:
        """The line of a value that is no node object."""
        kind = type(value)
        if kind is str:
            if mode in (LINK, WORD):
                return self._reference(value, mode, step)
            if mode == TYPED and not is_its_one_form(value, step.datatype):
                raise Unplanned
            return _hard_text(value, key, step.open, step.close)
        if kind is dict:
            if not step.takes_language or value.keys() != _TAGGED_TEXT:
                raise Unplanned
            self._members += len(value)
            return _tagged(value["@value"], value["@language"], step)
        if mode in (LINK, WORD) or value is None or not is_its_one_form(value, step.datatype):
            raise Unplanned
        line = _plain(value, step)
        self._plain_lines.add(line)
        return line

    def _reference(self, value: str, mode: int, step: Step) -> str:
        """The line of a string that is an id or a word."""
        place = step.place
        if mode == WORD:
            words = place.words or self._engine.words(place)
            word = words.get(value)
            if word is not None:
                return step.open + word + step.close
            if value in place.state.terms or value in words.values():
                raise Unplanned
            self.unworded.add(value)
        if value not in place.ids:
            _check_id(value, place)
        return step.open + value + step.close

    def _by_language(self, texts: dict[str, Any], step: Step, lines: list[str]) -> None:
        """Texts by language."""
        self._members += len(texts)
        found = []
        for tag, value in texts.items():
            if type(value) is list:
                if type(tag) is not str or len(value) > CREDENTIAL_LIMITS.items:
                    raise Unplanned
                # Of an empty list too: it is not in the graph, so anybody could put it there.
                _language_close(tag)
                self._members += len(value)
                found += [_tagged(text, tag, step) for text in value]
            else:
                found.append(_tagged(value, tag, step))
        if len(found) == 1:
            lines += found
        else:
            self._several(found, lines)

    def _merge(self, name: str, held: Node, node: Node) -> None:
        """Add lines to those that a node has already."""
        offset = len(held.lines)
        self.repeated += sum(map(len, node.lines))
        held.lines += node.lines
        held.links += [(at + offset, count, lead, numbers) for at, count, lead, numbers in node.links]
        self.merged.add(name)

    def _check_merged(self) -> None:
        if not self.merged.isdisjoint(self._credentials):
            self.is_unsure = True
        if self._plain_lines and any(
            not self._plain_lines.isdisjoint(self.named[name].lines) for name in self.merged
        ):
            # Perhaps 1 and "1", which the quads would refuse.
            raise Unplanned


def _check_id(value: Any, place: Place) -> None:
    if type(value) is not str or not good_id(value, place.state):
        raise Unplanned
    if len(value) <= _MAX_ID_LENGTH:
        if len(place.ids) >= _MAX_IDS:
            place.ids.clear()
        place.ids.add(value)


def _hard_text(value: Any, key: str, lead: str, close: str) -> str:
    """A line with a text that may hold anything."""
    if type(value) is not str or string_fault(value, key, CREDENTIAL_LIMITS) is not None:
        raise Unplanned
    return lead + literal(value)[1:-1] + close


def _tagged(text: Any, tag: Any, step: Step) -> str:
    """A line with a text and its language."""
    if type(tag) is not str:
        raise Unplanned
    close = _language_close(tag)
    if type(text) is str and text.isprintable() and '"' not in text and "\\" not in text:
        return step.open + text + close
    return _hard_text(text, tag, step.open, close)


@lru_cache(maxsize=256)
def _language_close(tag: str) -> str:
    """The end of a line with a text in a language."""
    if not is_language_tag(tag):
        raise Unplanned
    # Tags are compared without case; all engines write them in small letters.
    return f'"@{tag.lower()} .\n'


def _plain(value: Any, step: Step) -> str:
    """The line of a truth value or a number."""
    kind = type(value)
    if kind is bool:
        text = literal(_BOOLEANS[value], datatype=step.datatype or f"{_XSD}boolean")
    elif (kind is int and -MAX_INTEGER <= value <= MAX_INTEGER) or (
        kind is float and not isinstance(number_of(repr(value)), Fault)
    ):
        text = number_literal(value, step.datatype)
    else:
        raise Unplanned
    return f"{step.predicate}{text} .\n"
