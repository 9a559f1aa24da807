"""The signed samples, one of each format, and random changes to them: lawful spellings, and anything else.

What a signature covers is asked of the smallest thing that can say it: N-Quads, JCS, or the very bytes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import rfc8785
from tests.samples.files import SAMPLES, usual_options

from mcissue.errors import McissueError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import load_did_documents
from mcissue.proof.keys import PublicKey
from mcissue.proof.seals.jades import read_anchors
from mcissue.registry import load_registry
from mcissue.verify import Verifier
from mcissue.words import parse_datetime

Json = dict[str, Any]

KINDS = {
    "badge": "research-data/01-aino.json",
    "badge-jcs": "other-kinds/eddsa-jcs-2022.json",
    "european": "research-data/01-aino.edc.json",
    "sealed": "other-kinds/sealed.edc-sealed.json",
    "token": "other-kinds/token.jwt",
}
"""A name for each format -> its sample."""

GRAPHS = ("badge", "european")
"""Formats whose proof is over the graph."""

EXTRA_CONTEXTS = (
    "https://w3id.org/security/data-integrity/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
"""Contexts that an Open Badge may name besides; those of a European credential are a closed list."""

VALUES: list[Any] = [
    None, True, False, 0, -1, 5, 5.5, 2**60, "", "x", "_:b0", "https://a.example/", "did:web:a.example", "\u202e",
    "2026-06-15T10:00:00Z", "2099-01-01T00:00:00Z", [], {}, [[]], [None], {"id": "urn:uuid:1"}, {"@value": "x"},
    {"@id": "urn:uuid:1"}, {"en": "x"}, {"@type": "x"}, {"a": {"b": {"c": 1}}},
]  # fmt: skip
NAMES = [
    "id", "type", "@id", "@type", "@graph", "@included", "name", "grade", "@context", "proof", "validUntil", "x",
    "credentialStatus", "title", "header", "protected", "payload", "signatures", "etsiU", "b64", "crit",
]  # fmt: skip


@cache
def data_of(kind: str) -> bytes:
    return (SAMPLES / "credentials" / KINDS[kind]).read_bytes()


@cache
def verifier() -> Verifier:
    """Everything that the samples need, as their page says."""
    options = usual_options()
    at = parse_datetime(options["at"])
    operator = PublicKey.from_multikey((SAMPLES / options["trust_operator"]).read_text("ascii").strip())
    anchors = [(path.name, path.read_bytes()) for path in (SAMPLES / options["seal_trust"]).iterdir()]
    folder = SAMPLES / options["status_lists"]
    index = json.loads((folder / "index.json").read_bytes())
    lists = {url: (folder / name).read_bytes() for url, name in index.items()}
    return Verifier(
        registry=load_registry((SAMPLES / options["registry"]).read_bytes(), operator_key=operator, at=at),
        resolver=Resolver(load_did_documents(SAMPLES / options["did_documents"])),
        status_lists=lists,
        at=at,
        allow_test_registry=True,
        seal_trust=read_anchors(anchors),
    )


def signed_content(kind: str, data: bytes) -> Any:
    """What the signatures of a file cover, with the signatures themselves; None if that can't be said."""
    if kind == "token":
        return data.removeprefix(b"\xef\xbb\xbf").strip().rpartition(b".")[0]
    try:
        document = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
        if kind == "sealed":
            entries = document.get("signatures") or [document]
            signatures = [(entry["protected"], entry["signature"]) for entry in entries]
            return document["payload"], signatures
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
        form = (
            canonical_form(unsecured, contexts=bundled_contexts(), policy=ContextPolicy.AGREEING)
            if kind in GRAPHS
            else rfc8785.dumps(unsecured)
        )
    except (McissueError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return form, proofs


# What the standards allow.


def respelled(kind: str, order: Random) -> bytes:
    """The sample in another lawful spelling of the same signed content."""
    data = data_of(kind)
    if kind == "token":
        return order.choice([b"", b"\xef\xbb\xbf"]) + order.choice([b"", b"\n", b" \r\n"]) + data + b"\n"
    document = json.loads(data)
    if kind in GRAPHS:
        document = sets_shuffled(document, order)
    if kind == "badge":
        there = document["@context"]
        there += [url for url in EXTRA_CONTEXTS if order.random() < 0.3 and url not in there]
    if kind == "sealed" and order.random() < 0.5:
        document["signatures"][0]["header"] = {"etsiU": [{"sigTst": "x" * order.randrange(9)}]}
    return order.choice([b"", b"\xef\xbb\xbf"]) + _written(document, order).encode()


def sets_shuffled(value: Any, order: Random, name: str = "") -> Any:
    """A JSON value with every array in another order, contexts left alone."""
    if isinstance(value, dict):
        return {member: sets_shuffled(item, order, member) for member, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [sets_shuffled(item, order) for item in value]
    return items if name == "@context" else order.sample(items, len(items))


def doubled(document: Json, order: Random) -> Json:
    """A document in which one item of an array, below the contexts and the proof, stands there twice."""
    result: Json = copy.deepcopy(document)
    arrays = [
        parent[step]
        for parent, step in _places(
            {name: result[name] for name in result if name not in {"@context", "proof"}}
        )
        if isinstance(parent[step], list) and parent[step]
    ]
    array = order.choice(arrays)
    array.append(copy.deepcopy(order.choice(array)))
    return result


def _written(value: Any, order: Random) -> str:
    """JSON with another order of members, other escapes, numbers and white space (RFC 8259)."""
    space = order.choice(["", "", " ", "\n\t", "\r\n"])
    if isinstance(value, dict):
        members = list(value.items())
        order.shuffle(members)
        inner = [f"{_text(name, order)}{space}:{space}{_written(item, order)}" for name, item in members]
        return "{" + space + f",{space}".join(inner) + space + "}"
    if isinstance(value, list):
        return "[" + space + f",{space}".join(_written(item, order) for item in value) + space + "]"
    if isinstance(value, str):
        return _text(value, order)
    if isinstance(value, bool) or not isinstance(value, int):
        return json.dumps(value)
    return order.choice([f"{value}", f"{value}.0", f"{value}e0", f"{value}E+0", f"{value * 10}e-1"])


def _text(text: str, order: Random) -> str:
    written = json.dumps(text, ensure_ascii=order.random() < 0.5)
    if order.random() < 0.3:
        written = written.replace("/", "\\/")
    if text and text[0].isalnum() and ord(text[0]) < 0x80 and order.random() < 0.2:
        written = f'"\\u{ord(text[0]):04X}' + written[2:]
    return written


# Anything else.


def mutated(kind: str, chance: Random) -> bytes:
    """The sample after one to three random changes, of its JSON, of what is sealed in it, or of its letters."""
    data = data_of(kind)
    if chance.random() < 0.2:
        return _letters(data, chance)
    if kind == "token":
        return _token(data, chance)
    document = json.loads(data)
    if kind == "sealed" and chance.random() < 0.5:
        inner = json.loads(document["payload"])
        document["payload"] = json.dumps(_changed(inner, chance), ensure_ascii=False)
    else:
        document = _changed(document, chance)
    return json.dumps(document).encode()


def _letters(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(changed))
        how = chance.randrange(4)
        if how == 0:
            changed[place] ^= 1 << chance.randrange(8)
        elif how == 1:
            del changed[place]
        elif how == 2:
            changed.insert(place, chance.randrange(256))
        else:
            other = chance.randrange(len(changed))
            changed[place:place] = changed[other : other + chance.randrange(40)]
    return bytes(changed)


def _token(data: bytes, chance: Random) -> bytes:
    from mcissue.proof.multibase import encode_base64url

    segments = data.decode().strip().split(".")
    place = chance.randrange(2)
    inner = json.loads(_decoded(segments[place]))
    segments[place] = encode_base64url(json.dumps(_changed(inner, chance)).encode())
    if chance.random() < 0.1:
        segments[2] = ""
    return ".".join(segments).encode()


def _decoded(segment: str) -> bytes:
    from mcissue.proof.multibase import decode_base64url

    return decode_base64url(segment, max_length=1_000_000)


def _changed(document: Any, chance: Random) -> Any:
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(document))
        parent, step = chance.choice(places)
        chance.choice(_CHANGES)(parent, step, chance, places)
    return document


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in list(items):
        yield value, step
        yield from _places(item)


def _remove(parent: Any, step: Any, chance: Random, places: Any) -> None:
    del parent[step]


def _replace(parent: Any, step: Any, chance: Random, places: Any) -> None:
    parent[step] = chance.choice(VALUES)


def _add(parent: Any, step: Any, chance: Random, places: Any) -> None:
    if isinstance(parent, dict):
        parent[chance.choice(NAMES)] = chance.choice(VALUES)
    else:
        parent.insert(step, chance.choice(VALUES))


def _wrap(parent: Any, step: Any, chance: Random, places: Any) -> None:
    parent[step] = [parent[step]]


def _double(parent: Any, step: Any, chance: Random, places: Any) -> None:
    value = parent[step]
    parent[step] = (
        [*value, *copy.deepcopy(value)] if isinstance(value, list) else [value, copy.deepcopy(value)]
    )


def _shuffle(parent: Any, step: Any, chance: Random, places: Any) -> None:
    if isinstance(parent, list):
        chance.shuffle(parent)


def _letter(parent: Any, step: Any, chance: Random, places: Any) -> None:
    text = parent[step]
    if isinstance(text, str) and text:
        place = chance.randrange(len(text))
        parent[step] = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def _move(parent: Any, step: Any, chance: Random, places: Any) -> None:
    other, place = chance.choice(places)
    parent[step] = copy.deepcopy(other[place]) if _holds(other, place) else None


def _holds(value: Any, place: Any) -> bool:
    return place in value if isinstance(value, dict) else place < len(value)


_CHANGES: list[Callable[[Any, Any, Random, Any], None]] = [
    _remove, _replace, _add, _wrap, _double, _shuffle, _letter, _move,
]  # fmt: skip
