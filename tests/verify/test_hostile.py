"""Hostile documents are refused quickly, in little memory, by the named check and code (docs/threats.md, 1)."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.clock import within
from tests.university import University
from tests.verify.hostile import HOSTILE, Hostile, dumps

from mcissue.verify import Verdict, Verifier

SECONDS = 2.0
MEGABYTES = 300
ROOT = Path(__file__).resolve().parents[2]


@cache
def surroundings() -> tuple[Verifier, dict[str, Any]]:
    university = University()
    return university.verifier(), university.signed()


def named(hostile: Hostile) -> str:
    return f"{hostile.threat} {hostile.name}"


def test_the_credential_without_the_change_is_valid() -> None:
    """What every hostile document is made from is good."""
    verifier, document = surroundings()
    assert verifier.verify(dumps(document)).verdict is Verdict.VALID


@pytest.mark.parametrize("hostile", HOSTILE, ids=named)
def test_a_hostile_document_is_refused_by_name_in_time(hostile: Hostile) -> None:
    """The named check says the named code, within two seconds, and the credential is not valid."""
    verifier, document = surroundings()
    data = hostile.make(document)
    with within(SECONDS):
        report = verifier.verify(data)
    check = report.check(hostile.check)
    assert (check.outcome.value, check.code) == (hostile.outcome, hostile.code), check
    assert report.verdict is not Verdict.VALID
    assert check.message


_ALL = """
import json, sys
sys.path.insert(0, {root!r})
from tests.verify.memory import peak_megabytes
from tests.university import University
from tests.verify.hostile import HOSTILE
university = University()
verifier, document = university.verifier(), university.signed()
codes = [verifier.verify(hostile.make(document)).check(hostile.check).code for hostile in HOSTILE]
print(json.dumps({{"codes": codes, "megabytes": peak_megabytes()}}))
"""


def test_all_of_them_need_little_memory() -> None:
    """One process that reads every hostile document stays far below the limit."""
    done = subprocess.run(
        [sys.executable, "-c", _ALL.format(root=str(ROOT))],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)
    assert found["codes"] == [hostile.code for hostile in HOSTILE]
    assert found["megabytes"] < MEGABYTES


def test_most_threats_of_the_section_are_shown() -> None:
    """1.13, the order of sets, is no fault of a file; every other number has a document."""
    numbers = {hostile.threat for hostile in HOSTILE}
    assert numbers == {f"1.{number}" for number in range(1, 15)} - {"1.13"}
