"""The README tells the truth: its commands and its code run, and print what it says."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MCISSUE = Path(sys.executable).with_name("mcissue")

BAD_ROWS = 'learner_id,full_name,credits_earned\n1,Zoë O\'Brien,\n2,Åke Öström,"2,5"\n3,,\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder like the one that a reader of the README sits in."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "bad.csv").write_text(BAD_ROWS, encoding="utf-8")
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Each command of the README with the output that it promises."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            if line.startswith("mcissue "):
                found.append((line, output))
    return found


def same(expected: str, found: str) -> bool:
    """Whether an output is the promised one; three dots stand for anything."""
    wanted = re.sub(r"^\.\.\.\n", "...", expected, flags=re.MULTILINE)
    return doctest.OutputChecker().check_output(wanted, found, doctest.ELLIPSIS)


def test_the_commands_print_what_the_readme_says(folder: Path) -> None:
    """Every `mcissue` command runs, in order, in one folder, with the output that is shown."""
    assert len(commands()) >= 6
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "NO_COLOR": "1"}
    for line, expected in commands():
        result = subprocess.run(
            [str(MCISSUE), *shlex.split(line)[1:]], cwd=folder, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        found = result.stdout.replace("Warning: kymi.pem is not protected by a passphrase.\n", "")
        assert same(expected, found), f"{line}\n--- expected\n{expected}\n--- found\n{found}"


def test_the_code_prints_what_the_readme_says(folder: Path) -> None:
    """The example for engineers runs as it stands, and its comments say what it prints."""
    (code,) = blocks("python")
    promised = "\n".join(line[2:] for line in code.splitlines() if line.startswith("# "))
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert same(promised + "\n", result.stdout), result.stdout


def test_every_link_of_the_readme_leads_somewhere() -> None:
    """No link to a page that is not there."""
    targets = [
        target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README) if not target.startswith("http")
    ]
    assert len(targets) > 5
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing
