"""Tokens in JSON: enveloped credentials and presentations, tokens in servers' answers, endorsements as tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.proof.tokens import make, token
from tests.university import CREATED, METHOD, University, key
from tests.verify.documents import (
    HOLDER,
    HOLDER_METHOD,
    badge,
    endorsement,
    issued,
    presentation,
    presented,
    record,
)
from tests.verify.schema import check_report

from mcissue.jsonld import urls
from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Outcome, Policy, Report, Verdict

Json = dict[str, Any]
COURSE = "https://kymi.example/courses/research-data"


def verify(document: Json, **options: Any) -> Report:
    report = University().verifier(**options).verify(json.dumps(document).encode())
    check_report(report.to_json())
    return report


def envelope(text: str, **members: Any) -> Json:
    return {
        "@context": [urls.CREDENTIALS_V2],
        "id": f"data:application/vc+jwt,{text}",
        "type": "EnvelopedVerifiableCredential",
        **members,
    }


def good() -> str:
    return token(TokenProfile.VC, key("kymi"))


def shown(*credentials: Json) -> str:
    """A presentation as a token."""
    header = {"alg": "EdDSA", "typ": "vp+jwt", "kid": HOLDER_METHOD}
    return make(header, presentation(*credentials), by=HOLDER)


def test_an_enveloped_credential_is_its_token() -> None:
    """The same report as for the token by itself."""
    report = verify(envelope(good()))
    assert report, report.deciding
    assert report.credential.format == "open_badges_3_0"
    assert report.check("carrier").detail["carrier"] == "json"
    flipped = good()
    flipped = flipped[:-6] + ("A" if flipped[-6] != "A" else "B") + flipped[-5:]
    assert verify(envelope(flipped)).check("proof").code == "signature_invalid"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "https://x.example/1"}, "$.id"),
        ({"id": "data:application/vc+jwt;base64,e30"}, "$.id"),
        ({"id": "data:application/vc+jwt,e30"}, "$.id"),
        ({"id": "data:application/vp+jwt,a.b.c"}, "$.id"),
        ({"id": "data:application/jwt,a.b.c"}, "$.id"),
        ({"id": 5}, "$.id"),
        ({"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]}, "$.type"),
        ({"@context": [urls.CREDENTIALS_V1]}, "$['@context']"),
    ],
)
def test_an_envelope_without_a_proper_token_is_malformed(change: Json, path: str) -> None:
    """VCDM 2.0 section 4.13.1."""
    check = verify(envelope(good(), **change)).check("carrier")
    assert (check.outcome, check.code, check.path) == (Outcome.FAILED, "enveloped_malformed", path)


@pytest.mark.parametrize("media_type", ["application/vc+sd-jwt", "application/vc+cose;base64"])
def test_other_envelopes_are_named_and_not_judged(media_type: str) -> None:
    """SD-JWT and COSE can't be opened here: that is no fault of the credential."""
    report = verify(envelope(good(), id=f"data:{media_type},a.b.c~d~"))
    assert report.check("carrier").code == "carrier_unsupported"
    assert report.verdict is Verdict.INDETERMINATE


def test_a_presentation_may_hold_envelopes() -> None:
    """Beside credentials with a proof inside, each verified in its own way."""
    report = verify(presented(presentation(envelope(good()), badge(id="urn:uuid:7"))))
    assert report, report.deciding
    assert [part.report.credential.format for part in report.parts] == ["open_badges_3_0"] * 2
    forged = good().rpartition(".")[0] + "." + "A" * 86
    report = verify(presented(presentation(envelope(forged))))
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.parts[0].report.check("proof").code == "signature_invalid"
    assert report.verdict is Verdict.INVALID


def test_a_presentation_may_be_a_token_itself() -> None:
    """By itself, or in an envelope; the holder signed it, and what it shows is verified."""
    text = shown(badge())
    report = University().verifier().verify(text.encode())
    assert report, report.deciding
    assert report.credential.format == "presentation"
    assert len(report.parts) == 1
    members = {"id": f"data:application/vp+jwt,{text}", "type": "EnvelopedVerifiablePresentation"}
    assert verify(envelope("", **members))
    assert verify(envelope("", **{**members, "type": "EnvelopedVerifiableCredential"})).verdict is (
        Verdict.INVALID
    )


