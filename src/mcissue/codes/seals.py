"""Codes of electronic seals (JAdES) and of tokens (VC-JWT), by `mcissue.proof` and `mcissue.verify`."""

from __future__ import annotations

from mcissue.codes.code import Code

_SECURITY = "https://w3id.org/security#"
_PROOF = f"{_SECURITY}PROOF_VERIFICATION_ERROR"
_METHOD = f"{_SECURITY}INVALID_VERIFICATION_METHOD"

_SEALS = (
    Code("seal_malformed", "A seal does not have the form of a JAdES signature.", _PROOF),
    Code("seal_broken", "A seal does not fit the text that it should seal.", _PROOF),
    Code("seal_critical_unknown", "A seal demands that something be understood that is not.", _PROOF),
    Code("seal_algorithm_unsupported", "A seal was made with an algorithm that is not checked."),
    Code("seal_certificate_mismatch", "A seal names one certificate and holds another.", _PROOF),
    Code("seal_owner_unknown", "A seal is intact, and nobody who is trusted says whose it is."),
    Code("seal_not_anchored", "No authority that is trusted stands behind the certificate of a seal."),
    Code("seal_chain_not_then", "An authority behind a seal could not be used when it was made.", _METHOD),
    Code("seal_certificate_not_then", "The certificate could not be used when the seal was made.", _METHOD),
    Code("seal_issuer_mismatch", "The seal is of another organisation than the issuer.", _METHOD),
    Code("seal_issuer_unidentified", "Credential or certificate does not give the issuer's number.", _METHOD),
    Code("seal_not_registered", "The registry does not list the number of a seal, or lists it twice."),
    Code("seal_issuer_conflict", "The registry knows the issuer's id as somebody else's.", _METHOD),
    Code("seal_name_differs", "The credential gives its issuer another name than the seal's certificate."),
    Code("seal_unsigned_header", "What stands in the unsigned header of a seal, which anybody can change."),
    Code("seal_time_claimed", "A certificate ended, and only the sealer says that the seal is older."),
    Code("seal_revocation_unchecked", "Whether the certificate of a seal was revoked was not checked."),
    Code("seal_country_unknown", "The certificate of a seal names a country that is none."),
    Code("seal_file_unusable", "A file with the key of a seal can't be read, or holds no such key."),
    Code("seal_missing", "A sealed credential was asked for without a seal."),
    Code("seal_certificate_nameless", "The certificate of a seal does not carry its organisation's number."),
    Code("seal_key_mismatch", "The key of a seal does not belong to its certificate."),
    Code("seal_certificate_expired", "The certificate of a seal can't be used at the time of sealing."),
    Code("seal_trust_malformed", "A file of trusted certificates holds none."),
)

_CERTIFICATES = (
    Code("certificate_malformed", "A certificate can't be read."),
    Code("certificate_not_for_sealing", "A certificate may not be used for seals.", _METHOD),
    Code("certificate_extension_unknown", "A certificate demands that something be understood that is not."),
)

_TOKENS = (
    Code(
        "token_malformed", "A token does not have the form of a compact JWS with a JSON object in it.", _PROOF
    ),
    Code("token_too_large", "A token is larger than what is read."),
    Code(
        "token_header_forbidden", "A token's header holds what has no place there (crit, jku, ...).", _PROOF
    ),
    Code("token_header_extra", "A token's header has members that Open Badges does not allow."),
    Code("token_type_unknown", "A token says that it is something else than a credential.", _PROOF),
    Code("token_algorithm_forbidden", "A token names an algorithm that proves nothing.", _PROOF),
    Code("token_algorithm_unsupported", "A token was made with an algorithm that is not checked."),
    Code("token_algorithm_mismatch", "A token names an algorithm that is not its key's.", _PROOF),
    Code("token_selective_disclosure", "A token with selective disclosure (SD-JWT) can't be judged yet."),
    Code("token_two_credentials", "A token holds two credentials.", _PROOF),
    Code("token_claim_missing", "A token lacks a claim that must repeat the credential.", _PROOF),
    Code("token_claim_malformed", "A claim of a token does not have its form.", _PROOF),
    Code("token_claim_mismatch", "A claim of a token contradicts the credential.", _PROOF),
    Code("token_not_yet_valid", "A token may not be used yet."),
    Code("token_key_missing", "The issuer's document does not list the key of a token.", _METHOD),
    Code("token_key_ambiguous", "A token does not say which of the issuer's keys it was made with.", _METHOD),
    Code("token_key_conflict", "A token names one key and holds another one.", _METHOD),
    Code("key_signs_no_lists", "A key can't sign status lists or European credentials: it has no suite."),
    Code("token_key_not_fetched", "A token names its key by an address that is not fetched."),
)

CODES: tuple[Code, ...] = (*_SEALS, *_CERTIFICATES, *_TOKENS)
