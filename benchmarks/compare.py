"""`make bench`: our engine and others on the same documents, interleaved in one run; ratios, then medians.

CPU time of one core, so that other work on the machine counts little; still, read the ratios, which are medians
over rounds in each of which every engine had its turn.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from typing import Any

from benchmarks.clock import cpu, each
from benchmarks.documents import badge, european
from benchmarks.engines import Engine, OpenBadgesLib, OpenVC, Ours, OursInBatch, PyLD, Pyoxigraph
from benchmarks.extras import cold_start, memory, profile, sizes, two_processes
from benchmarks.node import LIBRARIES, Node
from benchmarks.report import Results, write

KINDS: dict[str, Callable[[int], dict[str, Any]]] = {"OB 3.0": badge, "EDC": european}
BASE = "PyLD, static loader"
#: Documents of a batch that are made before the clock runs again.
CHUNK = 250


def check_equal(engines: list[Engine], node: Node | None, results: Results) -> None:
    """No time is reported before all engines gave the same signatures."""
    for kind, make in KINDS.items():
        documents = [make(number) for number in range(3)]
        expected = [engines[0].sign(document)["proof"]["proofValue"] for document in documents]
        for engine in engines:
            try:
                signed = [engine.sign(document) for document in documents]
            except Exception as error:  # noqa: BLE001 - whatever somebody's library raises
                results.refusals.add((engine.name, kind))
                results.notes.append(f"{engine.name} refuses {kind}: {' '.join(str(error).split())[:200]}")
                continue
            found = [document["proof"]["proofValue"] for document in signed]
            assert found == expected, f"{engine.name} signs {kind} differently"
            for document in signed:
                engine.verify(document)
        for library in LIBRARIES if node else ():
            assert node is not None
            answer = node.ask("sign", library, documents)
            if "refused" in answer:
                results.refusals.add((library, kind))
                results.notes.append(f"{library} refuses {kind}: {' '.join(answer['refused'].split())[:200]}")
                continue
            found = [document["proof"]["proofValue"] for document in answer["documents"]]
            assert found == expected, f"{library} signs {kind} differently"


def measure(engines: list[Engine], node: Node | None, results: Results, *, rounds: int, count: int) -> None:
    """Sign and verify, one document at a time, warm."""
    signed = {
        kind: [engines[0].sign(make(number)) for number in range(count)] for kind, make in KINDS.items()
    }
    documents = {kind: [make(number) for number in range(count)] for kind, make in KINDS.items()}
    for round_ in range(rounds + 1):
        for kind in KINDS:
            for engine in engines:
                if (engine.name, kind) in results.refusals:
                    continue
                repeat = 10 if isinstance(engine, Ours) else 1
                times = {
                    "sign": cpu(each(engine.sign, documents[kind] * repeat), count * repeat),
                    "verify": cpu(each(engine.verify, signed[kind] * repeat), count * repeat),
                }
                for op, found in times.items():
                    # The first round warms everything up.
                    if round_:
                        results.add(engine.name, kind, op, found)
            for library in LIBRARIES if node else ():
                for op, work in (("sign", documents[kind]), ("verify", signed[kind])):
                    assert node is not None
                    answer = node.ask(op, library, work)
                    if round_ and "milliseconds" in answer:
                        results.add(library, kind, op, answer["milliseconds"][0])


def measure_batch(engines: list[Engine], results: Results, *, rounds: int, count: int) -> None:
    """Sign the awards of one course, learning included."""
    base = next(engine for engine in engines if engine.name == BASE)
    base_name = BASE + " (beside the batch)"
    for kind, make in KINDS.items():
        for _ in range(rounds):
            batch = OursInBatch()
            spent, base_spent = 0.0, []
            # Documents are made a few at a time, as a run makes them; only signing is on the clock.
            for start in range(0, count, CHUNK):
                documents = [make(number) for number in range(start, start + CHUNK)]
                spent += cpu(each(batch.sign, documents), 1)
                if start % (count // 4) == 0:
                    base_spent.append(cpu(each(base.sign, documents[:10]), 10))
            results.add(batch.name, kind, "sign", spent / count)
            results.add(base_name, kind, "sign", statistics.median(base_spent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=20, help="documents of each kind")
    parser.add_argument("--awards", type=int, default=100_000, help="awards for two processes against one")
    arguments = parser.parse_args()
    results = Results()
    engines: list[Engine] = [Ours(), PyLD(static=True), PyLD(static=False), Pyoxigraph()]
    for other in (OpenVC, OpenBadgesLib):
        try:
            engines.append(other())
        except ImportError:
            results.notes.append(f"{other.name} was not there: `pip install -r benchmarks/requirements.txt`.")
    node = Node() if Node.is_there() else None
    if node is None:
        results.notes.append("The Node libraries were not there: run `npm install` in benchmarks/.")
    check_equal([*engines, OursInBatch()], node, results)
    measure(engines, node, results, rounds=arguments.rounds, count=arguments.count)
    measure_batch(engines, results, rounds=arguments.rounds, count=1000)
    results.cold = {
        kind: statistics.median(cold_start(kind) for _ in range(7)) for kind in ("badge", "european")
    }
    results.sizes = sizes()
    results.memory = memory()
    results.profile = {kind: profile(make) for kind, make in KINDS.items()}
    results.processes = {
        label: two_processes(kind, arguments.awards)
        for label, kind in (("OB 3.0", "badge"), ("EDC", "european"))
    }
    if node is not None:
        results.node_versions = node.versions()
        node.close()
    print(write(results))


if __name__ == "__main__":
    main()
