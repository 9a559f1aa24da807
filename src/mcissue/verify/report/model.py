"""What a verification found: a value that a person, a program and an archive can all read.

The shape and the rules are those of DESIGN section 6; `docs/report.md` explains them and
`docs/report.schema.json` is their JSON Schema. What a report is made of stands in `outcomes` and
`report_facts`, and is to be had here as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import VerificationError
from mcissue.verify.policy import ANSWER_CHECKS, CHECK_IDS, Policy
from mcissue.verify.report.facts import (
    CredentialSummary,
    EvidenceSummary,
    InputSummary,
    IssuerSummary,
    ProofSummary,
    RegistrySummary,
    Source,
)
from mcissue.verify.report.outcomes import (
    FORMAL_ANSWERS,
    Answers,
    Check,
    Note,
    Outcome,
    Verdict,
    answer,
    decide,
)
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcissue.formats.view import LearnerFact
    from mcissue.verify.report.opinion import Opinion

__all__ = [
    "CHECK_IDS",
    "MAX_TEXT",
    "NO_CREDENTIAL",
    "SCHEMA_VERSION",
    "Answers",
    "Check",
    "CredentialSummary",
    "EvidenceSummary",
    "InputSummary",
    "IssuerSummary",
    "Note",
    "Outcome",
    "Part",
    "PartRole",
    "ProofSummary",
    "RegistrySummary",
    "Report",
    "Source",
    "Verdict",
    "answer",
    "decide",
]


SCHEMA_VERSION: Final = 2
"""Of the JSON of a report (`docs/report.schema.json`)."""

NO_CREDENTIAL: Final = frozenset({"carrier_no_credential", "format_no_credential"})
"""Codes of checks that found no credential in the file."""

_FORMAL_CHECKS: Final = frozenset(check_id for name in FORMAL_ANSWERS for check_id in ANSWER_CHECKS[name]) - {
    "format"
}
"""Checks that say what is lacking. `format` goes first where it counts: it says what the document is."""

_NOT_VALID: Final[Mapping[Verdict, tuple[str, str]]] = MappingProxyType(
    {
        Verdict.INVALID: ("credential_invalid", "the credential is not valid"),
        Verdict.INCOMPLETE: ("credential_incomplete", "the credential is genuine, but something is lacking"),
        Verdict.INDETERMINATE: ("credential_indeterminate", "the credential is neither valid nor invalid"),
        Verdict.NO_CREDENTIAL: ("credential_absent", "there is no credential"),
    }
)
"""Verdict -> code and words of the error that `require_valid` raises."""

MAX_TEXT: Final = 2_000
"""Characters of one text in the JSON of a report: an id of 64,000 would stand there a dozen times."""


class PartRole(StrEnum):
    """Why a document stands in another one."""

    CREDENTIAL = "credential"
    """It is one of those that the other holds; the other is worth as much as the least of them."""

    ENDORSEMENT = "endorsement"
    """It speaks well of the other; it counts only if endorsements were asked for."""

    REFRESHED = "refreshed"
    """It is the issuer's newer copy of the other, fetched; it never counts for the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A document in a document, and the small report on it.

    Attributes:
        role: why it stands there.
        path: where it stands; the paths in its report begin there anew.
        report: what was found, under the same reference time and registry.
    """

    role: PartRole
    path: str
    report: Report

    def to_json(self) -> dict[str, Any]:
        """The part as JSON has it."""
        return {"role": self.role.value, "path": self.path, **self.report.to_small_json()}


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of what a verification found. True in a condition only if the verdict is `valid`.

    Attributes:
        verdict: the one word.
        answers: the five answers.
        checks: every check of `CHECK_IDS`, in that order, whatever happened.
        credential: what the document says.
        policy: which answers count for the verdict.
        asked: checks outside the five answers that were asked for, and therefore count too.
        verified_at: the reference time of every check.
        registry: the snapshot that was asked, or None if there was none that could be used.
        input: what was verified.
        notes: what a reader should know besides.
        sources: the documents beside the credential that the checks rest on.
        parts: the documents in this one, each with its small report.
        subject_id: the id of what the document speaks about, if it has one.
        learner: what it says of who its learner is.
        confirmed_key: the thumbprint (RFC 7638) of the key that a token says is its subject's.
        opinion: what another verifier would say, if that was asked for; it decides nothing.
    """

    verdict: Verdict
    answers: Answers
    checks: tuple[Check, ...]
    credential: CredentialSummary
    policy: Policy
    asked: tuple[str, ...]
    verified_at: datetime
    registry: RegistrySummary | None
    input: InputSummary
    notes: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()
    subject_id: str | None = None
    learner: tuple[LearnerFact, ...] = ()
    confirmed_key: str | None = None
    opinion: Opinion | None = None
    sources: tuple[Source, ...] = ()

    def __bool__(self) -> bool:
        """Whether the verdict is `valid`; without this, every report would be true."""
        return self.verdict is Verdict.VALID

    def check(self, check_id: str) -> Check:
        """The check of that id.

        Raises:
            KeyError: if there is no such check.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)

    def checks_of(self, answer_name: str) -> tuple[Check, ...]:
        """The checks that an answer rests on, those of the credentials in the document included.

        Args:
            answer_name: a key of `ANSWER_CHECKS`.
        """
        inner = [
            _in_whole(check, part.path)
            for part in self.parts
            if part.role is PartRole.CREDENTIAL
            for check in part.report.checks_of(answer_name)
        ]
        return (*(self.check(check_id) for check_id in ANSWER_CHECKS[answer_name]), *inner)

    @property
    def deciding(self) -> tuple[Check, ...]:
        """The checks that keep the verdict from being `valid`, the gravest first.

        Those of the credentials in the document are among them, with the path in the whole document. Where
        nothing applies that an answer could rest on, what does not apply is the reason. Whether it is genuine
        comes before whether something is lacking.
        """
        if self.verdict is Verdict.NO_CREDENTIAL:
            return tuple(check for check in self.checks if check.code in NO_CREDENTIAL)
        counting = {check_id for name in self.policy.counting for check_id in ANSWER_CHECKS[name]}
        neutral = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
        deciding = [
            check
            for check in self.checks
            if (check.id in self.asked and check.outcome is not Outcome.PASSED)
            or (check.id in counting and check.outcome not in neutral)
            # A kind that can't be judged is why nothing else could be looked at.
            or (check.id == "format" and check.outcome is Outcome.INDETERMINATE)
        ]
        if not (deciding or self.parts or self):
            bare = [
                self.checks_of(name)
                for name in self.policy.counting
                if getattr(self.answers, name) is Outcome.INDETERMINATE
            ]
            deciding = [checks[0] for checks in bare if checks[0].outcome is Outcome.NOT_APPLICABLE]
        for part in self.parts:
            if part.role is PartRole.CREDENTIAL:
                deciding += [_in_whole(check, part.path) for check in part.report.deciding]
        return tuple(sorted(deciding, key=_gravity))

    @property
    def proven(self) -> bool:
        """Whether a signature holds and is the issuer's (of a presentation: the holder's).

        While that is not so, everything that the file says may be anybody's words.
        """
        outcomes = {self.check(check_id).outcome for check_id in ("proof", "issuer_binding")}
        if outcomes == {Outcome.NOT_APPLICABLE}:
            # A container that nobody signed is worth what the credentials in it are.
            return self.answers.authentic is Outcome.PASSED
        return outcomes <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}

    def require_valid(self) -> None:
        """Return if the verdict is `valid`.

        Raises:
            VerificationError: `credential_invalid`, `credential_incomplete`, `credential_absent`, or
                `credential_indeterminate` (indeterminate); it names the checks that decided, each with its
                code.
        """
        if self:
            return
        reasons = [f"{check.id} ({check.code})" for check in self.deciding]
        code, words = _NOT_VALID[self.verdict]
        raise VerificationError(
            f"{words}: {', '.join(reasons)}",
            code=code,
            mend=next((check.mend for check in self.deciding if check.mend), None),
            detail={"checks": [{"id": check.id, "code": check.code} for check in self.deciding]},
            indeterminate=self.verdict is Verdict.INDETERMINATE,
        )

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object, as `docs/report.schema.json` describes it.

        Texts of the document that are longer than `MAX_TEXT` are cut, and say how long they are.
        """
        whole: dict[str, Any] = _cut(self._whole())
        return whole

    def _whole(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "verdict": self.verdict.value,
            "answers": self.answers.to_json(),
            "checks": [check.to_json() for check in self.checks],
            "credential": self.credential.to_json(),
            "policy": self.policy.value,
            "asked": list(self.asked),
            "verified_at": format_datetime(self.verified_at),
            "registry": self.registry.to_json() if self.registry else None,
            "input": self.input.to_json(),
            "notes": [note.to_json() for note in self.notes],
            "sources": [source.to_json() for source in self.sources],
            "parts": [part.to_json() for part in self.parts],
            "opinion": self.opinion.to_json() if self.opinion is not None else None,
        }

    def to_small_json(self) -> dict[str, Any]:
        """The report on a document in a document: without what it has in common with the whole."""
        whole = self.to_json()
        names = ("verdict", "answers", "checks", "credential", "notes", "parts")
        return {name: whole[name] for name in names}


def _gravity(check: Check) -> tuple[bool, bool]:
    return check.id in _FORMAL_CHECKS, check.outcome is not Outcome.FAILED


def _cut(value: Any) -> Any:
    """A value in which no text is longer than `MAX_TEXT`; one that was cut already stays as it is."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        length = f"... ({len(value)} characters)"
        return value[: MAX_TEXT - len(length)] + length
    if isinstance(value, dict):
        return {_cut(name): _cut(item) for name, item in value.items()}
    return [_cut(item) for item in value] if isinstance(value, list | tuple) else value


def _in_whole(check: Check, path: str) -> Check:
    """A check of a document in a document, for the reader of the whole."""
    place = path if check.path is None else path + check.path.removeprefix("$")
    return replace(check, path=place, message=f"in {path}: {check.message}")
