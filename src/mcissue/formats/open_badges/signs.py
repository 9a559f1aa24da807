"""By what documents of the Open Badges family are known that have no type of a Verifiable Credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcissue.formats.format import Surface

__all__ = [
    "is_badge_class",
    "is_open_badge_0_5",
    "is_open_badge_1",
    "is_open_badge_2",
    "is_response",
]

_RESPONSE: Final = frozenset({"credential", "compactJwsString"})
"""Open Badges 3.0, GetOpenBadgeCredentialsResponse."""

_OB_2: Final = "https://w3id.org/openbadges/v2"
_OB_1: Final = "https://w3id.org/openbadges/v1"
_OB_2_TYPES: Final = frozenset({"Assertion", "BadgeClass", "Issuer", "Profile"})
_PARTS: Final = _OB_2_TYPES - {"Assertion"}
_OB_1_MEMBERS: Final = frozenset({"recipient", "badge", "verify"})
_OB_0_5_MEMBERS: Final = frozenset({"recipient", "badge"})
_BADGE_CLASS_MEMBERS: Final = frozenset({"name", "description", "image", "criteria", "issuer"})


def is_response(surface: Surface) -> bool:
    """Whether a server answered with lists of credentials, and said nothing else."""
    document = surface.document
    lists = any(isinstance(document.get(name), list) for name in _RESPONSE)
    return lists and document.keys() <= _RESPONSE


def is_open_badge_2(surface: Surface) -> bool:
    """Open Badges 2.0: the context and one of its types, or the members of an assertion of 2.0."""
    members = {"recipient", "badge", "verification"} <= surface.document.keys()
    return members or (_OB_2 in surface.contexts and not _OB_2_TYPES.isdisjoint(surface.types))


def is_open_badge_1(surface: Surface) -> bool:
    """Open Badges 1: the context of 1.1, or the members of an assertion of 1.0."""
    return _OB_1 in surface.contexts or surface.document.keys() >= _OB_1_MEMBERS


def is_badge_class(surface: Surface) -> bool:
    """Open Badges 1.0 to 2.1: what a badge is for, or who issues it, without anybody who earned it."""
    document = surface.document
    if "recipient" in document or "credentialSubject" in document:
        return False
    if not ({_OB_1, _OB_2} & surface.contexts) and surface.contexts:
        return False
    typed = not _PARTS.isdisjoint(surface.types) and bool({_OB_1, _OB_2} & surface.contexts)
    return typed or document.keys() >= _BADGE_CLASS_MEMBERS


def is_open_badge_0_5(surface: Surface) -> bool:
    """Open Badges 0.5: the badge stands in the assertion, and nothing says how to verify it."""
    document = surface.document
    badge = document.get("badge")
    inside = document.keys() >= _OB_0_5_MEMBERS and isinstance(badge, dict) and "issuer" in badge
    return inside and not surface.contexts and not {"verify", "verification"} & document.keys()
