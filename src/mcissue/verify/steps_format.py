"""Step 2: which kind of document this is, and whether it is written as its standards demand."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.errors import DocumentError
from mcissue.formats.detect import EXPLANATIONS, TITLES, Format, detect_format
from mcissue.verify.conformance import open_badge_findings
from mcissue.verify.edc_conformance import edc_findings
from mcissue.verify.report import Check, Outcome

if TYPE_CHECKING:
    from mcissue.jsonld.reading import JsonObject

__all__ = ["Recognised", "check_format", "recognise"]

_JUDGED: Final = MappingProxyType(
    {
        Format.OPEN_BADGES_3_0: (open_badge_findings, "an Open Badges 3.0 credential"),
        Format.EDC: (edc_findings, "a European Digital Credential"),
    }
)
"""Formats that every step of the verifier knows: what judges them, and what they are called."""

_NO_CREDENTIALS: Final = frozenset({Format.UNKNOWN, Format.REGISTRY_SNAPSHOT, Format.DID_DOCUMENT})
"""What is no credential at all, so that there is nothing that could be valid."""

_NO_ACHIEVEMENTS: Final = frozenset({Format.ENDORSEMENT, Format.STATUS_LIST, Format.PRESENTATION})
"""Signed documents of other kinds: they are what they are, but award nothing."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document was recognised as.

    Attributes:
        format: the format.
        judged: whether the verifier can judge this format.
    """

    format: Format
    judged: bool

    @property
    def name(self) -> str:
        """The format's stable name, as it stands in reports."""
        return self.format.value


def recognise(document: JsonObject) -> Recognised:
    """Tell the format of a document, by its contexts and types.

    Args:
        document: any JSON object.
    """
    found = detect_format(document)
    return Recognised(found, found in _JUDGED)


def check_format(document: JsonObject, kind: Recognised) -> Check:
    """Judge whether the document is a credential that conforms to its format.

    Args:
        document: the document.
        kind: what it was recognised as.

    Returns:
        The check; if the document has several faults, `detail.findings` lists them.

    Raises:
        DocumentError: `format_no_credential`; `format_no_achievement` and `format_unsupported`
            (indeterminate); else the first fault of the document.
    """
    if kind.judged:
        return _conformance(document, kind.format)
    if kind.format is Format.UNKNOWN and _is_jws(document):
        message = "this is a token in JSON form (JWS), which can't be opened yet"
        raise DocumentError(message, code="format_unsupported", path="$", indeterminate=True)
    if kind.format in _NO_CREDENTIALS:
        code = "format_no_credential"
    elif kind.format in _NO_ACHIEVEMENTS:
        code = "format_no_achievement"
    else:
        code = "format_unsupported"
    raise DocumentError(
        f"this is {TITLES.get(kind.format, kind.name)}",
        code=code,
        path="$",
        mend=EXPLANATIONS.get(kind.format),
        detail={"format": kind.name},
        indeterminate=kind.format not in _NO_CREDENTIALS,
    )


def _conformance(document: JsonObject, kind: Format) -> Check:
    judge, title = _JUDGED[kind]
    findings = judge(document)
    if not findings:
        message = f"it is {title}, written as the standard demands"
        if kind is Format.EDC and "proof" in document:
            # Said, because the viewer of Europass looks for a seal and shows that there is none.
            message += "; it carries a signature of the issuer's own and no electronic seal"
        return Check("format", Outcome.PASSED, message=message, path="$")
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
