"""What the verifier accepts, what it says besides the checks, and what it never does."""

from __future__ import annotations

import copy
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.university import AT, CREATED, INDEX, ISSUER, LIST_URL, METHOD, University, alignment, key, sign
from tests.verify.schema import check_report

from mcissue.errors import RegistryError
from mcissue.jsonld.contexts import ContextStore, bundled_contexts
from mcissue.jsonld.urls import OB_3_0_3
from mcissue.proof.did import Resolver, did_key, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.verify import CHECK_IDS, Outcome, Policy, Verdict, Verifier, verifier
from mcissue.verify.report import Note
from mcissue.verify.steps import validity
from mcissue.verify.verifier import ASKED, PROTOCOL
from mcissue.words import CLOCK_TOLERANCE

OWN_KEY = PrivateKey.from_seed(bytes.fromhex("a1" * 31 + "02"))
"""A key that is neither a sample nor a published one."""


def notes(report) -> set[str]:
    check_report(report.to_json())
    return {note.code for note in report.notes}


# --- Who may have signed ------------------------------------------------------------------------------------


def test_a_key_that_the_registry_binds_needs_no_did_document() -> None:
    """The registry can hold an issuer's keys itself."""
    university = University()
    university.did_documents.clear()
    university.entry["keys"] = [{"multikey": university.issuer_key.public_key.multikey, "id": METHOD}]
    report = university.verify()
    assert report.check("issuer_binding").detail["source"] == "registry"
    assert report


def test_a_registered_key_counts_for_its_period_only() -> None:
    """A key that was listed until May does not sign in June."""
    university = University()
    university.did_documents.clear()
    university.entry["keys"] = [
        {"multikey": university.issuer_key.public_key.multikey, "id": METHOD, "valid_until": "2026-05-31"}
    ]
    check = university.verify().check("issuer_binding")
    assert (check.outcome, check.code) == (Outcome.FAILED, "issuer_key_not_then")


def test_an_issuer_that_is_a_key_binds_itself() -> None:
    """The issuer did:key:z6Mk... is that key, and nobody else's key is."""
    university = University()
    issuer = did_key(OWN_KEY.public_key)
    university.credential["issuer"]["id"] = issuer
    university.entry["ids"] = [issuer]
    university.credential.pop("credentialStatus")
    university.issuer_key, university.method = OWN_KEY, did_key_method(OWN_KEY.public_key)
    report = university.verify()
    assert report.check("issuer_binding").detail["source"] == "did"
    assert report
    university.issuer_key, university.method = key("impostor"), did_key_method(key("impostor").public_key)
    assert university.verify().check("issuer_binding").code == "issuer_not_bound"


def test_two_ids_of_one_institution_may_sign_for_each_other() -> None:
    """If the registry lists a DID and an https id in one entry, the DID's key signs for the https issuer."""
    university = University()
    university.credential["issuer"]["id"] = "https://kymi.example/issuers/1"
    university.list_issuer = "https://kymi.example/issuers/1"
    university.entry["ids"] = ["https://kymi.example/issuers/1", ISSUER]
    assert university.verify()
    university.entry["ids"] = ["https://kymi.example/issuers/1"]
    assert university.verify().check("issuer_binding").code == "issuer_not_bound"


def test_a_key_that_ended_after_the_proof_stays_good() -> None:
    """Rotation: the old key stays listed with its end, and old credentials stay valid."""
    university = University()
    university.did_method["expires"] = "2026-06-19T00:00:00Z"
    # The lists are published again with the new key.
    new = {
        **university.did_method,
        "id": f"{ISSUER}#key-2",
        "publicKeyMultibase": key("impostor").public_key.multikey,
    }
    del new["expires"]
    for member, value in (("verificationMethod", new), ("assertionMethod", new["id"])):
        university.did_documents[ISSUER][member].append(value)
    university.list_signer, university.list_method = key("impostor"), new["id"]
    assert university.verify()


def test_a_proof_over_json_is_as_good() -> None:
    """eddsa-jcs-2022 is verified alike."""
    university = University()
    university.proof_options["cryptosuite"] = "eddsa-jcs-2022"
    assert university.verify()


