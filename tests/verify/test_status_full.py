"""The check `status` in full: purposes, several entries, delegates, times, older kinds of lists, the EDC form."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.formats import edcs
from tests.records import full_record
from tests.university import (
    AT,
    CREATED,
    INDEX,
    ISSUER,
    LIST_URL,
    METHOD,
    OTHER_LIST_URL,
    University,
    key,
    sign,
)
from tests.verify.schema import check_report

from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import did_key, did_key_method
from mcissue.status.bitstring import Bitstring
from mcissue.status.lists import build_list_credential
from mcissue.verify import Check, FetchedList, Report
from mcissue.verify.canonical_forms import CanonicalForms

MESSAGES = ["as issued", "under review", "grade corrected", "transcript added"]
HOST = key("impostor")
HOST_ID = did_key(HOST.public_key)
SEEN = AT - timedelta(days=2)
"""`validFrom` of the lists of the tests."""


def checked(uni: University, **options: Any) -> tuple[Report, Check]:
    report = uni.verify(**options)
    check_report(report.to_json())
    return report, report.check("status")


def listed(purpose: str, values: dict[int, int], *, size: int = 1, url: str = OTHER_LIST_URL) -> bytes:
    """A second signed list of the issuer."""
    unsigned = build_list_credential(
        list_url=url,
        issuer=ISSUER,
        purpose=purpose,
        bitstring=Bitstring.empty(size=size).with_values(values, size=size),
        valid_from=SEEN,
    )
    return json.dumps(sign(unsigned, key("kymi"), METHOD, created=SEEN)).encode()


def with_second(purpose: str, value: int = 0, **members: Any) -> University:
    """A credential with its revocation entry and one of another purpose."""
    uni = University()
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": "7",
        "statusListCredential": OTHER_LIST_URL,
        **members,
    }
    uni.credential["credentialStatus"] = [uni.status, entry]
    size = members.get("statusSize", 1)
    uni.lists.append(lambda lists: lists.update({OTHER_LIST_URL: listed(purpose, {7: value}, size=size)}))
    return uni


def notes(report: Report) -> dict[str, str]:
    return {note.code: note.message for note in report.notes}


# --- Purposes, and several entries --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "outcome", "code"),
    [
        ("revocation", "failed", "revoked"),
        ("suspension", "failed", "suspended"),
        ("refresh", "passed", None),
        ("message", "passed", None),
        ("audit", "indeterminate", "status_purpose_unknown"),
    ],
)
def test_every_purpose_has_its_meaning(purpose: str, outcome: str, code: str | None) -> None:
    """A set bit takes the credential back, says something, or is not understood; a clear one never harms."""
    assert checked(with_second(purpose))[1].outcome == "passed"
    _, check = checked(with_second(purpose, 1))
    assert (check.outcome, check.code) == (outcome, code)


def test_harmless_purposes_are_said() -> None:
    """A newer form and a message are told, and the credential stays valid."""
    report, _ = checked(with_second("refresh", 1))
    assert report
    assert notes(report)["status_refresh"] == (
        "The issuer says that there is a newer form of this credential."
    )
    assert "status_refresh" not in notes(checked(with_second("refresh"))[0])


def test_a_wide_message_is_shown_with_its_reference() -> None:
    """Two bits hold four messages; the one that the bits say is shown, and where it is explained."""
    said = [{"status": hex(value), "message": text} for value, text in enumerate(MESSAGES)]
    reference = "https://kymi.example/statuses"
    uni = with_second("message", 2, statusSize=2, statusMessage=said, statusReference=reference)
    report, check = checked(uni)
    assert report
    assert notes(report)["status_message"] == (
        f"The issuer says about this credential: grade corrected (explained at {reference})"
    )
    assert check.detail["entries"][1] == {
        "url": OTHER_LIST_URL,
        "index": 7,
        "purpose": "message",
        "value": 2,
        "message": "grade corrected",
        "reference": [reference],
        "list_valid_from": "2026-06-18T12:00:00Z",
    }


def test_a_message_may_belong_to_zero() -> None:
    """The issuer's word for the value 0 is its word too."""
    said = [{"status": hex(value), "message": text} for value, text in enumerate(MESSAGES)]
    report, _ = checked(with_second("message", 0, statusSize=2, statusMessage=said))
    assert notes(report)["status_message"].endswith("as issued")


