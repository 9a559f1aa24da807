"""Where the documents of a batch differ, and whether another document differs only there."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from mcissue.jsonld.read import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Misfit", "Spine", "Steps", "differences", "gather", "mark", "spine_of", "value_at"]

#: Member names and array indexes from the top of a document downwards.
Steps: TypeAlias = tuple[str | int, ...]


class Misfit(Exception):  # noqa: N818 - a turn taken, never an error that anybody sees
    """A document does not fit the plan of its batch; the engine takes it."""


@dataclass(frozen=True, slots=True, eq=False)
class Spine:
    """One object or array that holds a place that differs.

    Attributes:
        kind: `dict` or `list`.
        size: how many members or items it has.
        pick: picks the members or items that hold no such place, several as a tuple; None if there are none.
        constants: what it picked when the plan was made.
        numbers: places within those that hold a number or truth value: Python takes 1, 1.0 and True for
            equal, JSON does not.
        leaves: members or items that are such places, with the number of the place.
        inner: members or items that hold such places.
    """

    kind: type
    size: int
    pick: Callable[[Any], Any] | None
    constants: Any
    numbers: tuple[tuple[Steps, type], ...]
    leaves: tuple[tuple[Any, int], ...]
    inner: tuple[tuple[Any, Spine], ...]


def differences(first: Any, second: Any) -> frozenset[Steps] | None:
    """The places at which two documents hold different strings; None if they differ otherwise."""
    found: set[Steps] = set()
    return frozenset(found) if _compare(first, second, (), found) else None


def _compare(first: Any, second: Any, steps: Steps, found: set[Steps]) -> bool:
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(
            _compare(value, second[key], (*steps, key), found) for key, value in first.items()
        )
    if isinstance(first, list):
        return len(first) == len(second) and all(
            _compare(value, other, (*steps, index), found)
            for index, (value, other) in enumerate(zip(first, second, strict=True))
        )
    if first == second:
        return True
    found.add(steps)
    # A context or a type that differs changes what everything else means.
    return isinstance(first, str) and not {"@context", "type"} & set(steps)


def value_at(document: Any, steps: Steps) -> Any:
    """The value at a place."""
    for step in steps:
        document = document[step]
    return document


def mark(document: Any, places: Sequence[Steps], marks: Sequence[str]) -> Any:
    """A copy of a document with marks at some places."""
    document = copied(document)
    for steps, text in zip(places, marks, strict=True):
        value_at(document, steps[:-1])[steps[-1]] = text
    return document


def spine_of(document: Any, places: Sequence[Steps]) -> Spine:
    """The part of a document that holds places, each numbered by its position."""
    return _spine(document, [(steps, number) for number, steps in enumerate(places)])


def _spine(value: Any, places: list[tuple[Steps, int]]) -> Spine:
    below: dict[Any, list[tuple[Steps, int]]] = {}
    for steps, number in places:
        below.setdefault(steps[0], []).append((steps[1:], number))
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    constants = [(key, item) for key, item in items if key not in below]
    pick = itemgetter(*(key for key, _ in constants)) if constants else None
    return Spine(
        kind=type(value),
        size=len(value),
        pick=pick,
        constants=pick(value) if pick is not None else None,
        numbers=tuple((place, kind) for key, item in constants for place, kind in _numbers(item, (key,))),
        leaves=tuple((key, inner[0][1]) for key, inner in below.items() if inner[0][0] == ()),
        inner=tuple((key, _spine(value[key], inner)) for key, inner in below.items() if inner[0][0] != ()),
    )


def _numbers(value: Any, steps: Steps) -> list[tuple[Steps, type]]:
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _numbers(item, (*steps, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _numbers(item, (*steps, index))]
    return [(steps, type(value))] if isinstance(value, int | float) else []


def gather(spine: Spine, value: Any, places: dict[int, Any]) -> None:
    """Compare a document with a spine, and collect what it has at the places.

    Args:
        spine: what to compare with.
        value: the document, or the part of it.
        places: gets the values at the places, by their numbers.

    Raises:
        Misfit: the document differs elsewhere.
    """
    try:
        _gather(spine, value, places)
    except KeyError:
        raise Misfit("other members") from None


def _gather(spine: Spine, value: Any, places: dict[int, Any]) -> None:
    kind = type(value)
    if kind is not spine.kind or len(value) != spine.size:
        raise Misfit("another shape")
    # As many members as the spine has, and each of the spine's is asked for below: so they are the same.
    if spine.pick is not None and spine.pick(value) != spine.constants:
        raise Misfit("another constant")
    for steps, exact in spine.numbers:
        if type(value_at(value, steps)) is not exact:
            raise Misfit("a number of another kind")
    for key, number in spine.leaves:
        places[number] = value[key]
    for key, inner in spine.inner:
        _gather(inner, value[key], places)
