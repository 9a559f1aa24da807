"""Reports as one web page: to read, to print, to keep in a file beside the credential.

The page is whole in itself: no script, no picture, no font, no address that anything is loaded from, and a
Content Security Policy that forbids all of that, so that it stays harmless whatever a credential says. Text
is escaped where the page is put together (`_tag`), so that no caller can forget it. An outcome is a mark and
words, never a colour alone; headings, landmarks and captions let a screen reader find its way (WCAG 2.2 AA).
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from mcissue.annex import ELEMENT_BY_ID
from mcissue.verify.report.model import Check, Outcome, Report, Verdict
from mcissue.verify.report.wording import (
    ANSWER_WORDS,
    CHECK_QUESTIONS,
    CIRCUMSTANCES_TITLE,
    ELEMENTS_TITLE,
    MARKS,
    NOTHING_PROVEN,
    OUTCOME_WORDS,
    PART_ROLES,
    PARTS_TITLE,
    QUESTIONS,
    TEST_REGISTRY,
    UNPROVEN_TITLE,
    VERDICTS,
    check_sentence,
    circumstances,
    element_outcome,
    element_value,
    facts,
    first_notes,
    is_unproven,
    leading_reasons,
    opinion_outcome,
    opinion_title,
    part_reasons,
    reason,
    sentence,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcissue.annex import Element
    from mcissue.verify.report.wording import Fact

__all__ = ["Unreadable", "report_page"]

MAX_DETAIL: Final = 4_000
"""Characters of a check's facts for machines on the page; the JSON report has all of them."""

