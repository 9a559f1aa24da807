"""The page for Python users tells the truth: its code runs, and prints what it says."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_code_prints_what_the_page_says(tmp_path: Path) -> None:
    """All blocks run in order, in one program, and their comments are its output."""
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    code = "\n".join(blocks)
    promised = "".join(f"{line[2:]}\n" for line in code.splitlines() if line.startswith("# "))
    program = tmp_path / "page.py"
    program.write_text(code, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-X", "utf8", str(program)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert doctest.OutputChecker().check_output(promised, result.stdout, doctest.ELLIPSIS), result.stdout
