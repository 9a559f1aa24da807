"""The published Open Badges examples: which of the eleven mandatory elements each has, and what the verifier says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.university import AT
from tests.verify.schema import check_report

from mcissue.proof.did import Resolver
from mcissue.verify import Outcome, Verdict, Verifier

EXAMPLES = (
    "basic-openbadgecredential",
    "complete-openbadgecredential",
    "achievement-alignment-case",
    "achievement-alignment-ctdl",
    "skill-assertion-case",
    "skill-assertion-ctdl",
)


def report_of(reference: Path, name: str):
    data = (reference / "openbadges" / "examples" / f"{name}.json").read_bytes()
    report = Verifier(at=AT).verify(data, name=name)
    check_report(report.to_json())
    return report


@pytest.mark.reference
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_is_read_and_found_unsigned(reference: Path, name: str) -> None:
    """The examples are good Open Badges with one lossless meaning, and nobody has signed them."""
    report = report_of(reference, name)
    assert report.check("format").outcome is Outcome.PASSED, report.check("format")
    assert report.check("json_ld").outcome is Outcome.PASSED, report.check("json_ld")
    assert report.check("proof").code == "proof_missing"
    assert report.verdict is Verdict.INVALID
    assert not report.credential.authenticated


@pytest.mark.reference
def test_the_mandatory_elements_of_the_published_examples(reference: Path) -> None:
    """File by file: only the complete example has a country and credits, and those are without a unit."""
    states = {
        name: {
            element.id: element.state.value
            for element in report_of(reference, name).credential.elements
            if element.mandatory
        }
        for name in EXAMPLES
    }
    for name, found in states.items():
        assert len(found) == 11
        complete = name == "complete-openbadgecredential"
        assert found["country"] == ("present" if complete else "missing"), name
        assert found["workload"] == ("partly" if complete else "missing"), name
        assert found["title"] == "present", name
        assert found["awarding_body"] == "present", name
        assert found["date_of_issuing"] == "present", name


@pytest.mark.reference
def test_the_published_endorsement_says_that_it_is_no_achievement(reference: Path) -> None:
    """An endorsement has no elements to judge, and the report says why."""
    report = report_of(reference, "endorsementcredential")
    assert report.check("format").outcome is Outcome.PASSED
    assert report.check("proof").code == "proof_missing"
    assert report.check("mandatory_elements").code == "no_achievement"
    assert "endorsement" in report.check("mandatory_elements").message
    assert report.credential.elements == ()
    assert report.verdict is Verdict.INVALID


@pytest.mark.reference
def test_the_signed_vector_of_open_badges_has_a_good_signature_by_a_published_key(reference: Path) -> None:
    """Its signature holds, but its key is public knowledge, so it proves nothing."""
    path = reference / "openbadges" / "test-vectors" / "ob-eddsa-rdfc-2022-signed.json"
    document = json.loads(path.read_bytes())
    method = document["proof"]["verificationMethod"]
    controller, _, multikey = method.partition("#")
    controller_document = {
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": controller,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": controller, "publicKeyMultibase": multikey}
        ],
        "assertionMethod": [method],
    }
    verifier = Verifier(at=AT, resolver=Resolver({controller: controller_document}))
    report = verifier.verify(path.read_bytes())
    check_report(report.to_json())
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.check("issuer_binding").code == "published_test_key"
    assert report.verdict is Verdict.INVALID
    # Without the document the key only asserts itself, which binds nobody.
    alone = Verifier(at=AT).verify(path.read_bytes())
    assert alone.check("issuer_binding").code == "controller_document_unavailable"
