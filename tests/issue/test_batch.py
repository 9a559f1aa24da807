"""A class is issued once: whatever happens in between, each learner ends with one credential and one place."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.issue.desk import BASE, INPUTS, KEY, NOW, Desk, course, regraded, rows, told, tree
from tests.issue.killed import KilledError, killed_at

from mcissue.errors import LedgerError, RecordError
from mcissue.issue import status_lists as statuslists
from mcissue.issue.batch import StatusPlan
from mcissue.issue.batch import rows as _batch_rows
from mcissue.issue.status_lists import VERBS, change_status
from mcissue.record import Course
from mcissue.status.lists import read_list_credential


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "out")


def credentials(desk: Desk) -> list[dict[str, Any]]:
    """What lies in the folder of credentials."""
    return [json.loads(path.read_bytes()) for path in sorted((desk.out / "credentials").glob("*.json"))]


def names(document: dict[str, Any]) -> str:
    found: str = document["credentialSubject"]["identifier"][0]["identityHash"]
    return found


# --- The usual way ------------------------------------------------------------------------------------------


def test_each_learner_gets_one_credential(desk: Desk) -> None:
    """Every row becomes one signed file with an id, a place in a list and the time of the run of its own."""
    result = desk.issue(rows(3))
    found = credentials(desk)
    assert [row for row, _ in result.issued] == [2, 3, 4]
    for row, path in result.issued:
        assert names(json.loads(path.read_bytes())) == rows(3)[row - 2].award.learner.name
    assert Counter(map(names, found)) == Counter(row.award.learner.name for row in rows(3))
    assert len({each["id"] for each in found}) == 3
    assert len({each["credentialStatus"]["statusListIndex"] for each in found}) == 3
    assert {each["proof"][0]["created"] for each in found} == {"2026-06-20T12:00:00Z"}


def test_no_id_is_shared_between_credentials(desk: Desk) -> None:
    """Nothing but the course's and the issuer's own addresses links two learners."""
    desk.issue(rows(2))
    first, second = (set(_ids(each)) for each in credentials(desk))
    assert not {each for each in first & second if each.startswith("urn:uuid:")}


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for each in value.values():
            yield from _ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """With one secret and one time, two folders are equal file by file, ledger included."""
    one, other = Desk(tmp_path / "one"), Desk(tmp_path / "other")
    one.issue(rows(3))
    other.issue(rows(3))
    assert tree(one.out) == tree(other.out)
    assert told(one.out) == told(other.out)


def test_the_order_of_rows_changes_no_credential(tmp_path: Path) -> None:
    """A sorted spreadsheet gives the same credentials."""
    one, other = Desk(tmp_path / "one"), Desk(tmp_path / "other")
    one.issue(rows(3))
    other.issue(tuple(reversed(rows(3))))
    folders = [
        {name: data for name, data in tree(each.out).items() if "ledger" not in name} for each in (one, other)
    ]
    assert folders[0] == folders[1]


def test_a_second_run_does_nothing(desk: Desk) -> None:
    """Everybody is skipped; neither credentials nor lists nor the ledger change."""
    desk.issue(rows(3))
    before = tree(desk.out)
    desk.now = NOW + timedelta(days=3)
    ledger = (desk.out / "ledger" / "ledger.db").read_bytes()
    result = desk.issue(rows(3))
    assert result.issued == ()
    assert tree(desk.out) == before
    assert (desk.out / "ledger" / "ledger.db").read_bytes() == ledger
    assert desk.plan(rows(3)).skipped == 3


def test_latecomers_are_added(desk: Desk) -> None:
    """A later run with more rows signs the new ones only, and lists stay valid for all."""
    desk.issue(rows(2))
    before = tree(desk.out / "credentials")
    desk.now = NOW + timedelta(days=3)
    result = desk.issue(rows(4))
    assert [row for row, _ in result.issued] == [4, 5]
    after = tree(desk.out / "credentials")
    assert len(after) == 4
    assert before.items() <= after.items()


def test_lists_are_there_before_the_first_credential(desk: Desk) -> None:
    """No credential ever points to a list that is not published."""

    def make_check(lists: Any) -> Callable[[bytes], str | None]:
        assert [url.startswith(BASE) for url in lists] == [True]
        assert all(path.exists() for path in lists.values())
        assert not list((desk.out).glob("credentials/*"))
        return desk.check(lists)

    desk.issue(rows(1), make_check=make_check)


def test_progress_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shows a progress bar hears of each shard."""
    monkeypatch.setattr(_batch_rows, "SHARD", 2)
    heard: list[int] = []
    with desk.ledger() as ledger:
        batch = desk.batch(ledger)
        batch.run(batch.plan(rows(3)), make_check=lambda _: lambda _: None, on_progress=heard.append)
    assert heard == [2, 3]