def test_a_proof_over_json_covers_words_without_a_meaning_which_nothing_is_read_from() -> None:
    """eddsa-jcs-2022 signs words that no context defines: authentic, badly written, and without effect."""
    university = University()
    university.proof_options["cryptosuite"] = "eddsa-jcs-2022"
    university.credential["grade"] = "5"
    report = university.verify()
    assert report.verdict is Verdict.VALID
    assert report.check("proof").outcome is Outcome.PASSED
    check = report.check("format")
    assert (check.outcome, check.code, check.path) == (Outcome.FAILED, "undefined_term", "$.grade")
    assert university.verify(policy=Policy.CONFORMANT).verdict is Verdict.INCOMPLETE
    university.after_signing.append(lambda document: document.update(grade="1"))
    assert university.verify().check("proof").code == "signature_invalid"


def test_a_fault_of_the_issuers_own_key_goes_before_a_strangers_key() -> None:
    """Of several reasons why no key is bound the report gives the one that explains most."""
    university = University()
    stranger = sign(university.credential, OWN_KEY, did_key_method(OWN_KEY.public_key), created=CREATED)[
        "proof"
    ][0]
    university.after_signing.append(lambda document: document["proof"].insert(0, stranger))
    university.did_method["revoked"] = "2026-06-01T00:00:00Z"
    check = university.verify().check("issuer_binding")
    assert (check.code, check.path) == ("key_revoked", "$.proof[1].verificationMethod")
    university.did_method["revoked"] = "2026-06-18T00:00:00Z"
    assert university.verify().check("issuer_binding").code == "issuer_not_bound"


def test_the_registry_does_not_overrule_the_issuers_own_document() -> None:
    """A key that the issuer does not list for credentials is not bound by the registry's older knowledge."""
    university = University()
    university.did_documents[ISSUER]["assertionMethod"] = []
    university.entry["keys"] = [{"multikey": university.issuer_key.public_key.multikey, "id": METHOD}]
    check = university.verify().check("issuer_binding")
    assert (check.outcome, check.code) == (Outcome.FAILED, "verification_method_not_authorized")


def test_a_single_proof_outside_of_an_array_is_read() -> None:
    """Others write one proof as an object."""
    university = University()
    university.after_signing.append(lambda document: document.update(proof=document["proof"][0]))
    report = university.verify()
    assert report
    assert report.credential.proofs[0].path == "$.proof"


def test_a_cosigner_is_shown_as_one() -> None:
    """A second good proof by somebody else is no fault, and no issuer."""
    university = University()
    method = did_key_method(OWN_KEY.public_key)
    second = sign(university.credential, OWN_KEY, method, created=CREATED)["proof"][0]
    university.after_signing.append(lambda document: document["proof"].insert(0, second))
    report = university.verify()
    assert report
    assert [(proof.role, proof.verification_method) for proof in report.credential.proofs] == [
        ("cosigner", method),
        ("issuer", METHOD),
    ]


def test_a_signature_by_a_key_that_may_not_be_used_is_no_support() -> None:
    """A published test key can co-sign anything: that must not look like somebody's consent."""
    university = University()
    test_key = PrivateKey.from_seed(bytes(32))
    method = did_key_method(test_key.public_key)
    second = sign(university.credential, test_key, method, created=CREATED)["proof"][0]
    university.after_signing.append(lambda document: document["proof"].append(second))
    report = university.verify()
    assert report
    assert [proof.role for proof in report.credential.proofs] == ["issuer", None]
    assert "proof_not_counted" in notes(report)


def test_an_unsupported_proof_beside_a_good_one_does_not_count_and_is_said() -> None:
    """A proof of a newer kind must not make a good credential unreadable."""
    university = University()
    other = {
        **university.signed()["proof"][0],
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2026-06-25T00:00:00Z",
    }
    university.after_signing.append(lambda document: document["proof"].append(other))
    report = university.verify()
    assert report
    assert "proof_not_counted" in notes(report)
    assert report.credential.proofs[1].outcome is Outcome.NOT_CHECKED


