"""One award against the accreditations of an institution: any one that covers it is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcissue.registry.answer import Match, Outcome, undated, unproven
from mcissue.registry.model import Decision
from mcissue.registry.scope import AwardScope, Limit, check_scope, scope_in_words
from mcissue.words import shown

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.registry.model import Accreditation, Entry

__all__ = ["match_accreditation"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One accreditation held against one award."""

    accreditation: Accreditation
    limits: tuple[Limit, ...]
    dated: Match | None

    @property
    def outside(self) -> tuple[Limit, ...]:
        return tuple(limit for limit in self.limits if limit.state == "outside")

    @property
    def unknown(self) -> tuple[Limit, ...]:
        return tuple(limit for limit in self.limits if limit.state == "unknown")

    @property
    def outcome(self) -> Outcome:
        if self.outside or (self.dated is not None and self.dated.outcome == "failed"):
            return "failed"
        return "indeterminate" if self.unknown or self.dated is not None else "passed"

    @property
    def distance(self) -> tuple[int, int, int]:
        """How far it is from covering the award: the nearest one explains best."""
        rank = ("passed", "indeterminate", "failed").index(self.outcome)
        return rank, len(self.outside), len(self.unknown) + (self.dated is not None)


def match_accreditation(
    entry: Entry, *, scope: AwardScope, award_date: datetime | None, at: datetime
) -> Match:
    """Answer whether an institution was accredited for an award when it made it.

    Args:
        entry: the institution.
        scope: what the credential says of itself.
        award_date: when the credential says that it was awarded; None if it doesn't say.
        at: the reference time of the verification; a withdrawal that came later is not held.

    Returns:
        passed if one positive decision covers the date and every limit; failed if none can; else
        indeterminate. The message explains the accreditation that comes nearest.
    """
    positive = [
        _candidate(entry, item, scope, award_date, at) for item in entry.accreditations if item.accredits
    ]
    negative = [
        _candidate(entry, item, scope, award_date, at)
        for item in entry.accreditations
        if item.decision is Decision.NEGATIVE
    ]
    detail: dict[str, Any] = {"name": entry.name, "today": _accredited_today(entry, scope, at)}
    if award_date is not None:
        detail["award_date"] = shown(award_date)
    best = min(positive, key=lambda candidate: candidate.distance, default=None)
    if best is not None and best.outcome == "passed":
        return _answer(entry, best, award_date, detail)
    refused = next((candidate for candidate in negative if candidate.outcome == "passed"), None)
    if refused is not None and (best is None or best.outcome == "failed"):
        message = f"the decision on {entry.name}{_by(refused.accreditation)} was negative"
        return Match("failed", "accreditation_negative", message, {**detail, **_facts(refused)})
    if best is None:
        message = f"the registry lists {entry.name} but records no accreditation of it"
        return Match("indeterminate", "accreditation_missing", message, detail)
    return _answer(entry, best, award_date, detail)


def _candidate(
    entry: Entry, accreditation: Accreditation, scope: AwardScope, award_date: datetime | None, at: datetime
) -> _Candidate:
    dated = _dated(entry, accreditation, award_date, at)
    return _Candidate(accreditation, check_scope(accreditation.scope, scope), dated)


def _dated(entry: Entry, item: Accreditation, award_date: datetime | None, at: datetime) -> Match | None:
    """What speaks against an accreditation by its dates, if anything does."""
    what = f"the accreditation of {entry.name}{_by(item)}"
    withdrawn = item.withdrawn if item.withdrawn is not None and item.withdrawn.in_force(at) else None
    if award_date is None:
        return undated(f"{what} holds {item.in_words()}") if item.bounded or withdrawn else None
    if not item.covers(award_date):
        message = f"{what} holds {item.in_words()}; this award is dated {shown(award_date)}"
        return Match("failed", "accreditation_not_then", message)
    if withdrawn is None:
        return None
    fact = f"{what} was withdrawn on {shown(withdrawn.on)}"
    if withdrawn.in_force(award_date):
        message = f"{fact}; this award is dated {shown(award_date)}"
        return Match("failed", "accreditation_withdrawn", message)
    return unproven(fact, f"award is dated {shown(award_date)}", {})


def _answer(entry: Entry, best: _Candidate, award_date: datetime | None, detail: dict[str, Any]) -> Match:
    detail = {**detail, **_facts(best)}
    what = f"the accreditation of {entry.name}{_by(best.accreditation)}"
    if best.outcome == "passed":
        then = f" on {shown(award_date)}" if award_date is not None else ""
        message = f"{what} covers this award{then} ({scope_in_words(best.accreditation.scope)})"
        return Match("passed", "accreditation_covers", message, detail)
    if best.outside:
        return Match("failed", "accreditation_out_of_scope", f"{what} covers {_limits(best.outside)}", detail)
    if best.dated is not None:
        return Match(best.dated.outcome, best.dated.code, best.dated.message, detail)
    message = f"{what} covers {_limits(best.unknown)}, too little to tell"
    return Match("indeterminate", "accreditation_scope_unknown", message, detail)


def _limits(limits: tuple[Limit, ...]) -> str:
    return "; ".join(f"{limit.allowed} (the credential states {limit.stated})" for limit in limits)


def _by(accreditation: Accreditation) -> str:
    return f" by {accreditation.agency.name}" if accreditation.agency is not None else ""


def _facts(candidate: _Candidate) -> dict[str, Any]:
    item = candidate.accreditation
    facts: dict[str, Any] = {
        "decision": item.decision.value,
        "period": item.in_words(),
        "scope": scope_in_words(item.scope),
        "limits": [
            {"limit": limit.name, "state": limit.state, "allowed": limit.allowed, "stated": limit.stated}
            for limit in candidate.limits
        ],
    }
    if item.report is not None:
        facts["report"] = item.report
    return facts


def _accredited_today(entry: Entry, scope: AwardScope, at: datetime) -> str:
    """How the institution stands for such an award at the reference time, in one word."""
    outcomes = {
        _candidate(entry, item, scope, at, at).outcome for item in entry.accreditations if item.accredits
    }
    if "passed" in outcomes:
        return "accredited"
    return "unknown" if "indeterminate" in outcomes or not outcomes else "not_accredited"
