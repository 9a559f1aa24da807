"""Credentials as tokens (VC-JWT): compact JWS, read strictly, checked twice, made in two profiles."""

from __future__ import annotations

from mcissue.proof.jwt.parse import is_selective
from mcissue.proof.jwt.tokens import (
    MAX_TOKEN_CHARACTERS,
    ONE_EDTECH_ALGORITHMS,
    REGISTERED_CLAIMS,
    FoundKey,
    Jws,
    Token,
    TokenProfile,
    check_claims,
    complete_token,
    completed,
    find_key,
    moment,
    prepare_token,
    read_jws,
    read_payload,
    read_token,
    sign_token,
    split_token,
    verify_jws,
    verify_token,
)

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
    "is_selective",
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
