"""What goes from one step of a run to the next: tasks for rows, prepared documents, documents on disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from mcissue.errors import McissueError
from mcissue.formats.format import Output
from mcissue.formats.losses import Loss, Steps
from mcissue.issue.intake import LearnerRow
from mcissue.issue.ledger import Reservation, Reserved
from mcissue.jsonld.batch.texts import BuiltText
from mcissue.jsonld.read import JsonObject

__all__ = [
    "DoneDocument",
    "DoneShard",
    "Losses",
    "Packing",
    "PreparedAward",
    "PreparedDocument",
    "PreparedShard",
    "SigningTask",
    "StatusPlan",
    "Task",
]


Losses: TypeAlias = dict[tuple[Output, Steps, str, str], Loss]
"""What formats can't hold, each once: output, where, what and why."""


class Packing(StrEnum):
    """How the credentials of a run lie on disk."""

    FILES = "files"
    JSONL = "jsonl"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlan:
    """How credentials of a run can be taken back.

    Attributes:
        base: the https address under which the lists will be published, ending in a slash.
        purpose: `revocation` (final) or `suspension`.
        valid_for: how long a published list may be used before it must be published again.
    """

    base: str
    purpose: str
    valid_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A row that can be issued as far as the ledger knows.

    Attributes:
        row: the row.
        reservation: its id, time and status place.
        outputs: the documents to write.
        number: its number in the ledger, if it was set aside before.
        corrected: whether it was set aside with other content, and never signed.
        replaces: the number of the credential that it supersedes.
        taken_back: whether nothing is written because the credential is revoked or suspended.
        others: numbers of credentials of the same e-mail address, which are another person's.
    """

    row: LearnerRow
    reservation: Reservation
    outputs: tuple[Output, ...]
    number: int | None = None
    corrected: bool = False
    replaces: int | None = None
    taken_back: bool = False
    others: tuple[int, ...] = ()


class PreparedDocument(NamedTuple):
    """A document that lacks nothing but its signature.

    Attributes:
        output: which document of the award.
        text: the unsigned document, as it will lie on disk.
        options: the proof without its value; None for a document that is not signed.
        data: the bytes to sign; empty where the text itself is signed; None for a document that is not
            signed.
    """

    output: Output
    text: BuiltText
    options: JsonObject | None
    data: bytes | None


class PreparedAward(NamedTuple):
    """One award with its documents; positional, for a million of them go through pipes."""

    row: int
    reservation: Reservation
    number: int | None
    corrected: bool
    replaces: int | None
    documents: tuple[PreparedDocument, ...]
    others: tuple[int, ...] = ()

    @property
    def reserved(self) -> Reserved:
        """What the ledger sets aside for it."""
        return Reserved(reservation=self.reservation, replaces=self.replaces, others=self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedShard:
    """Some rows, checked and written.

    Attributes:
        awards: those that can be signed.
        problems: row and fault of the others.
        losses: what the formats can't hold of them, each once.
        incomplete: ids of mandatory elements that are missing by the issuer's own wish.
    """

    awards: list[PreparedAward]
    problems: list[tuple[int, McissueError]]
    losses: Losses
    incomplete: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """Awards to sign.

    Attributes:
        awards: which.
        first: the position of the first one in the run, from 0.
        total: the awards of the run.
    """

    awards: list[PreparedAward]
    first: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneDocument:
    """A document that was signed, and is on disk unless documents are packed.

    Attributes:
        place: the award's place in its task.
        output: which document of it.
        sha256: the digest of its bytes, of those on disk if it is there.
        data: its bytes, if they are to be packed.
    """

    place: int
    output: Output
    sha256: bytes
    data: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneShard:
    """What became of a signing task.

    Attributes:
        documents: what is done, in order; all documents of an award or none of the last one.
        error: why it stopped there.
    """

    documents: list[DoneDocument]
    error: Exception | None
