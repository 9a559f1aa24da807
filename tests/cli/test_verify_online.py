"""`mcissue verify` with a network, a cache and a memory, as a user meets them."""

from __future__ import annotations

import errno
import json
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_verify import INVALID, OPEN, USAGE, VALID, Desk, check
from tests.university import AT, INDEX, ISSUER, LIST_URL
from tests.verify.site import HERE, Site, reply, running

import mcissue.verify.net.fetch
from mcissue.cli.verify import verify
from mcissue.codes import CODES

pytestmark = pytest.mark.allow_hosts([HERE])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("MCISSUE_STATE_DIR", str(tmp_path / "state"))
    made = Desk(tmp_path, capsys)
    made.write()
    return made


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The university's own server; the command's fetcher is one that may ask it."""
    with running(tmp_path) as made:
        monkeypatch.setattr(mcissue.verify.net.fetch, "Fetcher", made.fetcher)
        yield made


def publish(site: Site, desk: Desk) -> None:
    uni = desk.university
    site.routes["/.well-known/did.json"] = reply(uni.did_documents[ISSUER])
    site.routes["/status/1"] = reply(uni.status_lists()[LIST_URL])


def registry_words(desk: Desk) -> list[str]:
    """Everything but the two folders."""
    words = desk.trust
    return [*words[: words.index("--did-documents")], "--at", "2026-06-20T12:00:00Z"]


# --- Online ------------------------------------------------------------------------------------------------


def test_with_online_nothing_needs_to_be_handed_over(desk: Desk, site: Site) -> None:
    """Valid; the report says what it rests on, and when that was fetched."""
    publish(site, desk)
    status, report = desk.report(desk.credential, *registry_words(desk), "--online")
    assert status == VALID
    assert [(source["kind"], source["how"]) for source in report["sources"]] == [
        ("controller_document", "fetched"),
        ("status_list", "fetched"),
    ]
    status, out, _ = desk.run(desk.credential, *registry_words(desk), "--online")
    assert status == VALID
    assert "Rests on" in out
    assert "fetched 2026-06-20T11:59:30Z" in out


def test_without_online_nobody_is_asked(desk: Desk, site: Site) -> None:
    """The default is offline."""
    publish(site, desk)
    status, report = desk.report(desk.credential, *registry_words(desk))
    assert status == OPEN
    assert check(report, "issuer_binding") == ("indeterminate", "controller_document_unavailable")
    assert not site.asked


def test_a_revocation_is_seen_online(desk: Desk, site: Site) -> None:
    """The list at its address counts."""
    desk.university.revoked.add(INDEX)
    publish(site, desk)
    status, report = desk.report(desk.credential, *registry_words(desk), "--online")
    assert (status, check(report, "status")) == (INVALID, ("failed", "revoked"))


def test_a_server_that_fails_leaves_it_open(desk: Desk, site: Site) -> None:
    """What could not be fetched could not be found out, and the report says why."""
    status, report = desk.report(desk.credential, *registry_words(desk), "--online")
    assert status == OPEN
    found = next(item for item in report["checks"] if item["id"] == "issuer_binding")
    assert (found["code"], found["detail"]["reason"]) == ("controller_document_unavailable", "fetch_status")
    assert site.paths == ["/.well-known/did.json"]


def test_a_cache_serves_the_next_run_without_a_network(desk: Desk, site: Site) -> None:
    """The folder is made; the copies are used again, and said to be copies."""
    publish(site, desk)
    words = [*registry_words(desk), "--cache", str(desk.folder / "new" / "cache")]
    assert desk.report(desk.credential, *words)[0] == OPEN
    assert desk.report(desk.credential, *words, "--online")[0] == VALID
    site.asked.clear()
    status, report = desk.report(desk.credential, *words)
    assert status == VALID
    assert {source["how"] for source in report["sources"]} == {"cached"}
    assert "from the cache" in desk.run(desk.credential, *words)[1]
    assert not site.asked


def test_a_cache_that_can_not_be_made_is_wrong_usage(desk: Desk) -> None:
    """A file in its way."""
    status, _, err = desk.run(desk.credential, *desk.trust, "--cache", str(desk.credential / "cache"))
    assert status == USAGE
    assert "--cache" in err


# --- The memory of status lists ------------------------------------------------------------------------------


def _dated(desk: Desk, days: int) -> None:
    """Publish the list with another date."""
    desk.university.list_created = AT - timedelta(days=days)
    date = desk.university.list_created.strftime("%Y-%m-%dT%H:%M:%SZ")
    desk.university.list_before_signing.append(lambda listed: listed.update(validFrom=date))
    desk.write()


def test_an_older_list_than_the_last_one_is_not_believed(desk: Desk) -> None:
    """Threat 4.6: last month's list un-revokes; the newest date is remembered, and `--no-state` says so."""
    _dated(desk, 1)
    assert desk.report(desk.credential, *desk.trust)[0] == VALID
    _dated(desk, 30)
    status, report = desk.report(desk.credential, *desk.trust)
    assert status == OPEN
    assert check(report, "status") == ("indeterminate", "status_list_rolled_back")
    status, report = desk.report(desk.credential, *desk.trust, "--no-state")
    assert status == VALID
    assert "no_state" in {note["code"] for note in report["notes"]}
    _dated(desk, 1)  # undone
    assert desk.report(desk.credential, *desk.trust)[0] == VALID


