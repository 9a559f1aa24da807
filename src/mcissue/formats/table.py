"""The table of formats: one package and one line for each; nothing else knows them all by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.formats import blockcerts, clr, edc, helpers, open_badges, vcdm

if TYPE_CHECKING:
    from mcissue.formats.format import Format

__all__ = ["FORMATS"]

FORMATS: Final[tuple[Format, ...]] = (
    *blockcerts.FORMATS,
    *open_badges.FORMATS,
    *clr.FORMATS,
    *edc.FORMATS,
    *vcdm.FORMATS,
    *helpers.FORMATS,
)
"""Every format, the more special before the more general: a document is of the first one that knows it."""
