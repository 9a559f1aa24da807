"""The issuer's status lists: where a credential's place is, who is revoked, and the files to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import McissueError, StatusListError
from mcissue.issue.identity import FIRST, derive, status_index
from mcissue.issue.ledger import Known, Ledger, check_published
from mcissue.issue.outputs import INDEX, STATUS
from mcissue.jsonld.read import JsonObject, read_json_object, write_json
from mcissue.status.bitstring import MIN_ENTRIES, Bitstring
from mcissue.status.lists import build_list_credential
from mcissue.words import parse_datetime

__all__ = [
    "ListPlace",
    "Places",
    "change_status",
    "list_file_name",
    "publish_lists",
    "status_problem",
    "taking_back",
]

FULL_AT = MIN_ENTRIES * 2 // 3
"""Places of a list that are given away before the next one is begun; beyond, free ones are rare."""

#: Verb -> the purpose of the entries that it fits. Revocation is final, suspension can be taken back.
VERBS = {"revoke": "revocation", "suspend": "suspension", "reinstate": "suspension"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """A place in a status list."""

    list_url: str
    index: int


class Places:
    """The free places of one purpose's lists, and those given away since.

    Args:
        ledger: the issuer's ledger.
        purpose: `revocation` or `suspension`.
        base: the https address under which lists are published, ending in a slash.
    """

    def __init__(self, ledger: Ledger, *, purpose: str, base: str) -> None:
        self._ledger = ledger
        self._purpose = purpose
        self._base = base
        self._numbers = {each.url: each.number for each in ledger.status.lists()}
        self._list = 0
        self._next_list()

    def choose(self, award: str, generation: int = FIRST) -> ListPlace:
        """Choose a free place for a credential in the first list that is not full.

        Args:
            award: the award's digest.
            generation: which credential of the award.
        """
        while self._count >= FULL_AT:
            self._next_list()
        secret = self._ledger.secret
        index = status_index(
            secret, award, entries=MIN_ENTRIES, taken=_Taken(self._bits), generation=generation
        )
        self._take(index)
        return ListPlace(list_url=self._url, index=index)

    def _next_list(self) -> None:
        self._list += 1
        self._url = self._base + list_file_name(self._ledger.secret, self._purpose, self._list)
        # One byte for each place: a set of as many numbers takes fifty times the memory.
        self._bits = bytearray(MIN_ENTRIES)
        self._count = 0
        number = self._numbers.get(self._url)
        for index in self._ledger.status.taken(number) if number is not None else ():
            self._take(index)

    def _take(self, index: int) -> None:
        self._bits[index] = 1
        self._count += 1


class _Taken:
    """A row of bytes, asked like a set."""

    def __init__(self, bits: bytearray) -> None:
        self._bits = bits

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self._bits[index] == 1


def list_file_name(secret: bytes, purpose: str, number: int) -> str:
    """The file name of a list: the same in each run, different for each issuer's ledger."""
    return f"{derive(secret, 'list', purpose, str(number)).hex()[:12]}.json"


def taking_back(known: Known) -> str:
    """The verb that takes a credential back, by the purpose of its entry."""
    return "suspend" if known.reservation.purpose == "suspension" else "revoke"


def status_problem(known: Known, verb: str) -> StatusListError | None:
    """Why a verb does not fit a credential, or None.

    Args:
        known: the credential.
        verb: `revoke`, `suspend` or `reinstate`.
    """
    purpose = known.reservation.purpose
    if purpose is None:
        return StatusListError(
            "the credential was issued without a status entry and can never be revoked",
            code="status_entry_missing",
            mend="Issue with --status-base to be able to revoke.",
        )
    if VERBS[verb] != purpose:
        return StatusListError(_unfit(verb, purpose), code="status_verb_unfit", mend=_MENDS[verb])
    if verb == "reinstate" and known.replaced_by is not None:
        return StatusListError(
            "another credential has taken the place of this one, which can't be reinstated beside it",
            code="status_superseded",
            mend="To go back to what it said, issue that row once more: mcissue issue ... --supersede.",
        )
    return None


#: Verb -> what to do where the purpose of the entry does not fit it.
_MENDS = {
    "revoke": "Suspend it: mcissue status suspend. A suspension lasts until somebody takes it back.",
    "suspend": "Revoke it, if it shall not come back: mcissue status revoke. Only what is issued with "
    "--status-purpose suspension can be suspended.",
    "reinstate": "If it was revoked by mistake, issue the row anew: mcissue issue ... --reissue-revoked.",
}


