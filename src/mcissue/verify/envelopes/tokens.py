"""Tokens (VC-JWT): the credential inside, whether the signature holds, whose key it is.

A token is an `Envelope`: its signature covers every byte of the credential, and its claims repeat some of its
members. The rules of form stand in `mcissue.proof.jwt`; a rule that is broken fails the check `proof`, even
if the credential inside can be read and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.errors import McissueError, ProofError, VerificationError
from mcissue.proof.jwt import (
    REGISTERED_CLAIMS,
    TokenProfile,
    completed,
    find_key,
    moment,
    read_payload,
    read_token,
    split_token,
    verify_token,
)
from mcissue.verify.binding import bind_issuer
from mcissue.verify.errors import relocated
from mcissue.verify.proofs import ExaminedProof, envelope_view, key_fault, registered_key
from mcissue.verify.report import Note
from mcissue.words import format_datetime, is_ahead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.data_integrity import ProofView
    from mcissue.proof.jwt import FoundKey, Token
    from mcissue.proof.terms import Terms
    from mcissue.verify.binding import Binding
    from mcissue.verify.trust import Trust

__all__ = ["TokenEnvelope"]

TOKEN_TYPE: Final = "JWT"  # noqa: S105 - no password
"""What a report calls this kind of signature."""

_HEADER: Final = "header"
_KID: Final = "header.kid"
_PLACES: Final = MappingProxyType(
    {
        f"{_HEADER}.verificationMethod": _KID,
        f"{_HEADER}.challenge": "payload.nonce",
        f"{_HEADER}.domain": "payload.aud",
        f"{_HEADER}.created": "payload.iat",
        f"{_HEADER}.expires": "payload.exp",
    }
)
_NOT_LISTED: Final = frozenset({"token_key_missing"})
_OPEN_BADGES_HEADERS: Final = frozenset({"alg", "kid", "jwk", "typ"})


@dataclass(frozen=True, slots=True)
class TokenEnvelope:
    """A token as an `Envelope`.

    Attributes:
        token: the token; None if it does not have the form of one.
        document: the credential inside; empty if it can't be read.
        fault: why not.
        broken: which rule of form the token breaks.
    """

    token: Token | None
    document: JsonObject
    fault: McissueError | None = None
    broken: McissueError | None = None

    kind = "jwt"
    title = "a signed token (VC-JWT)"

    @property
    def is_broken(self) -> bool:
        """Whether a rule of its form is broken; see `Envelope.is_broken`."""
        return self.broken is not None

    @classmethod
    def open(cls, data: bytes | str) -> TokenEnvelope:
        """Open a token; whatever is wrong with it shows in the steps to which it belongs.

        Args:
            data: a compact JWS; white space around it is allowed.
        """
        try:
            token = completed(read_token(data))
        except McissueError as error:
            document, fault = _shown(data)
            return cls(None, document, fault, error)
        return cls(token, token.document)

    def reading(self, document: JsonObject) -> TokenEnvelope:
        """The claims stay as they are; see `Envelope.reading`."""
        return replace(self, document=document)

    @property
    def confirmation(self) -> object:
        """The claim `cnf` (RFC 7800 section 3.1)."""
        return self.token.claims.get("cnf") if self.token is not None else None

    def examine(self, *, issuer_id: str | None, trust: Trust, terms: Terms) -> tuple[ExaminedProof, ...]:
        """Check the signature and the claims; see `Envelope.examine`.

        Raises:
            McissueError: which rule of form is broken; why there is no key.
        """
        if self.token is None:
            assert self.broken is not None
            raise self.broken
        if terms.for_reader is not self.token.profile.by_holder:
            raise ProofError(
                "the token is made for a credential and holds a presentation, or the other way round",
                code="token_type_unknown",
                path="header.typ",
            )
        found = find_key(self.token, issuer_id=issuer_id, relationship=terms.purpose, resolver=trust.resolver)
        view = _view(self.token, found, terms)
        binding = registered_key(view, found.public_key, issuer_id, trust)
        key = found.public_key
        if key is None and binding is not None and _may_stand_in(found):
            key = binding.public_key
        return (
            ExaminedProof(
                view=view,
                supported=True,
                public_key=key,
                method=found.method,
                binding=binding,
                key_error=found.error if found.method is None else None,
                error=terms.fault(view) or self._error(key),
            ),
        )

    def _error(self, key: object) -> McissueError | None:
        from mcissue.proof.keys import PublicKey  # noqa: PLC0415 - for the type only

        assert self.token is not None
        if not isinstance(key, PublicKey):
            return None
        try:
            verify_token(self.token, public_key=key)
        except McissueError as error:
            return error
        return None

    @staticmethod
    def require_good(examined: Sequence[ExaminedProof], *, issuer_id: str | None) -> None:
        """Return if the signature holds and the claims fit; see `Envelope.require_good`.

        Raises:
            McissueError: why not.
        """
        for proof in examined:
            error = proof.error
            fault = proof.key_error
            if error is None and fault is not None and (fault.path or "").startswith(_HEADER):
                # What the token itself says about its key is wrong, whatever documents there are.
                error = fault if proof.public_key is None else None
            elif error is None and proof.public_key is None:
                error = key_fault(proof, issuer_id)
            if error is not None:
                raise error

    def bind(
        self, examined: Sequence[ExaminedProof], *, issuer_id: str | None, trust: Trust
    ) -> tuple[Binding, tuple[Note, ...]]:
        """Find out whether the key is the issuer's; see `Envelope.bind`.

        Raises:
            McissueError: why it is not, as `mcissue.verify.binding.bind_issuer`.
        """
        outside = examined[0]
        unknown = outside.key_error
        nowhere = outside.method is None and outside.binding is None
        if nowhere and unknown is not None and unknown.code not in _NOT_LISTED:
            # The token holds its key itself. If the issuer's document can't be had, that is what is missing.
            raise relocated(unknown, unknown.path or _KID)
        binding = bind_issuer(examined, issuer_id=issuer_id, trust=trust)
        # A token may be a stranger's, around a credential whose own proof is the issuer's.
        return (replace(binding, path=_KID) if binding.proof is outside else binding), ()

    @staticmethod
    def registry_id(*, issuer_id: str | None, trust: Trust) -> str | None:  # noqa: ARG004 - as any envelope
        """The key is bound to the issuer's id; see `Envelope.registry_id`."""
        return issuer_id

    @staticmethod
    def place(path: str | None) -> str | None:
        """What a proof says with members, a token says with headers and claims; see `Envelope.place`."""
        return _PLACES.get(path or "", path)

    def check_times(self, at: datetime) -> None:
        """Hold `nbf` of a token whose credential does not repeat it against the reference time.

        Args:
            at: the reference time.

        Raises:
            VerificationError: `token_not_yet_valid`.
        """
        if self.token is None:
            return
        begin = moment(self.token, "nbf")
        if begin is not None and is_ahead(begin, at):
            raise VerificationError(
                f"the token may not be used before {format_datetime(begin)}",
                code="token_not_yet_valid",
                path="payload.nbf",
                detail={"time": format_datetime(begin)},
            )

    def notes(self) -> tuple[Note, ...]:
        """What is odd about the token."""
        if self.token is None or self.token.profile is not TokenProfile.OPEN_BADGES:
            return ()
        more = sorted(self.token.header.keys() - _OPEN_BADGES_HEADERS)
        if not more:
            return ()
        names = ", ".join(more)[:200]
        text = f"The token's header has members that Open Badges 3.0 does not allow: {names}."
        return (Note("token_header_extra", text),)


