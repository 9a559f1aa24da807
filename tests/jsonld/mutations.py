"""Random changes of a document, and what of a document readers treat as the same."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

from tests.jsonld.documents import CONTEXTS

from mcissue.jsonld import bundled_contexts
from mcissue.jsonld.contexts.policy import CONTEXT_LISTS
from mcissue.jsonld.contexts.states import Vocabulary


def _words() -> tuple[list[str], frozenset[str], frozenset[str]]:
    """Every word of the Open Badges contexts, those whose strings are identifiers, and types with contexts."""
    vocabulary = Vocabulary(bundled_contexts())
    top = vocabulary.enter(vocabulary.initial, list(CONTEXT_LISTS[1].urls))
    states = [
        top,
        *(vocabulary.below_property(top, term.scoped) for term in top.terms.values() if term.scoped),
    ]
    references = {
        name for state in states for name, term in state.terms.items() if term.coercion in ("@id", "@vocab")
    }
    scoped = {name for name, term in top.terms.items() if term.scoped}
    return (
        sorted({name for state in states for name in state.terms}),
        frozenset(references),
        frozenset(scoped),
    )


WORDS, REFERENCES, SCOPED_TYPES = _words()
ORDERED = frozenset({"allowedValue"})
ODD_KEYS = ["@id", "@type", "@graph", "@nest", "@included", "@reverse", "@index", "@set", "@list", "@value", "_:b0",
            "https://schema.org/name", "https://www.w3.org/2018/credentials#validUntil", "schema:name", "zzz", ""]  # fmt: skip
ODD_VALUES: list[Any] = [
    None, [], {}, [[]], [None], 0, 1, 5, 2.5, 60.17, -3, 1e6, 12345.678, True, False, "", "x", "true", "false", "5", "2.5E0",
    "2031-06-01T00:00:00Z", "_:b0", "urn:x", "urn:y z", "relative", "type", 'a"b\\c\nd\te\r\n', "\U0001f393", "a\u0001", "e\u0301",
    "\u2028", {"id": "urn:x"}, {"@id": "urn:x"}, {"@value": "x"}, {"@value": "x", "@language": "en"}, {"@value": "x", "@language": "en-GB"},
    {"@value": "x", "type": "urn:t"}, {"en": "x"}, {"@list": ["x"]}, {"@set": ["x"]}, ["a", "b"], ["b", "a", "a"],
    {"type": "Profile", "name": "x"}, {"type": ["Alignment"], "targetName": "x"}, {"type": "Image", "id": "urn:i", "caption": "x"},
]  # fmt: skip


def mutated(document: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A copy after one to three random changes."""
    document = copy.deepcopy(document)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        rng.choice(CHANGES)(document, rng)
    return document


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _objects(item))]
    return [found for item in value for found in _objects(item)] if isinstance(value, list) else []


def _place(document: dict[str, Any], rng: random.Random) -> tuple[dict[str, Any], str]:
    holder = rng.choice([found for found in _objects(document) if found])
    return holder, rng.choice(list(holder))


def _remove(document, rng) -> None:
    holder, key = _place(document, rng)
    del holder[key]


def _set(document, rng) -> None:
    holder, key = _place(document, rng)
    holder[key] = copy.deepcopy(rng.choice(ODD_VALUES))


def _add(document, rng) -> None:
    holder, _ = _place(document, rng)
    holder[rng.choice(WORDS if rng.random() < 0.8 else ODD_KEYS)] = copy.deepcopy(rng.choice(ODD_VALUES))


