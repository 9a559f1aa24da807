"""A registry is loaded and asked without the models of the record, which people's files are read with."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.samples.files import SAMPLES

LOAD = """
import json, sys
from datetime import datetime
from pathlib import Path

import mcissue.registry
before = [name for name in sys.modules if name.startswith("mcissue.") and name != "mcissue.registry"]
from mcissue.proof.keys import PublicKey
from mcissue.registry.snapshot import load_registry
from mcissue.registry import matching, state

samples, at = Path(sys.argv[1]), datetime.fromisoformat("2026-07-02T12:00:00Z")
operator = PublicKey.from_multikey((samples / "operator.multikey").read_text().strip())
registry = load_registry((samples / "registry.json").read_bytes(), operator_key=operator, at=at)
match = matching.match_issuer(registry, issuer_id="did:web:kymi.example", award_date=at, at=at)
print(json.dumps([match.outcome, before, sorted(sys.modules)]))
"""


def test_what_loading_a_registry_does_not_load():
    """Importing the room loads nothing of it; using it loads no pydantic, no record, no YAML."""
    run = subprocess.run(
        [sys.executable, "-c", LOAD, str(SAMPLES)], capture_output=True, text=True, timeout=60, check=True
    )
    outcome, before, loaded = json.loads(run.stdout)
    assert outcome == "passed"
    assert before == []
    heavy = (
        "pydantic",
        "pydantic_core",
        "mcissue.record",
        "mcissue.registry.draft",
        "ruamel",
        "click",
        "rdflib",
    )
    assert [
        name for name in loaded if name in heavy or name.startswith(tuple(f"{one}." for one in heavy))
    ] == []
