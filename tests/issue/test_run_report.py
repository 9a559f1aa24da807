"""The report of a run: every row once, whole in itself, harmless whatever a learner is called."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import html5rdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.codes import CODES
from mcissue.errors import RecordError
from mcissue.issue import report_page as run_report
from mcissue.issue.report_page import RunReport, run_report_json, run_report_page, summary
from mcissue.issue.results import (
    Complaint,
    RowOutcome,
    RowResult,
    complaints_of,
    count_outcomes,
    row_of,
)

NASTY = "<script>alert(1)</script> \u202egnp.exe"


def results(name: str = "Åke") -> list[RowResult]:
    """Two issued, one issued before, one refused for two reasons."""
    return [
        RowResult(row=2, outcome=RowOutcome.ISSUED, credential="urn:uuid:a", files=("credentials/a.json",), learner=name),
        RowResult(row=3, outcome=RowOutcome.SKIPPED, credential="urn:uuid:b", learner=name),
        RowResult(
            row=4,
            outcome=RowOutcome.REFUSED,
            learner=name,
            complaints=(
                Complaint(code="decimal_comma", message=f"'{name}' has a decimal comma", place="a.csv, row 4", mend="Write 2.5."),
                Complaint(code="cell_formula", message="this is a formula"),
            ),
        ),
        RowResult(row=6, outcome=RowOutcome.ISSUED, credential="urn:uuid:c", files=("credentials/c.json",)),
    ]  # fmt: skip


def report(found: list[RowResult] | None = None, **changes: Any) -> RunReport:
    arguments: dict[str, Any] = {
        "course": "Statistics",
        "issuer": "Kymijoki University",
        "source": "a.csv",
        "at": datetime(2026, 6, 20, 12, tzinfo=UTC),
        "dry_run": False,
        "results": results() if found is None else found,
        "notes": ("a.csv: columns are separated by semicolons.",),
        **changes,
    }
    return RunReport(**arguments)


def parse(page: str) -> Any:
    """The tree of a page; raises at the first error that a browser would have to mend."""
    return html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def text_of(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def rows_of(tree: Any, kind: str) -> list[str]:
    (table,) = [table for table in tree.iter("table") if table.get("class") == kind]
    return [text_of(row) for row in table.find("tbody").iter("tr")]


# --- Everything is there ------------------------------------------------------------------------------------


def test_counts_add_up_to_the_rows() -> None:
    """On the terminal and on the page: each row has one outcome."""
    assert summary(count_outcomes(results())) == "4 rows: 2 issued, 1 issued before, 1 refused."
    tree = parse(run_report_page(report()))
    assert rows_of(tree, "counts") == [
        "issued 2 50.0 %",
        "issued before 1 25.0 %",
        "refused 1 25.0 %",
    ]
    assert sum(count_outcomes(results()).values()) == 4


def test_every_row_stands_on_the_page() -> None:
    """Its number, learner, files or credential, and for a refused one what is wrong and how to mend it."""
    tree = parse(run_report_page(report()))
    (refused,) = rows_of(tree, "refused")
    assert refused == "4 Åke 'Åke' has a decimal comma a.csv, row 4 To mend it: Write 2.5. this is a formula"
    assert rows_of(tree, "rows") == [
        "2 Åke issued credentials/a.json",
        "3 Åke issued before urn:uuid:b",
        "6 issued credentials/c.json",
    ]
    assert rows_of(tree, "reasons") == [
        f"{CODES[code].meaning} {code} 1" for code in ("cell_formula", "decimal_comma")
    ]
    whole = text_of(tree)
    assert all(
        text in whole for text in ("Statistics", "Kymijoki University", "2026-06-20T12:00:00Z", "semicolons")
    )


@pytest.mark.parametrize(
    ("outcomes", "changes", "words"),
    [
        ([RowOutcome.ISSUED], {}, "1 issued, none refused."),
        ([RowOutcome.ISSUED, RowOutcome.SKIPPED], {}, "1 issued, 1 issued before, none refused."),
        ([RowOutcome.HELD_BACK, RowOutcome.REFUSED], {}, "Nothing was signed"),
        ([RowOutcome.REFUSED], {}, "Nothing was signed"),
        (
            [RowOutcome.READY, RowOutcome.REFUSED],
            {"dry_run": True},
            "1 of 2 rows are in order. 1 would be refused.",
        ),
        ([], {"faults": (Complaint(code="record_incomplete", message="no level"),)}, "Nothing was signed"),
    ],
)
def test_the_result_is_said_first(outcomes: list[RowOutcome], changes: dict[str, Any], words: str) -> None:
    """In one sentence, before any table."""
    found = [RowResult(row=row, outcome=outcome) for row, outcome in enumerate(outcomes, start=2)]
    tree = parse(run_report_page(report(found, **changes)))
    (verdict,) = [node for node in tree.iter("p") if node.get("class") == "verdict"]
    assert text_of(verdict).startswith(words)


def test_a_fault_of_the_whole_run_is_shown() -> None:
    """With its place and mend."""
    fault = Complaint(code="record_incomplete", message="no level", place="course.yaml", mend="Add level:.")
    assert "no level course.yaml To mend it: Add level:." in text_of(
        parse(run_report_page(report([], faults=(fault,))))
    )


def test_a_very_long_page_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts are those of all rows."""
    monkeypatch.setattr(run_report, "MAX_ROWS_SHOWN", 3)
    many = [RowResult(row=row, outcome=RowOutcome.ISSUED) for row in range(2, 12)]
    tree = parse(run_report_page(report(many)))
    assert len(rows_of(tree, "rows")) == 3
    assert "The first 3 of 10 rows" in text_of(tree)
    assert "10 issued" in text_of(tree)


