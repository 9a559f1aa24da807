"""The documentation is true: tests that it names exist, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcissue.record import Course, Organisation

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
TESTS: dict[str, str] = {}
for path in (ROOT / "tests").rglob("test_*.py"):
    TESTS[path.stem] = TESTS.get(path.stem, "") + path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tests_that_a_page_names_exist(page: Path) -> None:
    """No clause is said to be tested by a test that is gone."""
    named = re.findall(r"`(test_\w+)::(test_\w+)`", page.read_text(encoding="utf-8"))
    missing = [f"{module}::{test}" for module, test in named if f"def {test}(" not in TESTS.get(module, "")]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    """No link to a file that is not there."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith(("http:", "https:"))]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_each_standard_names_tests() -> None:
    """A page about a standard without a single test would be a promise only."""
    pages = [page for page in PAGES if page.parent.name == "standards"]
    silent = [page.name for page in pages if "test_" not in page.read_text(encoding="utf-8")]
    assert set(silent) <= {"README.md", "references.md"}


def test_every_field_of_the_files_is_explained() -> None:
    """The page about the course and the issuer file names each of their fields."""
    page = (ROOT / "docs" / "course-and-issuer.md").read_text(encoding="utf-8")
    fields = {*Course.model_fields, *Organisation.model_fields}
    assert not [field for field in sorted(fields) if f"`{field}`" not in page]
