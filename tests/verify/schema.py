"""The published JSON Schema of the report, as a test of every report that a test makes."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def check_report(report: dict[str, Any]) -> None:
    """Raise if the report is not what the schema says."""
    errors = [f"{error.instance_path}: {error.message}" for error in _validator().iter_errors(report)]
    assert not errors, errors
