"""What the credentials of one course share, written once.

The achievement of a course and the profile of its issuer are the same in every credential but for the ids of
their nodes. They are written the first time with marks in place of ids; from then on only the ids are put in,
and everything that holds none is shared between the documents, which nobody changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mcissue.formats.losses import Loss
    from mcissue.formats.writing import Writing
    from mcissue.jsonld.read import JsonObject

__all__ = ["SharedParts"]

MAX_PARTS: Final = 32
"""Parts that are kept: a run has a few; rows with a course of their own must not fill the memory."""

_MARK: Final = "\ue000"
_MARKED: Final = re.compile(f"{_MARK}([^{_MARK}]+){_MARK}")


@dataclass(frozen=True, slots=True)
class _Node:
    """An object or array with ids in it."""

    value: Any
    ids: tuple[tuple[Any, str], ...]
    inner: tuple[tuple[Any, _Node], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as it was written the first time, and what its writing did besides."""

    node: _Node | None
    value: JsonObject
    losses: tuple[Loss, ...]
    alignments: int
    claims: tuple[tuple[str, bool], ...]
    about: object


class SharedParts:
    """Keeps the parts of one batch. Documents made with it share what they have in common: change none."""

    def __init__(self) -> None:
        self._parts: dict[Hashable, _Part] = {}

    def part(
        self,
        key: tuple[Hashable, ...],
        about: object,
        writing: Writing,
        write: Callable[[Writing], JsonObject],
    ) -> JsonObject:
        """A part of a document, written or taken from those that are kept.

        Args:
            key: what it depends on, besides the language and how many alignments came before it.
            about: objects whose `id()` stands in the key; they are kept alive.
            writing: the document being written.
            write: writes the part.
        """
        place = (*key, writing.language, writing.alignments)
        part = self._parts.get(place)
        if part is None:
            if len(self._parts) >= MAX_PARTS:
                return write(writing)
            part = _first(writing, write, about)
            if part is None:
                return write(writing)
            self._parts[place] = part
        if any(writing.claimed(url) is not taken for url, taken in part.claims):
            # An address is taken by another node of this document: it is written in another way.
            return write(writing)
        for url, _ in part.claims:
            writing.claim(url)
        writing.losses += part.losses
        writing.alignments += part.alignments
        return part.value if part.node is None else _made(part.node, writing.fresh_id)


def _first(writing: Writing, write: Callable[[Writing], JsonObject], about: object) -> _Part | None:
    """Write a part with marks in place of ids; None if it is not one that can be shared."""
    trial = writing.trial(lambda name: f"{_MARK}{name}{_MARK}")
    before = len(trial.losses)
    value = write(trial)
    if trial.losses[:before] != writing.losses:
        return None
    node = _node(value)
    if node is False:
        return None
    return _Part(
        node=node if isinstance(node, _Node) else None,
        value=value,
        losses=tuple(trial.losses[before:]),
        alignments=trial.alignments - writing.alignments,
        claims=tuple(trial.asked.items()),
        about=about,
    )


def _node(value: Any) -> _Node | bool:
    """A value with marks as a node; true if it holds none, false if a mark stands inside another text."""
    if isinstance(value, str):
        return _MARK not in value
    items = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    ids: list[tuple[Any, str]] = []
    inner: list[tuple[Any, _Node]] = []
    for key, item in items:
        if isinstance(item, str) and (marked := _MARKED.fullmatch(item)) is not None:
            ids.append((key, marked[1]))
            continue
        found = _node(item)
        if found is False:
            return False
        if isinstance(found, _Node):
            inner.append((key, found))
    return _Node(value, tuple(ids), tuple(inner)) if ids or inner else True


def _made(node: _Node, node_id: Callable[[str], str]) -> Any:
    made = node.value.copy()
    for key, name in node.ids:
        made[key] = node_id(name)
    for key, below in node.inner:
        made[key] = _made(below, node_id)
    return made
