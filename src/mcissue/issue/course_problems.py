"""What keeps an issuer from issuing a course, whoever the learners are: known before the first row."""

from __future__ import annotations

from mcissue.annex import Element, elements_of_course, missing_mandatory
from mcissue.errors import RecordError
from mcissue.record import Course, Organisation

__all__ = ["missing_of_course", "names_accreditation", "problems_of_course", "problems_of_elements"]


def missing_of_course(course: Course, issuer: Organisation) -> list[Element]:
    """The mandatory elements of Annex I that the course lacks, or has only in part.

    Args:
        course: the course.
        issuer: who is to sign.
    """
    return list(missing_mandatory(elements_of_course(course, issuer)))


def problems_of_elements(missing: list[Element], *, source: str) -> list[RecordError]:
    """The same as errors, each with the field to fill in.

    Args:
        missing: elements that a course lacks.
        source: the name of the course file.
    """
    return [
        RecordError(
            f"the course lacks a mandatory element: {element.title}",
            code="record_incomplete",
            path=source,
            # In the course's own file its fields stand at the top.
            mend=element.mend.replace("course.", ""),
            detail={"element": element.id},
        )
        for element in missing
    ]


def problems_of_course(course: Course, issuer: Organisation, *, source: str) -> list[RecordError]:
    """Why this issuer can't issue this course, complete as it may be.

    Args:
        course: the course.
        issuer: who is to sign.
        source: the name of the course file.
    """
    problems = []
    if course.lacks_mandate(issuer):
        problems.append(
            RecordError(
                f"{issuer.legal_name.best()} is none of the course's awarding bodies, and no mandate says by "
                "what right it signs for them",
                code="mandate_missing",
                path=f"{source}: mandate",
                mend="Add mandate: to the course, or the issuer to its awarding_bodies.",
            )
        )
    if course.lacks_accreditation(issuer):
        problems.append(
            RecordError(
                "a credential of the accredited profile rests on an accreditation, and there is none",
                code="edc_profile_unfit",
                path=f"{source}: edc_profile",
                mend="Give the course or its awarding body an external quality assurance with type and "
                "agency, or leave out edc_profile.",
            )
        )
    return problems


def names_accreditation(course: Course, issuer: Organisation) -> bool:
    """Whether the course, an awarding body or the issuer names an accreditation.

    Verifiers believe their registry alone about that. But where the issuer's own files name none, its
    registry will hardly have one recorded, and then nobody can find out whether the award is recognised.

    Args:
        course: the course.
        issuer: who is to sign.
    """
    bodies = (*course.awarding_bodies, issuer)
    items = (*course.quality_assurance, *(item for body in bodies for item in body.quality_assurance))
    return any(item.is_accreditation for item in items)
