"""Bad twins among the European Digital Credentials: one for each check that reads them in its own way.

Carriers, bindings of keys and the registry's own state are the same for both formats; their twins stand in
`samples_twin_table`.
"""

from __future__ import annotations

from typing import Any

from samples_changes import both, drop, lists, put, taken_back
from samples_issue import LOOK_ALIKE
from samples_twins import Edit, Twin, edited, forged, nothing

FAILED, OPEN = "failed", "indeterminate"

AINO = "research-data/01-aino.edc"
PLAIN = "other-kinds/without-status.edc"

CLAIM = ("credentialSubject", "hasClaim", 0)
SPECIFICATION = (*CLAIM, "specifiedBy")
LEVEL = (*SPECIFICATION, "eqfLevel")

EVERY_BODY = (
    ("issuer",),
    (*CLAIM, "awardedBy", "awardingBody", 0),
    (*CLAIM, "provenBy", 0, "awardedBy", "awardingBody", 0),
)
"""Where the issuer is described: a thing is repeated with all that is said of it."""  # fmt: skip


def without_status_list(document: Any) -> None:
    """The status entry, which travels as an identifier, points behind the end of its list."""
    (entry,) = [each for each in document["identifier"] if "Bitstring" in each["schemeName"]]
    entry["notation"] = "131072"


def another_page(document: Any) -> None:
    """Two things with one id."""
    first, second, *_ = document["displayParameter"]["individualDisplay"]
    second["id"] = first["id"]


def everywhere(*members: str | int, value: Any) -> Edit:
    """Change the issuer wherever it is described."""
    return both(*(put(*place, *members, value=value) for place in EVERY_BODY))


CONCEPT_99 = {
    "id": "http://data.europa.eu/snb/eqf/99",
    "type": "Concept",
    "inScheme": {"id": "http://data.europa.eu/snb/eqf/25831c2", "type": "ConceptScheme"},
    "prefLabel": {"en": "Level 99"},
}
LEVEL_8 = {**CONCEPT_99, "id": "http://data.europa.eu/snb/eqf/8", "prefLabel": {"en": "Level 8"}}
FIELD = {
    "id": "http://data.europa.eu/snb/isced-f/0322",
    "type": "Concept",
    "inScheme": {"id": "http://data.europa.eu/snb/isced-f/25831c2", "type": "ConceptScheme"},
    "prefLabel": {"en": "Library, information and archival studies"},
}

UNSETTLED = "two_readings"
NO_LEVEL = {"accreditation": "accreditation_scope_unknown", "mandatory_elements": "mandatory_element_missing"}
"""A level that does not exist is none."""

EDC = [
    Twin(name="edc-no-contexts", of=AINO, change="The contexts are gone, and with them all meaning.",
         make=forged(drop("@context")),
         check="format", outcome=FAILED, code="context_order", also={"json_ld": "context_missing"}),
    Twin(name="edc-id-used-twice", of=PLAIN, change="The pages of two languages have one id, so that they are one thing.",
         make=edited(another_page),
         check="format", outcome=FAILED, code="edc_id_reused"),
    Twin(name="edc-level-99", of=PLAIN, change="The level is one that the European Qualifications Framework does not have.",
         make=edited(put(*LEVEL, value=CONCEPT_99)),
         check="format", outcome=FAILED, code="edc_concept_unknown", also=NO_LEVEL),
    Twin(name="edc-field-as-level", of=PLAIN, change="A field of study stands in the place of the level.",
         make=edited(put(*LEVEL, value=FIELD)),
         check="format", outcome=FAILED, code="edc_concept_of_other_list", also=NO_LEVEL),
    Twin(name="edc-sixty-months", of=PLAIN, change="The workload is sixty months; sixty hours were meant.",
         make=edited(put(*SPECIFICATION, "volumeOfLearning", value="P60M")),
         check="format", outcome=FAILED, code="edc_duration_implausible", also={"mandatory_elements": UNSETTLED}),
    Twin(name="edc-two-names", of=PLAIN, change="The learner's name stands there in two languages, where the format has room for one.",
         make=edited(put("credentialSubject", "fullName", "en", value="Aino Vaisanen-O'Hara")),
         check="format", outcome=FAILED, code="edc_several_languages", also={"mandatory_elements": UNSETTLED}),
    Twin(name="edc-date-without-zone", of=PLAIN, change="The time from which it is valid does not say in which zone.",
         make=edited(put("validFrom", value="2026-06-15T00:00:00")),
         check="format", outcome=FAILED, code="datetime_malformed",
         also={"validity": "datetime_malformed", "issuer_registry": UNSETTLED, "accreditation": UNSETTLED}),
    Twin(name="edc-undefined-term", of=AINO, change="A member was added that no context defines, so that no signature covers it.",
         make=forged(put(*CLAIM, "honours", value="summa cum laude")),
         check="json_ld", outcome=FAILED, code="undefined_term"),
    Twin(name="edc-tampered-grade", of=AINO, change="The learner gave herself another grade.",
         make=forged(put(*CLAIM, "provenBy", 0, "grade", "noteLiteral", "fi", value="5+")),
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="edc-unsigned", of=AINO, change="The proof is gone.",
         make=forged(drop("proof")),
         check="proof", outcome=FAILED, code="proof_missing"),
    Twin(name="edc-stranger-signed", of=PLAIN, change="A stranger signed and named his key as one of the issuer's.",
         make=edited(nothing, by="impostor"),
         check="issuer_binding", outcome=FAILED, code="verification_method_not_found", also={"proof": "proof_key_unavailable"}),
    Twin(name="edc-expired", of=AINO, change="It expired yesterday.",
         make=edited(both(put("validUntil", value="2026-07-01T23:59:59Z"), put("expirationDate", value="2026-07-01T23:59:59Z"))),
         check="validity", outcome=FAILED, code="expired"),
    Twin(name="edc-two-ends", of=AINO, change="It has two ends of validity that contradict each other.",
         make=edited(both(put("validUntil", value="2040-01-01T00:00:00Z"), put("expirationDate", value="2041-01-01T00:00:00Z"))),
         check="format", outcome=FAILED, code="dates_contradict",
         also={"validity": UNSETTLED, "issuer_registry": UNSETTLED, "accreditation": UNSETTLED}),
    Twin(name="edc-revoked", of=AINO, change="The issuer revoked it.",
         around=lists(taken_back), check="status", outcome=FAILED, code="revoked"),
    Twin(name="edc-place-outside-of-the-list", of=AINO, change="Its status entry, which is an identifier here, points behind the end of the list.",
         make=edited(without_status_list),
         check="status", outcome=FAILED, code="status_index_out_of_range"),
    Twin(name="edc-issuer-not-listed", of=PLAIN, change="The issuer is a look-alike that the registry does not list.",
         make=edited(everywhere("id", value=LOOK_ALIKE)),
         check="issuer_registry", outcome=OPEN, code="issuer_not_listed"),
    Twin(name="edc-level-out-of-scope", of=PLAIN, change="The level is one that the issuer is not accredited for.",
         make=edited(both(put(*LEVEL, value=LEVEL_8), drop(*SPECIFICATION, "nqfLevel"))),
         check="accreditation", outcome=FAILED, code="accreditation_out_of_scope"),
    Twin(name="edc-no-quality-assurance", of=PLAIN, change="It does not say what assures its quality.",
         make=edited(both(drop(*SPECIFICATION, "accreditation"), *(drop(*place, "accreditation") for place in EVERY_BODY))),
         check="mandatory_elements", outcome=FAILED, code="mandatory_element_missing"),
]  # fmt: skip
