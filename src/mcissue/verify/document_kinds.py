"""The kinds of documents that the verifier judges: by which rules, who signs them, and what they hold.

What is not in the table is recognised and explained (`mcissue.formats.detect`), and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mcissue.formats.clr.rules import clr_findings
from mcissue.formats.detect import TITLES, Format, detect_format
from mcissue.formats.edc.rules import edc_findings
from mcissue.formats.open_badges.rules import endorsement_findings, open_badge_findings
from mcissue.formats.vcdm.rules import credential_findings, presentation_findings
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.verify.policy import Policy
from mcissue.verify.reading.upload import upload_findings

if TYPE_CHECKING:
    from mcissue.formats.rules import Finding
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.question import Request

__all__ = ["Holding", "Kind", "Recognised", "names_of_kinds", "recognise"]


class Holding(Enum):
    """What a document holds besides what it says itself."""

    NOTHING = "nothing"
    #: Credentials in `verifiableCredential` of the subject.
    RECORD = "record"
    #: Credentials in `verifiableCredential`.
    PRESENTATION = "presentation"
    #: Credentials in `credential` and `compactJwsString`, and no signature around them.
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document.

    Attributes:
        title: what it is called in a sentence.
        findings: gives what is wrong with the form of a document.
        contexts: which lists of contexts such a document may bring.
        awards: whether it awards an achievement itself, so that an accreditation and the European elements
            apply.
        holds: what stands in it.
        unsigned: whether such a document waits for its signature, and so is never valid.
    """

    title: str
    findings: Callable[[JsonObject], tuple[Finding, ...]]
    contexts: ContextPolicy = ContextPolicy.STRICT
    awards: bool = False
    holds: Holding = Holding.NOTHING
    unsigned: bool = False

    @property
    def signed(self) -> bool:
        """Whether such a document has a signature of its own."""
        return self.holds is not Holding.RESPONSE

    @property
    def by_holder(self) -> bool:
        """Whether it is signed by the one who shows it, and not by an issuer."""
        return self.holds is Holding.PRESENTATION


def _no_findings(_: JsonObject) -> tuple[Finding, ...]:
    return ()


_BADGE: Final = "an Open Badges 3.0 credential"

_KINDS: Final = MappingProxyType(
    {
        Format.OPEN_BADGES_3_0: Kind(title=_BADGE, findings=open_badge_findings, awards=True),
        Format.OPEN_BADGES_3_0_VC11: Kind(
            title=f"{_BADGE} of the older form (Verifiable Credentials 1.1)",
            findings=open_badge_findings,
            awards=True,
        ),
        Format.EDC: Kind(title="a European Digital Credential", findings=edc_findings, awards=True),
        Format.EDC_UPLOAD: Kind(
            title="a European Digital Credential prepared for upload",
            findings=upload_findings,
            awards=True,
            unsigned=True,
        ),
        Format.ENDORSEMENT: Kind(title="an Open Badges 3.0 endorsement", findings=endorsement_findings),
        Format.CLR_2_0: Kind(
            title="a Comprehensive Learner Record 2.0", findings=clr_findings, holds=Holding.RECORD
        ),
        Format.PRESENTATION: Kind(
            title="a presentation of credentials",
            findings=presentation_findings,
            contexts=ContextPolicy.PINNED,
            holds=Holding.PRESENTATION,
        ),
        Format.CREDENTIALS_RESPONSE: Kind(
            title="a server's answer with credentials", findings=_no_findings, holds=Holding.RESPONSE
        ),
    }
)
"""Formats that every step of the verifier knows."""

_ANY: Final = Kind(
    title="a Verifiable Credential", findings=credential_findings, contexts=ContextPolicy.PINNED
)
"""A credential that is judged by its data model alone."""

_ANY_FORMATS: Final = frozenset(
    {Format.VERIFIABLE_CREDENTIAL_2, Format.VERIFIABLE_CREDENTIAL_1, Format.STATUS_LIST}
)
"""Credentials that are judged by their data model where nobody asks what they are worth."""

_OUTERMOST: Final = frozenset({Format.PRESENTATION, Format.CREDENTIALS_RESPONSE})
"""What holds credentials, and is none that could stand in another document."""

_FAMILIES: Final = MappingProxyType(
    {
        "OpenBadgeCredential": TITLES[Format.OPEN_BADGES_3_0],
        "AchievementCredential": TITLES[Format.OPEN_BADGES_3_0],
        "EndorsementCredential": TITLES[Format.ENDORSEMENT],
        "ClrCredential": TITLES[Format.CLR_2_0],
        "EuropeanDigitalCredential": TITLES[Format.EDC],
        "BitstringStatusListCredential": TITLES[Format.STATUS_LIST],
        "StatusList2021Credential": TITLES[Format.STATUS_LIST],
        "VerifiablePresentation": TITLES[Format.PRESENTATION],
        "IssuerRegistrySnapshot": TITLES[Format.REGISTRY_SNAPSHOT],
    }
)
"""Types that each say by themselves what a document is, and what that is called."""

_CREDENTIALS: Final = _ANY_FORMATS | {
    Format.OPEN_BADGES_3_0,
    Format.OPEN_BADGES_3_0_VC11,
    Format.EDC,
    Format.ENDORSEMENT,
    Format.CLR_2_0,
}
"""What can be judged as a mere Verifiable Credential."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document was recognised as.

    Attributes:
        format: the format.
        kind: how it is judged; None if it can't be.
    """

    format: Format
    kind: Kind | None

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
        return self.format.value


def names_of_kinds(document: JsonObject) -> tuple[str, ...]:
    """What a document says by its types that it is: one kind, if it is well written.

    Args:
        document: any JSON object.
    """
    value: Any = document.get("type")
    types = value if isinstance(value, list) else [value]
    named = (_FAMILIES[name] for name in types if isinstance(name, str) and name in _FAMILIES)
    return tuple(dict.fromkeys(named))


def recognise(document: JsonObject, request: Request) -> Recognised:
    """Tell the format of a document, by its contexts and types, and how it is to be judged.

    Args:
        document: any JSON object.
        request: a credential of no format for achievements is judged only where its worth does not count.
    """
    found = detect_format(document)
    if request.depth and found in _OUTERMOST:
        return Recognised(found, None)
    if found in _KINDS and not (request.generic and found in _CREDENTIALS):
        return Recognised(found, _KINDS[found])
    if found in _CREDENTIALS and (request.generic or request.policy is Policy.AUTHENTIC):
        return Recognised(found, _ANY)
    return Recognised(found, None)