def test_a_chain_on_an_unsupported_proof_is_indeterminate() -> None:
    """A proof is worth as much as those that it builds on."""
    university = University()
    earlier = {**university.signed()["proof"][0], "cryptosuite": "ecdsa-sd-2023", "id": "urn:uuid:1"}
    body = {**university.credential, "proof": [earlier]}
    from mcissue.proof.multibase import encode_base58btc
    from mcissue.proof.suites.eddsa import EddsaRdfc2022

    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-06-16T09:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "previousProof": "urn:uuid:1",
    }
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.limits import CREDENTIAL_LIMITS

    data = EddsaRdfc2022().hash_data(
        body, options, contexts=bundled_contexts(), policy=ContextPolicy.STRICT, limits=CREDENTIAL_LIMITS
    )
    proof = {**options, "proofValue": encode_base58btc(university.issuer_key.sign(data))}
    university.after_signing.append(lambda document: document.update(proof=[earlier, proof]))
    check = university.verify().check("proof")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "previous_proof_unverified")


def test_sample_keys_count_without_a_registry_only_for_their_maker() -> None:
    """Whoever makes samples checks his output; everybody else needs a test registry."""
    university = University()
    assert university.verify(registry=None).check("issuer_binding").code == "sample_key"
    report = university.verify(registry=None, sample_keys=True)
    assert report.check("issuer_binding").outcome is Outcome.PASSED
    assert "sample_key" in notes(report)


# --- Older editions of the context --------------------------------------------------------------------------


def older_and_newer(tmp_path) -> tuple[ContextStore, ContextStore]:
    """Two stores: one in which the context has an older edition that gives a term another address, and that edition."""
    store = bundled_contexts()
    older = (
        json.dumps(store.load(OB_3_0_3)).replace("vocab.html#Criteria", "vocab.html#OlderCriteria").encode()
    )
    assert b"OlderCriteria" in older
    import hashlib

    newest = json.dumps(store.load(OB_3_0_3)).encode()
    index: dict[str, list[dict[str, str]]] = {}
    for url in store.urls - {OB_3_0_3}:
        (tmp_path / f"{len(index)}.json").write_bytes(json.dumps(store.load(url)).encode())
        data = (tmp_path / f"{len(index)}.json").read_bytes()
        index[url] = [
            {"edition": "1", "file": f"{len(index)}.json", "sha256": hashlib.sha256(data).hexdigest()}
        ]
    for name, data in (("newest", newest), ("older", older)):
        (tmp_path / f"{name}.json").write_bytes(data)
        row = {"edition": name, "file": f"{name}.json", "sha256": hashlib.sha256(data).hexdigest()}
        index.setdefault(OB_3_0_3, []).append(row)
    (tmp_path / "INDEX.json").write_text(json.dumps(index))
    both = ContextStore.from_folder(tmp_path)
    return both, both.at_edition(OB_3_0_3, "older")


def test_a_signature_under_an_older_edition_of_the_context_holds_and_is_said(tmp_path) -> None:
    """The context 3.0.3 was changed in place; an honest signature may rest on its older content."""
    from mcissue.proof.data_integrity import add_proof

    both, older = older_and_newer(tmp_path)
    university = University()
    document = add_proof(
        university.credential, signer=university.issuer_key.signer(METHOD), created=CREATED, contexts=older
    )
    data = json.dumps(document).encode()
    report = university.verifier(contexts=both).verify(data)
    assert report, report.deciding
    assert "context_edition_older" in notes(report)
    assert university.verifier().verify(data).check("proof").code == "signature_invalid"
    document["name"] = "Doctor"
    forged = university.verifier(contexts=both).verify(json.dumps(document).encode())
    assert forged.check("proof").code == "signature_invalid"


# --- Status -------------------------------------------------------------------------------------------------


def test_a_credential_without_a_status_is_current_by_its_dates() -> None:
    """No status entry: the answer rests on validity, and the check does not apply."""
    university = University()
    university.credential.pop("credentialStatus")
    report = university.verify()
    assert report.check("status").outcome is Outcome.NOT_APPLICABLE
    assert report.answers.current is Outcome.PASSED
    assert report


def test_all_status_entries_are_read() -> None:
    """Revocation and suspension may stand in one list, each under its own place."""
    university = University()
    first = university.status
    second = {**first, "id": f"{LIST_URL}#9", "statusPurpose": "suspension", "statusListIndex": "9"}
    university.credential["credentialStatus"] = [first, second]
    university.list_purpose = ["revocation", "suspension"]
    assert university.verify()
    university.revoked = {9}
    assert university.verify().check("status").code == "suspended"


