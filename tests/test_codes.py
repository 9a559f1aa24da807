"""The table of codes: whole, without doubles, without dead entries, and printed as it is."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.code_literals import CODE, literals, said_codes

from mcissue.codes import CODES, FRAGMENTS

ROOT = Path(__file__).resolve().parents[1]


def test_every_code_that_the_source_says_is_in_the_table() -> None:
    """Nobody meets a code that the documentation does not know."""
    unlisted = {code: files for code, files in said_codes().items() if code not in CODES}
    assert not unlisted


def test_the_search_sees_every_way_of_saying_a_code() -> None:
    """By keyword, by position, through a helper, in a condition: what the search misses, no test would catch."""
    said = said_codes()
    assert "registry_expired" in said  # by position, through a helper
    assert "mandatory_element_missing" in said  # by position, in a dataclass
    assert "award_changed" in said  # by keyword
    assert {"format_no_credential", "format_no_achievement"} <= set(said)  # by way of a variable
    assert len(said) > 200


def test_every_code_of_the_table_is_used() -> None:
    """An entry that nothing says any more would send its reader searching."""
    assert not set(CODES) - literals()


def test_a_code_stands_in_one_fragment_once() -> None:
    """One code, one meaning."""
    counts = Counter(entry.code for fragment in FRAGMENTS for entry in fragment.CODES)
    assert [code for code, count in counts.items() if count > 1] == []


def test_entries_are_well_formed() -> None:
    """Lower case words joined by underscores; one sentence; problem types are the addresses of W3C."""
    for entry in CODES.values():
        assert CODE.fullmatch(entry.code)
        assert entry.meaning.endswith(".")
        assert entry.meaning[0].isupper() or entry.meaning.startswith("mcissue")
        if entry.problem_type is not None:
            assert entry.problem_type.startswith(("https://w3id.org/security#", "https://www.w3.org/"))


def test_the_page_of_codes_is_up_to_date(tmp_path: Path) -> None:
    """docs/codes.md is what `make docs` writes."""
    subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs.py", "--out", tmp_path],
        check=True,
        capture_output=True,
    )
    made = (tmp_path / "codes.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == made, "make docs"
    assert all(f"`{code}`" in made for code in CODES)
