"""The Open Badges achievement as the data of a course."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.conventions import CYCLE_URLS, Role, hours_in, role_of
from mcissue.formats.open_badges import narrative
from mcissue.formats.open_badges.read_profile import (
    alignment_read,
    assurance,
    concept,
    country,
    details,
    language_of,
    organisation,
    tagged,
    title_of,
)
from mcissue.formats.reading import Cursor, Found, Tree, prune
from mcissue.vocabulary import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["course", "credits_in", "text_in"]

_ALIGNED = {
    "languages": (Role.LANGUAGE, "language"),
    "fields": (Role.FIELD, "isced_f"),
}


class Alignments:
    """The alignments of an achievement or a result, by what they say, each in the document's order."""

    def __init__(self, owner: Cursor, language: str) -> None:
        self.language = language
        self._by_role: Mapping[Role | None, list[Cursor]] = defaultdict(list)
        for cursor in owner.objects("alignment"):
            self._by_role[role_of(cursor.value)].append(cursor)

    def of(self, role: Role) -> list[Cursor]:
        """All of one role."""
        return self._by_role.get(role, [])

    def first(self, role: Role) -> Cursor | None:
        """The first of one role; any others stay unread."""
        return next(iter(self.of(role)), None)

    def concepts(self, role: Role, scheme: str) -> Tree:
        """The concepts that alignments of a role point to."""
        return [found for cursor in self.of(role) if (found := concept(cursor, scheme))]

    def concept(self, role: Role, scheme: str) -> Found | None:
        """The first of them."""
        return next((found for cursor in self.of(role) if (found := concept(cursor, scheme))), None)

    def text(self, role: Role) -> Tree:
        """What the alignment of a role says in words."""
        cursor = self.first(role)
        return None if cursor is None else text_in(cursor, self.language)

    def code(self, role: Role) -> Found | None:
        """The code of the alignment of a role."""
        cursor = self.first(role)
        if cursor is None or (found := cursor.text("targetCode")) is None:
            return None
        alignment_read(cursor)
        return found


def course(cursor: Cursor, issuer: Tree, language: str) -> Tree:
    """The achievement as the data of a course.

    Args:
        cursor: the achievement.
        issuer: the issuer's data, for an awarding body that is the issuer.
        language: the document's language.
    """
    alignments = Alignments(cursor, language)
    title = cursor.text("name")
    name = title.value if title else ""
    data: Tree = {
        "id": cursor.text("id"),
        "title": None if title is None else {language: title},
        "version": cursor.text("version"),
        "code": cursor.text("humanCode"),
    }
    if (words := cursor.text("description")) and words.value != name:
        data["description"] = {language: words}
    if picture := cursor.object("image"):
        data["image"] = picture.text("id")
    data["learning_outcomes"] = _outcomes(alignments)
    _criteria(cursor, data, name, language)
    data |= {key: alignments.concepts(role, scheme) for key, (role, scheme) in _ALIGNED.items()}
    _field_of_study(cursor, data)
    data["workload"] = _workload(cursor, alignments)
    data["level"] = _level(alignments)
    data["assessment"] = prune(
        {
            "types": alignments.concepts(Role.ASSESSMENT_TYPE, "assessment"),
            "description": alignments.text(Role.ASSESSMENT_DESCRIPTION),
            "supervision": alignments.concept(Role.SUPERVISION, "supervision"),
            "grading": alignments.text(Role.GRADING),
        }
    )
    data["participation"] = prune(
        {
            "modes": alignments.concepts(Role.MODE, "mode"),
            "setting": alignments.concept(Role.LEARNING_SETTING, "learning_setting"),
            "description": alignments.text(Role.PARTICIPATION_DESCRIPTION),
        }
    )
    data["quality_assurance"] = [assurance(item, language) for item in alignments.of(Role.QUALITY_ASSURANCE)]
    data["prerequisites"] = alignments.text(Role.PREREQUISITES)
    data["stackability"] = prune(
        {
            "description": alignments.text(Role.STACKABILITY),
            "part_of": _references(alignments, Role.PART_OF),
            "has_part": _references(alignments, Role.HAS_PART),
            "builds_on": _references(alignments, Role.BUILDS_ON),
        }
    )
    data["further_information"] = alignments.text(Role.FURTHER_INFORMATION)
    data["awarding_bodies"] = _bodies(cursor, alignments, issuer)
    data["mandate"] = _mandate(alignments)
    data["valid_for"] = alignments.code(Role.VALID_FOR)
    if cursor.peek("achievementType") == "MicroCredential":
        cursor.use("achievementType")
    return prune(data)


