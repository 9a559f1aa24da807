"""Which answers count for a verdict. A policy can only ask for more; nothing here turns a check off."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ANSWER_CHECKS", "ASKABLE_CHECKS", "CHECK_IDS", "Policy"]

ANSWER_CHECKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "authentic": ("carrier", "json_ld", "proof", "issuer_binding"),
        "recognised": ("issuer_registry", "accreditation"),
        "current": ("validity", "status"),
        "complete": ("mandatory_elements",),
        "well_formed": ("format",),
    }
)
"""The five answers, and the checks that each rests on (DESIGN section 6)."""

ASKABLE_CHECKS: Final[tuple[str, ...]] = ("presenter", "schema", "recipient", "endorsements")
"""Checks that count only when somebody asks for them; `presenter` is asked for by a domain or a challenge."""

CHECK_IDS: Final[tuple[str, ...]] = (
    "carrier",
    "format",
    "json_ld",
    "proof",
    "issuer_binding",
    *ANSWER_CHECKS["current"],
    *ANSWER_CHECKS["recognised"],
    *ANSWER_CHECKS["complete"],
    *ASKABLE_CHECKS,
)
"""Every check, in the order of a report."""


class Policy(StrEnum):
    """How much must be in order before a credential is called valid.

    Answers outside the policy are reported all the same; they only do not decide the verdict.
    """

    AUTHENTIC = "authentic"
    """Signed by the issuer it names, within its dates and not revoked; nobody is asked who the issuer is."""

    RECOGNISED = "recognised"
    """Also: the issuer is in a registry, and was accredited for this award on its date."""

    FULL = "full"
    """Also: every mandatory European standard element is there. The default."""

    CONFORMANT = "conformant"
    """Also: it is written as its standards demand. For issuers, who look at their own credentials."""

    @property
    def counting(self) -> tuple[str, ...]:
        """The names of the answers that decide the verdict."""
        return _COUNTING[self]

    def __or__(self, other: object) -> Policy:
        """Two policies at once: the one that asks for more, for each asks for all that the one below does."""
        if not isinstance(other, Policy):
            return NotImplemented
        return max(self, other, key=lambda policy: len(policy.counting))


_COUNTING: Final[Mapping[Policy, tuple[str, ...]]] = MappingProxyType(
    {
        Policy.AUTHENTIC: ("authentic", "current"),
        Policy.RECOGNISED: ("authentic", "current", "recognised"),
        Policy.FULL: ("authentic", "current", "recognised", "complete"),
        Policy.CONFORMANT: ("authentic", "current", "recognised", "complete", "well_formed"),
    }
)
