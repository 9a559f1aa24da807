"""Why mcissue and the public validator of 1EdTech differ, in a sentence for each reason."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["why"]

_SELF_ASSERTED: Final = (
    "The validator takes the key from its name, where anybody can write their own; mcissue wants the "
    "issuer's own document, or the registry, to list it."
)
_BY_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "proof_key_unavailable": _SELF_ASSERTED,
        "controller_document_unavailable": _SELF_ASSERTED,
        "issuer_not_bound": _SELF_ASSERTED,
        "published_test_key": "The validator does not know keys whose private half is published.",
        "sample_key": "The validator does not know keys whose private half is published.",
        "key_revoked": "The validator does not read when a key was revoked.",
        "key_expired": "The validator does not read until when a key could be used.",
        "date_unproven": "The validator does not read when a key was revoked.",
        "token_claim_missing": "The validator does not compare the claims of a token with its credential.",
        "token_claim_mismatch": "The validator does not compare the claims of a token with its credential.",
        "token_claim_malformed": "The validator does not compare the claims of a token with its credential.",
        "suspended": "The validator looks at revocation only, and takes a suspended credential for valid.",
        "proof_expired": "The validator does not read until when a proof counts.",
        "created_in_future": "The validator does not read when a proof was made.",
        "award_date_in_future": "The validator does not read the award date.",
        "award_date_after_signature": "The validator does not read the award date.",
        "dates_contradict": "The validator holds each date against today, and none against another.",
        "previous_proof_unknown": "The validator checks the first proof, and no chains.",
        "proof_repeated": "The validator checks the first proof only.",
        "endorsement_of_other": "The validator does not ask what an endorsement speaks of.",
    }
)
"""Our code -> why the validator does not mind."""

_BY_PROBE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "parse": (
            "The validator reads JSON less strictly, and the first of several credentials in a picture.",
            "The validator does not know this kind of file.",
        ),
        "json_ld": (
            "JSON-LD in safe mode minds what is lost; mcissue minds, too, what has a second form or meaning.",
            "The validator processes JSON-LD in another way.",
        ),
        "contexts": (
            "The validator only warns of other contexts; mcissue knows which lists fit together.",
            "The validator wants today's contexts; mcissue reads older ones as they were.",
        ),
        "types": ("mcissue reads the types more strictly.", "The validator judges badges only."),
        "schema": (
            "mcissue's class tables ask more than the schemas do.",
            "Its schema files ask for something that the class tables do not.",
        ),
        "subject": (
            "The validator looks at a few types; mcissue holds the subject to the class tables.",
            "The validator wants types that the standard does not demand.",
        ),
        "evidence": ("mcissue holds evidence to the class tables.", "The validator wants the type Evidence."),
        "issuer": (
            "mcissue holds the issuer to the class tables.",
            "By the standard an issuer may be a mere address; the validator wants a Profile.",
        ),
        "proof": (
            "The validator checks the first proof of a kind that it knows; mcissue all, and whose key it is.",
            "The validator takes fewer kinds of signatures, and no key of a controller but the issuer.",
        ),
        "status": (
            "mcissue wants the list itself to be proven its issuer's, and current.",
            "The validator reads the list in another way.",
        ),
        "expiration": ("mcissue looks at more dates.", "The validator compares the dates in another way."),
        "issuance": ("mcissue looks at more dates.", "The validator compares the dates in another way."),
        "endorsements": (
            "mcissue asks more of an endorsement.",
            "The validator asks more of an endorsement.",
        ),
    }
)
"""Probe -> why in general: where the validator is content and mcissue is not, and the other way round."""


def why(probe: str, codes: Sequence[str], *, theirs_is_good: bool) -> str:
    """The reason of a difference.

    Args:
        probe: the probe.
        codes: our codes, the more telling first.
        theirs_is_good: whether the validator is the one that is content.
    """
    if theirs_is_good:
        for code in codes:
            if code in _BY_CODE:
                return _BY_CODE[code]
    return _BY_PROBE[probe][0 if theirs_is_good else 1]
