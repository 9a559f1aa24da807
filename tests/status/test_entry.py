"""Status entries of credentials: read strictly, written as Open Badges wants them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import StatusListError
from mcissue.status.entry import (
    MAX_ENTRIES,
    StatusEntry,
    StatusMessage,
    read_status_entries,
    read_status_entry,
    status_objects,
)

GOOD = {
    "id": "https://uni.example/status/3#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://uni.example/status/3",
}
MESSAGES = [
    {"status": hex(value), "message": word} for value, word in enumerate(("open", "held", "lost", "gone"))
]


def refused(entry: object) -> StatusListError:
    with pytest.raises(StatusListError) as caught:
        read_status_entry(entry)
    assert caught.value.path is not None
    assert caught.value.path.startswith("$.credentialStatus")
    return caught.value


def test_a_good_entry_is_read_and_written_back():
    """Reading an entry and writing it gives the same object."""
    entry = read_status_entry(GOOD)
    assert (entry.purpose, entry.index, entry.list_url, entry.size) == (
        "revocation",
        94_567,
        "https://uni.example/status/3",
        1,
    )
    assert entry.to_object() == GOOD


def test_an_entry_without_id_is_read_and_gets_one_when_written():
    """`id` is optional for W3C and wanted by Open Badges."""
    entry = read_status_entry({name: value for name, value in GOOD.items() if name != "id"})
    assert entry.id is None
    assert entry.to_object() == GOOD


@pytest.mark.parametrize("given", ["https://uni.example/why", ["https://uni.example/en", "urn:a:b"]])
def test_a_reference_is_one_address_or_several(given):
    """`statusReference` is kept as it stands, and written back."""
    read = read_status_entry({**GOOD, "statusReference": given})
    assert list(read.references) == (given if isinstance(given, list) else [given])
    assert read.to_object()["statusReference"] == given


@pytest.mark.parametrize("given", [[], "here", 7, None, ["https://uni.example/a", ""], ["a:b"] * 9])
def test_a_reference_that_is_no_address(given):
    """What a reader is shown as an address must be one."""
    with pytest.raises(StatusListError) as caught:
        read_status_entry({**GOOD, "statusReference": given})
    assert (caught.value.code, caught.value.path) == (
        "status_entry_malformed",
        "$.credentialStatus.statusReference",
    )


def test_a_wide_entry_with_its_messages():
    """An entry of two bits with four messages is read, answers what a value means, and is written back."""
    wide = {**GOOD, "statusPurpose": "message", "statusSize": 2, "statusMessage": MESSAGES}
    entry = read_status_entry(wide)
    assert entry.messages[2] == StatusMessage(2, "lost")
    assert (entry.message(1), entry.message(9)) == ("held", None)
    assert entry.to_object() == wide


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": None}, "status_entry_malformed"),
        ({"type": []}, "status_entry_malformed"),
        ({"type": [5]}, "status_entry_malformed"),
        ({"type": "1EdTechRevocationList"}, "status_type_unsupported"),
        ({"type": ["BitstringStatusListEntry", "StatusList2021Entry"]}, "status_entry_malformed"),
        ({"type": "bitstringStatusListEntry"}, "status_type_unsupported"),
        ({"statusPurpose": None}, "status_entry_malformed"),
        ({"statusPurpose": ""}, "status_entry_malformed"),
        ({"statusPurpose": " "}, "status_entry_malformed"),
        ({"statusPurpose": ["revocation"]}, "status_entry_malformed"),
        ({"statusListCredential": None}, "status_entry_malformed"),
        ({"statusListCredential": "status/3"}, "status_entry_malformed"),
        ({"statusListCredential": "https://uni.example/a b"}, "status_entry_malformed"),
        ({"statusListCredential": "https://uni.example/" + "a" * 2_000}, "status_entry_malformed"),
        ({"statusListCredential": {"id": "https://uni.example/status/3"}}, "status_entry_malformed"),
        ({"id": "https://uni.example/status/3"}, "status_entry_malformed"),
        ({"id": "#94567"}, "status_entry_malformed"),
        ({"id": None}, "status_entry_malformed"),
        ({"statusSize": 0}, "status_entry_malformed"),
        ({"statusSize": -1}, "status_entry_malformed"),
        ({"statusSize": True}, "status_entry_malformed"),
        ({"statusSize": "1"}, "status_entry_malformed"),
        ({"statusSize": 1.5}, "status_entry_malformed"),
        ({"statusSize": None}, "status_entry_malformed"),
        ({"statusSize": 2}, "status_entry_malformed"),
        ({"statusSize": 9}, "status_size_unsupported"),
        ({"statusSize": 2, "statusMessage": MESSAGES[:3]}, "status_entry_malformed"),
        ({"statusSize": 2, "statusMessage": [*MESSAGES, MESSAGES[0]]}, "status_entry_malformed"),
        ({"statusSize": 2, "statusMessage": [*MESSAGES[:3], MESSAGES[0]]}, "status_entry_malformed"),
        ({"statusSize": 2, "statusMessage": {}}, "status_entry_malformed"),
        ({"statusMessage": MESSAGES}, "status_entry_malformed"),
        (
            {"statusMessage": [{"status": 0, "message": "a"}, {"status": "0x1", "message": "b"}]},
            "status_entry_malformed",
        ),
        (
            {"statusMessage": [{"status": "0", "message": "a"}, {"status": "0x1", "message": "b"}]},
            "status_entry_malformed",
        ),
        ({"statusMessage": [{"status": "0x0"}, {"status": "0x1", "message": "b"}]}, "status_entry_malformed"),
        ({"statusMessage": ["0x0", "0x1"]}, "status_entry_malformed"),
    ],
)
def test_entries_one_change_away_from_a_good_one(change, code):
    """One change to a good entry is refused with its own code; only what we don't know is indeterminate."""
    error = refused({**GOOD, **change})
    assert error.code == code
    assert error.indeterminate == code.endswith("_unsupported")


