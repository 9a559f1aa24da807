"""Reports as text for a terminal: the verdict first, then reasons, then everything that was looked at.

An outcome is a mark and a word, never only a colour. Text that comes from a document is escaped: control
characters could rewrite the screen, and direction marks could turn a name round (docs/threats.md 1.11).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from mcissue.verify.report import Outcome, Report
from mcissue.verify.report.wording import (
    ANSWER_WORDS,
    CIRCUMSTANCES_TITLE,
    ELEMENTS_TITLE,
    MARKS,
    NEXT_TITLE,
    OUTCOME_WORDS,
    PART_ROLES,
    PARTS_TITLE,
    QUESTIONS,
    STATES,
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
    with_days,
)
from mcissue.words import visible as escape
from mcissue.words import visible_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import IO

    from mcissue.annex import Element
    from mcissue.verify.report.wording import Fact

__all__ = ["Style", "escape", "render_inspection", "render_report", "terminal_style"]

MAX_WIDTH: Final = 100
"""Columns: longer lines are hard to read, however wide the terminal is."""

MIN_WIDTH: Final = 40
"""Columns: below this there is no room beside the labels."""

_LABEL: Final = 21
"""Columns for a label: the longest one has 20."""

_PLAIN_MARKS: Final = {
    Outcome.PASSED: "+",
    Outcome.FAILED: "x",
    Outcome.INDETERMINATE: "?",
    Outcome.NOT_APPLICABLE: "-",
    Outcome.NOT_CHECKED: ".",
}
_COLOURS: Final = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.INDETERMINATE: "yellow"}


@dataclass(frozen=True, slots=True)
class Style:
    """What the terminal can do.

    Attributes:
        width: columns.
        unicode: whether marks outside of ASCII can be written.
        colour: whether colours are wanted.
    """

    width: int = 80
    unicode: bool = True
    colour: bool = False

    def mark(self, outcome: Outcome) -> str:
        """The mark of an outcome, one column wide."""
        marks = MARKS if self.unicode else _PLAIN_MARKS
        return self.paint(marks[outcome], _COLOURS.get(outcome))

    def paint(self, text: str, colour: str | None = None, *, bold: bool = False) -> str:
        """The text in a colour, if colours are wanted."""
        return click.style(text, fg=colour, bold=bold) if self.colour else text

    @property
    def rule(self) -> str:
        """A line between two reports."""
        return ("─" if self.unicode else "-") * self.width

    @property
    def arrow(self) -> str:
        """What stands before a way to mend something."""
        return "→" if self.unicode else "->"


def terminal_style(stream: IO[str] | None = None) -> Style:
    """Find out what a stream can show: colour only on a terminal, and not where NO_COLOR is set.

    Args:
        stream: where the text goes; by default standard output.
    """
    stream = stream or sys.stdout
    terminal = stream.isatty()
    try:
        "✓✗–·→─".encode(getattr(stream, "encoding", None) or "ascii")
        fancy = True
    except (UnicodeEncodeError, LookupError):
        fancy = False
    columns = shutil.get_terminal_size((80, 24)).columns if terminal else 80
    return Style(
        width=max(MIN_WIDTH, min(columns, MAX_WIDTH)),
        unicode=fancy,
        colour=terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
    )


def render_report(report: Report, style: Style | None = None) -> str:
    """A report as text, with a line feed at the end.

    Args:
        report: what was found.
        style: what the terminal can do; by default plain 80 columns.
    """
    style = style or Style()
    blocks = (
        write(report, style)
        for write, of_any_file in _BLOCKS
        # Where there is no credential, nothing was asked: what the file is, and what to do, is all.
        if of_any_file or not is_without_credential(report)
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


_HEAD_BLANKS: Final = 4
"""The mark, and the blanks around the verdict."""


def _head(report: Report, style: Style) -> Iterator[str]:
    """The verdict, the file, and for anything but `valid` the reasons."""
    outcome, word = VERDICTS[report.verdict][0], verdict_words(report)
    name = visible_name(report.input.name or "")
    beside = name and len(word) + len(name) + _HEAD_BLANKS <= style.width
    head = f"{style.mark(outcome)} {style.paint(word, _COLOURS.get(outcome), bold=True)}"
    yield f"{head}  {name}" if beside else head
    if name and not beside:
        yield from _wrap(name, style, indent=2)
    for check in leading_reasons(report):
        yield from _wrap(sentence(check.message), style, indent=2)


def _warnings(report: Report, style: Style) -> Iterator[str]:
    """What must be read before anything else: a test registry, and that nothing is proven."""
    if report.registry is not None and report.registry.test:
        yield from (style.paint(line, "yellow", bold=True) for line in _wrap(TEST_REGISTRY, style, indent=2))
    for note in first_notes(report):
        yield from (style.paint(line, "yellow") for line in _wrap(sentence(note.message), style, indent=2))
    if is_unproven(report):
        yield from (
            style.paint(line, "yellow", bold=True)
            for line in _wrap(unproven_warning(report), style, indent=2)
        )


def _answers(report: Report, style: Style) -> Iterator[str]:
    """The questions, each with its answer and the reason in one sentence."""
    if award := award_sentence(report):
        yield from (*_wrap(award, style, indent=2), "")
    for name in shown_answers(report):
        question = QUESTIONS[name][0]
        outcome: Outcome = getattr(report.answers, name)
        mark, word = style.mark(outcome), ANSWER_WORDS[outcome]
        if outcome is Outcome.PASSED and not report.credential.authenticated:
            # Anybody can write the name of a recognised issuer into a file: that is no good news.
            mark, word = style.mark(Outcome.NOT_CHECKED), "yes, if it were authentic"
        counts = "" if name in report.policy.counting else " (does not count for the verdict)"
        # The mark is put in after wrapping: its colour has no width.
        first, *more = _wrap(f"  {question} {word}{counts}", style, indent=0, hanging=2)
        yield from (f"{mark} {style.paint(first.strip(), bold=True)}", *more)
        yield from _wrap(reason(report, name), style, indent=4)
    if remark := form_remark(report):
        yield from _wrap(remark, style, indent=2)


def _next(report: Report, style: Style) -> Iterator[str]:
    """What can be done about what decided."""
    if steps := next_steps(report):
        yield style.paint(NEXT_TITLE, bold=True)
    for step in steps:
        yield from _wrap(f"{style.arrow} {step}", style, indent=2, hanging=2)


def _facts(report: Report, style: Style) -> Iterator[str]:
    """Who, what and when by the file; and, apart from it where it is unproven, how it was verified."""
    found = list(facts(report))
    if found and not report.credential.authenticated:
        yield f"  {UNPROVEN_TITLE}:"
    yield from (line for fact in found for line in _fact_lines(fact, style))
    if found and not report.credential.authenticated:
        yield from ("", f"  {CIRCUMSTANCES_TITLE}:")
    yield from (line for fact in circumstances(report) for line in _fact_lines(fact, style))


def _fact_lines(fact: Fact, style: Style) -> Iterator[str]:
    yield from _labelled(fact.label, f"{fact.before}{escape(fact.value)}{fact.after}", style)


def _checks(report: Report, style: Style) -> Iterator[str]:
    """Every check with its mark; those that are not in order with code, place and way to mend."""
    yield style.paint("Checks", bold=True)
    skipped: dict[str, list[str]] = {}
    for check in report.checks:
        if check.outcome is Outcome.NOT_CHECKED:
            skipped.setdefault(check.message, []).append(check.id)
            continue
        yield from _row(check.id, check.outcome, check_sentence(check), style)
        if check.outcome in {Outcome.FAILED, Outcome.INDETERMINATE}:
            place = f" at {escape(check.path)}" if check.path else ""
            yield from _wrap(f"[{check.code}]{place}", style, indent=_LABEL + 4)
        if check.mend:
            yield from _wrap(f"{style.arrow} {escape(check.mend)}", style, indent=_LABEL + 4)
    for message, names in skipped.items():
        yield from _row("not checked", Outcome.NOT_CHECKED, f"{', '.join(names)}: {escape(message)}.", style)


def _elements(report: Report, style: Style) -> Iterator[str]:
    """The European standard elements: what is there, and how to supply what is not."""
    if not report.credential.elements:
        return
    proven = "" if report.credential.authenticated else ", unproven"
    for line in _wrap(ELEMENTS_TITLE + proven, style, indent=0):
        yield style.paint(line, bold=True)
    for mandatory in (True, False):
        for element in report.credential.elements:
            if element.mandatory is mandatory:
                yield from _element(element, style)


def _element(element: Element, style: Style) -> Iterator[str]:
    state = str(element.state)
    outcome = element_outcome(element)
    kind = "" if element.mandatory else " (optional)"
    text = escape(element_value(element)) if element.value else ""
    if state != "present":
        text = f"{state.replace('_', ' ')}{kind}{': ' + text if text else ''}"
    yield from _row(element.id, outcome, text, style)
    if element.note:
        yield from _wrap(sentence(element.note), style, indent=_LABEL + 4)
    if element.mandatory and outcome is Outcome.FAILED and element.mend:
        yield from _wrap(f"{style.arrow} {escape(element.mend)}", style, indent=_LABEL + 4)


def _parts(report: Report, style: Style) -> Iterator[str]:
    """The documents in the document: what each is, and why it is not valid."""
    if report.parts:
        yield style.paint(PARTS_TITLE, bold=True)
    for part in report.parts:
        outcome, word = VERDICTS[part.report.verdict][0], VERDICT_NAMES[part.report.verdict]
        credential = part.report.credential
        name = escape(credential.title or credential.id or "without a title")
        issuer = credential.issuer.registered if credential.authenticated else None
        by = f", by {escape(issuer)}" if issuer else ""
        yield from _row(PART_ROLES[part.role], outcome, f"{word.capitalize()}: {name}{by}", style)
        yield from _wrap(f"at {escape(part.path)}", style, indent=_LABEL + 4)
        for text in part_reasons(part):
            yield from _wrap(text, style, indent=_LABEL + 4)


def _opinion(report: Report, style: Style) -> Iterator[str]:
    """What another verifier would say, step by step, and why the two differ."""
    if report.opinion is None:
        return
    for line in _wrap(opinion_title(report.opinion), style, indent=0):
        yield style.paint(line, bold=True)
    for probe in report.opinion.probes:
        ours = OUTCOME_WORDS[probe.ours] if probe.ours is not None else "not asked"
        said = f"{probe.outcome.value.replace('_', ' ')}; mcissue: {ours}. {sentence(probe.message)}"
        yield from _row(probe.id, opinion_outcome(probe), said, style)
        if probe.why is not None:
            yield from _wrap(f"{style.arrow} {probe.why}", style, indent=_LABEL + 4)
    yield from _wrap(f"It does not ask: {', '.join(report.opinion.unasked)}.", style, indent=2)


def _notes(report: Report, style: Style) -> Iterator[str]:
    if report.notes:
        yield style.paint("Notes", bold=True)
    for note in report.notes:
        yield from _wrap(f"- {sentence(note.message)}", style, indent=2, hanging=2)


def render_inspection(found: Mapping[str, Any], style: Style | None = None) -> str:
    """What `mcissue inspect` found in a file, as text with a line feed at the end.

    Args:
        found: the inspection, as its JSON form.
        style: what the terminal can do; by default plain 80 columns.
    """
    style = style or Style()
    blocks = (
        _wrap("What the file says. Nothing of it is proven here; mcissue verify does that.", style, indent=0),
        _inspected_facts(found, style),
        _inspected_parts("Proofs", found["proofs"], style, none="none: nobody has signed it"),
        _inspected_parts("Status entries", found["status"], style, none="none: it can't be revoked"),
        _inspected_elements(found, style),
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


_BLOCKS: Final[tuple[tuple[Callable[[Report, Style], Iterator[str]], bool], ...]] = (
    (_head, True),
    (_warnings, True),
    (_answers, False),
    (_next, True),
    (_facts, True),
    (_checks, False),
    (_elements, False),
    (_parts, False),
    (_opinion, False),
    (_notes, True),
)
"""What writes each block of a report, in their order, and whether it is told of any file."""


def _inspected_facts(found: Mapping[str, Any], style: Style) -> Iterator[str]:
    if found["carrier"] != "json":
        carrier = f"a picture ({found['carrier'].upper()}), which is not signed itself"
        yield from _fact("Carrier", "a token" if found["carrier"] == "jws" else carrier, style)
    yield from _fact("Format", found["format"]["title"], style)
    yield from _fact("", found["format"]["explanation"], style)
    for place, context in enumerate(found["contexts"]):
        yield from _fact("" if place else "Contexts", context or "(an object inside the document)", style)
    yield from _fact("Types", ", ".join(found["types"]) or None, style)
    for label, name in (("Id", "id"), ("Title", "title")):
        yield from _fact(label, found[name], style)
    yield from _fact("Issuer", found["issuer"]["name"], style)
    yield from _fact("Issuer's id", found["issuer"]["id"], style)
    for label, name in (
        ("Awarded", "award_date"),
        ("Valid from", "valid_from"),
        ("Valid until", "valid_until"),
    ):
        yield from _fact(label, found[name] and with_days(found[name], end=name == "valid_until"), style)


def _inspected_parts(
    title: str, parts: Sequence[Mapping[str, Any]], style: Style, *, none: str
) -> Iterator[str]:
    yield style.paint(title, bold=True)
    if not parts:
        yield f"  {none}"
    for part in parts:
        for name, value in part.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield from _fact(name, shown, style)


def _inspected_elements(found: Mapping[str, Any], style: Style) -> Iterator[str]:
    yield style.paint("European standard elements", bold=True)
    if found["no_achievement"] is not None:
        yield from _wrap(escape(found["no_achievement"]), style, indent=2)
    for element in found["elements"]:
        shown = with_days(element["value"] or "") if element["id"] == "date_of_issuing" else element["value"]
        value = f": {shown}" if shown else ""
        outcome = STATES[element["state"]] if element["mandatory"] else Outcome.NOT_APPLICABLE
        outcome = Outcome.PASSED if element["state"] == "present" else outcome
        yield from _row(element["id"], outcome, escape(f"{element['state'].replace('_', ' ')}{value}"), style)


def _row(label: str, outcome: Outcome, text: str, style: Style) -> Iterator[str]:
    """A mark, a label, and a text that is wrapped beside it."""
    lines = textwrap.wrap(text, style.width - _LABEL - 4, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
    yield f"  {style.mark(outcome)} {label:<{_LABEL}}{lines[0]}".rstrip()
    for line in lines[1:]:
        yield " " * (_LABEL + 4) + line


def _fact(label: str, value: str | None, style: Style) -> Iterator[str]:
    if value is not None:
        yield from _labelled(label, escape(value), style)


def _labelled(label: str, text: str, style: Style) -> Iterator[str]:
    """A label and a text, already escaped, that is wrapped beside it."""
    room = style.width - _LABEL - 4
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    for place, line in enumerate(lines):
        yield f"    {label if place == 0 else '':<{_LABEL}}{line}".rstrip()


def _wrap(text: str, style: Style, *, indent: int, hanging: int = 0) -> list[str]:
    """Wrapped lines; long words such as addresses are left whole, so that they can be copied."""
    first, rest = " " * indent, " " * (indent + hanging)
    return textwrap.wrap(
        text,
        style.width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
