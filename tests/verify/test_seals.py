"""Sealed files before the whole verifier: official ones, ours, and every way in which a seal can mean nothing."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.formats import edcs
from tests.formats.badges import changed
from tests.proof import sealers
from tests.proof.sealers import NUMBER, Json, Sealer, resigned, root, seal_key, sealed, sealer, trust
from tests.records import full_record
from tests.university import CREATED, University

from mcissue.codes import CODES
from mcissue.formats.conversion import SealNames
from mcissue.formats.edc.documents import EdcForm
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.verify import Outcome, Policy, Report, Verdict, Verifier

OFFICIAL = (
    "Sample-CertOfPart-signed",
    "Sample-MC-Annex1-signed",
    "elm-support-AA-Annex1-MC-signed",
    "elm-support-Sample-MastersDegree-signed",
    "mynextid-edc-dc-signed",
    "mynextid-edc-mc-signed",
)
TODAY = datetime(2026, 11, 20, tzinfo=UTC)
RECORD = changed(
    full_record(),
    **{"course.fields": ["http://data.europa.eu/snb/isced-f/0612"], "course.awarding_bodies": []},
)
STATUS = {**edcs.STATUS, "statusListIndex": "4711"}


@cache
def _document() -> str:
    names = SealNames(
        identifier=NUMBER,
        country="FI",
        organisation="Kymi University of Applied Sciences",
        common_name="Kymi Seal",
    )
    written = edcs.write(RECORD, status=STATUS, issued=CREATED, form=EdcForm.SEALED, seal=names)
    return json.dumps(written.document, ensure_ascii=False)


def good() -> Json:
    """A credential in the sealed form, before it is sealed."""
    found: Json = json.loads(_document())
    return found


def ours(by: Sealer | None = None, **changes: Any) -> Json:
    """A sealed credential of ours."""
    return sealed({**good(), **changes}, by)


def registered(scheme: str = "eIDAS", value: str = NUMBER, **members: Any) -> University:
    """The surroundings, with the seal's number in the registry."""
    uni = University()
    uni.entry["identifiers"] = [{"scheme": scheme, "value": value, **members}]
    return uni


def verify(file: Json | bytes, uni: University | None = None, **options: Any) -> Report:
    data = file if isinstance(file, bytes) else json.dumps(file, ensure_ascii=False).encode()
    return (uni or registered()).verifier(**options).verify(data)


def sample(reference: Path, name: str) -> Json:
    found: Json = json.loads((reference / "elm" / "samples-signed" / f"{name}.jsonld").read_bytes())
    return found


def plain(report: Report) -> Any:
    """Everything that a report says, but what it marks as unsigned and the digest of the file."""
    found = report.to_json()
    found["notes"] = [note for note in found["notes"] if note["code"] != "seal_unsigned_header"]
    found.pop("input")
    return found


# Official files.


@pytest.mark.reference
@pytest.mark.parametrize("name", OFFICIAL)
def test_official_files_are_intact_and_their_owner_is_open(reference: Path, name: str) -> None:
    """The seal holds; who stands behind it nobody has said; what is unsigned is shown as that."""
    report = verify(sample(reference, name), at=TODAY)
    assert report.check("proof").outcome is Outcome.PASSED
    check = report.check("issuer_binding")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "seal_owner_unknown")
    assert check.detail["identifier"]["match"] == ("normalised" if name.startswith("mynextid") else "exact")
    assert check.detail["certificate"]["statements"] == ["qualified", "for_seals"]
    (proof,) = report.credential.proofs
    assert proof.cryptosuite == "JAdES RS256"
    assert report.credential.format == "edc"
    (unsigned,) = [note for note in report.notes if note.code == "seal_unsigned_header"]
    assert "Unsigned" in unsigned.message
    assert "sigTst" in unsigned.message
    assert report.answers.authentic is not Outcome.PASSED


@pytest.mark.reference
def test_the_one_with_faults_in_its_content_is_reported_with_them(reference: Path) -> None:
    """A good seal around a credential that breaks its format: both are said."""
    report = verify(sample(reference, "mynextid-edc-mc-signed"), at=TODAY)
    assert report.check("proof").outcome is Outcome.PASSED
    check = report.check("format")
    assert (check.outcome, check.code) == (Outcome.FAILED, "edc_id_reused")
    assert len(check.detail["findings"]) > 10
    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.reference
