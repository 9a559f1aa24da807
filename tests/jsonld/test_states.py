"""Active contexts: equal to what PyLD makes of every bundled context; what is not understood is refused."""

from __future__ import annotations

import contextlib

import pytest
from pyld import ContextResolver
from pyld.jsonld import JsonLdProcessor

from mcissue.errors import DocumentError
from mcissue.jsonld import bundled_contexts
from mcissue.jsonld.contexts.policy import CONTEXT_LISTS
from mcissue.jsonld.contexts.states import State, Vocabulary

STORE = bundled_contexts()
LISTS = [[url] for url in sorted(STORE.urls)] + [list(entry.urls) for entry in CONTEXT_LISTS]


class Oracle:
    """PyLD's context processing over the same files."""

    def __init__(self) -> None:
        self.processor = JsonLdProcessor()

        def load(url, _options):
            return {"contextUrl": None, "documentUrl": url, "document": STORE.load(url)}

        self.options = {
            "base": None,
            "documentLoader": load,
            "contextResolver": ContextResolver({}, load),
            "processingMode": "json-ld-1.1",
        }

    def initial(self):
        return self.processor._get_initial_context(self.options)

    def apply(self, active, context, **options):
        return self.processor._process_context(active, context, self.options, **options)


def facts(mapping) -> tuple[object, ...]:
    containers = mapping.get("@container") or []
    return (
        mapping["@id"],
        mapping.get("@type"),
        frozenset([containers] if isinstance(containers, str) else containers),
        mapping["protected"],
        mapping["_prefix"],
    )


def assert_same(state: State, active, way: str) -> None:
    ours = {
        name: (term.iri, term.coercion, term.containers, term.is_protected, term.is_prefix)
        for name, term in state.terms.items()
    }
    assert ours == {name: facts(mapping) for name, mapping in active["mappings"].items()}, way
    assert state.vocab == active.get("@vocab")


@pytest.mark.parametrize("addresses", LISTS, ids=lambda addresses: " ".join(addresses)[-60:])
def test_every_bundled_context_means_what_pyld_makes_of_it(addresses) -> None:
    """Term by term, in the context and below every property and type, our states equal PyLD's."""
    ours, oracle = Vocabulary(STORE), Oracle()
    state, active = ours.enter(ours.initial, addresses), oracle.apply(oracle.initial(), addresses)
    assert_same(state, active, "top")
    for name, term in state.terms.items():
        if term.scoped is not None:
            context = active["mappings"][name]["@context"]
            below = ours.below_property(state, term.scoped)
            expected = oracle.apply(active, context, override_protected=True)
            assert_same(below, expected, f"below {name}")
            with contextlib.suppress(DocumentError):
                within = ours.within_type(state, term.scoped)
                assert_same(within, oracle.apply(active, context, propagate=False), f"within {name}")
                assert within.previous is state


@pytest.mark.parametrize("entry", CONTEXT_LISTS, ids=lambda entry: f"{entry.format}-{len(entry.urls)}")
def test_no_strict_list_has_two_words_for_one_property(entry) -> None:
    """Under a strict list no property can be renamed: per state each IRI has one word.

    One pair of types shares an IRI, by the publisher's choice: `OpenBadgeCredential` and
    `AchievementCredential`.
    """
    vocabulary = Vocabulary(STORE)
    top = vocabulary.enter(vocabulary.initial, list(entry.urls))
    scoped = [term.scoped for term in top.terms.values() if term.scoped]
    states = [top, *(vocabulary.below_property(top, context) for context in scoped)]
    for context in scoped:
        with contextlib.suppress(DocumentError):
            states.append(vocabulary.within_type(top, context))
    for state in states:
        for excluded in (state.no_keys, state.no_types):
            words: dict[str | None, list[str]] = {}
            for name in state.terms.keys() - excluded:
                words.setdefault(state.terms[name].iri, []).append(name)
            doubled = {frozenset(names) for names in words.values() if len(names) > 1}
            assert doubled <= {frozenset({"AchievementCredential", "OpenBadgeCredential"})}
        # A proof's own `created` shares its IRI with the `dateCreated` of European credentials.
        proofs = {"created", "dateCreated"}
        types = {"AchievementCredential", "OpenBadgeCredential", "Criteria", "GeoCoordinates"}
        assert state.no_keys <= types | proofs
        assert state.no_types <= {"criteria", "geo"} | proofs
