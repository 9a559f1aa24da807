"""Lawful JSON that is not written here: valid where all engines make the same bytes of it, else undetermined."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.university import CREATED, METHOD, University, good_credential, key
from tests.verify.documents import sign_any

from mcissue.errors import DocumentError
from mcissue.jsonld import canonical_form
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.limits import FOREIGN_LIMITS
from mcissue.jsonld.read import read_json
from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.verify import Outcome, Policy, Report, Verdict

HALFWAY = 1 + 2**-16
"""1.0000152587890625: its exact digits are 17, and the last one is a 5."""

AGREED: dict[str, tuple[tuple[str, ...], Any]] = {
    "a number of 16 digits": (("creditsEarned",), 4.123456789012345),
    "a number of 17 digits": (("creditsEarned",), 0.1 + 0.2),
    "a C1 control character": (("achievement", "description"), "Open data\x85 and more"),
    "an empty text": (("achievement", "description"), ""),
}
OPEN: dict[str, tuple[tuple[str, ...], str, str]] = {
    "a number with an exponent, beyond 16 digits": (("creditsEarned",), "1e16", "json_number_out_of_range"),
    "an integer beyond 53 bits": (("creditsEarned",), "12345678901234567890", "json_number_out_of_range"),
    "a number beyond any": (("creditsEarned",), "1e400", "json_number_out_of_range"),
    "a very small number": (("creditsEarned",), "1e-9", "json_number_out_of_range"),
    "a number halfway between two": (("creditsEarned",), repr(HALFWAY), "json_number_out_of_range"),
    "a C0 control character": (("achievement", "description"), '"a\\u0007b"', "json_control_character"),
    "delete": (("achievement", "description"), '"a\\u007fb"', "json_control_character"),
}


def put(place: tuple[str, ...], value: Any) -> dict[str, Any]:
    document = good_credential()
    here = document["credentialSubject"]
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    return document


def verified(data: bytes) -> Report:
    return University().verifier(policy=Policy.AUTHENTIC).verify(data)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("name", AGREED)
def test_what_all_engines_write_alike_is_genuine(name: str, suite: str) -> None:
    """A foreign issuer may write it; its signature holds here as elsewhere, and a change is found."""
    document = sign_any(put(*AGREED[name]), ContextPolicy.AGREEING, cryptosuite=suite, limits=FOREIGN_LIMITS)
    report = verified(json.dumps(document).encode())
    assert [report.check(check).outcome for check in ("carrier", "json_ld", "proof")] == [Outcome.PASSED] * 3
    assert report.verdict is Verdict.VALID
    document["credentialSubject"]["achievement"]["name"] = "Another"
    assert verified(json.dumps(document).encode()).check("proof").code == "signature_invalid"


@pytest.mark.parametrize("name", AGREED)
def test_it_is_genuine_in_a_token(name: str) -> None:
    """A token signs bytes, whatever they mean."""
    place, value = AGREED[name]
    plain = sign_token(
        put(place, "x" if isinstance(value, str) else 1),
        signer=key("kymi").signer(METHOD),
        created=CREATED,
        profile=TokenProfile.VC,
    )
    from mcissue.proof.multibase import decode_base64url, encode_base64url

    header, payload, _ = plain.split(".")
    said = json.loads(decode_base64url(payload, max_length=100_000))
    here = said["credentialSubject"]
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    signed = f"{header}.{encode_base64url(json.dumps(said).encode())}"
    data = f"{signed}.{encode_base64url(key('kymi').sign(signed.encode()))}".encode()
    assert verified(data).verdict is Verdict.VALID


@pytest.mark.parametrize("name", OPEN)
def test_what_engines_write_differently_could_not_be_determined(name: str) -> None:
    """Lawful, so nobody did wrong; but a signature would hold here and fail there."""
    place, text, code = OPEN[name]
    data = json.dumps(put(place, "?HERE?")).replace('"?HERE?"', text).encode()
    report = verified(data)
    check = report.check("carrier")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, code)
    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("name", [name for name in AGREED if name != "an empty text"])
def test_issuing_stays_as_strict_as_it_was(name: str) -> None:
    """What is signed here is what everybody writes."""
    document = put(*AGREED[name])
    with pytest.raises(DocumentError):
        canonical_form(document, contexts=bundled_contexts())
    with pytest.raises(DocumentError):
        read_json(json.dumps(document).encode())
    with pytest.raises(DocumentError):
        sign_token(document, signer=key("kymi").signer(METHOD), created=CREATED)
