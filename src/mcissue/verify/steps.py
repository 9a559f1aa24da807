"""The steps of one verification, and the state between them. The list of steps stands in `verifier`."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mcissue.annex import elements_of_document, missing_mandatory, why_no_achievement
from mcissue.errors import DocumentError, McissueError, VerificationError
from mcissue.jsonld.policy import ContextPolicy
from mcissue.jsonld.urls import OB_3_0_3
from mcissue.proof.data_integrity import is_supported, proofs_of
from mcissue.proof.terms import AUTHENTICATION, CREDENTIAL_TERMS, Terms
from mcissue.verify.binding import Binding, bind_issuer
from mcissue.verify.faults import check_of_error
from mcissue.verify.forms import CanonicalForms
from mcissue.verify.kinds import recognise
from mcissue.verify.own_contexts import own_contexts
from mcissue.verify.parts import (
    Budget,
    admit,
    container_check,
    credentials_in,
    endorsements_check,
    endorsements_in,
    recipient_check,
    request_for,
    source_of,
)
from mcissue.verify.policy import ASKABLE_CHECKS, CHECK_IDS
from mcissue.verify.proofs import ExaminedProof, examine_proofs, require_good_proofs
from mcissue.verify.refresh import refresh_address
from mcissue.verify.related import check_related_resources
from mcissue.verify.report import (
    Check,
    InputSummary,
    Note,
    Outcome,
    Part,
    PartRole,
    RegistrySummary,
    Report,
    decide,
)
from mcissue.verify.status_lists import method_sources
from mcissue.verify.steps_carrier import open_carrier, open_document
from mcissue.verify.steps_format import check_format
from mcissue.verify.steps_recipient import check_recipient
from mcissue.verify.steps_registry import check_accreditation, check_issuer, name_notes, today_notes
from mcissue.verify.steps_schema import check_schema
from mcissue.verify.steps_status import check_status
from mcissue.verify.steps_validity import check_validity, read_award_date
from mcissue.verify.summary import (
    holder_id_of,
    issuer_id_of,
    presentation_frame,
    subject_id_of,
    summarize,
)
from mcissue.verify.upload import check_meaning, require_signature

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mcissue.annex import Element
    from mcissue.jsonld.reading import JsonObject
    from mcissue.proof.data_integrity import ProofView
    from mcissue.verify.envelopes import Envelope
    from mcissue.verify.kinds import Recognised
    from mcissue.verify.opinion import Opinion
    from mcissue.verify.parts import Found
    from mcissue.verify.report import Source
    from mcissue.verify.request import Request
    from mcissue.verify.status_lists import StatusLists
    from mcissue.verify.trust import Trust

__all__ = ["Steps"]

_log = logging.getLogger(__name__)


class Steps:
    """One verification.

    Args:
        source: the bytes of a file; or a document that stands in another one.
        trust: what may be relied on, and the reference time.
        lists: the status lists.
        request: what is to be found out.
        budget: how many documents may still be looked at, for one that stands in another.
    """

    def __init__(
        self,
        source: bytes | JsonObject,
        *,
        trust: Trust,
        lists: StatusLists,
        request: Request,
        budget: Budget | None = None,
    ) -> None:
        self._source = source
        self._trust = trust
        self._lists = lists
        self._request = request
        self._budget = budget if budget is not None else Budget()
        self._asked = request.asked
        self._rules = request.rules
        self._forms = CanonicalForms(trust.contexts)
        self._checks: dict[str, Check] = {}
        self._notes: list[Note] = []
        self._document: JsonObject = {}
        self._envelope: Envelope | None = None
        self._kind: Recognised | None = None
        self._views: tuple[ProofView, ...] = ()
        self._outside: tuple[ProofView, ...] = ()
        self._examined: tuple[ExaminedProof, ...] = ()
        self._binding: Binding | None = None
        self._elements: tuple[Element, ...] = ()
        self._held: tuple[Found, ...] = ()
        self._parts: list[Part] = []

    def report(self, *, name: str | None, notes: Sequence[Note] = ()) -> Report:
        """Take all steps, and put the report together.

        Args:
            name: what to call the bytes.
            notes: what the caller wants to be said besides.
        """
        self._step("carrier", self._carrier)
        if self._passed("carrier"):
            self._step("format", self._format)
        if self._kind is not None and self._kind.unsigned:
            self._step("json_ld", partial(check_meaning, self._document, self._forms))
            self._step("proof", partial(require_signature, self._document))
        elif self._kind is not None and self._kind.judged:
            for check_id, step in (
                ("json_ld", self._json_ld),
                ("proof", self._proof),
                ("issuer_binding", self._issuer_binding),
                ("validity", self._validity),
                ("status", self._status),
                ("issuer_registry", self._issuer_registry),
                ("accreditation", self._accreditation),
            ):
                self._step(check_id, step if self._is_signed else partial(container_check, check_id))
        elif self._envelope is not None:
            # Whether a seal holds can be said whatever is sealed.
            self._step("proof", self._proof)
        self._parts = [self._part(found, PartRole.CREDENTIAL) for found in self._held]
        if self._kind is not None:
            self._step("mandatory_elements", self._mandatory_elements)
        for check_id in ASKABLE_CHECKS:
            self._step(check_id, partial(self._askable, check_id))
        return self._conclude(name, notes)

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
        if self._envelope is not None:
            check = replace(check, path=self._envelope.place(check.path))
        self._checks[check_id] = check

    def _passed(self, *check_ids: str) -> bool:
        return all(
            check_id in self._checks and self._checks[check_id].outcome is Outcome.PASSED
            for check_id in check_ids
        )

    # 1. From bytes to one JSON object.
    def _carrier(self) -> Check:
        inner = isinstance(self._source, dict)
        opened = open_document(self._source) if isinstance(self._source, dict) else open_carrier(self._source)
        self._document, self._envelope = opened.document, opened.envelope
        self._notes += self._envelope.notes() if self._envelope is not None else ()
        self._notes += [Note(remark.code, remark.message) for remark in opened.remarks]
        message = "it stands in another document" if inner else opened.message
        return Check("carrier", Outcome.PASSED, message=message, detail={"carrier": opened.kind.value})

    # 2. Which kind of document, and is it written as its standards demand?
    def _format(self) -> Check:
        if self._envelope is not None and self._envelope.fault is not None:
            raise self._envelope.fault
        self._kind = recognise(self._document, self._request)
        kind = self._kind.kind
        if kind is not None and self._envelope is not None and not kind.signed:
            # Else nobody would look at the signature around it, whatever that is.
            self._kind = replace(self._kind, kind=None)
            raise DocumentError(
                f"{self._envelope.title} holds one credential or presentation; this one holds {kind.title}",
                code="format_no_credential",
                path="$",
                mend="Give what the server answered as it is, without a signature around it.",
            )
        if kind is not None:
            policy = kind.contexts
            if self._request.inline_contexts and policy is ContextPolicy.PINNED:
                policy = ContextPolicy.PINNED_WITH_INLINE
            self._forms = CanonicalForms(self._trust.contexts, policy=policy)
            # Before the form is judged: a badly written record may hold good credentials.
            held = credentials_in(self._document, kind.holds)
            admit(held, self._request, self._budget)
            self._held = held
            if kind.by_holder and not held:
                text = "The presentation holds no credential: whatever it proves, it shows no achievement."
                self._notes.append(Note("presentation_empty", text))
            if not kind.signed and not held:
                raise DocumentError(
                    f"this is {kind.title}, and there is none in it", code="format_no_credential", path="$"
                )
        check = check_format(self._document, self._kind)
        check_related_resources(self._document, self._trust.contexts)
        return check

    @property
    def _is_signed(self) -> bool:
        return self._kind is None or self._kind.kind is None or self._kind.kind.signed

    @property
    def _by_holder(self) -> bool:
        """Whether the one who shows the document has signed it, and not an issuer."""
        return self._kind is not None and self._kind.kind is not None and self._kind.kind.by_holder

    @property
    def _awards(self) -> bool:
        return self._kind is not None and self._kind.kind is not None and self._kind.kind.awards

    # What stands in the document: documents of their own, verified by the same steps.
    def _part(self, found: Found, role: PartRole) -> Part:
        request = request_for(found, role, self._request)
        steps = Steps(
            source_of(found), trust=self._trust, lists=self._lists, request=request, budget=self._budget
        )
        return Part(role, found.path, steps.report(name=found.path))

    # 3. One lossless meaning.
    def _json_ld(self) -> Check:
        try:
            self._forms.form(self._unsecured)
        except DocumentError as error:
            if self._envelope is not None:
                # A signature around the bytes covers them all; what has no meaning has none all the same.
                error.message = error.message.replace("so no signature covers it", "so it means nothing")
            raise
        self._note_own_contexts()
        return Check("json_ld", Outcome.PASSED, message="every statement has one meaning, and none is lost")

    @property
    def _unsecured(self) -> JsonObject:
        return {member: value for member, value in self._document.items() if member != "proof"}

    # 4. Every proof holds.
    def _proof(self) -> Check:
        if self._envelope is not None:
            return self._enveloped_proof(self._envelope)
        # Whether it is signed at all can be said even of a document without a clear meaning.
        self._views = proofs_of(self._document)
        if not self._passed("json_ld"):
            return _unmade("proof", "it is not clear what was signed (see json_ld)")
        self._examined = examine_proofs(
            self._document,
            issuer_id=self._issuer_id,
            trust=self._trust,
            forms=self._forms,
            terms=self._terms,
        )
        require_good_proofs(self._document, self._examined, issuer_id=self._issuer_id)
        good = sum(proof.good for proof in self._examined)
        self._note_editions()
        self._note_not_compared()
        message = "the signature is good" if good == 1 else f"all {good} signatures are good"
        return Check("proof", Outcome.PASSED, message=message, path=self._views[0].path)

    def _enveloped_proof(self, envelope: Envelope) -> Check:
        """The signatures around the document, and those inside it, if what they sign is clear."""
        outside = envelope.examine(issuer_id=self._issuer_id, trust=self._trust, terms=self._terms)
        self._outside = self._views = tuple(proof.view for proof in outside)
        self._examined = outside
        envelope.require_good(outside, issuer_id=self._issuer_id)
        self._note_not_compared()
        if "proof" in self._document and self._passed("json_ld"):
            inside = examine_proofs(
                self._document,
                issuer_id=self._issuer_id,
                trust=self._trust,
                forms=self._forms,
                terms=self._terms,
            )
            require_good_proofs(self._document, inside, issuer_id=self._issuer_id)
            self._examined = (*outside, *inside)
            self._views = tuple(proof.view for proof in self._examined)
            self._note_editions()
        what = "seal" if envelope.kind == "jades" else "signature"
        good = sum(proof.good for proof in self._examined)
        message = f"the {what} holds" if good == 1 else f"all {good} signatures hold"
        return Check("proof", Outcome.PASSED, message=message, path=self._views[0].path)

    @property
    def _terms(self) -> Terms:
        """What the proofs must have been made for."""
        if not self._by_holder:
            return CREDENTIAL_TERMS
        return Terms(purpose=AUTHENTICATION, domain=self._request.domain, challenge=self._request.challenge)

    def _note_not_compared(self) -> None:
        if self._by_holder and (self._request.domain is None or self._request.challenge is None):
            text = "Nobody compared for whom the presentation was made, or what it answers."
            self._notes.append(Note("presentation_not_compared", text))

    def _note_own_contexts(self) -> None:
        for url, digest in own_contexts(self._document, self._trust.contexts):
            text = f"Read with a context of your own: {url} (SHA-256 {digest})."
            self._notes.append(Note("own_context_used", text))

    def _note_editions(self) -> None:
        for proof in self._examined:
            if proof.edition is not None:
                text = f"A signature holds under an older edition only ({proof.edition}) of {OB_3_0_3}."
                self._notes.append(Note("context_edition_older", text))
            if not proof.supported:
                kind = str(proof.view.cryptosuite or proof.view.type)[:100]
                text = (
                    f"The proof at {proof.view.path} does not count: its kind is not checked here ({kind})."
                )
                self._notes.append(Note("proof_not_counted", text))

    # 5. One of the keys is the issuer's.
    def _issuer_binding(self) -> Check:
        if self._by_holder and self._issuer_id is None and self._passed("proof"):
            text = "the presentation names no holder, so its key need not be anybody's"
            return Check("issuer_binding", Outcome.NOT_APPLICABLE, "holder_absent", text)
        if not any(proof.supported for proof in self._examined):
            return _unmade("issuer_binding", "there is no proof that could be the issuer's (see proof)")
        if any(proof.error is not None and not proof.error.indeterminate for proof in self._examined):
            return _unmade(
                "issuer_binding", "a key means nothing where a signature does not hold (see proof)"
            )
        if self._envelope is not None:
            self._binding, notes = self._envelope.bind(
                self._examined, issuer_id=self._issuer_id, trust=self._trust
            )
            self._notes += notes
        else:
            self._binding = self._bind()
        view = self._binding.proof.view
        for proof, error in self._binding.doubtful:
            text = f"The proof at {proof.view.path} is good but does not count: {error.message}."
            self._notes.append(Note("proof_not_counted", text))
        if view.created is None:
            text = "The issuer's proof does not say when it was made."
            self._notes.append(Note("created_missing", text))
        return Check(
            "issuer_binding",
            Outcome.PASSED,
            message=self._of_holder(self._binding.message),
            path=self._binding.path or f"{view.path}.verificationMethod",
            detail=self._binding.detail,
        )

    def _bind(self) -> Binding:
        try:
            return bind_issuer(self._examined, issuer_id=self._issuer_id, trust=self._trust)
        except McissueError as error:
            error.message = self._of_holder(error.message)
            raise

    def _of_holder(self, message: str) -> str:
        """A presentation is bound to its holder by the rules by which a credential is bound to its issuer."""
        return message.replace("the issuer", "the holder") if self._by_holder else message

    @property
    def _issuer_id(self) -> str | None:
        return holder_id_of(self._document) if self._by_holder else issuer_id_of(self._document)

    @property
    def _registry_id(self) -> str | None:
        """Under which id a registry knows the issuer; the check `issuer_registry` says why there is none."""
        if self._envelope is None:
            return self._issuer_id
        try:
            return self._envelope.registry_id(issuer_id=self._issuer_id, trust=self._trust)
        except McissueError:
            return None

    # 6. Dates.
    def _validity(self) -> Check:
        counting = [view for view in self._views if view in self._outside or is_supported(view)]
        if self._envelope is not None:
            self._envelope.check_times(self._trust.at)
        return check_validity(self._document, counting, at=self._trust.at)

    @property
    def _award_date(self) -> datetime | None:
        """The award date, if the dates can be read; `validity` says so if they can't."""
        try:
            return read_award_date(self._document)
        except McissueError:
            return None

    # 7. Status lists.
    def _status(self) -> Check:
        # The address of a list is visited only for a credential whose writer is known.
        self._lists = self._lists.for_one(fetch=self._passed("proof", "issuer_binding"))
        check, notes = check_status(
            self._document, issuer_id=self._issuer_id, trust=self._trust, lists=self._lists
        )
        self._notes += notes
        return check

    # 8. The registry about the issuer.
    def _issuer_registry(self) -> Check:
        if self._by_holder:
            text = "a presentation is its holder's; registries list issuers"
            return Check("issuer_registry", Outcome.NOT_APPLICABLE, "no_achievement", text)
        registry_id = self._issuer_id
        if self._envelope is not None:
            registry_id = self._envelope.registry_id(issuer_id=registry_id, trust=self._trust)
        check = check_issuer(
            issuer_id=registry_id,
            award_date=self._award_date,
            binding=self._binding,
            trust=self._trust,
            document=self._document,
        )
        self._notes += today_notes(check)
        return check

    # 9. The registry about the award.
    def _accreditation(self) -> Check:
        if not self._awards:
            text = "the document itself awards no achievement"
            return Check("accreditation", Outcome.NOT_APPLICABLE, "no_achievement", text)
        check = check_accreditation(
            self._document, issuer_id=self._registry_id, award_date=self._award_date, trust=self._trust
        )
        self._notes += today_notes(check)
        return check

    # 10. The European standard elements.
    def _mandatory_elements(self) -> Check:
        if self._by_holder and not self._held:
            text = "the presentation holds no credential, so no award"
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", text)
        if self._held or self._by_holder or not self._is_signed:
            text = "the document itself awards no achievement; each credential in it is looked at by itself"
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", text)
        reason = why_no_achievement(self._document)
        if reason is not None:
            # Never passed: who asks for an award must not be content with something else that is in order.
            mend = "To ask only who signed it, and whether it was changed: --policy authentic."
            return Check("mandatory_elements", Outcome.NOT_APPLICABLE, "no_achievement", reason, mend=mend)
        self._elements = elements_of_document(self._document)
        lacking = missing_mandatory(self._elements)
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
        if check_id not in self._asked:
            return Check(check_id, Outcome.NOT_CHECKED, "not_asked", "nobody asked for it")
        if not self._passed("carrier"):
            return _unmade(check_id, "there is nothing to look at (see carrier)")
        if check_id == "schema" and self._rules.given:
            return check_schema(self._document, rules=self._rules, contexts=self._trust.contexts)
        if check_id == "recipient" and self._rules.recipients:
            return self._recipient()
        if check_id == "endorsements":
            found = endorsements_in(self._document)
            admit(found, self._request, self._budget)
            self._parts += [self._part(each, PartRole.ENDORSEMENT) for each in found]
            return endorsements_check(self._document, self._parts)
        message = "this check was asked for, and this version can't make it yet"
        return Check(check_id, Outcome.INDETERMINATE, "check_not_available", message)

    def _recipient(self) -> Check:
        """Of a presentation nobody's word but that of the issuers in it says who the learner is."""
        if self._by_holder or not self._is_signed:
            return recipient_check(self._parts, None)
        if not self._held:
            return check_recipient(self._document, self._rules.recipients)
        try:
            own: Check | VerificationError = check_recipient(self._document, self._rules.recipients)
        except VerificationError as error:
            own = error
        return recipient_check(self._parts, own)

    # 12. Answers, verdict and summary.
    def _conclude(self, name: str | None, notes: Sequence[Note]) -> Report:
        checks = tuple(
            self._checks.get(check_id) or _unmade(check_id, self._why_unmade) for check_id in CHECK_IDS
        )
        answers, verdict = decide(
            {check.id: check.outcome for check in checks},
            policy=self._request.policy,
            asked=self._asked,
            parts=[part.report.answers for part in self._parts if part.role is PartRole.CREDENTIAL],
        )
        registry = self._trust.usable_registry
        data = self._source if isinstance(self._source, bytes) else json.dumps(self._source).encode()
        credential = summarize(
            # What a holder says is no issuer's word, and is not shown as one.
            presentation_frame(self._document) if self._by_holder else self._document,
            kind=self._kind,
            authenticated=answers.authentic is Outcome.PASSED,
            examined=self._examined,
            views=self._views,
            binding=self._binding,
            elements=self._elements,
            entry=self._trust.entry_for(self._registry_id),
        )
        return Report(
            verdict=verdict,
            answers=answers,
            checks=checks,
            credential=credential,
            policy=self._request.policy,
            asked=self._asked,
            verified_at=self._trust.at,
            registry=None
            if registry is None
            else RegistrySummary(
                registry.operator_name,
                registry.snapshot.sequence,
                registry.snapshot.test,
                registry.sha256,
                registry.snapshot.valid_from,
            ),
            input=InputSummary(name, hashlib.sha256(data).hexdigest(), len(data)),
            notes=(*self._own_notes(), *notes),
            sources=self._sources,
            parts=tuple(self._parts),
            subject_id=subject_id_of(self._document),
            opinion=self._opinion(checks),
        )

    def _opinion(self, checks: Sequence[Check]) -> Opinion | None:
        """What another verifier would say, if that was asked for."""
        if self._request.profile is None or self._request.depth:
            return None
        from mcissue.verify.one_edtech import Examined, header_of, one_edtech_opinion  # noqa: PLC0415 - seldom asked for

        return one_edtech_opinion(
            Examined(
                document=self._document,
                header=header_of(self._envelope),
                checks={check.id: check for check in checks},
                forms=self._forms,
                contexts=self._trust.contexts,
                at=self._trust.at,
            )
        )

    @property
    def refresh_address(self) -> str | None:
        """Where the issuer offers a newer copy; who only shows credentials is no issuer, and offers none."""
        if self._by_holder or not self._is_signed:
            return None
        return refresh_address(self._document)

    @property
    def _why_unmade(self) -> str:
        if self._kind is not None and self._kind.unsigned:
            return "nobody has signed it, so there is nobody to ask about (see proof)"
        return "there is nothing to look at (see carrier and format)"

    @property
    def _sources(self) -> tuple[Source, ...]:
        """What was looked at beside the document, each once."""
        inner = (source for part in self._parts for source in part.report.sources)
        return tuple(dict.fromkeys((*method_sources(self._examined), *self._lists.sources, *inner)))

    def _own_notes(self) -> tuple[Note, ...]:
        notes: list[Note] = []
        registry = self._trust.usable_registry
        if registry is not None and registry.snapshot.test:
            text = "The registry is a test registry: its word means nothing outside of tests and samples."
            notes.append(Note("test_registry", text))
        if self._binding is not None and self._binding.sample_key:
            text = "The issuer's key is a sample key of mcissue: anybody can sign with it."
            notes.append(Note("sample_key", text))
        notes += name_notes(self._document, issuer_id=self._registry_id, trust=self._trust)
        return (*notes, *self._notes)


def _unmade(check_id: str, message: str) -> Check:
    """A check that could not be made for want of an earlier step."""
    return Check(check_id, Outcome.NOT_CHECKED, "earlier_step", message)
