"""Outcomes of checks, and the answers and the verdict that follow from them (DESIGN section 6).

The rules are pure functions, so that a table of truth can test them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mcissue.verify.policy import ANSWER_CHECKS, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FORMAL_ANSWERS", "Answers", "Check", "Note", "Outcome", "Verdict", "answer", "decide"]

FORMAL_ANSWERS: Final = frozenset({"complete", "well_formed"})
"""Answers whose "no" says that something is lacking, and not that anything is wrong."""


class Outcome(StrEnum):
    """What became of one check, or of one answer."""

    PASSED = "passed"
    """It was looked at, and it is in order."""

    FAILED = "failed"
    """It was looked at, and it is wrong."""

    INDETERMINATE = "indeterminate"
    """It was looked at, and could not be found out."""

    NOT_APPLICABLE = "not_applicable"
    """There is nothing of the kind in this document, and need not be."""

    NOT_CHECKED = "not_checked"
    """It was not looked at: nobody asked, or an earlier step left nothing to look at."""


class Verdict(StrEnum):
    """The one word at the top of a report."""

    VALID = "valid"
    """Every answer that counts is yes."""

    INCOMPLETE = "incomplete"
    """Genuine, recognised and current, as far as these count; but something is missing or badly written."""

    INDETERMINATE = "indeterminate"
    """Nothing is known to be wrong, and something could not be found out."""

    INVALID = "invalid"
    """Forged, changed, not the issuer's, expired, taken back, not recognised, or not what was asked for."""

    NO_CREDENTIAL = "no_credential"
    """There is no credential in the file, so there is nothing that could be good or bad."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was asked, what came of it, and why.

    Attributes:
        id: one of `CHECK_IDS`.
        outcome: what came of it.
        code: the stable code of the reason (`mcissue.codes`); None if the check simply passed.
        message: one sentence for people. It may repeat text of the document: escape it when you show it.
        path: the place in the document, as a JSON path.
        mend: how to mend it, where that can be said.
        detail: facts for machines.
    """

    id: str
    outcome: Outcome
    code: str | None = None
    message: str = ""
    path: str | None = None
    mend: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The check as JSON has it; every member is always there."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "code": self.code,
            "message": self.message,
            "path": self.path,
            "mend": self.mend,
            "detail": dict(self.detail),
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """The five answers; each is passed, failed or indeterminate."""

    authentic: Outcome
    recognised: Outcome
    current: Outcome
    complete: Outcome
    well_formed: Outcome

    def to_json(self) -> dict[str, str]:
        """The answers by name."""
        return {name: getattr(self, name).value for name in ANSWER_CHECKS}


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know that is no check: how the verification was made, or what is odd.

    Attributes:
        code: a stable code (`mcissue.codes`).
        message: one sentence for people.
    """

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """The note as JSON has it."""
        return {"code": self.code, "message": self.message}


def answer(outcomes: Sequence[Outcome]) -> Outcome:
    """Turn the outcomes of an answer's checks into the answer (DESIGN section 6).

    Failed if one check failed, else indeterminate if one could not be found out or was not checked, else
    passed; a check that does not apply is neutral. Where nothing at all was passed, there is nothing that the
    answer could rest on, and it is indeterminate.
    """
    if Outcome.FAILED in outcomes:
        return Outcome.FAILED
    if Outcome.INDETERMINATE in outcomes or Outcome.NOT_CHECKED in outcomes or Outcome.PASSED not in outcomes:
        return Outcome.INDETERMINATE
    return Outcome.PASSED


def decide(
    outcomes: Mapping[str, Outcome],
    *,
    policy: Policy,
    asked: Sequence[str] = (),
    parts: Sequence[Answers] = (),
    no_credential: bool = False,
) -> tuple[Answers, Verdict]:
    """Turn the outcomes of all checks into the five answers and the verdict (DESIGN section 6).

    Args:
        outcomes: check id -> outcome, for every id of `CHECK_IDS`.
        policy: which answers count.
        asked: checks that were asked for besides; each of them must have passed.
        parts: the answers of the credentials in the document: each counts like a check of its own.
        no_credential: whether a check found that there is no credential at all.
    """
    answers = Answers(
        **{
            name: answer(
                [outcomes[check_id] for check_id in checks] + [getattr(part, name) for part in parts]
            )
            for name, checks in ANSWER_CHECKS.items()
        }
    )
    if no_credential:
        return answers, Verdict.NO_CREDENTIAL
    grave = [getattr(answers, name) for name in policy.counting if name not in FORMAL_ANSWERS]
    grave += [outcomes[check_id] for check_id in asked]
    formal = [getattr(answers, name) for name in policy.counting if name in FORMAL_ANSWERS]
    if Outcome.FAILED in grave:
        return answers, Verdict.INVALID
    # What is not known to be genuine is never called "genuine, but".
    if any(outcome is not Outcome.PASSED for outcome in grave):
        return answers, Verdict.INDETERMINATE
    if Outcome.FAILED in formal:
        return answers, Verdict.INCOMPLETE
    return answers, Verdict.VALID if all(one is Outcome.PASSED for one in formal) else Verdict.INDETERMINATE
