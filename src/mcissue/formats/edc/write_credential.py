"""The record as a European Digital Credential: the envelope, the learner, the award and what proves it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.edc.conventions import (
    ACCREDITATION_EVIDENCE,
    CERTIFICATE_NUMBER,
    EMAIL_HASH,
    MANDATE_EVIDENCE,
    PROFILE_CONCEPTS,
    PROFILE_SCHEMAS,
    STATUS_SCHEME,
    EdcProfile,
    Subject,
)
from mcissue.formats.edc.write_course import (
    assessment_specification,
    assessment_title,
    credit_point,
    specification,
)
from mcissue.formats.edc.write_organisation import accreditation_or_note, is_accreditation, organisation
from mcissue.formats.edc.writing import EdcWriting, day_text, present
from mcissue.formats.writing import instant_text
from mcissue.vocabulary import concept_by_uri, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Award, Evidence, QualityAssurance, Record

__all__ = ["Envelope", "credential"]

_SINGLE_BIT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a document is besides its record.

    Attributes:
        contexts: its JSON-LD contexts.
        profile: its profile.
        status: its status entry as a `credentialStatus` object would have it.
        issued: when it is sealed; None if somebody else will seal it.
        with_email: whether the learner's e-mail address travels beside it; in it stands a hash only.
    """

    contexts: tuple[str, ...]
    profile: EdcProfile
    status: Mapping[str, Any] | None
    issued: datetime | None
    with_email: bool


def credential(writing: EdcWriting, record: Record, envelope: Envelope) -> JsonObject:
    """The whole credential, without a proof.

    Args:
        writing: the document being written.
        record: a settled record: its `credential_id` is the document's id.
        envelope: what the document is besides.
    """
    award = record.award
    _claim_ids(writing, record)
    written: JsonObject = {
        "@context": list(envelope.contexts),
        "id": record.credential_id,
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": [_known(writing, PROFILE_CONCEPTS[envelope.profile])],
        "credentialSchema": [{"id": PROFILE_SCHEMAS[envelope.profile], "type": "ShaclValidator2017"}],
        "issuer": organisation(writing, record.issuer, issuer=True),
    }
    if envelope.issued is not None:
        # The data model 1.1 asks for `issuanceDate`, the shapes for `issued`; both are the same time.
        written |= dict.fromkeys(("issued", "issuanceDate"), instant_text(envelope.issued))
    written["validFrom"] = instant_text(award.valid_from or award.awarded)
    if award.valid_until is not None:
        written |= dict.fromkeys(("validUntil", "expirationDate"), instant_text(award.valid_until))
    written["credentialSubject"] = _person(writing, record, envelope)
    numbers = [] if award.certificate_number is None else [(CERTIFICATE_NUMBER, award.certificate_number)]
    identifiers = [writing.identifier(name, value) for name, value in numbers]
    if envelope.status is not None:
        identifiers.append(_status(writing, envelope.status))
    written |= present({"identifier": identifiers, "evidence": _evidence(writing, record, envelope.profile)})
    written["displayParameter"] = _display(writing, record)
    return written


def _claim_ids(writing: EdcWriting, record: Record) -> None:
    """Hold that different things have different ids."""
    for path, taken in (
        ("$.credential_id", record.credential_id),
        ("$.issuer.id", record.issuer.id),
        ("$.course.id", record.course.id),
        ("$.award.learner.id", record.award.learner.id),
    ):
        if taken is not None:
            writing.claim(taken, path)


def _known(writing: EdcWriting, uri: str) -> JsonObject:
    concept = concept_by_uri(uri)
    assert concept is not None
    return writing.concept(concept)


def _status(writing: EdcWriting, entry: Mapping[str, Any]) -> JsonObject:
    """The place in a status list as an identifier, since a `credentialStatus` object breaks the shapes."""
    if entry.get("statusSize", _SINGLE_BIT) != _SINGLE_BIT or "statusMessage" in entry:
        raise RecordError(
            "a European Digital Credential has room for status entries of one bit only",
            code="status_entry_too_rich",
            path="$.status",
            mend="Use a list of the purpose revocation or suspension.",
        )
    return writing.identifier(
        f"{STATUS_SCHEME} {entry['statusPurpose']}",
        str(entry["statusListIndex"]),
        schemeId=entry["statusListCredential"],
    )


