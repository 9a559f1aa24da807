"""The table of bad twins, in the order of the checks. What must come of each is stated by hand."""

from __future__ import annotations

from datetime import date, timedelta

from samples_changes import (
    ACHIEVEMENT,
    SUBJECT,
    altered_registry,
    another_document,
    another_issuer,
    as_bytes,
    borrowed_proof,
    both,
    by_a_published_test_key,
    controllers,
    document_of_somebody_else,
    drop,
    expired_list,
    key_revoked_later,
    list_about_something_else,
    list_of_another_address,
    list_of_another_issuer,
    list_with_cleared_bits,
    lists,
    options,
    published,
    put,
    registry_without_mandates,
    revoked_key,
    taken_back,
    unsigned_registry,
    without_alignments,
    without_names,
)
from samples_issue import AT, KYMI, LOOK_ALIKE, PUBLISHED, SEQUENCE, UNTIL, method, registry
from samples_twin_table_edc import EDC
from samples_twin_table_envelopes import ENVELOPES
from samples_twins import Twin, edited, forged, nothing

ABSENT, FAILED, OPEN = "not_applicable", "failed", "indeterminate"

AINO = "research-data/01-aino"
MARIA_JOSE = "contenidos-digitales/01-maria-jose"
SIAN = "live-sound/01-sian"
PLAIN = "other-kinds/without-status"
SUSPENDABLE = "other-kinds/suspension"

NO_REGISTRY = {"issuer_binding": "sample_key"}
"""Without a usable test registry the sample keys mean nothing, which is as it should be."""

CARRIER = [
    Twin(name="truncated", of=AINO, change="The file was cut in half.",
         make=as_bytes(lambda data: data[: len(data) // 2]),
         check="carrier", outcome=FAILED, code="json_malformed"),
    Twin(name="member-twice", of=AINO, change="The credential has two ids.",
         make=as_bytes(lambda data: data.replace(b'"id":', b'"id": "urn:uuid:00000000-0000-8000-8000-000000000001",\n  "id":', 1)),
         check="carrier", outcome=FAILED, code="json_duplicate_member"),
    Twin(name="other-encoding", of=MARIA_JOSE, change="The file was saved in Latin-1 by a text editor.",
         make=as_bytes(lambda data: data.decode().encode("latin-1", "replace")),
         check="carrier", outcome=FAILED, code="json_not_utf8"),
    Twin(name="no-json", of=AINO, change="A letter lies in the place of the credential.",
         make=as_bytes(lambda _: b"This is to certify that Aino has passed the course.\n"),
         check="carrier", outcome=ABSENT, code="carrier_no_credential"),
    Twin(name="web-page", of=AINO, change="A web page, which may show a credential, lies in the place of the credential.",
         make=as_bytes(lambda _: PAGE),
         check="carrier", outcome=OPEN, code="carrier_unsupported"),
]  # fmt: skip

PAGE = b"<!doctype html>\n<html><head><title>Certificate</title></head><body><h1>Aino</h1></body></html>\n"

BADGE_2 = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://www.kymi.example/badges/1",
    "recipient": {"type": "email", "hashed": False, "identity": "aino.vaisanen@kymi.example"},
    "badge": "https://www.kymi.example/badges/classes/1",
    "verification": {"type": "hosted"},
    "issuedOn": "2026-06-15T00:00:00Z",
}
"""An Open Badge 2.0, which has no signature of its own."""

PLAIN_CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:00000000-0000-8000-8000-000000000001",
    "type": ["VerifiableCredential"],
    "issuer": KYMI,
    "validFrom": "2026-06-15T00:00:00Z",
    "credentialSubject": {"id": "urn:uuid:00000000-0000-8000-8000-000000000002"},
}
"""A Verifiable Credential that says nothing."""

