"""Controller documents and status lists from the network, for a verifier that was told to ask there.

    online = Online(Fetcher())
    verifier = Verifier(resolver=online.resolver(), status=online.status_list, ...)

Each address is fetched once in the life of an `Online`: every credential of a run is judged by the same
documents, and a host learns of one visit, not of each credential. Make a new one for each run; of several
processes each has its own. Nothing is trusted for having been fetched: what comes is judged like what is
handed over.
"""

from __future__ import annotations

import time
from copy import copy
from typing import TYPE_CHECKING, Final

from mcissue.errors import FetchRefusedError, KeyMaterialError, StatusListError
from mcissue.proof.did import ResolvedDocument, Resolver, Retrieval, did_web_url
from mcissue.verify.net.fetch import CONTROLLER_DOCUMENT, CREDENTIAL, STATUS_LIST
from mcissue.verify.trust import FetchedList

if TYPE_CHECKING:
    from mcissue.verify.net.cache import FetchCache
    from mcissue.verify.net.fetch import Fetched, Fetcher, Kind

__all__ = ["Online", "OnlineResolver"]

MAX_SECONDS: Final = 30.0
"""Seconds that one verification may spend on the network, all its documents together: a file with hundreds of
endorsements could else name hundreds of servers, each just slow enough."""

TIME_SPENT: Final = "fetch_time_spent"
"""The code of a fetch that was not begun any more."""

MAX_KEPT_BYTES: Final = 200_000_000
"""Bytes of documents that are kept in memory for a run: those of thousands of issuers. A stream of
credentials by invented issuers must not fill the memory of a verifier."""

_ERROR_BYTES: Final = 2_000
"""What a kept failure is counted as."""

_WEB = "did:web:"


def _size(item: Fetched | FetchRefusedError) -> int:
    """What an answer takes in memory: the bytes, and the document that was read from them."""
    return _ERROR_BYTES if isinstance(item, FetchRefusedError) else 2 * len(item.data)


