"""The entries of a JSON array that stands for a set, in an order of their own.

A graph knows no order of the values of a property (RDF 1.1 Concepts section 3; JSON-LD 1.1 section 4.3), so
no signature over a graph covers it: whoever reads a meaning from the order, or only the first entry, reads
what nobody has signed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["in_order", "order_key"]


def in_order(values: Sequence[Any]) -> Iterable[tuple[int, Any]]:
    """The entries with their places, sorted by what they say: by their ids, else by their whole content.

    Args:
        values: the entries of an array, any JSON values.
    """
    if len(values) < 2:  # noqa: PLR2004 - one has no order
        return enumerate(values)
    return sorted(enumerate(values), key=lambda entry: order_key(entry[1]))


def order_key(value: Any) -> tuple[str, str]:
    """What an entry is sorted by: the same whatever order the arrays in it have.

    Args:
        value: any JSON value.
    """
    iri = value.get("id") if isinstance(value, dict) else None
    return iri if isinstance(iri, str) else "", json.dumps(_settled(value), sort_keys=True)


def _settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _settled(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_settled(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
