"""The facts of a report: the file, what it says, by whom it is signed, and what the checks rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mcissue.words import format_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.annex import Element
    from mcissue.verify.report.outcomes import Outcome

__all__ = [
    "CredentialSummary",
    "EvidenceSummary",
    "InputSummary",
    "IssuerSummary",
    "ProofSummary",
    "RegistrySummary",
    "Source",
]


@dataclass(frozen=True, slots=True)
class InputSummary:
    """What was verified: so that a report can be matched with a file later.

    Attributes:
        name: the name the caller gave (a file name), or None.
        sha256: hex digest of the bytes.
        size: number of bytes.
    """

    name: str | None
    sha256: str
    size: int

    def to_json(self) -> dict[str, Any]:
        """The input as JSON has it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class IssuerSummary:
    """Who issued it: what the document says, and what the registry says.

    Attributes:
        id: the issuer's identifier in the document, or None.
        claimed: the name in the document: the issuer's own word, or anybody's if nothing is authenticated.
        registered: the name under which the registry knows this identifier, or None. This is the one to show.
    """

    id: str | None = None
    claimed: str | None = None
    registered: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The issuer as JSON has it."""
        return {"id": self.id, "claimed": self.claimed, "registered": self.registered}


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """One proof of the document.

    Attributes:
        path: its place in the document.
        cryptosuite: the suite it names, or its type if it names none.
        verification_method: the key it names.
        created: the time it gives for itself, as written: the signer's word.
        outcome: whether the signature is good.
        role: `issuer` if its key is bound to the issuer, `cosigner` if it is good but somebody else's, else
            None.
    """

    path: str
    cryptosuite: str | None
    verification_method: str | None
    created: str | None
    outcome: Outcome
    role: str | None

    def to_json(self) -> dict[str, str | None]:
        """The proof as JSON has it."""
        return {
            "path": self.path,
            "cryptosuite": self.cryptosuite,
            "verification_method": self.verification_method,
            "created": self.created,
            "outcome": self.outcome.value,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """One piece of evidence that the document names; what it shows, nobody has looked at.

    Attributes:
        path: its place in the document.
        id: where it is to be found, as the document writes it; None if there is no address.
        name: what it is called.
        narrative: what it is said to show.
    """

    path: str
    id: str | None
    name: str | None
    narrative: str | None

    def to_json(self) -> dict[str, str | None]:
        """The evidence as JSON has it."""
        return {"path": self.path, "id": self.id, "name": self.name, "narrative": self.narrative}


@dataclass(frozen=True, slots=True)
class CredentialSummary:
    """What the document says, for a reader.

    Attributes:
        authenticated: true only if the answer `authentic` is passed. Everything else here is merely claimed
            while it is false: anybody may have written it.
        format: what kind of document it is (`mcissue.formats.Format`), or None if that was not found out.
        id: the credential's own identifier.
        title: the title of the achievement.
        issuer: who issued it.
        award_date: the day of the award as the document writes it (the issuer's word).
        valid_from: as the document writes it.
        valid_until: as the document writes it.
        proofs: every proof found.
        elements: the sixteen European standard elements, in their order; empty if the document is no
            achievement.
        evidence: what the document names as evidence.
        holder: of a presentation: the id of who presents it.
    """

    authenticated: bool = False
    format: str | None = None
    id: str | None = None
    title: str | None = None
    issuer: IssuerSummary = field(default_factory=IssuerSummary)
    award_date: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    proofs: tuple[ProofSummary, ...] = ()
    elements: tuple[Element, ...] = ()
    evidence: tuple[EvidenceSummary, ...] = ()
    holder: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The summary as JSON has it."""
        return {
            "authenticated": self.authenticated,
            "format": self.format,
            "id": self.id,
            "title": self.title,
            "issuer": self.issuer.to_json(),
            "award_date": self.award_date,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
            "proofs": [proof.to_json() for proof in self.proofs],
            "elements": [_element_json(element) for element in self.elements],
            "evidence": [evidence.to_json() for evidence in self.evidence],
            "holder": self.holder,
        }


@dataclass(frozen=True, slots=True)
class RegistrySummary:
    """The registry snapshot that was asked.

    Attributes:
        operator: who keeps it.
        sequence: its sequence number.
        test: true if it is a test registry: its word means nothing outside of tests and samples.
        sha256: hex digest of the snapshot's bytes, or None if it did not come from bytes.
        dated: from when the snapshot is (its `valid_from`).
    """

    operator: str
    sequence: int
    test: bool
    sha256: str | None
    dated: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """The registry as JSON has it."""
        return {
            "operator": self.operator,
            "sequence": self.sequence,
            "test": self.test,
            "sha256": self.sha256,
            "dated": None if self.dated is None else format_datetime(self.dated),
        }


@dataclass(frozen=True, slots=True)
class Source:
    """A document beside the credential that a check rests on, and from when it is.

    Attributes:
        kind: `controller_document`, `status_list`, or `credential`: a newer copy.
        url: the DID of the controller, or the address.
        how: `given` by the user, `fetched`, or `cached`: fetched earlier, and kept.
        retrieved_at: when it was fetched; None for what was given.
        sha256: hex digest of its bytes, where bytes were given or fetched.
        issuer: who issued a status list.
        dated: how old a status list is: its `validFrom`, or its proof's time if that is earlier.
        institution: the ids under which a status list is remembered: who issued it, and for whom.
    """

    kind: str
    url: str
    how: str
    retrieved_at: datetime | None = None
    sha256: str | None = None
    issuer: str | None = None
    dated: datetime | None = None
    institution: tuple[str, ...] = ()

    def to_json(self) -> dict[str, str | None]:
        """The source as JSON has it; under which ids it is remembered is the registry's matter."""
        return {
            "kind": self.kind,
            "url": self.url,
            "how": self.how,
            "retrieved_at": None if self.retrieved_at is None else format_datetime(self.retrieved_at),
            "sha256": self.sha256,
            "issuer": self.issuer,
            "dated": None if self.dated is None else format_datetime(self.dated),
        }


def _element_json(element: Element) -> dict[str, Any]:
    return {
        "id": element.id,
        "mandatory": element.mandatory,
        "state": str(element.state),
        "path": element.path,
        "value": element.value or None,
        "convention": element.convention or None,
        "note": element.note or None,
        "mend": element.mend or None,
    }
