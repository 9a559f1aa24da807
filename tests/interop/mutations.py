"""Seeded changes to credentials: mild ones, which keep a document usable, and hostile ones, which should not.

Documents that look alike prove nothing about two engines; these differ in ways that made engines disagree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from tests.interop.documents import NUMBERS, TEXTS

Node = dict[str, Any]
Change = Callable[[Node, Random], None]

_TEXT_MEMBERS = ("name", "description", "narrative", "caption", "value", "targetName", "humanCode", "tag")
_TYPES = ("Profile", "Achievement", "Alignment", "Evidence", "Result", "Address", "Image", "IdentityObject")


def mutants(documents: Sequence[Node], *, count: int, seed: int) -> list[Node]:
    """Make changed documents, three quarters of them with mild changes only.

    Args:
        documents: what to change; they are left alone.
        count: how many to make.
        seed: the same seed gives the same mutants.
    """
    chance = Random(seed)
    made = []
    for _ in range(count):
        document = json.loads(json.dumps(chance.choice(documents)))
        for _ in range(chance.randint(1, 4)):
            chance.choice(MILD)(document, chance)
        if chance.random() < 0.25:
            chance.choice(HOSTILE)(document, chance)
        made.append(document)
    return made


def nodes(value: Any) -> Iterator[Node]:
    """Every object of a document, contexts left out."""
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name != "@context":
                yield from nodes(member)
    elif isinstance(value, list):
        for member in value:
            yield from nodes(member)


def _spots(document: Node, test: Callable[[str, Any], bool]) -> list[tuple[Node, str]]:
    return [
        (node, name)
        for node in nodes(document)
        for name, value in node.items()
        if name != "@context" and test(name, value)
    ]


def _anywhere(document: Node, chance: Random, test: Callable[[str, Any], bool]) -> tuple[Node, str]:
    """A place that passes the test, else one in a new object that nobody sees: the change then does nothing."""
    spots = _spots(document, test)
    return chance.choice(spots) if spots else ({"nothing": [""]}, "nothing")


def _drop(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, _: name not in ("type", "id"))
    del node[name]


def _wrap(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, value: name != "id" and not isinstance(value, list))
    node[name] = [node[name]]


def _unwrap(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda _, value: isinstance(value, list) and len(value) == 1)
    node[name] = node[name][0]


def _empty(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda _, value: isinstance(value, list))
    node[name] = []


def _lose_id(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, _: name == "id")
    del node[name]


def _share_id(document: Node, chance: Random) -> None:
    """Two nodes under one name become one node in RDF, with the members of both."""
    node, name = _anywhere(document, chance, lambda name, _: name == "id")
    other, _ = _anywhere(document, chance, lambda name, _: name == "id")
    node[name] = other.get("id", "urn:x:1")


def _text(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, _: name in _TEXT_MEMBERS)
    text = chance.choice(list(TEXTS.values()))
    node[name] = [*node[name], text] if isinstance(node[name], list) else text


def _random_text(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, _: name in _TEXT_MEMBERS)
    planes = ((0x20, 0x7E), (0xA0, 0x2FF), (0x590, 0x6FF), (0x2000, 0x20FF), (0x1F300, 0x1FAFF))
    letters = (chance.randint(*chance.choice(planes)) for _ in range(chance.randint(0, 12)))
    node[name] = "".join(map(chr, letters))


def _number(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda _, value: type(value) in (int, float))
    node[name] = chance.choice([*NUMBERS, chance.randint(0, 10**6), round(chance.uniform(0, 99), 3)])


def _boolean(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda _, value: isinstance(value, bool))
    node[name] = True


def _add_type(document: Node, chance: Random) -> None:
    node, name = _anywhere(document, chance, lambda name, _: name == "type")
    held = node[name] if isinstance(node[name], list) else [node[name]]
    node[name] = [*held, chance.choice(_TYPES)]
    chance.shuffle(node[name])


def _add_member(document: Node, chance: Random) -> None:
    node = chance.choice(list(nodes(document)))
    node[chance.choice(("name", "description"))] = chance.choice(list(TEXTS.values()))


def _repeat(document: Node, chance: Random) -> None:
    """Twice the same in one list: as text it counts once, as an anonymous node twice."""
    node, name = _anywhere(document, chance, lambda _, value: isinstance(value, list) and bool(value))
    copies = [chance.choice(node[name]) for _ in range(chance.randint(1, 3))]
    node[name] = [*node[name], *json.loads(json.dumps(copies))]


def _twins(document: Node, chance: Random) -> None:
    """Nodes without ids that differ only far below or above: what orders them is the hard part of RDFC-1.0."""
    node, name = _anywhere(document, chance, lambda _, value: isinstance(value, dict))
    copies = [json.loads(json.dumps(node[name])) for _ in range(chance.randint(2, 3))]
    for copy in copies:
        for inner in nodes(copy):
            inner.pop("id", None)
    _text({"copies": copies}, chance)
    node[name] = copies


def _borrow(document: Node, chance: Random) -> None:
    """The value of a member of the same name elsewhere."""
    node, name = _anywhere(document, chance, lambda name, _: name != "id")
    other, _ = _anywhere(document, chance, lambda found, _: found == name)
    node[name] = json.loads(json.dumps(other.get(name, "x")))


def _shuffle(document: Node, chance: Random) -> None:
    node = chance.choice(list(nodes(document)))
    members = list(node.items())
    chance.shuffle(members)
    node.clear()
    node.update(members)
    for value in node.values():
        if isinstance(value, list) and value != node.get("@context"):
            chance.shuffle(value)


MILD: tuple[Change, ...] = (
    _drop, _wrap, _unwrap, _empty, _lose_id, _share_id, _text, _random_text, _number, _boolean, _add_type,
    _add_member, _repeat, _twins, _borrow, _shuffle,
)  # fmt: skip


def _member(name: str, *values: Any) -> Change:
    """Put a member into some node."""

    def change(document: Node, chance: Random) -> None:
        chance.choice(list(nodes(document)))[name] = chance.choice(values)

    return change


def _value(*values: Any) -> Change:
    """Replace the value of some member."""

    def change(document: Node, chance: Random) -> None:
        node, name = _anywhere(document, chance, lambda name, _: name not in ("id", "type"))
        node[name] = chance.choice(values)

    return change


def _contexts(document: Node, chance: Random) -> None:
    held = document["@context"]
    document["@context"] = chance.choice(
        [held[0], held[:1], held[::-1], [*held, held[1]], [*held, {"extra": "urn:x:extra"}], [*held, None]]
    )


HOSTILE: tuple[Change, ...] = (
    _contexts,
    _member("undefinedTerm", "text", {"name": "x"}, None),
    _member("https://schema.org/name", "text"),
    _member("schema:name", "text"),
    _member("@type", "Profile"),
    _member("@id", "urn:x:2"),
    _member("@graph", [{"id": "urn:x:3", "name": "x"}]),
    _member("@included", [{"id": "urn:x:3", "name": "x"}]),
    _member("@context", {"name": "urn:x:name"}, [], None),
    _member("id", "relative", "", "_:b0", "https://x.example/a b", 7, ["urn:x:1", "urn:x:2"], "did:x", "a:b"),
    _member("type", "Unknown", "https://x.example/Type", "_:b0", 7, None, [], ["Profile", None], "type"),
    _value(None, [None], {}, [[]], [["nested"], "text"], [1, "1", True]),
    _value({"@value": "x"}, {"@value": "x", "@language": "en"}, {"@value": "x", "@language": "not a tag"}),
    _value(
        [{"@value": "x", "@language": tag} for tag in ("en", "EN", "en-gb", "en-GB")],
        {"@value": "x", "@language": "EN"},
    ),
    _value([2, "2"], [0.5, "5.0E-1"], [True, "true"], ["a", "a"], [2, 2], "2", "0.5", "5.0E-1", "true"),
    _value({"@value": "x", "@direction": "rtl"}, {"@value": 5, "@type": "xsd:integer"}, {"@value": None}),
    _value({"@list": ["a", "b"]}, {"@set": ["a"]}, {"@id": "urn:x:4"}, {"en": "x"}, {"name": "x"}),
    _value(1e20, 1e21, 1e-7, 2**53 + 1, -0.0, 1.0, 12345678901234567890, 0.1 + 0.2, True, False),
    _value("\x00", "\x0b", "\x7f", "\x85", "\ufffe", "\ud800", "relative", "_:b1", "type:x", "//x"),
)
