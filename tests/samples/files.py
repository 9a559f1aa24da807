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
    "SEALED",
    "TOKENS",
    "TWINS",
    "expected",
    "options_of",
    "usual_options",
]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CREDENTIALS = sorted(path for path in (SAMPLES / "credentials").rglob("*") if path.is_file())
EUROPEAN = [path for path in CREDENTIALS if path.name.endswith(".edc.json")]
SEALED = [path for path in CREDENTIALS if path.name.endswith(".edc-sealed.json")]
TOKENS = [path for path in CREDENTIALS if path.suffix == ".jwt"]
BADGES = [path for path in CREDENTIALS if path not in {*EUROPEAN, *SEALED, *TOKENS}]
TWINS = sorted(path.name for path in (SAMPLES / "twins").iterdir() if path.is_dir())

PATHS = {
    "registry": "--registry",
    "trust_operator": "--trust-operator",
    "did_documents": "--did-documents",
    "status_lists": "--status-lists",
    "seal_trust": "--seal-trust",
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
        "seal_trust": "seal-trust",
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
