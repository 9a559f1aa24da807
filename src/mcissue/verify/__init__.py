"""The standalone verifier: is it authentic, was its issuer recognised, is it current, is it complete?

`Verifier` takes bytes and things that its user trusts, follows numbered steps, and gives a report; it does no
input or output of its own and never imports `mcissue.issue`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from mcissue.verify.policy import ANSWER_CHECKS, ASKABLE_CHECKS, CHECK_IDS, Policy
from mcissue.verify.report import (
    Answers,
    Check,
    CredentialSummary,
    InputSummary,
    IssuerSummary,
    Note,
    Outcome,
    ProofSummary,
    RegistrySummary,
    Report,
    Verdict,
)
from mcissue.verify.trust import FetchedList

if TYPE_CHECKING:
    from mcissue.verify.many import Item, read_items, verify_many
    from mcissue.verify.reading.recipient import Recipient
    from mcissue.verify.verifier import Verifier

__all__ = [
    "ANSWER_CHECKS",
    "ASKABLE_CHECKS",
    "CHECK_IDS",
    "Answers",
    "Check",
    "CredentialSummary",
    "FetchedList",
    "InputSummary",
    "IssuerSummary",
    "Item",
    "Note",
    "Outcome",
    "Policy",
    "ProofSummary",
    "Recipient",
    "RegistrySummary",
    "Report",
    "Verdict",
    "Verifier",
    "read_items",
    "verify_many",
]

_ON_USE: Final = {
    "Item": "many",
    "Recipient": "reading.recipient",
    "Verifier": "verifier",
    "read_items": "many",
    "verify_many": "many",
}
"""What is loaded when it is used: who only reads a report, or one module of this room, needs no verifier."""


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ON_USE[name]}"), name)
