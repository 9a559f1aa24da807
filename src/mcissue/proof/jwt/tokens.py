"""Credentials as tokens (VC-JWT): compact JWS, read strictly, checked twice, made in two profiles.

    token = read_token(data)                       # strict form, no key needed
    found = find_key(token, issuer_id=..., relationship="assertionMethod", resolver=...)
    verify_token(token, public_key=found.public_key)    # the signature, and the claims

Open Badges 3.0 section 8.2; Securing Verifiable Credentials using JOSE and COSE; Verifiable Credentials 1.1
section 6.3.1 (read only). The algorithm follows from the key and must be the one that the header names; PyJWT
checks every signature once more with a key object, never with what a token brings along.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mcissue.errors import DocumentError, KeyMaterialError, ProofError
from mcissue.jsonld.read import check_value
from mcissue.proof.jwt.claims import check_claims, completed, moment
from mcissue.proof.jwt.keys import FoundKey, find_key
from mcissue.proof.jwt.parse import (
    MAX_TOKEN_CHARACTERS,
    REGISTERED_CLAIMS,
    Jws,
    Token,
    TokenProfile,
    read_jws,
    read_payload,
    read_token,
    split_token,
)
from mcissue.proof.keys import ED25519, RSA, SIGNATURE_ALGORITHMS, signature_algorithm_of
from mcissue.proof.keys import elliptic as _elliptic
from mcissue.proof.keys import rsa as _rsa
from mcissue.proof.multibase import encode_base64url
from mcissue.words import parse_datetime

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.keys import PublicKey, Signer

__all__ = [
    "MAX_TOKEN_CHARACTERS",
    "ONE_EDTECH_ALGORITHMS",
    "REGISTERED_CLAIMS",
    "FoundKey",
    "Jws",
    "Token",
    "TokenProfile",
    "check_claims",
    "complete_token",
    "completed",
    "find_key",
    "moment",
    "prepare_token",
    "read_jws",
    "read_payload",
    "read_token",
    "sign_token",
    "split_token",
    "verify_jws",
    "verify_token",
]

_TYPES: Final = MappingProxyType(
    {
        TokenProfile.OPEN_BADGES: {"typ": "JWT"},
        TokenProfile.VC: {"typ": "vc+jwt", "cty": "vc"},
        TokenProfile.VP: {"typ": "vp+jwt", "cty": "vp"},
    }
)
"""What a header says of the token's kind (Securing VCs using JOSE and COSE, section 3.1)."""

ONE_EDTECH_ALGORITHMS: Final = frozenset({"RS256", "ES256"})
"""What the public validator of 1EdTech takes; a token with another algorithm is fatal there (1.11)."""


def verify_jws(jws: Jws, *, public_key: PublicKey) -> None:
    """Return if the signature of a JWS is this key's.

    Args:
        jws: the JWS.
        public_key: the key, from the issuer's document.

    Raises:
        ProofError: `token_algorithm_mismatch` if the key is of another kind than the header says;
            `signature_invalid`.
        KeyMaterialError: `signature_algorithm_mismatch` if the key is meant for another algorithm.
    """
    if SIGNATURE_ALGORITHMS[jws.algorithm] != public_key.algorithm:
        raise ProofError(
            f"the token says {jws.algorithm}, and the issuer's key is of the kind {public_key.algorithm}",
            code="token_algorithm_mismatch",
            path="header.alg",
        )
    try:
        good = public_key.verify(jws.signature, jws.signing_input, algorithm=jws.algorithm)
    except KeyMaterialError as error:
        error.path = error.path or "header.alg"
        raise
    if not good or not _second_opinion(jws, public_key):
        raise ProofError(
            "the signature does not fit token and key: one of them was changed",
            code="signature_invalid",
            path="signature",
        )


def verify_token(token: Token, *, public_key: PublicKey) -> None:
    """Return if the signature of a token is this key's, and its claims say what its credential says.

    Args:
        token: the token, `completed` if it is of the data model 1.1.
        public_key: the key, from the issuer's document.

    Raises:
        ProofError: as `verify_jws` and `check_claims`.
        KeyMaterialError: as `verify_jws`.
    """
    verify_jws(token.jws, public_key=public_key)
    check_claims(token)


def sign_token(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    profile: TokenProfile = TokenProfile.OPEN_BADGES,
) -> str:
    """Make a token of a credential.

    Args:
        document: the credential or presentation without a proof, of the data model 2.0.
        signer: the issuer's key; `kid` will be its `key_id`.
        created: when it is signed; becomes `iat`.
        profile: `OPEN_BADGES`, `VC`, or `VP` for a presentation.

    Returns:
        The compact JWS.

    Raises:
        ProofError, DocumentError, KeyMaterialError, ValueError: as `prepare_token` and `complete_token`.
    """
    unsigned = prepare_token(document, signer=signer, created=created, profile=profile)
    return complete_token(unsigned, signer=signer)


