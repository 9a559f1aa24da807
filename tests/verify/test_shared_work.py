"""What one document may cost is what a whole file may cost: the documents in it share the work."""

from __future__ import annotations

import base64
import json

from tests.university import University, good_credential

from mcissue.jsonld.urls import CREDENTIALS_V2
from mcissue.verify import Outcome

HEADER = {
    "alg": "EdDSA",
    "typ": "vc+jwt",
    "kid": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#a",
}
LOOKING_ALIKE = 160
"""Results without an id that only their alignments tell apart: some 2,000 steps of work."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def laborious() -> dict[str, object]:
    document = good_credential()
    document["credentialSubject"]["result"] = [
        {
            "type": ["Result"],
            "value": "1",
            "alignment": [
                {"type": ["Alignment"], "targetName": name, "targetUrl": "https://a.example/"}
                for name in (f"x{place % 7}", "y")
            ],
        }
        for place in range(LOOKING_ALIKE)
    ]
    return document


def forged_token(document: dict[str, object]) -> str:
    parts = (json.dumps(HEADER).encode(), json.dumps(document).encode(), b"0" * 64)
    return ".".join(map(base64url, parts))


def presentation(token: str, count: int) -> bytes:
    enveloped = {
        "@context": CREDENTIALS_V2,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    whole = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [enveloped] * count,
    }
    return json.dumps(whole).encode()


def test_a_laborious_document_alone_is_read() -> None:
    """It takes some hundredths of a second, and has one meaning."""
    report = University().verifier().verify(json.dumps(laborious()).encode())
    assert report.check("json_ld").outcome is Outcome.PASSED


def test_a_hundred_laborious_documents_share_the_work_of_one() -> None:
    """Each gets its share, and what does not fit in is not known to be wrong."""
    report = University().verifier().verify(presentation(forged_token(laborious()), 90))
    checks = {
        (part.report.check("json_ld").outcome, part.report.check("json_ld").code) for part in report.parts
    }
    assert checks == {(Outcome.INDETERMINATE, "canonicalization_work_limit")}


def test_ordinary_documents_have_enough_in_company_too() -> None:
    """A transcript of ninety badges is read like ninety badges."""
    report = University().verifier().verify(presentation(forged_token(good_credential()), 90))
    assert {part.report.check("json_ld").outcome for part in report.parts} == {Outcome.PASSED}


def test_words_without_meaning_are_looked_for_within_the_work_of_a_file() -> None:
    """Each word found costs another look at all of a token; a large one with many is not read to its end."""
    document = good_credential()
    document["credentialSubject"]["achievement"]["tag"] = [f"tag {place}" for place in range(900)]
    document.update({f"unknown{place}": 1 for place in range(25)})
    report = University().verifier().verify(presentation(forged_token(document), 20))
    outcomes = [part.report.check("json_ld").outcome for part in report.parts]
    assert outcomes[0] is Outcome.PASSED
    assert set(outcomes[9:]) == {Outcome.INDETERMINATE}