def test_a_revoked_entry_is_found_behind_one_that_is_unavailable() -> None:
    """What is known to be bad goes before what is not known."""
    university = University()
    missing = {**university.status, "id": "urn:uuid:1", "statusListCredential": "https://kymi.example/gone"}
    university.credential["credentialStatus"] = [missing, university.status]
    university.revoked = {INDEX}
    assert university.verify().check("status").code == "revoked"


@pytest.mark.parametrize(
    ("purpose", "code", "outcome"),
    [
        ("refresh", "status_refresh", Outcome.PASSED),
        ("message", "status_message", Outcome.PASSED),
        ("applause", None, Outcome.INDETERMINATE),
    ],
)
def test_other_purposes_say_something_or_are_not_understood(
    purpose: str, code: str | None, outcome: Outcome
) -> None:
    """A refresh or a message is no fault; a set bit that nobody understands is not passed over."""
    university = University()
    university.status["statusPurpose"] = purpose
    university.list_purpose = purpose
    assert university.verify().check("status").outcome is Outcome.PASSED
    university.revoked = {INDEX}
    report = university.verify()
    assert report.check("status").outcome is outcome
    assert (code is None) is (not notes(report) & {"status_refresh", "status_message"})


def test_a_delegate_may_keep_the_status_lists() -> None:
    """A list of another issuer counts if the registry says that this one keeps the lists."""
    university = University()
    delegate = did_key(OWN_KEY.public_key)
    university.list_issuer, university.list_signer = delegate, OWN_KEY
    university.list_method = did_key_method(OWN_KEY.public_key)
    assert university.verify().check("status").code == "status_list_foreign"
    university.entry["delegates"] = [{"id": delegate, "role": "status_lists"}]
    assert university.verify()


def test_an_institution_may_sign_its_list_under_another_of_its_ids() -> None:
    """Two ids in one entry of the registry are one institution, for its lists as for its keys."""
    university = University()
    other = did_key(OWN_KEY.public_key)
    university.list_issuer, university.list_signer = other, OWN_KEY
    university.list_method = did_key_method(OWN_KEY.public_key)
    university.entry["ids"].append(other)
    assert university.verify(), university.verify().deciding


def test_a_fault_of_a_list_stands_at_the_entry_that_names_it() -> None:
    """A path in a report is a place in the credential; the place in the list is told beside it."""
    university = University()
    university.list_before_signing.append(lambda listed: listed.update(id="https://kymi.example/status/9"))
    check = university.verify().check("status")
    assert (check.code, check.path) == ("status_list_wrong_id", "$.credentialStatus")
    assert check.detail["status_list_path"] == "$.id"


def test_an_unreadable_date_does_not_hide_the_award_date() -> None:
    """The registry is asked about the award date even if another date is none."""
    university = University()
    university.credential["validUntil"] = "some day"
    report = university.verify()
    assert report.check("validity").code == "datetime_malformed"
    assert report.check("issuer_registry").outcome is Outcome.PASSED
    assert report.check("accreditation").outcome is Outcome.PASSED


def test_a_list_signed_over_json_must_have_a_clear_meaning_too() -> None:
    """What holds for credentials holds for lists: an undefined word is nobody's statement."""
    university = University()
    url = LIST_URL
    unsigned = {name: value for name, value in university.status_list().items() if name != "proof"}
    options = {"created": university.list_created, "cryptosuite": "eddsa-jcs-2022"}
    good = sign(unsigned, university.list_signer, METHOD, **options)
    assert university.verify(status_lists={url: good})
    bad = sign({**unsigned, "grade": "5"}, university.list_signer, METHOD, **options)
    check = university.verify(status_lists={url: bad}).check("status")
    assert (check.code, check.detail["reason"]) == ("status_list_not_authentic", "undefined_term")


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"created": AT + timedelta(days=1)}, "created_in_future"),
        ({"created": CREATED, "expires": AT - timedelta(days=1)}, "proof_expired"),
    ],
)
def test_the_proof_of_a_list_has_its_time_too(times: dict[str, Any], reason: str) -> None:
    """A list whose proof is over, or of the future, says nothing about a credential."""
    university = University()
    unsigned = {name: value for name, value in university.status_list().items() if name != "proof"}
    listed = sign(unsigned, university.list_signer, METHOD, **times)
    check = university.verify(status_lists={LIST_URL: listed}).check("status")
    assert check.outcome is Outcome.INDETERMINATE
    assert (check.code, check.detail["reason"]) == ("status_list_not_authentic", reason)


