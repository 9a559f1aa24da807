"""Status lists that were handed in: verified as strictly as a credential, before one bit is read.

Bitstring Status List 1.0, section 3.2. A list that is not what it should be says nothing about the
credential, so its faults are never failures of the credential: its status is then unknown.
"""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mcissue.carrier.payload import is_compact_jws
from mcissue.errors import McissueError, ProofError, StatusListError
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.read import check_value, read_json_object
from mcissue.proof.terms import CREDENTIAL_TERMS
from mcissue.status.lists import read_list_credential
from mcissue.status.revocation_list import read_revocation_list
from mcissue.verify.binding import bind_issuer, check_in_use_at
from mcissue.verify.canonical_forms import CanonicalForms
from mcissue.verify.proofs import check_proof_times, examine_proofs, require_good_proofs
from mcissue.verify.report import Source
from mcissue.verify.trust import FetchedList
from mcissue.words import format_datetime, is_ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.status.lists import StatusList
    from mcissue.status.revocation_list import RevocationList
    from mcissue.verify.envelopes.tokens import TokenEnvelope
    from mcissue.verify.proofs import ExaminedProof
    from mcissue.verify.trust import Trust

__all__ = ["StatusLists", "method_sources"]

MAX_UNSIGNED_AGE: Final = timedelta(hours=24)
"""How long a fetched revocation list of an older badge counts: it names no end of its own, and nobody signed
it. A cache may hold it longer."""

MAX_FETCHED_LISTS: Final = 20
"""Lists that are kept in memory where they are fetched: at their largest 300 MB. Of more than these all are
proven anew, for a stream of credentials by invented issuers must not fill the memory."""


