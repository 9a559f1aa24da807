"""Codes raised or reported by `mcissue.proof`."""

from __future__ import annotations

from mcissue.codes.code import Code

_SECURITY = "https://w3id.org/security#"
_PROOF_GENERATION = _SECURITY + "PROOF_GENERATION_ERROR"
_PROOF_VERIFICATION = _SECURITY + "PROOF_VERIFICATION_ERROR"
_PARSING = _SECURITY + "PARSING_ERROR"
_METHOD = _SECURITY + "INVALID_VERIFICATION_METHOD"
_METHOD_URL = _SECURITY + "INVALID_VERIFICATION_METHOD_URL"
_DOCUMENT = _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
_DOCUMENT_ID = _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"
_RELATIONSHIP = _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"

_TEXT_FORMS = (
    Code("multibase_malformed", "A text is not base58btc with the header z of the expected number of bytes."),
    Code("base64url_malformed", "A text is not base64url without padding, or it is too long."),
    Code("datetime_malformed", "A value is no date and time with seconds and time zone (xsd:dateTimeStamp)."),
)

_KEYS = (
    Code("key_malformed", "A key is not in a form that can be read."),
    Code("key_algorithm_unsupported", "A key belongs to an algorithm that is not supported here."),
    Code("key_noncanonical", "A public key is not in its one canonical encoding."),
    Code("key_weak", "A public key protects nothing: a point of small order, or a weak RSA key."),
    Code("key_too_large", "An RSA key is longer than those that are checked."),
    Code("key_not_on_curve", "A public key is no point of the curve."),
    Code("key_not_in_use", "A key that should be ended has ended already."),
    Code("key_secret_exposed", "A private key stands where a public key belongs."),
    Code("key_file_exists", "There is already a file where a new key should be written."),
    Code("key_file_unwritable", "A key file could not be written."),
    Code("key_file_unreadable", "A key file could not be read."),
    Code("key_file_too_open", "A private key file can be read by others than its owner."),
    Code("key_file_not_a_key", "A file given as a private key holds none, or a damaged one."),
    Code("key_file_is_public", "A file given as a private key holds a public key."),
    Code("passphrase_missing", "A key needs a passphrase, and none was given."),
    Code("passphrase_wrong", "The passphrase of a key is wrong, or its file is damaged."),
    Code("passphrase_unusable", "A passphrase is empty or too long."),
    Code("signature_algorithm_unsupported", "A signature algorithm is not supported."),
    Code("signature_algorithm_mismatch", "A signature algorithm does not go with the key."),
    Code("signer_mismatch", "A signer is for another algorithm than the cryptosuite."),
    Code("signer_broken", "A signer gave a signature that its own public key does not confirm."),
    Code("key_store_unknown", "The address of a key begins like none that can be opened."),
    Code("pkcs11_address_malformed", "The address of a key in a hardware module can't be read."),
    Code("hsm_token_unknown", "A hardware module has no such token, or several."),
    Code("hsm_key_unknown", "A token has no such key."),
    Code("hsm_key_ambiguous", "A token has several keys of one name."),
    Code("hsm_pin_wrong", "The PIN of a token is wrong, or the token is locked."),
    Code("hsm_failed", "A hardware module, or the library that speaks to it, failed."),
)

_CONTROLLERS = (
    Code("did_invalid", "A DID does not follow the rules of its method."),
    Code("did_method_unsupported", "A DID is of a method that is not supported."),
    Code(
        "controller_url_invalid", "A controller is named by something else than a DID or a plain https URL."
    ),
    Code("controller_document_unavailable", "The document of a controller is not at hand."),
    Code(
        "controller_document_malformed", "A controller document does not have the required form.", _DOCUMENT
    ),
    Code("controller_document_too_large", "A controller document lists more methods than are looked at."),
    Code(
        "controller_document_id_mismatch", "A controller document is about another controller.", _DOCUMENT_ID
    ),
    Code("did_documents_unreadable", "A folder of controller documents, or a file in it, can't be read."),
    Code("did_documents_malformed", "A file in a folder of controller documents is not what it should be."),
    Code(
        "verification_method_url_invalid",
        "A verification method is not named by a URL with a fragment.",
        _METHOD_URL,
    ),
    Code(
        "verification_method_not_found",
        "A controller document does not define the verification method.",
        _METHOD,
    ),
    Code(
        "verification_method_duplicate", "A controller document defines a verification method twice.", _METHOD
    ),
    Code("verification_method_malformed", "A verification method does not have the required form.", _METHOD),
    Code("verification_method_type_unsupported", "A verification method is of a type that is not supported."),
    Code(
        "verification_method_controller_mismatch",
        "A verification method names a foreign controller.",
        _METHOD,
    ),
    Code(
        "verification_method_not_authorized",
        "A key is not listed for the purpose of the proof.",
        _RELATIONSHIP,
    ),
)

_PROOFS = (
    Code("proof_missing", "The document has no proof.", _PARSING),
    Code(
        "proof_malformed",
        "A proof is no JSON object, or one of its members has a wrong form.",
        _PROOF_VERIFICATION,
    ),
    Code("proof_member_missing", "A proof lacks a member that every proof must have.", _PROOF_VERIFICATION),
    Code(
        "proof_created_malformed",
        "The creation time of a proof is no date and time with zone.",
        _PROOF_GENERATION,
    ),
    Code(
        "proof_value_malformed", "The value of a proof is not a signature in base58btc.", _PROOF_VERIFICATION
    ),
    Code("proof_already_present", "A document that should be signed has a proof already.", _PROOF_GENERATION),
    Code("proof_limit", "A document has more proofs than are checked."),
    Code("proof_id_duplicate", "Two proofs of a document have the same id.", _PROOF_VERIFICATION),
    Code("proof_foreign", "A proof was handed in that is not one of the document.", _PROOF_VERIFICATION),
    Code("proof_context_mismatch", "A proof was made under other JSON-LD contexts.", _PROOF_VERIFICATION),
    Code(
        "previous_proof_unknown",
        "A proof builds on a proof that the document does not have.",
        _PROOF_VERIFICATION,
    ),
    Code("previous_proof_cycle", "A proof builds on itself, over others or directly.", _PROOF_VERIFICATION),
    Code("cryptosuite_unsupported", "A proof is of a kind that is not supported."),
    Code("cryptosuite_verify_only", "A proof of an old kind should be made, and such are only read."),
    Code(
        "cryptosuite_key_mismatch",
        "A key does not belong to the cryptosuite of the proof.",
        _PROOF_VERIFICATION,
    ),
    Code(
        "signature_invalid",
        "The signature does not fit document and key: one of them was changed.",
        _PROOF_VERIFICATION,
    ),
)

CODES: tuple[Code, ...] = (*_TEXT_FORMS, *_KEYS, *_CONTROLLERS, *_PROOFS)
