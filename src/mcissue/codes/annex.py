"""Codes raised or reported by `mcissue.annex`: none.

That room raises nothing and answers in states (present, partly, missing, not applicable); who judges by
them, the verifier and issuing, has the codes.
"""

from __future__ import annotations

from mcissue.codes.code import Code

CODES: tuple[Code, ...] = ()
