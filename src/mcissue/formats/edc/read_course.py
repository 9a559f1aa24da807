"""A specification of the European Learning Model as the data of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.conventions import CYCLE_URLS, hours_in
from mcissue.formats.edc.conventions import (
    COURSE_CODE,
    COURSE_VERSION,
    ECTS,
    LEVEL_NOT_APPLICABLE,
    SHORT_LEARNING_PROGRAMME,
    Subject,
)
from mcissue.formats.edc.read_organisation import accreditation, quality_notes
from mcissue.formats.losses import Loss
from mcissue.formats.reading import Found, Tree, prune

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.formats.edc.reading import EdcCursor

__all__ = ["assessment", "course", "credits_in"]

_NOTES = {
    Subject.CRITERIA: "criteria",
    Subject.FURTHER_INFORMATION: "further_information",
}


def course(claim: EdcCursor, specification: EdcCursor, language: str, losses: list[Loss]) -> Tree:
    """The claim's specification as the data of a course.

    Args:
        claim: the LearningAchievement, or another claim.
        specification: what it is specified by; the claim itself if by nothing.
        language: the main language of the document.
        losses: where to list what of it a record can't hold.
    """
    activities = [spec for item in claim.objects("influencedBy") for spec in item.objects("specifiedBy")]
    data: Tree = {
        "id": specification.own_id(),
        "title": specification.texts("title") or claim.texts("title"),
        "description": specification.texts("description") or claim.texts("description"),
        "languages": _first(spec.concepts("language", "language") for spec in (specification, *activities)),
        "fields": specification.concepts("thematicArea", "isced_f"),
        "learning_outcomes": [_outcome(item, language) for item in specification.objects("learningOutcome")],
        "workload": _workload(specification, activities),
        "level": _level(specification),
        "participation": {
            "modes": _first(spec.concepts("mode", "mode") for spec in (specification, *activities)),
            "setting": next(iter(specification.concepts("learningSetting", "learning_setting")), None),
        },
        "quality_assurance": [
            accreditation(item, language) for item in specification.objects("accreditation")
        ],
        "stackability": {
            "part_of": _references(specification, "isPartOf"),
            "has_part": [*_references(specification, "hasPart"), *_parts(claim, losses)],
        },
    }
    if claim.texts("title") != data["title"] and data["title"] is not None:
        _same_words(claim, "title", data["title"])
    _numbers_and_places(specification, data)
    _notes(specification, data, language)
    for part in ("participation", "stackability"):
        data[part] = prune(data[part])
    return prune(data)


def _numbers_and_places(specification: EdcCursor, data: Tree) -> None:
    for item in specification.objects("identifier"):
        field = {COURSE_CODE: "code", COURSE_VERSION: "version"}.get(item.peek("schemeName") or "")
        if field is not None and field not in data:
            data[field] = item.text("notation")
            item.whole()
    if (page := specification.object("homepage")) is not None:
        data["homepage"] = page.page()
    for document in specification.objects("supplementaryDocument"):
        if document.about("dcType") is Subject.IMAGE:
            data["image"] = document.page()
    for kind in specification.objects("dcType"):
        if kind.iri() == SHORT_LEARNING_PROGRAMME:
            kind.whole()
    if (entry := specification.object("entryRequirement")) is not None:
        data["prerequisites"] = entry.texts("noteLiteral")
        entry.ignore_id()


def _same_words(claim: EdcCursor, key: str, texts: Tree) -> None:
    """A claim's title that is the course's says nothing new; another one stays unread."""
    if {tag: found.value for tag, found in (claim.texts(key) or {}).items()} != {
        tag: found.value for tag, found in texts.items()
    }:
        for found in (claim.texts(key) or {}).values():
            claim.used.discard(found.steps)


def _first(lists: Iterable[list[Found]]) -> list[Found]:
    return next((found for found in lists if found), [])


def _notes(specification: EdcCursor, data: Tree, language: str) -> None:
    """What stands in notes. A stranger's note is further information."""
    notes = specification.notes()
    for about, field in _NOTES.items():
        for note in notes[about][:1]:
            data[field] = note.texts("noteLiteral")
            note.note_read()
    for note in notes[Subject.PARTICIPATION][:1]:
        data["participation"]["description"] = note.texts("noteLiteral")
        note.note_read()
    for note in notes[Subject.STACKABILITY][:1]:
        data["stackability"]["description"] = note.texts("noteLiteral")
        note.note_read()
    data["stackability"]["builds_on"] = [_builds_on(note) for note in notes[Subject.BUILDS_ON]]
    for note in notes[Subject.VALID_FOR][:1]:
        data["valid_for"] = note.one_text("noteLiteral", "en")
        note.note_read()
    data["quality_assurance"] += quality_notes(specification, language)
    if "further_information" not in data:
        for note in notes[None][:1]:
            data["further_information"] = note.texts("noteLiteral")
            note.ignore_id()


def _builds_on(note: EdcCursor) -> Tree:
    page = note.object("landingPage")
    data: Tree = {"id": None if page is None else page.page()}
    data["title"] = _title_beside_id(note.texts("noteLiteral"), data["id"])
    note.note_read()
    return prune(data)


def _title_beside_id(title: Tree, iri: Found | None) -> Tree:
    """A title, unless it only stands in for one that the record does not have."""
    named = {tag: found.value for tag, found in (title or {}).items()}
    return None if iri is not None and named == {"en": iri.value} else title


