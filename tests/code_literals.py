"""Finds every code that the source says, by its syntax: what is handed over as `code`, however it is handed."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

__all__ = ["SOURCE", "literals", "said_codes"]

SOURCE = Path(__file__).resolve().parents[1] / "src" / "mcissue"
FRAGMENTS = SOURCE / "codes"

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

#: Calls that take a `code` of somebody else's: kinds of PydanticCustomError are no codes of ours.
FOREIGN = {"PydanticCustomError"}


def _trees() -> dict[Path, ast.Module]:
    files = [path for path in SOURCE.rglob("*.py") if FRAGMENTS not in path.parents]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def _positions(tree: ast.Module) -> dict[str, int]:
    """Name of a function or dataclass -> the position at which it takes a code."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            names = [name for name in names if name not in {"self", "cls"}]
        elif isinstance(node, ast.ClassDef):
            fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
            names = [each.target.id for each in fields if isinstance(each.target, ast.Name)]
        else:
            continue
        if "code" in names:
            found[node.name] = names.index("code")
    return found


def _constants(node: ast.AST) -> set[str]:
    """The texts that an expression can be: a constant, or the branches of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _constants(node.body) | _constants(node.orelse)
    return set()


def _assigned(node: ast.AST) -> ast.AST | None:
    """The value that a variable or argument called `code` is given."""
    if isinstance(node, ast.keyword) and node.arg == "code":
        return node.value
    if isinstance(node, ast.Assign) and any(getattr(each, "id", None) == "code" for each in node.targets):
        return node.value
    return None


def said_codes() -> dict[str, set[str]]:
    """Code -> the files that say it."""
    trees = _trees()
    everywhere = {
        name: position
        for tree in trees.values()
        for name, position in _positions(tree).items()
        if not name.startswith("_")
    }
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees.items():
        positions = everywhere | _positions(tree)
        foreign = {
            keyword
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in FOREIGN
            for keyword in node.keywords
        }
        for node in ast.walk(tree):
            values = [_assigned(node)] if node not in foreign else []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                position = positions.get(str(name))
                if position is not None and position < len(node.args) and name not in FOREIGN:
                    values.append(node.args[position])
            for value in values:
                for code in _constants(value) if value is not None else ():
                    found[code].add(str(path.relative_to(SOURCE)))
    return dict(found)


def literals() -> set[str]:
    """Every text constant of the source that has the form of a code."""
    return {
        node.value
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }
