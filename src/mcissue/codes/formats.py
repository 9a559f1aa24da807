"""Codes raised or reported by `mcissue.formats`."""

from __future__ import annotations

from mcissue.codes.code import Code

CODES: tuple[Code, ...] = (
    Code("achievement_missing", "A credential of an achievement format holds no achievement."),
    Code("edc_profile_unfit", "A record does not fit the profile of European Digital Credentials asked for."),
    Code("format_unknown", "Nothing is written in a format of that name."),
    Code("format_unexpected", "A document is of another format than the one asked for."),
    Code("identifier_invalid", "The id that a credential was to get is no absolute IRI."),
    Code("ids_coincide", "One id stands for two different things in a record."),
    Code("learner_unidentified", "Nothing in the record says who the learner is."),
    Code("loss_out_of_place", "A listed loss names a place that the record does not have."),
    Code("status_entry_too_rich", "A format has no room for a status entry of more than one bit."),
)