def test_the_list_of_a_revoked_credential_is_remembered(desk: Desk) -> None:
    """Just that one must not be replaced by an older one."""
    _dated(desk, 1)
    desk.university.revoked.add(INDEX)
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == INVALID
    desk.university.revoked.clear()
    _dated(desk, 30)
    _, report = desk.report(desk.credential, *desk.trust)
    assert check(report, "status") == ("indeterminate", "status_list_rolled_back")


def test_the_list_of_an_unproven_credential_is_not_remembered(desk: Desk) -> None:
    """A forger's list must not fill the memory."""
    _dated(desk, 1)
    document = json.loads(desk.credential.read_bytes())
    document["name"] = "Doctor"
    desk.credential.write_text(json.dumps(document))
    assert desk.report(desk.credential, *desk.trust)[0] == INVALID
    assert not (desk.folder / "state" / "status-lists").exists()


def test_a_limit_of_age_of_the_users(desk: Desk) -> None:
    """Threat 4.6: a list of two days ago is too old for somebody who wants yesterday's."""
    assert desk.report(desk.credential, *desk.trust, "--max-status-age", "49")[0] == VALID
    status, report = desk.report(desk.credential, *desk.trust, "--max-status-age", "47.5")
    assert (status, check(report, "status")) == (OPEN, ("indeterminate", "status_list_too_old"))


def test_a_fetched_list_is_as_old_as_the_visit(desk: Desk, site: Site) -> None:
    """What lay at its address a moment ago is not old, whatever its date."""
    publish(site, desk)
    words = [*registry_words(desk), "--online", "--max-status-age", "1"]
    assert desk.report(desk.credential, *words)[0] == VALID


@pytest.mark.parametrize("hours", ["0", "-1", "soon", "nan"])
def test_a_limit_that_is_none_is_wrong_usage(desk: Desk, hours: str) -> None:
    """An age is a number of hours above zero."""
    status, _, err = desk.run(desk.credential, *desk.trust, "--max-status-age", hours)
    assert status == USAGE
    assert "--max-status-age" in err


# --- A state folder that can't be written ----------------------------------------------------------------


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that lets nothing be written to the state folder."""

    def refuse(*_words: Any, **_options: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(Path, "touch", refuse)


@pytest.mark.usefixtures("read_only")
def test_the_registry_stays_usable_and_the_reason_is_at_the_top(desk: Desk) -> None:
    """What is remembered was compared; that today's number is not kept is said first, with the way out."""
    status, report = desk.report(desk.credential, *desk.trust)
    assert status == VALID
    assert "registry_state_unwritable" in {note["code"] for note in report["notes"]}
    status, out, err = desk.run(desk.credential, *desk.trust)
    assert status == VALID
    head = out[: out.index("Checks")]
    assert "Read-only file system" in head
    assert "MCISSUE_STATE_DIR" in head
    assert "--no-state" in head
    assert err.count("Warning") == 1  # of the lists, once
    page = desk.run(desk.credential, *desk.trust, "--format", "html")[1]
    assert page.index("Read-only file system") < page.index("The questions")


def test_a_rolled_back_registry_is_noticed_on_a_disk_that_can_not_be_written(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    """Being unable to write is no way around the comparison."""
    desk.university.snapshot["sequence"] = 13
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == VALID
    request.getfixturevalue("read_only")
    desk.university.snapshot["sequence"] = 12
    desk.write()
    _, report = desk.report(desk.credential, *desk.trust)
    assert check(report, "issuer_registry") == ("indeterminate", "registry_rolled_back")


# --- The page about it ---------------------------------------------------------------------------------------

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "verifying.md").read_text(encoding="utf-8")


def test_the_page_names_options_and_codes_that_exist() -> None:
    """Nobody is sent to an option or a code that is not there."""
    options = {option for parameter in verify.params for option in parameter.opts}
    assert set(re.findall(r"`?(--[a-z][a-z-]+)", PAGE)) <= options
    named = {
        word
        for word in re.findall(r"`([a-z]+_[a-z_]+)`", PAGE)
        if word.startswith(("fetch_", "status_list_"))
    }
    assert named - {"status_lists_seen"} <= set(CODES)
    assert {code for code in CODES if code.startswith("fetch_")} - named == {"fetch_not_cached"}


def test_the_example_of_the_page_runs(site: Site, desk: Desk) -> None:
    """The code of the page, with a university that answers."""
    publish(site, desk)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    code = code.replace("policy=Policy.FULL,", "policy=Policy.FULL, allow_test_registry=True,")
    names: dict[str, Any] = {
        "registry": desk.university.registry(),
        "data": desk.university.data(),
        "at": AT,
    }
    exec(code, names)
    assert names["report"]
    assert len(names["report"].sources) == 2
