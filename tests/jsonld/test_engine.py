"""The door as a whole: published vectors byte for byte, hostile documents in time, whatever comes in."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import within
from tests.jsonld import nquads
from tests.jsonld.documents import STORE, badge, endorsement, form

from mcissue.errors import DocumentError, McissueError
from mcissue.jsonld import (
    ContextPolicy,
    ContextStore,
    canonical_form,
    check_value,
    quads,
    read_json_object,
    urls,
)

ONLY_IN_VECTORS = {
    "https://www.w3.org/ns/credentials/examples/v2": "w3c/contexts/credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "w3c/contexts/citizenship-v4rc1.jsonld",
}


def read(path: Path) -> dict[str, Any]:
    return read_json_object(path.read_bytes())


def store_of_vectors(reference: Path) -> ContextStore:
    store = STORE
    for url, file in ONLY_IN_VECTORS.items():
        store = store.with_context(url, read(reference / file))
    return store


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["eddsa-rdfc-2022-alumni", "eddsa-rdfc-2022-employment", "Ed25519Signature2020-alumni"]
)
def test_the_published_eddsa_vectors_are_reproduced(reference, name) -> None:
    """Canonical document, canonical proof options and both hashes equal the published ones."""
    vector = read(reference / f"w3c/eddsa-vectors/{name}.json")
    store = store_of_vectors(reference)
    document = canonical_form(vector["unsecuredDocument"], contexts=store, policy=ContextPolicy.PINNED)
    options = canonical_form(vector["proofConfig"], contexts=store, policy=ContextPolicy.PINNED)
    assert document.decode() == vector["canonicalDocument"]
    assert options.decode() == vector["canonicalProofConfig"]
    assert hashlib.sha256(document).hexdigest() == vector["documentHashHex"]
    assert hashlib.sha256(options).hexdigest() == vector["proofConfigHashHex"]


@pytest.mark.reference
@pytest.mark.parametrize(("name", "policy"), [("ob", ContextPolicy.STRICT), ("clr", ContextPolicy.PINNED)])
def test_the_published_badge_vectors_are_reproduced(reference, name, policy) -> None:
    """The vectors of the Open Badges and CLR implementation guides, document and proof options."""
    folder = reference / "openbadges/test-vectors"
    signed = read(folder / f"{name}-eddsa-rdfc-2022-signed.json")
    proof = signed.pop("proof")
    proof = proof[0] if isinstance(proof, list) else proof
    options = {"@context": signed["@context"], **proof}
    del options["proofValue"]
    assert form(signed, policy) == (folder / f"{name}-document-canon.nq").read_bytes()
    assert form(options, policy) == (folder / f"{name}-proof-canon.nq").read_bytes()
    assert signed == read(folder / f"{name}-eddsa-rdfc-2022-unsigned.json")


@pytest.mark.reference
def test_every_published_example_has_one_meaning(reference) -> None:
    """No published Open Badges example, nor the one of edubadges, breaks the rule."""
    files = [
        path for path in (reference / "openbadges/examples").glob("*.json") if "jwt-header" not in path.name
    ]
    for path in [*files, reference / "openbadges/edubadges-nl/minimal_valid_obv3.json"]:
        assert form(read(path)), path.name


@pytest.mark.reference
def test_credentials_that_define_words_need_the_opt_in(reference) -> None:
    """The proof chain fixtures of both data models define words inside: they need the opt-in for that."""
    for path in (reference / "w3c/eddsa-vectors/proof-chain-fixtures").glob("*Ok*.json"):
        with pytest.raises(DocumentError) as caught:
            form(read(path), ContextPolicy.PINNED)
        assert caught.value.code == "inline_context_not_allowed"
        assert form(read(path), ContextPolicy.PINNED_WITH_INLINE)


def test_a_status_list_credential_is_strict() -> None:
    """A list credential has the base context alone."""
    document = {
        "@context": [urls.CREDENTIALS_V2],
        "id": "https://uni.example/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:uni.example",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://uni.example/status/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + "A" * 200_000,
        },
    }
    assert form(document).count(b"\n") == 8


def test_the_form_is_the_sorted_relabelled_quads() -> None:
    """`quads` gives the same graph, with other names for anonymous nodes."""
    lines = quads(badge(), contexts=STORE)
    assert len(lines) == len(set(lines)) == 85
    assert nquads.canonical_by_pyoxigraph(nquads.parse("".join(lines))) == form(badge())
    assert all(line.endswith(" .\n") for line in lines)


def test_editions_of_one_context_do_not_mix() -> None:
    """A word of a newer edition has no meaning under an older one, also after the newer one was used."""
    document = {**badge(), "endorsementJwt": ["a.b.c"]}
    form(document)
    older = STORE.at_edition(urls.OB_3_0_3, STORE.editions(urls.OB_3_0_3)[-1])
    with pytest.raises(DocumentError) as caught:
        form(document, store=older)
    assert caught.value.code == "undefined_term"
    assert form(badge(), store=older) == form(badge())
    form(document)


def test_one_address_with_two_contents_in_two_stores() -> None:
    """Nothing kept for one store is seen by another one."""
    forms = []
    for number in (1, 2):
        store = STORE.with_context("urn:c", {"@context": {"word": f"urn:meaning{number}"}})
        document = {"@context": [urls.CREDENTIALS_V2, "urn:c"], "id": "urn:x", "word": "x"}
        forms.append(form(document, ContextPolicy.PINNED, store))
    assert forms == [f'<urn:x> <urn:meaning{number}> "x" .\n'.encode() for number in (1, 2)]


def test_contexts_may_name_contexts_but_not_in_a_circle() -> None:
    """A context that refers to others is read; a circle is an error of the contexts, not a hang."""
    base = {"@context": {"word": "urn:word"}}
    store = STORE.with_context("urn:a", base).with_context(
        "urn:b", {"@context": ["urn:a", {"other": "urn:o"}]}
    )
    document = {"@context": ["urn:b"], "word": "x", "other": "y"}
    assert form(document, ContextPolicy.PINNED, store).count(b"\n") == 2
    circle = STORE.with_context("urn:a", {"@context": ["urn:b"]}).with_context(
        "urn:b", {"@context": ["urn:a"]}
    )
    with pytest.raises(McissueError) as caught:
        form(document, ContextPolicy.PINNED, circle)
    assert (caught.value.code, caught.value.indeterminate) == ("context_invalid", True)


SCOPED = [
    "Achievement", "Address", "Alignment", "EndorsementSubject", "Evidence", "GeoCoordinates", "IdentityObject",
    "Profile", "ResultDescription", "RubricCriterionLevel", "VerifiableCredential",
]  # fmt: skip
PLACES = [
    "name", "description", "alignment", "endorsement", "narrative", "inLanguage", "evidence", "termsOfUse",
    "relatedResource", "renderMethod", "confidenceMethod", "refreshService", "credentialSchema", "credentialStatus",
]  # fmt: skip


def crowded(make: Callable[[int], Any], number: int) -> dict[str, Any]:
    """A badge with so many values, in lists of at most a thousand."""
    document = badge()
    for start in range(0, number, 1000):
        document[PLACES[start // 1000]] = [make(index) for index in range(start, min(start + 1000, number))]
    return document


def tree(levels: int, width: int) -> dict[str, Any]:
    return {"alignment": [tree(levels - 1, width) for _ in range(width)]} if levels else {}


HOSTILE = {
    "anonymous nodes": lambda: crowded(lambda n: {"name": str(n)}, 4900),
    "alike anonymous nodes": lambda: crowded(lambda n: {"name": "x"}, 4900),
    "typed nodes": lambda: crowded(lambda n: {"type": "Profile", "name": f"x{n}", "url": "urn:u"}, 3900),
    "pairs of types": lambda: crowded(lambda n: {"id": f"urn:{n}", "type": [SCOPED[n % 11], SCOPED[n // 11 % 11]]}, 3800),
    "many types": lambda: crowded(lambda n: {"type": SCOPED}, 1200),
    "one id": lambda: crowded(lambda n: {"id": "urn:same", "name": [f"a{n}", f"b{n}"]}, 3800),
    "literals": lambda: crowded(lambda n: f"x{n}", 6000),
    "long strings": lambda: crowded(lambda n: f"{n}" + "\n" * 30_000, 70),
    "pictures": lambda: {**badge(), "evidence": ["data:," + "A" * 1_999_000, "data:," + "B" * 1_999_000]},
    "endorsements": lambda: {**badge(), "endorsement": [{**endorsement(), "id": f"urn:{n}"} for n in range(600)]},
    "deep tree": lambda: {**badge(), **tree(8, 2)},
    "wide tree": lambda: {**badge(), **tree(5, 5)},
    "twin crowds": lambda: {**badge(), "endorsement": [{"alignment": [{}] * 12}] * 2},
    "many twins": lambda: {**badge(), "endorsement": [{"alignment": [{}] * 6}] * 100},
    "long lists": lambda: {**badge(), "evidence": [{"type": "ResultDescription", "allowedValue": ["a"] * 999}] * 2},
}  # fmt: skip


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_worst_documents_are_answered_in_time(make) -> None:
    """Whatever fits within the limits of reading is signed or refused within two seconds."""
    data = json.dumps(make()).encode()
    found = "accepted"
    with within(2):
        try:
            form(read_json_object(data))
        except DocumentError as error:
            found = error.code
    assert found in {
        "accepted",
        "limit_anonymous_nodes",
        "limit_context_states",
        "canonicalization_work_limit",
    }


WORDS = st.sampled_from(
    ["@context", "id", "type", "name", "issuer", "image", "credentialSubject", "achievement", "result", "value",
     "allowedValue", "proof", "endorsement", "@value", "@language", "@id", "@graph", "alignment", "x", "urn:p", ""]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [
            urls.CREDENTIALS_V2,
            urls.OB_3_0_3,
            "urn:x",
            "VerifiableCredential",
            "Profile",
            "Achievement",
            "Result",
            "_:b",
        ]
    )
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(WORDS, TREES, max_size=8), st.sampled_from(ContextPolicy), st.booleans())
def test_any_value_gives_a_form_or_our_error(tree, policy, with_context) -> None:
    """No value raises anything but our errors, under any policy."""
    document = {**tree, "@context": [urls.CREDENTIALS_V2, urls.OB_3_0_3]} if with_context else tree
    try:
        canonical_form(document, contexts=STORE, policy=policy)
    except McissueError:
        return
    check_value(document)


CONTEXT_KEYS = st.sampled_from(
    [
        "@vocab",
        "@base",
        "@version",
        "@protected",
        "@type",
        "@import",
        "@language",
        "a",
        "b",
        "a:b",
        "name",
        "id",
        "type",
        "@id",
    ]
)
DEFINITION_KEYS = st.sampled_from(
    [
        "@id",
        "@type",
        "@container",
        "@context",
        "@prefix",
        "@protected",
        "@reverse",
        "@nest",
        "@index",
        "@language",
        "@x",
    ]
)
CONTEXT_LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(
    ["urn:x:", "a", "b", "a:c", "@id", "@type", "@set", "@list", "@graph", "@json", "@vocab", "_:x", "", "1.1", "https://x.example/#"]
)  # fmt: skip
DEFINITIONS = CONTEXT_LEAVES | st.dictionaries(
    DEFINITION_KEYS, CONTEXT_LEAVES | st.lists(CONTEXT_LEAVES, max_size=2), max_size=3
)
CONTEXTS = st.recursive(
    st.dictionaries(CONTEXT_KEYS, DEFINITIONS, max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b"]), st.fixed_dictionaries({"@id": st.just("urn:s"), "@context": inner})),
    max_leaves=4,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(CONTEXTS, st.dictionaries(st.sampled_from(["a", "b", "name", "id", "type"]), TREES, max_size=4))
def test_any_context_gives_a_form_or_our_error(context, members) -> None:
    """No inline context raises anything but our errors either."""
    document = {"@context": [urls.CREDENTIALS_V2, context], **members}
    try:
        canonical_form(document, contexts=STORE, policy=ContextPolicy.PINNED_WITH_INLINE)
    except McissueError:
        return
    check_value(document)


def test_importing_the_room_loads_nothing_heavy() -> None:
    """Neither an RDF or XML library nor the models of records."""
    code = (
        "import sys, mcissue.jsonld as room\n"
        "assert not {'pyld', 'lxml', 'pydantic'} & set(sys.modules)\n"
        "room.check_document({'@context': ['https://www.w3.org/ns/credentials/v2'], 'name': 'x'},"
        " contexts=room.bundled_contexts())\n"
        "assert 'pyld' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_the_processor_refuses_is_our_error() -> None:
    """A broken definition that no word of the document touches is still an error of JSON-LD, and ours."""
    broken = {
        "@context": {"unused": {"@id": "urn:u", "@context": {"x": {"@id": "relative"}}}, "word": "urn:w"}
    }
    store = STORE.with_context("urn:c", broken)
    with pytest.raises(McissueError) as caught:
        form({"@context": [urls.CREDENTIALS_V2, "urn:c"], "word": "x"}, ContextPolicy.PINNED, store)
    assert caught.value.code in {"json_ld_invalid", "context_invalid"}
