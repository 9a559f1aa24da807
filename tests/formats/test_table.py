"""The table of formats: what holds for every line of it holds for a line that is added, and nothing else is touched."""

from __future__ import annotations

import ast
import copy
import importlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import run
from tests.issue.desk import Desk, rows
from tests.records import FULL_CREDENTIAL_ID, minimal_record, node_id
from tests.toys import diploma

from mcissue.annex import elements_of_document, why_no_achievement
from mcissue.annex.elements import ELEMENTS
from mcissue.formats import table, without
from mcissue.formats.conversion import SealNames, WriteRequest
from mcissue.formats.convert import convert, read_any
from mcissue.formats.detect import UNKNOWN, detect_format
from mcissue.formats.format import Format, Output, Securing, opened
from mcissue.formats.look import view_of
from mcissue.formats.outputs import families, output_by_id
from mcissue.formats.wrapping import inner_credential
from mcissue.issue.batch import Batch
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.issue.ledger import Ledger
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.proof.did import did_key
from mcissue.proof.keys import PrivateKey
from mcissue.record import Record
from mcissue.verify import Outcome, Policy, Verdict, Verifier

SOURCES = Path(importlib.import_module("mcissue").__file__ or "").parent
FORMATS = (*table.FORMATS, *diploma.FORMATS)
OUTPUTS = tuple((line, output) for line in FORMATS for output in line.outputs)
CONTEXTS = bundled_contexts().with_context(diploma.URL, diploma.CONTEXT)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
KEY = PrivateKey.from_seed(b"the diploma desk of these tests!")
SEAL = SealNames(identifier="VATFI-12345678", country="FI")

_V1, _V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def _credential(*types: str, context: str = _V2) -> dict[str, Any]:
    return {"@context": [context, _OB], "type": ["VerifiableCredential", *types], "credentialSubject": {}}


