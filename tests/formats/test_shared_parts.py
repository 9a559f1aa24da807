"""What the credentials of a course share is written once, and no document can be told from one written alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from tests.issue.desk import INPUTS

from mcissue.formats import to_openbadges
from mcissue.formats.shared_parts import MAX_PARTS, SharedParts
from mcissue.record import Award, Course, Record
from mcissue.record.files import read_course, read_issuer

SAMPLES = [("research-data", "kymi"), ("contenidos-digitales", "levante"), ("live-sound", "alliance")]

AWARDS: list[dict[str, Any]] = [
    {},
    {"learner": {"full_name": "B", "email": "b@example.org"}},
    {"grade": {"value": "5"}},
    {"credits_earned": "2.5"},
    {"supervision": "Unsupervised with ID Verification"},
    {"certificate_number": "17", "activity_start": "2026-01-01", "activity_end": "2026-02-01"},
    {"evidence": [{"name": "Thesis", "url": "https://uni.example/thesis"}]},
    {"valid_until": "2030-01-01"},
    {"recognised_prior_learning": {"en": "an interview"}},
]


def node_ids(of: str) -> Callable[[str], str]:
    return lambda name: f"urn:uuid:{hashlib.sha256((of + name).encode()).hexdigest()[:32]}"


def records(course: str, issuer: str) -> list[Record]:
    """Awards of every kind, twice over."""
    the_course = read_course(INPUTS / "courses" / f"{course}.yaml")
    organisation = read_issuer(INPUTS / "issuers" / f"{issuer}.yaml")
    found = []
    for number in range(2):
        for changes in AWARDS:
            data = {"learner": {"full_name": f"A {number}"}, "awarded": "2026-06-15", **changes}
            award = Award.from_data(data)
            found.append(Record(issuer=organisation, course=the_course, award=award))
    return found


@pytest.mark.parametrize(("course", "issuer"), SAMPLES)
def test_shared_or_not_the_document_is_the_same(course: str, issuer: str) -> None:
    """Members, their order, ids, losses: with and without other documents before it."""
    shared = SharedParts()
    for number, record in enumerate(records(course, issuer)):
        arguments: dict[str, Any] = {
            "credential_id": f"urn:uuid:{number}", "status": None, "node_id": node_ids(str(number)),
        }  # fmt: skip
        alone = to_openbadges(record, **arguments)
        together = to_openbadges(record, **arguments, shared=shared)
        assert repr(together.document) == repr(alone.document)
        assert together.losses == alone.losses


def test_an_address_that_another_node_has_is_written_in_another_way() -> None:
    """Evidence at the course's own page: two nodes can't have one id, shared or not."""
    course = read_course(INPUTS / "courses" / "research-data.yaml")
    organisation = read_issuer(INPUTS / "issuers" / "kymi.yaml")
    course = Course.from_data(course.to_data() | {"homepage": "https://uni.example/course"})
    shared = SharedParts()
    documents = []
    for learner in (None, "https://uni.example/course", None):
        person = {"full_name": "A"} | ({"id": learner} if learner else {})
        award = Award.from_data({"learner": person, "awarded": "2026-06-15"})
        record = Record(issuer=organisation, course=course, award=award)
        arguments: dict[str, Any] = {"credential_id": "urn:uuid:1", "status": None, "node_id": node_ids("x")}
        alone = to_openbadges(record, **arguments).document
        assert to_openbadges(record, **arguments, shared=shared).document == alone
        documents.append(alone["credentialSubject"]["achievement"]["criteria"])
    assert documents[0] == documents[2] != documents[1]


def test_rows_with_courses_of_their_own_do_not_fill_the_memory() -> None:
    """Beyond some number parts are written each time, and documents are right all the same."""
    record = records("research-data", "kymi")[0]
    shared = SharedParts()
    for number in range(MAX_PARTS):
        own = record.model_copy(update={"course": record.course.model_copy(update={"version": str(number)})})
        arguments: dict[str, Any] = {"credential_id": "urn:uuid:1", "status": None, "node_id": node_ids("x")}
        made = to_openbadges(own, **arguments, shared=shared).document
        assert made == to_openbadges(own, **arguments).document
    assert len(shared._parts) == MAX_PARTS
