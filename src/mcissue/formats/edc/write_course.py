"""The course as a Qualification or a LearningAchievementSpecification of the European Learning Model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcissue.formats.conventions import CYCLE_URLS, hours_text
from mcissue.formats.edc.conventions import (
    COURSE_CODE,
    COURSE_VERSION,
    CYCLE_SCHEME,
    ECTS,
    ESCO_SKILLS,
    LEVEL_NOT_APPLICABLE,
    OWN,
    SHORT_LEARNING_PROGRAMME,
    Subject,
)
from mcissue.formats.edc.write_organisation import assurances
from mcissue.formats.edc.writing import present
from mcissue.formats.writing import amount_text
from mcissue.vocabulary import concept_by_uri

if TYPE_CHECKING:
    from decimal import Decimal

    from mcissue.formats.edc.writing import EdcWriting
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Assessment, Course, CourseReference, LearningOutcome, Level

__all__ = ["assessment_specification", "assessment_title", "credit_point", "specification"]

QUALIFICATION = "Qualification"
SPECIFICATION = "LearningAchievementSpecification"


def specification(writing: EdcWriting, course: Course) -> JsonObject:
    """The course.

    The model has levels and accreditation for qualifications only; an offer without either is the more
    general LearningAchievementSpecification.

    Args:
        writing: the document being written.
        course: what to write.
    """
    accreditations, quality_notes = assurances(writing, course.quality_assurance)
    levelled = course.level is not None and (course.level.eqf is not None or course.level.nqf)
    kind = QUALIFICATION if levelled or accreditations else SPECIFICATION
    members: JsonObject = {
        "title": writing.texts(course.title),
        "dcType": [_known(writing, SHORT_LEARNING_PROGRAMME)],
    }
    if course.description is not None:
        members["description"] = writing.texts(course.description)
    members |= _numbers_and_places(writing, course)
    members |= present(
        {
            "language": [writing.concept(language) for language in course.languages],
            "thematicArea": [writing.concept(field) for field in course.fields],
            "learningOutcome": [_outcome(writing, outcome) for outcome in course.learning_outcomes],
        }
    )
    if course.workload is not None:
        if course.workload.ects is not None:
            members["creditPoint"] = [credit_point(writing, course.workload.ects)]
        if course.workload.hours is not None:
            members["volumeOfLearning"] = hours_text(course.workload.hours)
    if course.level is not None:
        members |= _level(writing, course.level)
    if course.participation is not None:
        members |= present({"mode": [writing.concept(mode) for mode in course.participation.modes]})
        if course.participation.setting is not None:
            members["learningSetting"] = writing.concept(course.participation.setting)
    if course.prerequisites is not None:
        members["entryRequirement"] = writing.note(writing.texts(course.prerequisites))
    members |= _parts(writing, course, kind)
    notes = [*_notes(writing, course), *quality_notes]
    members |= present({"accreditation": accreditations, "additionalNote": notes})
    return writing.named(kind, course.id, members, owner=True)


def credit_point(writing: EdcWriting, ects: Decimal) -> JsonObject:
    """A number of ECTS credits."""
    return writing.node("CreditPoint", {"framework": _known(writing, ECTS), "point": amount_text(ects)})


def _known(writing: EdcWriting, uri: str) -> JsonObject:
    concept = concept_by_uri(uri)
    assert concept is not None
    return writing.concept(concept)


def _numbers_and_places(writing: EdcWriting, course: Course) -> JsonObject:
    numbers = ((COURSE_CODE, course.code), (COURSE_VERSION, course.version))
    pictures = (
        [] if course.image is None else [writing.page(course.image, dcType=writing.about(Subject.IMAGE))]
    )
    return present(
        {
            "identifier": [writing.identifier(name, value) for name, value in numbers if value is not None],
            "homepage": [] if course.homepage is None else [writing.page(course.homepage)],
            "supplementaryDocument": pictures,
        }
    )


def _outcome(writing: EdcWriting, outcome: LearningOutcome) -> JsonObject:
    """An outcome; ESCO's skills stand in a property of their own."""
    esco: list[JsonObject] = []
    others: list[JsonObject] = []
    for skill in outcome.skills:
        written = writing.skill(skill.uri, skill.label)
        (esco if skill.uri.startswith(ESCO_SKILLS) else others).append(written)
    skills = present({"relatedESCOSkill": esco, "relatedSkill": others})
    return writing.node("LearningOutcome", {"title": writing.texts(outcome.title), **skills})


