"""What some tests need besides Python: a mark each, and whether this machine has it."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

__all__ = [
    "ALL_MUST_RUN",
    "NEEDS",
    "REFERENCE_VARIABLE",
    "Need",
    "lazily",
    "postgres_program",
    "softhsm_module",
]

REFERENCE_VARIABLE = "MCISSUE_REFERENCE"
ALL_MUST_RUN = "MCISSUE_ALL_MUST_RUN"
"""Set where everything was installed (`.ci/run`, second part): a skip of a marked test is then a failure."""

SOFTHSM_MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


class Need(NamedTuple):
    """One thing that may be absent.

    Attributes:
        is_here: whether it is there.
        absent: what a skip says.
    """

    is_here: Callable[[], bool]
    absent: str


def softhsm_module() -> str:
    """Where SoftHSM's library is, or where it would be."""
    return next((path for path in SOFTHSM_MODULES if Path(path).exists()), SOFTHSM_MODULES[0])


def postgres_program(name: str) -> str | None:
    """Where a program of PostgreSQL is; distributions keep them out of the path."""
    found = shutil.which(name)
    if found:
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(places[-1]) if places else None


def lazily(name: str) -> Any:
    """A module that is imported where it is used: collecting tests must not depend on what is installed."""
    return _Lazy(name)


class _Lazy:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)


def _has(*modules: str) -> bool:
    return all(find_spec(module) is not None for module in modules)


NEEDS = {
    "reference": Need(
        lambda: bool(os.environ.get(REFERENCE_VARIABLE)),
        f"{REFERENCE_VARIABLE} is not set: the published files are not here",
    ),
    "interop": Need(
        lambda: shutil.which("node") is not None and shutil.which("npm") is not None,
        "Node or npm is not installed: foreign libraries were not asked",
    ),
    "oracles": Need(
        lambda: _has("rdflib", "pyshacl", "openbadgeslib", "openvc"),
        "the packages of the group `oracles` are not installed: pySHACL and foreign libraries were not asked",
    ),
    "hsm": Need(
        lambda: (
            shutil.which("softhsm2-util") is not None and Path(softhsm_module()).exists() and _has("pkcs11")
        ),
        "SoftHSM or python-pkcs11 is not installed: no hardware module was asked",
    ),
    "faults": Need(
        lambda: sys.platform == "linux" and shutil.which("cc") is not None,
        "no Linux with a C compiler: a process was not killed at every act",
    ),
    "postgres": Need(
        lambda: postgres_program("initdb") is not None and _has("psycopg"),
        "PostgreSQL or psycopg is not installed: no ledger was kept in one",
    ),
}
"""A row each: the mark of a test -> what it needs."""
