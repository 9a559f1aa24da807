"""Bytes that are no plain JSON credential are named for what they are."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from tests.clock import within
from tests.university import AT, ISSUER, University
from tests.verify.schema import check_report

from mcissue.verify import Outcome, Verdict, Verifier

GOOD = University().data()
TEXT = GOOD.decode()
JWT = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6d2ViOmEuZXhhbXBsZSJ9.c2lnbmF0dXJl"

CONTAINERS = {
    "PDF file": b"%PDF-1.7\n",
    "web page": b"<!doctype html><html><body></body></html>",
    "SD-JWT": JWT + b"~WyJhIl0~",
}

STRANGERS = {
    "spreadsheet": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml",
    "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "GZIP": b"\x1f\x8b\x08\x00",
    "private key": b"-----BEGIN PRIVATE KEY-----\n",
    "XML": b"<?xml version='1.0'?><credential/>",
    "CSV": b"learner_id,full_name\n1,Aino Virtanen\n",
    "nothing": b"",
    "blanks": b" \n\n",
    "noise": bytes(range(256)),
    "large noise": b"\x00\xff" * 3_000_000,
    "a JSON text": b'"credential"',
    "a JSON array": b"[" + GOOD + b"]",
    "JSON null": b"null",
    "a host name": b"www.kymi.example",
}

BROKEN = {
    "cut off": (GOOD[:500], "json_malformed"),
    "a member twice": (
        TEXT.replace('"id":', '"id": "urn:uuid:1", "id":', 1).encode(),
        "json_duplicate_member",
    ),
    "NaN": (TEXT.replace('"creditsAvailable": 5', '"creditsAvailable": NaN').encode(), "json_malformed"),
    "half a character": (TEXT.replace("Aino", "\\ud800").encode(), "json_lone_surrogate"),
    "UTF-16": (TEXT.encode("utf-16"), "json_not_utf8"),
    "Latin-1": (TEXT.replace("Aino", "Äino").encode("latin-1"), "json_not_utf8"),
    "two credentials": (GOOD + GOOD, "json_malformed"),
}

LIMITS = {
    "a huge number": (
        TEXT.replace('"creditsAvailable": 5', '"creditsAvailable": 1e400').encode(),
        "json_number_out_of_range",
    ),
    "deep": (b'{"a":' * 100 + b"1" + b"}" * 100, "limit_depth"),
    "large": (b'{"a": "' + b" " * 6_000_000 + b'"}', "limit_size"),
    "many": (b'{"a": [' + b"1," * 5_000 + b"1]}", "limit_items"),
}


def verify(data: bytes):
    report = Verifier(at=AT).verify(data)
    check_report(report.to_json())
    json.dumps(report.to_json())
    return report


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_that_may_hold_a_credential_is_indeterminate(name: str) -> None:
    """What can't be opened yet is not called invalid."""
    report = verify(CONTAINERS[name])
    check = report.check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "carrier_unsupported")
    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_credential_is_neither_good_nor_bad(name: str) -> None:
    """Bytes that are no credential have a verdict of their own, and the report says what they are."""
    report = verify(STRANGERS[name])
    check = report.check("carrier")
    assert (check.outcome, check.code) == (Outcome.NOT_APPLICABLE, "carrier_no_credential")
    assert report.verdict is Verdict.NO_CREDENTIAL
    assert {each.outcome for each in report.checks[1:]} == {Outcome.NOT_CHECKED}


