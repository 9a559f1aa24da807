"""The test frame itself: a skipped test is never quietly called green."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")


@pytest.mark.parametrize(
    ("marker", "promise", "status", "said"),
    [
        ("reference", {}, 0, "reference tests: 0 ran, 1 skipped"),
        ("reference", {"MCISSUE_REFERENCE": "."}, 1, "this reference test must run here"),
        ("interop", {}, 0, "interop tests: 0 ran, 1 skipped"),
        ("interop", {"CI": "true"}, 1, "this interop test must run here"),
    ],
)
def test_a_skip_of_a_promised_test_is_a_failure(
    tmp_path: Path, marker: str, promise: dict[str, str], status: int, said: str
) -> None:
    """Skipped without its files or Node, and said; with them promised, the same skip fails the run."""
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    reference\n    interop\n    slow\n", encoding="utf-8"
    )
    (tmp_path / "test_one.py").write_text(
        f"import pytest\n\n@pytest.mark.{marker}\ndef test_one():\n    pytest.skip('by itself')\n",
        encoding="utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "MCISSUE_REFERENCE"}}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=kept | promise,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == status, result.stdout
    assert said in result.stdout
