"""The table of carriers: one module and one line for each; nothing else knows them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.carrier import archive, plain, png, svg, unopened

if TYPE_CHECKING:
    from mcissue.carrier.payload import Carrier

__all__ = ["CARRIERS"]

CARRIERS: Final[tuple[Carrier, ...]] = (
    png.CARRIER,
    svg.CARRIER,
    plain.JWS_CARRIER,
    plain.JSON_CARRIER,
    archive.ZIP_CARRIER,
    unopened.PDF_CARRIER,
    unopened.HTML_CARRIER,
)
"""Every carrier; bytes belong to the first one whose `detect` says so."""
