"""The course: what is offered, in the words of Annex I of Council Recommendation 2022/C 243/02."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mcissue.record.base import Model
from mcissue.record.concepts import (
    AssessmentType,
    EqfLevel,
    FieldOfStudy,
    Language,
    LearningSetting,
    ModeOfParticipation,
    NationalLevel,
    Supervision,
)
from mcissue.record.organisation import Organisation, QualityAssurance
from mcissue.record.texts import Amount, Instant, Iri, LanguageText, Text, WebAddress
from mcissue.vocabulary import Cycle, EdcProfileWish

__all__ = [
    "Assessment",
    "Course",
    "CourseReference",
    "LearningOutcome",
    "Level",
    "Mandate",
    "Participation",
    "Skill",
    "Stackability",
    "Workload",
]

MAX_ENTRIES = 200
"""Entries of one list of a course: far above any real one, far below what would slow a verifier down."""


PERIOD = r"^P(\d{1,2}Y(\d{1,3}M)?(\d{1,4}D)?|\d{1,3}M(\d{1,4}D)?|\d{1,4}D)$"
"""ISO 8601 periods of years, months and days, as in `P5Y` or `P1Y6M`."""


class Skill(Model):
    """A skill of ESCO or DigComp (or another list) that an outcome leads to, by URI.

    Attributes:
        uri: the skill's URI, e.g. `http://data.europa.eu/esco/skill/...`.
        label: its name for people.
    """

    uri: Iri
    label: Text


class LearningOutcome(Model):
    """What a learner knows, understands or can do afterwards (mandatory element 6)."""

    title: LanguageText
    skills: Annotated[tuple[Skill, ...], Field(max_length=MAX_ENTRIES)] = ()


class Workload(Model):
    """Notional workload needed to achieve the outcomes, in ECTS wherever possible (mandatory element 7).

    Attributes:
        ects: credits of the European Credit Transfer System.
        hours: hours of work in all.
    """

    ects: Amount | None = None
    hours: Amount | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.ects is None and self.hours is None:
            raise PydanticCustomError(
                "workload_empty",
                "the workload has neither credits nor hours",
                {"mend": "Add ects: or hours:."},
            )
        return self


class Level(Model):
    """Level, and cycle if applicable, of the learning experience (mandatory element 8).

    Attributes:
        eqf: level of the European Qualifications Framework, 1 to 8.
        nqf: levels of national frameworks.
        cycle: cycle of the framework of the European Higher Education Area.
        not_applicable: true if the offer stands outside any framework; then nothing else is given.
    """

    eqf: EqfLevel | None = None
    nqf: tuple[NationalLevel, ...] = ()
    cycle: Cycle | None = None
    not_applicable: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        given = self.eqf is not None or bool(self.nqf) or self.cycle is not None
        if given == self.not_applicable:
            raise PydanticCustomError(
                "level_contradictory",
                "a level is either given or not applicable",
                {"mend": "Add eqf: (1 to 8), or not_applicable: true without a level."},
            )
        return self


class Assessment(Model):
    """Type of assessment (mandatory element 9), and its supervision (optional element 2).

    Attributes:
        types: concepts of the EU vocabulary `assessment`.
        description: the same in words.
        supervision: supervision and identity verification, one of four options.
        grading: how the grade is to be read, e.g. "1 to 5, pass at 1".
    """

    types: tuple[AssessmentType, ...] = ()
    description: LanguageText | None = None
    supervision: Supervision | None = None
    grading: LanguageText | None = None


class Participation(Model):
    """Form of participation in the learning activity (mandatory element 10).

    Attributes:
        modes: concepts of the EU vocabulary of modes: presential, online, blended ...
        setting: formal or non-formal learning.
        description: the same in words.
    """

    modes: tuple[ModeOfParticipation, ...] = ()
    setting: LearningSetting | None = None
    description: LanguageText | None = None


class CourseReference(Model):
    """Another offer that this one is part of, has as a part, or builds on."""

    id: Iri
    title: LanguageText | None = None


class Stackability(Model):
    """Integration and stackability options (optional element 4)."""

    description: LanguageText | None = None
    part_of: Annotated[tuple[CourseReference, ...], Field(max_length=MAX_ENTRIES)] = ()
    has_part: Annotated[tuple[CourseReference, ...], Field(max_length=MAX_ENTRIES)] = ()
    builds_on: Annotated[tuple[CourseReference, ...], Field(max_length=MAX_ENTRIES)] = ()


class Mandate(Model):
    """The authority by which an issuer signs for awarding bodies other than itself.

    Attributes:
        statement: who mandated whom to do what.
        document: where the mandate is published.
        granted: when it was given.
    """

    statement: LanguageText
    document: WebAddress | None = None
    granted: Instant | None = None


class Course(Model):
    """The offer that learners complete: an ELM specification, an Open Badges Achievement.

    Only `id` and `title` are needed to make one, because half-finished courses must be readable;
    `mcissue.annex` says what is missing of the Recommendation's elements.

    Attributes:
        id: the address or URN of the offer; the same one for the same offer in every format.
        version: which edition of the offer, if it has several.
        code: the course code that people use.
        description: what the course is about.
        languages: languages of instruction.
        fields: ISCED-F fields of study.
        awarding_bodies: who stands behind the award; empty means the issuer itself.
        mandate: by what right the issuer signs, if it is not an awarding body.
        criteria: what a learner had to do, in words.
        valid_for: ISO 8601 period after which the credential expires, e.g. `P5Y`.
        repeatable: whether a learner may achieve it again on another day, as a certificate that is renewed;
            a rule for issuing, which no credential says.
        edc_profile: `accredited`, if its European Digital Credentials are to say that they rest on an
            accreditation; else they are generic, or issued by mandate if there is one.
    """

    id: Iri
    title: LanguageText
    version: Annotated[Text, StringConstraints(max_length=100)] | None = None
    code: Annotated[Text, StringConstraints(max_length=100)] | None = None
    description: LanguageText | None = None
    criteria: LanguageText | None = None
    homepage: WebAddress | None = None
    image: WebAddress | None = None
    languages: tuple[Language, ...] = ()
    fields: tuple[FieldOfStudy, ...] = ()
    learning_outcomes: Annotated[tuple[LearningOutcome, ...], Field(max_length=MAX_ENTRIES)] = ()
    workload: Workload | None = None
    level: Level | None = None
    assessment: Assessment | None = None
    participation: Participation | None = None
    quality_assurance: Annotated[tuple[QualityAssurance, ...], Field(max_length=MAX_ENTRIES)] = ()
    prerequisites: LanguageText | None = None
    stackability: Stackability | None = None
    further_information: LanguageText | None = None
    awarding_bodies: Annotated[tuple[Organisation, ...], Field(max_length=20)] = ()
    mandate: Mandate | None = None
    valid_for: Annotated[str, StringConstraints(pattern=PERIOD)] | None = None
    repeatable: bool = False
    edc_profile: EdcProfileWish | None = None

    @model_validator(mode="after")
    def _profile_fits(self) -> Self:
        if self.edc_profile is not None and self.mandate is not None:
            raise PydanticCustomError(
                "edc_profile_unfit",
                "a credential that is issued by mandate can't be of the accredited profile",
                {"mend": "Leave out edc_profile, or the mandate.", "code": "edc_profile_unfit"},
            )
        return self

    def lacks_mandate(self, issuer: Organisation) -> bool:
        """Whether an issuer would sign for others without saying by what right.

        Args:
            issuer: the institution that is to sign.
        """
        bodies = {body.id for body in self.awarding_bodies}
        return bool(bodies) and issuer.id not in bodies and self.mandate is None

    def lacks_accreditation(self, issuer: Organisation) -> bool:
        """Whether the accredited profile is asked for, and nothing stands there for it to rest on.

        Args:
            issuer: the institution that is to sign.
        """
        of_bodies = [item for body in self.awarding_bodies or (issuer,) for item in body.quality_assurance]
        return self.edc_profile is not None and not any(
            item.is_accreditation for item in (*self.quality_assurance, *of_bodies)
        )
