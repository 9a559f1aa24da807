"""Records and documents that the tests of this room start from and change in one place."""

from __future__ import annotations

import copy
import uuid
from decimal import Decimal
from typing import Any

from tests.records import FULL_CREDENTIAL_ID, full_record

from mcissue.annex import Element, elements_of_document
from mcissue.formats.conversion import Conversion
from mcissue.formats.open_badges.documents import to_openbadges
from mcissue.record import LanguageText, Record, Workload

__all__ = ["convert", "element", "lean_record", "ours", "state_of", "states", "stranger"]


def lean_record() -> Record:
    """A complete record in which each element stands in one field only."""
    full = full_record(email=None)
    course = full.course.model_copy(
        update={
            "criteria": None,
            "description": None,
            "homepage": None,
            "awarding_bodies": (),
            "mandate": None,
            "workload": Workload(ects=Decimal(5), hours=Decimal(135)),
        }
    )
    learner = full.award.learner.model_copy(
        update={"id": None, "given_name": None, "family_name": None, "date_of_birth": None, "identifiers": ()}
    )
    award = full.award.model_copy(
        update={"learner": learner, "supervision": None, "evidence": (), "credits_earned": None}
    )
    issuer = full.issuer.model_copy(update={"quality_assurance": ()})
    return Record(issuer=issuer, course=course, award=award, language="en")


def convert(record: Record, **options: Any) -> Conversion:
    """The record as an Open Badge, with node ids that depend on their names only."""
    return to_openbadges(
        record,
        credential_id=FULL_CREDENTIAL_ID,
        status=None,
        node_id=lambda name: f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
        **options,
    )


def ours(record: Record | None = None) -> dict[str, Any]:
    """A credential of ours, complete."""
    return convert(record or lean_record()).document


_STRANGER: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://college.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://college.example/", "type": ["Profile"]},
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {"id": "https://college.example/a/1", "type": ["Achievement"], "criteria": {}},
    },
}


def stranger(path: str = "", value: Any = None, **more: Any) -> dict[str, Any]:
    """A credential that says nothing but that it is one, with one or several members set.

    Args:
        path: where to set `value`: `S.result` is a member of the subject, `A.name` of the achievement, `I.name`
            of the issuer, `validFrom` of the credential.
        value: what to set.
        more: further members of the achievement.
    """
    document = copy.deepcopy(_STRANGER)
    subject = document["credentialSubject"]
    homes = {"S": subject, "A": subject["achievement"], "I": document["issuer"]}
    if path:
        home, _, name = path.rpartition(".")
        homes.get(home, document)[name] = value
    if more:
        subject["achievement"].update(more)
    return document


def element(document: Any, id_: str) -> Element:
    """One element of a document."""
    return next(found for found in elements_of_document(document) if found.id == id_)


def state_of(document: Any, id_: str) -> str:
    """The state of one element of a document."""
    return str(element(document, id_).state)


def states(elements: tuple[Element, ...]) -> dict[str, str]:
    """Element id -> state."""
    return {found.id: str(found.state) for found in elements}


def text(words: str) -> LanguageText:
    """A text in English."""
    return LanguageText({"en": words})
