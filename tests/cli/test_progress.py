"""How far a run is: a bar with rate and remaining time on a terminal, a line now and then in a log."""

from __future__ import annotations

import io

import pytest

from mcissue.cli.output import progress as _progress
from mcissue.cli.output.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(_progress.time, "monotonic", lambda: now[0])
    return now


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """What is done, how fast, and how long it will take still."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Signing", 4_000) as advance:
        for done in (1_000, 2_000, 4_000):
            clock[0] += 2
            advance(done)
    text = screen.getvalue()
    assert "Signing" in text
    assert "500/s" in text
    assert "100%" in text


def test_without_a_total_nothing_is_promised(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """How many, and how fast; no bar that is full from the beginning, and nothing of it stays."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Checking", None) as advance:
        clock[0] += 2
        advance(100)
        text = screen.getvalue()
    assert text == "\rChecking: 100, 50/s"
    assert screen.getvalue() == f"{text}\r{' ' * (len(text) - 1)}\r"


def test_output_makes_room_for_itself(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """The bar is wiped before a line, and drawn below it again; a shorter one leaves nothing of the longer."""
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("Signing", 1_000) as advance:
        clock[0] += 1
        advance(10)
        advance.clear()
        screen.write("a path\n")
        advance.clear()
        advance(500)
        clock[0] += 1_000
        advance(1_000)
    above, below = screen.getvalue().split("a path\n")
    first = above.split("\r")[1]
    assert above == f"\r{first}\r{' ' * len(first)}\r"
    half, whole = below.split("\r")[1:3]
    assert "50%" in half
    assert "100%" in whole
    assert len(whole) >= len(half)


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str], clock: list[float]) -> None:
    """Not for runs of a few seconds; then every ten seconds, with rate and remaining time."""
    with progress("Signing", 4_000) as advance:
        for done in (1_000, 2_000, 3_000, 4_000):
            clock[0] += 4
            advance(done)
    assert capsys.readouterr().err == "Signing: 3,000 of 4,000, 250 a second, 4 s left\n"
    with progress("Checking", None) as advance:
        clock[0] += 20
        advance(100)
    assert capsys.readouterr().err == "Checking: 100, 5 a second\n"
