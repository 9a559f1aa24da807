"""Write the shipped lists of concepts from the published ones: `make_vocabularies.py --reference DIR`.

DIR is a folder of published files with `elm/vocabularies.tsv` and `elm/vocabularies-language.tsv` (columns
scheme, uri, label_en, source). One file is written for each list of `SCHEMES`; the files that people wrote
(`country_codes`, `language_names`, `other_names`) are left alone. The table in `docs/vocabularies.md` is
written too.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from mcissue.vocabulary.schemes import SCHEMES, Scheme

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "mcissue" / "vocabulary" / "tables"
PAGE = ROOT / "docs" / "vocabularies.md"
BEGIN, END = "<!-- lists: written by scripts/make_vocabularies.py -->\n", "<!-- end of lists -->\n"
SOURCES = ("vocabularies.tsv", "vocabularies-language.tsv")
COLUMNS = ["scheme", "uri", "label_en", "source"]

# The reader of the published lists wrote these remarks in place of a label.
NO_LABEL = "(no label seen"
REMARKS = {
    "Accredited (live label in 2024 samples; XSD of 2024-02 still says Qualification Award)": "Accredited",
}


def published_rows(reference: Path) -> dict[str, dict[str, str]]:
    """The published lists: address of the list -> address of the concept -> English label or nothing."""
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for name in SOURCES:
        head, *lines = (reference / "elm" / name).read_text(encoding="utf-8").splitlines()
        if head.split("\t") != COLUMNS:
            raise SystemExit(f"{name}: the columns are not {COLUMNS}")
        for line in lines:
            scheme, uri, label, _source = line.split("\t")
            if uri in lists[scheme]:
                raise SystemExit(f"{name}: {uri} stands there twice")
            lists[scheme][uri] = clean_label(label)
    return dict(lists)


def clean_label(label: str) -> str:
    """The label without the remarks of the person who read the list; nothing if none was seen."""
    return "" if label.startswith(NO_LABEL) else REMARKS.get(label, label)


def file_of(scheme: Scheme, rows: dict[str, str]) -> str:
    """The text of one shipped file, rows ordered by address."""
    lines = [
        f"# list: {scheme.uri}",
        f"# title: {scheme.title}",
        f"# source: {scheme.source}",
        f"# read: {scheme.read_on}",
        f"# complete: {'yes' if scheme.complete else 'no'}",
        "# columns: last segment of the concept's address, English label (nothing: none seen)",
        f"# rows: {len(rows)}",
    ]
    for uri, label in sorted(rows.items()):
        if not scheme.pattern.fullmatch(uri):
            raise SystemExit(f"{uri} does not have the form of the list {scheme.name}")
        lines.append(f"{uri.removeprefix(scheme.prefix)}\t{label}".rstrip("\t"))
    return "\n".join(lines) + "\n"


def make_files(reference: Path) -> dict[str, str]:
    """Every shipped file: short name of the list -> text."""
    lists = published_rows(reference)
    made = {scheme.name: file_of(scheme, lists.pop(scheme.uri, {})) for scheme in SCHEMES.values()}
    if lists:
        raise SystemExit(f"no short name for {', '.join(lists)}")
    return made


def table(counts: dict[str, int]) -> str:
    """The lists as a table of the documentation: short name -> number of rows, to Markdown."""
    lines = ["| name | list | address of the list | source | read | concepts | complete |", "|---" * 7 + "|"]
    for scheme in SCHEMES.values():
        cells = [
            f"`{scheme.name}`",
            scheme.title,
            scheme.uri,
            scheme.source,
            scheme.read_on,
            f"{counts[scheme.name]:,}",
            "yes" if scheme.complete else "no",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def with_table(page: str, counts: dict[str, int]) -> str:
    """The page of the documentation with the table of the lists renewed."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + table(counts) + END + after


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Write the shipped lists of concepts from the published ones."
    )
    parser.add_argument("--reference", type=Path, required=True, help="the folder of published files")
    counts = {}
    for name, text in make_files(parser.parse_args().reference).items():
        (TARGET / f"{name}.tsv").write_text(text, encoding="utf-8", newline="\n")
        counts[name] = sum(not line.startswith("# ") for line in text.splitlines())
        print(f"{name}: {counts[name]} rows")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), counts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
