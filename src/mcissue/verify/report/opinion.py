"""What another verifier would say of the same file, step by step, beside what mcissue says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.verify.report.outcomes import Outcome

__all__ = ["Opinion", "Probe", "ProbeOutcome"]


class ProbeOutcome(StrEnum):
    """What a step of the other verifier would give. The words are its own, but for the last two."""

    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"
    """Its run stops here."""

    NOT_RUN = "not_run"
    """It would not come to this step, or has nothing to look at there."""

    NOT_KNOWN = "not_known"
    """That depends on what is not public, or on the network."""

    @property
    def is_good(self) -> bool:
        """Whether the other verifier would call the file valid in spite of it."""
        return self in {ProbeOutcome.SUCCESS, ProbeOutcome.WARNING}

    @property
    def is_bad(self) -> bool:
        """Whether it makes the file invalid there."""
        return self in {ProbeOutcome.ERROR, ProbeOutcome.FATAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One step of the other verifier.

    Attributes:
        id: its stable name here.
        name: what the other verifier calls it.
        outcome: what it would give.
        message: why, in one sentence.
        check: the check of mcissue that asks the same.
        ours: what came of that check, as far as it asks the same; None if mcissue does not ask.
        why: why the two differ; None if they don't.
    """

    id: str
    name: str
    outcome: ProbeOutcome
    message: str
    check: str | None
    ours: Outcome | None
    why: str | None

    @property
    def differs(self) -> bool:
        """Whether one says yes where the other does not."""
        return self.why is not None

    def to_json(self) -> dict[str, Any]:
        """The step as JSON has it."""
        return {
            "id": self.id,
            "name": self.name,
            "outcome": self.outcome.value,
            "message": self.message,
            "check": self.check,
            "ours": self.ours.value if self.ours is not None else None,
            "differs": self.differs,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another verifier would say of a file. It decides nothing here.

    Attributes:
        profile: the name of the other verifier.
        title: what it is called, with its version.
        probes: its steps, in its order.
        unasked: checks of mcissue that it does not make.
    """

    profile: str
    title: str
    probes: tuple[Probe, ...]
    unasked: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """`invalid` if a step gives an error, else `not_known` if one is not known, else `valid`."""
        if any(probe.outcome.is_bad for probe in self.probes):
            return "invalid"
        open_ = any(probe.outcome is ProbeOutcome.NOT_KNOWN for probe in self.probes)
        return "not_known" if open_ else "valid"

    def to_json(self) -> dict[str, Any]:
        """The opinion as JSON has it."""
        return {
            "profile": self.profile,
            "title": self.title,
            "verdict": self.verdict,
            "probes": [probe.to_json() for probe in self.probes],
            "unasked": list(self.unasked),
        }
