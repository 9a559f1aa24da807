"""The sixteen elements in a record, and in a course before anybody has taken it.

What counts as present is the same as in a document (`mcissue.annex.documents`): stated under its own name, in
concepts or in words. What stands elsewhere (outcomes told in the description only) or lacks a part is partly
there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex.answers import RECORD
from mcissue.annex.result import AT_ISSUING
from mcissue.annex.wording import MEND_EARNED, MORE_EARNED, is_hash, joined, more_earned, workload_text
from mcissue.words import says_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.annex.result import Element
    from mcissue.record import (
        Award,
        Concept,
        Course,
        Evidence,
        Grade,
        LanguageText,
        Learner,
        Organisation,
        QualityAssurance,
        Record,
        Stackability,
    )

__all__ = ["elements_of_course", "elements_of_record"]

FIELDS = "mcissue record"
"""Convention of what is read from a field of the record that is made for it."""

EU_CONCEPT = "eu concept"
TEXT = "text"


def elements_of_record(record: Record) -> tuple[Element, ...]:
    """Find the sixteen elements of Annex I in a record.

    Args:
        record: one learner's microcredential, complete or not.

    Returns:
        Sixteen elements in the order of `mcissue.annex.elements.ELEMENTS`; paths are field paths such as
        `course.learning_outcomes`.
    """
    award, course, language = record.award, record.course, record.main_language
    return (
        _learner(award.learner),
        _title(course, language),
        _country(record.issuer, course.awarding_bodies, language),
        _awarding_body(record.issuer, course.awarding_bodies, language),
        _date(award.awarded),
        *_offer(course, language, award=award, issuer=record.issuer),
        _prerequisites(course, language),
        _supervision(course, award),
        _grade(award.grade),
        _stackability(course.stackability, language),
        _further_information(course, language, award.evidence),
    )


def elements_of_course(course: Course, issuer: Organisation | None = None) -> tuple[Element, ...]:
    """Find the elements of Annex I in a course, before it is awarded to anybody.

    Learner, date of issuing and grade come with each learner, and without an issuer so do its country and
    (unless the course names awarding bodies) the awarding body: these are `not_applicable` by the convention
    `given at issuing`, which `missing_mandatory` and `is_complete` take as settled. Nothing else is excused.

    Args:
        course: the offer.
        issuer: who will sign, if it is known already.

    Returns:
        Sixteen elements in the order of `mcissue.annex.elements.ELEMENTS`.
    """
    language = course.title.best_language()
    bodies = course.awarding_bodies
    return (
        _at_issuing("learner", "Comes from the learner file."),
        _title(course, language),
        _country(issuer, bodies, language)
        if issuer is not None
        else _at_issuing("country", "Comes from the issuer file."),
        _awarding_body(issuer, bodies, language)
        if issuer is not None or bodies
        else _at_issuing("awarding_body", "Comes from the issuer file."),
        _at_issuing("date_of_issuing", "Given when the credentials are issued."),
        *_offer(course, language, award=None, issuer=issuer),
        _prerequisites(course, language),
        _supervision(course, None),
        _at_issuing("grade", "Comes from the learner file, if there is a grade."),
        _stackability(course.stackability, language),
        _further_information(course, language, ()),
    )


def _offer(
    course: Course, language: str, *, award: Award | None, issuer: Organisation | None
) -> tuple[Element, ...]:
    return (
        _learning_outcomes(course, language),
        _workload(course, award),
        _level(course),
        _assessment_type(course, language, award.grade if award is not None else None),
        _participation_form(course, language),
        _quality_assurance(course, issuer, language),
    )


def _at_issuing(id_: str, note: str) -> Element:
    return RECORD.not_applicable(id_, None, "", AT_ISSUING, note)


def _learner(learner: Learner) -> Element:
    """The same rule as in a document: `mcissue.annex.open_badges.award.learner` gives the reasons."""
    path = "award.learner"
    if learner.name and not says_nothing(learner.name):
        field = "full_name" if learner.full_name else "family_name" if learner.family_name else "given_name"
        return RECORD.present("learner", f"{path}.{field}", learner.name, FIELDS)
    plain = [identifier for identifier in learner.identifiers if not is_hash(identifier.value)]
    if plain:
        shown = joined(f"{identifier.scheme} {identifier.value}" for identifier in plain)
        return RECORD.present("learner", f"{path}.identifiers", shown, FIELDS)
    if learner.id is not None and learner.id.startswith("mailto:"):
        return RECORD.present("learner", f"{path}.id", learner.id.removeprefix("mailto:"), FIELDS)
    birth = learner.date_of_birth
    hashed = joined(f"{identifier.scheme}, hashed" for identifier in learner.identifiers)
    for field, value, note in (
        ("identifiers", hashed, "A hash tells no reader who it is."),
        (
            "email",
            learner.email,
            "An e-mail address goes into the credential as a hash, which nobody can read.",
        ),
        ("id", learner.id, "An identifier of the learner's own choice tells no reader who it is."),
        ("date_of_birth", birth and birth.isoformat(), "Many people share a date of birth."),
    ):
        if value:
            return RECORD.partly("learner", f"{path}.{field}", value, FIELDS, note=note)
    return RECORD.missing("learner")


def _title(course: Course, language: str) -> Element:
    return RECORD.present("title", "course.title", course.title.best(language), FIELDS)


def _country(issuer: Organisation | None, bodies: Sequence[Organisation], language: str) -> Element:
    """The Annex asks for the country "of the issuer"; those of other awarding bodies are shown with it."""
    others = [(index, body) for index, body in enumerate(bodies) if issuer is None or body.id != issuer.id]
    without = [body.legal_name.best(language) for _, body in others if body.address is None]
    note = f"No country is given for {joined(without)}." if without else ""
    countries = joined(_place(body) for _, body in others if body.address is not None)
    if issuer is not None and issuer.address is not None:
        value = joined([_place(issuer), countries])
        return RECORD.present("country", "issuer.address.country", value, EU_CONCEPT, note=note)
    if countries:
        first = next(index for index, body in others if body.address is not None)
        note = "The country of an awarding body is given, but not that of the issuer."
        return RECORD.partly(
            "country", f"course.awarding_bodies[{first}].address.country", countries, EU_CONCEPT, note=note
        )
    return RECORD.missing("country")


def _place(organisation: Organisation) -> str:
    address = organisation.address
    if address is None:
        return ""
    return f"{address.country} ({address.region})" if address.region else str(address.country)


def _awarding_body(issuer: Organisation | None, bodies: Sequence[Organisation], language: str) -> Element:
    if bodies:
        names = joined(body.legal_name.best(language) for body in bodies)
        return RECORD.present("awarding_body", "course.awarding_bodies", names, FIELDS)
    if issuer is not None:
        return RECORD.present("awarding_body", "issuer.legal_name", issuer.legal_name.best(language), FIELDS)
    return RECORD.missing("awarding_body")


def _date(awarded: datetime) -> Element:
    return RECORD.present("date_of_issuing", "award.awarded", awarded.date().isoformat(), FIELDS)


def _learning_outcomes(course: Course, language: str) -> Element:
    if course.learning_outcomes:
        titles = joined(outcome.title.best(language) for outcome in course.learning_outcomes)
        return RECORD.present("learning_outcomes", "course.learning_outcomes", titles, FIELDS)
    note = "There is text about the course, but the outcomes are not listed one by one."
    for field, text in (("criteria", course.criteria), ("description", course.description)):
        if words := _beyond_title(text, course, language):
            return RECORD.partly("learning_outcomes", f"course.{field}", words, TEXT, note=note)
    return RECORD.missing("learning_outcomes")


def _beyond_title(text: LanguageText | None, course: Course, language: str) -> str:
    """A text of the course; empty if it only repeats the title, which says nothing new."""
    words = "" if text is None else text.best(language)
    return "" if words == course.title.best(language) else words


def _workload(course: Course, award: Award | None) -> Element:
    earned = award.credits_earned if award is not None else None
    if course.workload is not None:
        shown = workload_text(course.workload.ects, course.workload.hours, earned)
        if more_earned(course.workload.ects, earned):
            path = "award.credits_earned"
            return RECORD.partly("workload", path, shown, FIELDS, note=MORE_EARNED, mend=MEND_EARNED)
        return RECORD.present("workload", "course.workload", shown, FIELDS)
    if earned is not None:
        note = "The credits that this learner earned are given, but not the workload of the offer."
        shown = workload_text(None, None, earned)
        return RECORD.partly("workload", "award.credits_earned", shown, FIELDS, note=note)
    return RECORD.missing("workload")


def _level(course: Course) -> Element:
    level = course.level
    if level is None:
        return RECORD.missing("level")
    if level.not_applicable:
        note = "The course says that it stands outside any framework of levels."
        return RECORD.not_applicable("level", "course.level.not_applicable", "", FIELDS, note)
    parts = [f"EQF {level.eqf.code}"] if level.eqf is not None else []
    parts += [str(concept) for concept in level.nqf]
    parts += [f"{level.cycle.value} cycle"] if level.cycle is not None else []
    return RECORD.present("level", "course.level", joined(parts, ", "), EU_CONCEPT)


def _assessment_type(course: Course, language: str, grade: Grade | None) -> Element:
    id_, assessment = "assessment_type", course.assessment
    if assessment is not None and assessment.types:
        return RECORD.present(id_, "course.assessment.types", _labels(assessment.types), EU_CONCEPT)
    if assessment is not None and assessment.description is not None:
        shown = assessment.description.best(language)
        return RECORD.present(id_, "course.assessment.description", shown, TEXT)
    note = "How the result is expressed is said, but not how it was assessed."
    if assessment is not None and assessment.grading is not None:
        shown = assessment.grading.best(language)
        return RECORD.partly(id_, "course.assessment.grading", shown, TEXT, note=note)
    if grade is not None:
        return RECORD.partly(id_, "award.grade", "Grade", TEXT, note=note)
    if words := _beyond_title(course.criteria, course, language):
        note = "There is text about what a learner has to do, but no type of assessment."
        return RECORD.partly(id_, "course.criteria", words, TEXT, note=note)
    return RECORD.missing(id_)


def _participation_form(course: Course, language: str) -> Element:
    participation = course.participation
    if participation is None:
        return RECORD.missing("participation_form")
    path = "course.participation"
    if participation.modes:
        return RECORD.present("participation_form", f"{path}.modes", _labels(participation.modes), EU_CONCEPT)
    if participation.description is not None:
        shown = participation.description.best(language)
        return RECORD.present("participation_form", f"{path}.description", shown, TEXT)
    if participation.setting is not None:
        note = "Formal or non-formal is said, but not how learners take part."
        shown = str(participation.setting)
        return RECORD.partly("participation_form", f"{path}.setting", shown, EU_CONCEPT, note=note)
    return RECORD.missing("participation_form")


def _quality_assurance(course: Course, issuer: Organisation | None, language: str) -> Element:
    """The course's own, else that of the institutions behind it: accreditation covers what they offer."""
    homes = [("course.quality_assurance", course.quality_assurance)]
    homes += [
        (f"course.awarding_bodies[{index}].quality_assurance", body.quality_assurance)
        for index, body in enumerate(course.awarding_bodies)
    ]
    if issuer is not None:
        homes.append(("issuer.quality_assurance", issuer.quality_assurance))
    for path, entries in homes:
        if entries:
            shown = joined(_quality_text(entry, language) for entry in entries)
            return RECORD.present("quality_assurance", path, shown, FIELDS)
    return RECORD.missing("quality_assurance")


