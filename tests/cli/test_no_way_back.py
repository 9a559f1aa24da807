"""Drills of docs/registry.md and docs/keys.md at the command line: nothing older passes once something newer was seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cli.test_verify import INVALID, OPEN, VALID, Desk, check
from tests.cli.test_verify import desk as desk  # noqa: PLC0414 - a fixture
from tests.university import AT, INDEX, ISSUER, key

from mcissue.proof.did import did_key, did_key_method
from mcissue.words import format_datetime

DAY = timedelta(days=1)


def test_the_drill_of_a_new_operators_key(desk: Desk) -> None:
    """Number 9 by the old key was good; after number 10 by the new one it is refused, in any order of keys."""
    old, new = key("operator"), key("impostor")
    trust = [*desk.trust, "--trust-operator", new.public_key.multikey]
    desk.university.snapshot["sequence"] = 9
    desk.write()
    nine = desk.registry.read_bytes()
    assert desk.report(desk.credential, *trust)[0] == VALID
    desk.university.snapshot["sequence"] = 10
    desk.university.entry["ended"] = {"how": "withdrawn", "on": "2026-06-01"}
    desk.university.registry_signer = new
    desk.write()
    status, report = desk.report(desk.credential, *trust)
    assert (status, check(report, "issuer_registry")) == (INVALID, ("failed", "issuer_withdrawn"))
    desk.registry.write_bytes(nine)
    for words in (trust, desk.trust, [*desk.trust[:2], "--trust-operator", new.public_key.multikey, *trust]):
        status, report = desk.report(desk.credential, *words)
        assert status != VALID
        assert check(report, "issuer_registry") == ("indeterminate", "registry_rolled_back")
    assert old.public_key.multikey in desk.trust
    # Undone: without the memory it passes, and the report says so.
    status, report = desk.report(desk.credential, *trust, "--no-state")
    assert status == VALID
    assert "no_state" in {note["code"] for note in report["notes"]}


def test_the_drill_of_a_delegate_who_keeps_lists_no_more(desk: Desk) -> None:
    """The newest list is the university's own; last month's, by its former host, is refused."""
    host = key("impostor")
    uni = desk.university
    uni.entry["delegates"] = [{"id": did_key(host.public_key), "role": "status_lists"}]
    lists: dict[str, bytes] = {}
    for name, signer, method, days in (
        ("theirs", host, did_key_method(host.public_key), 30),
        ("ours", key("kymi"), f"{ISSUER}#key-1", 1),
    ):
        date = AT - days * DAY
        uni.list_signer, uni.list_method, uni.list_issuer = signer, method, method.partition("#")[0]
        uni.list_created = date
        uni.list_before_signing = [lambda listed, date=date: listed.update(validFrom=format_datetime(date))]
        if name == "ours":
            uni.revoked.add(INDEX)
        desk.write()
        lists[name] = (desk.folder / "lists" / "0.json").read_bytes()
    put = desk.folder / "lists" / "0.json"
    put.write_bytes(lists["theirs"])
    assert desk.report(desk.credential, *desk.trust)[0] == VALID
    put.write_bytes(lists["ours"])
    assert desk.report(desk.credential, *desk.trust)[0] == INVALID
    put.write_bytes(lists["theirs"])
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "status")) == (OPEN, ("indeterminate", "status_list_rolled_back"))


@pytest.mark.parametrize("seconds", [0, 60, 61])
def test_a_clock_that_is_a_little_behind_refuses_nothing(desk: Desk, seconds: int) -> None:
    """What was signed a minute ahead of the reader's clock is valid; a second more is of the future."""
    desk.university.proof_options["created"] = AT + timedelta(seconds=seconds)
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert status == (INVALID if seconds > 60 else VALID)
    assert check(report, "validity")[1] == ("created_in_future" if seconds > 60 else None)


def test_the_drill_of_a_stolen_platform(desk: Desk) -> None:
    """A platform that kept the lists is compromised: what its key signs afterwards un-revokes nothing."""
    host, uni = key("impostor"), desk.university
    host_id = did_key(host.public_key)
    uni.entry["delegates"] = [{"id": host_id, "role": "status_lists"}]
    platform = {"ids": [host_id], "names": {"en": "Platform"}}
    uni.snapshot["entries"].append(platform)
    uni.list_signer, uni.list_method, uni.list_issuer = host, did_key_method(host.public_key), host_id
    uni.revoked.add(INDEX)
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == INVALID
    # The thief takes the revocation back; at first nobody can know.
    uni.revoked.clear()
    uni.list_created = AT - DAY
    uni.list_before_signing.append(lambda listed: listed.update(validFrom=format_datetime(AT - DAY)))
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == VALID
    # The operator of the registry says so; the list is nobody's any more.
    platform["ended"] = {"how": "compromised", "on": "2026-06-01"}
    uni.snapshot["sequence"] += 1
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "status")) == (OPEN, ("indeterminate", "status_list_foreign"))
    # The university publishes its list again under its own key.
    uni.revoked.add(INDEX)
    uni.list_signer, uni.list_method, uni.list_issuer = key("kymi"), f"{ISSUER}#key-1", ISSUER
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "status")) == (INVALID, ("failed", "revoked"))