_NAMES: Final = {
    Verdict.VALID: "valid",
    Verdict.INVALID: "not valid",
    Verdict.INDETERMINATE: "could not be determined",
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be opened, so that there is no report on it.

    Attributes:
        name: what the caller calls the file.
        reason: why it could not be opened.
    """

    name: str
    reason: str


class _Markup(str):
    """Finished markup; every other text is escaped when it is put into a tag."""

    __slots__ = ()


def report_page(reports: Sequence[Report | Unreadable]) -> str:
    """One self-contained page of one or several reports.

    Args:
        reports: the reports in the order of their files; a file that could not be opened has its place too.

    Returns:
        A whole HTML document, to be stored as UTF-8. The same reports give the same page.
    """
    style = files("mcissue.verify").joinpath("page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    made = [report for report in reports if isinstance(report, Report)]
    title = _page_title(reports)
    head = _tag(
        "head",
        _void("meta", charset="utf-8"),
        _void("meta", http_equiv="Content-Security-Policy", content=policy),
        _void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _void("meta", name="referrer", content="no-referrer"),
        # A report names a person: no search engine should list it.
        _void("meta", name="robots", content="noindex"),
        _tag("title", title),
        # Raw text in HTML: it is ours, and it is what the policy's digest is of.
        _Markup(f"<style>{style}</style>"),
    )
    several = len(reports) > 1
    body = _tag(
        "body",
        _tag("header", _tag("h1", "Verification report")),
        _tag(
            "main",
            *([_summary(reports)] if several else []),
            *(_unopened(report) for report in reports if isinstance(report, Unreadable) and not several),
            *(_article(report, place) for place, report in enumerate(reports) if isinstance(report, Report)),
        ),
        _tag("footer", *_footer(made)),
    )
    return f"<!DOCTYPE html>\n{_tag('html', head, body, lang='en')}\n"


def _page_title(reports: Sequence[Report | Unreadable]) -> str:
    if len(reports) != 1:
        return f"Verification report: {_counts(reports)}"
    (report,) = reports
    if isinstance(report, Unreadable):
        return f"Verification report: {visible(report.name)} could not be opened"
    name = f": {visible(report.input.name)}" if report.input.name else ""
    return f"Verification report: {_NAMES[report.verdict]}{name}"


def _counts(reports: Sequence[Report | Unreadable]) -> str:
    names = [_NAMES[report.verdict] for report in reports if isinstance(report, Report)]
    counts = [f"{names.count(name)} {name}" for name in _NAMES.values() if name in names]
    if lost := len(reports) - len(names):
        counts.append(f"{lost} could not be opened")
    return f"{len(reports)} files: {', '.join(counts)}" if reports else "no files"


def _footer(reports: Sequence[Report]) -> Iterator[_Markup]:
    if reports:
        text = (
            "An outcome marked ? could not be found out: that is neither yes nor no. "
            "The award date is the issuer's word. Nothing was fetched from the network to make this page; "
            "it holds no script and loads nothing."
        )
        yield _tag("p", text)


# --- Several files ------------------------------------------------------------------------------------------


def _summary(reports: Sequence[Report | Unreadable]) -> _Markup:
    rows = [_summary_row(report, place) for place, report in enumerate(reports)]
    names = ("File", "Verdict", "Learner", "Award and issuer", "Reason")
    table = _table("files", f"{_counts(reports)}.", names, rows)
    tested = any(
        isinstance(report, Report) and report.registry is not None and report.registry.test
        for report in reports
    )
    warning = [_tag("p", TEST_REGISTRY, role="note", **{"class": "warning"})] if tested else []
    title = _tag("h2", "Files", id="files")
    return _tag("nav", title, *warning, table, aria_labelledby="files", **{"class": "summary"})


def _summary_row(report: Report | Unreadable, place: int) -> _Markup:
    if isinstance(report, Unreadable):
        verdict = _outcome(Outcome.INDETERMINATE, "could not be opened")
        return _row(_file(report.name), verdict, "", "", visible(report.reason))
    outcome, _ = VERDICTS[report.verdict]
    credential = report.credential
    learner = next((found.value for found in credential.elements if found.id == "learner"), None)
    registered = credential.issuer.registered if credential.authenticated else None
    return _row(
        _tag("a", _file(report.input.name or f"file {place + 1}"), href=f"#report-{place + 1}"),
        _outcome(outcome, _NAMES[report.verdict]),
        _said(learner),
        _join(
            _tag("p", _said(credential.title)),
            _tag("p", _said(registered) if registered else _claimed(credential.issuer.claimed)),
        ),
        " ".join(sentence(check.message) for check in leading_reasons(report)[:1]),
    )


def _claimed(name: str | None) -> _Markup:
    return _join(_said(name), " (its own word)") if name else _Markup("")


def _unopened(report: Unreadable) -> _Markup:
    title = _tag("h2", _file(report.name), " could not be opened")
    return _tag("article", title, _tag("p", sentence(report.reason)), **{"class": "report indeterminate"})


# --- One report ---------------------------------------------------------------------------------------------


def _article(report: Report, place: int) -> _Markup:
    prefix = f"report-{place + 1}"
    outcome, words = VERDICTS[report.verdict]
    name = [_tag("span", _file(report.input.name), **{"class": "file"})] if report.input.name else []
    reasons = [_tag("li", sentence(check.message)) for check in leading_reasons(report)]
    sections = (
        ("answers", "The four questions", _answers(report)),
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
    return _tag(
        "article",
        _tag("h2", _mark(outcome), words, *name, id=f"{prefix}-verdict"),
        *([_tag("ul", *reasons, **{"class": "reasons"})] if reasons else []),
        *_warnings(report),
        *(
            _section(f"{prefix}-{key}", title, content)
            for key, title, found in sections
            if (content := list(found))
        ),
        id=prefix,
        aria_labelledby=f"{prefix}-verdict",
        **{"class": f"report {outcome.value}"},
    )


def _section(key: str, title: str, content: Iterable[_Markup]) -> _Markup:
    return _tag("section", _tag("h3", title, id=key), *content, aria_labelledby=key)


def _warnings(report: Report) -> Iterator[_Markup]:
    """What must be read before anything else."""
    if report.registry is not None and report.registry.test:
        yield _tag("p", TEST_REGISTRY, role="note", **{"class": "warning"})
    for note in first_notes(report):
        yield _tag("p", sentence(note.message), role="note", **{"class": "warning"})
    if is_unproven(report):
        yield _tag("p", NOTHING_PROVEN, role="note", **{"class": "warning"})


def _answers(report: Report) -> Iterator[_Markup]:
    rows = []
    for name, (question, _) in QUESTIONS.items():
        outcome: Outcome = getattr(report.answers, name)
        word = ANSWER_WORDS[outcome]
        if outcome is Outcome.PASSED and not report.credential.authenticated:
            outcome, word = Outcome.NOT_CHECKED, "yes, if it were authentic"
        counts = "" if name in report.policy.counting else " (does not count for the verdict)"
        rows.append(_row(question, _outcome(outcome, word), reason(report, name) + counts))
    yield _table("answers", "Each answer and its reason.", ("Question", "Answer", "Reason"), rows)


def _facts_title(report: Report) -> str:
    return "The credential" if report.credential.authenticated else UNPROVEN_TITLE


def _facts(found: Iterable[Fact]) -> Iterator[_Markup]:
    parts: list[_Markup] = []
    for fact in found:
        if fact.label:
            parts.append(_tag("dt", fact.label))
        parts.append(_tag("dd", fact.before, _said(fact.value), fact.after))
    if parts:
        yield _tag("dl", *parts)


def _elements_title(report: Report) -> str:
    return ELEMENTS_TITLE if report.credential.authenticated else f"{ELEMENTS_TITLE}, unproven"


def _elements(report: Report) -> Iterator[_Markup]:
    for mandatory, caption in ((True, "Mandatory elements."), (False, "Optional elements.")):
        rows = [_element(found) for found in report.credential.elements if found.mandatory is mandatory]
        if rows:
            yield _table(
                "elements", caption, ("Element", "State", "Value", "Where, and how it was read"), rows
            )


def _element(element: Element) -> _Markup:
    value = [_tag("p", _said(element_value(element)))] if element.value else []
    if element.note:
        value.append(_tag("p", sentence(element.note), **{"class": "remark"}))
    if element.mandatory and element_outcome(element) is Outcome.FAILED and element.mend:
        value.append(_mend(element.mend))
    place = [_place(element.path)] if element.path else []
    if element.convention:
        place.append(_tag("span", element.convention, **{"class": "remark"}))
    return _row(
        _join(ELEMENT_BY_ID[element.id].title, " ", _tag("code", element.id)),
        _outcome(element_outcome(element), str(element.state).replace("_", " ")),
        _join(*value),
        _join(*place),
    )


def _checks(report: Report) -> Iterator[_Markup]:
    rows = [_check(check) for check in report.checks]
    names = ("Check", "Outcome", "What was found")
    yield _table("checks", "Everything that was looked at, in order.", names, rows)


def _check(check: Check) -> _Markup:
    found = [_tag("p", check_sentence(check))]
    if check.outcome in {Outcome.FAILED, Outcome.INDETERMINATE}:
        place = (" at ", _place(check.path)) if check.path else ()
        found.append(_tag("p", _tag("code", check.code or ""), *place, **{"class": "remark"}))
    if check.mend:
        found.append(_mend(check.mend))
    if check.detail:
        facts_ = json.dumps(dict(check.detail), ensure_ascii=False, indent=1, default=str)
        lines = "\n".join(visible(line) for line in facts_[:MAX_DETAIL].splitlines())
        cut = "\n..." if len(facts_) > MAX_DETAIL else ""
        found.append(_tag("details", _tag("summary", "Facts for machines"), _tag("pre", lines + cut)))
    question = CHECK_QUESTIONS[check.id]
    return _row(
        _join(question, " ", _tag("code", check.id)),
        _outcome(check.outcome, OUTCOME_WORDS[check.outcome]),
        _join(*found),
    )


def _signatures(report: Report) -> Iterator[_Markup]:
    if not report.credential.proofs:
        return
    rows = [
        _row(
            _place(proof.path),
            _outcome(proof.outcome, OUTCOME_WORDS[proof.outcome]),
            {"issuer": "the issuer's", "cosigner": "a co-signer's"}.get(proof.role or "", "not established"),
            _said(proof.cryptosuite),
            _said(proof.verification_method),
            _said(proof.created),
        )
        for proof in report.credential.proofs
    ]
    names = ("Place", "Outcome", "Whose", "Kind", "Key", "Made (its own word)")
    yield _table("signatures", "Every signature in the file.", names, rows)


def _parts(report: Report) -> Iterator[_Markup]:
    if not report.parts:
        return
    rows = [
        _row(
            _join(PART_ROLES[part.role], " ", _place(part.path)),
            _outcome(VERDICTS[part.report.verdict][0], _NAMES[part.report.verdict]),
            _said(part.report.credential.title),
            _said(part.report.credential.issuer.registered) if part.report.credential.authenticated else "",
            _join(*(_tag("p", text) for text in part_reasons(part))),
        )
        for part in report.parts
    ]
    names = ("Document", "Verdict", "Award", "Issuer, by the registry", "Reason")
    yield _table("parts", "Every document in the file, verified by itself.", names, rows)


def _opinion(report: Report) -> Iterator[_Markup]:
    if report.opinion is None:
        return
    rows = [
        _row(
            _join(probe.name, " ", _tag("code", probe.id)),
            _outcome(opinion_outcome(probe), probe.outcome.value.replace("_", " ")),
            OUTCOME_WORDS[probe.ours] if probe.ours is not None else "not asked",
            _join(
                _tag("p", sentence(probe.message)),
                *([_tag("p", probe.why, **{"class": "remark"})] if probe.why else []),
            ),
        )
        for probe in report.opinion.probes
    ]
    names = ("Step", "It would say", "mcissue says", "What it found, and why the two differ")
    yield _table("opinion", opinion_title(report.opinion), names, rows)
    yield _tag("p", f"It does not ask: {', '.join(report.opinion.unasked)}.")


def _notes(report: Report) -> Iterator[_Markup]:
    if report.notes:
        yield _tag("ul", *(_tag("li", sentence(note.message)) for note in report.notes))


def _input(report: Report) -> Iterator[_Markup]:
    """So that the page can be matched with the file later."""
    parts = [_tag("dt", "Name"), _tag("dd", _said(report.input.name))] if report.input.name else []
    parts += [_tag("dt", "Size"), _tag("dd", f"{report.input.size} bytes")]
    parts += [_tag("dt", "SHA-256"), _tag("dd", _tag("code", report.input.sha256))]
    if report.registry is not None and report.registry.sha256:
        parts += [_tag("dt", "SHA-256 of the registry"), _tag("dd", _tag("code", report.registry.sha256))]
    yield _tag("dl", *parts)


# --- Markup -------------------------------------------------------------------------------------------------


def _table(kind: str, caption: str, names: Iterable[str], rows: Iterable[_Markup]) -> _Markup:
    # The roles say again what the tags do: on a narrow screen the cells stand below each other, and browsers
    # then forget that they are a table.
    head = _tag("tr", *(_tag("th", name, scope="col", role="columnheader") for name in names), role="row")
    return _tag(
        "table",
        _tag("caption", caption),
        _tag("thead", head, role="rowgroup"),
        _tag("tbody", *rows, role="rowgroup"),
        role="table",
        **{"class": kind},
    )


def _row(first: str, *cells: str) -> _Markup:
    return _tag(
        "tr",
        _tag("th", first, scope="row", role="rowheader"),
        *(_tag("td", cell, role="cell") for cell in cells),
        role="row",
    )


def _place(path: str) -> _Markup:
    """A JSON path, which may be broken before each step."""
    steps = html.escape(visible(path)).replace(".", "<wbr>.").replace("[", "<wbr>[")
    return _Markup(f"<code>{steps}</code>")


def _file(name: str) -> _Markup:
    """A file's name, which may be broken after each folder."""
    return _tag("bdi", _Markup(html.escape(visible(name)).replace("/", "/<wbr>")), dir="auto", lang="")


def _outcome(outcome: Outcome, words: str) -> _Markup:
    return _tag("span", _mark(outcome), words, **{"class": f"outcome {outcome.value}"})


def _mark(outcome: Outcome) -> _Markup:
    # The words beside it say the same; a screen reader need not spell out the mark.
    return _tag("span", MARKS[outcome], aria_hidden="true", **{"class": "mark"})


def _mend(text: str) -> _Markup:
    return _tag("p", _tag("span", "To mend it: ", **{"class": "lead"}), visible(text), **{"class": "mend"})


def _said(text: str | None) -> _Markup:
    """Text of a document: its language is not known, and its direction is its own."""
    return _tag("bdi", visible(text), dir="auto", lang="") if text else _Markup("")


def _join(*parts: str) -> _Markup:
    return _Markup("".join(_escaped(part) for part in parts))


def _tag(name: str, /, *parts: str, **attributes: str) -> _Markup:
    """An element. Parts that are no markup yet, and all attributes, are escaped."""
    return _Markup(f"<{name}{_attributes(attributes)}>{_join(*parts)}</{name}>")


def _void(name: str, /, **attributes: str) -> _Markup:
    return _Markup(f"<{name}{_attributes(attributes)}>")


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name.replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items())


def _escaped(part: str) -> str:
    return part if isinstance(part, _Markup) else html.escape(part)
