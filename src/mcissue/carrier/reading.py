"""The door to every carrier: what a file is by its content, and the one credential that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.carrier import table
from mcissue.errors import CarrierError

if TYPE_CHECKING:
    from mcissue.carrier.payload import CarriedCredential, Carrier, CarrierKind

__all__ = ["detect", "extract", "find_carrier"]


def find_carrier(data: bytes) -> Carrier | None:
    """Find the carrier of these bytes, never by a file name.

    Args:
        data: the bytes of a file.

    Returns:
        The line of the table, whether the file is whole and holds a credential or not; None for anything
        else.
    """
    return next((carrier for carrier in table.CARRIERS if carrier.detect(data)), None)


def detect(data: bytes) -> CarrierKind | None:
    """Tell how a credential travels in these bytes, as `find_carrier`.

    Args:
        data: the bytes of a file.
    """
    carrier = find_carrier(data)
    return None if carrier is None else carrier.kind


def extract(data: bytes) -> CarriedCredential:
    """Take the one credential out of whatever carries it, byte for byte; it is not judged.

    A JSON document or a compact JWS carries itself.

    Args:
        data: the bytes of a file.

    Raises:
        CarrierError: as the carrier's own reader (`read_png`, `read_svg`); `carrier_unsupported` for one that
            can't be opened yet (indeterminate); `carrier_no_credential` for anything that is no carrier.
    """
    carrier = find_carrier(data)
    if carrier is None:
        raise CarrierError(
            "this is no file in which a credential travels",
            code="carrier_no_credential",
            mend="Give a PNG or SVG picture into which a badge was baked.",
        )
    return carrier.extract(data)
