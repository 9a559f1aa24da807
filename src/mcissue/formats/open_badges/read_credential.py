"""The envelope, the learner and the award of an Open Badge as the data of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.conventions import DATE_OF_BIRTH, FAMILY_NAME, GIVEN_NAME, Role
from mcissue.formats.losses import Steps
from mcissue.formats.open_badges.headings import GRADES
from mcissue.formats.open_badges.read_achievement import Alignments, course, credits_in
from mcissue.formats.open_badges.read_profile import (
    identifier,
    ignore_node_id,
    language_of,
    organisation,
)
from mcissue.formats.reading import Cursor, Found, Tree, prune
from mcissue.formats.writing import UNDETERMINED

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["ESSENTIAL", "tree_of"]

# What a record cannot do without -> where an Open Badge says it.
ESSENTIAL: dict[Steps, Steps] = {
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
