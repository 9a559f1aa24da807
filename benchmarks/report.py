"""What was measured, and how it is written to `benchmarks/results.md`."""

from __future__ import annotations

import contextlib
import os
import platform
import statistics
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

BASE = "PyLD, static loader"
BATCH = "mcissue, batch of one course"
GOALS = {
    ("mcissue", "OB 3.0", "sign"): ("sign one, warm", 12, 25),
    ("mcissue", "EDC", "sign"): ("sign one, warm", 10, 25),
    ("mcissue", "OB 3.0", "verify"): ("verify one (signature part), warm", 10, 20),
    ("mcissue", "EDC", "verify"): ("verify one (signature part), warm", 9, 18),
    (BATCH, "OB 3.0", "sign"): ("sign in a batch of one course, 1,000 awards", 40, 100),
    (BATCH, "EDC", "sign"): ("sign in a batch of one course, 1,000 awards", 50, 120),
}


@dataclass
class Results:
    """Times by engine, kind of document and operation, one for each round; and the other measurements."""

    times: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refusals: set[tuple[str, str]] = field(default_factory=set)
    cold: dict[str, float] = field(default_factory=dict)
    sizes: list[tuple[int, float]] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)
    profile: dict[str, dict[str, float]] = field(default_factory=dict)
    processes: dict[str, dict[str, float]] = field(default_factory=dict)
    node_versions: dict[str, str] = field(default_factory=dict)

    def add(self, engine: str, kind: str, op: str, milliseconds: float) -> None:
        self.times.setdefault((engine, kind, op), []).append(milliseconds)

    def ratio(self, engine: str, kind: str, op: str, base: str) -> float:
        """How many times the speed of `base`: the median over rounds."""
        pairs = zip(self.times[base, kind, op], self.times[engine, kind, op], strict=False)
        return statistics.median(other / ours for other, ours in pairs)


def write(results: Results) -> str:
    """Write `results.md`, and give its text."""
    folder = Path(__file__).parent
    mutations = (folder / "mutations.md").read_text(encoding="utf-8").rstrip()
    parts = [
        _head(results),
        _goals(results),
        _engines(results),
        _rest(results),
        _profile(results),
        [mutations],
    ]
    text = "\n".join(line for part in parts for line in part)
    Path(__file__).with_name("results.md").write_text(text + "\n", encoding="utf-8")
    return text


def _head(results: Results) -> list[str]:
    versions = []
    for name in ("cryptography", "PyLD", "pyoxigraph", "openvc-core", "openbadgeslib"):
        with contextlib.suppress(PackageNotFoundError):
            versions.append(f"{name} {version(name)}")
    versions += [f"{name} {number}" for name, number in results.node_versions.items()]
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores + 1:
        results.notes.append(
            f"Other work ran on the machine (load {load:.1f} on {cores} cores): two processes could not show what they "
            "gain, and times on the clock mean little."
        )
    return [
        "# mcissue beside others: signing and verifying",
        "",
        "Written by `make bench`; do not edit. eddsa-rdfc-2022, one key, one time; every engine made the same proof",
        "values before any time was taken. CPU time of one core; all engines had their turn in every round, and ratios",
        "are medians over the rounds. The documents stand in `benchmarks/documents.py`.",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; "
        + ", ".join(versions)
        + ".",
        *(f"\nNote: {note}" for note in results.notes),
        "",
    ]


def _goals(results: Results) -> list[str]:
    lines = [
        "## Against the goals",
        "",
        "| | document | required | after | measured |",
        "| --- | --- | --- | --- | --- |",
    ]
    for (engine, kind, op), (what, least, wish) in GOALS.items():
        base = BASE if engine == "mcissue" else f"{BASE} (beside the batch)"
        ratio = results.ratio(engine, kind, op, base)
        lines.append(f"| {what} | {kind} | {least}x PyLD | {wish}x | **{ratio:.1f}x** |")
    for kind, wish in (("OB 3.0", 20), ("EDC", 15)):
        for op in ("sign", "verify"):
            if ("@digitalbazaar/vc", kind, op) in results.times:
                ratio = results.ratio("mcissue", kind, op, "@digitalbazaar/vc")
                lines.append(
                    f"| {op}, against @digitalbazaar/vc | {kind} | 8x | {wish}x | **{ratio:.1f}x** |"
                )
    for kind, milliseconds in results.cold.items():
        lines.append(
            f"| first document in a fresh process, imports excluded | {kind} | 20 ms | 3 ms | **{milliseconds:.1f} ms** |"
        )
    for kind, seconds in results.processes.items():
        gain = seconds["1"] / seconds["2"]
        lines.append(f"| two processes against one | {kind} | 1.8x | 1.95x | **{gain:.2f}x** |")
    return [*lines, ""]


def _engines(results: Results) -> list[str]:
    lines = [
        "## Engines: milliseconds a document (median), and speed as a multiple of PyLD with a static loader",
        "",
        "| engine | OB sign | OB verify | EDC sign | EDC verify |",
        "| --- | --- | --- | --- | --- |",
    ]
    columns = [("OB 3.0", "sign"), ("OB 3.0", "verify"), ("EDC", "sign"), ("EDC", "verify")]
    for engine in dict.fromkeys(engine for engine, _, _ in results.times):
        base = f"{BASE} (beside the batch)" if engine == BATCH or "beside" in engine else BASE
        cells = []
        for kind, op in columns:
            times = results.times.get((engine, kind, op))
            if times is None:
                cells.append("-")
            else:
                cells.append(f"{statistics.median(times):.3f} ({results.ratio(engine, kind, op, base):.2g}x)")
        lines.append(f"| {engine} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _rest(results: Results) -> list[str]:
    lines = ["## Size, memory, processes", "", "| document | canonical form |", "| --- | --- |"]
    lines += [
        f"| {size / 1000:.1f} KB | {time:.2f} ms ({time / size * 1e6:.0f} µs a KB) |"
        for size, time in results.sizes
    ]
    lines += ["", "Documents of 100,000 different shapes through one engine, peak memory of the process: "]
    lines[-1] += ", ".join(f"{name}: {size:.0f} MB" for name, size in results.memory.items()) + "."
    lines += ["", "Awards signed on the clock, workers warm, making the documents included: "]
    lines[-1] += (
        "; ".join(
            f"{kind}: " + ", ".join(f"{name} process(es) {seconds:.1f} s" for name, seconds in found.items())
            for kind, found in results.processes.items()
        )
        + "."
    )
    return [*lines, ""]


def _profile(results: Results) -> list[str]:
    kinds = list(results.profile)
    lines = [
        "## What the time is spent on (ms)",
        "",
        "| | " + " | ".join(kinds) + " |",
        "| --- |" + " --- |" * len(kinds),
    ]
    lines += [
        f"| {name} | " + " | ".join(f"{results.profile[kind][name]:.3f}" for kind in kinds) + " |"
        for name in results.profile[kinds[0]]
    ]
    return [*lines, ""]
