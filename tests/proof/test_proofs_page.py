"""The page on proofs tells the truth: its example runs and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "proofs.md"


def test_the_example_prints_what_the_page_says() -> None:
    """The code as it stands, and the output below it."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    (code,) = [text for language, text in blocks if language == "python"]
    (promised,) = [text for language, text in blocks if not language]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, PAGE.name, "exec"), {})
    assert output.getvalue() == promised
