"""What ends by itself is said: the day before which the status lists must be published again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from tests.cli.office import Office
from tests.cli.running import run

from mcissue.cli.output.duties import list_duty


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def ends(office: Office) -> str:
    """The day that the written list names itself."""
    (path,) = [each for each in (office.out / "status").glob("*.json") if each.name != "index.json"]
    return str(json.loads(path.read_bytes())["validUntil"])[:10]


def test_every_run_and_every_look_says_the_day(office: Office) -> None:
    """A run, one with nothing to sign, a publication with another end, a check: each says the list's own day."""
    ran = office.issue()
    in_a_year = datetime.now(UTC) + timedelta(days=365)
    assert abs((datetime.fromisoformat(f"{ends(office)}T00:00Z") - in_a_year).days) <= 2
    assert f"Publish the status lists again before {ends(office)}" in ran.err
    assert f"again before {ends(office)}" in office.issue().err
    published = run(
        "status", "publish", office.out, "--issuer", office.issuer, "--key", office.key, "--list-days", 40
    )  # fmt: skip
    assert published.status == 0, published.err
    assert f"again before {ends(office)}" in published.err
    assert ends(office) < in_a_year.date().isoformat()
    assert f"again before {ends(office)}" in run("ledger", "check", office.out).err


@pytest.mark.parametrize(
    ("left", "days", "status", "words"),
    [(40, 30, 0, "again before"), (40, 41, 1, "again before"), (1, 30, 1, "again before"), (-1, 30, 1, "ended on")],
)  # fmt: skip
def test_a_calendar_is_told_by_the_exit_status(
    office: Office, left: int, days: int, status: int, words: str
) -> None:
    """Due is what ends within the days that were asked for, and what is over; no key is needed."""
    office.issued()
    (path,) = [each for each in (office.out / "status").glob("*.json") if each.name != "index.json"]
    document = json.loads(path.read_bytes())
    end = datetime.now(UTC) + timedelta(days=left, hours=12 if left > 0 else -12)
    document["validUntil"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
    path.write_text(json.dumps(document))
    ran = run("status", "due", office.out, "--days", days)
    assert (ran.status, words in ran.out, end.date().isoformat() in ran.out) == (status, True, True)


def test_without_lists_nothing_ends(office: Office) -> None:
    """A folder that was issued without lists has no duty, and no run says so."""
    words = [str(word) for word in office.words("--no-status")]
    place = words.index("--status-base")
    ran = run(*words[:place], *words[place + 2 :])
    assert (ran.status, "Publish the status lists" in ran.err) == (0, False)
    ran = run("status", "due", office.out)
    assert (ran.status, "nothing ends" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("before", "left", "words"),
    [
        (timedelta(hours=2), 1, "2027-03-15, tomorrow ("),
        (timedelta(days=2, hours=2), 3, "3 days from now"),
        (timedelta(minutes=30), 0, "2027-03-15, today ("),
        (timedelta(0), -1, "ended on"),
    ],
)
def test_days_are_those_of_the_calendar(office: Office, before: timedelta, left: int, words: str) -> None:
    """What ends at one in the night ends tomorrow at eleven in the evening before; what ends now has ended."""
    office.issued()
    (path,) = [each for each in (office.out / "status").glob("*.json") if each.name != "index.json"]
    document = json.loads(path.read_bytes())
    end = datetime(2027, 3, 15, 1, tzinfo=UTC)
    document["validUntil"] = "2027-03-15T01:00:00Z"
    path.write_text(json.dumps(document))
    for zone in (UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-9))):
        duty = list_duty(office.out, at=(end - before).astimezone(zone))
        assert duty is not None
        assert (duty[1], words in duty[0], "2027-03-15" in duty[0]) == (left, True, True)
