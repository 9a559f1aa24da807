"""The check `schema`: a JSON Schema and SHACL shapes that the reader brings."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import run
from tests.needs import lazily
from tests.university import University
from tests.verify.schema import check_report

from mcissue.errors import McissueError, VerificationError
from mcissue.formats.rules import MAX_LISTED
from mcissue.verify import Check, Verifier
from mcissue.verify.own_rules.json_schema import DocumentSchema
from mcissue.verify.own_rules.shapes import Shapes

rdflib = lazily("rdflib")

DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ob: <https://purl.imsglobal.org/spec/vc/ob/vocab.html#> .
@prefix cred: <https://www.w3.org/2018/credentials#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <https://rules.example/> .
"""
ONE_AWARD_DATE = """
:Badge a sh:NodeShape ; sh:targetClass ob:OpenBadgeCredential ;
  sh:property [ sh:path ob:awardedDate ; sh:minCount 1 ; sh:maxCount 1 ] .
"""
NO_AWARD_DATE = ONE_AWARD_DATE.replace("sh:minCount 1 ; sh:maxCount 1", "sh:maxCount 0")


def schema(**members: Any) -> DocumentSchema:
    return DocumentSchema.load(json.dumps(members).encode())


def shapes(*texts: str) -> Shapes:
    return Shapes.load([(f"{number}.ttl", (PREFIXES + text).encode()) for number, text in enumerate(texts)])


def checked(**rules: Any) -> tuple[Check, str]:
    report = University().verify(**rules)
    check_report(report.to_json())
    return report.check("schema"), report.verdict.value


# --- JSON Schema --------------------------------------------------------------------------------------------


def test_a_schema_that_fits_passes_and_counts() -> None:
    """Given means asked for; the verdict stays valid."""
    check, verdict = checked(schema=schema(required=["issuer"]))
    assert (check.outcome, check.code, verdict) == ("passed", None, "valid")


def test_what_does_not_fit_is_listed_with_its_place_and_fails_the_verdict() -> None:
    """An otherwise valid credential is not valid for whom the schema matters."""
    rules = {
        "properties": {
            "issuer": {"required": ["logo"]},
            "credentialSubject": {"properties": {"achievement": {"properties": {"name": {"maxLength": 3}}}}},
        }
    }
    check, verdict = checked(schema=schema(**rules))
    assert (check.outcome, check.code, verdict) == ("failed", "schema_violated", "invalid")
    paths = {finding["path"] for finding in check.detail["findings"]}
    assert paths == {"$.issuer", "$.credentialSubject.achievement.name"}
    assert check.path in paths


def test_messages_repeat_no_value_of_the_learner() -> None:
    """A report is kept and sent; what the schema found must not copy the credential."""
    name = {"items": {"properties": {"identityHash": {"maxLength": 1}}}}
    rules = {"properties": {"credentialSubject": {"properties": {"identifier": name}}}}
    check, _ = checked(schema=schema(**rules))
    assert check.outcome == "failed"
    assert "Aino" not in json.dumps(check.to_json())


def test_no_more_faults_are_listed_than_anybody_mends() -> None:
    """A schema with a hundred demands gives twenty findings."""
    check, _ = checked(schema=schema(allOf=[{"required": [f"member{number}"]} for number in range(100)]))
    assert len(check.detail["findings"]) == MAX_LISTED


@pytest.mark.parametrize(
    ("draft", "outcome"),
    [("http://json-schema.org/draft-07/schema#", "passed"), (DRAFT_2019, "failed")],
)
def test_the_draft_is_the_one_that_the_schema_names(draft: str, outcome: str) -> None:
    """`dependentRequired` came with 2019-09; in draft 7 it is no word."""
    rules = {"$schema": draft, "dependentRequired": {"issuer": ["nothingOfTheKind"]}}
    assert checked(schema=schema(**rules))[0].outcome == outcome


