"""What one verification knows so far: each step reads what those before it left, and leaves its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcissue.errors import McissueError
from mcissue.formats.format import Nature
from mcissue.formats.look import Look
from mcissue.proof.terms import AUTHENTICATION, CREDENTIAL_TERMS, Terms
from mcissue.verify.canonical_forms import CanonicalForms
from mcissue.verify.parts import Budget, request_for, source_of
from mcissue.verify.reading.dates import read_award_date
from mcissue.verify.reading.summary import holder_id_of, issuer_id_of
from mcissue.verify.report import Part
from mcissue.verify.report.outcomes import Check, Note, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.annex import Element
    from mcissue.formats.rules import Finding
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.data_integrity import ProofView
    from mcissue.verify.binding import Binding
    from mcissue.verify.document_kinds import Recognised
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.parts import Found
    from mcissue.verify.proofs import ExaminedProof
    from mcissue.verify.question import Request
    from mcissue.verify.report import PartRole, Report
    from mcissue.verify.status_lists import StatusLists
    from mcissue.verify.trust import Trust

__all__ = ["State", "Step", "unmade"]


@dataclass(slots=True, kw_only=True)
class State:
    """The state of one verification.

    Attributes:
        source: the bytes of a file; or a document that stands in another one.
        name: what to call the bytes.
        trust: what may be relied on, and the reference time.
        lists: the status lists.
        request: what is to be found out.
        protocol: takes all steps: documents in the document go through the same ones.
        budget: how many documents may still be looked at.
        forms: the canonical forms, under the context policy of the document's kind.
        checks: the checks that were made, by id.
        notes: what a reader should know besides.
        document: the document; empty until it was read. Under a signature over bytes without what has no
            meaning.
        signed: the same as it was signed.
        envelope: the signatures around it, if there are some.
        kind: what it was recognised as.
        views: its proofs, and the signatures around it.
        outside: of these the ones around it.
        examined: what became of each.
        binding: the one that is the issuer's.
        elements: the European standard elements.
        held: the credentials that stand in it.
        findings: what was found of its form.
        meaningless: whether something without meaning was taken out of the document.
        parts: what came of the documents that stand in it.
    """

    source: bytes | JsonObject
    name: str | None
    trust: Trust
    lists: StatusLists
    request: Request
    protocol: Callable[[State], Report]
    budget: Budget = field(default_factory=Budget)
    forms: CanonicalForms = field(init=False)
    checks: dict[str, Check] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    document: JsonObject = field(default_factory=dict)
    signed: JsonObject = field(default_factory=dict)
    envelope: Envelope | None = None
    kind: Recognised | None = None
    views: tuple[ProofView, ...] = ()
    outside: tuple[ProofView, ...] = ()
    examined: tuple[ExaminedProof, ...] = ()
    binding: Binding | None = None
    elements: tuple[Element, ...] = ()
    held: tuple[Found, ...] = ()
    findings: tuple[Finding, ...] = ()
    meaningless: bool = False
    parts: list[Part] = field(default_factory=list)
    _look: Look | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with the contexts' own policy; the step `format` knows the document's."""
        self.forms = CanonicalForms(self.trust.contexts)

    def passed(self, *check_ids: str) -> bool:
        """Whether some checks were made and have all passed.

        Args:
            check_ids: the checks.
        """
        return all(
            check_id in self.checks and self.checks[check_id].outcome is Outcome.PASSED
            for check_id in check_ids
        )

    def left_out(self, check_id: str) -> Check | None:
        """Why a step about a signed document is left out for this one, as its check; None if it is not.

        Args:
            check_id: the check.
        """
        if self.kind is None or self.kind.kind is None:
            return unmade(check_id, "there is nothing to look at (see carrier and format)")
        if self.kind.unsigned:
            return unmade(check_id, "nobody has signed it, so there is nobody to ask about (see proof)")
        if not self.is_signed:
            text = "the document only holds credentials; each is looked at by itself"
            return Check(check_id, Outcome.NOT_APPLICABLE, "container", text)
        return None

    @property
    def names_only(self) -> bool:
        """Whether it is a credential of a kind that can't be judged: what it says of its proof is named."""
        kind = self.kind
        return kind is not None and kind.kind is None and kind.format.nature is not Nature.NO_CREDENTIAL

    def part(self, found: Found, role: PartRole) -> Part:
        """Verify a document in the document by the same steps.

        Args:
            found: the inner document.
            role: why it stands there.
        """
        inner = State(
            source=source_of(found),
            name=found.path,
            trust=self.trust,
            lists=self.lists,
            request=request_for(found, role, self.request),
            protocol=self.protocol,
            budget=self.budget,
        )
        return Part(role, found.path, self.protocol(inner))

    @property
    def is_signed(self) -> bool:
        """Whether such a document has a signature of its own."""
        return self.kind is None or self.kind.kind is None or self.kind.kind.signed

    @property
    def by_holder(self) -> bool:
        """Whether the one who shows the document has signed it, and not an issuer."""
        return self.kind is not None and self.kind.kind is not None and self.kind.kind.by_holder

    @property
    def awards(self) -> bool:
        """Whether the document itself awards an achievement."""
        return self.kind is not None and self.kind.kind is not None and self.kind.kind.awards

    def read_without(self, document: JsonObject, taken: Sequence[Finding]) -> None:
        """Read the document from here on without what has no meaning in it.

        Args:
            document: the document without that, and without its proofs.
            taken: what was taken out.
        """
        self.meaningless = True
        self.document = {**document, **({"proof": self.signed["proof"]} if "proof" in self.signed else {})}
        self.findings = (*self.findings, *taken)
        if self.envelope is not None:
            self.envelope = self.envelope.reading(self.document)

    @property
    def look(self) -> Look:
        """The look into the document; it is made again only where a step has put another one in its place."""
        if self._look is None or self._look.document is not self.document:
            self._look = Look(self.document)
        return self._look

    @property
    def unsecured(self) -> JsonObject:
        """The document without its proofs."""
        return {member: value for member, value in self.document.items() if member != "proof"}

    @property
    def terms(self) -> Terms:
        """What the proofs must have been made for."""
        if not self.by_holder:
            return CREDENTIAL_TERMS
        return Terms(purpose=AUTHENTICATION, domain=self.request.domain, challenge=self.request.challenge)

    @property
    def issuer_id(self) -> str | None:
        """The id of the issuer that it names; of a presentation, of its holder."""
        return holder_id_of(self.document) if self.by_holder else issuer_id_of(self.document)

    @property
    def registry_id(self) -> str | None:
        """Under which id a registry knows the issuer; the check `issuer_registry` says why there is none."""
        if self.envelope is None:
            return self.issuer_id
        try:
            return self.envelope.registry_id(issuer_id=self.issuer_id, trust=self.trust)
        except McissueError:
            return None

    @property
    def award_date(self) -> datetime | None:
        """The award date, if the dates can be read; `validity` says so if they can't."""
        try:
            return read_award_date(self.look)
        except McissueError:
            return None


Step = Callable[[State], Check]
"""One step: it reads the state, leaves what it found there, and gives its check; what it raises decides the
check too."""


def unmade(check_id: str, message: str) -> Check:
    """A check that could not be made for want of an earlier step.

    Args:
        check_id: the check.
        message: what was wanting.
    """
    return Check(check_id, Outcome.NOT_CHECKED, "earlier_step", message)
