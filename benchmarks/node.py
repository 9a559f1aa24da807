"""The Node process of the comparison."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.documents import ISSUER, KEY_ID
from benchmarks.engines import CREATED_TEXT, SEED, context_files

FOLDER = Path(__file__).resolve().parent
LIBRARIES = ("@digitalbazaar/vc", "@digitalcredentials/vc")


class Node:
    """Libraries in Node behind a pipe; None of them is there without `npm install` in this folder."""

    def __init__(self) -> None:
        settings = {
            "files": context_files(),
            "seed": SEED.hex(),
            "keyId": KEY_ID,
            "created": CREATED_TEXT,
            "controller": {
                "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
                "id": ISSUER,
                "assertionMethod": [KEY_ID],
            },
        }
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(settings, file)
        self._process = subprocess.Popen(
            [shutil.which("node") or "node", str(FOLDER / "node.mjs"), file.name],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @staticmethod
    def is_there() -> bool:
        return (
            shutil.which("node") is not None and (FOLDER / "node_modules" / "@digitalbazaar" / "vc").is_dir()
        )

    def ask(self, op: str, library: str, documents: list[Any], rounds: int = 1) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"op": op, "library": library, "documents": documents, "rounds": rounds}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    @staticmethod
    def versions() -> dict[str, str]:
        names = [*LIBRARIES, "@digitalbazaar/eddsa-rdfc-2022-cryptosuite", "jsonld"]
        return {
            name: json.loads((FOLDER / "node_modules" / name / "package.json").read_text())["version"]
            for name in names
        }
