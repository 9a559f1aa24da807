"""Codes raised or reported by `mcissue.verify`."""

from __future__ import annotations

from mcissue.codes.code import Code

_VCDM = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_LIST = "https://www.w3.org/ns/credentials/status-list#"
_MALFORMED = f"{_VCDM}MALFORMED_VALUE_ERROR"
_PARSING = f"{_VCDM}PARSING_ERROR"
_PROOF = f"{_SECURITY}PROOF_VERIFICATION_ERROR"
_METHOD = f"{_SECURITY}INVALID_VERIFICATION_METHOD"

_REPORT = (
    Code("archive_others", "The archive holds other files, without a credential that was verified."),
    Code("credential_invalid", "A valid credential was asked for, and this one is not valid."),
    Code(
        "credential_incomplete", "A valid credential was asked for, and this one is genuine but not complete."
    ),
    Code("credential_absent", "A valid credential was asked for, and the file holds none."),
    Code(
        "two_readings",
        "What a check rests on is written in a way that leaves two readings, or none.",
        _MALFORMED,
    ),
    Code("credential_indeterminate", "A valid credential was asked for; whether this one is, is not known."),
    Code("internal_error", "mcissue itself failed; this says nothing about the credential."),
    Code(
        "earlier_step", "The check could not be made, because it rests on an earlier one that did not pass."
    ),
    Code("not_asked", "The check is only made when it is asked for."),
    Code("check_not_available", "The check was asked for, and this version cannot make it."),
)

_RULES = (
    Code("extra_missing", "A part that has to be installed by itself is not installed."),
    Code("schema_malformed", "The JSON Schema that was given is none, or can't be used."),
    Code("schema_reference_refused", "The JSON Schema refers to something outside of itself."),
    Code("schema_violated", "The document does not fit the JSON Schema that was given.", _MALFORMED),
    Code("shapes_malformed", "The SHACL shapes that were given are none, or can't be used."),
    Code("shapes_reference_refused", "The SHACL shapes need something that was not given."),
    Code("shapes_violated", "The document does not conform to the SHACL shapes that were given.", _MALFORMED),
    Code("shapes_without_target", "None of the SHACL shapes speaks about the credential."),
    Code("graph_unclear", "The document has no clear graph, so no shapes can be held to it."),
)

