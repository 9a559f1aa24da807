"""The steps of one verification, and the state between them. The list of steps stands in `verifier`."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mcissue.annex import elements_of_document, missing_mandatory, why_no_achievement
from mcissue.errors import DocumentError, McissueError, VerificationError
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.data_integrity import is_supported
from mcissue.verify.canonical_forms import CanonicalForms
from mcissue.verify.document_kinds import recognise
from mcissue.verify.parts import (
    admit,
    container_check,
    credentials_in,
    endorsements_check,
    endorsements_in,
    recipient_check,
    request_for,
    source_of,
)
from mcissue.verify.policy import ASKABLE_CHECKS
from mcissue.verify.refresh import refresh_address
from mcissue.verify.report import Check, Note, Outcome, Part, PartRole, Report
from mcissue.verify.steps.carrier import open_carrier, open_document
from mcissue.verify.steps.conclude import conclude
from mcissue.verify.steps.errors import check_of_error
from mcissue.verify.steps.format import check_format
from mcissue.verify.steps.proofs import check_binding, check_lossless, check_proof, refuse_bare
from mcissue.verify.steps.recipient import check_recipient
from mcissue.verify.steps.registry import check_accreditation, check_issuer, today_notes
from mcissue.verify.steps.related import check_related_resources
from mcissue.verify.steps.schema import check_schema
from mcissue.verify.steps.state import Progress, unmade
from mcissue.verify.steps.status import check_status
from mcissue.verify.steps.upload import check_meaning, require_signature
from mcissue.verify.steps.validity import check_validity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcissue.verify.parts import Found

__all__ = ["Steps"]

_log = logging.getLogger(__name__)


class Steps(Progress):
    """One verification: its state, and the steps that are taken one after the other."""

    def report(self, *, name: str | None, notes: Sequence[Note] = ()) -> Report:
        """Take all steps, and put the report together.

        Args:
            name: what to call the bytes.
            notes: what the caller wants to be said besides.
        """
        self._step("carrier", self._carrier)
        if self.passed("carrier"):
            self._step("format", self._format)
        if self.kind is not None and self.kind.unsigned:
            self._step("json_ld", partial(check_meaning, self.document, self.forms))
            self._step("proof", partial(require_signature, self.document))
        elif self.kind is not None and self.kind.judged:
            for check_id, step in (
                ("json_ld", partial(check_lossless, self)),
                ("proof", partial(check_proof, self)),
                ("issuer_binding", partial(check_binding, self)),
                ("validity", self._validity),
                ("status", self._status),
                ("issuer_registry", self._issuer_registry),
                ("accreditation", self._accreditation),
            ):
                self._step(check_id, step if self.is_signed else partial(container_check, check_id))
        elif self.envelope is not None:
            # Whether a seal holds can be said whatever is sealed.
            self._step("proof", partial(check_proof, self))
        if self._asks_for_presentation and not self.by_holder:
            self._step("proof", partial(refuse_bare, self.checks.get("proof")))
        self.parts = [self._part(found, PartRole.CREDENTIAL) for found in self.held]
        if self.kind is not None:
            self._step("mandatory_elements", self._mandatory_elements)
        for check_id in ASKABLE_CHECKS:
            self._step(check_id, partial(self._askable, check_id))
        return conclude(self, name, notes)

    @property
    def _asks_for_presentation(self) -> bool:
        """Whether the reader said whom it must be shown to; who tests proofs alone may say it of anything."""
        asked = self.request.domain is not None or self.request.challenge is not None
        return asked and not self.request.generic

    def _step(self, check_id: str, step: Callable[[], Check]) -> None:
        """Take one step; whatever is raised becomes the outcome of its check, and nothing becomes a pass."""
        try:
            check = step()
        except McissueError as error:
            check = check_of_error(check_id, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not become an answer about the credential
            _log.debug("step %s failed unexpectedly", check_id, exc_info=True)
            message = "this step failed by a fault of mcissue itself; please report it"
            check = Check(
                check_id,
                Outcome.INDETERMINATE,
                "internal_error",
                message,
                detail={"exception": type(error).__name__},
            )
        if self.envelope is not None:
            check = replace(check, path=self.envelope.place(check.path))
        self.checks[check_id] = check

    # 1. From bytes to one JSON object.
    def _carrier(self) -> Check:
        inner = isinstance(self.source, dict)
        opened = open_document(self.source) if isinstance(self.source, dict) else open_carrier(self.source)
        self.document, self.envelope = opened.document, opened.envelope
        self.notes += self.envelope.notes() if self.envelope is not None else ()
        self.notes += [Note(remark.code, remark.message) for remark in opened.remarks]
        message = "it stands in another document" if inner else opened.message
        return Check("carrier", Outcome.PASSED, message=message, detail={"carrier": opened.kind.id})

    # 2. Which kind of document, and is it written as its standards demand?
    def _format(self) -> Check:
        if self.envelope is not None and self.envelope.fault is not None:
            raise self.envelope.fault
        self.kind = recognise(self.document, self.request)
        kind = self.kind.kind
        if kind is not None and self.envelope is not None and not kind.signed:
            # Else nobody would look at the signature around it, whatever that is.
            self.kind = replace(self.kind, kind=None)
            raise DocumentError(
                f"{self.envelope.title} holds one credential or presentation; this one holds {kind.title}",
                code="format_no_credential",
                path="$",
                mend="Give what the server answered as it is, without a signature around it.",
            )
        if kind is not None:
            policy = kind.contexts
            if self.request.inline_contexts and policy is ContextPolicy.PINNED:
                policy = ContextPolicy.PINNED_WITH_INLINE
            self.forms = CanonicalForms(self.trust.contexts, policy=policy)
            # Before the form is judged: a badly written record may hold good credentials.
            held = credentials_in(self.document, kind.holds)
            admit(held, self.request, self.budget)
            self.held = held
            if kind.by_holder and not held:
                text = "The presentation holds no credential: whatever it proves, it shows no achievement."
                self.notes.append(Note("presentation_empty", text))
            if not kind.signed and not held:
                raise DocumentError(
                    f"this is {kind.title}, and there is none in it", code="format_no_credential", path="$"
                )
        check = check_format(self.document, self.kind)
        check_related_resources(self.document, self.trust.contexts)
        return check

    # What stands in the document: documents of their own, verified by the same steps.
    def _part(self, found: Found, role: PartRole) -> Part:
        request = request_for(found, role, self.request)
        steps = Steps(
            source_of(found),
            trust=self.trust,
            lists=self.lists,
            request=request,
            budget=self.budget,
        )
        return Part(role, found.path, steps.report(name=found.path))

    # 6. Dates.
    def _validity(self) -> Check:
        counting = [view for view in self.views if view in self.outside or is_supported(view)]
        if self.envelope is not None:
            self.envelope.check_times(self.trust.at)
        return check_validity(self.document, counting, at=self.trust.at)

    # 7. Status lists.
    def _status(self) -> Check:
        # The address of a list is visited only for a credential whose writer is known.
        self.lists = self.lists.for_one(fetch=self.passed("proof", "issuer_binding"))
        check, notes = check_status(
            self.document,
            issuer_id=self.issuer_id,
            trust=self.trust,
            lists=self.lists,
        )
        self.notes += notes
        return check

    # 8. The registry about the issuer.
    def _issuer_registry(self) -> Check:
        if self.by_holder:
            text = "a presentation is its holder's; registries list issuers"
            return Check("issuer_registry", Outcome.NOT_APPLICABLE, "no_achievement", text)
        registry_id = self.issuer_id
        if self.envelope is not None:
            registry_id = self.envelope.registry_id(issuer_id=registry_id, trust=self.trust)
        check = check_issuer(
            issuer_id=registry_id,
            award_date=self.award_date,
            binding=self.binding,
            trust=self.trust,
            document=self.document,
        )
        self.notes += today_notes(check)
        return check

    # 9. The registry about the award.
    def _accreditation(self) -> Check:
        if not self.awards:
            text = "the document itself awards no achievement"
            return Check("accreditation", Outcome.NOT_APPLICABLE, "no_achievement", text)
        check = check_accreditation(
            self.document,
            issuer_id=self.registry_id,
            award_date=self.award_date,
            trust=self.trust,
        )
        self.notes += today_notes(check)
        return check

    # 10. The European standard elements.
    def _mandatory_elements(self) -> Check:
        if self.by_holder and not self.held:
            text = "the presentation holds no credential, so no award"
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", text)
        if self.held or self.by_holder or not self.is_signed:
            text = "the document itself awards no achievement; each credential in it is looked at by itself"
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", text)
        reason = why_no_achievement(self.document)
        if reason is not None:
            # Never passed: who asks for an award must not be content with something else that is in order.
            mend = "To ask only who signed it, and whether it was changed: --policy authentic."
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", reason, mend=mend)
        self.elements = elements_of_document(self.document)
        lacking = missing_mandatory(self.elements)
        if not lacking:
            return Check("mandatory_elements", Outcome.PASSED, message="all mandatory elements are there")
        shown = ", ".join(f"{element.id} ({element.state.value})" for element in lacking)
        return Check(
            "mandatory_elements",
            Outcome.FAILED,
            "mandatory_element_missing",
            f"mandatory European standard elements are not, or not wholly, there: {shown}",
            mend="The issuer must supply them; see the list of elements.",
            detail={"elements": {element.id: element.state.value for element in lacking}},
        )

    # 11. What only counts when it is asked for.
    def _askable(self, check_id: str) -> Check:
        if check_id not in self.request.asked:
            return Check(check_id, Outcome.NOT_CHECKED, "not_asked", "nobody asked for it")
        if not self.passed("carrier"):
            return unmade(check_id, "there is nothing to look at (see carrier)")
        if check_id == "schema" and self.request.rules.given:
            return check_schema(
                self.document,
                rules=self.request.rules,
                contexts=self.trust.contexts,
            )
        if check_id == "recipient" and self.request.rules.recipients:
            return self._recipient()
        if check_id == "endorsements":
            found = endorsements_in(self.document)
            admit(found, self.request, self.budget)
            self.parts += [self._part(each, PartRole.ENDORSEMENT) for each in found]
            return endorsements_check(self.document, self.parts)
        message = "this check was asked for, and this version can't make it yet"
        return Check(check_id, Outcome.INDETERMINATE, "check_not_available", message)

    def _recipient(self) -> Check:
        """Of a presentation nobody's word but that of the issuers in it says who the learner is."""
        if self.by_holder or not self.is_signed:
            return recipient_check(self.parts, None)
        if not self.held:
            return check_recipient(self.document, self.request.rules.recipients)
        try:
            own: Check | VerificationError = check_recipient(self.document, self.request.rules.recipients)
        except VerificationError as error:
            own = error
        return recipient_check(self.parts, own)

    @property
    def refresh_address(self) -> str | None:
        """Where the issuer offers a newer copy; who only shows credentials is no issuer, and offers none."""
        if self.by_holder or not self.is_signed:
            return None
        return refresh_address(self.document)
