"""Step 2: which kind of document this is, and whether it is written as its standards demand.

What is found of its form is told to its issuer, and is an answer of its own (`well_formed`): a credential may
be genuine and badly written. What can't be relied upon where the form leaves two readings is in `unsettled`.

VCDM 2.0 section 4; Open Badges 3.0 section 9 step 1; CLR 2.0 section 7; the rules of the European Learning
Model for European Digital Credentials (docs/standards/elm.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcissue.errors import DocumentError
from mcissue.formats.clr.rules import associations_of
from mcissue.formats.detect import UNKNOWN, formats_named
from mcissue.formats.format import Holding, Nature
from mcissue.formats.rules import MAX_LISTED
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.verify.canonical_forms import CanonicalForms
from mcissue.verify.document_kinds import recognise
from mcissue.verify.parts import admit, credentials_in
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.formats.format import Format
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.document_kinds import Recognised
    from mcissue.verify.steps.state import State

__all__ = ["conclude", "step"]


def step(state: State) -> Check:
    """Recognise the document, find the credentials in it, and hold its form to its standards.

    Args:
        state: the state of the verification; `kind`, `forms` and `held` are found here.

    Raises:
        McissueError: why what stands in an envelope can't be read; `format_no_credential`;
            `format_two_kinds`, `format_no_achievement`, `format_unsupported` and `parts_limit`
            (indeterminate).
    """
    if not state.passed("carrier"):
        return unmade("format", "there is nothing to look at (see carrier and format)")
    if state.envelope is not None and state.envelope.fault is not None:
        raise state.envelope.fault
    _refuse_two_kinds(state.document)
    state.kind = recognised = recognise(state.document, state.request)
    if recognised.kind is None:
        raise _not_judged(state.document, recognised)
    _look_inside(state, recognised, recognised.kind)
    state.findings = recognised.kind.findings(state.document)
    return conclude(state)


def conclude(state: State) -> Check:
    """The last word on step 2: what the step itself found of the form, and what the step `json_ld` added.

    Args:
        state: the state of the verification.

    Returns:
        The check; `detail.findings` lists what was found, at most `MAX_LISTED` of it.
    """
    recognised = state.kind
    if recognised is None or recognised.kind is None:
        # The step itself has said why there is nothing to judge.
        return state.checks["format"]
    if not state.findings:
        # What is judged by its data model alone stays what it is, and its remark is said.
        return _well_written(state.document, recognised.kind, remark=recognised.format.proof_remark)
    first = state.findings[0]
    return Check(
        "format",
        Outcome.FAILED,
        first.code,
        first.message + (f" (and {len(state.findings) - 1} more)" if len(state.findings) > 1 else ""),
        first.path,
        first.mend,
        {"findings": [finding.to_json() for finding in state.findings[:MAX_LISTED]]},
    )


def _look_inside(state: State, recognised: Recognised, kind: Format) -> None:
    """By which contexts it is read, and what it holds."""
    if state.envelope is not None and not kind.signed:
        # Else nobody would look at the signature around it, whatever that is.
        state.kind = replace(recognised, kind=None)
        title = kind.standard_title
        raise DocumentError(
            f"{state.envelope.title} holds one credential or presentation; this one holds {title}",
            code="format_unsupported",
            path="$",
            mend="Give what the server answered as it is, without a signature around it.",
            indeterminate=True,
        )
    policy = kind.contexts
    if state.request.inline_contexts and policy is ContextPolicy.PINNED:
        policy = ContextPolicy.PINNED_WITH_INLINE
    state.forms = CanonicalForms(state.trust.contexts, policy=policy, share=state.budget.documents)
    # VCDM 2.0 section 4.13, CLR 2.0 section 7; before the form is judged, for a badly written record may hold
    # good credentials.
    try:
        held = credentials_in(state.document, kind.holds)
        admit(held, state.request, state.budget)
    except DocumentError:
        # Nothing is said of a document whose credentials nobody looks at.
        state.kind = replace(recognised, kind=None)
        raise
    state.held = held
    if kind.by_holder and not held:
        text = "The presentation holds no credential: whatever it proves, it shows no achievement."
        state.notes.append(Note("presentation_empty", text))
    if not kind.signed and not held:
        state.kind = replace(recognised, kind=None)
        raise DocumentError(
            f"this is {kind.standard_title}, and there is none in it", code="format_no_credential", path="$"
        )


def _not_judged(document: JsonObject, kind: Recognised) -> DocumentError:
    """What it is, where it can't be judged here: no credential at all, or one of another kind."""
    found = kind.format
    if found is UNKNOWN and _is_jws(document):
        message = "this is a token in JSON form (JWS), which can't be opened yet"
        return DocumentError(message, code="format_unsupported", path="$", indeterminate=True)
    # Presentations and answers of servers come here only where a credential belongs: in another document.
    # What somebody signed may be a credential of a kind that is not known here.
    none = found.nature is Nature.NO_CREDENTIAL and not (found is UNKNOWN and "proof" in document)
    if none:
        code = "format_no_credential"
    else:
        code = "format_no_achievement" if found.helper else "format_unsupported"
    return DocumentError(
        f"this is {found.title}{', and not a credential of a learner' if found.helper else ''}",
        code=code,
        path="$",
        mend=found.explanation,
        detail={"format": found.id},
        indeterminate=not none,
    )


def _refuse_two_kinds(document: JsonObject) -> None:
    """One kind decides what is looked at: what another kind would hold besides, nobody would look at."""
    kinds = formats_named(document)
    if len(kinds) > 1:
        raise DocumentError(
            f"by its types this is {' and '.join(kinds)} at once, and a document is of one kind",
            code="format_two_kinds",
            path="$.type",
            mend="The issuer must write a document of its own for each.",
            detail={"kinds": list(kinds)},
            indeterminate=True,
        )


def _well_written(document: JsonObject, kind: Format, *, remark: str | None) -> Check:
    message = f"it is {kind.standard_title}, written as the standard demands"
    if remark is not None and "proof" in document:
        message += f"; {remark}"
    detail = {}
    if kind.holds is Holding.RECORD and (associations := associations_of(document)):
        detail = {"associations": associations}
    return Check("format", Outcome.PASSED, message=message, path="$", detail=detail)


def _is_jws(document: JsonObject) -> bool:
    """RFC 7515 section 7.2: JWS JSON serialization, such as a sealed document of an unknown kind."""
    return isinstance(document.get("payload"), str) and ("signatures" in document or "signature" in document)
