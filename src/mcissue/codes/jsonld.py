"""Codes raised or reported by `mcissue.jsonld`."""

from __future__ import annotations

from mcissue.codes.code import Code

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
    Code("context_missing", "The document has no @context.", _PARSING),
    Code("context_invalid", "A JSON-LD context breaks a rule of JSON-LD.", _PARSING),
    Code("context_feature_unsupported", "A JSON-LD context uses a feature that mcissue does not read."),
    Code("context_list_not_allowed", "The @context is none of the lists that known formats prescribe."),
    Code("inline_context_not_allowed", "The @context holds an object instead of an address."),
    Code("nested_context", "An @context stands inside the document, outside an embedded credential."),
    Code("protected_term_redefined", "A context gives a protected word another meaning.", _PARSING),
    Code("undefined_term", "A member name has no meaning in the contexts of the document.", _DATA_LOSS),
    Code("undefined_type", "A type has no meaning in the contexts of the document.", _DATA_LOSS),
    Code("type_malformed", "A type is neither a text nor an array of texts.", _PARSING),
    Code("keyword_not_allowed", "A JSON-LD keyword gives signed facts a second form."),
    Code("iri_as_key", "A full or compact IRI stands where a defined word belongs."),
    Code("second_word", "A word stands where the contexts have another word for the same meaning."),
    Code("second_form", "A value has another JSON type than its datatype is written in."),
    Code("blank_node_id", "A blank node identifier is used as an identifier."),
    Code("relative_iri", "An identifier is not an absolute IRI.", _DATA_LOSS),
    Code("iri_malformed", "An identifier holds a character that no IRI has.", _DATA_LOSS),
    Code("compact_iri", "An identifier is abbreviated by a prefix of a context."),
    Code("iri_expected", "Another value stands where an identifier belongs."),
    Code("value_dropped", "JSON-LD drops a value, so no signature covers it.", _DATA_LOSS),
    Code("nested_list", "An array stands directly in an array."),
    Code("value_object_not_allowed", "A value object stands where a plain value belongs."),
    Code("values_coincide", "Two different JSON values of one member are one statement in the signed graph."),
    Code("language_map_not_signed", "Texts by language stand where the context knows none.", _DATA_LOSS),
    Code("language_tag_malformed", "A language tag is not of the form of BCP 47.", _DATA_LOSS),
    Code("term_not_supported", "A word is defined with a part of JSON-LD that mcissue does not read."),
    Code("document_says_nothing", "The document makes no statement that could be signed."),
    Code("node_described_twice", "Facts of a credential stand at a second mention of its id."),
    Code("limit_context_states", "Types and contexts of the document combine in too many ways."),
    Code("data_loss_detected", "The signed graph says less than the document.", _DATA_LOSS),
    Code("json_ld_invalid", "The document breaks a rule of JSON-LD.", _PARSING),
    # Canonicalization.
    Code("limit_quads", "The document makes more RDF statements than are canonicalized."),
    Code("limit_anonymous_nodes", "The document has more nodes without an id than are canonicalized."),
    Code("canonicalization_work_limit", "Nodes without an id look alike in too many ways to be ordered."),
)
