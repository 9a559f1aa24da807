"""Everything that a European Digital Credential claims: each claim, with its parts, wherever it stands.

European Learning Model 3: a person has claims (`hasClaim`): achievements, activities, assessments,
entitlements; each may have parts, be proven by, be influenced by or entitle to others, and may be awarded by
bodies of its own. What is not found here, nobody judges and nobody shows: so the whole graph below the
subject is walked, once, by whatever member a claim hangs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcissue.formats.edc.reading import EdcCursor
    from mcissue.formats.losses import Steps

__all__ = ["ACHIEVEMENT", "CLAIMS", "Claimed", "claims_below"]

ACHIEVEMENT: Final = "LearningAchievement"
CLAIMS: Final = (ACHIEVEMENT, "LearningActivity", "LearningAssessment", "LearningEntitlement")
"""Kinds of claims, in the order in which they are looked at for what the credential is about."""

_LED_TO_IT: Final = frozenset({"LearningActivity", "LearningAssessment"})
"""What leads to an award, and is none itself."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim.

    Attributes:
        cursor: it.
        kind: its kind, or `claim`.
        above: the claim that it is a part of, or hangs on; None for those of the subject itself.
    """

    cursor: EdcCursor
    kind: str
    above: Claimed | None

    @property
    def rank(self) -> int:
        """How near it is to what the credential is about."""
        return CLAIMS.index(self.kind) if self.kind in CLAIMS else len(CLAIMS)

    @property
    def is_award(self) -> bool:
        """Whether it says that something was achieved, and not what led to that."""
        return self.above is None or self.kind not in _LED_TO_IT


def claims_below(top: EdcCursor) -> tuple[Claimed, ...]:
    """Every claim of a credential, those of the subject itself first.

    Args:
        top: the credential.
    """
    own = [(claim, None) for subject in top.each("credentialSubject") for claim in subject.each("hasClaim")]
    found: list[Claimed] = []
    seen: set[Steps] = set()
    waiting: list[tuple[EdcCursor, Claimed | None]] = [
        *own,
        *((subject, None) for subject in top.each("credentialSubject")),
    ]
    direct = {claim.steps for claim, _ in own}
    while waiting:
        cursor, above = waiting.pop(0)
        if cursor.steps in seen:
            continue
        seen.add(cursor.steps)
        types = cursor.value.get("type")
        names = types if isinstance(types, list) else [types]
        kind = next((kind for kind in CLAIMS if kind in names), None)
        if kind is not None or cursor.steps in direct or "awardedBy" in cursor.value:
            above = Claimed(cursor, kind or "claim", above)
            found.append(above)
        waiting += [(below, above) for key in sorted(cursor.value) for below in cursor.each(key)]
    return tuple(found)
