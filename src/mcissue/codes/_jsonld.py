"""Codes raised or reported by `mcissue.jsonld`."""

from __future__ import annotations

from mcissue.codes._code import Code

_PARSING = "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"
_DATA_LOSS = "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR"

CODES: tuple[Code, ...] = (
    Code("context_unknown", "A JSON-LD context is named that is neither shipped nor added by the user."),
    Code("context_edition_unknown", "A JSON-LD context is held, but not in the edition asked for."),
    Code("context_altered", "The file of a JSON-LD context is not the one whose SHA-256 is pinned."),
    Code("context_malformed", "What was given as a JSON-LD context is not a context document."),
    Code("context_known", "A context was added under an address that has one already."),
    Code("contexts_not_found", "The folder of JSON-LD contexts is missing from the installation."),
    # Strict reading.
    Code("json_not_utf8", "The bytes are not UTF-8 text.", _PARSING),
    Code("json_malformed", "The text is not JSON, or is cut short.", _PARSING),
    Code("json_not_an_object", "A JSON object was expected, and another value was given.", _PARSING),
    Code("json_not_a_value", "A value in memory holds something that JSON has no form for.", _PARSING),
    Code("json_duplicate_member", "An object has one member twice.", _PARSING),
    Code("json_number_out_of_range", "Programs read or write a number differently.", _PARSING),
    Code("json_control_character", "A text holds a control character.", _PARSING),
    Code("json_lone_surrogate", "A text holds half of a character.", _PARSING),
    Code("limit_size", "The input has more bytes than are read."),
    Code("limit_depth", "Objects and arrays are nested deeper than is read."),
    Code("limit_members", "The input has more members and items than are read."),
    Code("limit_items", "One array has more items than are read."),
    Code("limit_string", "One string is longer than is read."),
    # One lossless meaning.
    Code("json_ld_invalid", "The document breaks a rule of JSON-LD.", _PARSING),
    # Canonicalization.
    Code("limit_quads", "The document makes more RDF statements than are canonicalized."),
    Code("limit_anonymous_nodes", "The document has more nodes without an id than are canonicalized."),
    Code("canonicalization_work_limit", "Nodes without an id look alike in too many ways to be ordered."),
)
