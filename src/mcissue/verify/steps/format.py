"""Step 2: which kind of document this is, and whether it is written as its standards demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.errors import DocumentError
from mcissue.formats.clr.rules import associations_of
from mcissue.formats.detect import EXPLANATIONS, TITLES, Format
from mcissue.verify.document_kinds import Holding, names_of_kinds
from mcissue.verify.report import Check, Outcome

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.document_kinds import Kind, Recognised

__all__ = ["check_format"]

_NO_CREDENTIALS: Final = frozenset(
    {Format.UNKNOWN, Format.REGISTRY_SNAPSHOT, Format.DID_DOCUMENT, Format.PRESENTATION}
    | {Format.CREDENTIALS_RESPONSE}
)
"""What is no credential at all, so that there is nothing that could be valid. Presentations and answers of
servers come here only where a credential belongs: inside of another document."""

_HELPERS: Final = frozenset({Format.STATUS_LIST, Format.REGISTRY_SNAPSHOT, Format.DID_DOCUMENT})
"""What a credential is verified with: handed over in its place by mistake."""

_NO_ACHIEVEMENTS: Final = frozenset({Format.STATUS_LIST})
"""Signed documents of other kinds: they are what they are, but award nothing."""


def check_format(document: JsonObject, kind: Recognised) -> Check:
    """Judge whether the document is a credential that conforms to its format.

    Args:
        document: the document.
        kind: what it was recognised as.

    Returns:
        The check; if the document has several faults, `detail.findings` lists them.

    Raises:
        DocumentError: `format_two_kinds`; `format_no_credential`; `format_no_achievement` and
            `format_unsupported` (indeterminate); else the first fault of the document.
    """
    _refuse_two_kinds(document)
    if kind.kind is not None:
        return _conformance(document, kind.format, kind.kind)
    if kind.format is Format.UNKNOWN and _is_jws(document):
        message = "this is a token in JSON form (JWS), which can't be opened yet"
        raise DocumentError(message, code="format_unsupported", path="$", indeterminate=True)
    if kind.format in _NO_CREDENTIALS:
        code = "format_no_credential"
    elif kind.format in _NO_ACHIEVEMENTS:
        code = "format_no_achievement"
    else:
        code = "format_unsupported"
    title = TITLES.get(kind.format, kind.name)
    raise DocumentError(
        f"this is {title}{', and not a credential of a learner' if kind.format in _HELPERS else ''}",
        code=code,
        path="$",
        mend=EXPLANATIONS.get(kind.format),
        detail={"format": kind.name},
        indeterminate=kind.format not in _NO_CREDENTIALS,
    )


def _refuse_two_kinds(document: JsonObject) -> None:
    """One kind decides what is looked at: what another kind would hold besides, nobody would look at."""
    kinds = names_of_kinds(document)
    if len(kinds) > 1:
        raise DocumentError(
            f"by its types this is {' and '.join(kinds)} at once, and a document is of one kind",
            code="format_two_kinds",
            path="$.type",
            mend="The issuer must write a document of its own for each.",
            detail={"kinds": list(kinds)},
        )


def _conformance(document: JsonObject, form: Format, kind: Kind) -> Check:
    findings = kind.findings(document)
    if not findings:
        message = f"it is {kind.title}, written as the standard demands"
        if form is Format.EDC and "proof" in document:
            # Said, because the viewer of Europass looks for a seal and shows that there is none.
            message += "; it carries a signature of the issuer's own and no electronic seal"
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
