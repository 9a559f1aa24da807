"""From a spreadsheet to signed files: all rows are checked first, then signed, written and checked again.

Nothing is signed before everything is valid, no file is ever half written, and running twice issues nothing
twice. The verifier is not imported: whoever issues hands in a check. Importing this package loads nothing: a
public name is resolved when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.issue.batch import Answers, Batch, Check, Packing, Plan, RunResult, StatusPlan, Stop
    from mcissue.issue.controller import DID_DOCUMENTS, check_controller, needs_document, publish_controller
    from mcissue.issue.intake import (
        ColumnMapping,
        LearnerFile,
        LearnerRow,
        ReadOptions,
        open_learners,
        read_learners,
        read_mapping,
    )
    from mcissue.issue.issuer import Issuer, key_id_for
    from mcissue.issue.ledger import (
        Finding,
        Known,
        Ledger,
        check_ledger,
        compare_published,
        credential_rows,
        erase_credentials,
        run_rows,
    )
    from mcissue.issue.results import RowOutcome, RowResult, complaints_of
    from mcissue.issue.status_lists import change_status, lists_end, publish_lists, status_problem

__all__ = [
    "DID_DOCUMENTS",
    "Answers",
    "Batch",
    "Check",
    "ColumnMapping",
    "Finding",
    "Issuer",
    "Known",
    "LearnerFile",
    "LearnerRow",
    "Ledger",
    "Packing",
    "Plan",
    "ReadOptions",
    "RowOutcome",
    "RowResult",
    "RunResult",
    "StatusPlan",
    "Stop",
    "change_status",
    "check_controller",
    "check_ledger",
    "compare_published",
    "complaints_of",
    "credential_rows",
    "erase_credentials",
    "key_id_for",
    "lists_end",
    "needs_document",
    "open_learners",
    "publish_controller",
    "publish_lists",
    "read_learners",
    "read_mapping",
    "run_rows",
    "status_problem",
]

# Module -> the public names that it holds. `__getattr__` imports it on first use (PEP 562).
_HOMES = {
    "batch": ("Answers", "Batch", "Check", "Packing", "Plan", "RunResult", "StatusPlan", "Stop"),
    "controller": ("DID_DOCUMENTS", "check_controller", "needs_document", "publish_controller"),
    "intake": (
        "ColumnMapping",
        "LearnerFile",
        "LearnerRow",
        "ReadOptions",
        "open_learners",
        "read_learners",
        "read_mapping",
    ),
    "issuer": ("Issuer", "key_id_for"),
    "ledger": (
        "Finding",
        "Known",
        "Ledger",
        "check_ledger",
        "compare_published",
        "credential_rows",
        "erase_credentials",
        "run_rows",
    ),
    "results": ("RowOutcome", "RowResult", "complaints_of"),
    "status_lists": ("change_status", "lists_end", "publish_lists", "status_problem"),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
