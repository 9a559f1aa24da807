"""Every stable code in one table: what an error or a check of a report can say.

Codes are part of the interface: scripts match on them, so a code is never renamed or reused. The table is
kept in one fragment for each room, merged here, and printed into `docs/codes.md`.
"""

from __future__ import annotations

from mcissue.codes import (
    annex as _annex,
)
from mcissue.codes import (
    carrier as _carrier,
)
from mcissue.codes import (
    formats as _formats,
)
from mcissue.codes import (
    issue as _issue,
)
from mcissue.codes import (
    jsonld as _jsonld,
)
from mcissue.codes import (
    proof as _proof,
)
from mcissue.codes import (
    record as _record,
)
from mcissue.codes import (
    registry as _registry,
)
from mcissue.codes import (
    seals as _seals,
)
from mcissue.codes import (
    status as _status,
)
from mcissue.codes import (
    verify as _verify,
)
from mcissue.codes import (
    verify_online as _verify_online,
)
from mcissue.codes.code import Code

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
