"""The texts of a class's documents: what all of them share is written once, the rest put in.

As `mcissue.jsonld.batch.plan` for canonical forms: two documents teach where the documents of a course
differ; of another one everything else is compared, and the strings at those places are put into the text.
What does not fit is written by `write_json`'s rules as a whole. Python's writer with indentation takes longer
than signing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mcissue.jsonld.batch.spine import Misfit, Spine, differences, gather, mark, spine_of
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import check_value, copied
from mcissue.jsonld.read.errors import string_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.jsonld.batch.spine import Steps
    from mcissue.jsonld.read import JsonObject

__all__ = ["BatchTexts", "BuiltText"]

#: Shapes of documents that a batch may have: with and without an e-mail address, a grade, an end.
_MAX_SHAPES: Final = 16
#: How often a shape may learn that one more place differs.
_MAX_LESSONS: Final = 16
_MARK: Final = "\ue000mcissue {}\ue000"


class BuiltText(NamedTuple):
    """A JSON text in two parts.

    Attributes:
        pieces: what it shares with others; the same tuple for all documents of a shape.
        values: what stands between them, as JSON, one less.
    """

    pieces: tuple[str, ...]
    values: tuple[str, ...]

    def __str__(self) -> str:
        """The text."""
        return "".join(chain(*zip(self.pieces, self.values, strict=False), (self.pieces[-1],)))


class BatchTexts:
    """Writes the documents of one batch.

    Args:
        indent: as files are written (`write_json`), else as compact lines; both without a line feed at the
            end. Members stand in the order of the first document of their shape.
    """

    def __init__(self, *, indent: bool) -> None:
        self._indent = indent
        self._shapes: list[_Shape] = []

    def text(self, document: JsonObject) -> BuiltText:
        """The text of a document.

        Raises:
            DocumentError: as `mcissue.jsonld.read.check_value`.
        """
        for place, shape in enumerate(self._shapes):
            built = shape.text(document)
            if built is not None:
                if place:
                    # What came last comes again.
                    self._shapes.insert(0, self._shapes.pop(place))
                return built
        check_value(document)
        whole = self._write(document)
        if not any(self._learned(shape, document) for shape in self._shapes):
            self._shapes.insert(0, _Shape(copied(document)))
            del self._shapes[_MAX_SHAPES:]
        return BuiltText((whole,), ())

    def _learned(self, shape: _Shape, document: JsonObject) -> bool:
        """Whether a document has this shape; then it has taught something."""
        if shape.lessons >= _MAX_LESSONS:
            return False
        found = differences(shape.first, document)
        if found is None:
            return False
        shape.lessons += 1
        shape.learn(shape.places | found, self._write)
        return True

    def _write(self, document: JsonObject) -> str:
        return json.dumps(
            document,
            ensure_ascii=False,
            allow_nan=False,
            indent=2 if self._indent else None,
            separators=None if self._indent else (",", ":"),
        )


@dataclass(slots=True, eq=False)
class _Shape:
    """Documents that differ in strings alone."""

    first: JsonObject
    places: frozenset[Steps] = frozenset()
    lessons: int = 0
    spine: Spine | None = None
    pieces: tuple[str, ...] = ()
    keys: Sequence[str | None] = ()
    order: Sequence[int] = field(default_factory=tuple)

    def learn(self, places: frozenset[Steps], write: Any) -> None:
        listed = sorted(places, key=str)
        marks = [_MARK.format(number) for number in range(len(listed))]
        text = write(mark(self.first, listed, marks))
        found = sorted(range(len(listed)), key=lambda number: text.index(encode_basestring(marks[number])))
        pieces = []
        for number in found:
            before, _, text = text.partition(encode_basestring(marks[number]))
            pieces.append(before)
        pieces.append(text)
        self.places, self.pieces, self.order = places, tuple(pieces), found
        self.keys = [_member(listed[number]) for number in found]
        self.spine = spine_of(self.first, listed)

    def text(self, document: JsonObject) -> BuiltText | None:
        if self.spine is None:
            return None
        found: dict[int, Any] = {}
        try:
            gather(self.spine, document, found)
        except Misfit:
            return None
        values = []
        length = 0
        for number, key in zip(self.order, self.keys, strict=True):
            value = found[number]
            if type(value) is not str or string_fault(value, key, CREDENTIAL_LIMITS) is not None:
                return None
            length += len(value)
            values.append(encode_basestring(value))
        if length > CREDENTIAL_LIMITS.string:
            # What might be too large as a whole is counted as a whole.
            return None
        return BuiltText(self.pieces, tuple(values))


def _member(steps: Steps) -> str | None:
    """The name of the member that holds a place, perhaps within an array."""
    return next((step for step in reversed(steps) if isinstance(step, str)), None)
