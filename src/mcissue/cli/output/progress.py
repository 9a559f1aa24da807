"""How far a long run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

__all__ = ["progress"]

SECONDS_BETWEEN_LINES: Final = 10.0
"""A log of an hour gets some hundred lines, a run of a few seconds none."""


@contextmanager
def progress(label: str, total: int | None, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show how far something is, on standard error; give what is told the number done so far.

    Args:
        label: what is being done, such as `Signing`.
        total: how many there are, if that is known.
        quiet: show nothing.
    """
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        yield _lines(label, total)
        return
    began = time.monotonic()
    with click.progressbar(
        length=total or 0,
        label=label,
        file=sys.stderr,
        show_eta=total is not None,
        item_show_func=lambda done: None if done is None else f"{_rate(done, began)}/s",
    ) as bar:
        yield lambda done: bar.update(done - bar.pos, done)


def _lines(label: str, total: int | None) -> Callable[[int], None]:
    began = last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        rate = _rate(done, began)
        of = "" if total is None else f" of {total:,}"
        left = f", {(total - done) // rate:,} s left" if total is not None and rate else ""
        click.echo(f"{label}: {done:,}{of}, {rate:,} a second{left}", err=True)

    return tell


def _rate(done: int, began: float) -> int:
    return int(done / max(time.monotonic() - began, 0.001))
