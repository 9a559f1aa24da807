"""Our contexts define what the published ones define: term by term, scoped contexts included."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
from functools import partial

import pytest
from tests.jsonld.contexts_oracle import (
    CONTEXTS,
    differences,
    index,
    outcome,
    published_document,
    published_files,
    rows,
    sides,
    terms,
)

from mcissue.jsonld import urls

pytestmark = pytest.mark.reference

EDITIONS = [pytest.param(url, row, id=row["file"]) for url, row in rows()]


def one_context(document):
    """The single context object of a document, those of an array of objects and known addresses merged."""
    context = document["@context"]
    return context if isinstance(context, dict) else None


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_published_digests(reference, url, row) -> None:
    """The index names the SHA-256 and SHA-384 of bytes that the publisher served."""
    data = published_files(reference)[row["published"]["sha256"]].read_bytes()
    assert hashlib.sha384(data).hexdigest() == row["published"]["sha384"]
    assert (
        json.loads(data) != json.loads((CONTEXTS / row["file"]).read_bytes())
        or data != (CONTEXTS / row["file"]).read_bytes()
    )


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_each_term_is_defined_alike(reference, url, row) -> None:
    """Processing gives the same IRI, type, container, protection, prefix flag and scope for each term.

    Looked at in the context itself, in each scoped context, entered by type and by property, and in each
    scoped context below those.
    """
    ours, published = sides(reference, {url: row["edition"]})
    assert differences(ours, published, url, depth=2) == []


@pytest.mark.slow
@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_each_term_is_defined_alike_one_level_deeper(reference, url, row) -> None:
    """The same, three scoped contexts deep."""
    ours, published = sides(reference, {url: row["edition"]})
    assert differences(ours, published, url, depth=3) == []


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_scoped_contexts_have_the_published_form(reference, url, row) -> None:
    """Each scoped context has the published members in the published form, whatever their order.

    JSON-LD 1.1 (API section 4.2.2) compares the redefinition of a protected term by its raw scoped context,
    so that another form would clash with third contexts where the published one does not.
    """
    theirs = one_context(published_document(reference, url, row["edition"]))
    if theirs is None:
        pytest.fail("no single object") if url != urls.SECURITY_V2 else None
        return
    mine = one_context(json.loads((CONTEXTS / row["file"]).read_bytes()))
    scopes = [
        {
            term: value["@context"]
            for term, value in each.items()
            if isinstance(value, dict) and "@context" in value
        }
        for each in (mine, theirs)
    ]
    assert scopes[0] == scopes[1]


def test_each_pair_gives_the_same_terms_or_the_same_error(reference) -> None:
    """Any two contexts, in either order, clash exactly where the published ones clash."""
    ours, published = sides(reference)
    clashes = 0
    for pair in itertools.product(index(), repeat=2):
        mine, theirs = (terms(outcome(partial(side.state, list(pair)))) for side in (ours, published))
        assert mine == theirs, pair
        clashes += isinstance(mine, str)
    assert 10 < clashes < 100


@pytest.mark.parametrize(("url", "row"), EDITIONS)
def test_the_published_context_may_follow_ours(reference, url, row) -> None:
    """Repeating the published definitions after ours is allowed or refused as after the published ones."""
    ours, published = sides(reference, {url: row["edition"]})
    theirs = published_document(reference, url, row["edition"])["@context"]
    twice = [url, *(theirs if isinstance(theirs, list) else [theirs])]
    after = [terms(outcome(partial(side.state, twice))) for side in (ours, published)]
    assert after[0] == after[1]
    assert not isinstance(after[0], str)


CLASH = "JsonLdError protected term redefinition"


@pytest.mark.parametrize(
    ("contexts", "expected"),
    [
        ([urls.CREDENTIALS_V2, urls.OB_3_0_0], CLASH),
        ([urls.CREDENTIALS_V2, urls.OB_3_0_1], CLASH),
        ([urls.CREDENTIALS_V2, urls.OB_3_0_2], None),
        ([urls.CREDENTIALS_V2, urls.OB_3_0_3], None),
        ([urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.OB_EXTENSIONS], None),
        ([urls.CREDENTIALS_V2, urls.CLR_2_0_1, urls.OB_3_0_3, urls.OB_EXTENSIONS], None),
        ([urls.CREDENTIALS_V2, urls.DATA_INTEGRITY_V2], None),
        ([urls.CREDENTIALS_V2, urls.DATA_INTEGRITY_V1], CLASH),
        ([urls.CREDENTIALS_V2, urls.BITSTRING_STATUS_LIST_V1], None),
        ([urls.CREDENTIALS_V2, urls.EDC_AP], CLASH),
        ([urls.CREDENTIALS_V1, urls.EDC_AP, urls.DATA_INTEGRITY_V2], None),
        ([urls.CREDENTIALS_V1, urls.OB_3_0_1, urls.OB_EXTENSIONS, urls.ED25519_2020_V1], None),
        ([urls.CREDENTIALS_V1, urls.OB_3_0_1, urls.DATA_INTEGRITY_V1], None),
        ([urls.OB_3_0_2, urls.OB_3_0_3], CLASH),
        ([urls.CREDENTIALS_V1, urls.CREDENTIALS_V2], CLASH),
        ([urls.DID_V1, urls.MULTIKEY_V1, urls.JWK_V1], None),
        ([urls.CID_V1, urls.MULTIKEY_V1, urls.JWK_V1], None),
        ([urls.CID_V1, urls.DID_V1], None),
    ],
)
def test_known_clashes(reference, contexts, expected) -> None:
    """Which contexts go together and which redefine each other's protected terms, as the facts say."""
    for side in sides(reference):
        result = outcome(partial(side.state, contexts))
        assert (result if isinstance(result, str) else None) == expected


