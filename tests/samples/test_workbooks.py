"""The sample classes as workbooks: the same learners as in the CSV files, and opened by others too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from tests.issue.workbooks import parts_of

from mcissue.issue.intake import read_learners

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = ROOT / "samples" / "inputs" / "learners"
CLASSES = sorted(path.stem for path in LEARNERS.glob("*.csv"))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_is_the_same_as_a_workbook(name: str) -> None:
    """Row by row, award by award."""
    text = read_learners(LEARNERS / f"{name}.csv", language="en", award_date="2026-06-15")
    book = read_learners(LEARNERS / f"{name}.xlsx", language="en", award_date="2026-06-15")
    assert not book.problems
    assert book.rows == text.rows


@pytest.mark.parametrize("name", CLASSES)
def test_others_open_it(name: str) -> None:
    """Names in six scripts stand in it as they are written."""
    sheet = openpyxl.load_workbook(LEARNERS / f"{name}.xlsx")["Results"]
    assert sheet.max_row == (LEARNERS / f"{name}.csv").read_text("utf-8-sig").strip().count("\n") + 1


def test_the_script_makes_the_files_that_are_there(tmp_path: Path) -> None:
    """The workbooks were not changed by hand."""
    subprocess.run([sys.executable, ROOT / "scripts" / "samples_workbooks.py", "--out", tmp_path], check=True)
    for name in CLASSES:
        assert parts_of(tmp_path / f"{name}.xlsx") == parts_of(LEARNERS / f"{name}.xlsx")
