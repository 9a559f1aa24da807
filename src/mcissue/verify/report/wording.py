"""What a report says to people, whatever it is shown on: one wording for the terminal and for a page.

Nothing here is escaped for a medium except by `visible`, which whoever shows text of a document must call:
control characters could rewrite a screen, and direction marks could turn a name round (docs/threats.md 1.11).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.formats.detect import title_of_format
from mcissue.formats.vcdm import PRESENTATION
from mcissue.verify.policy import ANSWER_CHECKS
from mcissue.verify.report.model import Check, Note, Outcome, PartRole, Report, Verdict
from mcissue.verify.report.opinion import ProbeOutcome
from mcissue.words import format_datetime, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mcissue.annex import Element
    from mcissue.verify.report.model import Part
    from mcissue.verify.report.opinion import Opinion, Probe

__all__ = [
    "ANSWER_WORDS",
    "BADLY_WRITTEN",
    "CHECK_QUESTIONS",
    "CIRCUMSTANCES_TITLE",
    "ELEMENTS_TITLE",
    "MARKS",
    "NEXT_TITLE",
    "NOT_PROVEN",
    "OPINION_VERDICTS",
    "OUTCOME_WORDS",
    "PARTS_TITLE",
    "PART_ROLES",
    "PROVEN_WRONG",
    "QUESTIONS",
    "STATES",
    "TEST_REGISTRY",
    "UNPROVEN_TITLE",
    "VERDICTS",
    "VERDICT_NAMES",
    "Fact",
    "award_sentence",
    "check_sentence",
    "circumstances",
    "element_outcome",
    "element_value",
    "facts",
    "form_remark",
    "is_unproven",
    "is_without_credential",
    "leading_reasons",
    "next_steps",
    "opinion_outcome",
    "opinion_title",
    "part_reasons",
    "reason",
    "sentence",
    "shown_answers",
    "unproven_warning",
    "verdict_words",
    "with_days",
]

MARKS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.PASSED: "✓",
        Outcome.FAILED: "✗",
        Outcome.INDETERMINATE: "?",
        Outcome.NOT_APPLICABLE: "–",
        Outcome.NOT_CHECKED: "·",
    }
)
"""A mark for each outcome: no outcome is ever told by a colour alone."""

ANSWER_WORDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.PASSED: "yes", Outcome.FAILED: "no", Outcome.INDETERMINATE: "not known"}
)

QUESTIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "authentic": ("Is it authentic?", "The signature is good, and its key belongs to the issuer."),
        "recognised": ("Was its issuer recognised?", "On the day of the award, for this kind of award."),
        "current": ("Is it still current?", "It is within its dates, and not taken back."),
        "complete": ("Is it complete?", "Every mandatory European standard element is there."),
        "well_formed": ("Is it well formed?", "It is written as its standards demand."),
    }
)
"""Answer -> the question in words, and what a yes rests on."""

OF_HOLDER: Final = "Its signature is its holder's, and each credential in it is signed by its issuer."
"""What a yes to `authentic` rests on, of a presentation."""

OUTCOME_WORDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.PASSED: "passed",
        Outcome.FAILED: "failed",
        Outcome.INDETERMINATE: "not found out",
        Outcome.NOT_APPLICABLE: "does not apply",
        Outcome.NOT_CHECKED: "not checked",
    }
)

CHECK_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "carrier": "Does the file or picture hold exactly one JSON object, in strict JSON?",
        "format": "Is it written as its standards demand?",
        "json_ld": "Has every statement one meaning, and is none lost?",
        "proof": "Does every signature of a supported kind hold, and is there one?",
        "issuer_binding": "Is one of the keys the issuer's, and was it in use?",
        "validity": "Do the dates fit the reference time, and each other?",
        "status": "Does no status list take it back?",
        "issuer_registry": "Was the issuer recognised on the award date?",
        "accreditation": "Was it accredited for such an award then?",
        "mandatory_elements": "Are the mandatory European standard elements there?",
        "presenter": "Is the one who presents it the one whom the credentials in it are about?",
        "schema": "Does it fit the schema and the shapes that were given?",
        "recipient": "Is it about the person that was named?",
        "endorsements": "Do the endorsements hold?",
    }
)
"""Check -> what it asks, as `docs/report.md` has it."""

OPINION_VERDICTS: Final[Mapping[str, str]] = MappingProxyType(
    {"valid": "would call it valid", "invalid": "would call it not valid", "not_known": "can't be foretold"}
)
"""The verdict of another verifier, in words."""

PARTS_TITLE: Final = "Documents in it"
"""What stands above the small reports."""

PART_ROLES: Final[Mapping[PartRole, str]] = MappingProxyType(
    {
        PartRole.CREDENTIAL: "credential",
        PartRole.ENDORSEMENT: "endorsement",
        PartRole.REFRESHED: "newer copy",
    }
)
"""Why a document stands in another one, or beside it, in a word or two."""

VERDICTS: Final[Mapping[Verdict, tuple[Outcome, str]]] = MappingProxyType(
    {
        Verdict.VALID: (Outcome.PASSED, "VALID"),
        Verdict.INVALID: (Outcome.FAILED, "NOT VALID"),
        Verdict.INDETERMINATE: (Outcome.INDETERMINATE, "COULD NOT BE DETERMINED"),
        Verdict.INCOMPLETE: (Outcome.INDETERMINATE, "GENUINE, BUT NOT A COMPLETE EUROPEAN MICROCREDENTIAL"),
        Verdict.NO_CREDENTIAL: (Outcome.NOT_APPLICABLE, "NO CREDENTIAL IN THIS FILE"),
    }
)
"""Verdict -> the mark's outcome, and the words."""

