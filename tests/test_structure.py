"""The house: data flows one way through the rooms, and nothing unfinished is left lying about."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_the_rooms_import_downstairs_only() -> None:
    """The layers of the design hold, and issuing and verifying do not know each other."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "pattern", [r"\bTODO\b", r"\bFIXME\b", r"\bXXX\b", r"NotImplementedError", r"\bprint\("]
)
def test_nothing_unfinished_is_left(pattern: str) -> None:
    """No marks of unfinished work, and no print in the library."""
    found = [path.name for path in SOURCES if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert not found


def test_every_public_module_says_what_it_is() -> None:
    """Each module begins with a docstring."""
    silent = [
        path.name for path in SOURCES if not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert not silent


MOST_MODULES = 20
"""In one folder: more names than that nobody takes in at a glance; then some of them belong together."""


def test_no_folder_is_a_heap() -> None:
    """A room that grows gets packages."""
    folders = {path.parent for path in SOURCES}
    heaps = [folder for folder in folders if len(list(folder.glob("*.py"))) - 1 > MOST_MODULES]
    assert not heaps


def test_the_command_line_has_one_module_a_command() -> None:
    """What is not a command is in a folder, but for the verifier that issuing is handed."""
    folder = ROOT / "src" / "mcissue" / "cli"
    others = {
        path.stem
        for path in folder.glob("*.py")
        if not re.search(r"^@(click|\w+)\.(command|group)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert others == {"__init__", "self_check"}


CIRCLES_TO_MEND = frozenset({"formats"})
"""Rooms in which modules still import each other in circles; the list only gets shorter."""


def _module_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, modules: Collection[str]) -> Iterator[str]:
    """The modules that one imports, wherever the import stands: under TYPE_CHECKING or in a function too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.module in modules:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inner & set(modules)
            if not inner <= set(modules):
                yield node.module


def _circles(graph: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Groups of modules each of which reaches all others of its group."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            module = waiting.pop()
            if module not in found:
                found.add(module)
                waiting += graph[module]
        return found

    reach = {module: reached(module) for module in graph}
    groups = {
        frozenset(other for other in graph if other in reach[module] and module in reach[other])
        for module in graph
        if module in reach[module]
    }
    return sorted(sorted(group) for group in groups)


def _circles_by_room() -> dict[str, list[list[str]]]:
    modules = {_module_of(path): path for path in SOURCES}
    # The face of the whole package names its public things, and resolves them when they are used.
    modules.pop("mcissue")
    graph = {module: set(_imports(path, modules)) for module, path in modules.items()}
    found: dict[str, list[list[str]]] = {}
    for circle in _circles(graph):
        found.setdefault(circle[0].split(".")[1], []).append(circle)
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports have one direction inside each room too, those for types included."""
    found = _circles_by_room()
    assert {room: circles for room, circles in found.items() if room not in CIRCLES_TO_MEND} == {}