def test_a_course_that_ends_sets_the_end_of_its_credentials(tmp_path: Path) -> None:
    """`valid_for` counts from the award; a row's own end goes before it."""
    yearly = Course.from_data(course().to_data() | {"valid_for": "P1Y"})
    own_end = rows(2)[1].award.model_copy(update={"valid_until": NOW + timedelta(days=30)})
    desk = Desk(tmp_path, course=yearly)
    desk.issue((rows(1)[0], replace(rows(2)[1], award=own_end)))
    ends = {names(each): each["validUntil"] for each in credentials(desk)}
    assert sorted(ends.values()) == ["2026-07-20T12:00:00Z", "2027-06-15T00:00:00Z"]


def test_another_suite_purpose_and_language(tmp_path: Path) -> None:
    """eddsa-jcs-2022, suspension and English on request; without lists there is no status entry."""
    suspension = StatusPlan(base=BASE, purpose="suspension", valid_for=timedelta(days=10))
    desk = Desk(tmp_path / "a", cryptosuite="eddsa-jcs-2022", status=suspension, language="en")
    desk.issue(rows(1))
    (document,) = credentials(desk)
    assert document["proof"][0]["cryptosuite"] == "eddsa-jcs-2022"
    assert document["credentialStatus"]["statusPurpose"] == "suspension"
    assert document["name"] == "Managing open research data"
    bare = Desk(tmp_path / "b", status=None)
    assert bare.issue(rows(1)).lists == {}
    assert "credentialStatus" not in credentials(bare)[0]
    assert not (bare.out / "status").exists()


# --- What is refused ----------------------------------------------------------------------------------------


def test_a_changed_row_is_refused(desk: Desk) -> None:
    """The same award with another grade is neither signed nor passed over in silence."""
    desk.issue(rows(2))
    before = tree(desk.out)
    (problem,) = desk.plan((regraded(rows(1)[0], "1"), rows(2)[1])).problems
    assert problem.code == "award_changed"
    assert problem.path == "learners.csv, row 2"
    assert "revoke" in str(problem.mend)
    assert tree(desk.out) == before


@pytest.mark.parametrize("change", [{"cryptosuite": "eddsa-jcs-2022"}, {"status": None}, {"language": "en"}])
def test_another_way_of_issuing_the_same_award_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    """Whoever changes an option afterwards hears of it, instead of getting half a class each way."""
    desk.issue(rows(1))
    desk.changes.update(change)
    assert [problem.code for problem in desk.plan(rows(1)).problems] == ["award_changed"]


def test_a_plan_with_problems_is_not_carried_out(desk: Desk) -> None:
    """Even a caller who does not look at the problems can't sign half a class."""
    future = rows(1)[0].award.model_copy(update={"awarded": NOW + timedelta(days=1)})
    with desk.ledger() as ledger:
        batch = desk.batch(ledger)
        plan = batch.plan((replace(rows(1)[0], award=future), *rows(3)[1:]))
        assert [problem.code for problem in plan.problems] == ["award_date_in_future"]
        with pytest.raises(LedgerError) as caught:
            batch.run(plan, make_check=desk.check)
    assert caught.value.code == "issue_refused"
    assert not (desk.out / "credentials").exists()


def incomplete() -> Course:
    data = course().to_data()
    del data["assessment"]
    return Course.from_data(data)


def test_an_incomplete_course_is_refused_unless_allowed(tmp_path: Path) -> None:
    """What is missing is named with the way to mend it; with consent it is signed and still named."""
    plan = Desk(tmp_path / "a", course=incomplete()).plan(rows(2))
    assert plan.signing == 0
    assert [problem.code for problem in plan.problems] == ["record_incomplete"]
    assert all(problem.mend for problem in plan.problems)
    allowed = Desk(tmp_path / "b", course=incomplete(), allow_incomplete=True)
    assert allowed.plan(rows(2)).incomplete == ["assessment_type"]
    assert len(allowed.issue(rows(2)).issued) == 2


def test_losses_are_told_once(desk: Desk) -> None:
    """What an Open Badge can't hold of the record is listed, not once for each learner."""
    losses = [loss for _, loss in desk.plan(rows(3)).losses]
    assert any("sv" in loss.what for loss in losses)
    assert len({str(loss) for loss in losses}) == len(losses)


