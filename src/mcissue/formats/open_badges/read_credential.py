"""The envelope, the learner and the award of an Open Badge as the data of a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcissue.errors import RecordError
from mcissue.formats.conventions import DATE_OF_BIRTH, FAMILY_NAME, GIVEN_NAME, Role
from mcissue.formats.losses import Loss, Steps
from mcissue.formats.open_badges.headings import GRADES
from mcissue.formats.open_badges.read_achievement import Alignments, course, credits_in
from mcissue.formats.open_badges.read_profile import (
    identifier,
    ignore_node_id,
    language_of,
    organisation,
    prune,
)
from mcissue.formats.reading import Cursor, Found, Tree, unwrap
from mcissue.formats.writing import UNDETERMINED
from mcissue.jsonld.read import json_path
from mcissue.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonObject

__all__ = ["build", "tree_of"]

MAX_ROUNDS = 12
"""Rounds of leaving out what does not fit: each takes at least one level of nesting, and there are eight."""

MIN_DEPTH = 2
"""Steps down to what may be left out: never the issuer, the course or the award as a whole."""

# What a record cannot do without -> where an Open Badge says it.
_ESSENTIAL: dict[Steps, Steps] = {
    ("issuer", "id"): ("issuer", "id"),
    ("issuer", "legal_name"): ("issuer", "name"),
    ("course", "id"): ("credentialSubject", "achievement", "id"),
    ("course", "title"): ("credentialSubject", "achievement", "name"),
    ("award", "awarded"): ("validFrom",),
}


def tree_of(document: JsonObject, used: set[Steps]) -> Tree:
    """The data of a record, as found in a credential with one achievement.

    Args:
        document: the credential.
        used: where to note which members were read.

    Raises:
        RecordError: `achievement_missing`: the credential has no subject with an achievement.
    """
    top = Cursor(document, (), used)
    subject = top.object("credentialSubject")
    achievement = subject.object("achievement") if subject else None
    if subject is None or achievement is None:
        raise RecordError(
            "this credential holds no achievement",
            code="achievement_missing",
            path="$.credentialSubject.achievement" if subject else "$.credentialSubject",
            mend="An Open Badge has one credentialSubject, an object, with one achievement.",
        )
    language = language_of(achievement, UNDETERMINED)
    issuer_cursor = top.object("issuer")
    issuer: Tree = (
        organisation(issuer_cursor, language) if issuer_cursor else prune({"id": top.text("issuer")})
    )
    of_course = course(achievement, issuer, language)
    if (name := top.peek("name")) is not None and name == achievement.peek("name"):
        top.use("name")
    return prune(
        {
            "issuer": issuer,
            "course": of_course,
            "award": _award(top, subject, achievement, of_course, language),
            "credential_id": top.text("id"),
            "language": language,
        }
    )


def _award(top: Cursor, subject: Cursor, achievement: Cursor, of_course: Tree, language: str) -> Tree:
    valid_from = top.text("validFrom") or top.text("issuanceDate")
    awarded = top.text("awardedDate")
    data: Tree = {
        "learner": _learner(subject),
        "awarded": awarded or valid_from,
        "valid_from": valid_from,
        "valid_until": top.text("validUntil") or top.text("expirationDate"),
        "activity_start": _day(subject, "activityStartDate"),
        "activity_end": _day(subject, "activityEndDate"),
        "certificate_number": subject.text("licenseNumber"),
    }
    alignments: Alignments | None = None
    for result in subject.objects("result"):
        ignore_node_id(result)
        if "grade" not in data and (value := result.text("value")):
            data["grade"] = {"value": value}
            _result_description(result, achievement)
        if alignments is None and result.value.get("alignment"):
            alignments = Alignments(result, language)
            data["supervision"] = alignments.concept(Role.SUPERVISION, "supervision")
            data["recognised_prior_learning"] = alignments.text(Role.PRIOR_LEARNING)
    if "ects" in of_course.get("workload", {}):
        data["credits_earned"] = subject.number("creditsEarned")
    elif alignments is not None:
        data["credits_earned"] = credits_in(subject, alignments, "creditsEarned")
    data["evidence"] = [found for item in top.objects("evidence") if (found := _evidence(item))]
    data = prune(data)
    data.setdefault("learner", {})
    return data


def _day(cursor: Cursor, key: str) -> Found | None:
    """The day of a date-time; one that is not midnight in UTC keeps its time unread."""
    text = cursor.peek(key) or ""
    day, _, time = text.partition("T")
    if time in {"", "00:00:00Z", "00:00:00.000Z", "00:00:00+00:00"}:
        found = cursor.text(key)
        return found and Found(day, found.steps)
    return Found(day, (*cursor.steps, key)) if day else None


def _result_description(result: Cursor, achievement: Cursor) -> None:
    """Mark the description that this result links to, as far as it says no more than ours does."""
    link = result.peek("resultDescription")
    for description in achievement.objects("resultDescription"):
        if link is not None and description.peek("id") == link:
            result.use("resultDescription")
            description.use("id")
            if description.peek("name") in GRADES and description.peek("resultType") == "Result":
                description.use("name", "resultType")


def _evidence(cursor: Cursor) -> Tree:
    address = cursor.peek("id") or ""
    own = "id" if address.startswith(("http://", "https://")) else "url"
    data: Tree = {
        "name": cursor.text("name"),
        "description": cursor.text("description"),
        "url": cursor.text(own),
    }
    if own == "url" and data["url"]:
        ignore_node_id(cursor)
    return prune(data)


_PLAIN = {
    "name": "full_name",
    GIVEN_NAME: "given_name",
    FAMILY_NAME: "family_name",
    DATE_OF_BIRTH: "date_of_birth",
    "emailAddress": "email",
}


def _learner(subject: Cursor) -> Tree:
    """The learner's id, names and numbers; what is only there as a hash cannot be read back."""
    data: Tree = {"id": subject.text("id")}
    identifiers = []
    for item in subject.objects("identifier"):
        if item.value.get("hashed") is not False:
            continue
        kind = item.peek("identityType") or ""
        field = _PLAIN.get(kind)
        if field is not None and field not in data:
            item.use("identityType")
            data[field] = item.text("identityHash")
        else:
            identifiers.append(identifier(item, "identityHash", "identityType"))
        item.use("hashed", "salt")
    data["identifiers"] = identifiers
    return prune(data)


