"""Documents mean the same under our contexts and the published ones, mutated documents above all."""

from __future__ import annotations

import random
from functools import partial

import pytest
from tests.jsonld.contexts_documents import addresses, every_term, mutated, published_documents, words
from tests.jsonld.contexts_oracle import outcome, rows, sides

from mcissue.jsonld import urls

pytestmark = pytest.mark.reference

EDITIONS = [pytest.param(url, row, id=row["file"]) for url, row in rows()]

MUTATIONS = 40
MANY_MUTATIONS = 400


def same_expansion(ours, published, document) -> bool:
    """Whether both sides give the same expanded form, or the same error.

    Quads and canonical form are functions of the expanded form, so this is more than equal signatures.
    """
    mine, theirs = outcome(partial(ours.expanded, document)), outcome(partial(published.expanded, document))
    assert mine == theirs
    return not isinstance(mine, str)


def documents_for(reference, url, row):
    """What to mutate for one context: every published document that names it, and ones with all its terms."""
    named = [document for _, document in published_documents(reference) if url in addresses(document)]
    return [*named, *(every_term(url, row["file"], seed) for seed in range(4))]


def test_there_are_published_documents_to_compare(reference) -> None:
    """The folder gave documents for the contexts that matter, so that a green test means something."""
    named = [address for _, document in published_documents(reference) for address in addresses(document)]
    for url in (
        urls.CREDENTIALS_V2,
        urls.OB_3_0_3,
        urls.CREDENTIALS_V1,
        urls.EDC_AP,
        urls.DID_V1,
        urls.CLR_2_0_1,
    ):
        assert named.count(url) >= 2, url
    assert len(published_documents(reference)) > 60


def test_published_documents_have_the_same_canonical_form(reference) -> None:
    """Examples, vectors and samples of the publishers have the same canonical form under both."""
    ours, published = sides(reference)
    signed = 0
    for name, document in published_documents(reference):
        mine, theirs = (
            outcome(partial(ours.canonical, document)),
            outcome(partial(published.canonical, document)),
        )
        assert mine == theirs, name
        signed += mine.startswith(("<", "_:"))
    assert signed > 50


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_documents_with_every_term_have_the_same_canonical_form(reference, url, row) -> None:
    """A document that uses each term of a context has the same canonical form under both."""
    ours, published = sides(reference, {url: row["edition"]})
    for seed in range(2):
        document = every_term(url, row["file"], seed)
        assert same_expansion(ours, published, document)
        assert outcome(partial(ours.canonical, document)) == outcome(partial(published.canonical, document))


def compare_mutations(reference, url, row, count) -> None:
    ours, published = sides(reference, {url: row["edition"]})
    chance = random.Random(f"{url} {row['edition']}")
    documents = documents_for(reference, url, row)
    meant = sum(
        same_expansion(ours, published, mutated(chance.choice(documents), chance, words(row["file"])))
        for _ in range(count)
    )
    assert meant > count // 4


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_mutated_documents_mean_the_same(reference, url, row) -> None:
    """Members dropped, shuffled, renamed, wrapped; ids and types changed; contexts reordered: no difference."""
    compare_mutations(reference, url, row, MUTATIONS)


@pytest.mark.slow
@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_many_mutated_documents_mean_the_same(reference, url, row) -> None:
    """The same for some hundred mutations of each context."""
    compare_mutations(reference, url, row, MANY_MUTATIONS)