def text_in(cursor: Cursor, language: str) -> Tree:
    """What an alignment says in words, with its language."""
    words = cursor.text("targetDescription")
    if words is None:
        return None
    alignment_read(cursor)
    return tagged(cursor, words, language)


def _criteria(cursor: Cursor, data: Tree, name: str, language: str) -> None:
    """The page and the text of the criteria; the list of outcomes in it follows from the alignments."""
    criteria = cursor.object("criteria")
    if criteria is None:
        return
    address = criteria.peek("id") or ""
    if address.startswith(("http://", "https://")):
        data["homepage"] = criteria.text("id")
    else:
        data["homepage"] = criteria.text("url")
        if address.startswith("urn:uuid:") and data["homepage"]:
            criteria.use("id")
    if text := criteria.text("narrative"):
        titles = [found.value for item in data["learning_outcomes"] for found in item["title"].values()]
        own = narrative.criteria_in(text.value, titles, title=name, page=data["homepage"] is not None)
        if own is not None:
            data["criteria"] = {language_of(criteria, language): Found(own, text.steps)}


def _outcomes(alignments: Alignments) -> list[Tree]:
    """Outcomes with their skills. A skill that belongs to none is an outcome of its own."""
    outcomes: list[Tree] = []
    by_code: dict[str, Tree] = {}
    for cursor in alignments.of(Role.LEARNING_OUTCOME):
        if (title := title_of(cursor)) is None:
            continue
        outcome: Tree = {"title": tagged(cursor, title, alignments.language), "skills": []}
        outcomes.append(outcome)
        code = cursor.text("targetCode")
        if code is not None:
            by_code.setdefault(code.value, outcome)
        alignment_read(cursor)
    for cursor in alignments.of(Role.SKILL):
        label, uri = title_of(cursor), cursor.text("targetUrl")
        if label is None or uri is None:
            continue
        skill = {"uri": uri, "label": label}
        outcome = by_code.get(cursor.peek("targetCode") or "")
        if outcome is None:
            outcomes.append({"title": {language_of(cursor, alignments.language): label}, "skills": [skill]})
        else:
            outcome["skills"].append(skill)
            cursor.use("targetCode")
        alignment_read(cursor)
    return outcomes


def _field_of_study(cursor: Cursor, data: Tree) -> None:
    """`fieldOfStudy` is a text: with alignments it only repeats them; alone it may name one field."""
    if (text := cursor.peek("fieldOfStudy")) is None:
        return
    if data["fields"]:
        named = [resolve("isced_f", found.value) for found in data["fields"]]
        if text == ", ".join(field.label or field.uri for field in named):
            cursor.use("fieldOfStudy")
        return
    try:
        field = resolve("isced_f", text)
    except RecordError:
        return
    if found := cursor.text("fieldOfStudy"):
        data["fields"] = [Found(field.uri, found.steps)]


def credits_in(owner: Cursor, alignments: Alignments, member: str) -> Found | None:
    """ECTS credits: the alignment says that the unit is ECTS, and how many; else the bare number is used.

    A number of credits without a unit is not read: it may be anything (open-badges-3.md, fact 12).
    """
    cursor = alignments.first(Role.ECTS)
    if cursor is None:
        return None
    alignment_read(cursor)
    stated, bare = cursor.text("targetCode"), owner.value.get(member)
    if stated is None:
        return owner.number(member)
    if not isinstance(bare, bool) and isinstance(bare, int | float) and str(bare) == stated.value:
        owner.use(member)
    return stated


