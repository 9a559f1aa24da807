"""What a credential says of itself, as far as an accreditation may be limited by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.look import view_of
from mcissue.registry import AwardScope

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["award_scope"]


def award_scope(document: JsonObject) -> AwardScope:
    """Read type, level, workload, fields and country from a credential.

    Only coded values count: an accreditation has limits, and a limit is held against a value and not against
    prose. What is not there, can't be read, or is said twice and differently stays unknown.

    Args:
        document: the credential; whatever it holds, nothing is raised.
    """
    scope = view_of(document).scope()
    return AwardScope(
        credential_type=scope.credential_type,
        eqf_level=scope.eqf_level,
        ects=scope.ects,
        isced_f=scope.isced_f,
        jurisdiction=scope.jurisdiction,
    )
