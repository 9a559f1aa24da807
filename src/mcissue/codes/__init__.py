"""Every stable code in one table: what an error or a check of a report can say.

Codes are part of the interface: scripts match on them, so a code is never renamed or reused. The table is
kept in one fragment for each room, merged here, and printed into `docs/codes.md`.
"""

from __future__ import annotations

from mcissue.codes import (
    carrier,
    formats,
    issue,
    jsonld,
    proof,
    record,
    registry,
    seals,
    status,
    verify,
    verify_online,
)
from mcissue.codes.code import Code

__all__ = ["CODES", "FRAGMENTS", "Code"]

# In the order of docs/codes.md. `mcissue.annex` has none: it answers in states, and others judge by them.
FRAGMENTS = (record, jsonld, proof, formats, carrier, registry, seals, status, verify, verify_online, issue)

#: Code text -> its entry. A code stands in exactly one fragment; a test holds that.
CODES: dict[str, Code] = {entry.code: entry for fragment in FRAGMENTS for entry in fragment.CODES}