@pytest.mark.parametrize(
    "reference",
    ["https://schemas.example/other.json", "other.json", "file:///etc/hostname", "http://127.0.0.1:9/x#/a"],
)
def test_nothing_outside_of_the_schema_is_fetched(reference: str) -> None:
    """A remote reference is refused by name when the schema is loaded, without a try."""
    with pytest.raises(VerificationError) as caught:
        schema(**{"$id": "https://schemas.example/this.json", "properties": {"issuer": {"$ref": reference}}})
    assert caught.value.code == "schema_reference_refused"
    assert caught.value.indeterminate
    assert reference.partition("#")[0].rpartition("/")[2] in caught.value.message


def test_references_inside_of_the_schema_hold() -> None:
    """By pointer, by anchor and by the id of a part."""
    rules = {
        "$schema": DRAFT_2019,
        "$id": "https://schemas.example/this.json",
        "$defs": {
            "a": {"required": ["x"]},
            "b": {"$anchor": "b", "required": ["y"]},
            "c": {"$id": "c.json", "required": ["z"]},
        },
        "allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#b"}, {"$ref": "c.json"}],
    }
    check, _ = checked(schema=schema(**rules))
    assert len(check.detail["findings"]) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"true",
        b'{"type": "no such type"}',
        b'{"a": 1, "a": 2}',
        b'{"pattern": "("}',
        b'{"$schema": "https://draft.example/none"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_schema_is_named(data: bytes) -> None:
    """Our own error, indeterminate: of the credential nothing is known by that."""
    with pytest.raises(VerificationError) as caught:
        DocumentSchema.load(data)
    assert caught.value.code in {"schema_malformed", "schema_reference_refused"}
    assert caught.value.indeterminate


def test_a_pattern_can_not_be_made_to_run_for_ever() -> None:
    """Backtracking is bounded, and a text beyond the bound passes nothing."""
    university = University()
    university.achievement["name"] = "a" * 5_000 + "!"
    rules = schema(
        properties={
            "credentialSubject": {
                "properties": {"achievement": {"properties": {"name": {"pattern": r"^(?=a)(a+)+\1$"}}}}
            }
        }
    )
    assert university.verify(schema=rules).check("schema").outcome != "passed"


# --- SHACL --------------------------------------------------------------------------------------------------


@pytest.mark.oracles
def test_shapes_that_hold_pass_and_count() -> None:
    """The graph is the credential's own, with its proof in another graph."""
    assert checked(shapes=shapes(ONE_AWARD_DATE))[0].outcome == "passed"


@pytest.mark.oracles
def test_what_does_not_conform_has_its_place() -> None:
    """The focus node is found in the document by its id."""
    rules = NO_AWARD_DATE + (
        ":Issuer a sh:NodeShape ; sh:targetObjectsOf cred:issuer ;"
        " sh:property [ sh:path ob:telephone ; sh:minCount 1 ] ."
    )
    check, verdict = checked(shapes=shapes(rules))
    assert (check.outcome, check.code, verdict) == ("failed", "shapes_violated", "invalid")
    assert {finding["path"] for finding in check.detail["findings"]} == {"$", "$.issuer"}


@pytest.mark.oracles
def test_several_files_count_as_one() -> None:
    """An import is satisfied by another file, in any order."""
    first = ":all a owl:Ontology ; owl:imports :part ."
    second = f":part a owl:Ontology . {NO_AWARD_DATE}"
    assert checked(shapes=shapes(first, second))[0].code == "shapes_violated"
    assert checked(shapes=shapes(second, first))[0].code == "shapes_violated"


@pytest.mark.oracles
@pytest.mark.parametrize(
    "text",
    [
        ":all a owl:Ontology ; owl:imports <https://rules.example/elsewhere> ." + ONE_AWARD_DATE,
        ONE_AWARD_DATE + ':Badge sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1/> {?a ?b ?c} }" ] .',
        ONE_AWARD_DATE + ':Badge sh:sparql [ sh:select "SELECT $this from <http://127.0.0.1/> { ?a ?b ?c }" ] .',
        ONE_AWARD_DATE + ':Badge sh:js [ sh:jsFunctionName "f" ; sh:jsLibrary [ ] ] .',
    ],
)  # fmt: skip
def test_shapes_that_need_something_else_are_refused(text: str) -> None:
    """An import that was not given, a query of another server, a script: nothing is fetched or run."""
    with pytest.raises(VerificationError) as caught:
        shapes(text)
    assert (caught.value.code, caught.value.indeterminate) == ("shapes_reference_refused", True)


