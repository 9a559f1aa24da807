"""Reports as one web page: to read, to print, to keep in a file beside the credential.

The page loads nothing and stays harmless whatever a credential says (`mcissue.pages`). An outcome is a mark
and words, never a colour alone; headings, landmarks and captions let a screen reader find its way (WCAG 2.2
AA).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from mcissue.annex import ELEMENT_BY_ID
from mcissue.pages import Markup, breakable, join, page, said, tag
from mcissue.verify.report.model import Check, Outcome, Report
from mcissue.verify.report.wording import (
    ANSWER_WORDS,
    CHECK_QUESTIONS,
    CIRCUMSTANCES_TITLE,
    ELEMENTS_TITLE,
    MARKS,
    NEXT_TITLE,
    OUTCOME_WORDS,
    PART_ROLES,
    PARTS_TITLE,
    QUESTIONS,
    TEST_REGISTRY,
    UNPROVEN_TITLE,
    VERDICT_NAMES,
    VERDICTS,
    award_sentence,
    check_sentence,
    circumstances,
    element_outcome,
    element_value,
    facts,
    first_notes,
    form_remark,
    is_unproven,
    is_without_credential,
    leading_reasons,
    next_steps,
    opinion_outcome,
    opinion_title,
    part_reasons,
    reason,
    sentence,
    shown_answers,
    unproven_warning,
    verdict_words,
)
from mcissue.words import visible, visible_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcissue.annex import Element
    from mcissue.verify.report.wording import Fact

__all__ = ["MAX_ON_PAGE", "Unreadable", "report_page"]

MAX_ON_PAGE: Final = 1_000
"""Reports on one page: some ten megabytes, more than a browser likes; more are for programs (JSON)."""

MAX_DETAIL: Final = 4_000
"""Characters of a check's facts for machines on the page; the JSON report has all of them."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be opened, so that there is no report on it.

    Attributes:
        name: what the caller calls the file.
        reason: why it could not be opened.
    """

    name: str
    reason: str


def report_page(reports: Sequence[Report | Unreadable]) -> str:
    """One self-contained page of one or several reports.

    Args:
        reports: the reports in the order of their files; a file that could not be opened has its place too.

    Returns:
        A whole HTML document, to be stored as UTF-8. The same reports give the same page.
    """
    style = files("mcissue.verify").joinpath("page.css").read_text("utf-8")
    made = [report for report in reports if isinstance(report, Report)]
    several = len(reports) > 1
    body = tag(
        "body",
        tag("header", tag("h1", "Verification report")),
        tag(
            "main",
            *([_summary(reports)] if several else []),
            *(_unopened(report) for report in reports if isinstance(report, Unreadable) and not several),
            *(_article(report, place) for place, report in enumerate(reports) if isinstance(report, Report)),
        ),
        tag("footer", *_footer(made)),
    )
    return page(title=_page_title(reports), style=style, body=body)


def _page_title(reports: Sequence[Report | Unreadable]) -> str:
    if len(reports) != 1:
        return f"Verification report: {_counts(reports)}"
    (report,) = reports
    if isinstance(report, Unreadable):
        return f"Verification report: {visible_name(report.name)} could not be opened"
    name = f": {visible_name(report.input.name)}" if report.input.name else ""
    return f"Verification report: {VERDICT_NAMES[report.verdict]}{name}"


def _counts(reports: Sequence[Report | Unreadable]) -> str:
    names = [VERDICT_NAMES[report.verdict] for report in reports if isinstance(report, Report)]
    counts = [f"{names.count(name)} {name}" for name in VERDICT_NAMES.values() if name in names]
    if lost := len(reports) - len(names):
        counts.append(f"{lost} could not be opened")
    return f"{len(reports)} files: {', '.join(counts)}" if reports else "no files"


def _footer(reports: Sequence[Report]) -> Iterator[Markup]:
    if reports:
        text = (
            "An outcome marked ? could not be found out: that is neither yes nor no. "
            "The award date is the issuer's word. Nothing was fetched from the network to make this page; "
            "it holds no script and loads nothing."
        )
        yield tag("p", text)


# --- Several files ------------------------------------------------------------------------------------------


def _summary(reports: Sequence[Report | Unreadable]) -> Markup:
    rows = [_summary_row(report, place) for place, report in enumerate(reports)]
    names = ("File", "Verdict", "Learner", "Award and issuer", "Reason")
    table = _table("files", f"{_counts(reports)}.", names, rows)
    tested = any(
        isinstance(report, Report) and report.registry is not None and report.registry.test
        for report in reports
    )
    warning = [tag("p", TEST_REGISTRY, role="note", class_="warning")] if tested else []
    title = tag("h2", "Files", id="files")
    return tag("nav", title, *warning, table, aria_labelledby="files", class_="summary")


def _summary_row(report: Report | Unreadable, place: int) -> Markup:
    if isinstance(report, Unreadable):
        verdict = _outcome(Outcome.INDETERMINATE, "could not be opened")
        return _row(_file(report.name), verdict, "", "", visible(report.reason))
    outcome, _ = VERDICTS[report.verdict]
    credential = report.credential
    learner = next((found.value for found in credential.elements if found.id == "learner"), None)
    registered = credential.issuer.registered if credential.authenticated else None
    return _row(
        tag("a", _file(report.input.name or f"file {place + 1}"), href=f"#report-{place + 1}"),
        _outcome(outcome, VERDICT_NAMES[report.verdict]),
        said(learner),
        join(
            tag("p", said(credential.title)),
            tag("p", said(registered) if registered else _claimed(credential.issuer.claimed)),
        ),
        " ".join(sentence(check.message) for check in leading_reasons(report)[:1]),
    )


def _claimed(name: str | None) -> Markup:
    return join(said(name), " (its own word)") if name else Markup("")


def _unopened(report: Unreadable) -> Markup:
    title = tag("h2", _file(report.name), " could not be opened")
    return tag("article", title, tag("p", sentence(report.reason)), class_="report indeterminate")


# --- One report ---------------------------------------------------------------------------------------------


def _article(report: Report, place: int) -> Markup:
    prefix = f"report-{place + 1}"
    outcome, words = VERDICTS[report.verdict][0], verdict_words(report)
    name = [tag("span", _file(report.input.name), class_="file")] if report.input.name else []
    reasons = [tag("li", sentence(check.message)) for check in leading_reasons(report)]
    # Where there is no credential, there is nothing to tell but what the file is and what to do.
    empty = is_without_credential(report)
    sections = tuple(part for part in _sections(report) if not empty or part[0] in _OF_ANY_FILE)
    return tag(
        "article",
        tag("h2", _mark(outcome), words, *name, id=f"{prefix}-verdict"),
        *([tag("ul", *reasons, class_="reasons")] if reasons else []),
        *_warnings(report),
        *([tag("p", award, class_="award")] if (award := award_sentence(report)) else []),
        *(
            _section(f"{prefix}-{key}", title, content)
            for key, title, found in sections
            if (content := list(found))
        ),
        id=prefix,
        aria_labelledby=f"{prefix}-verdict",
        class_=f"report {outcome.value} {report.verdict.value}",
    )


_OF_ANY_FILE: Final = frozenset({"next", "circumstances"})


def _sections(report: Report) -> tuple[tuple[str, str, Iterable[Markup]], ...]:
    """Key, title and content of the sections of a report."""
    return (
        ("answers", "The questions", _answers(report)),
        ("next", NEXT_TITLE, _next(report)),
        ("facts", _facts_title(report), _facts(facts(report))),
        ("circumstances", CIRCUMSTANCES_TITLE, _facts(circumstances(report))),
        ("elements", _elements_title(report), _elements(report)),
        ("checks", "Checks", _checks(report)),
        ("signatures", "Signatures", _signatures(report)),
        ("parts", PARTS_TITLE, _parts(report)),
        ("opinion", "Another verifier", _opinion(report)),
        ("notes", "Notes", _notes(report)),
        ("input", "The file", _input(report)),
    )


def _section(key: str, title: str, content: Iterable[Markup]) -> Markup:
    return tag("section", tag("h3", title, id=key), *content, aria_labelledby=key)


def _warnings(report: Report) -> Iterator[Markup]:
    """What must be read before anything else."""
    if report.registry is not None and report.registry.test:
        yield tag("p", TEST_REGISTRY, role="note", class_="warning")
    for note in first_notes(report):
        yield tag("p", sentence(note.message), role="note", class_="warning")
    if is_unproven(report):
        yield tag("p", unproven_warning(report), role="note", class_="warning")


def _answers(report: Report) -> Iterator[Markup]:
    rows = []
    for name in shown_answers(report):
        question = QUESTIONS[name][0]
        outcome: Outcome = getattr(report.answers, name)
        word = ANSWER_WORDS[outcome]
        if outcome is Outcome.PASSED and not report.credential.authenticated:
            outcome, word = Outcome.NOT_CHECKED, "yes, if it were authentic"
        counts = "" if name in report.policy.counting else " (does not count for the verdict)"
        rows.append(_row(question, _outcome(outcome, word), reason(report, name) + counts))
    yield _table("answers", "Each answer and its reason.", ("Question", "Answer", "Reason"), rows)
    if remark := form_remark(report):
        yield tag("p", remark)


def _next(report: Report) -> Iterator[Markup]:
    if steps := next_steps(report):
        yield tag("ul", *(tag("li", step) for step in steps))


def _facts_title(report: Report) -> str:
    return "The credential" if report.credential.authenticated else UNPROVEN_TITLE


def _facts(found: Iterable[Fact]) -> Iterator[Markup]:
    parts: list[Markup] = []
    for fact in found:
        if fact.label:
            parts.append(tag("dt", fact.label))
        parts.append(tag("dd", fact.before, said(fact.value), fact.after))
    if parts:
        yield tag("dl", *parts)


def _elements_title(report: Report) -> str:
    return ELEMENTS_TITLE if report.credential.authenticated else f"{ELEMENTS_TITLE}, unproven"


def _elements(report: Report) -> Iterator[Markup]:
    for mandatory, caption in ((True, "Mandatory elements."), (False, "Optional elements.")):
        rows = [_element(found) for found in report.credential.elements if found.mandatory is mandatory]
        if rows:
            yield _table(
                "elements", caption, ("Element", "State", "Value", "Where, and how it was read"), rows
            )


def _element(element: Element) -> Markup:
    value = [tag("p", said(element_value(element)))] if element.value else []
    if element.note:
        value.append(tag("p", sentence(element.note), class_="remark"))
    if element.mandatory and element_outcome(element) is Outcome.FAILED and element.mend:
        value.append(_mend(element.mend))
    place = [_place(element.path)] if element.path else []
    if element.convention:
        place.append(tag("span", element.convention, class_="remark"))
    return _row(
        join(ELEMENT_BY_ID[element.id].title, " ", tag("code", element.id)),
        _outcome(element_outcome(element), str(element.state).replace("_", " ")),
        join(*value),
        join(*place),
    )


def _checks(report: Report) -> Iterator[Markup]:
    rows = [_check(check) for check in report.checks]
    names = ("Check", "Outcome", "What was found")
    yield _table("checks", "Everything that was looked at, in order.", names, rows)


def _check(check: Check) -> Markup:
    found = [tag("p", check_sentence(check))]
    if check.outcome in {Outcome.FAILED, Outcome.INDETERMINATE}:
        place = (" at ", _place(check.path)) if check.path else ()
        found.append(tag("p", tag("code", check.code or ""), *place, class_="remark"))
    if check.mend:
        found.append(_mend(check.mend))
    if check.detail:
        facts_ = json.dumps(dict(check.detail), ensure_ascii=False, indent=1, default=str)
        lines = "\n".join(_fact_line(line) for line in facts_[:MAX_DETAIL].splitlines())
        cut = "\n..." if len(facts_) > MAX_DETAIL else ""
        found.append(tag("details", tag("summary", "Facts for machines"), tag("pre", lines + cut)))
    question = CHECK_QUESTIONS[check.id]
    return _row(
        join(question, " ", tag("code", check.id)),
        _outcome(check.outcome, OUTCOME_WORDS[check.outcome]),
        join(*found),
    )


def _signatures(report: Report) -> Iterator[Markup]:
    if not report.credential.proofs:
        return
    rows = [
        _row(
            _place(proof.path),
            _outcome(proof.outcome, OUTCOME_WORDS[proof.outcome]),
            {"issuer": "the issuer's", "cosigner": "a co-signer's"}.get(proof.role or "", "not established"),
            said(proof.cryptosuite),
            said(proof.verification_method),
            said(proof.created),
        )
        for proof in report.credential.proofs
    ]
    names = ("Place", "Outcome", "Whose", "Kind", "Key", "Made (its own word)")
    yield _table("signatures", "Every signature in the file.", names, rows)


def _parts(report: Report) -> Iterator[Markup]:
    if not report.parts:
        return
    rows = [
        _row(
            join(PART_ROLES[part.role], " ", _place(part.path)),
            _outcome(VERDICTS[part.report.verdict][0], VERDICT_NAMES[part.report.verdict]),
            said(part.report.credential.title),
            said(part.report.credential.issuer.registered) if part.report.credential.authenticated else "",
            join(*(tag("p", text) for text in part_reasons(part))),
        )
        for part in report.parts
    ]
    names = ("Document", "Verdict", "Award", "Issuer, by the registry", "Reason")
    yield _table("parts", "Every document in the file, verified by itself.", names, rows)


def _opinion(report: Report) -> Iterator[Markup]:
    if report.opinion is None:
        return
    rows = [
        _row(
            join(probe.name, " ", tag("code", probe.id)),
            _outcome(opinion_outcome(probe), probe.outcome.value.replace("_", " ")),
            OUTCOME_WORDS[probe.ours] if probe.ours is not None else "not asked",
            join(
                tag("p", sentence(probe.message)),
                *([tag("p", probe.why, class_="remark")] if probe.why else []),
            ),
        )
        for probe in report.opinion.probes
    ]
    names = ("Step", "It would say", "mcissue says", "What it found, and why the two differ")
    yield _table("opinion", opinion_title(report.opinion), names, rows)
    yield tag("p", f"It does not ask: {', '.join(report.opinion.unasked)}.")


def _notes(report: Report) -> Iterator[Markup]:
    if report.notes:
        yield tag("ul", *(tag("li", sentence(note.message)) for note in report.notes))


def _input(report: Report) -> Iterator[Markup]:
    """So that the page can be matched with the file later."""
    parts = [tag("dt", "Name"), tag("dd", said(report.input.name))] if report.input.name else []
    parts += [tag("dt", "Size"), tag("dd", f"{report.input.size} bytes")]
    parts += [tag("dt", "SHA-256"), tag("dd", tag("code", report.input.sha256))]
    if report.registry is not None and report.registry.sha256:
        parts += [tag("dt", "SHA-256 of the registry"), tag("dd", tag("code", report.registry.sha256))]
    yield tag("dl", *parts)


# --- Markup -------------------------------------------------------------------------------------------------


def _table(kind: str, caption: str, names: Iterable[str], rows: Iterable[Markup]) -> Markup:
    # The roles say again what the tags do: on a narrow screen the cells stand below each other, and browsers
    # then forget that they are a table.
    head = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in names), role="row")
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *rows, role="rowgroup"),
        role="table",
        class_=kind,
    )


def _row(first: str, *cells: str) -> Markup:
    return tag(
        "tr",
        tag("th", first, scope="row", role="rowheader"),
        *(tag("td", cell, role="cell") for cell in cells),
        role="row",
    )


def _place(path: str) -> Markup:
    """A JSON path, which may be broken before each step."""
    return tag("code", breakable(path, before=".["))


def _file(name: str) -> Markup:
    """A file's name, which may be broken after each folder."""
    return tag("bdi", breakable(visible_name(name), after="/"), dir="auto", lang="")


def _outcome(outcome: Outcome, words: str) -> Markup:
    return tag("span", _mark(outcome), words, class_=f"outcome {outcome.value}")


def _mark(outcome: Outcome) -> Markup:
    # The words beside it say the same; a screen reader need not spell out the mark.
    return tag("span", MARKS[outcome], aria_hidden="true", class_="mark")


def _fact_line(line: str) -> str:
    """A line of facts for machines, with the blanks before it, which say how deep it is."""
    text = line.lstrip(" ")
    return line[: len(line) - len(text)] + visible(text)


def _mend(text: str) -> Markup:
    return tag("p", tag("span", "To mend it: ", class_="lead"), visible(text), class_="mend")
