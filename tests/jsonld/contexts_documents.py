"""Documents to compare two loaders with: published ones, ones that use every term, and mutations of both."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.jsonld.contexts_oracle import CONTEXTS, ONLY_FOR_DOCUMENTS, index

FOLDERS = (
    "elm/samples",
    "openbadges/edubadges-nl",
    "openbadges/examples",
    "openbadges/test-vectors",
    "w3c/did-key",
    "w3c/eddsa-vectors",
    "w3c/jose-cose",
    "w3c/status-list",
)

# A value for a term whose definition asks for nothing else.
PLAIN_VALUES = (
    "text",
    "urn:example:1",
    "https://example.org/a#b",
    "2026-01-01T00:00:00Z",
    3,
    2.5,
    True,
    ["a", "b"],
    {"id": "urn:x:1"},
)
# What a mutation puts in place of a value.
ODD_VALUES = (
    None,
    7,
    0.5,
    False,
    "relative",
    "https://example.org/y",
    "a b",
    {"en": "x"},
    {"@value": "v", "@language": "en"},
    [],
    {},
    [["n"]],
)


@lru_cache
def published_documents(reference: Path) -> tuple[tuple[str, Any], ...]:
    """Every JSON object below the folders that has a `@context` of known addresses: where it is, and it."""
    known = {*index(), *ONLY_FOR_DOCUMENTS}
    found = []
    for folder in FOLDERS:
        for path in sorted((reference / folder).rglob("*.json*")):
            if path.suffix in (".json", ".jsonld"):
                name = str(path.relative_to(reference))
                found += [
                    (f"{name}{where}", document)
                    for where, document in _with_context(json.loads(path.read_bytes()), "")
                ]
    return tuple((name, document) for name, document in found if set(addresses(document)) <= known)


def addresses(document: dict[str, Any]) -> list[str]:
    """The context addresses that a document names at its top."""
    context = document["@context"]
    return [each for each in (context if isinstance(context, list) else [context]) if isinstance(each, str)]


def _with_context(value: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and isinstance(value.get("@context"), (str, list)):
        yield where, value
    elif isinstance(value, (dict, list)):
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _with_context(member, f"{where}/{name}")


def every_term(url: str, file: str, seed: int) -> dict[str, Any]:
    """A document under one context that uses all its terms and those of its scoped contexts.

    Each term with a scoped context is used as a property, as a type below it, and as a type and a property of
    other nodes; values and the presence of ids change with the seed.
    """
    local = json.loads((CONTEXTS / file).read_bytes())["@context"]
    chance = random.Random(seed)
    return {"@context": [url], **_node(local, [], 0, chance)}


def _node(local: dict[str, Any], types: list[str], depth: int, chance: random.Random) -> dict[str, Any]:
    # Not every context has names for @id and @type at its top.
    made: dict[str, Any] = {"@id": f"urn:uuid:{chance.getrandbits(64):x}"} if chance.random() < 0.7 else {}
    if types:
        made["@type"] = types
    for term, definition in sorted(local.items()):
        if not term.startswith("@") and definition not in ("@id", "@type"):
            made[term] = _value(term, definition, depth, chance)
    return made


def _value(term: str, definition: Any, depth: int, chance: random.Random) -> Any:
    full = definition if isinstance(definition, dict) else {}
    inner = full.get("@context")
    if isinstance(inner, dict) and depth < 3:
        typed = _node(inner, [term], depth + 1, chance)
        return [
            _node(inner, [], depth + 1, chance),
            typed,
            {"@type": [term, "urn:other"]},
            "https://example.org/x",
            term,
        ]
    if full.get("@container") == "@language":
        return {"en": "text", "fi": ["teksti", "toinen"]}
    return chance.choice(PLAIN_VALUES)


@lru_cache
def words(file: str) -> tuple[str, ...]:
    """All terms of a context file, scoped ones included: types to add and names to rename to."""
    found: set[str] = {"id", "type", "unknownTerm", "urn:full:iri"}

    def walk(local: dict[str, Any]) -> None:
        for term, definition in local.items():
            if not term.startswith("@"):
                found.add(term)
                if isinstance(definition, dict) and isinstance(definition.get("@context"), dict):
                    walk(definition["@context"])

    walk(json.loads((CONTEXTS / file).read_bytes())["@context"])
    return tuple(sorted(found))


def mutated(document: Any, chance: random.Random, names: tuple[str, ...]) -> Any:
    """A copy of a document with one to four changes of any kind, at any depth."""
    copy = json.loads(json.dumps(document))
    for _ in range(chance.randint(1, 4)):
        target = chance.choice(list(_objects(copy)))
        members = [name for name in target if name != "@context"]
        if members:
            _CHANGES[chance.randrange(len(_CHANGES))](target, chance.choice(members), chance, names, copy)
    return copy


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name != "@context":
                yield from _objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from _objects(member)


def _drop(target: dict, name: str, *_: Any) -> None:
    del target[name]


def _shuffle(target: dict, _name: str, chance: random.Random, *_: Any) -> None:
    members = list(target.items())
    chance.shuffle(members)
    target.clear()
    target.update(members)


def _into_array(target: dict, name: str, *_: Any) -> None:
    target[name] = [target[name]]


def _out_of_array(target: dict, name: str, chance: random.Random, *_: Any) -> None:
    if isinstance(target[name], list) and target[name]:
        target[name] = chance.choice(target[name])


def _no_id(target: dict, *_: Any) -> None:
    target.pop("id", None)
    target.pop("@id", None)


def _one_type_more(target: dict, _name: str, chance: random.Random, names: tuple[str, ...], *_: Any) -> None:
    key = "@type" if "@type" in target else "type"
    held = target.get(key, [])
    target[key] = [*(held if isinstance(held, list) else [held]), chance.choice(names)]


def _rename(target: dict, name: str, chance: random.Random, names: tuple[str, ...], *_: Any) -> None:
    target[chance.choice(names)] = target.pop(name)


def _odd_value(target: dict, name: str, chance: random.Random, *_: Any) -> None:
    target[name] = json.loads(json.dumps(chance.choice(ODD_VALUES)))


def _foreign_node(target: dict, name: str, chance: random.Random, _names: Any, document: Any) -> None:
    other = chance.choice(list(_objects(document)))
    target[name] = json.loads(json.dumps({key: value for key, value in other.items() if key != "@context"}))


def _contexts(_target: dict, _name: str, chance: random.Random, _names: Any, document: Any) -> None:
    held = document["@context"] if isinstance(document["@context"], list) else [document["@context"]]
    held = chance.sample(held, chance.randint(1, len(held)))
    document["@context"] = [*held, chance.choice(sorted(index()))] if chance.random() < 0.3 else held


_CHANGES = (
    _drop,
    _shuffle,
    _into_array,
    _out_of_array,
    _no_id,
    _one_type_more,
    _rename,
    _odd_value,
    _foreign_node,
    _contexts,
)
