"""Forms for upload: judged before they are sealed, and never valid."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.formats import edcs
from tests.records import full_record

from mcissue.formats.edc.rules import upload_findings
from mcissue.verify import Outcome, Policy, Report, Verdict, Verifier

Json = dict[str, Any]


def form() -> Json:
    return edcs.upload(full_record()).document


def report_of(document: Json) -> Report:
    return Verifier(policy=Policy.AUTHENTIC).verify(json.dumps(document).encode())


def test_ours_is_as_it_should_be_and_unsigned() -> None:
    """Nothing is wrong with it but that nobody has signed it, and the rest was not asked."""
    report = report_of(form())
    outcomes = {check.id: check.outcome for check in report.checks}
    assert [outcomes[name] for name in ("carrier", "format", "json_ld")] == [Outcome.PASSED] * 3
    proof = report.check("proof")
    assert (proof.outcome, proof.code, proof.path) == (Outcome.FAILED, "proof_missing", "$.credential")
    assert "issuing tool" in (proof.mend or "")
    for name in ("issuer_binding", "validity", "status", "issuer_registry", "accreditation"):
        assert report.check(name).outcome is Outcome.NOT_CHECKED
        assert "nobody has signed it" in report.check(name).message
    assert report.check("mandatory_elements").outcome is Outcome.PASSED
    assert report.verdict is Verdict.INVALID
    assert report.credential.title == "Research data management"
    assert report.credential.award_date == "2026-06-15T10:00:00Z"


def test_what_sealing_adds_is_forgiven_and_nothing_else() -> None:
    """The times and the issuer may be missing; a wrong issuer, or a missing picture, is a fault as ever."""
    document = form()
    for name in ("issued", "issuanceDate", "issuer"):
        document["credential"].pop(name, None)
    assert upload_findings(document) == ()
    document["credential"]["issuer"] = "did:web:kymi.example"
    document["credential"]["issued"] = "2026-06-15"
    del document["credential"]["displayParameter"]
    found = {(finding.code, finding.path) for finding in upload_findings(document)}
    assert found == {
        ("member_malformed", "$.credential.issuer"),
        ("datetime_malformed", "$.credential.issued"),
        ("member_missing", "$.credential.displayParameter"),
    }


@pytest.mark.parametrize("contexts", [True, False])
def test_a_word_without_meaning_is_found_at_its_place(contexts: bool) -> None:
    """With the contexts of the file, or with those that the European tools mean."""
    document = form()
    if not contexts:
        del document["credential"]["@context"]
    document["credential"]["credentialSubject"]["honours"] = "summa cum laude"
    check = report_of(document).check("json_ld")
    assert (check.outcome, check.code) == (Outcome.FAILED, "undefined_term")
    assert check.path == "$.credential.credentialSubject.honours"


def test_a_proof_inside_signs_nothing_around_it() -> None:
    """Whatever stands in the form, it is no signed credential."""
    document = form()
    document["credential"]["proof"] = {"type": "DataIntegrityProof"}
    report = report_of(document)
    assert report.check("proof").code == "proof_missing"
    assert report.verdict is Verdict.INVALID
