"""A compact JWS taken apart strictly, before any library and any key sees it.

RFC 7515 leaves room that attackers live in: members twice, headers that name keys or change what is signed,
spare bits in base64url. None of it is needed for a credential, so none of it is read (algorithm
`none`, keys in headers, `crit` and `b64`, one token with two credentials). Profiles: Open Badges 3.0 section
8.2, Securing Verifiable Credentials using JOSE and COSE section 3, Verifiable Credentials 1.1 section 6.3.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mcissue.errors import DocumentError, KeyMaterialError, ProofError
from mcissue.jsonld.limits import FOREIGN_LIMITS, Limits
from mcissue.jsonld.read import read_json_object
from mcissue.proof.keys import SIGNATURE_ALGORITHMS
from mcissue.proof.multibase import decode_base64url

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "MAX_TOKEN_CHARACTERS",
    "REGISTERED_CLAIMS",
    "SELECTIVE_TYPES",
    "Jws",
    "Token",
    "TokenProfile",
    "is_selective",
    "read_jws",
    "read_payload",
    "read_token",
    "split_token",
]

MAX_TOKEN_CHARACTERS: Final = 2_700_000
"""Characters of a token: a payload at the limit of 2 MB (`CREDENTIAL_LIMITS.large_string`) and a header."""

_MAX_HEADER: Final = 20_000
"""Characters of a header; honest ones have some 200, with an RSA key in it 800."""

_MAX_SIGNATURE: Final = 1_400
"""Characters of a signature: RSA with 8,192 bits has 1,366."""

_HEADER_LIMITS: Final = Limits(
    size=15_000, depth=6, members=200, items=50, string=10_000, large_string=10_000
)

_FORBIDDEN_HEADERS: Final = ("crit", "b64", "zip", "jku", "x5u", "x5c")
"""Headers that change what is signed or bring a key along: refused by their presence."""

_TYPES: Final = {
    "jwt": "jwt",
    "vc+jwt": "vc",
    "application/vc+jwt": "vc",
    "vp+jwt": "vp",
    "application/vp+jwt": "vp",
}
"""`typ` in lower case: media types know no difference (RFC 7515, section 4.1.9)."""

SELECTIVE_TYPES: Final = frozenset(
    {"dc+sd-jwt", "vc+sd-jwt", "kb+jwt"} | {"application/dc+sd-jwt", "application/vc+sd-jwt"}
)
"""`typ` of SD-JWT VC, of its drafts, and of the proof of its holder (RFC 9901; SD-JWT VC section 2.2.1)."""

_CONTENT_TYPES: Final = {"vc": ("vc", "application/vc"), "vp": ("vp", "application/vp")}
_SYMMETRIC: Final = re.compile(r"(?i)none|hs\d+.*")

REGISTERED_CLAIMS: Final = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf")
"""Claims of the token that stand beside the credential's own members (RFC 7519, section 4.1; RFC 7800)."""

_DIRECT: Final = (
    *("@context", "type", "credentialSubject", "issuer", "verifiableCredential", "holder", "proof"),
    *("validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSchema"),
)
"""Members by which a payload is a credential or presentation itself, or says something about one."""


