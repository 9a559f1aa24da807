"""A class of learners: every row is checked first, then all are set aside, signed, written and read back."""

from __future__ import annotations

from mcissue.issue.batch.batch import (
    Answers,
    Batch,
    Check,
    Packing,
    Plan,
    RunResult,
    StatusPlan,
)
from mcissue.issue.batch.stop import Stop

__all__ = [
    "Answers",
    "Batch",
    "Check",
    "Packing",
    "Plan",
    "RunResult",
    "StatusPlan",
    "Stop",
]