class Online:
    """What a verifier may ask of the network: controller documents, status lists, newer copies.

    Args:
        fetcher: what fetches; None to answer from the cache alone, whatever the age of its copies.
        cache: where copies are kept between runs; by default they are not.
    """

    __slots__ = ("_cache", "_fetcher", "_kept_bytes", "_known", "_left")

    def __init__(self, fetcher: Fetcher | None, *, cache: FetchCache | None = None) -> None:
        self._fetcher = fetcher
        self._cache = cache
        self._known: dict[tuple[str, str], Fetched | FetchRefusedError] = {}
        self._kept_bytes = 0
        self._left: float | None = None

    def begin(self) -> None:
        """A verification begins, with its own time for the network; the verifier says so to its resolver."""
        self._left = MAX_SECONDS

    @property
    def fetched(self) -> tuple[Fetched, ...]:
        """Everything that was fetched, or taken from the cache, so far."""
        return tuple(item for item in self._known.values() if not isinstance(item, FetchRefusedError))

    def resolver(self, given: Resolver | None = None) -> OnlineResolver:
        """A resolver that fetches what was not handed over.

        Args:
            given: the documents that were handed over; they come first.
        """
        return OnlineResolver(self, given if given is not None else Resolver())

    def status_list(self, url: str) -> FetchedList:
        """Fetch a status list, for `Verifier(status=...)`.

        Raises:
            StatusListError: `status_list_unavailable` (indeterminate); its detail says why (`reason`).
        """
        try:
            fetched = self.get(url, STATUS_LIST)
        except FetchRefusedError as error:
            raise StatusListError(
                error.message,
                code="status_list_unavailable",
                mend=error.mend or "Try again later, or hand the list over with --status-lists.",
                detail={**error.detail, "url": url[:500], "reason": error.code},
                indeterminate=True,
            ) from error
        return FetchedList(fetched.data, fetched.fetched_at, cached=fetched.cached)

    def credential(self, url: str) -> Fetched:
        """Fetch a newer copy of a credential, from its refresh service.

        Raises:
            FetchRefusedError: as `Fetcher.fetch` says.
        """
        return self.get(url, CREDENTIAL)

    def get(self, url: str, kind: Kind) -> Fetched:
        """Fetch a document, once.

        Raises:
            FetchRefusedError: as `Fetcher.fetch` says; again, without asking again, if it failed before.
        """
        key = (url, kind.name)  # one address may be named as two things, each with its own limits
        known = self._known.get(key)
        if known is None:
            try:
                known = self._get(url, kind)
            except FetchRefusedError as error:
                if error.code == TIME_SPENT:  # the next verification has time of its own
                    raise
                known = copy(error)  # without its traceback, which would keep alive what was fetched
            self._keep(key, known)
        if isinstance(known, FetchRefusedError):
            raise copy(known)
        return known

    def _keep(self, key: tuple[str, str], found: Fetched | FetchRefusedError) -> None:
        """Keep an answer for the rest of the run; of more than fit, the oldest go."""
        self._known[key] = found
        self._kept_bytes += _size(found)
        while self._kept_bytes > MAX_KEPT_BYTES and len(self._known) > 1:
            self._kept_bytes -= _size(self._known.pop(next(iter(self._known))))

    def _get(self, url: str, kind: Kind) -> Fetched:
        if self._cache is not None:
            kept = self._cache.get(url, kind, any_age=self._fetcher is None)
            if kept is not None:
                return kept
        if self._fetcher is None:
            raise FetchRefusedError(
                f"the {kind.name} {url[:200]} is not in the cache",
                code="fetch_not_cached",
                mend="Let it be fetched with --online, or hand it over.",
                indeterminate=True,
            )
        if self._left is not None and self._left <= 0:
            raise FetchRefusedError(
                f"the {kind.name} {url[:200]} was not fetched: the time for one credential is used up",
                code=TIME_SPENT,
                mend="Hand over what lies on slow servers.",
                detail={"url": url[:200], "seconds": MAX_SECONDS},
                indeterminate=True,
            )
        begun = time.monotonic()
        try:
            fetched = self._fetcher.fetch(url, kind)
        finally:
            if self._left is not None:
                self._left -= time.monotonic() - begun
        if self._cache is not None:
            self._cache.put(fetched)
        return fetched


class OnlineResolver:
    """Finds controller documents: computed, handed over, or else fetched.

    Args:
        online: what fetches.
        given: the documents that were handed over.
    """

    __slots__ = ("_given", "_online")

    def __init__(self, online: Online, given: Resolver) -> None:
        self._online = online
        self._given = given

    def begin(self) -> None:
        """A verification begins."""
        self._online.begin()

    def resolve(self, url: str) -> ResolvedDocument:
        """Find the document of a controller.

        Args:
            url: a DID or https URL without fragment.

        Raises:
            KeyMaterialError: as `Resolver.resolve`; of `controller_document_unavailable` the detail says why
                it could not be fetched (`reason`).
        """
        try:
            return self._given.resolve(url)
        except KeyMaterialError as error:
            if error.code != "controller_document_unavailable":
                raise
        address = did_web_url(url) if url.startswith(_WEB) else url
        try:
            fetched = self._online.get(address, CONTROLLER_DOCUMENT)
        except FetchRefusedError as error:
            raise KeyMaterialError(
                error.message,
                code="controller_document_unavailable",
                mend=error.mend or "Try again later, or hand the document over with --did-documents.",
                detail={**error.detail, "url": url, "reason": error.code},
                indeterminate=True,
            ) from error
        assert fetched.content is not None  # a controller document is no token
        retrieval = Retrieval(
            url=address, at=fetched.fetched_at, sha256=fetched.sha256, cached=fetched.cached
        )
        return ResolvedDocument(url, fetched.content, "fetched", retrieval)