def test_a_list_is_proven_once_for_many_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a fixed time the costly part of a list is not repeated."""
    from mcissue.verify import status_lists

    counted = []
    original = status_lists.read_list_credential
    monkeypatch.setattr(
        status_lists,
        "read_list_credential",
        lambda *args, **more: counted.append(1) or original(*args, **more),
    )
    university = University()
    verifier, data = university.verifier(), university.data()
    assert verifier.verify(data)
    assert verifier.verify(data)
    assert len(counted) == 1


# --- Registry and time --------------------------------------------------------------------------------------


def test_the_name_comes_from_the_registry_and_a_mismatch_is_said() -> None:
    """A registered issuer cannot show itself under a grander name."""
    university = University()
    university.credential["issuer"]["name"] = "Oxford University"
    report = university.verify()
    assert report.credential.issuer.registered == "Kymi University of Applied Sciences"
    assert report.credential.issuer.claimed == "Oxford University"
    assert "issuer_name_differs" in notes(report)
    assert "issuer_name_differs" not in notes(University().verify())


def test_what_changed_after_the_award_is_said_beside_the_answer() -> None:
    """Recognised and accredited on the award date: the answer is yes; how it is today is a note."""
    university = University()
    university.entry["ended"] = {"how": "ended", "on": "2026-06-18"}
    university.accreditation["valid_until"] = "2026-06-17"
    report = university.verify()
    assert report, report.deciding
    assert {"issuer_not_recognised_today", "issuer_not_accredited_today"} <= notes(report)
    assert not notes(University().verify()) & {"issuer_not_recognised_today", "issuer_not_accredited_today"}


def test_any_registered_name_is_the_issuers() -> None:
    """An issuer may use its name in its own language."""
    university = University()
    university.credential["issuer"]["name"] = "Kymin ammattikorkeakoulu"
    assert "issuer_name_differs" not in notes(university.verify())


def test_a_registry_that_expires_while_the_verifier_lives_is_not_asked() -> None:
    """A service that runs for months must not rely on the registry of its first day."""
    university = University()
    registry = university.registry()
    late = university.verifier(registry=registry, at=datetime(2027, 1, 1, tzinfo=UTC)).verify(
        university.data()
    )
    assert late.check("issuer_registry").code == "registry_expired"
    assert late.registry is None
    early = university.verifier(registry=registry, at=datetime(2026, 5, 1, tzinfo=UTC)).verify(
        university.data()
    )
    assert early.check("issuer_registry").code == "registry_not_yet_valid"


def test_the_report_names_the_registry() -> None:
    """Operator, number, test flag and digest: so that the report can be understood later."""
    university = University()
    registry = university.registry()
    assert not isinstance(registry, RegistryError)
    found = university.verify().registry
    assert found is not None
    assert (found.operator, found.sequence, found.test) == ("Sample registry", 12, True)
    assert found.sha256 == registry.sha256


def test_without_a_time_each_verification_takes_the_present_one() -> None:
    """The default reference time is now, not the time at which the verifier was made."""
    university = University()
    university.credential["validFrom"] = "2020-01-01T00:00:00Z"
    university.credential["validUntil"] = "2999-01-01T00:00:00Z"
    before = datetime.now(UTC).replace(microsecond=0)
    report = university.verifier(at=None).verify(university.data())
    assert before <= report.verified_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("member", "text", "at"),
    [
        ("validUntil", "2026-06-20T12:00:00Z", AT),
        ("validUntil", "2026-06-20T14:00:00+02:00", AT),
        ("validFrom", "2026-06-20T12:00:00Z", AT),
        ("validUntil", "2026-06-19T24:00:00Z", datetime(2026, 6, 20, tzinfo=UTC)),
    ],
)
def test_a_limit_of_time_belongs_to_the_time(member: str, text: str, at: datetime) -> None:
    """Instants are compared, not texts; the last one still counts."""
    university = University()
    university.credential[member] = text
    university.at = at
    assert university.verify(), university.verify().deciding
    moved = timedelta(seconds=1) if member == "validUntil" else -CLOCK_TOLERANCE - timedelta(seconds=1)
    university.at = at + moved
    assert university.verify().check("validity").outcome is Outcome.FAILED


# --- Elements -----------------------------------------------------------------------------------------------


def test_contradictory_codes_count_for_nothing() -> None:
    """Two levels are none: the accreditation's limit can't be held against them."""
    university = University()
    university.achievement["alignment"].append(alignment("Level 8", "http://data.europa.eu/snb/eqf/8"))
    assert university.verify().check("accreditation").code == "accreditation_scope_unknown"


@pytest.mark.parametrize(
    ("added", "limit"),
    [
        (alignment("Level 9", "http://data.europa.eu/snb/eqf/9"), "eqf_level"),
        (alignment("All fields", "http://data.europa.eu/snb/isced-f/9876"), "isced_f"),
        (
            alignment(
                "ECTS", "http://data.europa.eu/snb/education-credit/6fcec5c5af", targetCode="600 credits"
            ),
            "ects",
        ),
        (None, "ects"),
    ],
)
def test_a_value_that_cannot_be_read_may_be_out_of_bounds(added: dict[str, Any] | None, limit: str) -> None:
    """A value that nobody can hold against a limit is not passed over for one beside it that fits."""
    university = University()
    if added is None:
        university.achievement["creditsAvailable"] = 1_000_000
    else:
        university.achievement["alignment"].append(added)
    check = university.verify().check("accreditation")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "accreditation_scope_unknown")
    assert [found["limit"] for found in check.detail["limits"] if found["state"] == "unknown"] == [limit]


@pytest.mark.parametrize(
    ("earned", "outcome"),
    [(5, Outcome.PASSED), (3, Outcome.PASSED), (60, Outcome.PASSED), (500, Outcome.FAILED)],
)
def test_credits_that_were_earned_are_held_against_the_limits_too(earned: int, outcome: Outcome) -> None:
    """An accreditation up to 60 credits covers no award of 500, whatever the offer says."""
    university = University()
    university.subject["creditsEarned"] = earned
    assert university.verify().check("accreditation").outcome is outcome


@pytest.mark.parametrize(
    ("available", "code", "outcome"),
    [
        (5, "5", Outcome.PASSED),
        (None, "5", Outcome.PASSED),
        (5, None, Outcome.PASSED),
        (5, "ECTS", Outcome.PASSED),
        (5, "50", Outcome.INDETERMINATE),
        (5, "90", Outcome.FAILED),
        (90, "90", Outcome.FAILED),
        (None, "ECTS", Outcome.INDETERMINATE),
    ],
)
def test_credits_count_if_they_are_said_once_or_alike(
    available: int | None, code: str | None, outcome: Outcome
) -> None:
    """The registry allows 1 to 60 credits: each amount must be within; of two nobody knows which is meant."""
    university = University()
    university.achievement["creditsAvailable"] = available
    if available is None:
        del university.achievement["creditsAvailable"]
    ects = next(
        item for item in university.achievement["alignment"] if "education-credit" in item["targetUrl"]
    )
    ects["targetCode"] = code
    if code is None:
        del ects["targetCode"]
    assert university.verify().check("accreditation").outcome is outcome


def test_the_elements_are_listed_with_ways_to_mend_them() -> None:
    """A report on an incomplete credential says of each element whether it is there and how to supply it."""
    university = University()
    university.credential["issuer"].pop("name")
    report = university.verify().to_json()
    assert len(report["credential"]["elements"]) == 16
    missing = next(e for e in report["credential"]["elements"] if e["id"] == "awarding_body")
    assert missing["state"] != "present"
    assert missing["mend"]


# --- Policies, asking, and what never happens ---------------------------------------------------------------


def test_a_weaker_policy_asks_fewer_questions() -> None:
    """An incomplete credential of an unknown issuer is authentic all the same."""
    university = University()
    university.entry["ids"] = ["did:web:other.example"]
    university.credential["issuer"].pop("name")
    # What is not known to be recognised is never called "genuine, but".
    assert university.verify(policy=Policy.FULL).verdict is Verdict.INDETERMINATE
    assert university.verify(policy=Policy.RECOGNISED).verdict is Verdict.INDETERMINATE
    assert university.verify(policy=Policy.AUTHENTIC).verdict is Verdict.VALID


@pytest.mark.parametrize("check_id", ["schema", "recipient"])
def test_what_is_asked_for_and_not_available_is_not_valid(check_id: str) -> None:
    """Whoever asks for more gets no "valid" without it."""
    report = University().verify(ask=[check_id])
    assert report.verdict is Verdict.INDETERMINATE
    assert report.check(check_id).code == "check_not_available"
    assert report.asked == (check_id,)


def test_nothing_is_proven_while_the_first_answer_is_open() -> None:
    """A reader can tell in one member whether what is shown comes from signed data."""
    university = University()
    assert university.verify().credential.authenticated
    university.did_documents.clear()
    report = university.verify()
    assert not report.credential.authenticated
    assert report.credential.title == "Research data management"


def test_a_fault_of_ours_is_indeterminate_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected exception inside a step is neither a pass nor a traceback."""

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("Aino Virtanen")

    monkeypatch.setattr(validity, "read_dates", broken)
    university = University()
    with caplog.at_level(logging.DEBUG, logger="mcissue.verify"):
        report = university.verify()
    check = report.check("validity")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "internal_error")
    assert "Aino" not in json.dumps(check.to_json())
    assert report.verdict is Verdict.INDETERMINATE
    assert "ZeroDivisionError" in caplog.text


