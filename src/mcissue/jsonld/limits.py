"""How big, deep and laborious an input may be. Each limit is a named constant with its reason.

They bound time and memory before either is spent: an input at every limit at once is answered within
about 2 s (DESIGN sections 4 and 8). The measured honest documents are far below: a full Open Badges
example has 550 members and 10 levels, the largest European sample 13,000 members and 22 levels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

__all__ = [
    "CREDENTIAL_LIMITS",
    "FOREIGN_LIMITS",
    "LARGE_STRING_MEMBERS",
    "MAX_ANONYMOUS_NODES",
    "MAX_CANONICALIZATION_DEPTH",
    "MAX_CANONICALIZATION_WORK",
    "MAX_CONTEXT_STATES",
    "MAX_QUADS",
    "REGISTRY_LIMITS",
    "Limits",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What strict reading lets through.

    Attributes:
        size: the input, in bytes.
        depth: objects and arrays inside one another.
        members: object members and array items together, in the whole input.
        items: items of one array.
        string: one string, in characters, where none of the larger limits applies.
        large_string: a `data:` URI, or the value of a member in `LARGE_STRING_MEMBERS`, in characters.
        lawful: whether values are let through that nobody writes here, and of which all engines make the same
            bytes: numbers of more than 15 digits, C1 control characters.
    """

    size: int
    depth: int
    members: int
    items: int
    string: int
    large_string: int
    lawful: bool = False


#: A credential, status list or controller document. 5 MB hold two pictures at their limit; depth 32 holds
#: the deepest published sample (22); 20,000 members the largest (13,119).
CREDENTIAL_LIMITS: Final = Limits(
    size=5_000_000, depth=32, members=20_000, items=1_000, string=64_000, large_string=2_000_000
)

#: The same for what others have issued: lawful JSON of which all engines make the same bytes.
FOREIGN_LIMITS: Final = replace(CREDENTIAL_LIMITS, lawful=True)

#: A whole issuer registry: one file for all institutions of Europe (some 10,000 entries), read rarely and
#: signed by an operator whom the user pinned.
REGISTRY_LIMITS: Final = Limits(
    size=50_000_000, depth=32, members=2_000_000, items=100_000, string=64_000, large_string=2_000_000
)

#: Members whose strings may be large: pictures in European credentials (`content`) and the compressed
#: bits of a status list (`encodedList`: a million random entries are 170 kB), and the credential inside a
#: sealed file (`payload`: up to 480 kB in the published samples). `data:` URIs are known by
#: their scheme, whatever the member.
LARGE_STRING_MEMBERS: Final = frozenset({"content", "encodedList", "payload"})

#: Quads of one document. Each member or item gives at most one quad, a list item two, a scoped type none.
MAX_QUADS: Final = 25_000

#: Nodes without an id in one document. Honest credentials have tens; the cost of telling alike ones apart
#: grows faster than their number.
MAX_ANONYMOUS_NODES: Final = 5_000

#: Scoped contexts that one document may newly combine. Honest documents need 16; each costs about 0.1 ms, and
#: a document that lists types in ever new combinations would otherwise make a new one for each node.
MAX_CONTEXT_STATES: Final = 256

#: Steps of telling look-alike anonymous nodes apart (RDFC-1.0 section 4.8; its section 7.1 asks for a limit).
#: A step is one quad hashed or one node placed in one permutation; this many take 0.2 s. The hardest
#: graph of the W3C suite that is not hostile by design needs 9,048.
MAX_CANONICALIZATION_WORK: Final = 100_000

#: Nodes in a chain that the same procedure may follow; it calls itself once for each, and Python's stack
#: is finite (1,000 frames by default, some of them the caller's).
MAX_CANONICALIZATION_DEPTH: Final = 200