def test_a_reference_that_is_no_address_is_a_fault_of_the_credential() -> None:
    """What is shown to a reader as an address must be one."""
    uni = with_second("message", 1)
    uni.after_signing.append(
        lambda document: document["credentialStatus"][1].update(statusReference=["not an address"])
    )
    _, check = checked(uni)
    assert (check.outcome, check.code) == ("failed", "status_entry_malformed")
    assert check.path == "$.credentialStatus[1].statusReference"


def test_a_set_bit_counts_behind_an_entry_that_cannot_be_read() -> None:
    """Revoked in the second list is revoked, though the first list is not at hand."""
    uni = with_second("revocation", 1)
    uni.lists.append(lambda lists: lists.pop(LIST_URL))
    assert checked(uni)[1].code == "revoked"


# --- Who may keep the list ----------------------------------------------------------------------------------


def delegated(**delegate: Any) -> University:
    uni = University()
    uni.list_signer, uni.list_method, uni.list_issuer = HOST, did_key_method(HOST.public_key), HOST_ID
    uni.entry["delegates"] = [{"id": HOST_ID, "role": "status_lists", **delegate}]
    return uni


def test_a_delegate_that_the_registry_names_may_keep_the_list() -> None:
    """The list is the host's, signed by the host; the registry says that it may be."""
    assert checked(delegated(valid_from="2026-01-01", valid_until="2026-12-31"))[0]
    revoked = delegated()
    revoked.revoked.add(INDEX)
    assert checked(revoked)[1].code == "revoked"


@pytest.mark.parametrize(
    "change",
    [
        lambda uni: uni.entry.pop("delegates"),
        lambda uni: uni.entry["delegates"][0].update(id="did:web:other.example"),
        lambda uni: uni.entry["delegates"][0].update(valid_until="2026-06-19"),
        lambda uni: uni.entry["delegates"][0].update(valid_from="2026-06-21"),
        lambda uni: (
            uni.entry.pop("delegates"),
            uni.snapshot["entries"].append(
                {
                    "ids": ["did:web:other.example"],
                    "names": {"en": "Another"},
                    "delegates": [{"id": HOST_ID, "role": "status_lists"}],
                }
            ),
        ),
    ],
    ids=["no delegate", "another delegate", "no longer", "not yet", "delegate of another institution"],
)
def test_nobody_else_may(change: Callable[[University], object]) -> None:
    """A list of somebody whom the registry does not name for this issuer now says nothing."""
    uni = delegated()
    change(uni)
    _, check = checked(uni)
    assert (check.outcome, check.code) == ("indeterminate", "status_list_foreign")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ended": {"how": "compromised", "on": "2026-06-01"}}, "issuer_compromised"),
        ({"ended": {"how": "compromised", "on": "2026-06-20"}}, "issuer_compromised"),
        ({"ended": {"how": "withdrawn", "on": "2026-06-01"}}, "issuer_withdrawn"),
        ({"ended": {"how": "ended", "on": "2026-06-19"}}, "issuer_ended"),
        ({"valid_until": "2026-06-19"}, "issuer_not_listed_then"),
        ({"known_until": "2026-06-19"}, "issuer_not_known_then"),
    ],
)
def test_a_delegate_whose_own_entry_is_not_in_order_keeps_no_list(
    change: dict[str, Any], reason: str
) -> None:
    """Whoever took over a platform's key must not un-revoke for those whose lists it kept."""
    uni = delegated()
    own = {"ids": [HOST_ID], "names": {"en": "Platform"}}
    uni.snapshot["entries"].append(own)
    assert checked(uni)[1].outcome == "passed"
    own |= change
    _, check = checked(uni)
    assert (check.outcome, check.code) == ("indeterminate", "status_list_foreign")
    assert check.detail["reason"] == reason


@pytest.mark.parametrize("how", ["ended", "withdrawn", "compromised"])
def test_a_delegate_whose_task_has_ended_keeps_no_list(how: str) -> None:
    """A list is of today: whoever keeps it must be named today, whatever date the list gives itself."""
    check = checked(delegated(ended={"how": how, "on": "2026-06-19"}))[1]
    assert (check.code, check.detail["reason"]) == ("status_list_foreign", "delegate_not_then")
    assert checked(delegated(ended={"how": how, "on": "2026-06-21"}))[1].outcome == "passed"