def _quality_text(entry: QualityAssurance, language: str) -> str:
    parts = [
        entry.kind.value,
        str(entry.type) if entry.type is not None else "",
        entry.framework or "",
        entry.agency.name if entry.agency is not None else "",
        entry.description.best(language) if entry.description is not None else "",
    ]
    return joined(parts, ", ")


def _prerequisites(course: Course, language: str) -> Element:
    if course.prerequisites is None:
        return RECORD.missing("prerequisites")
    return RECORD.present("prerequisites", "course.prerequisites", course.prerequisites.best(language), TEXT)


def _supervision(course: Course, award: Award | None) -> Element:
    if award is not None and award.supervision is not None:
        return RECORD.present("supervision", "award.supervision", str(award.supervision), EU_CONCEPT)
    if course.assessment is not None and course.assessment.supervision is not None:
        shown = str(course.assessment.supervision)
        return RECORD.present("supervision", "course.assessment.supervision", shown, EU_CONCEPT)
    return RECORD.missing("supervision")


def _grade(grade: Grade | None) -> Element:
    if grade is None:
        return RECORD.missing("grade")
    return RECORD.present("grade", "award.grade.value", grade.value, TEXT)


def _stackability(stackability: Stackability | None, language: str) -> Element:
    if stackability is None:
        return RECORD.missing("stackability")
    parts = [stackability.description.best(language)] if stackability.description is not None else []
    for words, references in (
        ("part of", stackability.part_of),
        ("has part", stackability.has_part),
        ("builds on", stackability.builds_on),
    ):
        parts += [f"{words} {ref.title.best(language) if ref.title else ref.id}" for ref in references]
    if not parts:
        return RECORD.missing("stackability")
    return RECORD.present("stackability", "course.stackability", joined(parts), FIELDS)


def _further_information(course: Course, language: str, evidence: Sequence[Evidence]) -> Element:
    id_ = "further_information"
    if course.further_information is not None:
        shown = course.further_information.best(language)
        return RECORD.present(id_, "course.further_information", shown, TEXT)
    if course.homepage is not None:
        return RECORD.present(id_, "course.homepage", course.homepage, FIELDS)
    if evidence:
        shown = joined(entry.name or entry.url or entry.description or "" for entry in evidence)
        return RECORD.present(id_, "award.evidence", shown, FIELDS)
    return RECORD.missing(id_)


def _labels(concepts: Sequence[Concept]) -> str:
    return joined((str(concept) for concept in concepts), ", ")
