"""Course and issuer files: YAML that people write by hand, read strictly, with a line in every error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from mcissue.errors import RecordError
from mcissue.record.base import Location, Model
from mcissue.record.course import Course
from mcissue.record.organisation import Organisation
from mcissue.record.slips import line_of_impossible_day, refuse_odd_values, refuse_slips
from mcissue.words import format_datetime

__all__ = ["HandWritten", "read_course", "read_issuer", "read_yaml"]

T = TypeVar("T", Course, Organisation)

MAX_FILE_BYTES = 1_000_000
"""A hand-written file is a few kilobytes; one megabyte leaves room and bounds the parser's work."""

MAX_OPEN_BRACKETS = 1000
"""Brackets that may be open at once, those in texts counted: a file has a handful, a bomb very many."""

_BRACKETS = re.compile(r"[\[\]{}]")

MAX_VALUES = 100_000
"""Values in one file after its aliases are followed: enough for a megabyte, too few for an expansion bomb."""

MAX_EVENTS = 20_000
"""Parts of one file before its aliases are followed (a value is one, a list or map two): a course has some
hundred, and the parser reads 20,000 a second."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a hand-written file may be: its name in a sentence, and a mandatory field that tells it apart."""

    name: str
    field: str


_KINDS: dict[type[Model], _Kind] = {
    Course: _Kind("a course", "title"),
    Organisation: _Kind("an issuer", "legal_name"),
}


def read_course(path: Path) -> Course:
    """Read a course from a YAML (or JSON) file.

    Args:
        path: the file, UTF-8, at most 1 MB.

    Raises:
        RecordError: the file is no YAML, or no course; the message names file, line, field and mend.
        OSError: the file can't be opened.
    """
    return _read(path, Course)


