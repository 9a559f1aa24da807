"""Two document loaders, ours and the publishers', and PyLD to compare what comes out of them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver

ROOT = Path(__file__).resolve().parents[2]
CONTEXTS = ROOT / "contexts"

# Read by documents of the reference folder, shipped nowhere: both loaders serve the same bytes.
ONLY_FOR_DOCUMENTS = {
    "https://www.w3.org/ns/credentials/examples/v2": "w3c/contexts/credentials-examples-v2.jsonld",
    "https://www.w3.org/2018/credentials/examples/v1": "w3c/contexts/credentials-examples-v1.jsonld",
    "https://w3id.org/citizenship/v4rc1": "w3c/contexts/citizenship-v4rc1.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions/edubadges": "openbadges/edubadges-nl/educredential-context.json",
}


def index() -> dict[str, list[dict[str, Any]]]:
    return json.loads((CONTEXTS / "INDEX.json").read_bytes())


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Address and index row of every edition."""
    for url, editions in index().items():
        for row in editions:
            yield url, row


@lru_cache
def published_files(reference: Path) -> dict[str, Path]:
    """SHA-256 -> file of the published contexts. npm copies in openbadges/contexts/w3c are re-indented."""
    folders = [reference / "openbadges" / "contexts", reference / "w3c" / "contexts"]
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    files.append(reference / "elm" / "edc-ap-context.jsonld")
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


class Side:
    """One of the two sides: a loader with a resolver of its own.

    PyLD keeps resolved contexts in a cache of the process, keyed by address; two loaders that serve different
    bytes under one address must not share it.
    """

    def __init__(self, load: Callable[[str], Any]) -> None:
        self._load = load
        self._documents: dict[str, Any] = {}
        self.processor = jsonld.JsonLdProcessor()
        self.options = {
            "base": None,
            "documentLoader": self._loader,
            "contextResolver": ContextResolver({}, self._loader),
            "processingMode": "json-ld-1.1",
        }
        self._initial = self.processor._get_initial_context(self.options)

    def _loader(self, url: str, _options: Any = None) -> dict[str, Any]:
        if url not in self._documents:
            self._documents[url] = self._load(url)
        return {"contextUrl": None, "documentUrl": url, "document": self._documents[url]}

    def state(self, context: Any) -> dict[str, Any]:
        """The active context that a `@context` value gives, starting from nothing."""
        return self.processor._process_context(self._initial, context, self.options)

    def scoped(self, state: dict[str, Any], term: str, *, by_type: bool) -> dict[str, Any]:
        """The active context below a term, used as a type or as a property."""
        local = state["mappings"][term]["@context"]
        return self.processor._process_context(
            state, local, self.options, override_protected=not by_type, propagate=not by_type
        )

    def expanded(self, document: Any) -> Any:
        return jsonld.expand(document, dict(self.options))

    def canonical(self, document: Any) -> str:
        options = {**self.options, "algorithm": "URDNA2015", "format": "application/n-quads"}
        return jsonld.normalize(document, options)


def sides(reference: Path, editions: dict[str, str] | None = None) -> tuple[Side, Side]:
    """Ours and the published, each address in its newest edition or in the one named."""
    from mcissue.jsonld.contexts import bundled_contexts

    store = bundled_contexts()
    chosen = {}
    for url, held in index().items():
        name = (editions or {}).get(url, held[0]["edition"])
        row = next(row for row in held if row["edition"] == name)
        chosen[url] = published_files(reference)[row["published"]["sha256"]]
        store = store.at_edition(url, name)
    extra = {url: reference / path for url, path in ONLY_FOR_DOCUMENTS.items()}

    def load_ours(url: str) -> Any:
        return json.loads(extra[url].read_bytes()) if url in extra else store.load(url)

    def load_published(url: str) -> Any:
        return json.loads((extra.get(url) or chosen[url]).read_bytes())

    return Side(load_ours), Side(load_published)


def outcome(call: Callable[[], Any]) -> Any:
    """What a call gives, or the name of what it raises: both sides must agree in either."""
    try:
        return call()
    except jsonld.JsonLdError as error:
        # The cause of a wrapped error (a term clash inside a scoped context) is what tells them apart.
        while isinstance(error.__cause__, jsonld.JsonLdError):
            error = error.__cause__
        return f"JsonLdError {error.code or error.type}"
    except Exception as error:  # noqa: BLE001 - PyLD lets KeyError and others out; they count as an outcome
        return type(error).__name__


