"""Write `contexts/*.json` and `contexts/INDEX.json` from the term tables of ours in `contexts_terms/`.

Run it after a change of a table: `python scripts/contexts_write.py`. It needs nothing but Python. The
notation of the tables is described in `contexts_terms/README.md`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "scripts" / "contexts_terms"
CONTEXTS = ROOT / "contexts"

KEYWORDS = {
    "protected": {"@protected": True},
    "aliases": {"id": "@id", "type": "@type"},
    "version": {"@version": 1.1},
}
TYPES = {"@id", "@vocab", "@json"}
CONTAINERS = {"@set", "@list", "@graph", "@language"}
LINE_WIDTH = 110


@dataclass
class Edition:
    label: str  # in this table's conditions
    name: str  # in the index
    url: str
    file: str
    sha256: str
    sha384: str


@dataclass
class Table:
    """A parsed table: its editions, and its lines with abbreviations put in."""

    editions: list[Edition] = field(default_factory=list)
    namespaces: dict[str, str] = field(default_factory=dict)
    lines: list[list[str]] = field(default_factory=list)
    blocks: dict[str, list[list[str]]] = field(default_factory=dict)

    def holds(self, condition: str, edition: Edition) -> bool:
        """Whether `A..B`, `A..`, `..B` or `A` covers an edition."""
        names = [each.label for each in self.editions]
        first, dots, last = condition.partition("..")
        low = names.index(first) if first else 0
        high = names.index(last) if last else (len(names) - 1 if dots else low)
        return low <= names.index(edition.label) <= high

    def iri(self, word: str, term: str) -> str:
        if word.startswith("'"):
            return word[1:]
        namespace, colon, local = word.partition(":")
        return self.namespaces[namespace] + (local if colon else term)


def words_of(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip() and not line.startswith("#"):
            yield line.split()


def read_blocks(path: Path) -> dict[str, list[list[str]]]:
    """The lines that several tables share, by the name of their block."""
    blocks: dict[str, list[list[str]]] = {}
    for words in words_of(path):
        if words[0] == "block":
            lines = blocks[words[1]] = []
        else:
            lines.append(words)
    return blocks


def read_table(path: Path) -> Table:
    table = Table(blocks=read_blocks(path.with_name("shared.blocks")))
    abbreviations: dict[str, list[str]] = {}
    for words in words_of(path):
        match words:
            case ["ns", name, iri]:
                table.namespaces[name] = iri
            case ["let", name, "=", *meaning]:
                abbreviations[name] = meaning
            case ["edition", label, *fields]:
                table.editions.append(Edition(label.partition("=")[0], label.rpartition("=")[2], *fields))
            case _:
                table.lines.append([part for word in words for part in abbreviations.get(word, [word])])
    return table


def lines_of(table: Table, edition: Edition, lines: list[list[str]]) -> Iterator[list[str]]:
    """The lines of one edition, without their conditions and with their blocks put in."""
    for line in lines:
        words = line
        if words[0].startswith("["):
            if not table.holds(words[0].strip("[]"), edition):
                continue
            words = words[1:]
        if words[0] == "use":
            yield from lines_of(table, edition, table.blocks[words[1]])
            continue
        kept = []
        for word in words:
            text, mark, condition = word.partition("?")
            if not mark or table.holds(condition, edition):
                kept.append(text)
        yield kept


def context(table: Table, lines: Iterator[list[str]]) -> dict[str, Any]:
    """Read one context, up to its closing brace or the end."""
    made: dict[str, Any] = {}
    for term, *words in lines:
        if term == "}":
            break
        if term == "!":
            for word in words:
                made |= KEYWORDS[word]
            continue
        if term in made:
            raise SystemExit(f"{term} is defined twice")
        made[term] = definition(table, term, words, lines)
    return made


def definition(table: Table, term: str, words: list[str], lines: Iterator[list[str]]) -> str | dict[str, Any]:
    made: dict[str, Any] = {"@id": table.iri(words[0], term)}
    for word in words[1:]:
        if word in TYPES:
            made["@type"] = word
        elif word in CONTAINERS:
            made["@container"] = word
        elif word.startswith("^"):
            made["@type"] = table.iri(word[1:], term)
        elif word == "null":
            made["@context"] = None
        elif word == "{":
            made["@context"] = context(table, lines)
        elif word != "object":
            raise SystemExit(f"{term}: what is {word}?")
    return made["@id"] if len(made) == 1 and "object" not in words else made


def ordered(value: dict[str, Any]) -> dict[str, Any]:
    """Keywords before terms, in the order of a definition; terms by name; a scoped context last."""
    keywords = ["@version", "@protected", "@id", "@type", "@container"]
    rest = sorted(name for name in value if name not in keywords and name != "@context")
    return {name: value[name] for name in [*keywords, *rest, "@context"] if name in value}


def written(value: Any, *, indent: int, used: int) -> str:
    """JSON with a member a line; a value without a context of its own stays on one line if it fits."""
    if isinstance(value, dict):
        value = ordered(value)
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or ("@context" not in value and used + len(flat) < LINE_WIDTH):
        return flat
    members = []
    for name, member in value.items():
        start = " " * (indent + 2) + json.dumps(name) + ": "
        members.append(start + written(member, indent=indent + 2, used=len(start)))
    return "{\n" + ",\n".join(members) + "\n" + " " * indent + "}"


def outputs() -> dict[str, str]:
    """File name -> text, the index included."""
    files: dict[str, str] = {}
    index: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(TABLES.glob("*.terms")):
        table = read_table(path)
        for edition in table.editions:
            document = {"@context": context(table, lines_of(table, edition, table.lines))}
            text = written(document, indent=0, used=0) + "\n"
            files[edition.file] = text
            row = {
                "edition": edition.name,
                "file": edition.file,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "published": {"sha256": edition.sha256, "sha384": edition.sha384},
            }
            index.setdefault(edition.url, []).insert(0, row)
    files["INDEX.json"] = json.dumps(dict(sorted(index.items())), indent=2) + "\n"
    return files


def main() -> None:
    CONTEXTS.mkdir(exist_ok=True)
    for name, text in outputs().items():
        (CONTEXTS / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
