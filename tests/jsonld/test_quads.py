"""Quads in the exact letters of canonical N-Quads; the published JSON-LD to RDF tests; loss is noticed."""

from __future__ import annotations

import json
import tarfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld
from tests.jsonld import nquads
from tests.jsonld.documents import STORE, badge, changed

from mcissue.errors import DocumentError
from mcissue.jsonld import ContextPolicy
from mcissue.jsonld.lossless import expand_lossless
from mcissue.jsonld.meaning import Census, check_meaning
from mcissue.jsonld.quads import literal, quad_line, quads_of
from mcissue.jsonld.rdfc import canonicalize
from mcissue.words import ABSOLUTE_IRI

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", '"plain"'),
        ("Ü學🎓\u2028\u0085\u00a0", '"Ü學🎓\u2028\u0085\u00a0"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("\b\t\n\f\r", r'"\b\t\n\f\r"'),
        ("\x00\x01\x07\x0b\x1f\x7f", r'"\u0000\u0001\u0007\u000B\u001F\u007F"'),
        ("\ufffe\uffff\ufffd", r'"\uFFFE\uFFFF' + '\ufffd"'),
        ("'/\x80", '"\'/\x80"'),
    ],
)
def test_literals_are_escaped_as_the_standard_says(text, written) -> None:
    """Seven escapes by letter, other control characters by number in capitals, the rest as it is (RDFC-1.0, 5)."""
    assert literal(text) == written


def test_literals_carry_their_datatype_or_language() -> None:
    """xsd:string is left out, a language replaces the datatype."""
    assert literal("x", datatype="urn:t") == '"x"^^<urn:t>'
    assert literal("x", datatype=f"{XSD}string") == '"x"'
    assert literal("x", language="en") == '"x"@en'


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")))
def test_any_literal_is_escaped_as_another_implementation_does(text) -> None:
    """pyoxigraph writes the same line."""
    quads = [("<urn:s>", "<urn:p>", literal(text), "")]
    assert nquads.canonical_by_pyoxigraph(quads) == quad_line(quads[0]).encode()


NUMBERS = [
    (3, None, '"3"^^<X#integer>'), (3.0, None, '"3"^^<X#integer>'), (-7, None, '"-7"^^<X#integer>'),
    (0, None, '"0"^^<X#integer>'), (2**53 - 1, None, '"9007199254740991"^^<X#integer>'),
    (2.5, None, '"2.5E0"^^<X#double>'), (0.5, None, '"5.0E-1"^^<X#double>'), (60.17, None, '"6.017E1"^^<X#double>'),
    (9.95, None, '"9.949999999999999E0"^^<X#double>'), (0.1, None, '"1.0E-1"^^<X#double>'),
    (0.000001, None, '"1.0E-6"^^<X#double>'), (-1234.5, None, '"-1.2345E3"^^<X#double>'),
    (3, "X#float", '"3"^^<X#float>'), (2.5, "X#float", '"2.5E0"^^<X#float>'),
    (3, "X#double", '"3.0E0"^^<X#double>'), (100, "X#double", '"1.0E2"^^<X#double>'), (0, "X#double", '"0.0E0"^^<X#double>'),
    (True, None, '"true"^^<X#boolean>'), (False, None, '"false"^^<X#boolean>'), (True, "urn:t", '"true"^^<urn:t>'),
]  # fmt: skip


@pytest.mark.parametrize(("number", "datatype", "written"), NUMBERS)
def test_numbers_have_their_canonical_form(number, datatype, written) -> None:
    """Whole numbers as integers, others as JSON-LD's canonical doubles; both as jsonld.js writes them."""
    value = {"@value": number, **({"@type": datatype.replace("X#", XSD)} if datatype else {})}
    ((_, _, found, _),) = quads_of([{"@id": "urn:s", "urn:p": [value]}])
    assert found == written.replace("X#", XSD)


