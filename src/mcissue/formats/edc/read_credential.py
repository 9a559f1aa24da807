"""The envelope, the learner and the award of a European Digital Credential as the data of a record."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.errors import RecordError
from mcissue.formats.edc.conventions import (
    CERTIFICATE_NUMBER,
    EMAIL_HASH,
    MANDATE_EVIDENCE,
    NODE_ID,
    STATUS_SCHEME,
    Subject,
)
from mcissue.formats.edc.read_course import assessment, course, credits_in
from mcissue.formats.edc.read_organisation import accreditation, email, identifier, organisation
from mcissue.formats.edc.reading import EdcCursor, index_of, main_language, walk
from mcissue.formats.losses import Loss
from mcissue.formats.reading import Found, Tree, prune

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.formats.losses import Steps
    from mcissue.jsonld.read import JsonObject

__all__ = ["ESSENTIAL", "main_language", "tree_of"]

_CLAIM = ("credentialSubject", "hasClaim")
ESSENTIAL: Final[Mapping[tuple[str | int, ...], tuple[str | int, ...]]] = MappingProxyType(
    {
        ("issuer", "id"): ("issuer", "id"),
        ("issuer", "legal_name"): ("issuer", "legalName"),
        ("course", "id"): (*_CLAIM, "specifiedBy", "id"),
        ("course", "title"): (*_CLAIM, "title"),
        ("award", "awarded"): ("issued",),
    }
)
"""What a record cannot do without -> where a European Digital Credential says it."""

_ENVELOPE = ("credentialProfiles", "credentialSchema", "displayParameter", "proof", "issued", "issuanceDate")
_NAMES = {"givenName": "given_name", "familyName": "family_name", "fullName": "full_name"}


def tree_of(document: JsonObject, used: set[Steps], losses: list[Loss]) -> Tree:
    """The data of a record, as found in a credential with one claim.

    Args:
        document: the credential, or the form for upload.
        used: where to note which members were read.
        losses: where to list what can't be read back.

    Raises:
        RecordError: `achievement_missing`: nothing is claimed of the learner.
    """
    outer = EdcCursor(document, (), used, index_of(document))
    top = outer.object("credential") if "credential" in document else outer
    subject = top.object("credentialSubject") if top is not None else None
    claim = None if subject is None else _claim(subject)
    if top is None or subject is None or claim is None:
        raise RecordError(
            "this credential claims nothing",
            code="achievement_missing",
            path="$.credentialSubject.hasClaim" if subject else "$.credentialSubject",
            mend="It must have one credentialSubject with a LearningAchievement in hasClaim.",
        )
    specification = claim.object("specifiedBy") or claim
    title = claim.texts("title") or specification.texts("title") or {}
    language = main_language(top, title)
    of_course = course(claim, specification, language, losses)
    award = _award(top, claim, _learner(subject, language, losses), of_course, language)
    if outer is not top:
        _delivery(outer, award["learner"])
    bodies = [
        organisation(body, language)
        for process in claim.objects("awardedBy")
        for body in process.objects("awardingBody")
    ]
    issuer = top.object("issuer")
    of_issuer: Tree = {}
    if issuer is not None:
        of_issuer = organisation(issuer, language)
    elif (bare := top.text("issuer")) is not None:
        of_issuer = {"id": bare}
    elif bodies:
        of_issuer, *bodies = bodies  # the form for upload may leave the issuer to the seal
    of_course["awarding_bodies"] = [] if [_plain(body) for body in bodies] == [_plain(of_issuer)] else bodies
    _evidence(top, of_course, language)
    envelope = {key for key in _ENVELOPE if key in top.value}
    top.use(*envelope)
    top.used.update((*top.steps, key) for key in ("@context", "type"))
    return prune(
        {
            "issuer": of_issuer,
            "course": prune(of_course),
            "award": award,
            "credential_id": top.text("id"),
            "language": language if language in title else None,
        }
    )


def _claim(subject: EdcCursor) -> EdcCursor | None:
    """The claim that the record is of: the first achievement, else the first claim; others stay unread."""
    claims = list(subject.objects("hasClaim"))
    achievements = [
        claim
        for claim in claims
        if claim.value.get("type") in ("LearningAchievement", ["LearningAchievement"])
    ]
    return next(iter([*achievements, *claims]), None)


def _plain(tree: Tree) -> Tree:
    """Data without its places, to be compared."""
    if isinstance(tree, Found):
        return tree.value
    if isinstance(tree, dict):
        return {key: _plain(item) for key, item in tree.items()}
    return [_plain(item) for item in tree] if isinstance(tree, list) else tree


def _delivery(outer: EdcCursor, learner: Tree) -> None:
    """Where the Commission's tool is to send it: the learner's e-mail address."""
    details = outer.object("deliveryDetails")
    addresses = None if details is None else details.value.get("deliveryAddress")
    if details is None:
        return
    details.use("displayDetails")
    if isinstance(addresses, list) and addresses and isinstance(addresses[0], str):
        steps: Steps = (*details.steps, "deliveryAddress", 0)
        details.used.add(steps)
        learner.setdefault("email", Found(addresses[0], steps))
    elif addresses == []:
        details.use("deliveryAddress")


# --- The learner and the award ------------------------------------------------------------------------------


def _award(top: EdcCursor, claim: EdcCursor, learner: Tree, of_course: Tree, language: str) -> Tree:
    process = claim.object("awardedBy")
    awarded = None if process is None else process.text("awardingDate")
    issued = top.text("issued") or top.text("issuanceDate")
    valid_from = top.text("validFrom")
    data: Tree = {
        "learner": learner,
        "awarded": awarded or issued or valid_from,
        "valid_from": valid_from,
        "valid_until": top.text("validUntil") or top.text("expirationDate"),
        "credits_earned": credits_in(claim, "creditReceived"),
    }
    if top.peek("expirationDate") == top.peek("validUntil"):
        top.use("expirationDate")
    if process is not None:
        process.ignore_id()
    for item in top.objects("identifier"):
        name = item.peek("schemeName") or ""
        if name.startswith(STATUS_SCHEME):
            item.whole()
        elif "certificate_number" not in data and item.peek("notation"):
            data["certificate_number"] = item.text("notation")  # under another name, that stays unread
            item.ignore_id()
            if name == CERTIFICATE_NUMBER:
                item.whole()
    _assessments(claim, data, of_course, language)
    _activities(claim, data, of_course)
    _works(claim, data, language)
    claim.ignore_id()
    data = prune(data)
    data.setdefault("learner", {})
    return data


def _learner(subject: EdcCursor, language: str, losses: list[Loss]) -> Tree:
    data: Tree = {field: subject.one_text(key, language) for key, field in _NAMES.items()}
    data["date_of_birth"] = subject.day("dateOfBirth")
    for contact in subject.objects("contactPoint"):
        if (mailbox := contact.object("emailAddress")) is not None and "email" not in data:
            data["email"] = email(mailbox)
            contact.ignore_id()
    identifiers = []
    for key, scheme in (("identifier", "identifier"), ("nationalID", "nationalIdentityNumber")):
        for item in subject.objects(key):
            name = item.peek("schemeName")
            if name == EMAIL_HASH and "schemeVersion" in item.value:
                item.whole()
                losses.append(Loss(steps=item.steps, what="a hash", why="nobody can tell what was hashed"))
            elif name != NODE_ID:
                identifiers.append(identifier(item, scheme))
    data["identifiers"] = identifiers
    data["id"] = subject.real_id()
    return prune(data)


def _assessments(claim: EdcCursor, data: Tree, of_course: Tree, language: str) -> None:
    taken = list(claim.objects("provenBy"))
    of_course["assessment"] = assessment(taken, of_course.get("title"))
    for item in taken:
        grade = item.object("grade")
        if grade is not None and grade.about("subject") is Subject.GRADE_NOT_STATED:
            grade.whole()
        elif grade is not None and "grade" not in data:
            data["grade"] = prune({"value": grade.one_text("noteLiteral", language)})
            grade.ignore_id()
        supervision = next(iter(item.concepts("idVerification", "supervision")), None)
        data["supervision"] = data.get("supervision") or supervision
        item.ignore_id()


def _activities(claim: EdcCursor, data: Tree, of_course: Tree) -> None:
    # A claim may be an activity itself: of one without achievement, nothing but participation is certified.
    own = [claim] if "temporal" in claim.value else []
    for activity in (*own, *claim.objects("influencedBy")):
        for period in activity.objects("temporal"):
            if "activity_start" not in data and "activity_end" not in data:
                data["activity_start"] = period.day("startDate")
                data["activity_end"] = period.day("endDate")
                period.ignore_id()
        if activity is claim:
            continue
        words = {tag: found.value for tag, found in (activity.texts("title") or {}).items()}
        if words != {tag: found.value for tag, found in of_course.get("title", {}).items()}:
            for found in (activity.texts("title") or {}).values():
                claim.used.discard(found.steps)
        activity.ignore_id()


def _works(claim: EdcCursor, data: Tree, language: str) -> None:
    """What shows the achievement. A stranger's documents are evidence, its notes stay unread."""
    works = []
    for document in claim.objects("supplementaryDocument"):
        work = {
            "name": document.one_text("title", language),
            "description": document.one_text("description", language),
            "url": document.page(),
        }
        works.append(prune(work))
    notes = claim.notes()
    for note in notes[Subject.EVIDENCE]:
        name, text = note.one_text("title", language), note.one_text("noteLiteral", language)
        same = name is not None and text is not None and name.value == text.value
        works.append(prune({"name": name, "description": None if same else text}))
        note.note_read()
    data["evidence"] = works
    for note in notes[Subject.PRIOR_LEARNING][:1]:
        data["recognised_prior_learning"] = note.texts("noteLiteral")
        note.note_read()


