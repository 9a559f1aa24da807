"""Every kind of file is named, with what its reader can do next, and none is called a forgery for its kind."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.university import University
from tests.verify.schema import check_report

from mcissue.carrier import members
from mcissue.formats.detect import detect_format
from mcissue.verify import Outcome, Report, Verifier, read_items, verify_many

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
UNIVERSITY = University()
GOOD = UNIVERSITY.data()
_V1 = "https://www.w3.org/2018/credentials/v1"
_V2 = "https://www.w3.org/ns/credentials/v2"
_OB2 = "https://w3id.org/openbadges/v2"


def _text(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _token(header: dict[str, Any], payload: dict[str, Any]) -> bytes:
    return f"{_text(header)}.{_text(payload)}.{'A' * 86}".encode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


_ISSUER_SIGNED = b"\xa2\x6anameSpaces\xa1\x78\x1aeu.europa.ec.eudi.diploma.1\x80\x6aissuerAuth\x84"
_SIGN1 = b"\xd2\x84\x43\xa1\x01\x26\xa0\x58\x40" + b"p" * 64

# --- Files that can't be opened -----------------------------------------------------------------------------

UNOPENED: dict[str, tuple[bytes, str, str]] = {
    "PDF": (b"%PDF-1.7\n", "PDF file", "attached"),
    "EDCI": (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a -->\n<europassCredential xmlns="http://data.europa.eu/snb">',
        "Europass Digital Credential of the older form",
        "viewer of Europass",
    ),
    "ELMO": (
        b'<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1">',
        "ELMO",
        "Ask the institution",
    ),
    "ELMO with a prefix": (
        b'\xef\xbb\xbf<e:elmo xmlns:e="https://github.com/">',
        "ELMO",
        "Ask the institution",
    ),
    "mdoc": (_ISSUER_SIGNED, "mdoc", "Ask its holder"),
    "mdoc as text": (_base64url(_ISSUER_SIGNED), "mdoc", "Ask its holder"),
    "COSE": (_SIGN1, "COSE", "Ask its issuer"),
    "COSE without a tag": (_SIGN1[1:], "COSE", "Ask its issuer"),
    "COSE as text": (_base64url(_SIGN1) + b"\n", "COSE", "Ask its issuer"),
    "CBOR-LD": (b"\xd9\xcb\x1d\x82\x00\xa0", "CBOR-LD", "Ask its issuer"),
    "SD-JWT with disclosures": (
        _token({"alg": "ES256"}, {"vct": "x"}) + b"~WyJhIl0~",
        "SD-JWT",
        "Ask its holder",
    ),
    "SD-JWT without": (_token({"alg": "ES256"}, {"_sd_alg": "sha-256"}), "SD-JWT", "Ask its holder"),
    "SD-JWT by dc+sd-jwt": (
        _token({"alg": "ES256", "typ": "dc+sd-jwt", "x5c": ["AAAA"]}, {"vct": "x"}),
        "SD-JWT",
        "Ask its holder",
    ),
    "SD-JWT by vc+sd-jwt": (
        _token({"alg": "ES256", "typ": "vc+sd-jwt"}, {"vct": "x"}),
        "SD-JWT",
        "Ask its holder",
    ),
    "SD-JWT in JSON": (
        json.dumps(
            {"payload": "e30", "protected": "e30", "signature": "AA", "header": {"disclosures": []}}
        ).encode(),
        "SD-JWT",
        "Ask its holder",
    ),
    "SD-JWT in general JSON": (
        json.dumps(
            {
                "payload": "e30",
                "signatures": [{"protected": "e30", "signature": "AA", "header": {"disclosures": []}}],
            }
        ).encode(),
        "SD-JWT",
        "Ask its holder",
    ),
}

NO_CREDENTIALS: dict[str, tuple[bytes, str, str]] = {
    "an offer": (
        b"openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fa.example",
        "wallet",
        "wallet exports",
    ),
    "a request": (b"openid4vp://authorize?client_id=a", "wallet", "wallet exports"),
    "a request of HAIP": (b"haip://authorize?client_id=a\n", "wallet", "wallet exports"),
    "an address": (
        b"https://badges.kymi.example/assertions/1\n",
        "address of a web page",
        "Open it in a browser",
    ),
    "another XML": (b"<?xml version='1.0'?><note/>", "XML document", "Ask its issuer"),
    "a 7z archive": (b"7z\xbc\xaf\x27\x1c\x00", "7z", "Unpack it"),
}


def verify(data: bytes) -> Report:
    report = Verifier(at=AT).verify(data)
    check_report(report.to_json())
    return report


@pytest.mark.parametrize("name", UNOPENED)
def test_a_credential_of_a_kind_that_is_not_opened_is_named(name: str) -> None:
    """Nothing is known to be wrong with it, and the reader learns where it can be checked."""
    data, named, mend = UNOPENED[name]
    check = verify(data).check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "carrier_unsupported")
    assert named in check.message
    assert mend in (check.mend or "")


@pytest.mark.parametrize("name", NO_CREDENTIALS)
def test_what_holds_no_credential_is_named(name: str) -> None:
    """A link or another file: what it is, and how its reader gets at the credential."""
    data, named, mend = NO_CREDENTIALS[name]
    check = verify(data).check("carrier")
    assert check.code == "carrier_no_credential"
    assert named in check.message
    assert mend in (check.mend or "")


# --- Documents of other standards ---------------------------------------------------------------------------

OTHERS: dict[str, tuple[Any, str, str]] = {
    "Blockcerts 3": (
        {
            "@context": [_V1, "https://w3id.org/blockcerts/v3"],
            "type": ["VerifiableCredential", "BlockcertsCredential"],
        },
        "blockcerts_3",
        "verifier of Blockcerts",
    ),
    "Blockcerts 3 by its proof": (
        {"@context": [_V1], "type": ["VerifiableCredential"], "proof": {"type": "MerkleProof2019"}},
        "blockcerts_3",
        "verifier of Blockcerts",
    ),
    "Blockcerts 2": (
        {"@context": [_OB2, "https://w3id.org/blockcerts/v2"], "type": "Assertion", "badge": {}},
        "blockcerts_2",
        "verifier of Blockcerts",
    ),
    "Blockcerts 1.2": (
        {
            "@context": "https://w3id.org/blockcerts/v1",
            "type": "CertificateDocument",
            "document": {},
            "receipt": {},
        },
        "blockcerts_1",
        "verifier of Blockcerts",
    ),
    "Blockcerts 1.1": (
        {"certificate": {}, "assertion": {}, "verify": {}, "recipient": {}},
        "blockcerts_1",
        "verifier of Blockcerts",
    ),
    "Open Badge 0.5": (
        {
            "recipient": "sha256$a",
            "salt": "b",
            "badge": {"version": "0.5.0", "issuer": {"origin": "https://a.example"}},
        },
        "open_badges_0_5",
        "Ask the issuer",
    ),
    "Open Badge 1": (
        {"uid": "1", "recipient": {}, "badge": "https://a.example", "verify": {"type": "hosted"}},
        "open_badges_1",
        "Ask the issuer",
    ),
    "Open Badge 2": ({"@context": _OB2, "type": "Assertion"}, "open_badges_2", "Open the address"),
    "a lone BadgeClass": ({"@context": _OB2, "type": "BadgeClass"}, "open_badges_2_part", "Ask the learner"),
    "a lone BadgeClass of version 1": (
        {"name": "a", "description": "b", "image": "/c", "criteria": "/d", "issuer": "https://a.example"},
        "open_badges_2_part",
        "Ask the learner",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("signed", [False, True], ids=["plain", "in a token"])
def test_a_credential_of_another_standard_is_named(name: str, signed: bool) -> None:
    """It could not be determined, whatever signs it, and its reader learns where it can be checked."""
    document, format_id, mend = OTHERS[name]
    data = _token({"alg": "RS256"}, document) if signed else json.dumps(document).encode()
    report = verify(data)
    check = report.check("format")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "format_unsupported")
    assert check.detail["format"] == format_id
    assert mend in (check.mend or "")
    assert Outcome.FAILED not in {each.outcome for each in report.checks}


def test_a_limit_does_not_hide_the_kind() -> None:
    """A certificate with a page in it is larger than texts may be; it is named all the same."""
    document = {
        "@context": [_OB2, "https://w3id.org/blockcerts/v2"],
        "type": "Assertion",
        "displayHtml": "a" * 70_000,
    }
    check = verify(json.dumps(document).encode()).check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "limit_string")
    assert "Blockcerts 2" in check.message
    assert "verifier of Blockcerts" in (check.mend or "")


@pytest.mark.parametrize("context", ["https://words.example/unknown", {"word": "https://words.example/word"}])
@pytest.mark.parametrize("suite", ["bbs-2023", "Ed25519Signature2018"])
def test_proof_and_did_method_are_named_whatever_its_words_mean(context: Any, suite: str) -> None:
    """An unknown or an inline context hides neither, and is no fault."""
    named = {"type": "DataIntegrityProof", "cryptosuite": suite} if "-" in suite else {"type": suite}
    proof = {
        **named,
        "verificationMethod": "did:ebsi:zabc#1",
        "proofPurpose": "assertionMethod",
        "proofValue": "u1",
    }
    document = {
        "@context": [_V2, context],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": "did:ebsi:z" + "a" * 2_000,
        "credentialSubject": {"type": "AchievementSubject"},
        "proof": proof,
    }
    report = verify(json.dumps(document).encode())
    assert report.check("json_ld").outcome is Outcome.INDETERMINATE
    proven, bound = report.check("proof"), report.check("issuer_binding")
    assert (proven.outcome, proven.code) == (Outcome.INDETERMINATE, "cryptosuite_unsupported")
    assert suite in proven.message
    assert (bound.outcome, bound.code) == (Outcome.INDETERMINATE, "did_method_unsupported")
    assert "did:ebsi" in bound.message
    assert all(len(check.message) < 500 for check in report.checks)


@pytest.mark.parametrize("name", OTHERS)
def test_more_members_do_not_make_another_kind_of_a_badge(name: str) -> None:
    """What is an Open Badge 3.0 by its types stays one, whatever stands beside."""
    document = json.loads(GOOD)
    extra = {member: value for member, value in OTHERS[name][0].items() if member not in document}
    assert detect_format({**extra, **document}).id == "open_badges_3_0"


# --- Archives -----------------------------------------------------------------------------------------------


def _archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _reports(data: bytes) -> list[Report]:
    return list(verify_many(UNIVERSITY.verifier(), read_items(io.BytesIO(data), name="run.zip")))


def test_each_credential_in_an_archive_is_verified_by_itself() -> None:
    """Under its own name, with the outcome that it has alone; what holds no credential is named with the last."""
    changed = GOOD.replace(b"Aino", b"Irma")
    did = json.dumps(UNIVERSITY.did_documents).encode()
    files = {
        "a/good.json": GOOD,
        "b.json": changed,
        "did.json": did,
        "report.txt": b"all well",
        "in.zip": _archive({}),
    }
    reports = _reports(_archive(files))
    assert [report.input.name for report in reports] == ["run.zip: a/good.json", "run.zip: b.json"]
    alone = [UNIVERSITY.verifier().verify(data) for data in (GOOD, changed)]
    assert [report.checks for report in reports] == [report.checks for report in alone]
    notes = [note.message for note in reports[-1].notes if note.code == "archive_others"]
    assert len(notes) == 1
    assert all(name in notes[0] for name in ("did.json", "report.txt", "in.zip (an archive in the archive)"))


def test_lines_in_an_archive_are_verified_by_themselves() -> None:
    """JSON Lines in an archive are what they are outside."""
    line = json.dumps(json.loads(GOOD)).encode()
    reports = _reports(_archive({"all.jsonl": line + b"\n" + line + b"\n"}))
    assert [report.input.name for report in reports] == [
        "run.zip: all.jsonl, line 1",
        "run.zip: all.jsonl, line 2",
    ]


@pytest.mark.parametrize("files", [{}, {"a.txt": b"a", "b.json": b"{}"}])
def test_an_archive_without_a_credential_is_no_credential(files: dict[str, bytes]) -> None:
    """Neither good nor bad."""
    (report,) = _reports(_archive(files))
    assert report.check("carrier").code == "carrier_no_credential"


def test_what_can_not_be_opened_is_not_called_empty() -> None:
    """A damaged file, one behind a password or in an unusual form may be a credential."""
    damaged = _archive({"a.json": GOOD}, zipfile.ZIP_STORED).replace(b"Aino", b"Irma")
    locked = bytearray(_archive({"a.json": GOOD}))
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    for data in (damaged, bytes(locked), _archive({"a.json": GOOD}, zipfile.ZIP_LZMA), b"PK\x03\x04cut off"):
        (report,) = _reports(data)
        assert report.check("carrier").outcome is Outcome.INDETERMINATE


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "MAX_UNPACKED", "MAX_RATIO"])
def test_limits_hold_for_the_archive_as_a_whole(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is opened beyond them, and it could not be determined."""
    data = _archive({f"{place}.json": GOOD for place in range(4)})
    monkeypatch.setattr(members, "_FREE_BYTES", 1)
    monkeypatch.setattr(members, limit, {"MAX_MEMBERS": 3, "MAX_UNPACKED": len(GOOD), "MAX_RATIO": 1}[limit])
    (report,) = _reports(data)
    check = report.check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "carrier_too_large")


def test_a_bomb_is_not_unpacked() -> None:
    """A file that says that it is small gives no more than it says."""
    bomb = _archive({"a.json": b" " * 200_000_000})
    (report,) = _reports(bomb)
    assert report.check("carrier").code == "carrier_too_large"
