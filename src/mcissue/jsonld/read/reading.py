"""Strict JSON: bytes become one value that every reader understands alike, or an error with its place.

Stricter than RFC 8259 where its readers differ (the I-JSON profile, RFC 7493): UTF-8 only, no member
twice, no number that two programs write differently, no lone surrogates, no control characters, and
bounded in size, depth and number before anything deep is built.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from mcissue.errors import McissueError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, Limits
from mcissue.jsonld.read.errors import (
    BEYOND,
    Fault,
    json_path,
    key_fault,
    limit_fault,
    number_of,
    string_fault,
)
from mcissue.jsonld.read.parser import Parser, place_in
from mcissue.jsonld.read.refusals import not_an_object

if TYPE_CHECKING:
    from mcissue.errors import DocumentError

__all__ = [
    "JsonObject",
    "JsonValue",
    "check_value",
    "copied",
    "json_path",
    "read_json",
    "read_json_object",
    "write_json",
]

#: Any JSON value: `None`, `bool`, `int`, `float`, `str`, a list of them, or a `JsonObject`.
JsonValue: TypeAlias = Any
#: A JSON object.
JsonObject: TypeAlias = dict[str, JsonValue]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json(data: bytes, *, limits: Limits = CREDENTIAL_LIMITS) -> JsonValue:
    """Read one JSON value from bytes, strictly.

    A whole number written with a fraction or exponent (`3.0`, `1e2`) becomes an `int`: both forms sign
    alike. A UTF-8 byte order mark at the very start is ignored (RFC 8259 section 8.1 allows it, and Windows
    editors write it).

    Args:
        data: the whole input.
        limits: how big and deep it may be.

    Raises:
        DocumentError: `json_not_utf8`, `json_malformed`, `json_duplicate_member`,
            `json_number_out_of_range`, `json_control_character`, `json_lone_surrogate`, or a limit
            (`limit_size`, `limit_depth`, `limit_members`, `limit_items`, `limit_string`; these are
            indeterminate). `path` is the JSON path; `detail` has `line`, `column` (from 1, in characters).
    """
    if len(data) > limits.size:
        raise limit_fault("limit_size", "bytes", limits.size).error("$")
    text = _decode(data.removeprefix(_BYTE_ORDER_MARK))
    # The parser of the standard library takes a twentieth of the time, and our rules can be checked on what
    # it gives. Only our own parser can say where a fault is, and it stops at a limit instead of behind it.
    if text.count(",") > limits.members:
        return Parser(text, limits).parse()
    try:
        value = _STANDARD.decode(text)
        check_value(value, limits=limits)
    except (ValueError, RecursionError, McissueError):
        return Parser(text, limits).parse()
    return value


def read_json_object(data: bytes, *, limits: Limits = CREDENTIAL_LIMITS) -> JsonObject:
    """Read one JSON object from bytes, strictly.

    Args:
        data: the whole input.
        limits: how big and deep it may be.

    Raises:
        DocumentError: as `read_json`, and `json_not_an_object`.
    """
    value = read_json(data, limits=limits)
    if not isinstance(value, dict):
        raise not_an_object()
    return value


_Value = TypeVar("_Value")


def copied(value: _Value) -> _Value:
    """A copy of a JSON value that shares nothing with it; `copy.deepcopy` takes many times as long.

    Args:
        value: any JSON value.
    """
    copy: Any = value
    if isinstance(value, dict):
        copy = {key: copied(item) if isinstance(item, _NESTED) else item for key, item in value.items()}
    elif isinstance(value, list):
        copy = [copied(item) if isinstance(item, _NESTED) else item for item in value]
    return cast("_Value", copy)


_NESTED = (dict, list)


def write_json(value: JsonValue, *, limits: Limits = CREDENTIAL_LIMITS) -> bytes:
    """Write a JSON value in the one form that mcissue keeps on disk.

    UTF-8, members in their given order, two spaces of indentation, line feeds, one of them at the end.

    Args:
        value: what to write; it is checked first, so that what is written can be read again.
        limits: how big and deep it may be.

    Raises:
        DocumentError: as `check_value`.
    """
    check_value(value, limits=limits)
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def check_value(value: JsonValue, *, limits: Limits = CREDENTIAL_LIMITS) -> None:
    """Apply the rules of `read_json` to a value in memory, before it is signed or written.

    Args:
        value: built from `None`, `bool`, `int`, `float`, `str`, `list` and `dict` only.
        limits: how big and deep it may be; `size` bounds the characters of all strings together.

    Raises:
        DocumentError: `json_not_a_value` for another Python type or a member name that is no string, else as
            `read_json`. A value that contains itself meets the depth limit.
    """
    _Checker(limits).check(value, None)


def _unique(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member twice")
    return found


def _number(text: str) -> int | float:
    number = number_of(text)
    if isinstance(number, Fault):
        raise ValueError(number.message)  # noqa: TRY004 - turned into our own error by the parser
    return number


def _refuse_constant(text: str) -> JsonValue:
    raise ValueError(text)


_STANDARD = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_number, parse_float=_number, parse_constant=_refuse_constant
)


def _decode(data: bytes) -> str:
    wide = _wide_encoding(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise _not_utf8(wide or "not UTF-8", place_in(before, len(before))) from error
    if wide:
        raise _not_utf8(wide, place_in(text, 0))
    return text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, known by its mark or by where the zero bytes are (RFC 4627 section 3)."""
    head = data[:4]
    if head == b"\xff\xfe\x00\x00" or b"\x00\x00" in head[:3] or head[1:] == b"\x00\x00\x00":
        return "UTF-32"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in head[:2]:
        return "UTF-16"
    return None


