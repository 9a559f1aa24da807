"""Short ways to write, read and look into Open Badges, for the tests of this room."""

from __future__ import annotations

from typing import Any

from tests.records import FULL_CREDENTIAL_ID, full_record, node_id

from mcissue.formats import Conversion, to_openbadges
from mcissue.formats.conventions import role_of
from mcissue.record import Record

__all__ = ["achievement_of", "alignments_of", "changed", "write"]

JsonObject = dict[str, Any]


def write(record: Record, **options: Any) -> Conversion:
    """Write with the usual id and node ids."""
    given = {"credential_id": FULL_CREDENTIAL_ID, "status": None, "node_id": node_id} | options
    return to_openbadges(record, **given)


def achievement_of(document: JsonObject) -> JsonObject:
    return document["credentialSubject"]["achievement"]


def alignments_of(owner: JsonObject, role: str) -> list[JsonObject]:
    """The alignments of one role, without their random ids and their type."""
    return [
        {key: value for key, value in item.items() if key not in {"id", "type"}}
        for item in owner.get("alignment", [])
        if role_of(item) == role
    ]


def changed(base: Record | None = None, **fields: Any) -> Record:
    """A record (the full one without e-mail by default) with some of its data replaced, by dotted names.

    `changed(**{"course.level": {"not_applicable": True}})`; None takes a value out.
    """
    data = (base or full_record(email=None)).to_data()
    for name, value in fields.items():
        here = data
        *path, last = name.split(".")
        for step in path:
            here = here.setdefault(step, {})
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
    return Record.from_data(data)
