"""Step 2: which kind of document this is, and whether it is written as its standards demand.

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
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.verify.canonical_forms import CanonicalForms
from mcissue.verify.document_kinds import recognise
from mcissue.verify.parts import admit, credentials_in
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.related import check_related_resources
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from mcissue.formats.format import Format
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.document_kinds import Recognised
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Recognise the document, find the credentials in it, and hold its form to its standards.

    Args:
        state: the state of the verification; `kind`, `forms` and `held` are found here.

    Returns:
        The check; if the document has several faults, `detail.findings` lists them.

    Raises:
        McissueError: why what stands in an envelope can't be read; `format_two_kinds`;
            `format_no_credential`; `format_no_achievement`, `format_unsupported` and `parts_limit`
            (indeterminate); else the first fault of the document.
    """
    if not state.passed("carrier"):
        return unmade("format", "there is nothing to look at (see carrier and format)")
    if state.envelope is not None and state.envelope.fault is not None:
        raise state.envelope.fault
    state.kind = recognised = recognise(state.document, state.request)
    if recognised.kind is not None:
        _look_inside(state, recognised, recognised.kind)
    check = _judge(state.document, recognised)
    # VCDM 2.0 section 5.3: a context is what the document gives its digest of.
    check_related_resources(state.document, state.trust.contexts)
    return check


def _look_inside(state: State, recognised: Recognised, kind: Format) -> None:
    """By which contexts it is read, and what it holds."""
    if state.envelope is not None and not kind.signed:
        # Else nobody would look at the signature around it, whatever that is.
        state.kind = replace(recognised, kind=None)
        title = kind.standard_title
        raise DocumentError(
            f"{state.envelope.title} holds one credential or presentation; this one holds {title}",
            code="format_no_credential",
            path="$",
            mend="Give what the server answered as it is, without a signature around it.",
        )
    policy = kind.contexts
    if state.request.inline_contexts and policy is ContextPolicy.PINNED:
        policy = ContextPolicy.PINNED_WITH_INLINE
    state.forms = CanonicalForms(state.trust.contexts, policy=policy, share=state.budget.documents)
    # VCDM 2.0 section 4.13, CLR 2.0 section 7; before the form is judged, for a badly written record may hold
    # good credentials.
    held = credentials_in(state.document, kind.holds)
    admit(held, state.request, state.budget)
    state.held = held
    if kind.by_holder and not held:
        text = "The presentation holds no credential: whatever it proves, it shows no achievement."
        state.notes.append(Note("presentation_empty", text))
    if not kind.signed and not held:
        raise DocumentError(
            f"this is {kind.standard_title}, and there is none in it", code="format_no_credential", path="$"
        )


def _judge(document: JsonObject, kind: Recognised) -> Check:
    """Whether the document is a credential that conforms to its format."""
    _refuse_two_kinds(document)
    found = kind.format
    if kind.kind is not None:
        # What is judged by its data model alone stays what it is, and its remark is said.
        return _conformance(document, kind.kind, remark=found.proof_remark)
    if found is UNKNOWN and _is_jws(document):
        message = "this is a token in JSON form (JWS), which can't be opened yet"
        raise DocumentError(message, code="format_unsupported", path="$", indeterminate=True)
    if found.nature is Nature.NO_CREDENTIAL:
        # Presentations and answers of servers come here only where a credential belongs: in another document.
        code = "format_no_credential"
    else:
        code = "format_no_achievement" if found.helper else "format_unsupported"
    raise DocumentError(
        f"this is {found.title}{', and not a credential of a learner' if found.helper else ''}",
        code=code,
        path="$",
        mend=found.explanation,
        detail={"format": found.id},
        indeterminate=found.nature is not Nature.NO_CREDENTIAL,
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
        )


def _conformance(document: JsonObject, kind: Format, *, remark: str | None) -> Check:
    findings = kind.findings(document)
    if not findings:
        message = f"it is {kind.standard_title}, written as the standard demands"
        if remark is not None and "proof" in document:
            message += f"; {remark}"
        detail = {}
        if kind.holds is Holding.RECORD and (associations := associations_of(document)):
            detail = {"associations": associations}
        return Check("format", Outcome.PASSED, message=message, path="$", detail=detail)
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    raise DocumentError(
        first.message + more,
        code=first.code,
        path=first.path,
        mend=first.mend,
        detail={"findings": [finding.to_json() for finding in findings]},
    )


def _is_jws(document: JsonObject) -> bool:
    """RFC 7515 section 7.2: JWS JSON serialization, such as a sealed document of an unknown kind."""
    return isinstance(document.get("payload"), str) and ("signatures" in document or "signature" in document)
