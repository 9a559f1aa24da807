"""Missing elements are found alike, whether a record is looked at or known by what is filled in."""

from __future__ import annotations

from typing import Any

from tests.issue.desk import NOW, SECRET, course, organisation

from mcissue.annex import elements_of_record, missing_mandatory
from mcissue.issue.batch.prepare import Preparation
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.proof.keys import PrivateKey
from mcissue.record import Award, Course, Record

KEY = PrivateKey.from_seed(b"the issuing desk of these tests!")

AWARDS: list[dict[str, Any]] = [
    {"learner": {"full_name": "A"}},
    {"learner": {"given_name": "A", "family_name": "B"}},
    {"learner": {"email": "a@example.org"}},
    {"learner": {"identifiers": [{"scheme": "student_number", "value": "1"}]}},
    {"learner": {"full_name": "A"}, "grade": {"value": "5"}},
    {"learner": {"full_name": "A"}, "credits_earned": "2"},
    {"learner": {"full_name": "A"}, "credits_earned": "60"},
    {"learner": {"full_name": "A"}, "supervision": "Unsupervised with ID Verification"},
    {"learner": {"full_name": "A"}, "evidence": [{"name": "Thesis"}]},
    {"learner": {"full_name": "A"}, "recognised_prior_learning": {"en": "an interview"}},
]


def without(*fields: str) -> Course:
    data = course().to_data()
    for field in fields:
        data.pop(field, None)
    return Course.from_data(data)


def test_records_known_by_their_kind_lack_what_they_lack() -> None:
    """Over complete and incomplete courses and awards of every kind, twice over."""
    found = set()
    for the_course in (
        course(),
        without("workload"),
        without("assessment"),
        without("level", "participation"),
    ):
        preparation = Preparation(
            issuer=Issuer(
                organisation=organisation(), signer=KEY.signer(key_id_for(organisation().id, KEY.public_key))
            ),
            course=the_course,
            secret=SECRET,
            now=NOW,
            language=None,
            allow_incomplete=True,
            excused=frozenset(),
            indent=True,
        )
        for _ in range(2):
            for data in AWARDS:
                award = Award.from_data({"awarded": "2026-06-15", **data})
                record = Record(issuer=organisation(), course=the_course, award=award)
                wanted = tuple(element.id for element in missing_mandatory(elements_of_record(record)))
                assert tuple(element.id for element in preparation._missing_of(record)) == wanted
                found.add(wanted)
    assert len(found) > 2
