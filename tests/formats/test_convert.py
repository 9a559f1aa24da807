"""Conversion from one format to another by way of the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.formats import edcs
from tests.formats.edcs import upload, write
from tests.records import FULL_CREDENTIAL_ID, full_record, node_id, records

from mcissue.errors import McissueError, RecordError
from mcissue.formats import from_edc, from_openbadges, to_openbadges, without
from mcissue.formats.convert import RECORD, Converted, convert, read_any
from mcissue.formats.edc import EDC
from mcissue.formats.edc.documents import settled_for_edc
from mcissue.formats.open_badges import OPEN_BADGES_3_0
from mcissue.formats.outputs import families
from mcissue.record import Record

NEW_ID = "urn:uuid:0d7f0f4c-5a3b-4c56-9c3c-d6d0d7b6c1aa"


def badge(record: Record | None = None) -> dict[str, Any]:
    return to_openbadges(
        record or full_record(), credential_id=FULL_CREDENTIAL_ID, status=None, node_id=node_id
    ).document


TARGETS = (*families(), RECORD)


def converted(document: dict[str, Any], to: str, **options: Any) -> Converted:
    return convert(document, to=to, credential_id=NEW_ID, node_id=node_id, **options)


def test_a_badge_becomes_a_european_credential_and_a_badge_again() -> None:
    """With a record in one language and no e-mail address nothing is lost there and back."""
    there = converted(badge(full_record(email=None)), "edc", issued=edcs.ISSUED)
    back = converted(there.document, "openbadges")
    assert there.unread == there.unwritten == back.unread == back.unwritten == ()
    assert there.source is OPEN_BADGES_3_0
    assert back.source is EDC
    assert settled_for_edc(from_openbadges(back.document).record) == settled_for_edc(there.record)
    assert there.document["id"] == back.document["id"] == FULL_CREDENTIAL_ID


@settings(max_examples=25, deadline=None)
@given(records())
def test_whatever_is_lost_is_listed(record: Record) -> None:
    """For any record: the new document read back is the record between, minus the losses."""
    try:
        source = badge(record)
        found = converted(source, "edc", issued=edcs.ISSUED)
    except RecordError:
        return
    assert from_edc(found.document).record == settled_for_edc(without(found.record, found.unwritten))


def test_the_form_is_that_of_the_european_tools_unless_it_will_be_signed() -> None:
    """Without a time of issuing the result is for upload."""
    assert set(converted(badge(), "edc").document) == {"credential", "deliveryDetails"}
    assert "issued" in converted(badge(), "edc", issued=edcs.ISSUED).document


@pytest.mark.parametrize("form", ["signed", "upload", "sealed"])
def test_every_form_of_a_european_credential_is_read(form: str) -> None:
    """Places of losses are those of the file that was given."""
    document = upload(full_record()).document if form == "upload" else write(full_record()).document
    inner = document["credential"] if form == "upload" else document
    inner["unheardOf"] = {"x": 1}
    if form == "sealed":
        document = {"payload": json.dumps(document), "signatures": []}
    found = converted(document, RECORD)
    assert found.document["course"]["title"] == full_record().to_data()["course"]["title"]
    path = {"signed": "$", "upload": "$.credential", "sealed": "$.payload"}[form]
    assert f"{path}.unheardOf" in {loss.path for loss in found.unread}


def test_nothing_of_the_old_signature_goes_with_it() -> None:
    """No proof, no place in a status list: they belong to the old document, and are no loss of content."""
    document = {**badge(), "proof": [{"type": "DataIntegrityProof"}], "credentialStatus": {"type": "X"}}
    for target in TARGETS:
        found = converted(document, target)
        text = json.dumps(found.document)
        assert "DataIntegrityProof" not in text
        assert "credentialStatus" not in text
        assert "proof" not in {loss.steps[0] for loss in found.unread}


def test_a_record_comes_out_as_data_that_reads_back() -> None:
    """`--to record` is the form in which programs hand records to mcissue."""
    found = converted(badge(), RECORD)
    assert Record.from_data(found.document) == found.record
    assert found.unwritten == ()


def test_a_document_without_an_id_gets_the_new_one() -> None:
    """Its own goes before."""
    document = badge()
    assert converted(document, "edc").document["credential"]["id"] == FULL_CREDENTIAL_ID
    del document["id"]
    assert converted(document, "edc").document["credential"]["id"] == NEW_ID


@pytest.mark.parametrize(
    "document",
    [{}, {"type": "BitstringStatusListCredential"}, {"payload": "EuropeanDigitalCredential {", "signatures": []}],
)  # fmt: skip
def test_what_is_no_credential_is_refused(document: dict[str, Any]) -> None:
    """Our own error, and nothing else."""
    with pytest.raises(McissueError):
        read_any(document)


@pytest.mark.reference
@pytest.mark.parametrize("target", TARGETS)
def test_every_official_sample_is_converted(reference: Path, target: str) -> None:
    """Read, written, read again: the same record minus what is listed."""
    for path in sorted(
        [*(reference / "elm/samples").iterdir(), *(reference / "elm/samples-signed").iterdir()]
    ):
        found = converted(json.loads(path.read_bytes()), target)
        expected = without(found.record, found.unwritten)
        if target == "edc":
            assert from_edc(found.document).record == settled_for_edc(expected)
        elif target == "openbadges":
            assert from_openbadges(found.document).record == expected
