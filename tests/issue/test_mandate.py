"""Who signs for others says by what right."""

from __future__ import annotations

from pathlib import Path

from tests.issue.desk import INPUTS, Desk, rows

from mcissue.record import Course
from mcissue.record.files import read_course, read_issuer


def joint_course(*, mandate: bool) -> Course:
    data = read_course(INPUTS / "courses" / "live-sound.yaml").to_data()
    if not mandate:
        del data["mandate"]
    return Course.from_data(data)


def test_an_issuer_for_others_needs_a_mandate(tmp_path: Path) -> None:
    """Without a mandate nothing is signed, once for the whole class and not once for each row."""
    alliance = read_issuer(INPUTS / "issuers" / "alliance.yaml")
    refused = Desk(tmp_path / "a", course=joint_course(mandate=False), organisation=alliance).plan(rows(2))
    assert [problem.code for problem in refused.problems] == ["mandate_missing"]
    accepted = Desk(tmp_path / "b", course=joint_course(mandate=True), organisation=alliance).plan(rows(2))
    assert accepted.signing == 2


def test_an_issuer_among_the_awarding_bodies_needs_none(tmp_path: Path) -> None:
    """One of several awarding bodies may sign for all of them."""
    course = joint_course(mandate=False)
    assert not course.lacks_mandate(course.awarding_bodies[0])
    assert Desk(tmp_path, course=course, organisation=course.awarding_bodies[0]).plan(rows(2)).signing == 2
