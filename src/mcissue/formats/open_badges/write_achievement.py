"""The course as an Open Badges achievement (Open Badges 3.0, B.1.1 Achievement)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.conventions import CYCLE_URLS, ECTS_URL, LEVEL_NOT_APPLICABLE, Role, hours_text
from mcissue.formats.losses import Loss, remove
from mcissue.formats.open_badges import narrative
from mcissue.formats.open_badges.headings import grade_name
from mcissue.formats.open_badges.write_profile import assurance, country_code, profile, profile_members
from mcissue.formats.writing import UNDETERMINED, amount_text, instant_text, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcissue.formats.losses import Steps
    from mcissue.formats.writing import Writing
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Course, CourseReference, Organisation, Record

__all__ = ["RESULT_DESCRIPTION", "achievement"]

RESULT_DESCRIPTION = "result-description"
"""The name from which the id of the one result description is made."""

_C = "course"


def achievement(writing: Writing, record: Record, siblings: Mapping[str, str]) -> JsonObject:
    """The record's course as an Achievement.

    Args:
        writing: the document being written.
        record: the record.
        siblings: language tag -> id of the same achievement in that language.
    """
    course = record.course
    name, _ = writing.text(course.title, (_C, "title"))
    written: JsonObject = {
        "id": course.id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": name,
        "description": _description(writing, course, name),
        "criteria": _criteria(writing, course, name),
    }
    if writing.language != UNDETERMINED:
        written["inLanguage"] = writing.language
    if course.image is not None:
        written["image"] = {"id": course.image, "type": "Image"}
    simple = {"version": course.version, "humanCode": course.code}
    written |= {key: value for key, value in simple.items() if value is not None}
    if course.fields:
        written["fieldOfStudy"] = ", ".join(field.label or field.uri for field in course.fields)
    if course.workload and course.workload.ects:
        written["creditsAvailable"] = number(course.workload.ects)
    if course.awarding_bodies:
        written["creator"] = _creator(writing, record)
    if alignments := [*_alignments(writing, course), *_further_bodies(writing, record)]:
        written["alignment"] = alignments
    if record.award.grade is not None:
        written["resultDescription"] = [
            {
                "id": writing.fresh_id(RESULT_DESCRIPTION),
                "type": ["ResultDescription"],
                "name": grade_name(writing.language),
                "resultType": "Result",
            }
        ]
    if others := sorted(siblings.keys() - {writing.language}):
        written["related"] = [{"id": siblings[tag], "type": ["Related"], "inLanguage": tag} for tag in others]
    return written


def _description(writing: Writing, course: Course, name: str) -> str:
    """The description, which Open Badges demands: the title where the course has none."""
    if course.description is None:
        return name
    words, tagged = writing.text(course.description, (_C, "description"))
    steps = (_C, "description")
    if words == name:
        _forget(writing, steps, "the text", "it only repeats the title")
    elif tagged:
        why = "it stands under a title in another language"
        _forget(writing, steps, "the language of the text", why, becomes={writing.language: words})
    return words


def _criteria(writing: Writing, course: Course, name: str) -> JsonObject:
    """Criteria as a page, as text, or both; the text also lists the learning outcomes for people."""
    words, tagged = (None, {}) if course.criteria is None else writing.text(course.criteria, (_C, "criteria"))
    titles = [outcome.title.best(writing.language) for outcome in course.learning_outcomes]
    written = writing.page(course.homepage, "criteria")
    text = narrative.compose(words, titles, language=writing.language)
    if text is None and course.homepage is None:
        text = name  # Open Badges demands a page or a text; a course without either has only its title
    if text is None:
        return written
    written["narrative"] = text
    back = narrative.criteria_in(text, titles, title=name, page=course.homepage is not None)
    if words is not None and back != words:
        kept = None if back is None else {tagged.get("inLanguage", writing.language): back}
        why = "it repeats the title or the learning outcomes"
        _forget(writing, (_C, "criteria"), "the text", why, becomes=kept)
    return written if back is None else written | tagged


def _forget(writing: Writing, steps: Steps, what: str, why: str, becomes: JsonObject | None = None) -> None:
    """List a whole text as lost, in place of the losses of its single languages."""
    writing.losses[:] = [loss for loss in writing.losses if loss.steps[: len(steps)] != steps]
    writing.lose(*steps, what=what, why=why, becomes=becomes)


# --- Awarding bodies ----------------------------------------------------------------------------------------


def _creator(writing: Writing, record: Record) -> JsonObject:
    """The first awarding body."""
    body = record.course.awarding_bodies[0]
    if body.id == record.issuer.id:
        name = _same_as_issuer(writing, record, 0)
        return {"id": body.id, "type": ["Profile"], "name": name}
    return profile(writing, body, (_C, "awarding_bodies", 0))


def _further_bodies(writing: Writing, record: Record) -> Iterator[JsonObject]:
    """The other awarding bodies: alignments that are profiles at the same time, so that nothing is lost.

    Open Badges 3.0 has one `creator`. `id` stays a fresh one, since the body's own may stand elsewhere in the
    document; it is `targetUrl`.
    """
    for place, body in enumerate(record.course.awarding_bodies[1:], start=1):
        country = None if body.address is None else country_code(body.address.country)
        if body.id == record.issuer.id:
            name = _same_as_issuer(writing, record, place)
            yield writing.alignment(Role.AWARDING_BODY, url=body.id, name=name)
            continue
        members = profile_members(writing, body, (_C, "awarding_bodies", place))
        name = members["name"]
        yield writing.alignment(Role.AWARDING_BODY, url=body.id, name=name, code=country, more=members) | {
            "type": ["Alignment", "Profile"]
        }


def _same_as_issuer(writing: Writing, record: Record, place: int) -> str:
    """An awarding body that is the issuer is written by reference, and so comes back as the issuer stands."""
    steps = (_C, "awarding_bodies", place)
    of_issuer = [loss for loss in writing.losses if loss.steps[0] == "issuer"]
    if _same(record.course.awarding_bodies[place], record.issuer):
        writing.losses += [
            Loss(steps=(*steps, *loss.steps[1:]), what=loss.what, why=loss.why, becomes=loss.becomes)
            for loss in of_issuer
        ]
    else:
        data = {"issuer": record.issuer.to_data()}
        remove(data, of_issuer)
        writing.lose(
            *steps,
            what="how this body is described",
            why="it has the issuer's id, and the issuer is described otherwise",
            becomes=data["issuer"],
        )
    return record.issuer.legal_name.best(writing.language)


def _same(one: Organisation, other: Organisation) -> bool:
    # Which language of a text is written depends on the order of its languages, which equality ignores.
    return one is other or one.model_dump_json() == other.model_dump_json()


# --- Alignments ---------------------------------------------------------------------------------------------


def _alignments(writing: Writing, course: Course) -> Iterator[JsonObject]:
    yield from _level_and_workload(writing, course)
    yield from (writing.concept(Role.FIELD, field) for field in course.fields)
    yield from (writing.concept(Role.LANGUAGE, language) for language in course.languages)
    yield from _outcomes(writing, course)
    yield from _assessment_and_participation(writing, course)
    for place, item in enumerate(course.quality_assurance):
        yield assurance(writing, item, (_C, "quality_assurance", place))
    if course.prerequisites is not None:
        yield writing.description(Role.PREREQUISITES, course.prerequisites, (_C, "prerequisites"))
    yield from _stackability(writing, course)
    if course.further_information is not None:
        yield writing.description(
            Role.FURTHER_INFORMATION, course.further_information, (_C, "further_information")
        )
    yield from _mandate(writing, course)
    if course.repeatable:
        writing.lose(_C, "repeatable", what="whether it may be achieved again", why="a rule for issuing")
    if course.edc_profile is not None:
        what = "the profile of European Digital Credentials"
        writing.lose(_C, "edc_profile", what=what, why="an Open Badge is of none")
    if course.valid_for is not None:
        yield writing.alignment(Role.VALID_FOR, code=course.valid_for)


def _level_and_workload(writing: Writing, course: Course) -> Iterator[JsonObject]:
    level, workload = course.level, course.workload
    if level is not None:
        if level.not_applicable:
            yield writing.alignment(Role.LEVEL_NOT_APPLICABLE, code=LEVEL_NOT_APPLICABLE)
        if level.eqf is not None:
            yield writing.concept(Role.EQF_LEVEL, level.eqf)
        yield from (writing.concept(Role.NQF_LEVEL, national) for national in level.nqf)
        if level.cycle is not None:
            name = f"{level.cycle.value.capitalize()} cycle"
            yield writing.alignment(
                Role.CYCLE, url=CYCLE_URLS[level.cycle], name=name, code=level.cycle.value
            )
    if workload is not None:
        if workload.ects is not None:
            yield writing.alignment(Role.ECTS, url=ECTS_URL, code=amount_text(workload.ects))
        if workload.hours is not None:
            yield writing.alignment(Role.HOURS, code=hours_text(workload.hours))


def _outcomes(writing: Writing, course: Course) -> Iterator[JsonObject]:
    """One alignment for each outcome, and one for each of its skills, which names the outcome by its code."""
    joint = "." if "#" in course.id else "#"
    for place, outcome in enumerate(course.learning_outcomes):
        code = f"learning-outcome-{place + 1}"
        title, tagged = writing.text(outcome.title, (_C, "learning_outcomes", place, "title"))
        yield writing.alignment(
            Role.LEARNING_OUTCOME, url=f"{course.id}{joint}{code}", name=title, code=code, more=tagged
        )
        for skill in outcome.skills:
            framework = next((name for prefix, name in _SKILL_LISTS if skill.uri.startswith(prefix)), None)
            yield writing.alignment(
                Role.SKILL, url=skill.uri, name=skill.label, code=code, framework=framework
            )


_SKILL_LISTS = (
    ("http://data.europa.eu/esco/", "ESCO"),
    ("http://data.europa.eu/snb/dcf/", "DigComp"),
)


def _assessment_and_participation(writing: Writing, course: Course) -> Iterator[JsonObject]:
    assessment, participation = course.assessment, course.participation
    if assessment is not None:
        steps = (_C, "assessment")
        yield from (writing.concept(Role.ASSESSMENT_TYPE, kind) for kind in assessment.types)
        if assessment.description is not None:
            yield writing.description(
                Role.ASSESSMENT_DESCRIPTION, assessment.description, (*steps, "description")
            )
        if assessment.supervision is not None:
            yield writing.concept(Role.SUPERVISION, assessment.supervision)
        if assessment.grading is not None:
            yield writing.description(Role.GRADING, assessment.grading, (*steps, "grading"))
    if participation is not None:
        yield from (writing.concept(Role.MODE, mode) for mode in participation.modes)
        if participation.setting is not None:
            yield writing.concept(Role.LEARNING_SETTING, participation.setting)
        if participation.description is not None:
            yield writing.description(
                Role.PARTICIPATION_DESCRIPTION,
                participation.description,
                (_C, "participation", "description"),
            )


def _stackability(writing: Writing, course: Course) -> Iterator[JsonObject]:
    stackability = course.stackability
    if stackability is None:
        return
    steps = (_C, "stackability")
    if stackability.description is not None:
        yield writing.description(Role.STACKABILITY, stackability.description, (*steps, "description"))
    for role, field, references in (
        (Role.PART_OF, "part_of", stackability.part_of),
        (Role.HAS_PART, "has_part", stackability.has_part),
        (Role.BUILDS_ON, "builds_on", stackability.builds_on),
    ):
        for place, reference in enumerate(references):
            yield _reference(writing, role, reference, (*steps, field, place))


def _reference(writing: Writing, role: Role, reference: CourseReference, steps: Steps) -> JsonObject:
    """A link to another offer. `targetName` is demanded; an untitled offer is named by its id."""
    if reference.title is None:
        return writing.alignment(role, url=reference.id, name=reference.id)
    title, tagged = writing.text(reference.title, (*steps, "title"))
    if title == reference.id:
        _forget(writing, (*steps, "title"), "the text", "it only repeats the id")
    return writing.alignment(role, url=reference.id, name=title, more=tagged)


def _mandate(writing: Writing, course: Course) -> Iterator[JsonObject]:
    mandate = course.mandate
    if mandate is None:
        return
    details = []
    if mandate.document is not None:
        details.append(writing.alignment(Role.DOCUMENT, url=mandate.document))
    if mandate.granted is not None:
        details.append(writing.alignment(Role.FROM, code=instant_text(mandate.granted)))
    yield writing.description(Role.MANDATE, mandate.statement, (_C, "mandate", "statement"), details=details)
