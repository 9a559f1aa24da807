"""The test frame itself: a skipped test is never quietly called green, and a bare machine collects all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.needs import NEEDS

ROOT = Path(__file__).resolve().parents[1]
FREE = {"MCISSUE_ALL_MUST_RUN", "MCISSUE_REFERENCE"}
ABSENT = {"PATH": "", "MCISSUE_ALL_MUST_RUN": ""}
PROMISED = {"PATH": "", "MCISSUE_ALL_MUST_RUN": "1"}

ONE = """
import pytest
from tests.conftest import *

@pytest.mark.{marker}
def test_one():
    pytest.skip('by itself')
"""

BARE = """
import sys
from pathlib import Path
from tests import needs

for name in ("pkcs11", "psycopg", "rdflib", "pyshacl", "openbadgeslib", "openvc"):
    sys.modules[name] = None
needs.SOFTHSM_MODULES = ("/nowhere/libsofthsm2.so",)
"""
"""A plugin that takes away what a bare machine lacks."""


def ran(*words: object, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in FREE}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", *map(str, words)],
        cwd=cwd,
        env=kept | {"PYTHONPATH": f"{ROOT}{os.pathsep}{cwd}"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A folder with the frame and nothing else."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    reference\n    interop\n    slow\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("marker", "here", "status", "said"),
    [
        ("reference", {}, 0, "reference tests: 0 ran, 1 skipped"),
        ("reference", {"MCISSUE_REFERENCE": "."}, 1, "this reference test must run here"),
        ("reference", PROMISED, 0, "reference tests: 0 ran, 1 skipped"),
        ("interop", ABSENT, 0, "interop tests: 0 ran, 1 skipped"),
        ("interop", ABSENT | {"CI": "true"}, 0, "interop tests: 0 ran, 1 skipped"),
        ("interop", PROMISED, 1, "this interop test must run here"),
    ],
)
def test_a_skip_of_a_promised_test_is_a_failure(
    one: Path, marker: str, here: dict[str, str], status: int, said: str
) -> None:
    """Skipped without its files or Node, and said; with them here or promised, the same skip fails the run."""
    (one / "test_one.py").write_text(ONE.format(marker=marker), encoding="utf-8")
    result = ran(cwd=one, **here)
    assert result.returncode == status, result.stdout
    assert said in result.stdout


def test_node_without_npm_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems give `node` alone; then nothing could be installed, and the tests with it are skipped."""
    found = {"node": "/usr/bin/node"}
    monkeypatch.setattr("shutil.which", found.get)
    assert not NEEDS["interop"].is_here()
    found["npm"] = "/usr/bin/npm"
    assert NEEDS["interop"].is_here()


def test_what_was_skipped_is_run_once_it_can(one: Path) -> None:
    """The second run is of those tests alone; when none is left, it is green."""
    (one / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.reference\ndef test_one():\n    pass\n\n\ndef test_two():\n    pass\n",
        encoding="utf-8",
    )
    assert "1 passed, 1 skipped" in ran(cwd=one).stdout
    assert "1 passed, 1 deselected" in ran("--skipped-before", cwd=one, MCISSUE_REFERENCE=".").stdout
    assert "2 passed" in ran(cwd=one, MCISSUE_REFERENCE=".").stdout
    result = ran("--skipped-before", cwd=one, MCISSUE_REFERENCE=".")
    assert (result.returncode, "2 deselected" in result.stdout) == (0, True)


def test_what_nobody_noted_is_no_green_run(one: Path) -> None:
    """Without an earlier run nothing is known of skips: that is an error, not a run of no tests."""
    (one / "test_one.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    result = ran("--skipped-before", cwd=one)
    assert (result.returncode, "run the tests first" in result.stderr) == (pytest.ExitCode.USAGE_ERROR, True)


@pytest.mark.slow
def test_a_bare_machine_collects_every_test(tmp_path: Path) -> None:
    """Without SoftHSM, PostgreSQL, Node, a compiler and the packages of the heavy groups."""
    (tmp_path / "bare.py").write_text(BARE, encoding="utf-8")
    result = ran(
        "--collect-only", "-qq", "--import-mode=importlib", "-p", "bare", "-p", "no:cacheprovider", "tests",
        cwd=ROOT, PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}", PATH="",
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-2000:]