_DOCUMENT = (
    Code("subject_without_claim", "Nothing is said of a subject of the credential.", _MALFORMED),
    Code("container", "The document only holds others and says nothing itself, so the check does not apply."),
    Code("enveloped_unsigned_members", "An envelope or sealed file has members beside what is signed."),
    Code("presentation_missing", "A domain or challenge was given, and the document is no presentation."),
    Code("presentation_empty", "A presentation holds no credential."),
    Code("enveloped_malformed", "An enveloped credential or presentation holds no token.", _MALFORMED),
    Code("parts_limit", "More documents stand in this one, or deeper, than are looked at."),
    Code("endorsement_absent", "Nobody endorses the credential in the document."),
    Code("endorsement_invalid", "An endorsement does not hold."),
    Code("endorsement_indeterminate", "Whether an endorsement holds could not be found out."),
    Code("endorsement_by_issuer", "The issuer of a credential endorses it itself."),
    Code("endorsement_of_other", "What stands as an endorsement is none of this credential.", _MALFORMED),
    Code("not_presented", "The document is no presentation, so there is nobody who presents it."),
    Code("presenter_differs", "Who presents a credential is not whom it is about."),
    Code("presenter_unknown", "Who presents a credential can't be compared with whom it is about."),
    Code("claims_beside", "The credential claims something beside what its title says."),
    Code("holder_absent", "A presentation names no holder, so its key need not be anybody's."),
    Code("contexts_full", "A folder holds as many contexts of a user's own as are kept."),
    Code("contexts_unreadable", "A folder of a user's own contexts can't be used."),
    Code("own_context_used", "The document was read with a context that the user added."),
    Code(
        "related_resource_differs", "A resource is not the one whose digest the document gives.", _MALFORMED
    ),
    Code("format_no_credential", "The document is no credential.", _PARSING),
    Code("format_two_kinds", "By its types the document is of several kinds at once.", _MALFORMED),
    Code("format_unsupported", "The document is a credential of a kind that cannot be judged yet."),
    Code("format_no_achievement", "The document is of another kind than a credential for an achievement."),
    Code("context_order", "The contexts are not those of the format, in its order.", _MALFORMED),
    Code("type_missing", "An object does not have the type that it must have.", _MALFORMED),
    Code("id_malformed", "An id is not one absolute URL.", _MALFORMED),
    Code("member_missing", "A member that the format demands is missing.", _MALFORMED),
    Code("member_malformed", "A member does not have the form that the format demands.", _MALFORMED),
    Code("vc1_member", "A member of the data model 1.1 stands in a document of the model 2.0.", _MALFORMED),
    Code("subject_not_single", "The credential does not have exactly one subject.", _MALFORMED),
    Code(
        "subject_unidentified",
        "The subject of the credential has neither an id nor an identifier.",
        _MALFORMED,
    ),
    Code("edc_not_single", "A European Digital Credential holds another one inside.", _MALFORMED),
    Code("edc_id_reused", "One id is described in two ways in a document.", _MALFORMED),
    Code("edc_member_misplaced", "A member stands with a class that does not have it.", _MALFORMED),
    Code("edc_several_languages", "A text stands several times where the format allows it once.", _MALFORMED),
    Code("edc_duration_implausible", "A workload is no number of hours that a person can work.", _MALFORMED),
    Code("edc_concept_unknown", "An EU vocabulary has no such concept.", _MALFORMED),
    Code("edc_concept_of_other_list", "A concept is not of the list that its place demands.", _MALFORMED),
    Code(
        "result_unlinked", "A result refers to a description that the achievement does not have.", _MALFORMED
    ),
)

_PROOFS = (
    Code(
        "proof_domain_wrong",
        "A presentation was made for another reader.",
        f"{_SECURITY}INVALID_DOMAIN_ERROR",
    ),
    Code(
        "proof_challenge_wrong",
        "A presentation does not answer the challenge that was given.",
        f"{_SECURITY}INVALID_CHALLENGE_ERROR",
    ),
    Code(
        "presentation_not_compared", "For whom a presentation was made, or what it answers, was not compared."
    ),
    Code("proof_purpose_wrong", "A proof was made for another purpose than a credential's.", _PROOF),
    Code(
        "proof_key_unavailable", "The key that a proof names can't be used, so the signature was not checked."
    ),
    Code("proof_repeated", "The same proof stands in the document twice.", _PROOF),
    Code("previous_proof_unverified", "A proof builds on another one that can't be checked."),
    Code("issuer_id_missing", "The document names no issuer."),
    Code(
        "issuer_not_bound", "The key of the proof is good, but nothing says that it is the issuer's.", _METHOD
    ),
    Code("published_test_key", "The key is a published test key: anybody can sign with it.", _METHOD),
    Code("sample_key", "The key is a sample key of mcissue: anybody can sign with it.", _METHOD),
    Code("key_revoked", "The issuer had revoked the key.", _METHOD),
    Code("key_expired", "The key could no longer be used when the proof was made.", _METHOD),
    Code(
        "key_time_unknown",
        "The key could be used for a time only, and the proof does not say when it was made.",
    ),
    Code("context_edition_older", "A signature holds under an older content of a context address only."),
    Code("proof_not_counted", "A proof is of a kind that is not checked here."),
    Code("created_missing", "The issuer's proof does not say when it was made."),
)

_DATES = (
    Code("not_yet_valid", "The credential is not valid yet."),
    Code("expired", "The credential has expired."),
    Code("proof_expired", "A proof of the credential has expired.", _PROOF),
    Code("created_in_future", "A proof says that it was made after the reference time.", _PROOF),
    # award_date_in_future stands among the codes of issuing, which refuses the same.
    Code("award_date_after_signature", "The award is dated after its own signature."),
    Code("dates_contradict", "An end is dated before its beginning.", _MALFORMED),
)