# --- The learner --------------------------------------------------------------------------------------------


def _person(writing: EdcWriting, record: Record, envelope: Envelope) -> JsonObject:
    learner = record.award.learner
    names = {"givenName": learner.given_name, "familyName": learner.family_name, "fullName": learner.name}
    members: JsonObject = {key: writing.tagged(name) for key, name in names.items() if name is not None}
    if learner.date_of_birth is not None:
        members["dateOfBirth"] = day_text(learner.date_of_birth)
    identifiers = [writing.numbering(item) for item in learner.identifiers]
    if learner.email is not None:
        identifiers.append(_email_hash(writing, learner.email))
        if not envelope.with_email:
            steps = ("award", "learner", "email")
            writing.lose(*steps, what="the e-mail address", why="only its hash is written")
    members |= present({"identifier": identifiers})
    if not members and learner.id is None:
        raise RecordError(
            "nothing says who the learner is",
            code="learner_unidentified",
            path="$.award.learner",
            mend="Give the learner a name (full_name), an e-mail address or another identifier.",
        )
    members["hasClaim"] = [_achievement(writing, record)]
    return writing.optional("Person", learner.id, members, owner=True)


def _email_hash(writing: EdcWriting, email: str) -> JsonObject:
    """The address as its Open Badges twin has it: hashed with a salt that nothing published tells."""
    salt = hashlib.sha256(writing.fresh_id("salt/email").encode()).hexdigest()[:32]
    digest = hashlib.sha256((email.lower() + salt).encode()).hexdigest()
    return writing.identifier(EMAIL_HASH, f"sha256${digest}", schemeVersion=salt)


# --- The achievement ----------------------------------------------------------------------------------------


def _achievement(writing: EdcWriting, record: Record) -> JsonObject:
    course, award = record.course, record.award
    members: JsonObject = {
        "title": writing.texts(course.title),
        "awardedBy": _process(writing, record),
        "specifiedBy": specification(writing, course),
    }
    earned = award.credits_earned or (course.workload.ects if course.workload else None)
    if earned is not None:
        members["creditReceived"] = [credit_point(writing, earned)]
    members |= present(
        {"provenBy": _assessments(writing, record), "influencedBy": _activities(writing, record)}
    )
    documents, notes = _works(writing, award)
    if award.recognised_prior_learning is not None:
        prior = writing.texts(award.recognised_prior_learning)
        notes.insert(0, writing.note(prior, Subject.PRIOR_LEARNING))
    members |= present({"supplementaryDocument": documents, "additionalNote": notes})
    return writing.node("LearningAchievement", members)


def _process(writing: EdcWriting, record: Record) -> JsonObject:
    """Who awarded it and when; assessments and activities name the same process."""

    def make() -> JsonObject:
        bodies = [organisation(writing, body) for body in record.awarding_bodies]
        members = {"awardingBody": bodies, "awardingDate": instant_text(record.award.awarded)}
        return writing.node("AwardingProcess", members)

    return writing.once(("awarding process",), make)


def _assessments(writing: EdcWriting, record: Record) -> list[JsonObject]:
    """The learner's assessment, if anything is known of it. The model demands a grade of each."""
    course, award = record.course, record.award
    if course.assessment is None and award.grade is None and award.supervision is None:
        return []
    members: JsonObject = {
        "title": assessment_title(writing, course),
        "awardedBy": _process(writing, record),
        "grade": writing.note({"en": "Pass"}, Subject.GRADE_NOT_STATED)
        if award.grade is None
        else writing.note(writing.tagged(award.grade.value)),
    }
    supervision = award.supervision or (course.assessment.supervision if course.assessment else None)
    if supervision is not None:
        members["idVerification"] = writing.concept(supervision)
    if course.assessment is not None:
        members["specifiedBy"] = assessment_specification(writing, course.assessment, course)
    return [writing.node("LearningAssessment", members)]


def _activities(writing: EdcWriting, record: Record) -> list[JsonObject]:
    """The learning activity, if its days are known."""
    days = {"startDate": record.award.activity_start, "endDate": record.award.activity_end}
    period = {key: day_text(day) for key, day in days.items() if day is not None}
    if not period:
        return []
    members: JsonObject = {
        "title": writing.texts(record.course.title),
        "awardedBy": _process(writing, record),
        "temporal": [writing.node("PeriodOfTime", period)],
    }
    return [writing.node("LearningActivity", members)]


