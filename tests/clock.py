"""Time limits that a slow or busy machine does not break, and a program that takes too long does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

__all__ = ["slack", "within"]

TENFOLD = 10
"""What stands against a limit grows without end on hostile input; noise of a machine does not come near it."""

WORK = b"[" + b"1," * 400_000 + b"1]"
YARDSTICK = 0.014
"""Seconds of CPU that `json.loads(WORK)` takes on the machine on which the limits were set."""


@cache
def slack() -> float:
    """By what a limit is multiplied here: tenfold, and more on a machine slower than that of the limits."""
    return TENFOLD * max(1.0, min(_yardstick() for _ in range(3)) / YARDSTICK)


def _yardstick() -> float:
    started = time.process_time()
    json.loads(WORK)
    return time.process_time() - started


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block takes no more CPU than the limit times the slack; waiting for others does not count."""
    started = time.process_time()
    yield
    spent = time.process_time() - started
    assert spent < seconds * slack(), (
        f"{spent:.1f} s of CPU where {seconds} s (times {slack():.0f}) is the limit"
    )
