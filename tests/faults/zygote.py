"""A process that has everything loaded, and forks a child for each fault: `tests.faults.harness` drives it.

It reads a line of JSON for each child from standard input: the scenario, its folder, where the fault falls and of
what kind; it answers with how the child ended.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import traceback
from typing import Any

from tests.faults.scenarios import SCENARIOS


def child(shim: Any, order: dict[str, Any]) -> None:
    notes = os.open(order["notes"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    talk = os.open(order["talk"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(talk, 1)
    os.dup2(talk, 2)
    if order["trace"]:
        shim.faults_note(notes)
    shim.faults_arm(order["at"], order["mode"])
    status = 0
    try:
        SCENARIOS[order["scenario"]](order)
    except BaseException:  # noqa: BLE001 - the harness judges what was said
        traceback.print_exc()
        status = 1
    count = shim.faults_done()
    shim.faults_arm(0, 0)
    sys.stderr.flush()
    os.write(notes, f"count\t{count}\t\n".encode())
    os._exit(status)


def main() -> None:
    shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
    shim.faults_arm.argtypes = [ctypes.c_long, ctypes.c_int]
    shim.faults_done.restype = ctypes.c_long
    with tempfile.TemporaryDirectory() as folder:
        # What is compiled once is compiled here, and not in each child.
        for name in ("files", "both", "jsonl"):
            SCENARIOS[name]({"out": f"{folder}/{name}"})
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if not process:
            child(shim, order)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