def read_issuer(path: Path) -> Organisation:
    """Read an issuer (or awarding body) from a YAML (or JSON) file.

    Args:
        path: the file, UTF-8, at most 1 MB.

    Raises:
        RecordError: the file is no YAML, or no organisation; the message names file, line, field and mend.
        OSError: the file can't be opened.
    """
    return _read(path, Organisation)


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A YAML file as read.

    Attributes:
        tree: the parser's own tree, which keeps comments, order and layout; it can be changed and written.
        data: the same as plain JSON data.
        locate: turns a position in `data` into file, line and field.
    """

    tree: Any
    data: dict[str, Any]
    locate: Callable[[Location], str]


def _read(path: Path, model: type[T]) -> T:
    file = read_yaml(path)
    _refuse_other_kind(file.data, path, model)
    refuse_odd_values(file.data, locate=file.locate)
    value = model.from_data(file.data, locate=file.locate)
    assert isinstance(value, Course | Organisation)
    refuse_slips(value, locate=file.locate)
    return value


def _refuse_other_kind(data: Mapping[str, Any], path: Path, model: type[Model]) -> None:
    """Say in one sentence what a list of unknown fields would only hint at: two files were exchanged."""
    wanted = _KINDS[model]
    if wanted.field in data:
        return
    found = next((kind.name for kind in _KINDS.values() if kind.field in data), None)
    if "@context" in data:
        found = "a credential or another JSON-LD document"
    elif "entries" in data:
        found = "a registry of issuers"
    if found is not None:
        raise RecordError(
            f"this is {found}, not {wanted.name}",
            code="record_invalid",
            path=str(path),
            mend=f"Give the file of {wanted.name}; were two files exchanged?",
        )


def read_yaml(path: Path, *, most_events: int = MAX_EVENTS) -> HandWritten:
    """Read a YAML (or JSON) file whose top is a map, strictly: UTF-8, no doubled keys, bounded.

    Args:
        path: the file, at most 1 MB.
        most_events: how many parts the file may have.

    Raises:
        RecordError: the file is too large, no UTF-8, no YAML, or holds no map; with file and line.
        OSError: the file can't be opened.
    """
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise RecordError(
            f"the file is larger than {MAX_FILE_BYTES:,} bytes",
            code="file_too_large",
            path=str(path),
            mend="Is it the right file?",
        )
    tree = _parse(data, path, most_events)
    if not isinstance(tree, Mapping):
        empty = tree is None
        raise RecordError(
            "the file is empty" if empty else "these are no fields with values",
            code="file_empty",
            path=str(path),
            mend=f"{'' if empty else 'Is it the right file? '}Write lines of the form `title: ...`.",
        )

    def locate(location: Location) -> str:
        line = _line_of(tree, location)
        field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).lstrip(".")
        return f"{path}, line {line}, {field}" if field else f"{path}, line {line}"

    return HandWritten(tree=tree, data=_plain(tree, path, [MAX_VALUES]), locate=locate)


def _parse(data: bytes, path: Path, most_events: int) -> Any:
    # Imported here: a verifier never reads YAML.
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    from mcissue.record.bounded_yaml import OddNumberError, RefusedYamlError, load_yaml  # noqa: PLC0415

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RecordError(
            "the file is not UTF-8",
            code="file_not_utf8",
            path=f"{path}, line {line}",
            mend="Save it as UTF-8 in your editor.",
        ) from None
    _refuse_deep(text, path)
    try:
        return load_yaml(text, most_events=most_events)
    except RefusedYamlError as error:
        raise RecordError(
            error.message,
            code="file_too_large" if error.too_large else "yaml_refused",
            path=f"{path}, line {error.line}",
            mend=error.hint,
        ) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        doubled = "duplicate key" in str(error.problem or "")
        problem = str(error.problem or "it can't be read").splitlines()[0].strip()
        raise RecordError(
            f"{'a field stands twice' if doubled else 'this is not valid YAML'}: {problem}",
            code="yaml_doubled_field" if doubled else "yaml_malformed",
            path=f"{path}, line {line}",
            mend="Remove one of the two."
            if doubled
            else "Put it in quotes if it is a text; else write a number, such as 2.5."
            if isinstance(error, OddNumberError)
            else "Put spaces in the place of the tabs: YAML allows no tabs at the beginning of a line."
            if r"'\t'" in problem
            else "Check the indentation, and put texts that hold ': ' in quotes.",
        ) from None
    except RecursionError:
        raise _too_deep(path) from None
    except (YAMLError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        impossible = line_of_impossible_day(text)
        if impossible is not None:
            line, day = impossible
            raise RecordError(
                f"{day} is no day of the calendar",
                code="time_invalid",
                path=f"{path}, line {line}",
                mend="Correct the day or the month.",
            ) from None
        raise RecordError(
            f"this is not valid YAML: {str(error).splitlines()[0] if str(error) else type(error).__name__}",
            code="yaml_malformed",
            path=str(path),
            mend="Check the indentation, and put texts that hold ': ' in quotes.",
        ) from None


def _refuse_deep(text: str, path: Path) -> None:
    """The parser needs seconds to find out that brackets are never closed; counting them takes none."""
    if text.count("[") + text.count("{") <= MAX_OPEN_BRACKETS:
        return
    open_ = 0
    for bracket in _BRACKETS.findall(text):
        open_ += 1 if bracket in "[{" else -1
        if open_ > MAX_OPEN_BRACKETS:
            raise _too_deep(path)


def _too_deep(path: Path) -> RecordError:
    message = "this is nested too deeply"
    return RecordError(message, code="yaml_malformed", path=str(path), mend="Is it the right file?")


def _plain(value: Any, path: Path, budget: list[int]) -> Any:
    """Plain JSON data from the parser's own types; dates become texts again, as they were written."""
    budget[0] -= 1
    if budget[0] < 0:
        raise RecordError(
            f"the file grows to more than {MAX_VALUES:,} values",
            code="file_too_large",
            path=str(path),
            mend="Use fewer aliases.",
        )
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                marks = getattr(value, "lc", None)
                line = f", line {marks.key(key)[0] + 1}" if marks is not None and marks.data else ""
                raise RecordError(
                    f"the field name {key!r} is no text",
                    code="yaml_malformed",
                    path=f"{path}{line}",
                    mend="Put it in quotes; a number has a point, as in 2.5: a comma begins the next field.",
                )
        return {str(key): _plain(member, path, budget) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, path, budget) for member in value]
    if isinstance(value, datetime):
        return format_datetime(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    # The parser's numbers and texts are subclasses that remember how they were written.
    return int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else str(value)


def _line_of(tree: Any, location: Location) -> int:
    """The line of a position, or of the nearest one above it that the file holds."""
    line = 0
    here = tree
    for step in location:
        marks = getattr(here, "lc", None)
        if marks is None or marks.data is None:
            break
        try:
            mark = marks.key(step) if isinstance(here, Mapping) else marks.item(step)
            here = here[step]
        except (KeyError, IndexError, TypeError):
            break
        line = int(mark[0])
    return line + 1
