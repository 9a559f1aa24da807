"""How long issuing takes, against what it can't do without: signing, one verification each, writing the bytes.

Everything is measured in one run, after another on the same rows: a whole run from the learner file with the
ledger, and its parts alone. `make bench-issue` writes benchmarks/issue_results.md; `make bench-large` issues
a million rows and looks at the memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from mcissue.cli.self_check import self_check
from mcissue.issue.batch import Batch, Packing, StatusPlan
from mcissue.issue.controller import DID_DOCUMENTS, publish_controller
from mcissue.issue.intake import open_learners
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.issue.ledger import FOLDER, Ledger
from mcissue.jsonld.batch.plan import BatchForms
from mcissue.proof.data_integrity import add_proof, prepare_proof
from mcissue.proof.keys import PrivateKey
from mcissue.record.files import read_course, read_issuer

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ROOT / "samples" / "inputs"
KEY = PrivateKey.from_seed(b"the key of the benchmarks' desk!")
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SHARD = 1_000
LARGE = 1_000_000
MAX_LARGE_MB = 500

BASELINE_SUM = ("signing", "verifying", "writing")


class Took(NamedTuple):
    """Seconds.

    Attributes:
        clock: by the clock, waiting for the disk and for other programs included.
        work: of this process alone.
    """

    clock: float
    work: float


def issuer() -> Issuer:
    organisation = read_issuer(INPUTS / "issuers" / "kymi.yaml")
    return Issuer(organisation=organisation, signer=KEY.signer(key_id_for(organisation.id, KEY.public_key)))


def learners(folder: Path, count: int) -> Path:
    path = folder / "learners.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("learner_id,email,full_name,grade\n")
        for number in range(count):
            file.write(f"{number:07},l{number}@learners.example,Learner Nr {number},{number % 5 + 1}\n")
    return path


def issue(folder: Path, path: Path, packing: Packing, *, jobs: int = 1, verify_all: bool = False) -> Took:
    """A whole run, as `mcissue issue` makes it; seconds by the clock and of this process."""
    began, worked = time.perf_counter(), time.process_time()
    desk = issuer()
    out = folder / "out"
    file = open_learners(path, language="fi", award_date="2026-06-15")
    with Ledger.open(out / FOLDER) as ledger:
        batch = Batch(
            issuer=desk,
            course=read_course(INPUTS / "courses" / "research-data.yaml"),
            ledger=ledger,
            out=out,
            now=NOW,
            source=path.name,
            status=StatusPlan(
                base="https://status.kymi.example/", purpose="revocation", valid_for=timedelta(days=180)
            ),
            language="fi",
            packing=packing,
            jobs=jobs,
            verify_all=verify_all,
        )
        plan = batch.plan(file.rows())
        assert not plan.problems, plan.problems
        documents = out / DID_DOCUMENTS

        def make_check(lists: Any) -> Any:
            publish_controller(documents, issuer=desk.organisation.id, signer=desk.signer)
            return self_check(did_documents=documents, lists=lists, at=NOW, complete=True)

        batch.run(plan, make_check=make_check)
    return Took(time.perf_counter() - began, time.process_time() - worked)


def baseline(folder: Path, signed: Path) -> dict[str, Took]:
    """The parts alone, over the documents that a run has signed."""
    desk = issuer()
    forms = BatchForms(desk.contexts)
    took = dict.fromkeys(("signing", "verifying", "writing", "files"), Took(0.0, 0.0))
    target = folder / "plain"
    target.mkdir()

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began, worked = time.perf_counter(), time.process_time()
        yield
        before = took[name]
        took[name] = Took(
            before.clock + time.perf_counter() - began, before.work + time.process_time() - worked
        )

    public = desk.signer.public_key
    with signed.open("rb") as lines, (folder / "plain.jsonl").open("wb") as jsonl:
        while shard := [line for _, line in zip(range(SHARD), lines, strict=False)]:
            documents = []
            for line in shard:
                document = json.loads(line)
                del document["proof"]
                documents.append(document)
            with timed("signing"):
                for document in documents:
                    add_proof(document, signer=desk.signer, created=NOW, canonical=forms.canonical_form)
            datas = [
                prepare_proof(document, signer=desk.signer, created=NOW, canonical=forms.canonical_form)[1]
                for document in documents
            ]
            pairs = [(desk.signer.sign(data), data) for data in datas]
            with timed("verifying"):
                for signature, data in pairs:
                    assert public.verify(signature, data)
            with timed("writing"):
                for line in shard:
                    jsonl.write(line)
                jsonl.flush()
            texts = [json.dumps(json.loads(line), ensure_ascii=False, indent=2).encode() for line in shard]
            with timed("files"):
                for number, text in enumerate(texts):
                    temporary = target / f"{number}.part"
                    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT, 0o644)
                    os.write(descriptor, text)
                    os.fsync(descriptor)
                    os.close(descriptor)
                    temporary.rename(target / f"{number}-{jsonl.tell()}.json")
        with timed("writing"):
            os.fsync(jsonl.fileno())
    return took


def measure(count: int, room: Path) -> dict[str, Took]:
    """All ways to issue so many rows, and the parts alone."""
    found: dict[str, Took] = {}
    path = learners(room, count)
    ways: list[tuple[str, dict[str, Any]]] = [
        ("jsonl", {"packing": Packing.JSONL}),
        ("files", {"packing": Packing.FILES}),
        ("jsonl, 2 processes", {"packing": Packing.JSONL, "jobs": 2}),
    ]
    if count <= 10_000:
        ways.append(("jsonl, verify all", {"packing": Packing.JSONL, "verify_all": True}))
    for name, options in ways:
        folder = Path(tempfile.mkdtemp(dir=room))
        found[name] = issue(folder, path, **options)
        if name == "jsonl":
            (signed,) = (folder / "out" / "credentials").glob("*.jsonl")
            found |= {f"plain: {part}": took for part, took in baseline(folder, signed).items()}
        shutil.rmtree(folder)
    return found


def ratios(found: dict[str, Took]) -> tuple[tuple[float, float], tuple[float, float]]:
    """JSONL and files against their parts: by the clock, and by work alone."""
    parts = [found[f"plain: {part}"] for part in BASELINE_SUM]
    jsonl = tuple(found["jsonl"][kind] / sum(part[kind] for part in parts) for kind in (0, 1))
    parts.append(found["plain: files"])
    files = tuple(found["files"][kind] / sum(part[kind] for part in parts) for kind in (0, 1))
    return (jsonl[0], jsonl[1]), (files[0], files[1])


def table(results: dict[int, dict[str, Took]]) -> str:
    names = dict.fromkeys(name for found in results.values() for name in found)
    lines = [
        "| seconds by the clock (work of the process) | "
        + " | ".join(f"{count:,} awards" for count in results)
        + " |",
        "| --- |" + " ---: |" * len(results),
    ]
    for name in names:
        cells = [
            f"{found[name].clock:.2f} ({found[name].work:.2f})" if name in found else ""
            for found in results.values()
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    for title, place, limit in (("JSONL", 0, 3), ("files", 1, 2)):
        cells = ["**{:.2f}** ({:.2f})".format(*ratios(found)[place]) for found in results.values()]
        lines.append(f"| {title} against its parts (at most {limit}) | " + " | ".join(cells) + " |")
    each = [found["jsonl"].work / count * 1e3 for count, found in results.items()]
    lines += [
        "",
        "Milliseconds of work for each award, JSONL: " + ", ".join(f"{one:.3f}" for one in each) + ".",
    ]
    return "\n".join(lines)


def large(room: Path, count: int, jobs: int) -> tuple[str, bool]:
    """Issue a million rows; what memory it took, and whether that was too much."""
    path = learners(room, count)
    took = issue(room, path, Packing.JSONL, jobs=jobs)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    text = (
        f"{count:,} rows, JSON Lines, {jobs} processes: {took.clock:.0f} s, {took.clock / count * 1e3:.3f} ms "
        f"each; peak memory {own} MB, of the largest child {children} MB (at most {MAX_LARGE_MB} MB)."
    )
    return text, max(own, children) > MAX_LARGE_MB


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--large", action="store_true", help="a million rows, for the memory")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="write the table there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("MCISSUE_BENCH_DIR")) as folder:
        room = Path(folder)
        if options.large:
            count = options.counts[0] if len(options.counts) == 1 else LARGE
            text, is_too_much = large(room, count, options.jobs)
            return finish("Issuing a million rows", text, options.write) or int(is_too_much)
        # A first run loads and compiles everything.
        measure(500, Path(tempfile.mkdtemp(dir=room)))
        results = {count: measure(count, room) for count in options.counts}
    return finish("Issuing: what it takes", table(results), options.write)


def finish(title: str, text: str, target: Path | None) -> int:
    """Print a result, and write it where it is wanted."""
    sys.stdout.write(text + "\n")
    if target:
        target.write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