BADLY_WRITTEN: Final = "GENUINE, BUT NOT WRITTEN AS THE STANDARD DEMANDS"
"""The words of `incomplete` where only its form is lacking."""

VERDICT_NAMES: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.VALID: "valid",
        Verdict.INVALID: "not valid",
        Verdict.INDETERMINATE: "could not be determined",
        Verdict.INCOMPLETE: "genuine, but not complete",
        Verdict.NO_CREDENTIAL: "no credential",
    }
)
"""Verdict -> its name in a list or a sentence."""

STATES: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        "present": Outcome.PASSED,
        "partly": Outcome.FAILED,
        "missing": Outcome.FAILED,
        "not_applicable": Outcome.NOT_APPLICABLE,
    }
)
"""State of a mandatory element -> the outcome it stands for."""

TEST_REGISTRY: Final = "TEST REGISTRY: its word means nothing outside of tests and samples."
PROVEN_WRONG: Final = (
    "NOTHING BELOW IS PROVEN: the file was changed after it was signed, or the issuer did not sign it. "
    "Anybody may have written it."
)
NOT_PROVEN: Final = "NOTHING BELOW IS PROVEN: whether the issuer signed it could not be checked."
UNPROVEN_TITLE: Final = "What the file says, unproven"
CIRCUMSTANCES_TITLE: Final = "How it was verified"
ELEMENTS_TITLE: Final = "European standard elements (Council Recommendation 2022/C 243/02, Annex I)"

