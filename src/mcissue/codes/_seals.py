"""Codes of electronic seals (JAdES) and of tokens (VC-JWT), by `mcissue.proof` and `mcissue.verify`."""

from __future__ import annotations

from mcissue.codes._code import Code

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
    Code(
        "seal_chain_not_then", "An authority behind a seal could not be used when it was made.", _METHOD
    ),
    Code("seal_certificate_not_then", "The certificate could not be used when the seal was made.", _METHOD),
    Code("seal_issuer_mismatch", "The seal is of another organisation than the issuer.", _METHOD),
    Code("seal_issuer_unidentified", "Credential or certificate does not give the issuer's number.", _METHOD),
    Code("seal_unsigned_header", "What stands in the unsigned header of a seal, which anybody can change."),
    Code(
        "seal_time_claimed", "A certificate has expired, and only the sealer says that he used it before."
    ),
    Code("seal_revocation_unchecked", "Whether the certificate of a seal was revoked was not checked."),
    Code("seal_file_unusable", "A file with the key of a seal can't be read, or holds no such key."),
    Code("seal_key_mismatch", "The key of a seal does not belong to its certificate."),
    Code("seal_certificate_expired", "The certificate of a seal can't be used at the time of sealing."),
    Code("seal_trust_malformed", "A file of trusted certificates holds none."),
)

_CERTIFICATES = (
    Code("certificate_malformed", "A certificate can't be read."),
    Code("certificate_not_for_sealing", "A certificate may not be used for seals.", _METHOD),
    Code("certificate_extension_unknown", "A certificate demands that something be understood that is not."),
)

CODES: tuple[Code, ...] = (*_SEALS, *_CERTIFICATES)
