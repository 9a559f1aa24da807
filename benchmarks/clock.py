"""How time is taken: CPU time of this process, results thrown away as they come."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any


def cpu(work: Callable[[], object], count: int) -> float:
    """Milliseconds of CPU time for one of `count`."""
    gc.collect()
    # The documents that wait for their turn are not searched for garbage on the time of the engines.
    gc.freeze()
    before = time.process_time()
    work()
    spent = time.process_time() - before
    gc.unfreeze()
    return spent * 1000 / count


def each(call: Callable[[Any], object], items: Iterable[Any]) -> Callable[[], object]:
    """Work that calls something with each item and keeps nothing."""
    return lambda: deque(map(call, items), maxlen=0)
