"""Steps 8 and 9: was the issuer recognised, and was it accredited for this award, on its date?

The rules are `mcissue.registry.matching`'s; here they become checks. The issuer's name comes from the
registry, and a different one in the credential is said (DESIGN section 6).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from mcissue.errors import RegistryError
from mcissue.verify.report import Check, Note, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.jsonld.reading import JsonObject
    from mcissue.registry.answer import Match
    from mcissue.registry.model import Entry
    from mcissue.registry.snapshot import Registry
    from mcissue.verify.binding import Binding
    from mcissue.verify.trust import Trust

__all__ = ["check_accreditation", "check_issuer", "name_note", "today_notes", "usable_at"]

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
    *, issuer_id: str | None, award_date: datetime | None, binding: Binding | None, trust: Trust
) -> Check:
    """Step 8: ask the registry about the issuer.

    Args:
        issuer_id: the id of the issuer that the credential names.
        award_date: the award date: the issuer's word.
        binding: the proof that is the issuer's, if there is one.
        trust: the registry and the reference time.

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

    match = match_issuer(
        registry,
        issuer_id=issuer_id,
        award_date=award_date,
        at=trust.at,
        created=binding.proof.view.created if binding is not None else None,
        public_key=binding.proof.public_key if binding is not None else None,
    )
    return _check("issuer_registry", match, path="$.issuer")


def check_accreditation(
    document: JsonObject, *, issuer_id: str | None, award_date: datetime | None, trust: Trust
) -> Check:
    """Step 9: ask the registry whether the issuer was accredited for such an award.

    Args:
        document: the credential.
        issuer_id: the id of its issuer.
        award_date: the award date: the issuer's word.
        trust: the registry and the reference time.
    """
    entry = trust.entry_for(issuer_id)
    if entry is None:
        message = "no registry lists the issuer, so none could be asked about its accreditation"
        return Check("accreditation", Outcome.NOT_CHECKED, "earlier_step", message)
    from mcissue.registry.matching import match_accreditation  # noqa: PLC0415
    from mcissue.verify.scope import award_scope  # noqa: PLC0415

    scope = award_scope(document)
    return _check(
        "accreditation", match_accreditation(entry, scope=scope, award_date=award_date, at=trust.at)
    )


def name_note(entry: Entry, claimed: str | None) -> Note | None:
    """A note if the credential gives its issuer a name that the registry does not know.

    Args:
        entry: the registry's entry of the issuer.
        claimed: the name in the credential.
    """
    names = {unicodedata.normalize("NFC", name) for name in entry.names.root.values()}
    if claimed is None or unicodedata.normalize("NFC", claimed) in names:
        return None
    message = (
        f"the credential calls its issuer {claimed[:200]!r}; the registry knows this issuer as {entry.name!r}"
    )
    return Note("issuer_name_differs", message)


def today_notes(check: Check) -> tuple[Note, ...]:
    """A note if what was in order on the award date no longer is: good to know, and no fault of the award.

    Args:
        check: `issuer_registry` or `accreditation`.
    """
    today = check.detail.get("today")
    if check.outcome is not Outcome.PASSED or today in {None, "recognised", "accredited", "unknown"}:
        return ()
    if check.id == "issuer_registry":
        message = f"Today the issuer is no longer recognised ({str(today).replace('_', ' ')})."
        return (Note("issuer_not_recognised_today", message),)
    return (Note("issuer_not_accredited_today", "Today the issuer is no longer accredited for such awards."),)


def _check(check_id: str, match: Match, path: str | None = None) -> Check:
    return Check(check_id, Outcome(match.outcome), match.code, match.message, path, detail=match.detail)
