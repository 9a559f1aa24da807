"""The compiled engine: the same bytes as the separate passes and as PyLD, and silence about all else."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from tests.interop.documents import CREDENTIAL_MAKERS
from tests.jsonld.compiled_documents import DOCUMENTS, PINNED, by_passes, by_pyld, engine, european
from tests.jsonld.documents import STORE, badge, endorsement

from mcissue.errors import McissueError
from mcissue.jsonld import ContextPolicy, canonical_form, check_document, urls
from mcissue.jsonld.compiled.cache import BoundedCache
from mcissue.jsonld.compiled.compile import compiled_engine
from mcissue.jsonld.meaning import check_meaning
from mcissue.jsonld.read import check_value

OWN = {name: make for name, make in DOCUMENTS.items() if name != "badge"}


@pytest.mark.parametrize("name", [*DOCUMENTS, *CREDENTIAL_MAKERS])
def test_the_engine_gives_the_bytes_of_pyld(name: str) -> None:
    """On good documents the compiled engine, the separate passes and PyLD alone give the same bytes."""
    document = {**CREDENTIAL_MAKERS, **DOCUMENTS}[name]()
    expected = by_pyld(document)
    assert by_passes(document) == expected
    assert canonical_form(document, contexts=STORE, policy=PINNED) == expected
    found = engine().canonical_form(document)
    assert found in (None, expected)


@pytest.mark.parametrize("name", OWN)
def test_the_engine_takes_ordinary_documents_itself(name: str) -> None:
    """Only rare shapes, such as a named graph inside, are left to the separate passes."""
    assert engine().canonical_form(OWN[name]()) is not None


def test_a_document_is_not_changed() -> None:
    """What is canonicalized stays as it is, and a second time gives the same."""
    for make in DOCUMENTS.values():
        document = make()
        before = json.dumps(document)
        first = canonical_form(document, contexts=STORE, policy=PINNED)
        assert canonical_form(document, contexts=STORE, policy=PINNED) == first
        assert json.dumps(document) == before


def test_the_policy_counts() -> None:
    """A plan made under a free policy opens no door under a strict one."""
    document = european()
    document["@context"] = [urls.CREDENTIALS_V1, urls.EDC_AP, urls.DATA_INTEGRITY_V2, urls.DATA_INTEGRITY_V2]
    assert compiled_engine(STORE, PINNED).canonical_form(document) is not None
    assert compiled_engine(STORE, ContextPolicy.STRICT).canonical_form(document) is None
    with pytest.raises(McissueError) as caught:
        canonical_form(document, contexts=STORE)
    assert caught.value.code == "context_list_not_allowed"


def test_a_proof_has_its_own_word_for_its_time() -> None:
    """Where the contexts around have another word for the IRI of `created`, the proof's is the one to use."""
    options = {
        "@context": european()["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-06-15T12:00:00Z",
        "verificationMethod": "did:web:kymi.example#key-1",
        "proofPurpose": "assertionMethod",
    }
    assert engine().canonical_form(options) == by_passes(options) == by_pyld(options)
    options["dateCreated"] = options.pop("created")
    with pytest.raises(McissueError) as caught:
        canonical_form(options, contexts=STORE, policy=PINNED)
    assert caught.value.code == "second_word"


def _base() -> dict[str, Any]:
    """A rich document that the engine takes: no named graph inside."""
    document = badge()
    del document["endorsement"]
    return document


def _put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        *steps, last = path.split("/")
        for step in steps:
            document = document[int(step) if step.isdigit() else step]
        document[last] = value

    return change


BEYOND: dict[str, Any] = {
    "tuple for a list": _put("type", ("VerifiableCredential", "OpenBadgeCredential")),
    "bytes": _put("name", b"x"),
    "number as key": lambda document: document.update({5: "x"}),
    "null": _put("name", None),
    "null type": _put("credentialSubject/achievement/type", None),
    "number type": _put("credentialSubject/achievement/type", [7]),
    "object type": _put("credentialSubject/achievement/type", [{"a": 1}]),
    "list id": _put("credentialSubject/id", ["urn:x:1"]),
    "relative id": _put("credentialSubject/id", "relative"),
    "blank id": _put("issuer/id", "_:b0"),
    "compact id": _put("issuer/id", "type:x"),
    "half a character": _put("name", "\ud800"),
    "half a character in an id": _put("issuer/id", "urn:x:\ud800"),
    "noncharacter in an id": _put("issuer/id", "urn:x:\ufffe"),
    "control character": _put("name", "a\x00b"),
    "huge integer": _put("credentialSubject/creditsEarned", 2**53),
    "tiny number": _put("credentialSubject/creditsEarned", 1e-9),
    "not a number": _put("credentialSubject/creditsEarned", float("nan")),
    "number as text": _put("credentialSubject/creditsEarned", "2"),
    "text as number": _put("validUntil", 5),
    "boolean for an id": _put("credentialStatus/statusListCredential", True),
    "1 and 1.0E0": _put("credentialSubject/creditsEarned", [1, 2, 1]),
    "value object": _put("name", {"@value": "x"}),
    "value object of a number": _put("name", {"@value": 5, "@language": "en"}),
    "value object with a bad tag": _put("name", {"@value": "x", "@language": "not a tag"}),
    "value object with a list for a tag": _put("name", {"@value": "x", "@language": ["en"]}),
    "nested list": _put("name", [["x"]]),
    "keyword": _put("@id", "urn:x:1"),
    "iri key": lambda document: document.update({"https://schema.org/name": "x"}),
    "undefined key": _put("credentialSubject/achievement/zzz", "x"),
    "undefined type": _put("credentialSubject/achievement/type", ["Achievement", "Zzz"]),
    "second word": _put("credentialSubject/achievement/Criteria", {"narrative": "x"}),
    "context inside": _put("issuer/@context", list(badge()["@context"])),
    "context object": _put("@context", [*badge()["@context"], {"a": "urn:x:a"}]),
    "no context": lambda document: document.pop("@context"),
    "unknown context": _put("@context", [*badge()["@context"], "https://x.example/"]),
    "a thousand contexts": _put("@context", badge()["@context"] * 300),
    "long list": _put("credentialSubject/achievement/tag", ["x"] * 1001),
    "long string": _put("name", "x" * 64_001),
    "long string twice": _put("credentialSubject/achievement/tag", ["x" * 64_001] * 2),
    "much of the same": _put("credentialSubject/achievement/tag", ["x" * 60_000] * 100),
    "deep": _put("credentialSubject/achievement/related", [{"type": "Related"}]),
    "credential described twice": _put(
        "credentialSubject/achievement/creator", {"id": badge()["id"], "validUntil": "2040-01-01T00:00:00Z"}
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_fault_is_named_by_the_separate_passes(name: str) -> None:
    """The engine never passes what the rule refuses, and the error is the rule's, with its code and path."""

    def outcome(form: Callable[[], bytes]) -> tuple[Any, ...]:
        try:
            return ("form", form())
        except McissueError as error:
            return (error.code, error.path, error.indeterminate)

    document = _base()
    assert engine().canonical_form(document) is not None
    BEYOND[name](document)
    expected = outcome(lambda: by_passes(copy.deepcopy(document)))
    assert outcome(lambda: canonical_form(document, contexts=STORE, policy=PINNED)) == expected
    checked = outcome(lambda: check_meaning_alone(document))
    assert outcome(lambda: check_document(document, contexts=STORE, policy=PINNED) or b"") == checked
    if expected[0] != "form":
        # Also when every plan is there already.
        warm = engine()
        warm.canonical_form(_base())
        assert outcome(lambda: warm.canonical_form(document) or b"left") in [expected, ("form", b"left")]


@pytest.mark.parametrize("tag", ["@context", "not a tag", "id", 5])
def test_a_language_without_texts_needs_a_tag_as_well(tag: object) -> None:
    """A word in a language map that says nothing is refused like any other that is no language tag."""
    document = european()
    document["credentialSubject"]["givenName"][tag] = []
    expected = tag == "id"  # Indonesian
    assert (engine().canonical_form(document) is not None) is expected
    if not expected:
        with pytest.raises(McissueError):
            canonical_form(document, contexts=STORE, policy=PINNED)


def test_a_limit_comes_before_a_fault() -> None:
    """Of a document that is too long and wrong the length is said, as by the separate passes."""
    document = _base()
    twice = {"id": document["id"], "type": ["Profile"], "name": "Another name"}
    document["credentialSubject"]["achievement"]["creator"] = twice
    with pytest.raises(McissueError) as caught:
        engine().canonical_form(document)
    assert caught.value.code == "node_described_twice"
    BEYOND["long string"](document)
    with pytest.raises(McissueError) as caught:
        canonical_form(document, contexts=STORE, policy=PINNED)
    assert caught.value.code == "limit_string"


def check_meaning_alone(document: dict[str, Any]) -> bytes:
    check_value(document)
    check_meaning(document, contexts=STORE, policy=PINNED)
    return b""


def test_values_that_look_the_same_are_not_mixed_up() -> None:
    """True, 1 and 1.0 are equal in Python and different in a graph: no cache may confuse them."""
    one = engine()
    forms = set()
    for value in (True, 1, 1.0, False, 0):
        document = _base()
        document["credentialSubject"]["identifier"][0]["hashed"] = value
        document["credentialSubject"]["identifier"][0]["identityHash"] = "x"
        try:
            expected = by_passes(document)
        except McissueError:
            expected = None
        assert one.canonical_form(document) in (None, expected)
        forms.add(expected)
    assert len(forms) > 2


def test_a_context_of_a_user_is_read_by_the_passes_alone() -> None:
    """A document that names a context beside the pinned ones does not go through the compiled engine."""
    store = STORE.with_context("https://x.example/c", {"@context": {"colour": "https://x.example/colour"}})
    document = {
        "@context": [urls.CREDENTIALS_V2, "https://x.example/c"],
        "type": "VerifiableCredential",
        "colour": "red",
    }
    assert compiled_engine(store, PINNED).canonical_form(document) is None
    assert b'<https://x.example/colour> "red"' in canonical_form(document, contexts=store, policy=PINNED)


def test_nothing_of_pyld_is_loaded() -> None:
    """All contexts are read by our own code: pinned ones, those of a user, and those inside a document."""
    code = """
import json, sys
from mcissue.jsonld import ContextPolicy, bundled_contexts, canonical_form
store = bundled_contexts().with_context("urn:c", {"@context": {"colour": "urn:colour"}})
policy = ContextPolicy.PINNED_WITH_INLINE
for document in json.load(sys.stdin):
    canonical_form(document, contexts=store, policy=policy)
    document["@context"] += ["urn:c", {"shade": "urn:shade"}]
    assert b"<urn:colour>" in canonical_form(document | {"colour": "red", "shade": "x"}, contexts=store, policy=policy)
print(sorted(name for name in sys.modules if name.startswith("pyld")))
"""
    documents = json.dumps([badge(), endorsement(), european()])
    done = subprocess.run(
        [sys.executable, "-c", code], input=documents, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_bounded_cache_keeps_what_is_used() -> None:
    """It holds twice its size at most, and an entry that is asked for again and again never goes."""
    cache: BoundedCache[int, str] = BoundedCache(10)
    cache.put(-1, "kept")
    for number in range(1000):
        cache.put(number, "x")
        assert cache.get(-1) == "kept"
        assert len(cache) <= 20
    assert cache.get(5) is None


def _shapes(count: int) -> Any:
    """Documents of which no two have their members in the same order."""
    names = [name for name in badge() if name not in ("@context", "endorsement", "credentialSchema")]
    for number in range(count):
        document, rest, left = badge(), number, list(names)
        ordered: dict[str, Any] = {"@context": document["@context"]}
        while left:
            rest, place = divmod(rest, len(left))
            name = left.pop(place)
            ordered[name] = document[name]
        ordered["issuer"]["id"] = f"https://issuer{number}.example/"
        yield ordered


@pytest.mark.parametrize("count", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_strangers_cannot_fill_the_memory(count: int) -> None:
    """However many forms and ids come, plans and ids that are kept stay within their bounds."""
    one = engine()
    for document in _shapes(count):
        assert one.canonical_form(document) is not None
    assert len(one._plans) <= 2 * 1024
    assert len(one._places) <= 2 * 1024
    assert all(len(place.ids) <= 2048 for place in one._places.young.values())
