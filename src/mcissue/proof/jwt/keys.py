"""From a token to the key that it names: the way leads through the issuer's own document, never around it.

`kid` is looked up exactly, as the id of a verification method, or, as RFC 7517 and the vectors of the W3C
have it, as the `kid` or thumbprint of a key in the issuer's document. `jwk` is a hint: it must be one of the
issuer's keys, else it proves only that its sender has some key (Securing VCs using JOSE and COSE section 4;
Open Badges 3.0 section 8.2.2; CVE-2018-0114).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import KeyMaterialError, McissueError, ProofError
from mcissue.proof.did import RELATIONSHIPS, retrieve_verification_method
from mcissue.proof.keys import SIGNATURE_ALGORITHMS, PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcissue.proof.did import ControllerDocuments, VerificationMethod
    from mcissue.proof.jwt.parse import Token

__all__ = ["THUMBPRINT", "FoundKey", "find_key"]

THUMBPRINT: Final = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
"""How a key is named that stands in the token only (RFC 9278)."""

_MAX_CANDIDATES: Final = 100
"""Methods of a document that are looked through for a key without a full name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """The key of a token, or why there is none.

    Attributes:
        method_id: the URL of the verification method; or the thumbprint of a key that only the token holds.
        method: where the issuer's document lists it.
        public_key: the key to check the signature with.
        error: why no document lists the key, or none could be found.
    """

    method_id: str
    method: VerificationMethod | None = None
    public_key: PublicKey | None = None
    error: McissueError | None = None


def find_key(
    token: Token, *, issuer_id: str | None, relationship: str, resolver: ControllerDocuments
) -> FoundKey:
    """Find the key of a token.

    Args:
        token: the token.
        issuer_id: who must have signed it; in whose document a key without a full name is looked up.
        relationship: under which the document must list the key: `assertionMethod` or `authentication`.
        resolver: where documents come from.

    Returns:
        The key; `error` is a `KeyMaterialError` of `mcissue.proof.did`, or `token_key_missing`,
        `token_key_ambiguous`, `token_key_conflict`, or, indeterminate, `token_key_not_fetched`.
    """
    hint: PublicKey | None = None
    named = str(token.header.get("kid", ""))[:500]
    try:
        if "jwk" in token.header:
            hint = PublicKey.from_jwk(token.header["jwk"], path="header.jwk")
        method = _find_method(token, hint, issuer_id, relationship, resolver)
    except McissueError as error:
        if hint is None or "kid" in token.header:
            return FoundKey(method_id=named, error=error)
        return FoundKey(method_id=f"{THUMBPRINT}{hint.thumbprint}", public_key=hint, error=error)
    if hint is not None and hint != method.public_key:
        conflict = ProofError(
            "the header names one key by kid and holds another one as jwk",
            code="token_key_conflict",
            path="header.jwk",
        )
        return FoundKey(method_id=method.id, error=conflict)
    return FoundKey(method_id=method.id, method=method, public_key=method.public_key)


def _find_method(
    token: Token,
    hint: PublicKey | None,
    issuer_id: str | None,
    relationship: str,
    resolver: ControllerDocuments,
) -> VerificationMethod:
    name = token.header.get("kid")
    if isinstance(name, str) and "#" in name:
        full = f"{issuer_id}{name}" if name.startswith("#") and issuer_id is not None else name
        return retrieve_verification_method(full, relationship=relationship, resolver=resolver)
    if isinstance(name, str) and name.startswith(("https:", "http:")):
        raise KeyMaterialError(
            "the token names the address of its key, which is not fetched",
            code="token_key_not_fetched",
            path="header.kid",
            mend="The issuer can name the key in its DID document instead.",
            detail={"url": name[:500]},
            indeterminate=True,
        )
    if issuer_id is None:
        raise _missing("the token names no key, and the credential no issuer to ask")
    if isinstance(name, str) and name != issuer_id:
        return _only(
            token,
            issuer_id,
            relationship,
            resolver,
            lambda found, entry_kid: _is_named(found, entry_kid, name),
        )
    if hint is not None:
        return _only(token, issuer_id, relationship, resolver, lambda found, _: found.public_key == hint)
    wanted = SIGNATURE_ALGORITHMS[token.algorithm]
    return _only(
        token, issuer_id, relationship, resolver, lambda found, _: found.public_key.algorithm == wanted
    )


def _is_named(found: VerificationMethod, entry_kid: object, name: str) -> bool:
    # A document may hold anything as `kid`; only a text names a key.
    return name in (found.id.partition("#")[2], entry_kid, found.public_key.thumbprint)


def _only(
    token: Token,
    issuer_id: str,
    relationship: str,
    resolver: ControllerDocuments,
    fits: Callable[[VerificationMethod, object], bool],
) -> VerificationMethod:
    """The one method of the issuer's document that fits; two would be a guess."""
    found: dict[str, VerificationMethod] = {}
    unjudged: KeyMaterialError | None = None
    for method_id, entry_kid in _listed(issuer_id, resolver):
        try:
            method = retrieve_verification_method(method_id, relationship=relationship, resolver=resolver)
        except KeyMaterialError as error:
            # A key of another kind or for another purpose does not stand in the way; it may be the one.
            unjudged = error if error.indeterminate else unjudged
            continue
        if fits(method, entry_kid):
            found[method_id] = method
    if len({method.public_key for method in found.values()}) > 1:
        raise KeyMaterialError(
            f"{len(found)} keys of the issuer could be meant, and the token does not say which",
            code="token_key_ambiguous",
            path="header.kid",
        )
    if not found and unjudged is not None:
        raise unjudged
    if not found:
        named = bool({"kid", "jwk"} & token.header.keys())
        what = "the key that the token names" if named else "a key for this token"
        raise _missing(f"the issuer's document does not list {what}")
    return next(iter(found.values()))


def _listed(issuer_id: str, resolver: ControllerDocuments) -> Iterator[tuple[str, object]]:
    """Ids of the methods of a document, each with the `kid` of its JWK; formless ones are passed over."""
    document = resolver.resolve(issuer_id).document
    count = 0
    for member in ("verificationMethod", *RELATIONSHIPS):
        entries = document.get(member)
        for entry in entries if isinstance(entries, list) else ():
            identifier = entry.get("id") if isinstance(entry, dict) else None
            if not isinstance(identifier, str):
                continue
            count += 1
            if count > _MAX_CANDIDATES:
                return
            jwk = entry.get("publicKeyJwk")
            full = issuer_id + identifier if identifier.startswith("#") else identifier
            yield full, jwk.get("kid") if isinstance(jwk, dict) else None


def _missing(message: str) -> KeyMaterialError:
    return KeyMaterialError(message, code="token_key_missing", path="header.kid")
