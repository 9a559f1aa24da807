"""Two document loaders, ours and the publishers', and PyLD to compare what comes out of them."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
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


def published_document(reference: Path, url: str, edition: str | None = None) -> Any:
    held = index()[url]
    row = next(row for row in held if row["edition"] == (edition or held[0]["edition"]))
    return json.loads(published_files(reference)[row["published"]["sha256"]].read_bytes())


def sides(reference: Path, editions: dict[str, str] | None = None) -> tuple[Side, Side]:
    """Ours and the published, each address in its newest edition or in the one named."""
    from mcissue.jsonld.contexts import bundled_contexts

    editions = editions or {}
    store = bundled_contexts()
    for url, name in editions.items():
        store = store.at_edition(url, name)
    extra = {url: reference / path for url, path in ONLY_FOR_DOCUMENTS.items()}

    def load_ours(url: str) -> Any:
        return json.loads(extra[url].read_bytes()) if url in extra else store.load(url)

    def load_published(url: str) -> Any:
        if url in extra:
            return json.loads(extra[url].read_bytes())
        return published_document(reference, url, editions.get(url))

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
    left, right = outcome(partial(ours.state, context)), outcome(partial(published.state, context))
    yield from _walk("", (ours, left), (published, right), depth)


def _walk(
    way: str, left: tuple[Side, Any], right: tuple[Side, Any], depth: int
) -> Iterator[tuple[str, Any, Any]]:
    yield way, left[1], right[1]
    if depth == 0 or isinstance(left[1], str) or isinstance(right[1], str):
        return
    scoped = [term for term, mapping in left[1]["mappings"].items() if mapping and "@context" in mapping]
    for term, by_type in itertools.product(sorted(scoped), (True, False)):
        below = [
            (side, outcome(partial(side.scoped, state, term, by_type=by_type)))
            for side, state in (left, right)
        ]
        yield from _walk(f"{way}/{term}{'(type)' if by_type else ''}", *below, depth - 1)


def differences(ours: Side, published: Side, context: Any, depth: int) -> list[str]:
    """The ways to scoped contexts, and the terms there, in which the two sides differ; empty if they agree."""
    found = []
    for way, left, right in states(ours, published, context, depth):
        mine, theirs = terms(left), terms(right)
        if mine == theirs:
            continue
        if isinstance(mine, str) or isinstance(theirs, str):
            found.append(
                f"{way}: {mine if isinstance(mine, str) else 'a state'}, {theirs if isinstance(theirs, str) else 'a state'}"
            )
        else:
            found += [
                f"{way}: {term}" for term in sorted({*mine, *theirs}) if mine.get(term) != theirs.get(term)
            ]
    return found
