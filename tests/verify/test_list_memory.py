"""What keeps a revocation from being taken back by an older list, another id, a delegate or an old key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.university import AT, INDEX, ISSUER, LIST_URL, University, key

from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.status.state import StatusListState
from mcissue.verify import Check
from mcissue.words import format_datetime

NEW_ID = "did:web:kymi-new.example"
HOST = key("impostor")
HOST_ID = did_key(HOST.public_key)
DAY = timedelta(days=1)


def _by(uni: University, signer: PrivateKey, method: str) -> None:
    uni.list_signer, uni.list_method, uni.list_issuer = signer, method, method.partition("#")[0]


def _under_the_new_id(uni: University) -> None:
    """The institution has two ids; its lists are signed under the second one."""
    uni.entry["ids"] = [ISSUER, NEW_ID]
    uni.did_documents[NEW_ID] = did_document(
        NEW_ID, keys=[PublishedKey(public_key=key("kymi").public_key, fragment="key-1")]
    )
    _by(uni, key("kymi"), f"{NEW_ID}#key-1")


def _by_the_delegate(uni: University) -> None:
    uni.entry["delegates"] = [{"id": HOST_ID, "role": "status_lists"}]
    _by(uni, HOST, did_key_method(HOST.public_key))


def _date(uni: University, valid_from: datetime, created: datetime | None = None) -> University:
    uni.list_before_signing.append(lambda listed: listed.update(validFrom=format_datetime(valid_from)))
    uni.list_created = created or valid_from
    return uni


def _status(uni: University, **options: Any) -> Check:
    return uni.verify(**options).check("status")


# --- The memory is of the address and the institution (A7) --------------------------------------------------


@pytest.mark.parametrize("move", [_under_the_new_id, _by_the_delegate])
@pytest.mark.parametrize("back", [False, True])
def test_another_signer_of_the_lists_is_no_way_back(
    move: Callable[[University], None], back: bool, tmp_path: Path
) -> None:
    """Once the newest list was seen, last month's is refused, whichever id or delegate signed the two."""
    state = StatusListState(tmp_path)
    newest, older = _date(University(), AT - DAY), _date(University(), AT - 30 * DAY)
    for uni in (newest, older):
        move(uni)
    unmoved = newest if back else older
    _by(unmoved, key("kymi"), f"{ISSUER}#key-1")
    newest.revoked.add(INDEX)
    assert _status(older).outcome == "passed"
    report = newest.verify(status_lists_seen=state)
    assert report.check("status").code == "revoked"
    _remember(state, newest)
    check = _status(older, status_lists_seen=state)
    assert (check.outcome, check.code) == ("indeterminate", "status_list_rolled_back")
    # Undone: the newest itself is still read.
    assert _status(newest, status_lists_seen=state).code == "revoked"


def test_a_removed_delegate_leaves_what_was_seen_of_its_lists(tmp_path: Path) -> None:
    """The date is kept under the institution's own ids too: the registry may forget the delegate."""
    state = StatusListState(tmp_path)
    newest, older = _date(University(), AT - DAY), _date(University(), AT - 30 * DAY)
    _by_the_delegate(newest)
    _remember(state, newest)
    assert _status(older, status_lists_seen=state).code == "status_list_rolled_back"


def test_what_was_kept_by_the_issuer_of_a_list_still_counts() -> None:
    """Earlier versions kept the date under the issuer of the list alone; those files are honoured."""
    older = _date(University(), AT - 30 * DAY)
    older.entry["ids"] = [ISSUER, NEW_ID]
    assert _status(older, status_lists_seen={(NEW_ID, LIST_URL): AT - DAY}).code == "status_list_rolled_back"
    older.entry["ids"] = [ISSUER]
    assert _status(older, status_lists_seen={(NEW_ID, LIST_URL): AT - DAY}).outcome == "passed"


def test_a_strangers_list_makes_no_list_look_old(tmp_path: Path) -> None:
    """Somebody else's newer list of the same address is remembered as theirs."""
    state = StatusListState(tmp_path)
    stranger = _date(University(), AT - DAY)
    _by(stranger, HOST, did_key_method(HOST.public_key))
    assert _status(stranger).code == "status_list_foreign"
    _remember(state, stranger)
    assert _status(_date(University(), AT - 30 * DAY), status_lists_seen=state).outcome == "passed"


def _remember(state: StatusListState, uni: University) -> None:
    """As the command line does."""
    for source in uni.verify().sources:
        if source.kind == "status_list":
            assert source.issuer is not None
            assert source.dated is not None
            for each in source.institution or (source.issuer,):
                state.remember(each, source.url, source.dated)


# --- A list is as old as its proof, and by a key that is in use (A8) ----------------------------------------


def test_a_list_begins_no_later_than_its_proof() -> None:
    """With an old proof a new date is worth nothing: whoever has an old key could write any."""
    check = _status(_date(University(), AT - DAY, created=AT - 100 * DAY))
    assert (check.code, check.detail["reason"]) == (
        "status_list_not_authentic",
        "status_list_dates_contradict",
    )
    assert _status(_date(University(), AT - DAY, created=AT - DAY - timedelta(minutes=1))).outcome == "passed"


def test_a_list_is_as_old_as_its_beginning_where_it_was_signed_again() -> None:
    """An issuer that signs the same list again does not make it newer."""
    uni = _date(University(), AT - 30 * DAY, created=AT - DAY)
    assert _status(uni).outcome == "passed"
    assert _status(uni, max_status_age=2 * DAY).code == "status_list_too_old"
    (source,) = [source for source in uni.verify().sources if source.kind == "status_list"]
    assert source.dated == AT - 30 * DAY


