"""What a good signature does not say: whether it was made for this purpose and reader, and in time.

Data Integrity 1.0, sections 2.1 and 4.4 (purpose, domain, challenge, created, expires); Controlled
Identifiers 1.0, section 2.2 (`expires` and `revoked` of a key).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import KeyMaterialError, ProofError
from mcissue.words import format_datetime, is_ahead

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mcissue.proof.proof_view import ProofView

__all__ = ["ASSERTION", "AUTHENTICATION", "CREDENTIAL_TERMS", "Terms", "check_key_in_use", "check_times"]

ASSERTION: Final = "assertionMethod"
"""The purpose of a credential's proof."""

AUTHENTICATION: Final = "authentication"
"""The purpose of a presentation's proof: its holder answers one reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a proof must have been made for (Data Integrity 1.0, section 4.4).

    Attributes:
        purpose: the purpose that it must have, and the relationship under which its key must be listed. A
            proof for `assertionMethod` is for everybody, so it must name neither domain nor challenge,
            unless they are asked for.
        domain: the domain that it must name, or the domains, all and no others; None if that is not asked
            for.
        challenge: what it must answer; None if that is not asked for. Whoever doesn't ask may be shown an
            old presentation.
    """

    purpose: str = ASSERTION
    domain: str | Collection[str] | None = None
    challenge: str | None = None

    @property
    def for_reader(self) -> bool:
        """Whether a proof may name a domain and a challenge, as a presentation's does."""
        return self.purpose != ASSERTION or self.domain is not None or self.challenge is not None

    def fault(self, view: ProofView) -> ProofError | None:
        """What keeps a proof from being one for these terms, whoever made it.

        Args:
            view: the proof.

        Returns:
            `proof_purpose_wrong`, `proof_domain_wrong` or `proof_challenge_wrong`; or None.
        """
        if view.purpose != self.purpose:
            whose = {ASSERTION: ", a credential's is", AUTHENTICATION: ", a presentation's is"}
            return ProofError(
                f"the proof was made for the purpose {view.purpose[:100]!r}"
                f"{whose.get(self.purpose, ' and not for')} {self.purpose}",
                code="proof_purpose_wrong",
                path=f"{view.path}.proofPurpose",
            )
        return self._reader_fault(view) if self.for_reader else _bound_to_reader(view)

    def _reader_fault(self, view: ProofView) -> ProofError | None:
        """Section 4.4, steps 7 and 8: the same texts, no more and no fewer."""
        wanted = {self.domain} if isinstance(self.domain, str) else set(self.domain or ())
        if self.domain is not None and set(view.domain) != wanted:
            found = ", ".join(view.domain)[:200] or "nobody"
            return ProofError(
                f"the presentation was made for {found}, and not for {', '.join(sorted(wanted))[:200]}",
                code="proof_domain_wrong",
                path=f"{view.path}.domain" if view.domain else view.path,
                mend="Ask the holder to present it to you.",
                detail={"expected": sorted(wanted), "found": list(view.domain)},
            )
        if self.challenge is not None and view.challenge != self.challenge:
            return ProofError(
                "the presentation does not answer the challenge that was given: it may be an older one",
                code="proof_challenge_wrong",
                path=f"{view.path}.challenge" if view.challenge is not None else view.path,
                mend="Give the holder a new challenge, and ask for a new presentation.",
                detail={"expected": self.challenge, "found": view.challenge},
            )
        return None


CREDENTIAL_TERMS: Final = Terms()
"""The terms of a credential (Open Badges 3.0 section 8.2)."""


def _bound_to_reader(view: ProofView) -> ProofError | None:
    if view.challenge is None and not view.domain:
        return None
    return ProofError(
        "the proof answers a challenge or is for one reader only: it was made for a presentation",
        code="proof_purpose_wrong",
        path=f"{view.path}.{'challenge' if view.challenge is not None else 'domain'}",
    )


def check_times(view: ProofView, *, at: datetime) -> None:
    """Return if a proof was not made after a time, and is not over then (Data Integrity 1.0, section 2.1).

    `created` may be ahead by `mcissue.words.CLOCK_TOLERANCE`.

    Args:
        view: the proof.
        at: the reference time, aware.

    Raises:
        ProofError: `created_in_future`, `proof_expired`.
    """
    if view.created is not None and is_ahead(view.created, at):
        message = "the proof says that it was made later"
        raise _out_of_time(message, view.created, "created_in_future", f"{view.path}.created")
    if view.expires is not None and at > view.expires:
        raise _out_of_time("the proof expired", view.expires, "proof_expired", f"{view.path}.expires")


def _out_of_time(message: str, instant: datetime, code: str, path: str) -> ProofError:
    shown = format_datetime(instant)
    return ProofError(f"{message}: {shown}", code=code, path=path, detail={"time": shown})


def check_key_in_use(
    view: ProofView, *, expires: datetime | None, revoked: datetime | None, at: datetime
) -> None:
    """Return if the key was in use when the proof says that it was made.

    After a revocation the time of the proof is worth nothing by itself: whoever has the key can write any.

    Args:
        view: the proof.
        expires: when its controller ends the use of the key, if it does.
        revoked: when its controller withdraws the key, if it does.
        at: the reference time, aware.

    Raises:
        KeyMaterialError: `key_revoked`, `key_expired`; or, indeterminate: `date_unproven`,
            `key_time_unknown`.
    """
    path, created = f"{view.path}.verificationMethod", view.created
    if revoked is not None and revoked <= at:
        on = format_datetime(revoked)
        unproven = created is not None and created < revoked
        only = "; only the proof itself says that it was made before" if unproven else ""
        raise KeyMaterialError(
            f"the issuer revoked this key on {on}{only}",
            code="date_unproven" if unproven else "key_revoked",
            path=path,
            detail={"revoked": on, **({"created": format_datetime(created)} if unproven and created else {})},
            indeterminate=unproven,
        )
    if expires is None:
        return
    on = format_datetime(expires)
    if created is None and expires <= at:
        raise KeyMaterialError(
            f"the key could be used until {on}, and the proof does not say when it was made",
            code="key_time_unknown",
            path=path,
            detail={"expires": on},
            indeterminate=True,
        )
    if created is not None and created > expires:
        raise KeyMaterialError(
            f"the key could be used until {on} only, and the proof was made later",
            code="key_expired",
            path=path,
            detail={"expires": on, "created": format_datetime(created)},
        )
