"""One random change to bytes: to the JSON in them where there is some, else to the bytes themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

HARD: list[Any] = [
    None, True, False, 0, -1, 5, 5.5, -0.0, 2**53, 2**60, 1e300, 1e-9, "", " ", "x", "_:b0", "not a url", "https://a.example/",
    "did:web:a.example", "did:key:z6Mk", "urn:uuid:1", "2026-06-15T10:00:00Z", "2026-02-30T00:00:00Z", "2099-01-01T00:00:00Z",
    "2026-06-15", "z", "zzzz", "\u202e", "\ufeff", "e\u0301", "x" * 70_000, [], {}, [[]], [None], [{}], {"id": "urn:uuid:1"},
    {"@value": "x"}, {"@id": "urn:uuid:1"}, {"en": "x"}, {"@list": ["x"]}, {"a": {"b": {"c": 1}}},
]  # fmt: skip
NAMES = [
    "id", "type", "@id", "@type", "@graph", "@included", "@context", "@nest", "name", "proof", "issuer", "validFrom", "validUntil",
    "credentialStatus", "credentialSubject", "termsOfUse", "evidence", "endorsement", "x", "https://a.example/x", "__proto__", "",
    "verifiableCredential", "payload", "signature", "credential", "expirationDate", "issuanceDate",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON value but the top."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for step, item in inner:
        yield (*path, step)
        yield from places(item, (*path, step))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _change_document(document: Any, rng: Random) -> Any:
    """One change to a JSON value."""
    found = list(places(document))
    if not found:
        return rng.choice(HARD)
    path = rng.choice(found)
    parent, step = _at(document, path[:-1]), path[-1]
    kind = rng.randrange(10)
    if kind == 0:
        parent[step] = rng.choice(HARD)
    elif kind == 1:
        del parent[step]
    elif kind == 2:
        parent[step] = [parent[step]] * rng.choice([1, 2, 3, 40, 1001])
    elif kind == 3:
        parent[step] = json.loads(json.dumps(_at(document, rng.choice(found))))
    elif kind == 4 and isinstance(parent, dict):
        parent[rng.choice(NAMES)] = parent.pop(step)
    elif kind == 5 and isinstance(parent, dict):
        parent[rng.choice(NAMES)] = rng.choice(HARD)
    elif kind == 6 and isinstance(parent[step], str):
        parent[step] = _change_text(parent[step], rng)
    elif kind == 7 and isinstance(parent[step], list) and parent[step]:
        parent[step].append(json.loads(json.dumps(rng.choice(parent[step]))))
    elif kind == 8 and isinstance(parent[step], list):
        rng.shuffle(parent[step])
    else:
        depth = rng.choice([1, 5, 31, 64])
        for _ in range(depth):
            parent[step] = rng.choice([lambda item: [item], lambda item: {"related": item}])(parent[step])
    return document


def _change_text(text: str, rng: Random) -> str:
    place = rng.randint(0, len(text))
    piece = rng.choice(
        ["", "a", "\u0000", "\u2028", "\U0001f393", "#", "?x=1", "/..", "%2e", "0", "z", "\n", "<"]
    )
    return text[:place] + piece + text[place + rng.randint(0, 2) :]


def change_json(data: bytes, rng: Random) -> bytes | None:
    """The bytes with one to three changes to their JSON; None if there is none."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        document = _change_document(document, rng)
    style = rng.randrange(4)
    if style == 0:
        return json.dumps(document, indent=rng.choice([1, 2, "\t"])).encode("utf-8", "replace")
    return json.dumps(document, ensure_ascii=style == 1, separators=(",", ":")).encode("utf-8", "replace")


def change_bytes(data: bytes, rng: Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled or put elsewhere."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5])):
        place = rng.randint(0, len(out))
        length = rng.choice([1, 1, 2, 4, 64, 1000])
        kind = rng.randrange(5)
        if kind == 0:
            out[place : place + length] = rng.randbytes(length)
        elif kind == 1:
            del out[place : place + length]
        elif kind == 2:
            out[place:place] = out[place : place + length] * rng.choice([1, 2, 50])
        elif kind == 3:
            start = rng.randint(0, len(out))
            out[place:place] = out[start : start + length]
        elif place < len(out):
            out[place] ^= 1 << rng.randrange(8)
    return bytes(out)


def mutator(wrap: Callable[[bytes, Random], bytes]) -> Callable[[bytes, int, int], bytes]:
    """A mutator for the fuzzer: JSON changed as JSON, anything as bytes, and some JSON put into a picture."""

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        rng = Random(seed)
        kind = rng.randrange(10)
        changed = change_json(data, rng) if kind < 7 else None
        if changed is not None and kind == 0:
            changed = wrap(changed, rng)
        return (changed if changed is not None else change_bytes(data, rng))[:max_size]

    return mutate
