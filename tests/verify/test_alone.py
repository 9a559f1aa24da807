"""The verifier stands alone: it needs nothing of issuing, no extra package and no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.university import AT, ISSUER, LIST_URL, University

# Everything that only other parts of mcissue, extras or later rounds need.
FORBIDDEN = (
    "mcissue.issue",
    "mcissue.cli",
    "click",
    "ruamel",
    "sqlalchemy",
    "sqlite3",
    "httpx",
    "requests",
    "aiohttp",
    "urllib3",
    "http.client",
    "urllib.request",
    "rdflib",
    "pyoxigraph",
    "openpyxl",
    "fastapi",
    "jsonschema_rs",
    "hypothesis",
    "pkcs11",
    "PIL",
    "defusedxml",
    "cryptography.x509",  # only what is sealed has certificates
)

VERIFY = """
import sys

BLOCKED = {blocked!r}

class Block:
    def find_spec(self, name, path=None, target=None):
        if any(name == word or name.startswith(word + ".") for word in BLOCKED):
            raise ImportError("blocked: " + name)

sys.meta_path.insert(0, Block())

import json
import socket
from datetime import datetime
from pathlib import Path

def no_network(*_):
    raise AssertionError("the network was touched")

socket.socket.connect = no_network
socket.getaddrinfo = no_network

from mcissue.proof.did.resolver import Resolver
from mcissue.proof.keys.keys import PublicKey
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Verifier

folder = Path(sys.argv[1])
given = json.loads((folder / "given.json").read_text())
at = datetime.fromisoformat(given["at"])
registry = load_registry(
    (folder / "registry.json").read_bytes(), operator_key=PublicKey.from_multikey(given["operator"]), at=at
)
verifier = Verifier(
    registry=registry,
    resolver=Resolver({{given["issuer"]: json.loads((folder / "did.json").read_text())}}),
    status_lists={{given["list"]: (folder / "list.json").read_bytes()}},
    at=at,
    allow_test_registry=True,
)
report = verifier.verify((folder / "credential.json").read_bytes())
print(report.verdict.value, [check.id for check in report.deciding])
"""


def run(code: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_it_verifies_with_issuing_and_all_extras_blocked(tmp_path: Path) -> None:
    """A third party can verify with the base dependencies alone, and nothing reaches for the network."""
    university = University()
    (tmp_path / "credential.json").write_bytes(university.data())
    (tmp_path / "registry.json").write_bytes(university.registry_data())
    (tmp_path / "did.json").write_text(json.dumps(university.did_documents[ISSUER]))
    (tmp_path / "list.json").write_text(json.dumps(university.status_list()))
    given = {
        "at": AT.isoformat(),
        "operator": university.operator.multikey,
        "issuer": ISSUER,
        "list": LIST_URL,
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    blocked = [name for name in FORBIDDEN if name not in {"http.client", "urllib.request"}]
    assert run(VERIFY.format(blocked=blocked), str(tmp_path)) == "valid []"


def test_importing_it_loads_nothing_of_them() -> None:
    """After `import mcissue.verify` no module of issuing, of a client or of an extra is loaded."""
    loaded = run("import mcissue.verify, sys, json; print(json.dumps(sorted(sys.modules)))")
    names = json.loads(loaded)
    found = [name for name in names if any(name == word or name.startswith(f"{word}.") for word in FORBIDDEN)]
    assert found == []
