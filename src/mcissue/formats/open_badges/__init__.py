"""Open Badges 3.0, with what belongs to them, and the older ones, which are recognised and explained."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Holding, Nature, Output, Securing, Signs

__all__ = [
    "BADGE",
    "BADGE_TOKEN",
    "CREDENTIALS_RESPONSE",
    "ENDORSEMENT",
    "FORMATS",
    "OPEN_BADGES_0_5",
    "OPEN_BADGES_1",
    "OPEN_BADGES_2",
    "OPEN_BADGES_2_PART",
    "OPEN_BADGES_3_0",
    "OPEN_BADGES_3_0_VC11",
]

_TYPES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_RULES: Final = f"{__name__}.rules:open_badge_findings"
_READ: Final = f"{__name__}.documents:read"

BADGE: Final = Output(
    id="openbadges",
    title="an Open Badge",
    family="openbadges",
    suffix=".json",
    write=f"{__name__}.documents:write",
    proofs_listed=True,
)

BADGE_TOKEN: Final = Output(
    id="badge-jwt",
    title="an Open Badge as a token",
    family="openbadges",
    form="token",
    suffix=".jwt",
    write=f"{__name__}.documents:write_for_token",
    securing=Securing.TOKEN,
)

OPEN_BADGES_3_0: Final = Format(
    id="open_badges_3_0",
    title="an Open Badge 3.0",
    long_title="an Open Badges 3.0 credential",
    signs=Signs(types=_TYPES, of_model_1=False),
    awards=True,
    outputs=(BADGE, BADGE_TOKEN),
    rules=_RULES,
    read=_READ,
)

OPEN_BADGES_3_0_VC11: Final = Format(
    id="open_badges_3_0_vc11",
    title="an Open Badge 3.0 of the older form (Verifiable Credentials 1.1)",
    long_title="an Open Badges 3.0 credential of the older form (Verifiable Credentials 1.1)",
    signs=Signs(types=_TYPES, of_model_1=True),
    awards=True,
    rules=_RULES,
    read=_READ,
)

ENDORSEMENT: Final = Format(
    id="endorsement",
    title="an Open Badges endorsement",
    long_title="an Open Badges 3.0 endorsement",
    signs=Signs(types=frozenset({"EndorsementCredential"})),
    explanation="It speaks about an issuer or an achievement, not about a learner: it is "
    "authentic or not, and awards nothing.",
    rules=f"{__name__}.rules:endorsement_findings",
)

CREDENTIALS_RESPONSE: Final = Format(
    id="credentials_response",
    title="the answer of a server that keeps Open Badges",
    long_title="a server's answer with credentials",
    signs=Signs(members=f"{__name__}.signs:is_response"),
    explanation="It holds credentials, and nobody signed it as a whole. Each of them is verified by itself.",
    nature=Nature.NO_CREDENTIAL,
    holds=Holding.RESPONSE,
    rules=f"{__name__}.rules:response_findings",
)

OPEN_BADGES_2: Final = Format(
    id="open_badges_2",
    title="an Open Badge 2.0",
    signs=Signs(members=f"{__name__}.signs:is_open_badge_2"),
    explanation="It is of 2018 to 2022 and can't be verified here: what counts is what the issuer's "
    "server says today, or a signature whose key lies there. Open the address in its member "
    "id, or use the validator of its badge platform. Ask the issuer for an Open Badge "
    "3.0.",
    nature=Nature.OTHER_CREDENTIAL,
)

OPEN_BADGES_2_PART: Final = Format(
    id="open_badges_2_part",
    title="a description of an Open Badge 2.0 or older, and not a badge that somebody earned",
    signs=Signs(members=f"{__name__}.signs:is_badge_class"),
    explanation="It says what a badge is for, or who issues it, and names no learner. Ask the learner for "
    "the badge itself: the address, file or picture of the assertion.",
    nature=Nature.OTHER_CREDENTIAL,
)

OPEN_BADGES_1: Final = Format(
    id="open_badges_1",
    title="an Open Badge 1",
    signs=Signs(members=f"{__name__}.signs:is_open_badge_1"),
    explanation="It is of 2012 to 2015, and was verified by asking its issuer's server. Ask the "
    "issuer for an Open Badge 3.0.",
    nature=Nature.OTHER_CREDENTIAL,
)

OPEN_BADGES_0_5: Final = Format(
    id="open_badges_0_5",
    title="an Open Badge 0.5",
    signs=Signs(members=f"{__name__}.signs:is_open_badge_0_5"),
    explanation="It is of 2011 to 2013, the first form of all, and nobody signed it: it was worth what its "
    "issuer's server said. Ask the issuer for an Open Badge 3.0.",
    nature=Nature.OTHER_CREDENTIAL,
)

FORMATS: Final = (
    OPEN_BADGES_3_0,
    OPEN_BADGES_3_0_VC11,
    ENDORSEMENT,
    CREDENTIALS_RESPONSE,
    OPEN_BADGES_2_PART,
    OPEN_BADGES_2,
    OPEN_BADGES_0_5,
    OPEN_BADGES_1,
)