class StatusLists:
    """Reads and keeps the status lists of one verifier and one reference time.

    A kept error is copied before it is raised: raising it itself would add to its traceback each time, and
    keep every document alive that it went through.

    Args:
        trust: the lists that were handed in, and where keys and contexts come from.
    """

    __slots__ = ("_given", "_known", "_revocations", "_sources", "asked", "trust")

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.asked: list[str] = []
        self._given: dict[str, JsonObject | bytes | FetchedList] = {}
        self._known: dict[str, StatusList | StatusListError] = {}
        self._revocations: dict[str, RevocationList | StatusListError] = {}
        self._sources: dict[str, tuple[Source, ...]] = {}

    def for_one(self, *, fetch: bool) -> StatusLists:
        """The same lists, for one credential: with a list of its own of what was asked.

        Args:
            fetch: whether a list may be fetched. The address is the word of whoever wrote the credential, so
                it is visited only once it is proven who that was.
        """
        if not fetch and self.trust.status is not None:
            return StatusLists(replace(self.trust, status=_not_visited))
        if self.trust.status is not None and len(self._known) + len(self._revocations) > MAX_FETCHED_LISTS:
            for kept in (self._given, self._known, self._revocations, self._sources):
                kept.clear()
        child = StatusLists(self.trust)
        child._given, child._known = self._given, self._known
        child._revocations, child._sources = self._revocations, self._sources
        return child

    @property
    def sources(self) -> tuple[Source, ...]:
        """The lists that were asked and found proven, and the documents that proved them."""
        return tuple(dict.fromkeys(item for url in self.asked for item in self._sources.get(url, ())))

    def get(self, url: str) -> StatusList:
        """The list of an address, proven to be what its issuer published.

        Raises:
            StatusListError: all indeterminate: `status_list_unavailable` if none was handed in,
                `status_list_not_authentic` if its proof or key is not in order, `status_list_too_old`, else
                why it can't be read (`mcissue.status.lists.read_list_credential`).
        """
        self.asked.append(url)
        known = self._known.get(url)
        if known is None:
            try:
                known = self._read(url)
            except StatusListError as error:
                if error.detail.get("reason") == "fetch_time_spent":  # the next credential has its own time
                    raise
                known = copy(error)
            self._known[url] = known
        if isinstance(known, StatusListError):
            raise copy(known)
        return known

    def revocation_list(self, url: str) -> tuple[RevocationList, bool]:
        """The unsigned revocation list of an older badge, and whether the caller got it from its address.

        Raises:
            StatusListError: all indeterminate: `status_list_unavailable`, or why it can't be read
                (`mcissue.status.revocation_list.read_revocation_list`).
        """
        self.asked.append(url)
        given = self._find(url)
        known = self._revocations.get(url)
        if known is None:
            try:
                known = read_revocation_list(given.data if isinstance(given, FetchedList) else given, url=url)
                self._sources[url] = (_source(url, given, issuer=known.issuer, dated=None),)
            except StatusListError as error:
                known = copy(error)
            self._revocations[url] = known
        if isinstance(known, StatusListError):
            raise copy(known)
        if not isinstance(given, FetchedList):
            return known, False
        limit = min(self.trust.max_status_age or MAX_UNSIGNED_AGE, MAX_UNSIGNED_AGE)
        if self.trust.at - given.fetched_at > limit:
            raise _too_old(url, f"was fetched on {format_datetime(given.fetched_at)}", limit)
        return known, True

    def _find(self, url: str) -> JsonObject | bytes | FetchedList:
        """The list that was handed over, or else, if that is wanted, the one at its address."""
        given = self._given.get(url, self.trust.status_lists.get(url))
        if given is None and self.trust.status is not None:
            given = self._given[url] = self.trust.status(url)
        if given is None:
            raise StatusListError(
                f"the status list {url[:500]} is not at hand",
                code="status_list_unavailable",
                mend="Let it be fetched with --online, or give a folder with a copy as --status-lists.",
                detail={"url": url},
                indeterminate=True,
            )
        return given

    def _read(self, url: str) -> StatusList:
        given = self._find(url)
        fetched_at = given.fetched_at if isinstance(given, FetchedList) else None
        document, envelope = _opened(given.data if isinstance(given, FetchedList) else given, url)
        listed = read_list_credential(document, url=url, at=self.trust.at, fetched_at=fetched_at)
        try:
            proofs = self._prove(document, listed, envelope)
        except McissueError as error:
            raise StatusListError(
                f"the status list is not proven to be its issuer's: {error.message}",
                code="status_list_not_authentic",
                mend="Get the list again from its address; if that doesn't help, tell its issuer.",
                detail={"url": url, "reason": error.code, "path": error.path},
                indeterminate=True,
            ) from error
        listed = replace(listed, dated=_dated(listed, proofs))
        # Last: only a list that is its issuer's can be an old one of its issuer's.
        self._refuse_old(listed, fetched_at)
        own = _source(url, given, issuer=listed.issuer, dated=listed.dated)
        self._sources[url] = (own, *method_sources(proofs))
        return listed

    def _refuse_old(self, listed: StatusList, fetched_at: datetime | None) -> None:
        """The user's own rule: what was fetched is as old as the visit, what was handed over as its date."""
        limit = self.trust.max_status_age
        if limit is None:
            return
        since = fetched_at if fetched_at is not None else listed.dated
        if since is not None and self.trust.at - since <= limit:
            return
        said = "has no date" if since is None else f"is of {format_datetime(since)}"
        raise _too_old(listed.url, said, limit)

    def use_for(self, listed: StatusList, institution: Sequence[str]) -> None:
        """Return if a list is the newest that was seen at its address, from whoever may keep it.

        Who signs the lists of an institution may change: another id of it, or a delegate. The memory is of
        the address and the institution, so that a change is no way back to an older list.

        Args:
            listed: a proven list by one who may keep it.
            institution: the ids of the credential's issuer, and of those who keep its lists.

        Raises:
            StatusListError: `status_list_rolled_back` (indeterminate).
        """
        ids = tuple(dict.fromkeys((listed.issuer, *institution)))
        remembered = [self.trust.status_lists_seen.get((each, listed.url)) for each in ids]
        seen = max((date for date in remembered if date is not None), default=None)
        if seen is None or (listed.dated is not None and listed.dated >= seen):
            own, *others = self._sources[listed.url]
            merged = tuple(dict.fromkeys((*own.institution, *ids)))
            self._sources[listed.url] = (replace(own, institution=merged), *others)
            return
        said = "has no date" if listed.dated is None else f"is of {format_datetime(listed.dated)}"
        raise StatusListError(
            f"the status list {said}; one of {format_datetime(seen)} was seen before",
            code="status_list_rolled_back",
            path="$.validFrom",
            mend="Get the current list from its address: an older one may un-revoke.",
            detail={"url": listed.url, "seen": format_datetime(seen)},
            indeterminate=True,
        )

    def _prove(
        self, document: JsonObject, listed: StatusList, envelope: TokenEnvelope | None
    ) -> tuple[ExaminedProof, ...]:
        """Steps 3 to 6 of a verification: one lossless meaning, good proofs in time, a key of the issuer."""
        issuer_id = listed.issuer
        # Lists are written with what contexts their publisher's software has; each key is a term of them, and
        # of the terms only those of lists are read.
        forms = CanonicalForms(self.trust.contexts, policy=ContextPolicy.PINNED)
        forms.form({member: value for member, value in document.items() if member != "proof"})
        if envelope is not None:
            examined = envelope.examine(issuer_id=issuer_id, trust=self.trust, terms=CREDENTIAL_TERMS)
            envelope.require_good(examined, issuer_id=issuer_id)
            check_proof_times([proof.view for proof in examined], at=self.trust.at)
            envelope.check_times(self.trust.at)
            binding, _ = envelope.bind(examined, issuer_id=issuer_id, trust=self.trust)
            self._check_key(binding.proof, listed)
            return examined
        examined = examine_proofs(document, issuer_id=issuer_id, trust=self.trust, forms=forms)
        require_good_proofs(document, examined, issuer_id=issuer_id)
        check_proof_times([proof.view for proof in examined if proof.supported], at=self.trust.at)
        binding = bind_issuer(examined, issuer_id=issuer_id, trust=self.trust)
        self._check_key(binding.proof, listed)
        return examined

    def _check_key(self, proof: ExaminedProof, listed: StatusList) -> None:
        """Hold a list against the life of its key: whoever finds an old key must not un-revoke with it.

        A list is signed when it is published, and published again after a change of keys (docs/keys.md). So
        its proof is not older than its beginning, and its key, in use when the proof was made, still is.
        """
        created, valid_from = proof.view.created, listed.valid_from
        if created is not None and valid_from is not None and is_ahead(valid_from, created):
            raise ProofError(
                f"it begins on {format_datetime(valid_from)}, and its proof was made before that, "
                f"on {format_datetime(created)}",
                code="status_list_dates_contradict",
                path=f"{proof.view.path}.created",
            )
        if created is None and valid_from is not None:
            check_in_use_at(proof, valid_from, issuer_id=listed.issuer, trust=self.trust)
        check_in_use_at(proof, self.trust.at, issuer_id=listed.issuer, trust=self.trust)


