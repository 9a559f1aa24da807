"""Codes raised or reported by `mcissue.record`."""

from __future__ import annotations

from mcissue.codes.code import Code

CODES: tuple[Code, ...] = (
    Code("amount_invalid", "An amount is no number, or has more than two decimals."),
    Code("ambiguous_concept", "A label stands for several concepts of a controlled list."),
    Code("award_date_implausible", "An award date is older than any credential."),
    Code("birth_after_award", "A learner was born on the day of the award or after it."),
    Code("birth_date_in_future", "A learner's date of birth lies in the future."),
    Code("credits_above_course", "A learner earned more credits than the course has."),
    Code("decimal_comma", "A number has a decimal comma where a point is expected."),
    Code("file_empty", "A file holds no fields."),
    Code("file_not_utf8", "A file is not UTF-8."),
    Code("file_too_large", "A file is larger than its limit."),
    Code("name_garbled", "A name holds marks in place of letters that an export could not write."),
    Code("record_invalid", "A course, issuer or award has several faults, or one without a code of its own."),
    Code("text_empty", "A text is empty."),
    Code("time_invalid", "A date or time is none, or lacks its zone."),
    Code("unknown_concept", "A label, code or address is not in the controlled list that was asked."),
    Code("unknown_vocabulary", "There is no controlled list of this short name."),
    Code("unknown_field", "A field or column is not known here."),
    Code("value_invalid", "A value does not fit its field."),
    Code("value_missing", "A field that is needed is missing."),
    Code("value_out_of_range", "A number is outside of its range."),
    Code("vocabulary_damaged", "A controlled list that is shipped with mcissue cannot be read."),
    Code("yaml_doubled_field", "A field stands twice in a YAML file."),
    Code("yaml_malformed", "A file is not valid YAML."),
    Code("yaml_refused", "A file uses a directive or a merge key of YAML, which no file here needs."),
)
