"""The page on the standard names code and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from mcissue.codes.status import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "standards" / "bitstring-status-list.md").read_text(
    encoding="utf-8"
)


def test_the_tests_that_the_page_names_exist():
    """A clause is not said to be tested by a test that is gone."""
    named = re.findall(r"`(test_\w+)::(test_\w+)`", PAGE)
    assert len(named) > 8
    for module, test in named:
        assert f"def {test}(" in (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")


def test_every_code_is_on_the_page():
    """Each code of this room is in the table of the page."""
    assert {code.code for code in CODES} <= set(re.findall(r"`(\w+)`", PAGE))
