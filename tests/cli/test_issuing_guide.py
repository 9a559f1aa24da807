"""The guide for offices tells the truth: its commands run and print what it says, its tables are whole."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.test_readme import same

from mcissue.issue.intake import COLUMNS, DELIMITERS, open_learners

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "issuing.md").read_text(encoding="utf-8")
MCISSUE = Path(sys.executable).with_name("mcissue")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Each command of the guide with the output that it promises."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append((line, output))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the reader of the guide has it, with the files that the guide shows."""
    shutil.copytree(ROOT / "samples" / "inputs", tmp_path / "samples" / "inputs")
    for name, text in zip(("learners.csv", "export.csv"), blocks("csv"), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    return tmp_path


def test_the_commands_print_what_the_guide_says(folder: Path) -> None:
    """Every command runs, in order, in one folder, and what it says is there is there."""
    assert len(commands()) >= 6
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "NO_COLOR": "1"}
    for line, expected in commands():
        result = subprocess.run(
            [str(MCISSUE), *shlex.split(line)[1:]], cwd=folder, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        assert same(expected, result.stdout), f"{line}\n--- expected\n{expected}\n--- found\n{result.stdout}"
    for name in ("form.xlsx", "report.html", "bad.csv"):
        assert (folder / name).stat().st_size > 100


def test_every_column_is_explained() -> None:
    """None is left out, and none is named that isn't read."""
    rows = [line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    assert set(COLUMNS) <= named
    assert named <= {*COLUMNS, "given_name", "family_name"} | {"code"}
    assert {"given_name", "family_name"} <= set(re.findall(r"`([a-z_]+)`", GUIDE))
    assert len(DELIMITERS) == 4


def test_the_line_of_json_is_read(tmp_path: Path) -> None:
    """As it stands."""
    path = tmp_path / "a.jsonl"
    path.write_text(blocks("json")[0], encoding="utf-8")
    (row,) = open_learners(path, language="en", award_date="2026-06-15").rows()
    assert row.key == "007"  # type: ignore[union-attr]
