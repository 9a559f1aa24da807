"""The one checked reader of a room: plain JSON data becomes frozen dataclasses, or every fault is told.

A dataclass that inherits `Checked` is its own table: the annotation of a member says how it is read. That is
another such class, an enumeration of texts, `bool`, a `Literal` of texts, one of these or `None`, or a type
with a mark: `Annotated[str, Form(...)]` for a value of its own, `Annotated[tuple[X, ...], AtMost(100)]` for a
list, whose limit must be said. Nothing is coerced, and a member that the class doesn't have is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from mcissue.errors import RecordError
from mcissue.registry.faults import MAX_SAID, Fault, Location, Unfit, json_path, said, told, unfit

__all__ = ["AtMost", "Checked", "Form"]

_ABSENT: Final = object()

_T = TypeVar("_T", bound="Checked")


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is read from plain JSON data (or raises `Unfit`), and written as such.

    It stands as a mark in `Annotated`, where the last one counts.
    """

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = _as_it_is


@dataclass(frozen=True, slots=True)
class AtMost:
    """How many items a list may have."""

    items: int


class Checked:
    """The base of frozen dataclasses that are read from plain JSON data.

    What members must have in common is checked by `__post_init__`, which raises a `RecordError`.
    """

    __slots__ = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any], *, locate: Callable[[Location], str] | None = None) -> Self:
        """Build a value from plain JSON data.

        Args:
            data: a JSON object: strings, numbers, lists, maps.
            locate: turns the position of a fault into words (a line of a file); by default a JSON path.

        Raises:
            RecordError: the data does not fit; the message lists every fault with its place and mend,
                `detail["problems"]` the same for machines.
        """
        try:
            return _read_object(cls, data)
        except Unfit as error:
            raise told(error.faults, locate or json_path) from None

    def to_data(self) -> dict[str, Any]:
        """The value as plain JSON data: what `from_data` takes; absent values are left out."""
        data = {}
        for member in _members(type(self)):
            value = getattr(self, member.name)
            if value is not None and value != member.default:
                data[member.name] = member.form.write(value)
        return data


class _Member(NamedTuple):
    name: str
    form: Form
    default: Any


def _members(kind: type[Any]) -> tuple[_Member, ...]:
    if kind not in _TABLES:
        _TABLES[kind] = _table(kind)
    return _TABLES[kind]


_TABLES: Final[dict[type[Any], tuple[_Member, ...]]] = {}
"""Made when a class is first read: annotations can be looked up when all of a module is there."""


def _table(kind: type[Any]) -> tuple[_Member, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _Member(each.name, _form_of(hints[each.name]), _ABSENT if each.default is MISSING else each.default)
        for each in fields(kind)
    )


def _form_of(annotation: Any) -> Form:
    """How a member of this type is read; a TypeError is a fault of the class, seen when it is first used."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in reversed(arguments[1:]):
            if isinstance(mark, Form):
                return mark
            if isinstance(mark, AtMost):
                return _list_form(_form_of(get_args(arguments[0])[0]), mark.items)
    if origin in {Union, UnionType}:
        (inner,) = (_form_of(argument) for argument in arguments if argument is not NoneType)
        return Form(lambda value: None if value is None else inner.read(value), inner.write)
    if origin is Literal:
        return Form(partial(_read_word, {word: word for word in arguments}))
    return _form_of_class(annotation)


def _form_of_class(annotation: Any) -> Form:
    if annotation is bool:
        return Form(_read_bool)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Form(partial(_read_word, {word.value: word for word in annotation}), str)
    if isinstance(annotation, type) and issubclass(annotation, Checked):
        return Form(partial(_read_object, annotation), annotation.to_data)
    raise TypeError(f"nothing says how to read {annotation!r}")


def _read_object(kind: type[_T], data: Any) -> _T:
    members = _members(kind)
    if data is None:
        raise unfit("there is nothing", "Write its fields, or remove the line.")
    if not isinstance(data, dict):
        known = ", ".join(member.name for member in members)
        raise unfit(
            "fields with their values belong here", f"Write {{field: value}}, with fields of: {known}."
        )
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    found = 0
    for name, form, default in members:
        value = data.get(name, _ABSENT)
        if value is not _ABSENT:
            found += 1
            try:
                values[name] = form.read(value)
            except Unfit as error:
                faults += error.at(name)
        elif default is _ABSENT:
            faults.append(Fault((name,), "this is missing", f"Add {name!r}.", "value_missing"))
    if found != len(data):
        faults += _strangers(data, [member.name for member in members])
    if faults:
        raise Unfit(faults)
    try:
        return kind(**values)
    except RecordError as error:
        raise unfit(error.message, error.mend or "", code=error.code) from None


def _strangers(data: Mapping[Any, Any], known: list[str]) -> list[Fault]:
    """Members that nobody reads: a limit that was skipped would widen what the data says."""
    faults = []
    for name in (str(name) for name in data if name not in known):
        near = difflib.get_close_matches(name[:MAX_SAID], known, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(sorted(known))}."
        faults.append(Fault((name,), f"{said(name)} is not known here", mend, "unknown_field"))
    return faults


def _list_form(item: Form, most: int) -> Form:
    def read(value: Any) -> tuple[Any, ...]:
        if value is None:
            raise unfit("there is nothing", "Write a list, or remove the line.")
        if not isinstance(value, list):
            mend = "Put it in brackets, [ ]; or begin each entry with '- ' on a line of its own."
            raise unfit("a list belongs here", mend)
        if len(value) > most:
            raise unfit(f"the list has more than {most:,} entries", "Shorten it.")
        items: list[Any] = []
        faults: list[Fault] = []
        for place, each in enumerate(value):
            try:
                items.append(item.read(each))
            except Unfit as error:
                faults += error.at(place)
        if faults:
            raise Unfit(faults)
        return tuple(items)

    return Form(read, lambda value: [item.write(each) for each in value])


def _read_word(words: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, str) and value in words:
        return words[value]
    near = difflib.get_close_matches(str(said(value)).strip("'").replace(" ", "_").lower(), words, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise unfit(f"{said(value)} is not known here", f"{hint}Write one of: {', '.join(words)}.")


def _read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise unfit(f"{said(value)} is neither true nor false", "Write true, or false.")