def _not_utf8(what: str, place: dict[str, int]) -> DocumentError:
    return Fault("json_not_utf8", f"the text is {what}", "Save the file as UTF-8.").error("$", place)


class _Checker:
    """One walk over a value in memory."""

    __slots__ = ("_characters", "_limits", "_members", "_steps")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._members = 0
        self._characters = 0
        self._steps: list[str | int] = []

    def check(self, value: Any, key: str | None) -> None:
        """Check a value; `key` is the member that holds it, perhaps within an array."""
        # Exact types: a subclass may print as something else than it compares to.
        kind = type(value)
        if kind is str:
            self._count(value)
            self._refuse(string_fault(value, key, self._limits))
        elif kind is dict:
            self._open()
            for name, item in value.items():
                self._check_name(name)
                self._enter(name)
                self.check(item, name)
                self._steps.pop()
        elif kind is list:
            self._open()
            if len(value) > self._limits.items:
                self._refuse(limit_fault("limit_items", "items in one array", self._limits.items))
            for index, item in enumerate(value):
                self._enter(index)
                self.check(item, key)
                self._steps.pop()
        elif kind is int or kind is float:
            # Python refuses to print very long integers; for the message any one beyond the limit will do.
            shown = value if kind is float else min(max(value, -BEYOND), BEYOND)
            number = number_of(repr(shown), lawful=self._limits.lawful)
            self._refuse(number if isinstance(number, Fault) else None)
        elif value is not None and kind is not bool:
            self._refuse(_not_a_value(f"{kind.__name__} is no JSON type"))

    def _check_name(self, name: Any) -> None:
        if type(name) is not str:
            self._refuse(_not_a_value(f"a member name is of type {type(name).__name__}"))
        self._count(name)
        self._refuse(key_fault(name, self._limits))

    def _open(self) -> None:
        if len(self._steps) >= self._limits.depth:
            self._refuse(limit_fault("limit_depth", "levels", self._limits.depth))

    def _enter(self, step: str | int) -> None:
        self._steps.append(step)
        self._members += 1
        if self._members > self._limits.members:
            self._refuse(limit_fault("limit_members", "members and items", self._limits.members))

    def _count(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > self._limits.size:
            self._refuse(limit_fault("limit_size", "characters", self._limits.size))

    def _refuse(self, fault: Fault | None) -> None:
        if fault is not None:
            raise fault.error(json_path(self._steps))


def _not_a_value(message: str) -> Fault:
    return Fault(
        "json_not_a_value", message, "Build documents from dict, list, str, int, float, bool and None."
    )