OTHERS: dict[str, dict[str, Any]] = {
    "open_badges_3_0_vc11": _credential("OpenBadgeCredential", context=_V1),
    "endorsement": _credential("EndorsementCredential"),
    "credentials_response": {"credential": [], "compactJwsString": []},
    "open_badges_2": {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"},
    "open_badges_2_part": {"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass"},
    "open_badges_0_5": {"recipient": "a", "badge": {"issuer": {}}},
    "blockcerts_3": _credential("BlockcertsCredential"),
    "blockcerts_2": {"type": "Assertion", "signature": {"type": ["MerkleProof2017", "Extension"]}},
    "blockcerts_1": {"document": {}, "receipt": {}},
    "open_badges_1": {"recipient": "a", "badge": {}, "verify": {}},
    "clr_2_0": _credential("ClrCredential"),
    "edc_sealed": {"payload": '{"type":["EuropeanDigitalCredential"]}', "signatures": []},
    "status_list": _credential("BitstringStatusListCredential"),
    "enveloped": {"@context": _V2, "type": "EnvelopedVerifiableCredential"},
    "presentation": {"@context": _V2, "type": "VerifiablePresentation"},
    "verifiable_credential_2": _credential(),
    "verifiable_credential_1": _credential(context=_V1),
    "registry_snapshot": {"type": "IssuerRegistrySnapshot"},
    "did_document": {"id": "did:web:x.example", "verificationMethod": []},
}
"""A document of each format that is not written here; what is written is its own sample."""


def written(output: Output, record: Record | None = None) -> dict[str, Any]:
    request = WriteRequest(credential_id=FULL_CREDENTIAL_ID, node_id=node_id, created=NOW, seal=lambda: SEAL)
    return output.written(record or minimal_record(), request).document


def sample(line: Format) -> dict[str, Any]:
    return copy.deepcopy(OTHERS.get(line.id) or written(line.outputs[0]))


every_format = pytest.mark.parametrize("line", FORMATS, ids=str)
every_output = pytest.mark.parametrize(("line", "output"), OUTPUTS, ids=lambda each: each.id)


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line more in the table: the only thing that these tests change."""
    monkeypatch.setattr(table, "FORMATS", FORMATS)


# --- A line -------------------------------------------------------------------------------------------------


@every_format
def test_a_format_is_described(line: Format) -> None:
    """Its id is a word, its titles have articles, what it names is there, and those that award nothing say why."""
    assert re.fullmatch("[a-z][a-z0-9_]*", line.id)
    assert line.title.startswith(("a ", "an ", "the "))
    assert line.standard_title.startswith(("a ", "an "))
    assert line.awards or (line.explanation or "").endswith(".")
    named = [
        line.rules,
        line.view,
        line.elements,
        line.unwrap,
        line.read,
        line.signs.looks,
        line.signs.members,
    ]
    assert all(callable(opened(name)) for name in named if name is not None)
    assert all(callable(opened(output.write)) for output in line.outputs)


def test_no_two_lines_are_alike() -> None:
    """Neither by id, nor by what they write, nor by the ends of file names."""
    outputs = [output for _, output in OUTPUTS]
    for values in (
        [line.id for line in FORMATS],
        [output.id for output in outputs],
        [output.suffix for output in outputs],
        [(output.family, output.form) for output in outputs],
    ):
        assert len(set(values)) == len(values)


def test_a_format_is_one_package_and_one_line() -> None:
    """Only the table imports whole formats; the toy is in no file of mcissue."""
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "FORMATS"
        if isinstance(node.value, ast.Name) and node.value.id != "table"
    }
    assert found == {"formats/table.py"}
    assert not any(
        "toy" in path.read_text(encoding="utf-8").lower().split() for path in SOURCES.rglob("*.py")
    )


def test_a_package_knows_no_other_format_and_not_the_table() -> None:
    """Only rules are built upon another format's: whoever changes one format need not read the others."""
    known = set()
    for path in (SOURCES / "formats").glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mcissue.formats."):
                other = str(node.module).removeprefix("mcissue.formats.")
                if other == "table" or (
                    (SOURCES / "formats" / other.split(".")[0]).is_dir()
                    and other.split(".")[0] != path.parent.name
                ):
                    known.add((f"{path.parent.name}.{path.stem}", other))
    assert known == {("clr.rules", "open_badges.rules"), ("vcdm.rules", "open_badges.rules")}


def test_the_table_loads_nothing_heavy() -> None:
    """Help texts list the formats: neither an engine nor a model of records comes with them."""
    code = "import sys, mcissue.formats.table; print([m for m in sys.modules if m.startswith('mcissue')])"
    import subprocess

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {
        name for name in ast.literal_eval(out) if name.startswith(("mcissue.jsonld", "mcissue.record"))
    }
    assert "pydantic" not in out


# --- Detected, inspected ------------------------------------------------------------------------------------


@every_format
def test_a_document_is_of_one_format(line: Format) -> None:
    """Its sample is found to be of it."""
    assert detect_format(sample(line)) is line


@every_format
def test_a_document_is_inspected(line: Format, tmp_path: Path) -> None:
    """The command line names the format, and shows title and elements of what awards something."""
    file = tmp_path / "document.json"
    file.write_text(json.dumps(sample(line)))
    ran = run("inspect", file, "--format", "json")
    if line.id == "enveloped":
        # An envelope is opened before anything is looked at, and the sample's is empty.
        assert ran.status == 2
        return
    found = json.loads(ran.out)
    # A seal is opened before anything is looked at: what is shown is the credential in it.
    assert found["format"]["id"] == ("edc" if line.id == "edc_sealed" else line.id)
    if line.id not in OTHERS:
        assert found["title"] == "Data protection"
        assert len(found["elements"]) == len(ELEMENTS)


# --- Verified -----------------------------------------------------------------------------------------------


@every_format
def test_an_unsigned_document_is_never_valid(line: Format) -> None:
    """A report names the format, and is no yes."""
    report = Verifier(contexts=CONTEXTS, policy=Policy.AUTHENTIC, at=NOW).verify(
        json.dumps(sample(line)).encode()
    )
    assert report.verdict is not Verdict.VALID
    # A seal is opened before anything is looked at: what is judged is the credential in it.
    assert report.credential.format in {line.id, "edc" if line.unwrap else None, None}


@every_format
def test_a_document_beyond_the_limits_is_not_read(line: Format) -> None:
    """Whatever the format, size goes before everything."""
    large = {**sample(line), "name": "x" * (CREDENTIAL_LIMITS.size + 1)}
    report = Verifier(contexts=CONTEXTS, at=NOW).verify(json.dumps(large).encode())
    assert report.verdict is Verdict.INDETERMINATE
    assert report.credential.format is None


def _issuer() -> tuple[Issuer, Record]:
    id_ = did_key(KEY.public_key)
    record = minimal_record()
    organisation = record.issuer.model_copy(update={"id": id_})
    issuer = Issuer(
        organisation=organisation, signer=KEY.signer(key_id_for(id_, KEY.public_key)), contexts=CONTEXTS
    )
    return issuer, record.model_copy(update={"issuer": organisation, "credential_id": FULL_CREDENTIAL_ID})


@every_output
def test_what_is_signed_is_authentic_and_a_change_is_noticed(line: Format, output: Output) -> None:
    """Written, signed and verified; then one letter of the title is another one."""
    if output.securing is not Securing.PROOF:
        return
    issuer, record = _issuer()
    draft = issuer.draft(record, status=None, node_id=node_id, created=NOW, output=output)
    data = issuer.sign(draft.document, created=NOW, as_array=output.proofs_listed)
    verifier = Verifier(contexts=CONTEXTS, policy=Policy.AUTHENTIC, at=NOW + timedelta(days=1))
    report = verifier.verify(data)
    assert report.verdict is Verdict.VALID, [
        check for check in report.checks if check.outcome is Outcome.FAILED
    ]
    assert report.credential.format == line.id
    assert line.standard_title in report.check("format").message
    assert report.credential.title == "Data protection"
    assert report.credential.issuer.claimed == "Kymi University"
    assert report.credential.award_date == "2026-06-15T10:00:00Z"
    forged = data.replace(b"Data protection", b"Data projection")
    assert verifier.verify(forged).verdict is Verdict.INVALID


# --- Written, read, converted -------------------------------------------------------------------------------


@every_output
def test_what_is_written_is_read_back(line: Format, output: Output) -> None:
    """The document is of the line that writes it, or of what is signed around it; only the losses are lost."""
    made = output.written(
        minimal_record(),
        WriteRequest(credential_id=FULL_CREDENTIAL_ID, node_id=node_id, created=NOW, seal=lambda: SEAL),
    )
    found = detect_format(made.document)
    assert found is line or output.securing is Securing.SEAL
    if output.securing in {Securing.PROOF, Securing.ELSEWHERE}:
        assert read_any(made.document).record == without(made.record, made.losses)
    assert output_by_id(output.id) is output


@every_output
def test_every_format_is_converted_to_every_other(line: Format, output: Output) -> None:
    """By way of the record: the title arrives."""
    if output.securing is Securing.SEAL:
        return
    for family in families():
        options = {"to": family, "credential_id": FULL_CREDENTIAL_ID, "node_id": node_id, "issued": NOW}
        made = convert(written(output), **options).document
        assert view_of(inner_credential(made).document).title() == "Data protection"


def test_a_format_that_is_not_there_is_named() -> None:
    """And so are those that are."""
    with pytest.raises(Exception, match="nothing is written in the format") as caught:
        convert(written(diploma.WRITTEN), to="mosaic", credential_id="urn:x", node_id=node_id)
    assert "toy" in str(caught.value)


class _DiplomaDesk(Desk):
    """A desk that trusts the context of diplomas."""

    def batch(self, ledger: Ledger) -> Batch:
        """The class to issue."""
        batch = super().batch(ledger)
        return replace(batch, issuer=replace(batch.issuer, contexts=CONTEXTS))


def test_a_class_is_issued_in_the_added_format(tmp_path: Path) -> None:
    """The run plans, signs and verifies files of its kind, and the ledger knows them."""
    desk = _DiplomaDesk(tmp_path, outputs=(diploma.WRITTEN,))
    verifier = Verifier(contexts=CONTEXTS, policy=Policy.AUTHENTIC, at=desk.now)
    reports = []

    def check(data: bytes) -> None:
        reports.append(verifier.verify(data))

    issued = desk.issue(rows(2), make_check=lambda _: check)
    files = sorted(path for path in tmp_path.rglob(f"*{diploma.WRITTEN.suffix}"))
    assert sorted(path for _, path in issued.issued) == files
    assert len(files) == 2
    assert [report.check("format").outcome for report in reports] == [Outcome.PASSED] * 2
    assert [report.check("json_ld").outcome for report in reports] == [Outcome.PASSED] * 2


@pytest.fixture
def fresh_command_line() -> Iterator[None]:
    """The command line as a new process loads it; afterwards each module is again what other tests know."""
    importlib.import_module("mcissue.cli")
    before = {name: module for name, module in sys.modules.items() if _is_of_the_command_line(name)}
    for name in before:
        del sys.modules[name]
    yield
    # What only this test has loaded would stay without being a member of the package that the others know.
    for name in [name for name in sys.modules if _is_of_the_command_line(name)]:
        del sys.modules[name]
    sys.modules.update(before)
    sys.modules["mcissue"].cli = before["mcissue.cli"]  # type: ignore[attr-defined]


def _is_of_the_command_line(name: str) -> bool:
    return name == "mcissue.cli" or name.startswith("mcissue.cli.")


@pytest.mark.usefixtures("fresh_command_line")
def test_the_command_line_offers_the_added_format() -> None:
    """`convert --to` lists what the table writes."""
    command = importlib.import_module("mcissue.cli.convert").convert
    (target,) = [option for option in command.params if option.name == "target"]
    assert list(target.type.choices) == ["openbadges", "edc", "toy", "record"]


# --- Hostile documents --------------------------------------------------------------------------------------

_JUNK = st.sampled_from(
    [None, True, 0, -1.5, "", "x", [], {}, [[]], [None], {"id": 5}, {"type": {}}, "2026-13-40"]
)


def _places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*here, key)
        yield from _places(item, (*here, key))


@every_format
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_nothing_in_a_document_breaks_its_view(line: Format, data: st.DataObject) -> None:
    """Whatever stands at one or two places: rules, view and elements answer, and so does the verifier."""
    document = sample(line)
    for _ in range(data.draw(st.integers(1, 2))):
        places = list(_places(document))
        if not places:
            break
        *way, last = data.draw(st.sampled_from(places))
        here: Any = document
        for step in way:
            here = here[step]
        here[last] = copy.deepcopy(data.draw(_JUNK))
    found = detect_format(document)
    assert found in {*FORMATS, UNKNOWN}
    for each in {found, line}:
        each.findings(document)
        view = each.view_of(document)
        view.title(), view.issuer_name(), view.dates(), view.status_entries(), view.scopes()
        list(view.awarding_bodies()), list(view.learner())
    assert len(elements_of_document(document)) == len(ELEMENTS)
    why_no_achievement(document)
    report = Verifier(contexts=CONTEXTS, at=NOW).verify(json.dumps(document).encode())
    assert report.verdict is not Verdict.VALID
