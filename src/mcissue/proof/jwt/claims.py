"""The claims of a token against the credential in it: what stands there twice must say the same.

Open Badges 3.0 section 8.2.4: `iss`, `jti`, `nbf` and `sub` repeat the credential and must be there, `exp` if
the credential ends. Securing VCs using JOSE and COSE section 3.1.3: the claims are optional, must not
conflict, and `iat` and `exp` are about the signature. Verifiable Credentials 1.1 section 6.3.1: the claims
may stand in for members of the credential.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from mcissue.errors import DocumentError, ProofError
from mcissue.proof.jwt.parse import TokenProfile
from mcissue.words import format_datetime, parse_datetime

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.proof.jwt.parse import Token

__all__ = ["check_claims", "completed", "moment"]

_MAX_SECONDS: Final = 253_402_300_799
"""9999-12-31T23:59:59Z as seconds since 1970."""


def moment(token: Token, claim: str) -> datetime | None:
    """A claim that is a time; None if it is not there.

    Args:
        token: the token.
        claim: `exp`, `nbf` or `iat`.

    Raises:
        ProofError: `token_claim_malformed` for a text, a truth value or no number of seconds of our era.
    """
    if claim not in token.claims:
        return None
    value = token.claims[claim]
    if (
        claim == "iat"
        and isinstance(value, str)
        and token.profile in {TokenProfile.VC, TokenProfile.VP, TokenProfile.VP_1_1}
    ):
        # Vectors of the W3C's own suite write it so; it is shown and never decides for a token.
        try:
            return parse_datetime(value)
        except DocumentError as error:
            raise _malformed_claim(claim, error.message) from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _malformed_claim(claim, f"it is {type(value).__name__}, not a number of seconds")
    if not math.isfinite(value) or not 0 <= value <= _MAX_SECONDS:
        raise _malformed_claim(claim, "there is no such time")
    return datetime.fromtimestamp(value, UTC)


def check_claims(token: Token) -> None:
    """Return if the claims say what the credential says.

    Args:
        token: the token, `completed` if it is of the data model 1.1.

    Raises:
        ProofError: `token_claim_missing`, `token_claim_malformed`, `token_claim_mismatch`.
    """
    for claim in ("exp", "nbf", "iat"):
        moment(token, claim)
    document, badge = token.document, token.profile is TokenProfile.OPEN_BADGES
    holder = token.profile.by_holder
    maker = document.get("holder" if holder else "issuer")
    _same_text(token, "iss", _id_of(maker), "holder" if holder else "issuer", required=badge)
    _same_text(token, "jti", document.get("id"), "id", required=badge)
    if not holder:
        subject = document.get("credentialSubject")
        _same_text(token, "sub", _id_of(subject), "credentialSubject.id", required=badge)
    if token.profile in {TokenProfile.OPEN_BADGES, TokenProfile.VC_1_1}:
        old = token.profile is TokenProfile.VC_1_1 or "validFrom" not in document
        begin, end = ("issuanceDate", "expirationDate") if old else ("validFrom", "validUntil")
        _same_time(token, "nbf", begin, required=badge)
        _same_time(token, "exp", end, required=badge and end in document)


def completed(token: Token) -> Token:
    """A token of the data model 1.1 with the members that only its claims give (section 6.3.1, decoding).

    Args:
        token: any token; those of other profiles are given back as they are.

    Raises:
        ProofError: `token_claim_malformed`.
    """
    if token.profile is TokenProfile.VP_1_1:
        return replace(token, document=_completed_presentation(token))
    if token.profile is not TokenProfile.VC_1_1:
        return token
    document = dict(token.document)
    _fill_id(document, "issuer", token.claims.get("iss"))
    if "sub" in token.claims and isinstance(document.get("credentialSubject", {}), dict):
        subject = dict(document.get("credentialSubject", {}))
        subject.setdefault("id", token.claims["sub"])
        document["credentialSubject"] = subject
    if "jti" in token.claims:
        document.setdefault("id", token.claims["jti"])
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        instant = moment(token, claim)
        if instant is not None and member not in document:
            document[member] = format_datetime(instant)
    return replace(token, document=document)


def _completed_presentation(token: Token) -> JsonObject:
    """`iss` is the holder and `jti` the id of a presentation; its times are those of the signature."""
    document = dict(token.document)
    _fill_id(document, "holder", token.claims.get("iss"))
    if "jti" in token.claims:
        document.setdefault("id", token.claims["jti"])
    return document


def _fill_id(document: JsonObject, member: str, value: JsonValue) -> None:
    if value is None:
        return
    found = document.get(member)
    if found is None:
        document[member] = value
    elif isinstance(found, dict) and "id" not in found:
        document[member] = {"id": value, **found}


def _id_of(value: JsonValue) -> JsonValue:
    return value.get("id") if isinstance(value, dict) else value


def _same_text(token: Token, claim: str, value: JsonValue, member: str, *, required: bool) -> None:
    if claim not in token.claims:
        if required:
            raise _missing(claim, member)
        return
    said = token.claims[claim]
    if not isinstance(said, str):
        raise _malformed_claim(claim, "it must be a text")
    # Where the document leaves it out, nothing conflicts; an Open Badge has to have what its claims repeat.
    if value is None and not required:
        return
    if said != value:
        raise _mismatch(claim, member)


def _same_time(token: Token, claim: str, member: str, *, required: bool) -> None:
    instant = moment(token, claim)
    if instant is None:
        if required:
            raise _missing(claim, member)
        return
    if member not in token.document:
        raise _mismatch(claim, member)
    try:
        # Seconds are all that the claim is sure to have.
        said = parse_datetime(token.document[member]).replace(microsecond=0)
    except DocumentError as error:
        raise _mismatch(claim, member) from error
    if instant != said:
        raise _mismatch(claim, member)


def _missing(claim: str, member: str) -> ProofError:
    return ProofError(
        f"the token lacks the claim {claim}, which must repeat {member} of the credential",
        code="token_claim_missing",
        path=f"payload.{claim}",
    )


def _mismatch(claim: str, member: str) -> ProofError:
    return ProofError(
        f"the claim {claim} of the token and {member} of the credential say different things",
        code="token_claim_mismatch",
        path=f"payload.{claim}",
        detail={"member": f"$.{member}"},
    )


def _malformed_claim(claim: str, why: str) -> ProofError:
    return ProofError(
        f"the claim {claim} is not usable: {why}", code="token_claim_malformed", path=f"payload.{claim}"
    )
