"""Copies of what was fetched, each with its address, its time and its digest, in a folder of the user's.

There is no cache by default: it would say whom somebody has verified. With one, fewer hosts learn of a
verification, and what was fetched once can be used again without a network. A copy is used only if its bytes
still have the digest that was written down when they came.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from mcissue.carrier.files import write_whole
from mcissue.errors import DocumentError, FetchRefusedError
from mcissue.verify.net.fetch import CONTROLLER_DOCUMENT, STATUS_LIST, Fetched
from mcissue.words import format_datetime, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mcissue.verify.net.fetch import Kind

__all__ = ["FetchCache"]

MAX_AGE: Final[Mapping[str, timedelta]] = {
    CONTROLLER_DOCUMENT.name: timedelta(hours=24),
    STATUS_LIST.name: timedelta(hours=1),
}
"""How old a copy may be that is used instead of fetching; what is not named here is always fetched. An office
that checks applications for a day asks each issuer once; a revocation is seen within the hour."""

_MAX_PIN_BYTES: Final = 10_000
"""Bytes of a pin; it has some hundred, and an address at most 2,048."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class FetchCache:
    """A folder of copies: for each address a pin (`<digest of the address>.pin.json`) and the bytes it names.

    Args:
        folder: an existing folder.
        clock: the present time.
    """

    __slots__ = ("_clock", "_folder")

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._folder = folder
        self._clock = clock

    def get(self, url: str, kind: Kind, *, any_age: bool = False) -> Fetched | None:
        """The copy of an address, if there is one that is young enough.

        Args:
            url: the address.
            kind: what is expected there.
            any_age: whether age does not matter: where nothing can be fetched.

        Raises:
            FetchRefusedError: `fetch_cache_damaged` (indeterminate) if what lies there is not what was put
                there.
        """
        pin = self._pin(url)
        if not pin.exists():
            return None
        try:
            found = json.loads(_read(pin, _MAX_PIN_BYTES))
            digest, fetched_at = found["sha256"], parse_datetime(found["fetched_at"])
            if found["url"] != url or not _DIGEST.fullmatch(digest):
                raise _damaged(pin)
            # A copy of the future is no fresh one: a clock was wrong, and it would be used for ever.
            age, limit = self._clock() - fetched_at, MAX_AGE.get(kind.name, timedelta(0))
            if not any_age and not timedelta(0) <= age <= limit:
                return None
            data = _read(self._body(digest), kind.max_bytes)
            if hashlib.sha256(data).hexdigest() != digest:
                raise _damaged(self._body(digest))
            content = kind.read(data)
        except (OSError, ValueError, TypeError, KeyError, RecursionError, DocumentError) as error:
            raise _damaged(pin) from error
        return Fetched(url=url, content=content, data=data, fetched_at=fetched_at, cached=True)

    def put(self, fetched: Fetched) -> None:
        """Keep a copy, readable by its owner alone; where that fails, nothing is kept and the log says so."""
        pin = {
            "url": fetched.url,
            "fetched_at": format_datetime(fetched.fetched_at),
            "sha256": fetched.sha256,
        }
        try:
            write_whole(self._body(fetched.sha256), fetched.data)
            write_whole(self._pin(fetched.url), json.dumps(pin, indent=2).encode() + b"\n")
        except OSError as error:
            _log.warning("no copy of %s was kept: %s", fetched.url, error.strerror or error)

    def _pin(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.pin.json"

    def _body(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"


def _read(file: Path, limit: int) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise _damaged(file)
    return data


def _damaged(file: Path) -> FetchRefusedError:
    return FetchRefusedError(
        "the cached copy is not what was put there",
        code="fetch_cache_damaged",
        path=str(file),
        mend="Delete the file, and let the document be fetched again.",
        indeterminate=True,
    )
