"""What the office keeps of a run: one page with every row, or the same as JSON.

The page loads nothing (`mcissue.pages`). It names learners and quotes the learner file, so it is for the
office alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Final

from mcissue.codes import CODES
from mcissue.issue.results import Complaint, RowOutcome, RowResult, count_outcomes
from mcissue.pages import Markup, join, page, said, tag
from mcissue.words import format_datetime, visible

__all__ = ["RunReport", "run_report_json", "run_report_page", "summary"]

MAX_ROWS_SHOWN: Final = 20_000
"""Rows on a page: what a browser still shows at once. The JSON report has all."""

MAX_SHOWN: Final = 1_000
"""Characters of one text of the learner file on the page: a cell can hold a paragraph."""

_visible = partial(visible, limit=MAX_SHOWN)
_said = partial(said, limit=MAX_SHOWN)

_BAR_WIDTH: Final = 600
_BAR_HEIGHT: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run of `mcissue issue`.

    Attributes:
        course: the course's title.
        issuer: who signs, by name.
        source: the name of the learner file.
        at: the time of the run.
        dry_run: whether nothing was to be signed.
        results: one for each row that isn't empty, in the order of the file.
        notes: what was found out about the file and the run.
        faults: what is wrong with the run as a whole, so that no row could be issued.
        stopped: whether the run ended before its end.
    """

    course: str
    issuer: str
    source: str
    at: datetime
    dry_run: bool
    results: Sequence[RowResult]
    notes: tuple[str, ...] = ()
    faults: tuple[Complaint, ...] = ()
    stopped: bool = False


def summary(counts: Mapping[RowOutcome, int]) -> str:
    """The counts of a run in one line; they add up to the rows of the file.

    Args:
        counts: how many rows had each outcome.
    """
    total = sum(counts.values())
    parts = [f"{counts[outcome]:,} {outcome.words}" for outcome in RowOutcome if counts.get(outcome)]
    return f"{total:,} row{'' if total == 1 else 's'}: {', '.join(parts)}."