def terms(state: Any) -> Any:
    """The definitions of an active context, comparable with `==`; scoped contexts as they stand."""
    if isinstance(state, str):
        return state
    plain = {term: _plain(mapping) for term, mapping in state["mappings"].items()}
    rest = {key: state.get(key) for key in ("@vocab", "@language", "@direction", "@base", "processingMode")}
    return plain | {"": rest}


def _plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    return value


def states(ours: Side, published: Side, context: Any, depth: int) -> Iterator[tuple[str, Any, Any]]:
    """Walk down all scoped contexts on both sides: the way, and the two states or outcomes there."""

    def walk(way: str, left: Any, right: Any, more: int) -> Iterator[tuple[str, Any, Any]]:
        yield way, left, right
        if more == 0 or isinstance(left, str) or isinstance(right, str):
            return
        for term in sorted(term for term, mapping in left["mappings"].items() if mapping and "@context" in mapping):
            for by_type in (True, False):
                below = outcome(lambda: ours.scoped(left, term, by_type=by_type))
                theirs = outcome(lambda: published.scoped(right, term, by_type=by_type))
                yield from walk(f"{way} {'type' if by_type else 'under'} {term}", below, theirs, more - 1)

    yield from walk(str(context), outcome(lambda: ours.state(context)), outcome(lambda: published.state(context)), depth)


def every_term(context: dict[str, Any], seed: int) -> dict[str, Any]:
    """A document that uses every term of a context and of its scoped contexts, with values of many kinds."""
    chance = random.Random(seed)

    def node(local: dict[str, Any], types: list[str], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {"id": f"urn:uuid:{chance.getrandbits(64):x}"} if chance.random() < 0.7 else {}
        if types:
            made["type"] = types[0] if len(types) == 1 and chance.random() < 0.5 else types
        for term, definition in sorted(local.items()):
            if term.startswith("@") or definition in ("@id", "@type"):
                continue
            made[term] = value(term, definition, depth)
        return made

    def value(term: str, definition: Any, depth: int) -> Any:
        inner = definition.get("@context") if isinstance(definition, dict) else None
        if isinstance(inner, dict) and depth < 4:
            return [node(inner, [], depth + 1), node(inner, [term], depth + 1), "https://example.org/x"]
        if isinstance(definition, dict) and definition.get("@container") == "@language":
            return {"en": "text", "fi": ["teksti", "toinen"]}
        kinds = ["text", "urn:example:1", "https://example.org/a#b", 3, 2.5, True, ["a", "b"], {"id": "urn:x:1"}, "assertionMethod"]
        return chance.choice(kinds)

    return node(context, [], 0)


def mutated(document: Any, chance: random.Random, words: list[str]) -> Any:
    """A copy of a document with one to four changes of any kind, at any depth."""
    copy = json.loads(json.dumps(document))
    for _ in range(chance.randint(1, 4)):
        _change(copy, chance, words)
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


def _change(document: Any, chance: random.Random, words: list[str]) -> None:
    target = chance.choice(list(_objects(document)))
    names = [name for name in target if name != "@context"]
    if not names:
        return
    name = chance.choice(names)
    kind = chance.randrange(9)
    if kind == 0:
        del target[name]
    elif kind == 1:
        members = list(target.items())
        chance.shuffle(members)
        target.clear()
        target.update(members)
    elif kind == 2:
        target[name] = target[name] if isinstance(target[name], list) else [target[name]]
    elif kind == 3 and isinstance(target[name], list) and target[name]:
        target[name] = chance.choice(target[name])
    elif kind == 4:
        target.pop("id", None)
    elif kind == 5:
        held = target.get("type", [])
        target["type"] = [*(held if isinstance(held, list) else [held]), chance.choice(words)]
    elif kind == 6:
        target[chance.choice(words)] = target.pop(name)
    elif kind == 7:
        target[name] = chance.choice([None, 7, 0.5, "relative", "https://example.org/y", {"en": "x"}, {"@value": "v"}, [], {}])
    else:
        other = chance.choice(list(_objects(document)))
        target[name] = json.loads(json.dumps({key: other[key] for key in other if key != "@context"}))
