"""Status list credentials: written, and read strictly in all but their proof."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import StatusListError
from mcissue.status.bitstring import Bitstring
from mcissue.status.entry import StatusEntry
from mcissue.status.lists import build_list_credential, read_list_credential
from mcissue.words import CLOCK_TOLERANCE

URL = "https://uni.example/status/3"
FROM = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BITS = Bitstring.empty().with_values({94_567: 1})


def good() -> dict:
    return build_list_credential(
        list_url=URL,
        issuer="did:web:uni.example",
        purpose="revocation",
        bitstring=BITS,
        valid_from=FROM,
        valid_until=UNTIL,
        ttl=timedelta(hours=1),
    )


def entry(**changes) -> StatusEntry:
    return StatusEntry(**{"purpose": "revocation", "index": 94_567, "list_url": URL, **changes})


def refused(document: dict, **arguments) -> StatusListError:
    with pytest.raises(StatusListError) as caught:
        read_list_credential(document, **{"url": URL, "at": NOW, **arguments})
    assert caught.value.indeterminate
    return caught.value


def test_what_is_built_is_read():
    """A list of ours has exactly these members, and reading gives back what was put in."""
    document = good()
    assert document == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:uni.example",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-12-31T00:00:00Z",
        "credentialSubject": {
            "id": f"{URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": BITS.encode(),
            "ttl": 3_600_000,
        },
    }
    status_list = read_list_credential(document, url=URL, at=NOW)
    assert status_list.bitstring == BITS
    assert (status_list.url, status_list.issuer, status_list.purposes) == (
        URL,
        "did:web:uni.example",
        ("revocation",),
    )
    assert (status_list.valid_from, status_list.valid_until) == (FROM, UNTIL)
    assert status_list.ttl == timedelta(hours=1)


def test_optional_members_stay_away():
    """Without an end and a ttl the list says neither, and has none when read."""
    document = build_list_credential(
        list_url=URL,
        issuer="did:web:uni.example",
        purpose=["revocation", "suspension"],
        bitstring=BITS,
        valid_from=FROM,
    )
    assert "validUntil" not in document
    assert "ttl" not in document["credentialSubject"]
    status_list = read_list_credential(document, url=URL, at=NOW)
    assert (status_list.valid_until, status_list.ttl) == (None, None)
    assert status_list.purposes == ("revocation", "suspension")


def test_values_by_entry():
    """The bit of an entry is its answer; its neighbour has another one."""
    status_list = read_list_credential(good(), url=URL, at=NOW)
    assert (status_list.value(entry()), status_list.value(entry(index=94_566))) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "code", "indeterminate"),
    [
        ({"list_url": URL + "/"}, "status_list_wrong_id", True),
        ({"purpose": "suspension"}, "status_purpose_mismatch", False),
        ({"index": 131_072}, "status_index_out_of_range", False),
        ({"size": 2}, "status_list_too_short", True),
    ],
)
def test_entries_that_do_not_fit_their_list(changes, code, indeterminate):
    """An entry that contradicts a usable list is a fault; an unusable list is only an unknown."""
    status_list = read_list_credential(good(), url=URL, at=NOW)
    with pytest.raises(StatusListError) as caught:
        status_list.value(entry(path="$.credentialStatus[1]", **changes))
    assert (caught.value.code, caught.value.indeterminate) == (code, indeterminate)
    if code != "status_list_wrong_id":
        assert caught.value.path.startswith("$.credentialStatus[1].status")


DELETE = object()


def changed(path: tuple, value: object) -> dict:
    document = copy.deepcopy(good())
    here = document
    for step in path[:-1]:
        here = here[step]
    if value is DELETE:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return document


SUBJECT = "credentialSubject"
CHANGES = [
    (("@context",), DELETE, "status_list_wrong_kind"),
    (("@context",), "https://www.w3.org/ns/credentials/v2", "status_list_wrong_kind"),
    (("@context",), ["https://www.w3.org/2018/credentials/v1"], "status_list_wrong_kind"),
    (("@context",), [], "status_list_wrong_kind"),
    (("type",), DELETE, "status_list_wrong_kind"),
    (("type",), ["VerifiableCredential"], "status_list_wrong_kind"),
    (("type",), ["BitstringStatusListCredential"], "status_list_wrong_kind"),
    (("type",), "BitstringStatusListCredential", "status_list_wrong_kind"),
    (("type",), ["VerifiableCredential", "OpenBadgeCredential"], "status_list_wrong_kind"),
    (("type",), [["VerifiableCredential", "BitstringStatusListCredential"]], "status_list_wrong_kind"),
    ((SUBJECT,), DELETE, "status_list_wrong_kind"),
    ((SUBJECT,), None, "status_list_wrong_kind"),
    ((SUBJECT,), "x", "status_list_wrong_kind"),
    ((SUBJECT, "type"), "AchievementSubject", "status_list_wrong_kind"),
    ((SUBJECT, "type"), DELETE, "status_list_wrong_kind"),
    ((SUBJECT, "type"), {}, "status_list_wrong_kind"),
    ((SUBJECT,), [], "status_list_malformed"),
    (("id",), "https://uni.example/status/4", "status_list_wrong_id"),
    (("id",), URL.upper(), "status_list_wrong_id"),
    (("id",), DELETE, "status_list_wrong_id"),
    (("id",), [URL], "status_list_wrong_id"),
    (("issuer",), DELETE, "status_list_malformed"),
    (("issuer",), "the university", "status_list_malformed"),
    (("issuer",), {"name": "the university"}, "status_list_malformed"),
    (("issuer",), ["did:web:uni.example"], "status_list_malformed"),
    (("validFrom",), "2026-01-01", "status_list_malformed"),
    (("validFrom",), 5, "status_list_malformed"),
    (("validFrom",), None, "status_list_malformed"),
    (("validFrom",), "2026-07-01T00:00:00Z", "status_list_not_yet_valid"),
    (("validUntil",), "2025-12-31T00:00:00Z", "status_list_malformed"),
    (("validUntil",), "2026-05-31T00:00:00Z", "status_list_expired"),
    ((SUBJECT, "statusPurpose"), DELETE, "status_list_malformed"),
    ((SUBJECT, "statusPurpose"), "", "status_list_malformed"),
    ((SUBJECT, "statusPurpose"), [], "status_list_malformed"),
    ((SUBJECT, "statusPurpose"), ["revocation", 5], "status_list_malformed"),
    ((SUBJECT, "statusPurpose"), ["a"] * 17, "status_list_malformed"),
    ((SUBJECT, "ttl"), 0, "status_list_malformed"),
    ((SUBJECT, "ttl"), -1, "status_list_malformed"),
    ((SUBJECT, "ttl"), True, "status_list_malformed"),
    ((SUBJECT, "ttl"), "300000", "status_list_malformed"),
    ((SUBJECT, "ttl"), None, "status_list_malformed"),
    ((SUBJECT, "ttl"), 10**30, "status_list_malformed"),
    ((SUBJECT, "encodedList"), DELETE, "status_list_encoding"),
    ((SUBJECT, "encodedList"), "uAAAA", "status_list_compression"),
]


@pytest.mark.parametrize(("path", "value", "code"), CHANGES)
def test_lists_one_change_away_from_a_good_one(path, value, code):
    """One change to a good list is refused with its own code, and never blamed on the credential."""
    assert refused(changed(path, value)).code == code


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), ["BitstringStatusListCredential", "VerifiableCredential", "Other"]),
        (("issuer",), {"id": "did:web:uni.example", "name": "University"}),
        ((SUBJECT,), [good()[SUBJECT]]),
        ((SUBJECT, "type"), ["BitstringStatusList"]),
        ((SUBJECT, "id"), DELETE),
        (("validFrom",), DELETE),
        (("validFrom",), "2026-01-01T00:00:00"),
        (("validFrom",), "2026-06-01T02:00:00+02:00"),
        (("credentialStatus",), {"type": "Whatever"}),
    ],
)
def test_other_good_forms_are_read(path, value):
    """Forms that the standard allows beside ours are read with the same result."""
    status_list = read_list_credential(changed(path, value), url=URL, at=NOW)
    assert status_list.value(entry()) == 1
    assert status_list.issuer == "did:web:uni.example"


def test_the_bounds_of_validity_belong_to_it():
    """A list may be used from its first to its last instant, both included, in any time zone."""
    second = timedelta(seconds=1)
    for at in (FROM, UNTIL, UNTIL.astimezone(timezone(timedelta(hours=-11)))):
        assert read_list_credential(good(), url=URL, at=at).value(entry()) == 1
    assert refused(good(), at=FROM - CLOCK_TOLERANCE - second).code == "status_list_not_yet_valid"
    assert refused(good(), at=UNTIL + second).code == "status_list_expired"


def test_ttl_counts_from_fetching():
    """With a known time of fetching the ttl is held; a file handed over is judged by its dates alone."""
    hour = timedelta(hours=1)
    assert read_list_credential(good(), url=URL, at=NOW, fetched_at=NOW - hour).value(entry()) == 1
    assert refused(good(), fetched_at=NOW - hour - timedelta(seconds=1)).code == "status_list_stale"


def test_kind_comes_before_everything_else():
    """A credential that is no list is refused as such, whatever else is wrong with it."""
    document = changed(("type",), ["VerifiableCredential", "OpenBadgeCredential"])
    del document[SUBJECT]["encodedList"]
    document["id"] = "urn:uuid:0"
    assert refused(document).code == "status_list_wrong_kind"


@pytest.mark.parametrize(
    "changes",
    [
        {"list_url": "http://uni.example/status/3"},
        {"list_url": URL + "#list"},
        {"list_url": "https://"},
        {"list_url": "https://uni.example/a b"},
        {"issuer": "the university"},
        {"purpose": ""},
        {"purpose": []},
        {"purpose": ["revocation", "revocation"]},
        {"valid_from": FROM.replace(tzinfo=None)},
        {"valid_until": UNTIL.replace(tzinfo=None)},
        {"valid_until": FROM},
        {"ttl": timedelta(0)},
        {"ttl": timedelta(microseconds=5)},
        {"ttl": timedelta(days=9_999)},
    ],
)
def test_arguments_that_make_no_list(changes):
    """What our own reader would refuse is not written."""
    arguments = {
        "list_url": URL,
        "issuer": "did:web:uni.example",
        "purpose": "revocation",
        "bitstring": BITS,
        "valid_from": FROM,
        **changes,
    }
    with pytest.raises(StatusListError) as caught:
        build_list_credential(**arguments)
    assert caught.value.code == "status_list_invalid"


@pytest.mark.reference
def test_the_examples_of_the_recommendation_are_read(reference):
    """Every example list of the Recommendation is read, with its address and purpose."""
    examples = json.loads((reference / "w3c/status-list/spec-examples.json").read_bytes())["examples"]
    lists = [example for example in examples if "BitstringStatusListCredential" in example.get("type", [])]
    assert len(lists) >= 5
    for example in lists:
        status_list = read_list_credential(example, url="https://example.com/credentials/status/3", at=NOW)
        assert status_list.purposes == ("revocation",)
        assert status_list.valid_from == datetime(2021, 4, 5, 14, 27, 40, tzinfo=UTC)
        assert status_list.value(entry(list_url="https://example.com/credentials/status/3")) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([path for path, _, _ in CHANGES]), JSON)
def test_any_member_is_read_or_refused_with_our_error(path, value):
    """Whatever stands in a member, reading gives a list or our error, nothing else."""
    try:
        blamed = read_list_credential(changed(path, value), url=URL, at=NOW).url != URL
    except StatusListError as error:
        blamed = not error.indeterminate
    assert not blamed