def run_report_json(report: RunReport) -> bytes:
    """The report for machines: everything, exactly as it is.

    Args:
        report: the run.
    """
    counts = count_outcomes(report.results)
    document = {
        "course": report.course,
        "issuer": report.issuer,
        "source": report.source,
        "at": _time(report.at),
        "dry_run": report.dry_run,
        "stopped": report.stopped,
        "rows": len(report.results),
        "counts": {outcome.value: counts.get(outcome, 0) for outcome in RowOutcome},
        "notes": list(report.notes),
        "faults": [_complaint_data(fault) for fault in report.faults],
        "results": [
            {
                "row": result.row,
                "outcome": result.outcome.value,
                "learner": result.learner,
                "credential": result.credential,
                "files": list(result.files),
                "complaints": [_complaint_data(complaint) for complaint in result.complaints],
            }
            for result in report.results
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def run_report_page(report: RunReport) -> str:
    """The report for people: a whole HTML document, to be stored as UTF-8.

    Args:
        report: the run. The same run gives the same page.
    """
    style = files("mcissue.issue").joinpath("run_report.css").read_text("utf-8")
    main = tag("main", *_sections(report))
    body = tag("body", tag("header", *_header(report)), main, tag("footer", *_footer()))
    title = f"{'Dry run' if report.dry_run else 'Run'} report: {_visible(report.course)}"
    return page(title=title, style=style, body=body)


def _header(report: RunReport) -> Iterator[Markup]:
    yield tag("p", "Dry run: nothing was signed" if report.dry_run else "Run report", class_="kind")
    yield tag("h1", _said(report.course))
    parts = (("Issuer", report.issuer), ("Learner file", report.source), ("Time", _time(report.at)))
    yield tag("dl", *(join(tag("dt", name), tag("dd", _said(value))) for name, value in parts))


def _footer() -> Iterator[Markup]:
    yield tag(
        "p",
        "This page names learners and quotes the learner file: keep it as you keep that file. It holds no "
        "script and loads nothing.",
    )


def _sections(report: RunReport) -> Iterator[Markup]:
    yield _section("result", "Result", _result(report))
    if report.faults:
        yield _section("faults", "Why nothing could be issued", _fault_rows(report.faults))
    refused = [result for result in report.results if result.outcome is RowOutcome.REFUSED]
    if refused:
        yield _section("reasons", "Why rows were refused", _reasons(refused))
        yield _section("refused", "Refused rows, and how to mend them", _refused(refused))
    others = [result for result in report.results if result.outcome is not RowOutcome.REFUSED]
    if others:
        yield _section("rows", "All other rows", _others(others))
    if report.notes:
        yield _section("notes", "Notes", [tag("ul", *(tag("li", _visible(note)) for note in report.notes))])


def _section(key: str, title: str, content: Iterator[Markup] | Sequence[Markup]) -> Markup:
    return tag("section", tag("h2", title, id=key), *content, aria_labelledby=key)


def _result(report: RunReport) -> Iterator[Markup]:
    counts = count_outcomes(report.results)
    total = len(report.results)
    yield tag("p", _verdict(report, counts), class_="verdict")
    if not total:
        return
    yield _bar(counts, total)
    rows = [
        tag(
            "tr",
            tag("th", tag("span", "", class_=f"swatch {outcome.value}"), outcome.words, scope="row"),
            tag("td", f"{count:,}", class_="number"),
            tag("td", f"{100 * count / total:.1f} %", class_="number"),
        )
        for outcome, count in counts.items()
    ]
    last = tag(
        "tr",
        tag("th", "rows in all", scope="row"),
        tag("td", f"{total:,}", class_="number"),
        tag("td", "100.0 %", class_="number"),
    )
    yield _table(
        "counts", "Rows of the learner file by result.", ("Result", "Rows", "Share"), rows, foot=last
    )


def _verdict(report: RunReport, counts: dict[RowOutcome, int]) -> str:
    refused, issued = counts.get(RowOutcome.REFUSED, 0), counts.get(RowOutcome.ISSUED, 0)
    signed, left = counts.get(RowOutcome.SIGNED, 0), counts.get(RowOutcome.HELD_BACK, 0)
    if report.stopped and (issued or signed):
        return f"The run was stopped: {issued + signed:,} signed, {left:,} not yet. Run again."
    if report.stopped:
        return "The run was stopped before anything was signed. Run again."
    if report.faults or left:
        return "Nothing was signed. Mend what stands below and run again."
    if report.dry_run:
        ready = counts.get(RowOutcome.READY, 0)
        but = f" {refused:,} would be refused." if refused else ""
        return f"{ready:,} of {len(report.results):,} rows are in order.{but}"
    skipped = counts.get(RowOutcome.SKIPPED, 0)
    back = counts.get(RowOutcome.TAKEN_BACK, 0)
    if refused and not issued and not skipped and not back:
        return "Nothing was signed: every row was refused. Mend what stands below and run again."
    before = f"{skipped:,} issued before, " if skipped else ""
    before += f"{back:,} {RowOutcome.TAKEN_BACK.words}, " if back else ""
    return f"{issued:,} issued, {before}{f'{refused:,}' if refused else 'none'} refused."


def _bar(counts: dict[RowOutcome, int], total: int) -> Markup:
    """One bar, divided by results. The table below it says the same in figures."""
    pieces, x = [], 0.0
    for outcome, count in counts.items():
        width = _BAR_WIDTH * count / total
        pieces.append(
            tag(
                "rect",
                tag("title", f"{outcome.words}: {count:,}"),
                x=f"{x:.2f}",
                y="0",
                width=f"{width:.2f}",
                height=str(_BAR_HEIGHT),
                class_=outcome.value,
            )
        )
        x += width
    words = ", ".join(f"{count:,} {outcome.words}" for outcome, count in counts.items())
    return tag(
        "svg",
        *pieces,
        viewBox=f"0 0 {_BAR_WIDTH} {_BAR_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"Rows by result: {words}",
        class_="bar",
    )


def _reasons(refused: Sequence[RowResult]) -> Iterator[Markup]:
    counts = Counter(
        code for result in refused for code in {complaint.code for complaint in result.complaints}
    )
    most = max(counts.values(), default=1)
    rows = []
    for code, count in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
        known = CODES.get(code)
        bar = tag(
            "svg",
            tag("rect", x="0", y="0", width=f"{100 * count / most:.2f}", height="10", class_="refused"),
            viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true", class_="small",
        )  # fmt: skip
        rows.append(
            tag(
                "tr",
                tag("th", known.meaning if known else code, tag("code", code), scope="row"),
                tag("td", f"{count:,}", class_="number"),
                tag("td", bar),
            )
        )
    yield _table("reasons", "A row may have several faults.", ("Fault", "Rows", ""), rows)


def _refused(refused: Sequence[RowResult]) -> Iterator[Markup]:
    rows = [
        tag(
            "tr",
            tag("th", f"{result.row:,}", scope="row", class_="number"),
            tag("td", _said(result.learner)),
            tag("td", *(_complaint(complaint) for complaint in result.complaints)),
        )
        for result in refused[:MAX_ROWS_SHOWN]
    ]
    yield _table(
        "refused", _shown(len(refused)), ("Row", "Learner", "What is wrong, and how to mend it"), rows
    )


def _others(others: Sequence[RowResult]) -> Iterator[Markup]:
    rows = [
        tag(
            "tr",
            tag("th", f"{result.row:,}", scope="row", class_="number"),
            tag("td", _said(result.learner)),
            tag("td", tag("span", "", class_=f"swatch {result.outcome.value}"), result.outcome.words),
            tag(
                "td",
                *(tag("div", tag("code", _visible(name))) for name in result.files),
                *(
                    [tag("code", _visible(result.credential))]
                    if result.credential and not result.files
                    else []
                ),
            ),
        )
        for result in others[:MAX_ROWS_SHOWN]
    ]
    yield _table(
        "rows", _shown(len(others)), ("Row", "Learner", "Result", "Files, or the credential's id"), rows
    )


def _shown(count: int) -> str:
    if count > MAX_ROWS_SHOWN:
        return f"The first {MAX_ROWS_SHOWN:,} of {count:,} rows; the JSON report has all of them."
    return f"{count:,} row{'' if count == 1 else 's'}."


def _fault_rows(faults: Sequence[Complaint]) -> Iterator[Markup]:
    yield tag("div", *(_complaint(fault) for fault in faults), class_="faults")


def _complaint(complaint: Complaint) -> Markup:
    place = [tag("p", _visible(complaint.place), class_="place")] if complaint.place else []
    mend = (
        [tag("p", tag("b", "To mend it: "), _visible(complaint.mend), class_="mend")]
        if complaint.mend
        else []
    )
    return tag("div", tag("p", _visible(complaint.message)), *place, *mend, class_="complaint")


def _table(
    kind: str, caption: str, names: Sequence[str], rows: Sequence[Markup], *, foot: Markup | None = None
) -> Markup:
    heads = (tag("th", name, scope="col") if name else tag("td", "") for name in names)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        *([tag("tfoot", foot)] if foot else []),
        class_=kind,
    )


def _time(at: datetime) -> str:
    return format_datetime(at.replace(microsecond=0))


def _complaint_data(complaint: Complaint) -> dict[str, str]:
    return {
        "code": complaint.code,
        "message": complaint.message,
        "place": complaint.place,
        "mend": complaint.mend,
    }
