"""From what was found in a document to a record: what does not fit is left out, and listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcissue.errors import RecordError
from mcissue.formats.losses import Loss, Steps
from mcissue.formats.reading import Found, Tree, unwrap
from mcissue.jsonld.read import json_path
from mcissue.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["build"]

MAX_ROUNDS = 12
"""Rounds of leaving out what does not fit: each takes at least one level of nesting, and there are eight."""

MIN_DEPTH = 2
"""Steps down to what may be left out: never the issuer, the course or the award as a whole."""


def build(tree: Tree, *, essential: Mapping[Steps, Steps]) -> tuple[Record, list[Loss]]:
    """Make the record; leave out, and list, what a stranger's document says that a record does not allow.

    Args:
        tree: the data as it was found.
        essential: what a record cannot do without, and where a document of this format says it.

    Raises:
        RecordError: what a record cannot do without is missing or not allowed; `path` is the place in the
            document.
    """
    losses: list[Loss] = []
    for _ in range(MAX_ROUNDS):
        data, places = unwrap(tree)
        try:
            return Record.from_data(data, locate=json.dumps), losses
        except RecordError as error:
            faults = _faults(error)
        for location, message, mend, code in faults:
            fault = RecordError(message, code=code, mend=mend)
            losses += _leave_out(tree, location, places, fault, essential)
    raise RecordError("this document's data cannot be made to fit a record", code="record_invalid", path="$")


def _faults(error: RecordError) -> list[tuple[Steps, str, str | None, str]]:
    """Where and why data did not fit, the last items of lists first."""
    problems = error.detail.get("problems") or [
        {"path": error.path or "[]", "message": error.message, "mend": error.mend, "code": error.code}
    ]
    faults = [
        (tuple(json.loads(problem["path"])), problem["message"], problem["mend"] or None, problem["code"])
        for problem in problems
    ]
    return sorted(
        faults, key=lambda fault: [(isinstance(step, int), step) for step in fault[0]], reverse=True
    )


def _leave_out(
    tree: Tree,
    location: Steps,
    places: dict[Steps, Steps],
    fault: RecordError,
    essential: Mapping[Steps, Steps],
) -> list[Loss]:
    """Take the faulty part out of the tree; raise the fault if a record cannot do without it."""
    missing = location
    while location and not _has(tree, location):
        location = location[:-1]  # something is missing here: what lacks it goes as a whole
    where = next((place for needed, place in essential.items() if missing[: len(needed)] == needed), None)
    if where is None and len(location) < MIN_DEPTH:
        where = next((place for needed, place in essential.items() if needed[:1] == missing[:1]), ())
    if where is not None:
        fault.path = json_path(places.get(missing, where))
        raise fault
    here: Any = tree
    for step in location[:-1]:
        here = here[step]
    del here[location[-1]]
    if location not in places:
        return []  # only what had to go before was in it, and that is listed
    return [Loss(steps=places[location], what=f"what would be {json_path(location)}", why=fault.message)]


def _has(tree: Tree, location: Steps) -> bool:
    here: Any = tree
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return False
    return not isinstance(here, tuple) or isinstance(here, Found)
