"""One record, several documents: Open Badges and European Digital Credentials out of one run."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.formats.shacl import Result, results, shapes
from tests.issue.desk import INPUTS, NOW, Desk, organisation, rows, tree

from mcissue.formats import from_edc, from_openbadges
from mcissue.formats.edc import SIGNED, UPLOAD
from mcissue.formats.edc.documents import settled_for_edc
from mcissue.formats.open_badges import BADGE
from mcissue.formats.outputs import outputs
from mcissue.issue.intake import read_learners
from mcissue.issue.outputs import file_name
from mcissue.record.files import read_course, read_issuer

BOTH = (BADGE, SIGNED)

CLASSES = {
    "research-data": "kymi",
    "contenidos-digitales": "levante",
    "live-sound": "alliance",
}


def read(folder: Path, ending: str) -> list[dict[str, Any]]:
    found = sorted((folder / "credentials").iterdir())
    return [json.loads(path.read_bytes()) for path in found if path.name.split(".", 1)[1] == ending]


def sample_class(name: str, folder: Path, **changes: Any) -> tuple[Desk, Any]:
    course = read_course(INPUTS / "courses" / f"{name}.yaml")
    issuer = read_issuer(INPUTS / "issuers" / f"{CLASSES[name]}.yaml")
    desk = Desk(folder, course=course, organisation=issuer, now=NOW + timedelta(days=30), **changes)
    learners = read_learners(
        INPUTS / "learners" / f"{name}.csv", language=course.title.languages[0], award_date="2026-06-15"
    )
    return desk, learners.rows[:2]


def test_both_documents_say_the_same(tmp_path: Path) -> None:
    """The two documents of an award share its id and its place in the status list, and tell one record."""
    desk = Desk(tmp_path, outputs=BOTH)
    result = desk.issue(rows(2))
    assert len(result.issued) == 4
    badges, credentials = read(tmp_path, "json"), read(tmp_path, "edc.json")
    for badge, edc in zip(badges, credentials, strict=True):
        assert edc["id"] == badge["id"]
        assert edc["issuer"]["id"] == badge["issuer"]["id"]
        assert (
            edc["credentialSubject"]["hasClaim"][0]["specifiedBy"]["id"]
            == (badge["credentialSubject"]["achievement"]["id"])
        )
        (entry,) = [item for item in edc["identifier"] if "schemeId" in item]
        assert entry["schemeId"] == badge["credentialStatus"]["statusListCredential"]
        assert entry["notation"] == badge["credentialStatus"]["statusListIndex"]
        assert entry["schemeName"] == "BitstringStatusListEntry revocation"
        one, other = settled_for_edc(from_openbadges(badge).record), from_edc(edc).record
        assert one.award == other.award
        assert one.course.id == other.course.id
        assert one.course.title["fi"] == other.course.title["fi"]


def test_a_second_format_can_come_later(tmp_path: Path) -> None:
    """Awards that were issued as badges get their credentials later: same ids and places, the badges stay."""
    Desk(tmp_path).issue(rows(2))
    before = tree(tmp_path / "credentials")
    later = Desk(tmp_path, outputs=BOTH, now=NOW + timedelta(days=2))
    result = later.issue(rows(2))
    assert {path.name.split(".", 1)[1] for _, path in result.issued} == {"edc.json"}
    after = tree(tmp_path / "credentials")
    assert {name: after[name] for name in before} == before
    assert [one["id"] for one in read(tmp_path, "edc.json")] == [one["id"] for one in read(tmp_path, "json")]
    plan = later.plan(rows(2))
    assert (plan.signing, plan.skipped) == (0, 2)


def test_the_form_for_upload_is_not_signed(tmp_path: Path) -> None:
    """It goes to the Commission's tool, with the address to deliver to; nobody signs it here."""
    desk, learners = sample_class("research-data", tmp_path, outputs=(UPLOAD,))
    desk.issue(learners)
    for document in read(tmp_path, "edc-upload.json"):
        assert set(document) == {"credential", "deliveryDetails"}
        assert not {"proof", "issued", "issuanceDate"} & document["credential"].keys()
        assert document["deliveryDetails"]["deliveryAddress"] in (
            [],
            [from_edc(document).record.award.learner.email],
        )


def test_the_check_sees_each_signed_document(tmp_path: Path) -> None:
    """The issuer's own verifier is given every signed document, and no other."""
    seen: list[bytes] = []

    def make_check(_: Any) -> Any:
        return seen.append

    desk = Desk(tmp_path, outputs=(*BOTH, UPLOAD))
    desk.issue(rows(2), make_check=make_check)
    assert len(seen) == 4


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Pictures and node ids included, two runs with one secret write the same files."""
    for name in ("a", "b"):
        Desk(tmp_path / name, outputs=BOTH).issue(rows(2))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_file_names() -> None:
    """Each document of an award has its own file."""
    assert [file_name("a.json", output) for output in outputs()] == [
        "a.json",
        "a.jwt",
        "a.edc.json",
        "a.edc-upload.json",
        "a.edc-sealed.json",
    ]


@pytest.mark.parametrize("name", CLASSES)
def test_the_sample_classes_come_out_in_both(name: str, tmp_path: Path) -> None:
    """Every sample course is issued in both formats, in its own languages, and passes the strict verifier."""
    desk, learners = sample_class(name, tmp_path, outputs=BOTH)
    desk.issue(learners)
    for badge, edc in zip(read(tmp_path, "json"), read(tmp_path, "edc.json"), strict=True):
        course = desk.changes["course"]
        assert edc["displayParameter"]["title"] == dict(course.title.root)
        assert badge["name"] == course.title.best(course.title.languages[0])
        bodies = edc["credentialSubject"]["hasClaim"][0]["awardedBy"]["awardingBody"]
        assert len(bodies) == max(1, len(course.awarding_bodies))


@pytest.mark.oracles
@pytest.mark.reference
@pytest.mark.parametrize("name", CLASSES)
def test_the_sample_classes_conform(name: str, tmp_path: Path, reference: Path) -> None:
    """What a run signs conforms to the published shapes; what it makes for upload lacks the time alone."""
    published = shapes(reference / "elm" / "shapes", "EDC-generic-full.ttl", "EDC-generic-no-cv.ttl")
    desk, learners = sample_class(name, tmp_path, outputs=(SIGNED, UPLOAD))
    desk.issue(learners)
    for document in read(tmp_path, "edc.json"):
        assert results(document, published) == []
    for document in read(tmp_path, "edc-upload.json"):
        missing = [Result("issued", "MinCountConstraintComponent")]
        assert results(document["credential"], published) == missing


def test_the_issuer_is_the_desks_own() -> None:
    """The tests above stand on an issuer with a VAT number, from which its legal identifier follows."""
    assert any(item.scheme == "VAT" for item in organisation().identifiers)
