"""Steps 8 and 9 for each awarding body: one institution of several is never judged by another one's entry.

The issuer signs, and names who stands behind the award. That is its word: so it must itself be recognised and
accredited, and so must each body; unless the registry itself says that a body lets this issuer sign for it
(`delegates` with the role `issue`: a mandate), for then the accreditation of the bodies is what counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.registry import Match, match_accreditation, match_delegate, match_issuer, worst
from mcissue.registry.model import DelegateRole
from mcissue.verify.reading.bodies import MAX_BODIES, awarding_bodies
from mcissue.verify.reading.scope import award_scope, award_scopes
from mcissue.verify.report import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mcissue.formats.look import Look
    from mcissue.formats.view import AwardingBody
    from mcissue.registry import AwardScope, Entry, Registry
    from mcissue.verify.binding import Binding
    from mcissue.verify.trust import Trust

_WORST_FIRST: Final = ("failed", "indeterminate", "passed")

__all__ = ["BodyMatch", "body_notes", "joined", "match_award", "match_bodies"]


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """What the registry answers about one awarding body.

    Attributes:
        body: the body.
        match: the answer.
        confirmed_by: who besides the issuer says that it is one: `signature`, `registry`, or None.
    """

    body: AwardingBody
    match: Match
    confirmed_by: str | None = None

    @property
    def shown(self) -> str:
        """The name in the registry, else what the credential says."""
        return str(self.match.detail.get("name") or self.body.shown)

    def to_json(self) -> dict[str, Any]:
        """The answer as it stands in a check's detail."""
        facts = {
            name: value for name, value in self.match.detail.items() if name in {"today", "name", "limits"}
        }
        return {
            "id": self.body.id[:500] if self.body.id else None,
            "claimed": self.body.name[:200] if self.body.name else None,
            "path": self.body.path,
            "outcome": self.match.outcome,
            "code": self.match.code,
            "message": self.match.message,
            "confirmed_by": self.confirmed_by,
            **facts,
        }


def match_bodies(
    look: Look,
    registry: Registry,
    *,
    issuer_id: str,
    award_date: datetime | None,
    binding: Binding | None,
    trust: Trust,
) -> tuple[BodyMatch, ...]:
    """Ask whether each awarding body beside the issuer was recognised when the award was made.

    Args:
        look: into the credential.
        registry: a verified registry.
        issuer_id: the id of its issuer.
        award_date: the award date: the issuer's word.
        binding: the proof that is the issuer's, with the co-signers.
        trust: the reference time.
    """
    signers = {
        proof.method.controller
        for proof in (binding.cosigners if binding is not None else ())
        if proof.method is not None
    }
    bodies, _ = _others(look, registry, issuer_id)
    found: list[BodyMatch] = []
    for body in bodies[:MAX_BODIES]:
        entry = registry.entry_for(body.id) if body.id is not None else None
        match = _recognition(registry, body, entry, award_date, trust.at)
        confirmed = None
        if signers & {body.id, *(entry.ids if entry is not None else ())}:
            confirmed = "signature"
        elif entry is not None and _is_good(_mandate(registry, entry, issuer_id, award_date, binding, trust)):
            confirmed = "registry"
        found.append(BodyMatch(body, match, confirmed))
    found += [BodyMatch(body, _too_many(len(bodies))) for body in bodies[MAX_BODIES : MAX_BODIES + 1]]
    return tuple(found)


def match_award(
    look: Look,
    registry: Registry,
    *,
    issuer_id: str,
    award_date: datetime | None,
    binding: Binding | None,
    trust: Trust,
) -> tuple[Match | None, tuple[BodyMatch, ...]]:
    """Ask whether the issuer, and each awarding body, was accredited for such an award.

    Args:
        look: into the credential.
        registry: a verified registry.
        issuer_id: the id of its issuer.
        award_date: the award date: the issuer's word.
        binding: the proof that is the issuer's: a mandate must hold when it was made, too.
        trust: the reference time.

    Returns:
        The answer about the issuer, or None if it only signs, by a mandate of all bodies in the registry, or
        if the registry does not list it; and one about each body. Where the issuer has no accreditation of
        its own for the award, what is wrong with its mandate is the answer.
    """
    bodies, issuer_awards = _others(look, registry, issuer_id)
    scopes = award_scopes(look)
    found: list[BodyMatch] = []
    mandates: list[Match | None] = []
    for body in bodies[:MAX_BODIES]:
        entry = registry.entry_for(body.id) if body.id is not None else None
        if entry is None:
            found.append(BodyMatch(body, _unlisted(registry, body)))
            continue
        awarded = tuple(map(award_scope, body.scopes)) or scopes
        own = [replace(scope, jurisdiction=body.country) for scope in awarded]
        match = _accredited(entry, own, award_date, trust.at)
        mandates.append(_mandate(registry, entry, issuer_id, award_date, binding, trust))
        found.append(BodyMatch(body, match, "registry" if _is_good(mandates[-1]) else None))
    found += [BodyMatch(body, _too_many(len(bodies))) for body in bodies[MAX_BODIES : MAX_BODIES + 1]]
    entry = registry.entry_for(issuer_id)
    only_signs = bool(bodies) and not issuer_awards
    if entry is None or (only_signs and sum(map(_is_good, mandates)) == len(bodies)):
        return None, tuple(found)
    own_match = _accredited(entry, scopes, award_date, trust.at)
    if only_signs and own_match.outcome != "passed":
        own_match = worst((each for each in mandates if each and not _is_good(each)), own_match, {})
    return own_match, tuple(found)