OPC = {"docProps/app.xml": "x" * 9_000, "[Content_Types].xml": "<Types/>"}
ODF = "application/vnd.oasis.opendocument."
ARCHIVES: dict[str, tuple[dict[str, str], str]] = {
    "Excel": ({**OPC, "xl/workbook.xml": ""}, "mcissue issue"),
    "Word": ({**OPC, "word/document.xml": ""}, "Ask its issuer or learner"),
    "PowerPoint": ({**OPC, "ppt/presentation.xml": ""}, "Ask its issuer or learner"),
    "spreadsheet (OpenDocument)": ({"mimetype": f"{ODF}spreadsheet", "content.xml": ""}, "mcissue issue"),
    "text document (OpenDocument)": ({"mimetype": f"{ODF}text", "content.xml": ""}, "Ask its issuer"),
    "Office file": (OPC, "Ask its issuer or learner"),
    "ZIP archive": ({"read-me.txt": "a"}, "Ask for the credential itself"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_is_called_what_its_owner_calls_it(name: str) -> None:
    """A spreadsheet is a ZIP archive, and nobody who made one knows that; the message says what to do."""
    members, mend = ARCHIVES[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member, text in members.items():
            stored = zipfile.ZIP_STORED if member == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(member, text, compress_type=stored)
    check = verify(stream.getvalue()).check("carrier")
    assert (check.outcome, check.code) == (Outcome.NOT_APPLICABLE, "carrier_no_credential")
    assert name in check.message
    assert check.mend is not None
    assert mend in check.mend


@pytest.mark.parametrize(
    ("data", "named", "mend"),
    [
        (University().registry_data(), "issuer registry", "--registry FILE"),
        (json.dumps(University().status_list()).encode(), "status list", "--status-lists FOLDER"),
        (json.dumps(University().did_documents[ISSUER]).encode(), "DID document", "--did-documents FOLDER"),
    ],
)
def test_what_a_credential_is_verified_with_is_no_credential(data: bytes, named: str, mend: str) -> None:
    """Each is named, and so is the option that takes it."""
    report = verify(data)
    check = report.check("format")
    assert report.verdict is not Verdict.VALID
    assert named in check.message
    assert "not a credential" in check.message
    assert check.mend is not None
    assert mend in check.mend


def test_several_credentials_in_brackets_are_told_how_to_stand() -> None:
    """As JSON Lines they are verified one by one."""
    check = verify(STRANGERS["a JSON array"]).check("carrier")
    assert "JSON Lines" in (check.mend or "")
    assert "JSON Lines" not in (verify(STRANGERS["JSON null"]).check("carrier").mend or "")


@pytest.mark.parametrize("name", BROKEN)
def test_a_damaged_credential_is_invalid(name: str) -> None:
    """What two readers could read differently is not read at all."""
    data, code = BROKEN[name]
    check = verify(data).check("carrier")
    assert (check.outcome, check.code) == (Outcome.FAILED, code)


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_shows_no_harm_and_is_indeterminate(name: str) -> None:
    """Too large is not wrong, but nobody can say that it is right."""
    data, code = LIMITS[name]
    check = verify(data).check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, code)


def test_a_byte_order_mark_does_no_harm() -> None:
    """Windows editors write it, and it changes nothing that was signed."""
    university = University()
    assert university.verifier().verify(b"\xef\xbb\xbf" + university.data())


@pytest.mark.parametrize(
    "piece", [b"<!-- -->", b"<?xml ?>", b"<!DOCTYPE a []>", b" \n", b"<!--", b"eyJ.", b"a."]
)
def test_telling_what_a_file_is_takes_no_time(piece: bytes) -> None:
    """Search patterns must not blow up on hostile repetition."""
    with within(1):
        verify(piece * (200_000 // len(piece)))
        verify(b"ey" + piece * (200_000 // len(piece)) + b"!")


@pytest.mark.parametrize(
    ("document", "code", "verdict"),
    [
        ({"type": "Diploma", "name": "Bachelor"}, "format_no_credential", Verdict.NO_CREDENTIAL),
        ({}, "format_no_credential", Verdict.NO_CREDENTIAL),
        (
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential", "Diploma"],
            },
            "format_unsupported",
            Verdict.INDETERMINATE,
        ),
        (
            {
                "@context": ["https://www.w3.org/2018/credentials/v1"],
                "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            },
            "context_order",
            Verdict.INVALID,
        ),
        (
            {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"},
            "format_unsupported",
            Verdict.INDETERMINATE,
        ),
        (
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential", "EndorsementCredential"],
            },
            "context_order",
            Verdict.INVALID,
        ),
        ({"payload": "e30", "signatures": []}, "format_unsupported", Verdict.INDETERMINATE),
    ],
)
def test_a_document_of_another_kind_is_explained(document: dict, code: str, verdict: Verdict) -> None:
    """A credible format that can't be judged yet is indeterminate; what is no credential is that."""
    report = verify(json.dumps(document).encode())
    assert report.check("format").code == code
    assert report.verdict is verdict


def test_lists_registries_and_did_documents_are_recognised() -> None:
    """Whoever mixes up the files is told which one this is."""
    university = University()
    assert (
        verify(json.dumps(university.status_list()).encode()).check("format").code == "format_no_achievement"
    )
    assert verify(university.registry_data()).check("format").code == "format_no_credential"
    did_document = next(iter(university.did_documents.values()))
    assert verify(json.dumps(did_document).encode()).check("format").code == "format_no_credential"