def _second_key(uni: University, **end: Any) -> None:
    """The lists are signed with a second key of the issuer, which has an end."""
    old = key("impostor")
    uni.did_documents[ISSUER] = did_document(
        ISSUER,
        keys=[
            PublishedKey(public_key=key("kymi").public_key, fragment="key-1"),
            PublishedKey(public_key=old.public_key, fragment="old", **end),
        ],
    )
    _by(uni, old, f"{ISSUER}#old")


def _registered(uni: University, **end: Any) -> None:
    """The same, where the registry says that the key has an end."""
    _second_key(uni)
    uni.entry["keys"] = [{"multikey": key("impostor").public_key.multikey, **end}]


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (lambda uni: _second_key(uni, expires=AT - DAY), "key_expired"),
        (lambda uni: _second_key(uni, revoked=AT - DAY), "key_revoked"),
        (lambda uni: _registered(uni, valid_until="2026-06-19"), "issuer_key_not_then"),
        (
            lambda uni: _registered(uni, revoked={"how": "retired", "on": "2026-06-19"}),
            "issuer_key_not_then",
        ),
        (
            lambda uni: _registered(uni, revoked={"how": "compromised", "on": "2026-06-19"}),
            "issuer_key_compromised",
        ),
    ],
)
@pytest.mark.parametrize("age", [0, 5])
def test_a_list_by_a_key_out_of_use_is_refused(
    ended: Callable[[University], None], reason: str, age: int
) -> None:
    """Neither a new list nor an old one counts once its key is out of use; the owner publishes it again."""
    uni = _date(University(), AT - age * DAY)
    ended(uni)
    check = _status(uni)
    assert (check.outcome, check.code) == ("indeterminate", "status_list_not_authentic")
    if age == 0 or reason not in {"key_revoked", "issuer_key_compromised"}:
        assert check.detail["reason"] == reason
    # Undone: the same key, without its end.
    good = _date(University(), AT - age * DAY)
    _second_key(good)
    assert _status(good).outcome == "passed"


def test_a_credential_by_a_key_that_expired_since_stays_good() -> None:
    """That a list needs a key in use does not touch credentials: they are signed once."""
    uni = University()
    uni.did_documents[ISSUER]["verificationMethod"][0]["expires"] = format_datetime(AT - DAY)
    report = uni.verify()
    assert report.check("issuer_binding").outcome == "passed"
    assert report.check("status").detail["reason"] == "key_expired"


# --- A key is judged, not its name (A9) ---------------------------------------------------------------------


def _named_twice(uni: University, **ends: str) -> None:
    methods = uni.did_documents[ISSUER]["verificationMethod"]
    methods.append({**methods[0], "id": f"{ISSUER}#same", **ends})


def _as_jwk(uni: University, **ends: str) -> None:
    method = {
        "id": f"{ISSUER}#jwk",
        "type": "JsonWebKey",
        "controller": ISSUER,
        "publicKeyJwk": dict(key("kymi").public_key.jwk),
    }
    uni.did_documents[ISSUER]["verificationMethod"].append(method | ends)


def _under_another_id(uni: University, **ends: str) -> None:
    uni.entry["ids"] = [ISSUER, NEW_ID]
    uni.did_documents[NEW_ID] = json.loads(json.dumps(uni.did_documents[ISSUER]).replace(ISSUER, NEW_ID))
    uni.did_documents[NEW_ID]["verificationMethod"][0] |= ends


@pytest.mark.parametrize("named", [_named_twice, _as_jwk, _under_another_id])
def test_a_key_is_judged_under_all_its_names(named: Callable[..., None]) -> None:
    """What ends a key under one name ends it under every other one, in the same document and in another."""
    good, revoked, expired = University(), University(), University()
    named(good)
    named(revoked, revoked="2026-06-10T00:00:00Z")
    named(expired, expires="2026-06-10T00:00:00Z")
    assert good.verify().check("issuer_binding").outcome == "passed"
    assert revoked.verify().check("issuer_binding").code == "key_revoked"
    assert expired.verify().check("issuer_binding").code == "key_expired"


def test_the_earliest_end_counts() -> None:
    """Of two ends of one key the stricter one is held, whichever name the proof uses."""
    uni = University()
    uni.did_method["expires"] = "2030-01-01T00:00:00Z"
    _named_twice(uni, expires="2026-06-10T00:00:00Z")
    assert uni.verify().check("issuer_binding").code == "key_expired"


def test_an_end_that_cannot_be_read_is_no_lack_of_one() -> None:
    """An unreadable end of the same key under another name leaves its use unknown."""
    uni = University()
    _under_another_id(uni, revoked="yesterday")
    assert uni.verify().check("issuer_binding").code == "verification_method_malformed"
    uni.did_documents[NEW_ID]["verificationMethod"][0]["publicKeyMultibase"] = HOST.public_key.multikey
    assert uni.verify().check("issuer_binding").outcome == "passed"  # it is another key's end


def test_another_id_whose_document_is_not_at_hand_says_nothing() -> None:
    """A document that can't be had is no evidence against a key."""
    uni = University()
    uni.entry["ids"] = [ISSUER, NEW_ID]
    assert uni.verify().check("issuer_binding").outcome == "passed"
