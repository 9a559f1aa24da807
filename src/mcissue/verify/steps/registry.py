"""What the steps 8 and 9 have in common: the answers of a registry as checks, and what they mean today.

The issuer's name comes from the registry, and a different one in the credential is said (DESIGN section 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.verify.reading.summary import claimed_issuer_name
from mcissue.verify.report.outcomes import Check, Note, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.formats.look import Look
    from mcissue.registry import Match, Registry
    from mcissue.verify.trust import Trust

__all__ = ["borrowed_name", "check_of_match", "name_notes", "today_notes"]


def check_of_match(check_id: str, match: Match, path: str | None = None) -> Check:
    """A check that a registry's answer decided.

    Args:
        check_id: `issuer_registry` or `accreditation`.
        match: the answer.
        path: the place in the credential that it speaks about.
    """
    return Check(check_id, Outcome(match.outcome), match.code, match.message, path, detail=match.detail)


def name_notes(look: Look, *, issuer_id: str | None, trust: Trust) -> tuple[Note, ...]:
    """What a reader should know of the names that a credential gives its issuer and its awarding bodies.

    Names decide nothing; but people read them. A name is said to differ if the registry knows the institution
    and not the name; to be alike if it is, or looks like, a registered name of another institution; and to be
    odd if it is written as no institution writes its own.

    Args:
        look: into the credential.
        issuer_id: the id of its issuer.
        trust: the registry.
    """
    registry = trust.usable_registry
    if registry is None:
        return ()
    from mcissue.verify.reading.bodies import MAX_BODIES, awarding_bodies  # noqa: PLC0415

    notes = _names("issuer", "issuer_name_differs", registry, issuer_id, claimed_issuer_name(look))
    for body in awarding_bodies(look, issuer_id=issuer_id)[0][:MAX_BODIES]:
        notes += _names("awarding body", "awarding_body_name_differs", registry, body.id, body.name)
    return tuple(notes)


def borrowed_name(look: Look, registry: Registry, *, issuer_id: str, at: datetime) -> str | None:
    """Why the name that a credential gives its issuer is another institution's; None if that can't be said.

    Only between two that the registry knows, in one country, and where it is no name of the issuer: names of
    institutions are alike across countries, and a registry need not have every name.

    Args:
        look: into the credential.
        registry: a verified registry.
        issuer_id: the id of its issuer.
        at: when the award was made.
    """
    from mcissue.registry.names import same_name  # noqa: PLC0415 - loaded only where a registry is used

    own, claimed = registry.entry_for(issuer_id), claimed_issuer_name(look)
    if own is None or own.country is None or claimed is None:
        return None
    if any(same_name(claimed, name) for name in own.names.texts.values()):
        return None
    for other in registry.look_alikes(claimed):
        is_it = any(same_name(claimed, name) for name in other.names.texts.values())
        if is_it and other is not own and other.country == own.country and other.covers(at):
            return (
                f"the issuer is {own.name}, and the credential calls it {claimed[:200]!r}: the name of "
                f"another institution in the registry ({other.ids[0]}), in the same country"
            )
    return None


def _names(who: str, code: str, registry: Registry, own_id: str | None, claimed: str | None) -> list[Note]:
    from mcissue.registry.names import is_odd, same_name  # noqa: PLC0415

    entry = registry.entry_for(own_id) if own_id is not None else None
    if claimed is None or (
        entry is not None and any(same_name(claimed, name) for name in entry.names.texts.values())
    ):
        return []
    shown = repr(claimed[:200])
    notes = []
    if entry is not None:
        message = f"the credential calls its {who} {shown}; the registry knows this {who} as {entry.name!r}"
        notes.append(Note(code, message))
    others = [other for other in registry.look_alikes(claimed) if other is not entry]
    if others:
        other = others[0]
        exact = any(same_name(claimed, name) for name in other.names.texts.values())
        how = "which is the name" if exact else "which looks like the name, and is not the name,"
        message = (
            f"the credential calls its {who} {shown}, {how} of another institution in the registry: "
            f"{other.name!r} ({other.ids[0]})"
        )
        notes.append(Note("name_look_alike", message))
    if is_odd(claimed):
        message = (
            f"the name {claimed[:200]!a} is written oddly: with blanks at an end, characters that can't "
            "be seen, or several alphabets in one word"
        )
        notes.append(Note("name_odd", message))
    return notes


def today_notes(check: Check) -> tuple[Note, ...]:
    """What was in order on the award date and no longer is, and what is known of the awarding bodies.

    Args:
        check: `issuer_registry` or `accreditation`.
    """
    bodies: tuple[Note, ...] = ()
    if "awarding_bodies" in check.detail:
        from mcissue.verify.steps.awarding_bodies import body_notes  # noqa: PLC0415

        bodies = body_notes(check.id, check.detail)
    return (*_today_note(check), *bodies)


def _today_note(check: Check) -> tuple[Note, ...]:
    """Good to know, and no fault of the award."""
    today = check.detail.get("today")
    if check.outcome is not Outcome.PASSED or today in {None, "recognised", "accredited", "unknown"}:
        return ()
    if check.id == "issuer_registry":
        message = f"Today the issuer is no longer recognised ({str(today).replace('_', ' ')})."
        return (Note("issuer_not_recognised_today", message),)
    return (Note("issuer_not_accredited_today", "Today the issuer is no longer accredited for such awards."),)