def test_a_list_under_another_id_of_the_institution() -> None:
    """The registry says that both ids are one institution."""
    uni = delegated()
    del uni.entry["delegates"]
    uni.entry["ids"].append(HOST_ID)
    assert checked(uni)[0]


# --- Times --------------------------------------------------------------------------------------------------


def fetched(uni: University, *, age: timedelta) -> None:
    uni.lists.append(lambda lists: lists.update({LIST_URL: FetchedList(lists[LIST_URL], AT - age)}))


@pytest.mark.parametrize(("age", "code"), [(1, None), (60, None), (61, "status_list_stale")])
def test_ttl_is_held_where_the_time_of_fetching_is_known(age: int, code: str | None) -> None:
    """A copy may be kept for `ttl`, and not a minute longer."""
    uni = University()
    uni.list_before_signing.append(lambda unsigned: unsigned["credentialSubject"].update(ttl=3_600_000))
    assert checked(uni)[1].code is None  # handed over: nobody knows how old it is
    fetched(uni, age=timedelta(minutes=age))
    assert checked(uni)[1].code == code


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (SEEN - timedelta(days=1), None),
        (SEEN, None),
        (SEEN + timedelta(seconds=1), "status_list_rolled_back"),
    ],
)
def test_an_older_list_than_the_last_one_seen_is_refused(seen: Any, code: str | None) -> None:
    """An old list un-revokes; which one was seen last is the caller's to remember."""
    _, check = checked(University(), status_lists_seen={(ISSUER, LIST_URL): seen})
    assert check.code == code
    assert check.outcome == ("indeterminate" if code else "passed")


def test_a_list_without_a_date_is_older_than_any() -> None:
    """Else leaving the date out would be a way back."""
    uni = University()
    uni.list_before_signing.append(lambda unsigned: unsigned.pop("validFrom"))
    assert checked(uni)[1].outcome == "passed"
    assert checked(uni, status_lists_seen={(ISSUER, LIST_URL): SEEN})[1].code == "status_list_rolled_back"


def test_a_forged_older_list_is_called_forged() -> None:
    """A list that nobody signed is not even an old one."""
    uni = University()
    uni.list_after_signing.append(lambda signed: signed.update(validFrom="2026-06-01T00:00:00Z"))
    assert checked(uni, status_lists_seen={(ISSUER, LIST_URL): SEEN})[1].code == "status_list_not_authentic"


# --- Status List 2021 ---------------------------------------------------------------------------------------

STATUS_2021 = "https://w3id.org/vc/status-list/2021/v1"
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
DI_V2 = "https://w3id.org/security/data-integrity/v2"


def bits(*indexes: int) -> bytes:
    return gzip.compress(Bitstring.empty().with_values(dict.fromkeys(indexes, 1)).data, mtime=0)


MANY = bits(*(place * 7_919 % 131_072 for place in range(500)))
"""A list whose base64 has letters of which the two alphabets differ."""


def old_list(encoded: str, *, contexts: list[str], **members: Any) -> bytes:
    unsigned = {
        "@context": contexts,
        "id": LIST_URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-06-18T12:00:00Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        **members,
    }
    contexts_of_all = bundled_contexts()
    signed = add_proof(
        unsigned,
        signer=key("kymi").signer(METHOD),
        created=SEEN,
        contexts=contexts_of_all,
        canonical=CanonicalForms(contexts_of_all, policy=ContextPolicy.PINNED),
    )
    return json.dumps(signed).encode()


def url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def older(**members: Any) -> University:
    """A badge whose status stands in a Status List 2021."""
    uni = University()
    uni.credential["@context"].append(STATUS_2021)
    uni.status.update(type="StatusList2021Entry", **members)
    return uni


def look(uni: University, data: bytes) -> tuple[str, str | None]:
    """What check_status says; whether such contexts may come in a badge is another check's matter."""
    uni.lists.append(lambda lists: lists.update({LIST_URL: data}))
    _, check = checked(uni)
    return check.outcome.value, check.code


