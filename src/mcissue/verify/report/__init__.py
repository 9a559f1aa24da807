"""What a verification found: a value that a person, a program and an archive can all read."""

from __future__ import annotations

from mcissue.verify.report.model import (
    CHECK_IDS,
    MAX_TEXT,
    Answers,
    Check,
    CredentialSummary,
    EvidenceSummary,
    InputSummary,
    IssuerSummary,
    Note,
    Outcome,
    Part,
    PartRole,
    ProofSummary,
    RegistrySummary,
    Report,
    Source,
    Verdict,
    answer,
    decide,
)

__all__ = [
    "CHECK_IDS",
    "MAX_TEXT",
    "Answers",
    "Check",
    "CredentialSummary",
    "EvidenceSummary",
    "InputSummary",
    "IssuerSummary",
    "Note",
    "Outcome",
    "Part",
    "PartRole",
    "ProofSummary",
    "RegistrySummary",
    "Report",
    "Source",
    "Verdict",
    "answer",
    "decide",
]
