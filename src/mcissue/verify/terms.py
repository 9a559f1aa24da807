"""What a proof must have been made for: a credential's is for everybody, a presentation's answers one reader.

Data Integrity 1.0, sections 2.1 and 4.4: purpose, domain and challenge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import ProofError

if TYPE_CHECKING:
    from mcissue.proof.data_integrity import ProofView

__all__ = ["CREDENTIAL_TERMS", "Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is expected of a proof.

    Attributes:
        purpose: the verification relationship under which its key must be listed.
        for_reader: whether it may name a domain and a challenge, as a presentation's does.
        domain: the domain that it must name, if that is known.
        challenge: what it must answer, if that is known.
    """

    purpose: str = "assertionMethod"
    for_reader: bool = False
    domain: str | None = None
    challenge: str | None = None

    def fault(self, view: ProofView) -> ProofError | None:
        """What keeps a proof from being one for these terms, whoever made it.

        Args:
            view: the proof.

        Returns:
            `proof_purpose_wrong`, `proof_domain_wrong` or `proof_challenge_wrong`; or None.
        """
        if view.purpose != self.purpose:
            whose = "a presentation" if self.for_reader else "a credential"
            return ProofError(
                f"the proof was made for the purpose {view.purpose[:100]!r}, {whose}'s is {self.purpose}",
                code="proof_purpose_wrong",
                path=f"{view.path}.proofPurpose",
            )
        return self._reader_fault(view) if self.for_reader else _bound_to_reader(view)

    def _reader_fault(self, view: ProofView) -> ProofError | None:
        """Section 4.4, steps 7 and 8: the same texts, no more and no fewer."""
        if self.domain is not None and set(view.domain) != {self.domain}:
            found = ", ".join(view.domain)[:200] or "nobody"
            return ProofError(
                f"the presentation was made for {found}, and not for {self.domain}",
                code="proof_domain_wrong",
                path=f"{view.path}.domain" if view.domain else view.path,
                mend="Ask the holder to present it to you.",
                detail={"expected": self.domain, "found": list(view.domain)},
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
