"""Step 12: answers, verdict and summary follow from the checks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from mcissue.formats.look import Look
from mcissue.verify.policy import CHECK_IDS
from mcissue.verify.reading.claims import claims_notes
from mcissue.verify.reading.summary import (
    confirmed_key_of,
    learner_notes,
    learner_of,
    presentation_frame,
    subject_id_of,
    summarize,
)
from mcissue.verify.report import InputSummary, PartRole, RegistrySummary, Report
from mcissue.verify.report.model import NO_CREDENTIAL
from mcissue.verify.report.outcomes import Check, Note, Outcome, decide
from mcissue.verify.status_lists import method_sources
from mcissue.verify.steps.registry import name_notes
from mcissue.words import with_short_words

if TYPE_CHECKING:
    from mcissue.verify.report import Source
    from mcissue.verify.steps.state import State

__all__ = ["conclude"]


def conclude(state: State) -> Report:
    """Put the report together (DESIGN section 6).

    Args:
        state: the state of the verification, all of whose steps were taken.
    """
    checks = tuple(_told(state.checks[check_id]) for check_id in CHECK_IDS)
    answers, verdict = decide(
        {check.id: check.outcome for check in checks},
        policy=state.request.policy,
        asked=state.request.asked,
        parts=[part.report.answers for part in state.parts if part.role is PartRole.CREDENTIAL],
        no_credential=any(check.code in NO_CREDENTIAL for check in checks),
    )
    registry = state.trust.usable_registry
    data = state.source if isinstance(state.source, bytes) else json.dumps(state.source).encode()
    credential = summarize(
        # What a holder says is no issuer's word, and is not shown as one.
        Look(presentation_frame(state.document)) if state.by_holder else state.look,
        format_name=state.kind.name if state.kind is not None else None,
        authenticated=answers.authentic is Outcome.PASSED,
        examined=state.examined,
        views=state.views,
        binding=state.binding,
        elements=state.elements,
        entry=state.trust.entry_for(state.registry_id),
        holder=state.issuer_id if state.by_holder else None,
    )
    return Report(
        verdict=verdict,
        answers=answers,
        checks=checks,
        credential=credential,
        policy=state.request.policy,
        asked=state.request.asked,
        verified_at=state.trust.at,
        registry=None
        if registry is None
        else RegistrySummary(
            registry.operator_name,
            registry.snapshot.sequence,
            registry.snapshot.test,
            registry.sha256,
            registry.snapshot.valid_from,
        ),
        input=InputSummary(state.name, hashlib.sha256(data).hexdigest(), len(data)),
        notes=_notes(state),
        sources=_sources(state),
        parts=tuple(state.parts),
        subject_id=subject_id_of(state.document),
        learner=() if state.by_holder else learner_of(state.look),
        confirmed_key=confirmed_key_of(state.document, state.envelope),
    )


def _told(check: Check) -> Check:
    """A check as it is told: nobody reads a sentence with an address of 2,000 characters in it."""
    message = with_short_words(check.message)
    mend = None if check.mend is None else with_short_words(check.mend)
    if (message, mend) == (check.message, check.mend):
        return check
    return replace(check, message=message, mend=mend)


def _sources(state: State) -> tuple[Source, ...]:
    """What was looked at beside the document, each once."""
    inner = (source for part in state.parts for source in part.report.sources)
    return tuple(dict.fromkeys((*method_sources(state.examined), *state.lists.sources, *inner)))


def _notes(state: State) -> tuple[Note, ...]:
    notes: list[Note] = []
    registry = state.trust.usable_registry
    if registry is not None and registry.snapshot.test:
        text = "The registry is a test registry: its word means nothing outside of tests and samples."
        notes.append(Note("test_registry", text))
    if state.binding is not None and state.binding.sample_key:
        text = "The issuer's key is a sample key of mcissue: anybody can sign with it."
        notes.append(Note("sample_key", text))
    if state.awards:
        notes += claims_notes(state.look)
        notes += learner_notes(state.look)
    notes += name_notes(state.look, issuer_id=state.registry_id, trust=state.trust)
    return tuple(Note(note.code, with_short_words(note.message)) for note in (*notes, *state.notes))
