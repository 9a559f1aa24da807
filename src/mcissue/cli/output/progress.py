"""How far a long run is: a line that is drawn over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

__all__ = ["Progress", "progress"]

SECONDS_BETWEEN_LINES: Final = 10.0
"""A log of an hour gets some hundred lines, a run of a few seconds none."""

BAR_WIDTH: Final = 30
"""Columns of the bar: with its figures it fits into 80."""


class Progress:
    """Told how far something is; this one shows nothing.

    Args:
        label: what is being done, such as `Signing`.
        total: how many there are, if that is known.
    """

    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._total = label, total
        self._began = time.monotonic()

    def __call__(self, done: int) -> None:
        """So many are done."""

    def clear(self) -> None:
        """Make room for a line of output; the next call draws again."""

    def _rate(self, done: int) -> int:
        return int(done / max(time.monotonic() - self._began, 0.001))

    def _left(self, done: int) -> str:
        rate = self._rate(done)
        return f", {(self._total - done) // rate:,} s left" if self._total is not None and rate else ""


class _Bar(Progress):
    """A line at the foot of a terminal. Without a total it counts, and promises nothing."""

    _drawn = 0

    def __call__(self, done: int) -> None:
        text = f"{self._label}: {done:,}, {self._rate(done):,}/s"
        if self._total:
            full = min(done * BAR_WIDTH // self._total, BAR_WIDTH)
            bar = "#" * full + "-" * (BAR_WIDTH - full)
            text = f"{self._label}  [{bar}] {done * 100 // self._total}%  {self._rate(done):,}/s"
            text += self._left(done)
        click.echo(f"\r{text:<{self._drawn}}", nl=False, err=True)
        self._drawn = len(text)

    def clear(self) -> None:
        if self._drawn:
            click.echo(f"\r{'':<{self._drawn}}\r", nl=False, err=True)
            self._drawn = 0


class _Lines(Progress):
    """A line now and then, for a log."""

    def __init__(self, label: str, total: int | None) -> None:
        super().__init__(label, total)
        self._last = self._began

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        of = "" if self._total is None else f" of {self._total:,}"
        click.echo(f"{self._label}: {done:,}{of}, {self._rate(done):,} a second{self._left(done)}", err=True)


@contextmanager
def progress(label: str, total: int | None, *, quiet: bool = False) -> Iterator[Progress]:
    """Show how far something is, on standard error; give what is told the number done so far.

    Args:
        label: what is being done, such as `Signing`.
        total: how many there are, if that is known.
        quiet: show nothing.
    """
    kind = Progress if quiet else _Bar if sys.stderr.isatty() else _Lines
    shown = kind(label, total)
    try:
        yield shown
    finally:
        # What is done is told by the counts that follow.
        shown.clear()