class TokenProfile(StrEnum):
    """After which text a token was made. The values are stable; they stand in reports."""

    OPEN_BADGES = "ob"
    """Open Badges 3.0: `typ` JWT or none, the credential itself, with claims that repeat it."""
    VC = "vc"
    """Securing Verifiable Credentials using JOSE and COSE: `typ` vc+jwt, the credential itself."""
    VP = "vp"
    """The same for a presentation: `typ` vp+jwt."""
    VC_1_1 = "vc_1_1"
    """Verifiable Credentials 1.1: the credential in the claim `vc`."""
    VP_1_1 = "vp_1_1"
    """The same for a presentation: the claim `vp`."""

    @property
    def by_holder(self) -> bool:
        """Whether a holder signs it."""
        return self in {TokenProfile.VP, TokenProfile.VP_1_1}

    @property
    def claim(self) -> str | None:
        """The claim in which the document stands; None if the payload is the document."""
        return {TokenProfile.VC_1_1: "vc", TokenProfile.VP_1_1: "vp"}.get(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A compact JWS, taken apart; nothing about it is proven.

    Attributes:
        header: its header.
        algorithm: the algorithm that its header names, one of `mcissue.proof.keys.SIGNATURE_ALGORITHMS`.
        kind: what its header says that it is: `jwt`, `vc` or `vp`.
        content: its payload.
        text: itself, without white space around it.
        signing_input: the bytes that are signed.
        signature: the signature.
    """

    header: JsonObject = field(hash=False)
    algorithm: str
    kind: str
    content: bytes = field(repr=False)
    text: str
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token with a credential, taken apart; nothing about it is proven.

    Attributes:
        jws: the JWS that it is.
        profile: after which text it was made.
        document: the credential or presentation, without the claims beside it.
        claims: those claims.
    """

    jws: Jws
    profile: TokenProfile
    document: JsonObject = field(hash=False)
    claims: JsonObject = field(hash=False)

    @property
    def header(self) -> JsonObject:
        """Its header."""
        return self.jws.header

    @property
    def algorithm(self) -> str:
        """The algorithm that its header names."""
        return self.jws.algorithm


def split_token(data: bytes | str) -> tuple[str, str, str]:
    """Split a compact JWS into its three texts.

    Args:
        data: the token; white space around it is allowed, within it none.

    Raises:
        ProofError: `token_malformed`; indeterminate: `token_too_large`, and `token_selective_disclosure` for
            an SD-JWT.
    """
    if len(data) > MAX_TOKEN_CHARACTERS:
        raise ProofError(
            f"the token has {len(data):,} characters, and at most {MAX_TOKEN_CHARACTERS:,} are read",
            code="token_too_large",
            indeterminate=True,
        )
    try:
        text = (data if isinstance(data, str) else data.decode("ascii")).strip(" \t\r\n")
    except UnicodeDecodeError as error:
        raise malformed("a token is ASCII text", None) from error
    if "~" in text:
        raise _selective("it is followed by disclosures")
    parts = text.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - RFC 7515, section 7.1
        raise malformed(f"a token has three parts, this one has {len(parts)}", None)
    return parts[0], parts[1], parts[2]


def is_selective(data: bytes | str) -> bool:
    """Whether a token is an SD-JWT: by what follows it, its header's `typ`, or the claims of its payload.

    Args:
        data: any bytes; nothing is raised.
    """
    try:
        header_text, payload_text, _ = split_token(data)
        header = _object(_decode(header_text, "header", _MAX_HEADER), "header", _HEADER_LIMITS)
        typ = header.get("typ")
        if isinstance(typ, str) and typ.lower() in SELECTIVE_TYPES:
            return True
        payload = read_payload(payload_text)
    except ProofError as error:
        return error.code == "token_selective_disclosure"
    return not payload.keys().isdisjoint({"_sd", "_sd_alg"})


def read_jws(data: bytes | str) -> Jws:
    """Read a compact JWS, and refuse every form that could mean two things.

    Args:
        data: the JWS; white space around it is allowed.

    Raises:
        ProofError: `token_malformed`, `token_header_forbidden`, `token_type_unknown`,
            `token_algorithm_forbidden`; indeterminate: `token_too_large`, `token_algorithm_unsupported`,
            `token_selective_disclosure`.
        KeyMaterialError: `key_secret_exposed` if the header holds a private key.
    """
    header_text, payload_text, signature_text = split_token(data)
    header = _object(_decode(header_text, "header", _MAX_HEADER), "header", _HEADER_LIMITS)
    algorithm, kind = _check_header(header)
    return Jws(
        header=header,
        algorithm=algorithm,
        kind=kind,
        content=_decode(payload_text, "payload", MAX_TOKEN_CHARACTERS),
        text=f"{header_text}.{payload_text}.{signature_text}",
        signing_input=f"{header_text}.{payload_text}".encode("ascii"),
        signature=_decode(signature_text, "signature", _MAX_SIGNATURE),
    )


def read_token(data: bytes | str) -> Token:
    """Read a token with one credential or presentation in it.

    Args:
        data: a compact JWS; white space around it is allowed.

    Raises:
        ProofError: as `read_jws`, and `token_two_credentials`.
        KeyMaterialError: as `read_jws`.
    """
    jws = read_jws(data)
    payload = _object(jws.content, "payload", FOREIGN_LIMITS)
    profile = _profile(payload, jws.kind)
    document, claims = _split_payload(payload, profile)
    return Token(jws=jws, profile=profile, document=document, claims=claims)


def read_payload(text: str) -> JsonObject:
    """Read the payload of a token.

    Args:
        text: its second part.

    Raises:
        ProofError: `token_malformed`.
    """
    return _object(_decode(text, "payload", MAX_TOKEN_CHARACTERS), "payload", FOREIGN_LIMITS)


def _decode(text: str, part: str, longest: int) -> bytes:
    try:
        if not text:
            raise malformed(f"the {part} is empty", part)
        return decode_base64url(text, max_length=longest)
    except DocumentError as error:
        raise malformed(f"the {part} is not usable: {error.message}", part) from error


def _object(data: bytes, part: str, limits: Limits) -> JsonObject:
    try:
        return read_json_object(data, limits=limits)
    except DocumentError as error:
        fault = malformed(
            f"the {part} is not usable: {error.message}", f"{part}{(error.path or '$').removeprefix('$')}"
        )
        fault.detail = {**error.detail, "reason": error.code}
        fault.indeterminate = error.indeterminate
        raise fault from error


def _check_header(header: JsonObject) -> tuple[str, str]:
    """Judge a header.

    Returns:
        The algorithm, and what kind of token it says that it is.
    """
    for name in _FORBIDDEN_HEADERS:
        if name in header:
            raise ProofError(
                f"the header {name} has no place in a credential's token",
                code="token_header_forbidden",
                path=f"header.{name}",
            )
    jwk = header.get("jwk")
    if jwk is not None and not isinstance(jwk, dict):
        raise malformed("jwk must be a key as a JSON object", "header.jwk")
    if isinstance(jwk, dict) and "d" in jwk:
        raise KeyMaterialError(
            "the token holds the issuer's PRIVATE key: everybody who sees it can sign in the issuer's name",
            code="key_secret_exposed",
            path="header.jwk.d",
            mend="Tell the issuer at once: the key must be revoked.",
        )
    if "kid" in header and not isinstance(header["kid"], str):
        raise malformed("kid must be a text", "header.kid")
    return _algorithm(header.get("alg")), _kind(header)


def _algorithm(name: object) -> str:
    if not isinstance(name, str):
        raise malformed("alg must be a text", "header.alg")
    if name in SIGNATURE_ALGORITHMS:
        return name
    if _SYMMETRIC.fullmatch(name):
        raise ProofError(
            f"the algorithm {name[:20]!r} proves nothing: anybody can make such a token",
            code="token_algorithm_forbidden",
            path="header.alg",
        )
    raise ProofError(
        f"the algorithm {name[:40]!r} is not one of a token that can be checked here",
        code="token_algorithm_unsupported",
        path="header.alg",
        detail={"algorithm": name[:40], "supported": sorted(SIGNATURE_ALGORITHMS)},
        mend="Ask the issuer for the credential with a signature that can be checked here, or use the "
        "verifier that it names.",
        indeterminate=True,
    )


def _kind(header: JsonObject) -> str:
    name = header.get("typ", "JWT")
    kind = _TYPES.get(name.lower()) if isinstance(name, str) else None
    if kind is None:
        raise ProofError(
            f"the token says that it is {str(name)[:40]!r}, not a credential: its key may sign other things",
            code="token_type_unknown",
            path="header.typ",
            detail={"expected": ["JWT", "vc+jwt", "vp+jwt"]},
        )
    content = header.get("cty")
    if content is not None and kind in _CONTENT_TYPES:
        allowed = _CONTENT_TYPES[kind]
        if not isinstance(content, str) or content.lower() not in allowed:
            raise ProofError(
                f"the token holds {str(content)[:40]!r} by its cty and {allowed[0]!r} by its typ",
                code="token_type_unknown",
                path="header.cty",
                detail={"expected": list(allowed)},
            )
    return kind


def _profile(payload: JsonObject, kind: str) -> TokenProfile:
    if "_sd" in payload or "_sd_alg" in payload:
        raise _selective("its payload names withheld claims")
    wrapped = [name for name in ("vc", "vp") if name in payload]
    direct = [name for name in _DIRECT if name in payload]
    if wrapped and kind in {"vc", "vp"}:
        raise _two(f"the claim {wrapped[0]} has no place in a token of this type", f"payload.{wrapped[0]}")
    if len(wrapped) > 1 or (wrapped and direct):
        raise _two("the token holds two credentials: one in a claim, one beside it", f"payload.{wrapped[0]}")
    if kind in {"vc", "vp"}:
        return TokenProfile(kind)
    for name, profile in (("vc", TokenProfile.VC_1_1), ("vp", TokenProfile.VP_1_1)):
        if name in payload:
            if not isinstance(payload[name], dict):
                raise malformed(f"the claim {name} must be a document as a JSON object", f"payload.{name}")
            return profile
    return TokenProfile.OPEN_BADGES


def _split_payload(payload: JsonObject, profile: TokenProfile) -> tuple[JsonObject, JsonObject]:
    claims: JsonObject = {name: payload[name] for name in REGISTERED_CLAIMS if name in payload}
    if profile.claim is not None:
        return dict(payload[profile.claim]), claims
    return {name: value for name, value in payload.items() if name not in claims}, claims


def malformed(message: str, path: str | None) -> ProofError:
    """The error of a token without the form of one."""
    return ProofError(message, code="token_malformed", path=path)


def _two(message: str, path: str) -> ProofError:
    return ProofError(message, code="token_two_credentials", path=path)


def _selective(why: str) -> ProofError:
    return ProofError(
        f"this is a token with selective disclosure (SD-JWT), which can't be judged yet: {why}",
        code="token_selective_disclosure",
        mend="Ask for the credential as a whole, as VC-JWT or with an embedded proof.",
        indeterminate=True,
    )