@pytest.mark.parametrize("member", ["payload", "protected", "signature"])
def test_a_flip_in_what_is_signed_fails_by_proof(reference: Path, member: str) -> None:
    """Wherever it is, even where the credential is no JSON or no credential any more."""
    file = sample(reference, "Sample-CertOfPart-signed")
    holder = file if member == "payload" else file["signatures"][0]
    text = holder[member]
    verifier = Verifier(at=TODAY)
    for place in [0, 1, len(text) // 3, len(text) // 2, len(text) - 1, *range(40, min(400, len(text)), 37)]:
        for other in ("A", "B"):
            if text[place] == other:
                continue
            holder[member] = text[:place] + other + text[place + 1 :]
            report = verifier.verify(json.dumps(file).encode())
            check = report.check("proof")
            assert check.outcome is Outcome.FAILED, (place, other, check)
            assert report.verdict is Verdict.INVALID
            break
    holder[member] = text


@pytest.mark.reference
@pytest.mark.parametrize("name", ["elm-support-AA-Annex1-MC-signed", "mynextid-edc-dc-signed"])
def test_a_flip_in_the_unsigned_header_changes_nothing(reference: Path, name: str) -> None:
    """No verdict, no check, no fact but what is marked unsigned."""
    file = sample(reference, name)
    before = plain(verify(file, at=TODAY))
    stamps = file["signatures"][0]["header"]["etsiU"]
    for entry in range(len(stamps)):
        text = stamps[entry]
        for place in (0, 5, len(text) // 2, len(text) - 1):
            for other in ("A", "!", "é"):
                stamps[entry] = text[:place] + other + text[place + 1 :]
                assert plain(verify(file, at=TODAY)) == before
        stamps[entry] = text
    for header in ({}, {"etsiU": []}, {"jku": "https://evil.example/", "note": "gone"}):
        file["signatures"][0]["header"] = header
        assert plain(verify(file, at=TODAY)) == before
    del file["signatures"][0]["header"]
    assert plain(verify(file, at=TODAY)) == before


@pytest.mark.reference
def test_a_payload_written_again_fails(reference: Path) -> None:
    """The same JSON in other bytes is not what was sealed; the same bytes in another file are."""
    file = sample(reference, "Sample-MC-Annex1-signed")
    outer = json.dumps(file, indent=4, ensure_ascii=True).encode()
    assert verify(outer, at=TODAY).check("proof").outcome is Outcome.PASSED
    file["payload"] = json.dumps(json.loads(file["payload"]))
    assert (verify(file, at=TODAY).check("proof").code) == "seal_broken"


@pytest.mark.reference
def test_an_official_file_is_authentic_once_its_authority_is_trusted(reference: Path) -> None:
    """While its certificate lives; once that has ended, the seal's time is its sealer's word."""
    file = sample(reference, "elm-support-AA-Annex1-MC-signed")
    import base64

    header = json.loads(base64.urlsafe_b64decode(file["signatures"][0]["protected"] + "=="))
    from mcissue.proof.seals.jades import read_anchors

    trusted = read_anchors([("leaf.der", base64.b64decode(header["x5c"][0]))])
    report = verify(file, at=datetime(2025, 4, 1, tzinfo=UTC), seal_trust=trusted)
    assert report.check("issuer_binding").outcome is Outcome.PASSED
    assert report.answers.authentic is Outcome.PASSED
    assert "seal_revocation_unchecked" in {note.code for note in report.notes}
    report = verify(file, at=TODAY, seal_trust=trusted)
    assert report.check("issuer_binding").code == "seal_time_claimed"
    assert report.answers.authentic is Outcome.INDETERMINATE


# Ours.


def test_ours_is_authentic_current_and_recognised() -> None:
    """Sealed by a certificate under a trusted authority, not revoked, by a registered issuer."""
    report = verify(ours(), seal_trust=trust())
    for check in ("carrier", "format", "json_ld", "proof", "issuer_binding", "validity", "issuer_registry"):
        assert report.check(check).outcome is Outcome.PASSED, report.check(check)
    assert report.answers.authentic is Outcome.PASSED
    detail = report.check("issuer_binding").detail
    assert detail["identifier"] == {"claimed": NUMBER, "certificate": NUMBER, "match": "exact"}
    assert detail["source"] == "certificate"
    assert len(detail["chain"]) == 2
    (proof,) = report.credential.proofs
    assert (proof.cryptosuite, proof.role, proof.created) == ("JAdES ES256", "issuer", "2026-06-16T09:00:00Z")
    assert "sealed" in report.check("carrier").message


def test_a_revoked_one_is_invalid() -> None:
    """Its status stands in an identifier, and is read."""
    uni = registered()
    uni.revoked = {4711}
    assert verify(ours(), uni, seal_trust=trust()).check("status").code == "revoked"


def _binding(file: Json, **options: Any) -> tuple[str, str | None]:
    report = verify(file, **{"seal_trust": trust(), **options})
    assert report.check("proof").outcome is Outcome.PASSED, report.check("proof")
    check = report.check("issuer_binding")
    assert check.code is None or check.code in CODES
    if check.outcome is not Outcome.PASSED:
        assert report.answers.authentic is check.outcome
    return check.outcome.value, check.code


def _number(value: str | None, country: str = "FIN") -> Json:
    document = good()
    legal = document["issuer"]["eIDASIdentifier"]
    if value is None:
        del document["issuer"]["eIDASIdentifier"]
    else:
        legal["notation"] = value
        legal["spatial"] = copy.deepcopy(legal["spatial"])
        legal["spatial"]["id"] = f"http://publications.europa.eu/resource/authority/country/{country}"
    return document


def test_whose_number_the_certificate_carries_decides() -> None:
    """Exactly, or without its kind and country if the country beside it is the same."""
    assert _binding(sealed(_number(NUMBER))) == ("passed", None)
    assert _binding(sealed(_number("12345678"))) == ("passed", None)
    assert _binding(sealed(_number("12345678", "EST"))) == ("failed", "seal_issuer_mismatch")
    assert _binding(sealed(_number("VATFI-99999999"))) == ("failed", "seal_issuer_mismatch")
    assert _binding(sealed(_number("vatfi-12345678"))) == ("failed", "seal_issuer_mismatch")
    assert _binding(sealed(_number(None))) == ("failed", "seal_issuer_unidentified")
    assert _binding(ours(sealer(number=None))) == ("failed", "seal_issuer_unidentified")
    greek = sealer(number="VATEL-12345678")
    assert _binding(sealed(_number("12345678", "GRC"), greek)) == ("passed", None)


def test_without_trusted_authorities_the_owner_is_unknown() -> None:
    """Threats 3.12: a chain that ends in its own root proves nothing."""
    other = root("Other Root")
    assert _binding(ours(), seal_trust=None) == ("indeterminate", "seal_owner_unknown")
    assert _binding(ours(sealer(other, chain=(other,)))) == ("indeterminate", "seal_not_anchored")
    report = verify(ours(sealer(other, chain=(other,))), seal_trust=trust())
    assert report.verdict is not Verdict.VALID


def test_a_certificate_is_judged_at_the_time_of_the_seal() -> None:
    """Good then and now: passed. Expired then: failed."""
    assert _binding(ours(sealer(until=sealers.SEALED_AT + timedelta(days=30)))) == ("passed", None)
    over = resigned(ours(), lambda header: header.update(sigT="2024-06-16T09:00:00Z"))
    assert _binding(over) == ("failed", "seal_certificate_not_then")


def test_a_certificate_that_ended_proves_no_time() -> None:
    """Whoever has the key of an ended certificate can write any time: not valid, and not called forged."""
    ends = sealers.SEALED_AT + timedelta(days=1)
    ended = ours(sealer(until=ends))
    assert _binding(ended, at=ends - timedelta(hours=1)) == ("passed", None)
    assert _binding(ended, at=ends + timedelta(hours=1)) == ("indeterminate", "seal_time_claimed")
    # Sealed in the life of the certificate, or later with a time of then in it: the file is the same.
    at = ends + timedelta(hours=1)
    report = verify(ended, at=at, seal_trust=trust(), policy=Policy.AUTHENTIC)
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.verdict is Verdict.INDETERMINATE, report.deciding


def test_an_authority_between_that_ended_proves_no_time_either() -> None:
    """Whoever has its key can make a certificate of any time; the one that is trusted is trusted as it is."""
    ends = sealers.SEALED_AT + timedelta(days=1)
    issuing = sealers.authority_below(root(), "Issuing Authority", until=ends)
    file = ours(sealer(issuing, chain=(issuing,)))
    assert _binding(file, at=ends - timedelta(hours=1)) == ("passed", None)
    assert _binding(file, at=ends + timedelta(hours=1)) == ("indeterminate", "seal_time_claimed")


def test_a_seal_of_the_future_is_not_yet_one() -> None:
    """The time of the seal is held against the reference time."""
    late = resigned(ours(), lambda header: header.update(sigT="2027-06-16T09:00:00Z"))
    assert verify(late, seal_trust=trust()).check("validity").code == "created_in_future"


def test_a_sample_key_seals_for_nobody() -> None:
    """A key that everybody has is refused outside of tests, whatever certificate it has."""
    private = PrivateKey.from_seed(sample_seed("kymi"))
    file = ours(sealer(private=private))
    assert _binding(file, registry=None) == ("failed", "sample_key")


@pytest.mark.parametrize("since", ["2026-01-01", "2026-06-18"])
def test_a_key_that_the_registry_calls_stolen_seals_for_nobody(since: str) -> None:
    """As for any other signature: after the theft never, and before it only its own date says so."""
    uni = registered()
    uni.entry["keys"] = [
        {
            "multikey": seal_key().public_key.multikey,
            "valid_from": "2020-01-01",
            "revoked": {"on": since, "how": "compromised"},
        }
    ]
    report = verify(ours(), uni, seal_trust=trust(), policy=Policy.AUTHENTIC)
    check = report.check("issuer_binding")
    late = since > "2026-06-16"
    assert check.outcome is (Outcome.INDETERMINATE if late else Outcome.FAILED)
    assert check.code == ("date_unproven" if late else "issuer_key_compromised")
    assert report.verdict is (Verdict.INDETERMINATE if late else Verdict.INVALID)


def test_one_bad_seal_of_two_fails() -> None:
    """Each must hold; if both do, the issuer's counts and the other is shown beside it."""
    first, second = ours(), ours(sealer(private=PrivateKey.generate("P-256")))
    both = {**first, "signatures": [*first["signatures"], *second["signatures"]]}
    report = verify(both, seal_trust=trust())
    assert report.check("issuer_binding").outcome is Outcome.PASSED
    assert [proof.role for proof in report.credential.proofs] == ["issuer", "cosigner"]
    both["signatures"][1]["signature"] = both["signatures"][0]["signature"]
    report = verify(both, seal_trust=trust())
    assert (report.check("proof").outcome, report.check("proof").code) == (Outcome.FAILED, "seal_broken")
    assert report.check("proof").path == "$.signatures[1]"


def test_what_is_sealed_may_be_anything_and_the_seal_still_holds() -> None:
    """No JSON, another format, no seal at all: each by its own check."""
    report = verify(sealed("hello!"))
    assert report.check("proof").outcome is not Outcome.NOT_CHECKED or report.check("format").code is not None
    report = verify(sealed("{broken"))
    assert report.check("format").outcome is Outcome.FAILED
    assert report.check("proof").outcome is Outcome.PASSED
    report = verify({**ours(), "signatures": []})
    assert (report.check("proof").outcome, report.check("proof").code) == (Outcome.FAILED, "proof_missing")
    assert report.verdict is Verdict.INVALID


def test_undefined_words_are_sealed_and_mean_nothing() -> None:
    """The seal covers them, so they are no sign of a forgery; and no reader may rely on them."""
    report = verify(ours(madeUp="x"), seal_trust=trust())
    check = report.check("format")
    assert (check.outcome, check.code) == (Outcome.FAILED, "undefined_term")
    assert "means nothing" in check.message
    assert report.answers.authentic is Outcome.PASSED
    assert report.answers.well_formed is Outcome.FAILED
    assert report.verdict is verify(ours(), seal_trust=trust()).verdict


def test_revocation_lists_in_the_unsigned_header_may_be_large() -> None:
    """Texts beyond the limit of a credential's: they are read over."""
    file = ours()
    file["signatures"][0]["header"] = {"etsiU": ["A" * 300_000]}
    assert verify(file, seal_trust=trust()).check("issuer_binding").outcome is Outcome.PASSED


# The registry is asked by the number that the seal proves, never by an id that anybody can write.


def _registry(uni: University, file: Json | None = None) -> tuple[str, str | None]:
    report = verify(file or ours(), uni, seal_trust=trust())
    assert report.answers.authentic is Outcome.PASSED
    check = report.check("issuer_registry")
    assert check.code is None or check.code in {*CODES}
    if check.outcome is not Outcome.PASSED:
        assert report.check("accreditation").outcome is Outcome.NOT_CHECKED
        assert report.credential.issuer.registered is None
        assert report.verdict is not Verdict.VALID
    return check.outcome.value, check.code


def test_the_registry_knows_a_seal_by_its_number() -> None:
    """In the words of the certificate, or as the VAT or registration number of a country."""
    assert _registry(registered())[0] == "passed"
    assert _registry(registered("VAT", "FI12345678"))[0] == "passed"
    assert _registry(registered("VAT", "12345678", country="FI"))[0] == "passed"
    assert _registry(registered("DEQAR", NUMBER)) == ("indeterminate", "seal_not_registered")
    assert _registry(registered("VAT", "99999999")) == ("indeterminate", "seal_not_registered")
    assert _registry(University()) == ("indeterminate", "seal_not_registered")


def test_a_seal_does_not_lend_its_owner_the_id_of_another_institution() -> None:
    """A real seal, trusted by everybody, around a credential that bears somebody else's id."""
    uni = registered()
    other = json.loads(json.dumps(uni.entry)) | {
        "ids": ["did:web:other.example"], "names": {"en": "Other University"},
        "identifiers": [{"scheme": "eIDAS", "value": "VATFI-87654321"}],
    }  # fmt: skip
    uni.snapshot["entries"].append(other)
    assert _registry(uni)[0] == "passed"
    thief = sealer(number="VATFI-87654321")
    stolen = sealed(json.dumps(good(), ensure_ascii=False).replace(NUMBER, "VATFI-87654321"), thief)
    assert _registry(uni, stolen) == ("failed", "seal_issuer_conflict")
    uni.snapshot["entries"].pop()
    assert _registry(uni, stolen) == ("indeterminate", "seal_not_registered")


def test_a_second_seal_that_nobody_trusts_does_not_lend_its_number() -> None:
    """Anybody can make a certificate with any number; only a seal that is bound names the entry."""
    thief = sealer(number="VATFI-87654321", private=PrivateKey.generate("P-256"))
    forged = sealer(root("Own Authority"), number=NUMBER, private=PrivateKey.generate("P-256"))
    text = json.dumps(good(), ensure_ascii=False).replace(NUMBER, "VATFI-87654321")
    one, other = sealed(text, forged), sealed(text, thief)
    for signatures in (one["signatures"] + other["signatures"], other["signatures"] + one["signatures"]):
        report = verify({**one, "signatures": signatures}, seal_trust=trust())
        assert report.answers.authentic is Outcome.PASSED
        check = report.check("issuer_registry")
        assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "seal_not_registered")
        assert report.credential.issuer.registered is None
        assert report.verdict is Verdict.INDETERMINATE


def test_an_id_that_the_commissions_tool_made_up_is_no_hindrance() -> None:
    """Official files have an id that no registry knows; the number finds the institution."""
    document = good()
    document["issuer"]["id"] = "urn:epass:org:1f0d"
    report = verify(sealed(document), seal_trust=trust())
    assert report.check("issuer_registry").outcome is Outcome.PASSED, report.check("issuer_registry")
    assert report.credential.issuer.registered == "Kymi University of Applied Sciences"


def test_two_entries_with_one_number_are_none() -> None:
    """Nobody can tell which of them is meant."""
    uni = registered()
    twin = json.loads(json.dumps(uni.entry)) | {"ids": ["did:web:twin.example"], "names": {"en": "Twin"}}
    uni.snapshot["entries"].append(twin)
    assert _registry(uni) == ("indeterminate", "seal_not_registered")


def test_a_name_that_is_not_the_seals_is_said() -> None:
    """Accents and capitals are no difference, another name is."""

    def codes(organisation: str) -> set[str]:
        report = verify(ours(sealer(organisation=organisation)), seal_trust=trust())
        assert report.answers.authentic is Outcome.PASSED
        return {note.code for note in report.notes}

    assert "seal_name_differs" not in codes("KYMI UNIVERSITY OF APPLIED SCIENCES.")
    assert "seal_name_differs" in codes("Sunset College")


@pytest.mark.parametrize("asked", [{}, {"domain": "jobs.example", "challenge": "n-1"}])
def test_a_seal_makes_no_presentation(asked: Json) -> None:
    """It answers no challenge: without this, whoever saw a presentation once could seal and show it again."""
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [University().signed()],
    }
    report = verify(sealed(presentation), seal_trust=trust(), **asked)
    assert report.check("proof").code == "proof_purpose_wrong"
    assert report.verdict is Verdict.INVALID
    assert verify(ours(), seal_trust=trust())


def test_a_copy_of_a_seal_is_no_second_one() -> None:
    """As in a set of proofs inside of a credential."""
    file = ours()
    file["signatures"].append(copy.deepcopy(file["signatures"][0]))
    check = verify(file, seal_trust=trust()).check("proof")
    assert (check.outcome, check.code, check.path) == (Outcome.FAILED, "proof_repeated", "$.signatures[1]")


def test_what_a_sealed_file_says_beside_the_sealed_text_is_said_to_be_unsigned() -> None:
    """Readers of JSON see it, and nobody sealed it."""
    report = verify({**ours(), "credentialSubject": {"name": "Doctor"}}, seal_trust=trust())
    assert report, report.deciding
    (note,) = (note for note in report.notes if note.code == "enveloped_unsigned_members")
    assert "credentialSubject" in note.message
    assert "enveloped_unsigned_members" not in {
        note.code for note in verify(ours(), seal_trust=trust()).notes
    }