def _accredited(
    entry: Entry, scopes: Sequence[AwardScope], award_date: datetime | None, at: datetime
) -> Match:
    """The worst answer about several awards in one credential, and amounts of credits in one award."""
    matches = [match_accreditation(entry, scope=scope, award_date=award_date, at=at) for scope in scopes]
    return min(matches, key=lambda match: _WORST_FIRST.index(match.outcome))


def joined(own: Match | None, bodies: Sequence[BodyMatch]) -> tuple[Match, str | None]:
    """One answer of several: the worst, with all of them in its detail.

    Args:
        own: the answer about the issuer, if it was asked about.
        bodies: those about the awarding bodies; at least one where the issuer was not asked about.

    Returns:
        The answer, and the place of the body that decided it, if one did.
    """
    answers: list[tuple[Match, str | None]] = [] if own is None else [(own, None)]
    answers += [(body.match, body.body.path) for body in bodies]
    gravest, path = min(answers, key=lambda answer: _WORST_FIRST.index(answer[0].outcome))
    if not bodies:
        return gravest, path
    detail = {
        **(own.detail if own is not None else {}),
        "awarding_bodies": [body.to_json() for body in bodies],
    }
    message = gravest.message
    if gravest.outcome == "passed":
        names = ", ".join(body.shown for body in bodies)
        message = (
            f"the issuer only signs, for {names}: {message}"
            if own is None
            else f"{message}; so it is with {names}"
        )
    return Match(gravest.outcome, gravest.code, message, detail), path


def body_notes(check_id: str, detail: Mapping[str, Any]) -> tuple[Note, ...]:
    """What a reader should know of the awarding bodies, each by its name.

    Args:
        check_id: `issuer_registry` or `accreditation`.
        detail: the detail of that check.
    """
    notes: list[Note] = []
    for body in detail.get("awarding_bodies", ()):
        name = body.get("name") or body["claimed"] or body["id"] or "an awarding body without a name"
        if check_id == "issuer_registry":
            notes.append(Note("awarding_body", f"Awarding body: {body['message']}."))
            if body["confirmed_by"] is None:
                text = f"Only the issuer says that {name} stands behind the award; it has not signed."
                notes.append(Note("awarding_body_claimed", text))
        notes += _today_notes(check_id, name, body)
    return tuple(notes)


def _today_notes(check_id: str, name: str, body: Mapping[str, Any]) -> Iterable[Note]:
    if body["outcome"] != "passed" or body.get("today") in {None, "recognised", "accredited", "unknown"}:
        return
    if check_id == "issuer_registry":
        yield Note(
            "awarding_body_not_recognised_today",
            f"Today {name} is no longer recognised ({str(body['today']).replace('_', ' ')}).",
        )
    else:
        yield Note(
            "awarding_body_not_accredited_today", f"Today {name} is no longer accredited for such awards."
        )


_CODES = {
    "issuer_listed": "awarding_body_listed",
    "issuer_not_listed": "awarding_body_not_listed",
    "issuer_not_known_then": "awarding_body_not_known_then",
    "issuer_not_listed_then": "awarding_body_not_listed_then",
    "issuer_ended": "awarding_body_ended",
    "issuer_withdrawn": "awarding_body_withdrawn",
    "issuer_compromised": "awarding_body_compromised",
}
"""The same answers about a body that did not sign have codes of their own."""


def _others(look: Look, registry: Registry, issuer_id: str) -> tuple[tuple[AwardingBody, ...], bool]:
    """The awarding bodies beside the issuer, and whether it awards too: another id of its own entry is it."""
    bodies, issuer_awards = awarding_bodies(look, issuer_id=issuer_id)
    own = registry.entry_for(issuer_id)
    others = tuple(
        body for body in bodies if own is None or body.id is None or registry.entry_for(body.id) is not own
    )
    return others, issuer_awards or len(others) < len(bodies)


def _recognition(
    registry: Registry, body: AwardingBody, entry: Entry | None, award_date: datetime | None, at: datetime
) -> Match:
    if entry is None:
        return _unlisted(registry, body)
    match = match_issuer(registry, issuer_id=entry.ids[0], award_date=award_date, at=at)
    return replace(match, code=_CODES.get(match.code, match.code))


def _unlisted(registry: Registry, body: AwardingBody) -> Match:
    if body.id is None or not body.id.startswith(("did:", "https://")):
        message = f"the credential names {body.shown} as awarding body without an id that could be looked up"
        return Match("indeterminate", "awarding_body_id_missing", message)
    operator = registry.operator_name
    message = f"the registry of {operator} does not list the awarding body {body.shown} ({body.id[:200]})"
    return Match("indeterminate", "awarding_body_not_listed", message)


def _too_many(number: int) -> Match:
    message = f"the credential names {number} awarding bodies, and at most {MAX_BODIES} are looked at"
    return Match("indeterminate", "awarding_bodies_too_many", message)


def _mandate(  # noqa: PLR0917 - one question, asked twice
    registry: Registry,
    entry: Entry,
    issuer_id: str,
    award_date: datetime | None,
    binding: Binding | None,
    trust: Trust,
) -> Match | None:
    """Whether the registry says that this institution let the issuer sign for it; None if it doesn't.

    The issuer writes the award date itself: so the mandate must have held when it signed, as well.
    """
    created = binding.proof.view.created if binding is not None else None
    return match_delegate(
        registry,
        entry,
        delegate_id=issuer_id,
        role=DelegateRole.ISSUE,
        acts={"the award": award_date, "the signature": created},
        at=trust.at,
    )


def _is_good(mandate: Match | None) -> bool:
    return mandate is not None and mandate.outcome == "passed"