def changes_of(context, way=()):
    """Every single change of a definition: another IRI, type or container, no protection, a term less."""
    for name, value in context.items():
        if name == "@protected":
            yield (*way, name), lambda holder, key: holder.pop(key)
        elif isinstance(value, str) and not name.startswith("@") and not value.startswith("@"):
            yield (*way, name), lambda holder, key: holder.update({key: holder[key] + "x"})
            yield (*way, name), lambda holder, key: holder.pop(key)
        elif isinstance(value, dict) and not name.startswith("@"):
            yield (*way, name, "@id"), lambda holder, key: holder.update({key: holder[key] + "x"})
            other = "@vocab" if value.get("@type") == "@id" else "@id"
            yield (*way, name, "@type"), lambda holder, key, other=other: holder.update({key: other})
            if "@container" in value:
                yield (*way, name, "@container"), lambda holder, key: holder.pop(key)
            elif "@context" not in value:
                yield (*way, name, "@container"), lambda holder, key: holder.update({key: "@list"})
            if isinstance(value.get("@context"), dict):
                yield from changes_of(value["@context"], (*way, name, "@context"))


@pytest.mark.parametrize(
    "url",
    [
        urls.CREDENTIALS_V2,
        urls.DATA_INTEGRITY_V2,
        urls.MULTIKEY_V1,
        pytest.param(urls.OB_3_0_3, marks=pytest.mark.slow),
    ],
)
def test_each_single_change_is_noticed(reference, url) -> None:
    """The comparison sees one changed IRI, type, container or protection mark anywhere in a context."""
    ours, published = sides(reference)
    right = ours._load(url)
    noticed = 0
    for way, change in changes_of(right["@context"]):
        wrong = copy.deepcopy(right)
        holder = wrong["@context"]
        for step in way[:-1]:
            holder = holder[step]
        change(holder, way[-1])
        broken = type(ours)(lambda address, wrong=wrong: wrong if address == url else pytest.fail(address))
        assert differences(broken, published, url, depth=1), way
        noticed += 1
    assert noticed > 10
