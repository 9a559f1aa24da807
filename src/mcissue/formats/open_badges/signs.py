"""By what documents of the Open Badges family are known that have no type of a Verifiable Credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcissue.formats.format import Surface

__all__ = ["is_open_badge_1", "is_open_badge_2", "is_response"]

_RESPONSE: Final = frozenset({"credential", "compactJwsString"})
"""Open Badges 3.0, GetOpenBadgeCredentialsResponse."""

_OB_2: Final = "https://w3id.org/openbadges/v2"
_OB_1: Final = "https://w3id.org/openbadges/v1"
_OB_2_TYPES: Final = frozenset({"Assertion", "BadgeClass", "Issuer", "Profile"})
_OB_1_MEMBERS: Final = frozenset({"recipient", "badge", "verify"})


def is_response(surface: Surface) -> bool:
    """Whether a server answered with lists of credentials, and said nothing else."""
    document = surface.document
    lists = any(isinstance(document.get(name), list) for name in _RESPONSE)
    return lists and document.keys() <= _RESPONSE


def is_open_badge_2(surface: Surface) -> bool:
    """Open Badges 2.0: the context, and one of its types."""
    return _OB_2 in surface.contexts and not _OB_2_TYPES.isdisjoint(surface.types)


def is_open_badge_1(surface: Surface) -> bool:
    """Open Badges 1: the context of 1.1, or the members of an assertion of 1.0."""
    return _OB_1 in surface.contexts or surface.document.keys() >= _OB_1_MEMBERS
