"""Electronic seals of European Digital Credentials: JAdES signatures around the exact bytes of a credential.

A sealed file is a JWS in JSON form (RFC 7515, section 7.2) whose payload is the credential's text itself
(RFC 7797, `b64` false) and whose protected header names the certificate of the seal (ETSI TS 119 182-1). This
module answers one question: does the seal hold? Whose certificate it is, and who trusts it, is the verifier's
question; what a certificate says stands in `mcissue.proof.seals.x509`.

Nothing in the unsigned header is used: anybody can change it. Not its time-stamps, not its certificates.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, McissueError, ProofError
from mcissue.jsonld.limits import Limits
from mcissue.jsonld.read import read_json_object
from mcissue.proof.multibase import decode_base64url, encode_base64url
from mcissue.proof.seals.sealed_file import MAX_SEALS, SEALED_FILE_LIMITS, SealedFile, malformed
from mcissue.proof.seals.x509 import (
    MAX_CERTIFICATE_BYTES,
    MAX_CHAIN,
    Certificate,
    SealTrust,
    read_anchors,
)
from mcissue.words import parse_datetime

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = [
    "SEAL_ALGORITHMS",
    "UNDERSTOOD_CRITICAL",
    "Certificate",
    "Seal",
    "SealTrust",
    "read_anchors",
    "read_seals",
    "signing_input",
]

_MAX_PROTECTED: Final = 400_000
"""Characters of a protected header. Official ones have up to 14,198: a certificate and a time-stamp."""

_HEADER_LIMITS: Final = Limits(
    size=300_000, depth=12, members=2_000, items=100, string=200_000, large_string=200_000
)

_MAX_SIGNATURE: Final = 1_400
"""Characters of a signature: RSA with 8,192 bits has 1,366."""

SEAL_ALGORITHMS: Final = frozenset({"RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"})
"""Algorithms of seals that are checked (RFC 7518, RFC 8037, RFC 9864); official seals use RS256."""

_OTHER_ALGORITHMS: Final = frozenset(
    {"RS384", "RS512", "PS384", "PS512", "ES256K", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "ESB256"}
)
"""Registered algorithms of asymmetric signatures that are not checked here: not known is not wrong."""

UNDERSTOOD_CRITICAL: Final = frozenset({"b64", "sigT", "adoTst"})
"""Header members that may be critical: the payload's form, the time of the seal, a time-stamp over the
payload. Of the latter it is understood what it is; its signature is not checked, nothing rests on it."""

_MAX_SECONDS: Final = 253_402_300_799
"""9999-12-31T23:59:59Z as seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One signature of a sealed file, and whether it holds.

    Attributes:
        path: where it stands.
        header: its protected header; empty if that can't be read.
        algorithm: the algorithm that the header names.
        certificate: the certificate of the seal.
        between: further certificates of the protected header.
        sealed_at: when the seal says that it was made: the sealer's word.
        signature: the signature itself; empty if it can't be read.
        unsigned: what its unsigned header is made of; nothing signs that.
        error: why it does not hold, or can't be judged; None if it holds.
    """

    path: str
    header: JsonObject = field(default_factory=dict, hash=False)
    algorithm: str | None = None
    certificate: Certificate | None = None
    between: tuple[Certificate, ...] = ()
    sealed_at: datetime | None = None
    signature: bytes = b""
    unsigned: tuple[str, ...] = ()
    error: McissueError | None = None

    @property
    def intact(self) -> bool:
        """Whether the seal holds."""
        return self.error is None


def read_seals(sealed: SealedFile) -> tuple[Seal, ...]:
    """Read every signature and check it. Whatever stands there, the answer is a `Seal` with its error.

    Args:
        sealed: the file.
    """
    return tuple(_seal(sealed.payload, entry, path) for path, entry in sealed.entries)


def signing_input(protected: str, payload: bytes) -> bytes:
    """The bytes that a seal signs: the header's text, a point, the payload as it is (RFC 7797, section 3).

    Args:
        protected: the protected header in base64url.
        payload: the payload.
    """
    return protected.encode("ascii") + b"." + payload


def _seal(payload: bytes, entry: JsonValue, path: str) -> Seal:
    if not isinstance(entry, dict) or not isinstance(entry.get("protected"), str):
        return Seal(path=path, error=malformed("a signature has a protected header", path))
    seal = Seal(path=path, unsigned=_unsigned(entry.get("header")))
    try:
        header = _header(entry["protected"], f"{path}.protected")
        algorithm = header.get("alg")
        seal = replace(seal, header=header, algorithm=algorithm if isinstance(algorithm, str) else None)
        _check_unprotected(entry, header, path)
        _check_critical(header, f"{path}.protected.crit")
        seal = replace(seal, sealed_at=_sealed_at(header, f"{path}.protected"))
        leaf, *between = _certificates(header, f"{path}.protected")
        seal = replace(seal, certificate=leaf, between=tuple(between))
        signature = _signature(entry.get("signature"), f"{path}.signature")
        seal = replace(seal, signature=signature)
        _check_algorithm(header, f"{path}.protected.alg")
        key = leaf.public_key(path=f"{path}.protected.x5c[0]")
        message = signing_input(entry["protected"], payload)
        if not key.verify(signature, message, algorithm=header["alg"]):
            raise ProofError(
                "the seal does not fit the text that it should seal: one of them was changed",
                code="seal_broken",
                path=path,
                mend="Ask for the file as it was issued, byte for byte.",
            )
    except McissueError as error:
        error.path = error.path or path
        return replace(seal, error=error)
    return seal


def _header(text: str, path: str) -> JsonObject:
    try:
        return read_json_object(decode_base64url(text, max_length=_MAX_PROTECTED), limits=_HEADER_LIMITS)
    except DocumentError as error:
        raise malformed(f"the protected header can't be read: {error.message}", path) from error


def _check_unprotected(entry: JsonObject, header: JsonObject, path: str) -> None:
    """RFC 7515, sections 7.2.1 and 5.2 (step 4): the unprotected header is an object that repeats nothing."""
    if "header" not in entry:
        return
    unprotected = entry["header"]
    if not isinstance(unprotected, dict):
        raise malformed("the unprotected header is no object", f"{path}.header")
    # RFC 7515, section 4.1.11, and RFC 7797, section 6: both stand in what is signed.
    unfit = sorted({*header, "crit", "b64"} & unprotected.keys())
    if unfit:
        raise malformed(
            f"the unprotected header holds {', '.join(unfit)[:200]}, which only the protected one may hold",
            f"{path}.header",
        )


def _check_critical(header: JsonObject, path: str) -> None:
    """RFC 7515, section 4.1.11, and RFC 7797, section 6: what is critical must be there and be understood."""
    critical = header.get("crit")
    if not isinstance(critical, list) or not critical or not all(isinstance(name, str) for name in critical):
        raise malformed("crit must be a list of names", path)
    if len(set(critical)) < len(critical) or any(name not in header for name in critical):
        raise malformed("crit names a member twice, or one that is not there", path)
    unknown = sorted(set(critical) - UNDERSTOOD_CRITICAL)
    if unknown:
        raise ProofError(
            f"the seal demands that {', '.join(unknown)[:200]} be understood, and that is unknown here",
            code="seal_critical_unknown",
            path=path,
            detail={"unknown": unknown[:20]},
        )
    if header.get("b64") is not False or "b64" not in critical:
        raise malformed("b64 must be false, and critical: the credential is sealed as it stands", path)


def _sealed_at(header: JsonObject, path: str) -> datetime:
    """`sigT` (ETSI TS 119 182-1 version 1.1.1, section 5.2.1), or `iat`, its successor in version 1.2.1."""
    if "sigT" in header:
        text = header["sigT"]
        try:
            found = parse_datetime(text)
        except DocumentError as error:
            raise malformed(f"sigT: {error.message}", f"{path}.sigT") from error
        if "iat" in header and header["iat"] != found.timestamp():
            raise malformed("sigT and iat name two times", f"{path}.iat")
        return found
    seconds = header.get("iat")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= _MAX_SECONDS:
        raise malformed("the seal does not say when it was made (sigT)", path)
    return datetime.fromtimestamp(seconds, UTC)


def _certificates(header: JsonObject, path: str) -> list[Certificate]:
    chain = header.get("x5c")
    if not isinstance(chain, list) or not 1 <= len(chain) <= MAX_CHAIN:
        raise malformed(f"x5c must hold 1 to {MAX_CHAIN} certificates", f"{path}.x5c")
    ders = [_der(text, f"{path}.x5c[{place}]") for place, text in enumerate(chain)]
    if "x5t#S256" in header:
        digest = encode_base64url(hashlib.sha256(ders[0]).digest())
        if header["x5t#S256"] != digest:
            raise ProofError(
                "the header names another certificate by its digest than the one that it holds",
                code="seal_certificate_mismatch",
                path=f"{path}.x5t#S256",
            )
    return [Certificate.read(der, path=f"{path}.x5c[{place}]") for place, der in enumerate(ders)]


def _der(text: JsonValue, path: str) -> bytes:
    """RFC 7515, section 4.1.6: base64 with padding, not base64url."""
    if not isinstance(text, str) or len(text) > MAX_CERTIFICATE_BYTES * 4 // 3 + 4:
        raise malformed("a certificate of x5c is a text in base64", path)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise malformed("a certificate of x5c is a text in base64", path) from error


def _signature(text: JsonValue, path: str) -> bytes:
    if not isinstance(text, str) or not text:
        raise malformed("the signature is missing", path)
    try:
        return decode_base64url(text, max_length=_MAX_SIGNATURE)
    except DocumentError as error:
        raise malformed(f"the signature can't be read: {error.message}", path) from error


def _check_algorithm(header: JsonObject, path: str) -> None:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise malformed("alg must be a text", path)
    if algorithm in SEAL_ALGORITHMS:
        return
    raise ProofError(
        f"the algorithm {algorithm[:40]!r} is not one of a seal that can be checked here",
        code="seal_algorithm_unsupported",
        path=path,
        detail={"algorithm": algorithm[:40], "supported": sorted(SEAL_ALGORITHMS)},
        indeterminate=algorithm in _OTHER_ALGORITHMS,
    )


def _unsigned(header: JsonValue) -> tuple[str, ...]:
    """Names of what stands in the unsigned header, for display only; whatever it is, nothing is raised."""
    if not isinstance(header, dict):
        return () if header is None else ("unreadable",)
    names: list[str] = []
    for name, value in header.items():
        if name != "etsiU" or not isinstance(value, list):
            names.append(str(name)[:40])
            continue
        for item in value[: MAX_SEALS * 8]:
            names += _unsigned_item(item)
    return tuple(names)


def _unsigned_item(item: JsonValue) -> list[str]:
    found: Any = item
    if isinstance(item, str):
        try:
            limit = SEALED_FILE_LIMITS.large_string
            found = read_json_object(decode_base64url(item, max_length=limit), limits=SEALED_FILE_LIMITS)
        except DocumentError:
            found = None
    return [str(name)[:40] for name in found] if isinstance(found, dict) else ["unreadable"]
