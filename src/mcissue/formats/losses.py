"""What a conversion could not carry over, in words for people and exact enough for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mcissue.errors import RecordError
from mcissue.jsonld.read import copied, json_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.record import Record

__all__ = ["Loss", "Steps", "without"]

Steps: TypeAlias = tuple[str | int, ...]
"""A place in JSON data, from the top: names of members and indexes of items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One thing that the result does not hold.

    Attributes:
        steps: where it stands in what was converted: in the record's data (`Record.to_data`) when a document
            was written, in the document when a record was read from it.
        what: what it is, in a few words.
        why: why it could not be kept.
        becomes: what stands in its place afterwards, as data; None if nothing does.
    """

    steps: Steps
    what: str
    why: str
    becomes: JsonValue = None

    @property
    def path(self) -> str:
        """The place as a JSON path, e.g. `$.course.title.fi`."""
        return json_path(self.steps)

    def __str__(self) -> str:
        """One line for a report."""
        return f"{self.path}: {self.what}: {self.why}"

    def to_data(self) -> JsonObject:
        """The loss as plain data: `path`, `what`, `why`, and `becomes` if something stands in its place."""
        data: JsonObject = {"path": self.path, "what": self.what, "why": self.why}
        return data if self.becomes is None else {**data, "becomes": self.becomes}


def without(record: Record, losses: Iterable[Loss]) -> Record:
    """The record as it comes back from a document that was written with these losses.

    Args:
        record: a record as it was written (`Conversion.record`).
        losses: what writing it listed.

    Raises:
        RecordError: `loss_out_of_place` if a loss names a place that this record does not have.
    """
    data = record.to_data()
    remove(data, losses)
    return type(record).from_data(data)


def remove(data: JsonObject, losses: Iterable[Loss]) -> None:
    """Take the losses out of a record's data, in place.

    The last items of a list go first, so that the indexes of the others stay right; a replacement of a whole
    goes before what is lost inside it.
    """
    ordered = sorted(losses, key=lambda loss: [_order(step) for step in loss.steps], reverse=True)
    for loss in sorted(ordered, key=lambda loss: loss.becomes is None):
        _remove_one(data, loss)


def _order(step: str | int) -> tuple[int, int | str]:
    return (1, step) if isinstance(step, int) else (0, step)


def _remove_one(data: JsonObject, loss: Loss) -> None:
    here: Any = data
    try:
        for step in loss.steps[:-1]:
            here = here[step]
        here[loss.steps[-1]]
    except (KeyError, IndexError, TypeError):
        raise RecordError(
            "a loss is listed where the record holds nothing", code="loss_out_of_place", path=loss.path
        ) from None
    if loss.becomes is None:
        del here[loss.steps[-1]]
    else:
        here[loss.steps[-1]] = copied(loss.becomes)