FORMAT = [
    Twin(name="no-credential", of=AINO, change="An invoice lies in the place of the credential.",
         make=another_document({"invoice": 4711, "total": "12.00 EUR"}),
         check="format", outcome=ABSENT, code="format_no_credential"),
    Twin(name="open-badge-2", of=AINO, change="An Open Badge 2.0 lies in the place of the credential.",
         make=another_document(BADGE_2),
         check="format", outcome=OPEN, code="format_unsupported"),
    Twin(name="plain-credential", of=AINO, change="A Verifiable Credential that is no badge lies in the place of the credential.",
         make=another_document(PLAIN_CREDENTIAL),
         check="format", outcome=OPEN, code="format_unsupported"),
    Twin(name="contexts-swapped", of=AINO, change="The contexts stand in another order, after signing; every word means the same in it.",
         make=forged(lambda document: document["@context"].reverse()),
         check="format", outcome=FAILED, code="context_order"),
    Twin(name="without-id", of=AINO, change="The credential has no id.",
         make=edited(drop("id")),
         check="format", outcome=FAILED, code="member_missing"),
]  # fmt: skip

JSON_LD = [
    Twin(name="undefined-term", of=AINO, change="A member was added that no context defines, so that no signature covers it.",
         make=forged(put("honours", value="summa cum laude")),
         check="json_ld", outcome=FAILED, code="undefined_term"),
    Twin(name="iri-as-key", of=MARIA_JOSE, change="The end of validity hides behind its full IRI, where readers do not look; the signed facts are the same.",
         make=forged(lambda document: document.update({"https://www.w3.org/2018/credentials#validUntil": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": document.pop("validUntil")}})),
         check="json_ld", outcome=FAILED, code="iri_as_key"),
    Twin(name="context-inside", of=AINO, change="A context inside the document gives words a meaning of its own.",
         make=forged(lambda document: document["@context"].append({"honours": "https://schema.org/award"})),
         check="json_ld", outcome=OPEN, code="inline_context_not_allowed"),
    Twin(name="unknown-context", of=AINO, change="A context is named that nobody has at hand.",
         make=forged(lambda document: document["@context"].append("https://contexts.kymi.example/v1")),
         check="json_ld", outcome=OPEN, code="context_unknown"),
]  # fmt: skip

PROOF = [
    Twin(name="tampered-grade", of=AINO, change="The learner gave herself another grade.",
         make=forged(put(*SUBJECT, "result", 0, "value", value="5 (with honours)")),
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="tampered-name", of=SIAN, change="The name of the learner was exchanged.",
         make=forged(put(*SUBJECT, "identifier", 0, "identityHash", value="Robin O'Neill")),
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="unsigned", of=AINO, change="The proof is gone.",
         make=forged(drop("proof")),
         check="proof", outcome=FAILED, code="proof_missing"),
    Twin(name="other-key", of=AINO, change="A stranger signed and named the issuer's key.",
         make=edited(nothing, by="impostor", named=method(KYMI, "kymi")),
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="borrowed-proof", of=AINO, change="The proof is that of another learner's credential.",
         make=borrowed_proof,
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="other-purpose", of=AINO, change="The issuer signed to log in, not to state something.",
         make=edited(nothing, purpose="authentication"),
         check="proof", outcome=FAILED, code="proof_purpose_wrong"),
    Twin(name="unknown-suite", of=AINO, change="The proof is of a cryptosuite that is not known here.",
         make=forged(put("proof", 0, "cryptosuite", value="eddsa-2040")),
         check="proof", outcome=OPEN, code="cryptosuite_unsupported"),
]  # fmt: skip

BINDING = [
    Twin(name="key-not-listed", of=AINO, change="A stranger signed and named his key as one of the issuer's, which the issuer's document does not have.",
         make=edited(nothing, by="impostor"),
         check="issuer_binding", outcome=FAILED, code="verification_method_not_found", also={"proof": "proof_key_unavailable"}),
    Twin(name="stranger-signed", of=AINO, change="A stranger signed with his own key, under his own name.",
         make=edited(nothing, by="impostor", named=method(LOOK_ALIKE, "impostor")),
         check="issuer_binding", outcome=FAILED, code="issuer_not_bound"),
    Twin(name="key-expired", of=AINO, change="The issuer signed with its former key, whose time was over.",
         make=edited(nothing, by="rotated"),
         check="issuer_binding", outcome=FAILED, code="key_expired"),
    Twin(name="key-revoked", of=PLAIN, change="The issuer had revoked the key before it signed.",
         around=controllers(revoked_key),
         check="issuer_binding", outcome=FAILED, code="key_revoked"),
    Twin(name="key-revoked-later", of=PLAIN, change="The issuer revoked the key after it signed; only the proof itself says that it was before.",
         around=controllers(key_revoked_later),
         check="issuer_binding", outcome=OPEN, code="date_unproven"),
    Twin(name="did-document-missing", of=PLAIN, change="The issuer's DID document is not at hand.",
         around=controllers(lambda _: None),
         check="issuer_binding", outcome=OPEN, code="controller_document_unavailable", also={"proof": "proof_key_unavailable"}),
    Twin(name="did-document-of-another", of=PLAIN, change="The DID document at the issuer's address is another institution's.",
         around=controllers(document_of_somebody_else),
         check="issuer_binding", outcome=OPEN, code="controller_document_id_mismatch", also={"proof": "proof_key_unavailable"}),
    Twin(name="published-test-key", of=PLAIN, change="The issuer is a published test key.",
         make=by_a_published_test_key,
         check="issuer_binding", outcome=FAILED, code="published_test_key", also={"issuer_registry": "issuer_not_listed"}),
    Twin(name="sample-key", of=PLAIN, change="No registry is given, so a sample key is only a key that everybody has.",
         around=options(registry=None, trust_operator=None, allow_test_registry=False),
         check="issuer_binding", outcome=FAILED, code="sample_key", also={"issuer_registry": "registry_missing"}),
]  # fmt: skip

VALIDITY = [
    Twin(name="expired", of=MARIA_JOSE, change="It expired yesterday.",
         make=edited(put("validUntil", value="2026-07-01T23:59:59Z")),
         check="validity", outcome=FAILED, code="expired"),
    Twin(name="not-yet-valid", of=AINO, change="It is valid from 2045 on.",
         make=edited(put("validFrom", value="2045-01-01T00:00:00Z")),
         check="validity", outcome=FAILED, code="not_yet_valid"),
    Twin(name="awarded-in-the-future", of=PLAIN, change="It is dated a year after its own signature.",
         make=edited(put("awardedDate", value="2027-06-15T00:00:00Z")),
         check="validity", outcome=FAILED, code="award_date_in_future"),
    Twin(name="awarded-after-signing", of=AINO, change="It is dated an hour after its own signature.",
         make=edited(put("awardedDate", value="2026-07-01T13:00:00Z")),
         check="validity", outcome=FAILED, code="award_date_after_signature"),
    Twin(name="signed-in-the-future", of=AINO, change="Its proof says that it was made in 2045.",
         make=edited(nothing, created=UNTIL - timedelta(days=500)),
         check="validity", outcome=FAILED, code="created_in_future"),
    Twin(name="ends-before-it-begins", of=AINO, change="It was valid until the day before it became valid.",
         make=edited(put("validUntil", value="2026-06-14T00:00:00Z")),
         check="validity", outcome=FAILED, code="dates_contradict"),
]  # fmt: skip

STATUS = [
    Twin(name="revoked", of=AINO, change="The issuer revoked it.",
         around=lists(taken_back), check="status", outcome=FAILED, code="revoked"),
    Twin(name="suspended", of=SUSPENDABLE, change="The issuer suspended it.",
         around=lists(taken_back), check="status", outcome=FAILED, code="suspended"),
    Twin(name="list-of-another-issuer", of=AINO, change="The status list at its address is another institution's.",
         around=lists(list_of_another_issuer), check="status", outcome=OPEN, code="status_list_foreign"),
    Twin(name="list-missing", of=AINO, change="The status list is not at hand.",
         around=lists(lambda *_: None), check="status", outcome=OPEN, code="status_list_unavailable"),
    Twin(name="list-expired", of=AINO, change="The status list is too old to be used.",
         around=lists(expired_list), check="status", outcome=OPEN, code="status_list_expired"),
    Twin(name="list-altered", of=AINO, change="It was revoked, and somebody cleared the bits of the list.",
         around=lists(list_with_cleared_bits), check="status", outcome=OPEN, code="status_list_not_authentic"),
    Twin(name="list-of-another-address", of=AINO, change="Another list of the issuer lies in the place of its own.",
         around=lists(list_of_another_address), check="status", outcome=OPEN, code="status_list_wrong_id"),
    Twin(name="list-about-suspension", of=AINO, change="Its status entry is about revocation, and its list about suspension.",
         around=lists(list_about_something_else), check="status", outcome=FAILED, code="status_purpose_mismatch"),
    Twin(name="place-outside-of-the-list", of=AINO, change="Its status entry points behind the end of the list.",
         make=edited(put("credentialStatus", "statusListIndex", value="131072")),
         check="status", outcome=FAILED, code="status_index_out_of_range"),
]  # fmt: skip

REGISTRY = [
    Twin(name="issuer-not-listed", of=PLAIN, change="The issuer is a look-alike that the registry does not list.",
         make=edited(put("issuer", "id", value=LOOK_ALIKE)),
         check="issuer_registry", outcome=OPEN, code="issuer_not_listed"),
    Twin(name="issuer-withdrawn", of=PLAIN, change="The issuer's recognition had been withdrawn.",
         make=edited(another_issuer("did:web:diplomahaus.example", "Diplomahaus Institut", "AT")),
         check="issuer_registry", outcome=FAILED, code="issuer_withdrawn"),
    Twin(name="issuer-withdrawn-later", of=PLAIN, change="The award is dated before the issuer's recognition was withdrawn, by the issuer's own word.",
         make=edited(both(another_issuer("did:web:diplomahaus.example", "Diplomahaus Institut", "AT"), put("awardedDate", value="2026-02-15T00:00:00Z"))),
         check="issuer_registry", outcome=OPEN, code="date_unproven"),
    Twin(name="registry-of-another-operator", of=PLAIN, change="The registry is signed by somebody else than the operator that is trusted.",
         around=published(lambda: registry(signer="impostor")),
         check="issuer_registry", outcome=OPEN, code="registry_wrong_operator", also=NO_REGISTRY),
    Twin(name="registry-altered", of=PLAIN, change="The registry was changed after its operator signed it.",
         around=published(altered_registry),
         check="issuer_registry", outcome=OPEN, code="registry_altered", also=NO_REGISTRY),
    Twin(name="registry-unsigned", of=PLAIN, change="The registry's signature is gone.",
         around=published(unsigned_registry),
         check="issuer_registry", outcome=OPEN, code="registry_unsigned", also=NO_REGISTRY),
    Twin(name="registry-expired", of=PLAIN, change="The registry could be used until yesterday.",
         around=published(lambda: registry(valid_from=PUBLISHED - timedelta(days=90), valid_until=AT - timedelta(days=1))),
         check="issuer_registry", outcome=OPEN, code="registry_expired", also=NO_REGISTRY),
    Twin(name="registry-not-yet-valid", of=PLAIN, change="The registry may be used from tomorrow on.",
         around=published(lambda: registry(valid_from=AT + timedelta(days=1))),
         check="issuer_registry", outcome=OPEN, code="registry_not_yet_valid", also=NO_REGISTRY),
    Twin(name="registry-rolled-back", of=PLAIN, change="The registry is an older one than was seen before.",
         around=published(lambda: registry(sequence=SEQUENCE - 1), registry_seen_before="registry.json"),
         check="issuer_registry", outcome=OPEN, code="registry_rolled_back", also=NO_REGISTRY),
    Twin(name="registry-for-tests", of=PLAIN, change="The registry is for tests, and nobody allowed its use.",
         around=options(allow_test_registry=False),
         check="issuer_registry", outcome=OPEN, code="registry_test_not_allowed", also=NO_REGISTRY),
]  # fmt: skip

ACCREDITATION = [
    Twin(name="accredited-until-last-year", of=PLAIN, change="The issuer was accredited until the end of last year.",
         make=edited(another_issuer("did:web:sunset-college.example", "Sunset College", "IE")),
         check="accreditation", outcome=FAILED, code="accreditation_not_then"),
    Twin(name="accredited-for-another-field", of=PLAIN, change="The issuer is accredited for health and welfare only.",
         make=edited(another_issuer("did:web:carefield.example", "Carefield School of Health", "MT")),
         check="accreditation", outcome=FAILED, code="accreditation_out_of_scope"),
    Twin(name="level-out-of-scope", of=AINO, change="The level is one that the issuer is not accredited for.",
         make=edited(both(without_alignments("/snb/qdr/", "page-qualification-frameworks"), put(*ACHIEVEMENT, "alignment", 0, value={"id": "urn:uuid:00000000-0000-8000-8000-000000000003", "type": ["Alignment"], "targetName": "Level 8", "targetFramework": "European Qualifications Framework", "targetCode": "8", "targetUrl": "http://data.europa.eu/snb/eqf/8"}))),
         check="accreditation", outcome=FAILED, code="accreditation_out_of_scope"),
    Twin(name="mandate-not-registered", of=SIAN, change="The registry does not say that the awarding bodies let the issuer sign for them; only the issuer does.",
         around=published(registry_without_mandates),
         check="accreditation", outcome=OPEN, code="accreditation_missing"),
    Twin(name="mandate-over", of=SIAN, change="By the registry, the awarding bodies let the issuer sign for them until a week before the award.",
         around=published(lambda: registry_without_mandates(until=date(2026, 5, 1))),
         check="accreditation", outcome=FAILED, code="delegate_not_then"),
]  # fmt: skip

MISSING = "mandatory_element_missing"

ELEMENTS = [
    Twin(name="no-learner", of=AINO, change="Nothing but a hashed e-mail address says who the learner is.",
         make=edited(without_names), check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-title", of=AINO, change="The microcredential has no title.",
         make=edited(both(drop("name"), drop(*ACHIEVEMENT, "name"))), check="mandatory_elements", outcome=FAILED, code=MISSING, also={"format": "member_missing"}),
    Twin(name="no-country", of=AINO, change="Nothing says in which country the issuer is.",
         make=edited(drop("issuer", "address")), check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-awarding-body", of=AINO, change="The awarding body has no name.",
         make=edited(drop("issuer", "name")), check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-date", of=AINO, change="It is not dated.",
         make=edited(both(drop("awardedDate"), drop("validFrom"))), check="mandatory_elements", outcome=FAILED, code=MISSING, also={"format": "member_missing", "accreditation": "award_date_missing"}),
    Twin(name="no-learning-outcomes", of=AINO, change="It does not say what the learner can do now.",
         make=edited(both(without_alignments("ext:LearningOutcome", "ext:Skill"), put(*ACHIEVEMENT, "criteria", "narrative", value="Pass the course."))),
         check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-workload", of=AINO, change="Neither credits nor hours are given.",
         make=edited(both(drop(*SUBJECT, "creditsEarned"), drop(*ACHIEVEMENT, "creditsAvailable"), without_alignments("/education-credit/", "volumeOfLearning"))),
         check="mandatory_elements", outcome=FAILED, code=MISSING, also={"accreditation": "accreditation_scope_unknown"}),
    Twin(name="no-level", of=AINO, change="No level of any framework is given.",
         make=edited(without_alignments("/snb/eqf/", "/snb/qdr/", "page-qualification-frameworks")),
         check="mandatory_elements", outcome=FAILED, code=MISSING, also={"accreditation": "accreditation_scope_unknown"}),
    Twin(name="no-assessment", of=AINO, change="It does not say how the learner was assessed.",
         make=edited(without_alignments("/snb/assessment/")), check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-participation", of=AINO, change="It does not say in what form the learner took part.",
         make=edited(without_alignments("/learning-assessment/", "/learning-setting/")), check="mandatory_elements", outcome=FAILED, code=MISSING),
    Twin(name="no-quality-assurance", of=AINO, change="It does not say what assures its quality.",
         make=edited(both(without_alignments("/snb/accreditation/"), without_alignments("/snb/accreditation/", place=("issuer",)))),
         check="mandatory_elements", outcome=FAILED, code=MISSING),
]  # fmt: skip

TWINS = (
    *CARRIER,
    *FORMAT,
    *JSON_LD,
    *PROOF,
    *BINDING,
    *VALIDITY,
    *STATUS,
    *REGISTRY,
    *ACCREDITATION,
    *ELEMENTS,
    *EDC,
    *ENVELOPES,
)