@pytest.mark.parametrize(
    "encode", [url_safe, lambda data: base64.b64encode(data).decode()], ids=["base64url", "base64"]
)
def test_a_status_list_2021_is_read(encode: Any) -> None:
    """The forerunner, in both alphabets of base64 that publishers use, with padding and without."""
    contexts = [V1, STATUS_2021, DI_V2]
    assert look(older(), old_list(encode(bits(0, 1, INDEX + 1)), contexts=contexts)) == ("passed", None)
    assert look(older(), old_list(encode(bits(INDEX)), contexts=contexts)) == ("failed", "revoked")
    assert look(older(), old_list(encode(MANY), contexts=contexts)) == ("passed", None)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"expirationDate": "2026-06-19T00:00:00Z"}, "status_list_expired"),
        ({"issuanceDate": "2026-06-21T00:00:00Z"}, "status_list_not_yet_valid"),
        ({"issuanceDate": "yesterday"}, "status_list_malformed"),
        ({"id": OTHER_LIST_URL}, "status_list_wrong_id"),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"]}, "status_list_wrong_kind"),
        ({"issuer": HOST_ID}, "status_list_not_authentic"),
    ],
)
def test_status_lists_2021_one_change_away_from_a_good_one(members: dict[str, Any], code: str) -> None:
    """The same rules hold: dates by their older names, address, kind, signature."""
    contexts = [V1, STATUS_2021, DI_V2]
    if "BitstringStatusListCredential" in members.get("type", []):
        contexts.append("https://www.w3.org/ns/credentials/status/v1")
    data = old_list(url_safe(bits()), contexts=contexts, **members)
    assert look(older(), data) == ("indeterminate", code)


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("u" + url_safe(bits()), "status_list_encoding"),
        (base64.b64encode(MANY).decode().replace("+", "-"), "status_list_encoding"),
        (url_safe(bits()) + "===", "status_list_encoding"),
        (url_safe(gzip.compress(bytes(16_383), mtime=0)), "status_list_too_short"),
        (url_safe(gzip.compress(bytes(9_000_000), mtime=0)), "status_list_too_large"),
    ],
    ids=["multibase", "two alphabets", "too much padding", "short", "a bomb"],
)
def test_encoded_lists_2021_one_change_away_from_a_good_one(encoded: str, code: str) -> None:
    """Its text has no multibase header and is one alphabet of base64; the limits of length are the same."""
    assert look(older(), old_list(encoded, contexts=[V1, STATUS_2021, DI_V2])) == ("indeterminate", code)


def test_a_list_is_of_one_family() -> None:
    """A list that says it is of both would be read in two ways."""
    both = ["VerifiableCredential", "StatusList2021Credential", "BitstringStatusListCredential"]
    contexts = [V1, STATUS_2021, "https://www.w3.org/ns/credentials/status/v1", DI_V2]
    data = old_list(url_safe(bits()), contexts=contexts[:2] + contexts[3:])
    document = {**json.loads(data), "@context": contexts, "type": both}
    document["credentialSubject"]["type"] = ["StatusList2021", "BitstringStatusList"]
    assert look(older(), json.dumps(document).encode()) == ("indeterminate", "status_list_wrong_kind")


def test_the_two_families_do_not_mix() -> None:
    """An entry of one family that points to a list of the other is not read: the texts differ."""
    data = old_list(url_safe(bits()), contexts=[V1, STATUS_2021, DI_V2])
    assert look(University(), data) == ("indeterminate", "status_list_wrong_kind")
    assert look(older(), json.dumps(University().status_list()).encode()) == (
        "indeterminate",
        "status_list_wrong_kind",
    )


@pytest.mark.parametrize("member", [{"statusSize": 2}, {"statusMessage": []}, {"statusReference": "a:b"}])
def test_an_older_entry_has_no_newer_members(member: dict[str, Any]) -> None:
    """What its type does not have may not be passed over: a size of two would move every index."""
    uni = older()
    uni.after_signing.append(lambda document: document["credentialStatus"].update(member))
    assert checked(uni)[1].code == "status_entry_malformed"


# --- 1EdTechRevocationList ----------------------------------------------------------------------------------

REVOKED_URL = "https://kymi.example/revoked"