_STATUS = (
    Code("status_entry_absent", "The credential names no status list."),
    Code("status_list_unavailable", "The status list is not at hand.", f"{_LIST}STATUS_RETRIEVAL_ERROR"),
    Code("status_list_unreadable", "What was given as a status list is no strict JSON object."),
    Code(
        "status_list_not_authentic",
        "The status list is not proven to be its issuer's.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_foreign",
        "The status list was issued by somebody else than the credential.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code("status_purpose_unknown", "The status list says something whose meaning is not known."),
    Code("status_refresh", "The issuer says that there is a newer form of the credential."),
    Code("status_message", "The issuer says something about the credential in its status list."),
    Code("revoked", "The issuer has revoked the credential."),
    Code("suspended", "The issuer has suspended the credential."),
)

_RECIPIENT = (
    Code("recipient_differs", "The credential is about another person than the one that was named."),
    Code("recipient_not_named", "The credential does not say of its learner what was asked about."),
    Code("recipient_hash_unknown", "The credential names its learner by a hash that can't be compared."),
    Code("recipient_invalid", "What was given as recipient is no e-mail address, DID or other identifier."),
)

_REGISTRY = (
    Code("registry_missing", "No registry was given."),
    Code("registry_test_not_allowed", "The registry is a test registry, and its use was not allowed."),
    Code("test_registry", "The registry is a test registry."),
    Code("no_state", "The sequence number of the registry was not compared with the last one seen."),
    Code("issuer_not_recognised_today", "Recognised on the award date, the issuer no longer is today."),
    Code("issuer_not_accredited_today", "Accredited on the award date, the issuer no longer is today."),
    Code("issuer_name_differs", "The credential gives its issuer another name than the registry does."),
    Code("learner_names_differ", "A credential gives its learner several names."),
    Code("name_look_alike", "A name in the credential is, or looks like, that of another institution."),
    Code("name_odd", "A name in the credential is written as no institution writes its own."),
)

_BODIES = (
    Code("awarding_body", "The credential names an awarding body beside the issuer."),
    Code("awarding_body_claimed", "Only the issuer says that an awarding body stands behind the award."),
    Code(
        "awarding_body_name_differs", "The credential gives an awarding body another name than the registry."
    ),
    Code("awarding_body_id_missing", "An awarding body has no id that could be looked up."),
    Code("awarding_body_listed", "The registry lists the awarding body, and it was recognised at the award."),
    Code("awarding_body_not_listed", "The registry does not list an awarding body."),
    Code("awarding_body_not_known_then", "The registry did not stand for its entry on an awarding body."),
    Code("awarding_body_not_listed_then", "An awarding body was not recognised at the time of the award."),
    Code("awarding_body_ended", "An awarding body's recognition had ended before the award."),
    Code("awarding_body_withdrawn", "An awarding body's recognition had been withdrawn before the award."),
    Code("awarding_body_compromised", "An awarding body's keys had been stolen before the award."),
    Code("awarding_bodies_too_many", "The credential names more awarding bodies than are looked at."),
    Code(
        "awarding_body_not_recognised_today",
        "Recognised on the award date, an awarding body no longer is today.",
    ),
    Code(
        "awarding_body_not_accredited_today",
        "Accredited on the award date, an awarding body no longer is today.",
    ),
)

_ELEMENTS = (
    Code("no_achievement", "The document awards no achievement, so the elements do not apply."),
    Code("mandatory_element_missing", "A mandatory European standard element is not, or not wholly, there."),
)

CODES: tuple[Code, ...] = (
    *_REPORT,
    *_RULES,
    *_DOCUMENT,
    *_PROOFS,
    *_DATES,
    *_STATUS,
    *_RECIPIENT,
    *_REGISTRY,
    *_BODIES,
    *_ELEMENTS,
)