def _works(writing: EdcWriting, award: Award) -> tuple[list[JsonObject], list[JsonObject]]:
    """What shows the achievement: pages on the web, and notes for what has no address."""
    documents, notes = [], []
    for place, item in enumerate(award.evidence):
        if item.url is not None:
            texts = {
                key: writing.tagged(text)
                for key, text in (("title", item.name), ("description", item.description))
                if text is not None
            }
            documents.append(writing.page(item.url, dcType=writing.about(Subject.EVIDENCE), **texts))
        else:
            notes.append(_work_note(writing, item, place))
    return documents, notes


def _work_note(writing: EdcWriting, item: Evidence, place: int) -> JsonObject:
    if item.name is not None and item.name == item.description:
        steps = ("award", "evidence", place, "description")
        writing.lose(*steps, what="the text", why="it only repeats the name")
    title = None if item.name is None else writing.tagged(item.name)
    text = writing.tagged(item.description or item.name or "")
    return writing.note(text, Subject.EVIDENCE, title=title)


# --- Evidence of authority ----------------------------------------------------------------------------------


def _evidence(writing: EdcWriting, record: Record, profile: EdcProfile) -> list[JsonObject]:
    """By what right the issuer issues: a mandate, or an accreditation."""
    mandate = record.course.mandate
    if profile is EdcProfile.ACCREDITED:
        accreditations = accreditations_of(record)
        if mandate is not None or not accreditations:
            raise RecordError(
                "a credential of the accredited profile rests on accreditations only",
                code="edc_profile_unfit",
                path="$.course.mandate" if mandate is not None else "$.course.quality_assurance",
                mend="Give an external quality assurance with type and agency, and no mandate.",
            )
        return [
            writing.node(
                "Evidence",
                {
                    "dcType": _known(writing, ACCREDITATION_EVIDENCE),
                    "accreditation": accreditation_or_note(writing, item),
                },
            )
            for item in accreditations
        ]
    if mandate is None:
        return []
    members: JsonObject = {
        "dcType": _known(writing, MANDATE_EVIDENCE),
        "evidenceStatement": mandate.statement.best(writing.language),
        "description": writing.texts(mandate.statement),
    }
    if mandate.document is not None:
        members["landingPage"] = [writing.page(mandate.document)]
    if mandate.granted is not None:
        members["dateIssued"] = instant_text(mandate.granted)
    return [writing.node("Evidence", members)]


def accreditations_of(record: Record) -> list[QualityAssurance]:
    """The accreditations of the course, else those of the awarding bodies."""
    of_course = [item for item in record.course.quality_assurance if is_accreditation(item)]
    of_bodies = [
        item for body in record.awarding_bodies for item in body.quality_assurance if is_accreditation(item)
    ]
    return of_course or of_bodies


# --- What people see ----------------------------------------------------------------------------------------


def _display(writing: EdcWriting, record: Record) -> JsonObject:
    """One page for each language of the title, as pictures: the model demands them."""
    title = record.course.title
    languages = [writing.language, *(tag for tag in title.languages if tag != writing.language)]
    displays, named = [], []
    for tag in languages:
        language = writing.concept(resolve("language", tag))
        if language in named:
            continue  # two scripts or regions of one language
        named.append(language)
        detail = writing.node("DisplayDetail", {"page": 1, "image": _page(writing)})
        displays.append(writing.node("IndividualDisplay", {"language": language, "displayDetail": [detail]}))
    return writing.node(
        "DisplayParameter",
        {
            "title": writing.texts(title),
            "primaryLanguage": named[0],
            "language": named,
            "individualDisplay": displays,
        },
    )


def _page(writing: EdcWriting) -> JsonObject:
    """The picture of a page: the same for everybody, and without words.

    The `image` of a course and the `logo` of an issuer are addresses; the model wants the bytes, and issuing
    fetches nothing.
    """
    return writing.node(
        "MediaObject",
        {
            "content": _picture(),
            "contentEncoding": writing.concept(resolve("encoding", "base64")),
            "contentType": writing.concept(resolve("file_type", "PNG")),
        },
    )


@lru_cache(maxsize=1)
def _picture() -> str:
    return base64.b64encode((resources.files("mcissue.formats.edc") / "page.png").read_bytes()).decode()
