"""The options of `mcissue verify` about the network and about what is remembered of status lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcissue.errors import McissueError

if TYPE_CHECKING:
    from mcissue.proof.did import ControllerDocuments, Resolver
    from mcissue.status.state import StatusListState
    from mcissue.verify import FetchedList, Report
    from mcissue.verify.net.online import Online

__all__ = ["ListMemory", "Sources", "age_limit", "list_memory", "online_options", "read_sources"]

_Command = TypeVar("_Command", bound="Callable[..., Any]")

MAX_HOURS = 100_000
"""The longest `--max-status-age`, eleven years: a larger number is a mistake of unit."""

_OPTIONS = (
    click.option(
        "--online",
        is_flag=True,
        help="Fetch what was not handed over: DID documents, status lists, newer copies. Their hosts then "
        "learn that somebody verifies.",
    ),
    click.option(
        "--cache",
        "cache_folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder for copies of what --online fetches; without --online they are used whatever their age.",
    ),
    click.option(
        "--max-status-age",
        "max_status_hours",
        type=click.FloatRange(0, MAX_HOURS, min_open=True),
        metavar="HOURS",
        help="Refuse status lists that are older than this.",
    ),
)


def online_options(command: _Command) -> _Command:
    """Give a command the options, in the order in which its help shows them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a verifier finds what it was not handed.

    Attributes:
        resolver: for `Verifier(resolver=...)`.
        status: for `Verifier(status=...)`.
        online: the same as a whole; None without network and cache.
    """

    resolver: ControllerDocuments
    status: Callable[[str], FetchedList] | None = None
    online: Online | None = None


def read_sources(given: Resolver, *, online: bool, cache_folder: Path | None) -> Sources:
    """What --online and --cache ask for.

    Args:
        given: the documents that were handed over.
        online: from --online.
        cache_folder: from --cache; made if it is not there.
    """
    if not online and cache_folder is None:
        return Sources(given)
    from mcissue.verify.net.fetch import Fetcher
    from mcissue.verify.net.online import Online

    source = Online(Fetcher() if online else None, cache=_cache(cache_folder))
    return Sources(source.resolver(given), source.status_list, source)


def _cache(folder: Path | None) -> Any:
    if folder is None:
        return None
    from mcissue.verify.net.cache import FetchCache

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(
            f"{folder} can't be made: {error.strerror or error}.", param_hint="--cache"
        ) from error
    return FetchCache(folder)


def age_limit(hours: float | None) -> timedelta | None:
    """The limit that --max-status-age names."""
    if hours is not None and math.isnan(hours):
        raise click.BadParameter("that is no number of hours.", param_hint="--max-status-age")
    return None if hours is None else timedelta(hours=hours)


@dataclass(slots=True)
class ListMemory:
    """Remembers the status lists that reports rest on, and says once if that is not possible.

    Attributes:
        state: the memory; None if nothing is to be remembered.
        said: what was said.
    """

    state: StatusListState | None
    said: set[str] = field(default_factory=set)

    def remember(self, report: Report) -> None:
        """Keep the dates of the lists of an authentic credential."""
        if self.state is None or not report.credential.authenticated:
            return
        for source in report.sources:
            if source.kind != "status_list" or source.issuer is None or source.dated is None:
                continue
            try:
                for each in source.institution or (source.issuer,):
                    self.state.remember(each, source.url, source.dated)
            except McissueError as error:
                if error.code not in self.said:
                    self.said.add(error.code)
                    click.echo(f"Warning: {error}", err=True)


def list_memory(*, use_state: bool) -> ListMemory:
    """The memory of status lists in the user's state folder.

    Args:
        use_state: whether there is to be one (not with --no-state).
    """
    from mcissue.seen import state_directory
    from mcissue.status.state import StatusListState

    memory = ListMemory(None)
    if use_state:
        try:
            memory.state = StatusListState(state_directory())
        except McissueError as error:  # a user without a home folder
            memory.said.add(error.code)
            click.echo(f"Warning: {error}", err=True)
    return memory
