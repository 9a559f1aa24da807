"""Reports as text for a terminal: the verdict first, then reasons, then everything that was looked at.

An outcome is a mark and a word, never only a colour. Text that comes from a document is escaped: control
characters could rewrite the screen, and direction marks could turn a name round (facts: threats 1.11).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from mcissue.verify.policy import ANSWER_CHECKS
from mcissue.verify.report import Check, Outcome, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

    from mcissue.annex import Element

__all__ = ["Style", "escape", "render_inspection", "render_report", "terminal_style"]

MAX_WIDTH: Final = 100
"""Columns: longer lines are hard to read, however wide the terminal is."""

MIN_WIDTH: Final = 40
"""Columns: below this there is no room beside the labels."""

MAX_SHOWN: Final = 400
"""Characters of one text of a document in a text report; the JSON report has all of it."""

_LABEL: Final = 21
"""Columns for a label: the longest one has 20."""

_KEPT_FORMAT_CHARACTERS: Final = "\u200c\u200d"
"""The joiners: Persian and many Indian languages are misspelt without them, and they move nothing."""

_MARKS: Final = {
    Outcome.PASSED: ("✓", "+", "green"),
    Outcome.FAILED: ("✗", "x", "red"),
    Outcome.INDETERMINATE: ("?", "?", "yellow"),
    Outcome.NOT_APPLICABLE: ("–", "-", None),
    Outcome.NOT_CHECKED: ("·", ".", None),
}

_WORDS: Final = {
    Outcome.PASSED: "yes",
    Outcome.FAILED: "no",
    Outcome.INDETERMINATE: "not known",
}

_QUESTIONS: Final = {
    "authentic": ("Is it authentic?", "The signature is good, and its key belongs to the issuer."),
    "recognised": ("Was its issuer recognised?", "On the day of the award, for this kind of award."),
    "current": ("Is it still current?", "It is within its dates, and not taken back."),
    "complete": ("Is it complete?", "Every mandatory European standard element is there."),
}

_VERDICTS: Final = {
    Verdict.VALID: (Outcome.PASSED, "VALID"),
    Verdict.INVALID: (Outcome.FAILED, "NOT VALID"),
    Verdict.INDETERMINATE: (Outcome.INDETERMINATE, "COULD NOT BE DETERMINED"),
}

_STATES: Final = {
    "present": Outcome.PASSED,
    "partly": Outcome.FAILED,
    "missing": Outcome.FAILED,
    "not_applicable": Outcome.NOT_APPLICABLE,
}


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
        fancy, plain, colour = _MARKS[outcome]
        return self.paint(fancy if self.unicode else plain, colour)

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


def escape(text: str, *, limit: int = MAX_SHOWN) -> str:
    r"""Text of a document, fit for a terminal: one line, and every character that could mislead as `\u....`.

    Args:
        text: any text.
        limit: how many characters are shown.
    """
    shown = "".join(_escaped(character) for character in text[:limit])
    return shown + ("..." if len(text) > limit else "")


def _escaped(character: str) -> str:
    if character in "\t\n\r":
        return " "
    # Cc control, Cf format (direction marks, zero width), Cs half characters, Zl and Zp line ends; Cn is not
    # assigned.
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"} and (
        character not in _KEPT_FORMAT_CHARACTERS
    ):
        number = ord(character)
        return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits
    return character


def render_report(report: Report, style: Style | None = None) -> str:
    """A report as text, with a line feed at the end.

    Args:
        report: what was found.
        style: what the terminal can do; by default plain 80 columns.
    """
    style = style or Style()
    blocks = (
        _head(report, style),
        _warnings(report, style),
        _answers(report, style),
        _facts(report, style),
        _checks(report, style),
        _elements(report, style),
        _notes(report, style),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _head(report: Report, style: Style) -> Iterator[str]:
    """The verdict, the file, and for anything but `valid` the reasons."""
    outcome, word = _VERDICTS[report.verdict]
    name = f"  {escape(report.input.name)}" if report.input.name else ""
    yield f"{style.mark(outcome)} {style.paint(word, _MARKS[outcome][2], bold=True)}{name}"
    for check in report.deciding:
        if check.code not in _FOLLOWS_FROM_OTHERS:
            yield from _wrap(_sentence(check.message), style, indent=2)


_FOLLOWS_FROM_OTHERS: Final = frozenset({"earlier_step", "proof_key_unavailable"})
"""Codes of checks that could not be made because of another one: they are no reason of their own."""


def _warnings(report: Report, style: Style) -> Iterator[str]:
    """What must be read before anything else: a test registry, and that nothing is proven."""
    if report.registry is not None and report.registry.test:
        text = "TEST REGISTRY: its word means nothing outside of tests and samples."
        yield from (style.paint(line, "yellow", bold=True) for line in _wrap(text, style, indent=2))
    if not report.credential.authenticated:
        text = "NOTHING BELOW IS PROVEN: it is only what the file says, and anybody may have written it."
        yield from (style.paint(line, "yellow", bold=True) for line in _wrap(text, style, indent=2))


def _answers(report: Report, style: Style) -> Iterator[str]:
    """The four questions, each with its answer and the reason in one sentence."""
    for name, (question, reason_if_passed) in _QUESTIONS.items():
        outcome: Outcome = getattr(report.answers, name)
        mark, word = style.mark(outcome), _WORDS[outcome]
        if outcome is Outcome.PASSED and not report.credential.authenticated:
            # Anybody can write the name of a recognised issuer into a file: that is no good news.
            mark, word = style.mark(Outcome.NOT_CHECKED), "yes, if it were authentic"
        counts = "" if name in report.policy.counting else " (does not count for the verdict)"
        # The mark is put in after wrapping: its colour has no width.
        first, *more = _wrap(f"  {question} {word}{counts}", style, indent=0, hanging=2)
        yield from (f"{mark} {style.paint(first.strip(), bold=True)}", *more)
        reason = reason_if_passed if outcome is Outcome.PASSED else _reason(report, name)
        yield from _wrap(reason, style, indent=4)


def _reason(report: Report, answer: str) -> str:
    """The sentence of the check that decided an answer."""
    checks = [report.check(check_id) for check_id in ANSWER_CHECKS[answer]]
    checks.sort(key=lambda check: check.code in _FOLLOWS_FROM_OTHERS)
    for wanted in (Outcome.FAILED, Outcome.INDETERMINATE, Outcome.NOT_CHECKED, Outcome.NOT_APPLICABLE):
        for check in checks:
            if check.outcome is wanted:
                return _sentence(check.message)
    return ""


def _facts(report: Report, style: Style) -> Iterator[str]:
    """Who, what and when."""
    credential, issuer = report.credential, report.credential.issuer
    if not credential.authenticated:
        yield "  The file says, unproven:"
    yield from _fact("Title", credential.title, style)
    if issuer.registered is not None and not credential.authenticated:
        name = escape(issuer.registered)
        yield from _fact("Issuer", f"claims to be whom the registry knows as {name}", style)
    elif issuer.registered is not None:
        yield from _fact("Issuer", f"{escape(issuer.registered)} (name in the registry)", style)
        if issuer.claimed is not None and issuer.claimed != issuer.registered:
            yield from _fact("", f"{escape(issuer.claimed)} (name in the credential)", style)
    elif issuer.claimed is not None:
        yield from _fact("Issuer", f"{escape(issuer.claimed)} (its own word; no registry names it)", style)
    yield from _fact("Issuer's id", issuer.id, style)
    learner = next((element.value for element in credential.elements if element.id == "learner"), None)
    yield from _fact("Learner", learner, style)
    yield from _fact("Awarded", credential.award_date, style)
    yield from _fact("Valid from", credential.valid_from, style)
    yield from _fact("Valid until", credential.valid_until, style)
    yield from _fact("Format", _format_title(credential.format), style)
    for proof in credential.proofs:
        if proof.role == "cosigner":
            yield from _fact("Also signed by", proof.verification_method, style)
    registry = report.registry
    if registry is not None:
        yield from _fact("Registry", f"{escape(registry.operator)}, number {registry.sequence}", style)
    yield from _fact("Verified as of", report.to_json()["verified_at"], style)
    yield from _fact("Policy", f"{report.policy.value} (counts: {', '.join(report.policy.counting)})", style)


def _format_title(name: str | None) -> str | None:
    """What people call a format."""
    from mcissue.formats.detect import TITLES, Format

    return TITLES.get(Format(name), name) if name is not None else None


def _checks(report: Report, style: Style) -> Iterator[str]:
    """Every check with its mark; those that are not in order with code, place and way to mend."""
    yield style.paint("Checks", bold=True)
    skipped: dict[str, list[str]] = {}
    for check in report.checks:
        if check.outcome is Outcome.NOT_CHECKED:
            skipped.setdefault(check.message, []).append(check.id)
            continue
        yield from _row(check.id, check.outcome, _check_text(check), style)
        if check.outcome in {Outcome.FAILED, Outcome.INDETERMINATE}:
            place = f" at {escape(check.path)}" if check.path else ""
            yield from _wrap(f"[{check.code}]{place}", style, indent=_LABEL + 4)
            if check.mend:
                yield from _wrap(f"{style.arrow} {escape(check.mend)}", style, indent=_LABEL + 4)
    for message, names in skipped.items():
        yield from _row("not checked", Outcome.NOT_CHECKED, f"{', '.join(names)}: {escape(message)}.", style)


def _check_text(check: Check) -> str:
    words = {
        Outcome.INDETERMINATE: "could not be found out: ",
        Outcome.NOT_APPLICABLE: "does not apply: ",
    }
    if check.outcome not in words:
        return _sentence(check.message)
    message = check.message
    if message[1:2].islower():
        message = message[0].lower() + message[1:]
    return _sentence(words[check.outcome] + message)


def _elements(report: Report, style: Style) -> Iterator[str]:
    """The European standard elements: what is there, and how to supply what is not."""
    if not report.credential.elements:
        return
    proven = "" if report.credential.authenticated else ", unproven"
    title = f"European standard elements (Council Recommendation 2022/C 243/02, Annex I){proven}"
    yield from (style.paint(line, bold=True) for line in _wrap(title, style, indent=0))
    for mandatory in (True, False):
        for element in report.credential.elements:
            if element.mandatory is mandatory:
                yield from _element(element, style)


def _element(element: Element, style: Style) -> Iterator[str]:
    state = str(element.state)
    outcome = _STATES[state]
    if not element.mandatory and outcome is Outcome.FAILED:
        outcome = Outcome.NOT_APPLICABLE
    kind = "" if element.mandatory else " (optional)"
    text = escape(element.value) if element.value else ""
    if state != "present":
        text = f"{state.replace('_', ' ')}{kind}{': ' + text if text else ''}"
    yield from _row(element.id, outcome, text, style)
    if element.note:
        yield from _wrap(_sentence(element.note), style, indent=_LABEL + 4)
    if element.mandatory and outcome is Outcome.FAILED and element.mend:
        yield from _wrap(f"{style.arrow} {escape(element.mend)}", style, indent=_LABEL + 4)


def _notes(report: Report, style: Style) -> Iterator[str]:
    if report.notes:
        yield style.paint("Notes", bold=True)
    for note in report.notes:
        yield from _wrap(f"- {_sentence(note.message)}", style, indent=2, hanging=2)


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


def _inspected_facts(found: Mapping[str, Any], style: Style) -> Iterator[str]:
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
        yield from _fact(label, found[name], style)


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
        value = f": {element['value']}" if element["value"] else ""
        outcome = _STATES[element["state"]] if element["mandatory"] else Outcome.NOT_APPLICABLE
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
    if value is None:
        return
    room = style.width - _LABEL - 4
    lines = textwrap.wrap(escape(value), room, break_long_words=False, break_on_hyphens=False) or [""]
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


def _sentence(message: str) -> str:
    """A message with a capital letter and a full stop."""
    text = escape(message)
    if not text:
        return text
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
