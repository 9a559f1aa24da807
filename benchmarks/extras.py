"""The other measurements: cold start, size, memory, two processes, and where the time goes."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.clock import cpu, each
from benchmarks.documents import badge, european
from benchmarks.engines import Ours, OursInBatch

from mcissue.jsonld.compiled.compile import CompiledEngine, compiled_engine
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.multibase import encode_base58btc

_COLD = """
import sys, time
sys.path.insert(0, {root!r})
from benchmarks.documents import badge, european
import mcissue.jsonld.engine, mcissue.jsonld.contexts.store, mcissue.proof.data_integrity
from mcissue.jsonld.contexts.store import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.contexts.policy import ContextPolicy
document = {kind}(1)
before = time.process_time()
canonical_form(document, contexts=bundled_contexts(), policy=ContextPolicy.PINNED)
print((time.process_time() - before) * 1000)
assert "pyld" not in sys.modules
"""


def cold_start(kind: str) -> float:
    """Milliseconds for the first document of a fresh process, imports excluded, context files included."""
    root = str(Path(__file__).resolve().parents[1])
    code = _COLD.format(root=root, kind=kind)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def sizes() -> list[tuple[int, float]]:
    """Kilobytes and milliseconds: badges with ever more alignments, without ids."""
    import json

    engine = compiled_engine(bundled_contexts(), ContextPolicy.PINNED)
    found = []
    for count in (0, 10, 50, 200, 900):
        document = badge()
        document["credentialSubject"]["achievement"]["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": f"Skill {number}",
                "targetUrl": f"http://data.europa.eu/esco/skill/{number}",
                "targetDescription": "Words about the skill, of the length that such words have. " * 3,
            }
            for number in range(count)
        ]
        if count == 900:
            document["evidence"] = [
                {"id": f"https://kymi.example/works/{n}", "type": ["Evidence"], "narrative": "Words. " * 120}
                for n in range(900)
            ]
        size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
        engine.canonical_form(document)
        repeat = max(1, 200_000 // size)
        time_ = cpu(each(engine.canonical_form, [document] * repeat), repeat)
        found.append((size, time_))
    return found


def memory(count: int = 100_000) -> dict[str, float]:
    """Megabytes at their peak, after some and after all of many documents of different shapes."""
    engine = CompiledEngine(bundled_contexts(), ContextPolicy.PINNED)
    marks = {}
    for number in range(count):
        engine.canonical_form(shape(number))
        if number + 1 in (count // 10, count // 2, count):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            marks[f"after {number + 1:,}"] = peak
    return marks


def shape(number: int) -> dict[str, Any]:
    """A small badge whose members stand in an order of their own: a form that no other number has."""
    members = [
        ("name", f"Badge {number}"),
        ("description", "A badge"),
        ("validFrom", "2026-06-15T12:00:00Z"),
        ("validUntil", "2031-06-15T12:00:00Z"),
        ("awardedDate", "2026-06-15T12:00:00Z"),
        ("id", f"urn:uuid:{number:032x}"),
        ("issuer", {"id": f"https://issuer{number}.example/", "type": "Profile", "name": "Kymi"}),
        ("type", ["VerifiableCredential", "OpenBadgeCredential"]),
        ("credentialSubject", {"type": "AchievementSubject", "role": "Student"}),
    ]
    ordered = []
    while members:
        number, place = divmod(number, len(members))
        ordered.append(members.pop(place))
    context = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    return {"@context": context, **dict(ordered)}


def profile(make: Callable[[int], dict[str, Any]]) -> dict[str, float]:
    """Milliseconds of the parts of signing one document, and of one in a batch."""
    ours, batch = Ours(), OursInBatch()
    documents = [make(number) for number in range(200)]
    for document in documents:
        batch.sign(document)
    engine = compiled_engine(ours.contexts, ContextPolicy.PINNED)
    count = len(documents)
    signed = ours.sign(documents[0])
    options = {"@context": documents[0]["@context"], **signed["proof"]}
    options.pop("proofValue")
    form = engine.canonical_form(documents[0])
    assert form is not None
    signature = ours.signer.sign(form)
    walk = cpu(each(engine.walk, documents), count)
    whole = cpu(each(engine.canonical_form, documents), count)
    verify = ours.public_key.verify
    data = sha256(form).digest() * 2
    right = ours.signer.sign(data)
    return {
        "sign, all": cpu(each(ours.sign, documents), count),
        "- walk over the document": walk,
        "- RDFC-1.0: hash, sort, join, encode": whole - walk,
        "- canonical form of the proof's options": cpu(each(engine.canonical_form, [options] * count), count),
        "- SHA-256 of the canonical form": cpu(each(sha256, [form] * count), count),
        "- Ed25519 signature": cpu(each(ours.signer.sign, [data] * count), count),
        "- base58": cpu(each(encode_base58btc, [signature] * count), count),
        "verify, all": cpu(each(ours.verify, [signed] * count), count),
        "- Ed25519 verification": cpu(each(lambda message: verify(right, message), [data] * count), count),
        "sign in a batch, all": cpu(each(batch.sign, documents), count),
        "- canonical form by the plan": cpu(each(batch.forms.canonical_form, documents), count),
    }


_MAKERS = {"badge": badge, "european": european}


def _sign_range(kind: str, start: int, stop: int) -> int:
    batch, make = OursInBatch(), _MAKERS[kind]
    for number in range(start, stop):
        batch.sign(make(number))
    return stop - start


def two_processes(kind: str, count: int) -> dict[str, float]:
    """Seconds on the clock for many awards, documents made included, with workers that are warm.

    Args:
        kind: `badge` or `european`.
        count: how many awards.
    """
    step = max(1, count // 40)
    chunks = [(start, min(start + step, count)) for start in range(0, count, step)]
    found = {}
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(_sleepy_warm, [kind] * workers))
            before = time.perf_counter()
            done = sum(pool.map(_sign_range, [kind] * len(chunks), *zip(*chunks, strict=True)))
            found[f"{workers}"] = time.perf_counter() - before
            assert done == count
    return found


def _sleepy_warm(kind: str) -> None:
    _sign_range(kind, 0, 50)
    # So that every worker gets one.
    time.sleep(0.3)
