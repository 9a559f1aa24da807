"""A record becomes a toy diploma, and a toy diploma becomes a record again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.toys.diploma import URL

from mcissue.errors import RecordError
from mcissue.formats.conversion import Conversion, Reading, WriteRequest
from mcissue.formats.losses import Loss, Steps
from mcissue.jsonld.read import check_value
from mcissue.jsonld.urls import CREDENTIALS_V2
from mcissue.record import Record

__all__ = ["read", "write"]

_WHY = "a toy diploma has no place for it"
_HELD = frozenset({"id", "type", "issuer", "validFrom", "inTongue", "credentialSubject", "graduatedOn"})


def write(record: Record, request: WriteRequest) -> Conversion:
    """Write the school, the study, the graduate and the day; all else is listed as lost."""
    tongue = record.course.title.best_language(request.language or record.main_language)
    written = record.model_copy(update={"credential_id": request.credential_id, "language": tongue})
    data = written.to_data()
    names = record.issuer.legal_name
    if tongue not in names.languages or record.award.learner.full_name is None:
        raise RecordError("a toy diploma needs the names", code="learner_unidentified", path="award.learner")
    kept = {
        ("credential_id",), ("language",), ("issuer", "id"), ("issuer", "legal_name", tongue), ("course", "id"),
        ("course", "title", tongue), ("award", "learner", "full_name"), ("award", "awarded"),
    }  # fmt: skip
    document = {
        "@context": [CREDENTIALS_V2, URL],
        "id": request.credential_id,
        "type": ["VerifiableCredential", "ToyDiploma"],
        "issuer": {"id": record.issuer.id, "type": ["ToySchool"], "schoolName": names[tongue]},
        "validFrom": data["award"]["awarded"],
        "inTongue": tongue,
        "graduatedOn": data["award"]["awarded"],
        "credentialSubject": {
            "type": ["ToyGraduate"],
            "fullName": record.award.learner.full_name,
            "study": {
                "id": record.course.id,
                "type": ["ToyStudy"],
                "studyTitle": record.course.title[tongue],
            },
        },
    }
    if request.status is not None:
        status = request.status
        document["credentialStatus"] = dict(status) if isinstance(status, dict) else status.to_object()
    return Conversion(document, tuple(_lost(data, kept, ())), written)


def _lost(data: dict[str, Any], kept: set[tuple[str, ...]], here: Steps) -> Iterator[Loss]:
    for name, value in data.items():
        steps = (*here, name)
        if steps in kept:
            continue
        if any(place[: len(steps)] == steps for place in kept):
            yield from _lost(value, kept, steps)
        else:
            yield Loss(steps=steps, what=name, why=_WHY)


def read(document: dict[str, Any]) -> Reading:
    """Read one back."""
    check_value(document)
    try:
        subject, tongue = document["credentialSubject"], document["inTongue"]
        study, school = subject["study"], document["issuer"]
        data = {
            "credential_id": document["id"],
            "language": tongue,
            "issuer": {"id": school["id"], "legal_name": {tongue: school["schoolName"]}},
            "course": {"id": study["id"], "title": {tongue: study["studyTitle"]}},
            "award": {"learner": {"full_name": subject["fullName"]}, "awarded": document["graduatedOn"]},
        }
    except (KeyError, TypeError):
        raise RecordError("this diploma lacks something", code="achievement_missing", path="$") from None
    extra = document.keys() - _HELD - {"@context", "proof", "credentialStatus"}
    losses = tuple(
        Loss(steps=(name,), what=name, why="a record has no place for it") for name in sorted(extra)
    )
    return Reading(Record.from_data(data), losses)
