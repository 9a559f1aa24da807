"""The shipped lists against the published files they were taken from, row by row."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from mcissue.vocabulary import SCHEMES, concepts, language_tag

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src" / "mcissue" / "vocabulary" / "tables"
OWN = {"country_codes", "language_names", "other_names"}


def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "make_vocabularies.py"))


def published(reference: Path) -> dict[str, dict[str, str]]:
    """Read here once more, without the script, so that a fault of the script shows."""
    lists: dict[str, dict[str, str]] = {}
    for name in ("vocabularies.tsv", "vocabularies-language.tsv"):
        for line in (reference / "elm" / name).read_text(encoding="utf-8").splitlines()[1:]:
            scheme, uri, label, _ = line.split("\t")
            lists.setdefault(scheme, {})[uri] = label
    return lists


@pytest.mark.reference
@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_shipped_list_equals_the_published_one(name: str, reference: Path) -> None:
    """Addresses are the same set, and every published label is ours; remarks of the reader are not labels."""
    rows = published(reference).get(SCHEMES[name].uri, {})
    held = {concept.uri: concept.label for concept in concepts(name)}
    assert held.keys() == rows.keys()
    for uri, label in rows.items():
        if label.startswith("(no label seen"):
            assert held[uri] is None
        elif label.startswith("Accredited ("):
            assert held[uri] == "Accredited"
        elif label:
            assert held[uri] == label
        else:
            # The only list with rows without a label; those with a two-letter code get one from us.
            assert name == "language"
    for concept in concepts(name):
        if concept.label and not rows[concept.uri]:
            assert len(language_tag(concept) or "") == 2


@pytest.mark.reference
def test_every_published_list_has_a_short_name(reference: Path) -> None:
    """Nothing that was published is left out."""
    assert published(reference).keys() == {scheme.uri for scheme in SCHEMES.values() if scheme.name != "atu"}


@pytest.mark.reference
def test_the_script_writes_the_committed_files_byte_for_byte(reference: Path) -> None:
    """The lists were taken over by the script, not typed, and nobody has edited them since."""
    made = script()["make_files"](reference)
    assert {path.stem for path in SHIPPED.iterdir()} == made.keys() | OWN
    for name, text in made.items():
        assert (SHIPPED / f"{name}.tsv").read_bytes() == text.encode(), name


@pytest.mark.reference
def test_no_shipped_file_is_a_copy(reference: Path) -> None:
    """The published files themselves are not shipped."""
    theirs = {path.read_bytes() for path in (reference / "elm").glob("*.tsv")}
    assert not [path for path in SHIPPED.iterdir() if path.read_bytes() in theirs]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("scheme\turi\n", "the columns are not"),
        ("scheme\turi\tlabel_en\tsource\nL\tU\ta\tb\nL\tU\tc\td\n", "stands there twice"),
        (
            "scheme\turi\tlabel_en\tsource\nhttp://example.org/list\tU\ta\tb\n",
            "no short name for http://example.org",
        ),
        (
            "scheme\turi\tlabel_en\tsource\nhttp://data.europa.eu/snb/eqf/25831c2\tU\ta\tb\n",
            "does not have the form",
        ),
    ],
)
def test_the_script_refuses_files_it_does_not_understand(rows: str, said: str, tmp_path: Path) -> None:
    """A changed column, a double row, a new list or an odd address stops the script before it writes."""
    (tmp_path / "elm").mkdir()
    (tmp_path / "elm" / "vocabularies.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "elm" / "vocabularies-language.tsv").write_text(
        "scheme\turi\tlabel_en\tsource\n", encoding="utf-8"
    )
    with pytest.raises(SystemExit, match=said):
        script()["make_files"](tmp_path)


def test_the_documentation_names_every_list_as_it_is() -> None:
    """The table of `docs/vocabularies.md` says what the shipped lists say."""
    page = (ROOT / "docs" / "vocabularies.md").read_text(encoding="utf-8")
    counts = {name: len(concepts(name)) for name in SCHEMES}
    assert script()["with_table"](page, counts) == page
    assert all(f"| `{name}` |" in page for name in SCHEMES)


def test_each_file_says_its_list_source_date_and_completeness() -> None:
    """A shipped file can be judged without our code."""
    for name, scheme in SCHEMES.items():
        head = [
            line
            for line in (SHIPPED / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
            if line[:1] == "#"
        ]
        assert head[:5] == [
            f"# list: {scheme.uri}",
            f"# title: {scheme.title}",
            f"# source: {scheme.source}",
            f"# read: {scheme.read_on}",
            f"# complete: {'yes' if scheme.complete else 'no'}",
        ]
    for name in OWN:
        assert "# source: written for mcissue" in (SHIPPED / f"{name}.tsv").read_text(encoding="utf-8")
