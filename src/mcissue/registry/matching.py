"""Was this issuer recognised, and accredited for this, then? Several answers, kept apart (DESIGN section 5).

passed         listed, and covered at the time that counts
failed         listed, but not then, not for this, or no longer
indeterminate  not listed, or the registry does not say, or only the issuer itself says so

The award date is only the issuer's word. After a regular end that is enough, for the institution had no
reason to lie while it was recognised. After a withdrawal or a compromise it is not: whoever holds the key can
write any date. No evidence from outside the issuer is read yet, so such an older award is indeterminate
(`date_unproven`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.registry.accreditation import match_accreditation
from mcissue.registry.answer import Match, Outcome, undated, unproven, worst
from mcissue.registry.keys import KeyBinding, key_findings, registry_key_for, stolen_findings
from mcissue.registry.model import EndingKind
from mcissue.registry.scope import AwardScope
from mcissue.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcissue.proof.keys import PublicKey
    from mcissue.registry.model import Entry
    from mcissue.registry.snapshot import Registry

__all__ = [
    "AwardScope",
    "KeyBinding",
    "Match",
    "Outcome",
    "match_accreditation",
    "match_issuer",
    "registry_key_for",
]


def match_issuer(
    registry: Registry,
    *,
    issuer_id: str,
    award_date: datetime | None,
    at: datetime,
    created: datetime | None = None,
    public_key: PublicKey | None = None,
) -> Match:
    """Answer whether the registry recognised an issuer when it made an award.

    Args:
        registry: a verified registry.
        issuer_id: the id of the issuer exactly as the credential has it.
        award_date: when the credential says that it was awarded; None if it doesn't say.
        at: the reference time of the verification.
        created: when the issuer's proof says that it was made; None if it doesn't say.
        public_key: the key of that proof; a period or an end that the registry states for it is held.

    Returns:
        The answer. A failed part outweighs an indeterminate one.
    """
    entry = registry.entry_for(issuer_id)
    operator = registry.snapshot.operator.name.best()
    if entry is None:
        return Match(
            "indeterminate",
            "issuer_not_listed",
            f"the registry of {operator} does not list the issuer {issuer_id[:200]}",
            {"issuer": issuer_id[:200]},
        )
    detail = {"issuer": issuer_id[:200], "name": entry.name, "today": _today(entry, at)}
    if award_date is not None:
        detail["award_date"] = shown(award_date)
    findings = [
        *_known(entry, operator, at),
        *_recognised(entry, award_date),
        *_ended(entry, award_date, at),
    ]
    key = next((key for key in entry.keys if public_key and key.text == public_key.text), None)
    if key is not None:
        findings += key_findings(entry, key, created)
    if public_key is not None:
        findings += stolen_findings(registry, public_key, created, at)
    passed = Match("passed", "issuer_listed", f"{entry.name} is listed by {operator} and was recognised")
    return worst(findings, passed, detail)


def _today(entry: Entry, at: datetime) -> str:
    """How the institution stands at the reference time, in one word."""
    if entry.ended is not None and entry.ended.in_force(at):
        return entry.ended.how.value
    return "recognised" if entry.covers(at) else "not_recognised"


def _known(entry: Entry, operator: str, at: datetime) -> Iterator[Match]:
    """The time axis of knowledge: what the registry did not stand for at the reference time is no answer."""
    if not entry.known_at(at):
        words = " ".join(
            f"{word} {shown(bound)}"
            for word, bound in (("from", entry.known_from), ("until", entry.known_until))
            if bound is not None
        )
        yield Match(
            "indeterminate",
            "issuer_not_known_then",
            f"the registry of {operator} stands for its entry on {entry.name} {words} only",
            {"known": words},
        )


def _recognised(entry: Entry, award_date: datetime | None) -> Iterator[Match]:
    if not entry.bounded:
        return
    if award_date is None:
        yield undated(f"{entry.name} is recognised {entry.in_words()}")
    elif not entry.covers(award_date):
        yield Match(
            "failed",
            "issuer_not_listed_then",
            f"{entry.name} is recognised {entry.in_words()}; this award is dated {shown(award_date)}",
            {"recognised": entry.in_words()},
        )


def _ended(entry: Entry, award_date: datetime | None, at: datetime) -> Iterator[Match]:
    ended = entry.ended
    if ended is None or not ended.in_force(at):
        return
    on = shown(ended.on)
    fact, code = {
        EndingKind.ENDED: (f"the recognition of {entry.name} ended on {on}", "issuer_ended"),
        EndingKind.WITHDRAWN: (f"the recognition of {entry.name} was withdrawn on {on}", "issuer_withdrawn"),
        EndingKind.COMPROMISED: (
            f"the keys of {entry.name} count as stolen since {on}",
            "issuer_compromised",
        ),
    }[ended.how]
    detail = {"ended": {"how": ended.how.value, "on": on}}
    if award_date is None:
        yield undated(fact)
    elif ended.in_force(award_date):
        yield Match("failed", code, f"{fact}; this award is dated {shown(award_date)}", detail)
    elif ended.how is not EndingKind.ENDED:
        yield unproven(fact, f"award is dated {shown(award_date)}", detail)
