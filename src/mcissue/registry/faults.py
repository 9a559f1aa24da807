"""What is wrong with data that is read, and how people are told: every fault with its place and its mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from mcissue.errors import RecordError

__all__ = ["MAX_SAID", "Fault", "Location", "Unfit", "json_path", "said", "told", "unfit"]

MAX_FAULTS_SHOWN: Final = 20
"""Faults listed in one message: more than anybody mends in one go; the rest is counted."""

MAX_SAID: Final = 100
"""Characters of a refused value in a message: enough to find it again."""

_MAX_NUMBER: Final = 10**15
"""Numbers that a message repeats; writing out a number of thousands of digits costs time."""

Location = tuple[str | int, ...]


class Fault(NamedTuple):
    """One thing that is wrong: where (names of members, places in lists), what, and how to mend it."""

    location: Location
    message: str
    mend: str
    code: str


class Unfit(Exception):  # noqa: N818 - never leaves the reader: `Checked.from_data` tells it as a RecordError
    """That a value can't be read, with every fault in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def at(self, step: str | int) -> list[Fault]:
        """The faults as seen from one step further out."""
        return [fault._replace(location=(step, *fault.location)) for fault in self.faults]


def unfit(message: str, mend: str = "", *, code: str = "value_invalid") -> Unfit:
    """One fault in the value that is being read, to be raised by the function of a `Form`."""
    return Unfit([Fault((), message, mend, code)])


def said(value: object) -> str:
    """A refused value as a message repeats it: cut, and lists and maps not at all."""
    if isinstance(value, str):
        return repr(value) if len(value) <= MAX_SAID else f"{value[:MAX_SAID]!r} ..."
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(value) if -_MAX_NUMBER < value < _MAX_NUMBER else "this number"
    return "this"


def json_path(location: Location) -> str:
    """Write a position as a JSON path: `('outcomes', 0, 'title')` is `$.outcomes[0].title`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)


def told(faults: Sequence[Fault], locate: Callable[[Location], str]) -> RecordError:
    """All faults as one of our errors; `locate` turns the position of each into words."""
    problems = [
        {"path": _writable(locate(where)), "message": _writable(message), "mend": mend, "code": code}
        for where, message, mend, code in faults
    ]
    detail = {"problems": problems}
    if len(problems) == 1:
        path, message, mend, code = problems[0].values()
        return RecordError(message, code=code, path=path, mend=mend or None, detail=detail)
    lines = [
        f"{path}: {message}" + (f"\n    {mend}" if mend else "")
        for path, message, mend, _ in (problem.values() for problem in problems[:MAX_FAULTS_SHOWN])
    ]
    if len(problems) > MAX_FAULTS_SHOWN:
        lines.append(f"... and {len(problems) - MAX_FAULTS_SHOWN} more")
    message = f"{len(problems)} faults:\n  " + "\n  ".join(lines)
    return RecordError(message, code="record_invalid", detail=detail)


def _writable(text: str) -> str:
    """A text without halves of characters, which a foreign name can hold and no terminal can show."""
    return text.encode(errors="backslashreplace").decode()
