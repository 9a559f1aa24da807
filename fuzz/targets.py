"""What is fuzzed: each target takes bytes, and raises only if a promise is broken."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from mcissue.carrier.baking import bake
from mcissue.cli.output.render import render_report
from mcissue.errors import McissueError
from mcissue.issue.intake import read_learners
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import load_did_documents
from mcissue.proof.keys import PublicKey
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Verdict, Verifier
from mcissue.verify.report.page import report_page
from mcissue.verify.steps.carrier import open_carrier

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


_SUFFIXES = frozenset({".json", ".jsonld", ".jwt", ".jws"})
_LARGEST = 200_000
"""Bytes of a published file that becomes a seed: larger ones only slow the fuzzer down."""


class BrokenPromiseError(Exception):
    """A promise was broken."""


def operator() -> PublicKey:
    """The key of the sample registry's operator."""
    return PublicKey.from_multikey((SAMPLES / "operator.multikey").read_text(encoding="ascii").strip())


def sample_verifier() -> Verifier:
    """A verifier that finds the good samples valid."""
    registry = load_registry((SAMPLES / "registry.json").read_bytes(), operator_key=operator(), at=AT)
    index = json.loads((SAMPLES / "status" / "index.json").read_bytes())
    return Verifier(
        registry=registry,
        resolver=Resolver(load_did_documents(SAMPLES / "did-documents")),
        status_lists={url: (SAMPLES / "status" / name).read_bytes() for url, name in index.items()},
        at=AT,
        allow_test_registry=True,
    )


def _essence(document: dict[str, Any]) -> tuple[bytes, str]:
    """What of a document is signed, and its proofs."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    proof = document.get("proof")
    proofs = proof if isinstance(proof, list) else [proof]
    return canonical_form(unsecured, contexts=bundled_contexts()), json.dumps(proofs, sort_keys=True)


class VerifyTarget:
    """Any bytes give a report in three forms, and only what a sample says is valid."""

    def __init__(self) -> None:
        self._verifier = sample_verifier()
        self._good: set[tuple[bytes, str]] = set()
        for path in corpus("verify"):
            data = path.read_bytes()
            if self._verifier.verify(data).verdict is Verdict.VALID:
                self._good.add(_essence(open_carrier(data).document))

    def __call__(self, data: bytes) -> None:
        report = self._verifier.verify(data)
        json.dumps(report.to_json())
        if any(check.code == "internal_error" for check in report.checks):
            raise BrokenPromiseError(
                f"a step failed unexpectedly: {[c for c in report.checks if c.code == 'internal_error']}"
            )
        if len(data) % 8 == 0:
            render_report(report)
            report_page([report])
        if report.verdict is Verdict.VALID and _essence(open_carrier(data).document) not in self._good:
            raise BrokenPromiseError("a changed credential is valid")


class RegistryTarget:
    """Any bytes are a registry of the operator or give our error; only the sample's content is a registry."""

    def __init__(self) -> None:
        self._operator = operator()
        self._sequence = json.loads((SAMPLES / "registry.json").read_bytes())["sequence"]

    def __call__(self, data: bytes) -> None:
        try:
            registry = load_registry(data, operator_key=self._operator, at=AT)
        except McissueError:
            return
        if registry.snapshot.sequence != self._sequence:
            raise BrokenPromiseError("a changed registry is accepted")


class StatusListTarget:
    """Any bytes handed in as a status list take nothing from a verification but its certainty."""

    def __init__(self) -> None:
        registry = load_registry((SAMPLES / "registry.json").read_bytes(), operator_key=operator(), at=AT)
        self._credential = next(iter(corpus("verify"))).read_bytes()
        document = json.loads(self._credential)
        self._url = document["credentialStatus"]["statusListCredential"]
        self._registry = registry
        self._resolver = Resolver(load_did_documents(SAMPLES / "did-documents"))

    def __call__(self, data: bytes) -> None:
        report = Verifier(
            registry=self._registry,
            resolver=self._resolver,
            status_lists={self._url: data},
            at=AT,
            allow_test_registry=True,
        ).verify(self._credential)
        if any(check.code == "internal_error" for check in report.checks):
            raise BrokenPromiseError("a step failed unexpectedly")


class IntakeTarget:
    """Any bytes are a learner file or give our error."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mcissue-fuzz-"))

    def __call__(self, data: bytes) -> None:
        suffix = ".xlsx" if data[:2] == b"PK" else ".jsonl" if data[:1] == b"{" else ".csv"
        path = self._folder / f"learners{suffix}"
        path.write_bytes(data)
        try:
            read_learners(path, language="en", award_date="2026-06-15")
        except McissueError:
            return


TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "verify": VerifyTarget,
    "registry": RegistryTarget,
    "status": StatusListTarget,
    "intake": IntakeTarget,
}


def corpus(target: str) -> list[Path]:
    """The good files that mutants are made from; with the variable, published ones besides."""
    if target == "verify":
        good = sorted((SAMPLES / "credentials").rglob("*.json"))
        twins = [path for path in sorted((SAMPLES / "twins").rglob("*.json")) if path.name != "index.json"]
        return [*good, *twins, *_published()]
    if target == "registry":
        return [SAMPLES / "registry.json"]
    if target == "status":
        return [path for path in sorted((SAMPLES / "status").glob("*.json")) if path.name != "index.json"]
    return [path for path in sorted((SAMPLES / "inputs" / "learners").iterdir()) if path.is_file()]


def _published() -> list[Path]:
    """Sealed files, tokens, old badges and learner records of the published files, where they are at hand."""
    root = os.environ.get("MCISSUE_REFERENCE")
    if root is None:
        return []
    folders = [Path(root, "elm"), Path(root, "openbadges"), Path(root, "w3c", "jose-cose")]
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES]
    return [path for path in found if path.stat().st_size < _LARGEST]


def into_picture(data: bytes, rng: Random) -> bytes:
    """A credential in a picture, if it can be baked, else as it was."""
    import struct
    import zlib

    if rng.random() < 0.5:
        picture = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="5"/></svg>'
    else:

        def chunk(kind: bytes, body: bytes) -> bytes:
            return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

        header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"\0\0\0\0")
        picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    try:
        return bake(data, picture).data
    except McissueError:
        return data
