"""Every stable code in one table: what an error or a check of a report can say.

Codes are part of the interface: scripts match on them, so a code is never renamed or reused. The table is
kept in one fragment for each room, merged here, and printed into `docs/codes.md`.
"""

from __future__ import annotations

from mcissue.codes import (
    _annex,
    _carrier,
    _formats,
    _issue,
    _jsonld,
    _proof,
    _record,
    _registry,
    _seals,
    _status,
    _verify,
    _verify_online,
)
from mcissue.codes._code import Code

__all__ = ["CODES", "Code"]

_FRAGMENTS = (
    _record,
    _jsonld,
    _proof,
    _formats,
    _annex,
    _carrier,
    _registry,
    _seals,
    _status,
    _verify,
    _verify_online,
    _issue,
)

#: Code text -> its entry. A code stands in exactly one fragment; a test holds that.
CODES: dict[str, Code] = {entry.code: entry for fragment in _FRAGMENTS for entry in fragment.CODES}