def _dated(listed: StatusList, proofs: Iterable[ExaminedProof]) -> datetime | None:
    """How old a list is: as its beginning says, or the proof that was made first, if that is earlier."""
    made = [proof.view.created for proof in proofs if proof.good and proof.view.created is not None]
    return None if listed.valid_from is None else min(listed.valid_from, *made)


def _not_visited(url: str) -> FetchedList:
    """Stands for the network while nobody knows whose word the address is."""
    raise StatusListError(
        f"the status list {url[:500]} was not fetched, for the credential is not known to be authentic",
        code="status_list_not_visited",
        detail={"url": url[:500]},
        indeterminate=True,
    )


def _too_old(url: str, said: str, limit: timedelta) -> StatusListError:
    return StatusListError(
        f"the status list {said}, and that is too old",
        code="status_list_too_old",
        path="$.validFrom",
        mend="Get the current list from its address.",
        detail={"url": url, "max_hours": limit.total_seconds() / 3600},
        indeterminate=True,
    )


def method_sources(examined: Iterable[ExaminedProof]) -> tuple[Source, ...]:
    """The controller documents that were read for proofs, each once.

    Args:
        examined: the proofs.
    """
    found: dict[str, Source] = {}
    for proof in examined:
        if proof.method is None or proof.method.source == "computed":
            continue
        retrieval = proof.method.retrieval
        found[proof.method.controller] = Source(
            "controller_document",
            proof.method.controller,
            "given" if retrieval is None else "cached" if retrieval.cached else "fetched",
            retrieved_at=None if retrieval is None else retrieval.at,
            sha256=None if retrieval is None else retrieval.sha256,
        )
    return tuple(found.values())


def _source(
    url: str, given: JsonObject | bytes | FetchedList, *, issuer: str | None, dated: datetime | None
) -> Source:
    data = given.data if isinstance(given, FetchedList) else given if isinstance(given, bytes) else None
    fetched = given if isinstance(given, FetchedList) else None
    return Source(
        "status_list",
        url,
        "given" if fetched is None else "cached" if fetched.cached else "fetched",
        retrieved_at=None if fetched is None else fetched.fetched_at,
        sha256=None if data is None else hashlib.sha256(data).hexdigest(),
        issuer=issuer,
        dated=dated,
    )


def _opened(given: JsonObject | bytes, url: str) -> tuple[JsonObject, TokenEnvelope | None]:
    """A list as JSON, or in a token (Securing VCs using JOSE and COSE)."""
    try:
        if isinstance(given, bytes) and is_compact_jws(given):
            from mcissue.verify.envelopes.tokens import TokenEnvelope  # noqa: PLC0415 - few lists are tokens

            envelope = TokenEnvelope.open(given)
            if envelope.fault is not None:
                raise envelope.fault
            return envelope.document, envelope
        if isinstance(given, bytes):
            return read_json_object(given), None
        check_value(given)
    except McissueError as error:
        raise StatusListError(
            f"the status list can't be read: {error.message}",
            code="status_list_unreadable",
            path=error.path,
            detail={"url": url, "reason": error.code},
            indeterminate=True,
        ) from error
    return given, None
