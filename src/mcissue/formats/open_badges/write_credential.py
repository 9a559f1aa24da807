"""The record as an Open Badges credential: the envelope, the learner and the award around the achievement."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.conventions import DATE_OF_BIRTH, ECTS_URL, FAMILY_NAME, GIVEN_NAME, Role
from mcissue.formats.open_badges.write_achievement import RESULT_DESCRIPTION, achievement
from mcissue.formats.open_badges.write_profile import numbering, profile
from mcissue.formats.writing import Writing, amount_text, instant_text, number
from mcissue.jsonld.urls import CREDENTIALS_V2, OB_3_0_3, OB_EXTENSIONS

if TYPE_CHECKING:
    from datetime import date

    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Award, Evidence, Learner, Record

__all__ = ["SCHEMA_TYPE", "SCHEMA_URL", "credential"]

SCHEMA_URL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"


def credential(
    writing: Writing,
    record: Record,
    *,
    status: JsonObject | None,
    siblings: Mapping[str, str],
    with_schema: bool,
) -> JsonObject:
    """The whole document, without a proof.

    Args:
        writing: the document being written.
        record: a settled record: its `credential_id` is the document's id.
        status: the `credentialStatus` object.
        siblings: language tag -> id of the same achievement in that language.
        with_schema: name the published JSON schema.
    """
    award = record.award
    _claim_ids(writing, record)
    written: JsonObject = {
        "@context": [CREDENTIALS_V2, OB_3_0_3, *([OB_EXTENSIONS] if with_schema else [])],
        "id": record.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": record.course.title.best(writing.language),
        "issuer": writing.part(("issuer",), lambda other: profile(other, record.issuer, ("issuer",))),
        "validFrom": instant_text(award.valid_from or award.awarded),
    }
    if award.valid_until is not None:
        written["validUntil"] = instant_text(award.valid_until)
    written["awardedDate"] = instant_text(award.awarded)
    written["credentialSubject"] = _subject(writing, record, siblings)
    if award.evidence:
        written["evidence"] = [_evidence(writing, item, place) for place, item in enumerate(award.evidence)]
    if with_schema:
        written["credentialSchema"] = [{"id": SCHEMA_URL, "type": SCHEMA_TYPE}]
    if status is not None:
        written["credentialStatus"] = status
    return written


def _claim_ids(writing: Writing, record: Record) -> None:
    """Hold that different things have different ids, and keep those ids from the pages.

    Two things with one id would be one node, and the signature would not tell what is said of which.
    """
    ids = [
        ("$.credential_id", record.credential_id),
        ("$.issuer.id", record.issuer.id),
        ("$.course.id", record.course.id),
        ("$.award.learner.id", record.award.learner.id),
    ]
    creators = [body.id for body in record.course.awarding_bodies[:1] if body.id != record.issuer.id]
    ids += [("$.course.awarding_bodies[0].id", creator) for creator in creators]
    for path, taken in ids:
        if taken is not None and not writing.claim(taken):
            raise RecordError(
                "this id stands for something else in the same record",
                code="ids_coincide",
                path=path,
                mend="Give the credential, the issuer, the course and the learner an id each.",
            )
    # A body that is the issuer is written by reference: its own picture stands nowhere.
    others = [body for body in record.awarding_bodies if body.id != record.issuer.id]
    for picture in (record.course.image, *(body.logo for body in (record.issuer, *others))):
        if picture is not None:
            writing.claim(picture)


def _subject(writing: Writing, record: Record, siblings: Mapping[str, str]) -> JsonObject:
    award = record.award
    written: JsonObject = {} if award.learner.id is None else {"id": award.learner.id}
    written["type"] = ["AchievementSubject"]
    if identifiers := _identifiers(writing, award.learner):
        written["identifier"] = identifiers
    elif award.learner.id is None:
        raise RecordError(
            "nothing says who the learner is",
            code="learner_unidentified",
            path="$.award.learner",
            mend="Give the learner a name (full_name), an e-mail address or another identifier.",
        )
    if award.activity_start is not None:
        written["activityStartDate"] = _day(award.activity_start)
    if award.activity_end is not None:
        written["activityEndDate"] = _day(award.activity_end)
    of_course = record.course.workload.ects if record.course.workload else None
    if (earned := award.credits_earned or of_course) is not None:
        written["creditsEarned"] = number(earned)
    if award.certificate_number is not None:
        written["licenseNumber"] = award.certificate_number
    if result := _result(writing, award, unit_known=of_course is not None):
        written["result"] = [result]
    written["achievement"] = writing.part(
        ("achievement", award.grade is not None, *sorted(siblings.items())),
        lambda other: achievement(other, record, siblings),
    )
    return written


def _day(value: date) -> str:
    """A day as the schema's date-time: its first instant."""
    return f"{value.isoformat()}T00:00:00Z"


def _identifiers(writing: Writing, learner: Learner) -> list[JsonObject]:
    """The learner's names and numbers in plain text, the e-mail as a salted hash (section 1.7, B.1.12)."""
    plain = [
        ("name", learner.name),
        (GIVEN_NAME, learner.given_name),
        (FAMILY_NAME, learner.family_name),
        (DATE_OF_BIRTH, None if learner.date_of_birth is None else learner.date_of_birth.isoformat()),
        *((numbering(item), item.value) for item in learner.identifiers),
    ]
    written: list[JsonObject] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
        for kind, value in plain
        if value is not None
    ]
    if learner.email is not None:
        writing.lose("award", "learner", "email", what="the e-mail address", why="only its hash is written")
        # Another purpose than the ids in the document: nothing that is published tells the salt in advance.
        salt = hashlib.sha256(writing.fresh_id("salt/email").encode()).hexdigest()[:32]
        digest = hashlib.sha256((learner.email.lower() + salt).encode()).hexdigest()
        written.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${digest}",
                "identityType": "emailAddress",
                "salt": salt,
            }
        )
    return written


def _result(writing: Writing, award: Award, *, unit_known: bool) -> JsonObject | None:
    """The grade, and as alignments what else is true of this award and not of the course."""
    alignments = []
    if award.credits_earned is not None and not unit_known:
        alignments.append(writing.alignment(Role.ECTS, url=ECTS_URL, code=amount_text(award.credits_earned)))
    if award.supervision is not None:
        alignments.append(writing.concept(Role.SUPERVISION, award.supervision))
    if award.recognised_prior_learning is not None:
        steps = ("award", "recognised_prior_learning")
        alignments.append(writing.description(Role.PRIOR_LEARNING, award.recognised_prior_learning, steps))
    if award.grade is None and not alignments:
        return None
    written: JsonObject = {"id": writing.fresh_id("result"), "type": ["Result"]}
    if award.grade is not None:
        written["value"] = award.grade.value
        written["resultDescription"] = writing.fresh_id(RESULT_DESCRIPTION)
    if alignments:
        written["alignment"] = alignments
    return written


def _evidence(writing: Writing, item: Evidence, place: int) -> JsonObject:
    written = writing.page(item.url, f"evidence/{place}") | {"type": ["Evidence"]}
    members = {"name": item.name, "description": item.description}
    return written | {key: value for key, value in members.items() if value is not None}