def change_status(
    ledger: Ledger, credentials: Iterable[Known], *, verb: str, at: datetime, reason: str | None
) -> list[Known]:
    """Note that credentials are revoked, suspended or reinstated; `publish_lists` makes it known.

    Args:
        ledger: the issuer's ledger.
        credentials: which, as the ledger found them.
        verb: `revoke`, `suspend` or `reinstate`.
        at: when.
        reason: why, for the issuer's own ledger.

    Returns:
        Those whose status changed; the others had it already.

    Raises:
        StatusListError: one has no status entry (`status_entry_missing`), or the verb does not fit it
            (`status_verb_unfit`), or it was superseded and is to be reinstated (`status_superseded`);
            nothing is noted then.
    """
    listed = list(credentials)
    for known in listed:
        problem = status_problem(known, verb)
        if problem is not None:
            raise problem
    wanted = None if verb == "reinstate" else verb
    changed = [
        known for known in listed if ledger.status.taken_back([known.number]).get(known.number) != wanted
    ]
    if changed:
        with ledger.transaction():
            run = ledger.runs.new("status", at=at)
            for known in changed:
                ledger.status.note_change(known.number, run=run, verb=verb, at=at, reason=reason)
    return changed


def publish_lists(
    ledger: Ledger,
    *,
    folder: Path,
    issuer: str,
    at: datetime,
    valid_until: datetime,
    ttl: timedelta | None,
    sign: Callable[[JsonObject], JsonObject],
) -> dict[str, Path]:
    """Write every list of the issuer's ledger, signed, and the `index.json` that finds them by address.

    The same ledger, time and key give the same bytes. What is published is noted in the ledger first;
    whatever happens after that is mended by publishing again.

    Args:
        ledger: the issuer's ledger.
        folder: where the files go; upload it to the address that the credentials name.
        issuer: the issuer's id.
        at: from when on the lists are valid.
        valid_until: until when a verifier may use them.
        ttl: how long a copy may be kept before it is fetched again.
        sign: signs one list credential.

    Returns:
        List address -> file.

    Raises:
        LedgerError: `ledger_outdated`, see `check_published`.
    """
    check_published(ledger.status.lists(), folder, accepted=ledger.runs.accepted())
    make_folder(folder, public=True)
    for left in folder.glob(".*.part"):
        # A run that was killed while it wrote.
        left.unlink()
    made: dict[int, tuple[str, bytes]] = {}
    for each in sorted(ledger.status.lists(), key=lambda listed: listed.url):
        document = build_list_credential(
            list_url=each.url,
            issuer=issuer,
            purpose=each.purpose,
            bitstring=Bitstring.empty().with_values(dict.fromkeys(ledger.status.places_set(each.number), 1)),
            valid_from=at,
            valid_until=valid_until,
            ttl=ttl,
        )
        made[each.number] = (each.url, write_json(sign(document)))
    last = ledger.runs.last_time
    with ledger.transaction():
        if last is None or at > last:
            # Not by a run that is noted with its time already; so publishing ahead of time is seen later.
            ledger.runs.new("publish", at=at)
        for number, (_, data) in made.items():
            ledger.status.note_published(number, at=at, sha256=sha256(data).digest())
    written: dict[str, Path] = {}
    for url, data in made.values():
        written[url] = folder / url.rsplit("/", 1)[-1]
        write_whole(written[url], data, public=True)
    index: JsonObject = {url: path.name for url, path in written.items()}
    write_whole(folder / INDEX, write_json(index), public=True)
    return written


def lists_end(folder: Path) -> datetime | None:
    """When the first of the lists that were written last can't be used any more (Bitstring Status List, 2.2).

    Args:
        folder: the folder of the run, with its lists in `status/`.

    Returns:
        None if there are no lists.

    Raises:
        OSError: a list can't be opened.
    """
    ends: list[datetime] = []
    for path in (folder / STATUS).glob("*.json"):
        # `check_published` says what is wrong with a file; the index has no end.
        with suppress(McissueError, KeyError):
            ends.append(parse_datetime(read_json_object(path.read_bytes())["validUntil"]))
    return min(ends, default=None)


def _unfit(verb: str, purpose: str) -> str:
    done = {"revoke": "revoked", "suspend": "suspended", "reinstate": "reinstated"}[verb]
    can = "revoked, which is final" if purpose == "revocation" else "suspended and reinstated"
    return (
        f"this credential can be {can}, but it can't be {done}: "
        f"its status entry has the purpose {purpose} (--status-purpose when it was issued)"
    )