def _level(writing: EdcWriting, level: Level) -> JsonObject:
    members: JsonObject = {}
    if level.eqf is not None:
        members["eqfLevel"] = writing.concept(level.eqf)
    if level.nqf:
        members["nqfLevel"] = [writing.concept(national) for national in level.nqf]
    if level.cycle is not None:
        label = f"{level.cycle.value.capitalize()} cycle"
        members["educationLevel"] = [writing.own(CYCLE_URLS[level.cycle], CYCLE_SCHEME, label)]
    if level.not_applicable:
        label = "Outside any framework of levels"
        members["educationLevel"] = [writing.own(LEVEL_NOT_APPLICABLE, f"{OWN}level", label)]
    return members


def _parts(writing: EdcWriting, course: Course, kind: str) -> JsonObject:
    if course.stackability is None:
        return {}
    return present(
        {
            field: [
                _reference(writing, reference, ("course", "stackability", name, place), kind)
                for place, reference in enumerate(references)
            ]
            for field, name, references in (
                ("isPartOf", "part_of", course.stackability.part_of),
                ("hasPart", "has_part", course.stackability.has_part),
            )
        }
    )


def _reference(
    writing: EdcWriting, reference: CourseReference, steps: tuple[Any, ...], kind: str
) -> JsonObject:
    return writing.named(kind, reference.id, {"title": _title_of(writing, reference, steps)})


def _title_of(writing: EdcWriting, reference: CourseReference, steps: tuple[Any, ...]) -> JsonObject:
    """The model demands a title; an untitled offer is named by its id."""
    untitled: JsonObject = {"en": reference.id}
    if reference.title is None:
        return untitled
    title = writing.texts(reference.title)
    if title == untitled:
        writing.lose(*steps, "title", what="the text", why="it only repeats the id")
    return title


def _notes(writing: EdcWriting, course: Course) -> list[JsonObject]:
    """What the model has no property for."""
    participation, stackability = course.participation, course.stackability
    texts = (
        (Subject.CRITERIA, course.criteria),
        (Subject.PARTICIPATION, None if participation is None else participation.description),
        (Subject.STACKABILITY, None if stackability is None else stackability.description),
        (Subject.FURTHER_INFORMATION, course.further_information),
    )
    notes = [writing.note(writing.texts(text), subject) for subject, text in texts if text is not None]
    for place, reference in enumerate(() if stackability is None else stackability.builds_on):
        steps = ("course", "stackability", "builds_on", place)
        text = _title_of(writing, reference, steps)
        notes.append(writing.note(text, Subject.BUILDS_ON, landingPage=writing.page(reference.id)))
    if course.repeatable:
        what = "whether it may be achieved again"
        writing.lose("course", "repeatable", what=what, why="a rule for issuing")
    if course.valid_for is not None:
        notes.append(writing.note({"en": course.valid_for}, Subject.VALID_FOR))
    return notes


# --- Assessment ---------------------------------------------------------------------------------------------


def assessment_title(writing: EdcWriting, course: Course) -> JsonObject:
    """What an assessment is called, which the model demands: its type, else what is assessed."""
    types = course.assessment.types if course.assessment else ()
    return {"en": str(types[0])} if types else writing.texts(course.title)


def assessment_specification(writing: EdcWriting, assessment: Assessment, course: Course) -> JsonObject:
    """How the course is assessed. The model allows one type: any others are parts of this assessment.

    Args:
        writing: the document being written.
        assessment: the course's assessment.
        course: the course.
    """
    members: JsonObject = {"title": assessment_title(writing, course)}
    if assessment.types:
        members["dcType"] = writing.concept(assessment.types[0])
    if assessment.description is not None:
        members["description"] = writing.texts(assessment.description)
    if assessment.supervision is not None:
        members["idVerification"] = writing.concept(assessment.supervision)
    if assessment.grading is not None:
        scheme = {"title": {"en": "Grading scheme"}, "description": writing.texts(assessment.grading)}
        members["gradingScheme"] = writing.node("GradingScheme", scheme)
    parts = [
        writing.node(
            "LearningAssessmentSpecification", {"title": {"en": str(kind)}, "dcType": writing.concept(kind)}
        )
        for kind in assessment.types[1:]
    ]
    return writing.node("LearningAssessmentSpecification", {**members, **present({"hasPart": parts})})
