"""Codes raised or reported by `mcissue.record`."""

from __future__ import annotations

from mcissue.codes._code import Code

CODES: tuple[Code, ...] = (
    Code("ambiguous_concept", "A label stands for several concepts of a controlled list."),
    Code("unknown_concept", "A label, code or address is not in the controlled list that was asked."),
    Code("unknown_vocabulary", "There is no controlled list of this short name."),
    Code("vocabulary_damaged", "A controlled list that is shipped with mcissue cannot be read."),
)