def _references(specification: EdcCursor, key: str) -> list[Tree]:
    found = []
    for item in specification.objects(key):
        iri = item.own_id()
        found.append(prune({"id": iri, "title": _title_beside_id(item.texts("title"), iri)}))
    return found


def _parts(claim: EdcCursor, losses: list[Loss]) -> list[Tree]:
    """Achievements inside an achievement, by what they achieve; the rest of each is listed as one loss."""
    found = []
    for part in claim.objects("hasPart"):
        specified = part.object("specifiedBy")
        source = part if specified is None else specified
        found.append(prune({"id": source.own_id(), "title": source.texts("title")}))
        part.whole()
        why = "a record holds no more of a part than its name"
        losses.append(Loss(steps=part.steps, what="what is said of a part", why=why))
    return found


def _outcome(cursor: EdcCursor, language: str) -> Tree:
    skills = []
    for key in ("relatedESCOSkill", "relatedSkill"):
        for item in cursor.objects(key):
            iri, label = item.iri(), item.one_text("prefLabel", language)
            if iri is None or label is None:
                continue
            item.whole()
            skills.append({"uri": Found(iri, (*item.steps, "id")), "label": label})
    cursor.ignore_id()
    return prune({"title": cursor.texts("title"), "skills": skills})


def credits_in(cursor: EdcCursor, key: str) -> Found | None:
    """ECTS credits; credits of another system stay unread."""
    for item in cursor.objects(key):
        framework = item.object("framework")
        if framework is None or framework.iri() != ECTS:
            continue
        framework.whole()
        item.ignore_id()
        item.use("point")
        point = item.value.get("point")
        if isinstance(point, str | int | float) and not isinstance(point, bool):
            return Found(str(point), (*item.steps, "point"))
    return None


def _workload(specification: EdcCursor, activities: list[EdcCursor]) -> Tree:
    data: Tree = {"ects": credits_in(specification, "creditPoint")}
    for spec in (specification, *activities):
        hours = hours_in(spec.peek("volumeOfLearning") or "")
        if hours and "hours" not in data:
            found = spec.text("volumeOfLearning")
            data["hours"] = found and Found(f"{hours.normalize():f}", found.steps)
    return prune(data)


def _level(specification: EdcCursor) -> Tree:
    data: Tree = {
        "eqf": next(iter(specification.concepts("eqfLevel", "eqf")), None),
        "nqf": specification.concepts("nqfLevel", "nqf"),
    }
    for item in specification.objects("educationLevel"):
        iri = item.iri()
        cycle = next((name for name, url in CYCLE_URLS.items() if url == iri), None)
        if cycle is not None:
            data["cycle"] = Found(cycle.value, (*item.steps, "id"))
            item.whole()
        elif iri == LEVEL_NOT_APPLICABLE:
            data["not_applicable"] = Found(value=True, steps=(*item.steps, "id"))
            item.whole()
    return prune(data)


# --- Assessment ---------------------------------------------------------------------------------------------


def assessment(taken: list[EdcCursor], title: Tree) -> Tree:
    """How the course is assessed, from the assessments that the learner took.

    Args:
        taken: the LearningAssessments.
        title: the course's title, which stands in for that of an assessment.
    """
    specifications = [spec for item in taken for spec in item.objects("specifiedBy")]
    kinds = [part for spec in specifications for part in (spec, *spec.objects("hasPart"))]
    data: Tree = {"types": [], "description": None}
    labels = _types(kinds, data)
    for spec in specifications:
        data["description"] = spec.texts("description") or data["description"]
        data.setdefault("supervision", next(iter(spec.concepts("idVerification", "supervision")), None))
        _grading(spec, data)
    for named in (*taken, *kinds):
        words = _words(named.texts("title"))
        if not words or words == _words(title) or set(words.values()) <= set(labels):
            continue
        if data["description"] is None:
            data["description"] = named.texts("title")
        elif words != _words(data["description"]):
            _unread_texts(named, "title", data["description"])
    return prune(data)


def _types(kinds: list[EdcCursor], data: Tree) -> list[str]:
    """The types of assessment, and what they are called; a type of no EU list becomes a description."""
    labels = []
    for kind in kinds:
        for item in kind.objects("dcType"):
            labels.append(item.label() or "")
            known = item.concept("assessment")
            if known is not None:
                data["types"].append(known)
            elif data["description"] is None:
                data["description"] = item.texts("prefLabel")
        kind.ignore_id()
    return labels


def _grading(specification: EdcCursor, data: Tree) -> None:
    scheme = specification.object("gradingScheme")
    if scheme is None or "grading" in data:
        return
    data["grading"] = scheme.texts("description") or scheme.texts("title")
    if _words(scheme.texts("title")) != {"en": "Grading scheme"}:
        _unread_texts(scheme, "title", data["grading"])
    scheme.ignore_id()


def _words(texts: Tree) -> dict[str, str]:
    return {tag: found.value for tag, found in (texts or {}).items()}


def _unread_texts(cursor: EdcCursor, key: str, kept: Tree) -> None:
    kept_at = {found.steps for found in (kept or {}).values()}
    for found in (cursor.texts(key) or {}).values():
        if found.steps not in kept_at:
            cursor.used.discard(found.steps)