def test_tokens_in_a_servers_answer_are_verified() -> None:
    """Open Badges 3.0, `compactJwsString`."""
    report = verify({"credential": [badge()], "compactJwsString": [good()]})
    assert report, report.deciding
    assert [part.path for part in report.parts] == ["$.credential[0]", "$.compactJwsString[0]"]
    report = verify({"compactJwsString": ["no token"]})
    assert report.parts[0].report.check("carrier").code == "carrier_no_credential"
    assert report.verdict is Verdict.INDETERMINATE


def test_a_record_may_hold_envelopes() -> None:
    """A learner record holds what its issuer got, in whatever form."""
    report = verify(issued(record(envelope(good()))))
    assert report, report.deciding


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text, None),
        (lambda text: text.rpartition(".")[0] + "." + "A" * 86, "endorsement_invalid"),
        (lambda _: "no token", "endorsement_of_other"),
    ],
)
def test_endorsements_may_be_tokens(change: Callable[[str], str], code: str | None) -> None:
    """Open Badges 3.0, `endorsementJwt`."""
    signed = sign_token(
        endorsement(COURSE), signer=key("kymi").signer(METHOD), created=CREATED, profile=TokenProfile.VC
    )
    university = University()
    university.credential["endorsementJwt"] = [change(signed)]
    report = verify(issued(university.credential), ask=["endorsements"])
    assert report.check("endorsements").code == code
    assert (report.verdict is Verdict.VALID) is (code is None)


@pytest.mark.parametrize("members", [{"name": "Doctor of Medicine"}, {"credentialSubject": {"id": "x"}}])
def test_what_an_envelope_says_itself_is_said_to_be_unsigned(members: Json) -> None:
    """Readers of JSON see it; the report shows what is in the token, and notes the rest."""
    report = verify(envelope(good(), **members))
    assert report, report.deciding
    (note,) = (note for note in report.notes if note.code == "enveloped_unsigned_members")
    assert next(iter(members)) in note.message
    assert "enveloped_unsigned_members" not in {note.code for note in verify(envelope(good())).notes}


@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", "vp+jwt"])
@pytest.mark.parametrize("wrapped", ["by a stranger", "by nobody", "by the issuer"])
def test_a_token_around_a_servers_answer_is_not_judged(typ: str, wrapped: str) -> None:
    """An answer is nobody's word, so nobody would look at the signature around it: it is refused by name."""
    by = PrivateKey.generate() if wrapped == "by a stranger" else key("kymi")
    header = {"alg": "none" if wrapped == "by nobody" else "EdDSA", "typ": typ, "kid": METHOD}
    report = University().verifier().verify(make(header, {"credential": [badge()]}, by).encode())
    assert report.verdict is not Verdict.VALID
    assert report.check("format").code == "format_unsupported"
    good = (wrapped, typ) == ("by the issuer", "vc+jwt")
    assert (report.check("proof").outcome is Outcome.PASSED) is good


def test_a_seal_around_a_servers_answer_is_not_judged() -> None:
    """The same for a sealed file: whatever the seal is, it is looked at, and the file is refused."""
    payload = json.dumps({"credential": [badge()]})
    report = verify({"payload": payload, "signatures": [{"protected": "e30", "signature": "AA"}]})
    assert report.verdict is Verdict.INVALID
    assert report.check("format").code == "format_unsupported"
    assert report.check("proof").code == "seal_malformed"


def test_a_presentation_of_nothing_says_so() -> None:
    """It may be authentic: that its reader sees no achievement is said."""
    report = verify(presented(presentation()), policy=Policy.AUTHENTIC)
    assert "presentation_empty" in {note.code for note in report.notes}
    whole = verify(presented(presentation()))
    assert whole.verdict is Verdict.INDETERMINATE
    assert {check.code for check in whole.deciding} == {"no_achievement"}
    full = verify(presented(presentation(badge())))
    assert "presentation_empty" not in {note.code for note in full.notes}
