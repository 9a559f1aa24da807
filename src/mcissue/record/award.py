"""One learner's achievement, and the record that joins it with its course and issuer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mcissue.record.base import Model
from mcissue.record.concepts import Supervision
from mcissue.record.course import Course
from mcissue.record.organisation import Identifier, Organisation
from mcissue.record.texts import (
    Amount,
    Email,
    Instant,
    Iri,
    LanguageTag,
    LanguageText,
    Text,
    WebAddress,
)

__all__ = ["Award", "Evidence", "Grade", "Learner", "Record"]


class Learner(Model):
    """Identification of the learner (mandatory element 1).

    Attributes:
        id: a DID or other IRI of the learner's own choice; absent by default, since a stable one tracks.
        full_name: the name as it stands on the certificate.
        given_name: given names.
        family_name: family name.
        date_of_birth: only where the law asks for it.
        email: where the certificate is sent; written as a salted hash.
        identifiers: student number and the like.
    """

    id: Iri | None = None
    full_name: Annotated[Text, StringConstraints(max_length=300)] | None = None
    given_name: Annotated[Text, StringConstraints(max_length=300)] | None = None
    family_name: Annotated[Text, StringConstraints(max_length=300)] | None = None
    date_of_birth: date | None = None
    email: Email | None = None
    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=20)] = ()

    @property
    def name(self) -> str | None:
        """The name to show: the full name, else given and family name."""
        parts = [part for part in (self.given_name, self.family_name) if part]
        return self.full_name or (" ".join(parts) if parts else None)


class Grade(Model):
    """Grade achieved (optional element 3)."""

    value: Annotated[Text, StringConstraints(max_length=200)]


class Evidence(Model):
    """Something that shows the achievement: a web address, a name, a few words."""

    name: Text | None = None
    description: Text | None = None
    url: WebAddress | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.name is None and self.description is None and self.url is None:
            raise PydanticCustomError(
                "evidence_empty", "this evidence says nothing", {"mend": "Give it a name or a url."}
            )
        return self


class Award(Model):
    """What one learner achieved.

    Attributes:
        awarded: date of issuing (mandatory element 5): when the learner was awarded it.
        valid_from: when the credential begins to be valid, if not at `awarded`.
        valid_until: when it expires.
        credits_earned: ECTS credits earned, if other than the course's workload.
        supervision: supervision of this learner's assessment, if other than the course's.
        recognised_prior_learning: how prior learning was validated, if that is how it was achieved.
        activity_start: first day of the learning activity.
        activity_end: last day of the learning activity.
        certificate_number: the number of the paper certificate.
    """

    learner: Learner
    awarded: Instant
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    grade: Grade | None = None
    credits_earned: Amount | None = None
    supervision: Supervision | None = None
    recognised_prior_learning: LanguageText | None = None
    activity_start: date | None = None
    activity_end: date | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50)] = ()
    certificate_number: Annotated[Text, StringConstraints(max_length=100)] | None = None

    @model_validator(mode="after")
    def _times_in_order(self) -> Self:
        start = self.valid_from or self.awarded
        if self.valid_until is not None and self.valid_until <= start:
            raise PydanticCustomError(
                "times_out_of_order",
                "the award expires before it begins to be valid",
                {"mend": "Write a later valid_until, or none if it does not expire."},
            )
        if self.activity_start and self.activity_end and self.activity_end < self.activity_start:
            raise PydanticCustomError(
                "times_out_of_order",
                "the learning activity ends before it begins",
                {"mend": "Look whether activity_start and activity_end were exchanged."},
            )
        return self


class Record(Model):
    """One microcredential: this issuer says that this learner achieved this course.

    Attributes:
        credential_id: the identifier that all formats of this record share.
        language: the language in which formats of one language are written.
    """

    issuer: Organisation
    course: Course
    award: Award
    credential_id: Iri | None = None
    language: LanguageTag | None = None

    @property
    def awarding_bodies(self) -> tuple[Organisation, ...]:
        """Who stands behind the award: the course's awarding bodies, else the issuer."""
        return self.course.awarding_bodies or (self.issuer,)

    @property
    def main_language(self) -> str:
        """The language to write in: the chosen one, else the first that the course's title is written in."""
        return self.language or self.course.title.languages[0]
