"""Step 12: answers, verdict and summary follow from the checks."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from mcissue.verify.policy import CHECK_IDS
from mcissue.verify.report import InputSummary, PartRole, RegistrySummary, Report
from mcissue.verify.report.outcomes import Note, Outcome, decide
from mcissue.verify.status_lists import method_sources
from mcissue.verify.steps.registry import name_notes
from mcissue.verify.steps.state import unmade
from mcissue.verify.steps.summary import presentation_frame, subject_id_of, summarize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.verify.one_edtech.opinion import Opinion
    from mcissue.verify.report import Source
    from mcissue.verify.report.outcomes import Check
    from mcissue.verify.steps.state import Progress

__all__ = ["conclude"]


def conclude(progress: Progress, name: str | None, notes: Sequence[Note]) -> Report:
    """Put the report together (DESIGN section 6).

    Args:
        progress: the state of the verification, all of whose steps were taken.
        name: what to call the bytes.
        notes: what the caller wants to be said besides.
    """
    checks = tuple(
        progress.checks.get(check_id) or unmade(check_id, _why_unmade(progress)) for check_id in CHECK_IDS
    )
    answers, verdict = decide(
        {check.id: check.outcome for check in checks},
        policy=progress.request.policy,
        asked=progress.request.asked,
        parts=[part.report.answers for part in progress.parts if part.role is PartRole.CREDENTIAL],
    )
    registry = progress.trust.usable_registry
    data = progress.source if isinstance(progress.source, bytes) else json.dumps(progress.source).encode()
    credential = summarize(
        # What a holder says is no issuer's word, and is not shown as one.
        presentation_frame(progress.document) if progress.by_holder else progress.document,
        kind=progress.kind,
        authenticated=answers.authentic is Outcome.PASSED,
        examined=progress.examined,
        views=progress.views,
        binding=progress.binding,
        elements=progress.elements,
        entry=progress.trust.entry_for(progress.registry_id),
    )
    return Report(
        verdict=verdict,
        answers=answers,
        checks=checks,
        credential=credential,
        policy=progress.request.policy,
        asked=progress.request.asked,
        verified_at=progress.trust.at,
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
        notes=(*_own_notes(progress), *notes),
        sources=_sources(progress),
        parts=tuple(progress.parts),
        subject_id=subject_id_of(progress.document),
        opinion=_opinion(progress, checks),
    )


def _opinion(progress: Progress, checks: Sequence[Check]) -> Opinion | None:
    """What another verifier would say, if that was asked for."""
    if progress.request.profile is None or progress.request.depth:
        return None
    from mcissue.verify.one_edtech.validator import Examined, header_of, one_edtech_opinion  # noqa: PLC0415 - seldom asked for

    return one_edtech_opinion(
        Examined(
            document=progress.document,
            header=header_of(progress.envelope),
            checks={check.id: check for check in checks},
            forms=progress.forms,
            contexts=progress.trust.contexts,
            at=progress.trust.at,
        )
    )


def _why_unmade(progress: Progress) -> str:
    if progress.kind is not None and progress.kind.unsigned:
        return "nobody has signed it, so there is nobody to ask about (see proof)"
    return "there is nothing to look at (see carrier and format)"


def _sources(progress: Progress) -> tuple[Source, ...]:
    """What was looked at beside the document, each once."""
    inner = (source for part in progress.parts for source in part.report.sources)
    return tuple(dict.fromkeys((*method_sources(progress.examined), *progress.lists.sources, *inner)))


def _own_notes(progress: Progress) -> tuple[Note, ...]:
    notes: list[Note] = []
    registry = progress.trust.usable_registry
    if registry is not None and registry.snapshot.test:
        text = "The registry is a test registry: its word means nothing outside of tests and samples."
        notes.append(Note("test_registry", text))
    if progress.binding is not None and progress.binding.sample_key:
        text = "The issuer's key is a sample key of mcissue: anybody can sign with it."
        notes.append(Note("sample_key", text))
    notes += name_notes(progress.document, issuer_id=progress.registry_id, trust=progress.trust)
    return (*notes, *progress.notes)