@pytest.mark.oracles
@pytest.mark.parametrize("text", ["", "this is no Turtle", ":a :b :c .", "\x00", "@prefix x: <"])
def test_what_holds_no_shapes_is_named(text: str) -> None:
    """Our own error, indeterminate; an empty file does not quietly pass everything."""
    with pytest.raises(VerificationError) as caught:
        shapes(text)
    assert (caught.value.code, caught.value.indeterminate) == ("shapes_malformed", True)


@pytest.mark.oracles
@pytest.mark.parametrize(
    "text",
    [
        ":Other a sh:NodeShape ; sh:targetClass :Invoice ; sh:property [ sh:path :x ; sh:minCount 1 ] .",
        ":Other a sh:NodeShape ; sh:targetClass ob:Achievement ; sh:property [ sh:path :x ; sh:maxCount 1 ] .",
    ],
)
def test_shapes_about_something_else_do_not_pass_it(text: str) -> None:
    """By SHACL everything conforms to them; here it is not known whether the credential does."""
    check, verdict = checked(shapes=shapes(text))
    assert (check.outcome, check.code, verdict) == ("indeterminate", "shapes_without_target", "indeterminate")


@pytest.mark.oracles
def test_a_document_without_a_clear_graph_is_not_held_to_shapes() -> None:
    """An undefined word fails `json_ld`; of the shapes nothing is known then."""
    university = University()
    university.after_signing.append(lambda document: document.update(unheardOf=1))
    report = university.verify(shapes=shapes(ONE_AWARD_DATE))
    assert report.check("json_ld").outcome == "failed"
    check = report.check("schema")
    assert (check.outcome, check.code, check.path) == ("indeterminate", "graph_unclear", "$.unheardOf")


@pytest.mark.oracles
def test_rdflib_is_left_as_it_was() -> None:
    """Its settings are those of the whole process, and others may use it."""
    logger = logging.getLogger("rdflib")
    before = logger.level, rdflib.NORMALIZE_LITERALS
    checked(shapes=shapes(NO_AWARD_DATE))
    assert (logger.level, rdflib.NORMALIZE_LITERALS) == before


# --- Both, none, and without the extras ---------------------------------------------------------------------


@pytest.mark.oracles
def test_faults_of_both_are_listed_together() -> None:
    """One check, two sets of rules."""
    check, _ = checked(schema=schema(required=["x"]), shapes=shapes(NO_AWARD_DATE))
    codes = {finding["code"] for finding in check.detail["findings"]}
    assert codes == {"schema_violated", "shapes_violated"}


def test_a_fault_weighs_more_than_rules_that_can_not_be_used() -> None:
    """What is known to be wrong is wrong, whatever else could not be found out."""
    broken = VerificationError("no", code="extra_missing", indeterminate=True)
    assert checked(schema=schema(required=["x"]), shapes=broken)[0].outcome == "failed"
    assert checked(schema=schema(), shapes=broken)[0].code == "extra_missing"


def test_nobody_asked_is_not_checked() -> None:
    """Without rules the check does not count."""
    check, verdict = checked()
    assert (check.outcome, check.code, verdict) == ("not_checked", "not_asked", "valid")


