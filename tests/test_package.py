"""The package as a whole: light to import, and its public names are there."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import mcissue
import mcissue.formats
import mcissue.issue
import mcissue.proof
import mcissue.registry
import mcissue.verify

FACES = (mcissue, mcissue.formats, mcissue.issue, mcissue.proof, mcissue.registry, mcissue.verify)
"""Whose public names are resolved when they are used."""

HEAVY = ("pydantic", "cryptography", "pyld", "click", "ruamel", "rfc8785", "socket", "http", "urllib.request")


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_every_public_name_can_be_used(face: ModuleType) -> None:
    """What `__all__` promises is there, and nothing else is resolved."""
    for name in face.__all__:
        assert getattr(face, name) is not None
    assert not hasattr(face, "nothing_of_this_name")


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_type_checkers_are_told_the_same_names(face: ModuleType) -> None:
    """What is imported for types alone is what is resolved at run time: the same names, of the same modules."""
    source = ast.parse(Path(face.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in source.body if isinstance(node, ast.If)]
    told = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    eager = {name for name in vars(face) if name in face.__all__}
    assert set(told) == set(face.__all__) - eager
    for name, module in told.items():
        assert getattr(face, name) is getattr(importlib.import_module(module), name), name


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import mcissue` alone brings in no dependency and no network module."""
    code = f"import sys, mcissue; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
