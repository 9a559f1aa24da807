"""What a good signature does not say: whether it was made for this purpose and reader, and in time.

Data Integrity 1.0, sections 2.1 and 4.4 (purpose, domain, challenge, created, expires); Controlled
Identifiers 1.0, section 2.2 (`expires` and `revoked` of a key).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import KeyMaterialError, ProofError
from mcissue.proof.times import format_datetime

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mcissue.proof._proof_view import ProofView
    from mcissue.proof.did import VerificationMethod

__all__ = ["ASSERTION", "AUTHENTICATION", "check_key_in_use", "check_terms", "check_times"]

ASSERTION = "assertionMethod"
"""The purpose of a credential's proof."""

AUTHENTICATION = "authentication"
"""The purpose of a presentation's proof: its holder answers one reader."""


def check_terms(
    view: ProofView,
    *,
    purpose: str = ASSERTION,
    domain: Collection[str] | None = None,
    challenge: str | None = None,
) -> None:
    """Return if a proof was made for this purpose, reader and occasion (Data Integrity 1.0, section 4.4).

    Args:
        view: the proof.
        purpose: the purpose that it must have. A proof for `assertionMethod` is for everybody, so it must
            name neither domain nor challenge.
        domain: the domains that it must name, all and no others; None if that is not asked for.
        challenge: what it must answer; None if that is not asked for. Whoever doesn't ask may be shown an
            old presentation.

    Raises:
        ProofError: `proof_purpose_wrong`, `proof_domain_wrong`, `proof_challenge_wrong`.
    """
    if view.purpose != purpose:
        raise ProofError(
            f"the proof was made for the purpose {view.purpose[:100]!r}, and not for {purpose}",
            code="proof_purpose_wrong",
            path=f"{view.path}.proofPurpose",
        )
    if purpose == ASSERTION and domain is None and challenge is None and (view.domain or view.challenge):
        raise ProofError(
            "the proof answers a challenge or is for one reader only: it was made for a presentation",
            code="proof_purpose_wrong",
            path=f"{view.path}.{'challenge' if view.challenge is not None else 'domain'}",
        )
    wanted = None if domain is None else {domain} if isinstance(domain, str) else set(domain)
    if wanted is not None and set(view.domain) != wanted:
        raise ProofError(
            f"the proof was made for {', '.join(view.domain)[:200] or 'nobody in particular'}",
            code="proof_domain_wrong",
            path=f"{view.path}.domain" if view.domain else view.path,
            detail={"expected": sorted(wanted), "found": list(view.domain)},
        )
    if challenge is not None and view.challenge != challenge:
        raise ProofError(
            "the proof does not answer the challenge that was given: it may be an older one",
            code="proof_challenge_wrong",
            path=f"{view.path}.challenge" if view.challenge is not None else view.path,
            detail={"expected": challenge, "found": view.challenge},
        )


def check_times(view: ProofView, *, at: datetime) -> None:
    """Return if a proof was not made after a time, and is not over then (Data Integrity 1.0, section 2.1).

    Args:
        view: the proof.
        at: the reference time, aware.

    Raises:
        ProofError: `created_in_future`, `proof_expired`.
    """
    if view.created is not None and view.created > at:
        message = "the proof says that it was made later"
        raise _out_of_time(message, view.created, "created_in_future", f"{view.path}.created")
    if view.expires is not None and at > view.expires:
        raise _out_of_time("the proof expired", view.expires, "proof_expired", f"{view.path}.expires")


def _out_of_time(message: str, instant: datetime, code: str, path: str) -> ProofError:
    shown = format_datetime(instant)
    return ProofError(f"{message}: {shown}", code=code, path=path, detail={"time": shown})


def check_key_in_use(method: VerificationMethod, view: ProofView, *, at: datetime) -> None:
    """Return if the key was in use when the proof says that it was made.

    After a revocation the time of the proof is worth nothing by itself: whoever has the key can write any.

    Args:
        method: the key, as its controller lists it.
        view: the proof.
        at: the reference time, aware.

    Raises:
        KeyMaterialError: `key_revoked`, `key_expired`; or, indeterminate: `date_unproven`,
            `key_time_unknown`.
    """
    path, created = f"{view.path}.verificationMethod", view.created
    if method.revoked is not None and method.revoked <= at:
        on = format_datetime(method.revoked)
        unproven = created is not None and created < method.revoked
        only = "; only the proof itself says that it was made before" if unproven else ""
        raise KeyMaterialError(
            f"the issuer revoked this key on {on}{only}",
            code="date_unproven" if unproven else "key_revoked",
            path=path,
            detail={"revoked": on, **({"created": format_datetime(created)} if unproven and created else {})},
            indeterminate=unproven,
        )
    if method.expires is None:
        return
    on = format_datetime(method.expires)
    if created is None and method.expires <= at:
        raise KeyMaterialError(
            f"the key could be used until {on}, and the proof does not say when it was made",
            code="key_time_unknown",
            path=path,
            detail={"expires": on},
            indeterminate=True,
        )
    if created is not None and created > method.expires:
        raise KeyMaterialError(
            f"the key could be used until {on} only, and the proof was made later",
            code="key_expired",
            path=path,
            detail={"expires": on, "created": format_datetime(created)},
        )