@pytest.mark.parametrize(
    ("module", "load", "extra"),
    [
        ("jsonschema_rs", schema, "schema"),
        ("rdflib", lambda: shapes(ONE_AWARD_DATE), "shacl"),
        ("pyshacl", lambda: shapes(ONE_AWARD_DATE), "shacl"),
    ],
)
def test_a_missing_extra_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, module: str, load: Any, extra: str
) -> None:
    """Not failed and not passed: the report says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(McissueError) as caught:
        load()
    report = University().verify(**{"schema" if extra == "schema" else "shapes": caught.value})
    check = report.check("schema")
    assert (check.outcome, check.code, report.verdict) == ("indeterminate", "extra_missing", "indeterminate")
    assert check.mend == f"pip install 'mcissue[{extra}]'"


def test_bytes_that_are_no_credential_are_held_to_nothing() -> None:
    """There is nothing to look at."""
    check = Verifier(schema=schema()).verify(b"no credential").check("schema")
    assert (check.outcome, check.code) == ("not_checked", "earlier_step")


# --- At the command line ------------------------------------------------------------------------------------


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    path = tmp_path / "credential.json"
    path.write_bytes(University().data())
    return path


@pytest.mark.oracles
def test_the_options_take_files(credential: Path, tmp_path: Path) -> None:
    """--shapes may be given again and again."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"required": ["issuer"]}')
    bad.write_text('{"required": ["nothing"]}')
    first, second = tmp_path / "1.ttl", tmp_path / "2.ttl"
    first.write_text(PREFIXES + ":all a owl:Ontology ; owl:imports :part .")
    second.write_text(PREFIXES + ":part a owl:Ontology ." + ONE_AWARD_DATE)
    for words, outcome in (
        (["--schema", good], "passed"),
        (["--schema", bad], "failed"),
        (["--shapes", first, "--shapes", second], "passed"),
        (["--schema", good, "--shapes", second], "passed"),
    ):
        ran = run("verify", credential, "--format", "json", *words)
        report = json.loads(ran.out)
        assert next(check for check in report["checks"] if check["id"] == "schema")["outcome"] == outcome
        assert report["asked"] == ["schema"]


@pytest.mark.oracles
def test_files_that_are_no_rules_are_wrong_usage(credential: Path, tmp_path: Path) -> None:
    """Exit status 2, and the option is named."""
    other = tmp_path / "other"
    other.write_text("neither")
    for option in ("--schema", "--shapes"):
        ran = run("verify", credential, option, other)
        assert (ran.status, ran.out) == (2, "")
        assert option in ran.err


def test_a_missing_extra_is_in_the_report_at_the_command_line(
    credential: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was not wrong: exit status by the verdict."""
    (tmp_path / "schema.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    ran = run("verify", credential, "--schema", tmp_path / "schema.json")
    assert ran.status == 3
    assert "pip install 'mcissue[schema]'" in ran.out


# --- Official files -----------------------------------------------------------------------------------------


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["2024-09-strict/ob_v3p0_achievementcredential_schema.json", "2026/ob_v3p0_achievementcredential_schema.json"]
)  # fmt: skip
def test_the_official_schemas_of_open_badges_can_be_used(reference: Path, name: str) -> None:
    """A good credential fits them; without a name for its achievement it does not."""
    official = DocumentSchema.load((reference / "openbadges/schemas" / name).read_bytes())
    assert official.draft == f"{DRAFT_2019}#"
    university = University()
    university.options["schema"] = official
    assert university.verify().check("schema").outcome == "passed"
    del university.achievement["name"]
    check = university.verify().check("schema")
    assert (check.outcome, check.path) == ("failed", "$.credentialSubject.achievement")


@pytest.mark.oracles
@pytest.mark.reference
def test_the_official_shapes_find_what_a_seal_would_add(reference: Path) -> None:
    """The unsealed sample and its upload form lack the same; the sealed one conforms; alone the file is refused."""
    folder = reference / "elm"
    files = [
        (name, (folder / "shapes" / name).read_bytes())
        for name in ("EDC-generic-full.ttl", "EDC-generic-no-cv.ttl")
    ]
    official = Shapes.load(files)
    with pytest.raises(VerificationError, match="edc-generic-no-cv"):
        Shapes.load(files[:1])
    verifier = Verifier(shapes=official)
    for name, path, count in (
        ("samples/Sample-MC-Annex1-unsigned.jsonld", "$", 3),
        ("samples/Sample-MC-Annex1-unsigned-uploadable.json", "$.credential", 3),
        ("samples-signed/Sample-MC-Annex1-signed.jsonld", None, 0),
    ):
        check = verifier.verify((folder / name).read_bytes()).check("schema")
        assert (check.path, len(check.detail.get("findings", ()))) == (path, count)