def _rename(document, rng) -> None:
    holder, key = _place(document, rng)
    new = rng.choice(WORDS if rng.random() < 0.8 else ODD_KEYS)
    items = [(new if name == key else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(items)


def _move(document, rng) -> None:
    holder, key = _place(document, rng)
    target = rng.choice(_objects(document))
    value = holder.pop(key)
    if target not in _objects(value):
        target[key] = value


def _copy(document, rng) -> None:
    holder, key = _place(document, rng)
    target, other = _place(document, rng)
    target[rng.choice([key, other])] = copy.deepcopy(holder[key])


def _wrap(document, rng) -> None:
    holder, key = _place(document, rng)
    value = holder[key]
    holder[key] = value[0] if isinstance(value, list) and len(value) == 1 else [value]


def _repeat(document, rng) -> None:
    holder, key = _place(document, rng)
    value = holder[key]
    items = value if isinstance(value, list) else [value]
    holder[key] = (
        rng.sample([*items, *copy.deepcopy(items)], k=rng.randint(1, 2 * len(items))) if items else [[]]
    )


def _retype(document, rng) -> None:
    holder, _ = _place(document, rng)
    types = rng.sample([word for word in WORDS if not word[:1].islower()], k=rng.randint(1, 2))
    holder["type"] = types if rng.random() < 0.5 else types[0]


def _share_id(document, rng) -> None:
    holder, _ = _place(document, rng)
    holder["id"] = rng.choice([found["id"] for found in _objects(document) if "id" in found] or ["urn:x"])


def _unname(document, rng) -> None:
    rng.choice(_objects(document)).pop("id", None)


def _restring(document, rng) -> None:
    """The same value in another JSON type."""
    holder, key = _place(document, rng)
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = rng.choice([str(value).lower(), int(value)])
    elif isinstance(value, int | float):
        holder[key] = rng.choice([str(value), float(value), f"{value:E}", "2.5E0"])
    elif isinstance(value, str):
        holder[key] = rng.choice([{"id": value}, {"@value": value}, {"@id": value}, [value]])
    elif isinstance(value, dict) and "id" in value:
        holder[key] = value["id"]


def _contextualize(document, rng) -> None:
    rng.choice(_objects(document))["@context"] = rng.choice(
        [list(CONTEXTS), CONTEXTS[:1], CONTEXTS[0], {"end": "https://schema.org/name"}, None, []]
    )


def _shuffle(document, rng) -> None:
    holder = rng.choice(_objects(document))
    items = rng.sample(list(holder.items()), k=len(holder))
    holder.clear()
    holder.update(items)


CHANGES = [_remove, _set, _set, _add, _add, _rename, _rename, _move, _move, _copy, _wrap, _repeat, _retype,
           _share_id, _unname, _restring, _restring, _contextualize, _shuffle]  # fmt: skip


Said = dict[str, Counter[Any]]


def normal(document: dict[str, Any]) -> Any:
    """A document without the differences that readers must not make.

    Kept: words, JSON types, text, nesting, what is said of which id. Dropped: the order of members and sets,
    repetition in sets, one value against a list of one, an id against an object with only that id, empty
    lists, `@context`, the pair of types with one meaning, and at which mention of an id a fact stands.
    """
    said: Said = {}
    return (_normal_node(document, said), _frozen(said))


def _normal_node(node: dict[str, Any], said: Said) -> Any:
    if "@value" in node:
        return ("text", node["@value"], str(node["@language"]).lower())
    facts: Counter[Any] = Counter()
    for key, value in node.items():
        items = value if isinstance(value, list) else [value]
        if key == "type":
            facts.update(
                (key, name.replace("AchievementCredential", "OpenBadgeCredential")) for name in items
            )
        elif key in ORDERED:
            facts[(key, tuple(_normal_value(key, item, said) for item in items), "node")] += 1
        elif key in ("proof", "verifiableCredential"):
            # Each value is a graph of its own, so equal ones stay apart, and facts stay in it.
            for item in items:
                own: Said = {}
                facts[(key, (_normal_node(item, own), _frozen(own)), "node")] += 1
        elif key not in ("id", "@context"):
            values = [_normal_value(key, item, said) for item in items]
            facts.update((key, value, value[0]) for value in values)
    if "id" in node:
        said.setdefault(node["id"], Counter()).update(facts)
        return ("id", node["id"])
    return ("node", _frozen_facts(facts))


def _normal_value(key: str, value: Any, said: Said) -> Any:
    if isinstance(value, dict):
        return _normal_node(value, said)
    if isinstance(value, str):
        return ("id" if key in REFERENCES else "text", value)
    return (type(value).__name__ if isinstance(value, bool) else "number", value)


def _frozen_facts(facts: Counter[Any]) -> Any:
    """Anonymous nodes and lists count, everything else is said or not."""
    return frozenset((fact, count if fact[-1] == "node" else 1) for fact, count in facts.items())


def _frozen(said: Said) -> Any:
    return frozenset((name, _frozen_facts(facts)) for name, facts in said.items() if facts)
