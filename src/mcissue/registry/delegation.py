"""May somebody act for an institution? One answer for both roles: signing its awards, and its status lists.

Whoever acts for another is matched like an issuer at the time of the act: the institution must name it for
that time, and its own entry, if it has one, must be in order then. When it acted is the delegate's word:
after a withdrawal an older act needs evidence from outside, as an award does (docs/decisions/0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.registry.answer import Match, unproven, worst
from mcissue.registry.matching import match_issuer
from mcissue.registry.model import EndingKind
from mcissue.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mcissue.registry.model import Delegate, DelegateRole, Entry
    from mcissue.registry.snapshot import Registry

__all__ = ["match_delegate"]


def match_delegate(
    registry: Registry,
    entry: Entry,
    *,
    delegate_id: str,
    role: DelegateRole,
    acts: Mapping[str, datetime | None],
    at: datetime,
) -> Match | None:
    """Answer whether somebody might act for an institution when it did.

    Args:
        registry: a verified registry.
        entry: the institution.
        delegate_id: the issuer id of the one who acted.
        role: what was done.
        acts: what was done when, each by a name for people (`the award`); every one must lie in a time for
            which the delegate is named. None: nobody says when; then what is in force at the reference time
            counts, and what has ended since is unproven.
        at: the reference time of the verification.

    Returns:
        The answer; None if the institution names no such delegate for that role.
    """
    named = [each for each in entry.delegates if (each.id, each.role) == (delegate_id, role)]
    if not named:
        return None
    own = registry.entry_for(delegate_id)
    findings: list[Match] = []
    for act, instant in acts.items():
        found = list(_named(entry, named, act, at if instant is None else instant, at))
        if own is not None and own is not entry:
            match = match_issuer(
                registry, issuer_id=delegate_id, award_date=at if instant is None else instant, at=at
            )
            found += [match] if match.outcome != "passed" else []
        if instant is None and found:
            message = f"{found[0].message}; the credential does not say when {act} was made"
            found = [Match("indeterminate", "date_unproven", message)]
        findings += found
    passed = Match("passed", "delegate_named", f"{entry.name} lets {delegate_id[:200]} act for it")
    return worst(findings, passed, {"delegate": delegate_id[:200], "role": role.value})


def _named(
    entry: Entry, named: Sequence[Delegate], act: str, instant: datetime, at: datetime
) -> Iterator[Match]:
    """What speaks against an act by the times for which the delegate is named; of several the best counts."""
    answers = [_one(entry, each, act, instant, at) for each in named]
    if all(answer is not None for answer in answers):
        order = ("indeterminate", "failed")
        yield min((answer for answer in answers if answer), key=lambda answer: order.index(answer.outcome))


def _one(entry: Entry, delegate: Delegate, act: str, instant: datetime, at: datetime) -> Match | None:
    who = f"{entry.name} lets {delegate.id} act for it"
    if not delegate.covers(instant):
        message = f"{who} {delegate.in_words()}; {act} is dated {shown(instant)}"
        return Match("failed", "delegate_not_then", message)
    ended = delegate.ended
    if ended is None or not ended.in_force(at):
        return None
    fact = f"that {who} {_ENDED[ended.how]} {shown(ended.on)}"
    if ended.in_force(instant):
        return Match("failed", "delegate_not_then", f"{fact}; {act} is dated {shown(instant)}")
    if ended.how is EndingKind.ENDED:
        return None
    return unproven(fact, f"{act.removeprefix('the ')} is dated {shown(instant)}", {})


_ENDED = {
    EndingKind.ENDED: "ended on",
    EndingKind.WITHDRAWN: "was withdrawn on",
    EndingKind.COMPROMISED: "counts for nothing, for keys were stolen, since",
}
