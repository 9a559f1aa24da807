"""Presentations of the data model 1.1 as tokens: the presentation stands in the claim `vp` (section 6.3.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.proof.tokens import make, token
from tests.university import AT, University
from tests.verify.documents import HOLDER

from mcissue.jsonld import urls
from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.jwt import TokenProfile
from mcissue.verify import Outcome, Report, Verdict

Json = dict[str, Any]


def presented(claims: Json | None = None, **members: Any) -> str:
    """A wallet shows a badge as a token, as wallets of 2021 to 2024 do."""
    vp = {
        "@context": [urls.CREDENTIALS_V1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [token(TokenProfile.OPEN_BADGES)],
        **members,
    }
    said = {
        "iss": did_key(HOLDER.public_key),
        "jti": "urn:uuid:3fd3a2c8-9b1f-4e0f-8d0a-6a6f62f9a0aa",
        "aud": "https://reader.example",
        "nonce": "n-1",
        "nbf": int(AT.timestamp()) - 60,
        "exp": int(AT.timestamp()) + 600,
        "vp": vp,
    }
    header = {"alg": "EdDSA", "typ": "JWT", "kid": did_key_method(HOLDER.public_key)}
    return make(
        header,
        {name: value for name, value in {**said, **(claims or {})}.items() if value is not None},
        HOLDER,
    )


def report_of(text: str, **options: Any) -> Report:
    asked = {"domain": "https://reader.example", "challenge": "n-1", **options}
    return University().verifier(**asked).verify(text.encode())


def test_an_older_presentation_is_its_holders() -> None:
    """Its signature, its reader and its challenge, and the credential in it by itself."""
    report = report_of(presented())
    assert report.credential.format == "presentation"
    for check in ("proof", "issuer_binding", "validity"):
        assert report.check(check).outcome is Outcome.PASSED, report.check(check)
    (part,) = report.parts
    assert part.report.verdict is Verdict.VALID
    # Whether the holder is the learner is a check of its own, which counts where somebody asked.
    assert report.verdict is Verdict.INDETERMINATE
    assert report_of(presented(), domain=None, challenge=None).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("claims", "check", "code"),
    [
        ({"nonce": "n-0"}, "proof", "proof_challenge_wrong"),
        ({"aud": "https://other.example"}, "proof", "proof_domain_wrong"),
        ({"exp": int(AT.timestamp()) - 600}, "validity", "proof_expired"),
        ({"nbf": int(AT.timestamp()) + 600}, "validity", "token_not_yet_valid"),
        ({"iss": "did:web:other.example"}, "issuer_binding", "issuer_not_bound"),
        ({"vc": {}}, "proof", "token_two_credentials"),
        ({"credentialSubject": {}}, "proof", "token_two_credentials"),
        ({"vp": "a"}, "proof", "token_malformed"),
    ],
)
def test_one_change_of_an_older_presentation_is_found(claims: Json, check: str, code: str) -> None:
    """For another reader or time, by somebody else, or two documents in one token."""
    report = report_of(presented(claims))
    found = report.check(check)
    assert (found.outcome, found.code) == (Outcome.FAILED, code)
    assert report.verdict in {Verdict.INVALID, Verdict.NO_CREDENTIAL}


def test_a_holder_that_disagrees_is_found() -> None:
    """`iss` and `holder` name one and the same."""
    report = report_of(presented(holder="did:web:other.example"))
    assert report.check("proof").code == "token_claim_mismatch"


def test_a_forged_credential_in_an_older_presentation_is_found() -> None:
    """The presentation is worth as much as the least of what it shows."""
    good = token(TokenProfile.OPEN_BADGES)
    forged = good[:-10] + ("A" * 10 if good[-10:] != "A" * 10 else "B" * 10)
    report = report_of(presented(verifiableCredential=[good, forged]))
    assert [part.report.verdict for part in report.parts] == [Verdict.VALID, Verdict.INVALID]
    assert report.verdict is Verdict.INVALID
    assert json.dumps(report.to_json())
