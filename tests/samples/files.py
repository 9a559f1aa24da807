"""Where the samples are, and how an `expected.json` is turned into options of `mcissue verify`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = [
    "BADGES",
    "CREDENTIALS",
    "EUROPEAN",
    "ROOT",
    "SAMPLES",
    "TWINS",
    "expected",
    "options_of",
    "usual_options",
]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CREDENTIALS = sorted((SAMPLES / "credentials").rglob("*.json"))
EUROPEAN = [path for path in CREDENTIALS if path.name.endswith(".edc.json")]
BADGES = [path for path in CREDENTIALS if path not in EUROPEAN]
TWINS = sorted(path.name for path in (SAMPLES / "twins").iterdir() if path.is_dir())

PATHS = {
    "registry": "--registry",
    "trust_operator": "--trust-operator",
    "did_documents": "--did-documents",
    "status_lists": "--status-lists",
}


def usual_options() -> dict[str, Any]:
    """What the good samples are verified with."""
    return {
        "at": "2026-07-02T12:00:00Z",
        "registry": "registry.json",
        "trust_operator": "operator.multikey",
        "allow_test_registry": True,
        "did_documents": "did-documents",
        "status_lists": "status",
        "registry_seen_before": None,
    }


def expected(name: str) -> dict[str, Any]:
    """What must come of a twin."""
    value: dict[str, Any] = json.loads((SAMPLES / "twins" / name / "expected.json").read_bytes())
    return value


def options_of(verify: dict[str, Any]) -> list[str]:
    """The words of a command line."""
    words = ["--at", str(verify["at"])]
    for name, option in PATHS.items():
        if verify[name] is not None:
            words += [option, str(SAMPLES / verify[name])]
    return [*words, "--allow-test-registry"] if verify["allow_test_registry"] else words