def prepare_token(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    profile: TokenProfile = TokenProfile.OPEN_BADGES,
) -> str:
    """Write all of a token but its signature; of the signer all but `sign` is used.

    Args:
        document: the credential or presentation without a proof, of the data model 2.0.
        signer: the issuer's key.
        created: when it is signed.
        profile: `OPEN_BADGES`, `VC`, or `VP` for a presentation.

    Returns:
        Header and payload: what `complete_token` signs.

    Raises:
        ProofError: `proof_already_present`; `token_claim_missing`, `token_claim_malformed` if the credential
            lacks what the profile must repeat, or a claim's name is taken.
        DocumentError: the document is no strict JSON data.
        KeyMaterialError: the key can't sign tokens.
        ValueError: no token of that profile is made here.
    """
    if profile.claim is not None:
        raise ValueError(f"no token of the profile {profile} is made here")
    check_value(document)
    if "proof" in document:
        raise ProofError("the credential has a proof already", code="proof_already_present", path="$.proof")
    payload = {**document, **_claims(document, created, profile)}
    name = signature_algorithm_of(signer)
    # RFC 9864 prefers the name Ed25519; most programs know the one of RFC 8037 only.
    header: dict[str, str] = {"alg": "EdDSA" if name == ED25519 else name, "kid": signer.key_id}
    header |= _TYPES[profile]
    return ".".join(encode_base64url(_json(part)) for part in (header, payload))


def complete_token(unsigned: str, *, signer: Signer) -> str:
    """Sign what `prepare_token` wrote, and read the token as strictly as one that comes from elsewhere.

    Args:
        unsigned: header and payload.
        signer: the issuer's key.

    Raises:
        ProofError: the token breaks a rule of its form.
        KeyMaterialError: `signer_broken` if the signature does not hold.
    """
    text = f"{unsigned}.{encode_base64url(signer.sign(unsigned.encode('ascii')))}"
    try:
        verify_token(read_token(text), public_key=signer.public_key)
    except ProofError as error:
        if error.code != "signature_invalid":
            raise
        raise KeyMaterialError(
            "the signer gave a signature that its own public key does not confirm", code="signer_broken"
        ) from error
    return text


def _claims(document: JsonObject, created: datetime, profile: TokenProfile) -> JsonObject:
    taken = next((name for name in REGISTERED_CLAIMS if name in document), None)
    if taken is not None:
        raise ProofError(
            f"the credential has a member {taken}, which is a claim of the token",
            code="token_claim_malformed",
            path=f"$.{taken}",
        )
    maker = "holder" if profile is TokenProfile.VP else "issuer"
    found, subject = document.get(maker), document.get("credentialSubject")
    claims: JsonObject = {"iss": found.get("id") if isinstance(found, dict) else found}
    if maker == "holder" and claims["iss"] is None:
        # A presentation need not say whose it is; then its key is all there is (VCDM 2.0, section 4.13).
        claims = {}
    if profile is TokenProfile.OPEN_BADGES:
        claims["jti"] = document.get("id")
        claims["sub"] = subject.get("id") if isinstance(subject, dict) else None
        claims["nbf"] = _seconds(document, "validFrom")
        if "validUntil" in document:
            claims["exp"] = _seconds(document, "validUntil")
    missing = next((name for name, value in claims.items() if not value), None)
    if missing is not None:
        raise ProofError(
            f"the credential lacks what the claim {missing} must repeat",
            code="token_claim_missing",
            path=f"payload.{missing}",
            mend="An Open Badge as a token needs issuer, id, validFrom and an id of the learner.",
        )
    return {**claims, "iat": int(created.timestamp())}


def _seconds(document: JsonObject, member: str) -> int | None:
    if member not in document:
        return None
    try:
        instant = parse_datetime(document[member])
    except DocumentError as error:
        raise ProofError(
            f"{member} is not usable: {error.message}", code="token_claim_malformed", path=f"$.{member}"
        ) from error
    if instant.microsecond:
        raise ProofError(
            f"{member} must be a whole second, for a token has no finer time",
            code="token_claim_malformed",
            path=f"$.{member}",
        )
    return int(instant.timestamp())


def _json(value: JsonObject) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _second_opinion(jws: Jws, public_key: PublicKey) -> bool:
    """Whether PyJWT takes the JWS too, and reads the same payload out of it."""
    import jwt  # noqa: PLC0415 - a tenth of a second, for tokens only
    from jwt.algorithms import OKPAlgorithm  # noqa: PLC0415

    checker = jwt.PyJWS()
    if jws.algorithm == ED25519:
        checker.register_algorithm(ED25519, OKPAlgorithm())
    try:
        found = checker.decode_complete(jws.text, key=_loaded(public_key), algorithms=[jws.algorithm])
    except jwt.PyJWTError:
        return False
    return bool(found["payload"] == jws.content)


def _loaded(public_key: PublicKey) -> Any:
    if public_key.algorithm == ED25519:
        return Ed25519PublicKey.from_public_bytes(public_key.raw)
    if public_key.algorithm == RSA:
        return _rsa.load_der(public_key.raw)
    return _elliptic.load_point(_elliptic.CURVES[public_key.algorithm], public_key.raw)
