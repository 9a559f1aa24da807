"""What a run will do, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mcissue.errors import McissueError
from mcissue.formats.format import Output
from mcissue.formats.losses import Loss
from mcissue.issue.batch.spool import Spool

__all__ = ["Plan", "RunResult"]


@dataclass(kw_only=True)
class Plan:
    """What a run will do. Carry it out with `Batch.run`, or `close` it.

    Attributes:
        rows: rows of the learner file.
        signing: awards that will be signed.
        skipped: rows that were issued before.
        taken_back: rows that were issued before, and whose credential is revoked or suspended.
        refused: rows that can't be issued.
        problems: why, the first thousand; a fault of the course stands here too.
        losses: what the formats can't hold of these records, each with the document that lacks it.
        incomplete: ids of mandatory elements that are missing although the run goes ahead.
    """

    rows: int = 0
    signing: int = 0
    skipped: int = 0
    taken_back: int = 0
    refused: int = 0
    problems: list[McissueError] = field(default_factory=list)
    losses: list[tuple[Output, Loss]] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    spool: Spool | None = field(default=None, repr=False)

    def close(self) -> None:
        """Forget what was prepared."""
        if self.spool is not None:
            self.spool.close()
            self.spool = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run did.

    Attributes:
        issued: awards that were signed.
        lists: the status lists, address -> file.
        superseded: credentials that were revoked because another took their place.
    """

    issued: int
    lists: dict[str, Path]
    superseded: int = 0
