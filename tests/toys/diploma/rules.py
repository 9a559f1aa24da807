"""Is a toy diploma written as the academy of toys demands?"""

from __future__ import annotations

from collections.abc import Iterator

from mcissue.formats import rules
from mcissue.formats.rules import Finding
from mcissue.formats.vcdm.rules import credential_findings
from mcissue.jsonld.read import JsonObject

__all__ = ["findings"]


def findings(document: JsonObject) -> tuple[Finding, ...]:
    """The rules of the data model, and that there is a study with a title."""
    return (*credential_findings(document), *rules.findings_of(document, (_study,)))


def _study(document: JsonObject) -> Iterator[Finding]:
    subject = document.get("credentialSubject")
    study = subject.get("study") if isinstance(subject, dict) else None
    if not isinstance(study, dict):
        yield rules.missing("$.credentialSubject", "study", "what was studied")
        return
    yield from rules.required_text(study, "$.credentialSubject.study", "studyTitle")
