"""How much memory a process of its own needed."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

__all__ = ["peak_megabytes"]


def peak_megabytes() -> float:
    """The most memory that this very program had, in megabytes.

    On Linux from the program's own record: `ru_maxrss` begins with what the parent had when it started the
    child, and a test runner may have much.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 * 1024 if sys.platform == "darwin" else 1024
    )
