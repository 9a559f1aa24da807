"""Arrays are sets to the graph that is signed: in another order, or said twice, the report says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.samples.files import BADGES, EUROPEAN, SAMPLES
from tests.verify.changes import doubled, sets_shuffled, signed_content, verifier

from mcissue.verify import Report, Verdict

SIGNED_AS_GRAPHS = [path for path in (*BADGES, *EUROPEAN) if "jcs" not in path.name]
_PLACE = re.compile(r"\[\d+\]")


def name_of(path: Path) -> str:
    return str(path.relative_to(SAMPLES / "credentials"))


def told(report: Report) -> Any:
    """What a report says, without the file's digest, and without what only tells the order in the file.

    That are positions in paths, and the order of values that are listed in one text.
    """
    found = report.to_json()
    found.pop("input")
    return _unordered(found)


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unordered(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str):
        return sorted(re.split(r"[;,] ", _PLACE.sub("[]", value)))
    return value


@pytest.mark.parametrize("path", SIGNED_AS_GRAPHS, ids=name_of)
def test_in_another_order_a_report_says_the_same(path: Path) -> None:
    """Every answer, check, element, name, date and note."""
    good = told(verifier().verify(path.read_bytes()))
    order = Random(name_of(path))
    document = sets_shuffled(json.loads(path.read_bytes()), order)
    assert told(verifier().verify(json.dumps(document).encode())) == good


@pytest.mark.slow
@pytest.mark.parametrize("path", SIGNED_AS_GRAPHS, ids=name_of)
def test_in_a_hundred_orders_a_report_says_the_same(path: Path) -> None:
    """The same, a hundred times."""
    good = told(verifier().verify(path.read_bytes()))
    document = json.loads(path.read_bytes())
    for seed in range(100):
        shuffled = sets_shuffled(document, Random(seed))
        assert told(verifier().verify(json.dumps(shuffled).encode())) == good, seed


@pytest.mark.parametrize("path", SIGNED_AS_GRAPHS[::6], ids=name_of)
def test_what_is_said_twice_makes_nobody_a_forger(path: Path) -> None:
    """An item that stands twice in a set stands there once; at most its form is told."""
    good = verifier().verify(path.read_bytes())
    content = signed_content("badge", path.read_bytes())
    tried = 0
    for seed in range(20):
        data = json.dumps(doubled(json.loads(path.read_bytes()), Random(seed))).encode()
        if signed_content("badge", data) != content:
            continue  # what has no id is another thing each time it stands there
        report = verifier().verify(data)
        assert report.verdict is not Verdict.INVALID, seed
        for answer in ("authentic", "recognised", "current"):
            assert getattr(report.answers, answer) is getattr(good.answers, answer), seed
        tried += 1
    assert tried > 10
