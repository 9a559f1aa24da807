"""Codes raised or reported by `mcissue.status`."""

from __future__ import annotations

from mcissue.codes.code import Code

_LIST = "https://www.w3.org/ns/credentials/status-list#"
_VCDM = "https://www.w3.org/TR/vc-data-model#"

CODES: tuple[Code, ...] = (
    Code(
        "status_entry_malformed",
        "A status entry of the credential is not written as the standard demands.",
        f"{_VCDM}MALFORMED_VALUE_ERROR",
    ),
    Code("status_entries_too_many", "The credential has more status entries than are looked at."),
    Code(
        "status_type_unsupported",
        "The credential states its status in a way that is not supported; its status is unknown.",
    ),
    Code(
        "status_size_unsupported",
        "The status entries are wider than is supported; the status is unknown.",
    ),
    Code(
        "status_index_out_of_range",
        "The status entry points to a place outside of its list.",
        f"{_VCDM}RANGE_ERROR",
    ),
    Code("status_value_out_of_range", "A status value does not fit into the bits of its entry."),
    Code(
        "status_purpose_mismatch",
        "The status entry is about another purpose than its list.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_wrong_kind",
        "What was given as a status list is another kind of document.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_wrong_id",
        "The status list is that of another address.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_malformed",
        "The status list is not written as the standard demands.",
        f"{_VCDM}MALFORMED_VALUE_ERROR",
    ),
    Code(
        "status_list_encoding",
        "The bits of the status list are no multibase base64url text.",
        f"{_VCDM}MALFORMED_VALUE_ERROR",
    ),
    Code(
        "status_list_compression",
        "The bits of the status list are not exactly one GZIP member.",
        f"{_VCDM}MALFORMED_VALUE_ERROR",
    ),
    Code(
        "status_list_too_short",
        "The status list is shorter than the standard allows; it would show whose credential is checked.",
        f"{_LIST}STATUS_LIST_LENGTH_ERROR",
    ),
    Code("status_list_too_large", "The status list is larger than the limit of 8 MiB of bits."),
    Code("status_list_not_yet_valid", "The status list may not be used yet."),
    Code("status_list_expired", "The status list may no longer be used."),
    Code("status_list_stale", "The copy of the status list is older than its publisher allows."),
    Code(
        "status_list_dates_contradict",
        "The proof of the status list was made before the list begins.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_rolled_back",
        "The status list is older than one that was seen before.",
        f"{_LIST}STATUS_VERIFICATION_ERROR",
    ),
    Code(
        "status_list_unsigned",
        "The revocation list is not signed; it counts only if the verifier itself got it from its address.",
    ),
    Code("status_list_invalid", "What was asked for makes no status list."),
)
