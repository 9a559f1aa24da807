"""`make fuzz`: hours of mutants through the verifier and the readers of files; writes what was worst.

    python -m fuzz verify --seconds 3600

Atheris guides it by coverage. A broken promise is written to `fuzz/found/` and counted, and the run goes on; it ends
with 1 if there was one. The slowest input is kept and measured again at the end, in a process of its own without the
fuzzer's instruments: that time and that memory are what the limits are about.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path

import atheris

FOUND = Path(__file__).resolve().parent / "found"
SECONDS = 2.0
MEGABYTES = 300
#: Bytes of a mutant: enough for every limit but the largest ones, which tests meet exactly.
MAX_BYTES = 400_000
#: The fuzzer keeps all that it has learned in memory, some gigabytes in an hour; a new process begins with the seeds.
ROUND_SECONDS = 900
#: With the fuzzer's instruments code is slower; an input that takes longer is measured again without them.
SUSPICIOUS = 2.0

_ALONE = """
import sys, time
def peak():
    # The program's own record: ru_maxrss begins with what the fuzzer, its parent, had.
    lines = open("/proc/self/status").read().split("\\n")
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
sys.path.insert(0, {root!r})
from fuzz.targets import TARGETS
target = TARGETS[{target!r}]()
base = peak()
data = open({path!r}, "rb").read()
start = time.process_time()
target(data)
print(time.process_time() - start, base, peak())
"""


def alone(target: str, path: Path) -> tuple[float, float, float]:
    """Seconds, and megabytes before and at most, of one input in a process of its own."""
    root = str(Path(__file__).resolve().parents[1])
    code = _ALONE.format(root=root, target=target, path=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, base, peak = map(float, done.stdout.split())
    return seconds, base, peak


class Run:
    """One run: counts, the slowest input, what was found."""

    def __init__(self, name: str) -> None:
        with atheris.instrument_imports(include=["mcissue"]):
            from fuzz.targets import TARGETS

            self.target = TARGETS[name]()
        self.name = name
        self.count = 0
        self.slowest = 0.0
        self.broken: dict[str, int] = {}
        self.folder = FOUND / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.worst = self.folder / "slowest.bin"

    def one(self, data: bytes) -> None:
        """One input; what it breaks is noted, not raised."""
        self.count += 1
        start = time.process_time()
        try:
            self.target(data)
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            self._note(
                data, f"{type(error).__name__} at {traceback.extract_tb(error.__traceback__)[-1]}: {error}"
            )
        spent = time.process_time() - start
        if spent > self.slowest:
            self.slowest = spent
            self.worst.write_bytes(data)
            if spent > SUSPICIOUS:
                seconds, _, peak = alone(self.name, self.worst)
                if seconds > SECONDS * max(1.0, len(data) / 1e6) or peak > MEGABYTES * max(
                    1.0, len(data) / 1e6
                ):
                    self._note(data, f"{seconds:.1f} s, {peak:.0f} MB")

    def _note(self, data: bytes, what: str) -> None:
        key = what[:300]
        if key not in self.broken:
            path = self.folder / f"{sha256(data).hexdigest()[:12]}.bin"
            path.write_bytes(data)
            print(f"BROKEN: {what} ({path.name})", file=sys.stderr, flush=True)
        self.broken[key] = self.broken.get(key, 0) + 1

    def summary(self) -> str:
        """What the run showed, in a line."""
        seconds, base, peak = alone(self.name, self.worst)
        size = self.worst.stat().st_size
        return json.dumps(
            {
                "target": self.name,
                "inputs": self.count,
                "broken": len(self.broken),
                "slowest": {
                    "seconds": round(seconds, 3),
                    "bytes": size,
                    "MB before": round(base),
                    "MB at most": round(peak),
                },
            }
        )


def rounds(target: str, seconds: int, seed: int) -> int:
    """Run round after round, each in a process of its own; 1 if a promise was broken in one of them."""
    status = inputs = 0
    left = seconds
    while left > 0:
        span = min(left, ROUND_SECONDS)
        command = [
            sys.executable,
            "-m",
            "fuzz",
            target,
            "--round",
            "--seconds",
            str(span),
            "--seed",
            str(seed),
        ]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, end="", flush=True)
        # A round that ends in any other way than by the clock is a finding, too.
        status = max(status, 1 if done.returncode else 0)
        inputs += sum(json.loads(line)["inputs"] for line in done.stdout.splitlines() if line.startswith("{"))
        left -= span
    print(
        f"{target}: {inputs:,} inputs in {seconds} s; {'something was found' if status else 'nothing was found'}"
    )
    return status


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=["verify", "registry", "status", "intake"])
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    parser.add_argument("--round", action="store_true", help="one round, in this process")
    arguments = parser.parse_args()
    if not arguments.round:
        raise SystemExit(rounds(arguments.target, arguments.seconds, arguments.seed))
    run = Run(arguments.target)
    from fuzz.mutate import mutator
    from fuzz.targets import corpus, into_picture

    seeds = FOUND / f"{arguments.target}-seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(corpus(arguments.target)):
        (seeds / f"{number:04d}").write_bytes(path.read_bytes())
    end = time.monotonic() + arguments.seconds

    def one(data: bytes) -> None:
        run.one(data)
        if time.monotonic() > end:
            # libFuzzer ends the process itself; what is known is said before.
            print(run.summary(), flush=True)
            sys.stdout.flush()
            import os

            os._exit(1 if run.broken else 0)

    options = [
        sys.argv[0],
        str(seeds),
        f"-max_len={MAX_BYTES}",
        "-timeout=120",
        "-rss_limit_mb=4096",
        "-print_final_stats=0",
        "-verbosity=0",
    ]
    if arguments.seed:
        options.append(f"-seed={arguments.seed}")
    atheris.Setup(options, one, custom_mutator=mutator(into_picture))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
