"""Which lists of contexts a document may bring: the exact ones of the known formats, or any pinned ones.

A fixed list of contexts is the surest context validation (VC Data Integrity 1.0 section 4.6): the same
keys then always mean the same, and no context can bring a second name for a signed fact.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from mcissue.jsonld import urls

__all__ = ["CONTEXT_LISTS", "ContextList", "ContextPolicy"]


class ContextPolicy(enum.Enum):
    """How much freedom a document has in its `@context`.

    The rule of one meaning (`mcissue.jsonld.meaning`) holds under each of them.
    """

    #: Exactly one of `CONTEXT_LISTS`, as an array: Open Badges and the lists they point to. The default.
    STRICT = "strict"
    #: Pinned contexts in any order, by address only: any Verifiable Credential.
    PINNED = "pinned"
    #: As `PINNED`, and context objects inside the document: the issuer may then define terms at will.
    PINNED_WITH_INLINE = "pinned_with_inline"


@dataclass(frozen=True, slots=True)
class ContextList:
    """One list of contexts that a known format prescribes.

    Attributes:
        format: what documents with this list are, for messages.
        urls: the addresses, in order.
    """

    format: str
    urls: tuple[str, ...]


#: The lists that `ContextPolicy.STRICT` allows, for whole documents and embedded credentials alike.
CONTEXT_LISTS: Final = (
    # Open Badges 3.0 (document version 1.3) sections B.1.1 and B.1.3: [0] and [1] in this order.
    ContextList("Open Badges 3.0", (urls.CREDENTIALS_V2, urls.OB_3_0_3)),
    # The third one defines `1EdTechJsonSchemaValidator2019`, which a badge with a `credentialSchema` needs.
    ContextList("Open Badges 3.0", (urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.OB_EXTENSIONS)),
    # Bitstring Status List 1.0 section 2.2: its terms are part of the base context.
    ContextList("status list credential", (urls.CREDENTIALS_V2,)),
)
