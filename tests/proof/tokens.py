"""Tokens for tests: a good one of each profile, until a test changes one thing."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.university import ISSUER, METHOD, good_credential, key

from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base64url

Json = dict[str, Any]

MADE = datetime(2026, 6, 16, 9, tzinfo=UTC)
SUBJECT = "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b12"
NAMES = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "RSA": "RS256"}


@cache
def private(algorithm: str) -> PrivateKey:
    """A key of each kind, made once."""
    return key("kymi") if algorithm == "Ed25519" else PrivateKey.generate(algorithm)


def credential() -> Json:
    """A good Open Badge whose learner has an id, as a token needs."""
    document = good_credential()
    document["credentialSubject"]["id"] = SUBJECT
    return document


def token(
    profile: TokenProfile = TokenProfile.OPEN_BADGES, by: PrivateKey | None = None, **changes: Any
) -> str:
    """A good token."""
    document = credential() | changes
    return sign_token(
        document, signer=(by or private("Ed25519")).signer(METHOD), created=MADE, profile=profile
    )


def parts(text: str) -> tuple[Json, Json]:
    """Header and payload."""
    import base64

    header, payload, _ = text.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload))  # type: ignore[return-value]


def make(header: Any, payload: Any, by: PrivateKey | None = None, algorithm: str | None = None) -> str:
    """A token of exactly this header and payload, JSON or bytes, rightly signed."""
    texts = [
        encode_base64url(part if isinstance(part, bytes) else json.dumps(part).encode())
        for part in (header, payload)
    ]
    signed = ".".join(texts)
    return (
        f"{signed}.{encode_base64url((by or private('Ed25519')).sign(signed.encode(), algorithm=algorithm))}"
    )


def changed(
    text: str,
    *,
    header: Callable[[Json], object] | None = None,
    payload: Callable[[Json], object] | None = None,
) -> str:
    """A token with one change, signed again by its own issuer: only the rule decides."""
    head, body = (copy.deepcopy(part) for part in parts(text))
    if header is not None:
        header(head)
    if payload is not None:
        payload(body)
    return make(head, body)


def put(name: str, value: Any) -> Callable[[Json], object]:
    return lambda part: part.__setitem__(name, value)


def drop(name: str) -> Callable[[Json], object]:
    return lambda part: part.pop(name)


def vc_1_1() -> str:
    """A token of the data model 1.1: what the claims say is left out of the credential."""
    inner = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuer": {"name": "Kymi"},
        "credentialSubject": {"type": "Thing"},
    }
    claims = {
        "iss": ISSUER, "sub": SUBJECT, "jti": "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b13",
        "nbf": 1781517600, "exp": 1939284000,
    }  # fmt: skip
    return make({"alg": "EdDSA", "typ": "JWT", "kid": METHOD}, {**claims, "vc": inner})
