"""The JSON-LD 1.1 toRdf suite through our engine without the document rule: equal or refused, never wrong."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from tests.jsonld.nquads import canonical_by_pyoxigraph, parse

from mcissue.errors import McissueError
from mcissue.jsonld.general.contexts import Contexts
from mcissue.jsonld.general.expand import expand
from mcissue.jsonld.quads import quads_of
from mcissue.jsonld.rdfc import canonicalize
from mcissue.jsonld.read import read_json

pytestmark = pytest.mark.reference

ARCHIVE = "w3c/json-ld/json-ld-api-toRdf-expand-tests.tar.gz"
#: Tests that give the expected graph: one may be added, none may go.
EQUAL = Path(__file__).resolve().parents[1] / "vectors/jsonld/toRdf-equal.txt"

#: Why a test with a graph is refused, and how many at most. The base address is null for us, and what says
#: nothing in a graph (an index, a context's direction, null) is a loss.
REFUSED = {
    "context_feature_unsupported:@base": 43,
    "context_unknown:": 9,
    "data_loss_detected:@direction": 6,
    "data_loss_detected:@index": 12,
    "data_loss_detected:blank node as property": 1,
    "data_loss_detected:free-floating value": 4,
    "data_loss_detected:language without value": 1,
    "data_loss_detected:malformed language tag": 1,
    "data_loss_detected:null": 4,
    "data_loss_detected:relative IRI": 22,
    "data_loss_detected:undefined term": 12,
    "data_loss_detected:undefined type": 8,
    "json_ld_invalid:invalid IRI mapping": 2,
    "json_control_character:": 1,
    "json_number_out_of_range:": 2,
    "values_coincide:": 1,
}


@cache
def suite(reference: Path) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The tests for JSON-LD 1.1, and the files of the suite by name."""
    with tarfile.open(reference / ARCHIVE) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        files = {member.name.removeprefix("./"): archive.extractfile(member).read() for member in members}
    manifest = json.loads(files["toRdf-manifest.jsonld"])
    return [test for test in manifest["sequence"] if not is_old(test.get("option", {}))], files


def is_old(option: dict[str, Any]) -> bool:
    """For JSON-LD 1.0, or for the one form of text directions that nobody signs."""
    named = (option.get("specVersion"), option.get("processingMode"), option.get("rdfDirection"))
    return "json-ld-1.0" in named or "compound-literal" in named


def form(test: dict[str, Any], files: dict[str, bytes]) -> bytes:
    def load(url: str) -> Any:
        raise McissueError(f"not at hand: {url}", code="context_unknown")

    document = read_json(files[test["input"]])
    return canonicalize(quads_of(expand(document, Contexts(load, kept=100))))


def reason(error: McissueError) -> str:
    return f"{error.code}:{(error.detail or {}).get('reason', '')}"


def test_no_graph_is_wrong(reference: Path) -> None:
    """Every positive test gives the expected graph, canonically, or is refused for a reason that has a name."""
    tests, files = suite(reference)
    equal, refused = set(), Counter[str]()
    for test in tests:
        if "jld:PositiveEvaluationTest" not in test["@type"]:
            continue
        expected = canonical_by_pyoxigraph(parse(files[test["expect"]].decode()))
        try:
            found = form(test, files)
        except McissueError as error:
            refused[reason(error)] += 1
            continue
        assert found == expected, test["@id"]
        if expected:
            equal.add(test["@id"])
    held = set(EQUAL.read_text(encoding="utf-8").split())
    assert len(held) >= 200
    assert held <= equal, "tests that gave the expected graph before do not any more"
    assert equal <= held, f"add to {EQUAL.name}: {sorted(equal - held)}"
    assert refused.keys() <= REFUSED.keys()
    assert all(count <= REFUSED[name] for name, count in refused.items()), refused


#: Tests whose expected graph we give, and PyLD 3.3 with a null base does not.
PYLD_IS_WRONG = {"#tdi09", "#tdi10", "#te120", "#tpi11", "#tpr37"}


def by_pyld(test: dict[str, Any], files: dict[str, bytes]) -> bytes:
    def load(url: str, _options: Any) -> Any:
        raise ValueError(url)

    options = {"base": None, "documentLoader": load, "format": "application/n-quads"}
    document = json.loads(files[test["input"]])
    return jsonld.normalize(document, {**options, "algorithm": "URDNA2015"}).encode()


def test_pyld_gives_the_same_wherever_both_answer(reference: Path) -> None:
    """What our engine gives for a test of the suite PyLD gives too, or the expected graph says who is right."""
    tests, files = suite(reference)
    same, others = 0, set()
    for test in tests:
        if "jld:PositiveEvaluationTest" not in test["@type"]:
            continue
        try:
            found = form(test, files)
        except McissueError:
            continue
        try:
            is_same = found == by_pyld(test, files)
        except (jsonld.JsonLdError, UserWarning, SyntaxWarning):
            is_same = False
        same += is_same
        if not is_same:
            others.add(test["@id"])
    assert same >= 200
    assert others == PYLD_IS_WRONG


def test_what_is_no_json_ld_is_refused(reference: Path) -> None:
    """Every negative test is refused, with a code of ours."""
    tests, files = suite(reference)
    negative = [test for test in tests if "jld:NegativeEvaluationTest" in test["@type"]]
    assert len(negative) > 80
    for test in negative:
        with pytest.raises(McissueError):
            form(test, files)
