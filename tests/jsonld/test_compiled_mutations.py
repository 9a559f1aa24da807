"""Mutated credentials: lawful changes give what PyLD and jsonld.js give, unlawful ones are refused by name."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from random import Random
from typing import Any

import pytest
from tests.formats import edcs
from tests.interop.documents import full, minimal, ordered_differently, with_status
from tests.interop.node import FOLDER, Node
from tests.interop.sources import OURS, context_files
from tests.jsonld.compiled_documents import by_passes, by_pyld, european
from tests.jsonld.compiled_mutations import LAWFUL, UNLAWFUL
from tests.jsonld.documents import STORE, badge
from tests.records import full_record, minimal_record

from mcissue.errors import McissueError
from mcissue.jsonld import canonical_form
from mcissue.jsonld.compiled import form as compiled_form
from mcissue.jsonld.compiled.compile import compiled_engine
from mcissue.jsonld.contexts.policy import ContextPolicy

#: Documents of each kind in `make test` and in `make test-slow`; `make mutate` sets the variable.
FAST = 20
SLOW = int(os.environ.get("MCISSUE_MUTANTS", "2000"))
EACH = [pytest.param(FAST, id="fast"), pytest.param(SLOW, marks=pytest.mark.slow, id="slow")]
#: Documents that go to Node in one batch.
BATCH = 500

#: Where many anonymous nodes look alike, rdf-canonize stops after fewer steps than we do.
STALLED = "Maximum deep iterations exceeded"

Document = dict[str, Any]


@cache
def node() -> Node:
    if not (FOLDER / "node_modules" / "jsonld").is_dir():
        pytest.fail("the npm packages of tests/interop are not installed: run `make test`, it does that")
    return Node(context_files(OURS))


@pytest.fixture(scope="session", autouse=True)
def _ends_node():
    yield
    if node.cache_info().currsize:
        node().close()


@cache
def _european() -> tuple[str, ...]:
    """European credentials as we write them, of a record with every field and one with the least."""
    documents = [
        edcs.write(record, status=status).document
        for record in (full_record(), minimal_record())
        for status in (None, edcs.STATUS)
    ]
    return tuple(json.dumps(document) for document in [*documents, european()])


def bases() -> list[Callable[[], Document]]:
    """As many Open Badges as European credentials, so that each kind of document gets half of the mutants."""
    badges = [full, minimal, lambda: with_status(5), badge]
    return [*badges, *(partial(json.loads, text) for text in _european()[: len(badges)])]


def mutants(kind: str, change: Any, count: int) -> Iterator[Document]:
    """Documents with the change at one to three places; the name of the kind seeds the choice."""
    rng = Random(hashlib.sha256(f"{kind} {count}".encode()).digest())
    makers = bases()
    made = 0
    while made < count:
        document = rng.choice(makers)()
        changes = [change(document, rng) for _ in range(rng.randint(1, 3))]
        if any(changes):
            made += 1
            yield document


def ours(document: Document) -> bytes | McissueError:
    try:
        return canonical_form(document, contexts=STORE)
    except McissueError as error:
        return error


@pytest.mark.interop
@pytest.mark.parametrize("count", EACH)
@pytest.mark.parametrize("kind", LAWFUL)
def test_lawful_changes_give_the_form_of_both_oracles(kind: str, count: int) -> None:
    """At least 95 % of each kind are equal to PyLD and to jsonld.js to the byte; none is different."""
    documents = mutants(kind, LAWFUL[kind], count)
    ends: Counter[str] = Counter()
    while lot := list(islice(documents, BATCH)):
        answers = node().ask_all("canonize", [{"document": document} for document in lot])
        for document, answer in zip(lot, answers, strict=True):
            found = ours(document)
            if isinstance(found, McissueError):
                ends[f"refused: {found.code}"] += 1
            else:
                assert found == by_pyld(document), document
                if any(STALLED in message for message in answer.get("refused", ())):
                    ends["beyond jsonld.js"] += 1
                    continue
                if not ordered_differently(found.decode()):
                    assert found.decode() == answer.get("nquads"), (document, answer)
                ends["equal"] += 1
    assert ends.total() == count
    assert ends["equal"] >= 0.95 * count, ends


@pytest.mark.parametrize("count", EACH)
@pytest.mark.parametrize("kind", UNLAWFUL)
def test_unlawful_changes_are_refused_by_name(kind: str, count: int) -> None:
    """Each document is refused, with a code that names this fault and a path to it."""
    change, codes = UNLAWFUL[kind]
    refused = 0
    for document in mutants(kind, change, count):
        found = ours(document)
        assert isinstance(found, McissueError), document
        assert found.code in codes, (found, document)
        assert found.path
        refused += 1
    assert refused == count


def test_half_of_the_kinds_are_lawful() -> None:
    """Refusing much is no way to be right."""
    assert 2 * len(LAWFUL) >= len(LAWFUL) + len(UNLAWFUL) - 1


def test_most_lawful_documents_take_the_fast_way() -> None:
    """The comparison is about the compiled engine, so it must be what answers, not the passes behind it."""
    engine = compiled_engine(STORE, ContextPolicy.STRICT)
    documents = [document for kind, change in LAWFUL.items() for document in mutants(kind, change, FAST)]
    plain = [document for document in documents if "endorsement" not in document]
    taken = sum(engine.walk(document) is not None for document in plain)
    assert taken > 0.8 * len(plain)


def test_doubles_removed_after_relabelling_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutants tell a wrong first-degree hash: four equal lines are four, and not one."""
    right = compiled_form._first_degree

    def wrong(node_: Any) -> bytes:
        lines = node_.lines
        node_.lines = sorted(set(lines))
        try:
            return right(node_)
        finally:
            node_.lines = lines

    monkeypatch.setattr(compiled_form, "_first_degree", wrong)
    different = 0
    for document in mutants("id removed", LAWFUL["id removed"], 200):
        found = ours(document)
        different += not isinstance(found, McissueError) and found != by_passes(document)
    assert different > 5
