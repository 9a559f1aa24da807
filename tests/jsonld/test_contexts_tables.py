"""The committed context files are what the term tables say."""

from __future__ import annotations

import json

import pytest
from scripts.contexts_write import Edition, Table, context, lines_of, outputs
from tests.jsonld.contexts_oracle import CONTEXTS


def made(*lines: str, editions: str = "a b c", label: str = "b") -> dict:
    """What a small table gives for one of its editions."""
    held = [Edition(name, name, f"urn:{name}", f"{name}.json", "", "") for name in editions.split()]
    table = Table(
        editions=held, namespaces={"ex": "https://example.org/"}, lines=[line.split() for line in lines]
    )
    edition = next(each for each in held if each.label == label)
    return context(table, lines_of(table, edition, table.lines))


def test_the_files_are_written_from_the_tables() -> None:
    """Writing again changes no byte of any file, the index included."""
    for name, text in outputs().items():
        assert (CONTEXTS / name).read_bytes() == text.encode(), f"{name}: run scripts/contexts_write.py"


def test_terms_stand_in_the_order_of_their_names() -> None:
    """In each context the keywords come first, then the terms by name: the layout is ours."""

    def check(local: dict) -> None:
        names = [name for name in local if not name.startswith("@")]
        assert names == sorted(names)
        for value in local.values():
            if isinstance(value, dict) and isinstance(value.get("@context"), dict):
                check(value["@context"])

    for path in CONTEXTS.glob("*.json"):
        if path.name != "INDEX.json":
            check(json.loads(path.read_bytes())["@context"])


def test_a_line_gives_a_definition() -> None:
    """IRI, type, container, form and scope of a line arrive in the definition."""
    assert made("a ex", "b ex:c", "d 'urn:d", "e ex object") == {
        "a": "https://example.org/a",
        "b": "https://example.org/c",
        "d": "urn:d",
        "e": {"@id": "https://example.org/e"},
    }
    assert made("a ex @id @set", "b ex ^ex:t @list", "c ex ^'xsd:date null") == {
        "a": {"@id": "https://example.org/a", "@type": "@id", "@container": "@set"},
        "b": {"@id": "https://example.org/b", "@type": "https://example.org/t", "@container": "@list"},
        "c": {"@id": "https://example.org/c", "@type": "xsd:date", "@context": None},
    }
    assert made("A ex {", "! protected aliases version", "a ex", "}", "b ex") == {
        "A": {
            "@id": "https://example.org/A",
            "@context": {
                "@protected": True,
                "id": "@id",
                "type": "@type",
                "@version": 1.1,
                "a": "https://example.org/a",
            },
        },
        "b": "https://example.org/b",
    }


@pytest.mark.parametrize(
    ("condition", "held"),
    [("a", "a"), ("..a", "a"), ("a..", "abc"), ("..b", "ab"), ("b..", "bc"), ("a..b", "ab"), ("b", "b")],
)
def test_conditions_choose_editions(condition: str, held: str) -> None:
    """A line or a word with a condition counts in the named editions only."""
    for label in "abc":
        assert ("x" in made(f"[{condition}] x ex", label=label)) is (label in held)
        assert (made(f"x ex @id?{condition}", label=label)["x"] != "https://example.org/x") is (label in held)


@pytest.mark.parametrize("lines", [["a ex", "a ex"], ["a ex @nest"], ["a other"]])
def test_a_table_with_a_mistake_is_refused(lines: list[str]) -> None:
    """A term twice, an unknown word or an unknown namespace stops the writing."""
    with pytest.raises((SystemExit, KeyError)):
        made(*lines)