def test_a_credential_that_fails_its_check_is_taken_away(desk: Desk) -> None:
    """The run stops at it; those before it are issued, and the next run goes on where this one stopped."""

    def make_check(lists: Any) -> Callable[[bytes], str | None]:
        seen: list[bytes] = []

        def check(data: bytes) -> str | None:
            seen.append(data)
            return "proof: it does not hold" if len(seen) == 2 else None

        return check

    with pytest.raises(LedgerError) as caught:
        desk.issue(rows(3), make_check=make_check)
    assert caught.value.code == "self_check_failed"
    assert caught.value.path == "learners.csv, row 3"
    assert [names(each) for each in credentials(desk)] == [rows(1)[0].award.learner.name]
    assert desk.plan(rows(3)).skipped == 1
    desk.issue(rows(3))
    undisturbed = Desk(desk.out.parent / "undisturbed")
    undisturbed.issue(rows(3))
    assert tree(desk.out / "credentials") == tree(undisturbed.out / "credentials")


def test_every_credential_is_read_back_from_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that lies is noticed by the digest, judged or not."""
    real = os.write

    def lying(descriptor: int, data: bytes) -> int:
        return real(descriptor, bytes(data).replace(b'"value": "5"', b'"value": "1"'))

    monkeypatch.setattr(os, "write", lying)
    with pytest.raises(LedgerError) as caught:
        desk.issue(rows(1))
    assert caught.value.code == "self_check_failed"
    assert "the disk gives back other bytes" in caught.value.message
    assert credentials(desk) == []


def test_what_was_never_signed_may_be_corrected(desk: Desk) -> None:
    """A row that was set aside and then not signed can be mended; one whose file is there can't."""
    with pytest.raises(LedgerError):
        desk.issue(rows(1), make_check=lambda _: lambda _: "no")
    desk.issue((regraded(rows(1)[0], "1"),))
    (document,) = credentials(desk)
    assert document["credentialSubject"]["result"][0]["value"] == "1"
    assert [problem.code for problem in desk.plan(rows(1)).problems] == ["award_changed"]


