"""Steps 8 and 9: was the issuer recognised, and was it accredited for this award, on its date?

The rules are `mcissue.registry.matching`'s; here they become checks. The issuer's name comes from the
registry, and a different one in the credential is said (DESIGN section 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RegistryError
from mcissue.verify.report import Check, Note, Outcome
from mcissue.verify.steps.summary import claimed_issuer_name

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.registry.answer import Match
    from mcissue.registry.snapshot import Registry
    from mcissue.verify.binding import Binding
    from mcissue.verify.trust import Trust

__all__ = ["check_accreditation", "check_issuer", "name_notes", "today_notes", "usable_at"]

_REGISTRY_MEND = "Give a signed registry and its operator's key: --registry FILE --trust-operator KEY."


def usable_at(registry: Registry, *, at: datetime, allow_test: bool) -> Registry | RegistryError:
    """A registry, if it may be asked at the reference time; else why not.

    It was checked when it was loaded, but a verifier may live longer than a registry.

    Args:
        registry: a loaded registry.
        at: the reference time.
        allow_test: whether a test registry may be asked.
    """
    snapshot = registry.snapshot
    if snapshot.test and not allow_test:
        return RegistryError(
            "this is a test registry: its word means nothing outside of tests and samples",
            code="registry_test_not_allowed",
            mend="To verify samples, allow it: --allow-test-registry.",
            indeterminate=True,
        )
    if not snapshot.valid_from <= at <= snapshot.valid_until:
        late = at > snapshot.valid_until
        return RegistryError(
            "the registry is no longer valid" if late else "the registry is not valid yet",
            code="registry_expired" if late else "registry_not_yet_valid",
            mend="Get the current registry from its operator.",
            indeterminate=True,
        )
    return registry


def check_issuer(
    *,
    issuer_id: str | None,
    award_date: datetime | None,
    binding: Binding | None,
    trust: Trust,
    document: JsonObject,
) -> Check:
    """Step 8: ask the registry about the issuer, and about each awarding body beside it.

    Args:
        issuer_id: the id of the issuer that the credential names.
        award_date: the award date: the issuer's word.
        binding: the proof that is the issuer's, if there is one.
        trust: the registry and the reference time.
        document: the credential, which names the awarding bodies.

    Raises:
        RegistryError: why the registry can't be used (indeterminate); `registry_missing` if there is none.
    """
    registry = trust.registry
    if registry is None:
        raise RegistryError(
            "no registry was given, so nobody could be asked who the issuer is",
            code="registry_missing",
            mend=_REGISTRY_MEND,
            indeterminate=True,
        )
    if isinstance(registry, RegistryError):
        raise registry
    if issuer_id is None:
        raise RegistryError(
            "the credential names no issuer that could be looked up",
            code="issuer_id_missing",
            path="$.issuer",
        )
    from mcissue.registry.matching import match_issuer  # noqa: PLC0415 - loaded only where a registry is used
    from mcissue.verify.steps.awarding_bodies import joined, match_bodies  # noqa: PLC0415

    match = match_issuer(
        registry,
        issuer_id=issuer_id,
        award_date=award_date,
        at=trust.at,
        created=binding.proof.view.created if binding is not None else None,
        public_key=binding.proof.public_key if binding is not None else None,
    )
    bodies = match_bodies(
        document, registry, issuer_id=issuer_id, award_date=award_date, binding=binding, trust=trust
    )
    match, path = joined(match, bodies)
    return _check("issuer_registry", match, path=path or "$.issuer")


def check_accreditation(
    document: JsonObject, *, issuer_id: str | None, award_date: datetime | None, trust: Trust
) -> Check:
    """Step 9: ask the registry whether the issuer, and each awarding body, was accredited for such an award.

    Args:
        document: the credential.
        issuer_id: the id of its issuer.
        award_date: the award date: the issuer's word.
        trust: the registry and the reference time.
    """
    registry = trust.usable_registry
    if registry is None or issuer_id is None or registry.entry_for(issuer_id) is None:
        message = "no registry lists the issuer, so none could be asked about its accreditation"
        return Check("accreditation", Outcome.NOT_CHECKED, "earlier_step", message)
    from mcissue.verify.steps.awarding_bodies import joined, match_award  # noqa: PLC0415

    own, bodies = match_award(document, registry, issuer_id=issuer_id, award_date=award_date, trust=trust)
    match, path = joined(own, bodies)
    return _check("accreditation", match, path=path)


def name_notes(document: JsonObject, *, issuer_id: str | None, trust: Trust) -> tuple[Note, ...]:
    """What a reader should know of the names that a credential gives its issuer and its awarding bodies.

    Names decide nothing; but people read them. A name is said to differ if the registry knows the institution
    and not the name; to be alike if it is, or looks like, a registered name of another institution; and to be
    odd if it is written as no institution writes its own.

    Args:
        document: the credential.
        issuer_id: the id of its issuer.
        trust: the registry.
    """
    registry = trust.usable_registry
    if registry is None:
        return ()
    from mcissue.verify.bodies import MAX_BODIES, awarding_bodies  # noqa: PLC0415

    notes = _names("issuer", "issuer_name_differs", registry, issuer_id, claimed_issuer_name(document))
    for body in awarding_bodies(document, issuer_id=issuer_id)[0][:MAX_BODIES]:
        notes += _names("awarding body", "awarding_body_name_differs", registry, body.id, body.name)
    return tuple(notes)


def _names(who: str, code: str, registry: Registry, own_id: str | None, claimed: str | None) -> list[Note]:
    from mcissue.registry.names import is_odd, same_name  # noqa: PLC0415

    entry = registry.entry_for(own_id) if own_id is not None else None
    if claimed is None or (
        entry is not None and any(same_name(claimed, name) for name in entry.names.root.values())
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
        exact = any(same_name(claimed, name) for name in other.names.root.values())
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


def _check(check_id: str, match: Match, path: str | None = None) -> Check:
    return Check(check_id, Outcome(match.outcome), match.code, match.message, path, detail=match.detail)
