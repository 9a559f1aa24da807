"""What the lowest rooms define is defined there alone: nobody writes an own pattern of it again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "mcissue"

Defines = Callable[[ast.AST], bool]


@dataclass(frozen=True)
class Rule:
    """One thing with one home.

    Attributes:
        home: the module or folder that defines it.
        defines: whether a node would define it again.
        again: a line that does.
        argued: modules that do something else with the same means, and why.
    """

    home: str
    defines: Defines
    again: str
    argued: Mapping[str, str] = field(default_factory=dict)


def _nodes(tree: ast.Module) -> list[ast.AST]:
    """All nodes but docstrings, which may talk about anything."""
    nodes = list(ast.walk(tree))
    said = [node.value for node in nodes if isinstance(node, ast.Expr)]
    docstrings = {id(text) for text in said if isinstance(text, ast.Constant)}
    return [node for node in nodes if id(node) not in docstrings]


@cache
def _house() -> dict[str, list[ast.AST]]:
    files = sorted(SOURCE.rglob("*.py"))
    return {
        path.relative_to(SOURCE).as_posix(): _nodes(ast.parse(path.read_text(encoding="utf-8")))
        for path in files
    }


def _texts(pattern: str) -> Defines:
    """Constant texts in which a pattern occurs."""
    wanted = re.compile(pattern)
    return lambda node: (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and wanted.search(node.value) is not None
    )


def _calls(*names: str) -> Defines:
    """Calls of functions or methods of these names."""
    return lambda node: (
        isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", None)) in names
    )


def _imports(module: str) -> Defines:
    return lambda node: (
        (isinstance(node, ast.Import) and module in {alias.name for alias in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module == module)
    )


def _classes(name: str) -> Defines:
    return lambda node: isinstance(node, ast.ClassDef) and node.name.endswith(name)


def _isoformat_of_instants(node: ast.AST) -> bool:
    """`isoformat(timespec=...)`, and `.replace("+00:00", "Z")`: a day's `isoformat()` is fine."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "isoformat":
        return bool(node.args or node.keywords)
    first = node.args[0] if node.args else None
    return node.func.attr == "replace" and isinstance(first, ast.Constant) and first.value == "+00:00"


RULES = {
    "absolute IRI": Rule(
        "words",
        _texts(r"\+\\?\.\\?-\]\*:|<>\\*\"\{\}"),
        r'IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")',
    ),
    "tag of a language": Rule(
        "words",
        _texts(r"\[A-Za-z\]\{\d,\d\}\)?\(?(\?:)?[\[-]|\[a-z\]\{\d,\d\}\)?\((\?:)?-"),
        r'TAG = r"[a-z]{2,3}(-[A-Z]{2})?"',
    ),
    "day": Rule(
        "words",
        _texts(r"\\d\{4\}\)?-\(?(\?P<\w+>)?[\\0]|%Y-%m-%d"),
        'day = datetime.strptime(text, "%Y-%m-%d")',
        {
            "record/slips.py": "finds days within a line, among them those that no calendar has",
            "verify/report/wording.py": "finds days within a sentence, to write them as people do",
        },
    ),
    "reading of instants": Rule(
        "words",
        _calls("fromisoformat", "strptime"),
        "datetime.fromisoformat(text)",
        {"issue/intake/xlsx.py": "cells of a workbook hold ISO 8601 times without zone (ECMA-376, 18.18.11)"},
    ),
    "writing of instants": Rule(
        "words",
        _isoformat_of_instants,
        'text = at.isoformat().replace("+00:00", "Z")',
        {"issue/intake/xlsx.py": "shows a cell's time as the sheet does, without zone"},
    ),
    "blank text": Rule("words", _texts("\u3164"), 'FILLERS = "\u3164\u2800"'),
    "character by its number": Rule(
        "words",
        _texts(r"^\\u$"),
        r'shown = f"\\u{number:04x}"',
        {"jsonld/quads.py": "N-Quads has its own escapes (RDF 1.1 N-Quads, section 6, UCHAR)"},
    ),
    "HTML": Rule("pages", _imports("html"), "import html"),
    "markup": Rule("pages", _classes("Markup"), "class _Markup(str): ..."),
    "page": Rule("pages", _texts("<!DOCTYPE|Content-Security-Policy"), 'head = "<!DOCTYPE html>"'),
    "folder of memories": Rule(
        "seen", _texts("XDG_STATE_HOME|LOCALAPPDATA"), 'os.environ.get("XDG_STATE_HOME")'
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_it_is_defined_once(rule: Rule) -> None:
    """Whoever needs it imports it; what only looks like it is argued in the rule, and the list is kept short."""
    places = {name for name, nodes in _house().items() if any(map(rule.defines, nodes))}
    away = {name for name in places if name.removesuffix(".py").split("/")[0] != rule.home}
    assert away == set(rule.argued)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_rule_sees_a_second_definition(rule: Rule) -> None:
    """A rule that finds nothing would hold nothing."""
    assert any(map(rule.defines, _nodes(ast.parse(rule.again))))