@pytest.mark.parametrize("text", ["0", "7", "131071", "67108864"])
def test_indexes_that_are_numbers(text):
    """Plain decimal digits are an index, 0 included."""
    assert read_status_entry({**GOOD, "statusListIndex": text}).index == int(text)


def test_a_number_is_looked_up():
    """Issuers write one, and it leaves no doubt; that a text was asked for is a matter of form."""
    assert read_status_entry({**GOOD, "statusListIndex": 7}).index == 7


@pytest.mark.parametrize(
    "index",
    [
        "",
        " 7",
        "7 ",
        "+7",
        "-7",
        "1_0",
        "٧",
        "７",
        "007",
        "00",
        "0x7",
        "7.0",
        "1e1",
        "7\n",
        -7,
        True,
        10**40,
        7.5,
        None,
        ["7"],
    ],
)
def test_indexes_that_python_would_take_but_the_standard_does_not(index):
    """Signs, blanks, underscores, leading zeros, other scripts' digits and fractions are no index."""
    assert refused({**GOOD, "statusListIndex": index}).code == "status_entry_malformed"


@pytest.mark.parametrize("digits", [10, 5_000])
def test_an_endless_index_is_out_of_range(digits):
    """An index with more digits than any list has is out of range, also where int() gives up."""
    error = refused({**GOOD, "statusListIndex": "9" * digits})
    assert (error.code, error.indeterminate) == ("status_index_out_of_range", False)


@pytest.mark.parametrize("item", [None, "revocation", 5, [], [GOOD]])
def test_only_an_object_is_an_entry(item):
    """A status entry of another JSON type is refused."""
    assert refused(item).code == "status_entry_malformed"


def test_a_credential_without_status_has_no_entries():
    """No `credentialStatus` is no fault."""
    assert read_status_entries({"type": "VerifiableCredential"}) == ()


def test_several_entries_are_all_read_with_their_places():
    """An array gives one entry for each item, each with its JSON path."""
    second = {**GOOD, "statusPurpose": "suspension", "statusListCredential": "https://uni.example/status/4"}
    entries = read_status_entries({"credentialStatus": [GOOD, second]})
    assert [entry.purpose for entry in entries] == ["revocation", "suspension"]
    assert [entry.path for entry in entries] == ["$.credentialStatus[0]", "$.credentialStatus[1]"]


def test_a_bad_entry_among_good_ones_is_named():
    """The place of the bad entry is in the error; the others can still be read one by one."""
    document = {"credentialStatus": [GOOD, {**GOOD, "statusListIndex": "-1"}]}
    with pytest.raises(StatusListError) as caught:
        read_status_entries(document)
    assert caught.value.path == "$.credentialStatus[1].statusListIndex"
    first = status_objects(document)[0]
    assert read_status_entry(first[1], path=first[0]).index == 94_567


@pytest.mark.parametrize(
    ("status", "code", "indeterminate"),
    [
        ([], "status_entry_malformed", False),
        ([GOOD] * (MAX_ENTRIES + 1), "status_entries_too_many", True),
    ],
)
def test_an_array_of_entries_is_neither_empty_nor_endless(status, code, indeterminate):
    """No entries at all are a fault; more than we look at leave the status unknown."""
    with pytest.raises(StatusListError) as caught:
        status_objects({"credentialStatus": status})
    assert (caught.value.code, caught.value.indeterminate) == (code, indeterminate)
    assert len(status_objects({"credentialStatus": [GOOD] * MAX_ENTRIES})) == MAX_ENTRIES


def test_the_place_is_no_part_of_an_entrys_value():
    """Two readings of one entry are equal wherever it stood."""
    assert read_status_entry(GOOD, path="$.a") == read_status_entry(GOOD, path="$.b")


@pytest.mark.reference
def test_the_examples_of_the_recommendation_are_read(reference):
    """Every example credential of the Recommendation gives its entries."""
    examples = json.loads((reference / "w3c/status-list/spec-examples.json").read_bytes())["examples"]
    found = [entry for example in examples for entry in read_status_entries(example)]
    assert {(entry.purpose, entry.index) for entry in found} == {
        ("revocation", 94_567),
        ("suspension", 23_452),
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([*GOOD, "statusSize", "statusMessage"]), JSON)
def test_any_member_is_read_or_refused_with_our_error(name, value):
    """Whatever stands in a member, reading gives an entry that writes and reads back, or our error."""
    try:
        entry = read_status_entry({**GOOD, name: value})
    except StatusListError:
        return
    assert isinstance(entry, StatusEntry)
    assert read_status_entry(entry.to_object()).index == entry.index
