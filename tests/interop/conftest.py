"""Foreign libraries as fixtures, with our contexts or with the published ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.interop.node import FOLDER, Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import OURS, context_files


@pytest.fixture
def source() -> str:
    """Whose context files the foreign libraries read; `sources.both` puts the published ones beside them."""
    return OURS


@pytest.fixture(scope="session")
def node_with() -> Iterator[Callable[[str], Node]]:
    """Gives the running Node process for a source. Not parametrized itself: it would start again and again."""
    running: dict[str, Node] = {}

    def get(source: str) -> Node:
        if not (FOLDER / "node_modules" / "@digitalbazaar" / "vc").is_dir():
            pytest.fail("the npm packages of tests/interop are not installed: run `make test`, it does that")
        if source not in running:
            running[source] = Node(context_files(source))
        return running[source]

    yield get
    for node in running.values():
        node.close()


@pytest.fixture
def node(node_with: Callable[[str], Node], source: str) -> Node:
    """Digital Bazaar's libraries in Node."""
    return node_with(source)


@pytest.fixture
def bare_node(node_with: Callable[[str], Node]) -> Node:
    """The same for jobs without contexts, which need no second run with the published ones."""
    return node_with(OURS)


@pytest.fixture
def pyld(source: str) -> PyldVerifier:
    """A verifier made of PyLD and cryptography alone."""
    return PyldVerifier(context_files(source))
