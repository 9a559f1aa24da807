"""Comprehensive Learner Record 2.0: several credentials of one learner."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Holding, Signs

__all__ = ["CLR_2_0", "FORMATS"]

CLR_2_0: Final = Format(
    id="clr_2_0",
    title="a Comprehensive Learner Record 2.0",
    signs=Signs(types=frozenset({"ClrCredential"})),
    explanation="It holds several credentials of one learner. Each of them is verified by itself, "
    "and the whole is worth as much as the least of them.",
    holds=Holding.RECORD,
    rules=f"{__name__}.rules:clr_findings",
)

FORMATS: Final = (CLR_2_0,)