def _workload(cursor: Cursor, alignments: Alignments) -> Tree:
    data: Tree = {"ects": credits_in(cursor, alignments, "creditsAvailable")}
    duration = alignments.first(Role.HOURS)
    if duration is not None and (hours := hours_in(duration.peek("targetCode") or "")) is not None:
        found = duration.text("targetCode")
        alignment_read(duration)
        data["hours"] = found and Found(f"{hours.normalize():f}", found.steps)
    return prune(data)


def _level(alignments: Alignments) -> Tree:
    data: Tree = {
        "eqf": alignments.concept(Role.EQF_LEVEL, "eqf"),
        "nqf": alignments.concepts(Role.NQF_LEVEL, "nqf"),
    }
    if (cycle := alignments.first(Role.CYCLE)) is not None:
        url = cycle.peek("targetUrl")
        value = next((name for name, address in CYCLE_URLS.items() if address == url), None)
        if value is not None:
            data["cycle"] = Found(value.value, (*cycle.steps, "targetUrl"))
            cycle.use("targetCode")
            alignment_read(cycle)
    outside = alignments.first(Role.LEVEL_NOT_APPLICABLE)
    if outside is not None and not prune(data):
        data["not_applicable"] = Found(value=True, steps=outside.steps)
        outside.use("targetCode")
        alignment_read(outside)
    return prune(data)


def _references(alignments: Alignments, role: Role) -> list[Tree]:
    references = []
    for cursor in alignments.of(role):
        uri, title = cursor.text("targetUrl"), title_of(cursor)
        data: Tree = {"id": uri}
        if title is not None and (uri is None or title.value != uri.value):
            data["title"] = tagged(cursor, title, alignments.language)
        alignment_read(cursor)
        references.append(prune(data))
    return references


def _bodies(cursor: Cursor, alignments: Alignments, issuer: Tree) -> list[Tree]:
    """The awarding bodies: the creator, and alignments that are profiles at the same time."""
    bodies = []
    own = issuer["id"].value if "id" in issuer else None
    if creator := cursor.object("creator"):
        if creator.peek("id") == own:
            creator.use("id")
            bodies.append(_as_issuer(creator, "name", issuer))
        else:
            bodies.append(organisation(creator, alignments.language))
    for item in alignments.of(Role.AWARDING_BODY):
        alignment_read(item)
        if item.peek("targetUrl") == own:
            bodies.append(_as_issuer(item, "targetDescription", issuer))
            continue
        data = organisation(item, alignments.language)
        data["id"] = item.text("targetUrl")
        _fill_in(item, data, alignments.language)
        bodies.append(prune(data))
    return bodies


def _as_issuer(cursor: Cursor, member: str, issuer: Tree) -> Tree:
    """A body that is the issuer is written by its id; a name is there for people only."""
    names: Iterable[Found] = issuer.get("legal_name", {}).values()
    if any(found.value == cursor.peek(member) for found in names):
        cursor.use(member)
    return copy.deepcopy(issuer)


def _fill_in(cursor: Cursor, data: Tree, language: str) -> None:
    """A body of which only the alignment's own members are given: its name and its country."""
    name = title_of(cursor)
    if "legal_name" not in data and name is not None:
        data["legal_name"] = tagged(cursor, name, language)
    elif cursor.peek("targetDescription") == cursor.peek("name"):
        cursor.use("targetDescription")
    code = cursor.text("targetCode")
    if "address" not in data and code is not None and (where := country(code.value)) is not None:
        data["address"] = {"country": Found(where.uri, code.steps)}


def _mandate(alignments: Alignments) -> Tree:
    cursor = alignments.first(Role.MANDATE)
    if cursor is None:
        return None
    data: Tree = {"statement": text_in(cursor, alignments.language)}
    for detail, role in details(cursor):
        if role is Role.DOCUMENT:
            data["document"] = detail.text("targetUrl")
        elif role is Role.FROM:
            data["granted"] = detail.text("targetCode")
        else:
            continue
        alignment_read(detail)
    return prune(data)