def test_lists_and_graphs_become_quads() -> None:
    """Each list has its own nodes, an empty one is rdf:nil, a graph is named by its node."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    two, none = {"@list": [{"@value": "a"}, {"@id": "urn:b"}]}, {"@list": []}
    quads = quads_of(
        [{"@id": "urn:s", "urn:p": [two, two, none], "urn:g": [{"@graph": [{"@type": ["urn:T"]}]}]}]
    )
    assert canonicalize(quads).decode().count(f"<{rdf}first>") == 4
    assert ("<urn:s>", "<urn:p>", f"<{rdf}nil>", "") in quads
    (named,) = [quad for quad in quads if quad[3]]
    assert ("<urn:s>", "<urn:g>", named[3], "") in quads


# What PyLD 3.3 expands wrongly, and (rt01) an integer of 22 digits, which strict reading refuses.
LEFT_OUT = {"#te111", "#te112", "#te122", "#tli12", "#tli14", "#twf05", "#trt01"}


@pytest.mark.reference
def test_the_published_json_ld_tests_give_their_graphs(reference) -> None:
    """Every toRdf test that PyLD expands without what the rule of one meaning excludes gives its graph."""
    with tarfile.open(reference / "w3c/json-ld/json-ld-api-toRdf-expand-tests.tar.gz") as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
    manifest = json.loads(files["toRdf-manifest.jsonld"])
    base, ran, skipped, coinciding = manifest["baseIri"], 0, 0, []

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": json.loads(files[url.removeprefix(base)])}

    for test in manifest["sequence"]:
        option = test.get("option", {})
        if (
            test["@id"] in LEFT_OUT
            or "jld:PositiveEvaluationTest" not in test["@type"]
            or not test["input"].endswith(".jsonld")
        ):
            continue
        if option.get("specVersion") == "json-ld-1.0" or option.keys() & {
            "rdfDirection",
            "produceGeneralizedRdf",
        }:
            continue
        options = {"base": option.get("base", base + test["input"]), "documentLoader": load}
        if "expandContext" in option:
            options["expandContext"] = json.loads(files[option["expandContext"]])
        try:
            expanded = jsonld.expand(json.loads(files[test["input"]]), options)
        except (jsonld.JsonLdError, UserWarning, SyntaxWarning):
            continue
        text = json.dumps(expanded)
        if any(mark in text for mark in ('"_:', "@reverse", "@included", "@json", "@direction", "@index")):
            skipped += 1
            continue
        expected = nquads.parse(files[test["expect"]].decode())
        try:
            quads = quads_of(expanded)
        except DocumentError as error:
            coinciding.append((test["@id"], error.code))
            continue
        found = [quad for quad in quads if all(is_absolute(term) for term in quad)]
        assert canonicalize(found) == canonicalize(expected), test["@id"]
        ran += 1
    assert (ran, skipped) == (251, 67)
    # true and "true" under one property: one quad there, refused here.
    assert coinciding == [("#ttn02", "values_coincide")]


def is_absolute(term: str) -> bool:
    return not term.startswith("<") or ABSOLUTE_IRI.fullmatch(term[1:-1]) is not None


def expansion_refusal(document: dict[str, Any], census: Census) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        expand_lossless(document, census, contexts=STORE)
    return caught.value


@pytest.mark.parametrize("field", ["values", "references", "types"])
def test_a_graph_that_says_less_than_was_counted_is_refused(field) -> None:
    """If the expansion lost a value, a reference or a type, the counts differ."""
    census = check_meaning(badge(), contexts=STORE, policy=ContextPolicy.STRICT)
    assert expand_lossless(badge(), census, contexts=STORE)
    setattr(census, field, getattr(census, field) + 1)
    assert expansion_refusal(badge(), census).code == "data_loss_detected"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(undefined="x"),
        lambda d: d["issuer"].update(id="relative"),
        lambda d: d["issuer"].update(type=["Unknown"]),
        lambda d: d["credentialStatus"].update(statusListCredential="relative"),
        lambda d: d.update({"@reverse": {"issuer": {"id": "urn:x"}}}),
        lambda d: d["evidence"][0].update({"@index": "x"}),
        lambda d: d.update({"@included": [{"id": "urn:x", "name": "x"}]}),
    ],
)
def test_loss_is_noticed_without_the_rule_of_one_meaning(change) -> None:
    """The second lock closes by itself: what the rule would name is refused by the expansion, too."""
    census = check_meaning(badge(), contexts=STORE, policy=ContextPolicy.STRICT)
    assert not expansion_refusal(changed(change), census).indeterminate