NEXT_TITLE: Final = "What to do next"
FORM_REMARK: Final = (
    "It is not written in every point as its standards demand, which is for its issuer to mend (see format)."
)
MAX_NEXT_STEPS: Final = 3
"""Ways on that are told first; the checks tell all of them."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DAY: Final = re.compile(
    # Nothing around it that would make it a part of an address, a name or a longer time.
    r"(?<![\w/:.#-])(?P<until>until )?"
    r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?P<midnight>T00:00:00(?:\.0+)?Z)?"
    r"(?![\w/:#-]|\.\w)",
    re.ASCII,
)
"""A day, or the midnight (UTC) with which credentials write one."""

_FIRST_NOTES: Final = frozenset(
    {"name_look_alike", "name_odd", "presenter_differs", "registry_state_unwritable"}
)
"""Codes of notes that are shown above everything else."""

_FOLLOWS_FROM_OTHERS: Final = frozenset({"earlier_step", "proof_key_unavailable", "status_list_not_visited"})
"""Codes of checks that could not be made because of another one: they are no reason of their own."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of who, what and when.

    Attributes:
        label: what it is; empty if it belongs to the line above.
        value: what the document or the registry says, not escaped.
        before: our own words before the value.
        after: our own words after the value.
    """

    label: str
    value: str
    before: str = ""
    after: str = ""


def with_days(text: str, *, end: bool = False) -> str:
    """The text with days as people write them: 2026-06-15T00:00:00Z becomes 15 June 2026.

    The midnight that ends something stays a time, since "until 15 June" would count that day in. Every other
    time stays as it is, and so does what programs read: this is for texts that are shown.

    Args:
        text: any text.
        end: whether a midnight in it ends something, also where no "until" stands before it.
    """

    def day(found: re.Match[str]) -> str:
        shown = f"{int(found['day'])} {_MONTHS[int(found['month']) - 1]} {found['year']}"
        is_end = found["midnight"] and (end or found["until"])
        return f"{found['until'] or ''}{shown}{', 00:00 UTC' if is_end else ''}"

    return _DAY.sub(day, text)


def sentence(message: str) -> str:
    """A message with a capital letter and a full stop, fit to be shown."""
    text = visible(with_days(message))
    if not text:
        return text
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def check_sentence(check: Check) -> str:
    """What a check found, as a sentence that also says where it found nothing out."""
    words = {
        Outcome.INDETERMINATE: "could not be found out: ",
        Outcome.NOT_APPLICABLE: "does not apply: ",
    }
    if check.outcome not in words:
        return sentence(check.message)
    message = check.message
    if message[1:2].islower():
        message = message[0].lower() + message[1:]
    return sentence(words[check.outcome] + message)


def leading_reasons(report: Report) -> tuple[Check, ...]:
    """The checks that a reader must hear of first: those that decided, without mere consequences.

    That nobody has signed it makes all the rest idle, so it is said before any other fault.
    """
    reasons = [check for check in report.deciding if check.code not in _FOLLOWS_FROM_OTHERS]
    return tuple(sorted(reasons, key=_is_not_unsigned))


def _is_not_unsigned(check: Check) -> bool:
    return check.code != "proof_missing"


def reason(report: Report, answer: str) -> str:
    """The sentence of the check that decided an answer.

    Args:
        report: the report.
        answer: a key of `QUESTIONS`.
    """
    if getattr(report.answers, answer) is Outcome.PASSED:
        # The key of a presentation is its holder's, and no issuer's.
        return (
            OF_HOLDER
            if answer == "authentic" and report.credential.format == PRESENTATION.id
            else QUESTIONS[answer][1]
        )
    checks = list(report.checks_of(answer))
    checks.sort(key=lambda check: (check.code in _FOLLOWS_FROM_OTHERS, _is_not_unsigned(check)))
    for wanted in (Outcome.FAILED, Outcome.INDETERMINATE, Outcome.NOT_CHECKED, Outcome.NOT_APPLICABLE):
        for check in checks:
            if check.outcome is wanted:
                return sentence(check.message)
    return ""


def part_reasons(part: Part) -> tuple[str, ...]:
    """Why a document in a document is not valid, in at most two sentences."""
    return tuple(sentence(check.message) for check in leading_reasons(part.report)[:2])


def opinion_title(opinion: Opinion) -> str:
    """What another verifier would make of it, in a sentence."""
    return sentence(f"{opinion.title} {OPINION_VERDICTS[opinion.verdict]}; that decides nothing here")


def opinion_outcome(probe: Probe) -> Outcome:
    """The mark of another verifier's step."""
    if probe.outcome.is_bad:
        return Outcome.FAILED
    if probe.outcome.is_good:
        return Outcome.PASSED
    return Outcome.INDETERMINATE if probe.outcome is ProbeOutcome.NOT_KNOWN else Outcome.NOT_CHECKED


def element_outcome(element: Element) -> Outcome:
    """The outcome that an element's state stands for: what is optional can't fail."""
    outcome = STATES[str(element.state)]
    return Outcome.NOT_APPLICABLE if outcome is Outcome.FAILED and not element.mandatory else outcome


def element_value(element: Element) -> str:
    """The value of an element as it is shown: a date as people write it."""
    return with_days(element.value) if element.id == "date_of_issuing" else element.value


def first_notes(report: Report) -> tuple[Note, ...]:
    """The notes that must be read before anything else: they limit what the whole report is worth."""
    return tuple(note for note in report.notes if note.code in _FIRST_NOTES)


def is_unproven(report: Report) -> bool:
    """Whether the report shows something that only the file says.

    Args:
        report: the report.
    """
    shown = report.credential.elements or report.parts or any(True for _ in facts(report))
    return bool(shown) and not report.proven


def unproven_warning(report: Report) -> str:
    """What a reader must know of everything that an unproven file says.

    Args:
        report: a report for which `is_unproven` is true.
    """
    checks = (report.check(check_id) for check_id in ANSWER_CHECKS["authentic"])
    return PROVEN_WRONG if any(check.outcome is Outcome.FAILED for check in checks) else NOT_PROVEN


def is_without_credential(report: Report) -> bool:
    """Whether nothing was asked of a file, since no credential is in it: there are no answers to show."""
    return report.verdict is Verdict.NO_CREDENTIAL


def verdict_words(report: Report) -> str:
    """The verdict in capitals."""
    if report.verdict is Verdict.INCOMPLETE and report.answers.complete is Outcome.PASSED:
        return BADLY_WRITTEN
    return VERDICTS[report.verdict][1]


