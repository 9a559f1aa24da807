"""How the verifier judges a document: by the rules of its format, or by its data model alone.

The table of formats (`mcissue.formats.table`) says by which rules; what has none there is recognised and
explained, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.formats.detect import detect_format
from mcissue.formats.format import Holding, Nature
from mcissue.formats.vcdm import ANY_CREDENTIAL
from mcissue.verify.policy import Policy

if TYPE_CHECKING:
    from mcissue.formats.format import Format
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.question import Request

__all__ = ["Recognised", "recognise"]

_OUTERMOST: Final = frozenset({Holding.PRESENTATION, Holding.RESPONSE})
"""What holds credentials, and is none that could stand in another document."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document was recognised as.

    Attributes:
        format: the format.
        kind: the line by whose rules it is judged; None if it can't be.
    """

    format: Format
    kind: Format | None

    @property
    def judged(self) -> bool:
        """Whether the verifier can judge this format."""
        return self.kind is not None

    @property
    def unsigned(self) -> bool:
        """Whether it waits for its signature, and so is never valid."""
        return self.kind is not None and self.kind.unsigned

    @property
    def name(self) -> str:
        """The format's stable name, as it stands in reports."""
        return self.format.id


def recognise(document: JsonObject, request: Request) -> Recognised:
    """Tell the format of a document, by its contexts and types, and how it is to be judged.

    Args:
        document: any JSON object.
        request: a credential of no format for achievements is judged only where its worth does not count.
    """
    found = detect_format(document)
    if request.depth and found.holds in _OUTERMOST:
        return Recognised(found, None)
    is_credential = found.nature is Nature.CREDENTIAL
    if found.judged and not (request.generic and is_credential):
        return Recognised(found, found)
    if is_credential and (request.generic or request.policy is Policy.AUTHENTIC):
        return Recognised(found, ANY_CREDENTIAL)
    return Recognised(found, None)
