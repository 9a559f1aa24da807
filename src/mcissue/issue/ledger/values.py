"""What the ledger is asked for and told: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["Issued", "Known", "Reservation", "Reserved", "StatusList"]


@dataclass(frozen=True, slots=True)
class Reservation:
    """What was set aside for one award before it was signed.

    Attributes:
        award: the award's digest, 64 hex digits (see `mcissue.issue.identity`).
        learner: the learner's digest.
        content: keyed digest of what the credential says.
        credential: the credential's id.
        created: the time that its proof carries.
        row: the row of the learner file that it was set aside for.
        generation: no other credential of the award has, or had, this number.
        purpose: the purpose of its status entry, if it has one.
        list_url: the address of its status list.
        index: its place in that list.
        email: the digest of the learner's e-mail address; empty if none was given.
        awarded: the award date, in UTC; empty where an earlier mcissue did not note it.
    """

    award: str
    learner: str
    content: str
    credential: str
    created: str
    row: int | None = None
    generation: int = 1
    purpose: str | None = None
    list_url: str | None = None
    index: int | None = None
    email: str = ""
    awarded: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        # Positional: millions go through pipes; what dataclasses do by themselves takes six times as long.
        return Reservation, (
            self.award, self.learner, self.content, self.credential, self.created, self.row,
            self.generation, self.purpose, self.list_url, self.index, self.email, self.awarded,
        )  # fmt: skip

    @property
    def file(self) -> str:
        """The name of its file, that of its Open Badge."""
        return f"{self.credential.removeprefix('urn:uuid:')}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """What is set aside, and what it has to do with other credentials.

    Attributes:
        reservation: what is set aside.
        replaces: the number of the credential that it supersedes.
        others: numbers of credentials of the same e-mail address whose learner is another person.
    """

    reservation: Reservation
    replaces: int | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A credential as the ledger knows it.

    Attributes:
        number: its number in the ledger.
        run: the run that set it aside.
        reservation: what was set aside for it.
        outputs: which documents of it were issued.
        replaces: the number of the credential that it supersedes.
        replaced_by: the number of the credential that supersedes it.
        taken_back: `revoke` or `suspend` while it is revoked or suspended.
        version: the version of its course, or an empty text.
    """

    number: int
    run: int
    reservation: Reservation
    outputs: frozenset[str]
    replaces: int | None = None
    replaced_by: int | None = None
    taken_back: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document that is on disk.

    Attributes:
        credential: the credential's number in the ledger.
        reservation: what was set aside for it.
        output: which document of it, the id of a `mcissue.formats.format.Output`.
        sha256: the digest of its bytes.
        file: in a file of many documents: the file's name.
        start: where it begins there.
        length: its bytes.
    """

    credential: int
    reservation: Reservation
    output: str
    sha256: bytes
    file: str | None = None
    start: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """A status list of the ledger.

    Attributes:
        number: its number in the ledger.
        purpose: `revocation` or `suspension`.
        url: where it is published.
        published: when it was published last.
    """

    number: int
    purpose: str
    url: str
    published: datetime | None
