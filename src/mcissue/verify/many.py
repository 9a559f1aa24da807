"""Many credentials: files, JSON Lines and archives, one report each, in order, in one process or several.

JSON Lines are told by content: a first line that is a whole JSON object or a whole token, and something
after it. A stream of lines has no end that matters: lines are read one at a time, and a bounded number of
them is under way. One bad line is one bad report and stops nothing.
"""

from __future__ import annotations

import json
import logging
import pickle
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from mcissue.carrier.members import is_archive
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.verify.report.outcomes import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcissue.verify.report import Report
    from mcissue.verify.verifier import Verifier

__all__ = ["MAX_FILE_BYTES", "MAX_PROCESSES", "Item", "read_items", "verify_many"]

_log = logging.getLogger(__name__)

MAX_FILE_BYTES: Final = 50_000_000
"""Bytes read of a file that is no JSON Lines: ten times the largest credential; reports can say its size."""

_LINE_BYTES: Final = CREDENTIAL_LIMITS.size + 1
"""Bytes read of one line: one more than a credential may have, so that the report says that it has more."""

_CHUNK: Final = 32
"""Credentials that travel to a worker at once: handing one over takes as long as a tenth of verifying it."""

MAX_PROCESSES: Final = 64
"""Processes that share the work at most: all are started at once, and thousands stop a computer."""

_AHEAD: Final = 4
"""Chunks under way for each process: workers never wait, and a slow reader never piles up reports."""

_TOKEN_DOTS: Final = 2
"""Points in a compact token: header, payload, signature (RFC 7515 section 7.1)."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to verify.

    Attributes:
        name: what to call it in its report.
        data: its bytes.
        beside: what to say in its report of the files beside it in an archive.
    """

    name: str
    data: bytes
    beside: str | None = None


def read_items(stream: BinaryIO, *, name: str) -> Iterator[Item]:
    """The credentials of a file: itself, each line of JSON Lines, or each in a ZIP archive.

    Args:
        stream: the open file; it is read as far as the iterator is.
        name: the file's name, for the reports; lines are called `name, line 3`, files of an archive
            `name: file`.

    Raises:
        OSError: while iterating, if the file can't be read, or is no JSON Lines and far larger than a
            credential.
    """
    first = stream.readline(_LINE_BYTES).removeprefix(_BYTE_ORDER_MARK)
    if is_archive(first):
        yield from _in_archive(_rest(stream, first), name)
        return
    number = 1
    while first.isspace():
        first = stream.readline(_LINE_BYTES)
        number += 1
    if not (first.endswith(b"\n") and _is_whole(first)):
        yield Item(name, _rest(stream, first))
        return
    following, skipped = _next_line(stream)
    if not following:
        # One line alone is a file like any other.
        yield Item(name, first)
        return
    yield Item(f"{name}, line {number}", first)
    while following:
        number += 1 + skipped
        yield Item(f"{name}, line {number}", following)
        _end_line(stream, following)
        following, skipped = _next_line(stream)


def _in_archive(data: bytes, name: str) -> Iterator[Item]:
    """The credentials in an archive; the archive itself where it has none, or can't be opened."""
    from mcissue.verify.reading.archive import Beside, files_with_credentials  # noqa: PLC0415 - seldom met
    from mcissue.verify.steps.carrier import holds_credential  # noqa: PLC0415 - as above

    beside = Beside([])
    held: Item | None = None
    for member, content in files_with_credentials(data, beside, holds=holds_credential):
        for item in read_items(BytesIO(content), name=f"{name}: {member}"):
            if held is not None:
                yield held
            held = item
    # What was beside them is known at the end, and is said with the last one.
    yield Item(name, data) if held is None else replace(held, beside=beside.text)


def verify_many(verifier: Verifier, items: Iterable[Item], *, processes: int = 1) -> Iterator[Report]:
    """Verify many credentials, and give their reports in order as they are ready.

    Memory does not grow with their number: items are drawn as reports are taken.

    Args:
        verifier: what they are verified with.
        items: what to verify, e.g. of `read_items`.
        processes: how many processes share the work; with more than one, each has a copy of the verifier.

    Raises:
        ValueError: `processes` is less than one, or more than 64.
        TypeError: `processes` is no whole number; or, while iterating, an item is no `Item`.

    Example:
        >>> with open("credentials.jsonl", "rb") as stream:
        ...     items = read_items(stream, name="credentials.jsonl")
        ...     for report in verify_many(verifier, items, processes=2):
        ...         report.require_valid()
    """
    if isinstance(processes, bool) or not isinstance(processes, int):
        raise TypeError(f"processes must be a whole number, not {type(processes).__name__}")
    if not 1 <= processes <= MAX_PROCESSES:
        raise ValueError(f"at least one process is needed, and at most {MAX_PROCESSES} can be started")
    packed = _handed_over(verifier) if processes > 1 else None
    if packed is None:
        return (_verified(verifier, item) for item in _checked(items))
    return _shared(packed, _checked(items), processes)


def _checked(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if not isinstance(item, Item):
            raise TypeError(f"what is verified must be an Item(name, data), not {type(item).__name__}")
        yield item


def _shared(packed: bytes, items: Iterator[Item], processes: int) -> Iterator[Report]:
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(packed,)) as pool:
        waiting: deque[Any] = deque()
        try:
            while chunk := list(islice(items, _CHUNK)):
                waiting.append(pool.submit(_verify_chunk, chunk))
                if len(waiting) >= processes * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            # Whoever takes no more reports does not wait for those under way.
            pool.shutdown(wait=False, cancel_futures=True)


def _handed_over(verifier: Verifier) -> bytes | None:
    """The verifier as bytes; None where it holds something that can't travel."""
    try:
        return pickle.dumps(verifier, protocol=pickle.HIGHEST_PROTOCOL)
    except TypeError as error:
        _log.warning("%s, so one process does all the work", error)
        return None


_worker: list[Verifier] = []
"""The verifier of a worker process; empty elsewhere."""


def _start(packed: bytes) -> None:
    _worker[:] = [pickle.loads(packed)]  # noqa: S301 - our own bytes, of this very program


def _verified(verifier: Verifier, item: Item) -> Report:
    report = verifier.verify(item.data, name=item.name)
    if item.beside is None:
        return report
    return replace(report, notes=(*report.notes, Note("archive_others", item.beside)))


def _verify_chunk(items: list[Item]) -> list[Report]:
    return [_verified(_worker[0], item) for item in items]


def _is_whole(line: bytes) -> bool:
    """Whether a line is a JSON object or a token by itself."""
    text = line.strip()
    if text.startswith(b"eyJ"):
        return text.count(b".") >= _TOKEN_DOTS
    if not text.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        # One that is broken inside is still a line, if it ends as an object does; pretty-printed JSON ends a
        # line with an opening brace, a comma or a bracket.
        return text.endswith(b"}")


def _rest(stream: BinaryIO, first: bytes) -> bytes:
    data = first + stream.read(MAX_FILE_BYTES + 1 - len(first))
    if len(data) > MAX_FILE_BYTES:
        raise OSError(0, f"larger than {MAX_FILE_BYTES // 1_000_000} MB, so no credential")
    return data


def _next_line(stream: BinaryIO) -> tuple[bytes, int]:
    """The next line that is not empty, and how many empty ones stood before it."""
    skipped = 0
    while line := stream.readline(_LINE_BYTES):
        if not line.isspace():
            return line, skipped
        skipped += 1
    return b"", skipped


def _end_line(stream: BinaryIO, line: bytes) -> None:
    """Pass over what is left of a line that is longer than a credential."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(_LINE_BYTES)