def test_what_lies_there_unnoted_may_not_be_corrected(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a run died between writing a file and noting it, the file may be out already: its row is settled."""

    def dying(*_: Any, **__: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("mcissue.issue.ledger.documents.Documents.note_issued", dying)
        with pytest.raises(KilledError):
            desk.issue(rows(1))
    assert len(credentials(desk)) == 1
    assert [problem.code for problem in desk.plan((regraded(rows(1)[0], "1"),)).problems] == ["award_changed"]


def test_no_place_is_given_twice_and_full_lists_are_followed_by_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a tiny list, where every second choice collides: all places differ, and the fifth goes elsewhere."""
    monkeypatch.setattr(statuslists, "MIN_ENTRIES", 5)
    monkeypatch.setattr(statuslists, "FULL_AT", 4)
    monkeypatch.setattr(_batch_rows, "SHARD", 3)
    with desk.ledger() as ledger:
        plan = desk.batch(ledger).plan(rows(10))
        assert plan.spool is not None
        places = [
            (award.reservation.list_url, award.reservation.index) for awards in plan.spool for award in awards
        ]
    assert len(set(places)) == 10
    assert [count for _, count in Counter(url for url, _ in places).most_common()] == [4, 4, 2]


# --- Kill at any instant ------------------------------------------------------------------------------------


def instants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many there are in an undisturbed run."""
    with killed_at(10**9, monkeypatch) as done:
        Desk(tmp_path / "counted").issue(rows(3))
    return len(done)


def test_a_run_killed_at_any_instant_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second run the folder equals that of an undisturbed one, file by file, ledger included."""
    undisturbed = Desk(tmp_path / "undisturbed")
    undisturbed.issue(rows(3))
    wanted, wanted_ledger = tree(undisturbed.out), told(undisturbed.out)
    count = instants(tmp_path, monkeypatch)
    assert count > 40
    # Every act of Python's and SQLite's is tried in tests/issue/test_kill_points.py.
    for instant in range(1, count + 1, 3):
        desk = Desk(tmp_path / str(instant))
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            desk.issue(rows(3))
        desk.issue(rows(3))
        assert tree(desk.out) == wanted, instant
        assert told(desk.out) == wanted_ledger, instant


def reservations(desk: Desk) -> dict[str, Any]:
    """What the ledger has set aside, by the credential's id."""
    return {row[1]: row for row in told(desk.out).get("credentials", [])}


def test_a_run_killed_and_taken_up_later_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days later what had its final name keeps its bytes, what was set aside keeps id, place and time."""
    for instant in range(1, instants(tmp_path, monkeypatch) + 1, 5):
        desk = Desk(tmp_path / str(instant))
        with pytest.raises(KilledError), killed_at(instant, monkeypatch):
            desk.issue(rows(3))
        before = tree(desk.out / "credentials")
        reserved = reservations(desk)
        desk.now = NOW + timedelta(days=5)
        desk.issue(rows(3))
        assert before.items() <= tree(desk.out / "credentials").items()
        found = credentials(desk)
        assert Counter(map(names, found)) == Counter(row.award.learner.name for row in rows(3))
        assert len({each["id"] for each in found}) == 3
        assert len({each["credentialStatus"]["statusListIndex"] for each in found}) == 3
        assert reserved.items() <= reservations(desk).items()
        assert set(reservations(desk)) == {each["id"] for each in found}


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each write: an error of the system, no part of a file under its name, and a next run that succeeds."""
    undisturbed = Desk(tmp_path / "undisturbed")
    undisturbed.issue(rows(2))
    wanted = tree(undisturbed.out)
    calls = [0]
    for full_at in range(1, 30):
        calls[0] = 0

        def full(_: int, limit: int = full_at) -> None:
            calls[0] += 1
            if calls[0] == limit:
                raise OSError(28, "No space left on device")

        desk = Desk(tmp_path / str(full_at))
        with monkeypatch.context() as patch, suppress(OSError):
            patch.setattr(os, "fsync", full)
            desk.issue(rows(2))
        assert not list(desk.out.rglob("*.part"))
        whole = {name: data for name, data in tree(desk.out).items() if not name.startswith("ledger")}
        assert whole.items() <= wanted.items()
        desk.issue(rows(2))
        assert tree(desk.out) == wanted


# --- Status -------------------------------------------------------------------------------------------------


def test_a_revocation_sets_one_bit(desk: Desk) -> None:
    """The published list says 1 at the place of the revoked credential, and 0 at all others."""
    desk.issue(rows(3))
    first, *others = credentials(desk)
    with desk.ledger() as ledger:
        chosen = ledger.awards.find(credential=first["id"])
        assert change_status(ledger, chosen, verb="revoke", at=NOW, reason="error") == chosen
        assert change_status(ledger, chosen, verb="revoke", at=NOW, reason=None) == []
        lists = desk.batch(ledger).publish()
    for url, path in lists.items():
        listed = read_list_credential(json.loads(path.read_bytes()), url=url, at=NOW)
        bits = listed.bitstring
        assert bits.get(int(first["credentialStatus"]["statusListIndex"])) == 1
        assert [bits.get(int(each["credentialStatus"]["statusListIndex"])) for each in others] == [0, 0]
        assert b"error" not in path.read_bytes()


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_must_fit_the_purpose(tmp_path: Path, purpose: str, verb: str) -> None:
    """A revocable credential can't be suspended, nor a suspendable one revoked; the reason is said."""
    desk = Desk(tmp_path, status=StatusPlan(base=BASE, purpose=purpose, valid_for=timedelta(days=1)))
    desk.issue(rows(1))
    identifier = credentials(desk)[0]["id"]
    with desk.ledger() as ledger:
        if VERBS[verb] == purpose:
            chosen = ledger.awards.find(credential=identifier)
            changed = change_status(ledger, chosen, verb=verb, at=NOW, reason=None)
            assert bool(changed) == (verb != "reinstate")
            return
        with pytest.raises(Exception, match="purpose") as caught:
            change_status(ledger, ledger.awards.find(credential=identifier), verb=verb, at=NOW, reason=None)
    assert getattr(caught.value, "code", None) == "status_verb_unfit"


def test_the_learner_file_of_the_samples_is_whole() -> None:
    """The class that these tests stand on."""
    assert KEY.public_key.multikey.startswith("z6Mk")
    assert (INPUTS / "learners" / "research-data.csv").is_file()
    assert len({row.key for row in rows(12)}) == 12


def test_a_record_of_another_issuer_is_not_signed(desk: Desk) -> None:
    """The last door before the key: what names another issuer does not get through."""
    with desk.ledger() as ledger:
        issuer = desk.batch(ledger).issuer
    with pytest.raises(RecordError) as caught:
        issuer.sign({"issuer": "did:web:other.example"}, created=NOW)
    assert caught.value.code == "record_of_other_issuer"
