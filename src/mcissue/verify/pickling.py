"""Values as bytes, for copies and for other processes; read-only mappings too, which pickle does not know."""

from __future__ import annotations

import copyreg
import io
import pickle
from types import MappingProxyType
from typing import Any

__all__ = ["packed", "unpacked"]


def _read_only(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """What a read-only mapping travels as: its own type has no name by which it could be found again."""
    return MappingProxyType(content)


class _Pickler(pickle.Pickler):
    """Read-only mappings travel as what they hold."""

    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda mapping: (_read_only, (dict(mapping),))
    }


def packed(value: object, *, what: str) -> bytes:
    """A value as bytes.

    Args:
        value: the value.
        what: what to call it in an error.

    Raises:
        TypeError: something in it can't travel, such as a function that is written inside another one.
    """
    stream = io.BytesIO()
    try:
        _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        raise TypeError(f"{what} can't be copied or handed to other processes: {error}") from error
    return stream.getvalue()


def unpacked(data: bytes) -> Any:
    """The value again. Bytes of anybody but this very program must never come here.

    Args:
        data: what `packed` gave.
    """
    return pickle.loads(data)  # noqa: S301 - our own bytes
