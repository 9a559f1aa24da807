"""Codes raised or reported by `mcissue.issue`."""

from __future__ import annotations

from mcissue.codes._code import Code

CODES: tuple[Code, ...] = (
    Code("award_changed", "An award was issued before with other content."),
    Code("award_date_in_future", "An award date lies after the time of the run."),
    Code("credential_unknown", "A credential was not issued from this folder."),
    Code("demo_folder_in_use", "The demo was to write into a folder that it did not make."),
    Code("demo_step_failed", "A step of the demo did not work; what it printed says why."),
    Code(
        "direction_override",
        "A text holds an invisible character that turns the direction of writing around.",
    ),
    Code("file_not_csv", "A learner file is no CSV file."),
    Code("header_doubled", "A column stands twice in a learner file."),
    Code("header_incomplete", "A learner file lacks a column that is needed."),
    Code("header_unknown", "A column of a learner file is not known."),
    Code("issue_refused", "A run with problems was asked to go ahead."),
    Code("key_is_sample", "A sample key, which everybody knows, was to sign."),
    Code("key_not_the_issuers", "The signing key is not one of the issuer's."),
    Code("key_published", "A key that is published as a test key was to sign."),
    Code("learner_doubled", "A learner stands twice in a learner file."),
    Code("learner_key_missing", "A row has nothing that identifies its learner again."),
    Code("learner_unnamed", "A row has no name for the certificate."),
    Code("learners_empty", "A learner file has no learners."),
    Code("ledger_damaged", "The books of an issuer can't be read."),
    Code("ledger_locked", "Another run is using the books of an issuer."),
    Code("ledger_missing", "Nothing was issued from this folder."),
    Code("ledger_other_issuer", "The books belong to another issuer."),
    Code("ledger_other_status_base", "The status lists of these books are published elsewhere."),
    Code("ledger_secret_missing", "The secret of an issuer's books is lost or damaged."),
    Code("mandate_missing", "An issuer was to sign for awarding bodies without a mandate."),
    Code("period_invalid", "A period of validity is no period, or leads beyond the calendar."),
    Code("record_incomplete", "A mandatory element of Annex I is missing."),
    Code("record_of_other_issuer", "A record or document names another issuer."),
    Code("record_without_id", "A record has no credential id."),
    Code("row_date_missing", "A row has no award date, and none was given for the run."),
    Code("row_malformed", "A row of a learner file can't be read."),
    Code("samples_missing", "The samples are not part of this installation."),
    Code("self_check_failed", "A credential that was just signed does not pass our own verifier."),
    Code("status_entry_missing", "A credential was issued without a status entry and can never be revoked."),
    Code("status_verb_unfit", "A status can't be changed in this way: the entry has another purpose."),
)