def with_revocation_list(document: Any, *, own: bool = True, **status: Any) -> University:
    uni = University()
    uni.credential["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    uni.credential["credentialStatus"] = {"id": REVOKED_URL, "type": "1EdTechRevocationList", **status}
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    given = FetchedList(data, AT) if own else data
    uni.lists.append(lambda lists: lists.update({REVOKED_URL: given}))
    return uni


MINE = University().credential["id"]
OTHERS = [{"id": "urn:uuid:1"}, {"id": MINE.upper()}, {"id": MINE, "revoked": False}]


def test_a_revocation_list_from_its_address_counts_and_is_called_unsigned() -> None:
    """Not named there, got from there: current, and the reader learns on what this rests."""
    report, check = checked(with_revocation_list({"id": REVOKED_URL, "revokedCredential": OTHERS}))
    assert report
    assert check.detail["entries"] == [{"url": REVOKED_URL, "purpose": "revocation", "signed": False}]
    assert "status_list_unsigned" in notes(report)


def test_a_revocation_list_that_was_handed_over_proves_nothing_good() -> None:
    """Whoever hands over an unsigned list may have left the credential out."""
    _, check = checked(with_revocation_list({"revokedCredential": OTHERS}, own=False))
    assert (check.outcome, check.code) == ("indeterminate", "status_list_unsigned")


@pytest.mark.parametrize(("hours", "code"), [(24, None), (25, "status_list_too_old")])
def test_an_unsigned_list_counts_for_a_day(hours: int, code: str | None) -> None:
    """It names no end of its own, so a copy from a cache ends with us."""
    uni = with_revocation_list({"revokedCredential": OTHERS})
    uni.at = AT + timedelta(hours=hours)
    _, check = checked(uni)
    assert check.code == code
    uni.options["max_status_age"] = timedelta(hours=1)
    assert checked(uni)[1].code == "status_list_too_old"


def test_a_revocation_list_is_fetched_where_that_is_wanted() -> None:
    """Online, the verifier gets the list of an authentic badge from its address, and it counts."""
    uni = with_revocation_list(b"")
    uni.lists.append(lambda lists: lists.pop(REVOKED_URL))
    asked: list[str] = []

    def fetch(url: str) -> FetchedList:
        asked.append(url)
        return FetchedList(json.dumps({"revokedCredential": OTHERS}).encode(), AT)

    report, _ = checked(uni, status=fetch)
    assert report
    assert asked == [REVOKED_URL]
    uni.after_signing.append(lambda document: document.update(name="Another name"))
    assert checked(uni, status=fetch)[1].outcome == "indeterminate"
    assert asked == [REVOKED_URL]


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("item", [{"id": MINE}, {"id": MINE, "revoked": True}])
def test_a_revocation_list_that_names_the_credential_revokes_it(item: dict[str, Any], own: bool) -> None:
    """Named is revoked, with `revoked` true or left out, however the list came."""
    _, check = checked(with_revocation_list({"revokedCredential": [*OTHERS, item]}, own=own))
    assert (check.outcome, check.code) == ("failed", "revoked")
    assert checked(with_revocation_list({"revokedCredential": item}, own=own))[1].code == "revoked"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"<html>", "status_list_unreadable"),
        ([{"id": MINE}], "status_list_unreadable"),
        ({"revoked": []}, "status_list_malformed"),
        ({"revokedCredential": "urn:uuid:1"}, "status_list_malformed"),
        ({"revokedCredential": [{"revoked": True}]}, "status_list_malformed"),
        ({"revokedCredential": [{"id": MINE, "revoked": "false"}]}, "status_list_malformed"),
        ({"revokedCredential": [], "id": OTHER_LIST_URL}, "status_list_wrong_id"),
        ({"revokedCredential": [], "issuer": "did:web:other.example"}, "status_list_foreign"),
        ({"revokedCredential": [], "issuer": 7}, "status_list_malformed"),
    ],
)
def test_revocation_lists_one_change_away_from_a_good_one(document: Any, code: str) -> None:
    """A list that can't be read, or is another one, says nothing."""
    _, check = checked(with_revocation_list(document))
    assert (check.outcome, check.code) == ("indeterminate", code)


@pytest.mark.parametrize("status", [{"id": "here"}, {"id": None}, {"type": ["1EdTechRevocationList", "X"]}])
def test_revocation_entries_one_change_away_from_a_good_one(status: dict[str, Any]) -> None:
    """The entry is the credential's own: a fault of it fails."""
    uni = with_revocation_list({"revokedCredential": []})
    uni.after_signing.append(lambda document: document["credentialStatus"].update(status))
    _, check = checked(uni)
    assert (check.outcome, check.code) == ("failed", "status_entry_malformed")


# --- European Digital Credentials ---------------------------------------------------------------------------


