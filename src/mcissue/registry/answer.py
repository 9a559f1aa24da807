"""One answer of a registry, and how several of them become one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Match", "Outcome", "undated", "unproven", "worst"]

Outcome = Literal["passed", "failed", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Match:
    """One answer of a registry.

    Attributes:
        outcome: `passed`, `failed` or `indeterminate`.
        code: a stable code.
        message: the answer for people.
        detail: the facts behind it for machines; `today` says how things stand at the reference time.
    """

    outcome: Outcome
    code: str
    message: str
    detail: dict[str, Any] = field(default_factory=dict)


def worst(findings: Iterable[Match], otherwise: Match, detail: dict[str, Any]) -> Match:
    """The first failed finding, else the first indeterminate one, else the good answer."""
    found = list(findings)
    chosen = next((match for match in found if match.outcome == "failed"), None) or next(
        iter(found), otherwise
    )
    return Match(chosen.outcome, chosen.code, chosen.message, {**detail, **chosen.detail})


def undated(fact: str) -> Match:
    """The answer when a limit of time is known and the date of the award is not."""
    return Match(
        "indeterminate", "award_date_missing", f"{fact}; the credential does not say when it was awarded"
    )


def unproven(fact: str, claim: str, detail: dict[str, Any]) -> Match:
    """The answer when only the issuer's own word puts something before a withdrawal or a compromise."""
    message = f"{fact}; the {claim}, before that, but only the issuer itself says so"
    return Match("indeterminate", "date_unproven", message, detail)