def _evidence(top: EdcCursor, of_course: Tree, language: str) -> None:
    """Evidence of authority: a mandate, or an accreditation of the course."""
    for item in top.objects("evidence"):
        kind = item.object("dcType")
        is_mandate = kind is not None and kind.iri() == MANDATE_EVIDENCE
        if is_mandate and "mandate" not in of_course:
            statement = item.texts("description")
            said = item.text("evidenceStatement")
            if statement is None and said is not None:
                statement = {language: said}
            page = item.object("landingPage")
            document = None if page is None else page.page()
            granted = item.text("dateIssued")
            of_course["mandate"] = prune({"statement": statement, "document": document, "granted": granted})
        for granted_by in item.objects("accreditation"):
            if not _was_read(granted_by, top):
                of_course.setdefault("quality_assurance", []).append(accreditation(granted_by, language))
        if kind is not None and kind.concept("evidence_type") is not None:
            item.ignore_id()


def _was_read(one: EdcCursor, top: EdcCursor) -> bool:
    """Whether the same accreditation stands with the course or an awarding body, where it was read."""
    subject = top.object("credentialSubject")
    places = [("issuer",), *([] if subject is None else [("credentialSubject",)])]
    return any(
        len(steps) > len(place) and steps[len(top.steps) : len(top.steps) + len(place)] == place
        for place in places
        for steps, value in _mentions(one, top)
        if value == one.value
    )


def _mentions(one: EdcCursor, top: EdcCursor) -> list[tuple[Steps, JsonObject]]:
    iri = one.peek("id")
    return [(steps, value) for steps, value in walk(top.value, top.steps) if value.get("id") == iri]