def shown_answers(report: Report) -> tuple[str, ...]:
    """The answers that are told first; what is only a matter of form is told below, unless it counts."""
    return tuple(name for name in QUESTIONS if name != "well_formed" or name in report.policy.counting)


def award_sentence(report: Report) -> str:
    """Who awarded what to whom and when, in one sentence; empty where the file does not say it.

    Args:
        report: the report.
    """
    credential = report.credential
    found = {element.id: element.value for element in credential.elements if element.value}
    issuer, claimed = credential.issuer.registered, credential.issuer.claimed
    if issuer is None and claimed is not None:
        # Anybody can give themselves any name, and sign under it.
        issuer = f"An issuer that calls itself {claimed}"
    if credential.title is None or issuer is None or "learner" not in found:
        return ""
    size = [found[name] for name in ("workload", "level") if name in found]
    about = f" ({', '.join(size)})" if size else ""
    day = f" on {with_days(credential.award_date)}" if credential.award_date else ""
    text = f"{issuer} awarded {credential.title}{about} to {found['learner']}{day}."
    return visible(text if credential.authenticated else f"The file says, unproven: {text}")


def form_remark(report: Report) -> str:
    """What is said of the form where it does not count; empty where nothing is to be said.

    Args:
        report: the report.
    """
    told = "well_formed" in shown_answers(report) or report.answers.well_formed is not Outcome.FAILED
    return "" if told else FORM_REMARK


def next_steps(report: Report) -> tuple[str, ...]:
    """What can be done about the reasons of a verdict, each once.

    Args:
        report: the report.
    """
    mends = (check.mend for check in leading_reasons(report) if check.mend)
    return tuple(dict.fromkeys(map(visible, mends)))[:MAX_NEXT_STEPS]


def facts(report: Report) -> Iterator[Fact]:
    """Who, what and when by the file, in the order in which people ask.

    Args:
        report: the report.
    """
    if is_without_credential(report):
        return  # what stands in such a file is nobody's word about an award
    credential = report.credential
    learner = next((element.value for element in credential.elements if element.id == "learner"), None)
    if credential.title is not None:
        yield Fact("Title", credential.title)
    if credential.holder is not None:
        yield Fact("Presented by", credential.holder)
    yield from _issuer_facts(report)
    for label, value in (
        ("Learner", learner),
        ("Awarded", credential.award_date and with_days(credential.award_date)),
        ("Valid from", credential.valid_from and with_days(credential.valid_from)),
        ("Valid until", credential.valid_until and with_days(credential.valid_until, end=True)),
        ("Format", credential.format and title_of_format(credential.format)),
    ):
        if value is not None:
            yield Fact(label, value)
    for proof in credential.proofs:
        if proof.role == "cosigner" and proof.verification_method is not None:
            yield Fact("Also signed by", proof.verification_method)


def circumstances(report: Report) -> Iterator[Fact]:
    """What it was verified with and when: the user's own choice, and no word of the file.

    Args:
        report: the report.
    """
    if report.registry is not None:
        yield Fact("Registry", report.registry.operator, after=f", number {report.registry.sequence}")
    for place, source in enumerate(item for item in report.sources if item.retrieved_at is not None):
        assert source.retrieved_at is not None
        kept = ", from the cache" if source.how == "cached" else ""
        when = f" (fetched {format_datetime(source.retrieved_at)}{kept})"
        yield Fact("" if place else "Rests on", source.url, after=when)
    yield Fact("Verified as of", _reference_time(report.verified_at))
    yield Fact("Policy", report.policy.value, after=f" (counts: {', '.join(report.policy.counting)})")


def _reference_time(at: datetime) -> str:
    """The reference time; a whole day, given with --at, stands for its end."""
    if at.time() == time.max:
        return f"the end of {with_days(at.date().isoformat())} (UTC)"
    return with_days(format_datetime(at.replace(microsecond=0)), end=True)


def _issuer_facts(report: Report) -> Iterator[Fact]:
    """The issuer's name is the registry's; what the document calls it stands beside."""
    issuer = report.credential.issuer
    if issuer.registered is not None and not report.credential.authenticated:
        yield Fact("Issuer", issuer.registered, before="claims to be whom the registry knows as ")
    elif issuer.registered is not None:
        yield Fact("Issuer", issuer.registered, after=" (name in the registry)")
        if issuer.claimed is not None and issuer.claimed != issuer.registered:
            yield Fact("", issuer.claimed, after=" (name in the credential)")
    elif issuer.claimed is not None:
        yield Fact("Issuer", issuer.claimed, after=" (its own word; no registry names it)")
    if issuer.id is not None:
        yield Fact("Issuer's id", issuer.id)
