"""What lies where the status lists are published: a folder with copies, or the web server itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mcissue.issue.ledger import Ledger

__all__ = ["COMPARE_HELP", "compare"]

COMPARE_HELP = (
    "Compare the ledger with the lists that are published: a folder with copies, or their https address "
    "(which is then visited). Notices a folder restored from a backup."
)


def compare(ledger: Ledger, place: str) -> None:
    """Refuse if something newer, or more revocations, are published than the ledger knows.

    Args:
        ledger: the ledger, open.
        place: a folder, or the https address under which the lists are published.

    Raises:
        LedgerError: `ledger_outdated`, `lists_not_compared`.
        FetchRefusedError: the lists can't be fetched.
    """
    from mcissue.issue.ledger import compare_published

    found = _fetched(ledger, place) if place.startswith("https://") else _read(Path(place))
    compare_published(ledger.status, found, accepted=ledger.runs.accepted())


def _read(folder: Path) -> dict[str, bytes]:
    from mcissue.issue.outputs import INDEX

    if not folder.is_dir():
        raise click.BadParameter(
            f"{folder} is neither a folder nor an https address.", param_hint="--compare"
        )
    return {str(path): path.read_bytes() for path in sorted(folder.glob("*.json")) if path.name != INDEX}


def _fetched(ledger: Ledger, base: str) -> dict[str, bytes]:
    """The lists that the ledger knows as published, and those that the index there names besides."""
    from mcissue.errors import FetchRefusedError
    from mcissue.issue.outputs import INDEX
    from mcissue.verify.net.fetch import STATUS_LIST, Fetcher

    fetcher = Fetcher()
    base = base if base.endswith("/") else f"{base}/"
    names = {each.url.rsplit("/", 1)[-1] for each in ledger.status.lists() if each.published is not None}
    try:
        index = fetcher.fetch(base + INDEX, STATUS_LIST).content or {}
    except FetchRefusedError:
        index = {}  # whoever uploads the lists need not upload their index
    names |= {name for name in index.values() if isinstance(name, str) and "/" not in name}
    return {base + name: fetcher.fetch(base + name, STATUS_LIST).data for name in sorted(names)}
