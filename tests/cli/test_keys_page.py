"""The page on keys tells the truth: its drills run, in order, and end as it says."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "keys.md"


def commands() -> list[tuple[str, str]]:
    """Each command of the page with the output that it promises."""
    found = []
    for indent, block in re.findall(
        r"^( *)```console\n(.*?)^ *```$", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    ):
        text = re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append((line, output))
    return found


def test_the_page_has_its_drills() -> None:
    """Making, rotating, revoking, issuing anew, and a check after each."""
    lines = [line for line, _ in commands()]
    assert sum(line.startswith("mcissue keys rotate") for line in lines) == 2
    assert sum(line.startswith("mcissue verify") for line in lines) == 5


@pytest.mark.slow
def test_the_drills_end_as_the_page_says(tmp_path: Path) -> None:
    """Old credentials live through a rotation, and through a leak none does; the new ones are valid."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "UNI": "correct horse battery staple",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    for line, expected in commands():
        if "keys rotate" in line:
            # The page is read by people, who need longer than a second from one step to the next.
            time.sleep(1.1)
        result = subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        wanted = re.sub(r"^\.\.\.\n", "...", expected, flags=re.MULTILINE)
        same = doctest.OutputChecker().check_output(wanted, result.stdout, doctest.ELLIPSIS)
        assert same, f"{line}\n--- expected\n{expected}\n--- found\n{result.stdout}"
