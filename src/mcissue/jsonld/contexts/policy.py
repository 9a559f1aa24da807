"""Which lists of contexts a document may bring: the exact ones of the known formats, or any pinned ones.

A fixed list of contexts is the surest context validation (VC Data Integrity 1.0 section 4.6): the same
keys then always mean the same, and no context can bring a second name for a signed fact.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import ContextError, DocumentError
from mcissue.jsonld import urls
from mcissue.jsonld.contexts.states import vocabulary_for
from mcissue.jsonld.contexts.store import bundled_contexts
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, FOREIGN_LIMITS
from mcissue.jsonld.read.errors import json_path

if TYPE_CHECKING:
    from mcissue.jsonld.contexts.store import ContextStore
    from mcissue.jsonld.limits import Limits
    from mcissue.jsonld.read.errors import Steps

__all__ = [
    "CONTEXT_FAMILIES",
    "CONTEXT_LISTS",
    "ContextFamily",
    "ContextList",
    "ContextPolicy",
    "check_context",
    "limits_of",
]


class ContextPolicy(enum.Enum):
    """How much freedom a document has in its `@context`.

    The rule of one meaning (`mcissue.jsonld.meaning`) holds under each of them.
    """

    #: One of `CONTEXT_LISTS`, or a list of `CONTEXT_FAMILIES`, as an array: Open Badges of all ages, learner
    #: records, European Digital Credentials and the status lists they point to; a context that the user
    #: added may stand behind. The default.
    STRICT = "strict"
    #: Also any other list of pinned contexts with one base context whose words mean the same in the order of
    #: the list as in the published one, told by the whole tables of words. How documents of known formats are
    #: read; what is issued is held to `STRICT`.
    AGREEING = "agreeing"
    #: Pinned contexts in any order, by address only: any Verifiable Credential.
    PINNED = "pinned"
    #: As `PINNED`, and context objects inside the document: the issuer may then define words at will.
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


@dataclass(frozen=True, slots=True)
class ContextFamily:
    """Lists of contexts that one kind of older or larger documents has been written with.

    Attributes:
        format: what documents with these lists are.
        heads: how such a list begins; one of these.
        extras: what may follow, each once, in any order. None of them gives a word of the head another
            meaning.
    """

    format: str
    heads: tuple[tuple[str, ...], ...]
    extras: frozenset[str]

    def allows(self, listed: tuple[str, ...]) -> bool:
        """Whether a list of addresses is of this family."""
        return any(
            listed[: len(head)] == head
            and self.extras.issuperset(listed[len(head) :])
            and len(set(listed)) == len(listed)
            for head in self.heads
        )


#: The lists that `ContextPolicy.STRICT` allows, for whole documents and embedded credentials alike.
CONTEXT_LISTS: Final = (
    # Open Badges 3.0 (document version 1.3) sections B.1.1 and B.1.3: [0] and [1] in this order.
    ContextList("Open Badges 3.0", (urls.CREDENTIALS_V2, urls.OB_3_0_3)),
    # The third one defines `1EdTechJsonSchemaValidator2019`, which a badge with a `credentialSchema` needs.
    ContextList("Open Badges 3.0", (urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.OB_EXTENSIONS)),
    # Bitstring Status List 1.0 section 2.2: its terms are part of the base context.
    ContextList("status list credential", (urls.CREDENTIALS_V2,)),
    # European Learning Model, application profile 1.1: what the European Commission's tools write.
    ContextList("European Digital Credential", (urls.CREDENTIALS_V1, urls.EDC_AP)),
    # The third one defines the proof, which neither of the others does in the form of Data Integrity 1.0.
    ContextList("European Digital Credential", (urls.CREDENTIALS_V1, urls.EDC_AP, urls.DATA_INTEGRITY_V2)),
)

# What older proofs and status entries need beside the base context 2.0, which has the terms of newer ones.
_EXTRAS_2: Final = frozenset(
    {urls.OB_EXTENSIONS, urls.DATA_INTEGRITY_V2, urls.ED25519_2020_V1, urls.JWS_2020_V1, urls.MULTIKEY_V1}
    | {urls.BITSTRING_STATUS_LIST_V1, urls.STATUS_LIST_2021_V1}
)
# Beside the base context 1.1, which has no proof of the kind of Data Integrity 1.0.
_EXTRAS_1: Final = _EXTRAS_2 | {urls.DATA_INTEGRITY_V1}

#: What `ContextPolicy.STRICT` allows besides, for documents that are read and never written here.
CONTEXT_FAMILIES: Final = (
    # Beside the base context 2.0, the contexts 3.0.0 and 3.0.1 redefine protected terms, so they can't come.
    ContextFamily(
        "Open Badges 3.0",
        ((urls.CREDENTIALS_V2, urls.OB_3_0_3), (urls.CREDENTIALS_V2, urls.OB_3_0_2)),
        _EXTRAS_2,
    ),
    ContextFamily(
        "Open Badges 3.0 on the data model 1.1",
        tuple((urls.CREDENTIALS_V1, badge) for badge in (urls.OB_3_0_0, urls.OB_3_0_1, urls.OB_3_0_2)),
        _EXTRAS_1,
    ),
    # Comprehensive Learner Record 2.0, section B.1.1: three contexts in this order.
    ContextFamily(
        "Comprehensive Learner Record 2.0",
        (
            (urls.CREDENTIALS_V2, urls.CLR_2_0_1, urls.OB_3_0_3),
            (urls.CREDENTIALS_V2, urls.CLR_2_0_1, urls.OB_3_0_2),
        ),
        _EXTRAS_2,
    ),
    ContextFamily(
        "Comprehensive Learner Record 2.0 on the data model 1.1",
        tuple(
            (urls.CREDENTIALS_V1, record, badge)
            for record in (urls.CLR_2_0_0, urls.CLR_2_0_1)
            for badge in (urls.OB_3_0_0, urls.OB_3_0_1, urls.OB_3_0_2)
        ),
        _EXTRAS_1,
    ),
)

_ALLOWED: Final = frozenset(allowed.urls for allowed in CONTEXT_LISTS)
_BASE: Final = (urls.CREDENTIALS_V2, urls.CREDENTIALS_V1)

_RANKS: Final = MappingProxyType(
    {
        **dict.fromkeys(_BASE, 0),
        **dict.fromkeys((urls.CLR_2_0_0, urls.CLR_2_0_1, urls.EDC_AP), 1),
        **dict.fromkeys((urls.OB_3_0_0, urls.OB_3_0_1, urls.OB_3_0_2, urls.OB_3_0_3), 2),
    }
)
"""In which order the standards publish their contexts: the base context, that of records or of the European
model, that of badges, and then the rest as they stand (VCDM 2.0 section 4.3; CLR 2.0 section B.1.1)."""

_REST: Final = 3


def limits_of(policy: ContextPolicy) -> Limits:
    """How strictly values are read under a policy: what is issued here is held to `STRICT`.

    Args:
        policy: which lists of contexts are allowed.
    """
    return CREDENTIAL_LIMITS if policy is ContextPolicy.STRICT else FOREIGN_LIMITS


def check_context(value: Any, *, contexts: ContextStore, policy: ContextPolicy, steps: Steps) -> None:
    """Hold an `@context` to the policy.

    Args:
        value: what stands under `@context`.
        contexts: the known contexts.
        policy: which lists are allowed.
        steps: where it stands.

    Raises:
        DocumentError: `context_list_not_allowed` (indeterminate if it is one or more known addresses: it
            may well be honest), or `inline_context_not_allowed` (indeterminate).
        ContextError: `context_unknown` (indeterminate).
    """
    parts = value if isinstance(value, list) else [value]
    for part in parts:
        if isinstance(part, dict) and policy is not ContextPolicy.PINNED_WITH_INLINE:
            raise _inline(steps)
        if not isinstance(part, str | dict):
            raise _not_allowed(steps, "holds something that is no address of a context")
    if not parts:
        raise _not_allowed(steps, "is empty")
    for part in parts:
        if isinstance(part, str) and part not in contexts.urls:
            contexts.load(part)
    if policy is ContextPolicy.STRICT:
        _check_strict(value, steps)
    elif policy is ContextPolicy.AGREEING:
        _check_agreeing(value, contexts, steps)


def _check_agreeing(value: Any, contexts: ContextStore, steps: Steps) -> None:
    """A known list, or one that gives every word the meaning that it has in the published order."""
    try:
        _check_strict(value, steps)
    except DocumentError:
        listed = tuple(value) if isinstance(value, list) else (value,)
        if sum(part in _BASE for part in listed) != 1 or len(set(listed)) != len(listed):
            raise
        if not any(_RANKS.get(part) for part in listed):
            raise  # nothing says what the words of a format mean
        if not _agrees(contexts, listed):
            raise


@lru_cache(maxsize=256)
def _agrees(contexts: ContextStore, listed: tuple[str, ...]) -> bool:
    """Whether the order of a list gives every word the meaning of the published order.

    What a user added stands behind what is pinned, or is not read.
    """
    pinned = bundled_contexts().urls
    published = sorted(listed, key=lambda part: _RANKS.get(part, _REST) if part in pinned else _REST + 1)
    vocabulary = vocabulary_for(contexts)
    try:
        found = vocabulary.enter(vocabulary.initial, list(listed))
        wanted = vocabulary.enter(vocabulary.initial, published)
    except (ContextError, DocumentError):
        return False
    return found.means_the_same(wanted)


def _check_strict(value: Any, steps: Steps) -> None:
    if not isinstance(value, list):
        # Verifiable Credentials Data Model 2.0 section 4.3: an ordered set.
        raise _not_allowed(steps, "is not an array", indeterminate=True)
    # A context that the user added counts by that act; it can't take a protected term, nor a word, away.
    listed = tuple(part for part in value if part in bundled_contexts().urls)
    if value[0] in _BASE and (listed in _ALLOWED or any(kind.allows(listed) for kind in CONTEXT_FAMILIES)):
        return
    if value[0] not in _BASE:
        raise _not_allowed(steps, f"does not begin with {urls.CREDENTIALS_V2}", indeterminate=True)
    raise _not_allowed(steps, "is none of the lists of a known format", indeterminate=True)


def _not_allowed(steps: Steps, what: str, *, indeterminate: bool = False) -> DocumentError:
    return DocumentError(
        f"the @context {what}",
        code="context_list_not_allowed",
        path=json_path(steps),
        mend=f"For an Open Badge give the array {list(CONTEXT_LISTS[0].urls)}.",
        indeterminate=indeterminate,
    )


def _inline(steps: Steps) -> DocumentError:
    return DocumentError(
        "the @context holds an object, with which anyone can give signed words another name or meaning",
        code="inline_context_not_allowed",
        path=json_path(steps),
        mend="Name contexts by their addresses only.",
        # The signature covers it, and nothing is known to be wrong: what the words mean, the issuer says.
        indeterminate=True,
    )