def _view(token: Token, found: FoundKey, terms: Terms) -> ProofView:
    presented = token.profile.by_holder
    audience, nonce = token.claims.get("aud"), token.claims.get("nonce")
    # In an Open Badge `exp` is the end of the credential, which the step `validity` looks at anyway.
    about_signature = presented or token.profile is TokenProfile.VC
    readers = audience if isinstance(audience, list) else [audience]
    return envelope_view(
        0,
        path=_HEADER,
        kind=TOKEN_TYPE,
        suite=f"{TOKEN_TYPE} {token.algorithm}",
        method=found.method_id,
        purpose=terms.purpose,
        created=_moment(token, "iat"),
        expires=_moment(token, "exp") if about_signature else None,
        domain=tuple(reader for reader in readers if isinstance(reader, str)) if presented else (),
        challenge=nonce if presented and isinstance(nonce, str) else None,
    )


def _moment(token: Token, claim: str) -> datetime | None:
    """A time of the token; if it has none that can be read, `check_claims` says so."""
    try:
        return moment(token, claim)
    except ProofError:
        return None


def _may_stand_in(found: FoundKey) -> bool:
    """Whether a key of the registry may stand in for one that no document gave."""
    return found.error is not None and found.error.code in {
        "controller_document_unavailable",
        "did_method_unsupported",
        "verification_method_not_found",
    }


def _shown(data: bytes | str) -> tuple[JsonObject, McissueError | None]:
    """What a token with a broken form holds, to show it; or why nothing can be shown."""
    try:
        payload = read_payload(split_token(data)[1])
    except McissueError as error:
        return {}, error
    for name in ("vc", "vp"):
        inner = payload.get(name)
        if isinstance(inner, dict) and "credentialSubject" not in payload:
            return inner, None
    return {name: value for name, value in payload.items() if name not in REGISTERED_CLAIMS}, None
