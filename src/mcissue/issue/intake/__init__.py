"""Learner files: CSV, TSV, XLSX and JSON Lines, checked to the last cell before anything is signed."""

from __future__ import annotations

from mcissue.issue.intake.learners import (
    COLUMNS,
    DATE_ORDERS,
    DELIMITERS,
    ENCODINGS,
    ColumnMapping,
    Intake,
    LearnerFile,
    LearnerRow,
    ReadOptions,
    open_learners,
    read_learners,
    read_mapping,
)

__all__ = [
    "COLUMNS",
    "DATE_ORDERS",
    "DELIMITERS",
    "ENCODINGS",
    "ColumnMapping",
    "Intake",
    "LearnerFile",
    "LearnerRow",
    "ReadOptions",
    "open_learners",
    "read_learners",
    "read_mapping",
]