def test_what_the_caller_says_stands_in_the_notes() -> None:
    """The command line says there what it left out."""
    assert "no_state" in notes(University().verify(notes=[Note("no_state", "Said.")]))


def test_a_verifier_refuses_senseless_arguments() -> None:
    """A time without a zone, or a check that nobody can ask for, is a fault of the caller."""
    with pytest.raises(ValueError, match="zone"):
        Verifier(at=datetime(2026, 6, 20))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="proof"):
        Verifier(ask=["proof"])
    with pytest.raises(ValueError, match="lax"):
        Verifier(policy="lax")  # type: ignore[arg-type]


def test_one_verifier_gives_one_answer() -> None:
    """The same bytes under the same trust give the same report, whatever was verified between."""
    university = University()
    verifier, data = university.verifier(), university.data()
    first = verifier.verify(data, name="a").to_json()
    verifier.verify(data.replace(b"Aino", b"Eve"))
    assert verifier.verify(data, name="a").to_json() == first


def test_the_inputs_are_not_changed() -> None:
    """A verifier reads what it is handed; it writes nothing into it."""
    university = University()
    documents = copy.deepcopy(university.did_documents)
    lists = {LIST_URL: university.status_list()}
    kept = copy.deepcopy(lists)
    verifier = university.verifier(status_lists=lists, resolver=Resolver(university.did_documents))
    assert verifier.verify(university.data())
    assert (university.did_documents, lists) == (documents, kept)


@pytest.mark.parametrize("data", [5, None, "text", ["a"]])
def test_only_bytes_are_verified(data):
    """A number or a text is a mistake of the program that asks, and not a bad credential."""
    with pytest.raises(TypeError):
        Verifier().verify(data)


def test_the_protocol_makes_every_check_of_a_report_in_its_order() -> None:
    """The list of steps is whole: no check of a report comes from elsewhere, and each has its number in the text."""
    steps = [check_id for check_id, _ in (*PROTOCOL, *ASKED)]
    assert tuple(dict.fromkeys(steps)) == CHECK_IDS
    assert [check_id for check_id in CHECK_IDS if steps.count(check_id) != 1] == ["format", "proof"]
    text = verifier.__doc__ or ""
    numbered = [line for line in text.splitlines() if re.match(r" ?\d+\. ", line)]
    assert [int(line.partition(".")[0]) for line in numbered] == list(range(1, 13))
    named = [name for line in numbered for name in re.findall(r"`(\w+)`", line)]
    assert tuple(named) == CHECK_IDS
