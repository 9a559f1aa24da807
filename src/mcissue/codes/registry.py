"""Codes raised or reported by `mcissue.registry`."""

from __future__ import annotations

from mcissue.codes.code import Code

CODES: tuple[Code, ...] = (
    # The registry as a file.
    Code("registry_malformed", "The registry is not written as a registry must be."),
    Code("registry_version_unsupported", "The registry is written in a newer version of the format."),
    Code("registry_unsigned", "The registry carries no signature that counts."),
    Code("registry_wrong_operator", "The registry is signed by somebody else than the trusted operator."),
    Code(
        "registry_altered", "The registry's signature does not fit: it was altered, or another key signed it."
    ),
    Code("registry_sample_key", "The registry is signed with a key whose private half everybody has."),
    Code("registry_not_yet_valid", "The registry may not be used yet."),
    Code("registry_expired", "The registry may no longer be used."),
    Code("registry_rolled_back", "The registry is older than one that was seen before."),
    Code("registry_sequence_reused", "Two different registries carry the same sequence number."),
    Code("registry_state_unreadable", "The memory of registries seen before cannot be read."),
    Code("registry_state_unwritable", "The memory of registries seen before cannot be written."),
    # The operator's working file.
    Code("draft_malformed", "The draft of a registry is not written as it must be."),
    Code("draft_entry_unknown", "The draft of a registry has no entry of this id."),
    # The issuer.
    Code("issuer_listed", "The registry lists the issuer, and it was recognised at the time of the award."),
    Code("issuer_not_listed", "The registry does not list the issuer."),
    Code(
        "issuer_not_known_then",
        "The registry did not stand for its entry on the issuer at the reference time.",
    ),
    Code("issuer_not_listed_then", "The issuer is listed, but was not recognised at the time of the award."),
    Code("issuer_name_borrowed", "A registered issuer goes by the name of another one in its country."),
    Code("issuer_ended", "The issuer's recognition had ended before the award."),
    Code("issuer_withdrawn", "The issuer's recognition had been withdrawn before the award."),
    Code("issuer_compromised", "The issuer's keys had been stolen before the award."),
    Code(
        "delegate_not_then",
        "Who acted for an institution was not named for the time of the act, or no longer.",
    ),
    Code("delegate_named", "The registry says that somebody may act for an institution."),
    Code("date_unproven", "Only the issuer's own word puts the award before a withdrawal or a compromise."),
    Code(
        "award_date_missing",
        "The credential does not say when it was awarded, and the registry has limits of time.",
    ),
    # Its keys.
    Code(
        "issuer_key_bound",
        "The registry binds the key to the issuer, and it was in use when the proof was made.",
    ),
    Code(
        "issuer_key_not_then", "The registry lists the key, but not for the time at which the proof was made."
    ),
    Code("issuer_key_compromised", "The key had been stolen before the proof was made."),
    Code(
        "issuer_key_time_unknown",
        "The key was in use for a time only, and the proof does not say when it was made.",
    ),
    Code(
        "issuer_key_conflict", "The registry and the issuer's own document give one name to different keys."
    ),
    # Its accreditations.
    Code("accreditation_covers", "An accreditation covered the award at its time and in every limit."),
    Code("accreditation_missing", "The registry lists the issuer but records no accreditation of it."),
    Code("accreditation_not_then", "The issuer's accreditation did not hold at the time of the award."),
    Code("accreditation_withdrawn", "The issuer's accreditation had been withdrawn before the award."),
    Code("accreditation_out_of_scope", "The issuer's accreditation does not cover this kind of award."),
    Code(
        "accreditation_scope_unknown",
        "The credential says too little to be held against the accreditation's limits.",
    ),
    Code("accreditation_negative", "The decision on the issuer was negative."),
)
