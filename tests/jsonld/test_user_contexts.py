"""Contexts that a user adds: read as PyLD reads them, or refused by name when they are added."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld.jsonld import JsonLdError
from tests.jsonld.compiled_documents import PINNED, STORE, by_pyld

from mcissue.errors import ContextError, McissueError
from mcissue.jsonld import canonical_form, urls
from mcissue.jsonld.contexts.trial import try_out

OWN = "https://words.example/context"
TERMS = "https://words.example/terms#"


def form(context: Any, members: dict[str, Any]) -> tuple[bytes, bytes]:
    """The canonical form of a document with a user's context: by us and by PyLD."""
    store = STORE.with_context(OWN, {"@context": context})
    try_out(store, OWN)
    document = {"@context": [urls.CREDENTIALS_V2, OWN], "type": "VerifiableCredential", **members}
    return canonical_form(document, contexts=store, policy=PINNED), by_pyld(document, store)


READ = {
    "a plain word": ({"colour": f"{TERMS}colour"}, {"colour": ["red", "blue"]}),
    "a prefix": ({"w": TERMS, "colour": "w:colour"}, {"colour": "red"}),
    "a vocabulary": ({"@vocab": TERMS}, {"colour": "red", "shade": {"depth": 5}}),
    "a vocabulary taken away below": (
        {
            "@vocab": TERMS,
            "shade": {"@id": f"{TERMS}shade", "@context": {"@vocab": None, "deep": f"{TERMS}d"}},
        },
        {"shade": {"deep": True}},
    ),
    "datatypes": (
        {"made": {"@id": f"{TERMS}made", "@type": f"{TERMS}year"}, "size": f"{TERMS}size"},
        {"made": "1999", "size": 2.5},
    ),
    "references": (
        {
            "maker": {"@id": f"{TERMS}maker", "@type": "@id"},
            "kind": {"@id": f"{TERMS}kind", "@type": "@vocab"},
        }
        | {"Round": f"{TERMS}Round"},
        {"maker": ["urn:a", {"id": "urn:b"}], "kind": "Round"},
    ),
    "a list": ({"step": {"@id": f"{TERMS}step", "@container": "@list"}}, {"step": ["one", "two", "one"]}),
    "an empty list": ({"step": {"@id": f"{TERMS}step", "@container": "@list"}}, {"step": [], "id": "urn:x"}),
    "a graph": (
        {"inner": {"@id": f"{TERMS}inner", "@container": "@graph"}, "colour": f"{TERMS}colour"},
        {"inner": {"id": "urn:i", "colour": "red"}},
    ),
    "texts by language": (
        {"label": {"@id": f"{TERMS}label", "@container": "@language"}},
        {"label": {"en": "Red", "fi": ["Punainen", "Puna"]}},
    ),
    "a language for all": ({"@language": "fi", "label": f"{TERMS}label"}, {"label": "Punainen"}),
    "a type with words of its own": (
        {"Paint": {"@id": f"{TERMS}Paint", "@context": {"gloss": f"{TERMS}gloss"}}, "coat": f"{TERMS}coat"},
        {"coat": {"type": "Paint", "gloss": "high"}},
    ),
    "a property with words of its own": (
        {"coat": {"@id": f"{TERMS}coat", "@context": {"gloss": f"{TERMS}gloss"}}},
        {"coat": {"gloss": "high", "coat": {"gloss": "low"}}},
    ),
    "a property that redefines a protected word": (
        {"coat": {"@id": f"{TERMS}coat", "@context": {"description": f"{TERMS}other"}}},
        {"coat": {"description": "thick"}},
    ),
    "a list of contexts": ([{"a": f"{TERMS}a"}, {"b": f"{TERMS}b"}], {"a": "1", "b": {"a": "2"}}),
    "another context by its address": (
        [urls.OB_3_0_3, {"a": f"{TERMS}a"}],
        {"a": {"id": "urn:x", "type": "Profile", "phone": "5"}},
    ),
    "a context that names its own address": (
        {"coat": {"@id": f"{TERMS}coat", "@context": OWN}, "gloss": f"{TERMS}gloss"},
        {"coat": {"gloss": "high"}},
    ),
    "protected words": ({"@protected": True, "@version": 1.1, "a": f"{TERMS}a"}, {"a": "x"}),
    "words that are defined and not used": (
        {"of": {"@reverse": f"{TERMS}has"}, "a": f"{TERMS}a"},
        {"a": "x"},
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_context_means_what_pyld_makes_of_it(name: str) -> None:
    """The same bytes are signed, whoever reads the context."""
    ours, theirs = form(*READ[name])
    assert ours == theirs
    assert TERMS.encode() in ours or b"nil" in ours


UNREAD = {
    "@base": ({"@base": "https://a.example/"}, "$['@context']", "in full"),
    "@base of null": ({"@base": None}, "$['@context']", "in full"),
    "@import": ({"@import": "https://b.example/c"}, "$['@context']", "name both"),
    "@propagate": (
        {"a": {"@id": "urn:a", "@context": {"@propagate": False}}}, "$['@context'].a['@context']", "Leave it out",
    ),
    "@direction": ([{"a": "urn:a"}, {"@direction": "rtl"}], "$['@context'][1]", "Leave it out"),
    "a relative @vocab": ({"@vocab": "#"}, "$['@context']", "without"),
    "the alias text of @value": ({"text": "@value"}, "$['@context']", "without"),
    "the alias inside of @graph": ({"inside": {"@id": "@graph"}}, "$['@context']", "without"),
    "@type": ({"@type": {"@container": "@set", "@protected": True}}, "$['@context']", "without"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_read_is_refused_when_it_is_added(name: str) -> None:
    """The error says what, where, and what to write instead; no document has to fail first."""
    context, path, instead = UNREAD[name]
    for given_ in ({"@context": context}, json.dumps({"@context": context}).encode()):
        with pytest.raises(ContextError) as caught:
            STORE.with_context(OWN, given_)
        error = caught.value
        assert (error.code, error.path, error.indeterminate) == ("context_feature_unsupported", path, False)
        assert name.removesuffix(" of null") in error.message
        assert instead in (error.mend or "")


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ("https://nowhere.example/c", "context_unknown"),
        ({"coat": {"@id": f"{TERMS}coat", "@context": "https://nowhere.example/c"}}, "context_unknown"),
        ({"coat": {"@id": f"{TERMS}coat", "@context": {"x": {"@id": "relative"}}}}, "context_invalid"),
        ({"description": f"{TERMS}other", "@version": 1.1}, None),
        ({"a": {"@id": f"{TERMS}a", "@nest": "@id"}}, "context_invalid"),
        ({"a": "b:x", "b": "a:x"}, "context_invalid"),
        (None, "context_malformed"),
    ],
)
def test_a_context_that_no_document_could_name_is_found_out(context: Any, code: str | None) -> None:
    """Trying out reads the contexts of terms, too; one fitting base context is enough."""
    document = {"@context": [context] if isinstance(context, str) else context}

    def add() -> None:
        try_out(STORE.with_context(OWN, document), OWN)

    if code is None:
        add()
        return
    with pytest.raises(McissueError) as caught:
        add()
    assert caught.value.code == code


NAMES = st.sampled_from(["a", "b", "c", "Kind", "w"])
IRIS = st.sampled_from([f"{TERMS}a", f"{TERMS}b", "w:c", f"{TERMS}", None, "@type"])
DEFINITIONS: st.SearchStrategy[Any] = st.recursive(
    IRIS,
    lambda inner: st.fixed_dictionaries(
        {"@id": IRIS},
        optional={
            "@type": st.sampled_from(["@id", "@vocab", "@json", "@none", f"{TERMS}t", "w:t"]),
            "@container": st.sampled_from(
                ["@set", "@list", "@language", "@graph", "@index", "@id", ["@graph", "@set"]]
            ),
            "@language": st.sampled_from(["en", None]),
            "@prefix": st.booleans(),
            "@protected": st.booleans(),
            "@context": st.dictionaries(NAMES, inner, max_size=3),
        },
    ).filter(lambda term: not (term["@id"] == "@type" and "@prefix" in term)),  # PyLD refuses `false` as well
    max_leaves=6,
)
USERS_CONTEXTS = st.dictionaries(NAMES, DEFINITIONS, max_size=4).flatmap(
    lambda terms: st.sampled_from(
        [
            {"w": TERMS, **terms},
            {"@vocab": TERMS, "w": TERMS, **terms},
            {"@language": "en", "w": TERMS, **terms},
        ]
    )
)
VALUES = st.recursive(
    st.sampled_from(["x", "urn:x", "Kind", 5, True, 2.5]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "en"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(
    USERS_CONTEXTS,
    st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1, max_size=3),
    st.booleans(),
)
def test_any_context_of_a_user_is_read_as_pyld_reads_it_or_refused(
    context: dict[str, Any], members: dict[str, Any], typed: bool
) -> None:
    """Whatever passes has PyLD's bytes; no document passes that PyLD calls broken."""
    if typed:
        members = {"a": {"type": "Kind", **members}}
    try:
        store = STORE.with_context(OWN, {"@context": context})
        document = {"@context": [urls.CREDENTIALS_V2, OWN], "type": "VerifiableCredential", **members}
        ours = canonical_form(document, contexts=store, policy=PINNED)
    except McissueError:
        return
    try:
        theirs = by_pyld(document, store)
    except JsonLdError as error:
        pytest.fail(f"PyLD refuses this: {error.code} {context} {members}")
    assert ours == theirs, (context, members)