def test_the_report_for_machines_is_exact() -> None:
    """Everything, also what a page could not show."""
    found = json.loads(run_report_json(report(results(NASTY))))
    assert found["rows"] == sum(found["counts"].values()) == 4
    assert found["results"][0] == {
        "row": 2, "outcome": "issued", "learner": NASTY, "credential": "urn:uuid:a",
        "files": ["credentials/a.json"], "complaints": [],
    }  # fmt: skip
    assert [complaint["code"] for complaint in found["results"][2]["complaints"]] == [
        "decimal_comma",
        "cell_formula",
    ]


# --- Harmless, and for everybody ----------------------------------------------------------------------------


def test_the_page_is_whole_in_itself() -> None:
    """Nothing is loaded, nothing runs, and the policy that says so fits the one style."""
    page = run_report_page(report())
    tree = parse(page)
    names = {str(node.tag) for node in tree.iter()}
    assert not names & {"script", "iframe", "object", "embed", "img", "link", "base", "form", "a"}
    attributes = {name for node in tree.iter() for name in node.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "src", "href"}}
    (style,) = tree.iter("style")
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    (policy,) = [node.get("content") for node in tree.iter("meta") if node.get("http-equiv")]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "url(" not in style.text
    assert "@import" not in style.text


@pytest.mark.parametrize("place", ["course", "issuer", "source", "notes", "learner"])
def test_names_do_nothing(place: str) -> None:
    """A tag in a name is text, and a mark that turns the writing around is shown by its number."""
    changes: dict[str, Any] = {"notes": (NASTY,)} if place == "notes" else {place: NASTY}
    page = run_report_page(report(results(NASTY)) if place == "learner" else report(**changes))
    tree = parse(page)
    assert "<script>" in text_of(tree)
    assert not list(tree.iter("script"))
    assert "\u202e" not in page
    assert "\\u202e" in page


@given(text=st.text(max_size=30))
def test_any_text_gives_a_well_formed_page(text: str) -> None:
    """Whatever stands in a learner file."""
    parse(run_report_page(report(results(text), course=text, notes=(text,))))
    json.loads(run_report_json(report(results(text))))


def test_screen_readers_find_their_way() -> None:
    """A language, one h1, named sections, tables with captions and heads, a chart that says its figures."""
    tree = parse(run_report_page(report()))
    assert tree.get("lang") == "en"
    assert [len(list(tree.iter(name))) for name in ("main", "h1", "header", "footer", "title")] == [1] * 5
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert all(node.get("aria-labelledby") in ids for node in tree.iter("section"))
    for table in tree.iter("table"):
        assert text_of(table.find("caption"))
        assert all(head.get("scope") == "col" for head in table.find("thead").iter("th"))
        assert all(row.find("th").get("scope") == "row" for row in table.find("tbody").iter("tr"))
    charts = [node for node in tree.iter() if str(node.tag).endswith("svg")]
    assert charts[0].get("aria-label") == "Rows by result: 2 issued, 1 issued before, 1 refused"
    assert all(chart.get("aria-label") or chart.get("aria-hidden") for chart in charts)


def test_colours_of_text_are_readable() -> None:
    """At least 7 : 1 on white (WCAG 2.2 AAA); a colour of the chart has its word beside it."""
    style = run_report_page(report())
    for colour in set(re.findall(r"[^-]color: #([0-9a-f]{6})", style)):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 7, colour
    tree = parse(style)
    swatches = [node for node in tree.iter("span") if (node.get("class") or "").startswith("swatch")]
    assert swatches
    assert all((node.tail or "").strip() for node in swatches)


def test_the_same_run_gives_the_same_page() -> None:
    """Nothing of the machine or the moment goes in."""
    assert run_report_page(report()) == run_report_page(report())


# --- From errors --------------------------------------------------------------------------------------------


def test_an_error_becomes_complaints() -> None:
    """One for each of its faults, and the row that it is about."""
    single = RecordError(
        "no name", code="learner_unnamed", path="a.csv, row 3", mend="Fill it in.", detail={"row": 3}
    )
    assert complaints_of(single) == (
        Complaint(code="learner_unnamed", message="no name", place="a.csv, row 3", mend="Fill it in."),
    )
    assert (row_of(single), row_of(RecordError("x", code="y"))) == (3, None)
    faults = [{"code": "a", "message": "b", "path": "c", "mend": ""}] * 2
    assert (
        len(complaints_of(RecordError("2 faults", code="record_invalid", detail={"problems": faults}))) == 2
    )
