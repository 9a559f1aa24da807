"""Documents in documents: the credentials of a learner record or a presentation, the endorsements of a badge.

Each is a document of its own, with its own contexts and its own signature, and is verified by itself with the
same steps (Open Badges 3.0 section 9 step 6; VCDM 2.0 section 4.13; CLR 2.0 section 7).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError
from mcissue.formats.format import Holding
from mcissue.verify.own_rules.rules import OwnRules
from mcissue.verify.policy import Policy
from mcissue.verify.report import PartRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.question import Request

__all__ = [
    "APART",
    "MAX_ALL_PARTS",
    "MAX_DEPTH",
    "MAX_PARTS",
    "Budget",
    "Found",
    "admit",
    "credentials_in",
    "endorsements_in",
    "request_for",
    "source_of",
]

MAX_PARTS: Final = 100
"""Documents that are looked at in one document: a transcript of a whole degree has fewer; each costs as much
as a file of its own."""

MAX_ALL_PARTS: Final = 300
"""Documents in one file, at all depths: some hundred credentials with their endorsements."""

MAX_LOOKED_AGAIN: Final = 3_000_000
"""Characters of structure of one file that are read again to find what has no meaning: a second of work."""

MAX_DEPTH: Final = 3
"""How deep documents may stand in each other: an endorsement of a badge of a learner record that is shown."""

_HELD: Final = {
    Holding.NOTHING: (),
    Holding.RECORD: (("credentialSubject", "verifiableCredential"),),
    Holding.PRESENTATION: (("verifiableCredential",),),
    Holding.RESPONSE: (("credential",), ("compactJwsString",)),
}
"""Where credentials stand in a document."""

APART: Final = frozenset({"verifiableCredential", "proof"})
"""Members that are no part of what a document says itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document in a document, not yet looked at.

    Attributes:
        path: where it stands.
        value: a JSON object, or the text of a token; anything else was refused with the outer document.
    """

    path: str
    value: Any


def credentials_in(document: JsonObject, holds: Holding) -> tuple[Found, ...]:
    """The credentials that a document holds.

    Args:
        document: a document that conforms to its format.
        holds: what such documents hold.

    Raises:
        DocumentError: `parts_limit` (indeterminate) if there are more than 100.
    """
    found: list[Found] = []
    for members in _HELD[holds]:
        value: Any = document
        path = "$"
        for member in members:
            value = value.get(member) if isinstance(value, dict) else None
            path = f"{path}.{member}"
        found += _each(value, path)
    return _bounded(found)


def endorsements_in(document: JsonObject) -> tuple[Found, ...]:
    """The endorsements of a credential, its achievement and its issuer, wherever they stand.

    Args:
        document: the credential; credentials inside it have endorsements of their own.

    Raises:
        DocumentError: `parts_limit` (indeterminate) if there are more than 100.
    """
    return _bounded(list(_endorsements(document, "$")))


def _endorsements(value: object, path: str) -> Iterator[Found]:
    """Strict reading has bounded the depth."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _endorsements(item, f"{path}[{place}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in {"endorsement", "endorsementJwt"}:
                yield from _each(item, f"{path}.{name}")
            elif name not in APART:
                yield from _endorsements(item, f"{path}.{name}")


def _each(value: Any, path: str) -> Iterator[Found]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield Found(f"{path}[{place}]", item)
    elif value is not None:
        yield Found(path, value)


def _bounded(found: list[Found]) -> tuple[Found, ...]:
    if len(found) > MAX_PARTS:
        raise DocumentError(
            f"{len(found)} documents stand in this one, and at most {MAX_PARTS} are looked at",
            code="parts_limit",
            path=found[MAX_PARTS].path,
            mend="Verify them one by one, or in smaller groups.",
            detail={"found": len(found), "limit": MAX_PARTS},
            indeterminate=True,
        )
    return tuple(found)


class Budget:
    """How many documents of one file may still be looked at; one for the file and all that stands in it."""

    __slots__ = ("_left", "_looks", "documents")

    def __init__(self, left: int = MAX_ALL_PARTS) -> None:
        self._left = left
        self._looks = MAX_LOOKED_AGAIN
        self.documents = 1
        """How many documents of the file were admitted so far, with the file itself: they share its work."""

    def look_again(self, size: int) -> bool:
        """Whether a document may be read once more to find the next word without meaning.

        Args:
            size: how large it is, in characters of JSON.
        """
        self._looks -= size
        return self._looks >= 0

    def spend(self, found: Sequence[Found]) -> None:
        """Take the place of some documents, all of them or none.

        Raises:
            DocumentError: `parts_limit` (indeterminate) if there is not enough left.
        """
        if len(found) > self._left:
            raise DocumentError(
                f"more than {MAX_ALL_PARTS} documents stand in this file",
                code="parts_limit",
                path=found[0].path,
                mend="Verify them in smaller groups.",
                detail={"limit": MAX_ALL_PARTS},
                indeterminate=True,
            )
        self._left -= len(found)
        self.documents += len(found)


def admit(found: Sequence[Found], request: Request, budget: Budget) -> None:
    """Return if documents don't stand in each other too deep, and are not too many.

    Args:
        found: what stands in a document.
        request: what is asked of that document.
        budget: how many may still be looked at.

    Raises:
        DocumentError: `parts_limit` (indeterminate).
    """
    if found and request.depth >= MAX_DEPTH:
        raise DocumentError(
            "documents stand in each other deeper than is looked at",
            code="parts_limit",
            path=found[0].path,
            mend="Take the inner documents out, and verify them by themselves.",
            detail={"limit": MAX_DEPTH},
            indeterminate=True,
        )
    budget.spend(found)


def request_for(found: Found, role: PartRole, request: Request) -> Request:
    """What is asked of a document in a document.

    Args:
        found: the inner document.
        role: why it stands there.
        request: what is asked of the outer one.
    """
    endorsed = role is PartRole.CREDENTIAL and "endorsements" in request.asked
    asked = ("endorsements",) if endorsed and _has_endorsements(found.value) else ()
    recipients = request.rules.recipients if role is PartRole.CREDENTIAL else ()
    return replace(
        request,
        # Whether an endorser was recognised, and for what, no standard asks (Open Badges 3.0, section 9).
        policy=Policy.AUTHENTIC if role is PartRole.ENDORSEMENT else request.policy,
        asked=("recipient", *asked) if recipients else asked,
        rules=OwnRules(recipients=recipients),
        domain=None,
        challenge=None,
        depth=request.depth + 1,
    )


def source_of(found: Found) -> bytes | JsonObject:
    """What is verified: a document, or bytes, of which the step `carrier` says whether they are a token."""
    value: Any = found.value
    if isinstance(value, dict):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def _has_endorsements(value: object) -> bool:
    try:
        return isinstance(value, dict) and bool(endorsements_in(value))
    except DocumentError:
        return True
