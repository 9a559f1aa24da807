"""Kinds of change to a good credential, each declared lawful or unlawful.

Lawful ones keep a document good, so nearly all must come out equal to the oracles; unlawful ones must be
refused with the code that is named here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.interop.documents import NUMBERS, TEXTS

Document = dict[str, Any]
Change = Callable[[Document, Random], bool]

TEXT_MEMBERS = frozenset(
    {"name", "description", "narrative", "caption", "targetName", "humanCode", "value", "role"}
    # Of a European credential: plain texts. Its other texts stand in language maps.
    | {"notation", "schemeName", "fullAddress"}
)
NUMBER_MEMBERS = frozenset({"creditsEarned", "creditsAvailable"})
#: Texts of a European credential whose context says xsd:string: they can't have a language.
CODED_TEXTS = frozenset({"schemeName", "notation"})
EUROPEAN_TYPES = ["Person", "Note", "Organisation", "Concept"]
# What may go without taking the meaning of the rest with it.
DROPPABLE = (
    TEXT_MEMBERS
    | NUMBER_MEMBERS
    | frozenset(
        {
            "evidence",
            "result",
            "alignment",
            "tag",
            "image",
            "address",
            "identifier",
            "related",
            "validUntil",
            "url",
        }
        | {"resultDescription", "otherIdentifier", "email", "inLanguage", "genre", "criteria", "allowedValue"}
        | {
            "altLabel",
            "prefLabel",
            "definition",
            "additionalNote",
            "learningOutcome",
            "creditPoint",
            "provenBy",
        }
        | {"homepage", "contactPoint", "location", "dateOfBirth", "accreditation", "supplementaryDocument"}
    )
)


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")


def _is_language_map(value: Document) -> bool:
    """Whether these are texts by language: an object in JSON, but no node."""
    return bool(value) and all(
        _LANGUAGE.fullmatch(name)
        and (isinstance(item, str) or (isinstance(item, list) and all(isinstance(x, str) for x in item)))
        and name not in {"id", "url", "tag"}
        for name, item in value.items()
    )


def nodes(value: Any) -> Iterator[Document]:
    """Every node of a document, contexts and texts by language left out."""
    if isinstance(value, dict) and not _is_language_map(value):
        yield value
        for name, member in value.items():
            if name != "@context":
                yield from nodes(member)
    elif isinstance(value, list):
        for member in value:
            yield from nodes(member)


def texts_by_language(value: Any) -> Iterator[Document]:
    """Every language map of a document."""
    if isinstance(value, dict):
        if _is_language_map(value):
            yield value
        else:
            for name, member in value.items():
                if name != "@context":
                    yield from texts_by_language(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts_by_language(member)


def pick(document: Document, rng: Random, test: Callable[[str, Any], bool]) -> tuple[Document, str] | None:
    """Some member of some object."""
    found = [
        (node, name)
        for node in nodes(document)
        for name, item in node.items()
        if name != "@context" and test(name, item)
    ]
    return rng.choice(found) if found else None


def at(test: Callable[[str, Any], bool], new: Callable[[Any, Random], Any]) -> Change:
    """Change the value of a member that passes a test."""

    def change(document: Document, rng: Random) -> bool:
        found = pick(document, rng, test)
        if found is not None:
            node, name = found
            node[name] = new(node[name], rng)
        return found is not None

    return change


def drop_member(document: Document, rng: Random) -> bool:
    found = pick(document, rng, lambda name, _: name in DROPPABLE)
    if found is not None:
        del found[0][found[1]]
    return found is not None


def drop_id(document: Document, rng: Random) -> bool:
    """Nodes become anonymous, and may look alike."""
    found = pick(document, rng, lambda name, _: name == "id")
    if found is None or len(found[0]) == 1:
        return False
    del found[0]["id"]
    return True


def share_id(document: Document, rng: Random) -> bool:
    """Two nodes become one; never the credential, whose facts must stand in one place."""
    below = [node for node in nodes(document) if node is not document and "id" in node]
    if len(below) < 2:
        return False
    one, other = rng.sample(below, 2)
    one["id"] = other["id"]
    return True


def shuffle(document: Document, rng: Random) -> bool:
    for node in nodes(document):
        members = list(node.items())
        rng.shuffle(members)
        node.clear()
        node.update(members)
    return True


def shuffle_sets(document: Document, rng: Random) -> bool:
    for node in nodes(document):
        for name, item in node.items():
            if isinstance(item, list) and name != "@context":
                rng.shuffle(item)
    return True


def _is_scalar_text(name: str, value: Any) -> bool:
    return name in TEXT_MEMBERS and isinstance(value, str)


def _takes_a_language(name: str, value: Any) -> bool:
    return _is_scalar_text(name, value) and name not in CODED_TEXTS


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and _is_language_map(value)


def change_language_map(document: Document, rng: Random) -> bool:
    """A text by language is another, or several, or there is one more language."""
    found = list(texts_by_language(document))
    if not found:
        return False
    texts = rng.choice(found)
    text = rng.choice([_random_text("", rng), rng.choice(list(TEXTS.values()))])
    texts[rng.choice([*texts, "fi-FI", "EN", "mt"])] = rng.choice([text, [text, _random_text("", rng)]])
    return True


def add_type(document: Document, rng: Random) -> bool:
    """A node is of one more type, of those that the format knows."""
    node, name = pick(document, rng, lambda name, _: name == "type") or (document, "type")
    european = "EuropeanDigitalCredential" in document["type"]
    more = EUROPEAN_TYPES if european else ["Criteria", "EndorsementCredential", "Profile"]
    node[name] = [*(node[name] if isinstance(node[name], list) else [node[name]]), rng.choice(more)]
    return True


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _random_text(_: Any, rng: Random) -> str:
    planes = ((0x20, 0x7E), (0xA0, 0x2FF), (0x590, 0x6FF), (0x2000, 0x20FF), (0x1F300, 0x1FAFF), (0x9, 0xA))
    return "".join(chr(rng.randint(*rng.choice(planes))) for _ in range(rng.randint(0, 20)))


def _is_set(name: str, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and name != "@context"


LAWFUL: dict[str, Change] = {
    "member dropped": drop_member,
    "members shuffled": shuffle,
    "arrays shuffled": shuffle_sets,
    # A list of texts by language is none: JSON-LD takes the languages for members, and drops them.
    "scalar to array": at(
        lambda name, item: name != "id" and not isinstance(item, list) and not _is_texts(item), lambda item, _: [item]
    ),
    "array to scalar": at(lambda _, item: isinstance(item, list) and len(item) == 1, lambda item, _: item[0]),
    "array emptied": at(lambda name, item: _is_set(name, item) and name != "type", lambda *_: []),
    "item repeated": at(_is_set, lambda item, rng: [*item, *(_copy(rng.choice(item)) for _ in range(rng.randint(1, 3)))]),
    "id removed": drop_id,
    "id shared": share_id,
    "type added": add_type,
    "hard text": at(_is_scalar_text, lambda _, rng: rng.choice(list(TEXTS.values()))),
    "random text": at(_is_scalar_text, _random_text),
    "texts by language": change_language_map,
    "text with a language": at(_takes_a_language, lambda item, rng: {"@value": item, "@language": rng.choice(["en", "fi-FI", "EN"])}),
    "several texts": at(_is_scalar_text, lambda item, rng: [item, _random_text(item, rng), rng.choice(list(TEXTS.values()))]),
    "number": at(lambda name, _: name in NUMBER_MEMBERS, lambda _, rng: rng.choice([*NUMBERS, rng.randint(0, 10**9), round(rng.uniform(0, 99), 3)])),
}  # fmt: skip


def put(name: str, *values: Any) -> Change:
    """Put a member into some object."""

    def change(document: Document, rng: Random) -> bool:
        rng.choice(list(nodes(document)))[name] = _copy(rng.choice(values))
        return True

    return change


def _replaced(*values: Any, where: Callable[[str, Any], bool] = _is_scalar_text) -> Change:
    return at(where, lambda _, rng: rng.choice(values))


def context_inside(document: Document, rng: Random) -> bool:
    inner = [node for node in nodes(document) if "@context" not in node]
    rng.choice(inner)["@context"] = list(document["@context"])
    return True


def undefined_type(document: Document, rng: Random) -> bool:
    # Not in an embedded credential: without its type, its context is the fault.
    found = [node for node in nodes(document) if "type" in node and "@context" not in node]
    rng.choice(found)["type"] = ["Zzz"]
    return True


#: With the codes that name the fault; several where the place of the change decides.
UNLAWFUL: dict[str, tuple[Change, frozenset[str]]] = {
    "undefined member": (put("zzzUndefined", "x", ["x"], {"name": "x"}), frozenset({"undefined_term"})),
    "undefined type": (undefined_type, frozenset({"undefined_type"})),
    "iri as member": (put("https://schema.org/name", "x"), frozenset({"iri_as_key"})),
    "keyword as member": (put("@id", "urn:x:1"), frozenset({"keyword_not_allowed"})),
    "graph inside": (put("@graph", [{"id": "urn:x:1"}]), frozenset({"keyword_not_allowed"})),
    "context inside": (context_inside, frozenset({"nested_context"})),
    "null": (_replaced(None), frozenset({"value_dropped"})),
    "array in array": (_replaced([["x"]]), frozenset({"nested_list"})),
    "bare value object": (_replaced({"@value": "x"}), frozenset({"value_object_not_allowed"})),
    "malformed language": (_replaced({"@value": "x", "@language": "not a tag"}, where=_takes_a_language), frozenset({"language_tag_malformed"})),
    "text by language": (_replaced({"en": "x"}), frozenset({"language_map_not_signed"})),
    "control character": (_replaced("a\x00", "\x0b", "\x7f", "\x85", "\ufffe"), frozenset({"json_control_character"})),
    "half a character": (_replaced("\ud83d"), frozenset({"json_lone_surrogate"})),
    "number beyond": (_replaced(2**53, 1e300, 1e-9), frozenset({"json_number_out_of_range"})),
    "relative id": (put("id", "relative", "", "//x", "a b"), frozenset({"relative_iri", "iri_malformed"})),
    "blank node id": (put("id", "_:b0"), frozenset({"blank_node_id"})),
}  # fmt: skip
