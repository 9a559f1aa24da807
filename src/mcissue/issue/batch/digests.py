"""Which award a row is about, and what its credential will say: digests by which the ledger knows both."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from mcissue.issue.identity import AwardIdentity, content_digest, learner_digest, normal_key
from mcissue.issue.intake import LearnerRow
from mcissue.issue.issuer import Issuer
from mcissue.issue.periods import add_period
from mcissue.record import Course
from mcissue.words import format_datetime

__all__ = ["AskedRow", "RowDigests"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A row, and what the ledger is asked about it.

    Attributes:
        row: the row, with the end of its validity.
        award: the digest of its award.
        content: the digest of what its credential will say.
        learners: digests of the learner's key; the first one is noted.
        email: the digest of the e-mail address; empty if there is none.
        awarded: the award date, in UTC.
    """

    row: LearnerRow
    award: str
    content: str
    learners: tuple[str, ...]
    email: str
    awarded: str


@dataclass(frozen=True, kw_only=True)
class RowDigests:
    """Digests of the rows of one run.

    Attributes:
        secret: the ledger's secret.
        issuer: who will sign.
        course: what was achieved.
        language: the language to write in.
        purpose: the purpose of status entries; None if there are none.
    """

    secret: bytes = field(repr=False)
    issuer: Issuer
    course: Course
    language: str | None
    purpose: str | None

    def asked(self, row: LearnerRow) -> AskedRow:
        """A row with all its digests.

        Raises:
            McissueError: the end of its validity can't be worked out.
        """
        ended = self.with_end(row)
        address = row.award.learner.email
        keys = dict.fromkeys((row.key, row.written_key or row.key))
        return AskedRow(
            row=ended,
            award=self.award(ended),
            content=self.content(ended),
            learners=tuple(learner_digest(self.secret, key) for key in keys),
            email=learner_digest(self.secret, normal_key(address.lower())) if address else "",
            awarded=format_datetime(row.award.awarded),
        )

    def with_end(self, row: LearnerRow) -> LearnerRow:
        """The row with the end of validity that follows from the course."""
        award = row.award
        if award.valid_until is not None or self.course.valid_for is None:
            return row
        start = award.valid_from or award.awarded
        until = add_period(start, self.course.valid_for)
        return replace(row, award=award.model_copy(update={"valid_until": until}))

    def award(self, row: LearnerRow) -> str:
        """The digest of the award that a row is about."""
        identity = AwardIdentity(
            issuer=self.issuer.organisation.id,
            course=self.course.id,
            version=self.course.version or "",
            learner=row.key,
            awarded=format_datetime(row.award.awarded),
        )
        return identity.digest(self.secret)

    def content(self, row: LearnerRow) -> str:
        """The digest of all that a row's credential will say."""
        content = {"award": row.award.to_data(), **self._common_content}
        if row.language is not None:
            content["language"] = row.language
        if (own := row.course_of(self.course)) is not self.course:
            content["course"] = own.to_data()
        return content_digest(self.secret, content)

    @cached_property
    def _common_content(self) -> dict[str, object]:
        """What all credentials of the run say."""
        shared = json.dumps(
            [self.course.to_data(), self.issuer.organisation.to_data()],
            ensure_ascii=False,
            sort_keys=True,
        )
        return {
            "shared": sha256(shared.encode("utf-8", "surrogatepass")).hexdigest(),
            "language": self.language,
            "cryptosuite": self.issuer.cryptosuite,
            "purpose": self.purpose,
        }
