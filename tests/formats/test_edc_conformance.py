"""Our European Digital Credentials conform to the published shapes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats import edcs
from tests.formats.badges import changed
from tests.formats.shacl import Result, graph_of, results, shapes
from tests.records import full_record, records

from mcissue.errors import RecordError
from mcissue.formats.edc.documents import EdcProfile
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.record import Record

pytestmark = [pytest.mark.reference, pytest.mark.oracles]

BOTH = ("EDC-generic-full.ttl", "EDC-generic-no-cv.ttl")
NO_ISSUED = Result("issued", "MinCountConstraintComponent")
NO_LEGAL_IDENTIFIER = [
    Result("eidasLegalIdentifier", "MinCountConstraintComponent"),
    Result("issuer", "NodeConstraintComponent"),
]
KEY = PrivateKey.from_seed(bytes(range(32)))


@pytest.fixture(scope="module")
def ap_1_1(reference: Path) -> Any:
    return shapes(reference / "elm" / "shapes", *BOTH)


@pytest.fixture(scope="module")
def ap_1_2(reference: Path) -> Any:
    return shapes(reference / "elm" / "shapes-3.2-lts", *BOTH)


def without_numbers(record: Record) -> Record:
    """A record whose issuer has no legal identifier."""
    data = record.to_data()
    for one in (data["issuer"], *data["course"]["awarding_bodies"]):
        one.pop("identifiers", None)
    return Record.from_data(data)


def signed(document: dict[str, Any]) -> dict[str, Any]:
    return add_proof(
        document,
        signer=KEY.signer(did_key_method(KEY.public_key)),
        created=edcs.ISSUED,
        contexts=bundled_contexts(),
        as_array=False,
    )


def test_the_signed_form_conforms(ap_1_1: Any) -> None:
    """With its proof and a status entry it conforms to the application profile 1.1, both files together."""
    assert results(signed(edcs.write(full_record(), status=edcs.STATUS).document), ap_1_1) == []


def test_without_its_proof_it_conforms_to_the_next_profile(ap_1_2: Any) -> None:
    """Version 1.2 of the profile wants another kind of proof; all else of the signed form conforms to it."""
    assert results(edcs.write(full_record(), status=edcs.STATUS).document, ap_1_2) == []


@pytest.mark.parametrize("edition", ["ap_1_1", "ap_1_2"])
def test_an_issuer_without_legal_identifier_is_all_that_is_found(
    edition: str, request: pytest.FixtureRequest
) -> None:
    """An issuer in no register gives the two results that name just that."""
    document = edcs.write(without_numbers(full_record())).document
    assert results(document, request.getfixturevalue(edition)) == NO_LEGAL_IDENTIFIER


@pytest.mark.parametrize("scheme", ["eIDAS", "VAT", "registration"])
def test_any_legal_number_identifies_the_issuer(scheme: str, ap_1_1: Any) -> None:
    """An eIDAS identifier, or a VAT or registration number from which one follows, is enough."""
    data = without_numbers(full_record()).to_data()
    data["issuer"]["identifiers"] = [{"scheme": scheme, "value": "FI01234567", "country": "FI"}]
    assert results(edcs.write(Record.from_data(data)).document, ap_1_1) == []


def test_the_form_for_upload_lacks_only_the_time(ap_1_1: Any) -> None:
    """What the Commission's tool adds is all that the form for upload lacks."""
    assert results(edcs.upload(full_record()).document["credential"], ap_1_1) == [NO_ISSUED]
    bare = edcs.upload(without_numbers(full_record())).document["credential"]
    assert results(bare, ap_1_1) == sorted([NO_ISSUED, *NO_LEGAL_IDENTIFIER])


@pytest.mark.parametrize(
    ("profile", "file", "record"),
    [
        (EdcProfile.GENERIC, BOTH[0], full_record()),
        (EdcProfile.ISSUED_BY_MANDATE, "EDC-issuedByMandate.ttl", full_record()),
    ],
)
def test_each_profile_conforms_to_its_shapes(
    profile: EdcProfile, file: str, record: Record, reference: Path
) -> None:
    """The profiles are held to their own shapes and those that they build on."""
    closure = shapes(reference / "elm" / "shapes", *dict.fromkeys((*BOTH, file)))
    assert results(edcs.write(record, profile=profile).document, closure) == []


def test_the_accredited_profile_conforms(reference: Path) -> None:
    """An accredited course without a mandate conforms to the accredited profile; others can't be written so."""
    closure = shapes(reference / "elm" / "shapes", *BOTH, "EDC-accredited.ttl")
    record = changed(
        **{
            "course.mandate": None,
            "course.quality_assurance": [
                {
                    "kind": "external",
                    "type": "Program License",
                    "agency": {"name": "FINEEC", "id": "https://data.deqar.eu/agency/1"},
                }
            ],
        }
    )
    assert results(edcs.write(record, profile=EdcProfile.ACCREDITED).document, closure) == []
    assert results(edcs.write(record).document, closure) != []
    for other in (full_record(), changed(**{"course.mandate": None, "course.quality_assurance": []})):
        with pytest.raises(RecordError, match="rests on accreditations") as caught:
            edcs.write(_without_bodies_assurance(other), profile=EdcProfile.ACCREDITED)
        assert caught.value.code == "edc_profile_unfit"


def _without_bodies_assurance(record: Record) -> Record:
    data = record.to_data()
    for one in (data["issuer"], *data["course"]["awarding_bodies"]):
        one.pop("quality_assurance", None)
    return Record.from_data(data)


def test_a_mandate_cannot_be_claimed_without_one() -> None:
    """The profile of mandates needs the mandate."""
    with pytest.raises(RecordError, match="needs the mandate") as caught:
        edcs.write(changed(**{"course.mandate": None}), profile=EdcProfile.ISSUED_BY_MANDATE)
    assert caught.value.code == "edc_profile_unfit"


def test_the_shapes_notice_a_fault(ap_1_1: Any) -> None:
    """The shapes do look: each of these faults is found."""
    for name in ("displayParameter", "credentialProfiles", "validFrom", "issued", "credentialSubject"):
        document = edcs.write(full_record()).document
        del document[name]
        assert results(document, ap_1_1) != [], name
    document = edcs.write(full_record()).document
    edcs.claim_of(document)["specifiedBy"]["volumeOfLearning"] = "60h"
    assert results(document, ap_1_1) == [Result("volumeOfLearning", "DatatypeConstraintComponent")]


@settings(
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    max_examples=15,
)
@given(record=records())
def test_any_record_conforms_but_for_what_it_lacks(ap_1_1: Any, record: Record) -> None:
    """Whatever the record, only a missing address or legal identifier is found."""
    document = edcs.write(record).document
    if len(graph_of(document)) > 100:
        lacking = {found.path for found in results(document, ap_1_1)}
        assert lacking <= {"issuer", "eidasLegalIdentifier", "location"}, results(document, ap_1_1)


def test_the_did_of_the_key_is_what_signs() -> None:
    """The tests' own key is usable: a proof is made over all three contexts."""
    document = signed(edcs.write(full_record()).document)
    assert document["proof"]["verificationMethod"].startswith(did_key(KEY.public_key))