# --- From data to a record ----------------------------------------------------------------------------------


def build(tree: Tree, *, essential: Mapping[Steps, Steps] = _ESSENTIAL) -> tuple[Record, list[Loss]]:
    """Make the record; leave out, and list, what a stranger's document says that a record does not allow.

    Args:
        tree: the data as it was found.
        essential: what a record cannot do without, and where a document of this format says it.

    Raises:
        RecordError: what a record cannot do without is missing or not allowed; `path` is the place in the
            document.
    """
    losses: list[Loss] = []
    for _ in range(MAX_ROUNDS):
        data, places = unwrap(tree)
        try:
            return Record.from_data(data, locate=json.dumps), losses
        except RecordError as error:
            faults = _faults(error)
        for location, message, mend, code in faults:
            fault = RecordError(message, code=code, mend=mend)
            losses += _leave_out(tree, location, places, fault, essential)
    raise RecordError("this document's data cannot be made to fit a record", code="record_invalid", path="$")


def _faults(error: RecordError) -> list[tuple[Steps, str, str | None, str]]:
    """Where and why data did not fit, the last items of lists first."""
    problems = error.detail.get("problems") or [
        {"path": error.path or "[]", "message": error.message, "mend": error.mend, "code": error.code}
    ]
    faults = [
        (tuple(json.loads(problem["path"])), problem["message"], problem["mend"] or None, problem["code"])
        for problem in problems
    ]
    return sorted(
        faults, key=lambda fault: [(isinstance(step, int), step) for step in fault[0]], reverse=True
    )


def _leave_out(
    tree: Tree,
    location: Steps,
    places: dict[Steps, Steps],
    fault: RecordError,
    essential: Mapping[Steps, Steps],
) -> list[Loss]:
    """Take the faulty part out of the tree; raise the fault if a record cannot do without it."""
    missing = location
    while location and not _has(tree, location):
        location = location[:-1]  # something is missing here: what lacks it goes as a whole
    where = next((place for needed, place in essential.items() if missing[: len(needed)] == needed), None)
    if where is None and len(location) < MIN_DEPTH:
        where = next((place for needed, place in essential.items() if needed[:1] == missing[:1]), ())
    if where is not None:
        fault.path = json_path(places.get(missing, where))
        raise fault
    here: Any = tree
    for step in location[:-1]:
        here = here[step]
    del here[location[-1]]
    if location not in places:
        return []  # only what had to go before was in it, and that is listed
    return [Loss(steps=places[location], what=f"what would be {json_path(location)}", why=fault.message)]


def _has(tree: Tree, location: Steps) -> bool:
    here: Any = tree
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return False
    return not isinstance(here, tuple) or isinstance(here, Found)
