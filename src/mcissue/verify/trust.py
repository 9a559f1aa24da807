"""What a verification may rely on: everything that its user trusts, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mcissue.errors import RegistryError
from mcissue.words import is_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.did import ControllerDocuments
    from mcissue.proof.seals.jades import SealTrust
    from mcissue.registry import Entry, Registry

__all__ = ["CountsTime", "FetchedList", "Trust", "usable_at"]


@runtime_checkable
class CountsTime(Protocol):
    """A resolver that limits what it spends on each verification."""

    def begin(self) -> None:
        """A verification begins."""


@dataclass(frozen=True, slots=True)
class FetchedList:
    """A list that the caller itself got from its address, over https, and when.

    The time lets the verifier hold the list's `ttl`; the way it came lets an unsigned list of an older badge
    (`1EdTechRevocationList`) speak for a credential. Wrap nothing that somebody handed over.

    Attributes:
        data: the bytes that came.
        fetched_at: when, with its time zone.
        cached: whether the copy was kept since then.
    """

    data: bytes
    fetched_at: datetime
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The trusted inputs of one verification, and its reference time.

    Attributes:
        registry: a verified snapshot; or why there is none that can be used; or None if none was given.
        resolver: where controller documents come from.
        status_lists: address -> the list credential as it was fetched; not trusted, only looked up.
        status: where a list comes from that is not among them; None if lists are only handed over.
        status_lists_seen: an id of the institution and the address of a list -> date of the newest that was
            seen; older ones are refused.
        max_status_age: how old a list may be, by the user's own rule.
        contexts: where JSON-LD contexts come from.
        at: the reference time of every check.
        seals: the certificates that are trusted to stand behind electronic seals; None if none were given.
        sample_keys: whether the published sample keys of mcissue count as keys even without a test registry.
    """

    registry: Registry | RegistryError | None
    resolver: ControllerDocuments
    status_lists: Mapping[str, JsonObject | bytes | FetchedList]
    contexts: ContextStore
    at: datetime
    sample_keys: bool = False
    seals: SealTrust | None = None
    status: Callable[[str], FetchedList] | None = None
    status_lists_seen: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    max_status_age: timedelta | None = None

    @property
    def usable_registry(self) -> Registry | None:
        """The registry, if there is one that can be asked."""
        return None if isinstance(self.registry, RegistryError) else self.registry

    def entry_for(self, issuer_id: str | None) -> Entry | None:
        """The registry's entry of an issuer, if there is a usable registry that lists it."""
        registry = self.usable_registry
        return registry.entry_for(issuer_id) if registry is not None and issuer_id is not None else None


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
    late = at > snapshot.valid_until
    if late or is_ahead(snapshot.valid_from, at):
        return RegistryError(
            "the registry is no longer valid" if late else "the registry is not valid yet",
            code="registry_expired" if late else "registry_not_yet_valid",
            mend="Get the current registry from its operator.",
            indeterminate=True,
        )
    return registry
