"""The published Open Badges examples: which of the eleven mandatory elements each has, and what the verifier says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.university import AT
from tests.verify.schema import check_report

from mcissue.jsonld.contexts import ContextStore, bundled_contexts
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


# --- Other published vectors --------------------------------------------------------------------------------

SPEC_ISSUER = "https://example.edu/issuers/565049"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"


def published_contexts(reference: Path) -> ContextStore:
    """The contexts of mcissue, and two that only published vectors need, as a user would add them."""
    folder = reference / "w3c" / "contexts"
    return (
        bundled_contexts()
        .with_context(EXAMPLES_V2, (folder / "credentials-examples-v2.jsonld").read_bytes())
        .with_context(CITIZENSHIP, (folder / "citizenship-v4rc1.jsonld").read_bytes())
    )


def spec_issuer() -> Resolver:
    """The controller document that the specification's issuer would publish."""
    multikey = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    method = f"{SPEC_ISSUER}#{multikey}"
    document = {
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": SPEC_ISSUER,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": SPEC_ISSUER, "publicKeyMultibase": multikey}
        ],
        "assertionMethod": [method],
    }
    return Resolver({SPEC_ISSUER: document})


def flipped(value: str) -> str:
    """A signature with one character changed."""
    return value[:-5] + ("3" if value[-5] != "3" else "4") + value[-4:]


@pytest.mark.reference
def test_the_learner_record_of_the_specification_reproduces(reference: Path) -> None:
    """Its own signature and the one of the badge in it hold; both are by a published test key."""
    path = reference / "openbadges" / "test-vectors" / "clr-eddsa-rdfc-2022-signed.json"
    verifier = Verifier(at=AT, resolver=spec_issuer())
    report = verifier.verify(path.read_bytes())
    check_report(report.to_json())
    (part,) = report.parts
    for found in (report, part.report):
        for check_id in ("format", "json_ld", "proof", "validity"):
            assert found.check(check_id).outcome is Outcome.PASSED, found.check(check_id)
        assert found.check("issuer_binding").code == "published_test_key"
    assert report.credential.format == "clr_2_0"
    assert report.check("format").detail["associations"][0]["type"] == "isParentOf"
    assert report.verdict is Verdict.INVALID

    document = json.loads(path.read_bytes())
    inner = document["credentialSubject"]["verifiableCredential"][0]["proof"][0]
    inner["proofValue"] = flipped(inner["proofValue"])
    report = verifier.verify(json.dumps(document).encode())
    # The record is signed over the proofs in it.
    assert report.check("proof").code == "signature_invalid"
    assert report.parts[0].report.check("proof").code == "signature_invalid"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("eddsa-rdfc-2022-alumni", "published_test_key"),
        ("eddsa-jcs-2022-alumni", "published_test_key"),
        ("eddsa-rdfc-2022-employment", "published_test_key"),
        ("Ed25519Signature2020-alumni", "published_test_key"),
    ],
)
def test_the_vectors_of_the_cryptosuites_reproduce(reference: Path, name: str, code: str) -> None:
    """Every signature holds, old suite and new; one flipped character and it doesn't."""
    vector = json.loads((reference / "w3c" / "eddsa-vectors" / f"{name}.json").read_bytes())
    document = vector.get("signedDocument", vector)
    verifier = Verifier.generic(at=AT, contexts=published_contexts(reference))
    report = verifier.verify(json.dumps(document).encode())
    check_report(report.to_json())
    for check_id in ("format", "json_ld", "proof"):
        assert report.check(check_id).outcome is Outcome.PASSED, report.check(check_id)
    assert report.check("issuer_binding").outcome is Outcome.FAILED
    assert {note.code for note in report.notes} >= {"own_context_used"}
    document["proof"]["proofValue"] = flipped(document["proof"]["proofValue"])
    assert verifier.verify(json.dumps(document).encode()).check("proof").code == "signature_invalid"
    assert code == "published_test_key"


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"]
)
def test_the_sets_and_chains_of_the_specification_reproduce(reference: Path, name: str) -> None:
    """All their proofs hold; none of the keys is the issuer's."""
    path = reference / "w3c" / "eddsa-vectors" / "proof-set-chain" / f"{name}.json"
    verifier = Verifier.generic(at=AT, contexts=published_contexts(reference))
    report = verifier.verify(path.read_bytes())
    assert report.check("proof").outcome is Outcome.PASSED, report.check("proof")
    assert report.check("issuer_binding").outcome is Outcome.FAILED
    document = json.loads(path.read_bytes())
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for proof in proofs:
        good = proof["proofValue"]
        proof["proofValue"] = flipped(good)
        assert verifier.verify(json.dumps(document).encode()).check("proof").outcome is Outcome.FAILED
        proof["proofValue"] = good


@pytest.mark.reference
def test_the_fixtures_of_proof_chains_are_judged_by_the_check_proof(reference: Path) -> None:
    """Exactly those named Ok hold; their words are defined inside the document, which must be allowed."""
    folder = reference / "w3c" / "eddsa-vectors" / "proof-chain-fixtures"
    verifier = Verifier.generic(at=AT, inline_contexts=True)
    strict = Verifier.generic(at=AT)
    seen = 0
    for path in sorted(folder.glob("*.json")):
        outcome = verifier.verify(path.read_bytes()).check("proof").outcome
        assert (outcome is Outcome.PASSED) is ("Ok" in path.name), path.name
        assert strict.verify(path.read_bytes()).check("json_ld").code == "inline_context_not_allowed"
        seen += 1
    assert seen == 12


@pytest.mark.reference
def test_the_minimal_dutch_badge_is_read(reference: Path) -> None:
    """Unsigned, and with hardly any of the mandatory elements."""
    path = reference / "openbadges" / "edubadges-nl" / "minimal_valid_obv3.json"
    report = Verifier(at=AT).verify(path.read_bytes())
    assert report.check("format").outcome is Outcome.PASSED, report.check("format")
    assert report.check("proof").code == "proof_missing"