def european(*entries: tuple[str, object, str]) -> University:
    """A European credential whose identifiers are these status entries: purpose, place, list."""
    uni = University()
    uni.credential = edcs.write(full_record(), issued=CREATED).document
    uni.credential["identifier"] += [
        {
            "id": f"urn:uuid:00000000-0000-4000-8000-00000000000{number}",
            "type": "Identifier",
            "schemeName": f"BitstringStatusListEntry {purpose}".strip(),
            "notation": place,
            "schemeId": url,
        }
        for number, (purpose, place, url) in enumerate(entries)
    ]
    uni.lists.append(lambda lists: lists.update({OTHER_LIST_URL: listed("suspension", {9: 1})}))
    return uni


REVOCABLE = ("revocation", str(INDEX), LIST_URL)


@pytest.mark.parametrize(
    ("entries", "outcome", "code"),
    [
        ([], "not_applicable", "status_entry_absent"),
        ([REVOCABLE], "passed", None),
        ([REVOCABLE, ("suspension", "8", OTHER_LIST_URL)], "passed", None),
        ([REVOCABLE, ("suspension", "9", OTHER_LIST_URL)], "failed", "suspended"),
        ([("suspension", "9", OTHER_LIST_URL), REVOCABLE], "failed", "suspended"),
        ([REVOCABLE, ("suspension", "8", LIST_URL)], "failed", "status_purpose_mismatch"),
        ([("revocation", "131072", LIST_URL)], "failed", "status_index_out_of_range"),
        ([("revocation", "+7", LIST_URL)], "failed", "status_entry_malformed"),
        ([("", "7", LIST_URL)], "failed", "status_entry_malformed"),
        ([("revocation", "7", "https://kymi.example/gone")], "indeterminate", "status_list_unavailable"),
    ],
)
def test_the_identifiers_of_a_european_credential_are_its_status(
    entries: list[tuple[str, object, str]], outcome: str, code: str | None
) -> None:
    """Each is read as strictly as `credentialStatus`, and all of them are."""
    _, check = checked(european(*entries))
    assert (check.outcome, check.code) == (outcome, code)


def test_a_revoked_european_credential() -> None:
    """The bit of its place is set."""
    uni = european(REVOCABLE)
    uni.revoked.add(INDEX)
    assert checked(uni)[1].code == "revoked"


# --- Published examples -------------------------------------------------------------------------------------


@pytest.mark.reference
def test_the_lists_of_the_recommendation_say_what_it_says(reference: Any) -> None:
    """Each printed list, put at the address of our entry and signed by our issuer, is read as printed: clear."""
    examples = json.loads((reference / "w3c/status-list/spec-examples.json").read_bytes())["examples"]
    printed = [item for item in examples if "BitstringStatusListCredential" in item.get("type", [])]
    assert len(printed) >= 1
    for example in printed:
        unsigned = {member: value for member, value in example.items() if member != "proof"}
        unsigned |= {"id": LIST_URL, "issuer": ISSUER, "@context": [V2]}
        data = json.dumps(sign(unsigned, key("kymi"), METHOD, created=University().list_created)).encode()
        assert look(University(), data) == ("passed", None)


@pytest.mark.reference
def test_the_bit_vectors_give_their_answers_through_the_verifier(reference: Any) -> None:
    """Every published vector: revoked at its set places, current at the next one, unreadable where it says so."""
    vectors = json.loads((reference / "w3c/status-list/bit-order-vectors.json").read_bytes())["vectors"]
    codes = {
        "STATUS_LIST_LENGTH_ERROR": "status_list_too_short",
        "MALFORMED_VALUE_ERROR": "status_list_encoding",
    }
    for vector in vectors:
        unsigned = University().status_list()
        del unsigned["proof"]
        unsigned["credentialSubject"]["encodedList"] = vector["encodedList"]
        data = json.dumps(sign(unsigned, key("kymi"), METHOD, created=University().list_created)).encode()
        for index in (*vector["set_indexes"], max(vector["set_indexes"], default=0) - 1, 50_000):
            if index < 0:
                continue
            uni = University()
            uni.status["statusListIndex"] = str(index)
            expected = (
                ("indeterminate", codes[vector["expect_error"]])
                if "expect_error" in vector
                else ("failed", "revoked")
                if index in vector["set_indexes"]
                else ("passed", None)
            )
            assert look(uni, data) == expected, (vector, index)
